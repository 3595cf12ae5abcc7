"""Phase 7: each distributor gives no more new credit than comes back and its bank line still leaves.

A bank's line is hard: what a distributor lends beyond what partners repay must be drawn. What is scarce goes to
the best scores first, and among equals by a turn that changes each month (credit rationing: Stiglitz and Weiss
1981; suppliers cut credit when their own liquidity falls: Jacobson and von Schedvin 2015).
"""

from __future__ import annotations

import numpy as np

from agents.compiled import phase, rule
from agents.distributor import free_credit
from agents.luck import CREDIT_TURN, uniform
from agents.partner import ACCOUNTS, dust
from model.events import note
from model.market import CREDIT_REFUSED, LINE_FULL, PARTNERS

GRADE = 0.05  # of default probability: scores come in grades, and within one a turn decides


@rule
def fundable(distributor, coming):
    """New credit (money) that a distributor can give this month when ``coming`` (money) falls due to it."""
    room = distributor.bank_line - distributor.bank_debt + distributor.cash - distributor.unpaid
    return max(0.0, coming + room)


@rule
def usual_credit(account, season):
    """New credit (money) that a partner usually takes on an account in such a month, within its contract."""
    return min(free_credit(account), season * account.average_purchases)


@phase
def ration(market, month, row, budget):
    """Usual credit by grade and turn until ``budget`` (money) is used up; who goes short is told why."""
    count = market.counters[PARTNERS]
    season = market.world[0].season
    places = np.empty(count * ACCOUNTS, dtype=np.int64)
    order = np.empty(count * ACCOUNTS)
    found = 0
    for owner in range(count):
        if not market.partners[owner].alive:
            continue
        for place in range(ACCOUNTS):
            account = market.accounts[owner, place]
            if account.distributor == row and free_credit(account) > 0.0:
                places[found] = owner * ACCOUNTS + place
                turn = uniform(market.seed, CREDIT_TURN, month, market.names[owner], row)
                order[found] = int(account.score / GRADE) + turn
                found += 1
    distributor = market.distributors[row]
    for number in np.argsort(order[:found]):
        owner = places[number] // ACCOUNTS
        account = market.accounts[owner, places[number] % ACCOUNTS]
        usual = usual_credit(account, season)
        account.funded = min(usual, budget)
        budget -= account.funded
        short = usual - account.funded
        distributor.refused += short
        if short > dust(market.partners[owner]):
            note(market, month, CREDIT_REFUSED, market.names[owner], row, short, LINE_FULL)


@phase
def fund_credit(market, month):
    """Sets ``funded`` of every account: all that contracts leave where it fits, else usual credit first."""
    count = market.distributors.shape[0]
    season = market.world[0].season
    coming = np.zeros(count)
    allowed = np.zeros(count)
    usual = np.zeros(count)
    for owner in range(market.counters[PARTNERS]):
        if not market.partners[owner].alive:
            continue
        for place in range(ACCOUNTS):
            account = market.accounts[owner, place]
            if account.distributor >= 0:
                account.funded = account.limit
                coming[account.distributor] += account.due[0]
                allowed[account.distributor] += free_credit(account)
                usual[account.distributor] += usual_credit(account, season)
    part = np.ones(count)
    scarce = False
    for row in range(count):
        distributor = market.distributors[row]
        budget = fundable(distributor, coming[row])
        distributor.refused = 0.0
        if allowed[row] > budget:
            scarce = True
            part[row] = -1.0
            if usual[row] <= budget:
                part[row] = (budget - usual[row]) / (allowed[row] - usual[row])
    if not scarce:
        for row in range(count):
            market.distributors[row].tightness = 1.0
        return
    for owner in range(market.counters[PARTNERS]):
        for place in range(ACCOUNTS):
            account = market.accounts[owner, place]
            if account.distributor >= 0 and part[account.distributor] >= 0.0 and market.partners[owner].alive:
                usually = usual_credit(account, season)
                account.funded = usually + part[account.distributor] * (free_credit(account) - usually)
    for row in range(count):
        if part[row] < 0.0:
            ration(market, month, row, fundable(market.distributors[row], coming[row]))
        refused = market.distributors[row].refused
        market.distributors[row].tightness = 1.0 - refused / usual[row] if usual[row] > 0.0 else 1.0
