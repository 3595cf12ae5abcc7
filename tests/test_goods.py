"""Categories of goods: rules by hand, ledgers by category, and scenarios that declare their own."""

import math

import numpy as np
import pytest
from scipy.stats import linregress

from agents import goods
from agents.domain import DOMAINS
from agents.goods import CATEGORIES, LINE, OFFER, SHELF
from agents.partner import DESK, KINDS
from agents.pricing import selling_cost
from agents.state import empty_rows
from model import PARAMETERS, simulate
from model.settings import month_tables, parts
from model.sourcing import stock_gap, take_from_shelves
from scenarios import load_scenario
from scenarios.check import ScenarioError
from scenarios.scenario import Change
from tests.conftest import SMALL, Values, numbers
from tests.test_rules import both


@pytest.fixture(scope="module")
def run():
    """A small steady market with all tables by category."""
    return simulate(load_scenario("steady", SMALL), 5, 36, panel=True, lines=True)


# Rules


def test_weights_become_parts_of_one():
    assert parts(np.array([[1.0, 1.0, 2.0], [0.0, 0.0, 0.0]])).tolist() == [[0.25, 0.25, 0.5], [1 / 3, 1 / 3, 1 / 3]]


def test_what_needs_no_stock_is_always_at_hand():
    assert both(goods.at_hand, numbers(stocked=1.0), 0.95) == pytest.approx(0.95)
    assert both(goods.at_hand, numbers(stocked=1.7), 0.95) == pytest.approx(0.95)
    assert both(goods.at_hand, numbers(stocked=0.5), 0.9) == pytest.approx(0.95)
    assert both(goods.at_hand, numbers(stocked=0.0), 0.95) == 1.0


def test_list_prices_drift_by_category():
    assert both(goods.list_price, numbers(price=2.0, price_growth=-0.1), 12) == pytest.approx(1.8)
    assert both(goods.list_price, numbers(price=2.0, price_growth=-0.1), 6) == pytest.approx(2.0 * math.sqrt(0.9))


def test_a_promise_takes_own_goods_first_and_then_money():
    desk, offer = empty_rows(DESK, 1)[0], empty_rows(OFFER, 1)[0]
    desk.room, offer.own, offer.access = 100.0, 30.0, 0.5
    assert both(goods.still_promised, desk, offer) == 80.0  # 30 on the shelf, half of 100 from a warehouse
    goods.promise.py_func(desk, offer, 20.0)
    assert (offer.own, desk.room) == (10.0, 100.0)
    goods.promise.py_func(desk, offer, 25.0)  # 10 from the shelf; 15 more take 30 of the room
    assert (offer.own, desk.room) == (0.0, 70.0)
    assert both(goods.still_promised, desk, offer) == 35.0


def test_mean_markup_is_weighted_by_usual_sales():
    lines = empty_rows(LINE, 2)
    lines.forecast, lines.markup = [30.0, 10.0], [0.1, 0.3]
    assert both(goods.mean_markup, lines) == pytest.approx(0.15)
    lines.forecast = 0.0
    assert both(goods.mean_markup, lines) == pytest.approx(0.2)


def test_selling_costs_what_people_and_desks_cost_and_less_for_the_efficient():
    # Two of wage and a half of desk for 25 of goods: a tenth.
    assert both(selling_cost, 1.0, 2.0, 0.5, 25.0, 1.0) == pytest.approx(0.1)
    assert both(selling_cost, 1.0, 2.0, 0.5, 25.0, 1.25) == pytest.approx(0.08)
    assert both(selling_cost, 2.0, 2.0, 0.5, 25.0, 1.25) == pytest.approx(0.16)


def test_missing_stock_is_what_sales_leave_uncovered():
    line = empty_rows(LINE, 1)[0]
    line.stock, line.sold, line.stock_target = 10.0, 4.0, 9.0
    assert stock_gap.py_func(line) == pytest.approx(3.0)
    line.sold = 15.0
    assert stock_gap.py_func(line) == pytest.approx(9.0)


class Goods:
    """Two categories, of which distributors put their mark-up on the first alone."""

    def __getitem__(self, place):
        return numbers(distributor_markup=1.0 - place[1])


