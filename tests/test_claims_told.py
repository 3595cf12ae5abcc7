"""The article's claims in words: ten groups, their sentences, effects in their units, the deck, the page and its link.

No test here rests on a verdict of a claim: what is stored may be replaced at any time.
"""

import json
import math
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from pptx import Presentation

from app_pages import judged
from experiments.commands.cli import main
from experiments.comparing.statistics import LEAST_DIFFERING
from experiments.drawing.look import DARK, LEAST, LIGHT
from experiments.drawing.slides import presentation
from experiments.evidence import telling
from experiments.evidence.claims import registry
from experiments.evidence.claims_page import stored_effects, written_page
from experiments.evidence.deciding import CONDITIONAL, REFUTED, SUPPORTED
from experiments.evidence.groups import (
    ORDER,
    again,
    evidence_of,
    first_bound,
    group_names,
    judged_groups,
    logarithms,
    units,
)
from experiments.evidence.hypercube import Effects, registry_digest
from experiments.evidence.patterns import PATTERNS
from experiments.evidence.surface import Region, Surface
from experiments.evidence.verdicts import UNDECIDED, UNTESTABLE, Verdict
from experiments.stage.claims import claims_deck, command_of
from experiments.words.words import LANGUAGES, read_words, words
from model import MODEL_VERSION
from tests.test_stage import fits
from tests.visits import text_of, visit

BOOK = registry()
CELLS = {
    SUPPORTED: [1] * 36 + [0] * 4,
    REFUTED: [-1] * 33 + [0] * 7,
    CONDITIONAL: [1] * 20 + [-1] * 20,
    UNDECIDED: [0] * 40,
}
REGION = Region((("referrals", 26.2, math.inf), ("free riders", -math.inf, 0.412)), (12, 12), (1, 6))
SURFACE = Surface(0.9, True, "", ("referrals", "free riders"), (0.8, 0.1), ("..-++####",) * 5, REGION)


def verdict_of(test: str, verdict: str, surface: Surface | None = None, effect: float = 0.02) -> Verdict:
    return Verdict(
        test, verdict, effect, effect / 2, 2 * effect, np.array(CELLS[verdict]), "", math.nan, 120.0, surface
    )


def found_of(*order: str) -> dict[str, Verdict]:
    """A verdict for every test, in turn."""
    surfaces = {CONDITIONAL: SURFACE}
    return {name: verdict_of(name, order[n % len(order)], surfaces.get(order[n % len(order)]))
            for n, name in enumerate(BOOK.tests)}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    """Evidence of verdicts that are made up."""
    job = {"model_version": MODEL_VERSION, "registry": registry_digest(), "points": 40, "seed": 1, "pairs": 64,
           "pairs_made": 2000}  # fmt: skip
    values = {name: np.where(np.arange(64) < 8, 0.1, np.nan) * np.ones((40, 1)) for name in BOOK.tests}
    effects = Effects((), np.zeros((0, 2)), np.zeros((40, 0)), values, {}, job, 600.0)
    return evidence_of(BOOK, effects, found_of(SUPPORTED, SUPPORTED, REFUTED, CONDITIONAL, UNDECIDED))


# Groups


def test_every_claim_is_in_one_group_and_has_words():
    names = [claim for claims in group_names().values() for claim in claims]
    assert sorted(names) == sorted(BOOK.claims) and len(names) == len(set(names)) and len(group_names()) == 10
    for language in LANGUAGES:
        assert list(read_words(language, "evidence.groups")) == list(group_names())
        assert list(read_words(language, "evidence.claims")) == list(BOOK.claims)
        assert list(read_words(language, "evidence.dimensions")) == [u.name for u in BOOK.uncertain]
        assert len(set(read_words(language, "evidence.claims").values())) == len(BOOK.claims)


