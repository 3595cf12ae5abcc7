"""Files of a ledger into one ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.channel.doubts import LedgerError, doubt, quoted
from experiments.channel.files import Sheet, load_sheets
from experiments.channel.headings import heading
from experiments.channel.ledger import Ledger, ledger_of
from experiments.channel.mapping import LedgerMap
from experiments.channel.reading import entries_of


def import_sheets(sheets: Sequence[Sheet], given: LedgerMap | None = None) -> Ledger:
    """Sheets as one ledger.

    A sheet that is none of the shapes is left out and told, where another of its file is; raises
    :class:`LedgerError` where none is.
    """
    given = given or LedgerMap()
    tables, refused = [], []
    for sheet in sheets:
        try:
            tables.append(entries_of(sheet, given))
        except LedgerError as why:
            refused.append((sheet, why))
    for sheet, why in refused:
        name = sheet.source.partition("[")[0]
        if not any(table.source.startswith(f"{name}[") for table in tables):
            raise why
        tables[0].doubts.append(doubt("sheet_left_out", sheet.source, why=why))
    known = {heading(column.name) for table in tables for column in table.columns}
    if absent := [name for name in given.columns if heading(name) not in known]:
        tables[0].doubts.append(doubt("absent_columns", tables[0].source, columns=quoted(absent)))
    return ledger_of(tables, given)


def import_files(paths: Sequence[Path], given: LedgerMap | None = None, bar=None) -> Ledger:
    """Files on disk as one ledger (see :func:`import_sheets`); ``bar`` hears how many are read."""
    sheets = []
    for done, path in enumerate(paths, start=1):
        sheets += load_sheets(path)
        if bar:
            bar(done, len(paths))
    return import_sheets(sheets, given)