def test_a_partner_gets_of_each_category_what_it_wants_whichever_account_sells_it():
    # Wanted: 60 and 40. Account 0 was to sell three quarters of the first and a quarter of the second (55),
    # account 1 the rest (45). Account 0's limit carries 11, a fifth; account 1 carries all of its 45.
    lines, shelves = empty_rows(LINE, 2).reshape(1, 2), empty_rows(SHELF, 4).reshape(2, 2)
    lines.wanted, lines.share[0, :, 0], lines.share[0, :, 1] = [[60.0, 40.0]], [0.75, 0.25], [0.25, 0.75]
    lines.missing = [[60.0 - 9.0 - 15.0, 40.0 - 2.0 - 30.0]]  # 44 in all
    market = Values(
        settings=[numbers(markup=0.25)],
        accounts=np.array([[Values(distributor=0, carried=0.2), Values(distributor=1, carried=1.0)]]),
        distributors=[Values(discount=0.0), Values(discount=0.2)],
        categories=np.zeros(2), goods=Goods(),
        lines=lines, shelves=shelves,
    )  # fmt: skip
    sold = [take_from_shelves.py_func(market, 0, 0, place, other, 44.0) for place, other in ((0, 33.0), (1, 11.0))]
    assert shelves.sales.sum(axis=0).tolist() == pytest.approx([60.0, 40.0])
    assert shelves.sales.sum(axis=1).tolist() == pytest.approx([11.0 + 33.0, 45.0 + 11.0])
    # The first category bears a quarter of mark-up, and account 1 gives a fifth off.
    assert shelves.cost_of_sales[0, 0] == pytest.approx((9.0 + 33.0 * 36.0 / 44.0) / 1.25)
    assert shelves.cost_of_sales[1, 1] == pytest.approx((30.0 + 11.0 * 8.0 / 44.0) / 0.8)
    assert sold == pytest.approx(shelves.cost_of_sales.sum(axis=1)) and sold == pytest.approx(
        -shelves.stock.sum(axis=1)
    )


# Ledgers


def test_lines_add_up_to_the_panel(run):
    panel = run.panel.set_index(["month", "partner"])
    lines = run.lines.groupby(["month", "partner"])[["sales", "cost", "stock", "stock_target", "purchases"]].sum()
    for mine, theirs in (("sales", "sales_product"), ("stock", "own_stock"), ("stock_target", "stock_target"),
                         ("purchases", "purchases")):  # fmt: skip
        assert np.allclose(lines[mine], panel[theirs], rtol=1e-9, atol=1e-9), mine
    services = run.monthly["channel_service_gross_profit"].sum()
    assert lines["sales"].sum() - lines["cost"].sum() == pytest.approx(
        run.summary["channel_gross_profit"] - services, rel=1e-9
    )


def test_purchases_by_supplier_add_up_to_the_lines_and_to_the_shelves(run):
    bought = run.purchases.groupby(["month", "partner", "category"])["amount"].sum()
    lines = run.lines.set_index(["month", "partner", "category"])["purchases"].reindex(bought.index)
    assert np.allclose(bought, lines, rtol=1e-9, atol=1e-9)
    sold = run.purchases.groupby(["month", "distributor", "category"])["amount"].sum()
    shelves = run.shelves.set_index(["month", "distributor", "category"])["sales"].reindex(sold.index)
    assert np.allclose(sold, shelves, rtol=1e-9)


def test_stock_of_a_line_moves_by_what_was_bought_and_sold(run):
    table = run.lines.sort_values(["partner", "category", "month"])
    same = table["partner"].eq(table["partner"].shift()) & table["category"].eq(table["category"].shift())
    change = table["stock"] - table["stock"].shift() - table["purchases"] + table["cost"]
    bought = set(run.events.loc[run.events["detail"] == "acquired", "partner"])
    assert not bought or table["partner"].nunique() > len(bought)
    sold_up = change[same].abs() > 1e-9 * table.loc[same, "sales"].max()
    assert sold_up.sum() <= len(CATEGORIES) * len(bought)  # a buyer takes over the stock of the firm it buys


def test_shelves_add_up_to_the_distributors(run):
    shelves = run.shelves.groupby(["month", "distributor"])[
        ["sales", "cost_of_sales", "stock", "orders_to_vendors"]
    ].sum()
    whole = run.distributors.set_index(["month", "distributor"]).sort_index()
    packages = (whole["sales"] - shelves["sales"]).abs().max()
    assert packages < 1e-9 * whole["sales"].max()  # nobody offers packages here
    for column in ("cost_of_sales", "stock", "orders_to_vendors"):
        assert np.allclose(shelves[column], whole[column], rtol=1e-9), column
    one = run.shelves[(run.shelves["distributor"] == "focal") & (run.shelves["category"] == "systems")]
    change = one["stock"].diff() - one["orders_to_vendors"] + one["cost_of_sales"]
    assert change.iloc[1:].abs().max() < 1e-6 * one["stock"].max()


def test_software_needs_no_stock_and_devices_do(run):
    stock = run.lines.groupby("category")["stock"].sum()
    assert stock["software"] == 0.0 and stock["volume_devices"] > 0.0
    shelf = run.shelves.groupby("category")["stock"].sum()
    assert shelf["software"] == pytest.approx(0.0, abs=1e-6 * shelf["systems"])


