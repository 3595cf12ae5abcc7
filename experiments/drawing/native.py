"""Charts that can be edited in the slide: the same numbers, labels and colours, in the program's own kinds."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import numpy as np
import pandas as pd

from experiments.drawing.chart import Chart
from experiments.drawing.fit import FLAT, beside, kept_together, spread, widest, width_of
from experiments.drawing.look import LEAST, LIGHT, SLIDE_FONT, Look, inside, readable
from experiments.drawing.marks import FOREIGN, HALF
from experiments.words.words import rounded, words

LABELS = 1.0  # of the width in our font that the slides' font needs, at most
# Sides of a point as the program knows them, and points that a label is moved up from there: its label's place as
# fit.beside takes it. Beside the middle it would stand on the point's own interval.
UPS = (17, -17, 36, -36, 56, -56)
SIDES = {(side, up): (dx, up, float(dx < 0), 0.5) for up in UPS for side, dx in (("r", 9), ("l", -9))}
BARS = 0.6  # of the chart's width that bars in parts have, beside their names, about
NAMES = 0.5  # of it that the names of rows have at most
FEW = 2  # intervals of a line that are bars; of more the ends are thin lines
INNER = {"x": 0.07, "y": 0.03, "w": 0.9, "h": 0.8}  # of points, in shares of the chart
# No line from a point to its label: it would run over the lines that go on there.
UNLED = """<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
    xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext>
    </c:extLst>"""
ASIDE = 0.008  # of the chart's width, between the end of a line with its interval and its label
MARK = 0.02  # of an axis, half a point's mark
CODES = {"ru": "[$-419]"}  # of languages in a format of numbers
KEYED = INNER | {"y": 0.11, "h": 0.72}  # of points with a legend above them


def native_data(chart: Chart):
    """The kind of native chart and its data: the same values as in the picture."""
    from pptx.chart.data import CategoryChartData, XyChartData
    from pptx.enum.chart import XL_CHART_TYPE

    if chart.kind in ("lines", "points"):
        data, say = XyChartData(), words(chart.language)
        longest = _longest_line(chart)
        ends = [(say(f"native.{column}", name=name), column, rows) for name, column, rows in _ends(chart)]
        for name, column, rows in [*((name, "y", chart.rows(name)) for name in chart.series), *ends]:
            series = data.add_series(name)
            # LibreOffice leaves out a line with fewer points than another: its last point is said again.
            for place in range(longest if chart.kind == "lines" else len(rows)):
                x, y = map(float, rows[["x", column]].iloc[min(place, len(rows) - 1)])
                series.add_data_point(x, y if rounded(y, chart.digits) else 0.0)  # no label tells a minus zero
        if chart.kind == "points":
            return XL_CHART_TYPE.XY_SCATTER, data
        marked = XL_CHART_TYPE.XY_SCATTER_LINES if chart.ticks else XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS
        return marked, data
    data = CategoryChartData()
    if chart.kind != "stack":
        rows = native_rows(chart)
        data.categories = [label for label, *_ in rows]
        for series in chart.series:
            data.add_series(series, [float(row.y) if name == series else None for _, name, row in rows])
        return XL_CHART_TYPE.BAR_CLUSTERED, data
    data.categories = [str(name) for name in chart.names]
    for series in chart.series:
        rows = chart.rows(series).set_index("x")["y"]
        data.add_series(series, [float(rows[name]) if name in rows else None for name in chart.names])
    return XL_CHART_TYPE.BAR_STACKED, data


def native_rows(chart: Chart) -> list[tuple[str, str, object]]:
    """Rows of bars from above: the label, the series and the table's row.

    Each bar has a row of its own, whose label tells the series and the numbers: beside bars with intervals, values
    would stand on the intervals, and legends of horizontal bars read from below.
    """
    found = []
    for name in chart.names:
        for series in chart.series:
            rows = chart.rows(series)
            for row in rows[rows["x"] == name].itertuples():
                label = f"{name}, {series}" if len(chart.series) > 1 and series else str(name)
                sign = chart.kind == "forest"
                value = chart.told(row.y, sign)
                ends = chart.interval(row.low, row.high, sign)
                value += f" ({ends})" if ends else ""
                found.append((kept_together(f"{label}: {value}"), series, row))
    return found


def _longest_line(chart: Chart) -> int:
    """Points of the line that has most."""
    return max(len(chart.rows(name)) for name in chart.series)


def dress(native, chart: Chart, width: float, look: Look = LIGHT) -> None:
    """Colours, axes and labels of the house on a native chart ``width`` inches wide."""
    from pptx.util import Pt

    native.font.name, native.font.size = SLIDE_FONT, Pt(LEAST)
    native.font.color.rgb = rgb(look.ink)
    native.has_title = False
    native.has_legend = len(chart.series) > 1 and (chart.kind == "stack" or chart.crowds)
    if native.has_legend:
        from pptx.enum.chart import XL_LEGEND_POSITION

        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        native.legend.font.size = Pt(14)
    _axes(native, chart, look)
    if chart.kind == "lines":
        _lines(native, chart, width, look)
    elif chart.kind == "points":
        _points(native, chart, width, look)
    elif chart.kind == "stack":
        _parts(native, chart, width, look)
    else:
        _bars(native, chart, width, look)


def number_format(digits: int, language: str = "en") -> str:
    """How the program writes values: with the separators of the language where the program knows them by a code (else
    those of the reader's own country), and a true minus."""
    told, code = "#,##0" + ("." + "0" * digits if digits else ""), CODES.get(language, "")
    return f'{code}{told};{code}"\N{MINUS SIGN}"{told}'


def rgb(text: str):
    """A colour of the house as python-pptx takes it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(text[1:])


def _axes(native, chart: Chart, look: Look) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    value, category = native.value_axis, native.category_axis
    value.major_gridlines.format.line.color.rgb = rgb(look.grid)
    value.format.line.fill.background()
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.format.line.color.rgb = rgb(look.quiet)
    if chart.kind in ("lines", "points"):
        _written(category, 1.0, chart.language)
        category.has_major_gridlines = chart.kind == "points"
        if chart.kind == "points":
            category.major_gridlines.format.line.color.rgb = rgb(look.grid)
            value.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        if chart.y_limits:
            value.minimum_scale, value.maximum_scale = chart.y_limits
            _written(value, 1.0, chart.language)
    else:
        category.reverse_order = True
        value.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    category.has_title = bool(chart.x_label)
    if chart.x_label:
        frame = category.axis_title.text_frame
        frame.text = chart.x_label
        frame.paragraphs[0].font.size, frame.paragraphs[0].font.bold = Pt(14), False


def _lines(native, chart: Chart, width: float, look: Look) -> None:
    """Lines with their own name and last value at the right end, apart from each other."""
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    colours = chart.colours(look)
    table = chart.table
    first, last = float(table["x"].min()), float(table["x"].max())
    axis = native.category_axis
    # The plot ends where the data do; what is right of it is room for names.
    room = min(0.35, LABELS * widest(chart.end_labels().values(), LEAST, True) / 72 / width + 0.03 + ASIDE)
    inner = {"x": 0.07, "y": 0.03, "w": 0.93 - room, "h": 0.82}
    _place_plot(native, inner)
    # The last of twelve months is month 12: the axis begins at 0, so that whole years are marked.
    axis.minimum_scale, axis.maximum_scale = min(first, 0.0 if first == 1.0 else first), max(last, first + 1.0)
    axis.major_unit = _step(chart, first, last)
    low, high = _limits(native.value_axis, chart)
    ends = list(chart.end_values().values())
    line = 1.3 * 14 / (72 * 5.25 * inner["h"]) * (high - low)
    places = spread(ends, [line] * len(ends), low, high)
    # A line that ends early has its label at the edge, too, as in the picture: beside it others go on.
    span = axis.maximum_scale - axis.minimum_scale
    left = [inner["w"] * (last - float(chart.rows(name)["x"].iloc[-1])) / span for name in chart.series]
    drawn = list(native.plots[0].series)
    for series, (name, *_) in zip(drawn[len(ends) :], _ends(chart), strict=True):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = rgb(colours[name]), Pt(0.75)
    for series, end, place, across in zip(drawn[: len(ends)], ends, places, left, strict=True):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = rgb(colours[series.name]), Pt(2.5)
        if series.name == chart.baseline:
            series.format.line.dash_style = MSO_LINE.DASH
        if chart.ticks:
            _mark(series, colours[series.name], 8)
        _label_point(
            series, _longest_line(chart) - 1, chart, readable(colours[series.name], look),
            -(place - end) / (high - low) * inner["h"], across=across,
        )  # fmt: skip
        if not _banded(chart, series.name):
            _bars_of_error(series, "y", *_few(chart, series.name), colours[series.name])


def _banded(chart: Chart, name: str) -> bool:
    """Whether a line has intervals at more than a few places, all in a row: a band."""
    there = np.flatnonzero(np.isfinite(chart.rows(name)["low"]))
    return chart.kind == "lines" and not chart.ticks and FEW < len(there) == np.ptp(there) + 1


def _ends(chart: Chart) -> list[tuple[str, str, pd.DataFrame]]:
    """The ends of bands as lines of their own: whose they are, the column and its rows."""
    return [(name, end, chart.rows(name).dropna(subset=[end]))
            for name in chart.series if _banded(chart, name) for end in ("low", "high")]  # fmt: skip


def _few(chart: Chart, name: str) -> list[np.ndarray]:
    """Middle, low and high of a line whose intervals are few, or at levels of their own; as long as the longest."""
    rows = chart.rows(name)
    more = _longest_line(chart) - len(rows)
    return [np.concatenate([rows[column].to_numpy(float), np.full(more, np.nan)]) for column in ("y", "low", "high")]


def _step(chart: Chart, first: float, last: float) -> float:
    if chart.ticks:
        return float(min(np.diff(sorted(chart.ticks)))) if len(chart.ticks) > 1 else 1.0
    return 12.0 if last - first >= 24 else max(1.0, round((last - first) / 8))


def _limits(axis, chart: Chart, along: str = "y") -> tuple[float, float]:
    """Set the ends of an axis so that it holds all of the chart's values, points with their marks; returns them."""
    low, high = chart.ends(along)
    if along == "y" and chart.y_limits:
        return low, high
    room = MARK * (high - low) if chart.kind == "points" else 0.0
    return _span(axis, low - room * (low != 0.0), high + room * (high != 0.0), chart.language)


def _span(axis, low: float, high: float, language: str) -> tuple[float, float]:
    """Let an axis go from ``low`` to ``high``, in round numbers; returns its ends."""
    from matplotlib.ticker import MaxNLocator

    low, high = (low, high) if high - low > FLAT else (-1.0, 1.0)
    ticks = MaxNLocator(7, steps=[1, 2, 5, 10]).tick_values(low, high)
    axis.minimum_scale, axis.maximum_scale = float(ticks[0]), float(ticks[-1])
    axis.major_unit = float(ticks[1] - ticks[0])
    _written(axis, axis.major_unit, language)
    return float(ticks[0]), float(ticks[-1])


def _written(axis, step: float, language: str = "en") -> None:
    """Let an axis write as many decimals as its steps have: with fewer, 2.5 and 3 would read the same."""
    digits = next(n for n in range(10) if abs(step * 10**n - round(step * 10**n)) < 1e-6 * step * 10**n or n == 9)
    axis.tick_labels.number_format = number_format(digits, language)
    axis.tick_labels.number_format_is_linked = False


def _place_plot(native, inner: dict[str, float]) -> None:
    """Fix the inner plot area, as shares of the chart."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    area = native._chartSpace.chart.plotArea
    for old in area.xpath("./c:layout"):
        area.remove(old)
    sides = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in inner.items())
    area.insert(0, parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>'
        f"{sides}</c:manualLayout></c:layout>"
    ))  # fmt: skip


def _sides(chart: Chart, x_span: tuple[float, float], y_span: tuple[float, float], box) -> dict[str, tuple[str, int]]:
    """The side of each point's name and how far up it is moved (points); names without room are not there.

    ``x_span`` and ``y_span`` are the ends of the axes, ``box`` is the plot's width and height in points.
    """
    lasts = [chart.rows(name).iloc[-1] for name in chart.series]
    spots = [
        tuple(size * (row[axis] - low) / (high - low)
              for axis, (low, high), size in zip("xy", (x_span, y_span), box, strict=True))
        for row in lasts
    ]  # fmt: skip
    if chart.crowds:
        return {}
    sizes = [(LABELS * width_of(name, LEAST, True), 1.3 * LEAST) for name in chart.series]
    right = box[0] * (1 - INNER["x"]) / INNER["w"]  # names may stand over the edge of the plot there
    lines = []
    for row in lasts:
        for low, high, along in ((row["low"], row["high"], 1), (row.get("x_low"), row.get("x_high"), 0)):
            if low is not None and np.isfinite(low):
                ends = [{"x": row["x"], "y": row["y"], "xy"[along]: end} for end in (low, high)]
                lines.append(tuple(size * (end[axis] - least) / (most - least) for end in ends for axis, (least, most),
                                   size in zip("xy", (x_span, y_span), box, strict=True)))  # fmt: skip
    x, y = (-size * low / (high - low) for (low, high), size in zip((x_span, y_span), box, strict=True))
    zeros = [(x, 0.0, x, box[1]), (0.0, y, right, y)] if chart.from_zero else []
    found = beside(spots, sizes, SIDES.values(), (0.0, 0.0, right, box[1]), gap=6.0, lines=lines, apart=zeros,
                   mark=HALF, near=FOREIGN)  # fmt: skip
    side_of = {place: side for side, place in SIDES.items()}
    return {name: side_of[place] for name, place in zip(chart.series, found, strict=True) if place is not None}


def _label_point(series, number: int, chart: Chart, colour: str, shift: float = 0.0, side: str = "r",
                 across: float = 0.0) -> None:  # fmt: skip
    """A label at one point: the name of the series, on lines its value too; moved by a share of the height, and of the
    width."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    value, told = chart.kind == "lines", quoteattr(number_format(chart.digits, chart.language))
    nothing = "".join(f'<c:show{what} val="0"/>' for what in ("LegendKey", "Val", "CatName", "SerName", "Percent"))
    aside = ASIDE * value + across
    labels = f"""<c:dLbls {nsdecls("c", "a")}><c:dLbl><c:idx val="{number}"/>
        <c:layout><c:manualLayout><c:x val="{aside:.4f}"/><c:y val="{shift:.4f}"/></c:manualLayout></c:layout>
        <c:numFmt formatCode={told} sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>
        <c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1400" b="1"><a:solidFill>
        <a:srgbClr val="{colour[1:]}"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>
        <c:dLblPos val="{side}"/><c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>
        <c:showSerName val="1"/><c:showPercent val="0"/><c:showBubbleSize val="0"/><c:separator> </c:separator>
        </c:dLbl>{nothing}<c:showBubbleSize val="0"/>{UNLED}</c:dLbls>"""
    labels = parse_xml(labels)
    element = series._element
    for old in element.xpath("./c:dLbls"):
        element.remove(old)
    element.insert_element_before(labels, "c:trendline", "c:errBars", "c:xVal", "c:yVal", "c:smooth", "c:extLst")


def _mark(series, colour: str, size: int) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE

    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(colour)
    series.marker.format.line.color.rgb = rgb(colour)


def _points(native, chart: Chart, width: float, look: Look) -> None:
    """Points with their names, where there is room, and the intervals of both measures."""
    colours = chart.colours(look)
    up = _limits(native.value_axis, chart)
    across = _limits(native.category_axis, chart, "x")
    _place_plot(native, KEYED if native.has_legend else INNER)
    sides = _sides(chart, across, up, (72 * width * INNER["w"], 72 * 5.25 * INNER["h"]))
    for series in native.plots[0].series:
        rows = chart.rows(series.name)
        series.format.line.fill.background()
        _mark(series, colours[series.name], 12)
        if series.name in sides:
            shade = readable(colours[series.name], look)
            side, up = sides[series.name]
            _label_point(series, len(rows) - 1, chart, shade, -up / (72 * 5.25), side)
        _bars_of_error(series, "y", rows["y"], rows["low"], rows["high"], colours[series.name])
        if "x_low" in rows:
            _bars_of_error(series, "x", rows["x"], rows["x_low"], rows["x_high"], colours[series.name])


def _fill(series, colour: str) -> None:
    """A bar's colour, below zero as well."""
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(colour)
    series.invert_if_negative = False


def _bars(native, chart: Chart, width: float, look: Look) -> None:
    """A row a bar, with its numbers in its name and its interval as the program's own error bar."""
    colours, rows = chart.colours(look), native_rows(chart)
    _limits(native.value_axis, chart)
    names = min(NAMES, LABELS * widest([label for label, *_ in rows], LEAST) / 72 / width + 0.02)
    _place_plot(native, {"x": names, "y": 0.02, "w": 0.97 - names, "h": 0.86})
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    for series in plot.series:
        _fill(series, colours[series.name])
        for number, (_, name, row) in enumerate(rows):
            if name == series.name and chart.empty(row.y, row.low):
                bar = series.points[number].format
                bar.fill.background()
                bar.line.color.rgb = rgb(colours[name])
        own = [(row.y, row.low, row.high) if name == series.name else (0.0, np.nan, np.nan) for _, name, row in rows]
        _bars_of_error(series, "y", *np.array(own, float).T, look.ink)


def _parts(native, chart: Chart, width: float, look: Look) -> None:
    """Bars in parts with their values, where those have room."""
    from pptx.util import Pt

    colours, table, plot = chart.colours(look), chart.table, native.plots[0]
    below, above = (table[table["y"] * sign > 0].groupby("x")["y"].sum() for sign in (-1, 1))
    low, high = _span(native.value_axis, min(below, default=0.0), max(above, default=0.0), chart.language)
    plot.gap_width, plot.overlap = 50, 100
    for series in plot.series:
        _fill(series, colours[series.name])
        labels = series.data_labels
        labels.show_value, labels.number_format_is_linked = True, False
        labels.number_format = number_format(chart.digits, chart.language)
        labels.font.size, labels.font.color.rgb = Pt(LEAST), rgb(inside(colours[series.name]))
        rows = chart.rows(series.name).set_index("x")["y"].reindex(chart.names).fillna(0.0)
        scale = BARS * 72 * width / (high - low)  # points a unit
        _silence(series, [LABELS * width_of(chart.told(y), LEAST) + 4 > scale * abs(y) for y in rows])


def _silence(series, narrow: list[bool]) -> None:
    """No value on a part that is too narrow for it."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    labels = series._element.xpath("./c:dLbls")[0]
    for place, number in enumerate(n for n, small in enumerate(narrow) if small):
        labels.insert(place, parse_xml(
            f'<c:dLbl {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/></c:dLbl>'
        ))  # fmt: skip


def _bars_of_error(series, along: str, middle, low, high, colour: str) -> None:
    """Intervals as the program's own error bars, with a width for each side of each point."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    middle, low, high = (np.asarray(column, float) for column in (middle, low, high))
    if not np.isfinite(low).any():
        return
    sides = {"plus": high - middle, "minus": middle - low}
    widths = np.concatenate(list(sides.values()))
    # One width for all is a value of its own: LibreOffice draws no list of widths along x.
    one = np.ptp(widths) <= FLAT * np.abs(widths).max()
    told = (
        f'<c:val val="{widths[0]:.10g}"/>'
        if one
        else "".join(
            f'<c:{name}><c:numLit><c:ptCount val="{len(widths)}"/>'
            + "".join(f'<c:pt idx="{n}"><c:v>{w:.10g}</c:v></c:pt>' for n, w in enumerate(widths) if np.isfinite(w))
            + f"</c:numLit></c:{name}>"
            for name, widths in sides.items()
        )
    )
    direction = f'<c:errDir val="{along}"/>' if series._element.xpath("./c:xVal") else ""
    kind = "fixedVal" if one else "cust"
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}>{direction}<c:errBarType val="both"/><c:errValType val="{kind}"/>'
        f'<c:noEndCap val="1"/>{told}<c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
        f"</a:ln></c:spPr></c:errBars>"
    )
    series._element.insert_element_before(bars, "c:cat", "c:val", "c:xVal", "c:yVal", "c:smooth", "c:shape", "c:extLst")
