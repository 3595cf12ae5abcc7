"""The app in a real browser: main paths, links, files, dark, phone, Russian; nothing from another host."""

import json
import os
import re
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from app_pages.server import SOON
from tests.app_server import PATIENCE, link, opened, own_partners, settle, sideways
from tests.visitor import Visitor

WIDE = {"viewport": {"width": 1400, "height": 1300}}
DAYS = ".st-key-lever_levers_focal_credit_deferment_days"
METRIC = "[data-testid=stMetric]"


def picture(page, name: str, folder) -> None:
    """Keep a screenshot where somebody wants to look at it."""
    page.screenshot(path=f"{os.environ.get('GARDEN_SCREENSHOTS', folder)}/{name}.png")


@pytest.mark.parametrize(
    ("name", "how", "language"),
    [
        ("light", WIDE | {"color_scheme": "light"}, "en"),
        ("dark", WIDE | {"color_scheme": "dark"}, "en"),
        ("phone", {"viewport": {"width": 375, "height": 812}}, "en"),
        ("phone-russian", {"viewport": {"width": 375, "height": 812}}, "ru"),
    ],
)
def test_explore_is_drawn_for_every_eye(browser, server, name, how, language, tmp_path):
    page = opened(browser, link(server.address, lang=language), **how)
    assert page.inner_text("h1") == ("Partner Garden: what if?" if language == "en" else "Partner Garden: что если?")
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 1 and page.locator(METRIC).count() == 3
    assert page.evaluate("document.documentElement.lang") == language
    assert sideways(page) <= 1, "the page scrolls sideways"
    ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert (sum(int(part) for part in ground[4:-1].split(",")[:3]) < 200) == (name == "dark")
    told = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart] [aria-label]')].map(e => e.ariaLabel).join('|')"
    )
    assert ("difference from the baseline" if language == "en" else "разница с базой") in told, "charts have no text"
    picture(page, f"explore-{name}", tmp_path)
    assert page.problems == []
    page.close()


def days(page):
    """The slider of the days to pay, in its group of levers."""
    page.locator(".st-key-group_credit summary").click()
    slider = page.locator(DAYS).locator("input[type=range], [role=slider]").first
    slider.wait_for()
    settle(page)
    return slider


def value(slider) -> float:
    return float(slider.get_attribute("aria-valuenow") or slider.input_value())


def test_a_lever_moves_by_keyboard_and_the_answer_follows(browser, server):
    page = opened(browser, link(server.address), **WIDE)
    before = page.locator(".st-key-footer_final").inner_text()
    slider = days(page)
    slider.focus()
    # A browser that is behind the server still sends the typed value of before: no key of a fast hand may be lost by it.
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(150)
    page.wait_for_function("location.search.includes('deferment_days%3D50')", timeout=PATIENCE)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.wait_for_function(
        "text => document.querySelector('.st-key-footer_final')?.innerText.trim() && "
        "document.querySelector('.st-key-footer_final').innerText !== text",
        arg=before,
        timeout=PATIENCE,
    )
    settle(page)
    assert page.problems == []
    page.close()


def test_a_table_stands_beside_every_chart(browser, server):
    page = opened(browser, link(server.address, **{"page.chart": "levels", "page.more": "kinds"}), **WIDE)
    tabs = page.get_by_role("tab", name="Table")
    assert tabs.count() == page.locator("[data-testid=stVegaLiteChart]").count()
    tabs.first.click()
    page.locator(".garden-table").filter(has_text="What-if").first.wait_for()
    assert page.problems == []
    page.close()


def test_a_link_brings_everything_back_in_another_browser(browser, server):
    policy = "credit;credit.deferment_days=60.0;6-18:more trust:community.budget=20.0"
    url = link(server.address, lang="ru", policy=policy, saved=["price", "training~Курсы"], baseline="rescue")
    page = opened(browser, url, **WIDE)
    assert page.locator("[data-testid=stAlert]", has_text="Не принято").count() == 0
    kept = parse_qs(urlparse(page.url).query)
    assert kept["policy"] == [policy] and kept["saved"] == ["price", "training~Курсы"] and kept["lang"] == ["ru"]
    again = opened(browser, page.url, **WIDE)
    assert again.locator(".st-key-footer_final").inner_text() == page.locator(".st-key-footer_final").inner_text()
    again.get_by_role("link", name="Сравнение").first.click()
    again.wait_for_url("**/compare?*")
    settle(again)
    assert parse_qs(urlparse(again.url).query)["policy"] == [policy], "the menu lost the link"
    assert "Курсы" in again.inner_text("[data-testid=stMain]")
    assert page.problems == [] and again.problems == []
    page.close()
    again.close()


