"""Differences between paired runs, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Signs of fewer differences cannot all agree by chance in less than a twentieth of the cases: 2 / 2^6 is the first.
LEAST_DIFFERING = 6
TWO_SIDED = 1.959964  # normal quantile of a two-sided 95 % interval, and of a test at 5 %
DETECTED = TWO_SIDED + 0.841621  # of such a test that finds four effects of five


@dataclass(frozen=True)
class Difference:
    """Mean of a metric in the base and the other scenario, and of their paired difference.

    ``low`` and ``high`` are the 95 % t-interval of the mean difference over replicates: how well the
    mean is known, not how much single runs spread. Both are nan where the pairs cannot tell: with fewer
    than two of them, or where fewer than ``LEAST_DIFFERING`` differ and any two agree or differ by as much, as
    counts do: their spread says little of what another pair may show. ``differing`` counts the pairs that differ.
    """

    base: float
    other: float
    difference: float
    low: float
    high: float
    pairs: int
    differing: int

    @property
    def clear(self) -> bool:
        """True when there is an interval and it does not touch zero."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def told(self) -> bool:
        """True when the pairs allow an interval."""
        return self.low == self.low

    @property
    def most_differing(self) -> float:
        """Share of pairs that may differ where none of these does: at most this, with 95 % confidence.

        The exact bound for no event in n trials, close to three in n (Hanley and Lippman-Hand 1983).
        """
        return 1.0 - 0.05 ** (1.0 / self.pairs) if self.pairs else 1.0


def mean_interval(values: np.ndarray, level: float = 0.95) -> tuple[float, float, float]:
    """Mean and t-interval (Student 1908) of independent values; nan bounds with fewer than two."""
    from scipy.stats import t

    values = np.asarray(values, float)
    mean = float(values.mean()) if len(values) else float("nan")
    if len(values) < 2:
        return mean, float("nan"), float("nan")
    spread = float(values.std(ddof=1)) / len(values) ** 0.5
    half = float(t.ppf(0.5 + level / 2, len(values) - 1)) * spread
    return mean, mean - half, mean + half


def gap_interval(gaps: np.ndarray) -> tuple[float, float, float]:
    """Mean and 95 % interval of differences of pairs; nan bounds where they cannot tell (see :class:`Difference`)."""
    mean, low, high = mean_interval(gaps)
    if np.count_nonzero(gaps) < LEAST_DIFFERING and not _all_apart(np.asarray(gaps, float)):
        low = high = float("nan")
    return mean, low, high


def _all_apart(gaps: np.ndarray) -> bool:
    """Whether all pairs differ, and no two by as much: not a count, of which a few pairs tell little."""
    most = np.abs(gaps).max(initial=0.0)
    return most > 0.0 and gaps.all() and len(np.unique(np.abs(gaps / most).round(9))) == len(gaps)


def paired_difference(base, other) -> Difference:
    """The paired difference of two rows of values, one a replicate (same order)."""
    base, other = np.asarray(base, float), np.asarray(other, float)
    if base.shape != other.shape:
        raise ValueError(f"pairs need as many values on both sides, not {len(base)} and {len(other)}")
    mean, low, high = gap_interval(other - base)
    differing = int(np.count_nonzero(other - base))
    left = float(base.mean()) if len(base) else float("nan")
    right = float(other.mean()) if len(other) else float("nan")
    return Difference(left, right, mean, low, high, len(base), differing)


EXACT = 12  # differing pairs up to which all assignments of signs are counted


def p_of_no_difference(gaps: np.ndarray) -> float:
    """Two-sided p-value of a mean paired difference of zero; nan with fewer than two pairs.

    The paired t-test; but where some pairs agree to the last digit, which say nothing against it, and at most
    ``EXACT`` differ, the share of all assignments of signs whose sum is as far from zero (Fisher 1935, ch. 21).
    """
    from scipy.stats import ttest_1samp

    gaps = np.asarray(gaps, float)
    if len(gaps) < 2:
        return float("nan")
    some = gaps[gaps != 0.0]
    if (len(some) > EXACT or len(some) == len(gaps)) and np.ptp(gaps) > 0.0:
        return float(ttest_1samp(gaps, 0.0).pvalue)
    signs = 1.0 - 2.0 * ((np.arange(2 ** min(len(some), EXACT))[:, None] >> np.arange(min(len(some), EXACT))) & 1)
    sums = np.abs(signs @ some[:EXACT])
    return float((sums >= abs(some[:EXACT].sum()) * (1.0 - 1e-12)).mean())


def holm(p: np.ndarray) -> np.ndarray:
    """p-values of a family of tests, adjusted so that the chance of any false finding in it is held (Holm 1979).

    Tests without a p-value (nan) are no part of the family.
    """
    p = np.asarray(p, float)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps)) if len(order) else steps
    return adjusted


THIRDS = ("low", "middle", "high")


def thirds(values: np.ndarray) -> np.ndarray:
    """The third that each value falls into: 0 (low), 1 or 2; equal values are in the same one, an edge in the upper."""
    values = np.asarray(values, float)
    return np.digitize(values, np.quantile(values, [1 / 3, 2 / 3])) if len(values) else np.zeros(0, int)


def bootstrap_interval(values: np.ndarray, seed: int = 1) -> tuple[float, float]:
    """BCa bootstrap interval (Efron 1987) of a mean: the check on the t-interval."""
    from scipy.stats import bootstrap

    values = np.asarray(values, float)
    if len(values) < 2 or np.ptp(values) == 0.0:
        return float(values.mean()), float(values.mean())
    found = bootstrap((values,), np.mean, method="BCa", rng=np.random.default_rng(seed))
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def variance_gain(base, other) -> float:
    """Variance of the unpaired over that of the paired difference of two rows of values."""
    base, other = np.asarray(base, float), np.asarray(other, float)
    paired = float(np.var(other - base, ddof=1))
    return float(np.var(base, ddof=1) + np.var(other, ddof=1)) / paired if paired > 0.0 else float("inf")


def ratio_of_means(parts, wholes, level: float = 0.95) -> tuple[float, float, float]:
    """Mean of ``parts`` over mean of ``wholes`` (one of each a replicate), with its interval.

    Linearised (Cochran 1977, ch. 6): the t-interval of ``parts`` less the ratio times ``wholes``, over the mean of
    ``wholes``. Replicates of which both are zero tell nothing and are left out. Bounds are nan with fewer than two
    others; a mean of zero below is a ValueError.
    """
    parts, wholes = np.asarray(parts, float), np.asarray(wholes, float)
    if parts.shape != wholes.shape:
        raise ValueError(f"a ratio needs as many values on both sides, not {len(parts)} and {len(wholes)}")
    some = (parts != 0.0) | (wholes != 0.0)
    parts, wholes = parts[some], wholes[some]
    if not len(wholes) or wholes.mean() == 0.0:
        raise ValueError("a ratio needs a whole that is not zero")
    ratio = float(parts.mean() / wholes.mean())
    _, low, high = mean_interval((parts - ratio * wholes) / abs(wholes.mean()), level)
    return ratio, ratio + low, ratio + high
