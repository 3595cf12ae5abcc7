"""Decks of batches say no more than their runs, kind by kind: a search that keeps too little, two factors, a world."""

from types import SimpleNamespace

import pytest

from experiments.drawing.slides import presentation
from experiments.stage import batch as told
from experiments.stage import changes
from experiments.stage.changes import Change
from experiments.words.keys import instead_of, lever_told, levers_told
from experiments.words.words import LANGUAGES, words
from tests.batches import stored
from tests.test_stage import fits

MODE, DAYS = "levers.focal.credit.mode", "levers.focal.credit.deferment_days"
CHEAPEST = """
title = "Too much asked for"
kind = "search"
samples = 4
replicates = 2
months = 12
outputs = []
[search]
minimise = ["focal_spend"]
keep = {{ metric = "survival_share_treated", at_least = {least}, confidence = 0.9 }}
population = 2
finalists = 2
fresh_replicates = 3
worlds = 0
[factors]
"levers.focal.community.budget" = {{ low = 0.0, high = 60.0 }}
"""
TWO = """
kind = "factorial"
replicates = 2
months = 12
outputs = ["partners"]
[factors]
"finance.funding_rate" = [0.14, 0.22]
"levers.focal.credit.deferment_days" = [0, 30, 90]
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_that_keeps_too_little_advises_none_of_its_programmes(language, tmp_path):
    say = words(language)
    deck = told.batch_deck(told.read_report(stored(tmp_path, CHEAPEST.format(least=1.0)), say), say)
    answer = deck.story[0]
    assert say("next.search.none") in answer.cards[3].text and say("next.search") not in answer.cards[3].text
    made = next(slide for slide in deck.story[1:] if slide.cards)
    assert made.title == say("programmes.title.none")
    titles = [slide.title for slide in deck.slides]
    assert say("limits.range") not in titles, "programmes that were no finalists are not told of"
    show = presentation(deck, say)
    for slide in show.slides:
        fits(slide, show)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_factors_have_their_own_limits_and_no_column_of_a_table(language, tmp_path):
    say, its = words(language), words(language, "batch")
    report = told.read_report(stored(tmp_path, TWO), say)
    deck = told.batch_deck(report, say)
    text = " ".join(card.text for card in deck.story[-1].cards)
    assert say("limit.factorial.two") in text and say("limit.factorial") not in text
    notes = " ".join(slide.notes for slide in deck.slides)
    assert "p_fdr" not in notes and report.parts[-2].columns.count("p_fdr") == 1, "it stands below the table alone"
    assert its("kind.factorial") in notes
    show = presentation(deck, say)
    for slide in show.slides:
        fits(slide, show)


def test_what_is_best_is_told_first_where_it_does_harm_in_another_world(monkeypatch):
    factors = (SimpleNamespace(name="world", keys=("finance.funding_rate",)), SimpleNamespace(name=DAYS, keys=(DAYS,)))
    arms = [{"world": world, DAYS: days} for world in (1, 2) for days in (0.0, 45.0, 90.0)]
    batch = SimpleNamespace(manifest=SimpleNamespace(kind="factorial", factors=factors), arms=arms,
                            smallest_of=lambda metric: 1.0)  # fmt: skip
    rows = [Change(f"arm {n}", "focal_profit", value, value - 1.0, value + 1.0, n)
            for n, value in ((1, 50.0), (2, -90.0), (4, -20.0), (5, -99.0))]  # fmt: skip
    monkeypatch.setattr(changes, "changes_of", lambda report, name, say: rows if name == "effects" else [])
    monkeypatch.setattr(changes, "best_of", lambda report, say: 1)
    harms = changes.harms_of(SimpleNamespace(batch=batch), words("en", "batch"))
    assert [harm[:5] for harm in harms] == ["Arm 4", "Arm 5", "Arm 2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_stands_in_brackets_and_a_row_of_levels_has_one_unit(language):
    standard = lever_told(MODE, "standard", language)
    assert standard.endswith(")") and " (" in standard
    assert instead_of(MODE, "framework", "standard", language)[1][0] in "\N{LEFT DOUBLE QUOTATION MARK}«"
    assert levers_told(MODE, ["standard", "framework"], language).count("(") == 1
    assert levers_told(DAYS, [0.0, 45.0], "en") == "days to pay 0 and 45"
    assert levers_told(DAYS, [0.0, 45.0], "ru") == "отсрочка 0 и 45 дн."
    assert levers_told("finance.funding_rate", [0.14, 0.22], "en") == "funding rate 14 and 22 % a year"


def test_an_arm_that_a_chart_calls_by_its_number_is_told_above_it():
    its = words("en", "batch")
    batch = SimpleNamespace(arms=range(12), label=lambda arm, say: f"the levers of {arm}")
    chart = SimpleNamespace(kind="lines", series=["base", "variant 3", "variant 11"])
    assert told.numbered(batch, chart, its) == ("Variant 3: the levers of 3; variant 11: the levers of 11.",)
    assert told.numbered(batch, SimpleNamespace(kind="forest", series=["variant 3"]), its) == ()
