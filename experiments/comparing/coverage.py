"""How often the printed intervals hold the truth: a large set of pairs stands for it, small samples are drawn from it.

An interval that is called 95 % should hold the mean of all pairs in 95 of 100 samples. Where the pairs of a sample do
not allow one (see :class:`experiments.comparing.statistics.Difference`), none is printed, and the row tells how often
that is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.comparing.hazards import cox
from experiments.comparing.statistics import mean_interval, p_of_no_difference, paired_difference, ratio_of_means
from experiments.comparing.survival import excess_closings, kaplan_meier
from experiments.running.runs import RunRecord

METRICS = ("survival_share", "rmst_months", "closings", "closings_illiquidity", "focal_profit", "bad_debt",
           "mean_competence", "channel_gross_profit")  # fmt: skip
LEVELS = ("survival_share", "focal_profit")
SAMPLES = 2000  # the coverage of a row is known to about one point
CURVE_SAMPLES = 200  # each draws whole curves
COX_SAMPLES = 100  # each fits a model to all partners
COX_PARTNERS = 8000  # of all runs of a sample at most: more take minutes
COX_TRUTH = 300_000  # and of all pairs together
PAIRS = (4, 8, 16, 64)
NAMES = {
    "difference": "paired difference",
    "level": "mean of one scenario",
    "ratio": "ratio of means",
    "survival": "band of survival",
    "hazard": "hazard ratio (Cox)",
    "log_rank": "log-rank test at 5 %",
}
HELD = (0.93, 0.97)  # shares of the truth that an interval called 95 % may hold

Pair = tuple[RunRecord, RunRecord]


@dataclass(frozen=True)
class Row:
    """What one interval did: ``coverage`` (share) of those printed, and the share of samples with one (``printed``).

    For a test, ``coverage`` is the share of samples without a difference in which it finds none. ``skewness`` is that
    of what a pair brings (not a number where it brings a curve), ``samples`` how many were drawn.
    """

    kind: str
    what: str
    pairs: int
    coverage: float
    printed: float
    skewness: float
    samples: int

    @property
    def held(self) -> bool:
        """Whether so many printed intervals may hold as often as they did, were their share within ``HELD``.

        By binomial tails of 2.5 %: a share of few intervals leaves more open than one of many.
        """
        from scipy.stats import binom

        count = round(self.samples * self.printed)
        hits = round(self.coverage * count) if count else 0
        return binom.cdf(hits, count, HELD[0]) > 0.025 and binom.sf(hits - 1, count, HELD[1]) > 0.025


def rows_of(runs: Sequence[RunRecord], months: int, sizes: Sequence[int], seed: int = 1) -> list[Row]:
    """Coverage of every printed interval, from pairs of a base (scenario 0) and one other (1).

    ``sizes`` are numbers of pairs as somebody would run them; samples are drawn with replacement.
    """
    base = {run.replicate: run for run in runs if run.scenario == 0 and not run.error}
    other = {run.replicate: run for run in runs if run.scenario == 1 and not run.error}
    pairs = [(base[r], other[r]) for r in sorted(base) if r in other]
    if len(pairs) < 10:
        raise ValueError(f"coverage: {len(pairs)} pairs are no stand-in for all; expected 10 or more")
    values = {name: np.array([[run.summary[name] for run in pair] for pair in pairs]) for name in METRICS}
    lost = np.array([[other.summary["closings_illiquidity"], other.summary["closings"]] for _, other in pairs])
    luck = np.random.default_rng(seed)
    rows = []
    ratio = _true_ratio(pairs)
    for size in sizes:
        for name, both in values.items():
            rows.append(_row("difference", name, size, both, _difference, luck, both[:, 1] - both[:, 0]))
        for name in LEVELS:
            level = values[name][:, 1]
            rows.append(_row("level", name, size, level, mean_interval, luck, level))
        rows.append(_row("ratio", "illiquid of all closings", size, lost, _ratio, luck, lost[:, 0]))
        rows += _curves([pair[0] for pair in pairs], months, size, luck)
        rows += _hazard(pairs, ratio, size, luck)
        rows.append(_test(pairs, size, luck))
    return rows


def _difference(drawn: np.ndarray) -> tuple[float, float, float]:
    found = paired_difference(drawn[:, 0], drawn[:, 1])
    return found.difference, found.low, found.high


def _ratio(drawn: np.ndarray) -> tuple[float, float, float]:
    if not drawn[:, 1].any():
        return (float("nan"),) * 3
    return ratio_of_means(drawn[:, 0], drawn[:, 1])


def _row(
    kind: str,
    what: str,
    size: int,
    values: np.ndarray,
    interval: Callable[[np.ndarray], tuple[float, float, float]],
    luck: np.random.Generator,
    brought: np.ndarray,
) -> Row:
    """One interval on samples of ``size`` rows of ``values``; what it says of all of them is the truth.

    ``brought`` is what each row brings to it, for its skewness.
    """
    truth = interval(values)[0]
    printed = held = 0
    for _ in range(SAMPLES):
        _, low, high = interval(values[luck.integers(0, len(values), size)])
        printed += low == low
        held += low <= truth <= high
    share = held / printed if printed else float("nan")
    return Row(kind, what, size, share, printed / SAMPLES, _skewness(brought), SAMPLES)


def _skewness(values: np.ndarray) -> float:
    from scipy.stats import skew

    return float(skew(values)) if np.ptp(values) else float("nan")


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
    return [
        Row("survival", f"month {month}", size, held[n] / CURVE_SAMPLES, 1.0, float("nan"), CURVE_SAMPLES)
        for n, month in enumerate(told)
    ]


def _true_ratio(pairs: list[Pair]) -> float:
    """The other scenario's hazard ratio in all pairs; not a number without covariates or with too many partners."""
    few = 2 * len(pairs) * len(pairs[0][0].times) <= COX_TRUTH
    return _other(pairs)[0] if few and pairs[0][0].groups else float("nan")


