"""Customer firms are born and die, and those of a closed partner go to its heirs or to the market."""

from __future__ import annotations

import math

import numpy as np

from agents.compiled import phase, rule
from agents.customer import SHORTLIST
from agents.luck import NEW_CUSTOMER, normal
from model.market import PARTNERS
from model.shortlists import pass_place


@rule
def start_afresh(market, month, number, firm):
    """A firm closed; another of the segment, of its own size, stands in its place and knows nobody yet."""
    spread = market.settings[month].firm_spread
    firm.weight = math.exp(spread * normal(market.seed, NEW_CUSTOMER, month, number, 0) - 0.5 * spread * spread)
    firm.generation += 1
    firm.incumbent = -1
    firm.offer = -1
    firm.guest = -1
    firm.installed = 0.0
    firm.need = 0.0
    firm.failed = 0
    firm.reviewed = -1
    for place in range(SHORTLIST):
        firm.shortlist[place] = -1


@phase
def pass_on_customers(market, month):
    """In the month of a closing its customers go over to whoever of its staff founded a firm, or to its buyer.

    All others are in the market: they choose afresh when they next buy.
    """
    count = market.counters[PARTNERS]
    gone = np.zeros(count, dtype=np.bool_)
    anybody = False
    for row in range(count):
        if market.partners[row].closed == month and not market.partners[row].alive:
            gone[row] = True
            anybody = True
    for number in range(market.customers.shape[0] if anybody else 0):
        firm = market.customers[number]
        if firm.offer >= 0 and gone[firm.offer]:
            firm.offer = -1
        if firm.guest >= 0 and gone[firm.guest]:
            if firm.incumbent == firm.guest:
                firm.incumbent = -1
            firm.guest = -1
        if firm.incumbent < 0 or not gone[firm.incumbent]:
            continue
        for place in range(SHORTLIST):
            if firm.shortlist[place] == firm.incumbent:
                pass_place(market, number, firm, place)
                break
