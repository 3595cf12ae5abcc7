"""Within a budget so small that nothing which was tried fits it: no policy is advised that costs more."""

from dataclasses import replace

import numpy as np
import pytest

from app_pages import goal
from app_pages import goal_telling as telling
from app_pages.goal_search import (
    EACH,
    Goal,
    Programme,
    affordable,
    finalists,
    fitted,
    left_out,
    only_part,
    outcome,
    start,
)
from app_pages.questions import QUESTIONS
from experiments.comparing.finding import Smallest
from experiments.words.words import LANGUAGES, words
from scenarios import load_scenario
from tests.conftest import SMALL as MARKET
from tests.visits import text_of, visit

BASE = start(load_scenario("steady"))
WOBBLE = np.array([0.01, -0.01] * 4)
SMALL, SMALLEST = Goal("budget", 100.0), Smallest(1.0, 1.0)


def one(kept, cost: float, key: str = "community.budget", value: float = 9.0) -> Programme:
    """A policy that keeps so many more than the base, for so much money a year; the base earns 1,000."""
    return Programme(BASE | {f"levers.focal.{key}": value}, 0.5 + np.array(kept), np.full(8, 0.5),
                     np.full(8, cost), np.full(8, -cost) + WOBBLE, 1.0, 1000.0)  # fmt: skip


