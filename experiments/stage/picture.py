"""Pictures by matplotlib: PNG, SVG and PDF with the same bytes for the same numbers."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np

from experiments.stage.chart import Chart
from experiments.stage.fit import lines_of
from experiments.stage.look import DASHES, FONT, HEIGHT, LIGHT, SMALL, TEXT, TITLE, WIDTH, Look, colours_of
from experiments.tables import write_file

FORMATS = ("png", "svg", "pdf")
STYLE = {"font.family": FONT, "svg.hashsalt": "partner-garden", "svg.fonttype": "none", "pdf.fonttype": 42,
         "axes.unicode_minus": True}  # fmt: skip
LEFT, RIGHT = 0.1, 0.975
ACROSS = 0.96 * WIDTH * 72  # points that a line of text may take


def draw(chart: Chart, look: Look = LIGHT, heading: bool = True):
    """A ``matplotlib.figure.Figure`` of 16 to 9; without ``heading`` the title is left to the slide."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=120, facecolor=look.ground)
        FigureCanvasAgg(figure)
        bottom = 0.115 + 0.024 * len(_footer(chart))
        if chart.risk is not None:
            bottom += 0.045 + 0.034 * len(chart.series)
        title = lines_of(chart.title, ACROSS, TITLE, bold=True)
        top = 0.94 - (0.052 * len(title) if heading else 0.0)
        if chart.kind in ("forest", "bars") and len(chart.series) > 1:
            top -= 0.045  # room for the key
        axes = figure.add_axes((LEFT, bottom, RIGHT - LEFT, top - bottom), facecolor=look.ground)
        if heading:
            figure.text(0.02, 0.975, "\n".join(title), fontsize=TITLE, fontweight="bold", va="top", color=look.ink,
                        linespacing=1.15)  # fmt: skip
        {"lines": _lines, "forest": _forest, "bars": _bars, "points": _points}[chart.kind](axes, chart, look)
        _plain(axes, look)
        if chart.risk is not None:
            _risk(figure, axes, chart, look, bottom)
        figure.text(0.02, 0.015, "\n".join(_footer(chart)), fontsize=SMALL, color=look.quiet, va="bottom",
                    linespacing=1.25)  # fmt: skip
    return figure


def save(chart: Chart, path: Path, look: Look = LIGHT) -> Path:
    """Write the picture to ``path`` (.png, .svg or .pdf); no date and no random name goes into the file."""
    import matplotlib

    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise ValueError(f"{path.name}: expected a name that ends in .png, .svg or .pdf")
    with matplotlib.rc_context(STYLE):
        write_file(path, lambda part: render(chart, part, kind, look))
    return path


def render(chart: Chart, target, kind: str = "png", look: Look = LIGHT, heading: bool = True) -> None:
    """Draw into a path or an open binary file."""
    import matplotlib

    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    with matplotlib.rc_context(STYLE):
        draw(chart, look, heading).savefig(target, format=kind, metadata=undated, facecolor=look.ground)


def _footer(chart: Chart) -> list[str]:
    lines = [chart.band] if chart.band else []
    return [part for line in (*lines, *chart.footer) for part in lines_of(line, ACROSS, SMALL)]


def _lines(axes, chart: Chart, look: Look) -> None:
    colours = colours_of(chart.series, chart.baseline, look)
    others = [name for name in chart.series if name != chart.baseline]
    ends = []
    for name in chart.series:
        rows = chart.rows(name)
        x, y, low, high = (rows[c].to_numpy(float) for c in ("x", "y", "low", "high"))
        dash = (0, (5, 3)) if name == chart.baseline else DASHES[others.index(name) % len(DASHES)]
        if np.isfinite(low).all():
            axes.fill_between(x, low, high, color=colours[name], alpha=0.16, linewidth=0)
        axes.plot(x, y, color=colours[name], linestyle=dash, linewidth=2.6, gid=name)
        ends.append((float(y[-1]), f"{name} {chart.told(y[-1])}", colours[name]))
    first, last = float(chart.table["x"].min()), float(chart.table["x"].max())
    axes.set_xlim(first, last + 0.27 * (last - first or 1.0))
    axes.spines["bottom"].set_bounds(first, last)
    _months(axes, first, last)
    if chart.y_limits:
        axes.set_ylim(*chart.y_limits)
    else:
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, 0.0), max(high, 0.0))
        axes.plot([first, last], [0.0, 0.0], color=look.quiet, linewidth=1.2, zorder=1)
    _name_axes(axes, chart, look)
    _end_labels(axes, last, ends, look)


