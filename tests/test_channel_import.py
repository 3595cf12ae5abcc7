"""Ledgers of any dialect: right totals or refused in words, nothing dropped in silence."""

import io
import json
import re
from datetime import date
from pathlib import Path

import pytest

from experiments.channel.amounts import Marks
from experiments.channel.columns import proposed
from experiments.channel.doubts import LedgerError
from experiments.channel.files import Sheet, read_sheets
from experiments.channel.folder import write_channel
from experiments.channel.headings import table_of
from experiments.channel.importing import import_sheets
from experiments.channel.mapping import LedgerMap, load_mapping
from experiments.channel.roles import AGES, ROLE_NAMES
from experiments.commands.channel import show
from experiments.commands.cli import main
from experiments.words.words import read_words
from tests.odd_ledgers import as_workbook, odd_ledger, verdict

ODD = 150
ROOT = Path(__file__).resolve().parent.parent


def ledger(text: str, encoding: str = "utf-8", name: str = "ledger.csv", **said):
    return import_sheets(read_sheets(text.encode(encoding), name), LedgerMap(**said))


def told(found) -> set[str]:
    return {doubt.what for doubt in found.doubts}


@pytest.mark.parametrize("block", range(10))
def test_odd_ledgers_are_read_right_or_refused(block):
    outcomes = [(seed, *verdict(odd_ledger(seed))[:2]) for seed in range(block * ODD // 10, (block + 1) * ODD // 10)]
    assert not [(seed, why) for seed, how, why in outcomes if how == "wrong"]
    assert sum(how == "read" for _, how, _ in outcomes) >= 0.8 * len(outcomes)
    for seed, how, why in outcomes:
        if how == "refused":
            assert why.startswith(f"odd-{seed}.") and "\n" not in why, why


def test_doubts_and_refusals_are_told_in_both_languages():
    english, russian = (read_words(language, "ledger") for language in ("en", "ru"))
    assert list(english) == list(russian)
    for key, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", russian[key])), key
    for seed in range(40):
        odd = odd_ledger(seed)
        try:
            lines = [doubt.line("ru") for doubt in import_sheets(read_sheets(odd.data, odd.name)).doubts]
        except LedgerError as why:
            lines = [why.line("ru")]
        assert all(re.search("[а-я]", line.partition(": ")[2]) for line in lines), lines
    with pytest.raises(LedgerError) as why:
        ledger("Клиент;Телефон\nА;1\n")
    assert "столбцы: 'Клиент', 'Телефон'; " in why.value.line("ru") and "is no list of partners" in str(why.value)
    found = ledger(RUSSIAN, "cp1251")
    assert "ledger.csv: без партнёра, строк: 1, не учтены: строка файла 8, всего 70,00" in [
        doubt.line("ru") for doubt in found.doubts
    ]


def test_every_sentence_that_is_asked_for_stands_in_the_words():
    known = read_words("en", "ledger")
    asked = set()
    for path in (ROOT / "experiments" / "channel").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        asked |= {f"doubt.{key}" for key in re.findall(r'\b(?:doubt|tell)\(\s*"([\w.]+)"', text)}
        asked |= {f"refused.{key}" for key in re.findall(r'LedgerError\(\s*[^"(]+, "(\w+)"', text)}
        asked |= set(re.findall(r'\bsaid\("([\w.]+)"', text))
    assert len(asked) > 50 and asked <= set(known)
    assert {f"role.{role}" for role in ROLE_NAMES} <= set(known)


def test_a_broken_reader_is_noticed(monkeypatch):
    """The verdict itself can fail: a reader that takes every comma for a decimal sign is caught."""
    monkeypatch.setattr(Marks, "decimal", lambda self, where, given="": (",", ""))
    assert "wrong" in {verdict(odd_ledger(seed))[0] for seed in range(60)}


RUSSIAN = """Отчёт по реализации;;;;;
Период: 2024 год, руб.;;;;;

Контрагент;Документ;Дата отгрузки;Срок оплаты;Дата оплаты;Сумма с НДС
ООО «Ромашка»;1;10.01.2024;09.02.2024;15.02.2024;1 000,50
ООО "РОМАШКА";2;11.02.2024;12.03.2024;;2 000,00
АО Вектор;3;05.03.2024;05.03.2024;05.03.2024;(500,00)
;4;06.03.2024;05.04.2024;;70,00
АО Вектор;5;31.02.2024;;;30,00
АО Вектор;6;08.03.2024;07.04.2024;;см. договор
Итого;;;;;2 600,50
"""


def test_every_row_is_accounted_for():
    found = ledger(RUSSIAN, "cp1251")
    assert found.total_in == pytest.approx(1000.5 + 2000.0 - 500.0 + 70.0 + 30.0)
    assert found.total_used == pytest.approx(2500.5)
    assert found.total_in - found.total_used == pytest.approx(sum(doubt.left_out for doubt in found.doubts))
    assert found.currency == "RUB" and found.unit == "one" and len(found.facts) == 2 and len(found.invoices) == 3
    assert {"no partner", "unreadable amounts", "unreadable dates", "credit notes", "spellings", "totals"} <= told(
        found
    )
    wrong = next(doubt for doubt in found.doubts if doubt.what == "unreadable amounts")
    assert "line 10" in wrong.line() and "см. договор" in wrong.line()


def test_a_total_that_does_not_add_up_is_told():
    assert "total differs" not in told(ledger(RUSSIAN, "cp1251"))
    assert "total differs" in told(ledger(RUSSIAN.replace("2 600,50", "2 500,50"), "cp1251"))
    right = "Customer;Amount;Invoice Date\nA;10.50;2024-01-01\nB;20.00;2024-01-02\nTotal;30.50;\n"
    assert "total differs" not in told(ledger(right))


def test_a_total_without_a_word_is_seen():
    found = ledger("Customer;Invoice;Date;Amount\nA;1;2024-01-01;10.50\nB;2;2024-01-02;20.00\n;;;30.50\n")
    assert found.total_in == pytest.approx(30.5) and "totals" in told(found)


def test_subtotals_are_not_counted_twice():
    text = "Клиент;0-30;31-60;90+\nА1;10;20;0\nИтого по А1;10;20;0\nБ1;5;5;5\nИтого по Б1;5;5;5\nИтого;15;25;5\n"
    found = ledger(text)
    assert found.total_in == 45.0 and len(found.facts) == 2 and "total differs" not in told(found)


def test_a_report_by_groups_is_not_counted_twice():
    text = (
        "Контрагент / Документ;Дата;Сумма\nООО Ромашка;;3 000,00\nРеализация 001;01.02.2024;1 000,00\n"
        "Реализация 002;05.02.2024;2 000,00\nАО Вектор;;500,00\nРеализация 003;03.03.2024;500,00\nИтого;;3 500,00\n"
    )
    found = ledger(text)
    assert (found.total_in, found.total_used) == (3500.0, 3500.0) and set(found.facts["name"]) == {
        "ООО Ромашка",
        "АО Вектор",
    }
    assert "groups" in told(found) and "total differs" not in told(found)


def test_the_amount_with_tax_and_sums_paid():
    found = ledger(
        "Клиент;Дата;Сумма без НДС;НДС;Сумма с НДС;Оплачено\nА1;01.02.2024;100р;20р;120р;120р\nБ2;02.02.2024;50р.;10р.;60р.;0\n"
    )
    assert found.total_used == 180.0 and found.currency == "RUB" and found.invoices["open"].tolist() == [0.0, 60.0]


def test_the_latest_year_is_used_and_the_other_told():
    found = ledger("Клиент;Выручка 2023;Выручка 2024\nА1;1000,50;2000,25\nБ2;500,00;250,00\n")
    assert found.total_used == 2250.25
    assert "'Выручка 2023'" in next(d.line() for d in found.doubts if d.what == "unused numbers")


def test_local_money_is_not_called_by_the_document_s_currency():
    text = "Customer;Date;Amount in doc. curr.;Curr.;Amount in local currency\nA;2024-02-01;100.00;EUR;9000.00\nB;2024-02-03;50.00;USD;4500.00\n"
    found = ledger(text)
    assert (found.total_used, found.currency) == (13500.0, "") and {"local money", "no currency"} <= told(found)


def test_a_flag_of_payment_is_no_amount():
    found = ledger("Клиент;Дата;Сумма;Оплачено\nА1;01.02.2024;100,00;Да\nБ2;02.02.2024;60,00;Нет\n")
    assert found.invoices["open"].isna().all() and {"nothing paid", "unused columns"} <= told(found)


def test_no_break_spaces_alone_name_no_alphabet():
    found = ledger(
        "Customer;Date;Amount\nA1;2024-01-31;41\u00a0023,88\nB2;2024-02-15;1\u00a0483\u00a0264,62\n", "cp1252"
    )
    assert found.total_used == 41_023.88 + 1_483_264.62


def test_lines_in_quotes_as_a_whole_and_thousands_of_euros():
    found = ledger('"Customer;Date;Amount, kEUR"\n"A1;2024-01-31;1,50"\n"B2;2024-02-15;12,25"\n')
    assert (found.total_used, found.currency, found.unit) == (13.75, "EUR", "thousand")


def test_another_currency_is_left_out_and_told():
    text = "Customer;Invoice;Date;Amount;Currency\nA;1;2024-01-01;10.50;USD\nB;2;2024-01-02;20.00;EUR\nA;3;2024-02-02;15.00;USD\n"
    found = ledger(text)
    assert (found.currency, found.total_in, found.total_used) == ("USD", 25.5, 25.5)
    assert "20.00 EUR" in next(d.line() for d in found.doubts if d.what == "mixed currencies")
    signs = ledger("Customer;Invoice;Date;Amount\nA;1;2024-01-01;$10.50\nB;2;2024-01-02;€2.00\nA;3;2024-02-02;$15.00\n")
    assert (signs.currency, signs.total_used) == ("USD", 25.5)


def test_merged_partners_go_to_the_one_above_even_where_its_amount_is_lost():
    text = (
        "Customer;Invoice;Date;Amount\nA;1;2024-01-01;10.50\n;2;2024-01-02;20.00\nB;3;2024-01-03;tbd\n;4;2024-01-04;5.00\n;5;2024-01-05;6.00\n"
        + "".join(f";{k};2024-01-06;1.00\n" for k in range(6, 20))
    )
    found = ledger(text)
    by = found.invoices.groupby("partner")["amount"].sum()
    names = found.facts.set_index("partner")["name"]
    assert {names[p]: v for p, v in by.items()} == {"A": 30.5, "B": 25.0}


def test_units_and_days_from_the_title():
    found = ledger(
        "Дебиторская задолженность на 31.12.2024, тыс. руб.\nКонтрагент;Не просрочено;1-30;31-60;61-90;90+\nА1;1,5;2;0;0;3\nБ2;4;0;0;0;0\n"
    )
    assert (found.unit, found.currency, found.as_of) == ("thousand", "RUB", date(2024, 12, 31))
    assert found.ageing[list(AGES)].sum().tolist() == [5.5, 2.0, 0.0, 0.0, 3.0]


def test_finer_ages_are_summed():
    found = ledger("Customer,Current,1-15,16-30,31-60,61-90,91-120,120+\nA,1,2,3,4,5,6,7\nB,1,0,0,0,0,0,0\n")
    assert found.ageing[list(AGES)].iloc[0].tolist() == [1.0, 5.0, 4.0, 5.0, 13.0] and found.total_in == 29.0


def test_files_of_several_shapes_are_one_ledger():
    sheets = read_sheets("Контрагент;Документ;Дата;Срок оплаты;Дата оплаты;Сумма\nООО А1;1;01.02.2024;02.03.2024;12.03.2024;100,00\n"
                         "Б2;2;05.02.2024;06.03.2024;;50,00\n".encode(), "i.csv")  # fmt: skip
    sheets += read_sheets("Клиент;Не просрочено;1-30;31-60\nА1;0;0;0\nБ2;0;0;50\n".encode(), "a.csv")
    sheets += read_sheets("Партнёр;Отсрочка;Лимит;Продажи за год\nА1;30;1000;1200\nБ2;30;500;600\n".encode(), "p.csv")
    found = import_sheets(sheets)
    assert [t["shape"] for t in found.tables] == ["invoices", "ageing", "partners"] and len(found.facts) == 2
    assert found.total_in == pytest.approx(150 + 50 + 1800) == found.total_used
    assert found.facts["limit"].tolist() == [1000.0, 500.0]


def test_a_workbook_with_titles_and_dates():
    grid = [["Реализация"], [], ["Контрагент", "Номер", "Дата", "Сумма"], ["А1", 5, date(2024, 3, 1), 10.25], ["Б2", 6, date(2024, 3, 30), -1.25],
            ["Итого", "", "", 9.0]]  # fmt: skip
    found = import_sheets(read_sheets(as_workbook(grid), "x.xlsx"))
    assert (
        found.total_in == 9.0
        and found.invoices["issued"].dt.day.tolist() == [1, 30]
        and "total differs" not in told(found)
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"<html><table></table></html>", "is a web page"),
        (b"PK\x03\x04 broken", "not a workbook"),
        (b"\xd0\xcf\x11\xe0 broken", "not a workbook"),
        (b"\0\1\2\3" * 50, "binary"),
        (b"hello\n", "no column holds partners' names"),
        (b"Customer;Phone\nA;1\n", "is no list of partners, ageing or invoices"),
        ("Клиент;Сумма;Дата\nА;1?234,5;01.02.2024\n".encode(), "ought to hold amounts"),
    ],
)
def test_unreadable_files_are_one_line_and_exit_2(data, says, tmp_path, capsys):
    path = tmp_path / "ledger.csv"
    path.write_bytes(data)
    assert main(["channel", "import", str(path)]) == 2
    out = capsys.readouterr()
    assert out.out == "" and out.err.startswith("error: ledger.csv") and says in out.err and out.err.count("\n") == 1


