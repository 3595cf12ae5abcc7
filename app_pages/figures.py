"""Charts on a page: the stage's descriptions drawn for the visitor's colours, each with its table beside it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.words import words
from app_pages.words.figures import WORDS
from experiments.compare import GROUPINGS, THIRDS, Comparison
from experiments.stage.chart import Chart
from experiments.stage.look import DARK, LIGHT, Look
from experiments.stage.page import page_chart

HEIGHT = 300  # pixels


def look() -> Look:
    """Colours for the ground that the visitor's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def drawn(chart: Chart, height: int = HEIGHT) -> None:
    """The finding, the chart with its text for those who cannot see it, and in a second tab its table."""
    say = words(WORDS, state.language())
    st.markdown(f"**{chart.title}**")
    picture, numbers = st.tabs([say("picture"), say("table")])
    with picture:
        spec = page_chart(chart, look(), height, heading=False).to_dict(validate=False)
        st.vega_lite_chart(spec, width="stretch", theme=None)
    with numbers:
        st.dataframe(table_of(chart, say), hide_index=True, width="stretch", height=height)
    st.caption(chart.band or chart.y_label)


def table_of(chart: Chart, say) -> pd.DataFrame:
    """A chart's numbers, as its table shows them: of lines every twelfth month and the last."""
    table = chart.table
    if chart.kind == "lines":
        last = table["x"].max()
        table = table[(table["x"] % 12 == 0) | (table["x"] == last)]
    shown = table[["series", "x", "y", "low", "high"]].copy()
    for column in ("y", "low", "high"):
        shown[column] = shown[column].round(chart.digits)
    if shown["low"].isna().all():
        shown = shown.drop(columns=["low", "high"])
    told = {"series": say("series"), "x": chart.x_label or " ", "y": chart.y_label, "low": say("low"),
            "high": say("high")}  # fmt: skip
    return shown.rename(columns=told)


def groups_chart(comparison: Comparison, other: int = 1) -> Chart | None:
    """For whom: the difference in survival by kind, and by thirds of size, cash and competence at month 0."""
    say = words(WORDS, state.language())
    rows = []
    for grouping in GROUPINGS:
        if grouping == "treated":
            continue
        for row in comparison.by(other, grouping):
            if row["metric"] != "survival_share":
                continue
            word = row["group"].split(": ")[1]
            name = say(word) if word not in THIRDS else say(f"{grouping}.{word}")
            rows.append((say("difference"), name, 100 * row["difference"], 100 * row["low"], 100 * row["high"]))
    if not rows:
        return None
    table = pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"])
    clear = table[(table["low"] > 0) | (table["high"] < 0)]
    best, worst = clear.loc[clear["y"].idxmax()] if len(clear) else None, None
    if best is not None and best["y"] > 0:
        worst = table.loc[table["y"].idxmin()]
        title = say(
            "groups.most", best=best["x"], gain=f"{best['y']:+.1f}", worst=worst["x"], loss=f"{worst['y']:+.1f}"
        )
    else:
        title = say("groups.none")
    title = title.replace("-", "\N{MINUS SIGN}") if "+-" not in title else title
    return Chart("groups", "forest", title, "", say("groups.y"), table, say("pairs", pairs=comparison.pairs))


def shorter(chart: Chart, y_label: str) -> Chart:
    """The same with a label of the vertical axis that fits a page."""
    return replace(chart, y_label=y_label)
