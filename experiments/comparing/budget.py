"""A yearly budget split over the focal distributor's levers: what each costs, and how much of it the money buys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.comparing.equal_spend import dosed
from scenarios import Scenario
from scenarios.scenario import Value

PILOTS = 4  # pairs of runs that a lever's cost is measured on
DOSES = (0.0, 0.5, 1.0)
FOCAL = "levers.focal."

# Each way to spend: the values at its full size. Budgets are money a month; the others cost what they cause.
WAYS: dict[str, dict[str, Value]] = {
    "community": {
        "community.budget": 60.0,
        "community.portal_share": 0.25,
        "community.training_share": 0.35,
        "community.management_share": 0.4,
        "community.openness": 0.8,
    },
    "credit": {
        "credit.mode": "framework",
        "credit.deferment_days": 60.0,
        "credit.limit_months": 4.0,
        "credit.cutoff": 0.4,
        "stock.warehouse_access": 1.0,
    },
    "services": {"services.package_depth": 0.8, "services.partner_margin_share": 0.7},
    "training": {"training.budget": 60.0},
    "price": {"price.discount": 0.03},
    "logistics": {"stock.fill_rate": 0.99, "stock.lead_days": 1.0},
    "push": {"push.budget": 100.0},
}
# Levers that no way buys, each with the reason: a new lever stands there or here.
NOT_BOUGHT = {
    "credit.rescue": "it costs what partners in need make of it, not what is decided",
    "credit.rescue_screening": "it costs nothing by itself",
    "credit.insurance": "it pays for the distributor's own losses, not for partners",
    "portfolio.breadth": "less of it saves money",
    "portfolio.pruning": "it saves money",
    "portfolio.agility": "it costs nothing by itself",
    "recruiting.budget": "it wins partners from others and keeps none",
    "pond.paid_share": "it wins partners from others and keeps none",
}


@dataclass(frozen=True)
class Price:
    """Extra spend a year of one way at growing doses, measured; increasing by construction of the search."""

    doses: tuple[float, ...]
    spends: tuple[float, ...]

    @property
    def least(self) -> float:
        """Spend a year as soon as it is on."""
        return max(0.0, min(self.spends))

    @property
    def most(self) -> float:
        """Spend a year at full size."""
        return max(self.spends)

    def dose(self, amount: float) -> float:
        """The smallest dose that costs ``amount`` a year: 0 to 1, linear between what was measured."""
        spends = np.maximum.accumulate(self.spends)
        if amount >= spends[-1]:
            return 1.0
        if amount <= spends[0]:
            return 0.0
        return float(np.interp(amount, spends, self.doses))


def full_size(base: Scenario, way: str) -> Scenario:
    """``base`` with one way to spend at its full size."""
    values = {FOCAL + key: value for key, value in WAYS[way].items()}
    return base.with_values(values, way)


def trials(base: Scenario, ways: Sequence[str]) -> list[Scenario]:
    """The base and every way at every dose: the runs that a list of prices needs."""
    return [base, *(dosed(base, full_size(base, way), dose) for way in ways for dose in DOSES)]


def prices(ways: Sequence[str], yearly: Sequence[float]) -> dict[str, Price]:
    """Prices from the mean yearly spend of each scenario of :func:`trials`, in its order."""
    base, *rest = yearly
    found = {}
    for number, way in enumerate(ways):
        part = rest[number * len(DOSES) : (number + 1) * len(DOSES)]
        found[way] = Price(DOSES, tuple(value - base for value in part))
    return found


@dataclass(frozen=True)
class Split:
    """Values of levers that a split buys, the dose of each way, and what could not be spent: way to reason."""

    values: Mapping[str, Value]
    doses: Mapping[str, float]
    unspent: Mapping[str, str]


def split(base: Scenario, amounts: Mapping[str, float], price_list: Mapping[str, Price]) -> Split:
    """What ``amounts`` (money a year by way) buy. Ways are priced one by one, so that together they may cost more
    or less: measure the spend of the result."""
    values: dict[str, Value] = {}
    doses, unspent = {}, {}
    for way, amount in amounts.items():
        if amount <= 0.0:
            continue
        price = price_list[way]
        if amount < price.least:
            unspent[way] = "least"
            continue
        if amount > price.most * 1.001:
            unspent[way] = "most"
        doses[way] = price.dose(amount)
        bought = dosed(base, full_size(base, way), doses[way])
        values |= {
            key: value for key, value in bought.values.items() if key.startswith(FOCAL) and value != base.values[key]
        }
    return Split(values, doses, unspent)


def rebalanced(parts: Mapping[str, float], moved: str, value: float) -> dict[str, float]:
    """Parts that sum to 100 again after ``moved`` was set to ``value``: the others keep their proportions."""
    value = min(100.0, max(0.0, value))
    others = {key: part for key, part in parts.items() if key != moved}
    rest, total = 100.0 - value, sum(others.values())
    if total <= 0.0:
        scaled = {key: rest / len(others) for key in others}
    else:
        scaled = {key: part * rest / total for key, part in others.items()}
    return {key: value if key == moved else scaled[key] for key in parts}


def even_parts(ways: Sequence[str]) -> dict[str, float]:
    """The same part for each way."""
    return {way: 100.0 / len(ways) for way in ways}


def measure(run: Callable[[Sequence[Scenario]], list[float]], base: Scenario, ways: Sequence[str]) -> dict[str, Price]:
    """Prices of ``ways``; ``run`` gives the mean spend a year of each scenario."""
    return prices(ways, run(trials(base, ways)))
