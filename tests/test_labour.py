"""People of the trade: pools, hiring from the idle and from other firms, wages and founders, by hand."""

from functools import cache

import numpy as np
import pytest

from agents import labour
from agents.labour import ENGINEER, SELLER
from agents.state import empty_rows
from model import simulate, staffing
from model.entry import found_spin_offs
from model.market import PARTNERS, with_room
from model.opening import opened_market
from tests.conftest import numbers, small_of
from tests.test_rules import both

RULES = {"usual_unemployment": 0.05, "wage_elasticity": 0.1, "matching_elasticity": 0.5, "job_search": 0.035,
         "mobility": 1.2, "hiring_speed": 0.12}  # fmt: skip


@pytest.fixture
def role():
    """A pool of a hundred people at usual unemployment."""
    row = empty_rows(labour.ROLE, 1)[0]
    row.force, row.employed, row.idle, row.filled = 100.0, 95.0, 5.0, 1.0
    return row


@cache
def opened(name):
    """A small market at the start of month 0."""
    return opened_market(small_of(name, 12), 1, 12)


def fresh(name="steady"):
    """A copy of it, to change by hand."""
    market = opened(name)
    return market._replace(**{field: getattr(market, field).copy() for field in market._fields if field != "seed"})


def in_work(market):
    """Heads of each role by partners' own columns: sellers, engineers."""
    alive = market.partners[: int(market.counters[PARTNERS])]
    alive = alive[alive.alive == 1]
    return alive.sales_staff.sum(), alive.service_staff.sum() + market.distributors.package_staff.sum()


def test_wages_fall_by_a_tenth_of_a_per_cent_for_one_per_cent_more_unemployment(role):
    rules = numbers(**RULES)
    assert both(labour.tightness, role, rules, -0.1) == pytest.approx(1.0)
    role.idle = 10.0
    assert both(labour.tightness, role, rules, -0.1) == pytest.approx(2.0**-0.1)
    role.idle = 0.0  # read as a tenth of a per cent
    assert both(labour.tightness, role, rules, -0.1) == pytest.approx(50.0**0.1)
    role.force = 0.0
    assert both(labour.tightness, role, rules, -0.1) == 1.0


def test_hires_come_from_the_idle_and_from_other_firms(role):
    rules = numbers(**RULES)
    role.openings = 2.0
    labour.match.py_func(role, rules)
    looking = 5.0 + 0.035 * 95.0
    assert role.filled == pytest.approx(1.0) and role.fresh == pytest.approx(5.0 / looking)
    assert role.leaving == pytest.approx(2.0 * (1.0 - 5.0 / looking) / 95.0)
    assert 0.55 < role.fresh < 0.65  # two in five come from other firms


def test_nobody_hires_more_people_than_look_for_work(role):
    rules = numbers(**RULES)
    role.openings = 40.0
    labour.match.py_func(role, rules)
    assert role.filled * 40.0 == pytest.approx(5.0 + 0.035 * 95.0)
    assert role.leaving == pytest.approx(0.035)
    role.idle, role.openings = 1.25, 1.0  # a quarter of the usual: half as fast
    labour.match.py_func(role, rules)
    assert role.filled == pytest.approx(0.5)


def test_a_firm_replaces_whom_others_hired_away(role):
    rules = numbers(**RULES)
    role.leaving = 0.01
    change = both(labour.staff_change, 10.0, 9.0, 10.0, role, rules)
    assert change == pytest.approx(0.09)
    assert both(labour.staff_after, 10.0, 9.0, change, 10.0, role) == pytest.approx(10.0)
    role.filled = 0.5  # where people are scarce, half of them are missing
    assert both(labour.staff_after, 10.0, 9.0, change, 10.0, role) == pytest.approx(10.0 - 0.045)
    role.filled = 20.0  # where many look for work, nobody hires beyond what it wants
    assert both(labour.staff_after, 10.0, 9.0, change, 10.0, role) == pytest.approx(10.0)
    change = both(labour.staff_change, 10.0, 9.0, 8.0, role, rules)  # who leaves need not be let go
    assert change == pytest.approx(0.12 * -2.0 + 0.09)
    assert both(labour.staff_after, 10.0, 9.0, change, 8.0, role) == pytest.approx(10.0 - 0.24)


def test_people_come_and_go_between_trades(role):
    rules = numbers(**RULES)
    labour.move_between_trades.py_func(role, 76.0, rules)
    # Eighty people would be usual for 76 in work: a tenth of the gap of twenty leaves in a month.
    assert role.force == pytest.approx(98.0) and role.idle == pytest.approx(22.0)


