"""Paired effects of the arms of a batch against its base arm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.comparing.statistics import bootstrap_interval, p_of_no_difference, paired_difference

COLUMNS = ("arm", "metric", "base", "other", "difference", "low", "high", "bca_low", "bca_high", "pairs", "p",
           "p_fdr")  # fmt: skip


def finished(runs: pd.DataFrame) -> pd.DataFrame:
    """The rows of runs that ended well."""
    return runs[runs["error"].fillna("") == ""]


def by_replicate(runs: pd.DataFrame, metric: str) -> pd.DataFrame:
    """A metric of finished runs: one row a replicate, one column an arm, nan where a run is not there."""
    return finished(runs).pivot(index="replicate", columns="arm", values=metric).sort_index()


def paired_effects(runs: pd.DataFrame, metrics: Sequence[str], base: int = 0) -> pd.DataFrame:
    """Each arm's mean paired difference from the base arm, for each metric; the columns are ``COLUMNS``.

    ``low`` and ``high`` are Student's 95 % interval over replicates, ``bca_low`` and ``bca_high`` the BCa bootstrap's;
    none where too few pairs differ (:class:`experiments.comparing.statistics.Difference`). ``p`` is the paired test's,
    ``p_fdr`` the same under Benjamini and Hochberg's (1995) control of the false discoveries among the arms of a
    metric: all arms share the base's luck, so their tests are positively dependent, which that control allows for and
    Dunnett's test, made for independent groups, does not.
    """
    rows = []
    for metric in metrics:
        table = by_replicate(runs, metric)
        others = [arm for arm in table.columns if arm != base] if base in table.columns else []
        rows += [(arm, metric, *_one(table[base], table[arm])) for arm in others]
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    frame["p_fdr"] = frame.groupby("metric", sort=False)["p"].transform(false_discovery)
    return frame


def _one(base: pd.Series, other: pd.Series) -> tuple:
    both = pd.concat([base, other], axis=1).dropna().to_numpy(float)
    pair = paired_difference(both[:, 0], both[:, 1])
    gaps = both[:, 1] - both[:, 0]
    boot = bootstrap_interval(gaps) if pair.told else (np.nan, np.nan)
    p = p_of_no_difference(gaps)
    return pair.base, pair.other, pair.difference, pair.low, pair.high, *boot, pair.pairs, p


def false_discovery(p: pd.Series) -> pd.Series:
    """p-values adjusted for the share of false discoveries among them; nan stays nan and does not count."""
    from scipy.stats import false_discovery_control

    known = p.notna()
    adjusted = p.astype(float).copy()
    if known.any():
        adjusted[known] = false_discovery_control(p[known].to_numpy(float))
    return adjusted
