"""Rows and columns of a ledger that stand for others: sums, percent, balances, headings, payments; none counts twice."""

import random

import pytest

from experiments.channel.balances import flows_of
from experiments.channel.doubts import LedgerError
from experiments.channel.mapping import load_mapping
from experiments.channel.sums import name_partners, sums_among
from experiments.commands.cli import main
from tests.test_channel_import import ledger, told

AGES = "Customer;Not due;1-30 days;31-60 days\n"
HEADS = "Customer;Invoice;Invoice date;Due date;Payment date;Amount\n"


def line(found, what: str) -> str:
    return next(doubt.line() for doubt in found.doubts if doubt.what == what)


def names(found) -> list[str]:
    return found.facts["name"].tolist()


@pytest.mark.parametrize(
    ("text", "partners", "summed"),
    [
        ("North;11.11;8.03;7.01\nAlfa;10.10;3.01;7.01\nBeta;1.01;5.02;0\nSouth;20;10;0.01\nGamma;20;10;0.01\n",
         ["Alfa", "Beta", "Gamma"], ["North", "South"]),
        ("All customers;31.11;18.03;7.02\nNorth;11.11;8.03;7.01\nAlfa;10.10;3.01;7.01\nBeta;1.01;5.02;0\nSouth;20;10;0.01\n"
         "Gamma;20;10;0.01\n", ["Alfa", "Beta", "Gamma"], ["All customers", "North", "South"]),
        ("Smith J.;2.25;3.13;1\nAlfa;1.25;2.13;0\nBeta;1;1;1\nJones A.;5.55;1.05;0\nGamma;5.5;1;0\nDelta;.05;.05;0\nTotal;7.8;4.18;1\n",
         ["Alfa", "Beta", "Gamma", "Delta"], ["Smith J.", "Jones A."]),
        ("North region;;;\nAlfa;1.25;2.13;0\nBeta;2.17;3.16;4.01\nTotal North region;3.42;5.29;4.01\nSouth region;;;\nGamma;1.11;0;2.22\n"
         "Delta;3.33;0;0\nTotal South region;4.44;0;2.22\n", ["Alfa", "Beta", "Gamma", "Delta"], ["Total North region"]),
        ("North;300;120;40\nAlfa;200;100;0\nBeta;100;20;40\nSouth;500;70;10\nGamma;400;0;10\nDelta;100;70;0\n",
         ["Alfa", "Beta", "Gamma", "Delta"], ["North", "South"]),
        ("North;301;120;41\nAlfa;200;100;0\nBeta;100;20;40\nSouth;500;70;10\nGamma;400;0;10\nDelta;100;69;0\n",
         ["Alfa", "Beta", "Gamma", "Delta"], ["North", "South"]),  # rounded each by itself
    ],
)  # fmt: skip
def test_a_row_that_is_the_sum_of_those_around_it_is_no_partner(text, partners, summed):
    found = ledger(AGES + text)
    assert names(found) == partners and all(repr(name) in line(found, "sums") for name in summed)
    assert found.total_in == found.total_used == pytest.approx(found.ageing.drop(columns="partner").to_numpy().sum())


def test_groups_of_a_list_of_sales_and_of_months_are_no_partners():
    sales = ledger(
        "Partner;Sales 2025;Credit limit\nGroup A;300.55;\nAlfa;100.5;500\nBeta;200.05;70\nGroup B;20.25;\nGamma;20;1\nDelta;.25;1\n"
    )
    assert names(sales) == ["Alfa", "Beta", "Gamma", "Delta"] and sales.total_used == pytest.approx(320.8)
    months = ledger("Customer;2024-01;2024-02;2024-03\nNorth;12.5;33.5;11.25\nAlfa;10;30.5;1.25\nBeta;2.5;3;10\n"
                    "South;10.75;4.5;2.5\nGamma;8;4;2\nDelta;2.75;.5;.5\n")  # fmt: skip
    assert names(months) == ["Alfa", "Beta", "Gamma", "Delta"] and months.total_used == 75.0


def test_a_partner_whose_sales_others_happen_to_make_stays_and_is_told():
    for text in ("A;300\nB;100\nC;200\n", "B;100\nC;200\nA;300\n"):
        found = ledger("Customer;Annual sales\n" + text)
        assert found.total_used == 600.0 and "'A'" in line(found, "sums") and "take them away" in line(found, "sums")
    assert "sums" not in told(ledger("Customer;Annual sales\nA;320\nB;100\nC;200\nD;90\n"))


