"""Lines and points inside the axes of a picture, with their own labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.drawing.chart import Chart
from experiments.drawing.fit import FLAT, beside, lines_of, spread, widest, width_of
from experiments.drawing.look import LEAST, TEXT, Look, dashes_of, readable
from experiments.words.words import told

LABEL = 230  # points that a label at the end of a line may take
BAND = 0.16  # opacity
BESIDE = 0.008  # of the axis, from a bar to the next
LABEL_AT = 10  # points from the end of a line to its label
TICK = 9  # points between an axis and its values
# Of a name beside its point: right or left of it, then ever further above or below, at last past a near interval too.
PLACES = tuple((side * dx, dy, float(side < 0), 0.5) for dx in (9, 45, 70)
               for dy in (17, -17, 27, -27, 36, -36, 55, -55, 74, -74) for side in (1, -1) if dx < abs(dy))  # fmt: skip
HALF = 6  # points of half a mark
FOREIGN = 20  # points around a point in which another's name would be taken for its own
CLOSE = 17  # points: a name further from its point is led to it by a line


def plain(axes, look: Look, along: str = "y") -> None:
    """A light grid and no box."""
    axes.grid(color=look.grid, linewidth=0.9, axis=along)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=TEXT - 1, length=0, colors=look.ink)
    axes.tick_params(axis="y", pad=TICK)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom" if along == "y" else False)
        spine.set_color(look.quiet)


def tell_ticks(axis, chart: Chart, places=None) -> list[str]:
    """Write the values of an axis in the chart's language; returns what is written."""
    places = axis.get_ticklocs() if places is None else places
    shown = []
    for value in places:
        text = f"{value:.10g}"
        digits = len(text.partition(".")[2]) if "e" not in text else 0
        shown.append(told(value, digits, chart.language))
    axis.set_ticks(places, shown)
    return shown


def draw_lines(axes, chart: Chart, look: Look) -> None:
    """Lines with their bands; marks where there are only a few values along x."""
    colours = chart.colours(look)
    dashes = dashes_of(chart.series, chart.baseline, look)
    for number, name in enumerate(chart.series):
        rows = chart.rows(name)
        x, y, low, high = (rows[c].to_numpy(float) for c in ("x", "y", "low", "high"))
        if np.isfinite(low).any():
            axes.fill_between(x, low, high, color=colours[name], alpha=BAND, linewidth=0)
            for place in alone(low):  # a band of one place is seen as a bar alone, beside those of other lines
                axes.plot(
                    [x[place] - BESIDE * number * np.ptp(x)] * 2,
                    [low[place], high[place]],
                    color=colours[name],
                    linewidth=2.0,
                    clip_on=False,
                )
        axes.plot(x, y, color=colours[name], linestyle=dashes[name], linewidth=2.8, gid=name,
                  marker="o" if chart.ticks else None, markersize=8, clip_on=False)  # fmt: skip
    first, last = float(chart.table["x"].min()), float(chart.table["x"].max())
    axes.set_xlim(first, last if last > first else first + 1.0)
    axes.set_xticks(chart.ticks or _ticks(first, last))
    if chart.y_limits:
        axes.set_ylim(*chart.y_limits)
        return
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 0.0), max(high, 0.0))
    axes.axhline(0.0, color=look.quiet, linewidth=1.2, zorder=1)


def alone(low: np.ndarray) -> np.ndarray:
    """Places of the intervals that have none beside them."""
    there = np.isfinite(np.concatenate([[np.nan], low, [np.nan]]))
    return np.flatnonzero(there[1:-1] & ~there[:-2] & ~there[2:])


def _ticks(first: float, last: float) -> list[float]:
    """Whole years where they fit, else a handful of values; none beyond the data."""
    from matplotlib.ticker import MaxNLocator

    years = np.arange(np.ceil(first / 12) * 12, last + 1e-9, 12)
    places = years if 3 <= len(years) <= 11 else MaxNLocator(7).tick_values(first, last)
    return [float(place) for place in places if first <= place <= last]


