"""What a trial finds of profit: the smallest difference by partner, against what the runs show, on slides."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from agents.partner import CAUSES, KINDS
from experiments.comparing.statistics import DETECTED, Difference
from experiments.running.walk import walk
from experiments.stage.advice import advice_of, cards_of
from experiments.stage.deck import make_deck, monday
from experiments.stage.earnings import EARNED, Brought, Earned, earned_chart, earned_in, earned_of, spread_at_size
from experiments.stage.pilot import judged_by
from experiments.words.words import LANGUAGES, words
from model.market import PARTNERS
from model.result import Result
from scenarios import load_scenario
from tests.conftest import SMALL
from tests.test_stage_titles import compared

OFF = np.tile([1.0, -1.0], 10)  # what twenty partners bring beside what their sizes let expect
SIZE = np.repeat(np.arange(1.0, 11.0), 2)


def sides(gain):
    """A pair of runs: ten of money a head of size, and ``gain`` more with the policy."""
    return (10.0 * SIZE + OFF, SIZE), (10.0 * SIZE + OFF + gain, SIZE)


def test_the_smallest_difference_is_that_of_two_halves_of_partners_of_like_size():
    side, _ = sides(0.0)
    assert spread_at_size(side) == pytest.approx(20.0 / 18.0), "sizes explain the rest"
    assert spread_at_size((side[0], np.ones(20))) == pytest.approx(np.var(side[0], ddof=1))
    found = earned_of([sides(1.0), sides(2.0)])
    assert found.smallest == pytest.approx(DETECTED * sqrt(2.0 * 20.0 / 18.0 / 10.0))
    assert (found.pair.base, found.pair.difference) == pytest.approx((55.0, 1.5)) and found.found
    assert not earned_of([sides(0.5), sides(0.7)]).found
    assert earned_of([sides(1.0)]) is None and earned_of([(side, side)] * 2) is not None
    assert earned_of([((np.ones(3), np.ones(3)),) * 2] * 2) is None


def test_what_partners_bring_is_the_margin_on_what_they_buy_less_interest_and_write_offs():
    scenario, months = load_scenario("steady", SMALL), 12
    book, sold, margin, interest = Brought(months - 2), [], 0.0, 0.0
    for market in walk(scenario, 1, months):
        book(market)
        count, own = int(market.counters[PARTNERS]), market.distributors[0]
        alive = market.partners[:count]["alive"] == 1
        yours = market.accounts[:count]["distributor"] == 0
        bought = float((market.accounts[:count]["purchases"] * yours)[alive].sum())
        owed = float((market.accounts[:count]["used"] * yours)[alive].sum())
        if len(sold) < months - 2:
            margin += bought * (1.0 - own["cost_of_sales"] / own["sales"])
            interest += owed * market.settings.funding_rate[len(sold)] / 12.0
        sold.append((bought, float(own["sales"])))
    assert book.money.sum() == pytest.approx(margin - interest), "the months of the trial, and no later ones"
    assert all(bought == pytest.approx(sales, rel=0.1) for bought, sales in sold), "what is bought is what you sell"
    run = Result(scenario, 1, months, market)
    money, size = book.of(run)
    lost = run.events.query("event == 'write_off' and distributor == 'focal' and month < @months - 2")
    table = run.partners[run.partners["primary_distributor"] == "focal"]
    table = table[table["partner"].isin(run.first.id)]
    off = lost[lost["partner"].isin(table["partner"])]["amount"].sum()
    assert money.sum() == pytest.approx(book.money[table["partner"]].sum() - off)
    assert len(size) == len(table) == len(money) > 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gain", [0.5, 5.0])
def test_the_slide_of_the_trial_says_what_it_finds_of_profit_and_what_it_misses(language, gain):
    say, found = words(language), compared(first=1.0)
    chart = earned_chart(found, say, "b", [sides(gain), sides(gain)])
    least = say.number(earned_of([sides(gain)] * 2).smallest, 1)
    assert chart.name == EARNED and least in chart.title and say.number(gain, 1, sign=True) in chart.title
    earned = earned_in(chart, say.scenario("b"))
    assert earned.smallest == pytest.approx(chart.table["y"].iloc[-1]) and earned.found == (gain > 1.0)
    assert earned_in(None, "b") is None and earned_in(chart, "c") is None
    advice = replace(advice_of(found), earned=earned)
    _, cards = monday(found, advice, say)
    assert least in cards[1].text and say("monday.power") not in cards[1].text
    columns = [*(f"closings_{cause}" for cause in CAUSES[1:]), *(f"partners_alive_{kind}" for kind in KINDS)]
    whole = replace(found, runs=found.runs.assign(**dict.fromkeys(columns, 1.0)))
    deck = make_deck(whole, say, (chart,))
    assert EARNED in [slide.chart.name for slide in deck.appendix if slide.chart]
    assert least in next(card.text for slide in deck.story for card in slide.cards if card.heading == say("card.long"))


def test_a_profit_that_a_trial_misses_is_nothing_to_judge_it_by():
    say, found = words("en"), compared(first=1.0)
    advice = advice_of(found)
    assert judged_by(found, advice.pilot) == "profit", "the case that this is about"
    assert judged_by(found, advice.pilot, hidden=True) == "harm"
    missed = replace(advice, earned=Earned(Difference(50.0, 51.0, 1.0, 0.5, 1.5, 4, 4), 60.0))
    assert missed.hidden and not advice.hidden
    for one, judged in ((advice, "by your profit"), (missed, "by harm alone")):
        title, cards = monday(found, one, say)
        text = " ".join([title, *(card.text for card in cards), *(c.text for c in cards_of(found, one, say))])
        assert judged in text and ("60.0 or more below" in text) == one.hidden
        assert ("60.0 less each by month" in text) == one.hidden
