"""Words and numbers for people, in English and Russian: a folder a language, the same files, tables and keys in each.

A *room* is a file or a table of one: ``comparison``, ``app.why``. All texts that somebody reads in the app, a
deck, a report or an explanation stand in such rooms; parameters' names in ``keys``, outcomes' where they are declared.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import isfinite
from pathlib import Path
from types import MappingProxyType

LANGUAGES = ("en", "ru")
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}
FOLDER = Path(__file__).parent
NONE: Mapping[str, float] = MappingProxyType({})
MARKS = {"en": (",", "."), "ru": ("\N{NO-BREAK SPACE}", ",")}  # between thousands, before decimals
MOST_DIGITS = 3  # of a bound close to zero
FEW = 3  # times: from there on told without decimals
QUOTES = {"en": "\N{LEFT DOUBLE QUOTATION MARK}|\N{RIGHT DOUBLE QUOTATION MARK}", "ru": "«|»"}


def told(value: float, digits: int = 0, language: str = "en", sign: bool = False) -> str:
    """A number as people of that language write it, with a true minus and never a minus zero; a dash for none."""
    if value != value:
        return "\N{EN DASH}"
    value = rounded(value, digits)
    thousands, decimals = MARKS[language]
    text = f"{value:{'+' if sign and value else ''},.{digits}f}"
    return text.translate(str.maketrans({",": thousands, ".": decimals, "-": "\N{MINUS SIGN}"}))


def rounded(value: float, digits: int = 0) -> float:
    """Rounded as offices do, a half away from zero: an editable chart shows the same number as its picture."""
    if not isfinite(value):
        return value
    step = Decimal(1).scaleb(-digits)
    # Fifteen digits are what a spreadsheet knows of a number: 0.285 is a half there, though not in binary.
    return float(Decimal(f"{value:.15g}").quantize(step, ROUND_HALF_UP)) + 0.0


def bound_digits(value: float, digits: int) -> int:
    """Digits of an interval's end: one that rounds to zero would leave open on which side of it the interval ends."""
    finer = (more for more in range(digits, MOST_DIGITS + 1) if rounded(value, more) or not value)
    return next(finer, digits)  # one that rounds to zero with all of them is zero for whoever reads it


def interval(low: float, high: float, digits: int = 0, language: str = "en", sign: bool = False) -> str:
    """An interval as every sentence, chart and table tells it; empty where there is none."""
    if low != low:
        return ""
    ends = (told(end, bound_digits(end, digits), language, sign) for end in (low, high))
    return " \N{HORIZONTAL ELLIPSIS} ".join(ends)


def capital(text: str) -> str:
    """The text with its first letter as a capital, also where a quotation mark stands before it."""
    place = int(text[:1] in {marks[0] for marks in QUOTES.values()})
    return text[:place] + text[place : place + 1].upper() + text[place + 1 :]


def uncapital(text: str) -> str:
    """The text with its first letter small, as inside a sentence."""
    return text[:1].lower() + text[1:]


def amount(value: float, language: str = "en") -> str:
    """A number with about three digits, as a person reads it: 1,234 or 12.3 (1 234 and 12,3 in Russian)."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = told(value, digits, language)
    return text.rstrip("0").rstrip(MARKS[language][1]) if digits else text


def form_of(value: object, forms: list[str], language: str = "en") -> str:
    """The form of a noun beside a number (itself, or as it is told): of two forms that of one and that of many, of
    three, as Russian has them, that of one, of few and of many.

    Two Russian forms are those of a case in which few and many are alike.
    """
    if language not in MARKS:
        raise ValueError(f"language {language!r}: expected one of {', '.join(MARKS)}")
    whole, _, part = re.sub("[^0-9.,]", "", str(value).replace(MARKS[language][0], "")).partition(MARKS[language][1])
    number = int(whole or 0)
    one = number == 1 if language == "en" else number % 10 == 1 and number % 100 != 11
    if part:
        return forms[1]
    if one:
        return forms[0]
    few = len(forms) > 2 and number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    return forms[1] if few else forms[-1]


class _Counted(string.Formatter):
    """Puts values into a text; ``{pairs:market|markets}`` is a number with its noun (see :func:`form_of`)."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: object, format_spec: str) -> str:
        if "|" not in format_spec:
            return super().format_field(value, format_spec)
        return f"{value} {form_of(value, format_spec.split('|'), self.language)}"


@cache
def _tables(language: str, file: str) -> dict:
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
    return tomllib.loads((FOLDER / language / f"{file}.toml").read_text(encoding="utf-8"))


