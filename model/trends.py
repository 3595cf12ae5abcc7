"""Phases 2 and 3: what drifts by itself in the world, and vendors' prices."""

from __future__ import annotations

import math

from agents.compiled import phase, rule
from agents.customer import season_factor
from agents.distributor import pushed
from agents.goods import shelf_markup

HABIT = 0.15  # part of the way that partners get used to more sales effort in a month
LARGEST_CUT = 0.95  # of its price by policy and answer together: nobody gives goods away
WAIT = 0.2  # what a month's wait for goods costs a partner, over their price


@phase
def drift_trends(market, month):
    """Demand, price transparency, online reach and the season of this month."""
    world = market.world[0]
    settings = market.settings[month]
    if month > 0:
        for segment in range(3):
            growth = market.segments[month, segment].demand_growth
            world.demand_index[segment] *= (1.0 + growth) ** (1.0 / 12.0)
            services = market.segments[month, segment].service_growth
            world.service_index[segment] *= (1.0 + services) ** (1.0 / 12.0)
        world.transparency *= (1.0 + settings.price_transparency) ** (1.0 / 12.0)
        world.shop_reach *= (1.0 + settings.shop_reach) ** (1.0 / 12.0)
    world.season = season_factor(month, settings.season)
    world.next_season = season_factor(month + 1, settings.season)
    world.projects_won = 0
    world.projects_lost = 0


@rule
def usual_sales(market, month, row):
    """A distributor's smoothed monthly sales (money), at its prices before any discount."""
    settings = market.settings[month]
    usual = 0.0
    for category in range(market.categories.shape[0]):
        markup = shelf_markup(market.goods[month, category], settings)
        usual += market.shelves[row, category].forecast * (1.0 + markup)
    return usual


@phase
def set_prices(market, month):
    """Distributors' prices to partners: vendors' prices, the mark-up, and cuts by policy or in answer.

    A distributor that answers price with price cuts in proportion to the usual sales it has lost (S27).
    """
    settings = market.settings[month]
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        answer = 0.0
        if row > 0 and distributor.usual_forecast > 0.0:
            lost = 1.0 - distributor.forecast / distributor.usual_forecast
            answer = min(settings.largest_answer, max(0.0, settings.price_response * lost))
        distributor.discount = min(LARGEST_CUT, market.levers[month, row].discount + answer)
        usual = usual_sales(market, month, row)
        budget = market.levers[month, row].push_budget
        effort, distributor.push = pushed(budget, usual, distributor.push_habit, settings)
        distributor.push_habit += HABIT * (effort - distributor.push_habit)
        distributor.price = 0.0
        for category in range(market.categories.shape[0]):
            group = market.categories[category]
            shelf = market.shelves[row, category]
            markup = shelf_markup(market.goods[month, category], settings)
            shelf.price = group.price_level * (1.0 + markup) * (1.0 - distributor.discount)
            late = 1.0 + WAIT * (1.0 - shelf.availability) * market.levers[month, row].lead_days / 30.0
            shelf.dearness = math.log(shelf.price * late / group.price_level)
            distributor.price += group.weight * shelf.price
