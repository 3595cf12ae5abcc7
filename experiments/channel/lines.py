"""Which lines of a table are data: totals, repeated headings, notes and merged partners told apart."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from experiments.channel.amounts import PLAIN, currency_in
from experiments.channel.doubts import Doubt, Some, doubt, quoted, rows_of, some
from experiments.channel.headings import Table, blank, heading, ruled, words

TOTAL = re.compile(
    r"(общий |общая |общее )?(итоги?|итого|всего|подытог|промежуточный итог|total|grand total|subtotal|sub "
    r"total|sum|summe|"
    r"result|overall result|сумма|итоговая сумма|\*+|[∑Σ])( по (отчету|всем|листу|странице|группе))?( rub| usd| "
    r"eur)?[ :.=]*\Z",
    re.IGNORECASE,
)
TOTAL_OF = re.compile(
    r"(итого( по| за| для)?|всего( по| за| для)|подытог|промежуточный итог|total (for|of|by)|sub-?total|sum of)\b|"
    r".+ (итог|total|subtotal|result|summe)[ :]*\Z|\*+ ",
    re.IGNORECASE,
)
CONTRACT = re.compile(r"(основной |рамочный )?договор|без договора|контракт|contract|agreement", re.IGNORECASE)
CLOSE = 0.02  # difference that rounding of a printed total may make, in units of the money


@dataclass
class Lines:
    """Places of the rows that hold data, the partner of each, and what the others were."""

    data: list[int] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    totals: list[tuple[int, Sequence[float]]] = field(default_factory=list)  # place and its money
    orphans: list[int] = field(default_factory=list)  # money, but no partner
    empty: list[int] = field(default_factory=list)  # a partner, but no money
    wrong: list[tuple] = field(default_factory=list)  # totals that are no sum: place, money, sums to compare with
    filled_down: int = 0
    heads: int = 0  # of groups: a partner and its sum, its documents below
    contracts: int = 0  # below a partner, whose sum holds them


class Row(NamedTuple):
    """What sorts a row: the partner that it names, its money (NaN for none), whether it has any, and whether it tells a
    document (number, day), which a total does not."""

    name: str
    values: tuple[float, ...]
    money: bool
    document: bool


def told_apart(table: Table, partner: int, money: list[list[float]], marked: list[int]) -> tuple[Lines, list[Doubt]]:
    """Sort the rows of a table.

    ``partner`` is the partner's column, ``money`` the amounts (NaN for none) of each money column, ``marked`` the
    columns that tell a document.
    """
    found, names = Lines(), [heading(name) for name in table.names]
    rows = _rows(table, partner, money, marked)
    repeated, notes, merged, heads = 0, [], bool(marked) and _merged(rows), _heads(rows)
    last, sums, since, head = "", [0.0] * len(money), [0.0] * len(money), ""
    end = max((place for place, row in enumerate(rows) if row.money), default=-1)
    under = _contracts(rows)
    for place, (name, values, some_money, document) in enumerate(rows):
        if not some_money:
            row = table.rows[place]
            if all(blank(cell) for cell in row) or ruled(row):
                continue
            if sum(heading(words(c)) == n for c, n in zip(row, names, strict=False) if words(c)) >= 2:
                repeated += 1
            elif name and (len([c for c in row if not blank(c)]) > 1 or len(found.data) == 0):
                found.empty.append(place)
                last = name or last  # those merged below it are its own
            else:
                notes.append(next(words(cell) for cell in row if not blank(cell)))
            continue
        if place in heads:
            head = name
            found.heads += 1
            continue
        if place in under:
            found.contracts += 1
            continue
        if head and document:  # its own cell names the document
            found.data.append(place)
            found.partners.append(head)
            sums = [a + (b if b == b else 0.0) for a, b in zip(sums, values, strict=True)]
            continue
        label = name or next((words(c) for c in table.rows[place] if isinstance(c, str) and _is_label(words(c))), "")
        if (
            not document
            and (TOTAL.match(label) or TOTAL_OF.match(label))
            or (not name and not document and found.data and (_equal(values, sums) or _equal(values, since)))
            or (place == end and not document and len(found.data) > 2 and _equal(values, sums))  # whatever it is called
        ):
            found.totals.append((place, values))
            _check(place, values, (sums, since), found)
            since = [0.0] * len(money)
            continue
        if not name and merged and last:
            name = last
            found.filled_down += 1
        if name:
            found.data.append(place)
            found.partners.append(name)
            last = name
        else:
            found.orphans.append(place)
        sums = [a + (b if b == b else 0.0) for a, b in zip(sums, values, strict=True)]
        since = [a + (b if b == b else 0.0) for a, b in zip(since, values, strict=True)]
    return found, _doubts(table, found, repeated, notes, money)


def _rows(table: Table, partner: int, money: list[list[float]], marked: list[int]) -> list[Row]:
    """The rows of a table; each spelling of a partner is looked at once."""
    cells = table.column(partner)
    spelled = {cell: words(cell) for cell in {cell for cell in cells if isinstance(cell, str)}}
    names = [spelled[cell] if isinstance(cell, str) else words(cell) for cell in cells]
    told = [not all(map(blank, row)) for row in zip(*(table.column(column) for column in marked), strict=True)]
    values = list(zip(*money, strict=True))
    some = [any(v == v for v in row) for row in values]
    return list(map(Row, names, values, some, told or [False] * len(names)))


def _contracts(rows: list[Row]) -> set[int]:
    """Rows that name a contract below the partner whose sum they add up to, as turnover sheets of 1C have them."""
    found, head, below = set(), None, []
    for place, row in enumerate([*rows, Row("", (), True, False)]):
        if not row.money:
            continue
        if head is not None and CONTRACT.match(row.name):
            below.append(place)
            continue
        parts = zip(*(rows[part].values for part in below), strict=True)
        if below and _equal(rows[head].values, [math.fsum(v for v in column if v == v) for column in parts]):
            found.update(below)
        head, below = (place if row.name else None), []
    return found


def _heads(rows: list[Row]) -> set[int]:
    """Rows that hold a partner and the sum of the documents below it, as reports of 1C do; none in flat tables."""
    found, open_, others = set(), None, 0
    end = Row("", (0.0,) * len(rows[0].values), True, False) if rows else None
    for place, row in enumerate([*rows, end] if end else []):
        if row.document:
            if open_:
                open_[1] = [a + (b if b == b else 0.0) for a, b in zip(open_[1], row.values, strict=True)]
                open_[2] += 1
            continue
        if not row.money:
            continue
        if open_ and open_[2]:
            if _equal(open_[3], open_[1]):
                found.add(open_[0])
            else:
                others += 1
        open_ = [place, [0.0] * len(row.values), 0, row.values] if row.name else None
    return found if len(found) > 1 and len(found) > 4 * others else set()


def _is_label(text: str) -> bool:
    return any(sign.isalpha() for sign in text) or text.strip("* ") == "" and "*" in text


def _equal(values: Sequence[float], sums: Sequence[float]) -> bool:
    known = [(v, s) for v, s in zip(values, sums, strict=True) if v == v]
    return bool(known) and all(abs(v - s) <= CLOSE + 1e-9 * abs(s) for v, s in known) and any(s for _, s in known)


def _check(place: int, values, sums, found: Lines) -> None:
    """Note a total that is neither the sum of all rows above nor of those since the last total."""
    if not any(_equal(values, s) for s in sums) and any(v for v in values if v == v):
        found.wrong.append((place, values, sums))


def _merged(rows: list[Row]) -> bool:
    """Whether the partner stands in the first row of its group only: many blanks, no name twice in a row."""
    last, blanks, filled = None, 0, 0
    for row in rows:
        if not row.money:
            continue
        if row.name:
            if row.name == last:
                return False
            last, filled = row.name, filled + 1
        elif row.document:
            blanks += 1
    return blanks >= 2 and blanks > 0.3 * filled


def _doubts(table: Table, found: Lines, repeated: int, notes: list[str], money: list[list[float]]) -> list[Doubt]:
    doubts = []

    def tell(what: str, left_out: float = 0.0, **values) -> None:
        doubts.append(doubt(what, table.source, left_out, **values))

    def lines(places: Iterable[int]) -> Some:
        return some(str(table.first + place) for place in places)

    def sums(told: Iterable[float], values: Sequence[float]) -> Some:
        known = [float(t) for t, v in zip(told, values, strict=True) if v == v]
        return some(known, len(known), " / ")

    if found.totals:
        tell("totals", rows=rows_of(len(found.totals)), lines=lines(p for p, _ in found.totals))
    for place, values, (above, since) in found.wrong[:5]:
        told = {"total": sums(values, values), "above": sums(above, values), "part": sums(since, values)}
        parts = ".parts" if told["part"] != told["above"] else ""
        tell(f"total_differs{parts}", line=str(table.first + place), **told)
    if found.orphans:
        lost = math.fsum(c[p] for p in found.orphans for c in money if c[p] == c[p])
        tell("no_partner", lost, rows=rows_of(len(found.orphans)), lines=lines(found.orphans), sum=lost)
    if found.filled_down:
        tell("merged_partners", rows=rows_of(found.filled_down))
    if found.heads:
        tell("groups", rows=rows_of(found.heads))
    if found.contracts:
        tell("contracts", rows=rows_of(found.contracts))
    if found.empty:
        tell("no_amount", rows=rows_of(len(found.empty)), lines=lines(found.empty))
    if repeated:
        tell("repeated_headings", rows=rows_of(repeated))
    if notes:
        tell("notes", rows=rows_of(len(notes)), notes=quoted(notes))
    return doubts


def currency_of_cells(cells: list) -> list[str] | None:
    """The currency that each amount carries by its sign, where any does."""
    signs = [currency_in(cell) if isinstance(cell, str) and not PLAIN.match(cell) else "" for cell in cells]
    return signs if any(signs) else None


def formats_of_cells(table: Table, place: int) -> list[str] | None:
    """The currency that each number of a column bears by its format, where any does."""
    if not table.currencies:
        return None
    found = [
        table.currencies.get((table.first - 1 + row, place), "") if isinstance(cell, int | float) else ""
        for row, cell in enumerate(table.column(place))
    ]
    return found if any(found) else None
