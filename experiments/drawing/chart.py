"""The description of a figure: what is told, from which numbers, with which words. Drawn elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.drawing.look import Look, colours_of
from experiments.words.words import amount, capital, interval, told, words

ROWS = ("forest", "bars", "stack")  # along x they have names
KINDS = ("lines", *ROWS, "points")
COLUMNS = ("series", "x", "y", "low", "high")
FEW = 3  # points without a name that a line tells


def lacks_interval(table: pd.DataFrame) -> bool:
    """Whether a value of a chart's table that is not zero has no interval."""
    return bool((table["low"].isna() & table["y"].ne(0.0)).any())


@dataclass(frozen=True)
class Chart:
    """One figure: a finding and the tidy table that it stands on.

    ``table`` has the columns ``series, x, y, low, high``; ``low`` and ``high`` are nan where there is no interval.
    By ``kind``: *lines* have a number in ``x``; *forest*, *bars* (side by side) and *stack* have the name of a row in
    ``x`` and the value in ``y``; *points* have a number in ``x`` and may have ``x_low`` and ``x_high``. Shares stand
    in the table as they are told (per cent, points).

    ``band`` says what intervals are, ``remark`` what nobody must overlook; ``baseline`` is a series drawn dashed and
    grey, ``neutral`` one in the same grey at its own place; ``order`` is that of the series; ``ticks`` are the only
    values along x when they are few, each then with a mark; ``events`` are moments along x with a word; ``from_zero``
    is whether zero must be on the axes of points, as for differences; ``hollow`` is whether a value without an interval
    has an empty mark; ``risk`` is the table under a chart over months (series, x, told), ``risk_label`` its heading;
    ``command`` gives the numbers again, ``reference`` is one short line that finds them.
    """

    name: str
    kind: str
    title: str
    x_label: str
    y_label: str
    table: pd.DataFrame
    band: str = ""
    remark: str = ""
    baseline: str = ""
    y_limits: tuple[float, float] | None = None
    digits: int = 1
    footer: tuple[str, ...] = ()
    command: str = ""
    neutral: str = ""
    risk: pd.DataFrame | None = None
    risk_label: str = ""
    order: tuple[str, ...] = ()
    ticks: tuple[float, ...] = ()
    events: tuple[tuple[float, str], ...] = ()
    from_zero: bool = True
    hollow: bool = False
    language: str = "en"
    reference: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"chart {self.name}: kind {self.kind!r}; expected one of {', '.join(KINDS)}")
        missing = [name for name in COLUMNS if name not in self.table]
        if missing:
            raise ValueError(f"chart {self.name}: its table lacks {', '.join(missing)}; expected {', '.join(COLUMNS)}")
        if self.table.empty:
            raise ValueError(f"chart {self.name}: its table is empty; expected at least one row")

    @property
    def series(self) -> list[str]:
        """Names of the series in the order in which they are told, the baseline first."""
        there = list(dict.fromkeys(self.table["series"]))
        names = [name for name in self.order if name in there] or there
        return sorted(names, key=lambda name: name != self.baseline)

    @property
    def coloured(self) -> list[str]:
        """Names that have a colour, those of ``order`` that are not drawn here with them: one keeps its own on all."""
        return sorted(dict.fromkeys((*self.order, *self.series)), key=lambda name: name != self.baseline)

    def colours(self, look: Look) -> dict[str, str]:
        """A colour for each series."""
        names = [name for name in self.coloured if not self.neutral or name != self.neutral]
        found = colours_of(names, self.baseline, look)
        return found | ({self.neutral: look.baseline} if self.neutral else {})

    @property
    def names(self) -> list[str]:
        """Names of the rows of a forest, of bars or of a stack, in order."""
        return list(dict.fromkeys(self.table["x"]))

    @property
    def shows_intervals(self) -> bool:
        """True when the table holds an interval."""
        return bool(np.isfinite(self.table["low"].to_numpy(float)).any())

    def empty(self, y: float, low: float) -> bool:
        """Whether a value's mark is empty: it has no interval, so that nothing may be read from it."""
        return self.hollow and y != 0.0 and not np.isfinite(low)

    @property
    def crowds(self) -> bool:
        """Points of which a series has several: they go by a key, not by a name each."""
        return self.kind == "points" and bool(self.table["series"].duplicated().any())

    @property
    def y_told(self) -> str:
        """The label of the values, and in words where axes do not start at zero."""
        say, low = words(self.language), self.y_limits[0] if self.y_limits else 0.0
        label = capital(self.y_label)
        if low > 0.0:
            return f"{label}. {say('axis.from', value=self.told(low))}"
        zero = self.ends("y")[0] <= 0.0 >= self.ends("x")[0]
        return label if zero else f"{label}. {say('axes.from')}"

    def ends(self, axis: str) -> tuple[float, float]:
        """The ends of *x* or *y*: the least and the most, intervals included, and zero if it must be there."""
        if axis == "y" and self.y_limits:
            return self.y_limits
        if axis == "x" and self.kind in ROWS:
            return 0.0, float(len(self.names))
        columns = ("x", "x_low", "x_high") if axis == "x" else ("y", "low", "high")
        values = self.table[[name for name in columns if name in self.table]].to_numpy(float)
        ends = float(np.nanmin(values)), float(np.nanmax(values))
        low, high = (min(0.0, ends[0]), max(0.0, ends[1])) if self.from_zero else ends
        return (low, high) if low < high else (low - 1.0, high + 1.0)  # where all is the same, an axis has a length

    def rows(self, series: str) -> pd.DataFrame:
        """The rows of one series, in order."""
        return self.table[self.table["series"] == series]

    def end_values(self) -> dict[tuple[str, str], float]:
        """What every drawing must show: the last value of each line, or each value of the other kinds."""
        if self.kind == "lines":
            return {(name, ""): float(self.rows(name)["y"].iloc[-1]) for name in self.series}
        return {(row.series, str(row.x)): float(row.y) for row in self.table.itertuples()}

    def unnamed(self, names: list[str]) -> str:
        """Which points have no room for their names, and where each is; of many the first few."""
        rows = [self.rows(name).iloc[-1] for name in names[:FEW]]
        digits = 0 if self.table["x"].abs().max() >= 100 else 1
        spots = [f"{row['series']} ({told(row['x'], digits, self.language)}; {self.told(row['y'])})" for row in rows]
        more = ["\N{HORIZONTAL ELLIPSIS}"] * (len(names) > FEW)
        return words(self.language)("left.names", names=", ".join([*spots, *more]))

    def told(self, value: float, sign: bool = False) -> str:
        """A value as the chart's labels tell it."""
        return told(value, self.digits, self.language, sign)

    def interval(self, low: float, high: float, sign: bool = False) -> str:
        """An interval as the chart's labels tell it; empty where there is none."""
        return interval(low, high, self.digits, self.language, sign)

    def end_labels(self) -> dict[str, str]:
        """Name and last value of each line, as they stand at its end; a line alone needs no name.

        One that ends before the others says where: its label may stand at the edge, where it has no value.
        """
        alone, last, say = len(self.series) == 1, self.table["x"].max(), words(self.language)
        labels = {}
        for (name, _), value in self.end_values().items():
            text, end = self.told(value) if alone else f"{name} {self.told(value)}", self.rows(name)["x"].iloc[-1]
            where = "ends.at" if end < last else "ends.level" if alone and self.ticks else ""
            labels[name] = say(where, label=text, x=amount(end, self.language)) if where else text
        return labels

    @property
    def alternative(self) -> str:
        """Text for those who cannot see the picture: the finding, and the values it ends with."""
        return f"{self.title}. {self.values_told(12)}"

    def values_told(self, most: int) -> str:
        """What is shown and its values as one sentence: those that it ends with, ``most`` of them."""
        if self.kind == "points":
            digits = 0 if self.table["x"].abs().max() >= 100 else 1
            ends = [f"{row.series} {told(row.x, digits, self.language)}, {self.told(row.y)}"
                    for row in self.table.itertuples()]  # fmt: skip
            what = f"{self.x_label}, {self.y_label}"
        else:
            ends = [f"{' '.join(part for part in key if part)} {self.told(v)}" for key, v in self.end_values().items()]
            what = self.y_label
        return f"{what}: {'; '.join(ends[:most])}" + ("; \N{HORIZONTAL ELLIPSIS}" if len(ends) > most else ".")
