"""The entrance: each question is a link that holds, and is answered in a sentence."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import PAGES, questions
from app_pages.link import from_query, to_query
from app_pages.recipe import Recipe, scenario_of
from app_pages.state import View
from experiments.words.keys import FOCAL
from scenarios.scenario import Change
from tests.app_server import SMALL_WORLD
from tests.visits import text_of, visit

DAYS = f"{FOCAL}credit.deferment_days"
pytestmark = pytest.mark.usefixtures("opening_at_hand")


@pytest.mark.parametrize("name", questions.QUESTIONS)
def test_a_question_is_a_link_that_holds_and_moves_something(name):
    asked = questions.QUESTIONS[name]
    parts = {key: [value] if isinstance(value, str) else list(value) for key, value in asked.parts.items()}
    view, refused = from_query(parts)
    assert not refused and asked.page in PAGES
    assert (
        view.saved or view.policy.differs or view.policy.preset != "steady" or view.note("goal") or view.note("shocks")
    )
    for recipe in (view.policy, *view.saved):
        scenario_of(view.world, recipe)
    assert len({scenario_of(view.world, recipe).hash for recipe in view.saved}) == len(view.saved)
    told = asked.view("ru")
    names = [recipe.title for recipe in told.saved] + [c.name for r in (told.world, *told.saved) for c in r.changes]
    assert not any("a" <= sign <= "z" for name in names for sign in name.lower()), names


def asked_in_a_small_market(name: str, language: str = "en") -> AppTest:
    """The page that a question opens, in a small market of four years."""
    asked = questions.QUESTIONS[name]
    view = asked.view(language)
    world = view.world.with_value("months", 48)
    for kind, count in (("integrator", 22), ("online_shop", 4), ("reseller", 34)):
        world = world.with_value(f"population.{kind}", count)
    notes = tuple(sorted({**dict(view.notes), "asked": name}.items()))
    query = to_query(replace(view, world=world, notes=notes, language=language))
    return visit("" if asked.page == "explore" else asked.page, unfolded=(), **query)


@pytest.mark.parametrize("name", [name for name in questions.QUESTIONS if name != "split"])  # Goal's own tests search
def test_each_question_is_answered_in_a_sentence(name):
    page = asked_in_a_small_market(name)
    assert not page.exception and not page.error
    page_of = questions.QUESTIONS[name].page
    question, told, figures = (text.value for text in page.markdown[:3])
    first, *_, over = [*told.split("\n\n"), ""] if name == "taken" else told.split("\n\n")
    assert question.endswith("?**") and first.startswith("##### ") and "\n" not in first, first
    assert len(first) < 330 and len(told) < 1500, "one line, and below it as much as fits on a screen"
    assert "#" not in told[5:] and "**" not in told.replace(first, ""), "only one line is large"
    answer = f"{told}\n{figures}"
    wanted = {
        "payback": "imit",  # whom it pays back with and the limit, both at once
        "debt": "\n- The bad year and the next (months 13 to 36), a year: ",
        "community": "\n- Whether it pays, over 48 months: your profit: ",
        "parts": "\n- No training, money saved: ",
        "copied": "\n- All 4 rivals: your partners: ",
        "viable": "A rule for your books, of little cash (under 20 days of payments, in need or not): ",
        "taken": "",
        "direct": "\n- All 4 at once: ",
        "asian": "\n- **After three years**: your partners: ",
    }
    assert wanted[name] in answer, answer
    captions = [text.value for text in page.caption]
    world = "the article's market" if name == "asian" else "a steady market"
    assert (f"World: {world}, 48 months." in " ".join(captions[:3]).lower().replace("world", "World")) == (
        page_of != "worlds"
    )
    assert ("The policy in this answer: " in " ".join(captions[:3])) == (page_of != "compare" and name != "direct")
    assert ("simulated futures" in over) == (page_of != "why"), "the same policy has other numbers on other pages"
    judged = any("What counts: at least 1 of 100 partners" in caption for caption in captions[:3])
    assert judged == (page_of != "why"), "a verdict has its smallest difference"
    assert "So far, " not in text_of(page), "the last answer is no first look"
    if name in ("parts", "asian", "direct", "community"):
        assert "your profit" in answer, "a cost belongs to it"


def test_what_a_question_set_is_said_on_other_pages_and_undone_with_it(monkeypatch):
    asked = questions.QUESTIONS["asian"].view("en")
    query = to_query(replace(asked, notes=(("asked", "asian"),))) | {"world": SMALL_WORLD.replace("steady", "baseline")}
    payback = questions.QUESTIONS["payback"]
    small = replace(payback, parts={**payback.parts, "world": SMALL_WORLD})
    monkeypatch.setitem(questions.QUESTIONS, "payback", small)
    page = visit(**query)
    told = " ".join(text.value for text in page.caption)
    assert "Still set for the question “Shall I follow the market" in told and "World: The article's market" in told
    page = visit()
    page.selectbox(key="question").set_value("payback").run()
    assert (
        page.query_params["page.asked"] in ("payback", ["payback"])
        and page.selectbox(key="question").value == "payback"
    )
    page.button(key="undo").click().run()
    assert "page.asked" not in page.query_params and page.selectbox(key="question").value is None
    page.selectbox(key="question").set_value("payback").run()
    page.selectbox(key="question").set_value(None).run()
    assert "page.asked" not in page.query_params and not page.exception


@pytest.mark.parametrize("section", ["limits", "numbers", "map"])  # the last is none
def test_the_answer_about_limits_stands_whatever_is_open(section):
    view = questions.QUESTIONS["payback"].view("ru")
    notes = (("asked", "payback"), ("more", section))
    page = visit(unfolded=(), **(to_query(replace(view, language="ru", notes=notes)) | {"world": SMALL_WORLD}))
    answer = page.markdown[1].value
    assert not page.exception and answer.startswith("##### ") and "ден. ед." in answer
    headline = answer.split("\n")[0]
    assert "мес. закупок" in headline or "Ни один лимит" in headline, "the limit is in the headline"
    assert any("page.more" in warning.value for warning in page.warning) == (section == "map")


def test_a_question_about_an_offer_that_was_taken_back_is_answered_with_that():
    page = visit(unfolded=(), world=SMALL_WORLD, policy="price", **{"page.asked": "payback"})
    answer = page.markdown[1].value
    assert answer.startswith("##### The what-if offers no partner anything different in person.")
    assert "The what-if has no framework agreements" in answer and "being computed" not in answer


def test_the_question_on_bad_debt_keeps_the_terms_that_were_set():
    """By hand: question 2's agreement has 30 days as today; of a what-if with more levers only the credit stays."""
    agreement = questions.QUESTIONS["payback"].view("en").policy
    kept = questions.own_terms(View(policy=agreement))
    assert kept == agreement and kept.title == "Framework agreement, 30 days"
    mixed = Recipe("credit").with_value(DAYS, 30.0).with_value(f"{FOCAL}community.budget", 30.0)
    terms = questions.own_terms(View(policy=mixed))
    assert terms.title == "Your terms of credit" and terms.value(DAYS) == 30.0
    assert terms.value(f"{FOCAL}credit.limit_months") == 3.0 and terms.value(f"{FOCAL}community.budget") == 0.0
    assert terms.value(f"{FOCAL}stock.warehouse_access") == 0.8, "the preset opens the warehouse, which is no credit"
    dated = Recipe("steady").with_changes([Change(12, None, "both", {DAYS: 60.0, f"{FOCAL}price.discount": 0.01})])
    (change,) = questions.own_terms(View(policy=dated)).changes
    assert dict(change.values) == {DAYS: 60.0}
    for preset in (
        Recipe("credit"),
        Recipe("prepayment"),
        Recipe("steady").with_value(f"{FOCAL}community.budget", 9.0),
    ):
        assert questions.own_terms(View(policy=preset)) is None, "a preset left as it is is nobody's own terms"


def test_bad_debt_asked_after_the_agreement_is_of_the_agreement(monkeypatch):
    for name in ("payback", "debt"):
        one = questions.QUESTIONS[name]
        monkeypatch.setitem(questions.QUESTIONS, name, replace(one, parts={**one.parts, "world": SMALL_WORLD}))
    page = visit()
    page.selectbox(key="question").set_value("payback").run()
    page.selectbox(key="question").set_value("debt").run()
    query = " ".join(map(str, page.query_params.values()))
    assert "Framework agreement, 30 days" in query and "deferment_days" not in query and not page.exception
