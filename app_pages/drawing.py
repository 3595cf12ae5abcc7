"""An answer of Explore, drawn: its charts, early signs and numbers, kept for whoever asks the same.

Each is made when it is asked for. It stands outside the page, whose own names are made anew at every run of it.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from app_pages import figures, findings
from app_pages.engine import engine
from app_pages.remembered import KEPT, Remembered, key_of
from app_pages.state import View
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import USUAL, Smallest
from experiments.comparing.results import results_from
from experiments.drawing.chart import Chart
from experiments.drawing.look import Look
from experiments.stage import charts
from experiments.words.words import LANGUAGES, words

TALL = 380  # pixels: a chart of many rows
Drawn = tuple[Chart, int, dict]  # a chart with its height in pixels and its specification
_made = Remembered(6 * KEPT)  # an answer's charts, each by itself


FIRST = ("kept", "levels", "money")  # charts of the first screen; the others stand under *More*


def chart_of(name: str, comparison: Comparison, language: str, colours: Look) -> Drawn | None:
    """A chart of the answer by its name; None where there is nothing to tell."""
    smallest, unit = findings.smallest(), findings.unit()
    key = (*key_of(comparison), language, colours.ground, name, smallest, unit)
    return _made.get(key, lambda: _drawn(described(name, comparison, language, smallest, unit), colours))


def _drawn(chart: Chart | None, colours: Look) -> Drawn | None:
    if chart is None:
        return None
    height = TALL if chart.name == "groups" else figures.HEIGHT
    return chart, height, figures.specification(chart, colours, height)


def described(name: str, comparison: Comparison, language: str, smallest: Smallest, unit: str) -> Chart | None:
    """A chart of the answer, not yet drawn."""
    say, stage = words(language, "app.figures"), words(language)
    if name == "kept":
        return figures.kept_chart(comparison, language, smallest)
    if name == "groups":
        return figures.groups_chart(comparison, language, smallest)
    told = words(language, "app.findings")
    results, band = results_from(comparison, [told("baseline"), told("what_if")]), say("band", pairs=comparison.pairs)
    if name == "whom":
        return replace(charts.whom(results, stage, smallest), band=band)
    if name == "kinds":
        return figures.shorter(charts.kinds(results, stage), say("kinds.y"))
    if name == "money":
        return figures.shorter(charts.money(results, stage, smallest), say("money.y", unit=unit), band)
    return figures.shorter(charts.survival(results, stage, smallest), say("survival.y"), say("band.levels"))


def signs_of(comparison: Comparison, language: str) -> pd.DataFrame:
    """The early signs of the answer."""
    told = words(language, "app.findings")
    return _made.get((*key_of(comparison), language, "signs"), lambda: findings.signs(comparison, told, language))


def numbers_of(comparison: Comparison, language: str) -> pd.DataFrame:
    """All numbers of the answer."""
    told = words(language, "app.findings")
    return _made.get(
        (*key_of(comparison), language, "numbers"), lambda: findings.differences(comparison, told, language)
    )


def rehearse() -> None:
    """Draw the opening answer's first chart in every language before the first visitor comes."""
    view = View()
    scenarios = [view.base_scenario(), view.scenario()]
    comparison = engine.ask(scenarios, scenarios[0].months).answer()
    if comparison.complete:
        for language in LANGUAGES:
            unit = words(language, "app.findings")("unit")
            for colours in (figures.LIGHT, figures.DARK):
                key = (*key_of(comparison), language, colours.ground, FIRST[0], USUAL, unit)
                chart = described(FIRST[0], comparison, language, USUAL, unit)
                _made.get(key, lambda chart=chart, colours=colours: _drawn(chart, colours))
