"""Whom a firm would ask for a bid: its shortlist, and who comes onto it."""

from __future__ import annotations

from agents.compiled import rule
from agents.customer import SHORTLIST
from agents.luck import (
    INHERITANCE,
    SHORTLIST_COLD,
    SHORTLIST_PEER,
    SHORTLIST_SOURCE,
    integer_below,
    uniform,
)
from agents.partner import FOUNDERS
from agents.partner_staff import sales_capacity
from model.market import initial_partners
from model.treatment import kind_of

TRIES = 3  # times that a firm which reviews its supplier asks around for each empty place


@rule
def willing(kind, segment):
    """Readiness of a kind of partner to bid for a segment's projects (share)."""
    return kind.corporate_share if segment == 0 else kind.smb_share


@rule
def usual_project(market, month, number):
    """Mean size of a segment's projects (goods at vendors' prices of month 0; money)."""
    world = market.world[0]
    segment = market.segments[month, number]
    initial = initial_partners(world)
    count = world.corporates if number == 0 else market.customers.shape[0] - world.corporates
    if count == 0 or segment.project_chance <= 0.0:
        return 0.0
    return segment.demand * initial * world.demand_index[number] / (count * segment.project_chance)


@rule
def credible(project, capacity, settings):
    """Whether a firm would ask a partner with so many sales people for a bid on its usual project (money).

    It sees people (``capacity``: what they can sell in a month), not the books: who sold little of late is asked
    all the same.
    """
    return project <= settings.credible_size * capacity


@rule
def listed(firm, row):
    """True when a partner's row is on the firm's shortlist."""
    found = firm.guest == row
    for place in range(SHORTLIST):
        found = found or firm.shortlist[place] == row
    return found


@rule
def new_bidder(market, month, number, firm, place, trial):
    """Another partner for a place on a firm's shortlist: -1 when nobody fit was found this time.

    Another customer of the segment recommends its supplier, or (``cold_contact``) names any of its bidders:
    the copying model of Simon (1955), in which ties follow size.
    """
    world = market.world[0]
    first = 0 if firm.segment == 0 else world.corporates
    firms = world.corporates if firm.segment == 0 else market.customers.shape[0] - world.corporates
    slot = place + SHORTLIST * trial
    peer = first + integer_below(market.seed, SHORTLIST_PEER, month, number, slot, firms)
    adviser = market.customers[peer]
    row = adviser.incumbent
    if uniform(market.seed, SHORTLIST_SOURCE, month, number, slot) < market.settings[month].cold_contact:
        row = adviser.shortlist[integer_below(market.seed, SHORTLIST_COLD, month, number, slot, SHORTLIST)]
    if row < 0 or market.desks[row].weight[firm.segment] <= 0.0 or listed(firm, row):
        return -1
    partner = market.partners[row]
    usual = usual_project(market, month, firm.segment) * firm.weight
    kind = kind_of(market, month, partner)
    if not credible(usual, sales_capacity(partner, kind), market.settings[month]):
        return -1
    share = willing(kind, firm.segment)
    return row if uniform(market.seed, SHORTLIST_SOURCE, 0, number, partner.id + 1000) < share else -1


@rule
def fill_place(market, month, number, firm, place, trial):
    """Ask around for a place on the shortlist."""
    found = new_bidder(market, month, number, firm, place, trial)
    if found >= 0:
        firm.shortlist[place] = found


@rule
def renew_place(market, month, number, firm, u):
    """Now and then another partner takes a place that is not the supplier's; ``u`` in (0, 1) says which."""
    place = min(int(u * SHORTLIST), SHORTLIST - 1)
    if firm.incumbent < 0 or firm.shortlist[place] != firm.incumbent:
        fill_place(market, month, number, firm, place, 0)


@rule
def heir(market, number, place, row):
    """Who takes over a closed partner's place with a customer: a firm of its staff or its buyer, or nobody."""
    chosen = integer_below(market.seed, INHERITANCE, 0, number, place, FOUNDERS)
    return market.partners[row].heirs[chosen]


@rule
def pass_place(market, number, firm, place):
    """A closed partner's place goes to its heir, the customer with it, or falls empty."""
    row = firm.shortlist[place]
    follower = heir(market, number, place, row)
    if follower >= 0 and (listed(firm, follower) or not market.partners[follower].alive):
        follower = -1
    if firm.incumbent == row:
        firm.incumbent = follower
    firm.shortlist[place] = follower


@rule
def ask_around(market, month, number, firm):
    """Before it chooses, a firm hands on the places of closed partners and looks for bidders for empty ones."""
    for place in range(SHORTLIST):
        row = firm.shortlist[place]
        if row >= 0 and market.desks[row].weight[firm.segment] <= 0.0 and not market.partners[row].alive:
            pass_place(market, number, firm, place)
        for trial in range(TRIES):
            if firm.shortlist[place] < 0:
                fill_place(market, month, number, firm, place, trial)
