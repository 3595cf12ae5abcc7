"""Phase 8: consumers buy from the pool of shops."""

from __future__ import annotations

from agents.choosing import ELIMINATION, dearest_kept
from agents.compiled import phase, rule
from agents.customer import CONSUMER
from agents.goods import promise, still_promised
from agents.guards import ENDLESS
from agents.luck import CONSUMER_TASTE, lognormal
from model.market import PARTNERS, initial_partners


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
    spread = market.settings[month].shop_taste
    total = 0.0
    for row in range(market.counters[PARTNERS]):
        offer = market.offers[row, category]
        if offer.weight[CONSUMER] > 0.0 and (dearest >= ENDLESS or offer.price <= dearest):
            partner = market.partners[row]
            taste = lognormal(market.seed, CONSUMER_TASTE, month, partner.id, category, spread)
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
        dearest = ENDLESS
        if market.settings[month].choice_rule == ELIMINATION:
            dearest = dearest_kept(shelf_price(market, category), market.settings[month].price_tolerance)
        if part > 0.0:
            sell_category(market, month, category, pool * part, dearest)
