"""Charts on a page: the stage's descriptions drawn for the visitor's colours, each with its table beside it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from app_pages import state, tables
from app_pages.words import words
from app_pages.words.figures import WORDS
from experiments.compare import GROUPINGS, THIRDS, Comparison
from experiments.markup import literal
from experiments.stage.chart import Chart
from experiments.stage.charts import SIDES, points
from experiments.stage.look import DARK, LIGHT, Look
from experiments.stage.page import page_chart
from experiments.stage.words import words as stage_words
from experiments.statistics import Difference

HEIGHT = 300  # pixels
SHORT = 10  # letters of a name that leaves a line its room beside it
LEGEND = 22  # letters of a name of which two still fit side by side on a phone


def look() -> Look:
    """Colours for the ground that the visitor's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def drawn(chart: Chart, height: int = HEIGHT, spec: dict | None = None) -> None:
    """The finding, the chart with its text for those who cannot see it, and in a second tab its table.

    ``spec`` is what :func:`specification` gave for it, when that is at hand.
    """
    say = words(WORDS, state.language())
    st.markdown(f"**{literal(chart.title)}**")
    picture, numbers = st.tabs([say("picture"), say("table")])
    with picture:
        spec = spec or specification(chart, look(), height)
        st.vega_lite_chart(spec, width="stretch", theme=None)
    with numbers:
        tables.shown(table_of(chart, say), chart.title, height)
    if chart.band:
        st.caption(literal(chart.band))


def specification(chart: Chart, colours: Look, height: int = HEIGHT) -> dict:
    """The chart for a page of any width: names of several series stand below it, where they can wrap.

    Only lines that all end at the right edge keep their short names there.
    """
    spec = page_chart(chart, colours, height, heading=False)
    spec["padding"] = {"left": 4, "top": 6, "bottom": 4, "right": 30}
    if len(chart.series) > 1 and (chart.kind != "lines" or not _named_at_ends(chart)):
        names = 1 if chart.kind in ("points", "lines") else len(chart.series)  # layers that write names into the plot
        spec["layer"] = spec["layer"][:-names]
        columns = 2 if max(map(len, chart.series)) <= LEGEND else 1
        legend = {"title": None, "orient": "bottom", "columns": columns, "labelColor": colours.ink, "labelLimit": 300}
        if chart.kind == "lines":
            legend |= {"symbolType": "stroke", "symbolStrokeWidth": 3}
            across = [0, float(chart.table["x"].max())]  # no room for names at the right
        for layer in spec["layer"]:
            encoding = layer.get("encoding", {})
            if "color" in encoding:
                encoding["color"]["legend"] = legend
            if chart.kind == "lines" and "scale" in encoding.get("x", {}):
                encoding["x"]["scale"]["domain"] = across
    return spec


def _named_at_ends(chart: Chart) -> bool:
    """Whether the lines' names fit at their ends: no line ends before the others, and no name is long."""
    ends = chart.table.groupby("series")["x"].max()
    return ends.nunique() == 1 and max(map(len, chart.series)) <= SHORT


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


def whom_chart(comparison: Comparison, language: str, other: int = 1) -> Chart:
    """Who gains and who pays: the focal distributor's partners, its rivals' and the whole channel."""
    say, stage = words(WORDS, language), stage_words(language)
    found, rows = comparison.metrics(other), []
    for side, metric in SIDES.items():
        if pair := found.get(metric):
            rows.append((say("difference"), stage(side), *points(pair)))
    own, rivals = found.get(SIDES["treated"]), found.get(SIDES["untreated"])

    def gained(pair: Difference) -> str:
        return stage.number(100 * pair.difference, 1, sign=True)

    key = "whom.none"
    if own and own.clear:
        key = "whom.taken" if rivals and rivals.clear and rivals.difference * own.difference < 0 else "whom.own"
    table = pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"])
    values = {"own": gained(own), "rivals": gained(rivals)} if own and rivals else {}
    title = say(key, **values) if values else say("whom.none")
    band = stage("pairs.band", pairs=comparison.pairs)
    return Chart("whom", "forest", title, "", say("whom.y"), table, band, language=language)


def groups_chart(comparison: Comparison, language: str, other: int = 1) -> Chart | None:
    """For whom: the difference in survival by kind, and by thirds of size, cash and competence at month 0."""
    say, stage = words(WORDS, language), stage_words(language)
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
    title = say("groups.none")
    if len(clear) and clear["y"].max() > 0:
        best, worst = clear.loc[clear["y"].idxmax()], table.loc[table["y"].idxmin()]
        values = {
            "best": best["x"],
            "gain": stage.number(best["y"], 1, sign=True),
            "worst": worst["x"],
            "loss": stage.number(worst["y"], 1, sign=True),
        }
        title = say("groups.most", **values)
    band = say("pairs", pairs=comparison.pairs)
    return Chart("groups", "forest", title, "", say("groups.y"), table, band, language=language)


def shorter(chart: Chart, y_label: str) -> Chart:
    """The same with a label of the vertical axis that fits a page."""
    return replace(chart, y_label=y_label)
