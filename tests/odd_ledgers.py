"""A generator of odd ledgers: shapes, dialects and mistakes drawn from a seed, each with the truth it was written from.

``python -m tests.odd_ledgers 1000`` draws so many and counts how they are read.
"""

from __future__ import annotations

import io
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from experiments.channel.doubts import LedgerError
from experiments.channel.files import read_sheets
from experiments.channel.importing import import_sheets
from experiments.channel.ledger import Ledger
from tests.odd_words import DATES, EN, GENITIVE, HEADS, MONTHS_RU, RU, TOTALS


@dataclass
class Odd:
    """A file and the truth: totals, partners, days of issue of the rows used, what is odd about it."""

    name: str
    data: bytes
    shape: str
    total_in: float
    total_used: float
    partners: int
    days: int
    odd: list[str] = field(default_factory=list)
    must_doubt: set[str] = field(default_factory=set)


class Writer:
    """Draws how numbers and days are written."""

    def __init__(self, luck: random.Random, language: str, workbook: bool) -> None:
        self.luck, self.workbook = luck, workbook
        self.decimal, self.group = luck.choice(
            [
                (",", ""),
                (",", " "),
                (",", "\u00a0"),
                (",", "\u202f"),
                (",", "."),
                (".", ""),
                (".", ","),
                (".", " "),
                (".", "'"),
            ]
        )
        self.minus = luck.choice(["-{}", "{}-", "({})", "−{}"])
        self.sign = luck.choice(
            ["{}"] * 4 + ["{} ₽", "{} руб."] if language == "ru" else ["{}"] * 4 + ["${}", "USD {}"]
        )
        self.places = luck.choice([2, 2, 2, 2, 0, 3])
        self.dates = luck.choice([d for d in DATES if d != "words" or language == "ru"])
        self.native = workbook and luck.random() < 0.7  # real numbers and dates

    def money(self, cents: int):
        """A number of thousandths as a cell."""
        value = round(abs(cents) / 1000, self.places)
        if self.native:
            return -value if cents < 0 else value
        whole, _, fraction = f"{value:.{self.places}f}".partition(".")
        grouped = f"{int(whole):,}".replace(",", self.group)
        text = grouped + (self.decimal + fraction if fraction else "")
        text = self.minus.format(text) if cents < 0 else text
        return self.sign.format(text)

    def value(self, cents: int) -> float:
        """The number that :meth:`money` writes."""
        value = round(abs(cents) / 1000, self.places)
        return -value if cents < 0 else value

    def day(self, day: date | None):
        """A day as a cell."""
        if day is None:
            return "" if not self.native else None
        if self.native:
            return datetime(day.year, day.month, day.day)
        if self.dates == "words":
            return f"{day.day} {GENITIVE[day.month - 1]} {day.year} г."
        if self.dates == "serial":
            return str((day - date(1899, 12, 30)).days)
        return datetime(day.year, day.month, day.day, 14, 5, 9).strftime(self.dates)


def odd_ledger(seed: int) -> Odd:
    """The odd ledger of a seed."""
    luck = random.Random(seed)
    language = luck.choice(["ru", "ru", "en"])
    shape = luck.choice(["invoices", "invoices", "ageing", "partners", "months"])
    workbook = luck.random() < 0.3
    writer = Writer(luck, language, workbook)
    odd = Odd("", b"", shape, 0.0, 0.0, 0, 0)
    names = luck.sample(RU if language == "ru" else EN, luck.randint(3, 20))
    forms = {
        name: luck.choice(["ООО «{}»", "ООО {}", "АО {}", "{}"] if language == "ru" else ["{} LLC", "{}, Inc.", "{}"])
        for name in names
    }
    heads, rows = {"invoices": _invoices, "ageing": _ageing, "partners": _partners, "months": _months}[shape](
        luck, language, writer, names, forms, odd
    )
    grid = _dressed(luck, language, writer, heads, rows, odd)
    _written(luck, language, workbook, grid, odd, seed)
    odd.odd += [f"decimal {writer.decimal!r} group {writer.group!r} places {writer.places}", f"dates {writer.dates}"]
    return odd


def _spelled(luck, name: str, form: str, odd: Odd) -> str:
    """A partner's name, at times under another spelling."""
    text = form.format(name)
    if luck.random() < 0.08:
        odd.odd.append("spellings")
        text = luck.choice([text.upper(), text.replace("«", '"').replace("»", '"'), f" {text}  ", text.replace(" ", "\u00a0"),
                            text.replace("ё", "е").replace("Ё", "Е"), text.lower()])  # fmt: skip
    return text


