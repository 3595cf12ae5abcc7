"""Programmes that no other beats on every goal, and the cheapest one that keeps what it must."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def not_beaten(goals: np.ndarray, maximise: Sequence[bool]) -> np.ndarray:
    """True for each row that no other row beats: as good on every goal and better on one (Pareto).

    In: (programmes, goals), nan for what is not known, which is beaten by all.
    """
    better = np.where(np.asarray(maximise), 1.0, -1.0) * np.asarray(goals, float)
    known = np.isfinite(better).all(axis=1)
    free = known.copy()
    for row in np.flatnonzero(known):
        beats = known & (better >= better[row]).all(axis=1) & (better > better[row]).any(axis=1)
        free[row] = not beats.any()
    return free


def sure_of(values: np.ndarray, confidence: float) -> float:
    """What the next run reaches with ``confidence``: Student's lower prediction bound for one more value.

    With fewer than two values nothing is sure: minus infinity. It speaks of a single future, which is what somebody
    who decides once will meet, and not of the mean over many.
    """
    from scipy.stats import t

    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return float("-inf")
    spread = float(values.std(ddof=1)) * (1.0 + 1.0 / len(values)) ** 0.5
    return float(values.mean() - t.ppf(confidence, len(values) - 1) * spread)


def cheapest(programmes: pd.DataFrame, cost: str, sure: str, share: float) -> int | None:
    """The index of the cheapest row whose column ``sure`` reaches ``share``; None when none does."""
    able = programmes[programmes[sure] >= share]
    return None if able.empty else able[cost].idxmin()
