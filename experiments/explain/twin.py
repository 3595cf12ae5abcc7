"""The same partner in another scenario on the same luck: from which month on its books differ, and in what."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from agents.partner import LINES
from experiments.explain.life import Life

# In the order in which a month writes them: contracts and prices first, then sales, work, cash, what is left.
BOOK_LINES = (
    "markup", "orders", "sales_product", "terms_granted_days", "purchases", "own_stock", "sales_service", "competence",
    "training_time", "member", "contribution", "benefit", *(f"flow_{line}" for line in LINES), "payroll", "receivables",
    "payables", "cash", "overdraft_used", "overdraft_limit", "bank_debt", "drawings", "revaluation",
    "equity", "expected_profit", "headcount",
)  # fmt: skip
CONTRACT_LINES = ("mode", "limit", "terms_days", "purchases", "used", "overdue", "trust")
WEEK = 7.0 / 30.0
ROUNDING = 1e-9


@dataclass(frozen=True)
class Parting:
    """Where two lives part.

    ``month`` is the first in which any line of the books differs (by more than rounding: both ran on the same luck),
    None when none ever does. ``line`` is the first such line in the order of the month, with the values in both
    lives; ``lines`` all that differ in that month. A line of a contract is called ``<distributor>: <column>``.
    ``visible`` is the first month in which cash stands more than a week's outflows apart, None for never.
    """

    month: int | None
    line: str = ""
    here: float | str | None = None
    there: float | str | None = None
    lines: tuple[str, ...] = ()
    visible: int | None = None


def parting(here: Life, there: Life) -> Parting:
    """Where the books of a partner part between two scenarios."""
    if here.months.empty or there.months.empty:
        empty = here.months.empty
        month = min(life.end for life in (here, there))
        return Parting(month, "trade", *(("closed", "trades") if empty else ("trades", "closed")), ("trade",), month)
    left, right = here.months.set_index("month"), there.months.set_index("month")
    contracts = [_by_month(life.accounts) for life in (here, there)]
    visible = None
    for month in left.index.union(right.index):
        if month not in left.index or month not in right.index:
            only = "trades" if month in left.index else "closed"
            other = "closed" if month in left.index else "trades"
            return Parting(int(month), "trade", only, other, ("trade",), int(month))
        found = differing(left.loc[month], right.loc[month], *(c.get(month, {}) for c in contracts))
        if found:
            visible = _visible(left, right, month)
            line, one, two = found[0]
            return Parting(int(month), line, one, two, tuple(name for name, _, _ in found), visible)
    return Parting(None)


def differing(left: pd.Series, right: pd.Series, contracts: dict, others: dict) -> list[tuple]:
    """Lines of one month that differ: (name, value here, value there), in the order of the month."""
    rows = []
    for distributor in sorted(contracts.keys() | others.keys()):
        one, two = contracts.get(distributor, {}), others.get(distributor, {})
        rows += [(f"{distributor}: {name}", one.get(name), two.get(name)) for name in CONTRACT_LINES]
    rows += [(name, float(left[name]), float(right[name])) for name in BOOK_LINES]
    return [row for row in rows if apart(row[1], row[2])]


def apart(one, two) -> bool:
    """Whether two values differ by more than rounding (sums over firms that differ elsewhere move the last digits)."""
    if isinstance(one, int | float) and isinstance(two, int | float):
        return not math.isclose(one, two, rel_tol=ROUNDING, abs_tol=ROUNDING)
    return one != two


def _by_month(accounts: pd.DataFrame) -> dict[int, dict[str, dict]]:
    found: dict[int, dict[str, dict]] = {}
    for row in accounts.to_dict("records"):
        found.setdefault(row["month"], {})[row["distributor"]] = row
    return found


def _visible(left: pd.DataFrame, right: pd.DataFrame, first: int) -> int | None:
    both = left.index.intersection(right.index)
    both = both[both >= first]
    apart = (left.loc[both, "cash"] - right.loc[both, "cash"]).abs()
    usual = pd.concat([left.loc[both, "outflows"], right.loc[both, "outflows"]], axis=1).max(axis=1)
    seen = both[apart > WEEK * usual]
    if len(seen):
        return int(seen[0])
    ended = left.index.symmetric_difference(right.index)
    return int(ended[ended >= first][0]) if (ended >= first).any() else None
