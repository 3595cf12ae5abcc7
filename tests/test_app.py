"""The first page: its script in Streamlit's own harness, and in a real browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from model import PARAMETERS
from tests.browser import browser_or_skip, launch

ROOT = Path(__file__).resolve().parent.parent
PAIRS = "6"  # a full answer in the tests


@pytest.fixture(scope="module")
def page():
    """The page after its first run."""
    os.environ["GARDEN_APP_PAIRS"] = PAIRS
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    return test.run()


def test_opens_on_a_finished_comparison(page):
    assert not page.exception
    assert page.title[0].value == "Partner Garden"
    sentence = [*page.success, *page.info][0].value
    assert "partners" in sentence and "95 % interval" in sentence
    assert {metric.label for metric in page.metric} >= {"Partners still there", "Focal profit", "Cost of the levers"}
    assert any("root seed" in caption.value and "model version" in caption.value for caption in page.caption)
    assert "garden compare steady" in page.code[0].value


def test_every_lever_of_the_table_has_a_control(page):
    keys = {widget.key for widget in [*page.sidebar.slider, *page.sidebar.selectbox]}
    levers = [key for key, p in PARAMETERS.items() if p.role == "lever"]
    assert {key.replace(".", "_") for key in levers} <= keys
    for slider in page.sidebar.slider:
        assert slider.help


def test_the_baseline_itself_shows_no_difference_and_reset_comes_back(page):
    page.selectbox(key="preset").set_value("steady").run()
    assert not page.exception
    assert any("Nothing differs" in info.value for info in page.info)
    assert any("no clear difference" in info.value for info in page.info)
    page.button(key="reset").click().run()
    assert page.selectbox(key="preset").value == "credit"
    assert page.slider(key="levers_focal_credit_deferment_days").value == 45.0


def test_the_command_on_the_page_gives_the_scenario_on_the_page(page, tmp_path):
    from scenarios import load_scenario

    text = page.code[0].value.split("# what-if.toml")[1]
    (tmp_path / "what-if.toml").write_text("#" + text)
    scenario = load_scenario(str(tmp_path / "what-if.toml"))
    assert scenario.hash == load_scenario("credit").hash


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A real server on a free port of this machine."""
    browser_or_skip()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("server") / "log.txt").open("w")
    environment = {**os.environ, "GARDEN_APP_PAIRS": PAIRS}
    command = [sys.executable, "-m", "experiments", "app", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
            break
        except OSError:
            assert server.poll() is None, Path(log.name).read_text()
            time.sleep(0.2)
    yield url
    os.killpg(server.pid, 15)
    server.wait(20)
    log.close()


@pytest.fixture(scope="module")
def browser():
    """A headless browser that reaches only this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


def opened(browser, address, **how):
    """A page with its charts drawn; console errors and outside requests are collected on it."""
    page = browser.new_page(**how)
    page.problems = []
    page.on("console", lambda m: page.problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.problems.append(str(e)))
    page.on(
        "request",
        lambda r: (
            None
            if address in r.url or "127.0.0.1" in r.url or r.url.startswith(("data:", "blob:"))
            else page.problems.append(r.url)
        ),
    )
    page.goto(address)
    settle(page)
    return page


def settle(page):
    """Wait until the full answer is there: its command is the last thing on the page."""
    page.get_by_text("Run this again").wait_for(timeout=120_000)
    page.locator(".vega-embed canvas, .vega-embed svg").nth(2).wait_for(timeout=60_000)
    page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("light", {"viewport": {"width": 1400, "height": 1300}, "color_scheme": "light"}),
        ("dark", {"viewport": {"width": 1400, "height": 1300}, "color_scheme": "dark"}),
        ("phone", {"viewport": {"width": 390, "height": 1800}}),
    ],
)
def test_a_browser_draws_the_page(browser, address, name, how, tmp_path):
    page = opened(browser, address, **how)
    assert page.inner_text("h1") == "Partner Garden"
    assert page.locator(".vega-embed").count() >= 3
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, "the page scrolls sideways"
    assert page.get_by_text("Traceback").count() == 0
    page.screenshot(path=os.environ.get("GARDEN_SCREENSHOTS", str(tmp_path)) + f"/explore-{name}.png")
    assert page.problems == []
    page.close()


def test_a_moved_lever_gets_an_answer_in_the_browser(browser, address):
    page = opened(browser, address, viewport={"width": 1400, "height": 1300})
    before = page.locator("[data-testid=stAlert]").first.inner_text()
    slider = page.locator(".st-key-levers_focal_credit_deferment_days").locator("input, [role=slider]").first
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "text => document.querySelector('[data-testid=stAlert]')?.innerText !== text && "
        "!document.body.innerText.includes('pairs of runs\\n') && "
        "[...document.querySelectorAll('p')].some(p => p.innerText.includes('Run this again'))",
        arg=before,
        timeout=120_000,
    )
    settle(page)
    assert page.locator("[data-testid=stAlert]").first.inner_text() != before
    assert page.problems == []
    page.close()
