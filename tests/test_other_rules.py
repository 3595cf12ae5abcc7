"""Other rules for price, choice and exit: each by hand, and each in a small market with its books closed."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from agents import choosing, distributor, goods, leaving, partner, partner_money, partner_prices, pricing
from agents.choosing import ELIMINATION, LOGIT, PROBIT
from agents.partner import ILLIQUIDITY, OVER_INDEBTEDNESS, STAYS, VOLUNTARY
from agents.state import empty_rows
from model import PARAMETERS, simulate
from model.acquisition import for_sale
from model.rescue import in_need
from scenarios import load_scenario
from tests.conftest import SMALL, numbers
from tests.test_rules import both

RULES = {key: PARAMETERS[key].choices for key in ("rules.price", "rules.choice", "rules.exit")}
OTHERS = [(key, word) for key, words in RULES.items() for word in words[1:]]


def test_each_rule_has_the_markets_own_first_and_two_others():
    for key, words in RULES.items():
        assert len(words) == 3 and PARAMETERS[key].default == words[0]
    assert pricing.PRICE_RULES[pricing.FULL_COST] == "full_cost" and pricing.PRICE_RULES[pricing.ADAPTIVE] == "adaptive"
    assert choosing.CHOICE_RULES[PROBIT] == "probit" and choosing.CHOICE_RULES[ELIMINATION] == "elimination"
    assert leaving.EXIT_RULES[leaving.CASH] == "cash" and leaving.EXIT_RULES[leaving.WAITING] == "waiting"


def test_full_cost_spreads_selling_costs_over_normal_output():
    # 5 for people and rent, 50 of goods: a tenth, and three hundredths of profit.
    assert both(pricing.full_cost_markup, 5.0, 50.0, 0.03) == pytest.approx(0.13)
    assert both(pricing.full_cost_markup, 5.0, 0.0, 0.03) == pytest.approx(0.03)


@pytest.mark.parametrize(
    ("sales", "stock", "seen", "expected"),
    [
        (90.0, 10.0, 0.10, 0.098),  # poor sales, no cheaper than others: down a fiftieth
        (90.0, 10.0, 0.12, 0.1),  # poor sales, but cheaper already
        (110.0, 10.0, 0.10, 0.102),  # good sales, no dearer than others: up
        (110.0, 10.0, 0.08, 0.1),  # good sales, but dearer already
        (110.0, 30.0, 0.08, 0.098),  # more stock than wanted
    ],
)
def test_adaptive_markup_reads_sales_stock_and_rivals(sales, stock, seen, expected):
    assert both(pricing.adapted_markup, 0.1, sales, 100.0, stock, 20.0, seen, 0.02) == pytest.approx(expected)


def test_decided_markup_follows_the_rule(firm):
    kind = numbers(sales_per_head=20.0, overhead_per_head=0.5, overhead_fixed=1.0, scale_economy=0.0, repricing=0.0)
    settings = numbers(price_rule=pricing.FULL_COST, sales_wage=2.0, full_cost_profit=0.03, price_adjustment=0.1,
                       repricing_haste=2.0)  # fmt: skip
    firm.sales_staff, firm.efficiency = 2.0, 1.25
    line, usual, twice = empty_rows(goods.LINE, 1)[0], numbers(selling=1.0), numbers(selling=2.0)
    line.markup = 0.10
    # Four of wages, two of rent, 50 of goods: 0.12 and 0.03 wanted, a tenth of the way from 0.10.
    assert partner_prices.line_markup.py_func(firm, line, usual, kind, settings) == pytest.approx(0.105)
    # Goods that take twice the selling bear twice the cost: 0.24 and 0.03.
    assert partner_prices.line_markup.py_func(firm, line, twice, kind, settings) == pytest.approx(0.117)
    settings = numbers(price_rule=pricing.ADAPTIVE, adaptive_step=0.02)
    line.forecast, line.normal_sales, line.seen_markup = 90.0, 100.0, 0.08
    assert partner_prices.line_markup.py_func(firm, line, usual, kind, settings) == pytest.approx(0.098)


def share_of_first(choice_rule, gap, trials=20_000):
    """How often the first of two bids wins that leads by ``gap`` in utility."""
    weights = (math.exp(gap), 1.0)
    wins = 0
    for number in range(trials):
        times = [choosing.luck_of_bid(choice_rule, np.uint64(5), 3, 0, number, n) / w for n, w in enumerate(weights)]
        wins += times[0] < times[1]
    return wins / trials


def test_logit_and_probit_choose_with_their_own_probabilities():
    # Two bids: exp(0.8) / (1 + exp(0.8)), and the normal law with twice the variance pi^2 / 6.
    assert share_of_first(LOGIT, 0.8) == pytest.approx(math.exp(0.8) / (1 + math.exp(0.8)), abs=0.01)
    spread = math.sqrt(2.0 * math.pi**2 / 6.0)
    assert share_of_first(PROBIT, 0.8) == pytest.approx(norm.cdf(0.8 / spread), abs=0.01)


def test_elimination_looks_at_price_only_to_put_bids_aside():
    assert both(choosing.dearest_kept, 2.0, 0.05) == pytest.approx(2.1)
    assert both(choosing.weighed_price, 1.2, ELIMINATION) == 1.0
    assert both(choosing.weighed_price, 1.2, LOGIT) == both(choosing.weighed_price, 1.2, PROBIT) == 1.2


def test_waiting_trigger_falls_with_uncertainty():
    # b (b - 1) = 2 x 0.15 / 0.16: b = 0.5 - sqrt(0.25 + 1.875) = -0.9577, b / (b - 1) = 0.4892.
    assert both(leaving.waiting_trigger, 0.4, 0.15) == pytest.approx(0.4892, abs=1e-4)
    assert both(leaving.waiting_trigger, 0.0, 0.15) == 1.0
    assert both(leaving.waiting_trigger, 0.8, 0.15) < both(leaving.waiting_trigger, 0.2, 0.15)


def closing(firm, exit_rule, **changes):
    settings = numbers(illiquidity_days=90.0, months_in_debt=6, liquidation_loss=0.3, exit_rule=exit_rule,
                      income_volatility=0.4, owner_discount=0.15, experience_forgone=0.0,
                      answered_months=12.0)  # fmt: skip
    accounts = empty_rows(distributor.ACCOUNT, partner.ACCOUNTS)
    firm.patience, firm.outside_option, firm.expected_profit, firm.equity = 12, 2.0, 2.0, 50.0
    for name, value in changes.items():
        setattr(firm, name, value)
    return partner_money.decide_closing.py_func(firm, accounts, None, settings)


@pytest.mark.parametrize(
    ("exit_rule", "changes", "cause"),
    [
        (leaving.CASH, {"income_forgone": 99, "expected_profit": -5.0}, STAYS),
        (leaving.CASH, {"months_in_debt": 99, "equity": -50.0}, STAYS),
        (leaving.CASH, {"arrears_months": 4}, ILLIQUIDITY),
        (leaving.WAITING, {"income_forgone": 99}, STAYS),  # earns what it would elsewhere
        (leaving.WAITING, {"expected_profit": 1.0}, STAYS),  # half of it: above 0.489
        (leaving.WAITING, {"expected_profit": 0.9}, VOLUNTARY),
        (leaving.WAITING, {"months_in_debt": 6, "equity": -1.0}, OVER_INDEBTEDNESS),
        # who gives up leaves no debts behind while the owner, alone, pays them from 12 months at 2.0
        (leaving.WAITING, {"expected_profit": 0.9, "equity": -23.0}, VOLUNTARY),
        (leaving.WAITING, {"expected_profit": 0.9, "equity": -25.0}, OVER_INDEBTEDNESS),
        (leaving.WAITING, {"expected_profit": 0.9, "equity": -1.0, "sales_staff": 2.0}, OVER_INDEBTEDNESS),
    ],
)
def test_each_exit_rule_by_hand(firm, exit_rule, changes, cause):
    assert closing(firm, exit_rule, **changes) == cause


def test_under_the_cash_rule_nobody_sells_the_firm_or_is_near_giving_up(firm):
    accounts = empty_rows(distributor.ACCOUNT, partner.ACCOUNTS)
    firm.patience, firm.income_forgone, firm.equity = 12, 99, 50.0
    for exit_rule, expected in ((leaving.PATIENCE, True), (leaving.CASH, False)):
        settings = numbers(exit_rule=exit_rule, income_volatility=0.4, owner_discount=0.15, experience_forgone=0.0)
        assert bool(for_sale.py_func(firm, settings)) is expected
        assert bool(in_need.py_func(firm, accounts, settings)) is expected


@pytest.mark.parametrize(("key", "word"), OTHERS)
def test_every_other_rule_runs_with_closed_books_and_changes_the_market(key, word):
    base, other = (simulate(load_scenario("steady", {**SMALL, **v}), 3, 36) for v in ({}, {key: word}))
    assert other.summary["ledger_residual"] < 1e-9
    assert other.summary["partners_alive"] > 0
    assert other.summary["channel_sales"] != base.summary["channel_sales"]


def test_under_the_cash_rule_every_closing_is_for_lack_of_cash():
    scenario = load_scenario("steady", {**SMALL, "rules.exit": "cash"})
    tables = [simulate(scenario, seed, 48).partners for seed in range(1, 5)]  # such closings are few
    assert {cause for table in tables for cause in table.loc[table["closed"].notna(), "cause"]} == {"illiquidity"}


def test_what_an_owner_goes_without():
    gap = leaving.income_gap.py_func
    assert (gap(2.0, 2.0), gap(1.0, 2.0), gap(3.0, 2.0)) == (0.0, 0.5, -0.5)
    assert (gap(-50.0, 2.0), gap(50.0, 2.0)) == (1.0, -1.0)  # never more than a month's income a month, either way
    assert (gap(-1.0, 0.0), gap(0.0, 0.0)) == (1.0, -1.0)  # nothing to earn elsewhere: only losses count


def test_who_is_long_on_its_own_has_less_to_go_back_to(firm):
    firm.outside_option, firm.age, firm.kind = 2.0, 24, partner.RESELLER
    settings = numbers(experience_forgone=0.1)
    assert partner_money.outside_income.py_func(firm, settings) == pytest.approx(1.62)
    assert partner_money.outside_income.py_func(firm, numbers(experience_forgone=0.0)) == 2.0
    firm.kind = partner.RETAIL_CHAIN
    assert partner_money.outside_income.py_func(firm, settings) == 2.0
