"""How firms buy: from their supplier again, by review, by tender; how they come, go, and are won. Cases by hand."""

import math

import numpy as np
import pytest

from agents import customer, partner, partner_staff, pricing
from agents.compiled import phase
from agents.luck import PROJECT_ARISES, SERVICE_ORDER, SUPPLIER_TASTE, normal, uniform
from agents.state import empty_rows
from model import bids, clienteles, orders, outcomes, prospecting, services, simulate
from model.market import PARTNERS
from model.opening import opened_market
from model.prologue import PROLOGUE_MONTHS
from scenarios import load_scenario
from tests.conftest import Values, numbers
from tests.test_rules import both


def test_a_review_is_the_more_likely_the_less_a_supplier_offers():
    settings = numbers(review_rate=0.06, service_weight=2.0)
    assert both(customer.review_hazard, 1.0, 1.0, 0.0, settings) == pytest.approx(0.005)
    # A tenth dearer at a price sensitivity of 10: exp(utility) falls by 1.1^10.
    assert both(customer.review_hazard, 1.0, 1.1**-10, 0.0, settings) == pytest.approx(0.005 * 1.1**10)
    # A quarter of the service work waits.
    assert both(customer.review_hazard, 1.0, 1.0, 0.25, settings) == pytest.approx(0.005 * math.sqrt(math.e))
    assert both(customer.review_hazard, 1.0, 1e-9, 0.0, settings) == 1.0
    assert both(customer.review_hazard, 1.0, 0.0, 0.0, settings) == 1.0


def test_service_that_waits_counts_as_late(firm):
    firm.usual_work = 3.0
    assert partner.late_service.py_func(firm) == 0.0
    firm.waiting = 1.0
    assert partner.late_service.py_func(firm) == 0.25


def test_the_part_of_purchases_above_a_sum():
    # Purchases around 1 with the spread 0.5: half of the value lies above exp(0.125), as the law is that of value.
    assert both(customer.tendered_part, 1.0, math.exp(0.125), 0.5) == pytest.approx(0.5)
    assert both(customer.tendered_part, 1.0, 2.0, 0.0) == 0.0
    assert both(customer.tendered_part, 3.0, 2.0, 0.0) == 1.0
    draws = np.random.default_rng(1).lognormal(-0.125, 0.5, 1_000_000) * 0.8
    assert both(customer.tendered_part, 0.8, 2.0, 0.5) == pytest.approx(
        draws[draws > 2.0].sum() / draws.sum(), abs=2e-3
    )


def test_the_elasticity_of_a_partner_with_a_clientele():
    def faced(contested, reviews=0.01, closings=0.002, interest=0.014):
        return both(pricing.faced_elasticity, 10.0, 0.2, 0.6, contested, reviews, closings, interest)

    assert faced(1.0) == pytest.approx(8.0)  # eta (1 - w)
    # It loses 0.002 + 0.01 x 0.4 = 0.006 a month: (8 x 0.006 + 10 x 0.01 x (1 - 0.36)) / (0.006 + 0.014).
    assert faced(0.0) == pytest.approx((0.048 + 0.064) / 0.02)
    assert faced(0.25) == pytest.approx(0.25 * 8.0 + 0.75 * 5.6)
    # Where no customer ever moves, price costs none.
    assert faced(0.0, reviews=0.0, closings=0.0) == 0.0


def discounted_customers(price, eta=10.0, won=0.1, kept=0.6, reviews=0.006, closings=0.003, interest=0.012):
    """Present value of a clientele that starts where the price 1 would hold it, by simulation."""

    def chance(usual):
        odds = usual / (1.0 - usual) * price**-eta
        return odds / (1.0 + odds)

    clientele, value = won / (closings + reviews * (1.0 - kept)), 0.0
    for month in range(6000):
        value += clientele * math.exp(-interest * month)
        clientele += chance(won) - (closings + reviews * price**eta * (1.0 - chance(kept))) * clientele
    return value


