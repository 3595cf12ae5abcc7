"""A comparison as the charts of the stage read it, without a folder between."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.compare import Comparison
from experiments.stage.results import Results
from experiments.survival import kaplan_meier, pooled
from model import MODEL_VERSION


def results_of(comparison: Comparison, names: Sequence[str], command: str = "") -> Results:
    """The runs of ``comparison`` under ``names`` (one a scenario, all different, as people should read them)."""
    complete = [run for row in comparison.complete for run in row]
    runs = pd.DataFrame(
        [{"scenario": names[r.scenario], "replicate": r.replicate, "error": r.error, **r.summary} for r in complete]
        + [{"scenario": names[r.scenario], "replicate": r.replicate, "error": r.error} for r in comparison.failed]
    )
    for name in ("survival_share_treated", "survival_share_untreated"):
        if name not in runs:
            runs[name] = float("nan")  # a side without partners has no share
    monthly = pd.concat(
        [
            pd.DataFrame(
                {"scenario": names[r.scenario], "replicate": r.replicate, "month": range(comparison.months)} | r.monthly
            )
            for r in complete
        ],
        ignore_index=True,
    )
    curves = []
    for number, name in enumerate(names):
        times, closed = pooled(comparison.runs, number)
        if len(times):
            curves.append(kaplan_meier(times, closed, comparison.months).assign(scenario=name))
    empty = pd.DataFrame(columns=["scenario", "month", "survival", "low", "high", "at_risk"])
    return Results(
        tuple(names),
        tuple(s.hash for s in comparison.scenarios),
        tuple(dict(s.values) for s in comparison.scenarios),
        runs,
        monthly,
        pd.concat(curves, ignore_index=True) if curves else empty,
        comparison.months,
        comparison.seed,
        comparison.pairs,
        MODEL_VERSION,
        command,
    )
