"""What a ledger leaves open, a line each, and what cannot be read at all."""

from __future__ import annotations

from dataclasses import dataclass


class LedgerError(ValueError):
    """A ledger that cannot be read: one line that says what, where and what to do."""


@dataclass(frozen=True)
class Doubt:
    """One line for the reader.

    ``what`` is a word to sort by, ``where`` the file and sheet, ``text`` the sentence. ``left_out`` is the money of
    rows that are not used because of it, as written in the ledger: totals in less all of these are totals used.
    """

    what: str
    where: str
    text: str
    left_out: float = 0.0

    @property
    def line(self) -> str:
        """The doubt as it is printed."""
        return f"{self.where}: {self.text}"


def some(items, most: int = 3) -> str:
    """The first few of many, as words."""
    items = [str(item) for item in items]
    rest = f" and {len(items) - most:,} more" if len(items) > most else ""
    return ", ".join(items[:most]) + rest


def rows_of(count: int) -> str:
    """``1 row`` or ``5 rows``."""
    return "1 row" if count == 1 else f"{count:,} rows"
