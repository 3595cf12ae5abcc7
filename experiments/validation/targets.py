"""Published facts that the model is held against: the rows of ``targets.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "targets.csv"
USES = ("calibrate", "validate", "sign")


@dataclass(frozen=True)
class Target:
    """One fact: what is measured, its expected range (None for an open end), source, use and market."""

    id: str
    fact: str
    statistic: str
    low: float | None
    high: float | None
    source: str
    use: str
    market: str

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """The expected range."""
        return self.low, self.high

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range; one that is not a number does not."""
        return value == value and not (
            (self.low is not None and value < self.low) or (self.high is not None and value > self.high)
        )


@cache
def targets() -> dict[str, Target]:
    """The rows of ``targets.csv`` by id, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for row in rows:
        ends = {side: float(row[side]) if row[side] else None for side in ("low", "high")}
        found[row["id"]] = Target(**{**row, **ends})
    return found
