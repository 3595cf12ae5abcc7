"""How many months words name: a quarter, half a year, nine months, January to June."""

from __future__ import annotations

import re

from experiments.channel.dates import month_word

YEAR = 12
UNKNOWN = 0  # a time that is not so many months, or may be read in two ways
QUARTER = r"кв(?:арт[а-я]*)?|квартальн[а-я]*|quarter(?:s|ly)?|qtr"
HALF = r"полугод[а-я]*|п г|half(?:[- ]year(?:ly)?)?s?|semester"
NAMED = (
    r"(?:янв(?:ар[ьяе])?|фев(?:рал[ьяе])?|март?[ае]?|апр(?:ел[ьяе])?|ма[йяе]|июн[ьяе]?|июл[ьяе]?|авг(?:уст[ае]?)?|"
    r"(?:сен|сент|окт|ноя|дек)(?:а?бр[ьяе]|ябр[ьяе])?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
MONTH = rf"(?P<{{0}}>{NAMED})(?: ?(?P<{{0}}_year>(?:19|20)\d\d|\d\d))?"
TO = r" ?(?:-|по|до|to|till|until|through|thru) ?"
BETWEEN = re.compile(rf"\b{MONTH.format('first')}{TO}{MONTH.format('last')}\b")
ALONE = re.compile(rf"\b(?:за|в|for|in|of) ({NAMED})\b|\b({NAMED})[- ](?=(?:(?:19|20)\d\d|\d\d)\b)")
DAY = r"(\d{1,2}) (\d{1,2}) ((?:19|20)\d\d)"
DAYS = re.compile(rf"\b{DAY}{TO}{DAY}\b")
QUARTERS = re.compile(rf"\bq? ?([1-4]){TO}q? ?([1-4]) ?(?:{QUARTER})\b|\bq ?([1-4]){TO}q ?([1-4])\b")
SEVERAL = re.compile(r"\b([2-4]) (?:квартала|quarters)\b")
ONE_QUARTER = re.compile(rf"\bq ?[1-4]\b|\b[1-4] ?q(?=\b|\d\d)|\bq[1-4] ?\d\d|\b(?:{QUARTER})\b")
ONE_HALF = re.compile(rf"\bh ?[12]\b|\b[12] ?h(?=\b|\d\d)|\b(?:{HALF})\b")
COUNTED = re.compile(r"\b(\d{1,2})[ -]?(?:мес(?:яц[а-я]*)?|м|months?|mos?|mths?|m)(?=\b|(?:19|20)?\d\d\b)")
ONE_MONTH = re.compile(r"\b(?:(?:за|в|per|a) (?:месяц|month)|monthly|(?:еже)?месячн[а-я]*)\b")
MEAN = re.compile(r"\b(?:сред[а-я]*|avg|average|mean)\b")
YEARS = re.compile(r"\b(\d{1,2}) (?:год[а-я]*|лет|years?|yrs?)\b")
OTHER = re.compile(
    r"\b(?:недел[а-я]*|нед|еженедельн[а-я]*|декад[а-я]*|week(?:s|ly)?|w ?\d{1,2}|"
    r"дн(?:ей|я)?|день|days?|daily|сутк[а-я]*|[yqm]td|to date|с начала|(?:19|20)\d\d ?[-/ ] ?(?:19|20)?\d\d)\b"
)
OPEN_END = re.compile(rf"\b(?:по|до|to|till|until|through|thru) (?:{NAMED})\b")


def months_named(text: str) -> int | None:
    """The months that words name; :data:`UNKNOWN` where they name a time that is not so many, None where none or a
    year."""
    said = re.sub(r"[–—−‑]", "-", text.lower().replace("ё", "е"))
    said = re.sub(r"\s+", " ", re.sub(r"[^\w-]+|_", " ", said)).strip()
    if MEAN.search(said):
        return UNKNOWN
    if found := DAYS.search(said):
        return _between_days(*map(int, found.groups()))
    if found := BETWEEN.search(said):
        return _between(**found.groupdict())
    if found := QUARTERS.search(said):
        first, last = (int(number) for number in found.groups() if number)
        return 3 * (last - first + 1) if last > first else UNKNOWN
    if found := SEVERAL.search(said):
        return 3 * int(found[1])
    if found := COUNTED.search(said):
        return _whole(int(found[1]))
    if ONE_HALF.search(said):
        return YEAR // 2
    if ONE_QUARTER.search(said):
        return 3
    if found := YEARS.search(said):
        return _whole(YEAR * int(found[1]))
    if OTHER.search(said):
        return UNKNOWN
    named = [word for pair in ALONE.findall(said) for word in pair if month_word(word)]
    if ONE_MONTH.search(said) or len(named) == 1:
        return 1 if not OPEN_END.search(said) else UNKNOWN
    return UNKNOWN if named or OPEN_END.search(said) else None


def _whole(months: int) -> int | None:
    """A count of months; a year of them is nothing that has to be said."""
    return None if months == YEAR else months


def _between(first: str, last: str, first_year: str | None, last_year: str | None) -> int | None:
    """Months from one to another, both counted; over the turn of a year where only one year is named."""
    start, end = month_word(first), month_word(last)
    if not start or not end:
        return UNKNOWN
    years = int(last_year) % 100 - int(first_year) % 100 if first_year and last_year else int(end < start)
    months = end - start + 1 + YEAR * years
    return _whole(months) if months > 0 else UNKNOWN


def _between_days(day: int, month: int, year: int, last_day: int, last_month: int, last_year: int) -> int | None:
    """Months from a first day of one to a last day of another."""
    months = (last_year - year) * YEAR + last_month - month + 1
    return _whole(months) if day == 1 and last_day >= 28 and months > 0 else UNKNOWN