def test_every_claim_and_test_has_russian_words_and_a_unit():
    told, says = (read_words("ru", f"claims.{table}") for table in ("tests", "says"))
    assert list(told) == list(BOOK.tests) and list(says) == list(BOOK.claims)
    for texts in (told, says):
        assert len(set(texts.values())) == len(texts) and all(re.search("[а-я]", text) for text in texts.values())
    for test in BOOK.tests.values():
        assert telling.unit_of(test) in read_words("en", "evidence.units")
    used = {t.contrast.pattern or t.contrast.metric.name for t in BOOK.tests.values() if not t.contrast.per}
    assert used == set(units()) and logarithms() <= set(PATTERNS)


def test_the_most_telling_claim_is_named_first():
    found = found_of(SUPPORTED)
    found["P-flat"] = replace(found["P-flat"], cells=np.ones(40, int))  # every point for it
    found["E6-margin"] = replace(found["E6-margin"], effect=-1.0)  # far beyond what matters, at as many as the others
    groups = {group.name: group for group in judged_groups(BOOK, found)}
    names = [one.claim.name for one in groups["market"].of(SUPPORTED)]
    assert names[:2] == ["S1", "S3"] and len(names) == 5
    assert groups["asia"].of(SUPPORTED)[-1].claim.name == "S13", "it is judged by another, which tells the same"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_counts_every_claim(language):
    order = (SUPPORTED, REFUTED, CONDITIONAL, UNDECIDED, SUPPORTED, SUPPORTED)
    groups = judged_groups(BOOK, found_of(*order))
    said = [telling.sentence(group, language) for group in groups]
    names = words(language, "evidence.claims")
    for group, text in zip(groups, said, strict=True):
        counts = [len(group.of(verdict)) for verdict in ORDER if group.of(verdict)]
        assert sum(counts) == len(group.claims) and all(re.search(rf"\b{count}\b", text) for count in counts)
        assert len(text.split()) <= 65 and text.endswith(".") and "  " not in text
        first = next(group.of(verdict)[0] for verdict in ORDER if group.of(verdict))
        assert names(first.claim.name).lower() in text.lower()
        told = telling.headline(group, language)
        assert str(len(group.claims)) in told and words(language, "evidence.groups")(group.name) in told
    numbers = [int(n) for n in re.findall(r"\d+", telling.counts_told(groups, language))]
    assert sum(numbers) == len(BOOK.claims)


def test_a_sentence_of_one_kind_and_of_none():
    holds, fails = (judged_groups(BOOK, found_of(verdict))[0] for verdict in (SUPPORTED, REFUTED))
    assert telling.sentence(holds, "en").startswith("5 of 5 hold: ") and "1 more" not in telling.sentence(holds, "en")
    assert telling.sentence(fails, "en").startswith("None of 5 holds. 5 refuted: ")
    assert telling.headline(holds, "en") == "The market: 5 of 5 claims hold"
    assert telling.headline(fails, "en") == "The market: none of 5 claims holds; 5 refuted"
    untested = judged_groups(BOOK, {})[0]
    assert [one.verdict for one in untested.claims] == [UNTESTABLE] * 5
    assert "5 not testable" in telling.sentence(untested, "en") and "нельзя проверить 5" in telling.headline(
        untested, "ru"
    )
    community = judged_groups(BOOK, found_of(SUPPORTED))[6]
    assert telling.sentence(community, "en").endswith("and 2 more.") and len(community.claims) == 8


def test_a_claim_that_depends_says_on_what():
    def told(surface, language="en"):
        found = found_of(SUPPORTED) | {"P-flat": verdict_of("P-flat", CONDITIONAL, surface)}
        return telling.sentence(judged_groups(BOOK, found)[0], language)

    assert "1 depends: the market no longer grows (on referrals, share of free riders)." in told(SURFACE)
    assert "(решает: рекомендации, доля безбилетников)" in told(SURFACE, "ru")
    assert "(its placebo shows it too)" in told(None)
    assert "(on what is unknown)" in told(Surface(0.0, False, "", (), (), ()))
    assert "(on referrals, share of free riders)" in told(replace(SURFACE, region=Region(whole=True)))


