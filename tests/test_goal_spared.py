"""Within a budget: no money is advised that surely costs profit and is not told apart in partners kept."""

import numpy as np
import pytest

from app_pages import goal_telling as telling
from app_pages.goal_search import Goal, Programme, beside, outcome, start
from experiments.comparing.finding import Smallest
from experiments.words.words import LANGUAGES, words
from scenarios import load_scenario

BASE = start(load_scenario("steady"))
WOBBLE = np.array([0.01, -0.01] * 4)


def one(kept, cost: float, profit: float, key: str = "community.budget", value: float = 9.0) -> Programme:
    """A policy that keeps so many more than the base, for so much money a year; the base earns 1,000."""
    return Programme(BASE | {f"levers.focal.{key}": value}, 0.5 + np.array(kept), np.full(8, 0.5),
                     np.full(8, cost), np.full(8, profit) + WOBBLE, 1.0, 1000.0)  # fmt: skip


NONE = Programme(BASE, np.full(8, 0.5), np.full(8, 0.5), np.zeros(8), np.zeros(8), 1.0, 1000.0)
SPARING = one(0.03 + 2 * WOBBLE, 20.0, -35.0, "training.budget")
DEAREST = one(0.031 + 0 * WOBBLE, 50.0, -600.0, "price.discount", 0.02)
ASKED = Goal("budget", 700.0)


def test_who_surely_leaves_more_profit_and_is_not_told_apart_is_the_answer():
    always = one(0.032 + 2 * WOBBLE, 90.0, -650.0, "stock.lead_days", 1.0)  # surely beats the sparing one
    found = outcome(ASKED, [NONE, SPARING, DEAREST, always], 0.01, 10.0)
    assert (found.best, found.equals, found.spared) == (1, (), 2), "in place of the cheapest that none surely beats"
    found = outcome(ASKED, [NONE, SPARING, DEAREST], 0.01, 10.0)
    assert (found.best, found.spared) == (1, None), "that is the sparing one itself"
    fewer = one(0.02 + 0 * WOBBLE, 30.0, -40.0)
    assert outcome(ASKED, [NONE, fewer, DEAREST], 0.01, 10.0).best == 2, "surely fewer partners are no thrift"


def test_a_profit_too_small_to_matter_spares_nothing():
    best, cheaper = one(0.031 + 0 * WOBBLE, 50.0, -40.0, "price.discount", 0.02), SPARING
    always = one(0.032 + 2 * WOBBLE, 90.0, -50.0, "stock.lead_days", 1.0)  # surely beats the cheaper one
    finals = [NONE, cheaper, best, always]
    assert outcome(ASKED, finals, 0.01, 10.0).best == 2, "five of a thousand are no reason"
    assert outcome(ASKED, finals, 0.01, 1.0) == outcome(ASKED, finals, 0.01, 1.0).__class__(1, True, (), 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_says_for_whom_it_stands_and_what_surely_keeps_more(monkeypatch, language):
    monkeypatch.setattr(telling.state, "language", lambda: language)
    always = one(0.032 + 2 * WOBBLE, 90.0, -650.0, "stock.lead_days", 1.0)
    finals, say = [NONE, SPARING, DEAREST, always], words(language, "app.goal")
    found = outcome(ASKED, finals, 0.01, 10.0)
    assert (found.best, found.spared) == (1, 2) and beside(ASKED, finals, 1)["most"] == 3
    answer, rest, ahead = telling.told(finals, ["-"] * 4, found, 9, ASKED, say, Smallest(1.0, 1.0), "TRAINING 20")
    assert ahead and ": TRAINING 20. " in answer[0]
    spared, more = answer[1:3]
    if language == "en":
        assert spared.startswith("600 on price is not told apart from this in partners kept, +0.1 of 100 (")
        assert "and costs profit: your profit −565 " in spared
        assert more.startswith(
            "More money within the budget surely keeps more: 650 on warehouse and delivery keeps +0.2"
        )
        assert "is not told apart from a cheaper one that surely leaves more profit" in rest[0]
    else:
        assert spared.startswith("600 («цена») по сохранённым партнёрам от этого выбора неотличимы")
        assert more.startswith("Больше денег в рамках бюджета наверняка сохраняют больше: 650 (")


def test_one_part_is_told_in_the_singular_and_several_in_the_plural():
    say, none, pays = words("en", "app.goal"), one(0 * WOBBLE, 9.0, 0.0), one(0.05 + WOBBLE, 9.0, 50.0)
    assert telling.idle_told({"stock": none, "credit": pays}, say) == [
        "Alone, this part is not sure to keep more: Warehouse and delivery."
    ]
    assert telling.idle_told({"stock": none, "price": none}, say)[0].startswith("Alone, none of these parts is sure")
    assert telling.parts_told({"credit": pays}, say)[0].startswith("This part pays for itself: Credit")
    assert telling.parts_told({"credit": pays, "stock": pays}, say)[0].startswith("These parts pay for themselves: ")


def test_a_cheaper_one_that_is_beaten_has_its_own_profit_beside_it():
    finals = [
        NONE,
        SPARING,
        one(0.028 + 0 * WOBBLE, 10.0, -20.0),
        one(0.05 + 0 * WOBBLE, 90.0, -650.0, "price.discount", 0.01),
    ]
    (less, *_) = telling.beside_told(finals, 1, ASKED, words("en", "app.goal"), Smallest(1.0, 1.0), ("cheaper",))
    assert less.startswith("Less money: 20 on community: your profit +15 units of money in 12 months (")
    assert less.endswith("but price (650) surely keeps more than it.")
