"""What ledgers mean by words beside their numbers: times, days, units, currencies, what became of a document."""

import io

import pytest

from experiments.channel.doubts import LedgerError
from experiments.channel.files import read_sheets
from experiments.channel.folder import told as told_in_all
from experiments.channel.formats import currency_of_format
from experiments.channel.importing import import_sheets
from experiments.channel.roles import named
from experiments.channel.spans import UNKNOWN, months_named
from experiments.channel.titles import day_of, months_of, other_day
from tests.odd_ledgers import as_workbook
from tests.test_channel_import import ledger, told


def line(found, what: str) -> str:
    """The line of a doubt."""
    return next(doubt.line() for doubt in found.doubts if doubt.what == what)


def bought(found) -> list[float]:
    """Purchases of a usual month by partner."""
    return told_in_all(found)[0]["purchases"].round(6).tolist()


@pytest.mark.parametrize(
    ("words", "months"),
    [("Продажи за 9 мес. 2025", 9), ("Sales Q1 2026", 3), ("Продажи за 1 квартал 2026", 3), ("Sales Jan-Jun 2025", 6),
     ("Оборот за полугодие", 6), ("9M25 revenue", 9), ("1H 2025 sales", 6), ("Выручка за 3 квартала 2025", 9), ("Q1-Q3 2025", 9),
     ("Продажи с января по июнь 2025", 6), ("Sales Nov 2025 - Feb 2026", 4), ("Продажи 01.01.2025-30.06.2025", 6),
     ("Продажи за март 2026", 1), ("Sales per month", 1), ("Продажи за 2 года", 24), ("Sales YTD 2026", UNKNOWN),
     ("Sales 2024-2025", UNKNOWN), ("Sales last 30 days", UNKNOWN), ("Average sales, 6 months", UNKNOWN),
     ("Продажи 2025 до мая", UNKNOWN), ("Продажи за 12 месяцев", None), ("Sales Jul 2025 - Jun 2026", None), ("Sales 2025", None),
     ("Продажи 2025, тыс. руб.", None), ("Sales, may vary", None), ("Продажи по маркам", None), ("Sales to dealers", None)],
)  # fmt: skip
def test_months_that_a_heading_names(words, months):
    assert months_named(words) == months


@pytest.mark.parametrize(("head", "months"), [("Sales Q1 2026", 3), ("Продажи за 9 мес. 2025", 9), ("Sales 2025", 12)])
def test_sales_of_so_many_months_are_those_of_a_usual_one(head, months):
    found = ledger(f"Customer;{head}\nA;360\nB;720\n")
    assert bought(found) == [360 / months, 720 / months] and found.total_used == 1080.0
    assert ("months of sales" in told(found)) == (months != 12)


def test_a_year_s_sales_are_used_before_a_quarter_s_and_words_above_tell_what_a_heading_does_not():
    both = ledger("Клиент;Продажи 2025;Продажи за 1 кв. 2026\nA;120;90\nB;240;90\n")
    assert bought(both) == [10.0, 20.0] and "months of sales" not in told(both)
    above = ledger("Отчет за 9 месяцев 2025 года;\nКлиент;Продажи\nA;90\nB;180\n")
    assert bought(above) == [10.0, 20.0] and "9" in line(above, "months of sales")
    assert months_of(["На 31 марта 2026 г."]) == months_of(["As of March 31, 2026"]) == 0
    unsaid = ledger("Customer;Sales YTD 2026\nA;120\nB;240\n")
    assert "period of sales" in {doubt.what for doubt in told_in_all(unsaid)[1]}


@pytest.mark.parametrize(
    ("titles", "day"),
    [(["на 31 марта 2026 г."], "2026-03-31"), (["Дата отчета: 31.03.2026"], "2026-03-31"), (["Report date: 2026-03-31"], "2026-03-31"),
     (["As of March 31, 2026"], "2026-03-31"), (["As of 31st March 2026"], "2026-03-31"), (["as at 03/31/2026"], "2026-03-31"),
     (["Долг на конец рабочего дня 31.03.2026"], "2026-03-31"), (["Дата отчета:", "2026-03-31 00:00:00"], "2026-03-31"),
     (["Остатки на «31» марта 2026 г."], "2026-03-31"), (["Выгружено 01.04.2026, данные на 31.03.2026"], "2026-03-31"),
     (["Период: 01.01.2026 - 31.03.2026"], None), (["Отчет на период с 01.01.2026 по 31.03.2026"], None), (["Printed 01.04.2026"], None),
     (["Долг на начало периода 01.01.2026"], None), (["Договор от 01.02.2020"], None), (["тел. 123-45-67"], None)],
)  # fmt: skip
def test_the_ledger_s_day_in_the_words_above(titles, day):
    found = day_of(titles, "day")
    assert (found and str(found)) == day


