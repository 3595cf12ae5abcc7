"""Tenders: a firm asks its shortlist for bids, perhaps a vendor too, and chooses."""

from __future__ import annotations

from agents.choosing import ELIMINATION, compared_price, dearest_kept, luck_of_bid, weighed_price
from agents.compiled import rule
from agents.customer import CORPORATE, SHORTLIST, choice_weight
from agents.goods import promise, still_promised
from agents.guards import ENDLESS
from agents.luck import DIRECT_CHOICE, DIRECT_OFFER, JOINT_BID, PROJECT_CATEGORY, PROJECT_CHOICE, uniform
from model.events import note_vendor
from model.market import PROJECT_LOST, VENDOR_DIRECT
from model.outcomes import BY_VENDOR, DELIVERED, LOST, bill, deliver, invoice_outcome

NOBODY = -1


@rule
def direct_bidder(market, month, number, category):
    """The vendor that bids for a large account's project itself (row), or -1: claims S12.

    The project is one vendor's by its part of the category; whether it has a programme is its own luck.
    """
    u = uniform(market.seed, DIRECT_OFFER, month, number, 0)
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        u -= market.brands[row, category].part[CORPORATE]
        if u < 0.0:
            chance = market.origins[month, vendor.origin].direct
            return row if uniform(market.seed, DIRECT_OFFER, month, number, 1) < chance else -1
    return -1


@rule
def vendor_price(market, vendor, category, size, settings):
    """A vendor's (row) own price for a project: its list price and the cost of covering one without the channel."""
    return market.vendors[vendor].price * market.categories[category].list_price + settings.coverage_cost / size


@rule
def bidder_at(firm, place):
    """Whom a firm asks for a bid (row, -1 for nobody): its shortlist, then whom a community introduced."""
    return firm.shortlist[place] if place < SHORTLIST else firm.guest


@rule
def drawn_category(market, month, number, segment):
    """The category that a firm's purchase is of: drawn by its segment's parts, with luck that is the firm's own."""
    u = uniform(market.seed, PROJECT_CATEGORY, month, number, 0)
    last = market.categories.shape[0] - 1
    for category in range(last):
        u -= market.goods[month, category].part[segment]
        if u < 0.0:
            return category
    return last


@rule
def cheapest_bid(market, firm, category, direct, size, settings):
    """The lowest price that a firm is offered for a project of this size."""
    lowest = ENDLESS
    for place in range(SHORTLIST + 1):
        row = bidder_at(firm, place)
        if row >= 0 and market.offers[row, category].weight[firm.segment] > 0.0:
            lowest = min(lowest, market.offers[row, category].price)
    if direct >= 0:
        lowest = min(lowest, vendor_price(market, direct, category, size, settings))
    return lowest


@rule
def direct_weight(market, month, vendor, category, segment, size):
    """exp(utility) of a vendor's own bid: its price and the cost of covering one project, without the channel."""
    settings = market.settings[month]
    price = compared_price(vendor_price(market, vendor, category, size, settings), market.world[0].transparency)
    price = weighed_price(price, settings.choice_rule)
    compared = market.goods[month, category].price_sensitivity
    return choice_weight(price, settings.direct_competence, 1.0, segment, compared, settings)


@rule
def most_able(market, row, category):
    """What a partner can still deliver of a category this month (goods at vendors' prices of month 0; money)."""
    offer = market.offers[row, category]
    return still_promised(market.desks[row], offer) / offer.landed if offer.landed > 0.0 else 0.0


@rule
def deliver_part(market, month, row, firm, segment, category, size, outcome):
    """A partner delivers part of a joint project (``size``, goods at vendors' prices of month 0) and bills it."""
    desk = market.desks[row]
    offer = market.offers[row, category]
    cost = min(size * offer.landed, still_promised(desk, offer))
    promise(desk, offer, cost)
    bill(market, month, desk, offer, firm, segment, cost, outcome)
    desk.introduced += cost


