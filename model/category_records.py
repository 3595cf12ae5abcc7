"""Phases 19 and 20, by category of goods: margins that everybody can see, and what is written down."""

from __future__ import annotations

import numpy as np

from agents.compiled import phase, rule
from agents.goods import shelf_markup
from agents.partner import ACCOUNTS, KIND_COUNT
from agents.retail_chain import chain_view
from agents.state import Column
from model.market import LINE_COUNT, PARTNERS

LINE_ROW = (
    Column("month", "i4", "month", "when"),
    Column("partner", "i8", "count", "id"),
    Column("category", "i4", "row", "of goods"),
    Column("sales", "f8", "money", "to customers, this month"),
    Column("cost", "f8", "money", "of these, with what stock lost in value"),
    Column("stock", "f8", "money", "own goods, at cost"),
    Column("stock_target", "f8", "money", "own stock wanted"),
    Column("purchases", "f8", "money", "from distributors, this month"),
    Column("markup", "f8", "share", "on landed cost"),
    Column("distributor", "i4", "row", "its suppliers, -1 for none", (ACCOUNTS,)),
    Column("bought", "f8", "money", "of its purchases, by supplier", (ACCOUNTS,)),
)

SHELF_ROW = (
    Column("sales", "f8", "money", "to partners, this month"),
    Column("cost_of_sales", "f8", "money", "of these"),
    Column("stock", "f8", "money", "in the warehouse, at cost"),
    Column("orders_to_vendors", "f8", "money", "this month"),
    Column("price", "f8", "ratio", "to partners, over usual list prices of month 0"),
    Column("lines", "f8", "share", "of the full assortment that it carries, weighted by what partners want"),
    Column("availability", "f8", "share", "of order lines that are at hand"),
)


@rule
def see_category(market, month, category, sold, earned):
    """What each kind of partner adds to a category's price, and the whole channel with it (arrays by kind)."""
    sold[:] = 0.0
    earned[:] = 0.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            line = market.lines[row, category]
            sold[partner.kind] += line.sold
            earned[partner.kind] += line.sold * line.markup
    total = 0.0
    margin = 0.0
    for kind in range(KIND_COUNT):
        total += sold[kind]
        margin += earned[kind]
        niche = market.niches[kind, category]
        niche.markup = earned[kind] / sold[kind] if sold[kind] > 0.0 else niche.markup
    if total > 0.0:
        here = shelf_markup(market.goods[month, category], market.settings[month])
        market.categories[category].channel_margin = (1.0 + here) * (1.0 + margin / total) - 1.0


@phase
def compare_prices(market, month):
    """Every partner sees last month's mark-ups of its kind, vendors the channel's, and chains what consumers pay."""
    world = market.world[0]
    sold = np.zeros(KIND_COUNT)
    earned = np.zeros(KIND_COUNT)
    consumer = 0.0
    margin = 0.0
    world.channel_margin = 0.0
    for category in range(market.categories.shape[0]):
        see_category(market, month, category, sold, earned)
        group = market.categories[category]
        world.channel_margin += group.weight * group.channel_margin
        for row in range(market.counters[PARTNERS]):
            partner = market.partners[row]
            if partner.alive:
                line = market.lines[row, category]
                line.seen_markup = market.niches[partner.kind, category].markup
                bought = market.offers[row, category].consumers
                consumer += bought
                margin += bought * line.markup
    if consumer > 0.0:
        seen = margin / consumer
        world.consumer_markup = chain_view(world.consumer_markup, seen, market.settings[month])


@rule
def record_lines(market, month, row):
    """A partner's month by category, one row each."""
    for category in range(market.categories.shape[0]):
        line = market.lines[row, category]
        entry = market.line_history[market.counters[LINE_COUNT]]
        market.counters[LINE_COUNT] += 1
        entry.month = month
        entry.partner = market.names[row]
        entry.category = category
        entry.sales = line.sales
        entry.cost = line.cost
        entry.stock = line.stock
        entry.stock_target = line.stock_target
        entry.purchases = line.wanted
        entry.markup = line.markup
        for place in range(ACCOUNTS):
            entry.distributor[place] = market.accounts[row, place].distributor
            entry.bought[place] = line.bought[place]


@rule
def record_shelves(market, month):
    """Each distributor's month by category."""
    for row in range(market.distributors.shape[0]):
        for category in range(market.categories.shape[0]):
            shelf = market.shelves[row, category]
            entry = market.shelf_history[month, row, category]
            entry.sales = shelf.sales
            entry.cost_of_sales = shelf.cost_of_sales
            entry.stock = shelf.stock
            entry.orders_to_vendors = shelf.orders
            entry.price = shelf.price
            entry.lines = shelf.lines
            entry.availability = shelf.availability
