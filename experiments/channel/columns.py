"""Which column holds what: by a person's word, by its name, and where names say nothing by its content."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from statistics import median

from experiments.channel.amounts import amount, is_nothing
from experiments.channel.balances import flows_of
from experiments.channel.dates import OPEN_WORDS, is_span, read_date
from experiments.channel.doubts import Doubt, LedgerError, Said, doubt, quoted, said
from experiments.channel.headings import HEADLESS, Table, blank, heading, words
from experiments.channel.roles import AGES, BY_NAME, COUNT, DATE, ELSEWHERE, MONEY, OF_A_DOCUMENT, TEXT, named, tidy

LOOKED_AT = 400  # cells that tell a column's content
NUMBERED = 20  # whole numbers as long as each other, all different: so many are no money but numbers of documents
MOSTLY = 0.6  # share of bare numbers that may be days before they are taken for days
NEAR = 1000  # days between a payment and the days of issue beside it
DAY_WORDS = re.compile(r"\b(?:дата|день|число|date|day|datum|on)\b", re.IGNORECASE)
MONTHS_NEEDED = 3  # columns of months that make a list of purchases by month


@dataclass(frozen=True)
class Column:
    """What a column was taken for and why: ``given``, ``name``, ``content`` or ``unused``; five cells to look at."""

    name: str
    role: str
    why: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """Places of roles, the age of debts of each column that has one, every column with what it was taken for, doubts.

    ``misfits`` are columns whose cells are not what their names promise, in words.
    """

    places: dict[str, int]
    ages: dict[int, str]
    misfits: list[Said]
    columns: list[Column]
    doubts: list[Doubt]


@dataclass(frozen=True)
class Content:
    """Shares of the filled cells that are amounts and days, and how many differ.

    ``bare`` is the share of those but zeros that are whole numbers a program may have written for days, ``written``
    that of days written as such.
    """

    filled: int
    numbers: float
    dates: float
    bare: float
    written: float
    different: int

    @property
    def kind(self) -> str:
        """The content that most cells have."""
        if not self.filled:
            return "empty"
        if self.dates > 0.6:
            return DATE
        return MONEY if self.numbers > 0.6 else TEXT


def content_of(cells: list) -> Content:
    """What stands in a column, by a sample spread over it."""
    step = max(1, len(cells) // LOOKED_AT)
    seen = [cell for cell in cells[::step] if not blank(cell) and not is_nothing(cell)]
    numbers = dates = bare = written = zeros = 0
    for cell in seen:
        days = _is(read_date, cell, "day") or _is(read_date, cell, "month")
        number = words(cell).isdigit()
        dates += days and not isinstance(cell, int | float) or isinstance(cell, date)
        written += isinstance(cell, date) or days and not number and not isinstance(cell, int | float)
        bare += days and number
        zeros += cell == 0 or cell == "0"
        numbers += _is(amount, cell, ".")
    count = max(len(seen), 1)
    return Content(len(seen), numbers / count, dates / count, bare / max(len(seen) - zeros, 1), written / count,
                   len({words(cell) for cell in seen}))  # fmt: skip


def _is(reader, cell, how: str) -> bool:
    try:
        found = reader(cell, how)
    except ValueError:
        return False
    return found is not None


def proposed(table: Table, given: Mapping[str, str]) -> Proposal:
    """What each column of a table holds.

    ``given`` leads from a heading to a role. Raises :class:`LedgerError` where two headings are given one role, and
    where columns are spans of time that are no months.
    """
    contents = [content_of(table.column(place)) for place in range(len(table.names))]
    places: dict[str, int] = {}
    why: dict[int, tuple[str, str]] = {place: ("month", "name") for place in table.months}
    wishes = []
    lower = {heading(name): role for name, role in given.items()}
    for place, name in enumerate(table.names):
        role = lower.get(heading(name))
        if role is not None:
            if role != "ignore" and role in places and role not in AGES:
                raise LedgerError(table.source, "role_twice", role=role, one=repr(table.names[places[role]]),
                                  other=repr(name))  # fmt: skip
            places.setdefault(role, place)
            why[place] = (role, "given")
            table.months.pop(place, None)
        elif place not in table.months and not name.startswith(HEADLESS.format("")):
            number = (
                contents[place].kind == MONEY
            )  # a name of digits is a number in the books, if another column has names
            wishes += [
                (score - 50.0 * (number and role == "partner"), -place, role, place) for score, role in named(name)
            ]
    doubts = []
    ages = {role for _, _, role, _ in wishes if role in AGES}
    misfits: dict[int, Said] = {}
    for _, _, role, place in sorted(wishes, reverse=True):
        if place in why:
            continue
        if not _fits(role, contents[place], lambda at=place: _numbers_of_days(table, contents, at)):
            cells = _five(table.column(place))
            misfit = said(f"misfit.{_content(role)}", column=repr(table.names[place]), cells=quoted(cells, 2))
            misfits.setdefault(place, misfit)
            continue
        if role in AGES:  # two ages of a finer ledger may fall into one of ours
            why[place] = (role, "name")
            places.setdefault(role, place)
        elif role not in places and not (ages and role in ("amount", "open", "sales")):
            places[role] = place
            why[place] = (role, "name")
    places.pop("ignore", None)
    _by_content(table, contents, places, why, doubts)
    _balances(table, contents, places, why, doubts)
    columns = [
        Column(name, *why.get(place, ("", "unused")), _five(table.column(place)))
        for place, name in enumerate(table.names)
        if contents[place].filled or place in why
    ]
    told = [text for place, text in misfits.items() if place not in why]
    for role in OF_A_DOCUMENT:
        place = places.get(role)
        if place is not None and why[place] == (role, "name") and ELSEWHERE.search(tidy(table.names[place])):
            exact = any(score == 100.0 for score, one in named(table.names[place]) if one == role)
            if not exact:
                doubts.append(doubt("column_by_part", table.source, column=repr(table.names[place]),
                                    role=said(f"role.{role}")))  # fmt: skip
    unused = [place for place in range(len(table.names)) if place not in why and contents[place].filled]
    words_only = [table.names[p] for p in unused if contents[p].kind != MONEY]
    if words_only:
        doubts.append(doubt("unused_columns", table.source, columns=quoted(words_only, 6)))
    numbers = [table.names[p] for p in unused if contents[p].kind == MONEY and not is_counting(table.column(p))]
    if numbers:
        doubts.append(doubt("unused_numbers", table.source, columns=quoted(numbers, 6)))
    return Proposal(places, {p: role for p, (role, _) in why.items() if role in AGES}, told, columns, doubts)


def _content(role: str) -> str:
    return MONEY if role in AGES else BY_NAME[role].content


def _fits(role: str, content: Content, numbered: Callable[[], bool]) -> bool:
    """Whether a column's content may be what its name says; an empty one may be anything. ``numbered`` tells whether
    bare numbers under a name such as "paid" are days."""
    wanted = _content(role)
    if not content.filled or wanted == TEXT:
        return role not in ("partner", "currency") or content.kind in (TEXT, "empty", MONEY)
    if role == "paid":
        return content.written > 0.3 or content.bare > MOSTLY and numbered()
    if wanted == DATE:
        return content.dates > 0.3 or content.numbers > 0.6 and content.kind != TEXT
    if wanted == COUNT:
        return content.kind != DATE
    if role == "paid_amount" and content.bare > MOSTLY and numbered():
        return False
    return content.written <= 0.6 and content.numbers > 0.3


def _numbers_of_days(table: Table, contents: list[Content], place: int) -> bool:
    """Whether bare numbers are days and no money: the heading says so, or days of issue or falling due beside them are
    such numbers of the same years."""
    if DAY_WORDS.search(table.names[place]):
        return True
    own = _day_numbers(table.column(place))
    for other, name in enumerate(table.names):
        found = named(name)
        if other != place and found and found[0][1] in ("issued", "due") and contents[other].bare > MOSTLY:
            beside = _day_numbers(table.column(other))
            if min(beside) - NEAR < min(own) and max(own) < max(beside) + NEAR:
                return True
    return False


def _day_numbers(cells: list) -> list[int]:
    return [read_date(cell, "day").toordinal() for cell in cells if _is(read_date, cell, "day")]


def _by_content(table: Table, contents: list[Content], places: dict, why: dict, doubts: list[Doubt]) -> None:
    """Fill what no name gave: the partner, the amount, the days."""
    free = [p for p in range(len(table.names)) if p not in why and contents[p].filled]

    def take(role: str, place: int) -> None:
        places[role] = place
        why[place] = (role, "content")
        free.remove(place)
        doubts.append(doubt("column_by_content", table.source, column=repr(table.names[place]),
                            role=said(f"role.{role}")))  # fmt: skip

    if "partner" not in places:
        texts = [p for p in free if contents[p].kind == TEXT and contents[p].different > 1]
        if texts:
            take("partner", max(texts, key=lambda p: (_letters(table.column(p)), -p)))
        elif "code" in places or "tax_id" in places:
            places["partner"] = places.get("code", places.get("tax_id"))
    money = any(role in places for role in ("amount", "size", "sales_month", "sales_year", "sales", "total", *AGES))
    if not money and len(table.months) < MONTHS_NEEDED:
        numbers = [p for p in free if contents[p].kind == MONEY and not is_counting(table.column(p))]
        spans = [table.names[p] for p in numbers if is_span(table.names[p])]
        if len(spans) > 1:  # one of them would be a part of what was bought
            raise LedgerError(table.source, "spans", columns=quoted(spans))
        if numbers:
            take("amount", max(numbers, key=lambda p: _sum(table.column(p))))
    if "amount" in places and "issued" not in places:
        days = [p for p in free if contents[p].kind == DATE]
        days.sort(key=lambda p: (_middle(table.column(p)), p))
        missing = [role for role in ("issued", "due", "paid") if role not in places]
        for role, place in zip(missing, days, strict=False):
            take(role, place)


def _balances(table: Table, contents: list[Content], places: dict, why: dict, doubts: list[Doubt]) -> None:
    """Take no running balance for money of documents: what raises it is their amount."""
    if "issued" not in places or any(age in places for age in AGES):
        return
    money = {p: [_value(cell) for cell in table.column(p)[:LOOKED_AT]]
             for p in range(len(table.names)) if contents[p].kind == MONEY and p not in table.months}  # fmt: skip
    for role in ("total", "open", "amount", "sales"):
        place = places.get(role)
        if place not in money or why[place][1] == "given":
            continue
        flows = flows_of(money[place], {p: values for p, values in money.items() if p != place})
        if not flows:
            continue
        del places[role]
        why[place] = ("ignore", "content")
        gone = [table.names[p] for p in flows[1:]]
        doubts.append(doubt(f"balance{'.payments' if gone else ''}", table.source, column=repr(table.names[place]),
                            amount=repr(table.names[flows[0]]), payments=quoted(gone)))  # fmt: skip
        if places.get("amount") is None:
            places["amount"] = flows[0]
            why[flows[0]] = ("amount", "content")
            why.update(dict.fromkeys(flows[1:], ("ignore", "content")))


def _letters(cells: list) -> float:
    texts = [words(cell) for cell in cells[:LOOKED_AT] if not blank(cell)]
    return sum(sum(sign.isalpha() for sign in text) for text in texts) / max(len(texts), 1)


def is_counting(cells: list) -> bool:
    """Whether a column only counts its rows, or holds numbers of documents."""
    numbers = [v for v in map(_value, cells[:LOOKED_AT]) if v == v]
    if len(numbers) > 2 and all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False)):
        return True
    different = len(set(numbers)) == len(numbers) >= NUMBERED
    return different and all(v == int(v) for v in numbers) and len({len(str(int(v))) for v in numbers}) == 1


def _value(cell) -> float:
    try:
        return amount(cell, ".")
    except ValueError:
        return float("nan")


def _sum(cells: list) -> float:
    return sum(abs(v) for v in map(_value, cells[:LOOKED_AT]) if v == v)


def _middle(cells: list) -> float:
    days = []
    for cell in cells[:LOOKED_AT]:
        if (
            not blank(cell)
            and not (isinstance(cell, str) and cell.strip().lower() in OPEN_WORDS)
            and _is(read_date, cell, "day")
        ):
            days.append(read_date(cell, "day").toordinal())
    return median(days) if days else 0.0


def _five(cells: list) -> tuple[str, ...]:
    return tuple(words(cell) for cell in islice((cell for cell in cells if not blank(cell)), 5))