def test_shops_take_devices_first_and_integrators_the_systems(run):
    kinds = run.partners.set_index("partner")["kind"]
    table = run.lines.assign(kind=run.lines["partner"].map(kinds))
    sales = table.pivot_table(index="kind", columns="category", values="sales", aggfunc="sum")
    mix = sales.div(sales.sum(axis=1), axis=0)
    assert mix.loc["online_shop"].idxmax() == "volume_devices"
    assert mix.loc["integrator", "systems"] > 3.0 * mix.loc["online_shop", "systems"]


def test_margins_by_line_have_the_order_of_the_facts(run):
    table = run.lines.groupby("category")[["sales", "cost"]].sum()
    margin = 1.0 - table["cost"] / table["sales"]
    assert margin["volume_devices"] < margin["systems"] and margin["software"] < margin["accessories"]


def test_efficient_partners_grow():
    """Growth of sales over three years on the logarithm of efficiency, six markets pooled: t above 2."""
    growth, skill = [], []
    for seed in range(1, 7):
        run = simulate(load_scenario("steady"), seed, 60, panel=True)
        sales = [
            run.panel[run.panel["month"].between(first, first + 11)].groupby("partner")["sales_product"].sum()
            for first in (0, 48)
        ]
        change = np.log(sales[1] / sales[0]).replace([np.inf, -np.inf], np.nan).dropna()
        growth.append(change - change.mean())
        skill.append(np.log(run.partners.set_index("partner").loc[change.index, "efficiency"]))
    x, y = np.concatenate(skill), np.concatenate(growth)
    fit = linregress(x, y)
    assert fit.slope / fit.stderr > 2.0


def test_a_price_shock_of_one_category_revalues_its_stock_alone():
    small = load_scenario("steady", SMALL)
    change = {"goods.systems.price": 1.3}
    dearer = small.with_timeline([Change(12, None, "dearer systems", change)])
    here, there = (simulate(s, 5, 14, lines=True).shelves.set_index(["month", "distributor", "category"])
                   for s in (small, dearer))  # fmt: skip
    ratio = (there["price"] / here["price"]).unstack()
    assert np.allclose(ratio.loc[:11], 1.0)
    assert np.allclose(ratio.loc[12:, "systems"], 1.3) and np.allclose(ratio.loc[12:, "software"], 1.0)
    assert simulate(dearer, 5, 14).summary["ledger_residual"] < 1e-9


def test_the_least_sold_lines_of_the_whole_assortment_go_first():
    # A line at p of a category with parts L of the lines and D of sales sells D / L x 3 p^2: with ballast 3 and a bar of
    # 0.3, p is 0.3 where L = D, and 0.6 where a line sells a quarter as much.
    assert both(goods.pruned_part, 0.5, 0.5, 0.3, 3.0) == pytest.approx(0.3)
    assert both(goods.pruned_part, 0.8, 0.2, 0.3, 3.0) == pytest.approx(0.6)
    assert both(goods.pruned_part, 0.8, 0.2, 0.9, 3.0) == 1.0
    assert both(goods.pruned_part, 0.0, 0.2, 0.9, 3.0) == 0.0 and both(goods.pruned_part, 0.1, 0.0, 0.1, 3.0) == 1.0


def test_pruning_cuts_the_categories_with_many_lines_and_few_sales():
    pruned = simulate(load_scenario("steady", {**SMALL, "levers.focal.portfolio.pruning": 0.4}), 5, 3)
    focal = pruned.shelves[(pruned.shelves["distributor"] == "focal") & (pruned.shelves["month"] == 2)]
    carried = focal.set_index("category")["lines"]
    assert carried["accessories"] < carried["volume_devices"] < carried["software"]
    weights = {name: PARAMETERS[f"goods.{name}.lines"].default for name in CATEGORIES}
    gone = sum(weights[name] * (1.0 - carried[name]) ** (1.0 / 3.0) for name in CATEGORIES) / sum(weights.values())
    assert gone == pytest.approx(0.4, rel=1e-6)
    one = simulate(
        load_scenario("steady", {**SMALL, "categories": "goods", "levers.focal.portfolio.pruning": 0.5}), 5, 2
    )
    assert np.allclose(one.shelves.loc[one.shelves["distributor"] == "focal", "lines"], 1.0 - 0.5**3)


# Scenarios


