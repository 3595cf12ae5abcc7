"""Why partners close, by scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from app_pages import figures, findings
from app_pages.answers import follow, growing
from app_pages.names import number
from experiments.comparing.compare import Comparison
from experiments.drawing.chart import Chart
from experiments.explain.words import word

if TYPE_CHECKING:
    from app_pages.why import Question

ORDER = ("voluntary", "acquired", "illiquidity", "over_indebtedness")


def show(question: Question) -> None:
    """The section."""
    scenarios = [question.base, question.other] if question.differs else [question.base, question.base]
    if not question.differs:
        st.info(question.say("same"))
    follow(scenarios, question.months, lambda comparison, final: draw(comparison, question, final))
    st.caption(question.say("causes.help"))


def draw(comparison: Comparison, question: Question, final: bool) -> None:
    """Chart and table of the answer so far."""
    figures.drawn(causes_chart(comparison, question), 260)
    st.table(table(comparison, question), hide_index=True, alt=question.say("section.causes"))
    if not final:
        st.caption(growing(final, comparison.pairs))


def causes_chart(comparison: Comparison, question: Question) -> Chart:
    """Closings by cause and scenario: means over runs."""
    say, language = question.say, question.language
    found = comparison.metrics(1)
    sides = ((question.base.name, "base"), (question.other.name, "other"))[: 2 if question.differs else 1]
    rows = [
        (name, word("causes", cause, language), getattr(found[f"closings_{cause}"], side), np.nan, np.nan)
        for name, side in sides
        for cause in ORDER
    ]
    counts = {cause: found[f"closings_{cause}"].base for cause in ORDER}
    total, most = sum(counts.values()), max(counts, key=counts.get)
    if total:
        cause = word("causes", most, language)
        title = say(
            "causes.title", share=number(100 * counts[most] / total, language), base=question.base.name, cause=cause
        )
    else:
        title = say("causes.none", base=question.base.name)
    return Chart(
        "causes", "bars", title, "", say("causes.y", months=comparison.months),
        pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"]),
        band=say("causes.band", pairs=comparison.pairs), digits=0, order=tuple(name for name, _ in sides),
        baseline=question.base.name if question.differs else "", language=language,
    )  # fmt: skip


def table(comparison: Comparison, question: Question) -> pd.DataFrame:
    """Closings by cause in both scenarios, with the paired difference and its interval."""
    say, language = question.say, question.language
    found = comparison.metrics(1)
    told = [(word("causes", cause, language), f"closings_{cause}") for cause in ORDER]
    rows = []
    for name, metric in [*told, (say("profitable"), "profitable_closings")]:
        pair = found[metric]
        row = {say("cause"): name, question.base.name: number(pair.base, language, 1)}
        if question.differs:
            row |= {
                question.other.name: number(pair.other, language, 1),
                say("difference"): findings.told(pair.difference, 1),
                say("interval"): findings.interval(pair, 1.0, 1, language),
            }
        rows.append(row)
    return pd.DataFrame(rows)
