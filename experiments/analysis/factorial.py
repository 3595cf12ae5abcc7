"""A full factorial: what each factor does on the average of the others, and what pairs add to their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pandas as pd

from experiments.analysis.effects import false_discovery
from experiments.comparing.statistics import gap_interval, p_of_no_difference

TIMES = " \N{MULTIPLICATION SIGN} "
COLUMNS = ("term", "levels", "order", "effect", "low", "high", "replicates", "p", "p_fdr")


@dataclass(frozen=True)
class Cells:
    """A metric of a full factorial: ``values`` (replicates, levels of factor 1, levels of factor 2, ...).

    Only replicates of which every cell is there; ``left_out`` counts the others. ``names`` and ``levels`` describe
    the axes after the first.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    values: np.ndarray
    left_out: int


def cells(table: pd.DataFrame, names: Sequence[str], levels: Sequence[Sequence[str]], arms: Sequence[Sequence[int]]):
    """The cells of a metric.

    In: ``table`` with one row a replicate and one column an arm (:func:`effects.by_replicate`), the names and levels
    of the factors, and for each arm its level number by factor. Out: :class:`Cells`.
    """
    whole = table.reindex(columns=range(len(arms))).dropna()
    values = np.empty((len(whole), *(len(labels) for labels in levels)))
    for arm, place in enumerate(arms):
        values[(slice(None), *place)] = whole[arm].to_numpy(float)
    named = tuple(tuple(str(label) for label in labels) for labels in levels)
    return Cells(tuple(names), named, values, len(table) - len(whole))


def factor_effects(found: Cells, orders: Sequence[int] = (1, 2)) -> pd.DataFrame:
    """Main effects and interactions against each factor's first level; the columns are ``COLUMNS``.

    A main effect is the mean over all levels of the other factors (effect coding), an interaction of order two how
    far a pair's effect is from the sum of its two, on the same average: for two levels four times the coefficient of
    a regression on -1 and +1, as a main effect is twice it. Intervals are Student's 95 % over replicates: the cells of
    a replicate share its luck, so the replicate is the unit (clustered). ``p`` is the test of a contrast of zero,
    ``p_fdr`` the same with the share of false discoveries among all rows in hand (:func:`effects.false_discovery`).
    """
    rows = []
    for order in orders:
        for chosen in combinations(range(len(found.names)), order):
            others = tuple(axis + 1 for axis in range(len(found.names)) if axis not in chosen)
            table = found.values.mean(axis=others)  # (replicates, levels of the chosen factors)
            for levels in product(*(range(1, len(found.levels[axis])) for axis in chosen)):
                told = ", ".join(f"{found.levels[axis][level]}" for axis, level in zip(chosen, levels, strict=True))
                name = TIMES.join(found.names[axis] for axis in chosen)
                contrast = sum(
                    (-1) ** (order - sum(corner)) * table[(slice(None), *np.multiply(corner, levels))]
                    for corner in product((0, 1), repeat=order)
                )
                rows.append((name, told, order, *gap_interval(contrast), len(contrast),
                             p_of_no_difference(contrast)))  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    return frame.assign(p_fdr=false_discovery(frame["p"]))
