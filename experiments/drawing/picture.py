"""Pictures by matplotlib: PNG, SVG and PDF with the same bytes for the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from experiments.drawing import marks, rows
from experiments.drawing.chart import Chart
from experiments.drawing.fit import lines_of, widest, width_of
from experiments.drawing.look import (
    FONT,
    HEIGHT,
    LEAST,
    LIGHT,
    MARGIN,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    Look,
    readable,
)
from experiments.writing.outputs import write_file

FORMATS = ("png", "svg", "pdf")
STYLE = {"font.family": FONT, "svg.hashsalt": "partner-garden", "svg.fonttype": "none", "pdf.fonttype": 42,
         "axes.unicode_minus": True, "text.parse_math": False}  # fmt: skip
ACROSS = 72 * WIDTH  # points
LINE = 1.3  # of the size of a text
DOTS = 120  # an inch
POINTED = "#808080"  # the colour of a mark under the pointer, on either ground
TIP = "tip-"  # what the marks are called that a page tells the values of


class Sheet:
    """A figure whose places are points from its left upper corner."""

    def __init__(self, look: Look, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.look, self.down = look, 72 * height
        self.figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor=look.ground)
        FigureCanvasAgg(self.figure)

    def text(self, x: float, y: float, text: str, size: float = TEXT, colour: str = "", **how) -> None:
        """Text with its upper left corner there; a line break makes lines."""
        how = {"ha": "left", "va": "top", "linespacing": LINE - 0.1} | how
        self.figure.text(x / ACROSS, 1 - y / self.down, text, fontsize=size, color=colour or self.look.ink, **how)

    def axes(self, left: float, top: float, right: float, bottom: float):
        """Axes between these places."""
        box = (left / ACROSS, 1 - bottom / self.down, (right - left) / ACROSS, (bottom - top) / self.down)
        return self.figure.add_axes(box, facecolor=self.look.ground)

    def key(self, x: float, y: float, names: list[str], colours: dict[str, str]) -> float:
        """Names in their own colours, in as many lines as it takes; returns the place below them."""
        start = x
        for name in names:
            text = f"\N{BLACK SQUARE} {name}"
            if x > start and x + width_of(text, TEXT, True) > ACROSS - MARGIN:
                x, y = start, y + LINE * TEXT
            self.text(x, y, text, TEXT, readable(colours[name], self.look), fontweight="bold")
            x += width_of(text, TEXT, True) + 1.6 * TEXT
        return y + LINE * TEXT


def draw(chart: Chart, look: Look = LIGHT, height: float = HEIGHT, heading: bool = True, tips: list[str] | None = None):
    """A ``matplotlib.figure.Figure`` as wide as a slide and ``height`` inches high.

    Without ``heading`` title and source are left to the slide or page, and no text is smaller than ``LEAST`` points.
    ``tips`` takes a text for each mark that has one.
    """

    def drawn(told: Sequence[str] = (), without: Sequence[str] = (), lower: bool = False):
        if tips is not None:
            tips.clear()
        band = f"{chart.band} {chart.unnamed(list(told))}".strip() if told else chart.band
        return _draw(replace(chart, band=band), look, height, heading, tips, without, lower)

    figure, unnamed = drawn()
    if not unnamed:
        return figure
    lower, left = drawn(lower=True)  # which may have room for all
    if not left:
        return lower
    tried: list[list[str]] = []
    while unnamed and unnamed not in tried:  # a text below leaves another room for names
        tried.append(unnamed)
        figure, unnamed = drawn(unnamed)
        if unnamed == tried[-1]:
            return figure
    told = list(dict.fromkeys(name for names in (*tried, unnamed) for name in names))
    figure, more = drawn(told, told)
    while more:
        told += more
        figure, more = drawn(told, told)
    return figure


def _draw(chart: Chart, look: Look, height: float, heading: bool, tips: list[str] | None,
          without: Sequence[str] = (), lower: bool = False):  # fmt: skip
    """The figure, and the names of points that found no room; see :func:`draw`. Those of ``without`` have no label;
    ``lower`` leaves a line of room below the axes."""
    import matplotlib

    unnamed: list[str] = []
    with matplotlib.rc_context(STYLE):
        sheet, room, top = Sheet(look, height), ACROSS - 2 * MARGIN, MARGIN if heading else MARGIN / 3
        if heading:
            title = lines_of(chart.title, room, TITLE, bold=True)
            sheet.text(MARGIN, top, "\n".join(title), TITLE, fontweight="bold")
            top += 1.2 * TITLE * len(title) + 8
        if chart.remark:
            remark = lines_of(chart.remark, room, TEXT, bold=True)
            sheet.text(MARGIN, top, "\n".join(remark), TEXT, fontweight="bold")
            top += 1.2 * TEXT * len(remark) + 6
        label = lines_of(chart.y_told, room, TEXT)
        sheet.text(MARGIN, top, "\n".join(label), TEXT, look.quiet)
        top += 1.2 * TEXT * len(label) + 10
        colours = chart.colours(look)
        if (chart.kind not in ("lines", "points") or chart.crowds) and len(chart.series) > 1:
            top = sheet.key(MARGIN, top, chart.series, colours) + 4
        bottom = _footer(sheet, chart, heading) - lower * LINE * LEAST
        if chart.risk is not None:
            bottom -= _risk_height(chart)
        bottom -= LINE * TEXT * (2 if chart.x_label else 1) + 8
        if chart.kind in ("lines", "points"):
            axes, unnamed = _plane(sheet, chart, top, bottom, without)
        else:
            axes = _rows(sheet, chart, top, bottom)
        if tips is not None:
            tips += _marked(axes, chart)
        if chart.x_label:
            axes.set_xlabel(chart.x_label, fontsize=TEXT, color=look.quiet, labelpad=6)
        if chart.risk is not None:
            _risk(sheet, axes, chart, bottom)
    return sheet.figure, unnamed


def save(chart: Chart, path: Path, look: Look = LIGHT) -> Path:
    """Write the picture to ``path`` (.png, .svg or .pdf); no date and no random name goes into the file."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise ValueError(f"{path.name}: expected a name that ends in .png, .svg or .pdf")
    write_file(path, lambda part: render(chart, part, kind, look))
    return path


