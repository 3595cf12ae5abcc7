"""What must always hold: books, scale, order, luck, dates, limits, and no closing without a cause."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import model.month
import model.opening
import model.prologue
import model.simulation
from model import MONTH, PARAMETERS, simulate
from model.market import EVENT_COUNT, PARTNERS, grown
from model.opening import opened_market
from model.simulation import GROWING, walked
from scenarios import Change, list_scenarios, load_scenario
from tests.conftest import SMALL, small_of

PRESETS = [row["name"] for row in list_scenarios()]
RESIDUAL = 1e-9


def crowd(partners: int) -> dict[str, int]:
    """Numbers of each kind in a market of so many partners."""
    shares = {"population.integrator": 0.37, "population.reseller": 0.555, "population.online_shop": 0.075}
    return {key: round(partners * share) for key, share in shares.items()}


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("partners", [20, 540])
def test_books_balance_in_every_preset(name, partners):
    result = simulate(load_scenario(name, crowd(partners)), 5, 60)
    assert result.summary["ledger_residual"] < RESIDUAL
    assert all(np.isfinite(value) for value in result.summary.values())


@pytest.fixture
def short_prologue(monkeypatch):
    """Two months for the market to settle instead of three years, which record nothing and cost most of a large run."""
    for module in (model.opening, model.prologue):
        monkeypatch.setattr(module, "PROLOGUE_MONTHS", 2)


@pytest.mark.parametrize("name", PRESETS)
def test_books_balance_in_every_preset_of_a_large_market(name, request, short_prologue):
    """At 6,000 partners; ``pytest -k large_market --partners 100000`` is the full size."""
    scenario = load_scenario(name, crowd(request.config.getoption("partners")))
    assert simulate(scenario, 5, 6).summary["ledger_residual"] < RESIDUAL


def test_books_balance_with_100000_partners(short_prologue):
    assert simulate(load_scenario("imitators", crowd(100_000)), 5, 2).summary["ledger_residual"] < RESIDUAL


def test_a_broken_booking_shows(small):
    market = opened_market(small, 1, 2)
    market = walked(market, 0, 1)
    market.partners[3].cash += 0.01  # one side only
    market = walked(market, 1, 2)
    assert market.monthly.residual[0] < RESIDUAL < market.monthly.residual[1]


def test_each_receivable_is_a_payable(small):
    result = simulate(small, 2, panel=True)
    month = small.months - 1
    owed = result.panel.loc[result.panel["month"] == month, "payables"].sum()
    claims = result.distributors.loc[result.distributors["month"] == month, "receivables"].sum()
    assert owed == pytest.approx(claims, rel=1e-9)


def test_flows_are_the_change_in_cash(small):
    result = simulate(small, 3, panel=True, flows=True)
    cash = result.panel.pivot(index="month", columns="partner", values="cash")
    flows = result.flows.pivot_table(index="month", columns="partner", values="amount", aggfunc="sum")
    change = cash.diff()
    gap = (change - flows.reindex_like(change)).iloc[1:].abs()
    assert float(gap.max().max()) < 1e-9 * float(cash.max().max())


def test_money_has_no_unit_of_its_own(small):
    one = simulate(small, 4)
    other = simulate(small.with_values({"money_scale": 1024.0}), 4)
    columns = ["partner", "entered", "closed", "cause", "origin"]
    pd.testing.assert_frame_equal(one.partners[columns], other.partners[columns])
    assert other.summary["focal_profit"] == 1024.0 * one.summary["focal_profit"]


def test_same_seed_same_bytes_and_other_seed_other_luck(small):
    one, again = simulate(small, 6), simulate(small, 6)
    assert one.market.partners[: len(one.partners)].tobytes() == again.market.partners[: len(one.partners)].tobytes()
    assert simulate(small, 7).summary != one.summary


@pytest.mark.parametrize(("preset", "seed"), [("steady", 8), ("steady", 3), ("prepayment", 2), ("baseline", 1)])
def test_storage_order_of_partners_does_not_matter(preset, seed):
    """The same firms in other rows live the same lives: nothing that only rounding left decides anything."""
    months = 60
    small = small_of(preset, months)
    market = opened_market(small, seed, months)
    count = int(market.counters[PARTNERS])
    order = np.random.default_rng(1).permutation(count)
    other = opened_market(small, seed, months)
    for name in ("partners", "accounts", "desks", "lines", "offers", "skills", "names", "trail"):
        getattr(other, name)[:count] = getattr(market, name)[:count][order]
    where = np.empty(count, dtype=int)
    where[order] = np.arange(count)
    for column in ("incumbent", "shortlist", "offer", "guest"):
        held = other.customers[column]
        held[...] = np.where(held >= 0, where[held], held)
    # Heirs are rows too, but nobody has any before month 0.
    market, other = walked(market, 0, months), walked(other, 0, months)
    one = market.partners[: int(market.counters[PARTNERS])]
    two = other.partners[: int(other.counters[PARTNERS])]
    one, two = one[np.argsort(one.id)], two[np.argsort(two.id)]
    for column in ("id", "entered", "closed", "cause", "origin"):
        assert (one[column] == two[column]).all(), column
    for column in ("cash", "equity", "sales_staff", "service_staff", "competence", "normal_sales", "arrears_months"):
        assert np.allclose(one[column], two[column], rtol=1e-7, atol=1e-7), column
    diary = [m.events[: int(m.counters[EVENT_COUNT])] for m in (market, other)]
    diary = [np.sort(rows, order=("month", "event", "partner", "distributor", "amount")) for rows in diary]
    for column in ("month", "event", "partner", "distributor", "detail"):
        assert (diary[0][column] == diary[1][column]).all(), column


@pytest.mark.parametrize(
    "values",
    [
        {"population.integrator": 0, "population.reseller": 0, "population.online_shop": 0},
        {"population.integrator": 1, "population.reseller": 0, "population.online_shop": 0},
        {"population.distributor": 1},
        {"customers.corporate.demand": 0.0, "customers.smb.demand": 0.0, "customers.consumer.demand": 0.0},
        {"customers.corporate.firms": 0.0, "customers.smb.firms": 0.0},
        {"partners.stock_lines": 0.0},
        {"labour.service_wage": 0.0},
        {"finance.funding_rate": 0.0},
    ],
)
def test_limits_of_the_market_give_numbers(values):
    result = simulate(load_scenario("steady", {**SMALL, **values}), 1, 30)
    assert all(np.isfinite(value) for value in result.summary.values())
    assert result.summary["ledger_residual"] < RESIDUAL


def test_without_demand_nobody_sells():
    values = {f"customers.{s}.demand": 0.0 for s in ("corporate", "smb", "consumer")}
    assert simulate(load_scenario("steady", {**SMALL, **values}), 1, 12).summary["channel_sales"] == 0.0


def test_without_service_demand_there_are_no_services():
    values = {f"customers.{s}.service_demand": 0.0 for s in ("corporate", "smb", "consumer")}
    result = simulate(load_scenario("steady", {**SMALL, **values}), 1, 12, panel=True)
    assert result.panel["sales_service"].sum() == 0.0


def test_a_lever_changes_nothing_before_its_date(small):
    dated = small.with_timeline([Change(40, None, "prepay", {"levers.focal.credit.mode": "prepayment"})])
    one, other = simulate(small, 9, panel=True), simulate(dated, 9, panel=True)
    for name in ("panel", "events", "distributors"):
        left, right = getattr(one, name), getattr(other, name)
        pd.testing.assert_frame_equal(left[left["month"] < 40], right[right["month"] < 40])
    assert (
        not one.panel[one.panel["month"] >= 40]
        .reset_index(drop=True)
        .equals(other.panel[other.panel["month"] >= 40].reset_index(drop=True))
    )


def test_a_change_with_an_end_ends(small):
    change = {"levers.focal.credit.deferment_days": 60.0}
    for_good = small.with_timeline([Change(5, None, "x", change)])
    for_a_while = small.with_timeline([Change(5, 9, "x", change)])
    assert for_a_while.at(8) == for_good.at(8) and for_a_while.at(9) == dict(small.values)
    one, two = simulate(for_good, 1, 9), simulate(for_a_while, 1, 9)
    assert one.summary == two.summary


LEVERS = {
    "levers.focal.credit.mode": "prepayment",
    "levers.focal.credit.deferment_days": 60.0,
    "levers.focal.credit.limit_months": 4.0,
    "levers.focal.credit.cutoff": 0.05,
    "levers.focal.services.package_depth": 0.6,
    "levers.focal.services.partner_margin_share": 0.9,
    "levers.focal.stock.fill_rate": 0.99,
    "levers.focal.stock.lead_days": 1.0,
    "levers.focal.stock.warehouse_access": 0.0,
    "levers.focal.credit.rescue": 1.0,
    "levers.focal.credit.rescue_screening": 0.0,
    "levers.focal.credit.insurance": 0.9,
    "levers.focal.community.budget": 5.0,
    "levers.focal.community.portal_share": 1.0,
    "levers.focal.community.training_share": 0.0,
    "levers.focal.community.management_share": 1.0,
    "levers.focal.community.openness": 1.0,
    "levers.focal.training.budget": 5.0,
    "levers.focal.price.discount": 0.02,
    "levers.focal.push.budget": 5.0,
    "levers.focal.portfolio.breadth": 0.7,
    "levers.focal.portfolio.pruning": 0.5,
    "levers.focal.portfolio.agility": 0.4,
    "levers.focal.recruiting.budget": 3.0,
    "levers.focal.pond.paid_share": 1.0,
}
# Some levers only move something when another is at work.
GROUND = {
    "partner_margin_share": {"levers.focal.services.package_depth": 0.5},
    "rescue_screening": {"levers.focal.credit.rescue": 1.0},
    "portal_share": {"levers.focal.community.budget": 5.0},
    "training_share": {"levers.focal.community.budget": 5.0},
    "management_share": {"levers.focal.community.budget": 5.0},
    "openness": {"levers.focal.community.budget": 5.0},
    "agility": {"vendors.asian.quality_growth": 0.4},
}


def test_every_lever_is_listed_here():
    assert set(LEVERS) == {key for key in PARAMETERS if PARAMETERS[key].role == "lever"}


@pytest.mark.parametrize("key", LEVERS)
def test_nobody_closes_differently_unless_its_own_books_differed_before(key):
    """An outcome is never a parameter: a lever reaches a closing only through the partner's own books."""
    value = LEVERS[key]
    base = small_of("steady", 36)
    values = {key: value}
    base = base.with_values(GROUND.get(key.rsplit(".", 1)[1], {}))
    other = base.with_values(values)
    for seed in range(20):
        one, two = simulate(base, seed, panel=True), simulate(other, seed, panel=True)
        left = one.partners.set_index("partner")[["closed", "cause"]]
        right = two.partners.set_index("partner")[["closed", "cause"]]
        known = left.index.intersection(right.index)
        left, right = left.loc[known], right.loc[known]
        differs = (left["closed"].fillna(-1) != right["closed"].fillna(-1)) | (left["cause"] != right["cause"])
        lives = [r.panel.groupby("partner") for r in (one, two)]
        for name in known[differs]:
            closed = min(int(x) for x in (left.loc[name, "closed"], right.loc[name, "closed"]) if x is not pd.NA)
            books = [life.get_group(name)[lambda rows, closed=closed: rows["month"] < closed] for life in lives]
            assert not books[0].reset_index(drop=True).equals(books[1].reset_index(drop=True)), (key, seed, name)


