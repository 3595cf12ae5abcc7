"""Bands of an ageing: those of one currency, and a line where the ages that they tell are not the ledger's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from experiments.channel.amounts import currency_in
from experiments.channel.doubts import Doubt, doubt, quoted, said, some
from experiments.channel.headings import Table
from experiments.channel.roles import age_of, crosses

MOST = 4  # bands that are told by name


def of_one_currency(
    table: Table, money: dict[str, int], values: list[list[float]], wanted: str, doubts: list[Doubt]
) -> tuple[dict[str, int], list[list[float]]]:
    """Columns of money and their amounts without those of other currencies than ``wanted``, or than most money is in.

    The same band without a currency and with one stands for two of them as well; what is left out is told.
    """
    names = {role: table.names[place] for role, place in money.items()}
    currencies = {role: currency_in(name) for role, name in names.items()}
    named, bands = {currency for currency in currencies.values() if currency}, {}
    for role, currency in currencies.items():
        bands.setdefault(age_of(names[role]), set()).add(currency)
    if len(named) < 2 and all(len(found) < 2 for found in bands.values()):
        return money, values
    sums = dict.fromkeys(currencies.values(), 0.0)
    for role, column in zip(money, values, strict=True):
        sums[currencies[role]] += math.fsum(abs(value) for value in column if value == value)
    wanted = currency_in(wanted) or wanted.upper()
    main = wanted if wanted and wanted in sums else max(sums, key=lambda currency: sums[currency])
    others = [names[role] for role in money if currencies[role] != main]
    doubts.append(doubt("bands_left_out", table.source, columns=quoted(others, MOST), kept=quoted(
        [names[role] for role in money if currencies[role] == main], MOST)))  # fmt: skip
    kept = {role: place for role, place in money.items() if currencies[role] == main}
    return kept, [column for role, column in zip(money, values, strict=True) if currencies[role] == main]


def tell_ages(table: Table, money: dict[str, int], doubts: list[Doubt]) -> None:
    """Tell bands that lie in several ages of the ledger and pairs of bands that hold the same days."""
    names = {role: table.names[place] for role, place in money.items()}
    across = [role for role, name in names.items() if crosses(name)]
    if across:
        shown = (said("band", column=repr(names[role]), age=said(f"role.{role.partition('@')[0]}")) for role in across)
        doubts.append(doubt("bands_across", table.source, bands=some(shown, MOST)))
    spans = sorted((found[1], name) for name in names.values() if (found := age_of(name)) and found[1] != (0, 0))
    if twice := _overlapping(spans):
        doubts.append(doubt("bands_twice", table.source, bands=some((quoted(pair, 2, " / ") for pair in twice), MOST)))


def _overlapping(spans: Sequence[tuple[tuple[int, int], str]]) -> list[tuple[str, str]]:
    """Neighbours that have more than one day in common."""
    return [(one, other) for ((_, high), one), ((low, _), other) in pairwise(spans) if low < high]
