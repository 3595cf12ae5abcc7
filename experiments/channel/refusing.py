"""Why a table is none of the shapes, and what to do about it."""

from __future__ import annotations

from experiments.channel.columns import Proposal, content_of
from experiments.channel.doubts import LedgerError, Said, quoted, said, some
from experiments.channel.headings import Table
from experiments.channel.roles import AGES, MONEY, named

# Roles that make a ledger, as a mapping file spells them; the others are in the help of the command.
MAIN = ("partner", "invoice", "issued", "due", "paid", "amount", "open", "sales_month", "sales_year", *AGES)
# Headings down the first column that show a table on its side: how many, of how many, and the share that they make.
SIDEWAYS, LOOKED_AT, MOST = 3, 40, 0.6


def sideways(table: Table) -> LedgerError | None:
    """The refusal of a table whose headings stand below each other in its first column."""
    down = [str(cell) for cell in (table.names[0], *table.column(0)[:LOOKED_AT]) if isinstance(cell, str) and cell]
    roles = {found[0][1]: text for text in down if len(text) < 60 and (found := named(text)) and found[0][0] > 90.0}
    if len(roles) < max(SIDEWAYS, MOST * len(down)):
        return None
    return LedgerError(table.source, "sideways", heads=quoted(roles.values()))


def no_shape(table: Table, proposal: Proposal, key: str) -> LedgerError:
    """The refusal of a table without amounts, or else ``key`` with its columns and what to do about them."""
    misfits = some(proposal.misfits, len(proposal.misfits), "")
    numbers = any(content_of(table.column(place)).kind == MONEY for place in range(len(table.names)))
    if key == "no_shape" and not proposal.misfits and not numbers:
        return LedgerError(table.source, "no_numbers", columns=quoted(table.names, 8))
    remedy = said("remedy.cells") if proposal.misfits else naming(table)
    return LedgerError(table.source, key, columns=quoted(table.names, 8), misfits=misfits, remedy=remedy)


def naming(table: Table) -> Said:
    """How to name columns in a mapping file, by a line on the first of them."""
    return said("remedy.columns", column=f'"{table.names[0]}"', roles=some(MAIN, len(MAIN)))


def no_amounts(table: Table, place: int, bad: list[tuple[int, Said]], filled: int) -> LedgerError:
    """The refusal of a column whose ``bad`` cells (places and words) are too many, or all stand in the last row."""
    last = max((line for line, cells in enumerate(table.rows) if any(cells)), default=0)
    where = {"column": repr(table.names[place]), "cells": some(cell for _, cell in bad)}
    if {line for line, _ in bad} == {last}:
        return LedgerError(table.source, "no_amount_last", **where)
    return LedgerError(table.source, "no_amounts", bad=len(bad), filled=filled, **where)
