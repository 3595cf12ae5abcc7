"""Each rule against cases worked out by hand, uncompiled; plain rules compiled as well."""

import math

import numpy as np
import pytest

from agents import customer, distributor, partner, partner_money, partner_staff, pricing
from agents.luck import uniform
from agents.state import empty_rows
from model import bids, ledger, payments, services
from tests.conftest import Values, numbers


def both(rule, *arguments):
    """The rule's value, which must be the same compiled and uncompiled."""
    plain, compiled = rule.py_func(*arguments), rule(*arguments)
    assert plain == pytest.approx(compiled, rel=1e-12)
    return plain


def test_terms_split_by_due_date_so_that_days_matter():
    # Sales spread over a month: with 45 days half comes next month, half in the month after.
    for days, month, later in ((0, 0, 0.0), (10, 0, 1 / 3), (30, 1, 0.0), (45, 1, 0.5), (60, 2, 0.0)):
        assert both(partner.due_month, float(days)) == month
        assert both(partner.due_later, float(days)) == pytest.approx(later)


def test_invoice_fills_the_diary(firm):
    ledger.invoice.py_func(firm, 100.0, 45.0, 0, False)
    assert firm.collect[1] == firm.collect[2] == 50.0
    ledger.invoice.py_func(firm, 90.0, 30.0, 2, False)
    assert firm.turning_overdue[1] == 90.0 and firm.collect_late[3] == 90.0
    ledger.invoice.py_func(firm, 30.0, 0.0, 0, True)
    assert firm.turning_overdue[0] == 30.0 and firm.defaulting[3] == 30.0
    assert firm.receivables == 220.0


def test_credit_purchase_is_the_distributors_claim(account, wholesaler):
    ledger.buy_on_credit.py_func(account, wholesaler, 60.0, 10.0)
    assert account.due[0] == pytest.approx(40.0) and account.due[1] == pytest.approx(20.0)
    assert account.used == wholesaler.receivables == 60.0


def test_money_never_moves_alone(firm, wholesaler, outside):
    ledger.move_outside.py_func(firm, outside, partner.OWNER, 6, 25.0)
    ledger.pay_distributor.py_func(firm, wholesaler, 10.0)
    assert firm.cash == 15.0 and wholesaler.cash == 10.0
    assert firm.cash + wholesaler.cash + outside.sum() == 0.0
    assert firm.flow.sum() == firm.cash


def test_overdraft_covers_and_is_paid_back(firm, outside):
    firm.cash = -30.0
    ledger.settle_overdraft.py_func(firm, outside)
    assert (firm.cash, firm.overdraft_used) == (0.0, 30.0)
    firm.cash = 50.0
    ledger.settle_overdraft.py_func(firm, outside)
    assert (firm.cash, firm.overdraft_used) == (20.0, 0.0)


def test_markup_is_the_lerner_markup_of_the_elasticity():
    # Elasticity 9.9, mark-up 1 / 8.9 on marginal cost; no elasticity is taken below 1.5.
    assert both(pricing.wanted_markup, 9.9, 0.0, 1.0, 1.0, 0.3) == pytest.approx(1 / 8.9)
    assert both(pricing.wanted_markup, 0.3, 0.0, 1.0, 1.0, 0.3) == pytest.approx(2.0)
    # A tenth fewer sales than usual cuts it by 0.3 x 0.1.
    assert both(pricing.wanted_markup, 9.9, 0.0, 0.9, 1.0, 0.3) == pytest.approx(0.97 / 8.9)
    # Selling costs a tenth of the goods: 1.1 of cost, and the same part of that on top.
    assert both(pricing.wanted_markup, 9.9, 0.1, 1.0, 1.0, 0.3) == pytest.approx(1.1 * 9.9 / 8.9 - 1.0)


