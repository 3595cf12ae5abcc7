"""A partner's prices: its mark-up on each category of goods, from what it sees of its customers, costs and rivals."""

from __future__ import annotations

from agents.compiled import rule
from agents.guards import SMALLEST_WEIGHT
from agents.partner_staff import overhead, overhead_a_head, sales_capacity
from agents.pricing import (
    ADAPTIVE,
    FULL_COST,
    USUAL_CHANCE,
    USUAL_KEPT,
    adapted_markup,
    faced_elasticity,
    full_cost_markup,
    selling_cost,
    wanted_markup,
)


@rule
def own_elasticity(partner, line, settings):
    """The price elasticity of its sales of a category (``line``) as a partner sees it (ratio).

    It discounts at what its bank charges. Customers come and go whole, whatever they buy.
    """
    win_share = line.wins / line.bids if line.bids > 0.0 else USUAL_CHANCE
    keep_share = partner.kept / partner.defended if partner.defended > 0.0 else USUAL_KEPT
    return faced_elasticity(
        line.clientele,
        win_share,
        keep_share,
        partner.contested,
        partner.review_rate,
        settings.closing_rate / 12.0,
        settings.overdraft_rate / 12.0,
    )


@rule
def own_selling_cost(partner, goods, kind, settings):
    """What it takes a partner to sell one more unit of a category (share of landed cost)."""
    desk = overhead_a_head(partner.sales_staff + partner.service_staff, kind)
    return selling_cost(goods.selling, settings.sales_wage, desk, kind.sales_per_head, partner.efficiency)


@rule
def line_markup(partner, line, goods, kind, settings):
    """Mark-up on a category for the month: part of the way from the present one to the wanted one (share).

    By ``rules.price``; what it takes this firm to sell goods of the category is in the price by all but the
    adaptive. Sellers are busy or idle with all goods alike, so it is the firm's whole sales that press on prices.
    """
    if settings.price_rule == ADAPTIVE:
        return adapted_markup(
            line.markup,
            line.forecast,
            line.normal_sales,
            line.stock,
            line.stock_target,
            line.seen_markup,
            settings.adaptive_step,
        )
    if settings.price_rule == FULL_COST:
        selling = partner.sales_staff * settings.sales_wage + overhead(partner.sales_staff, kind)
        output = sales_capacity(partner, kind)
        wanted = full_cost_markup(goods.selling * selling, output, settings.full_cost_profit)
    else:
        elasticity = own_elasticity(partner, line, settings)
        selling = own_selling_cost(partner, goods, kind, settings)
        wanted = wanted_markup(elasticity, selling, partner.forecast, partner.normal_sales, settings.demand_pressure)
    # Whoever watches its rivals does not ask for more than they do (claims S9: shops reprice).
    wanted += kind.repricing * min(0.0, line.seen_markup - wanted)
    speed = min(1.0, settings.price_adjustment * (1.0 + settings.repricing_haste * kind.repricing))
    return line.markup + speed * (wanted - line.markup)


@rule
def decide_markup(partner, lines, goods, kind, settings):
    """Mark-up for the month over all goods (share): the mean of ``line_markup`` weighted by usual sales.

    ``lines`` are the partner's categories, ``goods`` their settings.
    """
    total = 0.0
    markup = 0.0
    for category in range(lines.shape[0]):
        weight = max(lines[category].forecast, SMALLEST_WEIGHT)
        total += weight
        markup += weight * line_markup(partner, lines[category], goods[category], kind, settings)
    return markup / total
