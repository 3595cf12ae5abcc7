"""The one parameter table, put together from what the agents declare."""

from __future__ import annotations

import re

from agents import (
    choosing,
    community,
    customer,
    distributor_parameters,
    domain,
    goods,
    integrator,
    labour,
    leaving,
    online_shop,
    partner_parameters,
    pricing,
    reseller,
    retail_chain,
    vendor,
)
from agents.guards import LONGEST_RUN
from agents.parameter import Parameter

# What a scenario may name itself: categories of goods and domains of competence.
_NAMED = re.compile(r"^(goods|domains)\.([a-z][a-z0-9_]*)\.([a-z_]+)$")
_TEMPLATES = {"goods": goods.TEMPLATE, "domains": domain.TEMPLATE}
_RIVAL = re.compile(r"^levers\.rival_([1-9]\d*)\.(.+)$")


class ParameterTable(dict):
    """Key to :class:`Parameter`. Levers are listed once, as ``levers.focal.*``, goods for the default categories.

    A lever means the same for every distributor, so ``table["levers.rival_2.credit.mode"]`` is found
    too, as the focal declaration under that key; so is ``table["goods.cables.price"]``, as what any category
    has. Iteration does not repeat them.
    """

    def __missing__(self, key: str) -> Parameter:
        named = _NAMED.match(key)
        if named and named.group(3) in _TEMPLATES[named.group(1)]:
            return _TEMPLATES[named.group(1)][named.group(3)].renamed(key)
        match = _RIVAL.match(key)
        focal = f"levers.focal.{match.group(2)}" if match else key
        if not match or not dict.__contains__(self, focal):
            raise KeyError(key)
        return dict.__getitem__(self, focal).renamed(key)

    def __contains__(self, key: object) -> bool:
        try:
            self[key]  # type: ignore[index]
        except (KeyError, TypeError):
            return False
        return True

    def get(self, key, default=None):
        """The declaration of ``key``, a rival's lever included, or ``default``."""
        try:
            return self[key]
        except KeyError:
            return default


_MARKET = (
    Parameter("months", "months", 120, 12, 240, 1, LONGEST_RUN, "constant", "convention", "judgement",
        "Length of a run.", integer=True),
    Parameter("money_scale", "ratio", 1.0, 1.0, 1024.0, 1e-9, 1e12, "constant", "convention", "judgement",
        "Multiplies every money amount; a power of two leaves every count and ratio as it was."),
    Parameter("population.distributor", "count", 5, 1, 10, 1, 200, "constant", "the example market",
        "judgement", "Distributors, the focal one counted.", integer=True),
    Parameter("population.money_unit", "ratio", 1.0, 1.0, 100_000.0, 1e-9, 1e12, "constant", "convention", "judgement",
        "What one unit of the scenario's money is in the money of the file of partners: a sales employee's monthly "
        "cost in the file's money, over labour.sales_wage. Without a file it has no effect."),
    Parameter("trends.price_transparency", "share / year", 0.0, 0.0, 0.05, -0.5, 1.0, "uncertainty",
        "claims S3", "judgement", "Yearly growth of every customer's price sensitivity."),
    Parameter("trends.shop_reach", "share / year", 0.0, 0.0, 0.2, -0.9, 5.0, "uncertainty",
        "facts B2: M.Video sold 9 % online in 2014, 11 % in 2015", "verified",
        "Yearly growth of the readiness of firms and consumers to buy from online shops."),
)  # fmt: skip

# A kind of partner declares its numbers in the file of its name.
_KINDS = tuple(p for kind in (integrator, reseller, online_shop, retail_chain) for p in kind.PARAMETERS)

PARAMETERS = ParameterTable(
    (p.key, p)
    for p in (
        *_MARKET,
        *(p for p in _KINDS if p.key.startswith("population.")),
        *customer.PARAMETERS,
        *goods.PARAMETERS,
        *partner_parameters.PARAMETERS,
        *labour.PARAMETERS,
        *(p for p in _KINDS if not p.key.startswith("population.")),
        *domain.PARAMETERS,
        *community.PARAMETERS,
        *distributor_parameters.PARAMETERS,
        *vendor.PARAMETERS,
        *pricing.PARAMETERS,
        *choosing.PARAMETERS,
        *leaving.PARAMETERS,
    )
)
