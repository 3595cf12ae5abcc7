"""The rules of vendors, communities, courses, rescue and take-overs against cases worked out by hand."""

import math

import numpy as np
import pytest

from agents import community, distributor, partner, retail_chain, vendor
from agents.state import empty_rows
from model import acquisition, recruiting, training, vendors
from model.rescue import in_need
from model.settings import imitate
from tests.conftest import Values, numbers
from tests.test_rules import both

GAME = Values(belief_slope=0.75, base_contribution=0.05, conditional=0.5, free_rider=0.33, hump=0.14,
              critical_contributors=15.0, lively_contribution=0.15, peer_learning=0.04, other_contribution=0.3)  # fmt: skip


def test_cooperators_match_at_a_slope_below_one_and_free_riders_give_nothing():
    own = community.own_contribution.py_func
    assert own(community.CONDITIONAL, 0.4, GAME) == pytest.approx(0.35)
    assert own(community.FREE_RIDER, 0.9, GAME) == 0.0
    assert own(community.HUMP, 0.5, GAME) == pytest.approx(0.375)
    assert own(community.HUMP, 0.8, GAME) == pytest.approx(0.15)
    # Left alone, cooperators who only meet cooperators settle at 0.05 / (1 - 0.75) = 0.2.
    belief = 0.9
    for _ in range(60):
        belief = own(community.CONDITIONAL, belief, GAME)
    assert belief == pytest.approx(0.2, abs=1e-6)


def test_types_have_the_measured_shares():
    kinds = [community.cooperation_type.py_func(u, GAME) for u in (0.49, 0.51, 0.82, 0.84, 0.96, 0.98)]
    assert kinds == [0, 1, 1, 2, 2, 3]


def test_leading_draws_out_what_is_held_back_but_not_from_free_riders():
    settings = numbers(recognition=0.6, rider_contribution=0.1)
    assert both(community.led_contribution, 0.2, community.CONDITIONAL, 0.5, 1.0, settings) == pytest.approx(0.44)
    assert both(community.led_contribution, 0.2, community.CONDITIONAL, 0.0, 1.0, settings) == 0.2
    assert both(community.led_contribution, 0.0, community.FREE_RIDER, 1.0, 1.0, settings) == pytest.approx(0.1)


def test_knowledge_needs_contributors_and_a_lively_place():
    known = community.sustained_knowledge.py_func
    assert known(0.0, 0.5, 1.0, GAME) == 0.0
    assert known(15.0, 0.15, 1.0, GAME) == pytest.approx((1 - math.exp(-1)) * 0.5)
    assert known(15.0, 0.15, 0.0, GAME) == pytest.approx((1 - math.exp(-1)) * 0.5 / 3)


def test_spending_buys_quality_with_falling_returns():
    assert both(community.bought_quality, 0.0, 0.04, 50.0) == 0.0
    assert both(community.bought_quality, 2.0, 0.04, 50.0) == pytest.approx(1 - math.exp(-1))


def test_sales_push_saturates_and_wears_off():
    settings = Values(push_reach=0.004, push_fatigue=0.7)
    full, effect = distributor.pushed.py_func(40.0, 10_000.0, 0.0, settings)
    assert full == effect == pytest.approx(1 - math.exp(-1))
    assert distributor.pushed.py_func(40.0, 10_000.0, full, settings)[1] == pytest.approx(0.3 * full)
    assert distributor.pushed.py_func(0.0, 10_000.0, 0.0, settings) == (0.0, 0.0)


def test_pruned_lines_are_the_least_sold():
    assert both(distributor.carried_lines, 1.0, 0.0, 3.0) == 1.0
    assert both(distributor.carried_lines, 1.0, 0.5, 3.0) == pytest.approx(0.875)
    assert both(distributor.carried_lines, 0.5, 0.0, 3.0) == 0.5


def test_potential_profit_counts_the_orders_lost_for_lack_of_money():
    # 100 of sales and 50 lost, at 12 %, 5 of services, wages 14, overheads 4: 18 + 5 - 18 = 5.
    assert both(distributor.potential_profit, 100.0, 50.0, 0.12, 5.0, 14.0, 4.0) == pytest.approx(5.0)


def test_vendors_go_direct_above_cost_over_margin():
    assert both(vendor.direct_threshold, 8.0, 0.2) == pytest.approx(40.0)
    settings = Values(price_appeal=3.0, conflict=1.5, highest_discount=0.08, defence=0.1, defence_speed=0.1)
    assert vendor.attraction.py_func(0.2, 0.0, 1.0, 0.0, settings) == pytest.approx(0.2)
    assert vendor.attraction.py_func(0.2, 0.0, 2.0, 0.0, settings) == pytest.approx(0.025)
    assert vendor.attraction.py_func(0.2, 0.0, 1.0, 1.0, settings) == pytest.approx(0.2 * math.exp(-1.5))
    # A fifth of its share lost calls for 2 %; a tenth of the way in a month.
    assert vendor.defended.py_func(0.0, 0.16, 0.2, settings) == pytest.approx(0.002)