def test_month_0_stands_at_usual_unemployment_and_wages():
    market = fresh()
    settings = market.settings[0]
    for number, heads in enumerate(in_work(market)):
        assert market.roles[number].force == pytest.approx(heads / 0.95)
        assert market.roles[number].idle == pytest.approx(0.05 * market.roles[number].force)
    assert settings.sales_wage == settings.usual_wage[SELLER] == 2.0
    assert settings.service_wage == settings.usual_wage[ENGINEER] == 2.0


def test_who_is_hired_away_is_missing_elsewhere_and_nobody_appears():
    """One firm wants forty more engineers, the others what they have: they lose what it does not find among the idle."""
    market = fresh()
    count = int(market.counters[PARTNERS])
    firms = market.partners[:count]
    firms.sales_target, firms.service_target = firms.sales_staff, firms.service_staff
    firms.service_target[0] += 40.0
    firms.cash, firms.arrears_months = 1e6, 0
    market.accounts["overdue"] = 0.0
    market.roles.leaving = 0.0
    before, force = firms.service_staff.copy(), market.roles[ENGINEER].force
    market.settings.mobility = 0.0
    staffing.adjust_staff.py_func(market, 0)
    role = market.roles[ENGINEER]
    others = before[1:].sum() - firms.service_staff[1:].sum()
    gained = firms.service_staff[0] - before[0]
    assert role.openings == pytest.approx(4.8)
    hired = role.filled * 4.8
    assert others == pytest.approx(role.leaving * before[1:].sum()) and others > 0.0
    assert gained - others == pytest.approx(hired * role.fresh)  # net, from the idle
    assert role.force == force and role.idle == pytest.approx(force - firms.service_staff.sum())
    assert market.settings[1].service_wage == pytest.approx(2.0 * (role.idle / force / 0.05) ** -0.1)
    assert market.settings[1].service_wage > 2.0 and market.settings[1].sales_wage == pytest.approx(2.0)
    assert market.settings[0].service_wage == 2.0


def test_a_hire_from_another_firm_brings_its_skill():
    market = fresh()
    firm = market.partners[0]
    firm.service_staff, firm.service_target, firm.cash, firm.arrears_months = 1.0, 2.0, 1e6, 0
    market.accounts[0]["overdue"] = 0.0
    skill = market.skills[0, 0].competence
    role = market.roles[ENGINEER]
    role.filled, role.fresh, role.leaving = 1.0, 0.6, 0.0
    firm.openings[:] = 0.0, 0.12
    staffing.hire.py_func(market, 0, 0)
    assert firm.service_staff == pytest.approx(1.12)
    assert market.skills[0, 0].competence == pytest.approx(skill * (1.0 - 0.12 / 1.12 * 0.6 * 0.7))


def test_a_firm_short_of_money_replaces_nobody():
    market = fresh()
    firm = market.partners[0]
    firm.cash, firm.payroll = 0.0, 10.0
    market.roles.leaving = 0.01
    firm.service_staff = firm.service_target = 5.0
    staffing.seek_people.py_func(market, 0)
    assert firm.openings[ENGINEER] == 0.0


def test_every_employee_of_a_closed_firm_has_the_same_chance_to_found_one():
    """A hundred closings each of firms with two and with four employees: twice as many founders."""
    founded = {}
    for employees in (2.0, 4.0):
        market = fresh()
        market.world[0].income[:] = 1.0
        market.settings.founder_wealth = 1e6
        parent = market.partners[0]
        parent.staff_of_late = 1.0 + employees
        founded[employees] = 0
        for name in range(400):
            market = with_room(market)
            parent = market.partners[0]
            parent.id = 10_000 + name
            before = int(market.counters[PARTNERS])
            found_spin_offs.py_func(market, 0, 0, 1 << 30)
            founded[employees] += int(market.counters[PARTNERS]) - before
            market.counters[PARTNERS] = before
    chance = float(market.settings[0].founder_chance)
    for employees, number in founded.items():
        wanted = 400 * employees * chance
        assert abs(number - wanted) < 3.0 * wanted**0.5


def test_wages_of_a_run_follow_the_wage_curve():
    result = simulate(small_of("steady", 36), 2, panel=True)
    settings = result.market.settings
    assert result.summary["ledger_residual"] < 1e-9
    shown = result.market.monthly.unemployment
    for number, wage in enumerate(("sales_wage", "service_wage")):
        wanted = settings.usual_wage[1:, number] * (shown[:-1, number] / 0.05) ** -0.1
        assert np.allclose(settings[wage][1:], wanted, rtol=1e-12)
        assert settings[wage].std() > 0.0