def _name_axes(axes, chart: Chart, look: Look) -> None:
    """Axis labels; a label longer than its axis is broken."""
    height = axes.get_position().height * HEIGHT * 72 / (0.62 * TEXT)
    axes.set_xlabel(chart.x_label, fontsize=TEXT, color=look.ink)
    axes.set_ylabel("\n".join(textwrap.wrap(chart.y_label, int(height))), fontsize=TEXT, color=look.ink)


def _key(axes, names: list[str], colours: dict[str, str], look: Look, marker: str) -> None:
    """The names of colours in one line above the rows: beside every small part they would cover each other."""
    handles = [axes.plot([], [], marker, color=colours[name], markersize=11, label=name)[0] for name in names]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncol=len(handles),
                frameon=False, fontsize=TEXT, labelcolor=look.ink, borderaxespad=0.0, handletextpad=0.2,
                columnspacing=1.4)  # fmt: skip


def _months(axes, first: float, last: float) -> None:
    """Whole years where they fit, else a handful of ticks; none beyond the data."""
    from matplotlib.ticker import MaxNLocator

    years = np.arange(np.ceil(first / 12) * 12, last + 1e-9, 12)
    ticks = years if 3 <= len(years) <= 11 else MaxNLocator(7).tick_values(first, last)
    axes.set_xticks([tick for tick in ticks if first <= tick <= last])


def _end_labels(axes, right: float, ends, look: Look) -> None:
    """Each line's name and last value at its right end, moved apart where they would cover each other."""
    low, high = axes.get_ylim()
    gap = 1.3 * TEXT / 72 / (axes.get_position().height * HEIGHT) * (high - low)
    ends = sorted(ends, key=lambda end: end[0])
    places = np.array([end[0] for end in ends])
    for _ in range(200):
        for n in range(len(places) - 1):
            short = gap - (places[n + 1] - places[n])
            if short > 0.0:
                places[n] -= short / 2
                places[n + 1] += short / 2
        places += max(0.0, low + gap / 2 - places[0]) - max(0.0, places[-1] - high + gap / 2)
    for place, (_, text, colour) in zip(places, ends, strict=True):
        axes.annotate(text, (right, place), xytext=(10, 0), textcoords="offset points", fontsize=TEXT, color=colour,
                      va="center", annotation_clip=False)  # fmt: skip


def _forest(axes, chart: Chart, look: Look) -> None:
    """Effects with their intervals, one row each; rows of one name stand together."""
    names = list(dict.fromkeys(chart.table["x"]))
    colours = colours_of(chart.series, chart.baseline, look)
    step = 0.8 / max(1, len(chart.series))
    for number, series in enumerate(chart.series):
        for row in chart.rows(series).itertuples():
            place = -(names.index(row.x) + (number - (len(chart.series) - 1) / 2) * step)
            if np.isfinite(row.low):
                axes.plot([row.low, row.high], [place, place], color=colours[series], linewidth=2.6,
                          solid_capstyle="butt")  # fmt: skip
            axes.plot([row.y], [place], "o", color=colours[series], markersize=8, gid=f"{series}|{row.x}")
            side = row.high if np.isfinite(row.high) else row.y
            text = chart.told(row.y) if row.y < 0 else f"+{chart.told(row.y)}"
            axes.annotate(text, (side, place), xytext=(8, 0), textcoords="offset points", va="center",
                          fontsize=TEXT - 2, color=colours[series])  # fmt: skip
    axes.axvline(0.0, color=look.quiet, linewidth=1.4, zorder=1)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.0), max(high, 0.0) + 0.08 * (high - low))
    axes.set_ylim(-len(names) + 0.45, 0.55)
    width = 15
    axes.set_yticks([-n for n in range(len(names))], ["\n".join(textwrap.wrap(str(name), width)) for name in names])
    axes.set_xlabel(chart.y_label, fontsize=TEXT, color=look.ink)
    position = axes.get_position()
    axes.set_position((0.17, position.y0, RIGHT - 0.17, position.height))
    if len(chart.series) > 1:
        _key(axes, chart.series, colours, look, "o")


def _bars(axes, chart: Chart, look: Look) -> None:
    """Stacked bars, one a name in ``x``; a part too small for its number goes without."""
    names = list(dict.fromkeys(chart.table["x"]))
    colours = colours_of(chart.series, chart.baseline, look)
    total = chart.table.assign(size=chart.table["y"].abs()).groupby("x", sort=False)["size"].sum().max()
    start = dict.fromkeys(names, 0.0)
    below = dict.fromkeys(names, 0.0)
    for series in chart.series:
        for row in chart.rows(series).itertuples():
            side = start if row.y >= 0 else below
            place = -names.index(row.x)
            axes.barh(place, row.y, left=side[row.x], height=0.62, color=colours[series], edgecolor=look.ground,
                      linewidth=1.5, gid=f"{series}|{row.x}")  # fmt: skip
            if abs(row.y) > 0.045 * total:
                axes.text(side[row.x] + row.y / 2, place, chart.told(row.y), ha="center", va="center",
                          fontsize=TEXT - 2, color=look.ground)  # fmt: skip
            side[row.x] += row.y
    axes.set_yticks([-n for n in range(len(names))], ["\n".join(textwrap.wrap(str(name), 15)) for name in names])
    axes.set_ylim(-len(names) + 0.5, 0.5)
    axes.set_xlabel(chart.y_label, fontsize=TEXT, color=look.ink)
    position = axes.get_position()
    axes.set_position((0.17, position.y0, RIGHT - 0.17, position.height))
    if len(chart.series) > 1:
        _key(axes, chart.series, colours, look, "s")


