"""What fresh eyes missed on slides: intervals of causes, a blow by its name, the poorest market, sources by name."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from agents.partner import CAUSES
from experiments.running.runs import run_seed
from experiments.stage import again
from experiments.stage.advice import advice_of, budgets_of, cards_of
from experiments.stage.charts import cost
from experiments.stage.limits import MOVING, counter, moving_told, sources_told
from experiments.stage.stacks import causes
from experiments.words.words import LANGUAGES, source_in, words
from experiments.writing.kept import shipped
from model import PARAMETERS
from tests.test_stage_titles import LUCK, compared

EN = words("en")


def closing(**more):
    """A comparison with closings by cause: one of each a run, and more of some with the policy."""
    found = compared(luck=LUCK / 100)
    on = found.runs["scenario"].eq("b") * (1.0 + 0.01 * found.runs["replicate"])
    return replace(found, runs=found.runs.assign(
        **{f"closings_{cause}": 1.0 + 0.1 * found.runs["replicate"] + more.get(cause, 0.0) * on for cause in CAUSES[1:]}))  # fmt: skip


def test_causes_are_told_with_intervals_of_what_the_policy_does_to_each():
    found = closing(voluntary=4.0)
    chart = causes(found, EN, "b")
    pair = found.effect("closings_voluntary", "b")
    told = f"the owner gives up +{pair.difference:.1f} (+{pair.low:.1f} … +{pair.high:.1f})"
    assert told in chart.band and chart.title.startswith("25 % (") and "out of cash 0.0" in chart.band
    assert "interval" not in causes(found, EN).band, "of no policy none is told"


def test_the_market_in_which_you_earn_least_has_its_seed_on_the_slide():
    found = compared(luck=LUCK / 100)
    gaps = found.metric("focal_profit", "b") - found.metric("focal_profit", "a")
    assert gaps.min() > 0.0 and "profit" not in counter(found, "b", EN).title
    runs, worst = found.runs, (found.runs["scenario"] == "b") & (found.runs["replicate"] == 3)
    found = replace(found, runs=runs.assign(focal_profit=runs["focal_profit"].where(~worst, -44.0)))
    lost = EN.number((found.metric("focal_profit", "b") - found.metric("focal_profit", "a")).min(), sign=True)
    chart = counter(found, "b", EN)
    assert chart.title.endswith(f"; your profit is lower in 1, {lost} at worst")
    assert f"the seed is {run_seed(found.seed, 3)}." in chart.band


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_levers_are_and_why_they_cost_more_than_their_budgets_is_told(language):
    say, key = words(language), "levers.focal.community.budget"
    found = replace(compared(), values=({key: 0.0}, {key: 4.0}))  # six months of 4, and levers that cost 30
    budgets = say("costs.budgets", budgets=say.number(24.0, sign=True))
    assert budgets_of(found, "b") == 24.0 and budgets in cards_of(found, advice_of(found), say)[2].text
    as_much = replace(found, values=({key: 0.0}, {key: 5.0}))
    assert budgets.partition("24")[0] not in cards_of(as_much, advice_of(as_much), say)[2].text
    dated = replace(found, timelines=((), ((3, None, "more", {key: 9.0}),)))
    assert budgets_of(dated, "b") == 0.0, "what it is then no single value tells"
    assert say("cost.levers") in cost(found, say).band


@pytest.mark.parametrize("language", LANGUAGES)
def test_publications_and_the_judgements_that_move_most_are_told_by_name(language):
    text = sources_told(words(language))
    assert all(source_in(p.source, language) in text for p in PARAMETERS.values() if p.status == "verified")
    assert "docs/sources.md" in text and ";" in moving_told(words(language))
    judged = [row for row in shipped("robustness.json")["screening"] if PARAMETERS[row["key"]].status == "judgement"]
    most = sorted(judged, key=lambda row: -row["focal_profit"][0])[:MOVING]
    # A name alone does not say what moves: each of the three has words of its own.
    assert moving_told(words(language)).endswith("; ".join(words(language)(f"moving.{row['key']}") for row in most))
    assert ":" not in moving_told(words(language))


def life(closed, equity, blow=None):
    months = pd.DataFrame({"month": range(len(equity)), "cash": 0.0, "overdue_payables": 0.0, "equity": equity})
    events = pd.DataFrame([] if blow is None else [blow], columns=["month", "event", "distributor", "amount", "detail"])
    return SimpleNamespace(months=months, closed=closed, end=len(equity), blow=blow, events=events)


def test_the_life_is_one_with_a_blow_by_name_whose_lines_lie_furthest_apart(monkeypatch):
    blow = {"month": 2, "event": "customer_default", "amount": 37.0, "distributor": "", "detail": ""}
    withdrawn = {**blow, "event": "credit_withdrawn"}
    up = life(None, [9.0, 9.0, 9.0, 8.0, 8.0])
    lives = {1: life(4, [9.0, 0.0, 0.0, -9.0]), 2: life(4, [9.0, 8.0, 5.0, -1.0], blow),
             3: life(4, [9.0, 9.0, 9.0, -1.0], blow), 4: life(4, [9.0, -5.0, -9.0, -9.0], withdrawn)}  # fmt: skip
    monkeypatch.setattr(again, "why_closed", lambda one: SimpleNamespace(since=3, blow=one.blow))
    monkeypatch.setattr(
        again, "lives", lambda scenario, *of: (None, lives if scenario == "a" else dict.fromkeys(lives, up))
    )
    row = {"group": "saved", "cause": "over_indebtedness", "closed": 4, "distributor": "focal"}
    found = [(0, {**row, "partner": partner}) for partner in lives]
    results = SimpleNamespace(months=6, seed=1)
    _, chosen, both, count = again._widest(results, ("a", "b"), found)
    assert chosen["partner"] == 2 and both == (lives[2], up) and count == 4
    told = again._blow_told(*both, "equity", EN)
    assert told == ("Month 2, only in the life that ends: a customer who owes 37 never pays; own capital from 8 to 5 in "
                    "that month in the life that ends, from 9 to 9 in the other")  # fmt: skip
    assert again._blow_told(lives[4], up, "equity", EN) == "", "credit that is withdrawn takes nothing of own capital"
    assert again._blow_told(lives[4], up, "free", EN) == (
        "Month 2, only in the life that ends: a rival distributor withdraws credit of 37"
    )
    yours = life(4, [9.0] * 4, {**withdrawn, "distributor": "focal"})
    assert again._blow_told(yours, yours, "free", EN) == "Month 2, in both lives: your company withdraws credit of 37"
    assert np.isclose(again._apart((up, lives[1]), "equity"), (0 + 9 + 9 + 17) / 4 / 18)
