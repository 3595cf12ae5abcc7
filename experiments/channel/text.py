"""Text files of any dialect: encoding, separator and cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from experiments.channel.doubts import LedgerError, some
from scenarios.check import unsteered

SEPARATORS = (";", "\t", "|", ",")
# What ledgers are written in beside Unicode; without this list short texts are taken for Turkish or Greek.
CODE_PAGES = ["cp1251", "cp866", "koi8_r", "cp1252"]
LOOKED_AT = 300  # lines that decide the separator
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
        raise LedgerError(
            f"{source}: begins as {encoding.removesuffix('-sig')} text but breaks off at byte {problem.start}; "
            "export it again"
        ) from None
    if CONTROL.search(text):
        raise LedgerError(f"{source}: holds binary data; expected a table as .xlsx or CSV")
    return text


def _wide(data: bytes, source: str) -> tuple[str, str]:
    """UTF-16 without a mark: every other byte is zero where letters are Latin."""
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < 0.2 * min(len(data), 4096) / 2:
        raise LedgerError(f"{source}: holds binary data; expected a table as .xlsx or CSV")
    return _strictly(data, name, source), name


def _code_page(data: bytes, source: str) -> tuple[str, str]:
    """An eight-bit text by the likeliest of :data:`CODE_PAGES`; words drawn with frames are no words."""
    from charset_normalizer import from_bytes

    high = bytes(byte for byte in data[:2_000_000] if byte > 127 or byte in b" \n")[:200_000]
    likely = [match.encoding for match in from_bytes(high, cp_isolation=CODE_PAGES, threshold=1.0)]
    framed = [name for name in likely if any("\u2500" <= sign <= "\u257f" for sign in high.decode(name, "replace"))]
    for encoding in [name for name in likely if name not in framed] + framed + ["cp1251"]:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise LedgerError(f"{source}: its encoding is not known ({some(likely)} do not fit); save it as CSV in UTF-8")


def cells_of(text: str, source: str) -> tuple[list[list[str]], str]:
    """Rows of cells and the separator that parts them; raises :class:`LedgerError` where quotes do not close."""
    text = unsteered(text.replace("\r\n", "\n").replace("\r", "\n"))
    first, _, rest = text.partition("\n")
    if first.strip().lower().strip('"').startswith("sep=") and len(first.strip().strip('"')) <= 6:
        separator = first.strip().strip('"')[4:] or "\t"
        text = "\n" + rest  # lines keep their numbers
    else:
        separator = separator_of(text)
    try:
        rows = list(_reader(text, separator))
    except csv.Error as problem:
        raise LedgerError(f"{source}: is not a table of cells: {problem}") from None
    if all(len(row) < 2 for row in rows) and (inner := separator_of("\n".join(row[0] for row in rows if row))):
        # Every line stands in quotes as a whole.
        rows = [next(_reader(row[0], inner), []) if row and row[0] else [] for row in rows]
        separator = inner
    if any("\n" in cell and cell.count("\n") > 20 for row in rows[-50:] for cell in row):
        raise LedgerError(f"{source}: a quotation mark is opened and never closed; export it again")
    return rows, separator


def _reader(text: str, separator: str):
    csv.field_size_limit(2**31 - 1)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


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
