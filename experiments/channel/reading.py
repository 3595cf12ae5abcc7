"""A table as entries of its shape: partners, purchases by month, ageing or invoices; every number accounted for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from experiments.channel.amounts import POWER, Marks, amount, currency_in, is_nothing
from experiments.channel.bands import of_one_currency, tell_ages
from experiments.channel.columns import MONTHS_NEEDED, Column, Proposal, proposed
from experiments.channel.dates import Order, read_date
from experiments.channel.documents import documents
from experiments.channel.doubts import Doubt, LedgerError, Said, doubt, quoted, rows_of, said, some
from experiments.channel.headings import Table, blank, first_table, table_of, words
from experiments.channel.lines import currency_of_cells, formats_of_cells, told_apart
from experiments.channel.mapping import UNITS, LedgerMap
from experiments.channel.percents import without_percent
from experiments.channel.refusing import naming, no_amounts, no_shape, sideways
from experiments.channel.roles import AGES, BY_NAME
from experiments.channel.spans import months_named
from experiments.channel.titles import day_of, months_of, other_day

MOST_BAD = 0.1  # share of a column of money that may be numbers which cannot be read before the table is refused
PARTNERS, MONTHS, AGEING, INVOICES = "partners", "months", "ageing", "invoices"
MONIES = ("amount", "open", "paid_amount", "size", "sales_month", "sales_year", "sales", "total", "overdue")
USED = {PARTNERS: (), MONTHS: ("total",), AGEING: ("total", "open", "overdue"), INVOICES: ("open", "paid_amount")}
LOCAL = re.compile(r"\b(local|loc|lc)\b|lcurr", re.IGNORECASE)
DAYS = ("issued", "due", "paid")
SIZES = ("size", "sales_month", "sales_year", "sales", "amount", "total")
THOUSAND = re.compile(r"\bтыс\b|\bтысяч|\bthousands?\b|\bin k\b|\bk(eur|usd|rub)\b|'000|\bt(eur|rub)\b", re.IGNORECASE)
MILLION = re.compile(r"\bмлн\b|миллион|\bmillions?\b|\bm(eur|usd|rub)\b", re.IGNORECASE)
YEARLY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bгод|year|annual", re.IGNORECASE)


@dataclass
class Entries:
    """What a table holds: a row each of its data, columns by role, money in the table's own unit.

    ``total_in`` is the sum of its money columns over all rows that are no totals; ``doubts`` carry what was left out.
    """

    source: str
    how: str
    shape: str
    frame: pd.DataFrame
    columns: list[Column]
    doubts: list[Doubt]
    total_in: float
    currency: str
    unit: str
    as_of: date | None
    other_day: date | None  # that the words above name beside it


def entries_of(sheet, given: LedgerMap) -> Entries:
    """A sheet as entries; raises :class:`LedgerError` where it has none of the shapes."""
    table, doubts = table_of(sheet)
    if len(table.names) > 1 and all(blank(cell) for row in table.rows for cell in row):
        raise LedgerError(table.source, "no_rows", columns=quoted(table.names, 6))
    if turned := sideways(table):
        raise turned
    proposal = proposed(table, given.columns)
    places, doubts = proposal.places, doubts + proposal.doubts
    shape, money = _shape(table, proposal)
    table = first_table(table, money.values(), doubts)
    table = without_percent(table, money.values(), doubts)
    _idle(table, proposal, shape, money, doubts)
    decimal = _decimal(table, places, money, given, doubts)
    values = [_amounts(table, place, decimal, doubts) for place in money.values()]
    if shape == AGEING:
        money, values = of_one_currency(table, money, values, given.currency, doubts)
        tell_ages(table, money, doubts)
    marked = [places[role] for role in ("invoice", *DAYS) if role in places and places[role] != places["partner"]]
    lines, more = told_apart(table, places["partner"], values, marked)
    doubts += more
    if not lines.data and sheet.formulas:
        raise LedgerError(table.source, "formulas", count=sheet.formulas)
    if not lines.data:
        raise LedgerError(table.source, "no_entry", columns=quoted(table.names, 6), remedy=naming(table))
    lost = [name for name in dict.fromkeys(lines.partners) if "?" in name and not any(map(str.isalnum, name))]
    if len(lost) > 1:  # they would be one partner
        raise LedgerError(table.source, "lost_letters", names=quoted(lost))
    total_in = math.fsum(v for column in values for p in (*lines.data, *lines.orphans) if (v := column[p]) == v)
    frame = pd.DataFrame({"line": np.array(lines.data) + table.first, "partner": lines.partners})
    for role, column in zip(money, values, strict=True):
        frame[role] = np.array(column)[lines.data]
    frame["currency"] = _currencies(table, places, money, lines.data, doubts)
    told = (*table.titles, *(table.names[place] for place in money.values()))
    unit = _unit(told)
    _other_columns(table, places, money, unit, given, lines.data, decimal, frame, doubts)
    _months_of_sales(table, places, frame, doubts)
    order: str | dict[str, str] = given.dates or "day"
    if shape == INVOICES:
        order = _days(table, places, lines.data, given, frame, doubts)
        documents(table, places, given, lines.data, frame, doubts)
    if shape == AGEING:
        _row_totals(table, frame, list(money), doubts)
        _sum_ages(list(money), frame)
    return Entries(table.source, table.how, shape, frame, proposal.columns, doubts, total_in,
                   _first(currency_in(text) for text in told), unit, day_of(table.titles, order),
                   other_day(table.titles, order))  # fmt: skip


def _first(found) -> str:
    return next((word for word in found if word), "")


def _unit(texts) -> str:
    for text in texts:
        if THOUSAND.search(text):
            return "thousand"
        if MILLION.search(text):
            return "million"
    return ""


def _shape(table: Table, proposal: Proposal) -> tuple[str, dict[str, int]]:
    """The shape of a table and its columns of money."""
    places = proposal.places
    if "partner" not in places:
        raise no_shape(table, proposal, "no_partner")
    if len(proposal.ages) >= 2:
        return AGEING, {f"{age}@{place}": place for place, age in sorted(proposal.ages.items())}
    if len(table.months) >= MONTHS_NEEDED:
        return MONTHS, {f"{year:04d}-{month:02d}": place for place, (year, month) in table.months.items()}
    days = [role for role in DAYS if role in places]
    sums = [role for role in ("amount", "sales", "total", "open") if role in places]
    if sums and ("issued" in days or "due" in days):
        return INVOICES, {"amount": places[sums[0]]}
    sizes = [role for role in SIZES if role in places]
    if sizes:
        return PARTNERS, {sizes[0]: places[sizes[0]]}
    raise no_shape(table, proposal, "no_shape")


def _idle(table: Table, proposal: Proposal, shape: str, money: dict[str, int], doubts: list[Doubt]) -> None:
    """Tell columns of money that have a role which the shape does not use."""
    used = {*money.values()} | {proposal.places.get(role) for role in USED[shape]}
    names = [table.names[place] for role, place in proposal.places.items() if role in MONIES and place not in used]
    if names:
        doubts.append(doubt("unused_numbers.money", table.source, columns=quoted(names, 6)))


def _decimal(table: Table, places, money, given: LedgerMap, doubts: list[Doubt]) -> str:
    """The sign before decimals, by all columns of money."""
    marks = Marks()
    also = [places[role] for role in ("open", "paid_amount", "limit", "vat", "total", "overdue") if role in places]
    for place in {*money.values(), *also}:
        for cell in table.column(place):
            if isinstance(cell, str):
                marks.look(cell)
    decimal, open_ = marks.decimal(table.source, given.decimal)
    if open_:
        doubts.append(Doubt(open_, table.source))
    return decimal


def _amounts(table: Table, place: int, decimal: str, doubts: list[Doubt]) -> list[float]:
    """A column as numbers; cells that are none are told."""
    values, bad = [], []
    for line, cell in enumerate(table.column(place)):
        try:
            values.append(amount(cell, decimal))
        except ValueError:
            values.append(math.nan)
            if words(cell).lower() != table.names[place].lower():
                bad.append((line, _cell(table.first + line, cell)))
    filled = sum(not is_nothing(cell) for cell in table.column(place))
    numbers = [cell for _, cell in bad if any(sign.isdigit() for sign in cell.values["cell"])]
    if len(numbers) > MOST_BAD * filled:
        raise no_amounts(table, place, bad, filled)
    if bad:
        doubts.append(doubt("unreadable_amounts", table.source, rows=rows_of(len(bad)), cells=some(c for _, c in bad),
                            column=repr(table.names[place])))  # fmt: skip
    if short := [repr(words(cell)) for cell in table.column(place) if isinstance(cell, str) and POWER.match(cell)]:
        doubts.append(doubt("short_amounts", table.source, column=repr(table.names[place]), rows=rows_of(len(short)),
                            cells=some(short)))  # fmt: skip
    return values


def _cell(line: int, cell) -> Said:
    """A cell and where it stands."""
    return said("cell", line=str(line), cell=repr(words(cell)))


def _other_columns(table, places, money, unit: str, given: LedgerMap, data, decimal, frame, doubts) -> None:
    """Words and numbers that are no money column and no day; money in another unit than the table's is brought to it.

    ``unit`` is what the words above or the headings of ``money`` say, or nothing.
    """
    ours = unit or given.unit or "one"
    for role, place in places.items():
        if role in frame or role in AGES or role not in BY_NAME or role in ("vat", "row", "note", *DAYS):
            continue
        cells = table.column(place)
        if BY_NAME[role].content in ("money", "count"):
            numbers = _amounts(table, place, decimal, doubts) if role != "terms" else [_terms(cell) for cell in cells]
            frame[role] = np.array(numbers)[data]
            if BY_NAME[role].content == "money" and place not in money.values():
                own, sure = _unit_of(table, place, money, unit)
                told = {"column": repr(table.names[place]), "unit": said(f"unit.{ours}")}
                if own and own != ours:
                    frame[role] *= UNITS[own] / UNITS[ours]
                    doubts.append(doubt("units.column", table.source, own=said(f"unit.{own}"), **told))
                elif not sure:
                    doubts.append(doubt("units.unsaid", table.source, **told))
        else:
            frame[role] = [words(cells[p]) for p in data]


def _unit_of(table: Table, place: int, money: dict[str, int], unit: str) -> tuple[str, bool]:
    """The unit of a column beside the columns of ``money`` (nothing: theirs), and whether that is sure.

    One that names a currency alone is in ones where the others name thousands; one that names neither is not sure.
    """
    own, above = _unit((table.names[place],)), bool(_unit(table.titles))
    if own or not unit:
        return own, True
    named = bool(currency_in(table.names[place]))
    if not above:
        return ("one", True) if named else ("", False)
    return "", not named or any(currency_in(table.names[column]) for column in money.values())


def _months_of_sales(table: Table, places, frame, doubts: list[Doubt]) -> None:
    """The months whose purchases a list tells, by its heading or the words above it; what is told of them."""
    if "sales" not in frame or {"sales_month", "sales_year"} & set(frame):
        return
    name = table.names[places["sales"]]
    months = months_named(name)
    if months is None and not YEARLY.search(name):
        months = months_of(table.titles)
    if months:
        frame["months"] = float(months)
        doubts.append(doubt("months_of_sales", table.source, column=repr(name), count=months))


def _terms(cell) -> float:
    """Days of deferment from "30", "30 дней", "NET30" or "2/10 net 30"; NaN where there are none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    numbers = re.findall(r"\d+", words(cell))
    if re.search("предопл|prepa|advance", words(cell), re.IGNORECASE):
        return 0.0
    return float(numbers[-1]) if numbers and float(numbers[-1]) <= 365 else math.nan


