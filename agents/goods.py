"""Goods: categories that a scenario declares, each with its own prices, stock, services, makers and sellers."""

from __future__ import annotations

from agents.compiled import rule
from agents.guards import SMALLEST_WEIGHT
from agents.parameter import Parameter
from agents.partner import ACCOUNTS, KINDS, OUTCOMES
from agents.state import Column

CATEGORIES = ("volume_devices", "systems", "software", "accessories")  # unless a scenario declares others

LEAST_SLOPE = 0.05  # where all lines sell alike none is sold least, and there is no slope to divide by

# What a category is to the market, this month.
CATEGORY = (
    Column("weight", "f8", "share", "of all demand for goods"),
    Column("list_price", "f8", "ratio", "vendors' list price over the usual one of month 0"),
    Column("price_level", "f8", "ratio", "vendors' prices to distributors over the same, weighted by what is bought"),
    Column("revaluation", "f8", "ratio", "price level over last month's"),
    Column("origin_part", "f8", "share", "of its goods by origin of the vendors", (4,)),
    Column("supply", "f8", "ratio", "goods that customers still order at this supply and price, by segment", (3,)),
    Column("channel_margin", "f8", "share", "of distributors and partners together, over vendors' price"),
)

BRAND = (
    Column("part", "f8", "share", "of a segment's goods of this category that are this vendor's", (3,)),
    Column("share", "f8", "share", "of all goods of this category that are this vendor's"),
)

NICHE = (Column("markup", "f8", "share", "mean mark-up of a kind of partner on a category, weighted by sales"),)

SHELF = (
    Column("stock", "f8", "money", "goods in the warehouse, at cost"),
    Column("forecast", "f8", "money / month", "smoothed sales, at the distributor's own cost"),
    Column("price", "f8", "ratio", "price to partners over usual list prices of month 0"),
    Column("dearness", "f8", "ratio", "logarithm of its price, with the wait for what is not at hand, over vendors'"),
    Column("sales", "f8", "money", "to partners this month"),
    Column("cost_of_sales", "f8", "money", "of the goods sold this month"),
    Column("orders", "f8", "money", "ordered from vendors this month"),
    Column("lines", "f8", "share", "of the full assortment that it carries, weighted by what partners want"),
    Column("assortment", "f8", "share", "of its stock by origin of the vendors", (4,)),
    Column("fit", "f8", "share", "of what customers want that its assortment matches"),
    Column("availability", "f8", "share", "of order lines that are at hand: fill rate, lines and fit"),
)

LINE = (
    Column("stock", "f8", "money", "own goods, at cost"),
    Column("stock_target", "f8", "money", "own stock wanted"),
    Column("share", "f8", "share", "wanted part of its purchases, by supplier account", (ACCOUNTS,)),
    Column("access", "f8", "share", "of goods that it can sell from distributors' warehouses"),
    Column("lead", "f8", "days", "until these are delivered"),
    Column("wanted", "f8", "money", "goods that it buys this month"),
    Column("bought", "f8", "money", "of these, by supplier account", (ACCOUNTS,)),
    Column("missing", "f8", "money", "of these, what no account carries as planned"),
    Column("markup", "f8", "share", "on the landed cost"),
    Column("seen_markup", "f8", "share", "mark-up of its own kind of partner last month, as it sees it"),
    Column("clientele", "f8", "ratio", "price sensitivity of its customers, weighted by sales"),
    Column("bids", "f8", "money / month", "smoothed value of the purchases of others' customers that it bid for"),
    Column("wins", "f8", "money / month", "of these what it could expect to win"),
    Column("forecast", "f8", "money / month", "smoothed cost of goods sold"),
    Column("normal_sales", "f8", "money / month", "slowly smoothed cost of goods sold"),
    Column("sold", "f8", "money", "goods sold this month, at cost"),
    Column("sales", "f8", "money", "goods sold this month, at the partner's price"),
    Column("felt", "f8", "money", "goods sold this month, at cost, times their customers' price sensitivity"),
    Column("cost", "f8", "money", "of this month's sales, with what its stock lost in value"),
)