def test_a_sum_that_was_mistyped_is_told_where_the_others_are_sums():
    found = ledger(AGES + "North;1101.10;120.33;40.55\nAlfa;200.10;100.11;0\nBeta;900.00;20.22;40.55\n"
                   "South;30.01;4.02;1\nGamma;20.01;2.01;0\nDelta;10;2.01;1\n")  # fmt: skip
    lines = [doubt.line() for doubt in found.doubts if doubt.what == "sums"]
    assert names(found) == ["North", "Alfa", "Beta", "Gamma", "Delta"]
    assert "'South'" in lines[0] and "not counted" in lines[0] and "'North'" in lines[1] and "take them" in lines[1]


@pytest.mark.parametrize(("step", "columns"), [(0.01, 1), (0.01, 5), (1.0, 1), (1000.0, 4)])
def test_partners_drawn_at_random_are_no_sums(step, columns):
    luck = random.Random(5)
    for count in (5, 12, 40, 90):
        for _ in range(25):
            rows = [
                tuple(round(luck.lognormvariate(10.5, 1.5) / step) * step for _ in range(columns)) for _ in range(count)
            ]
            assert not sums_among(rows, [f"Firm {place}" for place in range(count)]).sure


def test_contracts_below_partners_are_told_from_partners_below_regions():
    partners = (
        "Alfa;300.25\n№ 15 от 01.02.2024;100.15\n№ 16 от 01.03.2024;200.10\nBeta;777.77\n№ 1 от 01.02.2024;777.77\n"
    )
    one = ledger(f"Customer;Annual sales\n{partners}Gamma;500.51\n№ 7 от 01.02.2023;400.50\n№ 8 от 01.02.2023;100.01\n")
    assert names(one) == ["Alfa", "Beta", "Gamma"] and "№ 15" in line(one, "contracts")
    two = ledger(f"Customer;Annual sales\nNorth;1078.02\n{partners}South;500.51\nGamma;500.51\n№ 7 от 01.02.2023;400.50\n"
                 "№ 8 от 01.02.2023;100.01\n")  # fmt: skip
    assert names(two) == ["Alfa", "Beta", "Gamma"] and "'North', 'South'" in line(two, "sums")
    assert not name_partners([["Основной", "Прочее"], ["Основной"], ["Прочее", "Основной"]], False)
    assert name_partners([["Firm 1", "Firm 2"], ["Firm 3"]], False)


def test_a_region_above_invoices_that_name_their_partners_takes_none_of_them():
    text = ("North;;;;;60.55\nAlfa;1;2024-01-10;2024-02-09;;10.55\nBeta;2;2024-01-11;2024-02-10;;20\nAlfa;3;2024-01-12;2024-02-11;;30\n"
            "South;;;;;5.11\nGamma;4;2024-02-10;2024-03-11;;5.11\n")  # fmt: skip
    found = ledger(HEADS + text)
    assert names(found) == ["Alfa", "Beta", "Gamma"] and found.total_used == pytest.approx(65.66)
    assert "'North', 'South'" in line(found, "sums") and "groups" not in told(found)
    own = ledger("Контрагент;Дата;Сумма\nАльфа;;30.55\nРеализация 1 от 10.01.2024;2024-01-10;10.55\nРеализация 2 от 11.01.2024;2024-01-11;20\n"
                 "Бета;;5.11\nРеализация 3 от 10.02.2024;2024-02-10;5.11\n")  # fmt: skip
    assert names(own) == ["Альфа", "Бета"] and "groups" in told(own)
    kinds = ledger("Контрагент;Номер;Дата;Сумма\nАльфа;;;30.55\nРеализация;1;2024-01-10;10.55\nРеализация;2;2024-01-11;20\nБета;;;5.11\n"
                   "Реализация;3;2024-02-10;5.11\nГамма;;;5.11\nРеализация;4;2024-02-10;6.11\nВозврат;5;2024-02-11;-1\n")  # fmt: skip
    assert names(kinds) == ["Альфа", "Бета", "Гамма"]


