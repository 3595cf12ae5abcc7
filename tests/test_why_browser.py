"""Why, Assumptions and Glossary in a real browser: main paths, dark, phone, Russian, links."""

import os
from urllib.parse import parse_qs, urlparse

import pytest

from tests.app_server import PATIENCE, link, opened, settle, sideways
from tests.test_app_browser import WIDE

PHONE = {"viewport": {"width": 375, "height": 812}}
WORLD = "baseline;months=60;population.integrator=22;population.online_shop=4;population.reseller=34"
SECTIONS = {
    "causes": ("Causes", "Причины"),
    "rescued": ("Who pays for the rescued", "За чей счёт спасённые"),
    "margin": ("The margin", "Маржа"),
    "short": ("Short of cash today", "Кому сегодня не хватает денег"),
    "partner": ("One partner's life", "Жизнь одного партнёра"),
    "agreement": ("The agreement", "Договор"),
}


def picture(page, name: str, folder) -> None:
    """Keep a screenshot of the whole page where somebody wants to look at it."""
    size = page.viewport_size
    height = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(int(height) + 100, 6000)})
    page.wait_for_timeout(300)
    page.screenshot(path=f"{os.environ.get('GARDEN_SCREENSHOTS', folder)}/{name}.png")
    page.set_viewport_size(size)


@pytest.mark.parametrize(
    ("name", "how", "language"),
    [("light", WIDE, "en"), ("dark", WIDE | {"color_scheme": "dark"}, "ru"), ("phone", PHONE, "ru")],
)
def test_every_question_of_why_is_drawn(browser, server, name, how, language, tmp_path):
    page = opened(browser, link(server.address, "why", world=WORLD, lang=language), ".st-key-why_causes", **how)
    column = 0 if language == "en" else 1
    for section, titles in SECTIONS.items():
        if section != "causes":  # where the page opens
            page.get_by_role("radio", name=titles[column]).click()
            page.wait_for_function(
                "part => location.search.includes(part)", arg=f"page.why={section}", timeout=PATIENCE
            )
        settle(page, f".st-key-why_{section}")
        assert sideways(page) <= 1, "the page scrolls sideways"
        assert page.locator("[data-testid=stAlertContentError]").count() == 0
        picture(page, f"why-{section}-{name}", tmp_path)
    assert page.problems == []
    page.close()


def test_a_partner_is_chosen_followed_and_its_last_call_dated(browser, server):
    page = opened(
        browser,
        link(server.address, "why", world=WORLD, **{"page.why": "partner", "page.seed": "4"}),
        ".st-key-last_call",
        **WIDE,
    )
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 6
    page.locator(".st-key-last_call button").first.click()
    page.get_by_text("rescue agreement (debts spread").wait_for(timeout=PATIENCE)
    settle(page, ".st-key-last_call")
    field = page.locator(".st-key-partner_id input")
    field.fill("7")
    field.press("Enter")
    page.get_by_text("Partner 7:").wait_for()
    settle(page, ".st-key-why_partner")
    assert parse_qs(urlparse(page.url).query)["page.partner"] == ["7"]
    again = opened(browser, page.url, ".st-key-why_partner", **WIDE)
    again.get_by_text("Partner 7:").wait_for()
    assert again.problems == [] and page.problems == []
    page.close()
    again.close()


def test_an_assumption_is_found_changed_and_used_on_explore(browser, server, tmp_path):
    page = opened(browser, link(server.address, "assumptions"), ".st-key-find", **WIDE)
    page.locator(".st-key-find input").fill("tax")
    page.locator(".st-key-find input").press("Enter")
    page.wait_for_function("location.search.includes('page.find=tax')")
    settle(page, ".st-key-find")
    box = page.locator(".st-key-edit_key input")
    box.click()
    box.fill("finance.tax_rate")
    box.press("Enter")
    field = page.locator(".st-key-exact_finance_tax_rate input")
    field.fill("31")
    field.press("Enter")
    page.wait_for_function("location.search.includes('finance.tax_rate%3D0.31')")
    settle(page, ".st-key-find")
    picture(page, "assumptions", tmp_path)
    page.get_by_role("link", name="Explore").first.click()
    settle(page)
    assert "finance.tax_rate=0.31" in parse_qs(urlparse(page.url).query)["world"][0]
    assert sideways(page) <= 1 and page.problems == []
    page.close()


def test_assumptions_and_glossary_on_a_russian_phone(browser, server, tmp_path):
    page = opened(
        browser,
        link(server.address, "assumptions", lang="ru", **{"page.key": "finance.funding_rate"}),
        ".st-key-find",
        **PHONE,
    )
    assert page.inner_text("h1") == "Что принято за данность" and sideways(page) <= 1
    picture(page, "assumptions-phone", tmp_path)
    other = opened(browser, link(server.address, "glossary", lang="ru"), ".st-key-word", **PHONE, color_scheme="dark")
    other.locator(".st-key-word input").fill("отсрочка")
    other.locator(".st-key-word input").press("Enter")
    other.get_by_text("Безбилетник").first.wait_for(state="detached")  # what does not match goes
    settle(other, ".st-key-word")
    assert other.get_by_text("Отсрочка платежа").count() > 0 and sideways(other) <= 1
    picture(other, "glossary-phone", tmp_path)
    assert page.problems == [] and other.problems == []
    page.close()
    other.close()


def test_a_file_is_asked_for_in_russian(browser, server):
    zone = "[data-testid=stFileUploaderDropzone]"
    page = opened(browser, link(server.address, "channel", lang="ru"), zone, **PHONE)
    style = f"getComputedStyle(document.querySelector('{zone} button p')"
    assert page.evaluate(f"{style}, '::after').content") == '"Выбрать файл"'
    assert page.evaluate(f"{style}).fontSize") == "0px", "Streamlit's English word shows, too"
    assert not page.locator("[data-testid=stFileUploaderDropzoneInstructions]").first.is_visible()
    assert sideways(page) <= 1 and page.problems == []
    page.close()
