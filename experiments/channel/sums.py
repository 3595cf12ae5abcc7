"""Rows of a list that are sums of the rows around them, whatever their names: regions, managers, all customers."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

CLOSE = 0.02  # difference that rounding of a printed total may make, in units of the money
# Rows of the whole list that may be sums by chance: fewer, and a sum is left out; fewer, and it is told.
SURE, TOLD = 0.005, 0.1
STEPS = tuple(10.0**power for power in range(6, -3, -1))  # what amounts may be rounded to
MOST = 0.8  # share of a column's amounts that are whole in what they are rounded to
NEAR = 0.02  # of a sum, by which one that was mistyped may differ
TRIES, BUCKETS = 20, 4  # ends looked at for one beginning, and how far rounding may move the end
DATED = re.compile(r"№|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d")
LONG = re.compile(r"\d{3}")  # of a document's number
FEW = 3  # different names below groups that may be kinds of documents, however few groups there are


@dataclass
class Sums:
    """Places of rows that surely are sums, of rows whose sum stands in a partner's own row beside them, and of rows
    that may be sums by chance."""

    sure: set[int] = field(default_factory=set)
    parts: set[int] = field(default_factory=set)
    perhaps: set[int] = field(default_factory=set)


class Group(NamedTuple):
    """The place after the last row of a sum, and how likely it is a sum by chance."""

    end: int
    chance: float


def equal(values: Sequence[float], sums: Sequence[float], off: Sequence[float] = ()) -> bool:
    """Whether a row's amounts are these sums where it has any, ``off`` by column or nearly nothing."""
    known = [(v, s, o) for v, s, o in zip(values, sums, off or (CLOSE,) * len(sums), strict=True) if v == v]
    return bool(known) and all(abs(v - s) <= o + 1e-9 * abs(s) for v, s, o in known) and any(s for _, s, _ in known)


def sums_among(rows: Sequence[Sequence[float]], names: Sequence[str]) -> Sums:
    """The sums among the rows of a list (amounts by column, NaN for none), of those below them or of those above.

    Sums of sums are found in turn. A sum is sure where numbers with so many digits hardly agree by chance, or where
    such groups fill the whole list.
    """
    below, above = _levels(rows, names), _levels(rows[::-1], names[::-1])
    last = len(rows) - 1
    above = Sums(*({last - place for place in places} for places in (above.sure, above.parts, above.perhaps)))
    if not (below.sure or below.parts or above.sure or above.parts):
        return Sums(perhaps=below.perhaps | above.perhaps)
    return below if len(above.sure | above.parts) <= len(below.sure | below.parts) else above


def _levels(rows: Sequence[Sequence[float]], names: Sequence[str]) -> Sums:
    """Sums of the rows below, level by level."""
    found, left = Sums(), list(range(len(rows)))
    steps = [_step([abs(value) for value in column if value == value and value]) for column in zip(*rows, strict=True)]
    while len(left) > 2:
        likely = _apart(_groups([rows[place] for place in left], steps))
        groups = {at: group.end for at, group in likely.items()}
        if len(groups) < 2 or not _fills(groups | _single(rows, left, groups), len(left)):
            groups = {at: group.end for at, group in likely.items() if len(rows) * group.chance < SURE}
        found.perhaps |= {left[at] for at, group in likely.items() if at not in groups
                          and (len(rows) * group.chance < TOLD or group.end - at == len(left))}  # fmt: skip
        if not groups:
            break
        groups |= _single(rows, left, groups)
        found.perhaps |= _nearly([math.fsum(v for v in rows[place] if v == v) for place in left], left, groups)
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


def _groups(rows: list[Sequence[float]], steps: Sequence[float]) -> dict[int, Group]:
    """Rows that are the sum of two rows and more below them, ``steps`` being what columns are rounded to.

    Each amount may be half a step off where it was rounded by itself.
    """
    filled = [[value if value == value else 0.0 for value in row] for row in rows]
    running = [[0.0] * len(steps)]
    for row in filled:
        running.append([total + value for total, value in zip(running[-1], row, strict=True)])
    bucket = max(CLOSE, math.fsum(steps))
    ends: dict[int, list[int]] = {}
    for place, totals in enumerate(running):
        ends.setdefault(round(math.fsum(totals) / bucket), []).append(place)
    written = [place for place, row in enumerate(filled) if any(row)]
    odds, found = _odds(rows, steps), {}
    for place, row in enumerate(rows):
        if not any(filled[place]):
            continue
        begin = running[place + 1]
        wanted = round(math.fsum((*begin, *filled[place])) / bucket)
        fits = []
        for key in range(wanted - BUCKETS, wanted + BUCKETS + 1):
            known = ends.get(key, ())
            start = bisect_right(known, place + 2)
            for end in known[start : start + TRIES]:
                parts = bisect_right(written, end - 1) - bisect_right(written, place)
                sums = [total - before for total, before in zip(running[end], begin, strict=True)]
                if parts < 2:
                    continue
                if equal(row, sums):
                    fits.append((1, end))
                    break
                if equal(row, sums, [max(CLOSE, 0.5 * step * (parts + 1)) for step in steps]):
                    fits.append((parts + 2, end))
        if fits:
            width, end = min(fits)
            found[place] = Group(end, math.prod(min(1.0, odd * width) for odd in odds[place]))
    return found


