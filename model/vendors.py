"""Phase 3: vendors' prices, standing and discounts, and what of each segment's goods is whose."""

from __future__ import annotations

import math

import numpy as np

from agents.compiled import phase, rule
from agents.distributor import carried_lines
from agents.goods import at_hand, list_price, pruned_part
from agents.guards import ROUNDING
from agents.statement import REVALUATION, STOCK_LOSS, book
from agents.vendor import arriving, attraction, defended, supply_price, traded_down
from model.market import PARTNERS

USUAL = 1.0 / 24.0  # weight of the newest month in what a vendor takes for its due share
QUARTER_SMOOTHING = 0.25
HIGHEST_BAR = 1e12  # where the search for a bar gives up: no line sells so much
HALVINGS = 50  # down to the rounding of the bar
FUNDS_KEPT = 11.0 / 12.0  # of funds not claimed, in a month: within about a year they are lost
DIRECT_SMOOTHING = 0.15  # how fast partners notice that a vendor goes around them


@rule
def segment_dearness(market, month, number, category):
    """How much dearer than vendors' list prices all goods of a segment are (logarithm), as customers used to buy."""
    settings = market.settings[month]
    goods = market.goods[month, category]
    paid = 0.0
    full = 0.0
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        brand = vendor.brand * goods.favour[vendor.origin] * math.exp(vendor.standing[number])
        full += brand
        paid += brand * vendor.price
    return math.log(paid / full / supply_price(month, settings.price_growth)) if full > 0.0 else 0.0


@rule
def segment_parts(market, month, number, category):
    """Each vendor's part of a segment's goods of a category, and the part of its demand that supply and prices leave.

    Where a vendor's goods do not arrive, customers take another's for the part ``substitution`` and
    do without the rest. Quantities answer prices with their elasticity, sellers' discounts left out; who trades down
    pays less for as many pieces. Returns that part and the vendors' price level (ratio), which is 0 where nothing
    arrives.
    """
    settings = market.settings[month]
    goods = market.goods[month, category]
    listed = market.categories[category].list_price
    dearness = segment_dearness(market, month, number, category)
    total = 0.0
    full = 0.0
    usual = 0.0
    usual_rung = 0.0
    rung = 0.0
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        origin = market.origins[month, vendor.origin]
        brand = vendor.brand * goods.favour[vendor.origin]
        wanted = attraction(brand, vendor.standing[number], vendor.price, vendor.direct, settings)
        usual += wanted
        usual_rung += wanted * origin.rung
        wanted *= traded_down(origin.rung, dearness, settings.trading_down)
        full += wanted
        rung += wanted * origin.rung
        market.brands[row, category].part[number] = wanted * arriving(origin, settings.imports)
        total += market.brands[row, category].part[number]
    level = 0.0
    for row in range(market.vendors.shape[0]):
        brand = market.brands[row, category]
        brand.part[number] = brand.part[number] / total if total > 0.0 else 0.0
        level += brand.part[number] * market.vendors[row].price * listed
    supplied = total / full if full > 0.0 else 0.0
    quantity = supplied ** (1.0 - settings.substitution) if supplied > 0.0 else 0.0
    if dearness != 0.0 and full > 0.0:
        quantity *= rung / full / (usual_rung / usual)
    if level > 0.0 and level != 1.0:
        quantity *= level**-settings.price_elasticity
    return quantity, level


@rule
def segment_weight(market, month, number, demand):
    """A segment's part of all demand (share)."""
    if demand <= 0.0:
        return 1.0 / 3.0
    return market.segments[month, number].demand * market.world[0].demand_index[number] / demand


@rule
def gain_standing(market, month):
    """Vendors of a rising origin win consumers first; firms' trust follows (claims S15)."""
    follow = 1.0 / market.settings[month].follow_months
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        growth = market.origins[month, vendor.origin].quality_growth
        vendor.standing[0] += follow * (vendor.standing[1] - vendor.standing[0])
        vendor.standing[1] += follow * (vendor.standing[2] - vendor.standing[1])
        vendor.standing[2] += growth / 12.0


@phase
def set_vendor_terms(market, month):
    """Prices with the currency, discounts in defence of a share, and everybody's part of the market."""
    world = market.world[0]
    settings = market.settings[month]
    list_price = supply_price(month, settings.price_growth)
    if month > 0:
        gain_standing(market, month)
    world.foreign = 0.0
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        if vendor.usual > 0.0:
            vendor.discount = defended(vendor.discount, vendor.share, vendor.usual, settings)
        origin = market.origins[month, vendor.origin]
        abroad = 1.0 + origin.currency_share * (settings.currency - 1.0)
        vendor.price = list_price * abroad * (1.0 - vendor.discount)
        around = vendor.direct_sales + vendor.sales
        if around > 0.0:
            vendor.direct += DIRECT_SMOOTHING * (vendor.direct_sales / around - vendor.direct)
        vendor.direct_sales = 0.0
    divide_market(market, month)
    moved = False
    for category in range(market.categories.shape[0]):
        moved = moved or market.categories[category].revaluation != 1.0
    if moved:
        revalue(market, settings.currency / world.currency if world.currency > 0.0 else 1.0)
    world.currency = settings.currency