# Effects


@pytest.mark.parametrize(
    ("name", "effect", "told", "bound"),
    [
        ("E1-profit", 1.849, "+184.9 % (+92.5 to +369.8)", "above +5.0 %"),  # divided by a level
        ("E6-decline", math.log(0.9), "−10.0 % (−5.1 to −19.0)", "below −4.9 %"),  # a logarithm, taken back
        ("E4-life", 0.75, "+0.8 months (+0.4 to +1.5)", "above +0.6 months"),
        ("E9-pruning-margin", -0.0005, "−0.05 points (−0.03 to −0.10)", "above +0.05 points"),
        ("E2-members", math.log(4.0), "4.0 times (2.0 to 16.0)", "above 1.1 times"),
        ("E4-whole-channel", 0.0, "0.0 months (0.0 to 0.0)", "within ± 0.6 months"),
        ("E5-competence", 0.02, "+2.0 of 100 (+1.0 to +4.0)", "above +1.0 of 100"),
        ("P-quality", math.log(1.1), "+10.0 % (+4.9 to +21.0)", "above +0.5 %"),  # a pattern's logarithm
    ],
)
def test_effects_are_told_in_their_units(name, effect, told, bound):
    test, verdict = BOOK.tests[name], verdict_of(name, SUPPORTED, effect=effect)
    assert telling.effect_told(test, verdict, "en").replace(telling.WHOLE, " ") == told
    assert telling.bound_told(test, "en").replace(telling.WHOLE, " ") == bound
    assert "," in telling.effect_told(test, verdict, "ru") and telling.points_told(verdict, "ru") == "36 / 0 / 4"


def test_an_effect_that_nobody_measured_is_said():
    nothing = replace(verdict_of("E4-life", UNDECIDED), effect=math.nan, low=math.nan, high=math.nan)
    assert telling.effect_told(BOOK.tests["E4-life"], nothing, "en") == "no effect could be measured"
    alone = replace(verdict_of("E4-life", UNDECIDED, effect=1.0), low=math.nan, high=math.nan)
    assert telling.effect_told(BOOK.tests["E4-life"], alone, "en").replace(telling.WHOLE, " ") == "+1.0 months"


def test_where_a_test_holds_is_told_with_the_points_that_bear_it_out():
    def told(verdict, language="en"):
        return telling.where_told(BOOK, verdict, language)

    depends = verdict_of("E3-payback", CONDITIONAL, SURFACE)
    assert told(depends) == (
        "Holds most with referrals above 26 and share of free riders below 41 %: at 12 of 12 decided points there, "
        "at 1 of 6 elsewhere. Skill at points not seen: 0.90 of 1."
    )
    assert "рекомендации выше 26 и доля безбилетников ниже 41 %: в 12 из 12" in told(depends, "ru")
    between = replace(SURFACE, region=Region((("customers' terms", 0.8, 1.2),), (3, 4), (0, 5)))
    assert "customers' terms from 0.80 of usual to 1.20 of usual" in told(replace(depends, surface=between))
    assert "everywhere" in told(replace(depends, surface=replace(SURFACE, region=Region(whole=True))))
    assert "nowhere" in told(replace(depends, surface=replace(SURFACE, region=Region())))
    assert "14 dimensions" in told(replace(depends, surface=Surface(0.0, False, "", (), (), ())))
    assert "at 40 % of the points" in told(replace(depends, surface=None, placebo_share=0.4))
    assert "About 120 more runs" in told(verdict_of("E4-life", UNDECIDED))
    assert "cannot be told" in told(replace(verdict_of("E4-life", UNDECIDED), runs=math.inf))
    assert told(verdict_of("E4-life", SUPPORTED)) == ""


