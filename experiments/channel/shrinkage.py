"""The effect on one partner, from its own pairs and those of partners like it.

Few pairs say little of one partner. Its mean is drawn towards its group's by as much as luck alone makes partners of a
group differ: empirical Bayes of normal means (Efron and Morris 1975), with the interval of Morris (1983), which is
wider than the plain one since the spread between partners is itself estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.comparing.statistics import gap_interval

FEWEST = 4  # partners of a group from which on its mean says something of each (James and Stein 1961)


@dataclass(frozen=True)
class Shrunk:
    """By partner: the estimate with its 95 % interval (nan where the group's pairs allow none) and its own part.

    ``own`` is how much of the distance from the group's mean is kept: 0 where luck explains it all.
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    own: np.ndarray


def shrunk(gaps: np.ndarray, group: np.ndarray) -> Shrunk:
    """Effects by partner. In: differences of pairs (replicates, partners), two and more, and each partner's group.

    Groups must be known before the pairs: one that is read off them would take luck for an effect.
    """
    gaps = np.asarray(gaps, float)
    found = [np.full(gaps.shape[1], np.nan) for _ in range(4)]
    for label in np.unique(group):
        chosen = np.flatnonzero(group == label)
        for column, values in zip(found, _of_group(gaps[:, chosen]), strict=True):
            column[chosen] = values
    return Shrunk(*found)


def _of_group(gaps: np.ndarray) -> tuple[np.ndarray, ...]:
    """Estimate, bounds and own part of each partner of one group."""
    from scipy.stats import t

    pairs, count = gaps.shape
    middle, low, high = gap_interval(gaps.mean(axis=1))
    plain = gaps.mean(axis=0)
    luck = float(gaps.var(axis=0, ddof=1).mean()) / pairs  # variance of a partner's mean, the same for all
    drawn, unsure = 1.0 if count == 1 else 0.0, 0.0
    if count >= FEWEST:
        total = float(plain.var(ddof=1))
        drawn = min(1.0, luck / total) * (count - 3) / (count - 1) if total > 0.0 else 1.0
        unsure = 2.0 / (count - 3) * drawn**2 if total > 0.0 else 0.0
    told = middle + (1.0 - drawn) * (plain - middle)
    wide = float(t.ppf(0.975, count * (pairs - 1)))
    variance = (1.0 - drawn) * luck + unsure * (plain - middle) ** 2
    half = np.sqrt(wide**2 * variance + (drawn * (high - low) / 2.0) ** 2)
    return told, told - half, told + half, np.full(count, 1.0 - drawn)