def _days(table, places, data, given: LedgerMap, frame, doubts) -> dict[str, str]:
    """The days of invoices, in the order of day and month that fits all of them, which is returned."""
    order, columns = Order(), {role: table.column(places[role]) for role in DAYS if role in places}
    for cells in columns.values():
        for cell in set(cells):
            order.look(cell)
    decided = order.decided(table.source, given.dates)
    for sign in [sign for sign, how in decided.items() if how == "open"]:
        decided[sign] = _by_sequence(columns, data)
        doubts.append(doubt(f"ambiguous_dates.{decided[sign]}", table.source, example=repr(order.open[sign])))
    if order.real and order.low and (order.day_first or order.month_first) and order.real > 5:
        doubts.append(doubt("mixed_dates", table.source))
    for role in DAYS:
        if role in columns:
            frame[role] = _column_of_days(table, role, columns[role], data, decided, doubts)
    return decided


def _by_sequence(columns: dict[str, list], data: list[int]) -> str:
    """Day or month first, whichever puts fewer days of payment or falling due before the day of issue."""
    if len(columns) < 2:
        return "day"
    wrong = {"day": 0, "month": 0}
    first, *others = columns.values()
    for order in wrong:
        for place in data[:5000]:
            try:
                start = read_date(first[place], order)
                ends = [read_date(cells[place], order) for cells in others]
            except ValueError:
                continue
            wrong[order] += sum(1 for end in ends if start and end and not 0 <= (end - start).days < 200)
    return "month" if wrong["month"] < wrong["day"] else "day"


