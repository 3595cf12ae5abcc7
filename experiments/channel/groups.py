"""Rows that stand for others: a partner above its documents, a region above its partners, contracts below both."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from experiments.channel.headings import Table, blank
from experiments.channel.sums import Sums, equal, name_partners, sums_among

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


class Row(NamedTuple):
    """What sorts a row: the partner that it names, its money (NaN for none), whether it has any, and whether it tells a
    document (number, day), which a total does not."""

    name: str
    values: tuple[float, ...]
    money: bool
    document: bool


def contracts_of(rows: list[Row]) -> set[int]:
    """Rows that name a contract below the partner whose sum they add up to, as turnover sheets of 1C have them."""
    found, head, below = set(), None, []
    for place, row in enumerate([*rows, Row("", (), True, False)]):
        if not row.money:
            continue
        if head is not None and CONTRACT.match(row.name):
            below.append(place)
            continue
        parts = zip(*(rows[part].values for part in below), strict=True)
        if below and equal(rows[head].values, [math.fsum(v for v in column if v == v) for column in parts]):
            found.update(below)
        head, below = (place if row.name else None), []
    return found


def sums_of(rows: list[Row], under: set[int]) -> Sums:
    """Rows of a list that are sums of others; where rows tell documents, heads and totals are told by these."""
    named = [place for place, row in enumerate(rows) if row.money and row.name and place not in under]
    named = [p for p in named if not TOTAL.match(rows[p].name) and not TOTAL_OF.match(rows[p].name)]
    if len(named) < 3 or any(rows[place].document for place in named):
        return Sums()
    found = sums_among([rows[place].values for place in named], [rows[place].name for place in named])
    return Sums(*({named[place] for place in places} for places in (found.sure, found.parts, found.perhaps)))


def names_alone(table: Table, rows: list[Row], partner: int) -> set[int]:
    """Rows that hold nothing but a partner's name, where no document below them has one."""
    if any(row.name and row.money and row.document for row in rows):
        return set()
    found, open_ = set(), None
    for place, row in enumerate(rows):
        if row.money:
            if open_ is not None and row.document:
                found.add(open_)
            open_ = None
        elif row.name and sum(not blank(cell) for cell in table.rows[place]) == 1:
            open_ = place
    return found


def heads_of(rows: list[Row]) -> tuple[set[int], set[int]]:
    """Rows that hold a partner and the sum of the documents below it, as reports of 1C do; none in flat tables.

    And those that hold a sum alone, of documents which name their partners.
    """
    found, open_, others, names = set(), None, 0, []
    end = Row("", (0.0,) * len(rows[0].values), True, False) if rows else None
    for place, row in enumerate([*rows, end] if end else []):
        if row.document:
            if open_:
                open_[1] = [a + (b if b == b else 0.0) for a, b in zip(open_[1], row.values, strict=True)]
                open_[2].append(row.name)
            continue
        if not row.money:
            continue
        if open_ and open_[2]:
            if equal(open_[3], open_[1]):
                found.add(open_[0])
                names.append(open_[2])
            else:
                others += 1
        open_ = [place, [0.0] * len(row.values), [], row.values] if row.name else None
    if len(found) < 2 or len(found) <= 4 * others:
        return set(), set()
    return (set(), found) if name_partners(names, True) else (found, set())


def is_merged(rows: list[Row]) -> bool:
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
