"""A part's table for people: parameters, levels and outcomes by their names, with units; files keep the keys."""

from __future__ import annotations

import re

import pandas as pd

from experiments.analysis.batch import Batch, short_name
from experiments.analysis.charts import levels_told, metric_name, named, one_level, term_name
from experiments.words.words import Words, words
from model.measures import OUTCOMES

LEVELS = ("level", "x")  # columns that hold a level of the row's factor
# An outcome with its bounds, and its measures over worlds.
OUTCOME = re.compile(r"((?:rank_)?(?:regret_|worst_)?)(\w+?)(_gain)?(_low|_high)?")


def readable(batch: Batch, table: pd.DataFrame, language: str) -> pd.DataFrame:
    """The same rows, what stands in them and above them in words."""
    say = words(language, "batch")
    levers = {short_name(factor.name): factor.name for factor in batch.manifest.factors}
    told = table.copy()
    if "term" in table:
        told["levels"] = [levels_told(*pair, say) for pair in zip(table["term"], table["levels"], strict=True)]
        told["term"] = [term_name(term, say) for term in table["term"]]
    if "factor" in table:
        for column in set(LEVELS) & set(table):
            told[column] = [one_level(*pair, say) for pair in zip(table["factor"], table[column], strict=True)]
        told["factor"] = [named(factor, say) for factor in table["factor"]]
    if "metric" in table:
        told["metric"] = [metric_name(metric, say) for metric in table["metric"]]
    for column in set(levers) & set(table):
        told[column] = [one_level(levers[column], level, say) for level in table[column]]
    return told.rename(columns=lambda name: named(levers[name], say) if name in levers else heading(name, say))


def heading(column: str, say: Words) -> str:
    """A column of outcomes by the outcome's name, any other by its own, which can be broken between words."""
    before, outcome, gain, after = found.groups("") if (found := OUTCOME.fullmatch(column)) else ("", column, "", "")
    if outcome in OUTCOMES:
        name = metric_name(outcome, say)
        column = f"{before}{say('heading.change', metric=name) if gain else name}{after}"
    return column.replace("_", " ")
