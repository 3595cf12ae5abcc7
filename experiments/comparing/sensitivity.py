"""Which factors an outcome depends on: Morris, Sobol, PAWN and thirds of a sample (SALib)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.comparing.statistics import LEAST_DIFFERING as LEAST_GROUPS

if TYPE_CHECKING:  # plans of batches come here for their points alone, and pandas is heavy
    import pandas as pd

RESAMPLES = 1000
SLICES = 10  # conditioning intervals of PAWN, as its authors advise


def unit_problem(factors: int) -> dict:
    """SALib's description of ``factors`` factors from 0 to 1, called by their numbers."""
    return {"num_vars": factors, "names": [str(n) for n in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def morris_points(factors: int, trajectories: int, levels: int, seed: int) -> np.ndarray:
    """Rows of Morris' (1991) trajectories, ``factors + 1`` each: between two rows one factor takes one step.

    ``levels`` is the even number of places of a factor, from 0 to 1.
    """
    from SALib.sample import morris

    return morris.sample(unit_problem(factors), trajectories, num_levels=levels, seed=int(seed))


def whole_groups(values: np.ndarray, size: int) -> np.ndarray:
    """True for the rows of groups of ``size`` consecutive rows that have no nan: what is not whole says nothing."""
    groups = len(values) // size
    there = np.isfinite(values[: groups * size]).reshape(groups, size).all(axis=1)
    kept = np.zeros(len(values), bool)
    kept[: groups * size] = np.repeat(there, size)
    return kept


def resampled(half, groups: int) -> np.ndarray:
    """Half widths of bootstrap intervals over so many groups; nan with too few of them."""
    return np.array(half, float) if groups >= LEAST_GROUPS else np.full(len(half), np.nan)


def morris_effects(points: np.ndarray, values: np.ndarray, names: Sequence[str], levels: int, seed: int = 1):
    """Morris' screening of one outcome: mean (mu), mean size (mu_star) and spread (sigma) of the elementary effects.

    In: unit points of whole trajectories (rows, factors) and the outcome at each, nan where it is missing; such
    trajectories are left out. Out: a frame with ``factor, mu, mu_star, mu_star_low, mu_star_high, sigma,
    trajectories``, the largest first; an effect is the change of the outcome over the factor's whole range. Bounds are
    nan with fewer than ``LEAST_GROUPS`` trajectories: resamples never leave what so few have shown.
    """
    import pandas as pd
    from SALib.analyze import morris

    size = len(names) + 1
    kept = whole_groups(values, size)
    if kept.sum() < 2 * size:
        raise ValueError(f"Morris needs two whole trajectories of {size} arms, not {int(kept.sum()) // size}")
    if np.ptp(values[kept]) == 0.0:
        raise ValueError("Morris needs an outcome that varies; it is the same in every arm")
    found = morris.analyze(unit_problem(len(names)), points[kept].astype(float), values[kept].astype(float),
                           num_resamples=RESAMPLES, num_levels=levels, seed=int(seed))  # fmt: skip
    frame = pd.DataFrame({"factor": list(names), **{name: np.array(found[name], float)
                          for name in ("mu", "mu_star", "sigma")}})  # fmt: skip
    half = resampled(found["mu_star_conf"], int(kept.sum()) // size)
    frame.insert(3, "mu_star_low", (frame["mu_star"] - half).clip(lower=0.0))
    frame.insert(4, "mu_star_high", frame["mu_star"] + half)
    frame["trajectories"] = int(kept.sum()) // size
    return frame.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


def sobol_effects(values: np.ndarray, names: Sequence[str], second_order: bool = False, seed: int = 1) -> pd.DataFrame:
    """Sobol's first-order and total indices of one outcome, with bootstrap intervals of 95 %.

    In: the outcome in the order of :class:`samples.SobolPoints`, nan where it is missing; such groups are left out.
    Out: a frame with ``factor, first, first_low, first_high, total, total_low, total_high, groups``, the largest total
    first. Estimates of small indices can be below zero. Bounds are nan with fewer than ``LEAST_GROUPS`` groups.
    """
    import pandas as pd
    from SALib.analyze import sobol

    size = (2 if second_order else 1) * len(names) + 2
    kept = whole_groups(values, size)
    groups = int(kept.sum()) // size
    if groups < 2:
        raise ValueError(f"Sobol needs two whole groups of {size} arms, not {groups}")
    chosen = values[kept].astype(float)
    if np.ptp(chosen) == 0.0:
        raise ValueError("Sobol needs an outcome that varies; it is the same in every arm")
    found = sobol.analyze(unit_problem(len(names)), chosen, calc_second_order=second_order,
                          num_resamples=RESAMPLES, seed=int(seed) or 1)  # fmt: skip
    frame = pd.DataFrame({"factor": list(names)})
    for word, key in (("first", "S1"), ("total", "ST")):
        middle, half = np.array(found[key], float), resampled(found[f"{key}_conf"], groups)
        frame[word], frame[f"{word}_low"], frame[f"{word}_high"] = middle, middle - half, middle + half
    frame["groups"] = groups
    return frame.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def pawn_effects(points: np.ndarray, values: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """PAWN (Pianosi and Wagener 2018): how far the outcome's distribution moves with each factor, from any sample.

    Out: a frame with ``factor, median, maximum, noise``: the largest first. ``noise`` is the median that a factor
    without any effect shows at this size: the same points, shuffled.
    """
    import pandas as pd
    from SALib.analyze import pawn

    kept = np.isfinite(values)
    points, values = points[kept].astype(float), values[kept].astype(float)
    slices = min(SLICES, len(values) // 4)
    if slices < 2:
        raise ValueError(f"PAWN needs at least 8 arms, not {len(values)}")
    if np.ptp(values) == 0.0:
        raise ValueError("PAWN needs an outcome that varies; it is the same in every arm")
    problem = unit_problem(len(names))
    found = pawn.analyze(problem, points, values, S=slices)
    shuffled = pawn.analyze(problem, np.random.default_rng(1).permuted(points, axis=0), values, S=slices)
    frame = pd.DataFrame({"factor": list(names), "median": found["median"], "maximum": found["maximum"]})
    frame["noise"] = float(np.mean(shuffled["median"]))
    return frame.sort_values("median", ascending=False, kind="stable", ignore_index=True)


def thirds(points: np.ndarray, values: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """What a factor's highest third instead of its lowest changes, all others as they come: a tornado from a sample.

    In: unit points (arms, factors) and the outcome of each arm. Out: a frame with ``factor, lowest, highest, effect,
    low, high``: the means of the outcome in both thirds, their difference and its Welch 95 % interval; the largest
    first.
    """
    import pandas as pd
    from scipy.stats import ttest_ind

    kept = np.isfinite(values)
    points, values = points[kept], values[kept].astype(float)
    rows = []
    for column, name in enumerate(names):
        low, high = values[points[:, column] < 1 / 3], values[points[:, column] >= 2 / 3]
        if len(low) < 2 or len(high) < 2:
            raise ValueError(f"{name}: its thirds hold {len(low)} and {len(high)} arms; expected two at least")
        ends = (np.nan, np.nan)
        if np.ptp(low) > 0.0 and np.ptp(high) > 0.0:  # Welch's interval needs a spread on both sides
            ends = tuple(ttest_ind(high, low, equal_var=False).confidence_interval(0.95))
        rows.append((name, low.mean(), high.mean(), high.mean() - low.mean(), *ends))
    frame = pd.DataFrame(rows, columns=["factor", "lowest", "highest", "effect", "low", "high"])
    return frame.sort_values("effect", key=abs, ascending=False, kind="stable", ignore_index=True)


def arm_means(table: pd.DataFrame, arms: int) -> np.ndarray:
    """Mean of an outcome of each arm over the same replicates, since replicates differ by luck.

    In: one row a replicate, one column an arm. Out: (arms,): the mean over the replicates that every arm has; when
    there is none, over all replicates for the arms that have the most, and nan for the others.
    """
    whole = table.reindex(columns=range(arms))
    common = whole.dropna()
    if len(common):
        return common.mean(axis=0).to_numpy(float)
    counts = whole.notna().sum(axis=0)
    return whole.mean(axis=0).where(counts == counts.max()).to_numpy(float)
