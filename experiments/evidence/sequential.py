"""When a point is decided: pairs are added until an effect lies beyond or within the smallest one that matters.

Looks are taken at fixed numbers of pairs (``LOOKS``), in the order of the pairs' numbers. Each look spends an equal
part of the error that the point may make, so that the chance of a wrong decision over all looks together is at most
their sum, whatever the dependence between looks (the union bound; alpha spending, Lan and DeMets 1983, with equal
parts). At each look the test is Student's, guarded against skewness.

A claim is about a share of the points: *supported* says that the effect is there at ``needed`` of them or more. That
so many of n hold is a partial conjunction (Benjamini and Heller 2008): with each of them tested at ``ERROR`` over
n - needed + 1, the chance of a false support is at most ``ERROR`` a test, whatever the dependence between points, and
so is that of a false refutation.
"""

from __future__ import annotations

import math

import numpy as np

LOOKS = (6, 12, 24, 48, 96)  # pairs at which a point is looked at
ERROR = 0.05  # chance of a false support, and of a false refutation, of a test at most
SHARE = 0.8  # of the points that must agree
ALIKE = 48  # pairs that all agree to the last digit decide nothing before there are so many of them
FOR, OPEN, AGAINST = 1, 0, -1


def needed(points: int) -> int:
    """How many of so many points must agree."""
    return math.ceil(SHARE * points - 1e-9)


def level_of(points: int) -> float:
    """One-sided error of a point over all its looks, of a test with so many points; 1 point: a cell of its own."""
    return ERROR / (points - needed(points) + 1)


def looks_up_to(bound: int) -> tuple[int, ...]:
    """The looks of a job with at most ``bound`` pairs a point; raises ValueError where there is none."""
    found = tuple(look for look in LOOKS if look <= bound)
    if not found:
        raise ValueError(f"{bound}: less than the first look; expected {LOOKS[0]} pairs or more")
    return found


def p_above(values: np.ndarray, bound: float) -> float:
    """One-sided p-value of the mean of two or more values being above a bound.

    Student's t-test, and the same with the skewness taken out (Hall 1992): the larger of both p-values, since few
    skewed values mislead the first, and the second alone errs where there is no skewness.
    """
    from scipy.special import stdtr

    count, gap = len(values), float(values.mean() - bound)
    spread = float(values.std(ddof=1))
    if spread == 0.0:
        return float(gap <= 0.0)
    skewness = 0.0
    if count > 2:
        far = (values - values.mean()) / values.std()
        skewness = float((far**3).mean()) * (count * (count - 1)) ** 0.5 / (count - 2)
    size = gap / spread
    unskewed = size + skewness * size**2 / 3.0 + skewness**2 * size**3 / 27.0 + skewness / (6.0 * count)
    return float(stdtr(count - 1, -min(size, unskewed) * count**0.5))


def p_values(values: np.ndarray, sign: str, smallest: float) -> tuple[float, float]:
    """One-sided p-values of one point's pairs: that the effect is beyond the smallest, and that it is not.

    For sign 0 the first is that the effect lies within both bounds (two one-sided tests, Schuirmann 1987), the second
    that it lies beyond one of them. 1 with fewer than two values.
    """
    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return 1.0, 1.0
    if sign == "-":
        values = -values
    if sign != "0":
        return p_above(values, smallest), p_above(-values, -smallest)
    inside = max(p_above(values, -smallest), p_above(-values, -smallest))
    return inside, min(1.0, 2.0 * min(p_above(values, smallest), p_above(-values, smallest)))


def side(values: np.ndarray, sign: str, smallest: float, level: float) -> int:
    """Which way one point goes, by the first look that decides: ``FOR``, ``AGAINST`` or ``OPEN``.

    ``values`` are the effects of its pairs in order: infinite where a pair has none, not a number where it was not
    run. Looks that are not complete are not taken.
    """
    values = np.asarray(values, float)
    made = 1 + int(np.flatnonzero(~np.isnan(values)).max(initial=-1))
    for look in LOOKS:
        if look > made:
            break
        seen = values[:look]
        seen = seen[np.isfinite(seen)]
        if len(seen) < ALIKE and (len(seen) < 2 or np.ptp(seen) == 0.0):
            continue
        beyond, within = p_values(seen, sign, smallest)
        if min(beyond, within) < level / len(LOOKS):
            return FOR if beyond < within else AGAINST
    return OPEN


def sides(values: np.ndarray, sign: str, smallest: float, level: float) -> np.ndarray:
    """(points,) which way each point goes, from effects (points, pairs)."""
    return np.array([side(row, sign, smallest, level) for row in values], int)


def pairs_wanted(values: np.ndarray, sign: str, smallest: float, level: float) -> float:
    """Pairs at which a point would probably be decided, were its mean and spread what they seem; inf at a bound."""
    from scipy.special import stdtrit

    seen = np.asarray(values, float)
    seen = seen[np.isfinite(seen)]
    if len(seen) < 2:
        return math.inf
    mean, spread = (-1.0 if sign == "-" else 1.0) * seen.mean(), seen.std(ddof=1)
    gap = abs(abs(mean) - smallest) if sign == "0" else abs(mean - smallest)
    if spread == 0.0:
        return float(ALIKE) if gap else math.inf
    bar = -float(stdtrit(LOOKS[-1] - 1, level / len(LOOKS)))
    return (bar * spread / gap) ** 2 if gap else math.inf
