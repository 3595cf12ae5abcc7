"""Programmes that no other beats on every goal, and the cheapest one that keeps what it must."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pandas as pd

from experiments.comparing.statistics import gap_interval


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


def surely_not_beaten(goals: Sequence[np.ndarray], maximise: Sequence[bool]) -> np.ndarray:
    """True for each programme that clearly no other beats: against each other one it is clearly better on some goal.

    In: for each goal a table (replicates, programmes) on the same luck. Clear is a paired difference whose 95 %
    interval keeps off zero.
    """
    count = goals[0].shape[1]
    better = np.eye(count, dtype=bool)
    for table, more in zip(goals, maximise, strict=True):
        for one, other in permutations(range(count), 2):
            _, low, high = gap_interval(table[:, one] - table[:, other])
            better[one, other] |= low > 0.0 if more else high < 0.0
    return better.all(axis=1)


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


def fronts(goals: np.ndarray, maximise: Sequence[bool]) -> np.ndarray:
    """The front of each row: 0 for those that nothing beats, 1 for those that only front 0 beats, and so on.

    Rows that are not known come last of all.
    """
    left = np.arange(len(goals))
    found = np.zeros(len(goals), int)
    number = 0
    while len(left):
        free = not_beaten(goals[left], maximise)
        if not free.any():
            free[:] = True
        found[left[free]] = number
        left, number = left[~free], number + 1
    return found


def spread_out(goals: np.ndarray, front: np.ndarray, count: int) -> list[int]:
    """``count`` rows, front after front; of a front with more than there is room for, evenly along the first goal."""
    chosen: list[int] = []
    for number in range(int(front.max(initial=-1)) + 1):
        rows = np.flatnonzero(front == number)
        rows = rows[np.argsort(goals[rows, 0], kind="stable")]
        room = count - len(chosen)
        if room <= 0:
            break
        places = np.unique(np.linspace(0, len(rows) - 1, min(room, len(rows))).round().astype(int))
        chosen += rows[places].tolist()
    return chosen
