"""What a title may say of effects: as much as their 95 % intervals allow, by one rule for all charts.

The first is named alone when its interval lies beyond the smallest effect that matters and apart from all others. When
others reach it, they are named together, and those that may be nothing are told as such. When no interval reaches the
smallest effect that matters, nothing matters. Of the other cases, those whose interval keeps off zero are named as ones
that may be too small to matter; where there is none, the runs are too few to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.comparing.statistics import gap_interval
from experiments.words.words import Words

FIRST, SEVERAL, SLIGHT, NOTHING, OPEN = "first", "several", "slight", "nothing", "open"
MOST_NAMES = 3  # of several by name; of more their number is told
FALSE = 0.05  # share of false ones among an outcome's findings that a title takes
LONGEST = 150  # characters of a title that has room on a slide; longer ones name fewer


@dataclass(frozen=True)
class Lead:
    """Who leads, the largest first: ``kind`` says whether that is one, several, some that may be too small to matter,
    nobody, or not known.

    ``perhaps`` are those of several that may themselves be less than matters.
    """

    kind: str
    places: tuple[int, ...] = ()
    perhaps: tuple[int, ...] = ()

    def title(self, say: Words, key: str, names: Sequence[str], smallest: str, **values: object) -> str:
        """The title of this kind: of ``key`` where one leads (with ``values``), else the one that all charts share.

        ``names`` are those of all effects; ``smallest`` is the smallest effect that matters, in words.
        """
        if self.kind == FIRST:
            return say(key, **values)
        sure = [names[place] for place in self.places if place not in self.perhaps]
        others = [names[place] for place in self.perhaps]
        kind = "perhaps" if others else self.kind
        for most in range(MOST_NAMES, -1, -1):  # who may matter goes by number alone before who does
            told = {"names": _some(sure, max(1, most), say), "others": _some(others, most, say)}
            title = say(f"lead.{kind}", smallest=smallest, metric=values["metric"], **told)
            if len(title) <= LONGEST:
                break
        return title


def _some(names: Sequence[str], most: int, say: Words) -> str:
    """Names in a row, the first ``most`` of them; of the others their number."""
    if names and not most:
        return say("lead.rest", count=len(names))
    return say.several([*names[:most], *([say("lead.more", count=len(names) - most)] if len(names) > most else [])])


def told(low, high):
    """Whether intervals tell anything: pairs that all differ by the same have no spread, which is no certainty."""
    return np.isfinite(low) & np.isfinite(high) & ((low != high) | (low == 0.0))


def among_all(table: pd.DataFrame, side: str = "") -> tuple[np.ndarray, np.ndarray]:
    """The ends of effects' intervals as a title may use them: an interval speaks of one, and a title of the largest.

    Of many arms, or factors and pairs of them, some keep off zero by luck. Those whose ``p_fdr``, adjusted over all of
    them, is no finding count as reaching zero. ``side`` ends the names of columns where a table has two outcomes.
    """
    low, high, p = (table[f"{name}{side}"].to_numpy(float) for name in ("low", "high", "p_fdr"))
    unsure = p >= FALSE
    return np.where(unsure & (low > 0.0), 0.0, low), np.where(unsure & (high < 0.0), 0.0, high)


def leading(values: Sequence[float], low: Sequence[float], high: Sequence[float], smallest: float) -> Lead:
    """Which of some effects is largest, either sign, by their intervals; an interval of nan tells nothing."""
    values, low, high = (np.asarray(row, float) for row in (values, low, high))
    known = told(low, high)
    least = np.where(known, np.maximum(0.0, np.maximum(low, -high)), 0.0)
    most = np.where(known, np.maximum(np.abs(low), np.abs(high)), np.inf)
    sure = least > smallest
    order = np.argsort(-np.abs(values), kind="stable")
    if not sure.any():
        if (most < smallest).all():
            return Lead(NOTHING)
        clear = tuple(int(place) for place in order if least[place] > 0.0)
        return Lead(SLIGHT, clear) if clear else Lead(OPEN)
    first = next(place for place in order if sure[place])
    level = [int(place) for place in order if place == first or most[place] >= least[first]]
    perhaps = tuple(place for place in level if not sure[place])
    return Lead(FIRST if len(level) == 1 else SEVERAL, tuple(level), perhaps)


def highest(table: pd.DataFrame, smallest: float) -> Lead:
    """Which column of values on the same luck (a row a replicate) has the highest mean, by paired differences."""
    table = table.dropna()
    if len(table) < 2 or table.shape[1] < 2:
        return Lead(OPEN)
    order = np.argsort(-table.mean().to_numpy(), kind="stable")
    best = table.iloc[:, order[0]]
    gaps = [gap_interval((best - table.iloc[:, place]).to_numpy()) for place in order[1:]]
    if all(told(low, high) and max(abs(low), abs(high)) < smallest for _, low, high in gaps):
        return Lead(NOTHING)
    level = [
        int(place)
        for place, (_, low, high) in zip(order[1:], gaps, strict=True)
        if not (told(low, high) and low > smallest)
    ]
    if len(level) == len(gaps):
        return Lead(OPEN)
    return Lead(SEVERAL if level else FIRST, (int(order[0]), *level))
