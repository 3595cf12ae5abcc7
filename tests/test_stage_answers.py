"""What the decks of comparisons at equal spend, of batches and of searches say first, and what they do not say."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.searched import programme
from experiments.comparing.statistics import Difference
from experiments.drawing import template
from experiments.drawing.deck import Deck, Slide
from experiments.drawing.fit import lines_of
from experiments.drawing.slides import presentation
from experiments.stage import batch as told
from experiments.stage import changes
from experiments.stage.advice import advice_of, cards_of, title_of
from experiments.stage.captions import paired_band, spend_told
from experiments.stage.charts import gap
from experiments.stage.deck import findings, monday, subtitle_of
from experiments.stage.levers import policies_told
from experiments.stage.pilot import pays_by, signs_of
from experiments.stage.report import dated
from experiments.words.words import LANGUAGES, capital, uncapital, words
from tests.batches import stored
from tests.test_stage import fits
from tests.test_stage_titles import compared

FRONTIER = """
kind = "search"
samples = 6
replicates = 2
months = 12
title = "A frontier"
outputs = []
[search]
maximise = ["survival_share_treated", "focal_profit"]
population = 3
finalists = 3
fresh_replicates = 2
worlds = 0
[factors]
"levers.focal.community.budget" = { low = 0.0, high = 60.0 }
"levers.focal.credit.deferment_days" = { low = 0.0, high = 90.0 }
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_spend_says_who_is_not_at_it(language):
    say = words(language)
    one = {"dose": 1.0, "common_spend": 2535.0, "extra_spend": -25896.0, "spend_note": "costs too little"}
    found = replace(compared(), spends=(one,))
    front = subtitle_of(found, say)
    assert spend_told(found, say)[1] in front and say.number(2535) in front
    assert not any(word in front for word in ("where that was possible", "где это возможно"))
    assert front[0].isupper()
    # What the advised policy costs is said before who is not at the common spend.
    costs = cards_of(found, advice_of(found), say)[2].text
    assert costs.endswith(spend_told(found, say)[1]) and len(costs) > len(spend_told(found, say)[1])
    # Its spend is that of these runs, not of the pilots: one number for one thing.
    assert say.number(30, sign=True) in front and say.number(-25896) not in front
    everybody = subtitle_of(replace(found, spends=({**one, "spend_note": ""},)), say)
    assert say.number(30, sign=True) not in everybody


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trial_without_a_size_is_one_within_its_months(language):
    say, found = words(language), compared()
    advice = advice_of(found)
    unknown = replace(advice, pilot=replace(advice.pilot, needed=None, months=3,
                                            effect=Difference(0.5, 0.5, 0.0, np.nan, np.nan, 6, 3)))  # fmt: skip
    title, todo = monday(found, unknown, say)[0], cards_of(found, unknown, say)[0].text
    assert " 3 " in title and " 3 " in todo
    assert "more than the runs can tell" not in todo


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_advised_no_trial_is_set_out_and_numbers_have_a_name(language):
    say, found = words(language), compared(kept=0.0, all_kept=0.0)
    advice = replace(advice_of(found), kind="none", name="b")
    title, cards = monday(found, advice, say)
    assert title == say("monday.none") and [card.heading for card in cards] == [say("card.untaken"), say("card.next")]
    do, *numbers, mind = (card.text for card in cards_of(found, advice, say))
    assert all(text.startswith("B. ") for text in numbers) and "b" in do
    assert say("mind.copy") not in mind.lower(), "nothing to copy"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_says_what_too_little_is_and_where_profit_rose(language):
    say, found = words(language), compared()
    sure = cards_of(found, advice_of(found), say)[4].text
    rose = (found.metric("focal_profit", "b") > found.metric("focal_profit", "a")).sum()
    assert sure.endswith(say("sure.smallest", points="1", percent="1", base="a") + ".")
    told = say("sure.richer", richer=rose)
    assert sure.startswith(say("sure.never", pairs=6, more=6, profit=told))
    lost = replace(found, runs=found.runs.assign(focal_profit=-found.runs["focal_profit"]))
    assert say("sure.poorer") in cards_of(lost, advice_of(lost), say)[4].text, "in none, not in 0"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_can_be_said_aloud(language):
    told = findings(compared(), words(language))[0]
    text = {
        "en": "With b 10.4 more of 100 of your partners stay (+10.1 … +10.7), and your profit is 30 (61 %) higher (",
        "ru": "«B»: из 100 ваших партнёров остаётся на 10,4 больше (+10,1 … +10,7), а ваша прибыль выше на 30 (61 %) (",
    }
    assert told.startswith(text[language]) and ": your" not in told and told.endswith(".")  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_a_life_has_room(language):
    say = words(language)
    title = say("life.title", kind=say("one.online_shop"), month=48, ended=say("scenario.steady"),
                cause=say("over_indebtedness"), lived=say("dosed", name=say("scenario.community"), dose="0.47"))  # fmt: skip
    assert len(lines_of(title, 72 * template.TITLE_BOX[2], 18, bold=True)) <= 2


