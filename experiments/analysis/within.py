"""What the levels of one factor do within each level of another: the chart, and which ranks first where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from experiments.analysis.batch import Batch, told_level
from experiments.analysis.charts import chart, digits_of, measured, metric_name, named, of_pairs, smallest_told
from experiments.analysis.lead import FIRST, NOTHING, Lead
from experiments.batch.factors import Value
from experiments.drawing.chart import Chart
from experiments.words.keys import levers_told
from experiments.words.words import Words, capital

LONGEST = 190  # characters of a title in three lines on a slide

Leads = Mapping[Value, tuple[Lead, Sequence[Value]]]


def within(batch: Batch, table: pd.DataFrame, leads: Leads, metric: str, say: Words) -> Chart:
    """Effects of the first factor within each level of the second; ``leads`` says for each of these which levels of
    the first may rank first."""
    first = batch.manifest.factors[0]
    drawn = pd.DataFrame({"series": table["level"], "x": table["within"], "y": table["effect"], "low": table["low"],
                          "high": table["high"]})  # fmt: skip
    base = told_level(first.name, first.levels[0], say)
    return chart(batch, say, name=f"within-{metric}", kind="forest", x_label="", table=drawn, hollow=True,
                 title=within_title(batch, leads, metric, say), digits=digits_of(table["effect"]),
                 band=of_pairs(say("pairs.band"), drawn, say, "pairs.empty"),
                 y_label=say("within.y", level=base, metric=measured(metric, say)))  # fmt: skip


def within_title(batch: Batch, leads: Leads, metric: str, say: Words) -> str:
    """Which level of the first factor ranks first, at which levels of the second."""
    one, two = batch.manifest.factors
    told = {"metric": metric_name(metric, say), "first": named(one.name, say), "second": named(two.name, say)}
    if all(lead.kind == NOTHING for lead, _ in leads.values()):
        return capital(say("within.nothing", smallest=smallest_told(batch, metric, say), **told))
    where: dict[Value, list[Value]] = {}  # by level that ranks first
    for inside, (lead, levels) in leads.items():
        if lead.kind == FIRST:
            where.setdefault(levels[lead.places[0]], []).append(inside)
    if not where:
        return say("within.open", **told)
    known = [inside for found in where.values() for inside in found]
    rest = [inside for inside in leads if inside not in known]
    if len(where) == 1 and not rest:
        return say("within.same", best=told_level(one.name, next(iter(where)), say), **told)
    best = "; ".join(say("within.at", level=told_level(one.name, level, say), inside=_row(two.name, found, say))
                     for level, found in where.items())  # fmt: skip
    title = say("within.some" if rest else "within.other", best=best, inside=_row(two.name, rest, say), **told)
    return title if len(title) <= LONGEST else say("within.many", **told)


def _row(factor: str, levels: Sequence[Value], say: Words) -> str:
    return levers_told(factor, levels, say.language) if levels else ""
