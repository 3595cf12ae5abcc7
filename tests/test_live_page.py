"""The page Live: three levers with their keys, the finding, one chart, and a way back."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import live
from app_pages.names import policy_title
from app_pages.payback import LIMIT, LIMITS
from app_pages.recipe import Recipe
from experiments.stage.neighbours import STEPS
from experiments.words.words import words
from model import PARAMETERS
from tests.app_server import link, opened, settle
from tests.visits import visit

DAYS = "levers.focal.credit.deferment_days"


def test_three_levers_of_the_policy_stay_on_the_screen():
    moved = live.levers_of(Recipe("all-three"), Recipe())
    assert moved == [*live.USUAL] and live.levers_of(Recipe(), Recipe()) == moved
    one = live.levers_of(Recipe("community"), Recipe())
    assert len(one) == live.LEVERS and one[0] == "levers.focal.community.budget"
    back = Recipe("community").with_value(one[0], Recipe().value(one[0]))
    assert live.levers_of(back, Recipe()) == one, "a lever that is moved back stays"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_keys_move_levers_within_their_range_and_the_chart_on(language):
    page = visit("live", policy="all-three", lang=language)
    assert not page.exception and len(page.slider) == live.LEVERS
    keys = [button.proto.shortcut for button in page.main.button]
    assert sorted(keys) == sorted({"0", "1", "2", "3", "4", "5", "6", "7", "9", "escape"})
    p = PARAMETERS[DAYS]
    before = page.slider[0].value
    page.button(key="live_more_1").click().run()
    assert page.slider[0].value == pytest.approx(before + (p.high - p.low) / STEPS)
    for _ in range(STEPS):
        page.button(key="live_more_1").click().run()
    assert page.slider[0].value == p.high
    page.button(key="live_chart").click().run()
    assert "money" in page.query_params["page.chart"]
    held = [slider.label for slider in page.slider]
    page.button(key="live_today").click().run()
    assert not page.exception and page.info, "nothing differs any more"
    assert page.title[0].value == words(language, "app.live")("lead.same"), "no policy is named that is none any more"
    assert [slider.label for slider in page.slider] == held, "the policy's own levers stay"
    page.button(key="live_leave").click().run()
    assert len(page.main.selectbox) > 0 and not page.exception, "back on Explore"


def test_keys_move_the_credit_limit_as_far_as_the_map_of_limits():
    page = visit("live", policy="credit")
    number = live.levers_of(Recipe("credit"), Recipe()).index(LIMIT)
    for _ in range(2 * STEPS):
        page.button(key=f"live_more_{number + 1}").click().run()
    assert page.slider[number].value == page.slider[number].max == LIMITS[-1] and not page.exception
    assert any("not tested" in text.value for text in page.caption), "beyond what is usual"


def test_a_first_look_shows_no_number():
    def drawn(pairs: int):
        from types import SimpleNamespace

        import streamlit as st

        from app_pages import live

        live.draw(st.empty(), SimpleNamespace(pairs=pairs), False)

    page = AppTest.from_function(drawn, args=(2,)).run()
    assert not page.exception and [box.value for box in page.markdown] == [
        "**A first look, of 2 simulated futures; a verdict comes with 8.**"
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_finished_answer_says_of_what_it_is(language):
    def drawn(language: str):
        import streamlit as st

        from app_pages import live, state
        from experiments.comparing.compare import compare
        from scenarios import load_scenario
        from tests.conftest import SMALL

        state.change(language=language)
        found = compare([load_scenario(name, SMALL) for name in ("steady", "credit")], 2, 1, 2)
        live.draw(st.empty(), found, True)

    page = AppTest.from_function(drawn, args=(language,)).run()
    told = page.caption[0].value
    assert not page.exception and "2" in told and {"en": "no prediction", "ru": "не прогноз"}[language] in told


@pytest.mark.parametrize("language", ["en", "ru"])
def test_after_the_baseline_key_the_heading_is_of_what_is_shown_and_a_key_leads_back(language):
    page = visit("live", policy="all-three", lang=language)
    opened, held = page.title[0].value, [slider.label for slider in page.slider]
    days = page.slider[0].value
    page.button(key="live_today").click().run()
    page.button(key="live_more_1").click().run()
    changed = words(language, "app.explore")("changed", name=policy_title("steady", language))
    assert changed in page.title[0].value, "today's terms with a lever moved, and no policy that is shown no more"
    assert [slider.label for slider in page.slider] == held
    page.button(key="live_opened").click().run()
    assert page.title[0].value == opened and page.slider[0].value == days and not page.exception
    told = [line.value for line in page.caption if line.value.startswith(words(language, "app.live")("help")[:9])]
    assert len(told) == 1 and "0 " in told[0] and "7 " in told[0], "both keys stand in the help"


def test_the_baseline_key_leads_to_a_baseline_of_its_own():
    page = visit("live", policy="credit", baseline=f"steady;{DAYS.removeprefix('levers.focal.')}=20")
    page.button(key="live_today").click().run()
    assert page.title[0].value == words("en", "app.live")("lead.same") and page.slider[0].value == 20


def test_another_policy_chosen_elsewhere_is_the_one_that_the_page_is_opened_with(monkeypatch):
    kept = {}
    monkeypatch.setattr(live, "st", SimpleNamespace(session_state=kept))
    first = live.opened_with(Recipe("credit"), Recipe())
    assert first == Recipe("credit") == live.opened_with(Recipe().with_value(DAYS, 39.0), Recipe())
    assert live.opened_with(Recipe("credit").with_value(DAYS, 54.0), Recipe()) == first, "its levers are moved"
    assert live.opened_with(Recipe("community"), Recipe()) == Recipe("community")


def test_a_key_of_the_keyboard_moves_a_lever_on_the_full_screen(browser, server):
    where = link(server.address, "live", policy="credit", lang="ru")  # whose second lever has a decimal comma
    page = opened(browser, where, viewport={"width": 1366, "height": 768})
    assert not page.locator("header[data-testid=stHeader]").is_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    tops = {page.locator(f".st-key-live_less_{number}").bounding_box()["y"] for number in (1, 2, 3)}
    assert len(tops) == 1, "buttons stand in one row"
    told = "[data-testid=stSliderThumbValue]"
    before = page.locator(told).first.inner_text()
    page.keyboard.press("4")
    page.wait_for_function("([one, was]) => document.querySelector(one).innerText !== was", arg=[told, before])
    settle(page)
    assert int(page.locator(told).first.inner_text()) < int(before)
    assert page.problems == []
    page.close()


def test_live_says_that_the_own_company_closes_and_who_else_loses():
    def drawn():
        from types import SimpleNamespace

        import numpy as np
        import streamlit as st

        from app_pages import findings, live
        from app_pages.drawing import chart_of
        from experiments.comparing.finding import Finding, Line
        from experiments.comparing.statistics import Difference

        line = Line("rivals", "less", Difference(0.8, 0.77, -0.03, -0.04, -0.02, 8, 8))
        own = Line("own", "more", Difference(0.8, 0.84, 0.04, 0.02, 0.06, 8, 8))
        live.findings = SimpleNamespace(found_in=lambda comparison: Finding((own, line)))
        live.chart_of = lambda *args: 1 / 0
        alive = {0: np.ones(8), 1: np.array([0.0] * 3 + [1.0] * 5)}
        try:
            live.draw(st.empty(), SimpleNamespace(pairs=8, metric=lambda name, arm: alive[arm]), False)
        except ZeroDivisionError:
            pass
        finally:
            live.findings, live.chart_of = findings, chart_of

    told = AppTest.from_function(drawn).run().markdown[0].value
    assert "So far, of 8 simulated futures" in told
    assert told.startswith("**Your own company closes in 3 of 8 markets; apart from that: "), "no gain is the closing"
    assert "Rivals' partners: 3.0 fewer of 100 stay" in told


@pytest.mark.parametrize(("pairs", "final", "expected"), [(2, False, ["empty", "empty"]),
                                                          (8, False, ["empty", "vega_lite_chart"]),
                                                          (64, True, ["caption", "vega_lite_chart"])])  # fmt: skip
def test_below_the_finding_nothing_of_an_earlier_answer_stays(monkeypatch, pairs, final, expected):
    """What an earlier drawing put at a place stays there, pale, until something takes its place."""
    drawn = []
    names = ("empty", "caption", "vega_lite_chart")
    calls = {name: lambda *of, name=name, **how: drawn.append(name) for name in names}
    monkeypatch.setattr(live, "st", SimpleNamespace(**calls, markdown=lambda text: None))
    view = SimpleNamespace(language="en", note=lambda name: "")
    monkeypatch.setattr(live, "state", SimpleNamespace(view=lambda: view))
    monkeypatch.setattr(live, "names", SimpleNamespace(world_of=lambda view: "w"))
    monkeypatch.setattr(live, "findings", SimpleNamespace(found_in=lambda comparison: None))
    early = SimpleNamespace(first_look=lambda comparison, final: 0 if final or comparison.pairs >= 8 else comparison.pairs,
                            early_told=str, pinned=lambda *of, **how: None, closes_told=lambda comparison: [])  # fmt: skip
    monkeypatch.setattr(live, "verdict", early)
    monkeypatch.setattr(live, "chart_of", lambda *of: ("chart",))
    spec = {"config": {"axis": {}}, "layer": []}
    monkeypatch.setattr(live, "figures", SimpleNamespace(look=lambda: "", specification=lambda *of: spec))
    live.draw(SimpleNamespace(container=lambda key: nullcontext()), SimpleNamespace(pairs=pairs, months=60), final)
    assert drawn == expected


def test_a_slider_between_whole_numbers_has_a_decimal_comma_in_russian():
    page = visit("live", policy="community", lang="ru")
    told = " ".join(box.proto.body for box in page.get("html"))
    assert ">0,25</span>" in told and "stSliderThumbValue" in told
    assert 'garden-value"' not in " ".join(box.proto.body for box in visit("live", policy="community").get("html"))


def test_where_the_own_company_closes_explore_says_so_under_its_verdict():
    def drawn():
        from types import SimpleNamespace

        import numpy as np

        from app_pages import verdict
        from experiments.comparing.finding import Finding, Line
        from experiments.comparing.statistics import Difference

        alive = {0: np.ones(8), 1: np.array([0.0] + [1.0] * 7)}
        comparison = SimpleNamespace(pairs=8, metric=lambda name, arm: alive[arm])
        own = Line("own", "more", Difference(0.8, 0.84, 0.04, 0.02, 0.06, 8, 8))
        verdict.box(Finding((own,)), "Credit", 0, 8, verdict.closes_told(comparison))

    told = AppTest.from_function(drawn).run().success[0].value
    assert told.splitlines()[-1] == ":red[▼] Your own company closes in 1 of 8 markets"
