"""Phases 2 and 3: what drifts by itself in the world, and vendors' prices."""

from __future__ import annotations

from agents.compiled import phase
from agents.customer import season_factor
from agents.vendor import supply_price


@phase
def drift_trends(market, month):
    """Demand, price transparency, online reach and the season of this month."""
    world = market.world[0]
    settings = market.settings[month]
    if month > 0:
        for segment in range(3):
            growth = market.segments[month, segment].demand_growth
            world.demand_index[segment] *= (1.0 + growth) ** (1.0 / 12.0)
        world.transparency *= (1.0 + settings.price_transparency) ** (1.0 / 12.0)
        world.shop_reach *= (1.0 + settings.shop_reach) ** (1.0 / 12.0)
    world.season = season_factor(month, settings.season)
    world.next_season = season_factor(month + 1, settings.season)
    world.projects_won = 0
    world.projects_lost = 0


@phase
def set_prices(market, month):
    """Distributors' prices to partners: vendors' list price and the mark-up."""
    settings = market.settings[month]
    price = supply_price(month, settings.price_growth) * (1.0 + settings.markup)
    for row in range(market.distributors.shape[0]):
        market.distributors[row].price = price