def _hazard(pairs: list[Pair], truth: float, size: int, luck: np.random.Generator) -> list[Row]:
    """The other scenario's hazard ratio; no row where the truth is not known, or too many partners for a fit each."""
    if truth != truth or 2 * size * len(pairs[0][0].times) > COX_PARTNERS:
        return []
    printed = held = 0
    for _ in range(COX_SAMPLES):
        _, low, high = _other([pairs[n] for n in luck.integers(0, len(pairs), size)])
        printed += low == low
        held += low <= truth <= high
    share = held / printed if printed else float("nan")
    return [Row("hazard", "other scenario", size, share, printed / COX_SAMPLES, float("nan"), COX_SAMPLES)]


def _other(pairs: list[Pair]) -> tuple[float, float, float]:
    """Ratio and interval of the other scenario, each pair a cluster; not numbers where the model cannot be fitted."""
    apart = [tuple(replace(run, replicate=n) for run in pair) for n, pair in enumerate(pairs)]
    try:
        found = next(row for row in cox(apart) if row["covariate"] == "other")
    except ValueError:
        return (float("nan"),) * 3
    return found["ratio"], found["low"], found["high"]


def _test(pairs: list[Pair], size: int, luck: np.random.Generator) -> Row:
    """The log-rank test where nothing differs: in each pair drawn, chance says which run is called the base."""
    excess = np.array([excess_closings((a.times, a.closed), (b.times, b.closed)) for a, b in pairs])
    quiet = 0
    for _ in range(SAMPLES):
        drawn = excess[luck.integers(0, len(excess), size)] * luck.choice((-1.0, 1.0), size)
        quiet += not p_of_no_difference(drawn) < 0.05
    return Row("log_rank", "no difference", size, quiet / SAMPLES, 1.0, _skewness(excess), SAMPLES)