# Apart from the rest, because every purchase looks here at several partners in no order.
OFFER = (
    Column("weight", "f8", "ratio", "exp(utility) of its bid, by segment; 0 when it does not bid", (3,)),
    Column("landed", "f8", "ratio", "landed cost of goods over usual list prices of month 0"),
    Column("price", "f8", "ratio", "its price, over the same"),
    Column("own", "f8", "money", "own goods that it can still promise this month, at cost"),
    Column("access", "f8", "share", "of goods that money can bring from distributors' warehouses"),
    Column("bid", "f8", "money", "value of the purchases of others' customers that it bids for this month"),
    Column("won", "f8", "money", "of these what it can expect to win"),
    Column("consumers", "f8", "money", "goods sold to consumers this month, at cost"),
    Column(
        "invoices",
        "f8",
        "money",
        "goods sold to firms this month, at cost: corporate then smb, by outcome",
        (2 * OUTCOMES,),
    ),
)

J = "judgement"
NO_SOURCE = "no source"
MARGINS = "facts B2: gross margins of hardware 5-15 %, software 8-20 %, accessories 20-40 % (recalled)"

# name: unit, default of a category that a scenario declares, low, high, least, largest, role, source, status, tip
_DECLARED = {
    "corporate_part": ("ratio", 1.0, 0.0, 1.0, 0.0, None, "uncertainty", NO_SOURCE, J,
        "Weight of this category in what corporate accounts buy."),
    "smb_part": ("ratio", 1.0, 0.0, 1.0, 0.0, None, "uncertainty", NO_SOURCE, J,
        "Weight of this category in what small and medium firms buy."),
    "consumer_part": ("ratio", 1.0, 0.0, 1.0, 0.0, None, "uncertainty", NO_SOURCE, J,
        "Weight of this category in what consumers buy."),
    "price": ("ratio", 1.0, 0.7, 1.5, 0.01, 100.0, "uncertainty", "convention: quantities are valued at month 0", J,
        "List price of this category over the usual one."),
    "price_growth": ("share / year", 0.0, -0.1, 0.1, -0.9, 5.0, "uncertainty", NO_SOURCE, J,
        "Yearly growth of this category's list prices, beside that of all goods."),
    "price_sensitivity": ("ratio", 1.0, 0.2, 1.5, 0.0, 10.0, "uncertainty", MARGINS, J,
        "How strongly price counts when customers choose who sells them this category, over the usual."),
    "distributor_markup": ("ratio", 1.0, 0.5, 2.0, 0.0, 20.0, "uncertainty",
        "facts B1: gross margins of 6.6-7.2 % over all goods; between categories no source", J,
        "Distributors' mark-up on this category, over their usual one."),
    "handling": ("ratio", 1.0, 0.0, 3.0, 0.0, 100.0, "uncertainty", NO_SOURCE, J,
        "Cost of delivering and picking this category, over the usual."),
    "selling": ("ratio", 1.0, 0.5, 3.0, 0.0, 100.0, "uncertainty", NO_SOURCE, J,
        "Selling work that goods of this category take a partner, over the usual."),
    "stocked": ("ratio", 1.0, 0.0, 3.0, 0.0, 10.0, "uncertainty", NO_SOURCE, J,
        "Stock that this category needs, over the usual; licences need none."),
    "lines": ("ratio", 1.0, 0.0, 1.0, 0.0, None, "uncertainty", NO_SOURCE, J,
        "Weight of this category in the number of lines that a partner needs."),
    "service_demand": ("ratio", 1.0, 0.0, 3.0, 0.0, 100.0, "uncertainty", NO_SOURCE, J,
        "Service work wanted with this category, over the usual."),
    "us": ("ratio", 1.0, 0.0, 2.0, 0.0, 1000.0, "uncertainty", NO_SOURCE, J,
        "Standing of US vendors in this category, over their standing in general."),
    "asian": ("ratio", 1.0, 0.0, 2.0, 0.0, 1000.0, "uncertainty", NO_SOURCE, J,
        "Standing of Asian vendors in this category, over their standing in general."),
    "european": ("ratio", 1.0, 0.0, 2.0, 0.0, 1000.0, "uncertainty", NO_SOURCE, J,
        "Standing of European vendors in this category, over their standing in general."),
    "domestic": ("ratio", 1.0, 0.0, 2.0, 0.0, 1000.0, "uncertainty", NO_SOURCE, J,
        "Standing of domestic vendors in this category, over their standing in general."),
    **{
        kind: ("share", 1.0, 0.0, 1.0, 0.0, 1.0, "uncertainty",
            "claims S9, S10: shops take standard goods first, chains consumers'; no source for the number", J,
            f"Readiness of {kind.replace('_', ' ')}s to sell this category.")
        for kind in KINDS
    },
}  # fmt: skip

