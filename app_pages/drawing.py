"""An answer of Explore, drawn: its charts, early signs and numbers, kept for whoever asks the same.

It stands outside the page, whose own names are made anew at every run of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pandas as pd

from app_pages import figures, findings
from app_pages.engine import engine
from app_pages.remembered import KEPT, Remembered, key_of
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


Drawn = tuple[Chart, int, dict]  # a chart with its height in pixels and its specification
_made = Remembered(6 * KEPT)  # an answer's charts, each by itself


def charts_of(comparison: Comparison, language: str, colours: Look) -> Iterator[Drawn]:
    """The charts of the answer in the order of sight: survival, money, whose, kinds, and for whom where that is told.

    Each is made when it is asked for, so that the browser draws one while the next is made.
    """
    key = (*key_of(comparison), language, colours.ground)
    for name, describe in _descriptions(comparison, language).items():
        made = _made.get((*key, name), lambda describe=describe: _drawn(describe(), colours))
        if made is not None:
            yield made


def _drawn(chart: Chart | None, colours: Look) -> Drawn | None:
    if chart is None:
        return None
    height = TALL if chart.name == "groups" else figures.HEIGHT
    return chart, height, figures.specification(chart, colours, height)


def described(comparison: Comparison, language: str) -> list[Chart]:
    """The charts of the answer, not yet drawn."""
    made = [describe() for describe in _descriptions(comparison, language).values()]
    return [chart for chart in made if chart is not None]


def _descriptions(comparison: Comparison, language: str) -> dict[str, Callable[[], Chart | None]]:
    say, stage = words(FIGURE_WORDS, language), stage_words(language)
    told = words(FINDING_WORDS, language)
    results = cache(lambda: results_of(comparison, [told("baseline"), told("what_if")]))
    return {
        "survival": lambda: figures.shorter(charts.survival(results(), stage), say("survival.y")),
        "money": lambda: figures.shorter(charts.money(results(), stage), say("money.y")),
        "whom": lambda: figures.whom_chart(comparison, language),
        "kinds": lambda: figures.shorter(charts.kinds(results(), stage), say("kinds.y")),
        "groups": lambda: figures.groups_chart(comparison, language),
    }


def signs_of(comparison: Comparison, language: str) -> pd.DataFrame:
    """The early signs of the answer."""
    told = words(FINDING_WORDS, language)
    return _made.get((*key_of(comparison), language, "signs"), lambda: findings.signs(comparison, told, language))


def numbers_of(comparison: Comparison, language: str) -> pd.DataFrame:
    """All numbers of the answer."""
    told = words(FINDING_WORDS, language)
    return _made.get(
        (*key_of(comparison), language, "numbers"), lambda: findings.differences(comparison, told, language)
    )


def rehearse() -> None:
    """Draw the opening answer in every language before the first visitor comes."""
    view = View()
    scenarios = [view.base_scenario(), view.scenario()]
    comparison = engine.ask(scenarios, scenarios[0].months).answer()
    if comparison.complete:
        for language in LANGUAGES:
            for colours in (figures.LIGHT, figures.DARK):
                list(charts_of(comparison, language, colours))