@rule
def divide_category(market, month, category, demand):
    """Prices, supply and vendors' parts of a category; returns its price level, weighted by what is bought."""
    goods = market.goods[month, category]
    group = market.categories[category]
    before = group.price_level
    group.list_price = list_price(goods, month)
    group.weight = 0.0
    level = 0.0
    for row in range(market.vendors.shape[0]):
        market.brands[row, category].share = 0.0
    for number in range(3):
        group.supply[number], price = segment_parts(market, month, number, category)
        weight = segment_weight(market, month, number, demand) * goods.part[number]
        group.weight += weight
        level += weight * price
        for row in range(market.vendors.shape[0]):
            market.brands[row, category].share += weight * market.brands[row, category].part[number]
    for origin in range(4):
        group.origin_part[origin] = 0.0
    for row in range(market.vendors.shape[0]):
        brand = market.brands[row, category]
        brand.share = brand.share / group.weight if group.weight > 0.0 else 0.0
        group.origin_part[market.vendors[row].origin] += brand.share
    group.price_level = level / group.weight if group.weight > 0.0 else 0.0
    if group.price_level <= 0.0:
        # Nothing arrives, or nobody wants it: the price is that of the last goods.
        group.price_level = before if before > 0.0 else group.list_price
    elif abs(group.price_level - 1.0) < ROUNDING:
        group.price_level = 1.0  # shares sum to one but for rounding
    group.revaluation = group.price_level / before if before > 0.0 and month > 0 else 1.0
    return level


@rule
def divide_market(market, month):
    """What of each category and segment is whose, at which prices; the whole market's figures are means over them."""
    world = market.world[0]
    before = world.price_level
    demand = 0.0
    for number in range(3):
        demand += market.segments[month, number].demand * world.demand_index[number]
        world.supply[number] = 0.0
    world.price_level = 0.0
    for category in range(market.categories.shape[0]):
        world.price_level += divide_category(market, month, category, demand)
        for number in range(3):
            part = market.goods[month, category].part[number]
            world.supply[number] += part * market.categories[category].supply[number]
    total = 0.0
    for category in range(market.categories.shape[0]):
        total += market.categories[category].weight
    for category in range(market.categories.shape[0]):
        market.categories[category].weight /= total
    for origin in range(4):
        world.origin_part[origin] = 0.0
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        vendor.share = 0.0
        for number in range(3):
            vendor.part[number] = 0.0
            for category in range(market.categories.shape[0]):
                part = market.goods[month, category].part[number]
                vendor.part[number] += part * market.brands[row, category].part[number]
            vendor.share += segment_weight(market, month, number, demand) * vendor.part[number]
        vendor.usual = vendor.share if vendor.usual <= 0.0 else vendor.usual + USUAL * (vendor.share - vendor.usual)
        world.origin_part[vendor.origin] += vendor.share
        world.foreign += vendor.share * market.origins[month, vendor.origin].currency_share
    if abs(world.price_level - 1.0) < ROUNDING:
        world.price_level = 1.0
    world.revaluation = world.price_level / before if before > 0.0 and month > 0 else 1.0


@rule
def revalue(market, currency_move):
    """Stock is worth what it costs now; what is owed in foreign money is owed at today's rate.

    Gains and losses are booked on own capital: they are no cash (claims: a weak currency lifts payables).
    """
    world = market.world[0]
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        for category in range(market.categories.shape[0]):
            shelf = market.shelves[row, category]
            gain = (market.categories[category].revaluation - 1.0) * shelf.stock
            book(distributor, REVALUATION, gain)
            shelf.stock += gain
            distributor.stock += gain
        for ahead in range(distributor.payable.shape[0]):
            dearer = world.foreign * (currency_move - 1.0) * distributor.payable[ahead]
            distributor.payable[ahead] += dearer
            book(distributor, REVALUATION, -dearer)
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        for category in range(market.categories.shape[0]):
            line = market.lines[row, category]
            gain = (market.categories[category].revaluation - 1.0) * line.stock
            book(partner, REVALUATION, gain)
            line.stock += gain
            partner.stock += gain


@rule
def pruned_lines(market, month, scale):
    """Part (share) of all lines of a full assortment that a bar for sales a line (see ``pruned_part``) cuts off."""
    pruned = 0.0
    for category in range(market.categories.shape[0]):
        lines = market.goods[month, category].lines
        weight = market.categories[category].weight
        pruned += lines * pruned_part(lines, weight, scale, market.settings[month].ballast)
    return pruned


