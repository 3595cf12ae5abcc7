"""Statistics of rest: whether a market without trends keeps its pace, its kinds and its sizes. Each reads one run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agents.partner import KINDS

SMALL = 1.5  # people: an owner with at most half a helper


def yearly_closing_rates(result) -> np.ndarray:
    """Closings of each year, take-overs left out, over the partners alive at its start."""
    table = result.monthly
    years = result.months // 12
    ended = (table["closings"] - table["closings_acquired"]).to_numpy()
    closed = ended[: 12 * years].reshape(years, 12).sum(axis=1)
    return closed / table["partners_alive"].to_numpy()[: 12 * years : 12]


def spread_of_rates(runs: Sequence[np.ndarray]) -> float:
    """Highest over lowest yearly closing rate, each the mean over runs."""
    mean = np.mean(runs, axis=0)
    return float(mean.max() / mean.min())


def partners_kept(result) -> float:
    """Partners at the end over those at the start."""
    alive = result.monthly["partners_alive"]
    return float(alive.iloc[-1] / alive.iloc[0])


def counts_of_kinds(result) -> np.ndarray:
    """(2, kinds): partners of each kind that the market opens with, and those at the end."""
    opened = result.partners.loc[result.partners["origin"] == "initial", "kind"].value_counts()
    last = result.monthly.iloc[-1]
    return np.array(
        [[opened.get(kind, 0) for kind in KINDS], [last[f"partners_alive_{kind}"] for kind in KINDS]], float
    )


def kind_kept(runs: Sequence[np.ndarray], kind: str) -> float:
    """Partners of a kind at the end over those at the start, all runs together; not a number where none started."""
    first, last = np.sum(runs, axis=0)[:, KINDS.index(kind)]
    return float(last / first) if first > 0.0 else float("nan")


def largest_change_of_a_kind(runs: Sequence[np.ndarray]) -> float:
    """Largest relative change of a kind's count, all runs together; kinds that the market starts without are left out.

    Read off one run it is larger, for the luck of a run moves each count.
    """
    kept = [kind_kept(runs, kind) for kind in KINDS]
    return float(np.nanmax(np.abs(np.array(kept) - 1.0)))


def _heads(result) -> tuple:
    """Headcounts of the living at the end of the first month and of the last."""
    return tuple(result.panel.loc[result.panel["month"] == month, "headcount"] for month in (0, result.months - 1))


def median_heads_kept(result) -> float:
    """Median headcount of living partners at the end over that at the start."""
    first, last = _heads(result)
    return float(last.median() / first.median())


def more_small_firms(result) -> float:
    """Share of living partners with fewer than 1.5 heads at the end, less that at the start."""
    first, last = _heads(result)
    return float((last < SMALL).mean() - (first < SMALL).mean())
