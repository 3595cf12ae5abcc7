"""What somebody who sees a deck for the first time stumbles over: numbers that belong elsewhere, and what is not said."""

from dataclasses import replace

import pandas as pd
import pytest

from experiments.comparing.finding import best_of, best_told, range_told
from experiments.comparing.statistics import Difference
from experiments.drawing.chart import COLUMNS
from experiments.stage import again, charts
from experiments.stage.advice import advice_of, cards_of
from experiments.stage.deck import monday
from experiments.stage.limits import limits
from experiments.stage.neighbours import Neighbour, Neighbours, profit_told
from experiments.stage.surprise import surprise_of
from experiments.stage.worlds import title_of as harder_title
from experiments.validation.bearing import missed_facts
from experiments.words.keys import lever_told
from experiments.words.words import LANGUAGES, words
from tests.test_stage_sure import with_third
from tests.test_stage_titles import LUCK, compared

DAYS, BUDGET = "levers.focal.credit.deferment_days", "levers.focal.community.budget"
EN = words("en")


def moving(key, **how):
    """A comparison by hand whose policy moves one lever."""
    return replace(compared(**how), values=({key: 30.0, "labour.sales_wage": 2.0}, {key: 45.0}))


def with_curves(found):
    """The same with a share left at the end of each scenario: 90, 80, 70 of 100, and so on."""
    rows = [{"scenario": name, "month": month, "survival": 1.0 - (month / 60) * (n + 1), "low": 0.5, "high": 1.0,
             "at_risk": 400} for n, name in enumerate(found.names) for month in (0, 6)]  # fmt: skip
    return replace(found, curves=pd.DataFrame(rows))


def test_a_title_of_levels_holds_all_that_its_chart_shows():
    found = with_third(compared())
    values = {DAYS: 30.0, "customers.growth": 0.0}
    found = with_curves(replace(found, values=(values, {**values, DAYS: 45.0}, {**values, "customers.growth": 0.1})))
    title = charts.levels(found, EN.among(found.names, elsewhere=found.elsewhere)).title
    assert title.endswith("are left with a, 80.0 with the policies; 70.0 with c (another market)")


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
def test_what_is_advised_has_its_values_and_what_the_market_misses_on_its_slide(language):
    say, found = words(language), moving(DAYS)
    do, _, costs, *_ = (card.text for card in cards_of(found, advice_of(found), say))
    assert lever_told(DAYS, 45.0, language).lower() in do.lower()
    missed = missed_facts(*found.values[:1], found.values[1:], language, ("B1d",))[0]
    assert missed in costs.lower() and "0.2 %" in missed.replace(",", ".")
    found = moving(BUDGET)
    brings = cards_of(found, advice_of(found), say)[1].text
    gain = missed_facts(*found.values[:1], found.values[1:], language, ("B1d", "C22a"))
    assert len(gain) == 1 and gain[0].split("'")[0] in brings.replace("A comm", "a comm").replace("Выи", "выи")


def test_a_number_that_surprises_has_what_the_market_misses_of_it():
    found = moving(BUDGET, first=-30.0, luck=LUCK / 100)
    runs = found.runs.assign(**{f"closings_{cause}": 1.0 for cause in ("illiquidity", "over_indebtedness", "voluntary",
                                                                       "acquired")})  # fmt: skip
    assert "published experiment" in surprise_of(replace(found, runs=runs), EN).text


def test_losses_too_small_each_are_summed_beside_a_gain():
    found = compared(rivals=-90.0)
    on = found.runs["scenario"] == "b"
    runs = found.runs.assign(channel_gross_profit=10000.0 - on * (98.0 + found.runs["replicate"]))
    found = replace(found, runs=runs)
    text = cards_of(found, advice_of(found), EN)[3].text
    assert "perhaps too little to matter" in text and "Together they lose 190 (" in text and "you gain 30" in text


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
    assert "a margin that is set before the start" in text and "keep no profit by partner" in text
    assert "Not run here: the policy for a part of your partners" in text
    assert not any("may take customers" in card.text for card in limits(found, advice_of(found), EN)[1])


def test_the_line_below_a_chart_has_the_markets_that_it_rests_on():
    found, rows = compared(), pd.DataFrame([("a", "x", 1.0, 0.5, 1.5)], columns=list(COLUMNS))
    few = charts.charted(found, EN, "t", rows, 4, name="n", kind="bars", x_label="", y_label="y")
    assert "4 of 6 markets" in few.reference and "6 markets" in charts.reference_told(found, EN)
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
    chart = charts.charted(compared(), EN, "t", [("a", "x", 0.7, 0.003, 1.471)], name="n", kind="forest", x_label="",
                           y_label="y")  # fmt: skip
    assert chart.interval(0.003, 1.471, True) == "+0.003 … +1.5" and chart.interval(float("nan"), 1.0) == ""