def test_a_partner_in_a_line_of_its_own_has_the_documents_below_it():
    text = ("Alfa;;;;;\n;1;2024-01-10;2024-02-09;;10\n;2;2024-01-11;2024-02-10;;20\nBeta;;;;;\n\n;3;2024-01-12;2024-02-11;;40\nTotal;;;;;70\n"
            "Chief accountant;;;;;\n")  # fmt: skip
    found = ledger(HEADS + text)
    assert names(found) == ["Alfa", "Beta"] and found.invoices.groupby("partner")["amount"].sum().tolist() == [
        30.0,
        40.0,
    ]
    assert "'Alfa', 'Beta'" in line(found, "partner above") and "merged partners" not in told(found)
    summed = ledger(HEADS + text.replace("Beta;;", "Total Alfa;;;;;30\nBeta;;", 1))
    assert summed.total_in == summed.total_used == 70.0 and "line 5, 9" in line(summed, "totals")
    assert "line 4" in line(ledger(HEADS + text.replace(";;20", ";;#N/A")), "no amount")


@pytest.mark.parametrize("last", ["% of debt;27.3;26.0;46.8", "% of debt;27.3%;26.0%;46.8%", "Share;0.273;0.26;0.468"])
def test_a_row_of_percent_is_no_partner(last):
    found = ledger(f"{AGES}Alfa;10.50;10;30\nBeta;10.50;10;6\nTotal;21;20;36\n{last}\n")
    assert names(found) == ["Alfa", "Beta"] and found.total_used == 77.0
    assert "line 5" in line(found, "percent rows")
    assert names(ledger(f"{AGES}Alfa;10.50;10;30\nBeta;10.50;10;6\nGamma;27.3;26.0;46.0\n")) == [
        "Alfa",
        "Beta",
        "Gamma",
    ]


def test_columns_of_percent_and_of_another_currency_are_no_ages():
    percent = ledger("Customer;1-30;1-30 %;31-60;31-60, %\nAlfa;10;33.3;20;66.7\nBeta;5;25;15;75\n")
    assert percent.total_used == 50.0 and "'1-30 %'" in line(percent, "unused numbers")
    assert ledger("Клиент;Дата;Сумма с НДС 20%;Скидка %\nА;2024-01-10;100;5\nБ;2024-01-11;50;7\n").total_used == 150.0
    text = "Customer;0-30 RUB;31-60 RUB;0-30 USD;31-60 USD\nAlfa;10;20;3;1\nBeta;5;15;2;1\n"
    assert ledger(text).total_used == 50.0 and "'0-30 USD', '31-60 USD'" in line(ledger(text), "bands left out")
    assert ledger(text, currency="usd").total_used == 7.0 and ledger(text, currency="USD").currency == "USD"
    assert ledger(text.replace(" RUB", "")).total_used == 50.0
    assert (
        ledger(
            text.replace(" USD", "").replace(
                "Customer;0-30 RUB;31-60 RUB;0-30;31-60", "Customer;0-30 RUB;31-60;61-90;90+"
            )
        ).total_used
        == 57.0
    )


def test_bands_across_ages_and_bands_with_the_same_days_are_told():
    assert not {"bands across", "bands twice"} & told(ledger("Customer;<30;30-60;60-90;>90\nAlfa;10;20;30;1\n"))
    found = ledger("Customer;0-30;31-90;90+\nAlfa;10;20;30\nBeta;5;15;20\n")
    assert "'31-90' as 61 to 90 days" in line(found, "bands across") and "bands twice" not in told(found)
    assert "'30+'" in line(ledger("Customer;0-30;30+\nAlfa;10;20\n"), "bands across")
    assert "'31-60' / '31-90'" in line(ledger("Customer;0-30;31-60;31-90\nAlfa;10;20;20\n"), "bands twice")


CARD = [("10.01.2024", "A", 500.0, 0.0), ("11.01.2024", "B", 70.5, 0.0), ("12.01.2024", "A", 0.0, 500.0), ("13.01.2024", "C", 30.0, 0.0),
        ("14.01.2024", "B", 20.0, 0.0), ("15.01.2024", "B", 0.0, 70.5), ("16.01.2024", "A", 45.25, 0.0)]  # fmt: skip


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_balance_of_an_account_card_is_no_amount(newest_first):
    rows, balance = [], 1000.0
    for day, partner, debit, credit in CARD:
        balance += debit - credit
        rows.append(f"{day};Doc {day[:2]};{partner};{debit or ''};{credit or ''};{balance}")
    text = "Дата;Документ;Контрагент;Дебет;Кредит;Сальдо\n" + "\n".join(rows[::-1] if newest_first else rows) + "\n"
    found = ledger(text)
    assert found.total_used == 665.75 and len(found.invoices) == 5
    assert "'Дебет'" in line(found, "balance") and "'Кредит'" in line(found, "balance")
    assert flows_of([1.0, 5.0, 2.0, 9.0, 4.0, 7.0], {3: [1.0, 1.0, 2.0, 3.0, 5.0, 8.0]}) == ()


