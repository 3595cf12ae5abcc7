"""Services are a market of their own: need, make or buy, and what a distributor's engineers cost, by hand."""

from functools import cache

import numpy as np
import pytest

from agents.distributor import AWARE, PACKAGE, UNAWARE, USES
from agents.labour import ENGINEER
from agents.statement import COST_OF_SERVICES, SERVICES_SOLD
from model import services, simulate, staffing
from model.credit import learn_of_instruments
from model.market import PARTNERS
from model.opening import opened_market
from scenarios import Change
from tests.conftest import Values, numbers, small_of
from tests.test_rules import both

COSTS = {"service_wage": 2.0, "engineer_overhead": 0.34, "staffing_slack": 0.12, "utilisation_ceiling": 0.85}


@pytest.fixture(scope="module")
def offered():
    """A small market in which the focal distributor offers packages, three years on."""
    return simulate(small_of("services", 36), 2, panel=True)


@cache
def opened(name, **values):
    """A small market at the start of month 0."""
    return opened_market(small_of(name, 12, **values), 1, 12)


def fresh(name, **values):
    """A copy of it, to change by hand."""
    market = opened(name, **values)
    return market._replace(**{field: getattr(market, field).copy() for field in market._fields if field != "seed"})


def market_of_one(**values):
    """A small market whose partner 0 buys from the focal distributor alone and has no work yet."""
    market = fresh("services", **values)
    market.skills[0].jobs = 0.0
    market.skills[0].backlog = 0.0
    market.accounts[0].share = 0.0
    account = market.accounts[0, 0]
    account.distributor, account.share = 0, 1.0
    account.stage[PACKAGE] = USES
    market.world[0].packages = 1
    firm = market.partners[0]
    firm.given_time = firm.training_time = 0.0
    return market, firm, account


def test_a_billed_month_of_an_engineer_bears_overhead_and_idle_time():
    # 2.34 a paid month, 1.12 / 0.85 paid months a billed one.
    assert both(services.engineer_cost, numbers(**COSTS)) == pytest.approx(2.34 * 1.12 / 0.85)
    firm, kind = Values(sales_staff=2.0, service_staff=2.0), Values(overhead_per_head=0.34, scale_economy=0.5)
    assert services.own_cost.py_func(firm, kind, Values(**COSTS)) == pytest.approx(2.17 * 1.12 / 0.85)


def test_goods_need_their_work_over_their_life():
    left, done = 100.0, 0.0
    for _ in range(2000):
        used = both(services.worn, left, 48.0)
        left -= used
        done += 0.5 * used  # half of their price in service
    assert done == pytest.approx(50.0)


def test_own_people_do_what_they_know_and_have_time_for():
    market, firm, _ = market_of_one()
    firm.service_staff = 2.0
    settings = market.settings[0]
    kind = market.kinds[0, firm.kind]
    skill = market.skills[0, 1]
    skill.competence = market.domains[0, 1].complexity * market.segments[0, 0].complexity  # knows half of it
    skill.jobs[0] = 8.0
    services.do_own_work.py_func(market, 0, 0)
    job = 8.0 * kind.service_share
    assert firm.known == pytest.approx(0.5 * job) and skill.beyond[0] == pytest.approx(0.5 * job)
    assert skill.done == pytest.approx(2.0 * settings.utilisation_ceiling) and firm.utilisation == pytest.approx(1.0)
    assert skill.backlog[0] == pytest.approx(0.5 * job - skill.done)


def test_a_package_is_asked_for_what_own_people_leave_and_serves_what_engineers_can():
    market, firm, account = market_of_one()
    firm.service_staff = 0.0
    focal = market.distributors[0]
    focal.package_asked = 0.0
    market.skills[0, 0].competence = 0.0
    market.skills[0, 0].jobs[0] = 8.0
    services.weigh_packages.py_func(market, 0, firm, market.accounts[0])
    assert firm.package_share == pytest.approx(0.5)
    services.do_own_work.py_func(market, 0, 0)
    services.ask_for_packages.py_func(market, 0, 0)
    job = 8.0 * market.kinds[0, firm.kind].service_share
    assert focal.package_asked == pytest.approx(0.5 * job)
    assert firm.lacking == 1.0
    focal.package_served = 0.25
    before, cash = focal.equity, focal.cash
    services.bill.py_func(market, 0, 0)
    price = market.segments[0, 0].service_price
    unit = services.package_price.py_func(price, services.engineer_cost(market.settings[0]), 0.7)
    bought = 0.25 * 0.5 * job * unit
    assert firm.package_bought == pytest.approx(bought)
    assert firm.sales_service == pytest.approx(0.25 * 0.5 * job * price)
    assert focal.equity - before == pytest.approx(bought) and focal.cash - cash == pytest.approx(bought)
    assert focal.statement[SERVICES_SOLD] == pytest.approx(bought)