def test_that_elasticity_is_what_a_lasting_change_of_price_does_to_a_clientele():
    up, down = discounted_customers(1.0005), discounted_customers(0.9995)
    simulated = -(math.log(up) - math.log(down)) / 0.001
    claimed = pricing.faced_elasticity.py_func(10.0, 0.1, 0.6, 0.0, 0.006, 0.003, 0.012)
    # Months are steps there and a flow here.
    assert simulated == pytest.approx(claimed, rel=0.02)


def test_an_idle_seller_is_one_whom_sales_do_not_keep_busy(firm):
    kind = Values(sales_per_head=20.0)
    firm.sales_staff, firm.efficiency, firm.forecast, firm.selling = 3.0, 1.25, 25.0, 2.0
    firm.age = 1200
    assert partner_staff.idle_sellers.py_func(firm, kind) == pytest.approx(1.0)
    firm.forecast = 50.0
    assert partner_staff.idle_sellers.py_func(firm, kind) == 0.0
    # In its first month a newcomer's forecast is a hope: 20 of these 50; 50 - 20 x 0.85 a month later.
    firm.age = 0
    assert partner_staff.idle_sellers.py_func(firm, kind) == pytest.approx(3.0 - 2.0 * 30.0 / 25.0)
    firm.age = 1
    assert partner_staff.idle_sellers.py_func(firm, kind) == pytest.approx(3.0 - 2.0 * 33.0 / 25.0)


def test_of_the_offers_of_a_month_luck_chooses_and_the_newest_month_counts():
    for sequence in (((3, 7, 0.2), (3, 8, 0.6)), ((3, 8, 0.6), (3, 7, 0.2)), ((2, 9, 0.1), (3, 7, 0.2))):
        firm = empty_rows(customer.STATE, 1)[0]
        firm.guest = -1
        firm.offer = -1
        for month, row, luck in sequence:
            prospecting.make_offer.py_func(month, firm, row, luck)
        assert firm.offer == 7


@pytest.fixture(scope="module")
def opened(small):
    """A market before its first month; nobody changes it."""
    return opened_market(small, 1, 2)


@pytest.fixture
def shop(opened):
    """A market, and a small firm in it whose supplier is the first of two who bid; both can deliver."""
    market = type(opened)(*(part.copy() if isinstance(part, np.ndarray) else part for part in opened))
    number = int(np.flatnonzero(market.customers.segment == customer.SMB)[0])
    firm = market.customers[number]
    firm.shortlist[:] = -1
    firm.shortlist[:2] = 30, 31
    firm.incumbent, firm.offer, firm.failed = 30, -1, 0
    for row in (30, 31):
        desk, offer = market.desks[row], market.offers[row, 0]
        desk.weight[:], desk.review[:], desk.room = 1.0, 0.01, 0.0
        offer.weight[:], offer.landed, offer.price, offer.own = 1.0, 1.0, 1.0, 100.0
        for name in ("defended", "kept", "ordered", "repeated", "contested", "orders"):
            desk[name] = 0.0
        for name in ("bid", "won", "invoices"):
            offer[name] = 0.0
    return market, number, firm


def purchase(market, number, firm, u, size=10.0, large=False):
    """One purchase of the firm, by the compiled rule."""
    segment = market.segments[0, firm.segment]
    return bought(market, 0, number, firm, segment, size, u, large)  # of the first category


@phase
def bought(market, month, number, firm, segment, size, u, large):
    """``orders.buy`` without a vendor that bids, compiled to be called from here."""
    return orders.buy(market, month, number, firm, segment, 0, size, u, -1, large)


def test_most_orders_go_to_the_supplier_without_a_tender(shop):
    market, number, firm = shop
    # A month's chance of 0.01 is met at a purchase, of which there is one in project_chance.
    chance = 0.01 / market.segments[0, firm.segment].project_chance
    assert purchase(market, number, firm, chance * 1.001) == outcomes.DELIVERED
    one, two = market.desks[30], market.desks[31]
    assert (one.ordered, one.repeated[customer.SMB], one.orders) == (10.0, 10.0, 1.0)
    assert market.offers[30, 0].own == 90.0
    assert one.defended == market.offers[31, 0].bid == two.ordered == one.contested == 0.0
    assert firm.incumbent == 30 and firm.reviewed == -1


