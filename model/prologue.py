"""Three years before month 0: the market settles, so that a run starts in its own steady state.

Opening balances that fit together still describe firms that are all sound. Living markets hold firms at
every stage of success and distress, so the market lives through a prologue under the default levers
and without trends. A firm that would close hands its row to a newcomer, so that exactly the scenario's
population stands at month 0; nothing of the prologue is recorded.
"""

from __future__ import annotations

import math

import numpy as np

from agents.compiled import phase, rule
from agents.customer import SHORTLIST
from agents.distributor import open_with
from agents.guards import NEVER
from agents.luck import FOUNDER, hashed, normal
from agents.partner import ACCOUNTS, INITIAL, RING
from model.census import Census, name_partners, settle_in
from model.closing import close, start_sums
from model.entry import establish, given_distributor, start_capital
from model.market import EVENT_COUNT, NOTICES, PARTNERS, Market
from model.month import TRADE
from model.pieces import in_pieces
from model.staffing import open_pools
from model.walk import walk_phases

PROLOGUE_MONTHS = 36
GENERATION = 1 << 40  # names of successors in a row: far from all others, so that they have their own luck


@rule
def forget_customers(market, gone):
    """Take the firms of the rows flagged in ``gone`` off every shortlist; their customers are in the market."""
    for number in range(market.customers.shape[0]):
        firm = market.customers[number]
        if firm.offer >= 0 and gone[firm.offer]:
            firm.offer = -1
        for place in range(SHORTLIST):
            row = firm.shortlist[place]
            if row >= 0 and gone[row]:
                firm.shortlist[place] = -1
                if firm.incumbent == row:
                    firm.incumbent = -1
        if firm.guest >= 0 and gone[firm.guest]:
            if firm.incumbent == firm.guest:
                firm.incumbent = -1
            firm.guest = -1


@rule
def succeed(market, month, row):
    """A newcomer of the same kind in the row of a firm that closed, with a founder's usual means."""
    settings = market.settings[month]
    partner = market.partners[row]
    kind = market.kinds[month, partner.kind]
    partner.id += GENERATION
    market.names[row] = partner.id
    partner.age = 0
    partner.arrears_months = 0
    partner.months_in_debt = 0
    partner.income_forgone = 0.0
    partner.loss_carried = 0.0
    partner.overdraft_limit = 0.0
    partner.sold = 0.0
    for ahead in range(RING):
        partner.collect[ahead] = 0.0
        partner.collect_late[ahead] = 0.0
        partner.turning_overdue[ahead] = 0.0
        partner.defaulting[ahead] = 0.0
    for place in range(ACCOUNTS):
        account = market.accounts[row, place]
        account.mode = 0
        account.average_purchases = 0.0
        account.stopped = 0
    need, lent = start_capital(market, month, partner.kind, kind.sales_per_head)
    luck = normal(market.seed, FOUNDER, 0, partner.id, 10)
    wealth = max(need - lent, settings.founder_wealth * settings.sales_wage * math.exp(luck))
    first = given_distributor(market.accounts[row])
    # As many come from other firms as from outside.
    skill = 0.5 * (settings.founder_skill + settings.outsider_skill) * kind.competence_at_start
    establish(market, month, row, partner.kind, first, wealth, need, lent, skill, -1)


@phase
def renew(market, month):
    """Firms whose books would close them make room for newcomers in their rows; last month's diary is forgotten."""
    market.counters[EVENT_COUNT] = 0
    start_sums(market)
    gone = np.zeros(market.counters[PARTNERS], dtype=np.bool_)
    anybody = False
    for row in range(market.counters[PARTNERS]):
        if market.partners[row].closing != 0:
            close(market, month, row)
            gone[row] = True
            anybody = True
    if anybody:
        forget_customers(market, gone)
        for row in range(market.counters[PARTNERS]):
            if gone[row]:
                succeed(market, month, row)


def live_through(market: Market, first: int, last: int) -> None:
    """Months ``first`` to ``last`` - 1 of the prologue: everybody trades, nothing is recorded, no row is added."""
    walk_phases((renew, *TRADE), market, first, last, growing=False)


@phase
def begin_history(market):
    """Month 0: names and ages of the partners that the record starts with, and nothing in the diary."""
    cash = 0.0
    notices = 0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        partner.id = row
        market.names[row] = row
        partner.origin = INITIAL
        partner.entered = 0
        partner.parent = -1
        partner.start_age = partner.age
        partner.start_size = partner.sales_staff + partner.service_staff
        partner.start_cash_days = 0.0
        if partner.outflow_rate > 0.0:
            partner.start_cash_days = 30.0 * partner.cash / partner.outflow_rate
        partner.start_competence = partner.competence
        best = 0
        for place in range(1, ACCOUNTS):
            if market.accounts[row, place].share > market.accounts[row, best].share:
                best = place
        partner.primary_at_start = market.accounts[row, best].distributor
        partner.staff_of_late = partner.start_size
        partner.asked = NEVER
        cash += partner.cash
        notices += partner.closing != 0
    for number in range(market.customers.shape[0]):
        market.customers[number].generation = 0
        market.customers[number].reviewed = -1
    for row in range(market.distributors.shape[0]):
        cash += market.distributors[row].cash
        market.distributors[row].closing = 0
    open_pools(market, 0)
    market.outside[:] = 0.0
    market.world[0].opening_cash = cash
    market.counters[EVENT_COUNT] = 0
    market.counters[NOTICES] = notices


@phase
def draw_tastes(market):
    """Partners' tastes for suppliers, drawn with this market's luck (a prologue has its own, and other names)."""
    for row in range(market.counters[PARTNERS]):
        for place in range(ACCOUNTS):
            account = market.accounts[row, place]
            if account.distributor >= 0:
                open_with(account, market.seed, market.partners[row], account.distributor)


def settled(market: Market, tables: dict, census: Census | None = None) -> Market:
    """The market after the prologue, ready for month 0 (the same arrays, changed in place).

    ``tables`` are the settings of the prologue's months (see ``month_tables``). Its luck is its own. The
    partners of a ``census`` take the places of those that settled most like them.
    """
    seed = hashed(market.seed, FOUNDER, 0, GENERATION, 0)
    room = 3 * market.customers.shape[0] + 20 * market.partners.shape[0] + 16
    events = np.zeros(room, dtype=market.events.dtype).view(np.recarray)
    prologue = market._replace(seed=np.uint64(seed), events=events, **tables)
    draw_tastes(prologue)
    in_pieces(lambda first, last: live_through(prologue, first, last), 0, PROLOGUE_MONTHS)
    rows = None if census is None else settle_in(market, census, tables)
    begin_history(market)
    if rows is not None:
        name_partners(market, census, rows)
    draw_tastes(market)
    return market
