"""A reader of a deck finds the publications that it quotes: by name, with an address where one is known."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from agents.partner import CAUSES, KINDS
from experiments.drawing.deck import Deck
from experiments.drawing.slides import presentation
from experiments.stage.deck import make_deck
from experiments.stage.sources import quoted_told, read_told, source_told, sources_slide
from experiments.validation.bearing import BEARING
from experiments.validation.publications import behind, named_in, publications, read_in
from experiments.words.words import FOLDER, LANGUAGES, words
from model import PARAMETERS
from tests.test_stage import fits
from tests.test_stage_titles import compared

PAGE = Path(__file__).parents[1] / "docs" / "sources.md"
COUNTED = ("facts B0", "facts B1", "Argote")  # of these alone: arithmetic, and what is told by another row


def test_every_value_read_in_a_source_has_its_publication():
    for parameter in PARAMETERS.values():
        if parameter.status == "verified":
            assert named_in(parameter.source) or parameter.source.startswith(COUNTED), parameter.source
    everywhere = [one.name for one in publications()]
    assert len(set(everywhere)) == len(everywhere)
    used = {one.name for one in (*read_in(), *(one for fact in BEARING for one in behind(fact)))}
    assert {"TD Synnex, fourth quarter of 2024", "DB Research 2013, small firms in Germany"} <= used


def test_the_page_of_sources_has_them_all():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"| {one.name} | {one.at or 'no address at hand'} |" in page for one in publications())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_slides_quote_is_told_with_where_it_is_from(missed, language):
    missed()
    say = words(language)
    debt, community, capital = (quoted_told({group}, say) for group in ("credit", "community", "price"))
    assert say("sources.recalled") in debt[0] and "0" in debt[0] and "DB Research 2013" in debt[1]
    assert len(community) == 1 and "doi.org/10.1093/qje/qjx049" in community[0] and capital == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slide_of_sources_stands_in_the_appendix_and_its_lines_in_the_notes_of_limits(missed, language):
    missed()
    say, found = words(language), compared()
    columns = [*(f"closings_{cause}" for cause in CAUSES[1:]), *(f"partners_alive_{kind}" for kind in KINDS)]
    found = replace(found, runs=found.runs.assign(**dict.fromkeys(columns, 1.0)),
                    values=({}, {"levers.focal.credit.deferment_days": 45.0}))  # fmt: skip
    deck = make_deck(found, say)
    (slide,) = (slide for slide in deck.appendix if slide.title == say("paper.sources"))
    limits = next(slide for slide in deck.story if say("card.losers") in [card.heading for card in slide.cards])
    assert len(slide.lines) == 5 and all(line in limits.notes for line in slide.lines[:-1])
    assert "bls.gov" not in slide.lines[3] and "finanznachrichten.de" in slide.lines[3]
    assert "Grow your garden" in slide.lines[0] and "70" in slide.lines[0] and "34" in slide.lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_fits_its_slide(missed, language):
    missed()
    say = words(language)
    slide = sources_slide({"credit", "community"}, say, "notes", "foot")
    assert len(slide.lines) == 6
    show = presentation(Deck("title", "subtitle", (slide,), "command", language), say)
    fits(show.slides[-1], show)


def test_what_is_arithmetic_is_told_as_computed_and_sources_are_told_in_russian():
    en, ru = words("en"), words("ru")
    computed = [p.source for p in PARAMETERS.values() if p.source.startswith("facts B0") and p.status == "verified"]
    assert computed and all(source_told(one, en) == f"{one} (computed)" for one in computed)
    assert source_told("Axtell 2001", en) == "Axtell 2001"
    told = [source_told(p.source, ru) for p in PARAMETERS.values() if p.status == "verified"]
    english = re.compile(r"\b(facts|of|the|claims|years?|margin|dealers|chosen|set)\b")
    assert not [one for one in (*told, read_told(ru)) if english.search(one)]


def test_every_source_in_russian_is_one_that_is_told():
    rows = tomllib.loads((FOLDER / "ru" / "sources.toml").read_text(encoding="utf-8"))
    known = {p.source for p in PARAMETERS.values()} | {one.name for one in publications()}
    assert set(rows) <= known