def test_own_stock_without_a_warehouse_and_root_of_demand():
    settings = Values(restock_days=30.0, stock_unit=0.3, stock_safety=1.65)
    wanted = partner.own_stock_wanted.py_func
    # Closed warehouse, 30 days: cycle 60 / 2, safety 1.65 x sqrt(0.3 x 60 x 50) = 1.65 x 30.
    assert wanted(60.0, 0.0, 3.0, 1.0, 50.0, settings) == pytest.approx(30.0 + 49.5)
    # Open warehouse, 3 days: cycle 60 x 3 / 60, safety 1.65 x sqrt(0.3 x 60 x 50 / 10).
    assert wanted(60.0, 1.0, 3.0, 1.0, 50.0, settings) == pytest.approx(3.0 + 1.65 * math.sqrt(90.0))
    days = [30 * wanted(size, 0.0, 3.0, 1.0, 50.0, settings) / size for size in (20.0, 200.0)]
    assert days[0] > days[1]  # a small firm needs more days of stock (claims S47)


def test_season_has_mean_one_and_its_top_in_december():
    months = [both(customer.season_factor, m, 0.25) for m in range(12)]
    assert np.mean(months) == pytest.approx(1.0) and np.argmax(months) == 11
    assert months[11] == pytest.approx(1.25)


def test_choice_weight_is_a_logit():
    segment = Values(price_sensitivity=10.0, competence_weight=2.0)
    weight = customer.choice_weight.py_func
    settings = Values(availability_weight=0.5)
    assert weight(1.0, 0.0, 0.0, segment, 1.0, settings) == 1.0
    assert weight(1.1, 0.5, 1.0, segment, 1.0, settings) == pytest.approx(1.1**-10 * math.e * math.exp(0.5))
    # Goods whose prices count half as much.
    assert weight(1.1, 0.0, 0.0, segment, 0.5, settings) == pytest.approx(1.1**-5)


def test_credit_arithmetic_of_the_facts():
    # 30 days at 17 %: 1.4 % of the purchase. Loss: 10 % default x 70 % x 30 / 365 = 0.6 %.
    assert pytest.approx(0.014, abs=5e-4) == 0.17 * 30 / 365
    assert pytest.approx(0.006, abs=5e-4) == 0.10 * 0.70 * 30 / 365
    # A 3 % contribution breaks even at a default probability of about 28 % at 30 days.
    assert pytest.approx(0.28, abs=0.01) == (0.03 - 0.17 * 30 / 365) / (0.70 * 30 / 365)


def test_credit_is_granted_below_the_bar_and_withdrawn_at_twice_the_bar():
    mode = distributor.reviewed_mode
    settings = numbers(newcomer_months=6.0, withdrawal_ratio=2.0)
    pre, std, frame = distributor.PREPAYMENT, distributor.STANDARD, distributor.FRAMEWORK
    assert both(mode, pre, 0.19, std, 0.2, 12, settings) == std
    assert both(mode, pre, 0.21, std, 0.2, 12, settings) == pre
    assert both(mode, std, 0.39, std, 0.2, 12, settings) == std
    assert both(mode, std, 0.41, std, 0.2, 12, settings) == pre
    assert both(mode, pre, 0.01, frame, 0.2, 5, settings) == pre  # newcomers wait
    assert both(mode, frame, 0.01, pre, 0.2, 99, settings) == pre  # the policy ends every contract


def test_limits_follow_purchases_and_agreements_the_whole_business():
    limit = distributor.reviewed_limit
    assert both(limit, distributor.PREPAYMENT, 10.0, 50.0, 0.6, 2.0) == 0.0
    assert both(limit, distributor.STANDARD, 10.0, 50.0, 0.6, 2.0) == 20.0
    assert both(limit, distributor.FRAMEWORK, 10.0, 50.0, 0.6, 2.0) == 60.0


def test_score_reads_delay_capital_profit_and_age():
    settings = numbers(score_base=-2.9, score_overdue=1.2, score_equity=1.5, score_margin=8.0, scored_margin=0.2,
                       score_youth=0.5, young_months=24.0)  # fmt: skip

    def score(*firm):
        return both(distributor.estimated_default, *firm, 0.0, settings)

    sound = score(0, 0.5, 0.05, 100)
    assert sound == pytest.approx(1 / (1 + math.exp(2.9 + 0.75 + 0.4)))
    assert score(2, 0.5, 0.05, 100) == pytest.approx(1 / (1 + math.exp(2.9 + 0.75 + 0.4 - 2.4)))
    assert score(0, -0.5, 0.05, 100) > sound
    assert score(0, 0.5, 0.05, 0) == pytest.approx(1 / (1 + math.exp(2.9 + 0.75 + 0.4 - 0.5)))
    assert score(0, 0.5, 0.05, 12) == pytest.approx(1 / (1 + math.exp(2.9 + 0.75 + 0.4 - 0.25)))
    assert score(0, 0.5, 0.9, 100) == score(0, 0.5, 0.2, 100)  # outliers count no more than the limit


