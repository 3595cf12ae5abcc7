"""What a ledger leaves open, a line each, and what cannot be read at all, in English and Russian.

Sentences stand in ``experiments/words/ledger``; what they say of a file is kept as values until somebody reads them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from experiments.words.words import Words, words


@dataclass(frozen=True)
class Said:
    """A sentence or a part of one by its key, and its values: whole numbers, money, days, words, or parts again."""

    key: str
    values: dict = field(default_factory=dict)

    def told(self, language: str = "en") -> str:
        """The sentence in a language."""
        say = words(language, "ledger")
        return say(self.key, **{name: _told(value, say) for name, value in self.values.items()})


@dataclass(frozen=True)
class Some:
    """The first few of many, ``between`` them a sign."""

    items: tuple
    most: int = 3
    between: str = ", "

    def told(self, language: str = "en") -> str:
        """The first few, and how many more there are."""
        say = words(language, "ledger")
        shown = self.between.join(_told(item, say) for item in self.items[: self.most])
        more = len(self.items) - self.most
        return say("more", shown=shown, count=say.number(more)) if more > 0 else shown


def _told(value, say: Words) -> str:
    if isinstance(value, Said | Some | LedgerError):
        return value.told(say.language)
    if isinstance(value, date):
        return say.day(value)
    if isinstance(value, float):
        return say.number(value, 2)
    return say.number(value) if isinstance(value, int) else str(value)


def said(key: str, **values) -> Said:
    """A sentence by its key."""
    return Said(key, values)


def some(items: Iterable, most: int = 3, between: str = ", ") -> Some:
    """The first few of many."""
    return Some(tuple(items), most, between)


def quoted(items: Iterable[str], most: int = 3, between: str = ", ") -> Some:
    """The first few of many words, each in quotation marks."""
    return some(map(repr, items), most, between)


def rows_of(count: int) -> Said:
    """``1 row`` or ``5 rows``."""
    return said("rows.one" if count == 1 else "rows", count=int(count))


class LedgerError(ValueError):
    """A ledger that cannot be read: one line that says what, where and what to do.

    In: the line; or where it is, and the sentence by its key and values, which is then told in either language.
    """

    def __init__(self, where: str, key: str = "", **values) -> None:
        self.where, self.said = where, said(f"refused.{key}", **values) if key else None
        super().__init__(self.line())

    def told(self, language: str = "en") -> str:
        """What is wrong, without where."""
        return self.said.told(language) if self.said else self.where

    def line(self, language: str = "en") -> str:
        """The line as it is told."""
        return f"{self.where}: {self.told(language)}" if self.said else self.where


@dataclass(frozen=True)
class Doubt:
    """One line for the reader.

    ``said`` is the sentence, ``where`` the file and sheet. ``left_out`` is the money of rows that are not used because
    of it, as written in the ledger: totals in less all of these are totals used.
    """

    said: Said
    where: str
    left_out: float = 0.0

    @property
    def what(self) -> str:
        """A word or two to sort by."""
        return self.said.key.partition(".")[2].partition(".")[0].replace("_", " ")

    def line(self, language: str = "en") -> str:
        """The doubt as it is told."""
        return f"{self.where}: {self.said.told(language)}"

    @property
    def row(self) -> dict:
        """The doubt as a row of a table, in English."""
        return {"what": self.what, "where": self.where, "text": self.said.told(), "left_out": self.left_out}


def doubt(what: str, where: str, left_out: float = 0.0, **values) -> Doubt:
    """A doubt by the key of its sentence: a word or two to sort by, and what parts it from others of them."""
    return Doubt(said(f"doubt.{what}", **values), where, left_out)
