"""Vendors: they make the goods, set prices and terms for the channel, and may sell to large accounts themselves."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.guards import ENDLESS
from agents.parameter import Parameter
from agents.state import Column

ORIGINS = ("us", "asian", "european", "domestic")

STATE = (
    Column("origin", "i4", "code", "US, Asian, European or domestic"),
    Column("brand", "f8", "share", "of the market at the start, in every segment"),
    Column("standing", "f8", "ratio", "quality and trust gained since the start, by segment, in logit units", (3,)),
    Column("part", "f8", "share", "of a segment's goods that are this vendor's", (3,)),
    Column("share", "f8", "share", "of all goods that are this vendor's"),
    Column("usual", "f8", "share", "the same, slowly smoothed: what the vendor takes for its due"),
    Column("discount", "f8", "share", "off its list price, given to the channel in defence of its share"),
    Column("price", "f8", "ratio", "its price to distributors over list prices of month 0"),
    Column("direct", "f8", "share", "smoothed part of its sales that goes around the channel, as partners see it"),
    Column("sales", "f8", "money", "sold to distributors this month"),
    Column("direct_sales", "f8", "money", "sold to customers this month"),
)

_SHAPE = {  # vendors by origin, how far prices follow foreign money, part made abroad, place on the ladder of prices
    "us": (0.4, 0.8, 1.0, 1.15), "asian": (0.3, 0.8, 1.0, 0.85), "european": (0.2, 0.8, 1.0, 1.1),
    "domestic": (0.1, 0.3, 0.3, 0.8),
}  # fmt: skip


def _origin(name: str) -> tuple[Parameter, ...]:
    vendors, currency, imported, rung = _SHAPE[name]
    key = f"vendors.{name}."
    return (
        Parameter(key + "vendor_share", "share", vendors, 0.0, 0.6, 0.0, 1.0, "constant",
            "no source", "judgement", "Part of the vendors that are of this origin."),
        Parameter(key + "currency_share", "share", currency, 0.0, 1.0, 0.0, 1.0, "uncertainty",
            "no source; imported goods are priced in foreign money", "judgement",
            "How far prices of this origin follow the price of foreign money."),
        Parameter(key + "volume", "share", 1.0, 0.3, 1.0, 0.0, 10.0, "uncertainty",
            "claims S13: -70 %; customs: Chinese exports to Russia -34.4 % in 2015", "verified",
            "Goods of this origin that reach the market, over the usual."),
        Parameter(key + "imported", "share", imported, 0.0, 1.0, 0.0, 1.0, "uncertainty",
            "no source; domestic vendors import parts", "judgement",
            "Part of the goods of this origin that comes from abroad, or cannot be made without what does."),
        Parameter(key + "rung", "ratio", rung, 0.6, 1.5, 0.01, 100.0, "uncertainty",
            "no source", "judgement", "Price of a usual piece of this origin over that of others for the same use."),
        Parameter(key + "quality_growth", "ratio / year", 0.0, 0.0, 0.4, -5.0, 5.0, "uncertainty",
            "claims S15; Lenovo passed HP in Russia in 2015", "judgement",
            "Yearly gain in the standing of this origin with consumers, in logit units; firms follow."),
        Parameter(key + "direct", "share", 0.0, 0.0, 1.0, 0.0, 1.0, "uncertainty",
            "claims S12; facts B6: direct is kept for very large accounts", "judgement",
            "Chance that a vendor of this origin bids for a large account's project itself."),
    )  # fmt: skip


PARAMETERS = (
    Parameter("vendors.count", "count", 10, 3, 20, 1, 1000, "constant", "the example market", "judgement",
        "Vendors whose goods the distributors carry.", integer=True),
    *(declared for name in ORIGINS for declared in _origin(name)),
    Parameter("vendors.price_growth", "share / year", 0.0, -0.05, 0.1, -0.9, 5.0, "uncertainty",
        "prices may drift; none in a market without trends", "judgement",
        "Yearly growth of vendors' list prices."),
    Parameter("vendors.payment_days", "days", 50.0, 30.0, 60.0, 0.0, 120.0, "uncertainty",
        "facts B1: days payable 45-60, with a cash cycle of 20-50 days", "recalled",
        "Days that vendors give distributors to pay."),
    Parameter("vendors.price_appeal", "ratio", 3.0, 1.0, 6.0, 0.0, 100.0, "uncertainty",
        "no source", "judgement", "How strongly the logarithm of a vendor's price counts against its brand."),
    Parameter("vendors.follow_months", "months", 24.0, 12.0, 48.0, 1.0, 1200.0, "uncertainty",
        "claims S15: first consumer, then small firms, then corporate", "judgement",
        "Months by which small firms' trust in a vendor follows consumers', and large firms' follows theirs."),
    Parameter("vendors.imports", "share", 1.0, 0.3, 1.0, 0.0, 10.0, "uncertainty",
        "claims S13: -70 %; customs: Chinese exports to Russia -34.4 % in 2015, like all imports", "recalled",
        "Goods from abroad that reach the market, over the usual."),
    Parameter("vendors.trading_down", "ratio", 1.0, 0.0, 3.0, 0.0, 100.0, "uncertainty",
        "Bems and di Giovanni 2016: in a crisis households move to cheaper varieties; no source for the number",
        "judgement", "How much more strongly a vendor's place on the ladder of prices counts as all goods get dearer "
        "(logarithms): customers move down the ladder."),
    Parameter("vendors.substitution", "share", 0.5, 0.2, 0.9, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Part of the goods that don't arrive for which customers take another vendor's."),
    Parameter("vendors.defence", "ratio", 0.1, 0.0, 0.3, 0.0, 5.0, "uncertainty",
        "claims S27", "judgement", "Discount that a vendor gives for a loss of its usual share, per share lost."),
    Parameter("vendors.highest_discount", "share", 0.08, 0.02, 0.15, 0.0, 0.9, "uncertainty",
        "facts B2: 5-15 % is the range in dispute on a deal", "recalled", "Largest such discount."),
    Parameter("vendors.rebate", "share", 0.003, 0.0, 0.02, 0.0, 0.5, "uncertainty",
        "no source for distributors' back-end rebates", "judgement",
        "Paid back to a distributor each quarter on its orders, when they reach the target."),
    Parameter("vendors.rebate_target", "ratio", 0.9, 0.7, 1.1, 0.0, 10.0, "uncertainty",
        "no source", "judgement", "Target of the rebate, over a distributor's usual orders of that season."),
    Parameter("vendors.marketing_funds", "share", 0.01, 0.0, 0.05, 0.0, 0.5, "uncertainty",
        "facts B5: accrual of 1-5 % of purchases", "recalled",
        "Marketing funds that a distributor earns on its orders."),
    Parameter("vendors.marketing_refund", "share", 0.5, 0.5, 1.0, 0.0, 1.0, "uncertainty",
        "facts B5: refund of 50-100 % of the cost", "recalled",
        "Part of a distributor's spending on sales push and training that these funds pay back, while they last."),
    Parameter("vendors.coverage_cost", "money", 8.0, 3.0, 30.0, 0.0, None, "uncertainty",
        "Coughlan; a direct sale has its own fixed cost", "judgement",
        "What it costs a vendor to win and serve one project without the channel."),
    Parameter("vendors.direct_competence", "share", 0.45, 0.1, 0.7, 0.0, 1.0, "uncertainty",
        "facts B6: the channel is wanted for service and special cases", "judgement",
        "Competence that a customer sees in a vendor's own sales force."),
    Parameter("vendors.conflict", "ratio", 1.5, 0.0, 4.0, 0.0, 100.0, "uncertainty",
        "rules: channel conflict", "judgement",
        "How strongly partners turn from a vendor that sells direct, in logit units for all of its sales."),
    Parameter("vendors.community_budget", "money / month", 0.0, 0.0, 60.0, 0.0, None, "uncertainty",
        "claims S42: a vendor's partner community", "judgement",
        "What vendors spend on a partner community of their own."),
    Parameter("vendors.community_openness", "share", 0.5, 0.0, 1.0, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "How openly such a vendor's community is led."),
    Parameter("vendors.portal_share", "ratio", 0.3, 0.0, 1.0, 0.0, 1.0, "uncertainty",
        "as a distributor's", "judgement", "Weight of the portal in what vendors spend on a community of their own."),
    Parameter("vendors.training_share", "ratio", 0.4, 0.0, 1.0, 0.0, 1.0, "uncertainty",
        "as a distributor's", "judgement",
        "Weight of training for members in what vendors spend on a community of their own."),
    Parameter("vendors.management_share", "ratio", 0.3, 0.0, 1.0, 0.0, 1.0, "uncertainty",
        "as a distributor's", "judgement",
        "Weight of managing the community in what vendors spend on one of their own."),
    Parameter("vendors.defence_speed", "share / month", 0.1, 0.03, 0.3, 0.0, 1.0, "uncertainty",
        "no source", "judgement",
        "Part of the way to the discount that its loss of share calls for that a vendor goes in a month."),
)  # fmt: skip


@rule
def supply_price(month, price_growth):
    """Vendors' list price over that of month 0."""
    return (1.0 + price_growth) ** (month / 12.0)


