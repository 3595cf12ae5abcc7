"""An answer of Explore, drawn: its charts, early signs and numbers, kept for whoever asks the same.

It stands outside the page, whose own names are made anew at every run of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app_pages import figures, findings
from app_pages.engine import engine
from app_pages.remembered import Remembered, key_of
from app_pages.results import results_of
from app_pages.state import View
from app_pages.words import LANGUAGES, words
from app_pages.words.figures import WORDS as FIGURE_WORDS
from app_pages.words.findings import WORDS as FINDING_WORDS
from experiments.compare import Comparison
from experiments.stage import charts
from experiments.stage.chart import Chart
from experiments.stage.look import Look
from experiments.stage.words import words as stage_words

TALL = 380  # pixels: a chart of many rows


@dataclass(frozen=True)
class Drawing:
    """What takes time to draw of an answer: charts with height and specification, early signs, all numbers."""

    charts: list[tuple[Chart, int, dict]]
    signs: pd.DataFrame
    numbers: pd.DataFrame


_made = Remembered()


def drawing_of(comparison: Comparison, language: str, colours: Look) -> Drawing:
    """The answer drawn for a language and a ground."""
    return _made.get((*key_of(comparison), language, colours.ground), lambda: _drawn(comparison, language, colours))


def _drawn(comparison: Comparison, language: str, colours: Look) -> Drawing:
    told, made = words(FINDING_WORDS, language), []
    for chart in described(comparison, language):
        height = TALL if chart.name == "groups" else figures.HEIGHT
        made.append((chart, height, figures.specification(chart, colours, height)))
    return Drawing(
        made, findings.signs(comparison, told, language), findings.differences(comparison, told, language)
    )  # fmt: skip


def described(comparison: Comparison, language: str) -> list[Chart]:
    """The charts of the answer: survival, money, whose, kinds, and for whom where that can be told."""
    say, stage = words(FIGURE_WORDS, language), stage_words(language)
    told = words(FINDING_WORDS, language)
    results = results_of(comparison, [told("baseline"), told("what_if")])
    made = [
        figures.shorter(charts.survival(results, stage), say("survival.y")),
        figures.shorter(charts.money(results, stage), say("money.y")),
        figures.whom_chart(comparison, language),
        figures.shorter(charts.kinds(results, stage), say("kinds.y")),
    ]
    groups = figures.groups_chart(comparison, language)
    return [*made, groups] if groups else made


def rehearse() -> None:
    """Draw the opening answer in every language before the first visitor comes."""
    view = View()
    scenarios = [view.base_scenario(), view.scenario()]
    comparison = engine.ask(scenarios, scenarios[0].months).answer()
    if comparison.complete:
        for language in LANGUAGES:
            for colours in (figures.LIGHT, figures.DARK):
                drawing_of(comparison, language, colours)