TEMPLATE = {name: Parameter(f"goods.category.{name}", *declared) for name, declared in _DECLARED.items()}

# The four categories of a market that declares no others, in the order of CATEGORIES.
_DEFAULTS = {
    "corporate_part": (0.35, 0.30, 0.25, 0.10),
    "smb_part": (0.45, 0.15, 0.20, 0.20),
    "consumer_part": (0.75, 0.0, 0.08, 0.17),
    "price_sensitivity": (1.25, 1.05, 0.70, 0.25),
    "distributor_markup": (0.78, 1.10, 1.00, 1.60),
    "handling": (1.0, 0.9, 0.0, 2.2),
    "selling": (0.65, 1.10, 1.00, 2.00),
    "stocked": (1.1, 0.8, 0.0, 2.0),
    "lines": (0.35, 0.20, 0.05, 0.40),
    "service_demand": (0.5, 2.0, 1.2, 0.1),
    "us": (1.0, 1.2, 1.2, 0.5),
    "asian": (1.2, 0.6, 0.1, 2.0),
    "european": (0.5, 1.0, 1.0, 0.7),
    "domestic": (0.7, 0.5, 2.0, 1.0),
    "reseller": (1.0, 0.6, 0.8, 1.0),
    "online_shop": (1.0, 0.15, 0.4, 0.9),
    "retail_chain": (1.0, 0.0, 0.2, 0.9),
}


def category_parameters(category: str) -> tuple[Parameter, ...]:
    """The parameters of a category: ``goods.<category>.<name>``, at its own defaults where it is one of the four."""
    made = []
    for name, declared in TEMPLATE.items():
        default = declared.default
        if category in CATEGORIES and name in _DEFAULTS:
            default = _DEFAULTS[name][CATEGORIES.index(category)]
        made.append(declared.renamed(f"goods.{category}.{name}", default))
    return tuple(made)


PARAMETERS = (
    Parameter("categories", "names", ", ".join(CATEGORIES), None, None, None, None, "constant",
        "the example market", J,
        "Categories of goods, as a list of names; goods.<category>.* are the numbers of each."),
    *(declared for category in CATEGORIES for declared in category_parameters(category)),
)  # fmt: skip


@rule
def at_hand(goods, fill_rate):
    """Part (share) of a distributor's order lines that are at hand: what needs no stock always is."""
    return 1.0 - min(1.0, goods.stocked) * (1.0 - fill_rate)


@rule
def pruned_part(lines, demand, scale, ballast):
    """Part (share) of a category's lines among the least sold ones of a whole assortment.

    The least sold share p of a category's lines carries p to the power ``ballast`` of its sales, so what a line
    at p sells is demand / lines x ballast x p^(ballast - 1): lines that sell less than a bar go, wherever they
    stand. ``scale`` sets that bar; ``lines`` and ``demand`` are the category's parts of all lines and all sales.
    """
    if lines <= 0.0:
        return 0.0
    if demand <= 0.0:
        return 1.0
    return min(1.0, scale * (lines / demand) ** (1.0 / max(LEAST_SLOPE, ballast - 1.0)))


@rule
def list_price(goods, month):
    """List price of a category over the usual one of month 0."""
    return goods.price * (1.0 + goods.price_growth) ** (month / 12.0)


@rule
def shelf_markup(goods, settings):
    """Distributors' mark-up (share) on a category, over vendors' price."""
    return settings.markup * goods.distributor_markup


@rule
def mean_markup(lines):
    """A partner's mark-up over all its goods (share), weighted by what it usually sells."""
    total = 0.0
    markup = 0.0
    for category in range(lines.shape[0]):
        weight = max(lines[category].forecast, SMALLEST_WEIGHT)
        total += weight
        markup += weight * lines[category].markup
    return markup / total


@rule
def still_promised(desk, offer):
    """Goods of a category (money, at cost) that a partner can still promise: its own, and what money can bring."""
    return offer.own + offer.access * desk.room


@rule
def promise(desk, offer, cost):
    """Promise goods that cost so much (money): from own stock first, then from the room to buy more."""
    own = min(cost, offer.own)
    offer.own -= own
    if cost > own and offer.access > 0.0:
        desk.room = max(0.0, desk.room - (cost - own) / offer.access)