def test_an_interval_that_is_not_there_is_explained():
    say, found = words("en"), compared()
    rows = pd.DataFrame({"y": [0.0, 2.0], "low": [np.nan, 1.0]})
    assert paired_band(found, say, rows) == say("pairs.band", pairs=6)  # nothing differs there
    assert paired_band(found, say, rows.assign(y=1.0)).endswith(say("pairs.few"))
    assert paired_band(found, say, rows.assign(y=1.0), few="pairs.empty").endswith(say("pairs.empty"))


def report_of(kind, **parts):
    """A report by hand: tables by the name of their part."""
    smallest = {"survival_share_treated": 1.0, "closings": 1.0}
    batch = SimpleNamespace(manifest=SimpleNamespace(kind=kind, factors=()), smallest_of=smallest.get,
                            label=lambda arm, say: f"arm {arm}")  # fmt: skip
    made = [SimpleNamespace(name=name, table=pd.DataFrame(rows), notes=()) for name, rows in parts.items()]
    return SimpleNamespace(batch=batch, parts=made)


def effect(arm, metric, value, half):
    return {"arm": arm, "metric": metric, "difference": value, "low": value - half, "high": value + half}


def test_the_answer_is_the_variant_that_gains_without_a_loss():
    say, its = words("en"), words("en", "batch")
    rows = [effect(1, "survival_share_treated", 9.0, 1.0), effect(1, "closings", 5.0, 1.0),  # more closings are a loss
            effect(2, "survival_share_treated", 5.0, 1.0), effect(2, "closings", -4.0, 1.0),
            effect(3, "survival_share_treated", 7.0, 6.5), effect(3, "closings", -4.0, 1.0)]  # fmt: skip
    report = report_of("factorial", effects=rows)
    title = changes.best_told(report, its, say)
    gain = "Arm 2 against the base: your partners still there +5.0 of 100 (+4.0 … +6.0)"
    assert title.startswith(gain) and "−4.0 (−5.0 … −3.0)" in title
    assert changes.harms_of(report, its) == [f"Arm 1: {changes.Change('', 'closings', 5.0, 4.0, 6.0).told(its)}"]
    mean = [{"term": "x", "levels": (0, 1), "metric": "closings", "effect": 0.5, "low": 0.1, "high": 0.9}]
    assert len(changes.harms_of(report_of("factorial", factors=mean, effects=rows), its)) == 1, (
        "no mean hides a variant"
    )
    # Where none is clearly good for the first outcome, one that is for the second and not clearly bad for the first.
    assert changes.best_told(report_of("factorial", effects=rows[:2] + rows[4:]), its, say).startswith("Arm 3 against")
    assert changes.best_told(report_of("factorial", effects=rows[:2]), its, say) == ""
    # Of two that gain in the second outcome alone, one that is clearly better in the first too, by however little.
    both = [effect(4, "survival_share_treated", 2.0, 1.5), effect(4, "closings", -2.0, 0.5)]
    assert changes.best_of(report_of("factorial", effects=rows[:2] + both), its) == 4
    wide = rows[4:] + both
    wide[0] = effect(3, "survival_share_treated", 0.6, 0.8)
    assert changes.best_of(report_of("factorial", effects=wide), its) == 4, "arm 3 has fewer closings alone"
    nan = float("nan")
    assert say("range.none") in changes.Change("", "closings", 5.0, nan, nan).told(its)


