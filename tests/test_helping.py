"""Helping today's viable partners: nobody else is treated, both sides share the luck, sums by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from agents.partner import INITIAL
from app_pages.why_short import ends_of, help_told
from experiments.explain.helping import Helped, helped, looks_viable
from experiments.explain.short import partners_with, short_of_cash, shown_by
from experiments.words.words import words
from model import simulate
from model.market import PARTNERS
from tests.conftest import small_of


def test_only_own_partners_in_need_that_look_viable_are_helped():
    scenario = small_of("prepayment", 36)
    found = [helped(scenario, seed, 12, 30) for seed in range(3, 7)]
    for seed, one in enumerate(found, 3):
        assert one.rows == short_of_cash(simulate(scenario, seed, 12)), "today is the run's own month"
        mine = {r["partner"] for r in one.rows if r["distributor"] == "focal" and looks_viable(r)}
        assert set(one.trades) == mine
        alone = simulate(scenario, seed, 30)
        if mine:
            assert one.profit[0] == pytest.approx(float(alone.market.channel[12:30, 0]["profit"].sum()), rel=1e-12)
        else:
            assert one.profit == one.bad_debt == (0.0, 0.0)
    assert any(one.trades for one in found), "nobody to help: a test that cannot fail"


def test_who_takes_all_in_need_for_viable_helps_all_of_them():
    scenario = small_of("prepayment", 36)
    for seed in range(4):
        one = helped(scenario, seed, 12, 30, screened=False)
        assert set(one.trades) == {row["partner"] for row in one.rows if row["distributor"] == "focal"}


def test_a_ledger_shows_a_debt_a_month_overdue_and_purchases_that_stop_or_halve():
    def account(fresh: float, month: float, bought: float, usual: float = 10.0) -> SimpleNamespace:
        return SimpleNamespace(overdue=np.array([fresh, month, 0.0, 0.0]), purchases=bought, average_purchases=usual)

    assert shown_by(account(5.0, 0.0, 6.0)) == [], "late by days is not a month"
    assert shown_by(account(0.0, 5.0, 0.0)) == ["overdue", "silent"] and shown_by(account(0.0, 0.0, 4.0)) == ["halved"]
    assert shown_by(account(0.0, 0.0, 0.0, 0.0)) == [], "who never bought has not stopped"


def test_every_living_partner_of_month_0_is_with_one_distributor():
    market = simulate(small_of("prepayment", 12), 1, 12).market
    partners = market.partners[: int(market.counters[PARTNERS])]
    living = (partners["alive"] == 1) & (partners["origin"] == INITIAL)
    count = [partners_with(market, number) for number in range(market.distributors.shape[0])]
    assert min(count) > 0 and living.sum() - 3 <= sum(count) <= living.sum(), "a few have no account any more"


def test_who_looks_viable_is_what_the_screening_says():
    assert looks_viable({"viable": True, "error": ""}) and looks_viable({"viable": False, "error": "wasted"})
    assert not looks_viable({"viable": True, "error": "missed"}) and not looks_viable({"viable": False, "error": ""})


def test_help_is_told_with_intervals_and_by_partner():
    class Asked:
        say, language = staticmethod(words("en", "app.why")), "en"

    profits = (-10.0, -6.0, -8.0, -4.0, -12.0, -8.0)
    futures = [Helped([], {3: (False, place == 0), 5: (True, True)}, (100.0, 100.0 + by), (4.0, 4.0 - by))
               for place, by in enumerate(profits)]  # fmt: skip
    told = help_told(futures, 4, 24, Asked)
    # partner 3 is counted today, partner 5 came since (each is helped in every future); profit: mean -8, s = 2.83, t(0.975; 5) = 2.571: -8 +/- 2.97; one of six futures has one more that trades
    assert (
        "(2.0 a future, 1.0 of them newcomers;" in told
        and ": −8 (−11 … −5)" in told
        and "bad debt: +8 (+5 … +11)" in told
    )
    assert "that many more of them trade: +0.2 (too few futures differ" in told
    none = [replace(one, profit=(100.0, 100.0 + by), bad_debt=(4.0, 4.0 - by))
            for one, by in zip(futures, (-9.0, 9.0) * 3, strict=True)]  # fmt: skip
    assert "changes nothing that can be told in 24 months: " in help_told(none, 4, 24, Asked)
    assert ends_of(futures) == {3: (6, 0, 1), 5: (6, 6, 6)}
