"""Where the margin goes, from vendor to customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from app_pages import figures
from app_pages.engine import ROOT_SEED
from app_pages.findings import told as signed
from app_pages.names import number
from app_pages.pieces import results_of, small_enough
from experiments.comparing.margin import PARTS, margin_of, paired
from experiments.drawing.chart import Chart
from experiments.running.runs import run_seed
from experiments.words.words import interval
from model import MODEL_VERSION
from scenarios import Scenario

if TYPE_CHECKING:
    from app_pages.why import Question

PAIRS = 4  # of runs: the parts move little from run to run


def show(question: Question) -> None:
    """The section."""
    say = question.say
    scenarios = [question.base, question.other] if question.differs else [question.base]
    if not question.differs:
        st.info(say("same"))
    if not small_enough(scenarios, question.months):
        return
    pieces = [piece(scenario, run_seed(ROOT_SEED, r), question.months) for r in range(PAIRS) for scenario in scenarios]
    found = results_of(pieces, say("margin.wait", runs=len(pieces)))
    if found is None:
        return
    by_replicate = [found[start : start + len(scenarios)] for start in range(0, len(found), len(scenarios))]
    rows = paired([scenario.name for scenario in scenarios], by_replicate)
    figures.drawn(margin_chart(rows, question), 120 + 60 * len(scenarios))
    st.table(table(rows, question), hide_index=True, alt=say("section.margin"))
    st.caption(say("margin.help"))


def piece(scenario: Scenario, seed: int, months: int):
    """One run's parts as a piece of work: key and function."""
    return ("margin", scenario.hash, MODEL_VERSION, months, seed), lambda: margin_of(scenario, seed, months)


def margin_chart(rows: list[dict], question: Question) -> Chart:
    """What does not reach vendors, of 100 that customers pay: a bar a scenario."""
    say, language = question.say, question.language
    last = {row["part"]: 100 * row["share"] for row in rows if row["scenario"] == rows[-1]["scenario"]}
    title = say(
        "margin.title",
        vendors=number(last["vendors"], language, 1),
        distributors=number(last["distributors"], language, 1),
        partners=number(last["partners_product"] + last["partners_service"], language, 1),
    )
    shown = [
        (say(row["part"]), row["scenario"], 100 * row["share"], np.nan, np.nan)
        for row in rows
        if row["part"] != "vendors"
    ]
    return Chart(
        "margin", "stack", title, "", say("margin.y"), pd.DataFrame(shown, columns=["series", "x", "y", "low", "high"]),
        band=say("margin.band", pairs=PAIRS), language=language,
        order=tuple(say(part) for part in PARTS if part != "vendors"),
    )  # fmt: skip


def table(rows: list[dict], question: Question) -> pd.DataFrame:
    """All parts of 100, vendors too, in both scenarios with the paired difference."""
    say, language = question.say, question.language
    found = []
    for part in PARTS:
        own = [row for row in rows if row["part"] == part]
        told = {say("part"): say(part)} | {row["scenario"]: number(100 * row["share"], language, 1) for row in own}
        if question.differs:
            told |= {
                say("difference"): signed(100 * own[1]["difference"], 2),
                say("interval"): interval(100 * own[1]["low"], 100 * own[1]["high"], 2, language, sign=True),
            }
        found.append(told)
    return pd.DataFrame(found)