def _draw(luck) -> int:
    return int(10 ** luck.uniform(1.2, 6.3) * 1000)


def _count(odd: Odd, writer: Writer, cents: int, used: bool = True) -> None:
    odd.total_in += writer.value(cents)
    odd.total_used += writer.value(cents) if used else 0.0


def _invoices(luck, language, writer, names, forms, odd):
    heads = list(luck.choice(HEADS["invoices"][language]))
    low_days = luck.random() < 0.1
    rows, seen = [], set()
    merged = luck.random() < 0.12
    currency = luck.random() < 0.25
    pairs = [(name, k) for name in names for k in range(luck.randint(2, 6))]
    if not merged:
        luck.shuffle(pairs)
    before = ""
    for number, (name, _) in enumerate(pairs):
        issued = date(2023, 1, 1) + timedelta(days=luck.randint(0, 700))
        if low_days:
            issued = issued.replace(day=luck.randint(1, 12))
        terms = luck.choice([14, 30, 45])
        due = issued + timedelta(days=terms)
        paid = due + timedelta(days=luck.randint(-10, 60)) if luck.random() < 0.8 else None
        cents = _draw(luck) if luck.random() > 0.05 else -_draw(luck)
        partner = _spelled(luck, name, forms[name], odd)
        fate = luck.random()
        row = [partner if not merged or name != before else "", f"A-{1000 + number}", writer.day(issued), writer.day(due),
               writer.day(paid), writer.money(cents)]  # fmt: skip
        used, own = True, "RUB" if language == "ru" else "USD"
        if fate < 0.01 and not merged:
            row[0], used = "", False
            odd.odd.append("no partner")
        elif fate < 0.02:
            row[5] = luck.choice(["см. договор", "?", "tbd", "12 34 5,6"])
            odd.must_doubt.add("unreadable amounts")
            odd.odd.append("unreadable amount")
        elif fate < 0.5 and number == 25 and not merged:  # a mistyped year
            issued = issued.replace(year=issued.year + 30, day=min(issued.day, 28))
            row[2], row[3], used = writer.day(issued), "", False
            odd.must_doubt.add("stray days")
            odd.odd.append("mistyped year")
        elif fate < 0.03 and not writer.native:
            row[2], row[3], used = "31.02.2024", "", False
            odd.must_doubt.add("unreadable dates")
            odd.odd.append("bad date")
        elif fate < 0.05 and currency:
            own, used = "EUR", False
            odd.must_doubt.add("mixed currencies")
        if currency:
            row.append(own)
        if row[5] in ("см. договор", "?", "tbd", "12 34 5,6"):
            rows.append(row)
            before = name if row[0] else before
            continue
        before = name
        if own != "EUR":  # totals are of one currency
            _count(odd, writer, cents, used)
        if used:
            seen.add(name)
            odd.days += issued.toordinal()
        rows.append(row)
    odd.partners = len(seen)
    if merged:
        odd.odd.append("merged partners")
    return heads + (["Валюта" if language == "ru" else "LCurr"] if currency else []), rows


def _ageing(luck, language, writer, names, forms, odd):
    heads = list(luck.choice(HEADS["ageing"][language]))
    total = luck.random() < 0.5
    rows = []
    for name in names:
        cents = [_draw(luck) if luck.random() < 0.6 else 0 for _ in range(5)]
        cents[0] = cents[0] or _draw(luck)
        if luck.random() < 0.05:
            cents[0] = -cents[0]
        rows.append([forms[name].format(name), *(writer.money(c) if c or luck.random() < 0.5 else "" for c in cents)])
        if total:
            value = round(sum(writer.value(c) for c in cents), 3)
            rows[-1].append(writer.money(round(value * 1000)))
        for c in cents:
            _count(odd, writer, c)
    odd.partners = len(names)
    return heads + ([("Всего" if language == "ru" else "Total")] if total else []), rows