def _points(axes, chart: Chart, look: Look) -> None:
    """Two measures against each other, with both intervals and names."""
    colours = colours_of(chart.series, chart.baseline, look)
    for series in chart.series:
        for row in chart.rows(series).itertuples():
            if np.isfinite(row.low):
                axes.plot([row.x, row.x], [row.low, row.high], color=colours[series], linewidth=2.0, alpha=0.6)
            if np.isfinite(getattr(row, "x_low", float("nan"))):
                axes.plot([row.x_low, row.x_high], [row.y, row.y], color=colours[series], linewidth=2.0, alpha=0.6)
            axes.plot([row.x], [row.y], "o", color=colours[series], markersize=10, gid=series)
    axes.axhline(0.0, color=look.quiet, linewidth=1.2, zorder=1)
    axes.axvline(0.0, color=look.quiet, linewidth=1.2, zorder=1)
    axes.margins(0.13)
    axes.autoscale_view()
    _name_axes(axes, chart, look)
    _point_labels(axes, chart, colours)


def _point_labels(axes, chart: Chart, colours) -> None:
    """A name beside each point, on the side and height that cover no other name."""
    figure = axes.figure
    taken: list = []
    frame = axes.get_window_extent()
    rows = list(chart.table.itertuples())
    spots = np.array([axes.transData.transform((row.x, row.y)) for row in rows])
    for row in rows:
        best = None
        for dx, dy in ((10, 9), (-10, 9), (10, -9), (-10, -9), (10, 26), (-10, 26), (10, -26), (-10, -26)):
            note = axes.annotate(
                row.series, (row.x, row.y), xytext=(dx, dy), textcoords="offset points", fontsize=TEXT,
                color=colours[row.series], ha="left" if dx > 0 else "right", va="center",
            )  # fmt: skip
            box = note.get_window_extent(figure.canvas.get_renderer())
            cover = sum(box.overlaps(other) for other in taken) + sum(box.contains(*spot) for spot in spots)
            cover += 5 * (box.x0 < frame.x0 or box.x1 > frame.x1 or box.y0 < frame.y0 or box.y1 > frame.y1)
            if best is None or cover < best[0]:
                if best:
                    best[1].remove()
                best = (cover, note, box)
            else:
                note.remove()
            if cover == 0:
                break
        taken.append(best[2])


def _risk(figure, axes, chart: Chart, look: Look, bottom: float) -> None:
    """Numbers at risk under the axis, one line a series."""
    colours = colours_of(chart.series, chart.baseline, look)
    months = sorted(set(chart.risk["x"]))
    place = bottom - 0.115
    figure.text(0.012, place + 0.034, chart.risk_label, fontsize=SMALL + 1, color=look.quiet)
    for name in chart.series:
        rows = chart.risk[chart.risk["series"] == name].set_index("x")
        figure.text(axes.get_position().x1, place, name, fontsize=SMALL + 1, color=colours[name], ha="right")
        for month in months:
            x = figure.transFigure.inverted().transform(axes.transData.transform((month, 0.0)))[0]
            figure.text(x, place, f"{int(rows.loc[month, 'at_risk']):,}", fontsize=SMALL + 1, color=look.ink,
                        ha="left" if month == months[0] else "center")  # fmt: skip
        place -= 0.034


def _plain(axes, look: Look) -> None:
    """A light grid and no box."""
    from matplotlib.ticker import FuncFormatter

    along = "y" if axes.get_ylabel() else "x"
    axes.grid(color=look.grid, linewidth=0.9, axis="both" if along == "y" and axes.get_xlabel() else along)
    if not axes.get_ylabel():
        axes.grid(False, axis="y")
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=TEXT - 1, length=0, colors=look.ink)
    shown = FuncFormatter(lambda value, _: f"{value:,.10g}".replace("-", "\N{MINUS SIGN}"))
    axes.xaxis.set_major_formatter(shown)
    if axes.get_ylabel():
        axes.yaxis.set_major_formatter(shown)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(look.grid)