def test_a_bad_link_is_told_and_the_page_still_answers(browser, server):
    url = link(server.address, policy="credit;credit.deferment_days=900", lang="xx", world="steady;months=108")
    page = opened(browser, url, **WIDE)  # a length that no other test asks for: its answers have to be computed
    told = page.locator("[data-testid=stAlert]").all_inner_texts()
    assert any("900 is out of range" in text for text in told) and any("xx" in text for text in told)
    assert page.get_by_text("Traceback").count() == 0 and page.problems == []
    days(page).press("ArrowRight")
    page.wait_for_function(  # what was told goes at once, not when the next answer is there
        "document.querySelector('.stProgress') && !document.querySelector('[data-testid=stAlertContentWarning]')"
    )
    page.close()


def test_scenario_files_go_down_and_up(browser, server, tmp_path):
    page = opened(browser, link(server.address, policy="price"), **WIDE)
    page.get_by_text("Link and files").click()
    with page.expect_download() as download:
        page.locator(".st-key-download_scenario button").click()
    path = tmp_path / "mine.toml"
    download.value.save_as(path)
    other = opened(browser, link(server.address), **WIDE)
    other.get_by_text("Link and files").click()
    upload = other.locator("input[type=file][accept*=toml]")
    upload.set_input_files(path)
    other.get_by_text("mine.toml is open").wait_for()
    settle(other)
    hashes = [p.locator(".st-key-footer_final").inner_text().split("what-if ")[1][:12] for p in (page, other)]
    assert hashes[0] == hashes[1]
    bad = tmp_path / "bad.toml"
    bad.write_text("monts = 3\n")
    other.locator("input[type=file][accept*=toml]").set_input_files(bad)
    other.get_by_text("did you mean months?").wait_for()
    assert other.get_by_text("Traceback").count() == 0
    assert page.problems == [] and other.problems == []
    page.close()
    other.close()


def test_a_list_of_partners_of_ones_own(browser, server, tmp_path):
    page = opened(browser, link(server.address), **WIDE)
    page.get_by_role("button", name="Your partners", exact=True).click()
    bad = tmp_path / "bad.csv"
    bad.write_text("kind,size\nintegrater,5\nreseller,much\n")
    page.locator("input[type=file][accept*=csv]").set_input_files(bad)
    page.get_by_text("did you mean integrator?").wait_for()
    page.get_by_text("'much' is not a number").wait_for()
    settle(page)  # until the script has ended, the list that was refused keeps its place beside the new one
    rows = "integrator,{}\nreseller,{}\n"
    for size, name in (((40_000, 12_000), "roubles.csv"), ((40, 12), "channel.csv")):
        file = tmp_path / name
        file.write_text("kind,size\n" + rows.format(*size) * 20)
        page.locator("input[type=file][accept*=csv]").set_input_files(file)
        page.get_by_text(f"{name} is open; partners in it: 40").wait_for()
        settle(page)
        page.get_by_role("button", name="Your partners", exact=True).click()
        page.get_by_text("Partners of your own list: 40").wait_for()
        assert page.get_by_text("times larger").count() == (name == "roubles.csv"), "whose money is this?"
    page.keyboard.press("Escape")
    assert "partners=z." in page.url, "a short list does not travel in the link"
    again = opened(browser, page.url, **WIDE)
    assert again.locator(".st-key-footer_final").inner_text() == page.locator(".st-key-footer_final").inner_text()
    assert page.problems == [] and again.problems == []
    page.close()
    again.close()


def test_a_table_of_policies_is_not_cut_on_a_phone(browser, server):
    page = opened(browser, link(server.address, "compare", lang="ru"), viewport={"width": 390, "height": 844})
    box = page.locator(".garden-cards").first
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth") and sideways(page) <= 0
    cell = box.locator("td").first
    assert cell.get_attribute("data-label") in cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    page.close()


def test_compare_at_equal_spend(browser, server, tmp_path):
    page = opened(browser, link(server.address, "compare", saved=["training", "sales-push"]), **WIDE)
    assert page.locator(".garden-cards").first.locator("tr").count() == 3
    page.locator(".st-key-equal label").first.click()
    page.get_by_text("more than the baseline over the whole length").wait_for()
    settle(page)
    assert "page.equal=1" in page.url and sideways(page) <= 1
    picture(page, "compare", tmp_path)
    assert page.problems == []
    page.close()


