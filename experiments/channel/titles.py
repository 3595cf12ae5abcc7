"""What the words above a table say of all of it: the ledger's own day, and the time that its sales are of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from experiments.channel.dates import month_word, read_date
from experiments.channel.spans import months_named

DAY = re.compile(
    r"(?<![\d./-])(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}([-./])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|"
    r"(?P<day>\d{1,2})[»\"]?(?:st|nd|rd|th|-?го)?[\s.-]+(?P<word>[a-zа-яё]{3,9})\.?,?[\s-]+(?P<year>\d{4})|"
    r"(?P<word_first>[a-z]{3,9})\.?\s+(?P<day_last>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year_last>\d{4})|(?:19|20)\d{6}(?!\d))",
    re.IGNORECASE,
)
# Words before the day of what a report tells, with a few more between, and those before days that are others.
OWN = re.compile(
    r"(?:\bна|\bas (?:of|at|on)|\bat|stichtag|\bzum|key date|(?:report|reporting|cut-?off|balance|statement|snapshot) "
    r"date|дат[аеуы] (?:отч[её]та|среза|остатков|задолженности|составления отч[её]та)|отч[её]тная дата|"
    r"\A\W*дата|\A\W*date)"
    r"(?P<between>\W+(?:[^\W\d]+\W+){0,3}|\W*)\Z",
    re.IGNORECASE,
)
ANOTHER = re.compile(
    r"\b(?:период\w*|period|срок\w*|договор\w*|contract|с|со|от|from|since|печат\w*|printed|run|сформирован\w*|created|"
    r"generated|формирования|выгрузки|начал[оа] (?:период|год)\w*|по|to|до|till|until)\b",
    re.IGNORECASE,
)
JOINED = re.compile(r"\s*(?:г\.?|года)?\s*(?:-|–|—|\.\.|по|to|до|till|until|through|bis)\s*\Z", re.IGNORECASE)


def day_of(titles: Iterable[str], order: str | Mapping[str, str]) -> date | None:
    """The day of which a ledger tells, by the words above it; ``order`` is that of day and month."""
    return next((day for before, day, alone in _days(titles, order) if alone and _is_own(before)), None)


def other_day(titles: Iterable[str], order: str | Mapping[str, str]) -> date | None:
    """The last day that words above a ledger name as another than its own: of a print, the end of a period."""
    return max((day for before, day, alone in _days(titles, order) if not (alone and _is_own(before))), default=None)


def months_of(titles: Iterable[str]) -> int:
    """The months that words above a list name, 0 where none or a whole year; single days tell none."""
    for title in titles:
        days = [found for found in DAY.finditer(title) if _read(found, "day")]
        if months := months_named(title.replace(days[0][0], " ") if len(days) == 1 else title):
            return months
    return 0


def _is_own(before: str) -> bool:
    found = OWN.search(before)
    return bool(found) and not ANOTHER.search(found["between"])


def _days(titles: Iterable[str], order: str | Mapping[str, str]) -> Iterator[tuple[str, date, bool]]:
    """Days that titles name, the words before each, and whether it is no end of a span. A day that stands in a cell of
    its own belongs to the words in the cell before it."""
    label = ""
    for title in titles:
        found = list(DAY.finditer(title))
        spans = [JOINED.fullmatch(title[one.end() : two.start()]) for one, two in zip(found, found[1:], strict=False)]
        for place, day in enumerate(found):
            before = title[: day.start()]
            if read := _read(day, order):
                yield before if before.strip() else label, read, not any(spans[max(place - 1, 0) : place + 1])
        label = title


def _read(found: re.Match, order: str | Mapping[str, str]) -> date | None:
    word = found["word"] or found["word_first"]
    text = found[0]
    if word:
        month = month_word(word)
        text = f"{found['year'] or found['year_last']}-{month}-{found['day'] or found['day_last']}" if month else ""
    for own in (order, "day", "month"):
        try:
            return read_date(text, own)
        except (ValueError, KeyError):
            continue
    return None
