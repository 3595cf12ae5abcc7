"""How an outcome follows the dose of one factor: the chart, and where it is highest as far as that can be told."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from experiments.analysis.batch import Batch
from experiments.analysis.charts import (
    chart,
    digits_of,
    gain_told,
    measured,
    metric_name,
    named,
    of_pairs,
    one_level,
    smallest_told,
)
from experiments.analysis.lead import NOTHING, Lead
from experiments.batch.factors import Value
from experiments.drawing.chart import Chart
from experiments.words.keys import lever_told, scale_of_key, unit_told
from experiments.words.words import Words, capital


def response(batch: Batch, table: pd.DataFrame, factor: str, leads: Mapping[str, tuple[Lead, list]], metric: str,
             say: Words) -> Chart:  # fmt: skip
    """An outcome over the levels of one factor, a line for each level of another.

    In: ``table`` with ``series, x, y, low, high``, the difference from the factor's first level; ``leads`` says for
    each series where it is highest.
    """
    first = next(one for one in batch.manifest.factors if one.name == factor).levels[0]
    digits = digits_of(table["y"])
    gains = {(row.series, row.x): gain_told(row.y, row.low, row.high, digits, say)
             for row in table.itertuples() if row.low == row.low}  # fmt: skip
    shown = table.assign(x=scale_of_key(factor) * table["x"])  # shares are told in per cent
    unit = unit_told(factor, say.language)
    return chart(batch, say, name=f"response-{metric}", kind="lines", digits=digits,
                 x_label=f"{capital(named(factor, say))}, {unit}" if unit else capital(named(factor, say)),
                 title=response_title(batch, leads, factor, metric, say, gains), table=shown,
                 band=of_pairs(say("response.band"), shown, say),
                 y_label=say("response.y", metric=measured(metric, say),
                             level=lever_told(factor, first, say.language)),
                 ticks=tuple(sorted(set(shown["x"]))))  # fmt: skip


def response_title(
    batch: Batch,
    leads: Mapping[str, tuple[Lead, list]],
    factor: str,
    metric: str,
    say: Words,
    gains: Mapping[tuple[str, Value], str] | None = None,
) -> str:
    """Where an outcome is highest, as far as that can be told, for each line; ``gains`` are its differences from the
    first level by line and level."""
    told = {"metric": metric_name(metric, say), "factor": named(factor, say)}
    if all(lead.kind == NOTHING for lead, _ in leads.values()):
        return say("response.nothing", smallest=smallest_told(batch, metric, say), **told)
    # That any level may be the best one says nothing of where it is.
    known = {
        series: lead.places and len({levels[place] for place in lead.places}) < len(set(levels))
        for series, (lead, levels) in leads.items()
    }
    if not any(known.values()):
        return say("response.open", **told)
    places = []
    for series, (lead, levels) in leads.items():
        if not known[series]:
            places.append((say("response.unknown"), series))
            continue
        best = levels[lead.places[0]]
        gain = (gains or {}).get((series, best), "")
        where = lever_told(factor, best, say.language) + (f", {gain}" if gain and len(leads) == 1 else "")
        others = sorted({levels[place] for place in lead.places} - {best})
        if others:
            told_of = {one: (gains or {}).get((series, one), "") if len(leads) == 1 else "" for one in others}
            key = "response.level" if len(leads) == 1 else "response.level.of"
            where = say(key, best=where, others="; ".join(
                bare(factor, one, say) + (f", {gain}" if gain else "") for one, gain in told_of.items()))  # fmt: skip
        places.append((where, series))
    if len({where for where, _ in places}) == 1:
        lead, levels = next(iter(leads.values()))
        at = {levels[place] for place in lead.places}
        edge = len(at) == 1 and at <= {min(levels), max(levels)}
        return say("response.edge" if edge else "response.title", level=places[0][0], **told)
    lines = "; ".join(say("response.line", where=where, series=series) for where, series in places)
    return say("response.lines", lines=lines, **told)


def bare(key: str, level: Value, say: Words) -> str:
    """A level in words without its unit, beside one that has it."""
    return one_level(key, level, say).removesuffix(unit_told(key, say.language)).strip()