def read_words(language: str, room: str = "comparison") -> dict[str, str]:
    """Every text of a room in a language: key to text with the names of its values in braces.

    An unknown language is a ValueError, an unknown table a KeyError.
    """
    file, _, table = room.partition(".")
    return _tables(language, file)[table] if table else _tables(language, file)


def source_in(source: str, language: str) -> str:
    """A source of the parameter table, or a publication's name, in a language; as it stands where it needs no other."""
    return source if language == "en" else _tables(language, "sources").get(source, source)


@dataclass(frozen=True)
class Words:
    """Texts of a room in one language: called with a key and the values of its names, gives the text.

    ``stem`` is left out of the names of scenarios (see :meth:`among`); ``doses`` are told with them, and how many times
    the common spend one of ``unequal`` has, and that one ``elsewhere`` is another market and no policy.
    """

    language: str
    room: str = "comparison"
    stem: str = ""
    doses: tuple[tuple[str, float], ...] = ()
    unequal: tuple[tuple[str, float], ...] = ()
    elsewhere: tuple[str, ...] = ()

    def among(
        self, names, doses: Mapping[str, float] = NONE, unequal: Mapping[str, float] = NONE, elsewhere=()
    ) -> Words:
        """These words where all scenarios build on one: its name is then left out of theirs (``a+b`` is *b*).

        ``doses`` has the dose of each scenario that does not stand at its own: it goes with the name, as does the spend
        of each that is not at the common one (``unequal``, how many times that), and that it is another market.
        """
        names = list(names)
        first = {name.split("+")[0] for name in names}
        stem = first.pop() if len(first) == 1 and len(names) > 1 else ""
        return replace(self, stem=stem, doses=tuple(doses.items()), unequal=tuple(unequal.items()),
                       elsewhere=tuple(elsewhere))  # fmt: skip

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, an unknown one is a KeyError; without values, the text as it stands."""
        text = read_words(self.language, self.room)[key]
        return _Counted(self.language).vformat(text, (), values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in read_words(self.language, self.room)

    def named(self, key: str) -> str:
        """The text of a key; a key without one as it is."""
        return read_words(self.language, self.room).get(key, key)

    def number(self, value: float, digits: int = 0, sign: bool = False) -> str:
        """A number in this language (see :func:`told`)."""
        return told(value, digits, self.language, sign)

    def between(self, low: float, high: float, digits: int = 0, sign: bool = False) -> str:
        """An interval in this language (see :func:`interval`)."""
        return interval(low, high, digits, self.language, sign)

    def to(self, low: str, high: str = "") -> str:
        """From one number to another, both told already; one alone where they are the same."""
        return self("to", low=low, high=high) if high else low

    def scenario(self, name: str) -> str:
        """What people call a preset, or layers put together with ``+``; the stem alone is *as today*."""
        texts, dose = read_words(self.language, self.room), dict(self.doses).get(name)
        times = dict(self.unequal).get(name)
        if self.stem and name == self.stem:
            return texts["as_today"]
        other = name in self.elsewhere
        name = name.removeprefix(f"{self.stem}+") if self.stem else name
        told = " + ".join(texts.get(f"scenario.{part}", part) for part in name.split("+"))
        told = self("elsewhere", name=told) if other else told
        told = told if dose is None else self("dosed", name=told, dose=self.dose(dose))
        if times is None:
            return told
        key = "unequal" if times > 1.0 else "unequal.part" if times > 0.0 else "unequal.saves"
        return self(key, name=told, times=self.number(times, 0 if times >= FEW else 1))

    def day(self, day: date | None) -> str:
        """A date as people of that language write it; in words where it was not stored."""
        if day is None:
            return words(self.language)("day.unknown")
        return f"{day:%d.%m.%Y}" if self.language == "ru" else f"{day.day} {day:%B %Y}"

    def dose(self, value: float) -> str:
        """A dose with as many digits as tell it from 0 and from 1."""
        digits = next((n for n in (2, 3) if round(value, n) not in (0.0, 1.0)), 4)
        return self.number(value, 0 if value in (0.0, 1.0) else digits)

    def apart(self, name: str) -> str:
        """A name of several parts in quotation marks, so that what stands beside it is not taken for a part of it."""
        marks = QUOTES[self.language]
        return marks.replace("|", name) if " + " in name and not name.startswith(marks[0]) else name

    def several(self, names) -> str:
        """Names in a row: with commas, and the word *and* before the last; one of several parts in quotation marks."""
        names = list(names)
        if len(names) > 1:
            names = [self.apart(name) for name in names]
        return self("and").join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def words(language: str, room: str = "comparison") -> Words:
    """The texts of a room in a language; raises as :func:`read_words` does."""
    read_words(language, room)
    return Words(language, room)
