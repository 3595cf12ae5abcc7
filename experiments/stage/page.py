"""The same charts for a browser, by Altair: they answer to the pointer, and show the same words and numbers."""

from __future__ import annotations

import textwrap

import altair as alt
import numpy as np
import pandas as pd

from experiments.stage.chart import Chart
from experiments.stage.look import LIGHT, Look, colours_of

DASH, SOLID = [6, 4], [1, 0]
PAGE_TEXT, PAGE_SMALL, PAGE_TITLE = 13, 10, 17  # pixels


def page_chart(chart: Chart, look: Look = LIGHT, height: int = 320, heading: bool = True) -> alt.LayerChart:
    """The description as an Altair chart as wide as its container.

    In: ``height`` of the plot in pixels; ``heading`` puts the finding, the band's name and the footer above it.
    Out: a layered chart whose ``description`` is the alternative text.
    """
    layers = {"lines": _lines, "forest": _forest, "bars": _bars, "points": _points}[chart.kind](chart, look)
    drawn = alt.layer(*layers).properties(
        height=height, width="container", description=chart.alternative, background=look.ground,
        padding={"right": 12, "left": 4, "top": 4, "bottom": 4},
    )  # fmt: skip
    if heading:
        lines = [part for line in (chart.band, *chart.footer) if line for part in textwrap.wrap(line, 130)]
        drawn = drawn.properties(title=alt.TitleParams(
            textwrap.wrap(chart.title, 80), subtitle=lines, anchor="start", fontSize=PAGE_TITLE, color=look.ink,
            subtitleFontSize=PAGE_SMALL, subtitleColor=look.quiet, offset=8,
        ))  # fmt: skip
    return drawn.configure_view(stroke=None).configure_axis(
        labelColor=look.ink, titleColor=look.ink, gridColor=look.grid, domainColor=look.grid, tickColor=look.grid,
        labelFontSize=PAGE_TEXT, titleFontSize=PAGE_TEXT, titleFontWeight="normal",
    )  # fmt: skip


def _colour(chart: Chart, look: Look) -> alt.Color:
    colours = colours_of(chart.series, chart.baseline, look)
    scale = alt.Scale(domain=chart.series, range=[colours[name] for name in chart.series])
    return alt.Color("series:N", scale=scale, legend=None)


def _told(chart: Chart) -> str:
    """The number format of the chart's values."""
    return f",.{chart.digits}f"


def _tips(chart: Chart, across: str) -> list[alt.Tooltip]:
    value = [alt.Tooltip("y:Q", title=chart.y_label, format=_told(chart))]
    if np.isfinite(chart.table["low"].to_numpy(float)).any():
        value += [alt.Tooltip(f"{name}:Q", title=name, format=_told(chart)) for name in ("low", "high")]
    return [alt.Tooltip("series:N", title=" "), alt.Tooltip(across, title=chart.x_label or " "), *value]