@rule
def pruning_scale(market, month, pruning):
    """The bar at which the least sold lines of all categories are the part ``pruning`` (share) of the assortment.

    Found by halving: the more one category sells a line than another, the higher the bar may be.
    """
    low = 0.0
    high = 1.0
    while pruned_lines(market, month, high) < pruning and high < HIGHEST_BAR:
        high *= 4.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if pruned_lines(market, month, middle) < pruning:
            low = middle
        else:
            high = middle
    return high


@rule
def adapt_shelf(market, month, row, category, scale):
    """One category of a distributor's assortment moves with the market; returns the part (share) that was exchanged.

    ``scale`` tells which lines are pruned (see ``pruned_part``).
    """
    settings = market.settings[month]
    lever = market.levers[month, row]
    shelf = market.shelves[row, category]
    group = market.categories[category]
    known = shelf.assortment[0] + shelf.assortment[1] + shelf.assortment[2] + shelf.assortment[3]
    moved = 0.0
    gap = 0.0
    for origin in range(4):
        if known <= 0.0:
            shelf.assortment[origin] = group.origin_part[origin]
        step = lever.agility * (group.origin_part[origin] - shelf.assortment[origin])
        shelf.assortment[origin] += step
        moved += 0.5 * abs(step)
        gap += 0.5 * abs(group.origin_part[origin] - shelf.assortment[origin])
    pruned = pruned_part(market.goods[month, category].lines, group.weight, scale, settings.ballast)
    lines = carried_lines(lever.breadth, pruned, settings.ballast)
    dropped = max(0.0, shelf.lines - lines) if shelf.lines > 0.0 else 0.0
    shelf.fit = max(0.0, 1.0 - gap)
    shelf.lines = lines
    shelf.availability = at_hand(market.goods[month, category], lever.fill_rate) * lines * shelf.fit
    if moved + dropped > ROUNDING:
        lost = min(1.0, settings.switch_loss * (moved + dropped)) * shelf.stock
        shelf.stock -= lost
        distributor = market.distributors[row]
        distributor.stock -= lost
        book(distributor, STOCK_LOSS, -lost)
    return moved


@phase
def adapt_assortments(market, month):
    """Distributors follow what customers want, as fast as their agility; exchanged stock loses value (S24)."""
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        distributor.exchanged = 0.0
        distributor.fit = 0.0
        distributor.lines = 0.0
        distributor.availability = 0.0
        pruning = market.levers[month, row].pruning
        scale = pruning_scale(market, month, pruning) if pruning > 0.0 else 0.0
        for category in range(market.categories.shape[0]):
            weight = market.categories[category].weight
            distributor.exchanged += weight * adapt_shelf(market, month, row, category, scale)
            shelf = market.shelves[row, category]
            distributor.fit += weight * shelf.fit
            distributor.lines += weight * shelf.lines
            distributor.availability += weight * shelf.availability


@rule
def pay_vendor_money(market, month, distributor, push_and_training):
    """Rebates on a quarter's orders that reach their target, and marketing funds that are claimed (money).

    Funds accrue with orders and pay a part of what was spent on sales push and training (facts B5); what
    is not claimed within about a year is lost. Returns what came in.
    """
    settings = market.settings[month]
    received = 0.0
    distributor.quarter_orders += distributor.orders
    distributor.quarter_level += distributor.orders / market.world[0].next_season
    distributor.funds = FUNDS_KEPT * distributor.funds + settings.marketing_funds * distributor.orders
    claimed = min(distributor.funds, settings.marketing_refund * push_and_training)
    distributor.funds -= claimed
    received += claimed
    if month % 3 == 2:
        usual = distributor.usual_quarter
        orders = distributor.quarter_level
        if usual <= 0.0 or orders >= settings.rebate_target * usual:
            received += settings.rebate * distributor.quarter_orders
        distributor.usual_quarter = orders if usual <= 0.0 else usual + QUARTER_SMOOTHING * (orders - usual)
        distributor.quarter_orders = 0.0
        distributor.quarter_level = 0.0
    return received


def vendor_origins(count: int, shares: np.ndarray) -> np.ndarray:
    """Origins of so many vendors, largest first: each next one is of the origin that is furthest behind."""
    given = np.zeros(len(shares))
    chosen = np.zeros(count, dtype=np.int32)
    total = shares.sum()
    wanted = shares / total if total > 0 else np.full(len(shares), 1.0 / len(shares))
    for rank in range(count):
        chosen[rank] = int(np.argmax(wanted * (rank + 1) - given))
        given[chosen[rank]] += 1.0
    return chosen
