"""Partners that are viable but short of cash today, with the error that whoever screens them makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import figures, state
from app_pages.engine import ROOT_SEED
from app_pages.names import number
from app_pages.pieces import results_of, small_enough
from experiments.explain import words as life_words
from experiments.explain.short import short_of_cash
from experiments.explain.words import amount, distributor, word
from experiments.running.runs import run_seed
from experiments.stage.page import numbers_of
from model import MODEL_VERSION, simulate

if TYPE_CHECKING:
    from app_pages.why import Question

VERDICTS = ("viable", "missed", "hopeless", "wasted")
TODAY = 24  # months into the run, by default


def show(question: Question) -> None:
    """The section."""
    say, months = question.say, question.months
    left, right = st.columns(2)
    sides = ("base", "other") if question.differs else ("base",)
    side = left.segmented_control(
        say("short.where"), sides, key="short_where", default=sides[0], required=True,
        format_func=lambda name: getattr(question, name).name,
    )  # fmt: skip
    noted = state.view().note("today", str(TODAY))
    today = min(max(1, int(noted) if noted.isascii() and noted.isdigit() else TODAY), months)
    month = right.slider(
        say("short.month"), 1, months, key=state.place("short_month", today),
        on_change=lambda: state.set_note("today", str(state.chosen("short_month"))),
    )  # fmt: skip
    scenario = getattr(question, side if side in sides else "base")
    if not small_enough([scenario], month):
        return
    seed = run_seed(ROOT_SEED, 0)
    piece = (
        ("short", scenario.hash, MODEL_VERSION, month, seed),
        lambda: short_of_cash(simulate(scenario, seed, month)),
    )
    found = results_of([piece], say("short.wait", month=month))
    if found is None:
        return
    if not found[0]:
        st.info(say("short.none", month=month))
        return
    draw(found[0], question)
    st.caption(say("short.help"))


def verdict(row: dict) -> str:
    """What a partner is and what whoever screens it would take it for."""
    return row["error"] or ("viable" if row["viable"] else "hopeless")


def draw(rows: list[dict], question: Question) -> None:
    """Finding, picture and table."""
    say, language = question.say, question.language
    told = [verdict(row) for row in rows]
    title = say("short.title", viable=sum(row["viable"] for row in rows), all=len(rows),
                missed=told.count("missed"), wasted=told.count("wasted"))  # fmt: skip
    st.markdown(f"**{title}**")
    spec = picture(rows, question, title).to_dict(validate=False)
    spec["config"].update(numbers_of(language))
    st.vega_lite_chart(spec, width="stretch", theme=None)
    table = pd.DataFrame(
        {
            say("partner"): row["partner"],
            say("kind"): word(life_words.KINDS, row["kind"], language),
            say("distributor"): distributor(row["distributor"], language),
            say("cash"): amount(row["cash"], language),
            say("owed"): amount(row["owed_overdue"], language),
            say("margin"): number(100 * row["potential_margin"], language, 1),
            say("estimate"): number(100 * row["estimate"], language, 1),
            say("verdict"): say(f"short.{verdict(row)}"),
        }
        for row in rows
    )
    st.dataframe(table, hide_index=True, width="stretch")


def picture(rows: list[dict], question: Question, title: str) -> alt.LayerChart:
    """What each partner in need could earn, against what its distributor sees; the diagonal is no error."""
    say, look = question.say, figures.look()
    table = pd.DataFrame(
        {
            "partner": row["partner"],
            "x": 100 * row["potential_margin"],
            "y": 100 * row["estimate"],
            "verdict": say(f"short.{verdict(row)}"),
        }
        for row in rows
    )
    names = [say(f"short.{name}") for name in VERDICTS]
    colours = [look.colours[0], look.colours[1], look.quiet, look.colours[3]]
    ends = [min(table["x"].min(), table["y"].min(), -1.0), max(table["x"].max(), table["y"].max(), 1.0)]
    scale = alt.Scale(domain=ends, nice=False, padding=8)
    line = {"color": look.quiet, "strokeDash": [4, 4]}
    layers = [
        alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=look.grid).encode(x=alt.X("zero:Q", scale=scale)),
        alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=look.grid).encode(y=alt.Y("zero:Q", scale=scale)),
        alt.Chart(pd.DataFrame({"x": ends, "y": ends})).mark_line(**line).encode(x="x:Q", y="y:Q"),
        alt.Chart(table)
        .mark_point(filled=True, size=90, opacity=0.9)
        .encode(
            x=alt.X("x:Q", title=say("short.x"), scale=scale, axis=alt.Axis(grid=False)),
            y=alt.Y("y:Q", title=say("short.y"), scale=scale, axis=alt.Axis(grid=False)),
            color=alt.Color("verdict:N", title=None, scale=alt.Scale(domain=names, range=colours),
                            legend=alt.Legend(orient="bottom", columns=1, labelLimit=300)),
            shape=alt.Shape("verdict:N", title=None, legend=None,
                            scale=alt.Scale(domain=names, range=["circle", "triangle-up", "cross", "diamond"])),
            tooltip=[alt.Tooltip("partner:Q", title=say("partner"), format="d"), alt.Tooltip("verdict:N", title=" "),
                     alt.Tooltip("x:Q", title=say("short.x"), format=".1f"),
                     alt.Tooltip("y:Q", title=say("short.y"), format=".1f")],
        ),
    ]  # fmt: skip
    return (
        alt.layer(*layers)
        .properties(height=320, width="container", description=title, background=look.ground,
                    padding={"right": 12, "left": 4, "top": 4, "bottom": 4})
        .configure_view(stroke=None)
        .configure_axis(labelColor=look.ink, titleColor=look.ink, domainColor=look.grid, tickColor=look.grid,
                        labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .configure_legend(labelColor=look.ink, labelFontSize=12)
    )  # fmt: skip