@rule
def attraction(brand, standing, price, direct, settings):
    """A vendor's weight with the customers of a segment (logit): brand, standing, price, channel conflict.

    ``direct`` is the part of its sales that goes around the channel: partners lead customers elsewhere.
    """
    utility = standing - settings.price_appeal * math.log(price) - settings.conflict * direct
    return brand * math.exp(utility)


@rule
def arriving(origin, imports):
    """Goods of an origin that reach the market (share): what fails to come from abroad is missing to all importers."""
    return origin.volume * (1.0 - origin.imported * (1.0 - imports))


@rule
def traded_down(rung, dearness, trading_down):
    """Factor on a vendor's weight when all goods are dearer than usual by ``dearness`` (logarithm).

    Dearer goods leave customers poorer, and the poorer buy cheaper varieties (Bems and di Giovanni 2016). ``rung`` is
    its place on the ladder of prices.
    """
    return rung ** (-trading_down * dearness)


@rule
def direct_threshold(coverage_cost, channel_margin):
    """Size of a project (money) above which a vendor saves by selling direct: fixed cost over margin saved."""
    return coverage_cost / channel_margin if channel_margin > 0.0 else ENDLESS


@rule
def defended(discount, share, usual, settings):
    """A vendor's discount after a month: it moves part of the way to what its loss of share calls for."""
    lost = max(0.0, 1.0 - share / usual) if usual > 0.0 else 0.0
    wanted = min(settings.highest_discount, settings.defence * lost)
    return discount + settings.defence_speed * (wanted - discount)
