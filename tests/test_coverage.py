"""The page of how often intervals hold, and markets of another size."""

import pytest

from experiments.comparing.coverage import SAMPLES, Row
from experiments.comparing.coverage_page import written_page
from experiments.running.resized import in_proportion, resized
from experiments.running.size import partners_of
from scenarios import load_scenario


def test_a_market_of_another_size_keeps_its_kinds_and_its_money_a_partner():
    whole = load_scenario("community-and-credit")
    small = resized(whole, 54)  # a tenth of 70 integrators, 400 resellers and 70 shops
    assert partners_of(whole) == 540 and partners_of(small) == 54
    assert [small.values[f"population.{kind}"] for kind in ("integrator", "reseller", "online_shop")] == [7, 40, 7]
    spent = [key for key, value in whole.values.items() if key.endswith("budget") and value]
    assert spent and all(small.values[key] == pytest.approx(whole.values[key] / 10) for key in spent)
    assert partners_of(resized(whole, 33)) == 33  # 4.28, 24.44 and 4.28: the largest part left takes the next firm
    assert resized(whole, 33).values["population.reseller"] == 25


def test_dated_money_is_in_proportion_too():
    assert in_proportion({"levers.focal.community.budget": 50.0, "levers.focal.credit.days": 45}, 0.1) == {
        "levers.focal.community.budget": 5.0
    }


def test_the_page_counts_what_holds_and_lists_the_rest_worst_first():
    good = Row("difference", "survival_share", 16, 0.95, 1.0, 0.1, SAMPLES)
    bad = Row("difference", "focal_profit", 16, 0.85, 1.0, -3.8, SAMPLES)
    worse = Row("level", "focal_profit", 8, 0.80, 1.0, -3.8, SAMPLES)
    none = Row("difference", "closings", 4, float("nan"), 0.0, 0.0, SAMPLES)
    page = written_page({33: [good, bad], 120: [worse, none]}, "garden coverage a b", "steady", "community", 60, 400)
    assert "Written by `garden coverage a b`; not" in page
    assert "**Of 3 rows with an interval 1 hold 93% to 97%" in page
    listed = page[page.index("worst first") : page.index("## All of them")]
    assert listed.index("80.0%") < listed.index("85.0%") and "survival_share" not in listed and "-3.8" in listed
    assert "| 120 | paired difference | closings | 4 | - | 0% | +0.0 |" in page
    assert "None lies outside." in written_page({33: [good]}, "garden coverage a b", "steady", "community", 60, 400)


def test_a_row_is_held_within_what_its_samples_can_tell():
    def held(coverage: float, samples: int) -> bool:
        return Row("survival", "month 12", 8, coverage, 1.0, float("nan"), samples).held

    # Two standard errors of 0.97 in 200 samples are 2.4 points, in 2,000 they are 0.8.
    assert held(0.91, 200) and not held(0.91, 2000) and held(0.975, 2000) and not held(1.0, 2000)
