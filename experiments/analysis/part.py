"""A part of a report."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from experiments.drawing.chart import Chart


@dataclass(frozen=True)
class Part:
    """One part: ``name`` is that of its file, ``table`` holds everything that the charts show, shares as per cent;
    ``columns`` says what the columns of the table mean, which no slide has."""

    name: str
    title: str
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    columns: str = ""

    @property
    def below(self) -> tuple[str, ...]:
        """What stands below the table."""
        return (*self.notes, *([self.columns] if self.columns else []))
