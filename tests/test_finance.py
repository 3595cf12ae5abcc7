"""What partners own and owe: banks lend on assets, look at the books once a year, and may not renew."""

import numpy as np
import pytest

from agents import partner, partner_money, partner_staff, statement
from model import entry, payments, simulate
from model.market import EVENT_COUNT, LOAN_CALLED
from model.opening import opened_market
from scenarios import Change
from tests.conftest import numbers, small_of

BANK = {"lent_on_claims": 0.75, "lent_on_stock": 0.5, "bank_capital": 0.05, "run_off": 12.0}


@pytest.fixture
def borrower(firm):
    """A firm with claims of 100 and a stock of 40."""
    firm.receivables, firm.stock = 100.0, 40.0
    firm.buffer_days, firm.outflow_rate = 15.0, 60.0
    return firm


def test_a_bank_lends_on_claims_and_stock_and_the_owner_finances_the_rest(borrower):
    settings = numbers(**BANK)
    assert partner_money.bank_limit.py_func(borrower, settings) == pytest.approx(0.75 * 100 + 0.5 * 40)
    assert partner_money.own_part.py_func(borrower, settings) == pytest.approx(140 - 95)


def test_a_bank_renews_for_capital_and_paid_wages(borrower):
    settings = numbers(**BANK)
    borrower.cash, borrower.equity = 60.0, 11.0
    assert partner_money.bankable.py_func(borrower, settings)  # 11 of 200 is above 5 %
    borrower.equity = 9.0
    assert not partner_money.bankable.py_func(borrower, settings)
    borrower.equity, borrower.arrears_months = 50.0, 1
    assert not partner_money.bankable.py_func(borrower, settings)


def test_a_firm_borrows_for_its_buffer_and_its_owners_profit_and_pays_back_the_rest(borrower, outside):
    borrower.bank_loan, borrower.loan_limit, borrower.cash, borrower.undrawn = 20.0, 50.0, 10.0, 6.0
    payments.use_loan.py_func(borrower, outside)  # buffer 30 and 6 of profit, 10 there: 26 more
    assert borrower.bank_loan == 46.0 and borrower.cash == 36.0
    borrower.cash = 26.0
    payments.use_loan.py_func(borrower, outside)  # ten more would be too much
    assert borrower.bank_loan == 50.0 and borrower.cash == 30.0
    borrower.cash = 100.0  # customers have paid: what is set free goes to the bank
    payments.use_loan.py_func(borrower, outside)
    assert borrower.bank_loan == 0.0 and borrower.cash == 50.0
    borrower.bank_loan, borrower.loan_limit, borrower.cash = 40.0, 0.0, 0.0
    payments.use_loan.py_func(borrower, outside)  # called: nothing more, and nothing to pay it with
    assert borrower.bank_loan == 40.0 and borrower.cash == 0.0


@pytest.fixture
def reviewed(small):
    """A market and its first partner with the assets of ``borrower`` and a loan of 60."""
    market = opened_market(small, 1, 1)
    firm = market.partners[0]
    firm.receivables, firm.stock, firm.cash = 100.0, 40.0, 60.0
    firm.arrears_months, firm.bank_loan, firm.equity = 0, 60.0, 80.0
    return market, firm


def test_a_loan_is_renewed_on_the_books(reviewed):
    market, firm = reviewed
    payments.review_loan(market, 0, firm)
    limit = partner_money.bank_limit(firm, market.settings[0])
    assert firm.loan_limit == pytest.approx(limit) and firm.loan_called == 0.0 and firm.overdraft_limit > 0.0


def test_capital_that_is_not_needed_stays_until_profit_is_made(reviewed):
    market, firm = reviewed
    firm.undrawn = 3.0
    payments.review_loan(market, 0, firm)
    assert firm.undrawn == 3.0


def test_a_loan_that_is_not_renewed_is_paid_back_in_instalments(reviewed):
    market, firm = reviewed
    firm.equity = -1.0
    payments.review_loan(market, 0, firm)
    assert firm.loan_limit == 0.0 and firm.overdraft_limit == 0.0
    assert firm.loan_called == pytest.approx(60.0 / market.settings[0].run_off)
    diary = market.events[: int(market.counters[EVENT_COUNT])]
    assert (diary.event == LOAN_CALLED).sum() == 1 and diary.amount[-1] == 60.0
    firm.cash, firm.tax_due, firm.arrears = 1000.0, 0.0, 0.0
    statement.open_statement(firm)
    rate = market.settings[0].loan_rate
    interest = (60.0 * rate + firm.overdraft_used * market.settings[0].overdraft_rate) / 12.0
    payments.pay_running_costs(market, 0, firm, market.kinds[0, firm.kind])
    assert firm.bank_loan == pytest.approx(60.0 - firm.loan_called)
    assert -firm.statement[statement.INTEREST_PAID] == pytest.approx(interest)


def test_a_founder_brings_what_no_bank_lends(small):
    market = opened_market(small, 1, 1)
    kind = market.kinds[0, partner.RESELLER]
    need, lent = entry.start_capital(market, 0, partner.RESELLER, kind.sales_per_head)
    settings = market.settings[0]
    days = (
        kind.corporate_share * market.segments["payment_days"][0, 0]
        + kind.smb_share * market.segments["payment_days"][0, 1]
        + kind.consumer_share * market.segments["payment_days"][0, 2]
    )
    claims = kind.sales_per_head * days / (kind.corporate_share + kind.smb_share + kind.consumer_share) / 30.0
    buffer = (kind.sales_per_head + partner_staff.overhead(1.0, kind)) * settings.entry_cash_days / 30.0
    costs = partner_staff.overhead(1.0, kind) + settings.newcomer_engineers * kind.service_share * settings.service_wage
    stock = need - claims - buffer - settings.run_up * costs
    assert lent == pytest.approx(settings.lent_on_claims * claims + settings.lent_on_stock * stock)


def test_banks_and_owners_finance_partners_from_the_start(small):
    panel = simulate(small, 5, panel=True).panel
    first = panel[panel["month"] == 0]
    assert 0.05 < first["bank_debt"].sum() / first["total_assets"].sum() < 0.6
    assert (panel["drawings"] >= 0.0).all() and panel["drawings"].sum() > 0.0


def test_money_that_customers_set_free_goes_to_the_bank_and_not_to_owners():
    """Terms cut to nothing at once: in the month after, bank debt falls by more than drawings rise."""
    small = small_of("steady", 16)
    cut = {f"customers.{segment}.payment_days": 0.0 for segment in ("corporate", "smb", "consumer")}
    sooner = small.with_timeline([Change(12, None, "sooner", cut)])
    one, two = (simulate(scenario, 3, panel=True).panel for scenario in (small, sooner))
    late = [table[table["month"] >= 12] for table in (one, two)]
    debt = [table.loc[table["month"] == 15, "bank_debt"].sum() for table in late]
    drawn = [table["drawings"].sum() for table in late]
    assert debt[0] - debt[1] > 2.0 * max(0.0, drawn[1] - drawn[0]) and debt[0] > debt[1]


def test_a_founder_looks_at_firms_of_its_size():
    kind = np.rec.array([(0.8,)], dtype=[("service_share", "f8")])[0]
    settings = np.rec.array([(0.5,)], dtype=[("newcomer_engineers", "f8")])[0]
    assert partner_staff.newcomer_staff(kind, settings) == pytest.approx(1.4)
    assert np.isfinite(simulate(small_of("steady", 12), 1).market.world[0].income).all()