def test_a_missing_file_and_a_missing_mapping(tmp_path, capsys):
    assert main(["channel", "import", str(tmp_path / "no.csv")]) == 2
    assert "no.csv: no such file" in capsys.readouterr().err
    assert main(["channel", "import", str(tmp_path / "no.csv"), "--map", str(tmp_path / "m.toml")]) == 2
    assert "m.toml: no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [("decimal = ';'", "decimal"), ("[columns]\n'X' = 'amont'", "amount"), ("colums = 1", "columns"), ("version = 9", "version 9"), ("x = ", "not TOML"),
     ("share = 3", "share"), ("as_of = 'x'", "as_of")],
)  # fmt: skip
def test_a_bad_mapping_is_told(text, says, tmp_path):
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(LedgerError, match=says):
        load_mapping(path)


def test_a_mapping_names_columns_and_is_kept_for_next_month(tmp_path):
    text = "who;what;when\nA;10,50;01.02.2024\nB;20,00;05.02.2024\n"
    found = ledger(
        text,
        columns={"who": "partner", "what": "amount", "when": "issued"},
        currency="rub",
        unit="thousand",
        terms=30.0,
    )
    assert (found.currency, found.unit, found.total_used) == ("RUB", "thousand", 30.5)
    write_channel(found, tmp_path / "c")
    again = load_mapping(tmp_path / "c" / "mapping.toml")
    assert (
        import_sheets(read_sheets(text.encode(), "n.csv"), again).total_used == 30.5
        and again.columns["when"] == "issued"
    )