def test_a_map_needs_no_colour():
    lines, axes = telling.map_told(BOOK, SURFACE, "en")
    assert lines == ["░░▒▓▓████"] * 5
    assert axes.startswith("Across: referrals, 0 to 60. Up: share of free riders, 15 % to 50 %.")


def test_older_results_are_said_to_be_older(made):
    assert [line for line in telling.stale_told(made.job, "en") if "sources" not in line] == []
    older = {**made.job, "model_version": 3, "registry": "another"}
    told = " ".join(telling.stale_told(older, "en"))
    assert f"version 3 of the model, which is at {MODEL_VERSION}" in told and "earlier list of tests" in told
    assert len(telling.stale_told(older, "ru")) == len(telling.stale_told(older, "en"))


def test_runs_behind_are_counted_once(made):
    assert made.pairs(["P-flat", "E4-life"]) == 40 * 8 and len(made.tests) > 80


# Slides


@pytest.mark.parametrize(("language", "look"), [("en", LIGHT), ("ru", DARK)])
def test_the_deck_has_twelve_slides_with_nothing_cut(made, language, look):
    deck = claims_deck(made, language, command_of(language, look is DARK))
    show = presentation(deck, words(language), look)
    assert deck.pages == len(show.slides) == 12
    for slide in show.slides:
        fits(slide, show)
        sizes = [int(size) for size in slide._element.xpath(".//a:rPr/@sz | .//a:defRPr/@sz")]
        assert not sizes or min(sizes) >= 100 * LEAST
        assert slide.notes_slide.notes_text_frame.text.rstrip().endswith(deck.command) or slide == show.slides[11]
    charts = [next((s.chart for s in slide.shapes if s.has_chart), None) for slide in show.slides]
    assert charts[11] is None and all(charts[:11])
    answer = charts[0].plots[0]
    assert list(answer.categories) == list(read_words(language, "evidence.groups").values())
    assert sum(sum(series.values) for series in answer.series) == len(BOOK.claims)
    for group, chart in zip(made.groups, charts[1:11], strict=True):
        totals = np.sum([series.values for series in chart.plots[0].series], axis=0)
        assert len(totals) == len(group.claims) and set(totals) == {40}
    assert words(language, "evidence.deck")("limits.title") == show.slides[11].shapes.title.text.replace("\xa0", " ")


def test_open_points_are_grey_and_what_is_older_is_said_on_the_last_slide(made):
    older = replace(made, job={**made.job, "model_version": 3})
    deck = claims_deck(older, "en", "garden claims")
    assert "version 3" in deck.slides[-1].cards[-1].text
    chart = deck.slides[1].chart
    assert chart.colours(LIGHT)["open"] == LIGHT.baseline and chart.series == ["for", "open", "against"]
    assert len({*chart.colours(LIGHT).values()}) == 3


def test_the_command_writes_the_deck(made, stored_verdicts, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("experiments.evidence.claims_page.stored_effects", lambda book: stored_verdicts[0])
    monkeypatch.setattr("experiments.evidence.verdicts.verdicts", lambda book, effects: stored_verdicts[1])
    file = tmp_path / "claims.pptx"
    assert main(["claims", "--stored", "--to", str(file), "--language", "ru", "--dark"]) == 0
    assert f"wrote 12 slides to {file}" in capsys.readouterr().out
    shown = Presentation(str(file))
    assert len(shown.slides) == 12
    told = " ".join(shape.text_frame.text for shape in shown.slides[11].shapes if shape.has_text_frame)
    assert "garden claims --stored --to claims.pptx --language ru --dark" in told.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (["S1", "--to", "x.pptx"], "--to: tells all claims; expected no words beside it"),
        (["--to", "x.pdf"], "expected a file that ends in .pptx"),
        (["--language", "ru"], "--language: is of slides; expected --to FILE.pptx"),
        (["--dark"], "--dark: is of slides; expected --to FILE.pptx"),
    ],
)
def test_flags_of_slides_that_make_no_sense_are_refused(flags, why, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["claims", "--stored", *flags]) == 2
    assert why in capsys.readouterr().err


