"""One partner's months, contracts and events, read while a run is walked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from agents.distributor import MODES
from agents.partner import LINES
from experiments.running.walk import this_month, walk
from model.market import PARTNERS
from model.result import Result
from model.settings import distributor_names

YEAR = 12
CONTRACT = ("mode", "limit", "used", "terms_days", "overdue", "trust", "purchases")  # columns of ``Life.accounts``


class NoSuchPartner(ValueError):
    """A partner id that the run does not know: one line."""


@dataclass(frozen=True)
class Life:
    """All that the books of one run say of one partner.

    ``facts`` is its row of ``result.partners`` (``closed`` None while it trades). ``months`` has a row a month in which
    it traded: the columns of the panel, and ``flow_<line>`` for each line of the cash flow statement. ``accounts`` has
    a row a month and distributor; ``events`` are its rows of the diary and the closings of distributors that it had an
    account with; ``buyer`` is the id of who took it over.
    """

    scenario: str
    seed: int
    horizon: int
    facts: dict
    months: pd.DataFrame
    accounts: pd.DataFrame
    events: pd.DataFrame
    buyer: int | None = None

    @property
    def partner(self) -> int:
        """Its id, the same in every scenario."""
        return self.facts["partner"]

    @property
    def closed(self) -> int | None:
        """The month in which it was wound up: the one after its last in trade."""
        return self.facts["closed"]

    @property
    def end(self) -> int:
        """The first month in which it no longer traded, or the horizon."""
        return self.horizon if self.closed is None else self.closed

    @cached_property
    def opening_cash(self) -> float:
        """Cash before the first month that is on record (money)."""
        first = self.months.iloc[0]
        return float(first["cash"] - sum(first[f"flow_{line}"] for line in LINES))


def sources_and_uses(life: Life, until: int | None = None, span: int = YEAR) -> dict:
    """Where cash came from and went in the ``span`` months before ``until`` (default: before it closed, or the end).

    Returns ``first`` and ``last`` month, ``opening`` and ``closing`` cash, ``lines`` (name to money; positive is a
    source) whose sum is the change in cash, and ``tied`` (money): by how much stock, customers' debts and debts to
    distributors rose since the month before ``first``, or since ``first`` when that is the first on record.
    """
    until = life.end if until is None else min(until, life.end)
    table = life.months
    window = table[(table["month"] < until) & (table["month"] >= until - span)]
    if window.empty:
        raise ValueError(f"partner {life.partner} did not trade in the {span} months before month {until}")
    first, last = int(window["month"].iloc[0]), int(window["month"].iloc[-1])
    before = table[table["month"] < first]
    lines = {line: float(window[f"flow_{line}"].sum()) for line in LINES}
    start = before.iloc[-1] if len(before) else window.iloc[0]
    end = window.iloc[-1]
    return {
        "first": first,
        "last": last,
        "opening": float(before["cash"].iloc[-1]) if len(before) else life.opening_cash,
        "closing": float(end["cash"]),
        "lines": lines,
        "tied": {name: float(end[name] - start[name]) for name in ("own_stock", "receivables", "payables")},
    }


def lives(scenario, seed: int, months: int, partners: Collection[int]) -> tuple[Result, dict[int, Life]]:
    """Run a scenario and follow some partners: the run's result, and a life by id.

    A partner that the run does not know is not in the mapping (see :func:`unknown`).
    """
    wanted = np.array(sorted(partners), dtype=np.int64)
    kept: dict[str, list[np.recarray]] = {"panel": [], "flows": [], "account_history": []}
    market = None
    for market in walk(scenario, seed, months, record=True):
        for table, rows in kept.items():
            month = this_month(market, table)
            rows.append(month[np.isin(month["partner"], wanted)].copy())
    result = Result(scenario=scenario, seed=seed, months=months, market=market)
    tables = {table: np.concatenate(rows) for table, rows in kept.items()}
    panel = pd.DataFrame({name: tables["panel"][name] for name in tables["panel"].dtype.names})
    for number, line in enumerate(LINES):
        panel[f"flow_{line}"] = tables["flows"]["amount"][:, number]
    names = np.array(distributor_names(market.distributors.shape[0]))
    contracts = pd.DataFrame({name: tables["account_history"][name] for name in ("month", "partner", *CONTRACT)})
    contracts.insert(2, "distributor", names[tables["account_history"]["distributor"]])
    contracts["mode"] = np.array(MODES)[contracts["mode"]]
    events = result.events
    facts = result.partners.set_index("partner", drop=False)
    found = {}
    for partner in wanted.tolist():
        if partner not in facts.index:
            continue
        row = {name: plain(value) for name, value in facts.loc[partner].items()}
        held = _of(contracts, partner)
        found[partner] = Life(
            scenario.name, seed, months, row,
            _of(panel, partner), held, _diary(events, partner, held), _buyer(market, partner),
        )  # fmt: skip
    return result, found


def unknown(partner: int, result: Result) -> NoSuchPartner:
    """The one line for a partner that a run does not know."""
    initial = int((result.partners["origin"] == "initial").sum())
    return NoSuchPartner(
        f"--partner {partner}: never traded in {result.months} months of {result.scenario.name} with seed "
        f"{result.seed}; expected 0 to {initial - 1} (partners of month 0) or the id of a later one "
        "(without --partner, telling ones are listed)"
    )


def plain(value):
    """A cell as Python's own number or text; what is missing becomes None."""
    if value is pd.NA or value is None:
        return None
    return value.item() if hasattr(value, "item") else value


def _of(table: pd.DataFrame, partner: int) -> pd.DataFrame:
    return table[table["partner"] == partner].drop(columns="partner").reset_index(drop=True)


def _diary(events: pd.DataFrame, partner: int, accounts: pd.DataFrame) -> pd.DataFrame:
    """A partner's events, and the closings of distributors it had an account with the month before."""
    lost = (
        events["partner"].isna() & (events["event"] == "closing") & events["distributor"].isin(accounts["distributor"])
    )
    for place in events.index[lost]:
        month, name = events.at[place, "month"], events.at[place, "distributor"]
        lost[place] = ((accounts["month"] == month - 1) & (accounts["distributor"] == name)).any()
    own = events["partner"].eq(partner).fillna(False).astype(bool)
    return events[own | lost].drop(columns="partner").reset_index(drop=True)


def _buyer(market, partner: int) -> int | None:
    """Id of the firm that took a partner over, or None."""
    rows = market.partners[: int(market.counters[PARTNERS])]
    row = rows[np.flatnonzero(rows["id"] == partner)[0]]
    return int(rows[row["buyer"]]["id"]) if row["buyer"] >= 0 else None
