"""The currency that cells of a workbook bear by their format alone: a spreadsheet writes its sign into the format."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from experiments.channel.amounts import currency_in

Cells = dict[tuple[int, int], str]  # row and column from 0 to a currency
STYLES, BOOK, LINKS = "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
USED = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>')
STYLE = re.compile(rb'\bs="(\d+)"')
# What a format shows: a sign in brackets with its language, words in quotes, what follows a backslash, bare signs.
SHOWN = re.compile(r"\[\$([^\]-]*)[^\]]*\]|\"([^\"]*)\"|\\(.)|([$€₽£¥₸₴₹])")


def currencies_of(data: bytes) -> dict[str, Cells]:
    """Cells with a currency in their format, by the names of the sheets of an xlsx file."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if not {STYLES, BOOK, LINKS} <= set(parts.namelist()):
            return {}
        styles = _styles(parts.read(STYLES).decode("utf-8", "replace"))
        pages = _pages(parts) if styles else {}
        return {name: cells for name, page in pages.items() if (cells := _cells(parts.read(page), styles))}


def currency_of_format(code: str) -> str:
    """The currency that a format of numbers shows, or nothing."""
    return currency_in(" ".join("".join(shown) for shown in SHOWN.findall(code)))


def _styles(text: str) -> dict[int, str]:
    """The currency of each style of cells that shows one."""
    formats = {_value(tag, "numFmtId"): _value(tag, "formatCode") for tag in _tags(text, "numFmt")}
    used = USED.search(text)
    codes = [formats.get(_value(tag, "numFmtId"), "") for tag in _tags(used[0] if used else "", "xf")]
    return {place: currency for place, code in enumerate(codes) if (currency := currency_of_format(code))}


def _pages(parts: zipfile.ZipFile) -> dict[str, str]:
    """Where in the file each sheet stands, by its name."""
    book, links = (parts.read(name).decode("utf-8", "replace") for name in (BOOK, LINKS))
    targets = {_value(tag, "Id"): _value(tag, "Target") for tag in _tags(links, "Relationship")}
    found = {}
    for tag in _tags(book, "sheet"):
        target = targets.get(_value(tag, r"\w+:id"), "")
        page = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if page in parts.namelist():
            found[_value(tag, "name")] = page
    return found


def _cells(page: bytes, styles: dict[int, str]) -> Cells:
    found = {}
    for cell in CELL.finditer(page):
        style = STYLE.search(cell[0])
        if style and (currency := styles.get(int(style[1]))):
            column = 0
            for letter in cell[1]:
                column = column * 26 + letter - ord("A") + 1
            found[int(cell[2]) - 1, column - 1] = currency
    return found


def _tags(text: str, name: str) -> list[str]:
    return re.findall(rf"<(?:\w+:)?{name}\b[^>]*>", text)


def _value(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