@rule
def serve_together(market, month, number, firm, segment, category, size, lead):
    """A project that nobody could serve alone goes to two members of one community whose means together suffice.

    The ``lead`` (row) that the firm would have chosen asks a peer among the other bidders; each delivers and bills
    its part. Readiness is shared knowledge and trust. Such a project would have been lost.
    Returns as ``hold_tender`` does.
    """
    if lead < 0 or market.partners[lead].member < 0:
        return LOST, NOBODY
    mine = market.partners[lead]
    own = most_able(market, lead, category)
    for place in range(SHORTLIST + 1):
        row = bidder_at(firm, place)
        if row < 0 or row == lead or market.offers[row, category].weight[firm.segment] <= 0.0:
            continue
        peer = market.partners[row]
        ready = market.settings[month].joint_bids * min(mine.joint, peer.joint)
        if peer.member != mine.member or uniform(market.seed, JOINT_BID, month, number, peer.id) >= ready:
            continue
        if own + most_able(market, row, category) >= size:
            outcome = invoice_outcome(market, month, number, segment)
            part = min(own, size)
            deliver_part(market, month, lead, firm, segment, category, part, outcome)
            deliver_part(market, month, row, firm, segment, category, size - part, outcome)
            market.desks[lead].orders += 1.0
            firm.installed += size * market.goods[month, category].service_demand
            return DELIVERED, lead
    return LOST, NOBODY


@rule
def bid_weight(market, firm, segment, row, category):
    """exp(utility) of a partner's bid to a firm; its supplier has a head start. 0 for who does not bid."""
    weight = market.offers[row, category].weight[firm.segment]
    return weight * segment.loyalty if row == firm.incumbent else weight


@rule
def asked(firm, row, only, barred):
    """Whether a firm asks a partner on its shortlist: all but ``barred``, or its supplier and ``only`` that one."""
    if row < 0 or row == barred:
        return False
    return only == NOBODY or row == only or row == firm.incumbent


@rule
def hold_tender(market, month, number, firm, segment, category, size, direct, only, barred):
    """One tender for goods of a category: bidders race by the logit, the first that can promise the goods delivers.

    Each (firm, partner) pair has its own luck: the smallest luck over exp(utility) wins, which by default
    is the multinomial logit (McFadden 1974; see ``agents.choosing``). ``direct`` is the row of a vendor
    that bids too; ``only`` (a row) leaves one bidder beside the supplier and ``barred`` one out; -1 for none.
    Returns DELIVERED, LOST (nobody can supply) or BY_VENDOR, and the row of the partner that delivers.
    """
    settings = market.settings[month]
    dearest = ENDLESS
    if settings.choice_rule == ELIMINATION:
        dearest = dearest_kept(cheapest_bid(market, firm, category, direct, size, settings), settings.price_tolerance)
    first = -1
    second = -1
    best = ENDLESS
    next_best = ENDLESS
    total = 0.0
    for place in range(SHORTLIST + 1):
        row = bidder_at(firm, place)
        if not asked(firm, row, only, barred):
            continue
        weight = bid_weight(market, firm, segment, row, category)
        if weight <= 0.0:
            continue
        if row == firm.incumbent:
            market.desks[row].defended += size
        else:
            market.offers[row, category].bid += size
        if dearest < ENDLESS and market.offers[row, category].price > dearest:
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
    for place in range(SHORTLIST + 1 if total > 0.0 else 0):
        row = bidder_at(firm, place)
        if asked(firm, row, only, barred) and (dearest >= ENDLESS or market.offers[row, category].price <= dearest):
            expected = size * bid_weight(market, firm, segment, row, category) / total
            if row == firm.incumbent:
                market.desks[row].kept += expected
            else:
                market.offers[row, category].won += expected
    if direct >= 0 and vendor_price(market, direct, category, size, settings) <= dearest:
        vendor = market.vendors[direct]
        luck = luck_of_bid(settings.choice_rule, market.seed, DIRECT_CHOICE, month, number, 0)
        if luck < best * direct_weight(market, month, direct, category, segment, size):
            paid = size * vendor.price * market.categories[category].list_price
            vendor.direct_sales += paid
            market.world[0].direct_sales += paid
            market.world[0].direct_projects += 1
            firm.installed += size * market.goods[month, category].service_demand
            served = market.names[firm.incumbent] if firm.incumbent >= 0 else -1
            note_vendor(market, month, PROJECT_LOST, served, direct, paid, VENDOR_DIRECT)
            return BY_VENDOR, NOBODY
    if first >= 0 and deliver(market, month, number, firm, segment, first, category, size):
        return DELIVERED, first
    if second >= 0 and deliver(market, month, number, firm, segment, second, category, size):
        return DELIVERED, second
    return serve_together(market, month, number, firm, segment, category, size, first)
