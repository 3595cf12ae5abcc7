"""Phases 8 and 9: consumers buy from the pool of shops, firms hold tenders."""

from __future__ import annotations

from agents.choosing import ELIMINATION, dearest_kept, luck_of_bid, weighed_price
from agents.compiled import phase, rule
from agents.customer import CONSUMER, CORPORATE, SHORTLIST, choice_weight
from agents.goods import promise, still_promised
from agents.luck import (
    CONSUMER_TASTE,
    DIRECT_CHOICE,
    DIRECT_OFFER,
    INHERITANCE,
    INVOICE_DEFAULT,
    INVOICE_DELAY,
    INVOICE_LATE,
    JOINT_BID,
    PROJECT_ARISES,
    PROJECT_CATEGORY,
    PROJECT_CHOICE,
    PROJECT_SIZE,
    SHORTLIST_CHURN,
    SHORTLIST_COLD,
    SHORTLIST_PEER,
    SHORTLIST_SOURCE,
    TURN,
    integer_below,
    lognormal,
    uniform,
)
from agents.partner import FOUNDERS, OUTCOMES
from agents.vendor import direct_threshold
from model.events import note, note_vendor
from model.market import NO_MONEY, PARTNERS, PROJECT_LOST, VENDOR_DIRECT, initial_partners
from model.treatment import kind_of

LOST, DELIVERED, BY_VENDOR = 0, 1, 2
QUARTER = 3  # months: a customer that fails pays none of the invoices of its quarter


@rule
def shelf_price(market, category):
    """Mean price of the shops that sell a category to consumers, weighted by shelf."""
    total = 0.0
    reach = 0.0
    for row in range(market.counters[PARTNERS]):
        if market.offers[row, category].weight[CONSUMER] > 0.0:
            total += market.partners[row].reach * market.offers[row, category].price
            reach += market.partners[row].reach
    return total / reach if reach > 0.0 else 0.0


@rule
def sell_category(market, month, category, pool, dearest):
    """Consumers' demand for a category (``pool``, at vendors' prices of month 0) is shared by logit weight times shelf.

    What a shop cannot supply is lost; shops dearer than ``dearest`` get nothing.
    """
    total = 0.0
    for row in range(market.counters[PARTNERS]):
        offer = market.offers[row, category]
        if offer.weight[CONSUMER] > 0.0 and (dearest >= 1e300 or offer.price <= dearest):
            partner = market.partners[row]
            taste = lognormal(market.seed, CONSUMER_TASTE, month, partner.id, category, 0.15)
            offer.consumers = partner.reach * offer.weight[CONSUMER] * taste
            total += offer.consumers
    if total <= 0.0:
        return
    for row in range(market.counters[PARTNERS]):
        offer = market.offers[row, category]
        if offer.consumers > 0.0:
            desk = market.desks[row]
            wanted = pool * offer.consumers / total * offer.landed
            offer.consumers = min(wanted, still_promised(desk, offer))
            promise(desk, offer, offer.consumers)


@phase
def sell_to_consumers(market, month):
    """Consumers buy each category from the pool of shops that sell it.

    Where customers eliminate by price, the pool buys nothing from shops dearer than the mean of all shelves.
    """
    world = market.world[0]
    segment = market.segments[month, CONSUMER]
    pool = segment.demand * initial_partners(world) * world.demand_index[CONSUMER] * world.season
    for category in range(market.categories.shape[0]):
        part = market.goods[month, category].part[CONSUMER]
        part *= market.categories[category].supply[CONSUMER]
        dearest = 1e300
        if market.settings[month].choice_rule == ELIMINATION:
            dearest = dearest_kept(shelf_price(market, category), market.settings[month].price_tolerance)
        if part > 0.0:
            sell_category(market, month, category, pool * part, dearest)


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
def credible(project, monthly_sales, settings):
    """Whether a firm would ask a partner of this size for a bid on its usual project ."""
    return project <= settings.credible_size * monthly_sales


@rule
def listed(firm, row):
    """True when a partner's row is on the firm's shortlist."""
    found = firm.guest == row
    for place in range(SHORTLIST):
        found = found or firm.shortlist[place] == row
    return found


