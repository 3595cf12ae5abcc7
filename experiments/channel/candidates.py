"""Candidates: lines of simulated markets at a date, with the state that no ledger shows and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.channel.history import YEAR, History, market_history
from experiments.channel.signs import closed_within, signs_at, stopped_within
from experiments.running.runs import run_seed
from experiments.running.threads import in_order
from model.simulation import simulate

MONTHS = 60
FIRST, EVERY = 23, 6  # the first month at which lines are looked at, and how often after it
HORIZONS = (6, 12)
HIDDEN = ("cash_days", "equity_months", "competence", "earns")


@dataclass(frozen=True)
class Candidates:
    """A row a candidate: ``signs`` (rows, signs), ``kind`` numbers, and a frame of everything else.

    ``frame`` holds where it is from (``seed``, ``partner``, ``line``, ``month``), its hidden state (``cash_days``,
    ``equity_months`` of outflows, ``competence``, ``earns``: 1 where it expects more than its owner would get
    elsewhere), and its future: ``close_6``, ``close_12``, ``stop_6``, ``stop_12``, ``cause``, ``ahead`` (purchases of
    the next six months over those of the last six, NaN where it had bought nothing).
    """

    signs: np.ndarray
    kind: np.ndarray
    frame: pd.DataFrame

    @property
    def firm(self) -> np.ndarray:
        """A number a firm: the same at all its dates and with all its distributors."""
        return self.frame.groupby(["seed", "partner"], sort=False).ngroup().to_numpy()

    def of(self, chosen: np.ndarray) -> Candidates:
        """Some of the rows."""
        return Candidates(self.signs[chosen], self.kind[chosen], self.frame[chosen].reset_index(drop=True))


def candidates_of(result) -> Candidates:
    """Candidates of one run with panel and accounts."""
    history, partners = market_history(result)
    panel = _hidden(result)
    causes = result.partners.set_index("partner")["cause"]
    signs, kinds, frames = [], [], []
    for cut in range(FIRST, result.months - YEAR, EVERY):
        table, trades = signs_at(history, cut)
        chosen = np.flatnonzero(trades)
        frame = pd.DataFrame(
            {"seed": result.seed, "partner": partners[chosen], "line": history.line[chosen], "month": cut}
        ).astype({"seed": np.uint64})  # beside a signed one it would become a fraction, and open nobody's books
        for months in HORIZONS:
            frame[f"close_{months}"] = closed_within(history, cut, months)[chosen]
            frame[f"stop_{months}"] = stopped_within(history, cut, months)[chosen]
        frame["cause"] = np.where(frame["close_12"], causes.reindex(frame["partner"]).to_numpy(), "")
        frame["ahead"] = _ahead(history, cut)[chosen]
        state = panel.reindex(pd.MultiIndex.from_arrays([frame["month"], frame["partner"]]))
        for name in HIDDEN:
            frame[name] = state[name].to_numpy()
        signs.append(table[chosen])
        kinds.append(history.kind[chosen])
        frames.append(frame)
    return Candidates(np.concatenate(signs), np.concatenate(kinds), pd.concat(frames, ignore_index=True))


def _ahead(history: History, cut: int) -> np.ndarray:
    bought = history.purchases
    before = bought[:, cut - 5 : cut + 1].sum(axis=1)
    return bought[:, cut + 1 : cut + 7].sum(axis=1) / np.where(before > 0.0, before, np.nan)


def _hidden(result) -> pd.DataFrame:
    """The state of each partner and month that a ledger does not show."""
    panel = result.panel
    with np.errstate(all="ignore"):
        found = pd.DataFrame(
            {
                "cash_days": 30.0 * panel["cash"] / panel["outflows"],
                "equity_months": panel["equity"] / panel["outflows"],
                "competence": panel["competence"],
                "earns": (panel["expected_profit"] >= panel["outside_option"]).astype(float),
            }
        )
    found.index = pd.MultiIndex.from_arrays([panel["month"], panel["partner"]])
    return found.replace([np.inf, -np.inf], np.nan)


def replicate_of(scenario, root: int, replicate: int) -> Candidates:
    """Candidates of one run of a scenario."""
    long = scenario.with_values({"months": MONTHS})
    return candidates_of(simulate(long, run_seed(root, replicate), MONTHS, panel=True, accounts=True))


def gathered(scenario, root: int, replicates: int, threads: int = 2, bar=None) -> list[Candidates]:
    """Candidates of several runs of a scenario, by replicate; ``bar`` hears how many are done."""
    return list(in_order(lambda replicate: replicate_of(scenario, root, replicate), range(replicates), threads, bar))


def together(parts: list[Candidates]) -> Candidates:
    """Candidates of several runs as one."""
    return Candidates(
        np.concatenate([part.signs for part in parts]),
        np.concatenate([part.kind for part in parts]),
        pd.concat([part.frame for part in parts], ignore_index=True),
    )
