"""Cells of a ledger: amounts, days, months, ages, names, each read one way or refused."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.channel import amounts
from experiments.channel.amounts import Marks, amount
from experiments.channel.dates import Order, read_date, read_month
from experiments.channel.doubts import LedgerError
from experiments.channel.names import spelled
from experiments.channel.partners import kind_of
from experiments.channel.roles import age_of
from experiments.channel.text import cells_of


@given(
    st.integers(-(10**11), 10**11),
    st.sampled_from([(",", " "), (",", "\u00a0"), (",", "."), (".", ","), (".", "'"), (",", "")]),
    st.sampled_from(["-{}", "{}-", "({})", "−{}"]),
    st.sampled_from(["{}", "{} ₽", "{} руб.", "$ {}", "{} EUR"]),
)
def test_an_amount_reads_back(cents, signs, minus, sign):
    decimal, group = signs
    whole, fraction = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", group) + f"{decimal}{fraction:02d}"
    assert amount(sign.format(minus.format(text) if cents < 0 else text), decimal) == pytest.approx(cents / 100)


@pytest.mark.parametrize("text", ["12 34 5,6", "1.2.3", "see contract", "1,2,3", "12-3", "1 23", "1,23,456"])
def test_what_is_no_amount_is_not_guessed(text):
    with pytest.raises(ValueError):
        amount(text, ",")


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1.234,50", "1.234"], ","),
        (["1,234.50", "1,234"], "."),
        (["1,234", "950"], "."),  # no decimals on small ones: thousands
        (["1,234", "15000"], ","),  # no sign between thousands: decimals
        (["1,234", "0,125"], ","),
        (["1.234.567", "1.234"], ","),
        (["1 234,567", "1,234"], ","),
    ],
)
def test_a_number_with_two_readings_follows_the_others(cells, decimal):
    marks = Marks()
    for cell in cells:
        marks.look(cell)
    assert marks.decimal("x")[0] == decimal


@pytest.mark.parametrize(
    "cells", [["1,234", "12,500"], ["1,234", "1.234"], ["1,234.5", "1.234,5", "1,234"], ["12,5"] + ["1,234"] * 11]
)
def test_a_number_with_two_readings_is_refused_where_nothing_tells(cells):
    marks = Marks()
    for cell in cells:
        marks.look(cell)
    with pytest.raises(LedgerError, match="mapping file"):
        marks.decimal("x")
    assert marks.decimal("x", ".")[0] == "."


@given(st.dates(date(1990, 1, 1), date(2069, 12, 31)), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d %b %Y", "%d.%m.%y",
                                                                      "%Y/%m/%d", "%d.%m.%Y %H:%M:%S"]))  # fmt: skip
def test_a_day_reads_back(day, form):
    assert read_date(day.strftime(form), "day") == day


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2024", "25/04/2024"], "day"),
        (["03/04/2024", "04/25/2024"], "month"),
        (["03/04/2024"], "open"),
        (["03/03/2024"], "day"),
    ],
)
def test_the_order_of_day_and_month_follows_the_others(cells, order):
    seen = Order()
    for cell in cells:
        seen.look(cell)
    assert seen.decided("x")["/"] == order


def test_contradicting_days_are_refused():
    seen = Order()
    seen.look("25/04/2024")
    seen.look("04/25/2024")
    with pytest.raises(LedgerError, match="day first in '25/04/2024'"):
        seen.decided("x")


@pytest.mark.parametrize("cell", ["31.02.2024", "2024-13-01", "soon", "01.01.2204", "1"])
def test_what_is_no_day_is_not_guessed(cell):
    with pytest.raises(ValueError):
        read_date(cell, "day")


@pytest.mark.parametrize(
    ("head", "month"), [("янв 2024", (2024, 1)), ("Август 2023", (2023, 8)), ("2024-05", (2024, 5)), ("Mar-24", (2024, 3)), ("мая", (0, 5)), ("00.00.0000", None),
                        ("Менеджер", None), ("Март", (0, 3)), ("Marketing", None)]
)  # fmt: skip
def test_a_month_in_a_heading(head, month):
    assert read_month(head) == month


@pytest.mark.parametrize(
    ("head", "age"),
    [("0-30", "overdue_30"), ("31 – 60 дней", "overdue_60"), ("61-90 days", "overdue_90"), ("90+", "overdue_more"), ("> 90 days", "overdue_more"),
     ("свыше 90 дней", "overdue_more"), ("до 30 дн.", "overdue_30"), ("Не просрочено", "not_due"), ("91-120", "overdue_more"), ("Сумма", None),
     ("1-15", "overdue_30"), ("Overdue 31-60", "overdue_60")],
)  # fmt: skip
def test_an_age_in_a_heading(head, age):
    found = age_of(head)
    assert (found and found[0]) == age


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("ООО «Ромашка»", '"Ромашка" ООО', True), ("Acme, LLC", "ACME llc", True), ("Ёлка", "Елка", True), ("Вeктор", "Вектор", True),
     ("Вектор-1", "Вектор-2", False), ("Итог-Сервис", "Итог", False)],
)  # fmt: skip
def test_spellings(one, other, same):
    assert (spelled(one)[0] == spelled(other)[0]) == same


@given(st.text("0123456789,. \u00a0-", min_size=1, max_size=12))
def test_what_is_sure_at_once_is_what_reading_it_slowly_gives(text):
    sure = amounts.SURE
    found = [read_both(text)]
    amounts.SURE = re.compile(r"(?!)")
    try:
        assert [read_both(text)] == found
    finally:
        amounts.SURE = sure


def read_both(text: str) -> str:
    """A cell's amount by either sign, and what it says of signs."""
    marks = Marks()
    marks.look(text)
    told = [marks]
    for decimal in ",.":
        try:
            told.append(amount(text, decimal))
        except ValueError:
            told.append("no amount")
    return repr(told)


def test_cells_that_say_the_same_are_one():
    rows, _ = cells_of("Клиент ; Дата;Сумма\nА1;01.02.2024;1\n А1 ;01.02.2024;2\n", "x.csv")
    assert rows[1] == ["А1", "01.02.2024", "1"] and rows[1][0] is rows[2][0] and rows[1][1] is rows[2][1]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ООО «Альфа онлайн»", "online_shop"),
        ("Alfa Systems", "integrator"),
        ("Торг-2", "reseller"),
        ("Сеть 5", "retail_chain"),
    ],
)
def test_a_name_tells_the_kind(name, kind):
    assert kind_of(name) == kind
