"""Rows of a list that are sums of the rows around them, whatever their names: regions, managers, all customers."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

CLOSE = 0.02  # difference that rounding of a printed total may make, in units of the money
SURE, TOLD = 0.01, 0.3  # rows of the whole list that may be sums by chance: where a sum is left out, where it is told
STEPS = tuple(10.0**power for power in range(6, -3, -1))  # what amounts may be rounded to
MOST = 0.8  # share of a column's amounts that are whole in what they are rounded to
TRIES = 20  # ends looked at for one beginning
DATED = re.compile(r"№|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d")
FEW = 3  # different names below groups that may be kinds of documents, however few groups there are


@dataclass
class Sums:
    """Places of rows that surely are sums, of rows whose sum stands in a partner's own row beside them, and of rows
    that may be sums by chance."""

    sure: set[int] = field(default_factory=set)
    parts: set[int] = field(default_factory=set)
    perhaps: set[int] = field(default_factory=set)


def equal(values: Sequence[float], sums: Sequence[float]) -> bool:
    """Whether a row's amounts are these sums where it has any."""
    known = [(v, s) for v, s in zip(values, sums, strict=True) if v == v]
    return bool(known) and all(abs(v - s) <= CLOSE + 1e-9 * abs(s) for v, s in known) and any(s for _, s in known)


def sums_among(rows: Sequence[Sequence[float]], names: Sequence[str]) -> Sums:
    """The sums among the rows of a list (amounts by column, NaN for none), of those below them or of those above.

    Sums of sums are found in turn. A sum is sure where numbers with so many digits hardly agree by chance, or where
    such groups fill the whole list.
    """
    chance = _chances(rows)
    below, above = _levels(rows, names, chance), _levels(rows[::-1], names[::-1], chance[::-1])
    if len(above.sure | above.parts) <= len(below.sure | below.parts):
        return below
    last = len(rows) - 1
    return Sums(*({last - place for place in places} for places in (above.sure, above.parts, above.perhaps)))


def _levels(rows: Sequence[Sequence[float]], names: Sequence[str], chance: Sequence[float]) -> Sums:
    """Sums of the rows below, level by level."""
    found, left = Sums(), list(range(len(rows)))
    while len(left) > 2:
        all_ = _apart(_groups([rows[place] for place in left]), [chance[place] for place in left])
        groups = {at: end for at, end in all_.items() if len(rows) * chance[left[at]] < SURE}
        if not groups and len(all_) > 1 and _fills(all_ | _single(rows, left, all_), len(left)):
            groups = all_
        found.perhaps |= {left[at] for at in all_ if at not in groups and len(rows) * chance[left[at]] < TOLD}
        if not groups:
            break
        groups |= _single(rows, left, groups)
        inner = {at: [left[part] for part in range(at + 1, end)] for at, end in groups.items()}
        if name_partners([[names[part] for part in parts] for parts in inner.values()], False):
            gone = {left[at] for at in groups}
            found.sure |= gone
        else:
            gone = {part for parts in inner.values() for part in parts}
            found.parts |= gone
        left = [place for place in left if place not in gone]
    found.perhaps -= found.sure | found.parts
    return found


def _groups(rows: list[Sequence[float]]) -> dict[int, int]:
    """Rows that are the sum of two rows and more below them, and the place after the last of these."""
    filled = [[value if value == value else 0.0 for value in row] for row in rows]
    columns = range(len(filled[0]))
    running = [[0.0] * len(filled[0])]
    for row in filled:
        running.append([total + value for total, value in zip(running[-1], row, strict=True)])
    ends: dict[int, list[int]] = {}
    for place, totals in enumerate(running):
        ends.setdefault(_cents(totals), []).append(place)
    written = [place for place, row in enumerate(filled) if any(row)]
    found: dict[int, int] = {}
    for place, row in enumerate(rows):
        if not any(filled[place]):
            continue
        begin = running[place + 1]
        wanted = _cents([total + value for total, value in zip(begin, filled[place], strict=True)])
        for key in range(wanted - 2, wanted + 3):
            known = ends.get(key, ())
            start = bisect_right(known, place + 2)
            for end in known[start : start + TRIES]:
                parts = bisect_right(written, end - 1) - bisect_right(written, place)
                if parts > 1 and equal(row, [running[end][column] - begin[column] for column in columns]):
                    found[place] = min(end, found.get(place, end))
                    break
    return found


def _apart(groups: dict[int, int], chance: Sequence[float]) -> dict[int, int]:
    """Groups that share no row, the surest first."""
    kept: dict[int, int] = {}
    for at in sorted(groups, key=lambda at: (chance[at], at)):
        if all(end <= at or groups[at] <= begin for begin, end in kept.items()):
            kept[at] = groups[at]
    return dict(sorted(kept.items()))


def _cents(totals: Sequence[float]) -> int:
    return round(100.0 * math.fsum(totals))


def _single(rows: Sequence[Sequence[float]], left: list[int], groups: dict[int, int]) -> dict[int, int]:
    """Groups of one row between or beside the others: a row that repeats its amounts where a group has to begin."""
    found: dict[int, int] = {}
    begins, place, waiting = True, 0, []
    while place < len(left):
        if place in groups:
            found.update(dict.fromkeys(waiting))
            waiting, place, begins = [], groups[place], True
        elif begins and place + 1 < len(left) and equal(rows[left[place]], rows[left[place + 1]]):
            waiting.append(place)
            place += 2
        else:
            waiting, begins, place = [], False, place + 1
    return {place: place + 2 for place in (*found, *waiting)}


def _fills(groups: dict[int, int], count: int) -> bool:
    """Whether every row is in a group or its sum."""
    place = 0
    while place in groups:
        place = groups[place]
    return place == count


def _chances(rows: Sequence[Sequence[float]]) -> list[float]:
    """How likely each row is the sum of its neighbours by chance, by the digits that its amounts have in common."""
    odds, seen = [], set()
    for column in zip(*rows, strict=True):
        sizes = [abs(value) for value in column if value == value and value]
        again, seen = column in seen or not sizes, seen | {column}
        odds.append(1.0 if again else min(1.0, _step(sizes) * len(sizes) / math.fsum(sizes)))
    return [math.prod(odd for odd, value in zip(odds, row, strict=True) if value == value and value) for row in rows]


def _step(sizes: list[float]) -> float:
    """What most amounts are rounded to."""
    for step in STEPS:
        if sum(abs(size / step - round(size / step)) < 1e-6 for size in sizes) >= MOST * len(sizes):
            return step
    return STEPS[-1]


def name_partners(groups: Sequence[Sequence[str]], documents: bool) -> bool:
    """Whether the rows below group rows name partners of their own, and not their documents or contracts.

    Names of documents have numbers and stand once each; kinds of documents and contracts are few and the same below
    most groups. In a list, whose rows are no ``documents``, a number is told from a name by its sign or its day.
    """
    names = [name for group in groups for name in group]
    if not names or any(not name for name in names):
        return False
    different = set(names)
    numbered = [name for name in different if (any(map(str.isdigit, name)) if documents else DATED.search(name))]
    if len(different) >= 0.9 * len(names) and len(numbered) > 0.5 * len(different):
        return False
    within: dict[str, int] = {}
    for group in groups:
        for name in set(group):
            within[name] = within.get(name, 0) + 1
    shared = sum(count > 1 for count in within.values())
    return not (2 * shared >= len(different) and len(different) <= max(FEW, len(groups)))