# The page


@pytest.fixture
def seen(made, monkeypatch):
    """The page with verdicts that are made up."""
    monkeypatch.setattr(judged, "_made", lambda stored: made)
    return lambda **query: visit("evidence", **query)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_ten_sentences(seen, made, language):
    page = seen(lang=language)
    assert not page.exception and len(page.expander) == 10
    for group, shown in zip(made.groups, page.expander, strict=True):
        label = shown.label.replace("\\", "")
        assert telling.sentence(group, language) in label
        assert sum(label.count(mark) for mark in "✓✗◐") >= sum(len(group.of(v)) for v in ORDER[:3])
    assert telling.counts_told(made.groups, language).split(",")[0].strip() in text_of(page)
    assert not page.code, "what is folded is not made"


def test_a_group_of_the_link_is_open_with_its_tests_and_runs(seen, made):
    page = seen(**{"page.group": "agreement"})
    told = text_of(page).replace("\\", "")
    assert not page.exception and "**S49 The agreement keeps partners and pays**" in told
    assert "garden claims --stored S49 S50 S51 S52 S55" in page.code[0].value
    tables = unescape(" ".join(box.proto.body for box in page.get("html")))
    assert BOOK.tests["E4-life"].title in tables and "above +0.6 months" in tables.replace(telling.WHOLE, " ")
    assert (
        BOOK.claims["S55"].says in told
        and "Holds most with" in told
        and 'role="img"' in tables
        and "░░▒▓▓████" in tables
    )
    assert "320 pairs of runs, of 2,000 for all claims (10 minutes" in told


def test_a_group_that_is_not_there_is_said(seen):
    assert "page.group" in text_of(seen(**{"page.group": "nothing"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_points_say_little_of_the_others(made, language):
    few, enough = ({**made.job, "points": points} for points in (LEAST_DIFFERING - 1, LEAST_DIFFERING))
    (told,) = telling.few_told(few, language)
    assert "5" in told and "6" in told and telling.few_told(enough, language) == []
    (slide,) = (slide for slide in claims_deck(replace(made, job=few), language, "").slides if told in str(slide.cards))
    assert slide.title == words(language, "evidence.deck")("limits.title")


def test_the_command_says_that_its_points_are_few(tmp_path, capsys):
    told = telling.few_told({"points": 2}, "en")[0]
    assert main(["claims", "E9-price-fast", "--points", "2", "--pairs", "8", "--keep", str(tmp_path / "k.jsonl")]) == 0
    assert f"  {told}" in capsys.readouterr().out
    assert (
        main(
            ["claims", "E9-price-fast", "--points", "2", "--pairs", "8", "--keep", str(tmp_path / "k.jsonl"), "--json"]
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)[0]["notes"] == [told]
    assert main(["claims", "--stored"]) == 0 and "Few points" not in capsys.readouterr().out
    whole = stored_effects(BOOK)
    for job, known in (({**whole.job, "points": 2}, True), (whole.job, False)):
        assert (told in written_page(BOOK, replace(whole, job=job), found_of(SUPPORTED))) is known


def test_what_makes_tests_anew_has_the_bound_of_all_and_names_those_that_went_on():
    lines = again("S1 S2", 40, 256, {"E1-purchases": 64, "E9-flat": 1024})
    assert lines == ["garden claims S1 S2 --points 40 --pairs 256 --keep claims.jsonl",
                     "garden claims E9-flat --points 40 --pairs 8192 --keep claims.jsonl"]  # fmt: skip
    assert again("", 2, 8, {"E9-flat": 8}) == ["garden claims --points 2 --pairs 8 --keep claims.jsonl"]
    assert [first_bound(most) for most in ({}, {"x": 8}, {"x": 8, "y": 2048})] == [0, 8, 256]
