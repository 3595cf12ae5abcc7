"""Where customers' money goes: parts that sum to all, hand-made limits, the run's own books."""

import numpy as np
import pytest

from agents.goods import CATEGORIES
from experiments.comparing.margin import PARTS, margin_of, margins, split
from experiments.running.walk import walk
from model import simulate
from tests.conftest import small_of

MONTHS = 12


def test_parts_are_the_books_of_the_run():
    scenario = small_of("services", MONTHS)
    total = dict.fromkeys(PARTS, 0.0)
    for market in walk(scenario, 3, MONTHS):
        for name, value in split(market).items():
            total[name] += value
    monthly = simulate(scenario, 3, MONTHS).monthly
    assert sum(total.values()) == pytest.approx(monthly["channel_sales"].sum(), rel=1e-12)
    assert total["partners_product"] == pytest.approx(monthly["channel_product_gross_profit"].sum(), rel=1e-12)
    assert total["partners_service"] == pytest.approx(monthly["channel_service_gross_profit"].sum(), rel=1e-12)
    shares = margin_of(scenario, 3, MONTHS)
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-12)
    assert shares["vendors"] == pytest.approx(total["vendors"] / monthly["channel_sales"].sum(), rel=1e-12)


def test_without_a_markup_distributors_get_nothing_and_with_one_its_share():
    bare = {"vendors.rebate": 0.0, "vendors.marketing_funds": 0.0}
    bare |= {f"goods.{category}.distributor_markup": 1.0 for category in CATEGORIES}  # the same on all goods
    parts = margin_of(small_of("steady", MONTHS).with_values({**bare, "distributors.markup": 0.0}), 3, MONTHS)
    assert parts["distributors"] == pytest.approx(0.0, abs=1e-12)
    parts = margin_of(small_of("steady", MONTHS).with_values({**bare, "distributors.markup": 0.1}), 3, MONTHS)
    assert parts["distributors"] / (parts["vendors"] + parts["distributors"]) == pytest.approx(0.1 / 1.1, rel=1e-9)


def test_rebates_move_money_from_vendors_to_distributors_and_to_nobody_else():
    def parts(rebate):
        values = {"vendors.rebate": rebate, "vendors.rebate_target": 0.0}
        return margin_of(small_of("steady", 3).with_values(values), 3, 3)

    none, some = parts(0.0), parts(0.01)
    assert some["distributors"] > none["distributors"]
    assert some["vendors"] + some["distributors"] == pytest.approx(none["vendors"] + none["distributors"], rel=1e-9)
    for name in ("partners_product", "engineers", "partners_service"):
        assert some[name] == pytest.approx(none[name], rel=1e-9)


def test_without_demand_for_services_nobody_earns_on_them():
    values = {f"customers.{name}.service_demand": 0.0 for name in ("corporate", "smb", "consumer")}
    parts = margin_of(small_of("steady", MONTHS).with_values(values), 3, MONTHS)
    assert parts["partners_service"] == pytest.approx(-parts["engineers"], abs=1e-12)  # idle wages are a loss


def test_margins_are_paired_with_the_first_scenario():
    chosen = [small_of("steady", 6), small_of("price", 6)]
    seen = []
    rows = margins(chosen, 2, seed=1, watch=lambda *done: seen.append(done))
    assert len(rows) == 2 * len(PARTS) and seen == [(1, 2), (2, 2)]
    for row in rows[: len(PARTS)]:
        assert row["difference"] == 0.0
    own = [row for row in rows if row["scenario"] == "price"]
    assert sum(row["share"] for row in own) == pytest.approx(1.0) and sum(
        r["difference"] for r in own
    ) == pytest.approx(0.0, abs=1e-12)
    assert np.isfinite([row["low"] for row in own]).all()
