"""The deck of a batch, and the decks that are shipped."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation

from experiments.analysis import charts as analysis
from experiments.analysis.charts import curves, curves_of
from experiments.batch.manifest import SHIPPED as MANIFESTS
from experiments.commands.cli import main
from experiments.comparing.results import ResultsError
from experiments.drawing.deck import QUESTIONS
from experiments.drawing.slides import presentation
from experiments.refusal import UsageError
from experiments.running.runs import run_seed
from experiments.stage import changes
from experiments.stage.batch import advised, batch_deck, made_told, own_file, read_report, trial_told
from experiments.stage.changes import Change, gains_of
from experiments.stage.deck import STORY
from experiments.stage.report import batch_elsewhere
from experiments.words.keys import lever_told
from experiments.words.words import LANGUAGES, read_words, uncapital, words
from experiments.writing.program import project_told
from scenarios import load_scenario
from tests.batches import stored
from tests.test_stage import fits, native

DAYS = "levers.focal.credit.deferment_days"
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
    assert "response-focal_profit" in names
    assert not any(name.startswith(("factors", "effects")) for name in names), "arms of one lever are its levels"
    manifest = report.batch.manifest
    lines = own_file(replace(manifest, base=load_scenario("steady")))
    assert 'base = "steady"' in lines and any("deferment_days" in line for line in lines), "it stands by itself"
    assert own_file(manifest) == [], "a base with values of its own is no preset"
    assert say("deck.terms") in deck.subtitle and sources_in(deck, say)
    survival = next(chart for chart in charts if chart.name == "survival")
    assert "base: base" not in survival.band.lower().replace("база", "base")
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


def sources_in(deck, say):
    return [slide for slide in deck.appendix if slide.title == say("paper.sources")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_levels_of_survival_are_told_with_what_lies_between_them(doses, language, monkeypatch):
    say = words(language, "batch")
    batch = read_report(doses, words(language)).batch
    title = curves(batch, curves_of(batch, [0, 2]), say).title
    assert "(" not in title, "three markets give no interval"
    whole = analysis.paired_difference
    monkeypatch.setattr(analysis, "paired_difference", lambda *sides: replace(whole(*sides), low=-2.0, high=1.0))
    ends = [
        rows["survival"].iloc[-1] for rows in curves_of(batch, [0, 2]).values()
    ]  # of all runs together, in per cent
    told = say.number(ends[1] - ends[0], 1, sign=True)
    between = say.between(-2.0, 1.0, 1, sign=True)
    assert curves(batch, curves_of(batch, [0, 2]), say).title == f"{title}: {told} ({between})"


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
        monkeypatch.setattr(changes, "gains_of", lambda report, its: {1: rows})
        return changes.best_told(report, its, say)

    open_, good, bad = (0.4, -0.7, 1.5), (9e6, 8e6, 1e7), (-9.0, -11.0, -7.0)
    assert title(open_, good).startswith("D against the base: your partners still there +0.4 of 100 (−0.7 … +1.5); ")
    assert title(open_, open_) == title(bad, good) == ""
    told = Change("d", "survival_share_treated", -2.0, -4.0, 0.1)
    assert told.counts(report.batch) == 0, "a fall whose interval has zero in it is no harm"


def test_a_batch_tells_how_its_deck_is_made_again_and_draws_few_curves(doses, monkeypatch):
    say, its = words("ru"), words("ru", "batch")
    report = read_report(doses, say)
    arm = next(iter(gains_of(report, its)))
    monkeypatch.setattr("experiments.stage.batch.best_of", lambda report, its: arm)
    deck = batch_deck(report, say)
    last, curves = deck.slides[-1], [s.chart for s in deck.slides if s.chart and s.chart.name == "survival"]
    assert say("rerun.report", folder=doses.name, flags=" --language ru") in last.lines
    made = report.batch.made_by  # one name of the sources that made the runs, and of this deck's: here the same
    assert say("batch.made", made=made, project=project_told()) in last.lines
    other = made_told(replace(report.batch, made_by="5:old"), say)
    assert "5:old" in other and made in other
    seeds = [str(run_seed(report.batch.manifest.seed, n)) for n in range(3)]
    assert say("rerun.seeds", seeds=", ".join(seeds)) in last.notes
    assert all(len(chart.series) == 2 for chart in curves)
    assert "рамочном договоре" in deck.slides[0].cards[0].text


def test_the_dose_to_try_is_found_by_its_arm(doses, monkeypatch):
    say, its, report = words("en"), words("en", "batch"), read_report(doses, words("en"))
    gain = Change("by whatever name", "focal_profit", 9e6, 8e6, 1e7, 2)
    unsure = Change("by whatever name", "survival_share_treated", 1.0, -0.7, 2.8, 2)
    for where in ("changes", "batch"):
        monkeypatch.setattr(f"experiments.stage.{where}.gains_of", lambda report, its: {2: [gain, unsure]})
    told, doubt = trial_told(report, its, say)
    assert "days to pay 90" in told and "does not surely bring: your partners still there +1.0 of 100 (−0.7" in doubt


def test_a_bend_around_the_base_is_told_as_one_that_runs_do_not_explain(doses, monkeypatch):
    its, report = words("en", "batch"), read_report(doses, words("en"))
    better = {arm: [Change("d", "focal_profit", 9.0, 8.0, 10.0, arm)] for arm in (1, 2)}
    monkeypatch.setattr(changes, "gains_of", lambda report, its: better)
    days = [float(report.batch.arms[arm][DAYS]) for arm in range(3)]
    told = changes.bent_of(report, its)
    assert bool(told) == (min(days[1:]) < days[0] < max(days[1:])) and all("your profit" in text for text in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_of_a_batch_is_tried_in_harder_worlds(doses, language, monkeypatch):
    say, its = words(language), words(language, "batch")
    report = read_report(doses, say)
    monkeypatch.setattr(Change, "counts", lambda change, batch: int(change.number == 2))
    policy = advised(report, its)
    found = [change for change in changes.changes_of(report, "effects", its) if change.name == policy.others[0]]
    for change, scale in zip(found, (100.0, 1.0), strict=True):
        assert scale * policy.effect(change.metric, policy.others[0]).difference == pytest.approx(change.value)
    chart, near = batch_elsewhere(report, say)
    assert say.scenario("copied") in chart.series and say.scenario("import-shock") not in chart.series
    deck = batch_deck(report, say, chart, near)
    shown = [slide for slide in deck.story if slide.chart and slide.chart.name == "worlds"]
    assert len(shown) == 1 and shown[0].foot == deck.foot and deck.command in shown[0].notes
    answer, limits = deck.story[0].cards, deck.story[-1].cards
    row = chart.rows(say.scenario("copied")).iloc[0]
    assert say.between(row["x_low"], row["x_high"], sign=True) in answer[2].text
    assert say("mind.copy") not in uncapital(limits[1].text)
    assert say("near.tried.few", names=say.several(one.point(say) for one in near.tried), pairs=3) in limits[0].text
    plain = batch_deck(report, say)
    assert say("mind.copy").lower() in plain.story[-1].cards[1].text.lower(), "what was not run is said"


def test_a_batch_that_advises_nothing_is_not_tried_in_harder_worlds(doses):
    with pytest.raises(UsageError, match="--harder: nothing to try"):
        batch_elsewhere(read_report(doses, words("en")), words("en"))


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


def sentences_left_out(path):
    """By slide and card of a deck how many sentences had no room, by its notes, which have each card whole."""
    left = {}
    for number, slide in enumerate(Presentation(str(path)).slides):
        lines = slide.notes_slide.notes_text_frame.text.splitlines()
        for place, shape in enumerate(slide.shapes):
            told = [one.text for one in shape.text_frame.paragraphs] if shape.has_text_frame else []
            whole = [line for line in lines if len(told) == 2 and line.startswith(f"{told[0]}: ")]
            if whole:
                ends = [len(re.findall(r"[^.!?]{3}[.!?](?= |$)", text)) for text in (whole[0], told[1])]
                left[number, place] = ends[0] - ends[1]
    return left


def test_the_shipped_decks_leave_the_same_sentences_out_in_both_languages():
    english, russian = (sentences_left_out(SHIPPED / f"ten-questions-{language}.pptx") for language in LANGUAGES)
    assert len(english) == 18 and english == russian


def test_every_shipped_manifest_has_a_russian_title():
    titles = {tomllib.loads(path.read_text(encoding="utf-8"))["title"] for path in MANIFESTS.glob("*.toml")}
    titles |= set(re.findall('^title = "(.+)"$', (SHIPPED.parent / "gallery.md").read_text(encoding="utf-8"), re.M))
    known = read_words("ru", "titles")
    assert set(known) == titles and all(re.search("[а-я]", told) for told in known.values())