def end_labels(chart: Chart) -> dict[str, str]:
    """The label at the end of each line, broken where it is long."""
    return {name: "\n".join(lines_of(text, LABEL, TEXT, True)) for name, text in chart.end_labels().items()}


def label_ends(axes, chart: Chart, look: Look) -> None:
    """Each line's name and last value at the right edge, moved apart where they would cover each other.

    That of a line which ends early stands there, too, and tells its end: beside it other lines go on.
    """
    labels, colours = end_labels(chart), chart.colours(look)
    low, high = axes.get_ylim()
    points = 72 * axes.get_position().height * axes.figure.get_figheight()
    lines = {name: 1 + label.count("\n") for name, label in labels.items()}
    size = max(LEAST, min(TEXT, points / (1.25 * max(1, sum(lines.values())))))
    wanted = [chart.rows(name).iloc[-1]["y"] for name in lines]
    places = spread(wanted, [1.25 * size * rows / points * (high - low) for rows in lines.values()], low, high)
    for name, place in zip(lines, places, strict=True):
        axes.annotate(labels[name], (axes.get_xlim()[1], place), xytext=(LABEL_AT, 0), va="center",
                      textcoords="offset points", fontsize=size, fontweight="bold", color=readable(colours[name], look),
                      linespacing=1.1, annotation_clip=False, bbox=_veil(look))  # fmt: skip


def _veil(look: Look) -> dict:
    """The ground behind words that may stand on a line."""
    return {"facecolor": look.ground, "edgecolor": "none", "alpha": 0.75, "pad": 0.5}


def label_events(axes, chart: Chart, look: Look) -> None:
    """Moments along x: a thin line and a word beside it, where it has room and no line of the chart is: at the top
    before the bottom, on the longer side before the other."""
    first, last = axes.get_xlim()
    place_of, size = axes.get_position(), TEXT - 2
    wide, high = (72 * side for side in axes.figure.get_size_inches() * (place_of.width, place_of.height))
    for number, (place, text) in enumerate(chart.events):
        axes.axvline(place, color=look.quiet, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1)
        share, down = (place - first) / (last - first), 4 + 20 * number
        longer = share > 0.5
        found = []
        for top in (True, False):
            for left in (longer, not longer):
                room = (share if left else 1.0 - share) * wide - 12  # up to the edge, where names stand
                told = lines_of(text, room, size)
                box = ((6 + widest(told, size)) / wide, (down + 1.25 * size * len(told)) / high)
                across = (share - box[0], share - 6 / wide) if left else (share + 6 / wide, share + box[0])
                up = (1.0 - box[1], 1.0) if top else (0.0, box[1])
                free = len(told) == 1 and not _crossed(axes, chart, across, up)
                found.append((not free, len(found), top, left, told))
        _, _, top, left, told = min(found, key=lambda one: one[:2])
        axes.annotate("\n".join(told), (place, float(top)), xycoords=("data", "axes fraction"),
                      xytext=(-6 if left else 6, -down if top else down), textcoords="offset points",
                      fontsize=size, color=look.quiet, va="top" if top else "bottom",
                      ha="right" if left else "left", annotation_clip=False, bbox=_veil(look))  # fmt: skip


def _crossed(axes, chart: Chart, across: tuple[float, float], up: tuple[float, float]) -> bool:
    """Whether a line of the chart runs through a box, both in shares of the axes."""
    ends = [low + np.array(part) * (high - low)
            for part, (low, high) in ((across, axes.get_xlim()), (up, axes.get_ylim()))]  # fmt: skip
    for name in chart.series:
        rows = chart.rows(name)
        x = np.linspace(*ends[0], 50)
        y = np.interp(x, rows["x"], rows["y"], left=np.nan, right=np.nan)
        if ((y >= ends[1][0]) & (y <= ends[1][1])).any():
            return True
    return False


