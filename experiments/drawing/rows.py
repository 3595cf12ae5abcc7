"""Charts whose rows have names: effects with intervals (forest), bars side by side, bars in parts (stack)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.drawing.chart import Chart
from experiments.drawing.fit import lines_of, width_of
from experiments.drawing.look import LEAST, TEXT, Look, inside, readable
from experiments.words.words import told

NO_VALUES = (float("nan"),) * 3
SIZES = (TEXT, 15, LEAST)  # points of names
LINE, GAP = 1.12, 2.0  # of a name's size from line to line, and points between two names
EDGES = 0.2  # of a row, above and below all of them together


@dataclass(frozen=True)
class Row:
    """One line: ``place`` from above in rows, its ``name`` at the left, its numbers ``told`` at the right.

    ``key`` is the series and the name that ``values`` (y, low, high) have in the chart's table.
    """

    place: float
    name: str
    key: tuple[str, str] = ("", "")
    values: tuple[float, float, float] = NO_VALUES
    told: str = ""
    thick: float = 0.62


@dataclass(frozen=True)
class Names:
    """Names of rows as they are written: ``size`` in points, their lines, and how high each row is.

    The heights are shares of the mean height of a row.
    """

    size: float
    lines: dict[str, list[str]]
    heights: dict[str, float]

    @property
    def middles(self) -> dict[str, float]:
        """The place of each row's middle from above: 0, 1, 2, ... where all are of one height."""
        ends = np.cumsum(list(self.heights.values()))
        middles = ends - np.array(list(self.heights.values())) / 2 - 0.5
        return dict(zip(self.heights, middles.tolist(), strict=True))


def names_that_fit(names: list[str], width: float, height: float) -> Names:
    """Names in at most ``width`` points each and ``height`` points together, as large as goes, ``LEAST`` to ``TEXT``.

    Rows are of one height while every name fits into it, else each is as high as its lines ask for. Where even the
    smallest size is too large, every name ends with an ellipsis where its row does.
    """
    for size in SIZES:
        lines = {name: lines_of(name, width, size) for name in names}
        needed = {name: LINE * size * len(part) + GAP for name, part in lines.items()}
        spare = height - sum(needed.values())
        if spare >= 0.0:
            break
    even = height / len(names)
    if max(needed.values()) <= even:
        return Names(size, lines, dict.fromkeys(names, 1.0))
    if spare < 0.0:
        count = max(1, int((even - GAP) / (LINE * size)))
        return Names(size, {name: cut(part, count) for name, part in lines.items()}, dict.fromkeys(names, 1.0))
    return Names(size, lines, {name: (points + spare / len(names)) / even for name, points in needed.items()})


def cut(lines: list[str], count: int) -> list[str]:
    """At most ``count`` lines; an ellipsis stands for what is left out."""
    if len(lines) <= count:
        return lines
    return [*lines[: count - 1], lines[count - 1][:-1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"]


def rows_of(chart: Chart, names: Names) -> list[Row]:
    """The rows of a chart from above."""
    return _stack(names) if chart.kind == "stack" else _beside(chart, names)


def _cells(chart: Chart, name: str) -> list[tuple[str, tuple[float, float, float]]]:
    """The series that have a row of this name, and their values."""
    found = []
    for series in chart.series:
        rows = chart.rows(series)
        for row in rows[rows["x"] == name].itertuples():
            found.append((series, (float(row.y), float(row.low), float(row.high))))
    return found


def _beside(chart: Chart, names: Names) -> list[Row]:
    """A group a name, its series side by side; the first of a group carries its name."""
    rows = []
    for name, place in names.middles.items():
        cells = _cells(chart, name)
        thick = 0.8 * min(1.0, names.heights[name]) / len(cells)
        for number, (series, values) in enumerate(cells):
            middle = place + (number - (len(cells) - 1) / 2) * thick
            told = _effect(chart, values) if chart.kind == "forest" else chart.told(values[0])
            rows.append(Row(middle, "" if number else name, (series, name), values, told, 0.9 * thick))
    return rows


def _effect(chart: Chart, values: tuple[float, float, float]) -> str:
    y, *ends = values
    text, between = chart.told(y, sign=True), chart.interval(*ends, sign=True)
    return f"{text} ({between})" if between else text


def _stack(names: Names) -> list[Row]:
    return [Row(place, name, ("", name)) for name, place in names.middles.items()]


def size_of(chart: Chart, rows: list[Row], room: float) -> float:
    """The size in points of the numbers of rows in ``room`` points of height."""
    height = room / (len(chart.names) + EDGES)
    thin = 1.0 if chart.kind == "stack" else min(row.thick for row in rows)
    return max(LEAST, min(TEXT, 0.98 * thin * height))


def draw(axes, chart: Chart, look: Look, rows: list[Row], size: float, names: Names) -> None:
    """Draw the rows with their names at the left; ``size`` is that of numbers."""
    colours, middles = chart.colours(look), names.middles
    if chart.kind == "stack":
        _draw_stack(axes, chart, look, colours, size, names)
    for row in rows:
        if np.isfinite(row.values[0]):
            colour = colours[row.key[0]]
            if chart.kind == "forest":
                _draw_effect(axes, row, colour, look, size, look.ground if chart.empty(*row.values[:2]) else colour)
            else:
                _draw_bar(axes, row, colour, look, size)
        if row.name:
            axes.annotate("\n".join(names.lines[row.name]), (0.0, -middles[row.name]), xytext=(-8, 0), va="center",
                          xycoords=("axes fraction", "data"), textcoords="offset points", ha="right",
                          fontsize=names.size, color=look.ink, linespacing=LINE - 0.1,
                          annotation_clip=False)  # fmt: skip
    axes.axvline(0.0, color=look.quiet, linewidth=1.4, zorder=1)
    axes.set_ylim(-len(chart.names) + 0.5 - EDGES / 2, 0.5 + EDGES / 2)
    axes.set_yticks([])
    if chart.kind == "bars":
        _room_for_values(axes, rows, size)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.0), max(high, 0.0))
    axes.set_xticks(_ticks(axes, chart))


