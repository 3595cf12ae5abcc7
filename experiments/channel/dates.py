"""Dates in every common order; the order of day and month is decided by the whole table and told where it is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from experiments.channel.doubts import LedgerError

MONTHS = {
    1: "янв jan january", 2: "фев feb february", 3: "мар mar march", 4: "апр apr april", 5: "май мая may",
    6: "июн jun june", 7: "июл jul july", 8: "авг aug august", 9: "сен sep sept september",
    10: "окт oct october okt", 11: "ноя nov november", 12: "дек dec december dez",
}  # fmt: skip
MONTH_OF = {word: number for number, words in MONTHS.items() for word in words.split()}
TIME = re.compile(r"[T\s,]+\d{1,2}:\d{2}(:\d{2})?([.,]\d+)?\s*(am|pm|z)?$", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\Z")
YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})\Z")
DAY_WORD = re.compile(r"(\d{1,2})[\s.-]+([a-zа-яё]{3,9})\.?[\s.,-]+(\d{4}|\d{2})\Z", re.IGNORECASE)
WORD_DAY = re.compile(r"([a-zа-яё]{3,9})\.?[\s.-]+(\d{1,2}),?[\s-]+(\d{4})\Z", re.IGNORECASE)
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)
NO_DAY = (1, 9999)  # years in which programs write that there is no day
EPOCH = date(1899, 12, 30)  # of serial numbers in spreadsheets
OPEN_WORDS = {"", "-", "--", "—", "–", "n/a", "na", "null", "none", "не оплачен", "не оплачено", "open", "unpaid",
              "нет", "0", "00.00.0000", "00000000", "00010101", "99991231", "#n/a", "н/д"}  # fmt: skip
SPAN = re.compile(
    r"\b(кв|квартал|полугодие|нед|неделя|quarter|q ?[1-4]|[1-4] ?q|h[12]|week|k?w ?\d{1,2})\b|^(19|20)\d\d( год)?$",
    re.IGNORECASE,
)


def month_word(text: str) -> int:
    """The number of a month that a word names (in English or Russian), or 0."""
    word = text.strip().lower().rstrip(".")
    if word in MONTH_OF:
        return MONTH_OF[word]
    return MONTH_OF.get(word[:3], 0) if re.fullmatch(r"[а-яё]{3,8}", word) else 0


def full_year(text: str) -> int:
    """A year of four digits from two or four."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def text_of(cell: str) -> str:
    """A cell without its time of day and the Russian mark of a year."""
    text = cell.replace("\u00a0", " ").strip()
    text = TIME.sub("", text).strip()
    return re.sub(r"(?<=\d)\s*г(ода|\.)?$", "", text, flags=re.IGNORECASE).strip()


@dataclass
class Order:
    """What cells of a table say of the order of day and month, by the sign between them; examples of each."""

    day_first: dict[str, str] = field(default_factory=dict)
    month_first: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    real: int = 0  # cells that are dates already
    low: bool = True  # and no day of theirs lies above 12

    def look(self, cell) -> None:
        """Take in one cell."""
        if isinstance(cell, date):
            self.real += 1
            self.low = self.low and cell.day <= 12
            return
        found = YEAR_LAST.match(text_of(cell)) if isinstance(cell, str) else None
        if not found:
            return
        first, sign, second = int(found[1]), found[2], int(found[3])
        if first > 12 >= second:
            self.day_first.setdefault(sign, cell.strip())
        elif second > 12 >= first:
            self.month_first.setdefault(sign, cell.strip())
        elif first != second and first <= 12:
            self.open.setdefault(sign, cell.strip())

    def decided(self, where: str, given: str = "") -> dict[str, str]:
        """``day``, ``month`` or ``open`` by sign; raises :class:`LedgerError` where cells contradict each other.

        Points are taken to part day, month and year in this order, unless days show otherwise.
        """
        if given:
            return dict.fromkeys("-./", given)
        for sign in self.day_first:
            if sign in self.month_first:
                raise LedgerError(where, "two_orders", day=repr(self.day_first[sign]),
                                  month=repr(self.month_first[sign]))  # fmt: skip
        found = dict.fromkeys("-./", "day") | {sign: "open" for sign in self.open if sign != "."}
        found |= dict.fromkeys(self.month_first, "month")
        return found | dict.fromkeys(self.day_first, "day")


def read_date(cell, order: str | Mapping[str, str]) -> date | None:
    """The date of a cell, None for an empty one; raises ValueError for what is no date between 1990 and 2100.

    ``order`` is that of day and month: one, or one by the sign between them.
    """
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _within(cell)
    if isinstance(cell, bool):
        raise ValueError(cell)
    if isinstance(cell, int | float):
        return _from_number(float(cell))
    if not isinstance(cell, str):
        raise ValueError(cell)
    text = text_of(cell)
    if text.lower() in OPEN_WORDS:
        return None
    if found := YEAR_FIRST.match(text):
        return _within(date(int(found[1]), int(found[2]), int(found[3])))
    if found := YEAR_LAST.match(text):
        first, second = int(found[1]), int(found[3])
        own = order if isinstance(order, str) else order[found[2]]
        day, month = (second, first) if own == "month" else (first, second)
        return _within(date(full_year(found[4]), month, day))
    if (found := DAY_WORD.match(text)) and month_word(found[2]):
        return _within(date(full_year(found[3]), month_word(found[2]), int(found[1])))
    if (found := WORD_DAY.match(text)) and month_word(found[1]):
        return _within(date(int(found[3]), month_word(found[1]), int(found[2])))
    if re.fullmatch(r"\d{5}(\.0+)?|\d{8}", text):
        return _from_number(float(text))
    raise ValueError(cell)


def _from_number(value: float) -> date | None:
    """A day written as YYYYMMDD or as a spreadsheet's serial number."""
    whole = int(value)
    if whole == 0:
        return None
    if 19_900_000 < whole < 21_000_000:
        return _within(date(whole // 10_000, whole // 100 % 100, whole % 100))
    if 30_000 < value < 75_000:
        return _within(EPOCH + timedelta(days=whole))
    raise ValueError(value)


def _within(day: date) -> date | None:
    if day.year in NO_DAY:
        return None
    if not FIRST <= day < LAST:
        raise ValueError(day)
    return day


MONTH_FORMS = (
    re.compile(r"(?P<word>[a-zа-яё]{3,9})\.?[\s'.,-]*(?P<year>\d{4}|\d{2})\Z", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})[\s.,-]*(?P<word>[a-zа-яё]{3,9})\.?\Z", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})\Z"),
    re.compile(r"(?P<month>\d{1,2})[-./](?P<year>\d{4})\Z"),
)


def is_span(name: str) -> bool:
    """Whether a heading names a quarter, a week, a year or a day."""
    text = text_of(name)
    return bool(SPAN.search(text) or YEAR_LAST.match(text) or YEAR_FIRST.match(text))


def read_month(cell) -> tuple[int, int] | None:
    """Year and month that a heading names (year 0 where it names none), or None."""
    if isinstance(cell, date):
        return cell.year, cell.month
    if not isinstance(cell, str):
        return None
    text = text_of(cell)
    if month := month_word(text):
        return 0, month
    for form in MONTH_FORMS:
        if found := form.match(text):
            parts = found.groupdict()
            month = month_word(parts["word"]) if parts.get("word") else int(parts["month"])
            if 1 <= month <= 12:
                return full_year(parts["year"]), month
    found = YEAR_LAST.match(text) or YEAR_FIRST.match(text)
    if found:
        try:
            day = read_date(text, "day")
        except ValueError:
            return None
        return (day.year, day.month) if day and day.day == 1 else None
    return None