def test_histories_are_append_only_and_the_closed_are_gone(small):
    result = simulate(small, 11, panel=True)
    partners = result.partners
    assert partners["partner"].is_unique and len(partners) > 60
    closed = partners.dropna(subset="closed").set_index("partner")["closed"].astype(int)
    last = result.panel.groupby("partner")["month"].max()
    assert (last.reindex(closed.index).fillna(closed - 1) == closed - 1).all()
    events = result.events[result.events["event"] == "closing"].dropna(subset="partner")
    assert len(events) == len(closed)
    assert set(partners["cause"]) <= {"", "illiquidity", "over_indebtedness", "voluntary", "acquired"}
    assert ((partners["cause"] == "") == partners["closed"].isna()).all()


def test_every_closing_has_its_trail(small):
    result = simulate(small, 12, flows=True)
    closed = result.partners.dropna(subset="closed")
    closed = closed[closed["closed"] > closed["entered"]]
    name = int(closed["partner"].iloc[-1])
    trail = result.trail(name)
    flows = result.flows[result.flows["partner"] == name].pivot(index="month", columns="line", values="amount")
    assert 0 < len(trail) <= 12
    assert np.allclose(trail, flows.loc[trail.index, trail.columns])


def test_month_is_one_tuple_in_the_documented_order():
    names = [phase.__name__ for phase in MONTH]
    assert len(names) == len(set(names)) == 38
    order = ["wind_up", "enter", "drift_trends", "set_vendor_terms", "set_prices", "review_credit", "fund_credit", "quote",
             "place_orders", "buy_goods", "deliver_services", "meet", "collect_and_pay", "help_in_need",
             "run_wholesale", "adjust_staff", "decide_closings", "record"]  # fmt: skip
    assert [n for n in names if n in order] == order


