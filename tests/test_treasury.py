"""A distributor's treasury: no more new credit than comes back and its line leaves, by score and turn."""

import numpy as np
import pytest

from agents import distributor
from agents.partner import ILLIQUIDITY, OVER_INDEBTEDNESS, VOLUNTARY
from model import closing, simulate, treasury, wholesale
from model.market import CREDIT_REFUSED, CUSTOMER_FAILED, EVENT_COUNT, LINE_FULL, SUPPLIER_FAILED
from model.opening import opened_market
from tests.conftest import small_of
from tests.test_rules import both


def test_free_credit_is_one_rule(account):
    account.mode, account.limit, account.used, account.funded = 1, 100.0, 60.0, 100.0
    assert both(distributor.free_credit, account) == 40.0
    account.funded = 15.0
    assert both(distributor.free_credit, account) == 15.0 and both(distributor.open_limit, account) == 75.0
    account.used = 120.0
    assert both(distributor.free_credit, account) == 0.0
    account.used, account.stopped = 60.0, 1
    assert both(distributor.free_credit, account) == 0.0
    account.stopped, account.mode = 0, distributor.PREPAYMENT
    assert both(distributor.free_credit, account) == 0.0


def test_new_credit_is_what_comes_back_and_the_room_in_the_line(wholesaler):
    wholesaler.bank_line, wholesaler.bank_debt, wholesaler.cash, wholesaler.unpaid = 100.0, 70.0, 5.0, 10.0
    assert both(treasury.fundable, wholesaler, 40.0) == 65.0
    wholesaler.bank_debt = 150.0  # the line was cut below the debt: part of what comes back goes to the bank
    assert both(treasury.fundable, wholesaler, 60.0) == 5.0
    assert both(treasury.fundable, wholesaler, 40.0) == 0.0


def test_interest_follows_the_use_of_the_line():
    rate = distributor.line_rate
    assert both(rate, 0.0, 100.0, 0.14, 0.04) == pytest.approx(0.14)
    assert both(rate, 50.0, 100.0, 0.14, 0.04) == pytest.approx(0.16)
    assert both(rate, 300.0, 100.0, 0.14, 0.04) == pytest.approx(0.18)


@pytest.fixture
def scarce(small):
    """A market in which the focal distributor has three customers with a contract, 30 of usual credit each."""
    market = opened_market(small, 1, 1)
    market.accounts["mode"] = distributor.PREPAYMENT
    market.accounts["due"] = 0.0
    chosen = []
    for row, accounts in enumerate(market.accounts):
        held = np.flatnonzero(accounts.distributor == 0)
        if market.partners[row].alive and len(held) and len(chosen) < 3:
            chosen.append((row, int(held[0])))
    for (row, place), score in zip(chosen, (0.02, 0.12, 0.07), strict=True):
        account = market.accounts[row, place]
        account.mode, account.stopped, account.limit, account.used, account.score = 1, 0, 100.0, 40.0, score
        account.average_purchases = 30.0 / market.world[0].season
    focal = market.distributors[0]
    focal.bank_line, focal.bank_debt, focal.cash, focal.unpaid = 100.0, 60.0, 0.0, 0.0
    market.counters[EVENT_COUNT] = 0
    return market, [market.accounts[row, place] for row, place in chosen], focal


def test_what_is_scarce_goes_to_the_best_scores_and_the_others_hear_why(scarce):
    market, accounts, focal = scarce
    treasury.fund_credit(market, 0)  # 40 for 90
    assert [round(float(account.funded), 9) for account in accounts] == [30.0, 0.0, 10.0]
    assert focal.refused == pytest.approx(50.0) and focal.tightness == pytest.approx(40.0 / 90.0)
    diary = market.events[: int(market.counters[EVENT_COUNT])]
    told = diary[(diary.event == CREDIT_REFUSED) & (diary.detail == LINE_FULL)]
    assert sorted(told.amount) == pytest.approx([20.0, 30.0])


def test_what_exceeds_usual_credit_is_shared_alike(scarce):
    market, accounts, focal = scarce
    focal.bank_debt = -35.0  # 135 for 90 usual and 180 allowed: half of the rest
    treasury.fund_credit(market, 0)
    assert [float(account.funded) for account in accounts] == pytest.approx([45.0] * 3)
    focal.bank_debt = -100.0
    treasury.fund_credit(market, 0)
    assert all(distributor.free_credit(account) == 60.0 for account in accounts) and focal.tightness == 1.0


def test_vendors_wait_when_cash_and_line_are_used_up(wholesaler, outside):
    wholesaler.payable[0], wholesaler.payable[1], wholesaler.cash = 80.0, 20.0, 10.0
    wholesaler.bank_line, wholesaler.bank_debt, wholesaler.forecast = 100.0, 60.0, 100.0
    wholesale.pay_vendors.py_func(wholesaler, outside)
    assert wholesaler.cash == -40.0 and wholesaler.unpaid == 30.0 and wholesaler.months_unpaid == 1
    wholesaler.cash, wholesaler.bank_debt = 50.0, 100.0  # the line is full now; 30 overdue and 20 due
    wholesale.pay_vendors.py_func(wholesaler, outside)
    assert wholesaler.cash == 0.0 and wholesaler.unpaid == 0.0 and wholesaler.months_unpaid == 0


def test_a_closing_names_the_failure_without_which_it_would_not_be(firm, small):
    accounts = opened_market(small, 1, 1).accounts[0]
    accounts["overdue"] = 0.0
    firm.outflow_rate, firm.closing, firm.equity = 30.0, OVER_INDEBTEDNESS, -10.0
    why = closing.why_closed
    assert both(why, firm, accounts) == OVER_INDEBTEDNESS
    firm.lost_on_customers = 9.0
    assert both(why, firm, accounts) == OVER_INDEBTEDNESS
    firm.lost_on_customers = 11.0
    assert both(why, firm, accounts) == CUSTOMER_FAILED
    firm.closing, firm.arrears, firm.lost_with_supplier, firm.lost_on_customers = ILLIQUIDITY, 5.0, 20.0, 0.0
    accounts[0].overdue[2] = 14.0
    assert both(why, firm, accounts) == SUPPLIER_FAILED
    accounts[0].overdue[2] = 16.0
    assert both(why, firm, accounts) == ILLIQUIDITY
    firm.closing = VOLUNTARY
    assert both(why, firm, accounts) == VOLUNTARY


def test_a_line_is_hard_and_long_terms_refuse_credit():
    values = {"levers.focal.credit.deferment_days": 120.0, "distributors.bank_line_ratio": 0.3}
    result = simulate(small_of("steady", 36).with_values(values), 2)
    books = result.distributors[result.distributors["focal"]]
    assert books["credit_refused"].max() > 0.0
    refused = result.events[(result.events["event"] == "credit_refused") & (result.events["detail"] == "line_full")]
    assert set(refused["distributor"]) >= {"focal"}
