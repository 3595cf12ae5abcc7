"""Charts on a page: the stage's descriptions drawn for the visitor's colours, each with its table beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from math import ceil
from textwrap import wrap

import pandas as pd
import streamlit as st

from app_pages import state, tables
from experiments.comparing.compare import GROUPINGS, Comparison
from experiments.comparing.finding import LESS, MORE, USUAL, Smallest, line_told, state_of
from experiments.comparing.statistics import THIRDS, Difference
from experiments.drawing.chart import COLUMNS, Chart
from experiments.drawing.look import DARK, LIGHT, Look
from experiments.drawing.page import page_chart
from experiments.stage.charts import settled
from experiments.words.words import capital, words
from experiments.writing.markup import literal

HEIGHT = 300  # pixels
SHORT = 10  # letters of a name that leaves a line its room beside it
ROW, KEY = 26, 20  # pixels of a row of a forest or of bars, and of a line of names below a chart
LEGEND = 20  # letters of a name of which two still fit side by side on a phone
BESIDE = ("bars", "forest", "stack")  # kinds of chart whose names at the left leave less room:
LEGEND_BESIDE, AXIS_BESIDE = 10, 30  # letters of names, and of a line of the axis below
SHAPES = ("circle", "square", "triangle-up")
AXIS, NAME = 48, 40  # letters of a line of other axes, and of a name below a chart that a phone has room for


def look() -> Look:
    """Colours for the ground that the visitor's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def drawn(chart: Chart, height: int = HEIGHT, spec: dict | None = None) -> None:
    """The finding, the chart with its text for those who cannot see it, and in a second tab its table.

    ``spec`` is what :func:`specification` gave for it, when that is at hand.
    """
    say = words(state.language(), "app.figures")
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
    if chart.kind in ("forest", "bars"):
        height = max(height, ROW * len(chart.table))
    spec = page_chart(chart, colours, height, heading=False)
    if chart.kind == "points" and chart.y_limits:  # a page's frontier looks at where the points are
        if not chart.y_limits[0] <= 0.0 <= chart.y_limits[1]:  # a line at zero beyond them would take the plot's room
            spec["layer"] = [layer for layer in spec["layer"] if set(layer.get("encoding", {})) != {"y"}]
        for layer in spec["layer"]:
            y = layer.get("encoding", {}).get("y", {})
            if "field" in y:
                y["scale"] = {**y.get("scale", {}), "domain": list(chart.y_limits), "zero": False, "nice": False}
    spec["padding"] = {"left": 4, "top": 6, "bottom": 4, "right": 30}
    if len(chart.series) > 1 and (chart.kind != "lines" or not _named_at_ends(chart)):
        names = 1 if chart.kind in ("points", "lines") else len(chart.series)  # layers that write names into the plot
        spec["layer"] = spec["layer"][:-names]
        columns = 2 if max(map(len, chart.series)) <= (LEGEND_BESIDE if chart.kind in BESIDE else LEGEND) else 1
        spec["height"] = height + KEY * (ceil(len(chart.series) / columns) - 1)  # names take room from the plot
        legend = {"title": None, "orient": "bottom", "columns": columns, "labelColor": colours.ink, "labelLimit": 300}
        if lines := {name: wrap(name, NAME) for name in chart.series if len(name) > NAME}:
            legend["labelExpr"] = f"{json.dumps(lines)}[datum.label] || datum.label"
        if chart.kind == "lines":
            legend |= {"symbolType": "stroke", "symbolStrokeWidth": 3}
            across = [0, float(chart.table["x"].max())]  # no room for names at the right
        for layer in spec["layer"]:
            encoding = layer.get("encoding", {})
            if "color" in encoding:
                encoding["color"]["legend"] = legend
                if (
                    layer["mark"].get("type") == "point"
                ):  # more series than colours: a second round has a shape of its own
                    scale = {"domain": chart.series, "range": _shapes(len(chart.series), len(colours.colours))}
                    encoding["shape"] = {"field": "series", "type": "nominal", "legend": legend, "scale": scale}
            if chart.kind == "lines" and "scale" in encoding.get("x", {}):
                encoding["x"]["scale"]["domain"] = across
    for layer in spec["layer"]:  # a label longer than its axis would leave bars no room, and be cut on a phone
        x = layer.get("encoding", {}).get("x", {})
        if isinstance(x.get("title"), str):
            x["title"] = wrap(x["title"], AXIS_BESIDE if chart.kind in BESIDE else AXIS)
    return spec


def _shapes(series: int, colours: int) -> list[str]:
    """A shape for each series: the same for as many as have colours of their own beside the baseline."""
    return [SHAPES[max(0, number - 1) // colours % len(SHAPES)] for number in range(series)]


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


def kept_chart(comparison: Comparison, language: str, smallest: Smallest = USUAL, other: int = 1) -> Chart:
    """The difference from the baseline in own partners still there, month by month, with its band.

    Of all partners where none is the focal distributor's own.
    """
    say, stage = words(language, "app.figures"), words(language)
    finding = comparison.finding(other, smallest)
    line = finding.line("own") or finding.line("channel")
    table = settled(comparison.kept_so_far(other)).assign(series=say("difference"))[list(COLUMNS)]
    told = line_told(line, stage)
    return Chart("kept", "lines", capital(told), stage("months"), say("kept.y"), table,
                 say("band", pairs=comparison.pairs), language=language)  # fmt: skip


def survival_by_group(
    comparison: Comparison, language: str, smallest: Smallest = USUAL, other: int = 1
) -> list[tuple[str, Difference, str]]:
    """The difference in survival by kind, and by thirds of size, cash and competence at month 0: whose, how much, and
    its state."""
    say, found = words(language, "app.figures"), []
    for grouping in GROUPINGS:
        if grouping == "treated":
            continue
        for row in comparison.by(other, grouping):
            if row["metric"] != "survival_share":
                continue
            word = row["group"].split(": ")[1]
            name = say(word) if word not in THIRDS else say(f"{grouping}.{word}")
            pair = Difference(**{field: row[field] for field in Difference.__dataclass_fields__})
            found.append((name, pair, state_of(pair, smallest.of("channel", pair.base))))
    return found


def groups_chart(comparison: Comparison, language: str, smallest: Smallest = USUAL, other: int = 1) -> Chart | None:
    """For whom: the difference in survival by group."""
    say, stage = words(language, "app.figures"), words(language)
    found = survival_by_group(comparison, language, smallest, other)
    if not found:
        return None
    states = {name: way for name, _, way in found}
    rows = [(say("difference"), name, *(100 * value for value in (pair.difference, pair.low, pair.high)))
            for name, pair, _ in found]  # fmt: skip
    table = pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"])
    parts = []
    for key, way, ascending in (("groups.helped", MORE, False), ("groups.hurt", LESS, True)):
        there = table[table["x"].map(states) == way].sort_values("y", ascending=ascending)
        if len(there):
            first = there.iloc[0]
            parts.append(say(key, name=first["x"], by=stage.number(first["y"], 1, sign=True), number=len(there)))
    title = "; ".join(parts) or say("groups.none")
    band = say("pairs", pairs=comparison.pairs)
    return Chart("groups", "forest", capital(title), "", say("groups.y"), table, band, language=language)


def shorter(chart: Chart, y_label: str, band: str = "") -> Chart:
    """The same with a label of the vertical axis that fits a page, and what its bands are in the app's words."""
    return replace(chart, y_label=y_label, band=band or chart.band)