def test_a_scenario_declares_its_own_categories(tmp_path):
    path = tmp_path / "cables.toml"
    path.write_text('categories = ["cables", "plugs"]\n[goods.plugs]\nprice_sensitivity = 0.5\nstocked = 0.0\n')
    scenario = load_scenario(path, SMALL)
    assert scenario.values["goods.cables.price_sensitivity"] == 1.0
    assert scenario.values["goods.plugs.price_sensitivity"] == 0.5
    assert not any(key.startswith("goods.systems.") for key in scenario.values)
    again = tmp_path / "again.toml"
    again.write_text(scenario.to_toml())
    assert load_scenario(again).hash == scenario.hash
    result = simulate(scenario, 3, 6, lines=True)
    assert set(result.lines["category"]) == {"cables", "plugs"} == set(result.shelves["category"])
    assert result.summary["ledger_residual"] < 1e-9
    stock = result.lines.groupby("category")["stock"].sum()
    assert stock["plugs"] == 0.0 < stock["cables"]


@pytest.mark.parametrize("count", [1, 2, 7])
def test_the_engine_assumes_no_number_of_categories(count):
    names = ", ".join(f"goods_{n}" for n in range(count))
    result = simulate(load_scenario("baseline", {**SMALL, "categories": names}), 3, 12, lines=True)
    assert result.lines["category"].nunique() == count
    assert result.summary["ledger_residual"] < 1e-9 and result.summary["channel_sales"] > 0.0


def test_categories_nobody_buys_change_nothing():
    """One category, and the same with a second one that no customer wants: the same market."""
    one = simulate(load_scenario("baseline", {**SMALL, "categories": "things"}), 4, 24).summary
    nothing = {f"goods.others.{name}": 0.0 for name in ("corporate_part", "smb_part", "consumer_part", "lines")}
    two = simulate(load_scenario("baseline", {**SMALL, "categories": "things, others", **nothing}), 4, 24).summary
    assert two["partners_alive"] == one["partners_alive"] and two["closings"] == one["closings"]
    assert two["focal_profit"] == pytest.approx(one["focal_profit"], rel=1e-9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('categories = ["Big"]', "'Big' is not a name; expected small letters, digits and _"),
        ('categories = ["a", "a"]', "'a' stands there twice"),
        ("categories = []", "0 names; expected 1 to 20"),
        ("categories = 3", "3 is not a list of names"),
        ('categories = ["a"]\ngoods.system.price = 1.0', "no such goods; expected one of a"),
        ("goods.system.price = 1.0", "no such goods; did you mean systems?; expected one of volume_devices"),
        ("goods.systems.prize = 1.0", "unknown key; did you mean goods.systems.price?"),
        ("goods.systems.price = -1.0", "out of range"),
        ('[[timeline]]\nmonth = 3\nset = { categories = "a" }', "cannot change during a run"),
        ('[[timeline]]\nmonth = 3\nset = { "goods.cables.price" = 2.0 }', "the market has no such goods"),
    ],
)
def test_bad_categories_get_one_clear_line(tmp_path, text, message):
    path = tmp_path / "bad.toml"
    path.write_text(text + "\n")
    with pytest.raises(ScenarioError) as problem:
        load_scenario(path)
    assert message in str(problem.value) and "\n" not in str(problem.value)


def test_defaults_are_told_for_any_category():
    assert PARAMETERS["goods.cables.price"].default == 1.0 and "goods.cables.price" not in list(PARAMETERS)
    assert PARAMETERS["goods.software.stocked"].default == 0.0
    with pytest.raises(KeyError):
        PARAMETERS["goods.cables.colour"]
    tables = month_tables(load_scenario("steady").values, (), 2)
    assert tables["goods"].shape == (2, len(CATEGORIES))
    assert np.allclose(tables["goods"]["part"].sum(axis=1), 1.0)
    chains, systems = KINDS.index("retail_chain"), CATEGORIES.index("systems")
    assert tables["goods"]["ready"][0, systems, chains] == 0.0


def test_result_keeps_totals_and_means(run):
    assert run.categories == CATEGORIES
    last = run.panel[run.panel["month"] == 35].set_index("partner")["markup"]
    lines = run.lines[run.lines["month"] == 35].groupby("partner")["markup"]
    assert ((last >= lines.min() - 1e-9) & (last <= lines.max() + 1e-9)).all()


def test_skills_by_domain_add_up_to_a_partner_s_competence():
    scenario = load_scenario("steady", SMALL)
    run = simulate(scenario, 5, 6, panel=True, skills=True)
    assert set(run.skills["domain"]) == set(DOMAINS)
    weights = dict(zip(DOMAINS, run.market.domains.weight[0], strict=True))
    weighted = run.skills["competence"] * run.skills["domain"].map(weights)
    summed = weighted.groupby([run.skills["month"], run.skills["partner"]]).sum()
    told = run.panel.set_index(["month", "partner"])["competence"]
    assert np.allclose(summed.loc[told.index] / sum(weights.values()), told)
    assert simulate(scenario, 5, 6).skills is None