def _apart(groups: dict[int, Group]) -> dict[int, Group]:
    """Groups that share no row, the surest first."""
    kept: dict[int, Group] = {}
    for at, group in sorted(groups.items(), key=lambda found: (found[1].chance, found[0])):
        if all(other.end <= at or group.end <= begin for begin, other in kept.items()):
            kept[at] = group
    return dict(sorted(kept.items()))


def _single(rows: Sequence[Sequence[float]], left: list[int], groups: dict[int, int]) -> dict[int, int]:
    """Groups of one row between or beside the others: a row that repeats its amounts where a group has to begin."""
    found: dict[int, int] = {}
    begins, place, waiting = True, 0, []
    while place < len(left):
        if place in groups:
            found.update(dict.fromkeys(waiting))
            waiting, place, begins = [], groups[place], True
        elif begins and place + 1 < len(left) and equal(rows[left[place]], rows[left[place + 1]]):
            if place + 1 in groups:  # a sum of this one sum, which the next level finds
                place += 1
                continue
            waiting.append(place)
            place += 2
        else:
            waiting, begins, place = [], False, place + 1
    return {place: place + 2 for place in (*found, *waiting)}


def _nearly(totals: Sequence[float], left: list[int], groups: dict[int, int]) -> set[int]:
    """Rows where a group has to begin, which are nearly the sum of the rows below: a sum mistyped or old."""
    found = set()
    for begin in {0, *groups.values()} - {*groups}:
        while end := _near_end(totals, begin, groups):
            found.add(left[begin])
            begin = end
    return found


def _near_end(totals: Sequence[float], begin: int, groups: Mapping[int, int]) -> int:
    """The place after rows that nearly add up to the one above them and begin no group; 0 where there are none."""
    own, others = totals[begin] if begin < len(totals) else 0.0, 0.0
    for place in range(begin + 1, len(totals) if own > 0.0 and begin not in groups else 0):
        if place in groups or others > (1.0 + NEAR) * own:
            return 0
        others += totals[place]
        if place > begin + 1 and abs(own - others) < NEAR * own:
            return place + 1
    return 0


def _fills(groups: dict[int, int], count: int) -> bool:
    """Whether every row is in a group or its sum."""
    place = 0
    while place in groups:
        place = groups[place]
    return place == count


def _odds(rows: Sequence[Sequence[float]], steps: Sequence[float]) -> list[list[float]]:
    """How likely each amount of a row is the sum of others by chance; columns that repeat another tell nothing."""
    odds, seen = [], set()
    for column, step in zip(zip(*rows, strict=True), steps, strict=True):
        sizes = [abs(value) for value in column if value == value and value]
        again, seen = column in seen or not sizes, seen | {column}
        odds.append(1.0 if again else min(1.0, step * len(sizes) / math.fsum(sizes)))
    return [[odd for odd, value in zip(odds, row, strict=True) if value == value and value] for row in rows]


def _step(sizes: list[float]) -> float:
    """What most amounts are rounded to."""
    if not sizes:
        return STEPS[-1]
    for step in STEPS:
        if sum(abs(size / step - round(size / step)) < 1e-6 for size in sizes) >= MOST * len(sizes):
            return step
    return STEPS[-1]


def name_partners(groups: Sequence[Sequence[str]], documents: bool) -> bool:
    """Whether the rows below group rows name partners of their own, and not their documents or contracts.

    Names of documents have numbers and stand once each; kinds of documents and contracts are few and the same below
    most groups. Where rows are ``documents``, three digits are a number; in a list only what has its sign or a day is.
    """
    names = [name for group in groups for name in group]
    if not names or any(not name for name in names):
        return False
    different = set(names)
    numbered = [name for name in different if DATED.search(name) or documents and LONG.search(name)]
    if len(different) >= 0.9 * len(names) and len(numbered) > 0.5 * len(different):
        return False
    within: dict[str, int] = {}
    for group in groups:
        for name in set(group):
            within[name] = within.get(name, 0) + 1
    shared = sum(count > 1 for count in within.values())
    return not (2 * shared >= len(different) and len(different) <= max(FEW, len(groups)))
