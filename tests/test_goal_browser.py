"""The page Goal in a real browser: asked, searched, answered, taken over; dark, phone, Russian."""

import pytest

from tests.app_server import PATIENCE, link, opened, settle, sideways
from tests.test_app_browser import WIDE, picture

ANSWER = ".st-key-goal_answer h5"


def test_a_goal_is_typed_searched_answered_and_taken(browser, server, tmp_path):
    page = opened(browser, link(server.address, "goal", baseline="prepayment"), ".st-key-goal_search", **WIDE)
    assert page.locator(ANSWER).count() == 0, "it searches before it is asked"
    amount = page.locator(".st-key-goal_amount_keep input")
    amount.fill("60")
    amount.press("Tab")
    page.locator(".st-key-goal_search button").click()
    page.locator(".stProgress").first.wait_for()
    settle(page, ANSWER)
    assert "page.goal=keep-60" in page.url
    page.get_by_text("of 20 fresh futures").first.wait_for()
    assert " tried" in page.inner_text(ANSWER)
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 1
    picture(page, "goal", tmp_path)
    if page.locator(".st-key-goal_take").count():
        page.locator(".st-key-goal_take button").click()
        page.wait_for_function("/policy=prepayment(~|%7E)/.test(location.search)", timeout=PATIENCE)
    assert page.problems == []
    page.close()


@pytest.mark.parametrize(
    ("name", "how"), [("dark", WIDE | {"color_scheme": "dark"}), ("phone", {"viewport": {"width": 375, "height": 812}})]
)
def test_a_question_opens_the_search_with_its_answer_on_top(browser, server, name, how, tmp_path):
    parts = {"page.goal": "budget-300", "page.asked": "split", "lang": "ru"}
    page = opened(browser, link(server.address, "goal", **parts), ".st-key-asked_answer h5", **how)
    answer = page.locator(".st-key-asked_answer")
    answer.get_by_text("за год (").first.wait_for()  # how large the budget is
    assert page.locator(ANSWER).count() == 0, "the answer stands once"
    assert "300 ден. ед. в год" in answer.inner_text()
    assert sideways(page) <= 1, "the page scrolls sideways"
    picture(page, f"goal-{name}-russian", tmp_path)
    assert page.problems == []
    page.close()
