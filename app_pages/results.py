"""A comparison as the charts of the stage read it, without a folder between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from experiments.comparing.compare import Comparison
from experiments.comparing.tables import comparison_tables
from experiments.stage.asked import Asked
from experiments.stage.results import Results
from model import MODEL_VERSION

CURVE = ["scenario", "month", "survival", "low", "high", "at_risk"]


def results_of(comparison: Comparison, names: Sequence[str], command: str = "", loaded: Sequence[str] = ()) -> Results:
    """The runs of ``comparison`` under ``names`` (one a scenario, all different, as people should read them).

    A replicate counts once every scenario has finished it. ``loaded`` has the word that loads each scenario, where a
    command is to be told on the same market.
    """
    scenarios = tuple(replace(s, name=name) for s, name in zip(comparison.scenarios, names, strict=True))
    runs = [run for row in comparison.complete for run in row] + comparison.failed
    tables = comparison_tables(replace(comparison, scenarios=scenarios, runs=runs))
    for side in ("survival_share_treated", "survival_share_untreated"):
        tables["runs"][side] = tables["runs"].get(side, float("nan"))  # a side without partners has no share
    return Results(
        tuple(names),
        tuple(s.hash for s in scenarios),
        tuple(dict(s.values) for s in scenarios),
        tables["runs"],
        tables["monthly"].reset_index(drop=True),
        pd.DataFrame(columns=CURVE) if tables["survival"] is None else tables["survival"].reset_index(drop=True),
        comparison.months,
        comparison.seed,
        comparison.pairs,
        MODEL_VERSION,
        command,
        given=scenarios,
        asked=Asked(dict(zip(names, loaded, strict=True)) if loaded else {}),
    )
