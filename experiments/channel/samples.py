"""Sample ledgers drawn by the model: made-up partners, in Russian Excel form, as an export of 1C and of SAP.

A month's purchases of an account become invoices; when they are paid follows the account's overdue debts of that month.
No firm and no sum in them is real.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.channel.roles import AGES
from experiments.writing.outputs import OutputError, write_file

FIRST = date(2023, 1, 1)
SKIPPED = 12  # months of the market before the ledger begins
LONGEST_LATE = 180.0  # days; a month in which next to nothing was bought says nothing of how late it is paid
SCALE = 45_000.0  # roubles for one unit of the model's money
STEMS = ("Альфа", "Берег", "Вектор", "Горизонт", "Дельта", "Ель", "Заря", "Искра", "Каскад", "Луч", "Маяк", "Норд",
         "Орбита", "Пик", "Рубин", "Север", "Тайга", "Утёс", "Фарватер", "Цех", "Чайка", "Шторм", "Эверест", "Юпитер",
         "Ясень")  # fmt: skip
ENDS = {"integrator": "Системы", "reseller": "Торг", "online_shop": "онлайн", "retail_chain": "Сеть"}
DRAWN, DRAWN_IN_ENGLISH = "образец, нарисован моделью", "sample, drawn by a model"  # every sample says so
FILES = ("ledger.xlsx", "1c.csv", "sap.txt", "ageing.csv")


def drawn(seed: int, partners: int, months: int) -> pd.DataFrame:
    """Invoices of one distributor: ``name``, ``number``, ``issued``, ``due``, ``paid`` (NaT while open), ``amount``."""
    from model.simulation import simulate
    from scenarios import load_scenario

    result = simulate(load_scenario("baseline"), seed, SKIPPED + months, accounts=True)
    rows = result.accounts
    rows = rows[(rows["distributor"] == "focal") & (rows["month"] >= SKIPPED) & (rows["purchases"] > 0.0)]
    luck = np.random.default_rng(seed)
    chosen = luck.permutation(rows["partner"].unique())[:partners]
    firms = result.partners.set_index("partner")
    names = {p: _name(k, firms.kind[p]) for k, p in enumerate(chosen)}
    end = month_start(months) - timedelta(days=1)
    found = []
    for row in rows[rows["partner"].isin(names)].itertuples():
        count = int(np.clip(row.orders, 1, 4))
        late = min(LONGEST_LATE, 30.0 * row.overdue / row.purchases)
        closed = firms.closed[row.partner]
        gone = None if pd.isna(closed) else month_start(int(closed) - SKIPPED)
        for share in luck.dirichlet(np.full(count, 4.0)):
            issued = month_start(row.month - SKIPPED) + timedelta(days=int(luck.integers(0, 28)))
            due = issued + timedelta(days=max(int(round(row.terms_days)), 0))
            delay = int(round(late * luck.uniform(0.5, 1.5) + luck.integers(-4, 3))) if row.terms_days > 0 else 0
            paid = max(due + timedelta(days=delay), issued)
            open_ = paid > end or gone is not None and paid >= gone
            money = round(share * row.purchases * SCALE, 2)
            found.append((names[row.partner], issued, due, pd.NaT if open_ else paid, money))
    frame = pd.DataFrame(found, columns=["name", "issued", "due", "paid", "amount"])
    frame = frame[frame["amount"] > 0.0].sort_values(["issued", "name"], kind="stable").reset_index(drop=True)
    frame.insert(1, "number", [f"РТ-{k:05d}" for k in range(1, len(frame) + 1)])
    return frame


def _name(place: int, kind: str) -> str:
    again = "" if place < len(STEMS) else f" {place // len(STEMS) + 1}"
    return f"ООО «{STEMS[place % len(STEMS)]} {ENDS[kind]}{again}»"


def month_start(month: int) -> date:
    """The first day of a month of the ledger."""
    return date(FIRST.year + month // 12, month % 12 + 1, 1)


def aged(invoices: pd.DataFrame, day: date) -> pd.DataFrame:
    """What is owed by age on a day: a row a partner that owes."""
    owed = invoices[invoices["paid"].isna()]
    late = np.array([(day - due).days for due in owed["due"]])
    age = np.array(AGES)[np.searchsorted([0, 30, 60, 90], late)] if len(owed) else []
    table = owed["amount"].groupby([owed["name"], age]).sum().unstack(fill_value=0.0)
    return table.reindex(columns=list(AGES), fill_value=0.0)


def write_samples(folder: Path, seed: int = 1, partners: int = 40, months: int = 30) -> pd.DataFrame:
    """Write :data:`FILES` to a folder; returns the invoices that they hold.

    Raises :class:`~experiments.writing.outputs.OutputError` where a file of one of these names is no sample: it may be
    somebody's ledger.
    """
    for name in FILES:
        if (folder / name).exists() and not is_sample(folder / name):
            raise OutputError(f"{folder}: holds a {name} that is no sample; expected another folder")
    invoices = drawn(seed, partners, months)
    day = month_start(months) - timedelta(days=1)
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "ledger.xlsx", lambda part: _workbook(part, invoices, day))
    write_file(folder / "1c.csv", lambda part: part.write_bytes(_from_1c(invoices, day).encode("cp1251")))
    write_file(folder / "sap.txt", lambda part: part.write_bytes(_from_sap(invoices).encode("utf-16")))
    write_file(folder / "ageing.csv", lambda part: part.write_bytes(_ageing(invoices, day).encode("cp1251")))
    return invoices


def is_sample(path: Path) -> bool:
    """True for a file that :func:`write_samples` wrote: each says so in its first lines."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                return DRAWN in book.read("xl/sharedStrings.xml").decode()
        except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
            return False
    text = data[:2000].decode("utf-16" if path.suffix == ".txt" else "cp1251", "ignore")
    return DRAWN in text or DRAWN_IN_ENGLISH in text


