"""Charts whose rows have names: effects with intervals (forest), bars side by side, bars in parts (stack)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.stage.chart import Chart
from experiments.stage.fit import lines_of, width_of
from experiments.stage.look import TEXT, Look, colours_of, inside

NO_VALUES = (float("nan"),) * 3


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


def rows_of(chart: Chart) -> list[Row]:
    """The rows of a chart from above."""
    return _stack(chart) if chart.kind == "stack" else _beside(chart)


def _cells(chart: Chart, name: str) -> list[tuple[str, tuple[float, float, float]]]:
    """The series that have a row of this name, and their values."""
    found = []
    for series in chart.series:
        rows = chart.rows(series)
        for row in rows[rows["x"] == name].itertuples():
            found.append((series, (float(row.y), float(row.low), float(row.high))))
    return found


def _beside(chart: Chart) -> list[Row]:
    """A group a name, its series side by side; the first of a group carries its name."""
    rows = []
    for place, name in enumerate(chart.names):
        cells = _cells(chart, name)
        thick = 0.8 / len(cells)
        for number, (series, values) in enumerate(cells):
            middle = place + (number - (len(cells) - 1) / 2) * thick
            told = _effect(chart, values) if chart.kind == "forest" else chart.told(values[0])
            rows.append(Row(middle, "" if number else name, (series, name), values, told, 0.9 * thick))
    return rows


def _effect(chart: Chart, values: tuple[float, float, float]) -> str:
    y, *ends = values
    text = chart.told(y, sign=True)
    if np.isfinite(ends).all():
        text += " ({} \N{HORIZONTAL ELLIPSIS} {})".format(*(chart.told(end, sign=True) for end in ends))
    return text


def _stack(chart: Chart) -> list[Row]:
    return [Row(float(place), name, ("", name)) for place, name in enumerate(chart.names)]


def size_of(chart: Chart, rows: list[Row], room: float) -> float:
    """The size in points of the numbers of rows in ``room`` points of height."""
    height = room / (rows[-1].place + 1.2)
    thin = 1.0 if chart.kind == "stack" else min(row.thick for row in rows)
    return max(7.0, min(TEXT, 0.98 * thin * height))


def draw(axes, chart: Chart, look: Look, rows: list[Row], size: float, room: float) -> None:
    """Draw the rows; their names may take ``room`` points at the left."""
    colours = colours_of(chart.series, chart.baseline, look)
    if chart.kind == "stack":
        _draw_stack(axes, chart, look, colours, size)
    for row in rows:
        if np.isfinite(row.values[0]):
            (_draw_effect if chart.kind == "forest" else _draw_bar)(axes, row, colours[row.key[0]], look, size)
        if row.name:
            place = chart.names.index(row.name)
            axes.annotate("\n".join(lines_of(row.name, room, TEXT)), (0.0, -place), xytext=(-8, 0), va="center",
                          xycoords=("axes fraction", "data"), textcoords="offset points", ha="right",
                          fontsize=TEXT, color=look.ink, linespacing=1.05, annotation_clip=False)  # fmt: skip
    axes.axvline(0.0, color=look.quiet, linewidth=1.4, zorder=1)
    axes.set_ylim(-rows[-1].place - 0.6, 0.6)
    axes.set_yticks([])
    if chart.kind == "bars":
        _room_for_values(axes, rows, size)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.0), max(high, 0.0))
    low, high = axes.get_xlim()
    axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= high])


def _draw_effect(axes, row: Row, colour: str, look: Look, size: float) -> None:
    y, *ends = row.values
    if np.isfinite(ends).all():
        axes.plot(ends, [-row.place] * 2, color=colour, linewidth=2.8, solid_capstyle="butt")
    axes.plot([y], [-row.place], "o", color=colour, markersize=9, gid="|".join(row.key))
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


def _draw_stack(axes, chart: Chart, look: Look, colours: dict[str, str], size: float) -> None:
    """Parts one after another from zero; a part too narrow for its number goes without."""
    sums = chart.table.assign(y=chart.table["y"].abs()).groupby("x")["y"].sum()
    across = 72 * axes.get_position().width * axes.figure.get_figwidth() / max(1e-300, float(sums.max()))
    for place, name in enumerate(chart.names):
        ends = {True: 0.0, False: 0.0}
        for series, (y, *_) in _cells(chart, name):
            start, colour, text = ends[y < 0], colours[series], chart.told(y)
            axes.barh(-place, y, left=start, height=0.66, color=colour, edgecolor=look.ground, linewidth=1.5,
                      gid=f"{series}|{name}")  # fmt: skip
            if width_of(text, size, True) + 8 < abs(y) * across:
                axes.text(start + y / 2, -place, text, ha="center", va="center", fontsize=size, fontweight="bold",
                          color=inside(colour, look))  # fmt: skip
            ends[y < 0] = start + y
