"""Mistakes of ledgers that would be read wrongly in silence: each is refused or told, and the totals are right."""

import io
import zipfile

import pytest

from experiments.channel.doubts import LedgerError
from experiments.channel.files import read_sheets
from experiments.channel.folder import write_channel
from experiments.channel.importing import import_sheets
from experiments.channel.mapping import load_mapping
from tests.odd_ledgers import as_workbook
from tests.test_channel_import import ledger, told

DOCUMENTS = [(f"P{number % 5}", f"2024-{number % 12 + 1:02d}-10", 80.5 + 3 * number) for number in range(40)]


def documents(*more: tuple, heads: str = "Customer;Date;Amount") -> str:
    return "\n".join([heads, *(";".join(map(str, row)) for row in (*DOCUMENTS, *more))]) + "\n"


@pytest.mark.parametrize("day", ["2062-03-05", "2025-11-10"])
def test_a_mistyped_year_does_not_move_the_ledger_s_day(day):
    found = ledger(documents(("P1", day, 7.0)))
    assert "stray days" in told(found) and str(found.as_of) == "2024-12-10"
    doubt = next(d for d in found.doubts if d.what == "stray days")
    assert doubt.left_out == 7.0 == found.total_in - found.total_used and "line 42" in doubt.line()
    assert "stray days" not in told(ledger(documents(("P1", day, 7.0)), as_of=found.as_of))  # the day is given
    assert "stray days" not in told(ledger(documents(("P1", "2025-03-10", 7.0))))  # a quarter without purchases


def test_a_payment_after_all_days_is_none_yet():
    rows = [(*row, row[1]) for row in DOCUMENTS] + [("P1", "2024-05-10", 7.0, "2064-05-11")]
    text = "\n".join(["Customer;Date;Amount;Paid on", *(";".join(map(str, row)) for row in rows)]) + "\n"
    found = ledger(text)
    assert "line 42" in next(d.line() for d in found.doubts if d.what == "stray days")
    assert found.invoices["open"].sum() == 7.0 and str(found.as_of) == "2024-12-10"


def test_a_quotation_mark_that_is_not_closed_is_refused():
    with pytest.raises(LedgerError, match="quotation mark in line 3"):
        ledger('Partner;Purchases per year;Limit\nA;1000;1\n"B;5000;2\nC;7000;3\n"D";9000;4\nE;100;1\n')
    address = ledger('Partner;Address;Purchases per year\nA;"Main street 5\nflat 3";1000\nB;x;2000\n')
    assert address.total_used == 3000.0


def test_numbers_of_documents_are_no_money():
    text = documents(heads="Partner;Date;Total").replace("Date;", "Document;Date;", 1)
    rows = [line.replace(";", f";{10_001 + at};", 1) if at else line for at, line in enumerate(text.splitlines())]
    found = ledger("\n".join(rows) + "\n")
    assert found.total_used == sum(amount for *_, amount in DOCUMENTS)
    unnamed = [line.replace("Document", "Beleg-Ref").replace("Total", "Worth") for line in rows]
    assert ledger("\n".join(unnamed) + "\n").total_used == found.total_used


def test_a_second_table_below_is_left_out_and_told():
    text = "Customer;Not due;1-30 days;31-60 days\nA;10;0;1\nB;20;5;0\nTotal;30;5;1\n\nManager;Amount\nSmith;18\nJones;18\n"
    found = ledger(text)
    assert found.total_used == 36.0 and len(found.facts) == 2
    line = next(d.line() for d in found.doubts if d.what == "another table")
    assert "line 6" in line and "2 rows" in line and "'Manager', 'Amount'" in line


def test_formulas_without_a_value_are_told_however_they_are_written():
    book = as_workbook([["Customer", "Annual sales"], ["A", 5.0], ["B", 7.0]])
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"<v>7</v>", b"<f>3+4</f><v />") if "sheet1" in name else part)
    assert "formulas" in told(import_sheets(read_sheets(changed.getvalue(), "x.xlsx")))


def test_a_file_that_ends_in_the_middle_of_a_row_is_told():
    whole = documents()
    assert "broken" not in told(ledger(whole)) and "broken" not in told(ledger(whole.rstrip("\n")))
    cut = ledger(whole + "P3;2024-0")
    assert "line 42" in next(d.line() for d in cut.doubts if d.what == "broken")