def test_a_review_is_a_tender_in_which_the_supplier_has_a_head_start(shop):
    market, number, firm = shop
    firm.shortlist[:] = (30, 31, 30, 31, 30)  # no empty place to ask around for
    firm.shortlist[2:] = -1
    chance = 0.01 / market.segments[0, firm.segment].project_chance
    market.settings["cold_contact"] = 0.0
    market.customers["incumbent"][market.customers.segment == customer.SMB] = 30  # whom peers recommend is listed
    assert purchase(market, number, firm, chance * 0.999) == outcomes.DELIVERED
    one, two = market.desks[30], market.desks[31]
    loyalty = math.exp(market.segments[0, customer.SMB].state_dependence)
    rival = market.offers[31, 0]
    assert firm.reviewed == 0 and one.defended == rival.bid == 10.0 and firm.incumbent in (30, 31)
    assert one.kept == pytest.approx(10.0 * loyalty / (loyalty + 1.0)) and rival.won == pytest.approx(10.0 - one.kept)
    assert market.offers[30, 0].bid == two.defended == 0.0
    assert one.ordered + two.ordered == 10.0 and one.repeated.sum() == 0.0


def test_an_order_that_fails_is_bought_elsewhere_and_remembered(shop):
    market, number, firm = shop
    market.offers[30, 0].own = 5.0
    assert purchase(market, number, firm, 0.9) == outcomes.DELIVERED
    assert firm.incumbent == 30 and firm.failed == 1  # it stays, for now
    assert market.desks[31].ordered == 10.0 and market.desks[31].contested == 10.0
    assert market.desks[30].ordered == 10.0 and market.desks[30].orders == 0.0  # its record of delivering suffers
    chance = 0.01 / market.segments[0, firm.segment].project_chance + market.settings[0].failure_review
    market.offers[30, 0].own = 100.0
    assert purchase(market, number, firm, chance * 1.001) == outcomes.DELIVERED
    assert firm.reviewed == -1 and firm.failed == 0
    market.offers[30, 0].own = 5.0
    purchase(market, number, firm, 0.9)
    purchase(market, number, firm, chance * 0.999)
    assert firm.reviewed == 0


def test_who_wins_a_large_project_is_no_supplier_for_that(shop):
    market, number, firm = shop
    market.desks[31].weight[:] = market.offers[31, 0].weight[:] = 1e12
    assert purchase(market, number, firm, 0.9, large=True) == outcomes.DELIVERED
    assert market.desks[31].contested == 10.0 and firm.incumbent == 30 and firm.reviewed == -1
    market.desks[30].weight[:] = market.offers[30, 0].weight[:] = 1e30
    purchase(market, number, firm, 0.9, large=True)
    assert market.desks[30].contested == 10.0 and market.desks[30].repeated.sum() == 0.0


def test_an_offer_is_compared_with_the_supplier_alone(shop):
    market, number, firm = shop
    firm.shortlist[2] = 32
    firm.offer = 31
    market.desks[31].weight[:] = market.offers[31, 0].weight[:] = 1e12
    market.desks[32].weight[:] = market.offers[32, 0].weight[:] = 1e30  # nobody asks it
    market.offers[32, 0].bid = 0.0
    purchase(market, number, firm, 0.9)
    assert firm.incumbent == 31 and firm.offer == -1 and market.offers[32, 0].bid == 0.0
    assert market.desks[30].defended == market.offers[31, 0].bid == 10.0


def test_what_a_supplier_does_not_sell_is_bought_elsewhere_and_not_held_against_it(shop):
    market, number, firm = shop
    market.offers[30, 0].weight[:] = 0.0
    assert purchase(market, number, firm, 0.9) == outcomes.DELIVERED
    assert firm.failed == 0 and firm.incumbent == 30 and market.desks[31].ordered == 10.0