def test_colour_and_arrow_follow_what_a_number_means(browser, server):
    seen = set()
    for parts in ({"policy": "prepayment"}, {"policy": "steady", "baseline": "prepayment"}):
        page = opened(browser, link(server.address, **parts, **{"page.matters": "0-0"}), **WIDE)
        for tile in page.locator(METRIC).all()[:2]:
            delta = tile.locator("[data-testid=stMetricDelta]")
            red, green, blue = (int(p) for p in delta.evaluate("e => getComputedStyle(e).color")[4:-1].split(",")[:3])
            icons = delta.locator("[data-testid^=stMetricDeltaIcon]").evaluate_all("x => x.map(e => e.dataset.testid)")
            colour = "green" if green > red + 20 else "red" if red > green + 20 else "none"
            arrow = icons[0].rpartition("-")[2].lower() if icons else "none"
            sign = {"+": "+", "−": "−"}.get(delta.inner_text().strip()[0], "0")
            seen.add((sign, colour, arrow))
        page.close()
    assert seen <= {("+", "green", "up"), ("−", "red", "down"), *((sign, "none", "none") for sign in "+−0")}, seen
    assert {("+", "green", "up"), ("−", "red", "down")} <= seen, seen


def test_back_undoes_and_arrow_keys_are_one_step_of_the_history(browser, server):
    page = opened(browser, link(server.address), **WIDE)
    slider = days(page)
    page.wait_for_timeout(1600)  # what comes sooner belongs to the same act of the hand
    before, steps = value(slider), page.evaluate("history.length")
    slider.focus()
    # A browser that is behind the server still sends the typed value of before: no key of a fast hand may be lost by it.
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(150)
    page.wait_for_function("location.search.includes('deferment_days%3D50')", timeout=PATIENCE)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    settle(page)
    assert page.evaluate("history.length") <= steps + 1
    page.go_back()
    page.wait_for_function("!location.search.includes('deferment_days%3D50')", timeout=PATIENCE)
    page.wait_for_function("!location.search.includes('back=')", timeout=PATIENCE)
    settle(page)
    assert value(slider) == before and not page.locator(".st-key-redo button").first.is_disabled()
    assert page.problems == []
    page.close()


def test_the_answer_stays_until_the_next_one_takes_its_place(browser, server):
    page = opened(browser, link(server.address), **WIDE)
    slider = days(page)
    page.evaluate(
        "window.least = 99; setInterval(() => { window.least = Math.min(window.least, "
        f"document.querySelectorAll('{METRIC}').length, document.querySelectorAll('[data-testid=stVegaLiteChart]').length"
        " * 3) }, 5)"
    )
    before = page.locator(".st-key-footer_final").inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "text => { const f = document.querySelector('.st-key-footer_final'); return f && f.innerText !== text }",
        arg=before,
        timeout=PATIENCE,
    )
    settle(page)
    assert page.evaluate("window.least") == 3, "the page was blank while the engine worked"
    page.close()


def test_saving_gives_a_name_and_closes_nothing(browser, server):
    page = opened(browser, link(server.address, **{"page.more": "signs"}), **WIDE)
    days(page)
    page.get_by_role("button", name="Save").first.click()
    page.locator(".st-key-save_name input").fill("Ours")
    page.locator(".st-key-save_name input").press("Tab")
    page.locator(".st-key-save button").click()
    page.get_by_text("Saved for Compare: 1 of 6.").wait_for()
    settle(page)
    assert "saved=credit%7EOurs" in page.url or "saved=credit~Ours" in page.url
    assert page.locator(DAYS).is_visible(), "the group of levers was closed"
    assert page.locator(".garden-table").filter(has_text="Sign, against").count(), "the section was closed"
    page.close()


def test_the_verdict_stands_beside_the_levers_on_a_phone(browser, server, tmp_path):
    page = opened(browser, link(server.address), viewport={"width": 375, "height": 812})
    page.locator("[data-testid=stExpandSidebarButton]").click()
    pinned = page.locator(".st-key-pinned")
    pinned.get_by_text("Your profit").wait_for()
    before = pinned.inner_text()
    slider = days(page)
    slider.scroll_into_view_if_needed()
    slider.focus()
    for _ in range(25):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "text => { const p = document.querySelector('.st-key-pinned'); return p && p.innerText !== text }",
        arg=before,
        timeout=PATIENCE,
    )
    settle(page)
    top = pinned.bounding_box()["y"]
    picture(page, "phone-levers", tmp_path)
    assert 0 <= top < 200, "the verdict has scrolled away"
    page.close()


def test_each_question_opens_its_page_set_for_it(browser, server):
    page = opened(browser, link(server.address, world="steady;months=24", partners=own_partners()), **WIDE)
    page.locator(".st-key-question [role=combobox]").click()
    assert page.get_by_role("option").count() == 10
    page.get_by_role("option", name="If rivals copy me").click()
    page.wait_for_url("**/worlds?*")
    settle(page)
    assert "Does it hold elsewhere?" in page.inner_text("h1") and "Worlds" in page.title()
    told = page.inner_text("[data-testid=stMain]")
    assert "what is left of the advantage?" in told and "Rivals copy" in told and "A bad year" in told
    box = page.locator(".st-key-asked")
    assert box.bounding_box()["height"] < 400, (
        f"{box.bounding_box()}: the question and its answer leave no room for the page"
    )
    box.get_by_text("More: the figures").click()
    answer = box.inner_text()
    assert "Uncopied: your partners: " in answer and "What copying by all does to the advantage: " in answer, (
        "the question has no answer in a sentence"
    )
    assert page.problems == []
    page.close()