def test_columns_without_names_are_taken_by_content_and_told():
    found = ledger("1;ООО Ромашка;100,50;15.02.2024\n2;АО Вектор;200,25;16.02.2024\n3;ООО Ромашка;5,00;17.02.2024\n")
    assert found.total_in == 305.75 and len(found.facts) == 2 and {"headings", "column by content"} <= told(found)


def test_numbers_that_are_not_used_are_told():
    found = ledger("Клиент;Продажи в месяц;Сколько-то\nА1;100,5;7,5\nБ2;50,0;8,25\n")
    assert "'Сколько-то'" in next(d.line() for d in found.doubts if d.what == "unused numbers")


@pytest.mark.parametrize(
    ("heads", "read"),
    [("I кв. 2023;II кв. 2023;III кв. 2023", False), ("Q1 2023;Q2 2023;Q3 2023", False), ("2021;2022;2023", False),
     ("31.12.2023;31.01.2024;29.02.2024", False), ("янв 2024;фев 2024;мар 2024", True)],
)  # fmt: skip
def test_spans_of_time_that_are_no_months_are_refused(heads, read):
    """The last quarter had been taken for everything that was bought."""
    text = f"Контрагент;{heads}\nАльфа;100;200;300\nБета;10;20;30\n"
    if read:
        assert ledger(text).total_used == 660.0
    else:
        with pytest.raises(LedgerError, match="expected a column a month"):
            ledger(text)