def test_whose_offer_is_heard_has_a_place_but_never_the_suppliers(shop):
    market, number, firm = shop
    firm.shortlist[:] = 30, 31, 33, 34, 35
    firm.offer = 32
    market.desks[32].weight[:] = market.offers[32, 0].weight[:] = 1.0
    purchase(market, number, firm, 0.9)
    assert 30 in firm.shortlist and 32 in firm.shortlist


def test_a_firm_without_a_supplier_always_chooses(shop):
    market, number, firm = shop
    firm.incumbent = -1
    assert purchase(market, number, firm, 0.999999) == outcomes.DELIVERED
    assert firm.reviewed == 0 and firm.incumbent >= 0


def test_in_the_month_of_a_closing_customers_go_to_heirs_or_to_the_market(shop):
    market, number, firm = shop
    gone = market.partners[30]
    gone.alive, gone.closed = 0, 1
    mine = np.flatnonzero(market.customers.incumbent == 30)
    assert len(mine)
    gone.heirs[:] = -1
    clienteles.pass_on_customers(market, 1)
    assert (market.customers.incumbent[mine] == -1).all()
    assert not (market.customers.shortlist[mine] == 30).all(axis=1).any()
    heirs = market.partners[31]
    heirs.alive, heirs.closed, heirs.heirs[:] = 0, 1, 32
    mine = np.flatnonzero((market.customers.incumbent == 31) & ~(market.customers.shortlist == 32).any(axis=1))
    clienteles.pass_on_customers(market, 1)
    assert (market.customers.incumbent[mine] == 32).all()


def test_a_new_firm_stands_where_one_closed_and_knows_nobody(shop):
    market, number, firm = shop
    before = firm.weight
    clienteles.start_afresh.py_func(Values(seed=market.seed, settings=[Values(firm_spread=0.8)]), 0, number, firm)
    assert firm.generation == 1 and firm.incumbent == -1 and (firm.shortlist == -1).all()
    assert firm.weight != before


@pytest.fixture(scope="module")
def followed(small):
    """A small market with the table of its customers, in which firms that give up find a buyer."""
    return simulate(small.with_values({"partners.acquisition_interest": 0.5}), 1, 48, customers=True)


def test_the_table_of_customers_tells_who_orders_from_whom(followed, small):
    table = followed.customers
    assert list(table.columns) == ["month", "customer", "segment", "supplier", "reviewed", "treated"]
    firms = len(followed.market.customers)
    assert len(table) == 48 * firms and table.groupby("month")["customer"].nunique().eq(firms).all()
    assert simulate(small, 1, 2).customers is None
    # About closing_rate of them are replaced in a year.
    replaced = table.loc[table["month"] == 47, "customer"].ge(firms).mean() / 4.0
    assert replaced == pytest.approx(small.values["customers.closing_rate"], abs=0.012)


def test_a_supplier_changes_by_a_review_or_with_a_closing_and_else_never(followed):
    table = followed.customers.set_index(["customer", "month"]).sort_index()
    before = table["supplier"].groupby("customer").shift(1)
    moved = table["supplier"].ne(before).fillna(False) & before.notna() & ~table["reviewed"]
    closed = followed.partners.set_index("partner")["closed"]
    left = before[moved].astype(int).map(closed)
    assert moved.any() and (left == left.index.get_level_values("month")).all()


def test_most_firms_have_the_supplier_that_they_had_a_year_ago(followed):
    table = followed.customers
    now, then = (table[table["month"] == m].set_index("customer")["supplier"].dropna() for m in (47, 35))
    kept = (now.reindex(then.index) == then).fillna(False).mean()
    assert 0.80 < kept < 0.98


def test_who_buys_is_asked_in_turn_from_the_starting_point(small):
    market = opened_market(small, 3, 2)
    firms = market.customers.shape[0]
    buyers = np.zeros(firms, dtype=np.int64)
    found = orders.firms_that_buy.py_func(market, 0, firms - 2, 0, buyers)
    chances = [market.segments[0, firm.segment].project_chance for firm in market.customers]
    wanted = [n for n in (firms - 2, firms - 1, *range(firms - 2))
              if uniform(market.seed, PROJECT_ARISES, 0, n, 0) < chances[n]]  # fmt: skip
    assert 0 < found < firms and list(buyers[:found]) == wanted
    parts, places = [], np.zeros(100, dtype=np.int64)  # the same, a hundred asked at once
    for first in range(0, firms, 100):
        parts += list(places[: orders.firms_that_buy.py_func(market, 0, firms - 2, first, places)])
    assert parts == wanted