def test_late_payments_are_split_once():
    usual = numbers(late_one_month=0.5, late_three_months=0.15)
    assert [both(customer.late_part, months, usual) for months in (1, 2, 3)] == [0.5, 0.35, 0.15]
    long = numbers(late_one_month=0.7, late_three_months=0.6)  # what is over comes as late as it can
    assert [both(customer.late_part, months, long) for months in (1, 2, 3)] == pytest.approx([0.7, 0.0, 0.3])


def test_owner_draws_profit_above_the_buffer_and_keeps_what_the_terms_need(firm):
    settings = numbers(draw_share=0.5, lent_on_claims=0.75, lent_on_stock=0.5)
    firm.buffer_days, firm.outflow_rate, firm.cash, firm.equity, firm.undrawn = 30.0, 100.0, 180.0, 300.0, 90.0
    firm.receivables, firm.stock = 100.0, 40.0
    draw = partner_money.decide_withdrawal.py_func
    assert draw(firm, None, None, settings) == 40.0  # half of the cash above the buffer
    firm.equity = 65.0  # own part: 140 - 75 - 20 = 45
    assert draw(firm, None, None, settings) == pytest.approx(20.0)
    firm.equity = 40.0
    assert draw(firm, None, None, settings) == 0.0
    firm.equity, firm.undrawn = 300.0, 15.0
    assert draw(firm, None, None, settings) == 15.0
    firm.cash, firm.receivables = 260.0, 40.0  # customers have paid sooner: cash, but no profit
    assert draw(firm, None, None, settings) == 15.0
    firm.undrawn = -5.0  # losses are earned back first
    assert draw(firm, None, None, settings) == 0.0


def test_owner_puts_in_what_is_missing_and_no_more():
    assert both(partner_money.owner_injection, 10.0, 4.0) == 4.0
    assert both(partner_money.owner_injection, 3.0, 4.0) == 3.0
    assert both(partner_money.owner_injection, -1.0, 4.0) == 0.0


def test_partners_with_terms_pay_late_by_habit_and_without_terms_on_delivery():
    settings = numbers(days_late=18.0)
    assert both(distributor.paid_after, 30.0, settings) == 48.0
    assert both(distributor.paid_after, 0.0, settings) == 0.0
    assert both(distributor.paid_after, 45.0, numbers(days_late=0.0)) == 45.0


def test_who_employs_nobody_answers_in_person(firm):
    settings = numbers(answered_months=12.0)
    firm.owner_wealth, firm.outside_option = 5.0, 2.0
    firm.sales_staff, firm.service_staff = 1.0, 0.9
    assert partner_money.answers_for.py_func(firm, settings) == 5.0 + 12.0 * 2.0
    firm.service_staff = 1.0  # the owner and an employee: a firm, and it alone answers
    assert partner_money.answers_for.py_func(firm, settings) == 0.0


ALONE = {"sales_staff": 1.0, "service_staff": 0.0, "outside_option": 0.0}  # an owner who employs nobody