def test_a_turnover_sheet_of_1c_is_read_by_what_was_shipped():
    """Its second line of headings parts each of the first; what was paid had been taken for purchases."""
    found = ledger("Оборотно-сальдовая ведомость по счёту 62;;;;\n"
                   "Контрагент;Сальдо на начало периода;;Обороты за период;\n;Дебет;Кредит;Дебет;Кредит\n"
                   "Альфа;100,00;;500,00;450,00\nБета;;20,00;300,00;280,00\nИтого;100,00;20,00;800,00;730,00\n")  # fmt: skip
    assert (found.total_in, found.total_used) == (800.0, 800.0) and list(found.facts["sales"]) == [500.0, 300.0]


def test_a_sheet_given_twice_is_told():
    rows = [["Контрагент", "Номер", "Дата", "Сумма"], ["Альфа", "1", date(2024, 1, 15), 100.0],
            ["Бета", "2", date(2024, 1, 16), 50.0]]  # fmt: skip
    more = [rows[0], ["Альфа", "3", date(2024, 2, 15), 70.0]]
    copied = import_sheets([Sheet("a", rows, ""), Sheet("b", rows[:2], "")])
    assert (
        "tables twice" in told(copied) and "100.00" in next(d for d in copied.doubts if d.what == "tables twice").line()
    )
    assert "tables twice" not in told(import_sheets([Sheet("a", rows, ""), Sheet("b", more, "")]))


