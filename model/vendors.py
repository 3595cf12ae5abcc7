"""Phase 3: vendors' prices, standing and discounts, and what of each segment's goods is whose."""

from __future__ import annotations

import numpy as np

from agents.compiled import phase, rule
from agents.distributor import carried_lines
from agents.vendor import attraction, defended, supply_price
from model.market import PARTNERS

USUAL = 1.0 / 24.0  # weight of the newest month in what a vendor takes for its due share
QUARTER_SMOOTHING = 0.25
DIRECT_SMOOTHING = 0.15  # how fast partners notice that a vendor goes around them


@rule
def segment_parts(market, month, number):
    """Each vendor's part of a segment, and the part of its demand that supply and prices leave.

    Where a vendor's goods do not arrive, customers take another's for the part ``substitution`` and
    do without the rest. Quantities answer prices with their elasticity, sellers' discounts left out.
    """
    settings = market.settings[month]
    total = 0.0
    full = 0.0
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        wanted = attraction(vendor.brand, vendor.standing[number], vendor.price, vendor.direct, settings)
        full += wanted
        vendor.part[number] = wanted * market.origins[month, vendor.origin].volume
        total += vendor.part[number]
    level = 0.0
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        vendor.part[number] = vendor.part[number] / total if total > 0.0 else 0.0
        level += vendor.part[number] * vendor.price
    supplied = total / full if full > 0.0 else 0.0
    quantity = supplied ** (1.0 - settings.substitution) if supplied > 0.0 else 0.0
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
    before = world.price_level
    world.price_level = 0.0
    for origin in range(4):
        world.origin_part[origin] = 0.0
    demand = 0.0
    for number in range(3):
        demand += market.segments[month, number].demand * world.demand_index[number]
    for number in range(3):
        quantity, level = segment_parts(market, month, number)
        world.supply[number] = quantity
        world.price_level += segment_weight(market, month, number, demand) * level
    for row in range(market.vendors.shape[0]):
        vendor = market.vendors[row]
        vendor.share = 0.0
        for number in range(3):
            vendor.share += segment_weight(market, month, number, demand) * vendor.part[number]
        vendor.usual = vendor.share if vendor.usual <= 0.0 else vendor.usual + USUAL * (vendor.share - vendor.usual)
        world.origin_part[vendor.origin] += vendor.share
        world.foreign += vendor.share * market.origins[month, vendor.origin].currency_share
    if abs(world.price_level - 1.0) < 1e-12:
        world.price_level = 1.0  # shares sum to one but for rounding
    world.revaluation = world.price_level / before if before > 0.0 and month > 0 else 1.0
    if world.revaluation != 1.0:
        revalue(market, settings.currency / world.currency if world.currency > 0.0 else 1.0)
    world.currency = settings.currency


@rule
def revalue(market, currency_move):
    """Stock is worth what it costs now; what is owed in foreign money is owed at today's rate.

    Gains and losses are booked on own capital: they are no cash (claims: a weak currency lifts payables).
    """
    world = market.world[0]
    gain = world.revaluation - 1.0
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        distributor.equity += gain * distributor.stock
        distributor.stock += gain * distributor.stock
        for ahead in range(distributor.payable.shape[0]):
            dearer = world.foreign * (currency_move - 1.0) * distributor.payable[ahead]
            distributor.payable[ahead] += dearer
            distributor.equity -= dearer
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            partner.equity += gain * partner.stock
            partner.stock += gain * partner.stock


@phase
def adapt_assortments(market, month):
    """Distributors follow what customers want, as fast as their agility; exchanged stock loses value (S24)."""
    world = market.world[0]
    settings = market.settings[month]
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        lever = market.levers[month, row]
        lines = carried_lines(lever.breadth, lever.pruning, settings.ballast)
        known = distributor.assortment[0] + distributor.assortment[1]
        known += distributor.assortment[2] + distributor.assortment[3]
        moved = 0.0
        gap = 0.0
        for origin in range(4):
            if known <= 0.0:
                distributor.assortment[origin] = world.origin_part[origin]
            step = lever.agility * (world.origin_part[origin] - distributor.assortment[origin])
            distributor.assortment[origin] += step
            moved += 0.5 * abs(step)
            gap += 0.5 * abs(world.origin_part[origin] - distributor.assortment[origin])
        distributor.exchanged = moved
        distributor.fit = max(0.0, 1.0 - gap)
        if distributor.lines > 0.0:
            moved += max(0.0, distributor.lines - lines)
        distributor.lines = lines
        distributor.availability = lever.fill_rate * lines * distributor.fit
        if moved > 1e-12:
            lost = min(1.0, settings.switch_loss * moved) * distributor.stock
            distributor.stock -= lost
            distributor.equity -= lost
            distributor.stock_loss += lost


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
    distributor.funds = 11.0 / 12.0 * distributor.funds + settings.marketing_funds * distributor.orders
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