def test_the_day_above_ages_the_debts_and_another_one_is_told():
    rows = "Customer;Invoice;Date;Due date;Amount;Paid on\nA;1;01/15/2026;02/14/2026;10;\nB;2;02/01/2026;03/03/2026;20;02/20/2026\n"
    assert str(ledger("As of 31 March 2026\n" + rows).as_of) == "2026-03-31"
    assert str(ledger("As of 03/04/2026\n" + rows).as_of) == "2026-03-04"  # in the order of the table's own days
    printed = ledger("Printed 1 April 2026\n" + rows)
    assert str(printed.as_of) == "2026-02-20" and "1 April 2026" in line(printed, "day above")
    assert str(other_day(["01.01.2026 - 31.03.2026"], "day")) == "2026-03-31"
    assert "day above" not in told(ledger("Printed 1 January 2026\n" + rows))


def test_a_column_that_names_a_currency_alone_is_in_ones_beside_thousands():
    found = ledger("Клиент;Продажи 2025, тыс. руб.;Лимит, руб.\nA;120;500000\nB;240;700000\n")
    assert found.facts["limit"].tolist() == [500.0, 700.0] and found.unit == "thousand"
    assert "'Лимит, руб.' is in ones" in line(found, "units")
    unsaid = ledger("Клиент;Продажи 2025, тыс. руб.;Лимит\nA;120;500\nB;240;700\n")
    assert unsaid.facts["limit"].tolist() == [500.0, 700.0] and "no unit of its own" in line(unsaid, "units")
    above = ledger("Продажи, тыс. руб.;;\nКлиент;Продажи 2025;Лимит, руб.\nA;120;500000\nB;240;700000\n")
    assert "no unit of its own" in line(above, "units")
    given = ledger("Клиент;Продажи 2025, руб.;Лимит, руб.\nA;120;500\nB;240;700\n", unit="thousand")
    assert given.facts["limit"].tolist() == [500.0, 700.0] and "units" not in told(given)


def test_bare_numbers_are_days_of_payment_where_other_days_are_such_numbers_or_the_heading_says_so():
    serial = "Customer;Date;Due date;Amount;{}\nA;45852;45882;45000.50;45890\nB;45853;45883;47000;\nB;45854;45884;51000;45899\n"
    for head in ("Paid", "Paid on", "Оплачено"):
        found = ledger(serial.format(head))
        assert (
            found.invoices["open"].tolist() == [0.0, 47000.0, 0.0]
            and str(found.invoices["paid"].max())[:10] == "2025-08-30"
        )
    money = ledger(
        "Customer;Date;Due date;Amount;Paid\nA;2026-01-01;2026-02-01;45000;45000\nB;2026-01-03;2026-02-01;51000;31000\n"
    )
    assert money.invoices["open"].tolist() == [0.0, 20000.0]
    far = serial.replace("458", "358").format("Paid").replace("45000.50;35890", "45000.50;45000")
    assert ledger(far).invoices["open"].tolist()[0] == 0.5
    as_numbers = as_workbook(
        [["Customer", "Date", "Amount", "Дата оплаты"], ["A", 45852, 10.5, 45890], ["B", 45853, 7.5, None]]
    )
    assert import_sheets(read_sheets(as_numbers, "x.xlsx")).invoices["open"].tolist() == [0.0, 7.5]


BALANCES = "Клиент;Номер;Дата;Дата оплаты;Сумма;{}\nA;1;01.01.2026;05.01.2026;10;{a}\nA;2;02.01.2026;;20;{a}\nA;3;02.01.2026;;25;{a}\nB;4;03.01.2026;;30;{b}\nB;5;04.01.2026;;35;{b}\n"


def test_a_partner_s_balance_on_each_of_its_rows_is_no_row_s_debt():
    found = ledger(BALANCES.format("Долг контрагента", a=45, b=65))
    assert found.invoices["open"].tolist() == [0.0, 20.0, 25.0, 30.0, 35.0] and "'Долг контрагента'" in line(
        found, "partners balance"
    )
    zero = ledger(BALANCES.format("Остаток", a=0, b=0))
    assert "partners balance" not in told(zero) and zero.invoices["open"].sum() == 0.0
    running = [(10, 500), (20, 520), (25, 545), (30, 575), (35, 610)]
    rows = [f"A;{n};0{n + 1}.01.2026;;{amount};{sum_}" for n, (amount, sum_) in enumerate(running)]
    above = ledger(
        "\n".join(["Клиент;Номер;Дата;Дата оплаты;Сумма;Остаток долга", *rows, "B;9;09.01.2026;10.01.2026;5;"]) + "\n"
    )
    assert "most rows" in line(above, "partners balance") and above.invoices["open"].sum() == 120.0