def _lines(chart: Chart, look: Look) -> list:
    table = chart.table
    first, last = float(table["x"].min()), float(table["x"].max())
    room = alt.Scale(domain=[first, last + 0.24 * (last - first or 1.0)], nice=False)
    limits = alt.Scale(domain=list(chart.y_limits)) if chart.y_limits else alt.Scale(zero=True)
    colour = _colour(chart, look)
    dash = alt.StrokeDash("series:N", legend=None, scale=alt.Scale(
        domain=chart.series, range=[DASH if name == chart.baseline else SOLID for name in chart.series]))  # fmt: skip
    ticks = [tick for tick in np.linspace(first, last, 6)] if last <= 12 else list(range(0, int(last) + 1, 12))
    x = alt.X("x:Q", title=chart.x_label, scale=room, axis=alt.Axis(values=ticks, format=",.0f", grid=False))
    y = alt.Y("y:Q", title=chart.y_label, scale=limits)
    base = alt.Chart(table).encode(x=x, color=colour)
    found = []
    if not chart.y_limits:
        found.append(alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(color=look.quiet).encode(y="y:Q"))
    if np.isfinite(table["low"].to_numpy(float)).any():
        found.append(base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q", title=chart.y_label), y2="high:Q"))
    found.append(base.mark_line(strokeWidth=2.5).encode(y=y, strokeDash=dash, tooltip=_tips(chart, "x:Q")))
    ends = pd.DataFrame(
        [{"series": name, "x": last, "y": value, "text": f"{name} {chart.told(value)}"}
         for (name, _), value in chart.end_values().items()]
    )  # fmt: skip
    ends["place"] = _apart(ends["y"].to_numpy(float), *_range(chart), 0.075)
    found.append(
        alt.Chart(ends).mark_text(align="left", dx=8, fontSize=PAGE_TEXT)
        .encode(x="x:Q", y="place:Q", text="text:N", color=colour)
    )  # fmt: skip
    return found


def _range(chart: Chart) -> tuple[float, float]:
    if chart.y_limits:
        return chart.y_limits
    values = chart.table[["y", "low", "high"]].to_numpy(float)
    return min(0.0, float(np.nanmin(values))), max(0.0, float(np.nanmax(values)))


def _apart(values: np.ndarray, low: float, high: float, share: float) -> np.ndarray:
    """Places for labels: as near to their values as a gap of ``share`` of the axis allows."""
    gap, order = share * (high - low), np.argsort(values, kind="stable")
    places = values[order].copy()
    for _ in range(200):
        short = np.maximum(0.0, gap - np.diff(places)) / 2
        places[:-1] -= short
        places[1:] += short
        places += max(0.0, low - places[0]) - max(0.0, places[-1] - high)
    found = np.empty_like(places)
    found[order] = places
    return found


def _forest(chart: Chart, look: Look) -> list:
    colour = _colour(chart, look)
    table = chart.table.assign(
        text=[chart.told(v) if v < 0 else f"+{chart.told(v)}" for v in chart.table["y"]],
        side=chart.table["high"].fillna(chart.table["y"]),
    )
    rows = {"y": alt.Y("x:N", title=None, sort=list(dict.fromkeys(table["x"])), axis=alt.Axis(labelLimit=220)),
            "yOffset": alt.YOffset("series:N", sort=chart.series), "color": colour}  # fmt: skip
    base = alt.Chart(table).encode(**rows)
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=look.quiet).encode(x="x:Q")
    across = alt.X("y:Q", title=chart.y_label)
    found = [zero, base.mark_rule(strokeWidth=2.5).encode(x=alt.X("low:Q", title=chart.y_label), x2="high:Q")]
    found.append(base.mark_point(filled=True, size=80, opacity=1).encode(x=across, tooltip=_tips(chart, "x:N")))
    found.append(base.mark_text(align="left", dx=8, fontSize=PAGE_TEXT - 1).encode(x="side:Q", text="text:N"))
    return [*found, *_key(chart, look)]


def _bars(chart: Chart, look: Look) -> list:
    names = list(dict.fromkeys(chart.table["x"]))
    order = {name: n for n, name in enumerate(chart.series)}
    table = chart.table.assign(order=chart.table["series"].map(order))
    base = alt.Chart(table).encode(
        y=alt.Y("x:N", title=None, sort=names, axis=alt.Axis(labelLimit=220)),
        x=alt.X("y:Q", title=chart.y_label, stack="zero"),
        order=alt.Order("order:Q"),
        color=_colour(chart, look),
        tooltip=_tips(chart, "x:N"),
    )
    return [base.mark_bar(), *_key(chart, look)]


def _points(chart: Chart, look: Look) -> list:
    colour = _colour(chart, look)
    table = chart.table
    base = alt.Chart(table).encode(color=colour)
    x, y = alt.X("x:Q", title=chart.x_label), alt.Y("y:Q", title=chart.y_label)
    zero = pd.DataFrame({"zero": [0.0]})
    found = [alt.Chart(zero).mark_rule(color=look.quiet).encode(x="zero:Q"),
             alt.Chart(zero).mark_rule(color=look.quiet).encode(y="zero:Q"),
             base.mark_rule(strokeWidth=2).encode(x=x, y=alt.Y("low:Q", title=chart.y_label), y2="high:Q")]  # fmt: skip
    if "x_low" in table:
        found.append(base.mark_rule(strokeWidth=2).encode(x=alt.X("x_low:Q", title=chart.x_label), x2="x_high:Q", y=y))
    found.append(base.mark_point(filled=True, size=110, opacity=1).encode(x=x, y=y, tooltip=_tips(chart, "x:Q")))
    found.append(base.mark_text(align="left", dx=9, dy=-9, fontSize=PAGE_TEXT).encode(x=x, y=y, text="series:N"))
    return found


def _key(chart: Chart, look: Look) -> list:
    """Names in their own colours above the rows, where a label beside every part would not fit."""
    if len(chart.series) < 2:
        return []
    colours = colours_of(chart.series, chart.baseline, look)
    marks, place = [], 0
    for name in chart.series:
        row = alt.Chart(pd.DataFrame({"text": [f"\N{BLACK SQUARE} {name}"]}))
        marks.append(
            row.mark_text(align="left", baseline="bottom", fontSize=PAGE_TEXT, color=colours[name])
            .encode(x=alt.value(place), y=alt.value(-6), text="text:N")
        )  # fmt: skip
        place += int(0.62 * PAGE_TEXT * (len(name) + 4))
    return marks