def test_rows_and_tables_that_are_added_up_are_told():
    months = [["Контрагент", *(f"2024-0{month}" for month in range(1, 6))], ["Альфа", 1, 2, 3, 4, 5],
              ["Бета", 5, 5, 5, 5, 5]]  # fmt: skip
    copied = import_sheets([Sheet("a", months, ""), Sheet("b", months, "")])
    assert copied.total_used == 80.0
    line = next(one for one in copied.doubts if one.what == "tables added").line()
    assert "same partners (2)" in line and "40.00" in line
    assert "tables added" not in told(import_sheets([Sheet("a", months, ""), Sheet("b", [["Контрагент", *(
        f"2024-0{month}" for month in range(6, 10))], ["Альфа", 1, 2, 3, 4]], "")]))  # fmt: skip
    twice = ledger("Контрагент;Продажи в месяц\nАльфа;100\nБета;50\nАльфа;30\n")
    assert twice.facts["sales_month"].tolist() == [130.0, 50.0]
    assert next(one for one in twice.doubts if one.what == "rows added").line().endswith("added up (1): 'Альфа'")


def test_a_column_has_its_own_unit_of_money():
    found = ledger("Контрагент;Продажи в месяц, тыс. руб.;Лимит, млн руб.\nА;100;1,5\nБ;200;2\nВ;300;3\n")
    assert (
        found.unit == "thousand" and list(found.facts["limit"]) == [1500.0, 2000.0, 3000.0] and "units" in told(found)
    )


def test_formulas_that_nobody_computed_are_told():
    import xlsxwriter

    def book(last) -> bytes:
        with io.BytesIO() as file:
            written = xlsxwriter.Workbook(file, {"in_memory": True})
            sheet = written.add_worksheet()
            for place, row in enumerate((("Контрагент", "Продажи в месяц"), ("А", None), ("Б", last))):
                sheet.write_row(place, 0, row)
            sheet.write_formula(1, 1, "=10*10", None, "")
            written.close()
            return file.getvalue()

    found = import_sheets(read_sheets(book(5.0), "a.xlsx"))
    assert found.total_used == 5.0 and {"formulas", "no amount"} <= told(found)
    with pytest.raises(LedgerError, match="nobody has computed"):
        import_sheets(read_sheets(book(None), "a.xlsx"))


def test_open_invoices_alone_are_debts_when_it_is_said():
    text = "Контрагент;Номер;Дата;Срок;Оплачен;Сумма\nА;1;05.01.2024;05.02.2024;;100\nБ;2;06.01.2024;06.02.2024;;50\n"
    assert ledger(text).invoices["open"].isna().all() and "nothing paid" in told(ledger(text))
    assert ledger(text, columns={"Сумма": "open"}).invoices["open"].tolist() == [100.0, 50.0]


def test_the_command_prints_json_alone(tmp_path, capsys):
    path = tmp_path / "l.csv"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    assert main(["channel", "import", str(path), "--json", "--out", str(tmp_path / "c")]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {"partners", "invoices", "total_in", "total_used", "currency", "unit", "columns", "doubts"} <= set(data)
    assert (data["partners"], data["currency"], data["unit"]) == (2, "RUB", "one")
    assert [c["role"] for c in data["columns"]] == ["partner", "invoice", "issued", "due", "paid", "amount"]
    assert main(["channel", "import", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "total in 2,600.50, used 2,500.50, left out 100.00" in shown and "? l.csv:" in shown


def test_totals_of_several_tables_are_told_by_table(capsys):
    sheets = [
        Sheet("sales", [["Customer", "Invoice", "Invoice Date", "Amount"], ["A", "1", "2024-01-01", 10.5]], ""),
        Sheet("debts", [["Customer", "0-30", "31-60", "90+"], ["A", 4, 0, 0]], ""),
    ]
    for taken, line in ((sheets, "by table: sales (invoices) 10.50; debts (ageing) 4.00\n"), (sheets[:1], "")):
        found = import_sheets(taken)
        show(found, found.facts, found.doubts)
        shown = capsys.readouterr().out
        assert line in shown and ("by table" in shown) == bool(line)
        assert found.total_in == sum(table["total_in"] for table in found.tables), "each counted once"


def test_a_proposal_shows_five_cells():
    table, _ = table_of(read_sheets(RUSSIAN.encode(), "x.csv")[0])
    columns = proposed(table, {}).columns
    assert columns[5].cells == ("1 000,50", "2 000,00", "(500,00)", "70,00", "30,00")
