"""What somebody who sees a deck for the first time stumbles over: numbers that belong elsewhere, and what is not said."""

from dataclasses import replace

import pandas as pd
import pytest

from experiments.comparing.finding import best_of, best_told, range_told
from experiments.comparing.statistics import Difference
from experiments.drawing.chart import COLUMNS
from experiments.stage import again, captions, charts
from experiments.stage.advice import advice_of, cards_of
from experiments.stage.deck import monday
from experiments.stage.limits import limits
from experiments.stage.neighbours import Neighbour, Neighbours, profit_told
from experiments.stage.surprise import surprise_of
from experiments.stage.worlds import title_of as harder_title
from experiments.validation.bearing import missed_facts
from experiments.words.keys import instead_of
from experiments.words.words import LANGUAGES, words
from model import PARAMETERS
from tests.test_stage_sure import with_third
from tests.test_stage_titles import LUCK, compared

DAYS, BUDGET = "levers.focal.credit.deferment_days", "levers.focal.community.budget"
EN = words("en")


def moving(key, **how):
    """A comparison by hand whose policy moves one lever."""
    return replace(compared(**how), values=({key: 30.0, "labour.sales_wage": 2.0}, {key: 45.0}))


def test_levels_are_two_lines_with_bands_from_a_hundred_on():
    chart = charts.levels(with_third(compared()), EN, "b")
    assert chart.series == ["a", "b"] and chart.table.groupby("series")["y"].first().tolist() == [100.0, 100.0]
    assert chart.table["low"].notna().all() and "60.4 (60.1 … 60.7) with b" in chart.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_gain_that_is_sure_is_not_denied_beside_a_loss(language):
    say, gain = words(language), Difference(10000.0, 10100.0, 118.0, 8.0, 227.0, 8, 8)
    loss = replace(gain, difference=-734.0, low=-900.0, high=-600.0)
    text = best_told(best_of({"x": gain, "y": loss}, {"x": [1.0, 2.0], "y": [0.0, 1.0]}, "profit"), say, "a")
    assert {"en": "no policy surely brings more by enough to matter; less with y",
            "ru": "ни одна политика наверняка не даёт существенно больше; меньше там, где y"}[language] in text  # fmt: skip


def test_the_picture_over_time_speaks_of_a_policy_that_is_clear_where_the_highest_is_not():
    found = with_third(compared())
    months = found.monthly.copy()
    c = months["scenario"] == "c"
    months.loc[c, "survivors_own"] += 100.0 * months.loc[c, "replicate"].map(dict(enumerate(LUCK)))
    found = replace(found, monthly=months)
    assert charts.gap(found, EN).title.startswith("B: the difference is clear from month ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_advised_has_its_values_and_what_the_market_misses_on_its_slide(missed, language):
    missed()
    say, found = words(language), moving(DAYS)
    do, *_, mind = (card.text for card in cards_of(found, advice_of(found), say))
    lever, was = instead_of(DAYS, 45.0, found.values[0].get(DAYS, PARAMETERS[DAYS].default), language)
    assert say("lever.instead", lever=lever, was=was).lower() in do.lower(), "the new value beside today's"
    losses = missed_facts(*found.values[:1], found.values[1:], language, ("B1d",))[0]
    assert losses in mind.lower()  # what is measured: test_bearing
    found = moving(BUDGET)
    brings = cards_of(found, advice_of(found), say)[1].text
    gain = missed_facts(*found.values[:1], found.values[1:], language, ("B1d", "C22a"))
    assert len(gain) == 1 and gain[0].split("'")[0] in brings.replace("A comm", "a comm").replace("Выи", "выи")


def test_a_number_that_surprises_has_what_the_market_misses_of_it():
    found = moving(BUDGET, first=-30.0, luck=LUCK / 100)
    runs = found.runs.assign(**{f"closings_{cause}": 1.0 for cause in ("illiquidity", "over_indebtedness", "voluntary",
                                                                       "acquired")})  # fmt: skip
    assert "published experiment" in surprise_of(replace(found, runs=runs), EN).text


def test_gross_profit_of_some_and_profit_of_others_are_told_apart_beside_a_gain():
    found = compared(rivals=-90.0)
    on = found.runs["scenario"] == "b"
    runs = found.runs.assign(channel_gross_profit=10000.0 - on * (98.0 + found.runs["replicate"]))
    found = replace(found, runs=runs)
    text = cards_of(found, advice_of(found), EN)[3].text
    assert "perhaps too little to matter" in text and "190" not in text and "gain beside" not in text


def test_the_title_of_harder_worlds_takes_the_clear_loss_and_the_closings_aside():
    class There:
        def finding(self, arm):
            found = compared(first=-30.0, luck=LUCK / 100)
            return found.finding("b")

    own = compared().finding("b").line("own")
    unclear = Difference(26000.0, 18000.0, -7529.0, -15334.0, 276.0, 8, 8)
    one = Neighbour(DAYS, 45.0, 54.0, own, replace(own, subject="profit", pair=unclear), unclear, unclear, 3)
    title = harder_title({"copied": There()}, "credit", EN, Neighbours((one,), 8))
    assert title.startswith("Where it fails, “copied after a year”: credit lowers your profit by 60 (")
    assert title.endswith("your own company closes in 3 of 8 markets") and "7,529" not in title
    assert profit_told(unclear, EN) == "what it does to your profit there cannot be told (−15,334 … +276)"


def test_a_trial_does_not_contradict_itself():
    found = compared()
    _, cards = monday(found, advice_of(found), EN)
    text = " ".join(card.text for card in cards)
    assert "This trial cannot tell whether partners are kept" in text and "Only closings" not in text
    assert "on the new terms is below that of the others" in text and "these runs keep none by partner" in text
    assert "Not run here: the policy for a part of your partners" in text
    assert not any("may take customers" in card.text for card in limits(found, advice_of(found), EN)[1])


def test_the_line_below_a_chart_has_the_markets_that_it_rests_on():
    found, rows = compared(), pd.DataFrame([("a", "x", 1.0, 0.5, 1.5)], columns=list(COLUMNS))
    few = captions.charted(found, EN, "t", rows, 4, name="n", kind="bars", x_label="", y_label="y")
    assert "4 of 6 markets" in few.reference and "6 markets" in captions.reference_told(found, EN)
    assert "seed 1" in few.reference and "day not stored" in few.reference


def test_the_life_told_is_one_under_what_the_answer_speaks_of(monkeypatch):
    found = with_third(compared(kept=0.0, all_kept=0.0))
    asked = []
    monkeypatch.setattr(type(found), "scenarios", ("some",))
    monkeypatch.setattr(again, "_scenarios", lambda results, names: asked.extend(names) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        again.made_again(found, EN)
    assert asked == ["a", advice_of(found).name]


def test_only_an_end_that_rounds_to_zero_has_more_digits():
    assert range_told(Difference(0.0, 0.0, 0.7, 0.003, 1.471, 9, 9), EN, 1.0, 1) == "+0.003 … +1.5"
    chart = captions.charted(compared(), EN, "t", [("a", "x", 0.7, 0.003, 1.471)], name="n", kind="forest", x_label="",
                           y_label="y")  # fmt: skip
    assert chart.interval(0.003, 1.471, True) == "+0.003 … +1.5" and chart.interval(float("nan"), 1.0) == ""