def test_a_table_without_rows_is_told_as_one():
    with pytest.raises(LedgerError, match="no rows below the headings 'Customer', 'Date', 'Amount'"):
        ledger("Customer;Date;Amount\n")


def test_a_payment_of_a_part_closes_no_invoice():
    heads = "Customer;Invoice;Invoice date;Due date;Amount;Paid;Payment date\n"
    found = ledger(heads + "A;1;2024-01-15;2024-02-14;1000.00;500.00;2024-02-20\nA;2;2024-01-15;2024-02-14;10.00;;2024-02-20\n"
                   "B;3;2024-01-15;2024-02-14;70.00;70.00;2024-02-20\nB;4;2024-01-15;2024-02-14;7.00;;\n")  # fmt: skip
    assert list(found.invoices["open"]) == [500.0, 0.0, 0.0, 7.0]


@pytest.mark.parametrize("name", ["Total général", "Ensemble", "Konzern"])
def test_a_last_row_that_sums_all_others_is_a_total_whatever_it_is_called(name):
    found = ledger(f"Customer;Not due;1-30 days\nA;1.00;5.00\nB;10.00;0.00\nC;3.00;1.00\n{name};14.00;6.00\n")
    assert found.total_used == 20.0 and name not in set(found.facts["name"]) and "totals" in told(found)
    assert ledger("Customer;Annual sales\nA;1.00\nB;10.00\nC;3.00\nD;14.50\n").total_used == 28.5


def test_a_turnover_sheet_of_1c_with_contracts_counts_each_partner_once():
    text = ("Оборотно-сальдовая ведомость по счету 62.01 за 2024 г.;;;;;;\n"
            "Контрагенты;Сальдо на начало периода;;Обороты за период;;Сальдо на конец периода;\n;Дебет;Кредит;Дебет;Кредит;Дебет;Кредит\n"
            "Альфа;100,00;;500,00;450,00;150,00;\nДоговор 1 от 01.02.2023;60,00;;300,00;250,00;110,00;\nДоговор 2;40,00;;200,00;200,00;40,00;\n"
            "Бета;;20,00;300,00;280,00;;\nОсновной договор;;20,00;300,00;280,00;;\nИтого;100,00;20,00;800,00;730,00;150,00;\n")  # fmt: skip
    found = ledger(text)
    assert found.facts[["name", "sales"]].to_numpy().tolist() == [["Альфа", 500.0], ["Бета", 300.0]]
    assert "3 rows" in next(d.line() for d in found.doubts if d.what == "contracts")


def test_credit_notes_by_their_number_and_far_due_days_are_told():
    text = "Customer;Document;Date;Due date;Amount\nA;1;2024-01-15;2024-02-14;100\nA;Credit note 3;2024-02-11;2024-02-11;30\nB;4;2014-02-16;2024-03-17;50\n"
    assert {"credit notes", "far due"} <= told(ledger(text))


def test_letters_lost_in_names_are_refused_where_they_would_make_one_partner_of_many():
    with pytest.raises(LedgerError, match="question marks: '\\?\\?\\? \\?\\?\\?\\?\\?\\?', '\\?\\?\\? \\?\\?\\?\\?'"):
        ledger("Customer;Annual sales\n??? ??????;5\n??? ????;7\n")


def test_hidden_rows_are_told():
    book = as_workbook([["Customer", "Annual sales"], ["A", 5.0], ["B", 7.0]])
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<row r="3"', b'<row r="3" hidden="1"'))
    assert "hidden" in told(import_sheets(read_sheets(changed.getvalue(), "x.xlsx")))


def test_a_guess_stays_a_guess_next_month(tmp_path):
    text = "Kunde;Beleg;Datum X;Wert\n" + "".join(
        f"K{n};A{n};{n % 28 + 1:02d}.01.2024;{1000 + 7.5 * n}\n" for n in range(25)
    )
    first = ledger(text)
    write_channel(first, tmp_path)
    again = import_sheets(read_sheets(text.encode(), "ledger.csv"), load_mapping(tmp_path / "mapping.toml"))
    assert told(first) == told(again) and "column by content" in told(again)
    assert "absent columns" in told(ledger(text, columns={"Betrag": "amount"}))
