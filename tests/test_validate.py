"""Statistics of the validation table on small tables worked out by hand, and the table as a program reads it."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments import validate
from experiments.cli import main


def result(**tables):
    """A stand-in for a run's result."""
    return SimpleNamespace(**tables)


def test_newcomers_alive_counts_those_that_could_have_lived_so_long():
    partners = pd.DataFrame(
        {
            "origin": ["initial", "outsider", "spin_off", "outsider", "outsider"],
            "entered": [0, 0, 5, 10, 40],
            "closed": pd.array([3, 11, None, 30, 41], dtype="Int64"),
        }
    )
    # Of entrants up to month 36: one lived 11 months, one is alive, one lived 20. After 12 months: 2 of 3.
    assert validate.newcomers_alive(result(partners=partners, months=48), 12) == pytest.approx(2 / 3)


def test_margins_and_cycle_by_hand():
    table = pd.DataFrame(
        {
            "gross_profit": [10.0, 20.0], "operating_profit": [4.0, 5.0], "sales": [100.0, 200.0],
            "cost_of_sales": [90.0, 180.0], "stock": [90.0, 90.0], "receivables": [100.0, 100.0],
            "payables": [90.0, 90.0],
        }
    )  # fmt: skip
    run = result(distributors=table, months=2)
    assert validate.distributor_gross_margin(run) == pytest.approx(0.10)
    assert validate.distributor_operating_margin(run) == pytest.approx(0.03)
    # Daily cost 4.5, daily sales 5: 90 / 4.5 + 100 / 5 - 90 / 4.5 = 20 days.
    assert validate.cash_cycle(run) == pytest.approx(20.0)


def test_closing_rates_by_hand():
    alive = np.repeat([100, 50], 12)
    closings = np.zeros(24)
    closings[[1, 5, 11, 12]] = [3, 3, 4, 5]
    rates = validate.yearly_closing_rates(
        result(monthly=pd.DataFrame({"partners_alive": alive, "closings": closings}), months=24)
    )
    assert rates.tolist() == [0.10, 0.10]


def test_tail_of_a_pareto_law_is_found():
    sales = 10.0 * (1.0 - np.random.default_rng(1).uniform(size=20_000)) ** (-1 / 1.1)
    panel = pd.DataFrame({"month": 0, "partner": range(20_000), "sales_product": sales, "sales_service": 0.0})
    assert validate.size_tail(result(panel=panel, months=1)) == pytest.approx(1.1, abs=0.08)


def test_rows_say_inside_and_outside():
    assert validate.row("x", "", (0.0, 1.0), [0.4, 0.6], "")["verdict"] == "inside"
    assert validate.row("x", "", (0.0, 1.0), [1.4, 1.6], "")["verdict"] == "outside"
    assert validate.row("x", "", (0.0, None), [1.4, 1.6], "")["verdict"] == "inside"


def test_the_table_for_programs(capsys):
    assert main(["validate", "--seeds", "2", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"id", "name", "expected", "measured", "low", "high", "verdict"} <= set(rows[0])
    assert {row["verdict"] for row in rows} <= {"inside", "outside"} and len(rows) == 29