def _column_of_days(table, role, cells, data, order, doubts) -> np.ndarray:
    known: dict[object, np.datetime64] = {}
    bad: dict[object, int] = {}
    days = np.empty(len(data), "datetime64[D]")
    for row, place in enumerate(data):
        cell = cells[place]
        if cell not in known:
            try:
                known[cell] = np.datetime64(read_date(cell, order), "D")
            except ValueError:
                known[cell] = np.datetime64("NaT")
                bad[cell] = table.first + place
        days[row] = known[cell]
    if bad:
        shown = some(_cell(line, cell) for cell, line in bad.items())
        doubts.append(doubt("unreadable_dates", table.source, role=said(f"role.{role}"), cells=shown))
    return days


def _row_totals(table: Table, frame: pd.DataFrame, ages: list[str], doubts: list[Doubt]) -> None:
    """Compare the ages with the row's own total."""
    own = next((name for name in ("total", "open") if name in frame), None)
    if own:
        off = (frame[ages].sum(axis=1) - frame[own]).abs() > 0.02 * len(ages) + 1e-9 * frame[own].abs()
        if off.any():
            shown = some(map(str, frame.loc[off, "line"]))
            doubts.append(doubt("row_totals", table.source, rows=rows_of(off.sum()), lines=shown))


def _sum_ages(columns: list[str], frame: pd.DataFrame) -> None:
    """Ages of the ledger, however fine, summed to those of the channel file."""
    for age in AGES:
        frame[age] = 0.0
    for name in columns:
        frame[name.partition("@")[0]] += frame.pop(name).fillna(0.0)


def _currencies(table: Table, places, money, data, doubts: list[Doubt]) -> list[str]:
    """The currency of each row: its own column, else the signs of its amounts, else nothing."""
    local = any(LOCAL.search(table.names[place]) for place in money.values())
    if "currency" in places and local and not LOCAL.search(table.names[places["currency"]]):
        doubts.append(doubt("local_money", table.source, column=repr(table.names[places["currency"]])))
    elif "currency" in places:
        cells = table.column(places["currency"])
        return [currency_in(words(cells[p])) or words(cells[p]).upper() for p in data]
    found = [""] * len(data)
    for place in money.values():
        signs = currency_of_cells(table.column(place)) or formats_of_cells(table, place)
        for row, p in enumerate(data if signs else ()):
            if signs[p] and found[row] and signs[p] != found[row]:
                raise LedgerError(table.source, "two_currencies", line=str(table.first + p), one=found[row],
                                  other=signs[p])  # fmt: skip
            found[row] = signs[p] or found[row]
    return found
