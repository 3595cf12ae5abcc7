"""The question on bad debt: one multiple for both markets, the terms that it is about, and how hard the year hits."""

from types import SimpleNamespace

import numpy as np
import pytest

from app_pages import bad_debt, state, worlds
from app_pages.questions import QUESTIONS
from app_pages.recipe import Recipe, scenario_of
from experiments.comparing.statistics import paired_difference
from experiments.validation.bearing import losses_missed
from experiments.words.words import LANGUAGES

WOBBLE = np.array([1.0, -1.0] * 4)


def market(lost: tuple[float, float], gain: float) -> SimpleNamespace:
    """Who sells 40,000, earns 1,000 and writes off so much without and with a policy that earns so much more."""
    columns = {
        "focal_profit": [1000.0 + 0 * WOBBLE, 1000.0 + gain + WOBBLE],
        "focal_bad_debt": [lost[0] + 0 * WOBBLE, lost[1] + WOBBLE / 100],
        "focal_sales": [40_000.0 + 0 * WOBBLE] * 2,
    }
    return SimpleNamespace(metric=lambda name, side: columns[name][side], months=120, measured=(*columns,), base=0)


def pair(by: float):
    return paired_difference(100.0 + 0 * WOBBLE, 100.0 + by + WOBBLE / 10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bad_year_does_not_look_cheaper_than_a_normal_one(monkeypatch, language):
    """By hand: 10 of 40,000 is 0.025 %, of which 0.05 to 0.2 % is 2 to 8 times, for both markets alike."""
    monkeypatch.setattr(state, "language", lambda: language)
    normal, bad = market((10.0, 30.0), 300.0), market((40.0, 70.0), 500.0)  # itself 0.1 %: half to twice of that
    added, profit = bad_debt.published(normal, bad, [pair(5.0), pair(9.0)])
    for low, high in (("+10 (+", "+40 (+"), ("+18 (+", "+72 (+")):
        assert low in added and high in added
    # 20 more are lost in the normal market, 30 in the other: 300 - 20 and - 140, 500 - 30 and - 210
    assert all(f"{told} (+" in profit for told in ("+280", "+160", "+470", "+290")), profit
    assert ("2.0 to 8.0 times the 0.025 % " if language == "en" else "кратность от 2,0 до 8,0") in added
    assert ("in all 120 months of the normal market" if language == "en" else "за все 120 мес. обычного рынка") in added


def test_a_multiple_of_what_may_be_nothing_is_not_told(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    normal, bad = market((10.0, 30.0), 300.0), market((40.0, 70.0), 500.0)
    open_ = paired_difference(100.0 + 0 * WOBBLE, 100.0 + WOBBLE)
    assert bad_debt.published(normal, bad, [pair(5.0), open_]) == losses_missed("en", 0.00025)
    rich = market((100.0, 130.0), 300.0)
    assert bad_debt.published(rich, bad, [pair(5.0), pair(9.0)]) == losses_missed("en"), "no less than is published"


def test_the_terms_and_the_bad_year_stand_in_the_card(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    base, credit = (scenario_of(Recipe("steady"), Recipe(name)) for name in ("steady", "credit"))
    assert bad_debt.terms_told([base, credit]) == "45 days to pay, open warehouse 100 %"
    assert bad_debt.terms_told([base, QUESTIONS["payback"].view("en").scenario()]) == "30 days to pay"
    struck = scenario_of(worlds.world("bad", Recipe("steady")), Recipe("steady"))
    assert bad_debt.shock_told(struck) == [
        "The bad year, months 13 to 24: customers want 40 % fewer goods, and money costs distributors 17 % a year "
        "in place of 14 %."
    ]
    assert bad_debt.shock_told(base) == []
