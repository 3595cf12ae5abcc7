"""Customers: named corporate accounts, small and medium firms, and the pooled consumers."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.guards import DECEMBER
from agents.parameter import Parameter
from agents.state import Column

CORPORATE, SMB, CONSUMER = 0, 1, 2
SEGMENTS = ("corporate", "smb", "consumer")
SHORTLIST = 5  # partners that a firm asks for a bid

# What every firm is asked in every month comes first, so that it lies together.
STATE = (
    Column("treatment", "i8", "code", "changes for some that treat it, a bit each"),
    Column("segment", "i4", "code", "corporate or smb; consumers are pooled"),
    Column("incumbent", "i4", "row", "partner that it orders from, its supplier; -1 for none"),
    Column("installed", "f8", "money", "goods in use, at vendors' prices of month 0, by the service they need"),
    Column("need", "f8", "money", "service work that these have come to need since it last placed an order"),
    Column("weight", "f8", "ratio", "its usual project over the mean of its segment"),
    Column("shortlist", "i4", "row", "partners it asks for a bid, -1 for an empty place", (SHORTLIST,)),
    Column("guest", "i4", "row", "member whom a community introduced, asked beside the shortlist, -1 for none"),
    Column("offer_rank", "f8", "ratio", "of this offer among others: the smallest counts"),
    Column("offer", "i4", "row", "partner whose offer it compares with its supplier's when it next buys, -1 for none"),
    Column("reviewed", "i4", "month", "when it last chose among suppliers, -1 for never"),
    Column("generation", "i4", "count", "firms that stood in this row before it"),
    Column("failed", "u1", "flag", "its supplier could not deliver its last order"),
)

# Six of ten against four other bidders: exp(1.8) / (exp(1.8) + 4).
_REBIDS = "incumbents win about 60 % of re-bid contracts of the US government, by source 30-77 %"


def _segment(segment: str, rows: dict[str, tuple]) -> tuple[Parameter, ...]:
    made = []
    for name, (unit, default, low, high, maximum, role, source, status, tip) in rows.items():
        made.append(
            Parameter(
                f"customers.{segment}.{name}", unit, default, low, high, -0.9 if "growth" in name else 0.0,
                maximum, role, source, status, tip,
            )
        )  # fmt: skip
    return tuple(made)


def _rows(
    payment_days, late, default, demand, service_demand, service_price, competence, price, loyalty,
    complexity, often, firms, loyalty_source=_REBIDS,
) -> dict[str, tuple]:  # fmt: skip
    return {
        "payment_days": ("days", *payment_days, 120.0, "uncertainty", "facts B8: 0 / 30 / 60", "judgement",
            "Days after delivery when this customer's invoice falls due (terms granted by the partner)."),
        "late_share": ("share", *late, 1.0, "uncertainty",
            "Atradius 2014-18, Intrum 2018: 30-45 % of business invoices paid late", "verified",
            "Share of invoices that this customer pays after the due day."),
        "default_rate": ("share", *default, 1.0, "uncertainty",
            "Atradius 2014 (1.2 %), Intrum 2018 (1.7 %); range 0.5-2 %", "verified",
            "Share of invoices that this customer never pays; the loss is the partner's."),
        "demand": ("money / month", *demand, None, "uncertainty", "scaled to the partner sizes of facts B2",
            "judgement",
            "Goods wanted a month, at vendors' prices, for each partner that the market starts with."),
        "demand_growth": ("share / year", 0.0, -0.05, 0.05, 5.0, "uncertainty",
            "facts B7: market flat in roubles 2013-15", "verified", "Yearly growth of this demand."),
        "service_demand": ("share", *service_demand, 20.0, "uncertainty",
            "chosen so that services are 20-50 % of an integrator's sales (facts B2)", "recalled",
            "Service work that goods need over their life, as a share of vendors' price of month 0."),
        "service_growth": ("share / year", 0.0, -0.05, 0.05, 5.0, "uncertainty", "no source", "judgement",
            "Yearly growth of the service work that the same goods need."),
        "service_price": ("money / month", *service_price, None, "uncertainty",
            "facts B2: service gross margin 25-50 %", "recalled",
            "What this customer pays for a month of one service engineer's work."),
        "competence_weight": ("ratio", *competence, 100.0, "uncertainty", "claims S9, S19", "judgement",
            "How strongly competence counts when this customer chooses, for work as complex as its own."),
        "price_sensitivity": ("ratio", *price, 100.0, "uncertainty",
            "facts B2: product margins of 5-18 % as Lerner margins of a logit, with own selling cost", "recalled",
            "How strongly the logarithm of price counts when this customer chooses, for usual goods."),
        "state_dependence": ("ratio", *loyalty, 20.0, "uncertainty", loyalty_source, "recalled",
            "Head start of the present supplier when this customer reviews it, in units of the logit."),
        "complexity": ("share", *complexity, 1.0, "uncertainty", "claims S9: complex work stays with integrators",
            "judgement", "Competence at which a partner can sell half of the service that this work allows."),
        "project_chance": ("share", *often, 1.0, "uncertainty", "one purchase every two to four months",
            "judgement", "Chance that such a firm has a purchase to place in a month."),
        "firms": ("ratio", *firms, 1000.0, "constant", "sets how many orders a partner wins in a month",
            "judgement", "Customer firms in the market for each partner that it starts with."),
    }  # fmt: skip


INTRODUCTION = (
    Column("row", "i4", "row", "member whom peers introduce to this firm this month, -1 for none"),
    Column("luck", "f8", "share", "that belongs to the pair: the smallest wins"),
)

PARAMETERS = (
    *_segment("corporate", _rows(
        payment_days=(60.0, 30.0, 90.0), late=(0.40, 0.30, 0.45), default=(0.008, 0.002, 0.02),
        demand=(43.0, 20.0, 60.0), service_demand=(0.75, 0.25, 1.0), service_price=(4.1, 3.2, 5.5),
        competence=(2.5, 1.0, 4.0), price=(57.0, 40.0, 75.0), loyalty=(1.8, 0.5, 2.6),
        complexity=(0.45, 0.3, 0.7), often=(0.5, 0.2, 0.8), firms=(3.0, 1.0, 5.0),
    )),
    *_segment("smb", _rows(
        payment_days=(30.0, 15.0, 60.0), late=(0.40, 0.30, 0.45), default=(0.012, 0.005, 0.02),
        demand=(59.0, 30.0, 90.0), service_demand=(0.44, 0.12, 0.6), service_price=(3.9, 3.0, 5.0),
        competence=(1.0, 0.3, 2.0), price=(68.0, 48.0, 90.0), loyalty=(1.8, 0.5, 2.6),
        complexity=(0.25, 0.1, 0.5), often=(0.35, 0.1, 0.6), firms=(16.0, 6.0, 24.0),
    )),
    *_segment("consumer", _rows(
        payment_days=(0.0, 0.0, 15.0), late=(0.0, 0.0, 0.05), default=(0.0, 0.0, 0.01),
        demand=(34.5, 15.0, 60.0), service_demand=(0.036, 0.0, 0.12), service_price=(3.9, 3.0, 5.0),
        competence=(0.0, 0.0, 0.5), price=(70.0, 50.0, 92.0), loyalty=(0.0, 0.0, 0.5),
        complexity=(0.1, 0.0, 0.3), often=(1.0, 0.5, 1.0), firms=(0.0, 0.0, 0.0),
        loyalty_source="consumers buy from a shelf and have no supplier",
    )),
    Parameter("customers.project_spread", "ratio", 0.5, 0.3, 1.2, 0.0, 3.0, "uncertainty",
        "project sizes are skewed", "judgement",
        "Standard deviation of the logarithm of a firm's project size from one project to the next."),
    Parameter("customers.firm_spread", "ratio", 0.8, 0.3, 1.5, 0.0, 3.0, "uncertainty",
        "firm sizes are skewed (Axtell 2001)", "judgement",
        "Standard deviation of the logarithm of a customer firm's usual project size."),
    Parameter("customers.goods_life", "months", 48.0, 36.0, 72.0, 1.0, 1200.0, "uncertainty",
        "replacement of PCs and servers after four to five years", "recalled",
        "Mean life of goods with customers: as long as they are in use they need service."),
    Parameter("customers.service_orders", "share", 0.25, 0.1, 0.5, 0.01, 1.0, "uncertainty",
        "no source; an order a quarter", "judgement",
        "Chance that a firm places what service work it has come to need in a month."),
    Parameter("customers.service_tender", "share", 0.15, 0.0, 0.5, 0.0, 1.0, "uncertainty",
        "no source", "judgement",
        "Part of service orders that a firm tenders apart from goods; the others go to the supplier that served it."),
    Parameter("customers.price_elasticity", "ratio", 1.0, 0.3, 1.5, 0.0, 10.0, "uncertainty",
        "facts B7: PCs in 2015 -38 % in units at much higher prices; the market about level in roubles", "verified",
        "Fall of the quantity wanted for a rise of vendors' prices (elasticity)."),
    Parameter("customers.season", "share", 0.25, 0.0, 0.5, 0.0, 0.9, "uncertainty",
        "the IT year ends in December and is paid in the spring", "judgement",
        "How far demand in December stands above the year's mean; spring stands as far below."),
    Parameter("customers.review_rate", "share / year", 0.015, 0.01, 0.15, 0.0, 12.0, "uncertainty",
        "Mizuno, Souma and Watanabe 2014: 8 % of customer links end in a year; less what closings and reasons explain",
        "judgement", "Chance in a year that a firm reviews its supplier without any reason that the model knows."),
    Parameter("customers.failure_review", "share", 0.36, 0.2, 0.9, 0.0, 1.0, "uncertainty",
        "Keaveney 1995: failures of the core service are the most frequent reason to switch", "judgement",
        "Chance that a firm reviews its supplier when it buys again after an order that this could not deliver."),
    Parameter("customers.service_weight", "ratio", 1.0, 0.3, 3.0, 0.0, 20.0, "uncertainty",
        "Bolton, Lemon and Bramlett 2006 for the sign; no source for the number", "judgement",
        "How strongly late service work raises the chance of a review: the logarithm, for work that is all late."),
    Parameter("customers.closing_rate", "share / year", 0.021, 0.02, 0.09, 0.0, 1.0, "uncertainty",
        "Eurostat business demography: 8-9 % of all enterprises, some 3 % of those with ten and more employees",
        "recalled", "Part of the firms that close in a year; a new one of another size takes the place of each."),
    Parameter("customers.tender_size", "ratio", 2.0, 1.0, 5.0, 0.0, 1000.0, "uncertainty",
        "purchasing rules ask for bids above a sum of money; no source for the number", "judgement",
        "Project, over the usual one of a corporate account, above which such accounts ask for bids."),
    Parameter("customers.shortlist_churn", "share", 0.02, 0.005, 0.06, 0.0, 1.0, "uncertainty",
        "no source; the bidders that a firm would ask change in about five years", "judgement",
        "Chance that a place on a firm's shortlist is filled anew in a month."),
    Parameter("customers.cold_contact", "share", 0.3, 0.05, 0.4, 0.0, 1.0, "uncertainty",
        "Simon 1955: the share of new ties that do not follow size", "judgement",
        "Share of new bidders found at random; the others are recommended by another customer."),
    Parameter("customers.availability_weight", "ratio", 0.5, 0.2, 3.0, 0.0, 20.0, "uncertainty",
        "McFadden 1974", "judgement",
        "How strongly a partner's record of delivering counts when a customer chooses."),
    Parameter("customers.credible_size", "ratio", 0.85, 0.2, 2.0, 0.0, 1000.0, "uncertainty",
        "no source; who is asked for a bid depends on size", "judgement",
        "Largest usual project, in months of what a partner's people can sell, that a firm would ask it to bid for."),
    Parameter("customers.wait_tolerance", "share", 0.3, 0.0, 0.6, 0.0, 1.0, "uncertainty",
        "no source", "judgement",
        "Share of goods that a customer will wait for when a partner has to order them specially."),
    Parameter("customers.late_one_month", "share", 0.5, 0.3, 0.8, 0.0, 1.0, "uncertainty",
        "no source; a mean delay of about 50 days", "judgement",
        "Part of late payments that come a month after the due day; the rest take two months or three."),
    Parameter("customers.late_three_months", "share", 0.15, 0.05, 0.3, 0.0, 1.0, "uncertainty",
        "as above", "judgement", "Part of late payments that come three months after the due day."),
    Parameter("customers.appeal_spread", "ratio", 1.16, 0.6, 1.3, 0.0, 5.0, "uncertainty",
        "Foster, Haltiwanger and Syverson 2008: standard deviation of the logarithm of demand at equal price, 1.16",
        "recalled",
        "Standard deviation between partners of how customers like them beside price, skill and delivery."),
    Parameter("customers.appeal_kept", "share", 0.91, 0.85, 0.95, 0.0, 1.0, "uncertainty",
        "Foster, Haltiwanger and Syverson 2008: 0.91 of a distance in demand is left after a year", "recalled",
        "Part of how far customers like a partner more or less than the usual one that is left after a year."),
    Parameter("customers.shop_taste", "ratio", 0.15, 0.05, 0.4, 0.0, 3.0, "uncertainty",
        "no source", "judgement", "Standard deviation of the logarithm of consumers' monthly taste for a shop."),
)  # fmt: skip


@rule
def season_factor(month, season):
    """Demand of a calendar month over the year's mean (month 0 is a January; December is the top)."""
    return 1.0 + season * math.cos(2.0 * math.pi * (month % 12 - DECEMBER) / 12.0)


