"""How often the printed intervals hold the truth: a large set of pairs stands for it, small samples are drawn from it.

An interval that is called 95 % should hold the mean of all pairs in 95 of 100 samples. Where the pairs of a sample do
not allow one (see :class:`experiments.comparing.statistics.Difference`), none is printed, and the row tells how often
that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.comparing.statistics import p_of_no_difference, paired_difference
from experiments.comparing.survival import excess_closings, kaplan_meier
from experiments.running.runs import RunRecord

METRICS = ("survival_share", "rmst_months", "closings", "closings_illiquidity", "focal_profit", "bad_debt",
           "mean_competence", "channel_gross_profit")  # fmt: skip
SAMPLES = 2000  # the coverage of a row is known to about one point
CURVE_SAMPLES = 200  # each draws whole curves
NAMES = {"difference": "paired difference", "survival": "Kaplan-Meier band", "log_rank": "log-rank test at 5 %"}


@dataclass(frozen=True)
class Row:
    """What one interval did: ``coverage`` (share) of those printed, and the share of samples with one (``printed``).

    For a test, ``coverage`` is the share of samples without a difference in which it finds none.
    """

    kind: str
    what: str
    pairs: int
    coverage: float
    printed: float


def rows_of(runs: Sequence[RunRecord], months: int, sizes: Sequence[int], seed: int = 1) -> list[Row]:
    """Coverage of every printed interval, from pairs of a base (scenario 0) and one other (1).

    ``sizes`` are numbers of pairs as somebody would run them; samples are drawn with replacement.
    """
    base = {run.replicate: run for run in runs if run.scenario == 0 and not run.error}
    other = {run.replicate: run for run in runs if run.scenario == 1 and not run.error}
    pairs = [(base[r], other[r]) for r in sorted(base) if r in other]
    if len(pairs) < 10:
        raise ValueError(f"coverage: {len(pairs)} pairs are no stand-in for all; expected 10 or more")
    luck = np.random.default_rng(seed)
    rows = []
    for size in sizes:
        for name in METRICS:
            values = np.array([[run.summary[name] for run in pair] for pair in pairs])
            rows.append(_difference(name, values, size, luck))
        rows += _curves([pair[0] for pair in pairs], months, size, luck)
        rows.append(_test(pairs, size, luck))
    return rows


def _difference(name: str, values: np.ndarray, size: int, luck: np.random.Generator) -> Row:
    truth = float((values[:, 1] - values[:, 0]).mean())
    printed = held = 0
    for _ in range(SAMPLES):
        drawn = values[luck.integers(0, len(values), size)]
        found = paired_difference(drawn[:, 0], drawn[:, 1])
        printed += found.told
        held += found.told and found.low <= truth <= found.high
    return Row("difference", name, size, held / printed if printed else float("nan"), printed / SAMPLES)


def _curves(runs: list[RunRecord], months: int, size: int, luck: np.random.Generator) -> list[Row]:
    """Bands of survival at a fifth of the horizon, at half of it and at its end."""
    told = sorted({max(1, months // 5), max(1, months // 2), months})
    everybody = np.concatenate([run.times for run in runs]), np.concatenate([run.closed for run in runs])
    truth = [1.0 - float((everybody[1] & (everybody[0] < month)).mean()) for month in told]
    held = np.zeros(len(told))
    for _ in range(CURVE_SAMPLES):
        chosen = [runs[n] for n in luck.integers(0, len(runs), size)]
        number = np.repeat(np.arange(size), [len(run.times) for run in chosen])
        table = kaplan_meier(np.concatenate([run.times for run in chosen]),
                             np.concatenate([run.closed for run in chosen]), months, number)  # fmt: skip
        low, high = (table[side].to_numpy()[told] for side in ("low", "high"))
        held += (low <= truth) & (truth <= high)
    return [Row("survival", f"month {month}", size, held[n] / CURVE_SAMPLES, 1.0) for n, month in enumerate(told)]


def _test(pairs: list[tuple[RunRecord, RunRecord]], size: int, luck: np.random.Generator) -> Row:
    """The log-rank test where nothing differs: in each pair drawn, chance says which run is called the base."""
    excess = np.array([excess_closings((a.times, a.closed), (b.times, b.closed)) for a, b in pairs])
    quiet = 0
    for _ in range(SAMPLES):
        drawn = excess[luck.integers(0, len(excess), size)] * luck.choice((-1.0, 1.0), size)
        quiet += not p_of_no_difference(drawn) < 0.05
    return Row("log_rank", "no difference", size, quiet / SAMPLES, 1.0)
