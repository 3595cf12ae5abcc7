"""Where the money that customers pay goes: vendors, distributors, partners, engineers; read off a run's books."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from agents.statement import COST_OF_SERVICES, VENDOR_MONEY
from experiments.comparing.statistics import paired_difference
from experiments.running.runs import MAX_REPLICATES, run_seed
from experiments.running.size import common_months
from experiments.running.walk import walk
from model.market import PARTNERS, Market
from model.result import Result
from model.simulation import whole

# From the vendor's end of the channel to the customer's; they sum to all that customers are billed.
PARTS = ("vendors", "distributors", "partners_product", "engineers", "partners_service")


def split(market: Market) -> dict[str, float]:
    """Who gets what of the sales that partners billed in the month just walked (money).

    Goods: what a partner paid for them is the vendor's price and the distributor's mark-up, in the proportion of all
    distributors' sales of that month (goods that aged on a partner's shelf were paid for, too); vendors' rebates and
    marketing funds go from vendors to distributors in the same proportion. Services: engineers are paid, a partner's
    or, behind a package, a distributor's, busy or not; what packages bring beyond that is the distributor's.
    ``vendors`` and ``distributors`` are before their own costs; ``partners_product`` and ``partners_service`` are
    gross profits.
    """
    # A column at a time: rows that are chosen first would be copied whole, two hundred columns of each.
    rows = market.partners[: int(market.counters[PARTNERS])].view(np.ndarray)
    alive, sold = rows["alive"] == 1, market.distributors

    def total(column: str) -> float:
        return float(rows[column][alive].sum())

    goods = float(sold["sales"].sum())
    rebates = float(sold["statement"][:, VENDOR_MONEY].sum())
    at_vendors_price = (float(sold["cost_of_sales"].sum()) - rebates) / goods if goods > 0.0 else 1.0
    paid = total("cost_of_goods")
    packages = total("package_bought")
    wages = 0.0 - float(sold["statement"][:, COST_OF_SERVICES].sum())
    own = total("service_cost") - packages
    return {
        "vendors": at_vendors_price * paid,
        "distributors": (1.0 - at_vendors_price) * paid + packages - wages,
        "partners_product": total("sales_product") - paid,
        "engineers": own + wages,
        "partners_service": total("sales_service") - own - packages,
    }


def margin_of(scenario, seed: int, months: int) -> dict[str, float]:
    """Parts (shares that sum to 1) of all that partners billed customers in a run; 0 for all without any sales."""
    return run_and_margin(scenario, seed, months)[1]


def run_and_margin(
    scenario, seed: int, months: int, watch: Callable[[Market], None] = lambda market: None
) -> tuple[Result, dict[str, float]]:
    """A run's result, the same as that of ``simulate``, and the parts of :func:`margin_of`, by one walk; ``watch`` sees
    the market after each month."""
    total, market = dict.fromkeys(PARTS, 0.0), None
    for market in walk(scenario, seed, months):
        for name, amount in split(market).items():
            total[name] += amount
        watch(market)
    billed = sum(total.values())
    parts = {name: amount / billed if billed else 0.0 for name, amount in total.items()}
    return Result(scenario=scenario, seed=seed, months=months, market=market), parts


def margins(
    scenarios: Sequence,
    replicates: int,
    seed: int = 1,
    months: int | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> list[dict]:
    """The parts in several scenarios on the same luck: rows of :func:`paired`; ``watch`` sees how far it is."""
    months, replicates = common_months(scenarios, months), whole("replicates", replicates, 1, MAX_REPLICATES)
    found = []
    for replicate in range(replicates):
        found.append([margin_of(s, run_seed(seed, replicate), months) for s in scenarios])
        if watch:
            watch(replicate + 1, replicates)
    return paired([s.name for s in scenarios], found)


def paired(names: Sequence[str], found: Sequence[Sequence[Mapping[str, float]]]) -> list[dict]:
    """Rows ``scenario, part, share`` and, against the first scenario, ``difference, low, high`` (shares of 1).

    ``found`` has by replicate the parts in each scenario (:func:`margin_of`); the interval is the 95 % interval of the
    mean paired difference, nan with fewer than two replicates.
    """
    rows = []
    for number, name in enumerate(names):
        for part in PARTS:
            pair = paired_difference([run[0][part] for run in found], [run[number][part] for run in found])
            rows.append({"scenario": name, "part": part, "share": pair.other, "difference": pair.difference,
                         "low": pair.low, "high": pair.high})  # fmt: skip
    return rows
