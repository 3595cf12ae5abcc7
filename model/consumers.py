"""Phase 8: consumers buy from the pool of shops."""

from __future__ import annotations

from agents.choosing import ELIMINATION, dearest_kept
from agents.compiled import phase, rule
from agents.customer import CONSUMER
from agents.luck import CONSUMER_TASTE, lognormal
from model.market import PARTNERS, initial_partners
from model.tenders import offered_price


@rule
def shelf_price(market):
    """Mean price of the shops that sell to consumers, weighted by shelf."""
    total = 0.0
    reach = 0.0
    for row in range(market.counters[PARTNERS]):
        if market.desks[row].weight[CONSUMER] > 0.0:
            total += market.partners[row].reach * offered_price(market, row)
            reach += market.partners[row].reach
    return total / reach if reach > 0.0 else 0.0


@phase
def sell_to_consumers(market, month):
    """Consumers' demand is shared by logit weight times shelf; what a shop cannot supply is lost.

    Where customers eliminate by price, the pool buys nothing from shops dearer than the mean of all shelves.
    """
    world = market.world[0]
    segment = market.segments[month, CONSUMER]
    initial = initial_partners(world)
    pool = segment.demand * initial * world.demand_index[CONSUMER] * world.season * world.supply[CONSUMER]
    total = 0.0
    dearest = 1e300
    if market.settings[month].choice_rule == ELIMINATION:
        dearest = dearest_kept(shelf_price(market), market.settings[month].price_tolerance)
    for row in range(market.counters[PARTNERS]):
        desk = market.desks[row]
        if desk.weight[CONSUMER] > 0.0 and (dearest >= 1e300 or offered_price(market, row) <= dearest):
            partner = market.partners[row]
            taste = lognormal(market.seed, CONSUMER_TASTE, month, partner.id, 0, 0.15)
            desk.consumers = partner.reach * desk.weight[CONSUMER] * taste
            total += desk.consumers
    if total <= 0.0:
        return
    for row in range(market.counters[PARTNERS]):
        desk = market.desks[row]
        if desk.consumers > 0.0:
            wanted = pool * desk.consumers / total * desk.landed
            desk.consumers = min(wanted, desk.promise)
            desk.promise -= desk.consumers