UNCOMPILED = """
import json, sys, warnings
warnings.filterwarnings("ignore")
from tests.test_market import tiny_numbers
print(json.dumps(tiny_numbers()))
"""


def tiny_numbers() -> dict:
    """A short run of a very small market."""
    values = {"population.integrator": 2, "population.reseller": 2, "population.online_shop": 1,
              "customers.smb.firms": 6.0}  # fmt: skip
    # In the years before luck 3's month 0 a firm without credit sells 1e-15 from an empty store, by rounding: whether
    # such a sale is one to remember (orders.remember_orders) is a matter of the compiler.
    market = opened_market(load_scenario("credit-and-services", values), 4, 6)
    market = walked(market, 0, 6)
    rows = market.partners[: int(market.counters[PARTNERS])]
    return {"cash": rows.cash.tolist(), "equity": rows.equity.tolist(), "closed": rows.closed.tolist(),
            "profit": market.channel.profit[:, 0].tolist()}  # fmt: skip


def test_run_uncompiled_the_same_source_gives_the_same_numbers():
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    root = Path(model.month.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", UNCOMPILED], env=environment, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    plain, compiled = json.loads(done.stdout), tiny_numbers()
    assert plain["closed"] == compiled["closed"]
    for name in ("cash", "equity", "profit"):
        assert np.allclose(plain[name], compiled[name], rtol=1e-9, atol=1e-9), name


SAMPLED = [
    key
    for key, p in PARAMETERS.items()
    if not p.choices and not p.integer and p.low is not None and not key.startswith(("population", "money_scale"))
]


@given(st.dictionaries(st.sampled_from(SAMPLED), st.floats(0.0, 1.0), max_size=8), st.integers(0, 2**63))
def test_books_balance_over_the_sensible_ranges(places, seed):
    values = {k: PARAMETERS[k].low + u * (PARAMETERS[k].high - PARAMETERS[k].low) for k, u in places.items()}
    result = simulate(load_scenario("steady", {**SMALL, **values}), seed, 15)
    assert result.summary["ledger_residual"] < RESIDUAL
    assert all(np.isfinite(value) for value in result.summary.values())


def test_no_column_hides_behind_numpys_own_names():
    # A column called ``size`` would be read as numpy's own attribute when the code runs uncompiled.
    from model.market import firm_columns
    from model.settings import table_types

    names = {c.name for columns in firm_columns().values() for c in columns}
    names |= {name for dtype in table_types().values() for name in dtype.names}
    assert not names & (set(dir(np.record)) | set(dir(np.recarray)))


def test_tables_by_month_are_moved_once_and_hold_what_they_would(monkeypatch):
    """Room for the months that are left is made at once: what was recorded is not copied month after month."""
    moved = []
    monkeypatch.setattr(model.simulation, "grown", lambda *asked: moved.append(asked[1]) or grown(*asked))
    asked = {"panel": True, "flows": True, "accounts": True, "lines": True, "skills": True, "customers": True}
    result = simulate(load_scenario("steady", SMALL), 1, 36, **asked)
    assert {*moved} == {*GROWING} and max(map(moved.count, GROWING)) <= 2
    for month in (0, 35):
        assert len(result.panel[result.panel["month"] == month]) == result.monthly["partners_alive"].iloc[month]
