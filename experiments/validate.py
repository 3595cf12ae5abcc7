"""Facts against the model: each row of ``targets.csv`` that this version can measure, and a quiet market.

First form: rows that need no community. Every statistic is a small function of one run with its panel;
the mean over runs on fresh seeds is told with its 95 % interval, and the verdict is on the mean.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from experiments.runs import run_seed
from experiments.statistics import mean_interval
from model import simulate
from scenarios import Change, load_scenario

MONTHS = 120


def targets() -> dict[str, dict[str, str]]:
    """The rows of ``targets.csv`` by id."""
    with (Path(__file__).parent / "targets.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def newcomers_alive(result, months: int) -> float:
    """Share of the partners that entered during the run, early enough, and still traded after ``months``."""
    table = result.partners
    new = table[(table["origin"] != "initial") & (table["entered"] <= result.months - months)]
    if not len(new):
        return float("nan")
    lived = new["closed"].fillna(result.months + months).astype(int) - new["entered"]
    return float((lived >= months).mean())


def entry_rate(result) -> float:
    """New partners a year over the mean number of living ones."""
    table = result.monthly
    return float(table["entries"].sum() / table["partners_alive"].mean() / (result.months / 12))


def distributor_gross_margin(result) -> float:
    """Gross profit over sales of all distributors, whole run."""
    return float(result.distributors["gross_profit"].sum() / result.distributors["sales"].sum())


def distributor_operating_margin(result) -> float:
    """Operating profit, before interest and tax, over sales of all distributors, whole run."""
    return float(result.distributors["operating_profit"].sum() / result.distributors["sales"].sum())


def cash_cycle(result) -> float:
    """Days of stock and receivables less days of payables, from mean balances and daily flows."""
    table = result.distributors
    days = result.months * 30.0
    cost, sales = table["cost_of_sales"].sum() / days, table["sales"].sum() / days
    mean = table[["stock", "receivables", "payables"]].sum() / result.months
    return float(mean["stock"] / cost + mean["receivables"] / sales - mean["payables"] / cost)


def _of_kind(result, kind: str):
    kinds = result.partners.set_index("partner")["kind"]
    panel = result.panel
    return panel[panel["partner"].map(kinds) == kind]


def product_margin(result, kind: str) -> float:
    """Mark-up as a margin on sales, weighted by product sales of a kind's partners."""
    panel = _of_kind(result, kind)
    margin = panel["markup"] / (1.0 + panel["markup"])
    return float((margin * panel["sales_product"]).sum() / panel["sales_product"].sum())


def service_margin(result) -> float:
    """Service gross profit (sales less engineers' wages and packages) over service sales, all partners."""
    line = result.market.monthly
    return float(line.service_gross_profit.sum() / result.panel["sales_service"].sum())


def service_share(result) -> float:
    """Services in the sales of integrators."""
    panel = _of_kind(result, "integrator")
    services = panel["sales_service"].sum()
    return float(services / (services + panel["sales_product"].sum()))


def suppliers(result) -> float:
    """Mean number of distributors that living partners have accounts with at the end."""
    table = result.partners
    return float(table.loc[table["closed"].isna(), "distributors"].mean())


def overdue_share(result) -> float:
    """Overdue part of partners' receivables, by value, mean over months after the first year."""
    panel = result.panel[result.panel["month"] >= 12]
    return float(panel["overdue_receivables"].sum() / panel["receivables"].sum())


def cash_days(result, month: int, year: int = 12) -> float:
    """Median days of outflows held in cash: cash of a month over the mean daily outflow of its year."""
    panel = result.panel
    window = panel[(panel["month"] >= month) & (panel["month"] < month + year)]
    daily = window.groupby("partner")["outflows"].mean() / 30.0
    cash = window[window["month"] == month].set_index("partner")["cash"]
    days = (cash / daily.reindex(cash.index)).replace([np.inf, -np.inf], np.nan).dropna()
    return float(days.median())


def cash_days_late(result) -> float:
    """Median cash days of living partners after month 60, mean of the years that follow."""
    return float(np.mean([cash_days(result, month) for month in range(60, result.months - 11, 12)]))


