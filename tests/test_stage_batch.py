"""The deck of a batch, and the decks that are shipped."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from pptx import Presentation

from experiments.batch.manifest import SHIPPED as MANIFESTS
from experiments.commands.cli import main
from experiments.comparing.results import ResultsError
from experiments.drawing.deck import QUESTIONS
from experiments.drawing.slides import presentation
from experiments.stage import batch
from experiments.stage.batch import Change, batch_deck, read_report
from experiments.stage.deck import STORY
from experiments.words.keys import lever_told
from experiments.words.words import LANGUAGES, read_words, uncapital, words
from tests.batches import stored
from tests.test_stage import fits, native

SHIPPED = Path(__file__).resolve().parent.parent / "docs" / "deck"
DOSES = """
kind = "factorial"
replicates = 3
months = 18
outputs = ["partners"]
[factors]
"levers.focal.credit.deferment_days" = [0, 30, 90]
"""


@pytest.fixture(scope="module")
def doses(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("doses"), DOSES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_batch_becomes_a_deck(doses, language):
    say = words(language)
    report = read_report(doses, say)
    deck = batch_deck(report, say)
    assert len(deck.story) < STORY and deck.story[0].cards and deck.story[-1].cards
    text = " ".join(card.text for slide in deck.story for card in slide.cards)
    assert say("story.dose") in text and say("limit.dose").rstrip(".") in text
    told = [slide.chart.name for slide in deck.story if slide.chart]
    assert told and not any(name.startswith("factors") for name in told), "the response has the same numbers"
    raw = re.compile(r"levers\.|labour\.|credit\.deferment|\barm \d")
    for slide in deck.slides:
        seen = [slide.title, *(card.text for card in slide.cards)]
        if slide.chart:
            seen += [slide.chart.x_label, slide.chart.y_label, *map(str, slide.chart.table["x"]), *slide.chart.series]
        assert not [line for line in seen if raw.search(line)]
    charts = [slide.chart for slide in deck.appendix if slide.chart]
    names = {chart.name for chart in charts}
    assert {"response-focal_profit", "effects-focal_profit"} <= names
    assert not any(name.startswith("factors") for name in names), "the arms of one lever are its levels: told once"
    answer = deck.story[0].cards
    assert lever_told("levers.focal.credit.mode", "standard", language) in answer[0].text, "of which kind of credit"
    assert say("sure.dose", runs=9, months=18, pairs=3) in uncapital(answer[2].text), "markets, not runs alone"
    assert say.day(report.batch.day) in deck.foot
    show = presentation(deck, say)
    shapes = [shape for slide in show.slides for shape in slide.shapes if shape.has_chart]
    for chart, shape in zip(charts, shapes, strict=True):
        assert native(chart, shape) == pytest.approx(chart.end_values())
    for slide in show.slides:
        fits(slide, show)


def test_a_response_names_the_level_that_it_differs_from(tmp_path):
    say = words("en")
    folder = stored(tmp_path, DOSES.replace("[0, 30, 90]", "[30, 0, 90]").replace("18", "6"))
    drawn = {chart.name: chart for part in read_report(folder, say).parts for chart in part.charts}
    chart = drawn["response-focal_profit"]
    assert chart.y_label.endswith("difference from days to pay 30")
    base = chart.table[chart.table["x"] == 30.0]
    assert not base[["y", "low", "high"]].to_numpy().any(), "nothing differs from itself"


def test_a_clear_gain_leads_also_where_only_the_second_outcome_has_it(doses, monkeypatch):
    say, its = words("en"), words("en", "batch")
    report = read_report(doses, say)

    def title(*gains):
        metrics = ("survival_share_treated", "focal_profit")
        rows = [Change("d", metric, *gain) for metric, gain in zip(metrics, gains, strict=True)]
        monkeypatch.setattr(batch, "gains_of", lambda report, its: {"d": rows})
        return batch.best_told(report, its, say)

    open_, good, bad = (0.4, -0.7, 1.5), (9e6, 8e6, 1e7), (-9.0, -11.0, -7.0)
    assert title(open_, good).startswith("D against the base: your partners still there +0.4 of 100 (−0.7 … +1.5); ")
    assert title(open_, open_) == title(bad, good) == ""
    told = Change("d", "survival_share_treated", -2.0, -4.0, 0.1)
    assert told.counts(report.batch) == 0, "a fall whose interval has zero in it is no harm"


def test_the_command_knows_a_batch(doses, tmp_path, capsys):
    arguments = ["report", str(doses), "--to", str(tmp_path / "doses.html"), "--pictures", str(tmp_path / "pictures")]
    assert main([*arguments, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == sorted(told["pictures"])
    assert "response-focal_profit.png" in told["pictures"] and len(told["findings"]) == len(told["pictures"])


def test_a_batch_without_a_run_is_refused(doses, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(doses, copy)
    for shard in (copy / "runs").glob("*.parquet"):
        shard.unlink()
    with pytest.raises(ResultsError, match="too few runs"):
        read_report(copy, words("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_deck_answers_ten_questions(language):
    say = words(language)
    show = Presentation(str(SHIPPED / f"ten-questions-{language}.pptx"))
    notes = [slide.notes_slide.notes_text_frame.text for slide in show.slides]
    for number in QUESTIONS.values():
        assert any(say(f"question.{number}") in text for text in notes), number
    assert all("garden " in text for text in notes)
    for slide in show.slides:
        fits(slide, show)
    shown = [shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart]
    assert len(shown) >= 10 and all(len(chart.plots[0].series) for chart in shown)


def test_every_shipped_manifest_has_a_russian_title():
    titles = {tomllib.loads(path.read_text(encoding="utf-8"))["title"] for path in MANIFESTS.glob("*.toml")}
    known = read_words("ru", "titles")
    assert set(known) == titles and all(re.search("[а-я]", told) for told in known.values())
