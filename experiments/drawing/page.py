"""The same charts for a browser, by Altair: they answer to the pointer, and show the same words and numbers."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
from altair.utils.schemapi import debug_mode

from experiments.drawing.chart import Chart
from experiments.drawing.fit import beside, lines_of, spread, width_of
from experiments.drawing.look import LIGHT, Look, inside
from experiments.drawing.marks import alone

BASELINE, SOLID, AGAIN = [6, 4], [1, 0], [9, 3]
TEXT, SMALL, TITLE = 13, 11, 17  # pixels
WHOLE = "format(datum.value, ',~r')"  # an axis' own format rounds to what its step needs: 108 to 110
PLOT = 600, 320  # of points, when it is not known yet how wide the page is
ROOM = 0.24  # of the axis, for names at the ends of lines


def page_chart(chart: Chart, look: Look = LIGHT, height: int = 320, heading: bool = True, width: int = 700) -> dict:
    """The description as a Vega-Lite specification of layers, as wide as its container.

    In: ``height`` of the plot in pixels; ``heading`` puts the finding, the band's name and the footer above it, broken
    for ``width`` pixels. Out: plain values; ``description`` is the alternative text, ``datasets`` the layers' rows.
    """
    layers = {"lines": _lines, "forest": _forest, "bars": _bars, "stack": _stack, "points": _points}[chart.kind]
    axis = {
        "labelColor": look.ink, "titleColor": look.ink, "gridColor": look.grid, "domainColor": look.quiet,
        "tickColor": look.grid, "labelFontSize": TEXT, "titleFontSize": TEXT, "titleFontWeight": "normal",
        "titleLimit": width, "labelLimit": 220, "labelSeparation": 6,
    }  # fmt: skip
    whole = {
        "$schema": alt.SCHEMA_URL, "height": height, "width": "container", "description": chart.alternative,
        "background": look.ground, "padding": {"right": 12, "left": 4, "top": 4, "bottom": 4},
        "config": {"view": {"stroke": None}, "axis": axis, **numbers_of(chart.language)},
    }  # fmt: skip
    if heading:
        named = _named(chart) if chart.kind == "points" else chart.series
        unnamed = [name for name in chart.series if name not in named]
        told = (chart.band, chart.unnamed(unnamed) if unnamed else "", *chart.footer)
        small = [part for line in told if line for part in lines_of(line, width, SMALL)]
        whole["title"] = {
            "text": lines_of(chart.title, width, TITLE, bold=True), "subtitle": small, "anchor": "start",
            "fontSize": TITLE, "color": look.ink, "subtitleFontSize": SMALL, "subtitleColor": look.quiet, "offset": 8,
        }  # fmt: skip
    # A layer at a time, each table once, unchecked (the tests check): Altair's own way takes three times as long.
    with debug_mode(False):
        return {**whole, **_together(layers(chart, look))}


def numbers_of(language: str) -> dict:
    """The part of a configuration that has axes write numbers as the language does; empty for English, the default."""
    if language != "ru":
        return {}
    written = {"decimal": ",", "thousands": "\N{NO-BREAK SPACE}", "grouping": [3], "currency": ["", ""]}
    return {"locale": {"number": written}}


def _together(layers: list[alt.Chart]) -> dict:
    """Layers as plain values with the rows of their tables, each table once under a name."""
    names, rows, found = {}, {}, []
    for layer in layers:
        table = layer.data
        if id(table) not in names:
            names[id(table)] = f"rows_{len(names)}"
            rows[names[id(table)]] = [
                {name: None if value != value else value for name, value in row.items()}
                for row in table.to_dict("records")
            ]
        layer.data = alt.NamedData(name=names[id(table)])
        found.append(layer.to_dict(validate=False, context={"top_level": False}))
        layer.data = table
    return {"layer": found, "datasets": rows}


def _told(chart: Chart) -> pd.DataFrame:
    """The table with its values as words, for labels and tips."""
    ends = [chart.interval(row.low, row.high) for row in chart.table.itertuples()]
    return chart.table.assign(value=[chart.told(y) for y in chart.table["y"]], interval=ends)


def _tips(chart: Chart, across: str) -> list[alt.Tooltip]:
    tips = [alt.Tooltip("series:N", title=" "), alt.Tooltip(across, title=chart.x_label or " "),
            alt.Tooltip("value:N", title=chart.y_label)]  # fmt: skip
    return [*tips, alt.Tooltip("interval:N", title="95 %")] if chart.shows_intervals else tips


def _colour(chart: Chart, look: Look) -> alt.Color:
    colours = chart.colours(look)
    scale = alt.Scale(domain=chart.series, range=[colours[name] for name in chart.series])
    return alt.Color("series:N", scale=scale, legend=None)


def _dash(chart: Chart, look: Look) -> alt.StrokeDash:
    others = [name for name in chart.series if name != chart.baseline]
    dashes = {name: SOLID if n < len(look.colours) else AGAIN for n, name in enumerate(others)}
    dashes[chart.baseline] = BASELINE
    scale = alt.Scale(domain=chart.series, range=[dashes[name] for name in chart.series])
    return alt.StrokeDash("series:N", legend=None, scale=scale)


def _lines(chart: Chart, look: Look) -> list:
    table, colour = _told(chart), _colour(chart, look)
    first, last = float(table["x"].min()), float(table["x"].max())
    reach = alt.Scale(domain=[first, last + ROOM * (last - first or 1.0)], nice=False)
    low, high = chart.ends("y")
    values = list(chart.ticks) or [t for t in range(0, int(last) + 1, 12 if last >= 24 else 3) if t >= first]
    x = alt.X("x:Q", title=chart.x_label, scale=reach, axis=alt.Axis(values=values, labelExpr=WHOLE, grid=False))
    y = alt.Y("y:Q", title=chart.y_label, scale=alt.Scale(domain=[low, high], nice=not chart.y_limits))
    base = alt.Chart(table).encode(x=x, color=colour)
    found = []
    if not chart.y_limits:
        found.append(_zero("y", look))
    if chart.shows_intervals:
        found.append(base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q", title=chart.y_label), y2=alt.Y2("high:Q")))
    single = [chart.rows(name).iloc[alone(chart.rows(name)["low"].to_numpy(float))] for name in chart.series]
    if any(map(len, single)):
        bars = alt.Chart(pd.concat(single)).mark_rule(strokeWidth=2)
        found.append(bars.encode(x=x, color=colour, y=alt.Y("low:Q", title=chart.y_label), y2=alt.Y2("high:Q")))
    for place, text in chart.events:
        moment = alt.Chart(pd.DataFrame({"x": [place], "text": [text]}))
        found.append(moment.mark_rule(color=look.quiet, strokeDash=[2, 2]).encode(x=alt.X("x:Q")))
        found.append(moment.mark_text(color=look.quiet, align="left", dx=5, baseline="top", fontSize=TEXT)
                     .encode(x=alt.X("x:Q"), y=alt.YValue(2), text=alt.Text("text:N")))  # fmt: skip
    line = base.mark_line(strokeWidth=2.5, point=bool(chart.ticks))
    found.append(line.encode(y=y, strokeDash=_dash(chart, look), tooltip=_tips(chart, "x:Q")))
    names = pd.DataFrame([chart.rows(name).iloc[-1] for name in chart.series])
    names = names.assign(text=chart.end_labels().values(), place=names["y"])
    edge = names["x"] > last - ROOM * (last - first)
    names.loc[edge, "x"] = last
    names.loc[edge, "place"] = spread(names.loc[edge, "y"], [0.075 * (high - low)] * int(edge.sum()), low, high)
    found.append(
        alt.Chart(names).mark_text(align="left", dx=8, fontSize=TEXT, fontWeight="bold")
        .encode(x=alt.X("x:Q"), y=alt.Y("place:Q"), text=alt.Text("text:N"), color=colour)
    )  # fmt: skip
    return found


def _zero(along: str, look: Look) -> alt.Chart:
    return (
        alt.Chart(pd.DataFrame({along: [0.0]}))
        .mark_rule(color=look.quiet)
        .encode(alt.X("x:Q") if along == "x" else alt.Y("y:Q"))
    )


def _row_places(chart: Chart, several: bool = True) -> dict:
    """Names from above, and side by side within a name."""
    found = {"y": alt.Y("x:N", title=None, sort=chart.names)}
    return found | ({"yOffset": alt.YOffset("series:N", sort=chart.series)} if several else {})


def _forest(chart: Chart, look: Look) -> list:
    table = _told(chart)
    table["side"] = table["high"].fillna(table["y"])
    base = alt.Chart(table).encode(color=_colour(chart, look), **_row_places(chart))
    ends = base.mark_rule(strokeWidth=2.5).encode(x=alt.X("low:Q", title=chart.y_label), x2=alt.X2("high:Q"))
    empty = [chart.empty(*row) for row in table[["y", "low"]].to_numpy(float)]
    middle = alt.Chart(table.assign(full=1.0 - np.array(empty))).mark_point(filled=True, size=80, opacity=1)
    middle = middle.encode(x=alt.X("y:Q", title=chart.y_label), tooltip=_tips(chart, "x:N"),
                           color=_colour(chart, look), **_row_places(chart))  # fmt: skip
    if any(empty):
        middle = middle.encode(stroke=_colour(chart, look), fillOpacity=alt.FillOpacity("full:Q", scale=None))
    label = base.mark_text(align="left", dx=8, fontSize=TEXT - 1).encode(x=alt.X("side:Q"), text=alt.Text("value:N"))
    return [_zero("x", look), *([ends] if chart.shows_intervals else []), middle, label, *_key(chart, look)]


def _bars(chart: Chart, look: Look) -> list:
    base = alt.Chart(_told(chart)).encode(**_row_places(chart))
    bars = base.mark_bar().encode(
        x=alt.X("y:Q", title=chart.y_label), color=_colour(chart, look), tooltip=_tips(chart, "x:N")
    )
    ends = base.mark_rule(strokeWidth=2, color=look.quiet).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    return [bars, *([ends] if chart.shows_intervals else []), _zero("x", look), *_key(chart, look)]


def _stack(chart: Chart, look: Look) -> list:
    order = {name: n for n, name in enumerate(chart.series)}
    table = _told(chart)
    table["order"] = table["series"].map(order)
    across = alt.X("y:Q", title=chart.y_label, stack="zero")
    base = alt.Chart(table).encode(order=alt.Order("order:Q"), **_row_places(chart, several=False))
    found = [base.mark_bar().encode(x=across, color=_colour(chart, look), tooltip=_tips(chart, "x:N"))]
    colours = chart.colours(look)
    longest = table.assign(y=table["y"].abs()).groupby("x")["y"].sum().max()
    middles = table.assign(middle=table.groupby("x")["y"].cumsum() - table["y"] / 2)
    for name in chart.series:
        wide = middles[(middles["series"] == name) & (middles["y"].abs() > 0.06 * longest)]
        row = alt.Chart(wide).mark_text(fontSize=TEXT, fontWeight="bold", color=inside(colours[name]))
        found.append(row.encode(x=alt.X("middle:Q"), text=alt.Text("value:N"), **_row_places(chart, several=False)))
    return [*found, *_key(chart, look)]


def _points(chart: Chart, look: Look) -> list:
    base = alt.Chart(_told(chart)).encode(color=_colour(chart, look))
    x = alt.X("x:Q", title=chart.x_label, scale=alt.Scale(zero=chart.from_zero))
    y = alt.Y("y:Q", title=chart.y_label, scale=alt.Scale(domain=list(chart.ends("y")), nice=True))
    found = [_zero("x", look), _zero("y", look)] if chart.from_zero else []
    if chart.shows_intervals:
        found.append(
            base.mark_rule(strokeWidth=2).encode(x=x, y=alt.Y("low:Q", title=chart.y_label), y2=alt.Y2("high:Q"))
        )
    if "x_low" in chart.table:
        across = alt.X("x_low:Q", title=chart.x_label)
        found.append(base.mark_rule(strokeWidth=2).encode(x=across, x2=alt.X2("x_high:Q"), y=y))
    found.append(base.mark_point(filled=True, size=110, opacity=1).encode(x=x, y=y, tooltip=_tips(chart, "x:Q")))
    named = base.transform_filter(alt.FieldOneOfPredicate("series", _named(chart)))
    names = named.mark_text(align="left", dx=9, dy=-9, fontSize=TEXT, fontWeight="bold")
    return [*found, names.encode(x=x, y=y, text=alt.Text("series:N"))]


def _named(chart: Chart) -> list[str]:
    """The points whose names cover no other on a plot of usual size; the pointer tells the others."""
    size, spans = {"x": PLOT[0], "y": PLOT[1]}, {axis: chart.ends(axis) for axis in "xy"}
    lasts = [chart.rows(name).iloc[-1] for name in chart.series]
    spots = [[size[a] * (row[a] - low) / (high - low or 1.0) for a, (low, high) in spans.items()] for row in lasts]
    sizes = [(width_of(name, TEXT, True), 1.2 * TEXT) for name in chart.series]
    found = beside(spots, sizes, [(9, 9, 0.0, 0.5)], (-np.inf, -np.inf, np.inf, np.inf))
    return [name for name, place in zip(chart.series, found, strict=True) if place is not None]


def _key(chart: Chart, look: Look) -> list:
    """Names in their own colours above the rows, where a label beside every part would not fit."""
    if len(chart.series) < 2:
        return []
    colours = chart.colours(look)
    marks, place = [], 0.0
    for name in chart.series:
        text = f"\N{BLACK SQUARE} {name}"
        row = alt.Chart(pd.DataFrame({"text": [text]}))
        marks.append(
            row.mark_text(align="left", baseline="bottom", fontSize=TEXT, fontWeight="bold", color=colours[name])
            .encode(x=alt.XValue(place), y=alt.YValue(-6), text=alt.Text("text:N"))
        )  # fmt: skip
        place += width_of(text, TEXT, True) + 1.5 * TEXT
    return marks