@rule
def choice_weight(price, competence, availability, segment, compared, settings):
    """exp(utility) of a bid in a multinomial logit (McFadden 1974), before loyalty and luck.

    ``price`` is relative to usual list prices; ``competence`` and ``availability`` are shares. ``compared`` is how
    strongly prices count for such goods, over the segment's usual.
    """
    utility = -segment.price_sensitivity * compared * math.log(price)
    utility += segment.competence_weight * competence
    utility += settings.availability_weight * availability
    return math.exp(utility)


@rule
def appeal_after(appeal, luck, kept, settings):
    """A partner's appeal (units of utility) a month later: ``kept`` (share) of it, and news by ``luck`` (normal).

    Demand differs between firms beside price and skill, drifts, and lasts (Foster, Haltiwanger and Syverson 2008).
    The news are as large as what is forgotten, so that the spread between firms stays.
    """
    return kept * appeal + settings.appeal_spread * math.sqrt(1.0 - kept * kept) * luck


@rule
def review_hazard(usual, weight, late, settings):
    """Chance in a month that a firm reviews its supplier: a proportional hazard (Bolton 1998).

    ``weight`` is exp(utility) of the supplier as in a tender, ``usual`` that of the market: who pays more than
    others do, or is served with less skill, looks around the sooner for it. ``late`` is the part of the
    supplier's service work that waits (share): good service keeps customers (Bolton, Lemon, Bramlett 2006).
    """
    base = settings.review_rate / 12.0
    return min(1.0, base * usual / weight * math.exp(settings.service_weight * late)) if weight > 0.0 else 1.0


@rule
def tendered_part(weight, threshold, spread):
    """Part of a firm's purchases (share of value) that lie above the ``threshold`` at which it asks for bids.

    Its usual purchase is ``weight``; single ones spread around it by a lognormal law of mean 1, whose
    logarithm has the standard deviation ``spread``.
    """
    if threshold <= 0.0:
        return 1.0
    if spread <= 0.0 or weight <= 0.0:
        return 1.0 if weight > threshold else 0.0
    z = math.log(weight / threshold) / spread + 0.5 * spread
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


@rule
def late_part(months, settings):
    """Part (share) of late payments that come 1, 2 or 3 ``months`` after the due day: together all of them."""
    one = settings.late_one_month
    three = min(settings.late_three_months, 1.0 - one)
    return one if months == 1 else 1.0 - one - three if months == 2 else three