def test_a_search_without_a_clear_gain_says_so_and_names_the_unbeaten():
    say, its = words("en"), words("en", "batch")
    gain = {"survival_share_treated_gain": 2.0, "survival_share_treated_gain_low": -1.0,
            "survival_share_treated_gain_high": 5.0}  # fmt: skip
    rows = [{"trial": 0, "front": False}, {"trial": 4, "front": True} | gain, {"trial": 5, "front": False} | gain]
    report = report_of("search", front=rows)
    assert changes.best_told(report, its, say) == say("programmes.none", names="programme 4")
    clear = [rows[0], rows[1] | {"survival_share_treated_gain_low": 1.5}, rows[2]]
    assert changes.best_told(report_of("search", front=clear), its, say).startswith("Programme 4 against the base: ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_becomes_a_deck_that_says_what_programmes_are_made_of(language, tmp_path, monkeypatch):
    say, its = words(language), words(language, "batch")
    report = told.read_report(stored(tmp_path, FRONTIER), say)
    deck = told.batch_deck(report, say)
    assert deck.title == "A frontier"
    names = [programme(number, its) for number in changes.unbeaten(report)]
    assert names and all(name.lower() in deck.story[0].title.lower() for name in names[:1])
    made = next(slide for slide in deck.story if len(slide.cards) == len(report.parts[0].table))
    budget = told.named("levers.focal.community.budget", its)
    assert all(budget in card.text.lower() for card in made.cards)
    text = " ".join(card.text for card in deck.story[0].cards)
    assert say("story.free") in text and say("story.search") not in text, "nothing was asked to be cheap"
    assert its("front.note") not in " ".join(card.text for slide in deck.story for card in slide.cards)
    chart = next(slide.chart for slide in deck.story if slide.chart)
    assert not chart.from_zero and say("axes.from") in chart.y_told
    # What is tried elsewhere is compared on the luck that chose nothing.
    row = next(row for row in report.parts[0].table.to_dict("records") if row["trial"])
    monkeypatch.setattr(changes, "unbeaten", lambda report: [row["trial"]])
    monkeypatch.setattr(changes.Change, "counts", lambda change, batch: 1)
    policy = told.advised(report, its)
    assert policy.effect("focal_profit", policy.others[0]).difference == pytest.approx(row["focal_profit_gain"])
    assert policy.runs["replicate"].min() >= report.batch.manifest.replicates
    show = presentation(deck, say)
    for slide in show.slides:
        fits(slide, show)


def moving(column, way):
    """A comparison by hand in which a monthly series moves one way under the policy, clearly in every month."""
    found = compared()
    on = found.monthly["scenario"] == "b"
    return replace(
        found, monthly=found.monthly.assign(**{column: 5.0 + way * on * (1.0 + 0.01 * found.monthly["replicate"])})
    )


def test_a_harm_is_a_price_to_expect_and_no_sign_to_wait_for():
    say = words("en")
    for way, kind in ((1.0, False), (-1.0, True)):
        found = moving("focal_write_offs", way)
        signs = [(s.column, s.month, s.pair.difference > 0) for s in signs_of(found, "b", 6, good=kind)]
        assert signs == [("focal_write_offs", 1, way > 0)]
        assert signs_of(found, "b", 6, good=not kind) == []
    cards = monday(moving("focal_write_offs", 1.0), advice_of(compared()), say)[1]
    assert "A price to expect, not a sign: your write-offs up" in cards[2].text
    assert "signs" not in cards[3].text.lower() and say("monday.nosign.few") in cards[2].text


def test_a_trial_is_judged_by_profit_only_where_profit_is_ahead_by_then():
    say, found = words("en"), compared()  # ahead from the fourth month on
    for months, ahead in ((3, False), (6, True)):
        advice = replace(advice_of(found), pilot=replace(advice_of(found).pilot, months=months))
        assert pays_by(found, "b", months) is ahead
        assert ("profit per partner" in monday(found, advice, say)[1][3].text) is ahead
        assert ("less profit each" in cards_of(found, advice, say)[5].text) is ahead


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_loss_stands_at_whose_expense_and_not_under_what_it_brings(language):
    say, found = words(language), compared()
    on = found.runs["scenario"] == "b"
    runs = found.runs.assign(channel_gross_profit=1000.0 - on * (8.0 + found.runs["replicate"]))
    cards = cards_of(replace(found, runs=runs), advice_of(replace(found, runs=runs)), say)
    who = capital(say("who.partners"))  # about a per cent less: for sure, if perhaps too little to matter
    assert who not in cards[1].text and who in cards[3].text and say("expense.nobody") not in cards[3].text.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_title_has_both_intervals_and_copying_is_a_number(language):
    say, found = words(language), compared()
    advice = replace(advice_of(found), copied=Difference(0.0, 0.0, -30.0, -40.0, -20.0, 6, 6))
    profit = found.effect("focal_profit", "b")
    assert say.between(profit.low, profit.high, sign=True) in title_of(found, advice, say)
    lower = say("near.profit.less", by="30", range=say.between(-40.0, -20.0, sign=True))
    assert say("mind.copied", profit=lower, pairs=6) in uncapital(cards_of(found, advice, say)[5].text), (
        "a difference, no level"
    )


def test_a_difference_told_by_enough_markets_only_has_no_band_that_comes_and_goes():
    say = words("en")
    table = pd.DataFrame({"x": [0, 1, 2, 3], "y": 1.0, "low": [0.0, 0.5, np.nan, 0.5], "high": [0.0, 2.0, np.nan, 2.0]})
    found = SimpleNamespace(others=("b",), ranked=("b",), level=(), base="a", months=3, knows_own=True, pairs=8, kept_so_far=lambda name: table,
                            left=lambda name: np.array([[0.9, 0.8 if name == "a" else 0.85]]), names="ab", hashes="ab",
                            model_version=1, seed=1, spends=(), command="garden", reference="r",
                                day=None)  # fmt: skip
    chart = gap(found, say)
    assert (
        chart.title == "B: the difference is clear from month 3 on and reaches +1.0 of 100 by month 3 (+0.5 … +2.0); "
        "perhaps too few partners to matter"
    )
    assert chart.table["low"].notna().tolist() == [False, False, False, True]
    assert chart.risk["told"].tolist() == ["100.0", "80.0", "100.0", "85.0"], "levels stand below the difference"


def test_what_a_policy_changes_is_told_of_every_part_and_whole_behind():
    say, found = words("en"), compared()
    base = {f"levers.focal.credit.{key}": 0.0 for key in ("deferment_days", "limit_months")}
    base |= {"levers.focal.services.package_depth": 0.0, "levers.focal.community.budget": 0.0}
    found = replace(found, values=(base, dict.fromkeys(base, 1.0)))
    short, whole = policies_told(found, say, 3)[0], policies_told(found, say)[0]
    assert all(what in short for what in ("service package", "community budget", "days to pay", "1 more"))
    assert whole.count(";") == 3 and " more" not in whole


def test_the_last_slide_has_the_day_of_the_results():
    say = words("en")
    deck = Deck("t", "s", (Slide("Run it again", ("seed 1",)),), "garden", "en")
    assert dated(deck, date(2025, 3, 9), say).slides[-1].lines == ("Results of 9 March 2025.", "seed 1")
