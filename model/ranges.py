"""Phase 5, by category of goods: what a new firm expects to sell, at which mark-ups, from which stock."""

from __future__ import annotations

from agents.compiled import rule
from agents.goods import mean_markup
from agents.partner import own_stock_wanted
from agents.partner_prices import own_elasticity, own_selling_cost
from agents.partner_staff import overhead
from agents.pricing import ADAPTIVE, FULL_COST, full_cost_markup, wanted_markup
from model.treatment import kind_of


@rule
def usual_mix(market, month, kind_number, category):
    """Weight (money / month) of a category in what a new firm of a kind expects to sell."""
    kind = market.kinds[month, kind_number]
    goods = market.goods[month, category]
    weight = 0.0
    for segment in range(3):
        share = kind.corporate_share if segment == 0 else kind.smb_share if segment == 1 else kind.consumer_share
        weight += share * market.segments[month, segment].demand * goods.part[segment]
    return weight * goods.ready[kind_number]


@rule
def all_mixes(market, month, kind_number):
    """The sum of these weights over all categories."""
    total = 0.0
    for category in range(market.categories.shape[0]):
        total += usual_mix(market, month, kind_number, category)
    return total


@rule
def expected_part(market, month, kind_number, category, total):
    """Part (share) of a new firm's sales that it expects of a category; ``total`` is the sum of all weights."""
    if total <= 0.0:
        return 1.0 / market.categories.shape[0]
    return usual_mix(market, month, kind_number, category) / total


@rule
def first_markup(market, month, partner, category, line):
    """Mark-up (share) that a newcomer starts with on a category, by ``rules.price``."""
    settings = market.settings[month]
    kind = kind_of(market, month, partner)
    goods = market.goods[month, category]
    if settings.price_rule == FULL_COST:
        selling = goods.selling * (settings.sales_wage + overhead(1.0, kind))
        return full_cost_markup(selling, kind.sales_per_head, settings.full_cost_profit)
    seen = market.niches[partner.kind, category].markup
    if settings.price_rule == ADAPTIVE and seen > 0.0:
        return seen
    selling = own_selling_cost(partner, goods, kind, settings)
    return wanted_markup(own_elasticity(partner, line, settings), selling, 1.0, 1.0, 0.0)


@rule
def start_lines(market, month, row, sales):
    """A new firm's categories for expected monthly ``sales`` (money, at cost): nothing in stock, first mark-ups."""
    partner = market.partners[row]
    kind = kind_of(market, month, partner)
    total = all_mixes(market, month, partner.kind)
    segment = 1 if kind.smb_share >= kind.consumer_share else 2
    partner.selling = 0.0
    partner.clientele = 0.0
    for category in range(market.categories.shape[0]):
        goods = market.goods[month, category]
        line = market.lines[row, category]
        part = expected_part(market, month, partner.kind, category, total)
        line.forecast = part * sales
        line.normal_sales = part * sales
        line.stock = 0.0
        line.bids = 0.0
        line.wins = 0.0
        line.clientele = goods.price_sensitivity * market.segments[month, segment].price_sensitivity
        line.markup = first_markup(market, month, partner, category, line)
        line.seen_markup = market.niches[partner.kind, category].markup
        partner.selling += part * goods.selling
        partner.clientele += part * line.clientele
    partner.markup = mean_markup(market.lines[row])


@rule
def start_stock(market, month, kind_number, sales, access, lead):
    """Own stock (money) that a new firm wants for expected monthly ``sales`` (money, at cost)."""
    settings = market.settings[month]
    kind = market.kinds[month, kind_number]
    total = all_mixes(market, month, kind_number)
    stock = 0.0
    for category in range(market.categories.shape[0]):
        goods = market.goods[month, category]
        expected = sales * expected_part(market, month, kind_number, category, total)
        lines = settings.stock_lines * goods.lines
        stock += own_stock_wanted(expected, access, lead, kind.stocked_share * goods.stocked, lines, settings)
    return stock
