"""The declaration of one outcome: what a run is measured by, in which unit, and how that is read off a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from model.market import PANEL_COUNT, RECORD_PANEL

LANGUAGES = ("en", "ru")
# How a unit is told: what it is multiplied by, and digits after the point.
UNITS = {"share": (100.0, 1), "money": (1.0, 0), "count": (1.0, 0), "months": (1.0, 1), "ratio": (1.0, 2),
         "flag": (1.0, 0)}  # fmt: skip
OVER = {
    "sum": "sum over all months",
    "end": "value of the last month",
    "largest": "largest of all months",
    "run": "computed from the whole run",
}
BETTER = {"more": "more is better", "less": "less is better", "": "neither way is better"}
# Where an outcome stands by itself, beside the tables that hold all of them.
PLACES = {
    "family": "headline outcomes of a comparison, held together as one family",
    "policies": "columns of the table in which the app compares policies",
    "power": "told when a batch is planned: what its runs can tell apart",
    "report": "told by a batch's report unless others are asked for",
    "table": "rows of the app's table of results",
}
TABLES = ("market", "focal", "rivals", "distributors", "panel")


@dataclass(frozen=True)
class Outcome:
    """One row of the table of outcomes.

    ``label`` and ``meaning`` are words for people, English and Russian, in the middle of a sentence; ``short`` is the
    label where there is little room. ``read`` is ``<table>.<column>`` of what a run records by month (``TABLES``; of
    the panel, the sum over partners), which is taken ``over`` the months, or a function of the run whose docstring
    says how, which gives None where the market has none of it. ``better`` is the good direction; ``source`` where the
    measure comes from. ``after`` is the month at which it is told: shorter runs have none. ``places`` is some of
    ``PLACES``; ``scale`` and ``digits`` are the unit's unless given.
    """

    key: str
    unit: str
    label: tuple[str, str]
    meaning: tuple[str, str]
    read: str | Callable
    over: str = "run"
    better: str = ""
    source: str = "convention"
    short: tuple[str, str] | None = None
    places: tuple[str, ...] = ("table",)
    after: int = 0
    scale: float = field(default=0.0)
    digits: int = -1

    def __post_init__(self) -> None:
        wrong = [
            (self.unit in UNITS, f"unit {self.unit!r}; expected one of {', '.join(UNITS)}"),
            (self.over in OVER, f"over {self.over!r}; expected one of {', '.join(OVER)}"),
            (self.better in BETTER, f"better {self.better!r}; expected more, less or nothing"),
            (set(self.places) <= set(PLACES), f"places {self.places}; expected some of {', '.join(PLACES)}"),
            ((self.over == "run") == callable(self.read), "a function is read over the run, a column over its months"),
            (callable(self.read) or self.read.split(".")[0] in TABLES, f"read {self.read!r}: no table of that name"),
            (
                all(len(words) == len(LANGUAGES) for words in (self.label, self.meaning)),
                "expected words in 2 languages",
            ),
        ]
        for right, why in wrong:
            if not right:
                raise ValueError(f"outcome {self.key}: {why}")
        scale, digits = UNITS[self.unit]
        object.__setattr__(self, "scale", self.scale or scale)
        object.__setattr__(self, "digits", digits if self.digits < 0 else self.digits)

    def title(self, language: str, short: bool = False) -> str:
        """What it is called at the beginning of a line; briefly where ``short``."""
        text = self.name(language, short)
        return text[:1].upper() + text[1:]

    def name(self, language: str, short: bool = False) -> str:
        """What it is called within a sentence."""
        return ((short and self.short) or self.label)[LANGUAGES.index(language)]

    def explained(self, language: str) -> str:
        """What it means, as a sentence."""
        text = self.meaning[LANGUAGES.index(language)]
        return f"{text[:1].upper()}{text[1:]}."

    @property
    def table(self) -> str:
        """The table that it is read from; empty when a function reads it."""
        return "" if callable(self.read) else self.read.split(".")[0]

    @property
    def how(self) -> str:
        """How it is read, for the reference."""
        if callable(self.read):
            return " ".join((self.read.__doc__ or "").split()).rstrip(".")
        return f"{self.read}, {OVER[self.over]}"

    def months(self, result) -> np.ndarray | None:
        """Its values by month (months,) in a run; None where it has none or the table was not recorded."""
        if callable(self.read):
            return None
        table, *path = self.read.split(".")
        if table == "panel":
            rows = result.market.panel[: int(result.market.counters[PANEL_COUNT])]
            if not result.market.counters[RECORD_PANEL]:
                return None
            return np.bincount(rows.month, weights=rows[path[0]], minlength=result.months)[: result.months]
        if table == "market":
            values = result.market.monthly[path[0]]
            return (values if len(path) == 1 else values[:, int(path[1])]).astype(float)
        values = result.market.channel[path[0]].astype(float)
        return values[:, 0] if table == "focal" else values[:, 1 if table == "rivals" else 0 :].sum(axis=1)

    def value(self, result) -> float | None:
        """The outcome of a run; None where the market has none of it, or it was not recorded."""
        if result.months < self.after:
            return None
        if callable(self.read):
            found = self.read(result)
            return None if found is None else float(found)
        months = self.months(result)
        if months is None:
            return None
        return float({"sum": np.sum, "end": lambda values: values[-1], "largest": np.max}[self.over](months))
