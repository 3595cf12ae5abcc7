"""Survival of the partners of month 0: Kaplan-Meier, log-rank, restricted mean survival time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.runs import RunRecord


def kaplan_meier(times: np.ndarray, closed: np.ndarray, horizon: int):
    """Survival by month with its 95 % interval and the extended table of numbers.

    ``times`` are months survived, ``closed`` whether the partner closed then (else it was still alive at
    the horizon). Returns a data frame: month (0 to horizon), survival, low, high (Greenwood's exponential
    formula, from lifelines), at_risk at the start of the month, closed and censored up to its end.
    """
    import pandas as pd
    from lifelines import KaplanMeierFitter

    if not len(times):
        raise ValueError("no partners at month 0: there is no survival to tell")
    fit = KaplanMeierFitter().fit(times, closed, timeline=np.arange(horizon + 1))
    band = fit.confidence_interval_.to_numpy()
    counts = fit.event_table
    months = np.arange(horizon + 1)
    observed = counts["observed"].reindex(months, fill_value=0).cumsum()
    censored = counts["censored"].reindex(months, fill_value=0).cumsum()
    at_risk = [int((times >= month).sum()) for month in months]
    return pd.DataFrame(
        {
            "month": months,
            "survival": fit.survival_function_.iloc[:, 0].to_numpy(),
            "low": np.nan_to_num(band[:, 0], nan=1.0),
            "high": np.nan_to_num(band[:, 1], nan=1.0),
            "at_risk": at_risk,
            "closed": observed.to_numpy(),
            "censored": censored.to_numpy(),
        }
    )


def pooled(runs: Sequence[RunRecord], scenario: int) -> tuple[np.ndarray, np.ndarray]:
    """Times and closings of one scenario's runs, together."""
    chosen = [run for run in runs if run.scenario == scenario and not run.error]
    if not chosen:
        return np.empty(0), np.empty(0, bool)
    return np.concatenate([r.times for r in chosen]), np.concatenate([r.closed for r in chosen])


def restricted_mean(times: np.ndarray, horizon: float) -> float:
    """Mean months of life within the horizon: the area under a run's own survival curve (Irwin 1949)."""
    return float(np.minimum(times, horizon).mean()) if len(times) else float(horizon)


def log_rank(base: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> float:
    """p-value of the log-rank test between two pooled samples (Mantel 1966; pairing is not used)."""
    from lifelines.statistics import logrank_test

    return float(logrank_test(base[0], other[0], base[1], other[1]).p_value)
