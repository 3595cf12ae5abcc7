"""How a partner gets into arrears and what its creditors lose: payment order, limited liability, estates, lumps."""

import numpy as np
import pytest

from agents import distributor, partner, partner_money
from agents.state import empty_rows
from agents.statement import BAD_DEBT
from model import closing, outcomes, payments
from model.market import OWNERS
from model.opening import opened_market
from tests.conftest import Values, numbers
from tests.test_rules import both


@pytest.mark.parametrize(
    ("running", "buffer_days", "expected"),
    [(40.0, 15.0, 60.0), (80.0, 15.0, 80.0), (40.0, 900.0, 120.0), (0.0, 0.0, 0.0)],
)
def test_a_partner_keeps_back_its_buffer_or_a_months_running_costs(firm, running, buffer_days, expected):
    firm.outflow_rate, firm.buffer_days = 120.0, buffer_days
    assert both(partner_money.kept_back, firm, running) == pytest.approx(expected)


@pytest.fixture
def hand(small):
    """A market, its first partner and that one's accounts, which owe nothing and are owed nothing."""
    market = opened_market(small, 1, 1)
    firm, accounts = market.partners[0], market.accounts[0]
    for account in accounts:
        for name in ("used", "advance", "limit", "due", "overdue"):
            account[name] = 0.0
    for name in ("cash", "stock", "arrears", "tax_due", "overdraft_used", "overdraft_limit", "owner_wealth", "bank_loan",
                 "loan_called", "loan_limit"):  # fmt: skip
        firm[name] = 0.0
    for name in ("collect", "collect_late", "turning_overdue", "defaulting"):
        firm[name] = 0.0
    firm.outflow_rate, firm.buffer_days, firm.buyer, firm.member = 120.0, 15.0, -1, -1
    return market, firm, accounts


def test_what_has_just_fallen_due_waits_for_cash_beyond_what_is_kept_back(hand):
    market, firm, accounts = hand
    firm.cash, firm.owner_wealth, accounts[0].due[0], accounts[0].used = 100.0, 50.0, 100.0, 100.0
    payments.pay_suppliers(market, 0, firm, accounts, 40.0)
    # Sixty stay for wages and the month's trade; the rest is a month late, and the owner is not asked.
    assert firm.cash == pytest.approx(60.0) and firm.owner_wealth == 50.0
    assert accounts[0].overdue[0] == pytest.approx(60.0) and accounts[0].used == pytest.approx(60.0)


def test_what_is_overdue_is_paid_with_all_there_is_before_deliveries_stop(hand):
    market, firm, accounts = hand
    firm.cash, firm.owner_wealth, firm.overdraft_limit = 100.0, 50.0, 10.0
    accounts[0].overdue[0], accounts[0].used = 130.0, 130.0
    payments.pay_suppliers(market, 0, firm, accounts, 40.0)
    assert accounts[0].used == pytest.approx(0.0) and firm.owner_wealth == pytest.approx(30.0)
    assert firm.cash == pytest.approx(-10.0)  # the overdraft covers it when the month is settled


def test_suppliers_get_at_most_what_is_there():
    assert both(closing.lost_share, 80.0, 100.0, 0.7) == pytest.approx(0.7)  # the proceedings cost the rest
    assert both(closing.lost_share, 10.0, 100.0, 0.7) == pytest.approx(0.9)
    assert both(closing.lost_share, -5.0, 100.0, 0.7) == 1.0
    assert both(closing.lost_share, 5.0, 0.0, 0.7) == 0.7


def test_wages_tax_and_bank_come_before_suppliers(firm):
    accounts = empty_rows(distributor.ACCOUNT, partner.ACCOUNTS)
    accounts["distributor"] = (0, 1, -1)
    accounts[0].advance, accounts[0].used, accounts[1].used, accounts[2].used = 5.0, 30.0, 20.0, 99.0
    firm.cash, firm.stock, firm.arrears, firm.tax_due, firm.overdraft_used = 10.0, 100.0, 8.0, 2.0, 20.0
    firm.collect[1], firm.collect_late[2], firm.defaulting[0], firm.bank_loan = 30.0, 6.0, 50.0, 7.0
    settings = numbers(liquidation_loss=0.3, answered_months=12.0)
    assert closing.proceeds.py_func(firm, accounts, settings) == pytest.approx(10 + 70 + 36 + 5 - 30 - 7)
    assert both(closing.supplier_claims, accounts) == 50.0  # an empty place owes nothing


@pytest.mark.parametrize("cause", [partner.ACQUIRED, partner.OVER_INDEBTEDNESS])
@pytest.mark.parametrize(("coming", "lost"), [(40.0, 70.0), (10.0, 90.0)])
def test_an_owners_liability_is_limited(hand, cause, coming, lost):
    market, firm, accounts = hand
    accounts[0].used, accounts[0].due[0], firm.collect[0], firm.closing = 100.0, 100.0, coming, cause
    supplier = market.distributors[accounts[0].distributor]
    before, owners = supplier.cash, market.outside[OWNERS]
    closing.close(market, 0, 0)
    assert -supplier.statement[BAD_DEBT] == pytest.approx(lost) and supplier.cash - before == pytest.approx(
        100.0 - lost
    )
    assert market.outside[OWNERS] == owners


def test_an_owner_who_can_pays_all_debts_and_keeps_the_rest(hand):
    market, firm, accounts = hand
    accounts[0].used, accounts[0].due[0], firm.cash, firm.closing = 100.0, 100.0, 130.0, partner.VOLUNTARY
    supplier = market.distributors[accounts[0].distributor]
    before, owners = supplier.cash, market.outside[OWNERS]
    closing.close(market, 0, 0)
    assert supplier.statement[BAD_DEBT] == 0.0 and supplier.cash - before == pytest.approx(100.0)
    assert market.outside[OWNERS] - owners == pytest.approx(30.0)


def test_a_customer_that_fails_pays_none_of_the_quarters_invoices():
    settings = numbers(late_one_month=0.5, late_three_months=0.15)
    market = Values(seed=np.uint64(3), settings=[settings] * 12)
    segment = numbers(default_rate=0.3, late_share=0.4)
    lost = np.array(
        [[outcomes.invoice_outcome.py_func(market, month, n, segment) == 4 for month in range(12)] for n in range(2000)]
    )
    quarters = lost.reshape(2000, 4, 3)
    assert (quarters == quarters[:, :, :1]).all()
    assert quarters[:, :, 0].mean() == pytest.approx(0.3, abs=0.02)


def test_who_closes_by_choice_has_capital_left(small):
    from model import simulate

    for seed in range(3):
        result = simulate(small, seed, panel=True)
        closed = result.partners[result.partners["closed"].notna()].set_index("partner")
        last = result.panel.sort_values("month").groupby("partner").last()
        chosen = closed.index[closed["cause"] == "voluntary"].intersection(last.index)
        assert (last.loc[chosen, "equity"] >= 0.0).all() and len(chosen)
