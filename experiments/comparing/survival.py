"""Survival of the partners of month 0: Kaplan-Meier, log-rank, restricted mean survival time.

Partners of one run share its luck, so bands and tests count runs, not partners: taken as independent, they would be
too sure (a design effect of about 1.45 in the example market).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.comparing.statistics import p_of_no_difference
from experiments.running.runs import RunRecord


def kaplan_meier(times: np.ndarray, closed: np.ndarray, horizon: int, runs: np.ndarray | None = None):
    """Survival after so many months with its 95 % interval and the extended table of numbers.

    ``times`` are months survived, ``closed`` whether the partner closed then (else it was still alive at
    the horizon), ``runs`` the number of the run that each belongs to. Returns a data frame: month (0 to
    horizon), survival, low, high, at_risk at the start of the month, closed and censored before it.
    The interval is the jackknife's over runs on the scale of log(-log) (Tukey 1958; Kalbfleisch and Prentice 1980);
    of one run alone there is none (nan), since nothing shows how runs differ. Without ``runs`` it is Greenwood's
    exponential formula (lifelines), which speaks of the luck of partners within one market alone.
    """
    import pandas as pd
    from lifelines import KaplanMeierFitter

    if not len(times):
        raise ValueError("no partners at month 0: there is no survival to tell")
    # Who closes in month 0 is gone after one month, as in ``still_there`` and ``survival_share``.
    gone = times + closed
    fit = KaplanMeierFitter().fit(gone, closed, timeline=np.arange(horizon + 1))
    survival = fit.survival_function_.iloc[:, 0].to_numpy()
    alone = runs is not None and len(np.unique(runs)) < 2
    if runs is None or alone:
        band = np.nan_to_num(fit.confidence_interval_.to_numpy(), nan=1.0)
    else:
        band = clustered_band(gone, closed, horizon, runs, survival)
    # While nobody has closed, at most about three in all partners may have (Hanley and Lippman-Hand 1983).
    band[survival >= 1.0] = (0.05 ** (1.0 / len(times)), 1.0)
    band = np.full_like(band, np.nan) if alone else band
    band[0] = 1.0
    counts = fit.event_table
    months = np.arange(horizon + 1)
    observed = counts["observed"].reindex(months, fill_value=0).cumsum()
    censored = counts["censored"].reindex(months, fill_value=0).cumsum()
    at_risk = [int((times >= month).sum()) for month in months]
    return pd.DataFrame(
        {
            "month": months,
            "survival": survival,
            "low": band[:, 0],
            "high": band[:, 1],
            "at_risk": at_risk,
            "closed": observed.to_numpy(),
            "censored": censored.to_numpy(),
        }
    )


def counts_by_run(times: np.ndarray, closed: np.ndarray, horizon: int, runs: np.ndarray):
    """Partners at risk at the start of each month, and closings in it: two arrays (runs, horizon + 1)."""
    places = np.unique(runs, return_inverse=True)[1]
    months = np.minimum(np.asarray(times, float), horizon).astype(int)
    shape = (places.max() + 1, horizon + 1)
    left = np.zeros(shape)
    gone = np.zeros(shape)
    np.add.at(left, (places, months), 1.0)
    np.add.at(gone, (places[closed], months[closed]), 1.0)
    return left[:, ::-1].cumsum(axis=1)[:, ::-1], gone


def clustered_band(times, closed, horizon: int, runs: np.ndarray, survival: np.ndarray) -> np.ndarray:
    """The 95 % band (horizon + 1, 2) of a Kaplan-Meier curve by the jackknife over runs (two or more)."""
    from scipy.stats import t

    at_risk, gone = counts_by_run(times, closed, horizon, runs)
    number = len(at_risk)
    others = at_risk.sum(axis=0) - at_risk, gone.sum(axis=0) - gone
    without = np.cumprod(
        1.0 - np.divide(others[1], others[0], out=np.zeros_like(others[1]), where=others[0] > 0), axis=1
    )
    spread = np.sqrt((number - 1) / number * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    inner = np.clip(survival, 1e-12, 1.0 - 1e-12)
    half = float(t.ppf(0.975, number - 1)) * spread / (inner * -np.log(inner))
    half = np.minimum(half, 700.0)  # exp of more is no number
    low, high = inner ** np.exp(half), inner ** np.exp(-half)
    return np.column_stack((np.where(survival > 0.0, low, 0.0), np.where(survival > 0.0, high, 0.0)))


def pooled(runs: Sequence[RunRecord], scenario: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, closings and the replicate of every partner of one scenario's runs, together."""
    chosen = [run for run in runs if run.scenario == scenario and not run.error]
    if not chosen:
        return np.empty(0), np.empty(0, bool), np.empty(0, int)
    replicates = [np.full(len(r.times), r.replicate) for r in chosen]
    return (
        np.concatenate([r.times for r in chosen]),
        np.concatenate([r.closed for r in chosen]),
        np.concatenate(replicates),
    )


def still_there(run: RunRecord, among: np.ndarray, months: int) -> np.ndarray:
    """How many partners of month 0 ``among`` (partners,) are there after 0, 1, ... ``months`` months: (months + 1,)."""
    among = among.astype(bool)
    ends = run.times[among & run.closed.astype(bool)].astype(int)
    # Who closes in month 0 is gone after one month.
    gone = np.bincount(np.minimum(ends + 1, months), minlength=months + 1).cumsum()
    return float(among.sum()) - gone


def restricted_mean(times: np.ndarray, horizon: float) -> float:
    """Mean months of life within the horizon: the area under a run's own survival curve (Irwin 1949)."""
    return float(np.minimum(times, horizon).mean()) if len(times) else float(horizon)


def excess_closings(base: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> float:
    """Closings of ``other`` beyond those that the hazard of both together would bring: Mantel's (1966) numerator.

    Each side is (times, closed) of the partners of one run.
    """
    horizon = int(max(base[0].max(initial=0.0), other[0].max(initial=0.0)))
    sides = np.concatenate([np.zeros(len(base[0]), int), np.ones(len(other[0]), int)])
    times, closed = np.concatenate([base[0], other[0]]), np.concatenate([base[1], other[1]]).astype(bool)
    if not len(base[0]) or not len(other[0]):
        return 0.0
    at_risk, gone = counts_by_run(times, closed, horizon, sides)
    total = at_risk.sum(axis=0)
    expected = np.divide(at_risk[1] * gone.sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
    return float((gone[1] - expected).sum())


def log_rank(pairs: Sequence[tuple[RunRecord, RunRecord]]) -> float:
    """p-value of the log-rank test, paired by luck and clustered by run; nan with fewer than two pairs.

    Each pair of runs has its excess of closings, and these are tested against zero: partners of one run are no
    independent cases, and both runs of a pair start with the same ones.
    """
    excess = [excess_closings((base.times, base.closed), (other.times, other.closed)) for base, other in pairs]
    return p_of_no_difference(np.array(excess))
