"""The description of a figure: what is told, from which numbers, with which words. Drawn elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

KINDS = ("lines", "forest", "bars", "points")
COLUMNS = ("series", "x", "y", "low", "high")


@dataclass(frozen=True)
class Chart:
    """One figure: a finding and the tidy table that it stands on.

    ``table`` has the columns ``series, x, y, low, high``; ``low`` and ``high`` are nan where there is no interval.
    By ``kind``: *lines* have a number in ``x``; a *forest* has the row's name in ``x`` and the effect in ``y``;
    *bars* have the bar's name in ``x`` and its part in ``series``; *points* have a number in ``x`` and may have
    ``x_low`` and ``x_high``. ``risk`` is the table under a survival chart (series, x, at_risk). Shares stand in the
    table as they are told (per cent, points). ``order`` is that of the series; ``command`` gives the numbers again.
    """

    name: str
    kind: str
    title: str
    x_label: str
    y_label: str
    table: pd.DataFrame
    band: str = ""
    baseline: str = ""
    y_limits: tuple[float, float] | None = None
    digits: int = 1
    footer: tuple[str, ...] = ()
    command: str = ""
    risk: pd.DataFrame | None = None
    risk_label: str = ""
    order: tuple[str, ...] = ()

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
        names = list(self.order) or list(dict.fromkeys(self.table["series"]))
        return sorted(names, key=lambda name: name != self.baseline)

    def rows(self, series: str) -> pd.DataFrame:
        """The rows of one series, in order."""
        return self.table[self.table["series"] == series]

    def end_values(self) -> dict[tuple[str, str], float]:
        """What every drawing must show: the last value of each line, or each value of the other kinds."""
        if self.kind == "lines":
            return {(name, ""): float(self.rows(name)["y"].iloc[-1]) for name in self.series}
        return {(row.series, str(row.x)): float(row.y) for row in self.table.itertuples()}

    def told(self, value: float) -> str:
        """A value as the chart's labels tell it."""
        text = f"{value:,.{self.digits}f}"
        if float(text.replace(",", "")) == 0.0:
            text = text.replace("-", "")
        return text.replace("-", "\N{MINUS SIGN}")

    @property
    def alternative(self) -> str:
        """Text for those who cannot see the picture: the finding, and the values it ends with."""
        ends = [f"{' '.join(part for part in key if part)} {self.told(v)}" for key, v in self.end_values().items()]
        shown = "; ".join(ends[:12]) + ("; and more in the table" if len(ends) > 12 else "")
        return f"{self.title}. {self.y_label}: {shown}."