def closing(firm, **changes):
    settings = numbers(illiquidity_days=90.0, months_in_debt=6, answered_months=12.0, liquidation_loss=0.3, exit_rule=0, income_volatility=0.4,
                       owner_discount=0.15, experience_forgone=0.0)  # fmt: skip
    accounts = empty_rows(distributor.ACCOUNT, partner.ACCOUNTS)
    firm.patience = 12
    for name, value in changes.items():
        if name == "overdue":
            accounts[1].overdue[value] = 5.0
        else:
            setattr(firm, name, value)
    return partner_money.decide_closing.py_func(firm, accounts, None, settings)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"equity": 100.0}, partner.STAYS),
        ({"equity": 100.0, "overdue": 2}, partner.STAYS),  # 75 days
        ({"equity": 100.0, "overdue": 3}, partner.ILLIQUIDITY),  # 105 days: profitable or not
        ({"equity": 100.0, "arrears_months": 4}, partner.ILLIQUIDITY),
        ({"equity": -1.0, "months_in_debt": 5}, partner.STAYS),
        ({"equity": -1.0, "months_in_debt": 6}, partner.OVER_INDEBTEDNESS),
        ({"equity": 50.0, "income_forgone": 12.0}, partner.VOLUNTARY),
        ({"equity": 20.0, "stock": 100.0, "income_forgone": 12.0}, partner.OVER_INDEBTEDNESS),  # a sale leaves debts
        ({"equity": 20.0, "stock": 100.0, "income_forgone": 12.0, "owner_wealth": 10.0, **ALONE}, partner.VOLUNTARY),
        (
            {"equity": 20.0, "stock": 100.0, "income_forgone": 12.0, "owner_wealth": 9.0, **ALONE},
            partner.OVER_INDEBTEDNESS,
        ),  # the sale loses 30, of which own capital and the owner bear 29
    ],
)
def test_closing_reads_only_the_partners_own_books(firm, changes, cause):
    assert closing(firm, **changes) == cause


def test_tax_after_losses():
    assert both(payments.tax_on, 100.0, 40.0, 0.2) == (12.0, 0.0)
    assert both(payments.tax_on, 30.0, 40.0, 0.2) == (0.0, 10.0)
    assert both(payments.tax_on, -5.0, 0.0, 0.2) == (0.0, 5.0)


def test_a_shortfall_that_is_rounding_is_none():
    assert both(payments.payable_part, 99.5, 100.0, 0.5) == 1.0
    assert both(payments.payable_part, 50.0, 100.0, 0.5) == 0.5
    assert both(payments.payable_part, -5.0, 100.0, 0.5) == 0.0
    assert both(payments.payable_part, -5.0, 0.4, 0.5) == 1.0  # what is owed is dust


def test_partner_keeps_its_share_of_the_package_margin():
    # A month of work sells for 4 and costs 2.5: with 60 % of the margin the partner pays 4 - 0.9.
    assert both(services.package_price, 4.0, 2.5, 0.6) == pytest.approx(3.1)
    assert both(services.package_price, 4.0, 2.5, 1.0) == pytest.approx(2.5)


def test_everybody_but_the_owner_is_paid():
    assert both(partner_staff.paid_staff, 3.0, 2.0) == 4.0
    assert both(partner_staff.paid_staff, 0.5, 0.2) == 0.0


def test_luck_is_uniform_and_keyed():
    draws = np.array([uniform(np.uint64(7), 1, 3, entity, 0) for entity in range(20_000)])
    assert abs(draws.mean() - 0.5) < 0.01 and draws.min() > 0.0 and draws.max() < 1.0
    again = np.array([uniform(np.uint64(7), 1, 3, entity, 0) for entity in range(100)])
    assert (again == draws[:100]).all()
    other = np.array([uniform(np.uint64(7), 2, 3, entity, 0) for entity in range(20_000)])
    assert abs(np.corrcoef(draws, other)[0, 1]) < 0.03
    with np.errstate(over="ignore"):
        assert uniform.py_func(np.uint64(7), 1, 3, 5, 0) == draws[5]


def test_every_parameter_lies_in_its_own_range():
    from model import PARAMETERS

    for key, p in PARAMETERS.items():
        assert p.tip and p.source and p.key == key
        if not p.choices and p.unit != "names":
            assert p.low <= p.default <= p.high, key
            assert p.minimum is None or p.minimum <= p.low, key
            assert p.maximum is None or p.high <= p.maximum, key
            assert "/ money" not in p.unit


def test_the_sooner_customers_pay_the_further_cash_goes():
    turned = bids.cash_turned.py_func
    assert (turned(90.0, 0.0), turned(90.0, 0.25), turned(90.0, 1.0)) == (90.0, 120.0, 900.0)