def russian(value: float) -> str:
    """An amount with a no-break space between thousands and a comma before kopecks."""
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")


def german(value: float) -> str:
    """An amount with points between thousands, a comma before decimals and its minus behind."""
    return f"{abs(value):,.2f}".translate(str.maketrans(",.", ".,")) + ("-" if value < 0 else "")


def _day(value, form: str = "%d.%m.%Y") -> str:
    return "" if pd.isna(value) else value.strftime(form)


def _from_1c(invoices: pd.DataFrame, day: date) -> str:
    lines = [f"Ведомость по реализации ({DRAWN});;;;;",
             f"Период: {FIRST:%d.%m.%Y} - {day:%d.%m.%Y};;;;;", "",
             "Контрагент;Документ реализации;Дата документа;Срок оплаты;Дата оплаты;Сумма с НДС, руб."]  # fmt: skip
    lines += [
        f"{r.name};{r.number};{_day(r.issued)};{_day(r.due)};{_day(r.paid)};{russian(r.amount)}"
        for r in invoices.itertuples(index=False)
    ]
    return "\r\n".join([*lines, f"Итого;;;;;{russian(invoices['amount'].sum())}"]) + "\r\n"


def _from_sap(invoices: pd.DataFrame) -> str:
    """A list as SAP prints it: bars, ruled lines, points between thousands, the sign behind."""
    rule = "-" * 118
    form = "|{:<10}|{:<30}|{:<10}|{:<4}|{:<10}|{:<10}|{:<10}|{:>20}|{:<5}|"
    head = form.format("Customer", "Name 1", "DocumentNo", "Type", "Doc. Date", "Net due dt", "Clearing",
                       "Amount in local cur.", "LCurr")  # fmt: skip
    codes = {name: 100_001 + place for place, name in enumerate(dict.fromkeys(invoices["name"]))}
    lines = [f"Customer Line Item Display ({DRAWN_IN_ENGLISH})", "", rule, head, rule]
    for r in invoices.itertuples(index=False):
        lines.append(form.format(codes[r.name], r.name, r.number, "RV", _day(r.issued), _day(r.due), _day(r.paid),
                                 german(r.amount), "RUB"))  # fmt: skip
    total = form.format("*", "", "", "", "", "", "", german(invoices["amount"].sum()), "RUB")
    return "\r\n".join([*lines, rule, total, rule]) + "\r\n"


def _ageing(invoices: pd.DataFrame, day: date) -> str:
    table = aged(invoices, day)
    lines = [
        f"Дебиторская задолженность на {day:%d.%m.%Y}, руб. ({DRAWN});;;;;;",
        "Контрагент;Не просрочено;1-30 дней;31-60 дней;61-90 дней;свыше 90 дней;Всего",
    ]
    for name, row in table.iterrows():
        lines.append(";".join([name, *(russian(row[age]) for age in AGES), russian(row.sum())]))
    return "\r\n".join(lines) + "\r\n"


def _workbook(path: Path, invoices: pd.DataFrame, day: date) -> None:
    """Three sheets as a credit department keeps them: invoices, ageing, partners."""
    import xlsxwriter

    with io.BytesIO() as file:  # written at once: on a full disk the library leaves half-open archives
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        days, money = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "#,##0.00"})

        def sheet(name: str, title: str, heads: tuple[str, ...], rows) -> None:
            page = book.add_worksheet(name)
            page.write(0, 0, title)
            page.write_row(2, 0, heads)
            for place, cells in enumerate(rows, start=3):
                for column, cell in enumerate(cells):
                    if pd.isna(cell):
                        continue
                    if isinstance(cell, date):
                        page.write_datetime(place, column, cell, days)
                    else:
                        page.write(place, column, cell, money if isinstance(cell, float) else None)

        sheet(
            "Реализация",
            f"Реализация, руб. ({DRAWN})",
            ("Контрагент", "Номер документа", "Дата документа", "Срок оплаты", "Дата оплаты", "Сумма"),
            [*invoices.itertuples(index=False), ("Итого", None, None, None, None, float(invoices["amount"].sum()))],
        )
        sheet("Задолженность", f"Дебиторская задолженность на {day:%d.%m.%Y}, руб.",
              ("Контрагент", "Не просрочено", "1-30", "31-60", "61-90", "90+"),
              [(name, *map(float, row)) for name, row in aged(invoices, day).iterrows()])  # fmt: skip
        year = invoices[[(day - issued).days < 365 for issued in invoices["issued"]]]
        bought = year.groupby("name")["amount"].sum()
        waits = pd.Series(
            [(due - issued).days for due, issued in zip(year["due"], year["issued"], strict=True)], year.index
        )
        terms = waits.groupby(year["name"]).median()
        sheet("Партнёры", "Партнёры, руб.", ("Контрагент", "Продажи за год", "Отсрочка, дней", "Кредитный лимит"),
              [(name, round(float(sales), 2), int(terms[name]), round(float(sales) / 6, -3) * (terms[name] > 0))
               for name, sales in bought.items()])  # fmt: skip
        book.close()
        path.write_bytes(file.getvalue())