def _partners(luck, language, writer, names, forms, odd):
    heads = list(luck.choice(HEADS["partners"][language]))
    rows = []
    for number, name in enumerate(names):
        if luck.random() < 0.03 and writer.places and not writer.native:
            odd.odd.append("the other decimal sign")
            odd.must_doubt.add("ambiguous numbers")
            other = "," if writer.decimal == "." else "."
            odd.total_in += 12.5
            odd.total_used += 12.5
            rows.append([forms[name].format(name), str(7700000001 + 7919 * number), f"12{other}5", "30", ""])
            continue
        cents = _draw(luck)
        _count(odd, writer, cents)
        rows.append([forms[name].format(name), str(7700000001 + 7919 * number), writer.money(cents), str(luck.choice([0, 14, 30, 45])),
                     writer.money(_draw(luck))])  # fmt: skip
    odd.partners = len(names)
    return heads, rows


def _months(luck, language, writer, names, forms, odd):
    months = [(2023 + k // 12, k % 12 + 1) for k in range(luck.randint(4, 18))]
    style = luck.choice(["word", "iso", "number", "merged"])
    first = "Контрагент" if language == "ru" else "Customer"
    short = (
        MONTHS_RU
        if language == "ru"
        else ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    )
    label = {"word": lambda y, m: f"{short[m - 1]} {y}", "iso": lambda y, m: f"{y}-{m:02d}", "number": lambda y, m: f"{m:02d}.{y}",
             "merged": lambda y, m: short[m - 1]}[style]  # fmt: skip
    heads = [first, *(label(y, m) for y, m in months)]
    if style == "merged":  # the year stands once above its months
        above = ["", *(str(y) if m == 1 else "" for y, m in months)]
        heads = [above, ["", *heads[1:]] if luck.random() < 0.5 else heads]
        if not heads[1][0]:
            heads[0][0] = first
    rows, held = [], 0
    for name in names:
        cents = [_draw(luck) if luck.random() < 0.7 else 0 for _ in months]
        cents[0] = cents[0] or _draw(luck)
        for c in cents:
            _count(odd, writer, c)
        held += 1
        rows.append([forms[name].format(name), *(writer.money(c) if c else "" for c in cents)])
    odd.partners = held
    odd.odd.append(f"months {style}")
    return heads, rows


def _dressed(luck, language, writer, heads, rows, odd) -> list[list]:
    """Rows with titles above, totals and notes below, empty lines and columns, headings repeated."""
    double = isinstance(heads[0], list)
    top = heads if double else [heads]
    width = len(top[-1])
    grid = []
    for _ in range(luck.choice([0, 0, 1, 3])):
        title = luck.choice(["Отчёт по дебиторской задолженности", "Период: 2023-2024", "", "ООО «Дистрибьютор»"] if language == "ru"
                            else ["Accounts receivable", "Company code 1000", "", "Run by: system"])  # fmt: skip
        grid.append([title])
    grid += top
    body = list(rows)
    if odd.shape == "invoices" and not double and len(body) > 8 and luck.random() < 0.15:
        body.insert(len(body) // 2, list(top[-1]))
        odd.odd.append("headings repeated")
    if luck.random() < 0.15 and "merged partners" not in odd.odd:
        body.insert(luck.randint(1, len(body)), [""] * width)
        odd.odd.append("blank line")
    grid += body
    if luck.random() < 0.5:
        grid.append(_total(luck, language, writer, rows, width, odd))
        odd.odd.append("total")
    if odd.shape in ("ageing", "months") and luck.random() < 0.15:
        head = ["Менеджер", "Сумма"] if language == "ru" else ["Manager", "Amount"]
        grid += [[], head, *([name, writer.money(_draw(luck))] for name in ("Иванов", "Петров"))]
        odd.must_doubt.add("another table")
        odd.odd.append("two tables")
    if luck.random() < 0.2:
        grid += [
            [],
            [
                luck.choice(
                    ["Ответственный: Иванов И. И.", "Главный бухгалтер"]
                    if language == "ru"
                    else ["End of report", "Printed by SAP"]
                )
            ],
        ]
        odd.odd.append("note")
    extra = luck.choice([0, 0, 0, 2])
    return [list(row) + [""] * (width - len(row) if len(row) > 1 else 0) + [""] * extra for row in grid]


def _total(luck, language, writer, rows, width, odd) -> list:
    """A line of totals under the money columns, as a spreadsheet would sum what it can read."""
    total = [luck.choice(TOTALS[language])] + [""] * (width - 1)
    columns = {"invoices": [5], "partners": [2]}.get(odd.shape) or range(1, width)
    for column in columns:
        cells = [row[column] for row in rows if column < len(row)]
        values = [_plain(cell, writer) for cell in cells]
        total[column] = writer.money(round(sum(values) * 1000))
    return total


def _plain(cell, writer: Writer) -> float:
    if isinstance(cell, float | int):
        return float(cell)
    text = str(cell or "")
    if text in ("см. договор", "?", "tbd", "12 34 5,6", ""):
        return 0.0
    minus = any(sign in text for sign in "-−(")
    digits = "".join(s for s in text if s.isdigit() or s == writer.decimal and writer.places)
    digits = digits.strip(".") if "руб." in text and writer.decimal == "." else digits
    value = float(digits.replace(",", ".") or 0)
    return -value if minus else value


def _written(luck, language, workbook, grid, odd, seed) -> None:
    if workbook:
        odd.name, odd.data = f"odd-{seed}.xlsx", as_workbook(grid)
        return
    pages = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"] + (
        ["cp1251", "cp1251", "cp866", "koi8-r"] if language == "ru" else ["cp1252"]
    )
    encoding = luck.choice(pages)
    separator = luck.choice([";", ";", "\t", "|", ","])
    quote_all = luck.random() < 0.2
    end = luck.choice(["\n", "\r\n", "\r"]) if not encoding.startswith("utf-16") else luck.choice(["\n", "\r\n"])

    def cell(value) -> str:
        text = "" if value is None else str(value)
        if quote_all or any(sign in text for sign in (separator, '"', "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text

    lines = [separator.join(cell(value) for value in row) for row in grid]
    if luck.random() < 0.1:
        lines.insert(0, f"sep={separator}")
        odd.odd.append("sep=")
    if luck.random() < 0.1 and separator == "|":
        lines.insert(1, "-" * 60)
    if not encoding.startswith("utf"):  # signs that code pages lack
        lines = [line.replace("₽", "р.").replace("−", "-") for line in lines]
    text = end.join(lines) + (end if luck.random() < 0.8 else "")
    odd.name = f"odd-{seed}.csv"
    odd.data = text.encode(
        encoding, errors="replace" if encoding in ("cp866", "koi8-r", "cp1251", "cp1252") else "strict"
    )
    odd.odd += [encoding, f"cells parted by {separator!r}"]


def as_workbook(grid: list[list]) -> bytes:
    """Rows of cells as an xlsx file."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Лист1")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(r, c, cell, day)
            elif isinstance(cell, int | float):
                sheet.write_number(r, c, cell)
            elif cell:
                sheet.write_string(r, c, cell)
    book.close()
    return buffer.getvalue()


def verdict(odd: Odd) -> tuple[str, str, Ledger | None]:
    """``read``, ``refused`` or ``wrong``, and in what."""
    try:
        ledger = import_sheets(read_sheets(odd.data, odd.name))
    except LedgerError as why:
        return "refused", str(why), None
    close = 0.002 + 1e-9 * abs(odd.total_in)
    told = {doubt.what for doubt in ledger.doubts}
    wrong = []
    if abs(ledger.total_in - odd.total_in) > close:
        wrong.append(f"total in {ledger.total_in:,.3f} for {odd.total_in:,.3f}")
    if abs(ledger.total_used - odd.total_used) > close:
        wrong.append(f"total used {ledger.total_used:,.3f} for {odd.total_used:,.3f}")
    if abs(ledger.total_in - ledger.total_used - sum(d.left_out for d in ledger.doubts)) > close:
        wrong.append("what was left out does not add up")
    if len(ledger.facts) != odd.partners:
        wrong.append(f"{len(ledger.facts)} partners for {odd.partners}")
    if not odd.must_doubt <= told:
        wrong.append(f"not told: {odd.must_doubt - told}")
    if odd.shape == "invoices" and "ambiguous dates" not in told:
        days = sum(day.toordinal() for day in ledger.invoices["issued"])
        if days != odd.days:
            wrong.append("days of issue differ")
    if [table["shape"] for table in ledger.tables] != [odd.shape]:
        wrong.append(f"read as {ledger.tables[0]['shape']}")
    return ("wrong" if wrong else "read"), "; ".join(wrong), ledger


if __name__ == "__main__":
    counts: Counter[str] = Counter()
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 100):
        odd = odd_ledger(seed)
        how, why, _ = verdict(odd)
        counts[how] += 1
        if how != "read":
            print(seed, how, odd.shape, why, odd.odd)
    print(dict(counts))
