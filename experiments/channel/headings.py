"""Where the table begins in a sheet: titles above it, headings of one or two lines, columns without a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from experiments.channel.amounts import BODY, is_nothing
from experiments.channel.dates import is_span, read_month
from experiments.channel.doubts import Doubt, doubt, quoted, rows_of
from experiments.channel.files import Sheet
from experiments.channel.formats import Cells
from experiments.channel.roles import age_of, named, tidy

LOOKED_AT = 40  # lines from the top
HEADLESS = "column {}"


@dataclass(frozen=True)
class Table:
    """Columns of a sheet: their headings as written, the cells below line by line, the words above.

    ``first`` is the line of the first row of cells, counted from 1; ``months`` leads from a column to the year and
    month that its heading names; ``currencies`` are those of the sheet's cells by their format.
    """

    source: str
    how: str
    names: tuple[str, ...]
    months: dict[int, tuple[int, int]]
    rows: list[list]
    first: int
    titles: tuple[str, ...]
    currencies: Cells = field(default_factory=dict)
    _columns: dict[int, list] = field(default_factory=dict, repr=False)

    def column(self, place: int) -> list:
        """Cells of one column, None where a row is shorter; not to be changed."""
        if place not in self._columns:
            self._columns[place] = [row[place] if place < len(row) else None for row in self.rows]
        return self._columns[place]


def blank(cell) -> bool:
    """Whether nothing is written in a cell."""
    return cell is None or isinstance(cell, str) and not cell.strip("\u00a0 \t\r\n")


def words(cell) -> str:
    """A cell as one line of text; a number without a needless fraction."""
    if blank(cell):
        return ""
    if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join(str(cell).replace("\u00a0", " ").split())


def heading(text: str) -> str:
    """A heading as two are compared: in lower case, one space between words."""
    return " ".join(text.lower().split())


def ruled(row: list) -> bool:
    """Whether a line only draws: dashes, bars, equal signs."""
    texts = [words(cell) for cell in row if not blank(cell)]
    return bool(texts) and all(len(text) > 2 and not text.strip("-=_+*|—– ") for text in texts)


def table_of(sheet: Sheet) -> tuple[Table, list[Doubt]]:
    """The table in a sheet and what its head leaves open."""
    doubts: list[Doubt] = []
    rows = sheet.rows
    if sheet.guessed:
        foreign = next((words(c) for row in rows for c in row if isinstance(c, str) and not c.isascii()), "")
        doubts.append(doubt("encoding", sheet.source, encoding=sheet.guessed, example=repr(foreign)))
    if sheet.formulas:
        doubts.append(doubt("formulas", sheet.source, count=sheet.formulas))
    if sheet.hidden:
        doubts.append(doubt("hidden", sheet.source, count=sheet.hidden))
    if sheet.broken:
        doubts.append(doubt("broken", sheet.source, line=str(sheet.broken)))
    best, chosen = 0.0, (0, 0)
    written = (place for place, row in enumerate(rows) if not all(blank(c) for c in row) and not ruled(row))
    seen = list(islice(written, LOOKED_AT))
    for order, place in enumerate(seen):
        for last in seen[order : order + 2]:
            if any(_holds_data(rows[line]) for line in {place, last}):
                continue
            score = _score(_combined(rows, place, last)) - (0.5 if last != place else 0.0)
            if score > best:
                best, chosen = score, (place, last)
    if best < 2.0:
        return _without_names(sheet, seen, doubts), doubts
    below = next((place for place in seen if place > chosen[1]), None)
    if below is not None and _parts(rows[chosen[1]], rows[below]):
        chosen = (chosen[1], below)
    heads = _combined(rows, *chosen)
    return _table(sheet, heads, chosen[1] + 1, chosen[0]), doubts


def first_table(table: Table, money: Iterable[int], doubts: list[Doubt]) -> Table:
    """The table without what stands below it under headings of its own, which is told.

    Headings below are words in a column of ``money`` in a line that names two roles and does not repeat the table's.
    """
    own = [tidy(name) for name in table.names]
    found = [
        place
        for column in money
        for place, cell in enumerate(table.column(column))
        if isinstance(cell, str) and cell and not any(map(str.isdigit, cell)) and not is_nothing(cell)
        and not _holds_data(table.rows[place])
        and len(_roles(table.rows[place])) >= 2
        and sum(tidy(head) == name for head, name in zip(table.rows[place], own, strict=False) if not blank(head)) < 2
    ]  # fmt: skip
    if not found:
        return table
    cut = min(found)
    below = sum(not all(map(blank, row)) for row in table.rows[cut + 1 :])
    names = quoted(words(cell) for cell in table.rows[cut] if not blank(cell))
    doubts.append(doubt("another_table", table.source, line=str(table.first + cut), columns=names, rows=rows_of(below)))
    return replace(table, rows=table.rows[:cut], _columns={})


def _table(sheet: Sheet, heads: list, start: int, top: int) -> Table:
    width = max((len(row) for row in sheet.rows[start:]), default=0)
    heads = heads + [None] * (width - len(heads))
    names, months = [], {}
    for place, head in enumerate(heads):
        name = words(head) if not isinstance(head, date) else f"{head:%Y-%m}"
        names.append(name or HEADLESS.format(place + 1))
        month = read_month(head) if not blank(head) else None
        if month and month[0]:
            months[place] = month
    titles = tuple(words(cell) for row in sheet.rows[:top] for cell in row if not blank(cell))
    return Table(sheet.source, sheet.how, tuple(names), months, sheet.rows[start:], start + 1, titles,
                 sheet.currencies)  # fmt: skip


def _without_names(sheet: Sheet, seen: list[int], doubts: list[Doubt]) -> Table:
    """A sheet whose headings say nothing: its first full line is a head if it is all words, data if it is not."""
    rows = sheet.rows
    width = max((sum(not blank(c) for c in rows[place]) for place in seen), default=0)
    first = next((place for place in seen if sum(not blank(c) for c in rows[place]) >= max(2, 0.6 * width)), 0)
    if rows and not _holds_data(rows[first]) and all(isinstance(c, str) or blank(c) for c in rows[first]):
        return _table(sheet, list(rows[first]), first + 1, first)
    doubts.append(doubt("headings", sheet.source))
    return _table(sheet, [], first, first)


def _parts(upper: list, lower: list) -> bool:
    """Whether a line parts the headings above it alike, as debit and credit do in a turnover sheet of 1C.

    Below the first heading nothing stands, or what its column holds: the account above, its partners below.
    """
    first = next((place for place, cell in enumerate(upper) if not blank(cell)), 0)
    counts = Counter(tidy(cell) for place, cell in enumerate(lower) if not blank(cell) and place != first)
    alike = len(counts) > 1 and min(counts.values()) == max(counts.values()) > 1
    return alike and (blank(lower[first]) or bool(named(lower[first]))) and not _holds_data(lower)


def _combined(rows: list[list], top: int, bottom: int) -> list:
    """Headings of one line, or of two: a blank cell below takes the one above, a month without its year the year, and a
    part the whole above it."""
    lower = list(rows[bottom])
    if top == bottom:
        return lower
    upper = list(rows[top])
    heads, above, parted = [], None, _parts(upper, lower)
    for place in range(max(len(lower), len(upper))):
        own = upper[place] if place < len(upper) else None
        above = own if not blank(own) else above
        below = lower[place] if place < len(lower) else None
        if blank(below):
            heads.append(own)
        elif not isinstance(below, date) and (month := read_month(below)) and not month[0] and _year(above):
            heads.append(f"{words(below)} {_year(above)}")
        elif parted and not blank(own) and named(below):
            heads.append(below)
        elif parted or not blank(own) and not age_of(below) and not named(below):
            heads.append(f"{words(above)} {words(below)}")
        else:
            heads.append(below)
    return heads


def _year(cell) -> str:
    text = "".join(sign for sign in words(cell) if sign.isdigit())
    return text if len(text) == 4 and text[:2] in ("19", "20") else ""


def _roles(heads: list) -> set[str]:
    """The roles that cells of a line name."""
    texts = [head for head in heads if isinstance(head, str) and 0 < len(tidy(head)) < 60]
    return {found[0][1] for found in map(named, texts) if found}


def _score(heads: list) -> float:
    """How much a line looks like headings: different roles and months that its cells name."""
    roles, months, unknown = set(), 0, 0
    for head in heads:
        if blank(head):
            continue
        month = read_month(head)
        if month and month[0]:
            months += 1
        elif isinstance(head, str) and len(tidy(head)) < 60 and (found := named(head)):
            roles.add(found[0][1])
            unknown += found[0][0] < 90.0
        else:
            unknown += 1
    if not roles:
        return 0.0
    return len(roles) + (months if months > 1 else 0) - 0.3 * unknown


def _holds_data(row: list) -> bool:
    """Whether a line holds amounts or days, which headings do not, but for years and months."""
    for cell in row:
        if blank(cell) or isinstance(cell, date) and cell.day == 1:
            continue
        if isinstance(cell, date) or isinstance(cell, int | float) and not _year(cell):
            return True
        if isinstance(cell, str) and not is_nothing(cell):
            text = words(cell)
            if BODY.match(text.lstrip("-(").rstrip(")-")) and not is_span(text) and not read_month(text):
                return True
    return False