def _marked(axes, chart: Chart) -> list[str]:
    """Put a mark that cannot be seen on every value, named in order, and return what each tells."""
    told, seen = [], {}
    for patch in axes.patches:
        if "|" in (patch.get_gid() or ""):
            seen[tuple(patch.get_gid().split("|"))] = (patch.get_x() + patch.get_width() / 2,
                                                       patch.get_y() + patch.get_height() / 2)  # fmt: skip
    for line in axes.lines:
        if "|" in (line.get_gid() or ""):
            seen[tuple(line.get_gid().split("|"))] = (line.get_xdata()[0], line.get_ydata()[0])
    for row in chart.table.itertuples():
        spot = (row.x, row.y) if chart.kind in ("lines", "points") else seen.get((row.series, str(row.x)))
        if spot is None:
            continue
        along = row.x if isinstance(row.x, str) else f"{row.x:g}"
        where = f"{chart.x_label} {along}".strip() if chart.kind == "lines" else along
        text = ", ".join(part for part in (row.series, where) if part) + f": {chart.told(row.y)}"
        if row.low == row.low:
            text += f" ({chart.interval(row.low, row.high)})"
        axes.plot(*([value] for value in spot), "o", markersize=15, alpha=0.0, color=POINTED, zorder=6,
                  clip_on=False, gid=f"{TIP}{len(told)}")  # fmt: skip
        told.append(text)
    return told


def render(
    chart: Chart,
    target,
    kind: str = "png",
    look: Look = LIGHT,
    height: float = HEIGHT,
    heading: bool = True,
    tips: bool = False,
) -> list[str]:
    """Draw into a path or an open binary file; with ``tips`` every value has a mark: returns what each tells."""
    import matplotlib

    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    with matplotlib.rc_context(STYLE):
        told: list[str] = []
        figure = draw(chart, look, height, heading, told if tips else None)
        if kind == "png":
            _save_flat(figure, target)
        else:
            figure.savefig(target, format=kind, metadata=undated, facecolor=look.ground)
    return told


def _save_flat(figure, target) -> None:
    """A PNG with a palette: charts have few colours, and the file is a third of the size.

    An octree finds the palette in a seventh of the time of a median cut; it rounds the ground, which is then set right.
    """
    import numpy as np
    from PIL import Image

    figure.canvas.draw()
    colours = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    flat = colours.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette, ground = flat.getpalette(), 3 * flat.getpixel((0, 0))
    palette[ground : ground + 3] = colours.getpixel((0, 0))
    flat.putpalette(palette)
    flat.save(target, format="png", dpi=(DOTS, DOTS))


def _footer(sheet: Sheet, chart: Chart, source: bool) -> float:
    """What the band is and, with ``source``, where the numbers are from and the command; returns the place above."""
    texts = [line for line in (chart.band, *(chart.footer if source else ())) if line]
    size, edge = (SMALL, 0.7 * MARGIN) if source else (LEAST, 4.0)
    lines = [part for line in texts for part in lines_of(line, ACROSS - 2 * MARGIN, size)]
    top = sheet.down - edge - 1.2 * size * len(lines)
    sheet.text(MARGIN, top, "\n".join(lines), size, sheet.look.quiet)
    return top - 4


