"""A file as sheets of cells: workbooks by Calamine, text by its dialect."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from experiments.channel.doubts import LedgerError, said
from experiments.channel.formats import Cells, currencies_of
from experiments.channel.text import broken_line, cells_of, decoded
from scenarios.check import unsteered

LARGEST_FILE = 400_000_000  # bytes
PACKED, OLD_BINARY = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
HIDDEN = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
# A formula without a value, as programs write it that do not compute.
UNCOMPUTED = re.compile(rb"</f>\s*(?:</c>|<v\s*/>|<v>\s*</v>)")
OTHERS = {
    b"%PDF": "pdf",
    b"<htm": "html",
    b"<!do": "html",
    b"<tab": "html",
    b"<?xm": "xml",
    b"{\\rt": "rtf",
    b"\x1f\x8b": "gzip",
    b"PAR1": "parquet",
}


@dataclass(frozen=True)
class Sheet:
    """Rows of cells as written: text, number, date or None; row 0 is line 1. ``how`` tells the dialect.

    ``guessed`` is a code page that the bytes suggest but do not name, or nothing; ``formulas`` counts the cells of its
    book whose formula nobody has computed, ``hidden`` its hidden rows and sheets; ``broken`` is the line in the middle
    of which the file ends, or 0; ``currencies`` are those that cells bear by their format alone.
    """

    source: str
    rows: list[list]
    how: str
    guessed: str = ""
    formulas: int = 0
    broken: int = 0
    hidden: int = 0
    currencies: Cells = field(default_factory=dict)


def read_sheets(data: bytes, source: str) -> list[Sheet]:
    """Sheets of a file that hold anything; raises :class:`LedgerError` for what is no table."""
    if not data.strip():
        raise LedgerError(source, "empty")
    if len(data) > LARGEST_FILE:
        raise LedgerError(source, "large", limit=LARGEST_FILE // 1_000_000)
    if data.startswith((PACKED, OLD_BINARY)):
        return _workbook(data, source)
    start = data.lstrip()[:8].lower()
    for mark, what in OTHERS.items():
        if start.startswith(mark.lower()):
            raise LedgerError(source, "kind", what=said(f"kind.{what}"))
    text, encoding = decoded(data, source)
    rows, separator = cells_of(text, source)
    if not any(cell.strip() for row in rows for cell in row):
        raise LedgerError(source, "empty")
    shown = {"\t": "tab", " ": "space"}.get(separator, separator)
    guessed = "" if encoding.startswith("utf") else encoding
    how = f"{encoding}, cells parted by {shown}"
    return [Sheet(source, rows, how, guessed, broken=broken_line(text, rows))]


def _workbook(data: bytes, source: str) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        formulas, rows_hidden = _counted(data, UNCOMPUTED, HIDDEN)
        currencies = currencies_of(data) if data.startswith(PACKED) else {}
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            rows = unsteered(book.get_sheet_by_name(about.name).to_python(skip_empty_area=False))
            if any(cell not in ("", None) for row in rows for cell in row):
                hidden = about.visible != SheetVisibleEnum.Visible
                how = "workbook, hidden" if hidden else "workbook"
                sheets.append(Sheet(f"{source}[{about.name}]", rows, how, "", formulas, hidden=hidden + rows_hidden,
                                    currencies=currencies.get(about.name, {})))  # fmt: skip
    except PasswordError:
        raise LedgerError(source, "password") from None
    except (CalamineError, zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError) as problem:
        raise LedgerError(source, "workbook", problem=str(problem)) from None
    if not sheets:
        raise LedgerError(source, "no_sheet")
    return sheets


def _counted(data: bytes, *marks: re.Pattern) -> list[int]:
    """How often each of ``marks`` stands in the sheets of an xlsx file, which are unpacked once for all of them."""
    counts = [0] * len(marks)
    if not data.startswith(PACKED):
        return counts
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                page = parts.read(name)
                counts = [count + len(mark.findall(page)) for count, mark in zip(counts, marks, strict=True)]
    return counts


def load_sheets(path: Path) -> list[Sheet]:
    """Sheets of a file on disk (see :func:`read_sheets`)."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise LedgerError(f"{path.name}: no such file") from None
    except IsADirectoryError:
        raise LedgerError(f"{path.name}: is a folder; expected a file") from None
    except OSError as failure:
        raise LedgerError(f"{path.name}: cannot be read ({failure.strerror})") from None
    return read_sheets(data, path.name)
