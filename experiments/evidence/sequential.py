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

POINTS = 40  # of the hypercube, unless asked otherwise
LOOKS = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)  # pairs at which a point is looked at
PAIRS = 256  # at a point at most where all claims are run; tests that are open then are run further, by name
ERROR = 0.05  # chance of a false support, and of a false refutation, of a test at most
SHARE = 0.8  # of the points that must agree
UNSURE = 1.5  # standard errors of the skewness of pairs within which any may be the true one
ALIKE = 64  # pairs that all agree to the last digit decide nothing before there are so many of them
LOST = 2.0  # pairs that a point would probably take, over those allowed: beyond it the point is given no more
KNOWN = 64  # pairs that a point has before it is told how many it would take: fewer hardly know their mean
FOR, OPEN, AGAINST = 1, 0, -1


def needed(points: int) -> int:
    """How many of so many points must agree."""
    return math.ceil(SHARE * points - 1e-9)


def level_of(points: int) -> float:
    """One-sided error of a point over all its looks, of a test with so many points; 1 point: a cell of its own."""
    return ERROR / (points - needed(points) + 1)


def rounds(bound: int) -> tuple[int, ...]:
    """Pairs after which a job that makes at most ``bound`` of them pauses to see what is decided."""
    return (*(look for look in LOOKS if look < bound), bound)


def p_above(values: np.ndarray, bound: float) -> np.ndarray:
    """One-sided p-values of the mean of two or more values (along the last axis) being above a bound.

    Student's t-test, and the same with the skewness taken out (Hall 1992): the larger of both p-values, since few
    skewed values mislead the first, and the second alone errs where there is no skewness. Few values hardly know their
    skewness: of all within ``UNSURE`` of its standard errors (Fisher 1930) the one that says least counts.
    """
    from scipy.special import stdtr

    count, mean = values.shape[-1], values.mean(axis=-1)
    off = values - mean[..., None]
    squares = off * off
    variance = squares.mean(axis=-1)
    gap, spread = mean - bound, (variance * (count / (count - 1))) ** 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        size = gap / spread
        least = size
        if count > 2:
            third = (squares * off).mean(axis=-1) / variance**1.5
            own = third * (count * (count - 1)) ** 0.5 / (count - 2)
            error = (6.0 * count * (count - 1) / ((count - 2) * (count + 1) * (count + 3))) ** 0.5
            low, high = own - UNSURE * error, own + UNSURE * error
            for skewness in (low, high, np.clip(-4.5 / size, low, high)):  # at -4.5 / size the correction is largest
                taken_out = skewness * size**2 / 3.0 + skewness**2 * size**3 / 27.0 + skewness / (6.0 * count)
                least = np.fmin(least, size + taken_out)
        p = stdtr(count - 1, -least * count**0.5)
    return np.where(spread == 0.0, gap <= 0.0, p)


def p_values(values: np.ndarray, sign: str, smallest: float) -> tuple[np.ndarray, np.ndarray]:
    """One-sided p-values of points' pairs (along the last axis, two or more): that the effect is beyond the smallest,
    and that it is not.

    For sign 0 the first is that the effect lies within both bounds (two one-sided tests, Schuirmann 1987), the second
    that it lies beyond one of them.
    """
    values = np.asarray(values, float)
    if sign == "-":
        values = -values
    if sign != "0":
        return p_above(values, smallest), p_above(-values, -smallest)
    inside = np.maximum(p_above(values, -smallest), p_above(-values, -smallest))
    return inside, np.minimum(1.0, 2.0 * np.minimum(p_above(values, smallest), p_above(-values, smallest)))


def sides(values: np.ndarray, sign: str, smallest: float, level: float) -> np.ndarray:
    """(points,) which way each point goes, by the first look that decides: ``FOR``, ``AGAINST`` or ``OPEN``.

    ``values`` (points, pairs) are the effects of pairs in order: infinite where a pair has none, not a number where it
    was not run. Looks that are not complete are not taken.
    """
    values = np.asarray(values, float)
    found = np.full(len(values), OPEN)
    for look in [look for look in LOOKS if look <= values.shape[1]]:
        seen = values[:, :look]
        asked = (found == OPEN) & ~np.isnan(seen[:, -1])
        whole = asked & np.isfinite(seen).all(axis=1)
        found[whole] = _called(seen[whole], sign, smallest, level)
        for point in np.flatnonzero(asked & ~whole):  # some of its pairs have no such effect
            some = seen[point][np.isfinite(seen[point])]
            found[point] = _called(some[None], sign, smallest, level)[0] if len(some) > 1 else OPEN
    return found


def _called(seen: np.ndarray, sign: str, smallest: float, level: float) -> np.ndarray:
    """What one look says of points (points, pairs), with its part of their error."""
    if not len(seen):
        return np.zeros(0, int)
    beyond, within = p_values(seen, sign, smallest)
    decided = np.minimum(beyond, within) < level / len(LOOKS)
    if seen.shape[1] < ALIKE:
        decided &= np.ptp(seen, axis=1) > 0.0
    return np.where(decided, np.where(beyond < within, FOR, AGAINST), OPEN)


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
