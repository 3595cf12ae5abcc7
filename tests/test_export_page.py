"""The page Export in a real browser: what is asked for arrives as a file, and the file opens and says its source."""

import io
import json
import urllib.parse
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from pptx import Presentation

from experiments.words.words import LANGUAGES, words
from tests.app_server import PAIRS, PATIENCE, settle
from tests.conftest import SMALL

WORLD = "steady;" + ";".join(f"{key}={value}" for key, value in sorted({**SMALL, "months": 24}.items()))


@pytest.fixture(scope="module")
def page(browser, server):
    """The page Export of a small market, with everything on it drawn."""
    page = browser.new_page(viewport={"width": 1400, "height": 1500}, accept_downloads=True)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    query = urllib.parse.urlencode({"world": WORLD, "policy": "credit"})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.address}/export?{query}")
    settle(page, ".st-key-take_months_csv button")
    yield page
    page.close()


def taken(page, key: str) -> bytes:
    """The bytes of the file that a button hands out."""
    with page.expect_download(timeout=180_000) as waiting:
        page.locator(f".st-key-{key} button").click()
    return Path(waiting.value.path()).read_bytes()


def test_pictures_and_numbers_arrive_and_open(page):
    picture = Image.open(io.BytesIO(taken(page, "take_gap_png")))
    assert picture.size == (1600, 900)
    assert "<svg" in taken(page, "take_gap_svg").decode()
    assert taken(page, "take_gap_pdf").startswith(b"%PDF")
    shown = taken(page, "take_gap_csv").decode("utf-8-sig")
    assert "95 %" in shown and "# garden compare" in shown and "root seed 1" in shown
    months = pd.read_csv(io.BytesIO(taken(page, "take_months_csv")), comment="#")
    assert len(months) == 2 * int(PAIRS) * 24 and "focal_profit" in months
    runs = pd.read_csv(io.BytesIO(taken(page, "take_runs_csv")), comment="#")
    assert len(runs) == 2 * int(PAIRS) and runs["survival_share"].between(0, 1).all()
    assert page.problems == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_deck_arrives_in_both_languages(page, language):
    show = Presentation(io.BytesIO(taken(page, f"deck_{language}_pptx")))
    titles = [slide.shapes.title.text for slide in show.slides]
    say = words(language)
    shown = [shape.text_frame.text for slide in show.slides for shape in slide.shapes if shape.has_text_frame]
    assert say("rerun") in titles and all(any(say(f"card.{name}") in text for text in shown) for name in ("do", "mind"))
    assert len(titles) >= 12 and any("garden compare" in s.notes_slide.notes_text_frame.text for s in show.slides)


def test_one_chart_arrives_as_slides_and_the_report_as_a_page(page):
    show = Presentation(io.BytesIO(taken(page, "take_gap_pptx")))
    charts = [shape for slide in show.slides for shape in slide.shapes if shape.has_chart]
    assert len(show.slides) == 3 and len(charts) == 1 and len(charts[0].chart.plots[0].series) >= 1
    assert taken(page, "deck_ru_html").decode().count("<figure>") >= 8
    assert json.dumps(page.problems) == "[]"