def _plane(sheet: Sheet, chart: Chart, top: float, bottom: float, without: Sequence[str] = ()):
    """Axes for lines or points, with room for the values at the left and names at the right; and names without room."""
    unnamed: list[str] = []
    names = marks.end_labels(chart) if chart.kind == "lines" else {}
    lines = [part for label in names.values() for part in label.split("\n")]
    right = ACROSS - MARGIN - (widest(lines, TEXT, True) + 12 if lines else 0)
    axes = sheet.axes(MARGIN + 60, top + 4, right, bottom)
    marks.plain(axes, sheet.look)
    (marks.draw_lines if chart.kind == "lines" else marks.draw_points)(axes, chart, sheet.look)
    marks.tell_ticks(axes.xaxis, chart)
    low, high = axes.get_ylim()
    shown = marks.tell_ticks(axes.yaxis, chart, [tick for tick in axes.get_yticks() if low <= tick <= high])
    left = MARGIN + widest(shown, TEXT - 1) + marks.TICK + 4
    if chart.risk is not None:
        left = max(left, MARGIN + widest(sum(_risk_names(chart).values(), []), LEAST, True) + 30)
    place = axes.get_position()
    axes.set_position((left / ACROSS, place.y0, right / ACROSS - left / ACROSS, place.height))
    if chart.kind == "lines":
        marks.label_ends(axes, chart, sheet.look)
    else:
        unnamed = marks.label_points(axes, chart, sheet.look, without)
    marks.label_events(axes, chart, sheet.look)
    return axes, unnamed


def _rows(sheet: Sheet, chart: Chart, top: float, bottom: float):
    """Axes for rows of names: names at the left, in a forest also numbers at the right."""
    width = min(0.36 * ACROSS, widest(chart.names, TEXT))
    room = (bottom - top) * len(chart.names) / (len(chart.names) + rows.EDGES)
    names = rows.names_that_fit(chart.names, width, room)
    made = rows.rows_of(chart, names)
    size = rows.size_of(chart, made, bottom - top)
    left = MARGIN + width + 10
    right = ACROSS - MARGIN
    if chart.kind == "forest":
        right -= widest([row.told for row in made], size) + 16
    axes = sheet.axes(left, top, right, bottom)
    marks.plain(axes, sheet.look, along="x")
    rows.draw(axes, chart, sheet.look, made, size, names)
    marks.tell_ticks(axes.xaxis, chart)
    return axes


def taller(chart: Chart) -> float:
    """Inches by which a chart is higher for its table and for more than two lines below, so that its axes are not low
    for them."""
    lines = len(lines_of(chart.band, ACROSS - 2 * MARGIN, LEAST))
    table = _risk_height(chart) if chart.risk is not None else 0.0
    return (table + 1.2 * LEAST * max(0, lines - 2)) / 72


def _risk_height(chart: Chart) -> float:
    return LINE * LEAST * (1 + sum(map(len, _risk_names(chart).values()))) + 4


def _risk_names(chart: Chart) -> dict[str, list[str]]:
    """The names of the table under the axis, in lines of the width that labels at the ends have."""
    return {name: lines_of(name, marks.LABEL, LEAST, bold=True) for name in dict.fromkeys(chart.risk["series"])}


def _months_that_fit(months: list[float], scale: float, width: float) -> list[float]:
    """The last month, and of the others those that leave room: ``scale`` points a month, columns ``width`` wide."""
    kept = [months[-1]]
    for month in reversed(months[:-1]):
        # The first column begins at the axis, the others stand in the middle of their month.
        if (kept[-1] - month) * scale > width * (1.5 if month == months[0] else 1.0) + 8:
            kept.append(month)
    return kept


def _risk(sheet: Sheet, axes, chart: Chart, bottom: float) -> None:
    """Numbers under the axis, one line a series: those still in business after so many months."""
    colours = chart.colours(sheet.look)
    size, place = LEAST, bottom + LINE * TEXT * 2 + 10
    sheet.text(MARGIN, place, chart.risk_label, size, sheet.look.quiet)
    table = chart.risk
    box, (first, last) = axes.get_position(), axes.get_xlim()
    scale = ACROSS * box.width / (last - first)
    months = _months_that_fit(sorted(set(table["x"])), scale, widest(table["told"], size))
    place += LINE * size
    for name, lines in _risk_names(chart).items():
        colour = colours.get(name, sheet.look.quiet)  # the base of differences has no line
        sheet.text(MARGIN, place, "\n".join(lines), size, readable(colour, sheet.look), fontweight="bold")
        for row in table[(table["series"] == name) & table["x"].isin(months)].itertuples():
            x = ACROSS * box.x0 + scale * (row.x - first)
            sheet.text(x, place, row.told, size, ha="left" if row.x == first else "center")
        place += LINE * size * len(lines)
