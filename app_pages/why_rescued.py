"""Whose sales the partners take that the what-if rescues: the what-if with and without them, on the same luck."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from app_pages import figures, findings, questions, tables
from app_pages.answers import growing, over
from app_pages.engine import FULL, ROOT_SEED
from app_pages.names import number
from app_pages.pieces import results_of, small_enough
from experiments.drawing.chart import Chart
from experiments.explain.displacement import Displaced, displaced, sources
from experiments.explain.tell_displacement import counted, ends, finding, of_hundred, rest, row_name, shown, wide, yours
from experiments.explain.words import word
from experiments.running.runs import run_seed
from model import MODEL_VERSION

if TYPE_CHECKING:
    from app_pages.why import Question

LUCKS = min(32, FULL)  # with sixteen the interval was from next to nothing to more than a half
DRAWN = (4, 8, 16, LUCKS)  # lucks after which the answer is drawn, each time finer
RUNS = 3  # of each luck


def show(question: Question) -> None:
    """The section."""
    say = question.say
    if not question.differs:
        st.info(say("same"))
        return
    st.write(say("rescued.lead"))
    if not small_enough([question.base, question.other], RUNS * question.months):
        return
    base, other, months = question.base, question.other, question.months
    pieces = [
        (
            ("displaced", base.hash, other.hash, MODEL_VERSION, months, seed),
            lambda seed=seed: displaced(base, other, seed, months),
        )
        for seed in (run_seed(ROOT_SEED, number) for number in range(LUCKS))
    ]
    place = st.empty()

    def watch(found: list[Displaced]) -> None:
        if len(found) in DRAWN:
            with place.container(key=f"rescued_{len(found)}"):
                draw(found, question)

    if results_of(pieces, say("rescued.wait", runs=RUNS * LUCKS), watch) is not None:
        st.caption(say("rescued.help"))


def draw(found: list[Displaced], question: Question) -> None:
    """How many are rescued, from whom they take, what is new, and what it is to the distributor."""
    language, rows, done = question.language, sources(found), len(found)
    note = growing(done == LUCKS, done, LUCKS)
    count = counted(found, question.base.name, question.other.name, language)
    if not rows:
        questions.answered("taken", [count], so_far=note)
        st.info(count + note)
        return
    chart = sources_chart(rows, len(found), question)
    title = " ".join(filter(None, [f"{chart.title}.", wide(rows, language)]))
    answer = [title, count, yours(rows, language), *market_told(rows, question)]
    questions.answered("taken", answer, [sources_told(rows, question)], over(done == LUCKS, done, LUCKS))
    figures.drawn(chart, 260)
    st.markdown(f"{rest(rows, language)} {yours(rows, language)} {count}{note}")
    tables.cards(table(rows, found, question), question.say("section.rescued"))


def sources_chart(rows: list[dict], lucks: int, question: Question) -> Chart:
    """Where 100 of the rescued partners' sales come from, each source with its interval."""
    say, language = question.say, question.language
    points = [
        (say("rescued.y"), word('sources', row["source"], language),
         *(100 * row[name] for name in ("share", "low", "high")))
        for row in shown(rows)
        if row["source"] != "focal"
    ]  # fmt: skip
    band = word("told", "rescued.band", language).format(pairs=lucks, months=question.months)
    table = pd.DataFrame(points, columns=["series", "x", "y", "low", "high"])
    return Chart("rescued", "forest", finding(rows, language), "", say("rescued.y"), table, band, language=language)


def sources_told(rows: list[dict], question: Question) -> str:
    """From whom else the rescued take, each with its interval."""
    language = question.language
    told = "; ".join(
        f"{word('sources', row['source'], language)} {of_hundred(row['share'], language)} ({{low}} … {{high}})".format(
            **ends(row, language)
        )
        for row in shown(rows)
        if row["source"] not in ("own", "focal")
    )
    return question.say("rescued.sources", told=told)


def market_told(rows: list[dict], question: Question) -> list[str]:
    """Where that is sure, whether the whole market sells more or less for the rescued: by what is new."""
    new = next(row for row in rows if row["source"] == "new")
    if not (new["low"] > 0.0 or new["high"] < 0.0):
        return []
    less = new["high"] < 0.0
    return [question.say("rescued.market.less" if less else "rescued.market.more",
                         **ends(new, question.language, -1.0 if less else 1.0))]  # fmt: skip


def table(rows: list[dict], found: list[Displaced], question: Question) -> pd.DataFrame:
    """Sales of the rescued and of all sources in the three worlds, and how much of their 100 comes from each."""
    say, language = question.say, question.language
    worlds = {name: float(np.mean([getattr(run, name)["rescued"] for run in found]))
              for name in ("base", "other", "without")}  # fmt: skip
    saved = {"source": "rescued", **worlds, "share": 1.0, "low": math.nan, "high": math.nan}
    return pd.DataFrame(
        {
            say("rescued.who", unit=findings.unit()): row_name(row, language),
            question.base.name: number(row["base"], language),
            question.other.name: number(row["other"], language),
            say("rescued.without"): number(row["without"], language),
            say("rescued.share"): of_hundred(row["share"], language),
            say("interval"): "–" if math.isnan(row["low"]) else "{low} … {high}".format(**ends(row, language)),
        }
        for row in [saved, *shown(rows)]
    )