def test_what_the_server_answers(server):
    with urllib.request.urlopen(server.address + "/compare") as answer:
        headers, text = answer.headers, answer.read().decode()
    assert (
        "default-src 'self'" in headers["content-security-policy"] and "http" not in headers["content-security-policy"]
    )
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert "MAIN_PAGE_BASE_URL" in text and "<title>Partner Garden" in text
    soon = re.findall(r'rel="modulepreload" href="(/static/js/\w+\.[\w-]+\.js)"', text)
    assert {Path(part).name.split(".")[0] for part in soon} == set(SOON), "a first moved lever waits for these"
    for part in soon:
        with urllib.request.urlopen(server.address + part) as answer:
            assert "javascript" in answer.headers["content-type"]
    for closed in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"):
        with pytest.raises(urllib.error.HTTPError) as why:
            urllib.request.urlopen(server.address + closed)
        assert why.value.code == 404, closed
    server.wait("/ready")


@pytest.mark.parametrize(
    ("origin", "host", "accepted"),
    [
        (None, None, True),
        ("https://garden.example", "garden.example", True),
        ("https://elsewhere.example", None, False),
        ("https://elsewhere.example", "elsewhere.example", False),
    ],
)
def test_only_pages_of_its_own_name_may_talk_to_it(server, origin, host, accepted):
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    port = urlparse(server.address).port
    url = f"ws://{host or f'127.0.0.1:{port}'}/_stcore/stream"  # a proxy passes the name on without a port
    with socket.create_connection(("127.0.0.1", port)) as raw:

        def talk():
            return connect(url, sock=raw, origin=origin or server.address, subprotocols=["streamlit"], open_timeout=60)

        if accepted:
            talk().close()
        else:
            with pytest.raises(InvalidStatus) as why:
                talk()
            assert why.value.response.status_code == 403


def waiting(server) -> int:
    """Questions under way or waiting."""
    try:
        with urllib.request.urlopen(server.address + "/ready") as answer:
            return json.load(answer)["waiting"]
    except urllib.error.HTTPError as why:  # not ready yet
        return json.load(why)["waiting"]


def test_a_closed_tab_gives_up_its_runs(server):
    server.wait("/ready")
    query = link("", world="steady;population.reseller=9000;months=240").split("?")[1]  # minutes of work
    visitor = Visitor(server.address, query)
    visitor.ask()
    end = time.monotonic() + PATIENCE / 1000
    while waiting(server) == 0:
        assert time.monotonic() < end, "the question never stood in the line"
        time.sleep(0.1)
    visitor.close()
    while waiting(server) > 0:
        assert time.monotonic() < end, "the runs of a closed tab go on"
        time.sleep(0.1)


def test_in_another_language_no_choice_is_sent_back_in_the_old_words(browser, server):
    page = opened(browser, link(server.address, world="steady;months=24", partners=own_partners()), **WIDE)
    page.wait_for_timeout(1600)  # what comes sooner belongs to the same act of the hand
    steps = page.evaluate("history.length")
    page.locator(".st-key-language").get_by_text("Русский").click()
    page.get_by_text("что если?").first.wait_for()
    settle(page)
    assert "lang=ru" in page.url and page.evaluate("history.length") == steps, "Back would lead to the other language"
    assert page.locator(".st-key-world input").input_value() == "Спокойный рынок"
    assert page.locator(".st-key-preset input").input_value() == "Отсрочка"
    page.locator(".st-key-question [role=combobox]").click()
    asked = page.get_by_role("option", name="Для каких партнёров окупается")
    assert asked.evaluate("one => getComputedStyle(one.firstElementChild).whiteSpace") == "normal", "cut on a phone"
    asked.click()
    page.locator(".st-key-asked_answer h5").wait_for()
    settle(page)
    assert page.locator("[data-testid=stAlertContentWarning]").get_by_text("Не принято").count() == 0
    assert page.locator(".st-key-question input").input_value().startswith("Для каких партнёров"), (
        "no longer seen there"
    )
    page.set_viewport_size({"width": 1100, "height": 900})  # where the menu has no room for all pages
    page.locator("[data-testid=stTopNavSection]").wait_for()
    rest = page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stTopNavSection] p'), '::after').content"
    )
    assert rest == '"Ещё"'
    page.go_back()
    page.wait_for_function("!location.search.includes('page.asked')", timeout=PATIENCE)
    page.wait_for_function("!location.search.includes('back=')", timeout=PATIENCE)
    settle(page)
    assert page.locator(".st-key-asked").count() == 0, "the address says that nothing is asked"
    assert page.problems == []
    page.close()
