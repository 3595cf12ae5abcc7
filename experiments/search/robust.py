"""How programmes stand over an uncertain world, by three measures that need not agree.

Which measure is taken changes which programme looks best (McPhail et al. 2018, doi:10.1002/2017EF000649), so that all
three stand side by side, each with its ranking.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

REGRET_QUANTILE = 0.9


def robustness(outcomes: Mapping[str, pd.DataFrame], maximise: Mapping[str, bool], bars: Mapping[str, float]):
    """Three measures of each programme over all worlds.

    In: by metric a table (worlds x programmes) of means, with the same rows and columns; whether more of it is better;
    and what is good enough (``bars``; a metric without one does not count for it). Worlds where a value is missing are
    left out. Out: a frame, one row a programme: ``satisfied`` (share of worlds in which every bar is reached), for each
    metric ``regret_<metric>`` (90th percentile over worlds of the gap to the best programme of that world, in the
    metric's unit), ``worst_<metric>`` (the value in its worst world), each measure's rank (``rank_...``, 1 is best) and
    ``worlds``.
    """
    whole = np.logical_and.reduce([table.notna().all(axis=1) for table in outcomes.values()])
    tables = {name: table[whole] for name, table in outcomes.items()}
    first = next(iter(tables.values()))
    if first.empty:
        raise ValueError("no world in which every programme has a run")
    good = pd.DataFrame(True, index=first.index, columns=first.columns)
    for metric, bar in bars.items():
        good &= tables[metric] >= bar if maximise[metric] else tables[metric] <= bar
    found = pd.DataFrame({"satisfied": good.mean(axis=0) if bars else np.nan}, index=first.columns)
    for metric, table in tables.items():
        sign = 1.0 if maximise[metric] else -1.0
        gap = (sign * table).max(axis=1).to_numpy()[:, None] - sign * table
        found[f"regret_{metric}"] = gap.quantile(REGRET_QUANTILE, axis=0)
        found[f"worst_{metric}"] = sign * (sign * table).min(axis=0)
    for measure in list(found):
        worse = measure.startswith("regret_") or (
            measure.startswith("worst_") and not maximise[measure.removeprefix("worst_")]
        )
        found[f"rank_{measure}"] = found[measure].rank(ascending=worse, method="min")
    return found.assign(worlds=len(first))