@rule
def new_bidder(market, month, number, firm, place):
    """Another partner for a place on a firm's shortlist: -1 when nobody fit was found this time.

    Another customer of the segment recommends the partner that served it, or (``cold_contact``) names
    any of its bidders: the copying model of Simon (1955), in which ties follow size.
    """
    world = market.world[0]
    first = 0 if firm.segment == 0 else world.corporates
    firms = world.corporates if firm.segment == 0 else market.customers.shape[0] - world.corporates
    peer = first + integer_below(market.seed, SHORTLIST_PEER, month, number, place, firms)
    adviser = market.customers[peer]
    row = adviser.incumbent
    if uniform(market.seed, SHORTLIST_SOURCE, month, number, place) < market.settings[month].cold_contact:
        row = adviser.shortlist[integer_below(market.seed, SHORTLIST_COLD, month, number, place, SHORTLIST)]
    if row < 0 or market.desks[row].weight[firm.segment] <= 0.0 or listed(firm, row):
        return -1
    partner = market.partners[row]
    usual = usual_project(market, month, firm.segment) * firm.weight
    if not credible(usual, partner.normal_sales, market.settings[month]):
        return -1
    share = willing(kind_of(market, month, partner), firm.segment)
    return row if uniform(market.seed, SHORTLIST_SOURCE, 0, number, partner.id + 1000) < share else -1


@rule
def heir(market, number, place, row):
    """Who takes over a closed partner's place with a customer: a firm of its staff, or nobody."""
    chosen = integer_below(market.seed, INHERITANCE, 0, number, place, FOUNDERS)
    return market.partners[row].heirs[chosen]


@rule
def renew_shortlist(market, month, number, firm):
    """Closed partners leave the shortlist to their heirs; now and then a place is filled anew.

    A firm looks for at most one new bidder a purchase: for an empty place, or, with ``shortlist_churn``
    a month, for any that is not its incumbent's.
    """
    empty = -1
    if firm.guest >= 0 and market.desks[firm.guest].weight[firm.segment] <= 0.0:
        if firm.incumbent == firm.guest:
            firm.incumbent = -1
        firm.guest = -1
    for place in range(SHORTLIST):
        row = firm.shortlist[place]
        if row >= 0 and market.desks[row].weight[firm.segment] <= 0.0:
            follower = heir(market, number, place, row)
            if follower >= 0 and listed(firm, follower):
                follower = -1
            if firm.incumbent == row:
                firm.incumbent = follower
            firm.shortlist[place] = follower
            row = follower
        if row < 0:
            empty = place
    if empty < 0:
        chance = market.settings[month].shortlist_churn * SHORTLIST
        luck = uniform(market.seed, SHORTLIST_CHURN, month, number, 0)
        if luck * market.segments[month, firm.segment].project_chance >= chance:
            return
        empty = integer_below(market.seed, SHORTLIST_CHURN, month, number, 1, SHORTLIST)
        if firm.shortlist[empty] == firm.incumbent:
            return
    found = new_bidder(market, month, number, firm, empty)
    if found >= 0:
        firm.shortlist[empty] = found