NONE = Programme(BASE, np.full(8, 0.5), np.full(8, 0.5), np.zeros(8), np.zeros(8), 1.0, 1000.0)
DEAR, DEARER = one(0.02 + WOBBLE, 148.0), one(0.03 + WOBBLE, 190.0, "training.budget")
UNSURE, CHEAP = one(2 * WOBBLE, 120.0, "stock.lead_days", 1.0), one(0.001 + 2 * WOBBLE, 60.0, "services.package_depth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_costs_more_than_the_budget_is_told_only_as_dearer(monkeypatch, language):
    monkeypatch.setattr(telling.state, "language", lambda: language)
    finals, say = [NONE, UNSURE, DEAR, DEARER], words(language, "app.goal")
    found = outcome(SMALL, finals, 0.01)
    assert found.best == 0 and telling.subject(SMALL, finals, found) == 0, "what a budget cannot pay is no answer to it"
    lines, _, ahead = telling.told(finals, ["-", "UNSURE", "DEAR", "DEARER"], found, 9, SMALL, say, SMALLEST, "", [])
    assert not ahead and lines[1] == say("budget.unfit") and not any("“DEAR" in line for line in lines)
    beyond = (
        "Beyond the budget: the cheapest run again that surely keeps more takes 148 a year, up to 148 with 90 % certainty, "
        "on community: +2.0 ",
        "Сверх бюджета: самая дешёвая из прогнанных ещё раз, что наверняка сохраняет больше, обходится в 148 ",
    )
    assert lines[2].startswith(beyond[language == "ru"])
    (_, _, open_, *_), *_ = telling.told([NONE, UNSURE], ["-", "-"], found, 9, SMALL, say, SMALLEST)
    assert "120" in open_ and say("budget.dearer").partition("{")[0] not in open_, "dearer, and not surely better"


def test_what_a_policy_sets_stands_behind_its_name_only():
    finals, say = [NONE, CHEAP, DEAR], words("en", "app.goal")
    found = outcome(SMALL, finals, 0.01)
    lines, *_ = telling.told(finals, ["-", "CHEAP", "DEAR"], found, 9, SMALL, say, SMALLEST, "MONEY", ["SETS"])
    assert lines[0].startswith("Within 100 ") and lines[1].startswith(
        "Of those run again that the budget pays, “CHEAP” "
    )
    assert lines[2:4] == ["SETS", "Its money a year: MONEY."] and lines[4].startswith("Beyond the budget: ")
    assert (
        lines[-1] == "The whole budget, 100 a year, is 10 % of what the baseline earns a year (1,000 units of money)."
    )


def test_what_fits_by_the_mean_alone_is_told_with_what_it_may_take(monkeypatch):
    """380 and 420 in turn: 400 in the mean; Student's bound of the next of eight more is 400 + 1.415 x 21.38 x 1.0607."""
    monkeypatch.setattr(telling.state, "language", lambda: "en")
    wobbling = replace(DEAR, cost=np.array([380.0, 420.0] * 4), profit=np.array([-380.0, -420.0] * 4))
    goal_, say = Goal("budget", 410.0), words("en", "app.goal")
    found = outcome(goal_, [NONE, wobbling], 0.01)
    lines, *_ = telling.told([NONE, wobbling], ["-", "DEAR"], found, 9, goal_, say, SMALLEST, "", [])
    assert found.best == 0 and "takes 400 a year, up to 432 with 90 % certainty" in lines[2]
    assert affordable(goal_, [NONE, wobbling]) == [] and affordable(Goal("budget", 433.0), [NONE, wobbling]) == [1]


def test_a_small_budget_has_plain_policies_of_its_own():
    """By hand: the 30 a month of the community cost 420; 100 of them are 7.1, 50 are 3.6, in whole steps."""
    base = load_scenario("steady")
    mixed = replace(DEAR, values=DEAR.values | DEARER.values | {"levers.focal.community.budget": 9.0})
    tried = [NONE, one(0.1, 420.0, value=30.0), one(0.01, 300.0, "training.budget", 30.0), *[mixed] * (EACH - 3)]
    plain = [values for values in fitted(base, SMALL, tried) if only_part(base, values) == "community"]
    assert [values["levers.focal.community.budget"] for values in plain] == [7.0, 4.0]
    assert fitted(base, Goal("budget", 450.0), tried) == [] == fitted(base, Goal("keep", 67.0), tried)
    tried += [one(0.001 * n, 90.0 - n, value=float(n)) for n in (3, 4, 5, 6)]
    assert affordable(SMALL, tried) == [8, 9, 10, 11]
    assert {8, 9, 10, 11} & {*finalists(base, SMALL, tried)}, "what it pays is run again"


def test_terms_and_price_are_told_where_they_are_beyond_the_budget():
    base, say = load_scenario("steady"), words("en", "app.goal")
    dear = one(0.01 + WOBBLE, 900.0, "price.discount", 0.01)
    dearest = one(0.02 + WOBBLE, 950.0, "price.discount", 0.02)
    found = left_out(base, SMALL, [NONE, dearest, dear, DEARER], ["community"])
    assert found == {"price": dear}, "of training nothing needs saying"
    (line,) = telling.left_told(base, found, SMALL, say)
    assert "Price (Price cut: 0 → 1 %): alone the cheapest tried takes 900 a year, more than the budget, and" in line
    assert "before what they bring back" in line and "framework" not in line


@pytest.mark.parametrize(("mode", "named"), [("standard", True), ("framework", False)])
def test_credit_that_is_left_out_says_its_kind(mode, named):
    base, say = load_scenario("steady"), words("en", "app.goal")
    credit = one(0.01 + WOBBLE, 900.0, "credit.deferment_days", 60.0)
    credit.values["levers.focal.credit.mode"] = mode
    (line,) = telling.left_told(base, {"credit": credit}, SMALL, say)
    assert ("with no framework agreement" in line) == named


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_box_starts_at_a_sum_that_is_told_as_a_share(language):
    page = visit("goal", lang=language)
    page.radio(key="goal_kind").set_value("budget").run()
    assert page.number_input(key="goal_amount_budget").value == goal.USUAL["budget"]
    assert QUESTIONS["split"].parts["page.goal"] == f"budget-{goal.USUAL['budget']:g}"
    told = text_of(page).replace("\N{NO-BREAK SPACE}", " ")
    share = "The whole budget, 500 a year, is " if language == "en" else "Весь бюджет, 500 в год, — это "
    own = ("The 500 typed are 50,000,000 where a salesperson costs 200,000." if language == "en" else
           "Введённые 500 — это 50 000 000, если продавец обходится в 200 000.")  # fmt: skip
    assert share in told and own in told and not page.exception


def test_a_search_is_first_asked_for_a_little_more_than_the_baseline_keeps():
    """Two thirds of ten years are kept by no policy where the baseline keeps half: the first search would find nothing."""
    assert goal.asked_first("keep", 0.5188) == 57.0 and goal.asked_first("keep", 0.97) == 95.0
    assert goal.asked_first("keep", None) == 67.0 and goal.asked_first("budget", 0.5188) == 500.0
    kept, earned = goal.today(load_scenario("steady", {**MARKET, "months": 12}), always=False)
    assert 0.5 < kept <= 1.0 and earned > 0.0
    assert goal.today(load_scenario("steady", {"population.reseller": 5_000}), always=False) == (None, 0.0)
