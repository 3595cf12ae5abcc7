"""What is advised is tried a step aside, and a deck says who fails there; without that it says that nobody tried."""

import re
from dataclasses import replace

import numpy as np
import pytest

from agents.partner import CAUSES, KINDS
from experiments.comparing.finding import Line, finding_of
from experiments.comparing.statistics import Difference
from experiments.drawing.slides import cards_laid
from experiments.stage import neighbours as aside
from experiments.stage import worlds as elsewhere
from experiments.stage.deck import make_deck
from experiments.stage.live import FUTURES
from experiments.stage.neighbours import Neighbours, neighbours, step_from
from experiments.stage.worlds import worlds
from experiments.words.keys import level_told
from experiments.words.words import LANGUAGES, capital, words
from model import PARAMETERS
from scenarios import load_scenario
from tests.test_stage_titles import compared

DAYS = "levers.focal.credit.deferment_days"
PAIRS = 8  # of fewer than six that differ no interval is told
PROFIT = 26000.0


class Ran:
    """Runs by hand: with 54 days to pay the distributor closes in one market of four, with 36 it earns 800 more."""

    def __init__(self, scenarios):
        self.days, self.pairs = [scenario.values[DAYS] for scenario in scenarios], PAIRS

    def metric(self, name, arm):
        few = np.arange(PAIRS)
        if name == "focal_alive":
            return np.where((self.days[arm] == 54.0) & (few == 0), 0.0, 1.0)
        moved = {36.0: 800.0, 54.0: -9000.0}.get(self.days[arm], 0.0) if arm > 1 else 0.0
        return PROFIT + moved + few

    def effect(self, name, arm):
        base, other = (0.8, 0.83) if name != "focal_profit" else (PROFIT, self.metric(name, arm).mean())
        half = 5.0 if name == "focal_profit" else 0.01
        return Difference(base, other, other - base, other - base - half, other - base + half, PAIRS, PAIRS)

    def finding(self, arm):
        return finding_of({name: self.effect(name, arm) for name in ("survival_share_treated", "focal_profit")})


def credit():
    """A comparison by hand whose scenarios are at hand: credit against a steady market."""
    base, policy = load_scenario("steady"), load_scenario("credit")
    found = compared()
    columns = [*(f"closings_{cause}" for cause in CAUSES[1:]), *(f"partners_alive_{kind}" for kind in KINDS)]
    runs = found.runs.assign(**dict.fromkeys(columns, 1.0))
    return replace(found, given=(base, policy), values=(dict(base.values), dict(policy.values)), runs=runs)


@pytest.fixture
def tried(monkeypatch):
    """The comparison, and what was found a step aside."""
    monkeypatch.setattr(aside, "compare", lambda scenarios, *size, **how: Ran(scenarios))
    monkeypatch.setattr(elsewhere, "compare", lambda scenarios, *size, **how: Ran(scenarios))
    found = replace(credit(), months=60)
    return credit(), neighbours(found, "b", PAIRS), found


def test_each_lever_that_a_policy_sets_is_moved_a_step_within_its_range(tried):
    _, near, _ = tried
    p = PARAMETERS[DAYS]
    moved = {(one.key, one.value) for one in near.tried}
    assert {(DAYS, 45.0 - (p.high - p.low) / 10), (DAYS, 54.0)} <= moved
    access = [one.value for one in near.tried if one.key.endswith("warehouse_access")]
    assert access == [0.9], "no step beyond the range"
    assert len(moved) == len(near.tried) == 7 and step_from(DAYS, p.high, 1) == p.high
    assert neighbours(replace(compared(), given=()), "b", PAIRS) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deck_says_who_fails_a_step_aside_and_what_would_be_better(tried, language):
    found, near, long = tried
    say = words(language)
    assert [one.value for one in near.bad] == [54.0] and [one.value for one in near.better] == [36.0]
    harm = near.harm(near.bad[0], say)
    closes = say("near.closes", closes=1, pairs=PAIRS)
    assert closes in harm and say.number(9000 - 3.5) in harm
    chart = worlds(long, "b", say, near=near)
    assert near.bad[0].point(say) in chart.series and closes in chart.title
    point, was = capital(near.again.point(say)), level_told(DAYS, 45.0, language)
    base = say("worlds.base.none", base=say.scenario("a"))
    assert chart.remark.startswith(base), "what closes a step aside does not close with today's terms"
    assert chart.remark[len(base) + 1 :].startswith(say("near.there", point=point, was=was, worlds="|").split("|")[0])
    assert chart.remark.count("+800 (") == len(chart.series) - 2, "in each harder world, beside what is advised"
    assert say("near.there.base", point=point, base=say.scenario("a"), worlds="|").split("|")[0] in chart.band
    closes_there = say("near.there.closes", name="|", where="|").split("|")[1]
    assert closes_there not in chart.band + chart.remark, "it closes in none"
    held = replace(near, again=replace(near.again, closes=1))
    assert worlds(long, "b", say, near=held).remark == base, "what did not hold is not tried further"
    told = make_deck(found, say, (replace(chart, name="other"),), near)
    answer, limits = (
        told.slides[0],
        next(s for s in told.slides if say("card.losers") in [card.heading for card in s.cards]),
    )
    assert closes in answer.cards[5].text and closes in answer.notes and closes in limits.notes
    assert near.holds and near.again.point(say) in answer.cards[0].text.lower(), "what held is compared next"
    assert re.search("45.*36", answer.cards[0].text), "after what is advised, which is what was compared"
    assert say("near.next", point="|", fresh="", seed="", by="", range="").split("|")[0] in answer.cards[0].text.lower()
    text = " ".join(card.text for card in limits.cards).lower()
    assert say("untried.doses") not in text and say("untried.pairs") in text
    cut = [text for text in cards_laid(limits.cards)[1] if text.endswith("\N{HORIZONTAL ELLIPSIS}")]
    assert not cut
    assert say("live.grows", all=FUTURES, pairs=found.pairs) in limits.aloud and found.pairs != FUTURES
    without = make_deck(found, say)
    text = " ".join(card.text for slide in without.story for card in slide.cards).lower()
    assert say("untried.doses") in text and closes not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slide_of_harder_worlds_says_where_your_own_company_closes(tried, monkeypatch, language):
    say = words(language)
    _, _, long = tried

    class Closed(Ran):
        def metric(self, name, arm):
            some = self.pairs if name == "focal_alive" and arm == 1 else 0
            return np.zeros(some) if some else super().metric(name, arm)

    monkeypatch.setattr(elsewhere, "compare", lambda scenarios, *size, **how: Closed(scenarios))
    remark = worlds(long, "b", say).remark
    where = say("near.there.where", world=say.scenario("copied"), closes=PAIRS, pairs=PAIRS)
    assert remark.startswith(say("near.there.closes", name="B", where=where)[:-1])


def test_neighbours_that_harm_nobody_are_told_as_that():
    say, own = words("en"), Line("own", "more", Difference(0.8, 0.83, 0.03, 0.02, 0.04, 8, 8))
    gain = Difference(PROFIT, PROFIT, 0.0, -9.0, 9.0, 8, 8)
    one = aside.Neighbour(DAYS, 45.0, 54.0, own, Line("profit", "same", gain), gain, gain, 0)
    told = Neighbours((one,), 8).sentences(say)
    assert say("near.safe") in told and len(told) == 2 and not one.bad