def test_origins_are_given_in_proportion():
    given = vendors.vendor_origins(10, np.array([0.4, 0.3, 0.2, 0.1]))
    assert np.bincount(given).tolist() == [4, 3, 2, 1] and given[0] == 0


def test_chains_enter_only_when_it_pays_better():
    kind = Values(overhead_per_head=0.6)
    earned = retail_chain.chain_return.py_func(0.13, kind, 2.0, 40.0)
    assert earned == pytest.approx((0.13 - 0.065) / 1.13)
    # They got 26 a head, not 40: 2.6 / 26 is a tenth.
    assert retail_chain.chain_return.py_func(0.13, kind, 2.0, 26.0) == pytest.approx((0.13 - 0.1) / 1.13)
    assert both(retail_chain.chain_interest, 0.05, 0.06) == 0.0
    assert both(retail_chain.chain_interest, 0.06, 0.04) == pytest.approx(0.5)
    slow = numbers(news_weight=0.1)
    assert both(retail_chain.chain_view, 0.0, 20.0, slow) == 20.0  # the first they see they believe
    assert both(retail_chain.chain_view, 20.0, 30.0, slow) == pytest.approx(21.0)


def test_courses_teach_those_who_know_and_cost_their_price():
    settings = Values(training_effect=0.3)
    assert training.course_gain.py_func(0.5, 0.1, settings) == pytest.approx(0.03)
    assert training.course_gain.py_func(0.25, 0.1, settings) == pytest.approx(
        0.015
    )  # knows half as much, takes in half
    assert training.course_gain.py_func(0.0, 0.1, settings) == training.course_gain.py_func(0.5, 0.0, settings) == 0.0
    assert both(training.seats, 30.0, 100.0, 3.0, 0.12) == pytest.approx(0.1)
    assert both(training.seats, 0.0, 100.0, 3.0, 0.12) == 0.0


def test_need_shows_before_ruin(firm):
    accounts = empty_rows(distributor.ACCOUNT, partner.ACCOUNTS)
    firm.patience = 40
    settings = numbers(exit_rule=0, income_volatility=0.4, owner_discount=0.15, experience_forgone=0.0)
    assert not in_need.py_func(firm, accounts, settings)
    accounts[1].overdue[0] = 5.0
    assert not in_need.py_func(firm, accounts, settings)  # a few days late is no distress
    accounts[1].overdue[1] = 5.0
    assert in_need.py_func(firm, accounts, settings)
    accounts[1].overdue[1] = 0.0
    firm.income_forgone, firm.outside_option, firm.expected_profit = 34.0, 2.0, 2.0
    assert not in_need.py_func(firm, accounts, settings)  # forgoes nothing more, so 40 months are not near
    firm.expected_profit = 0.0  # six more months without income would make them forty
    assert in_need.py_func(firm, accounts, settings)


def test_price_of_a_firm(firm):
    firm.normal_sales, firm.markup, firm.stock = 100.0, 0.12, 50.0
    settings = Values(goodwill=4.0, liquidation_loss=0.3, clearance_shared=0.5)
    assert acquisition.goodwill.py_func(firm, settings) == pytest.approx(48.0)
    assert acquisition.stock_price.py_func(firm, settings) == pytest.approx(42.5)


def test_a_new_account_takes_an_empty_place_or_the_least_trusted_settled_one():
    accounts = empty_rows(distributor.ACCOUNT, partner.ACCOUNTS)
    for place, (who, trust, used) in enumerate(((0, 0.9, 0.0), (1, 0.1, 7.0), (2, 0.2, 0.0))):
        accounts[place].distributor, accounts[place].trust, accounts[place].used = who, trust, used
    settings = Values(replaceable_trust=0.3)
    assert recruiting.free_place.py_func(accounts, settings) == 2  # the other one is owed money
    accounts[2].trust = 0.5
    assert recruiting.free_place.py_func(accounts, settings) == -1
    accounts[1].distributor = -1
    assert recruiting.free_place.py_func(accounts, settings) == 1


def test_rivals_copy_after_the_lag():
    levers = np.zeros((6, 3), dtype=[("mode", "f8"), ("discount", "f8")])
    levers["mode"][:] = 1.0
    levers["discount"][1:, 0] = 0.02
    levers["mode"][1:, 0] = 2.0
    settings = np.zeros(6, dtype=[("imitation_lag", "f8"), ("imitation_share", "f8")])
    settings["imitation_lag"], settings["imitation_share"] = 2, 0.5
    imitate(levers, settings)
    assert levers["discount"][:, 1].tolist() == [0.0, 0.0, 0.0, 0.01, 0.01, 0.01]
    assert levers["mode"][:, 2].tolist() == [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]
    assert levers["discount"][:, 0].tolist() == [0.0, 0.02, 0.02, 0.02, 0.02, 0.02]