def draw_points(axes, chart: Chart, look: Look) -> None:
    """Two measures against each other, with both intervals."""
    colours = chart.colours(look)
    for row in chart.table.itertuples():
        line = {"color": colours[row.series], "linewidth": 2.0, "alpha": 0.6}
        if np.isfinite(row.low):
            axes.plot([row.x, row.x], [row.low, row.high], **line)
        if np.isfinite(getattr(row, "x_low", float("nan"))):
            axes.plot([row.x_low, row.x_high], [row.y, row.y], **line)
        # A rim of the ground keeps a point apart from its own intervals.
        axes.plot([row.x], [row.y], "o", color=colours[row.series], markersize=12, gid=row.series, zorder=4,
                  markeredgecolor=look.ground, markeredgewidth=1.5)  # fmt: skip
    if chart.from_zero:
        axes.axhline(0.0, color=look.quiet, linewidth=1.2, zorder=1)
    if chart.from_zero and not chart.crowds:
        axes.axvline(0.0, color=look.quiet, linewidth=1.2, zorder=1)
    axes.grid(color=look.grid, linewidth=0.9, axis="both")
    axes.margins(0.04 if chart.crowds else 0.14, 0.14)
    axes.autoscale_view()
    if np.ptp(axes.dataLim.intervaly) < FLAT:
        axes.set_ylim(-1.0, 1.0)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high)
    axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= high and (not chart.crowds or tick % 1 == 0)])


def label_points(axes, chart: Chart, look: Look, without: Sequence[str] = ()) -> list[str]:
    """A name beside each point where it covers no name, point or interval; returns the names without room.

    Those of ``without``, told elsewhere, have none.
    """
    if chart.crowds:
        return []
    colours, names = chart.colours(look), sorted(chart.series, key=lambda name: name in without)
    scale = 72 / axes.figure.dpi  # points a pixel
    ends = [
        axes.transData.transform((chart.rows(name).iloc[-1]["x"], chart.rows(name).iloc[-1]["y"])) for name in names
    ]
    box = axes.get_window_extent(axes.figure.canvas.get_renderer())
    frame = tuple(scale * edge for edge in (box.x0, box.y0, box.x1, box.y1))
    sizes = [(width_of(name, TEXT, True), 1.25 * TEXT) for name in names]
    zeros = _zeros(axes, chart, scale, frame)
    found = beside(
        [scale * end for end in ends],
        sizes,
        PLACES,
        frame,
        lines=_intervals(axes, chart, scale),
        apart=zeros,
        mark=HALF,
        near=FOREIGN,
    )
    for name, place in zip(names, found, strict=True):
        if place is not None and name not in without:
            dx, dy, ax, _ = place
            spot, how = (
                tuple(chart.rows(name).iloc[-1][["x", "y"]]),
                {"xytext": (dx, dy), "textcoords": "offset points"},
            )
            if abs(dy) > CLOSE:
                axes.annotate("", spot, **how, arrowprops={"arrowstyle": "-", "color": colours[name], "linewidth": 1.0})
            axes.annotate(name, spot, **how, fontsize=TEXT, color=readable(colours[name], look), va="center",
                          ha="right" if ax else "left", fontweight="bold", bbox=_veil(look))  # fmt: skip
    return [name for name, place in zip(names, found, strict=True) if place is None and name not in without]


def _zeros(axes, chart: Chart, scale: float, frame) -> list[tuple[float, float, float, float]]:
    """The lines of zero as boxes without a breadth, in points of the picture; none where zero is not told."""
    x, y = axes.transData.transform((0.0, 0.0)) * scale
    left, low, right, high = frame
    return [(x, low, x, high), (left, y, right, y)] if chart.from_zero else []


def _intervals(axes, chart: Chart, scale: float) -> list[tuple[float, float, float, float]]:
    """The intervals of points as boxes without a breadth, in points of the picture."""
    found = []
    for row in chart.table.itertuples():
        ends = [(row.x, row.low, row.x, row.high)] if np.isfinite(row.low) else []
        if np.isfinite(getattr(row, "x_low", float("nan"))):
            ends.append((row.x_low, row.y, row.x_high, row.y))
        for x0, y0, x1, y1 in ends:
            corners = axes.transData.transform([(x0, y0), (x1, y1)]) * scale
            found.append((*corners[0], *corners[1]))
    return found