def test_goods_wear_at_every_firm_and_some_place_an_order(small):
    market = opened_market(small, 3, 2)
    installed, need = market.customers["installed"].copy(), market.customers["need"].copy()
    settings = market.settings[0]
    clients = np.zeros(market.customers.shape[0], dtype=np.int64)
    found = services.firms_that_want_service.py_func(market, 0, 0, clients)
    demand = market.segments[0]["service_demand"][market.customers["segment"]]
    assert market.customers["installed"] == pytest.approx(installed * (1.0 - 1.0 / settings.goods_life))
    assert market.customers["need"] == pytest.approx(need + installed / settings.goods_life * demand)
    wanted = [n for n in range(len(clients)) if uniform(market.seed, SERVICE_ORDER, 0, n, 0) < settings.service_orders]
    assert list(clients[:found]) == wanted and wanted


def test_a_taste_for_a_supplier_is_drawn_once_with_the_markets_own_luck(small):
    market = simulate(small, 3, 24).market
    for row in range(int(market.counters[PARTNERS])):
        for account in market.accounts[row]:
            if account.distributor >= 0:
                name = int(market.partners[row].id)
                assert account.taste == normal(market.seed, SUPPLIER_TASTE, 0, name, int(account.distributor))


def test_liking_drifts_lasts_and_keeps_its_spread():
    settings = numbers(appeal_spread=2.0)
    # Of 1 a half stays; the news have a spread of 2 x sqrt(1 - 0.25).
    assert both(customer.appeal_after, 1.0, 0.4, 0.5, settings) == pytest.approx(0.5 + 2.0 * math.sqrt(0.75) * 0.4)
    assert both(customer.appeal_after, 1.0, 0.4, 1.0, settings) == 1.0  # nothing is forgotten: no news
    assert both(customer.appeal_after, 1.0, 0.4, 0.0, settings) == pytest.approx(0.8)
    luck = np.random.default_rng(1).standard_normal((12, 20_000))
    liked = 2.0 * np.random.default_rng(2).standard_normal(20_000)
    first = liked
    for news in luck:
        liked = customer.appeal_after.py_func(liked, news, 0.91 ** (1 / 12), settings)
    assert liked.std() == pytest.approx(2.0, rel=0.02)
    assert np.polyfit(first, liked, 1)[0] == pytest.approx(0.91, abs=0.01)  # what a year leaves of a distance


def test_who_is_liked_twice_as_much_weighs_twice_as_much(small):
    market = simulate(small, 3, 2).market
    row = int(np.flatnonzero(market.partners["alive"] & (market.desks["weight"].sum(axis=1) > 0.0))[0])
    weights = []
    for appeal in (0.0, math.log(2.0)):
        market.partners[row].appeal = appeal
        bids.weigh_bids.py_func(market, 1, row)
        weights.append((market.desks[row].weight.copy(), market.offers[row].weight.copy()))
    assert weights[1][0] == pytest.approx(2.0 * weights[0][0]) and weights[1][1] == pytest.approx(2.0 * weights[0][1])


def test_a_market_opens_with_the_liking_that_its_run_up_has_brought():
    market = opened_market(load_scenario("steady"), 1, 2)
    settings, firms = market.settings[0], market.partners
    liked = firms["appeal"][(firms["alive"] == 1) & (firms["age"] >= PROLOGUE_MONTHS)]
    drift = settings.appeal_kept ** (PROLOGUE_MONTHS / 12.0)  # they began with 0, and news came
    assert liked.std() == pytest.approx(settings.appeal_spread * math.sqrt(1.0 - drift * drift), rel=0.1)
    assert abs(liked.mean()) < 0.1