def _ticks(axes, chart: Chart) -> list[float]:
    """Values along x, as many as have room for their words."""
    from matplotlib.ticker import MaxNLocator

    low, high = axes.get_xlim()
    across = 72 * axes.get_position().width * axes.figure.get_figwidth()
    usual = [tick for tick in axes.get_xticks() if low <= tick <= high]
    for places in (usual, *(MaxNLocator(n).tick_values(low, high) for n in range(6, 1, -1))):
        kept = [float(place) for place in places if low <= place <= high]
        room = across * (kept[1] - kept[0]) / (high - low) if len(kept) > 1 else across
        if max(width_of(told(tick, 0, chart.language), TEXT) for tick in kept) + 10 <= room:
            break
    return kept


def _draw_effect(axes, row: Row, colour: str, look: Look, size: float, fill: str) -> None:
    y, *ends = row.values
    if np.isfinite(ends).all():
        axes.plot(ends, [-row.place] * 2, color=colour, linewidth=2.8, solid_capstyle="butt")
    axes.plot([y], [-row.place], "o", color=colour, markersize=9, markerfacecolor=fill, markeredgewidth=2.0,
              gid="|".join(row.key))  # fmt: skip
    axes.annotate(row.told, (1.0, -row.place), xytext=(10, 0), xycoords=("axes fraction", "data"), va="center",
                  textcoords="offset points", fontsize=size, color=look.ink, annotation_clip=False)  # fmt: skip


def _draw_bar(axes, row: Row, colour: str, look: Look, size: float) -> None:
    y, *ends = row.values
    axes.barh(-row.place, y, height=row.thick, color=colour, gid="|".join(row.key))
    if np.isfinite(ends).all():
        axes.plot(ends, [-row.place] * 2, color=look.quiet, linewidth=2.0, solid_capstyle="butt")
    side = np.nanmin([y, ends[0]]) if y < 0 else np.nanmax([y, ends[1]])
    axes.annotate(row.told, (side, -row.place), xytext=(-6 if y < 0 else 6, 0), textcoords="offset points", va="center",
                  ha="right" if y < 0 else "left", fontsize=size, color=look.ink, annotation_clip=False)  # fmt: skip


def _room_for_values(axes, rows: list[Row], size: float) -> None:
    """Widen the axis so that the values beside the bars stay inside."""
    low, high = axes.get_xlim()
    share = (max(width_of(row.told, size) for row in rows) + 10) / (
        72 * axes.get_position().width * axes.figure.get_figwidth()
    )
    more = share * (high - low) / max(0.2, 1 - 2 * share)
    axes.set_xlim(low - more if min(row.values[0] for row in rows) < 0 else low, high + more)


def _draw_stack(axes, chart: Chart, look: Look, colours: dict[str, str], size: float, names: Names) -> None:
    """Parts one after another from zero; a last part too narrow for its number has it beside, another goes without."""
    sums = chart.table.assign(y=chart.table["y"].abs()).groupby("x")["y"].sum()
    across = 72 * axes.get_position().width * axes.figure.get_figwidth() / max(1e-300, float(sums.max()))
    for name, place in names.middles.items():
        ends, cells = {True: 0.0, False: 0.0}, _cells(chart, name)
        for series, (y, *_) in cells:
            start, colour, text = ends[y < 0], colours[series], chart.told(y)
            axes.barh(-place, y, left=start, height=0.66 * min(1.0, names.heights[name]), color=colour,
                      edgecolor=look.ground, linewidth=1.5, gid=f"{series}|{name}")  # fmt: skip
            if width_of(text, size, True) + 8 < abs(y) * across:
                axes.text(start + y / 2, -place, text, ha="center", va="center", fontsize=size, fontweight="bold",
                          color=inside(colour))  # fmt: skip
            elif y > 0 and series == cells[-1][0]:
                axes.annotate(text, (start + y, -place), xytext=(6, 0), textcoords="offset points", va="center",
                              fontsize=size, fontweight="bold", color=readable(colour, look),
                              annotation_clip=False)  # fmt: skip
            ends[y < 0] = start + y
