"""Text files of any dialect: encoding, separator and cells."""

from __future__ import annotations

import csv
import re
from collections import Counter

from experiments.channel.doubts import LedgerError, some
from scenarios.check import unsteered

SEPARATORS = (";", "\t", "|", ",")
# What ledgers are written in beside Unicode; without this list short texts are taken for Turkish or Greek.
CODE_PAGES = ["cp1251", "cp866", "koi8_r", "cp1252"]
LOOKED_AT = 300  # lines that decide the separator
LINE = re.compile(r"[^\n]*\n|[^\n]+")
ASCII = bytes(range(128))
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a]")  # signs that no text has
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(data: bytes, source: str) -> tuple[str, str]:
    """Text of a file and the name of its encoding; raises :class:`LedgerError` where it is no text."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strictly(data, name, source), name.removesuffix("-sig")
    if b"\0" in data[:4096]:
        return _wide(data, source)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _code_page(data, source)


def _strictly(data: bytes, encoding: str, source: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise LedgerError(source, "breaks_off", encoding=encoding.removesuffix("-sig"), place=problem.start) from None
    if CONTROL.search(text):
        raise LedgerError(source, "binary")
    return text


def _wide(data: bytes, source: str) -> tuple[str, str]:
    """UTF-16 without a mark: every other byte is zero where letters are Latin."""
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < 0.2 * min(len(data), 4096) / 2:
        raise LedgerError(source, "binary")
    return _strictly(data, name, source), name


def _code_page(data: bytes, source: str) -> tuple[str, str]:
    """An eight-bit text by the likeliest of :data:`CODE_PAGES`; words drawn with frames are no words."""
    from charset_normalizer import from_bytes

    if not data.translate(None, ASCII).strip(b"\xa0"):
        return data.decode("cp1252"), "cp1252"  # no letters, but no-break spaces between thousands
    high = bytes(byte for byte in data[:2_000_000] if byte > 127 or byte in b" \n")[:200_000]
    likely = [match.encoding for match in from_bytes(high, cp_isolation=CODE_PAGES, threshold=1.0)]
    framed = [name for name in likely if any("\u2500" <= sign <= "\u257f" for sign in high.decode(name, "replace"))]
    for encoding in [name for name in likely if name not in framed] + framed + ["cp1251"]:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise LedgerError(source, "encoding", tried=some(likely))


def cells_of(text: str, source: str) -> tuple[list[list[str]], str]:
    """Rows of cells and the separator that parts them; raises :class:`LedgerError` where quotes do not close."""
    text = unsteered(text.replace("\r\n", "\n").replace("\r", "\n"))
    first, _, rest = text.partition("\n")
    if first.strip().lower().strip('"').startswith("sep=") and len(first.strip().strip('"')) <= 6:
        separator = first.strip().strip('"')[4:] or "\t"
        text = "\n" + rest  # lines keep their numbers
    else:
        separator = separator_of(text)
    shared: dict[str, str] = {}  # names and days stand in many rows: one text each takes a third of the memory
    try:
        reader = _reader(text, separator)
        rows, long, before = [], [], 0
        for row in reader:
            rows.append([shared.setdefault(cell, cell) for cell in map(str.strip, row)])
            if reader.line_num > before + 1:
                long.append((before + 1, row))
            before = reader.line_num
    except csv.Error as problem:
        raise LedgerError(source, "cells", problem=str(problem)) from None
    if line := _swallowing(long, rows, separator):
        raise LedgerError(source, "quotation", line=str(line))
    if all(len(row) < 2 for row in rows) and (inner := separator_of("\n".join(row[0] for row in rows if row))):
        # Every line stands in quotes as a whole.
        rows = [next(_reader(row[0], inner), []) if row and row[0] else [] for row in rows]
        separator = inner
    return rows, separator


def _swallowing(long: list[tuple[int, list[str]]], rows: list[list[str]], separator: str) -> int:
    """The first line whose quotation mark is not closed, so that a cell holds whole lines of the table; 0: none.

    ``long`` are rows of more than one line and where they begin. An address of several lines has few separators.
    """
    if not long:
        return 0
    parted = max(1.0, 0.6 * (_width(rows) - 1))
    for line, row in long:
        pieces = [piece for cell in row if "\n" in cell for piece in cell.split("\n")]
        if len(pieces) > 20 or any(piece.count(separator) >= parted for piece in pieces):
            return line
    return 0


def _width(rows: list[list[str]]) -> int:
    """The number of cells that most rows have."""
    return Counter(len(row) for row in rows if any(row)).most_common(1)[0][0] if any(map(any, rows)) else 0


def broken_line(text: str, rows: list[list[str]]) -> int:
    """The last line where the text ends in the middle of a row, 0 where it does not: no end of line, cells missing."""
    if text.endswith(("\n", "\r")) or not rows:
        return 0
    lines = text.splitlines()
    cut = 1 < len(rows[-1]) < _width(rows) or lines[-1].count('"') % 2
    return len(lines) if cut else 0


def _reader(text: str, separator: str):
    csv.field_size_limit(2**31 - 1)
    return csv.reader((line[0] for line in LINE.finditer(text)), delimiter=separator)


def separator_of(text: str) -> str:
    """The sign that parts the first lines into the same number of cells most often, the more cells the better.

    Titles above and notes below have fewer cells; a decimal comma parts lines unevenly or less than the separator.
    """
    lines = "\n".join(text.split("\n", LOOKED_AT)[:LOOKED_AT])
    best, chosen = 0.0, ","
    for separator in SEPARATORS:
        try:
            widths = Counter(len(row) for row in _reader(lines, separator) if any(cell.strip() for cell in row))
        except csv.Error:
            continue
        total = sum(widths.values())
        score = max((count / total * (1 - 1 / width) for width, count in widths.items()), default=0.0)
        if score > best + 1e-9:
            best, chosen = score, separator
    return chosen
