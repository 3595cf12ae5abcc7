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
    assert any("95 % interval" in text.value for text in page.markdown)


def test_every_lever_of_the_table_has_a_control(page):
    keys = {widget.key for widget in [*page.sidebar.slider, *page.sidebar.selectbox]}
    levers = [key for key, p in PARAMETERS.items() if p.role == "lever"]
    assert {"lever_" + key.replace(".", "_") for key in levers} <= keys
    for slider in page.sidebar.slider:
        assert slider.help


def test_the_link_keeps_what_was_moved_and_reset_comes_back(page):
    page.slider(key="lever_levers_focal_credit_deferment_days").set_value(60.0).run()
    assert page.query_params["policy"] == "credit;credit.deferment_days=60.0"
    page.button(key="reset").click().run()
    assert page.query_params["policy"] == "credit"
    assert page.slider(key="lever_levers_focal_credit_deferment_days").value == 45.0


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
    page.locator(".vega-embed canvas, .vega-embed svg").nth(1).wait_for(timeout=120_000)
    return page


def test_a_browser_draws_the_page(browser, address):
    page = opened(browser, address, viewport={"width": 1400, "height": 1300})
    assert page.problems == []
    page.close()
