"""Every page for every eye and hand: axe-core's rules, both looks and languages, keyboard, zoom, and a phone's menu."""

import pytest

from app_pages import PAGES
from tests.app_server import link, opened, settle, sideways

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
LOOKS = [("light", "en"), ("dark", "ru")]
GRAVE = ("serious", "critical")
HEAD = "[data-testid=stMain] h1"


def findings_of(page) -> list[str]:
    """What axe-core holds to be serious or critical, a line each."""
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({(node['any'] or node['all'] or node['none'])[0]['message'][:160]})"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_no_page_shuts_anybody_out(browser, server, look, language):
    titles, grave = set(), {}
    for name in PAGES:
        page = opened(
            browser, link(server.address, "" if name == PAGES[0] else name, lang=language), HEAD, color_scheme=look
        )
        titles.add(page.title())
        assert page.evaluate("document.documentElement.lang") == language
        if found := findings_of(page):
            grave[name] = found
        assert page.problems == []
        page.close()
    assert grave == {}
    assert len(titles) == len(PAGES), "two pages have the same title"


def test_the_first_stop_of_tab_leads_past_the_controls_in_the_language_of_the_page(browser, server):
    page = opened(browser, link(server.address, lang="ru"), viewport={"width": 1400, "height": 900})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Сразу к содержанию"
    page.locator(".st-key-undo ~ * button, .st-key-reset button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline not in ("none", ""), "nobody sees where the focus is"
    page.close()


def test_nothing_is_lost_at_twice_the_size(browser, server):
    page = opened(browser, link(server.address), viewport={"width": 640, "height": 400}, device_scale_factor=2)
    assert sideways(page) <= 1
    for wanted in ("own_partners", "question", "answer_final", "more"):
        box = page.locator(f".st-key-{wanted}").first.bounding_box()
        assert box and box["width"] <= 640, wanted
    page.close()


def test_a_phone_has_a_menu_that_says_what_it_is(browser, server):
    page = opened(browser, link(server.address), viewport={"width": 375, "height": 812})
    button = page.locator("[data-testid=stExpandSidebarButton]")
    assert button.get_attribute("aria-label") or button.inner_text().strip(), "a button without a name"
    button.click()
    settle(page)
    names = page.locator("[data-testid=stSidebar] a, [data-testid=stTopNav] a").all_inner_texts()
    assert any("Compare" in name for name in names), names
    page.close()


@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_an_open_group_of_claims_shuts_nobody_out(browser, server, look, language):
    url = link(server.address, "evidence", lang=language, **{"page.group": "agreement"})
    page = opened(browser, url, ".st-key-claims_slides", color_scheme=look, viewport={"width": 390, "height": 844})
    assert page.locator(".st-key-claims_agreement table").count() == 5
    assert findings_of(page) == [] and page.problems == [] and sideways(page) <= 1
    page.close()
