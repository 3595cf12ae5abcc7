"""Which lines of a table are data: totals, repeated headings, notes and merged partners told apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from experiments.channel.amounts import PLAIN, currency_in
from experiments.channel.doubts import Doubt, Some, doubt, quoted, rows_of, some
from experiments.channel.groups import TOTAL, TOTAL_OF, Row, contracts_of, heads_of, is_merged, names_alone, sums_of
from experiments.channel.headings import Table, blank, heading, ruled, words
from experiments.channel.percents import is_shares
from experiments.channel.sums import equal

MOST_NAMES = 8  # of rows that are no partners, told


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
    parts: list[str] = field(default_factory=list)  # names of rows below a partner, whose sum holds them
    sums: list[str] = field(default_factory=list)  # names of rows that are sums of others
    perhaps: list[str] = field(default_factory=list)  # of rows that may be sums by chance
    shares: list[int] = field(default_factory=list)  # percent of the sums above
    alone: list[str] = field(default_factory=list)  # partners in a line of their own above their documents


def told_apart(table: Table, partner: int, money: list[list[float]], marked: list[int]) -> tuple[Lines, list[Doubt]]:
    """Sort the rows of a table.

    ``partner`` is the partner's column, ``money`` the amounts (NaN for none) of each money column, ``marked`` the
    columns that tell a document.
    """
    found, names = Lines(), [heading(name) for name in table.names]
    rows = _rows(table, partner, money, marked)
    repeated, notes, merged = 0, [], bool(marked) and is_merged(rows)
    heads, regions = heads_of(rows)
    last, sums, since, head = "", [0.0] * len(money), [0.0] * len(money), ""
    end = max((place for place, row in enumerate(rows) if row.money), default=-1)
    under = contracts_of(rows)
    summed = sums_of(rows, under)
    alone = names_alone(table, rows, partner) if merged else set()
    for place, (name, values, some_money, document) in enumerate(rows):
        if not some_money:
            row = table.rows[place]
            if all(blank(cell) for cell in row) or ruled(row):
                continue
            if sum(heading(words(c)) == n for c, n in zip(row, names, strict=False) if words(c)) >= 2:
                repeated += 1
            elif place in alone:
                found.alone.append(name)
                last = name
            elif (name or merged and document) and (len([c for c in row if not blank(c)]) > 1 or len(found.data) == 0):
                found.empty.append(place)
                last = name or last  # those merged below it are its own
            else:
                notes.append(next(words(cell) for cell in row if not blank(cell)))
            continue
        if place in regions or place in summed.sure:
            found.sums.append(name)
            continue
        if place in heads:
            head = name
            found.heads += 1
            continue
        if place in under:
            found.contracts += 1
            continue
        if place in summed.parts:
            found.parts.append(name)
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
            or (not document and (alone or not name) and found.data and (equal(values, sums) or equal(values, since)))
            or (place == end and not document and len(found.data) > 2 and equal(values, sums))  # whatever it is called
        ):
            found.totals.append((place, values))
            _check(place, values, (sums, since), found)
            since = [0.0] * len(money)
            continue
        if not document and len(found.data) > 1 and is_shares(values, sums) and _ends(rows, place, end):
            found.shares.append(place)
            continue
        if place in summed.perhaps:
            found.perhaps.append(name)
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


def _ends(rows: list[Row], place: int, end: int) -> bool:
    """Whether no partner stands below a row."""
    return all(TOTAL.match(row.name) or not row.name for row in rows[place + 1 : end + 1] if row.money)


def _is_label(text: str) -> bool:
    return any(sign.isalpha() for sign in text) or text.strip("* ") == "" and "*" in text


def _check(place: int, values, sums, found: Lines) -> None:
    """Note a total that is neither the sum of all rows above nor of those since the last total."""
    if not any(equal(values, s) for s in sums) and any(v for v in values if v == v):
        found.wrong.append((place, values, sums))


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
    if found.filled_down and not found.alone:
        tell("merged_partners", rows=rows_of(found.filled_down))
    if found.heads:
        tell("groups", rows=rows_of(found.heads))
    if found.sums:
        tell("sums", rows=rows_of(len(found.sums)), names=quoted(found.sums, MOST_NAMES))
    if found.perhaps:
        tell("sums.perhaps", rows=rows_of(len(found.perhaps)), names=quoted(found.perhaps, MOST_NAMES))
    if found.shares:
        tell("percent_rows", rows=rows_of(len(found.shares)), lines=lines(found.shares))
    if found.alone:
        tell("partner_above", count=len(found.alone), names=quoted(found.alone))
    if found.contracts:
        tell("contracts", rows=rows_of(found.contracts))
    if found.parts:
        tell("contracts.named", rows=rows_of(len(found.parts)), names=quoted(found.parts, MOST_NAMES))
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