@rule
def invoice_outcome(market, month, number, segment):
    """How this invoice will be paid: 0 on time, 1 to 3 months late, 4 never.

    Of late payers half take a month, a third two and the rest three: so the mean delay is about 50 days.
    Losses come in lumps: it is the customer that fails, with all that it ordered in the quarter.
    """
    if uniform(market.seed, INVOICE_DEFAULT, month // QUARTER, number, 0) < segment.default_rate:
        return 4
    if uniform(market.seed, INVOICE_LATE, month, number, 0) >= segment.late_share:
        return 0
    delay = uniform(market.seed, INVOICE_DELAY, month, number, 0)
    return 1 if delay < 0.5 else 2 if delay < 0.85 else 3


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
    lowest = 1e300
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
    price = vendor_price(market, vendor, category, size, settings) ** market.world[0].transparency
    price = weighed_price(price, settings.choice_rule)
    compared = market.goods[month, category].price_sensitivity
    return choice_weight(price, settings.direct_competence, 1.0, segment, compared, settings)


@rule
def most_able(market, row, category):
    """What a partner can still deliver of a category this month (goods at vendors' prices of month 0; money)."""
    offer = market.offers[row, category]
    return still_promised(market.desks[row], offer) / offer.landed if offer.landed > 0.0 else 0.0


@rule
def deliver_part(market, row, firm, category, size, outcome):
    """A partner delivers part of a joint project (``size``, goods at vendors' prices of month 0) and bills it."""
    desk = market.desks[row]
    offer = market.offers[row, category]
    cost = min(size * offer.landed, still_promised(desk, offer))
    promise(desk, offer, cost)
    offer.invoices[firm.segment * OUTCOMES + outcome] += cost
    desk.introduced += cost


@rule
def serve_together(market, month, number, firm, segment, category, size, lead):
    """A project that nobody could serve alone goes to two members of one community whose means together suffice.

    The ``lead`` (row) that the firm would have chosen asks a peer among the other bidders; each delivers and bills
    its part. Readiness is shared knowledge and trust. Such a project would have been lost.
    """
    if lead < 0 or market.partners[lead].member < 0:
        return LOST
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
            deliver_part(market, lead, firm, category, part, outcome)
            deliver_part(market, row, firm, category, size - part, outcome)
            market.desks[lead].orders += 1.0
            firm.incumbent = lead
            firm.installed += size * market.goods[month, category].service_demand
            return DELIVERED
    return LOST


@rule
def hold_tender(market, month, number, firm, segment, category, size, direct):
    """One purchase of a category: bidders race by the logit, the first that can promise the goods delivers.

    Each (firm, partner) pair has its own luck: the smallest luck over exp(utility) wins, which by default
    is the multinomial logit (McFadden 1974; see ``agents.choosing``). ``direct`` is the row of a vendor
    that bids too, or -1. Returns DELIVERED, LOST (nobody can supply) or BY_VENDOR.
    """
    settings = market.settings[month]
    dearest = 1e300
    if settings.choice_rule == ELIMINATION:
        dearest = dearest_kept(cheapest_bid(market, firm, category, direct, size, settings), settings.price_tolerance)
    first = -1
    second = -1
    best = 1e300
    next_best = 1e300
    for place in range(SHORTLIST + 1):
        row = bidder_at(firm, place)
        if row < 0:
            continue
        offer = market.offers[row, category]
        weight = offer.weight[firm.segment]
        if weight <= 0.0:
            continue
        if row == firm.incumbent:
            weight *= segment.loyalty
        offer.bid += size
        if dearest < 1e300 and offer.price > dearest:
            continue
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
            firm.incumbent = -1  # the relationship is the vendor's now
            note_vendor(market, month, PROJECT_LOST, served, direct, paid, VENDOR_DIRECT)
            return BY_VENDOR
    for choice in range(2):
        row = first if choice == 0 else second
        if row < 0:
            continue
        desk = market.desks[row]
        offer = market.offers[row, category]
        offer.won += size
        cost = size * offer.landed
        if cost <= still_promised(desk, offer):
            promise(desk, offer, cost)
            desk.orders += 1.0
            offer.invoices[firm.segment * OUTCOMES + invoice_outcome(market, month, number, segment)] += cost
            if row == firm.guest:
                desk.introduced += cost
            elif firm.incumbent != firm.guest:
                firm.guest = -1  # it was asked, and another was chosen
            firm.incumbent = row
            firm.installed += size * market.goods[month, category].service_demand
            return DELIVERED
        note(market, month, PROJECT_LOST, market.names[row], -1, cost, NO_MONEY)
    return serve_together(market, month, number, firm, segment, category, size, first)


@phase
def hold_tenders(market, month):
    """All firms with a purchase this month, served in turn from a keyed starting point.

    The turn matters where a partner can promise only some of the projects that choose it; it follows
    the customers, never the rows of partners.
    """
    world = market.world[0]
    firms = market.customers.shape[0]
    if firms == 0:
        return
    start = integer_below(market.seed, TURN, month, 0, 0, firms)
    usual = (usual_project(market, month, 0), usual_project(market, month, 1))
    for step in range(firms):
        number = (start + step) % firms
        firm = market.customers[number]
        segment = market.segments[month, firm.segment]
        if uniform(market.seed, PROJECT_ARISES, month, number, 0) >= segment.project_chance:
            continue
        luck = lognormal(market.seed, PROJECT_SIZE, month, number, 0, market.settings[month].project_spread)
        category = drawn_category(market, month, number, firm.segment)
        group = market.categories[category]
        size = usual[firm.segment] * group.supply[firm.segment] * world.season * firm.weight * luck
        if size <= 0.0:
            continue
        renew_shortlist(market, month, number, firm)
        bidder = -1
        threshold = direct_threshold(market.settings[month].coverage_cost, group.channel_margin)
        if firm.segment == CORPORATE and size > threshold:
            bidder = direct_bidder(market, month, number, category)
        outcome = hold_tender(market, month, number, firm, segment, category, size, bidder)
        if outcome == DELIVERED:
            world.projects_won += 1
        elif outcome == LOST:
            world.projects_lost += 1
