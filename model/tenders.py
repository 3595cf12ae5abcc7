"""Tenders: a firm asks its shortlist for bids, perhaps a vendor too, and chooses."""

from __future__ import annotations

from agents.choosing import ELIMINATION, dearest_kept, luck_of_bid, weighed_price
from agents.compiled import rule
from agents.customer import CORPORATE, SHORTLIST, choice_weight
from agents.luck import DIRECT_CHOICE, DIRECT_OFFER, PROJECT_CHOICE, uniform
from model.events import note_vendor
from model.market import PROJECT_LOST, VENDOR_DIRECT
from model.outcomes import BY_VENDOR, DELIVERED, LOST, deliver

NOBODY = -1


@rule
def direct_bidder(market, month, number):
    """The vendor that bids for a large account's project itself (row), or -1: claims S12.

    The project is one vendor's by its part of the segment; whether it has a programme is its own luck.
    """
    u = uniform(market.seed, DIRECT_OFFER, month, number, 0)
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        u -= vendor.part[CORPORATE]
        if u < 0.0:
            chance = market.origins[month, vendor.origin].direct
            return row if uniform(market.seed, DIRECT_OFFER, month, number, 1) < chance else -1
    return -1


@rule
def offered_price(market, row):
    """A partner's price, over vendors' list price of month 0."""
    return market.desks[row].landed * (1.0 + market.partners[row].markup)


@rule
def vendor_price(market, vendor, size, settings):
    """A vendor's (row) own price for a project: its list price and the cost of covering one without the channel."""
    return market.vendors[vendor].price + settings.coverage_cost / size


@rule
def cheapest_bid(market, firm, direct, size, settings):
    """The lowest price that a firm is offered for a project of this size."""
    lowest = 1e300
    for place in range(SHORTLIST):
        row = firm.shortlist[place]
        if row >= 0 and market.desks[row].weight[firm.segment] > 0.0:
            lowest = min(lowest, offered_price(market, row))
    if direct >= 0:
        lowest = min(lowest, vendor_price(market, direct, size, settings))
    return lowest


@rule
def direct_weight(market, month, vendor, segment, size):
    """exp(utility) of a vendor's own bid: its price and the cost of covering one project, without the channel."""
    settings = market.settings[month]
    price = vendor_price(market, vendor, size, settings) ** market.world[0].transparency
    price = weighed_price(price, settings.choice_rule)
    return choice_weight(price, settings.direct_competence, 1.0, segment, settings)


@rule
def bid_weight(market, firm, segment, row):
    """exp(utility) of a partner's bid to a firm; its supplier has a head start. 0 for who does not bid."""
    weight = market.desks[row].weight[firm.segment]
    return weight * segment.loyalty if row == firm.incumbent else weight


@rule
def asked(firm, row, only, barred):
    """Whether a firm asks a partner on its shortlist: all but ``barred``, or its supplier and ``only`` that one."""
    if row < 0 or row == barred:
        return False
    return only == NOBODY or row == only or row == firm.incumbent


@rule
def hold_tender(market, month, number, firm, segment, size, direct, only, barred):
    """One tender: bidders race by the logit, the first that can promise the goods delivers.

    Each (firm, partner) pair has its own luck: the smallest luck over exp(utility) wins, which by default
    is the multinomial logit (McFadden 1974; see ``agents.choosing``). ``direct`` is the row of a vendor
    that bids too; ``only`` (a row) leaves one bidder beside the supplier and ``barred`` one out; -1 for none.
    Returns DELIVERED, LOST (nobody can supply) or BY_VENDOR, and the row of the partner that delivers.
    """
    settings = market.settings[month]
    dearest = 1e300
    if settings.choice_rule == ELIMINATION:
        dearest = dearest_kept(cheapest_bid(market, firm, direct, size, settings), settings.price_tolerance)
    first = -1
    second = -1
    best = 1e300
    next_best = 1e300
    total = 0.0
    for place in range(SHORTLIST):
        row = firm.shortlist[place]
        if not asked(firm, row, only, barred):
            continue
        weight = bid_weight(market, firm, segment, row)
        if weight <= 0.0:
            continue
        if row == firm.incumbent:
            market.desks[row].defended += size
        else:
            market.desks[row].bid += size
        if dearest < 1e300 and offered_price(market, row) > dearest:
            continue
        total += weight
        luck = luck_of_bid(settings.choice_rule, market.seed, PROJECT_CHOICE, month, number, market.names[row])
        time = luck / weight
        if time < best:
            second = first
            next_best = best
            first = row
            best = time
        elif time < next_best:
            second = row
            next_best = time
    for place in range(SHORTLIST if total > 0.0 else 0):
        row = firm.shortlist[place]
        if asked(firm, row, only, barred) and (dearest >= 1e300 or offered_price(market, row) <= dearest):
            expected = size * bid_weight(market, firm, segment, row) / total
            if row == firm.incumbent:
                market.desks[row].kept += expected
            else:
                market.desks[row].won += expected
    if direct >= 0 and vendor_price(market, direct, size, settings) <= dearest:
        vendor = market.vendors[direct]
        luck = luck_of_bid(settings.choice_rule, market.seed, DIRECT_CHOICE, month, number, 0)
        if luck < best * direct_weight(market, month, direct, segment, size):
            vendor.direct_sales += size * vendor.price
            market.world[0].direct_sales += size * vendor.price
            market.world[0].direct_projects += 1
            served = market.names[firm.incumbent] if firm.incumbent >= 0 else -1
            note_vendor(market, month, PROJECT_LOST, served, direct, size * vendor.price, VENDOR_DIRECT)
            return BY_VENDOR, NOBODY
    if first >= 0 and deliver(market, month, number, firm, segment, first, size):
        return DELIVERED, first
    if second >= 0 and deliver(market, month, number, firm, segment, second, size):
        return DELIVERED, second
    return LOST, NOBODY