def test_nobody_buys_a_package_that_costs_more_than_it_brings():
    market, firm, _ = market_of_one(labour__service_wage=4.0)
    market.skills[0, 0].jobs[0] = 8.0
    market.skills[0, 0].competence = 0.0
    services.do_own_work.py_func(market, 0, 0)
    assert services.packaged_work.py_func(market, 0, 0) == 0.0


def test_engineers_are_paid_whether_busy_or_not():
    market, _, _ = market_of_one()
    focal = market.distributors[0]
    focal.package_staff, focal.package_work, focal.package_asked, focal.package_market = 4.0, 0.0, 0.0, 0.0
    focal.statement[COST_OF_SERVICES] = 0.0
    settings = market.settings[0]
    market.roles.leaving = 0.0
    services.pay_engineers.py_func(market, 0, 0)
    gone = settings.hiring_speed * 4.0
    cost = 4.0 * (settings.service_wage + settings.engineer_overhead)
    cost += gone * settings.severance * settings.service_wage
    assert -focal.statement[COST_OF_SERVICES] == pytest.approx(cost)
    assert focal.package_staff == pytest.approx(4.0 - gone)


def test_a_team_stands_before_anybody_asks():
    market, _, _ = market_of_one()
    focal = market.distributors[0]
    focal.package_staff, focal.package_work, focal.package_asked, focal.package_market = 0.0, 0.0, 0.0, 200.0
    settings = market.settings[0]
    market.roles.leaving = 0.0
    services.pay_engineers.py_func(market, 0, 0)
    ahead = settings.package_ahead * market.levers[0, 0].package_depth  # of shallow packages, few engineers
    wanted = ahead * 200.0 * (1.0 + settings.staffing_slack) / settings.utilisation_ceiling
    assert focal.package_openings == pytest.approx(settings.hiring_speed * wanted) and focal.package_staff == 0.0
    staffing.adjust_staff.py_func(market, 0)
    assert focal.package_staff == pytest.approx(market.roles[ENGINEER].filled * focal.package_openings)
    assert focal.package_staff > 0.0


def test_nobody_uses_packages_in_the_month_of_their_launch_and_who_needs_none_tries_none():
    market = fresh("services")
    assert (market.accounts["stage"][: int(market.counters[PARTNERS]), :, PACKAGE] == UNAWARE).all()
    firm, account = market.partners[0], market.accounts[0, 0]
    account.distributor, account.trust = 0, 1.0
    firm.lacking = 0.0
    for month in range(12):
        learn_of_instruments.py_func(market, month, firm, account)
    for _ in range(200):
        firm.id += 1
        learn_of_instruments.py_func(market, 0, firm, account)
    assert account.stage[PACKAGE] == AWARE
    firm.lacking = 1.0
    for _ in range(200):
        firm.id += 1
        learn_of_instruments.py_func(market, 0, firm, account)
    assert account.stage[PACKAGE] == USES


def test_use_of_packages_spreads_from_zero(offered):
    market = offered.market
    alive = market.partners[: int(market.counters[PARTNERS])].alive == 1
    accounts = market.accounts[: int(market.counters[PARTNERS])][alive]
    focal = accounts["distributor"] == 0
    used = (accounts["stage"][:, :, PACKAGE] == USES)[focal].mean()
    assert 0.0 < used < 0.9
    assert market.distributors[0].package_staff > 0.0 and (market.distributors.package_staff[1:] == 0.0).all()
    assert offered.summary["ledger_residual"] < 1e-9


def test_services_outlast_sales_of_goods():
    """Half of the goods sold from a month on: three years later services have fallen by far less than half."""
    steady = small_of("steady", 48)
    fall = {
        f"customers.{name}.demand": 0.5 * steady.values[f"customers.{name}.demand"] for name in ("corporate", "smb")
    }
    weak = simulate(steady.with_timeline([Change(36, None, "weak", fall)]), 3, panel=True).panel
    usual = simulate(steady, 3, panel=True).panel

    def fallen(column):
        last = [table[table["month"] >= 42][column].sum() for table in (weak, usual)]
        return last[0] / last[1]

    assert fallen("sales_product") < 0.75 and fallen("sales_service") > fallen("sales_product") + 0.1


def test_a_service_is_won_by_skill_in_its_domain():
    market = fresh("services")
    number = next(n for n in range(len(market.customers)) if (market.customers[n].shortlist >= 0).sum() >= 3)
    firm = market.customers[number]
    rows = [int(row) for row in firm.shortlist if row >= 0]
    for row in rows:
        market.partners[row].kind = 0
        market.desks[row].weight[:] = 1.0
        market.skills[row].competence = 0.0
    market.skills[rows[0], 2].competence = 1.0
    firm.segment = 0
    won = {2: [], 0: []}
    for month in range(12):
        for field, winners in won.items():
            for other in range(30):
                winners.append(services.service_bidder.py_func(market, month, 1000 * other, firm, field))
    share = {field: np.mean(np.array(winners) == rows[0]) for field, winners in won.items()}
    assert share[2] > 1.5 * share[0]
