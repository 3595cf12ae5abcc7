"""Whose hazard of closing a scenario changes, and by which causes partners go: Cox and competing risks.

Partners of one run are no independent cases, so errors are clustered by replicate (Lin and Wei 1989): both runs of
a pair belong to the same cluster, since they start with the same partners on the same luck.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from agents.partner import ACQUIRED, CAUSES, KINDS
from experiments.comparing.statistics import mean_interval
from experiments.running.runs import RunRecord


def partner_rows(pairs: Sequence[tuple[RunRecord, RunRecord]]):
    """A data frame with a row for each partner of month 0 of both runs of each pair.

    Columns: time (months), closed, other (1 in the second run), replicate, the covariates at month 0 (logarithms of
    headcount and of days of cash; competence), and a column for each kind but the first that is there.
    """
    import pandas as pd

    parts = []
    for pair in pairs:
        for side, run in enumerate(pair):
            groups = run.groups
            parts.append(
                pd.DataFrame(
                    {
                        "time": run.times,
                        "closed": run.closed & (run.causes != ACQUIRED),
                        "other": float(side),
                        "replicate": run.replicate,
                        "log_size": np.log(np.maximum(1e-9, groups["size"])),
                        "log_cash_days": np.log1p(np.maximum(0.0, groups["cash_days"])),
                        "competence": groups["competence"],
                        "kind": groups["kind"],
                    }
                )
            )
    table = pd.concat(parts, ignore_index=True)
    for number in sorted(table["kind"].unique())[1:]:
        table[KINDS[number]] = (table["kind"] == number).astype(float)
    return table.drop(columns="kind")


def cox(pairs: Sequence[tuple[RunRecord, RunRecord]]) -> list[dict]:
    """Hazard ratios of closing, all causes but take-over censored at their month: one row a covariate.

    ``other`` is the scenario against the base with all else held. Each row has covariate, ratio, low, high (95 %,
    sandwich errors clustered by replicate) and p. Few clusters make such errors too small: they are widened by the
    root of n / (n - 1) and held against Student's t with n - 1 degrees of freedom (Cameron and Miller 2015). Raises
    ValueError with fewer than two pairs or no closing: there is nothing to estimate then.
    """
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError
    from scipy.stats import t as student

    table = partner_rows(pairs) if pairs else None
    if len(pairs) < 2 or not table["closed"].any():
        raise ValueError("hazards: expected two pairs or more in which somebody closes")
    names = [
        name for name in table.columns if name not in ("time", "closed", "replicate") and np.ptp(table[name]) > 0.0
    ]
    table["time"] = np.maximum(table["time"], 0.5)  # who closes in the month it began lived a part of it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what does not converge is told below, in one line
        try:
            fit = CoxPHFitter().fit(
                table[[*names, "time", "closed", "replicate"]], "time", "closed", cluster_col="replicate"
            )
        except ConvergenceError:
            raise ValueError("hazards: the estimate does not converge; too few closings for these covariates") from None
    clusters = len(pairs)
    effects = fit.params_[names].to_numpy()
    errors = fit.standard_errors_[names].to_numpy() * (clusters / (clusters - 1)) ** 0.5
    reach = student.ppf(0.975, clusters - 1) * errors
    p = 2.0 * student.sf(abs(effects) / errors, clusters - 1)
    rows = zip(names, np.exp(effects), np.exp(effects - reach), np.exp(effects + reach), p, strict=True)
    return [dict(zip(("covariate", "ratio", "low", "high", "p"), (row[0], *map(float, row[1:])), strict=True))
            for row in rows]  # fmt: skip


def incidence(runs: Sequence[RunRecord], months: int) -> list[dict]:
    """Share of the partners of month 0 gone by each cause within ``months``: mean over runs with its interval.

    Everybody is followed to the horizon, so the cumulative incidence of competing causes (Aalen and Johansen 1978) is
    the share that left by each. Rows: cause, share, low, high (nan with fewer than two runs).
    """
    rows = []
    for code, cause in enumerate(CAUSES):
        if not cause:
            continue
        shares = [
            float((run.closed & (run.times < months) & (run.causes == code)).mean()) for run in runs if len(run.times)
        ]
        share, low, high = mean_interval(np.array(shares))
        rows.append({"cause": cause, "share": share, "low": max(0.0, low), "high": min(1.0, high)})
    return rows