def size_tail(result) -> float:
    """Hill estimate of the tail exponent of sales in the last year, over the largest tenth (Hill 1975)."""
    panel = result.panel[result.panel["month"] >= result.months - 12]
    sales = np.sort((panel["sales_product"] + panel["sales_service"]).groupby(panel["partner"]).sum().to_numpy())
    count = max(5, len(sales) // 10)
    top = sales[-count - 1 :]
    return float(1.0 / np.log(top[1:] / top[0]).mean())


def young_closings(result) -> float:
    """Share of closings of partners younger than five years."""
    table = result.partners[result.partners["closed"].notna()]
    age = table["age_at_start"] + table["closed"].astype(int) - table["entered"]
    return float((age < 60).mean())


def passed_upstream(seed: int) -> float:
    """Part of a liquidity shock that constrained partners pass to their suppliers (Boissay and Gropp 2007).

    Paired runs: in the second, nine of ten business customers pay late for one month. Of the partners
    with less than ten days of outflows in cash before it: what they come to owe overdue in the three
    months that follow, over what their customers come to owe them overdue.
    """
    steady = load_scenario("steady")
    late = {f"customers.{segment}.late_share": 0.9 for segment in ("corporate", "smb")}
    shocked = steady.with_timeline([Change(24, 25, "late payers", late)])
    base, other = (simulate(s, seed, 28, panel=True).panel.set_index(["month", "partner"]) for s in (steady, shocked))
    before = base.loc[23]
    constrained = before.index[30.0 * before["cash"] < 10.0 * before["outflows"]]
    gap = (other - base)[["overdue_receivables", "overdue_payables"]]
    gap = gap[gap.index.get_level_values("partner").isin(constrained)].loc[25:27].sum()
    return float(gap["overdue_payables"] / gap["overdue_receivables"])


def yearly_closing_rates(result) -> np.ndarray:
    """Closings of each year over the partners alive at its start."""
    table = result.monthly
    years = result.months // 12
    closed = table["closings"].to_numpy()[: 12 * years].reshape(years, 12).sum(axis=1)
    return closed / table["partners_alive"].to_numpy()[: 12 * years : 12]


MEASURES: dict[str, Callable] = {
    "C4a": lambda r: newcomers_alive(r, 12),
    "C4b": lambda r: newcomers_alive(r, 60),
    "C4c": entry_rate,
    "B1a": distributor_gross_margin,
    "B1b": distributor_operating_margin,
    "B1c": cash_cycle,
    "B2a": lambda r: product_margin(r, "integrator"),
    "B2b": lambda r: product_margin(r, "online_shop"),
    "B2c": service_margin,
    "B2d": service_share,
    "C19": suppliers,
    "C28": overdue_share,
    "C1": size_tail,
    "C6": young_closings,
    "C27": cash_days_late,
}


def measured(seed: int) -> dict[str, float | np.ndarray]:
    """All statistics of one run of ``steady``."""
    result = simulate(load_scenario("steady"), seed, MONTHS, panel=True)
    values: dict[str, float | np.ndarray] = {name: rule(result) for name, rule in MEASURES.items()}
    values["C11"] = passed_upstream(seed)
    values["rates"] = yearly_closing_rates(result)
    alive = result.monthly["partners_alive"]
    values["alive"] = float(alive.iloc[-1] / alive.iloc[0])
    values["buffer"] = cash_days(result, 60) / cash_days(result, 0)
    return values


def row(name: str, what: str, limits, values, use: str) -> dict:
    """One line of the table: the mean over runs, its interval and whether the mean is in the range."""
    mean, low, high = mean_interval(np.asarray(values, float))
    inside = (limits[0] is None or mean >= limits[0]) and (limits[1] is None or mean <= limits[1])
    return {"id": name, "name": what, "expected": limits, "measured": mean, "low": low, "high": high,
            "verdict": "inside" if inside else "outside", "use": use}  # fmt: skip


def validation(seeds: int, root: int = 1, threads: int | None = None, watch=None) -> list[dict]:
    """Rows of the validation table over ``seeds`` runs; ``watch(done, total)`` sees the progress."""
    found = []
    with ThreadPoolExecutor(threads) as pool:
        for done, values in enumerate(pool.map(measured, [run_seed(root, n) for n in range(seeds)]), start=1):
            found.append(values)
            if watch:
                watch(done, seeds)
    rows = []
    for name, target in targets().items():
        if name in MEASURES or name == "C11":
            limits = tuple(float(target[side]) if target[side] else None for side in ("low", "high"))
            rows.append(row(name, target["fact"], limits, [v[name] for v in found], target["use"]))
    rates = np.array([v["rates"] for v in found])
    for year in range(rates.shape[1]):
        rows.append(row(f"Q{year + 1}", f"closing rate of year {year + 1}", (0.07, 0.12), rates[:, year], "quiet"))
    mean = rates.mean(axis=0)
    rows.append(
        row("Q-ratio", "highest over lowest yearly closing rate", (1.0, 1.5), [mean.max() / mean.min()], "quiet")
    )
    rows.append(
        row("Q-alive", "partners at the end over the start", (0.85, 1.15), [v["alive"] for v in found], "quiet")
    )
    rows.append(
        row("Q-cash", "cash days at month 60 over month 0", (0.75, 1.25), [v["buffer"] for v in found], "quiet")
    )
    return rows