def test_an_invoice_on_a_row_for_each_payment_counts_once():
    heads = HEADS.replace("Payment date;Amount", "Payment date;Amount;Payment amount")
    text = (heads + "A;1;2024-01-10;2024-02-09;2024-02-01;100;30\nA;1;2024-01-10;2024-02-09;2024-02-20;100;70\n"
            "B;2;2024-01-10;2024-02-09;2024-02-01;100;30\nB;2;2024-01-10;2024-02-09;2024-02-09;100;20\nB;3;2024-01-10;2024-02-09;;50;\n")  # fmt: skip
    found = ledger(text)
    assert found.invoices["amount"].tolist() == [100.0, 100.0, 50.0]
    assert (
        found.invoices["open"].tolist() == [0.0, 50.0, 50.0] and str(found.invoices["paid"][0].date()) == "2024-02-20"
    )
    assert found.total_in - found.total_used == 200.0 == sum(doubt.left_out for doubt in found.doubts)
    twice = heads + "A;1;2024-01-10;2024-02-09;2024-02-01;100;30\n" * 2 + "A;2;2024-01-10;2024-02-09;2024-02-01;100;90\n" \
        "A;2;2024-01-10;2024-02-09;2024-02-02;100;90\n"  # fmt: skip
    assert len(ledger(twice).invoices) == 4 and "rows twice" in told(ledger(twice))  # a copy; more paid than owed


def test_a_turnover_sheet_of_an_account_by_partner_is_read_below_the_account():
    found = ledger("Оборотно-сальдовая ведомость по счету 62 за 2024 г.;;;;;;\nСчет;Сальдо на начало периода;;Обороты за период;;Сальдо на конец периода;\n"
                   "Контрагенты;Дебет;Кредит;Дебет;Кредит;Дебет;Кредит\n62;100,50;0;801,25;730;171,75;\n"
                   "Альфа;60,50;;500,25;450;110,75;\nБета;40;;301;280;61;\nИтого;100,50;0;801,25;730;171,75;\n")  # fmt: skip
    assert found.facts[["name", "sales"]].to_numpy().tolist() == [["Альфа", 500.25], ["Бета", 301.0]]


def test_numbers_as_spreadsheets_show_them_are_read():
    found = ledger("Customer;Annual sales\nA;1.2E+05\nB;8,413000E+03\nC;'845.15\n")
    assert found.total_used == pytest.approx(129_258.15) and "1.2E+05" in line(found, "short amounts")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (AGES + "A;1;2;3\nB;4;5;6\nC;7;1 8\n", "breaks off there: '1-30 days', line 4 '1 8'"),
        (HEADS + "A;1;2024-01-10;2024-02-09;;6.8k\nB;2;2024-01-10;2024-02-09;;7.1k\n", "'6.8k', '7.1k'; export the column"),
        ("Customer;A;B;A\nInvoice;1;2;3\nInvoice date;2024-01-10;2024-01-11;2024-01-12\nAmount;5;6;7\n", "stands on its side"),
        ("ООО Альфа;Сети\nООО Бета;Сети\nООО Гамма;Сети\n", "no column holds amounts"),
        ("Клиент;Телефон\nА;1\nБ;2\n", 'such as "Клиент" = "partner"; the roles are partner, invoice, '),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(text, why):
    with pytest.raises(LedgerError) as refused:
        ledger(text)
    assert why in str(refused.value) and "\n" not in str(refused.value)


def test_how_a_mapping_file_looks_is_in_the_help_and_roles_are_where_one_is_wrong(tmp_path, capsys):
    assert main(["channel", "import", "--help"]) == 0
    shown = capsys.readouterr().out
    assert '"Customer" = "partner"' in shown and "overdue_more, ignore" in shown
    lines = shown.partition("left out:\n")[2].partition("\nroles:")[0].splitlines()
    (tmp_path / "shown.toml").write_text("\n".join(part.strip() for part in lines) + "\n", encoding="utf-8")
    given = load_mapping(tmp_path / "shown.toml")
    assert given.currency == "RUB" and given.columns == {"Customer": "partner", "Invoice total": "amount"}
    (tmp_path / "wrong.toml").write_text('[columns]\n"A" = "boo"\n', encoding="utf-8")
    with pytest.raises(LedgerError, match="'boo' is no role; roles are partner, code, "):
        load_mapping(tmp_path / "wrong.toml")
