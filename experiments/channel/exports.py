"""A table for people who filter and sort it elsewhere: xlsx or CSV."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from experiments.channel.doubts import LedgerError
from experiments.writing.outputs import write_file

SHARES = ("close", "stop", "chance", "cash_known", "share")


def write_table(table: pd.DataFrame, path: Path, meanings: Mapping[str, str], notes: list[str]) -> None:
    """Write a table: ``.xlsx`` with filters and a sheet of what columns mean, or ``.csv``."""
    if path.suffix.lower() == ".csv":
        text = pd.DataFrame({name: _plain(name, table[name]) for name in table}).to_csv(index=False)
        write_file(path, lambda part: part.write_text(text, encoding="utf-8-sig"))
    elif path.suffix.lower() == ".xlsx":
        write_file(path, lambda part: _workbook(table, part, meanings, notes))
    else:
        raise LedgerError(f"{path.name}: expected a name that ends with .xlsx or .csv")


def _plain(name: str, cells: pd.Series) -> pd.Series:
    """Cells as CSV has them: money to the kopeck and shares to a millionth, never with an exponent."""
    if not pd.api.types.is_float_dtype(cells):
        return cells.map(no_formula)
    digits = 6 if name.startswith(SHARES) else 2
    return cells.map(lambda value: f"{value:.{digits}f}", na_action="ignore")


def no_formula(cell):
    """A cell of CSV that a spreadsheet shows as it is: other people's words may begin as a formula does."""
    return f"'{cell}" if isinstance(cell, str) and len(cell) > 1 and cell[0] in "=+-@" else cell


def table_bytes(table: pd.DataFrame, suffix: str, meanings: Mapping[str, str], notes: list[str]) -> bytes:
    """The same file as bytes."""
    with TemporaryDirectory(prefix="garden-") as folder:
        path = Path(folder) / f"table{suffix}"
        write_table(table, path, meanings, notes)
        return path.read_bytes()


def _workbook(table: pd.DataFrame, path: Path, meanings: Mapping[str, str], notes: list[str]) -> None:
    import xlsxwriter

    with io.BytesIO() as file:  # written at once: on a full disk the library leaves half-open archives
        book = xlsxwriter.Workbook(file, {"nan_inf_to_errors": False, "in_memory": True, "strings_to_formulas": False})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        share, money = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet("partners")
        for place, name in enumerate(table):
            form = share if name.startswith(SHARES) else money
            sheet.write(0, place, name, bold)
            for row, value in enumerate(table[name], start=1):
                if isinstance(value, str):
                    sheet.write_string(row, place, value)
                elif value == value and value is not None:
                    sheet.write_number(row, place, float(value), form)
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        sheet.freeze_panes(1, 2)
        sheet.set_column(1, 1, 32)
        about = book.add_worksheet("columns")
        for row, (name, text) in enumerate(meanings.items()):
            about.write_string(row, 0, name, bold)
            about.write_string(row, 1, text)
        for row, text in enumerate(notes, start=len(meanings) + 1):
            about.write_string(row, 1, text)
        about.set_column(0, 0, 20)
        about.set_column(1, 1, 90)
        book.close()
        path.write_bytes(file.getvalue())
