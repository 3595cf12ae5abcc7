"""Rows of percent beside money: they hold shares of sums and no amounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from experiments.channel.doubts import Doubt, doubt, rows_of, some
from experiments.channel.headings import Table, blank

ROUNDED = ((100.0, 0.06), (100.0, 0.51), (1.0, 0.006))  # how shares are written: their sum, what rounding may make
MOST = 0.5  # share of a table's rows that may be percent


def is_shares(values: Sequence[float], sums: Sequence[float]) -> bool:
    """Whether a row holds the share of each column in the sum of all, in percent or as fractions."""
    whole = sum(sums)
    known = [(v, s) for v, s in zip(values, sums, strict=True) if v == v]
    if whole <= 0.0 or sum(1 for v, _ in known if v) < 2:
        return False
    for hundred, off in ROUNDED:
        if off > 0.5 and any(v != int(v) for v, _ in known):
            continue
        if all(abs(v - hundred * s / whole) <= off for v, s in known):
            return True
    return False


def without_percent(table: Table, money: Iterable[int], doubts: list[Doubt]) -> Table:
    """The table without rows whose amounts all are written with a percent sign, which are told."""
    columns = [table.column(place) for place in money]
    found = [
        place
        for place, cells in enumerate(zip(*columns, strict=True))
        if any(map(_percent, cells)) and all(blank(cell) or _percent(cell) for cell in cells)
    ]
    if not found or len(found) > MOST * len(table.rows):
        return table
    gone = set(found)
    doubts.append(doubt("percent_rows", table.source, rows=rows_of(len(found)),
                        lines=some(str(table.first + place) for place in found)))  # fmt: skip
    rows = [[] if place in gone else row for place, row in enumerate(table.rows)]
    return replace(table, rows=rows, _columns={})


def _percent(cell) -> bool:
    return isinstance(cell, str) and cell.rstrip().endswith("%")