def test_what_is_owed_or_paid_above_the_amount_is_told():
    text = "Customer;Invoice;Date;Due date;Amount;{}\nA;1;2026-01-01;2026-02-01;10;0\nB;2;2026-01-02;2026-02-01;20;60\nB;3;2026-01-03;2026-02-01;30;30\n"
    for head in ("Open amount", "Paid amount"):
        assert "line 3" in line(ledger(text.format(head)), "above amount")
        assert "above amount" not in told(ledger(text.format(head).replace("60", "20.4")))  # rounded


@pytest.mark.parametrize(
    ("code", "currency"),
    [("#,##0.00\\ [$₽-419]", "RUB"), ('_-* #,##0.00\\ "€"_-', "EUR"), ('"$"#,##0;[Red]\\-"$"#,##0', "USD"), ('#,##0.00" р."', "RUB"),
     ("[$USD] #,##0.00", "USD"), ("[$-409]d\\-mmm\\-yy", ""), ("#,##0.00", ""), ('dd.mm.yyyy" г."', ""), ("[$-F800]dddd", "")],
)  # fmt: skip
def test_a_currency_in_the_format_of_numbers(code, currency):
    assert currency_of_format(code) == currency


def formatted(rows: list[list], codes: dict[tuple[int, int], str]) -> bytes:
    """A workbook of two sheets, the second with formats of some cells."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet("Empty & more")
    sheet = book.add_worksheet("Ageing & more")
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            code = codes.get((place, column))
            sheet.write(place, column, cell, book.add_format({"num_format": code}) if code else None)
    book.close()
    return file.getvalue()


def test_currencies_that_the_format_of_cells_tells_are_not_added_up():
    rows = [["Customer", "Not due", "1-30"], ["A", 10.0, 5.0], ["B", 20.0, 5.0], ["C", 7.0, 1.0]]
    euro, dollar = "#,##0.00\\ [$€-407]", "[$$-409]#,##0.00"
    codes = {(place, column): dollar if place == 3 else euro for place in (1, 2, 3) for column in (1, 2)}
    found = import_sheets(read_sheets(formatted(rows, codes), "x.xlsx"))
    assert found.currency == "EUR" and found.total_used == 40.0 and "8.00 USD" in line(found, "mixed currencies")
    one = import_sheets(read_sheets(formatted(rows, dict.fromkeys(codes, euro)), "x.xlsx"))
    assert one.currency == "EUR" and one.total_used == 48.0 and "no currency" not in told(one)
    with pytest.raises(LedgerError, match="line 3 holds amounts in EUR and in USD"):
        import_sheets(read_sheets(formatted(rows, {**codes, (2, 2): dollar}), "x.xlsx"))


@pytest.mark.parametrize(
    ("head", "ok", "off"),
    [("Статус", "Оплачен", "Отменён покупателем"), ("Status", "Open", "Cancelled"), ("Состояние", "Проведен", "Помечен на удаление"),
     ("Отменен", "Нет", "Да"), ("Проведен", "Да", "Нет"), ("Remarks", "", "Void")],
)  # fmt: skip
def test_cancelled_documents_are_left_out_and_told(head, ok, off):
    rows = [("A", 1, 10, ok), ("B", 2, 20, off), ("B", 3, 30, ok), ("C", 4, 40, ok)]
    text = f"Customer;Invoice;Date;Amount;{head}\n" + "".join(f"{p};{n};0{n}.01.2026;{a};{s}\n" for p, n, a, s in rows)
    found = ledger(text)
    assert found.total_used == 80.0 == found.total_in - 20.0 and f"{off!r} in {head!r}: line 3" in line(
        found, "cancelled"
    )
    assert ledger(text, columns={head: "ignore"}).total_used == 100.0
    assert "cancelled" not in told(ledger(text.replace(f";{off}", f";{ok}").replace("Void", "")))


@pytest.mark.parametrize(
    ("head", "word"), [("Тип операции", "Корректировка (уменьшение)"), ("Тип", "Возврат"), ("Comment", "Credit memo")]
)
def test_returns_without_a_sign_are_told_in_whatever_column_they_are_named(head, word):
    text = f"Customer;Invoice;Date;Amount;{head}\nA;1;01.01.2026;10;Sale\nB;2;02.01.2026;20;{word}\nB;3;03.01.2026;30;Sale\n"
    assert "1 row" in line(ledger(text), "credit notes") and "credit notes" not in told(
        ledger(text.replace(word, "Sale"))
    )


@pytest.mark.parametrize(
    ("head", "word", "credit"),
    [("Тип", "Gutschrift", True), ("Вид документа", "Возврат-кредит", True), ("Document type", "RK", True),
     ("Document", "Сторно 7", True), ("Document", "RE-7", False), ("Comment", "credit 30 days", False)],
)  # fmt: skip
def test_one_list_of_words_names_credit_notes_and_each_column_is_trusted_as_far_as_it_is_sure(head, word, credit):
    text = f"Customer;Date;Amount;{head}\nA;01.01.2026;10;1\nB;02.01.2026;20;{word}\nB;03.01.2026;30;3\n"
    assert ("credit notes" in told(ledger(text))) is credit


@pytest.mark.parametrize("head", ["Счет-фактура", "№ документа", "№", "Lfd"])
def test_an_exact_copy_of_a_row_is_told_whatever_the_number_s_column_is_called(head):
    text = f"Клиент;{head};Дата;Сумма\nA;17;01.01.2026;10\nB;19;02.01.2026;20\nB;19;02.01.2026;20\nC;25;02.01.2026;20\n"
    assert {"rows copied", "rows twice"} & told(ledger(text))
    assert not {"rows copied", "rows twice"} & told(
        ledger(text.replace("B;19;02.01.2026;20\nC", "B;21;02.01.2026;20\nC"))
    )
    counted = "№;Клиент;Дата;Сумма\n1;A;01.01.2026;10\n2;B;02.01.2026;20\n3;B;02.01.2026;20\n"
    assert "line 4" in line(ledger(counted), "rows copied")


def test_one_number_on_documents_of_several_partners_is_told_where_numbers_are_else_documents_own():
    rows = [(f"P{n % 4}", f"A-{n}", f"2026-01-{n + 1:02d}", n + 1.5) for n in range(12)]
    rows[7] = ("P3", "A-2", "2026-01-08", 8.5)

    def text(rows) -> str:
        return "\n".join(["Customer;Invoice;Date;Amount", *(";".join(map(str, row)) for row in rows)]) + "\n"

    assert "line 4, 9" in line(ledger(text(rows)), "shared numbers")
    branches = [(partner, f"branch {place % 3}", *rest) for place, (partner, _, *rest) in enumerate(rows)]
    assert "shared numbers" not in told(ledger(text(branches)))
    parts = [*rows[:7], ("P2", "A-6", "2026-01-07", 1.0), *rows[8:]]  # two lines of one document
    assert "shared numbers" not in told(ledger(text(parts)))


def test_a_contract_s_sum_and_day_are_not_the_document_s():
    text = "Клиент;Дата договора;Сумма договора;Акт;Дата акта;Сумма акта\nA;01.02.2024;1000;1;01.01.2026;10\nB;02.02.2024;2000;2;02.01.2026;20\n"
    found = ledger(text)
    assert found.total_used == 30.0 and found.invoices["issued"].dt.year.tolist() == [2026, 2026]
    alone = ledger("Клиент;Дата;Сумма договора\nA;01.01.2026;10\nB;02.01.2026;20\n")
    assert alone.total_used == 30.0 and "'Сумма договора'" in line(alone, "column by part")
    assert "column by part" not in told(ledger("Клиент;Дата;Сумма\nA;01.01.2026;10\nB;02.01.2026;20\n"))
    assert named("Счет-фактура")[0] == named("№ документа")[0] == (100.0, "invoice") and named("№ п/п")[0][1] == "row"


@pytest.mark.parametrize("empty", ["01.01.0001 0:00:00", "0001-01-01T00:00:00", "31.12.9999", "00010101"])
def test_a_day_that_programs_write_for_none_is_none(empty):
    found = ledger(f"Клиент;Номер;Дата;Дата оплаты;Сумма\nA;1;01.01.2026;{empty};10\nB;2;02.01.2026;05.01.2026;20\n")
    assert found.invoices["open"].tolist() == [10.0, 0.0] and "paid before issue" not in told(found)


def test_an_ageing_that_tells_other_debts_than_the_invoices_is_told_by_partner():
    sheets = [
        *read_sheets(b"Customer;Invoice;Date;Due date;Paid on;Amount\nA;1;2026-01-01;2026-02-01;;9000\nB;2;2026-01-02;2026-02-02;;100000\nC;3;2026-01-02;2026-02-02;2026-02-02;5\n", "i.csv"),
        *read_sheets(b"Customer;1-30;31-60\nA;9200;0\nB;100000;1\n", "a.csv"),
    ]  # fmt: skip
    lines = [doubt.line() for doubt in told_in_all(import_sheets(sheets))[1]]
    assert any("'A': 9,000.00 and 9,200.00" in one and ": 1, such as" in one for one in lines)
