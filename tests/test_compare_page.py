"""Compare and Worlds in Streamlit's own harness."""

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import worlds
from app_pages.recipe import Recipe, scenario_of
from scenarios import load_scenario
from tests.visits import DAYS, compared, text_of, visit

pytestmark = pytest.mark.usefixtures("opening_at_hand")


def test_what_is_saved_can_be_named_and_named_anew():
    page = visit()
    page.text_input(key="save_name").set_value("Ours <b>").run()
    page.button(key="save").click().run()
    assert page.query_params["saved"] in ("credit~Ours b", ["credit~Ours b"])
    page.switch_page("app_pages/compare.py").run()
    page.text_input(key="name_0").set_value("Theirs").run()
    assert compared(page) == ["Theirs"] and not page.exception


def test_saved_policies_of_one_preset_are_told_apart():
    page = visit("compare", saved="credit;credit.deferment_days=90")
    page.selectbox(key="add_preset").set_value("credit").run()
    page.button(key="add").click().run()
    assert not page.exception and "Days to pay 90" in text_of(page)
    names = compared(page)
    assert len(set(names)) == 2
    page = visit(policy="credit~mine", lang="en")
    page.slider(key=DAYS).set_value(60.0).run()
    assert "**mine, changed. " in text_of(page)  # no longer what was called so
    page.slider(key=DAYS).set_value(61.0).run()
    assert "mine, changed, changed" not in text_of(page)
    page.button(key="save").click().run()
    assert "".join(page.query_params["saved"]).startswith("credit~mine;"), "saved under the name of before"


def test_compare_shows_presets_first_and_takes_policies_in_and_out():
    page = visit("compare")
    assert not page.exception and "four presets" in text_of(page)
    assert len(compared(page)) == 4
    assert "Your partners against the baseline" in text_of(page), "differences: levels of several look alike"
    page.selectbox(key="add_preset").set_value("price").run()
    page.button(key="add").click().run()
    page.selectbox(key="add_preset").set_value("training").run()
    page.button(key="add").click().run()
    assert page.query_params["saved"] == ["price", "training"] or page.query_params.get_all("saved")
    assert len(compared(page)) == 2
    page.button(key="drop_0").click().run()
    assert len(compared(page)) == 1 and not page.exception
    page.button(key="open_0").click().run()
    assert page.query_params["policy"] == "training"


def test_a_bad_year_has_less_demand_and_dear_money_and_the_own_length():
    mine = Recipe("baseline", (("months", 36), ("population.reseller", 34)))
    found = scenario_of(worlds.world("bad", mine), Recipe())
    change = next(c for c in found.timeline if c.name == "bad year")
    usual = load_scenario("steady").values["customers.smb.demand"]
    assert change.values["customers.smb.demand"] == pytest.approx(0.6 * usual)
    assert change.values["finance.funding_rate"] == 0.17 and (change.month, change.until) == (12, 24)
    assert found.months == 36 and found.values["population.reseller"] == 34


def test_a_first_look_has_no_verdict_on_worlds_either():
    def drawn(final: bool):
        from types import SimpleNamespace
        from unittest.mock import patch

        from app_pages import worlds
        from experiments.comparing.finding import finding_of
        from experiments.comparing.statistics import Difference
        from experiments.words.words import words

        gain = Difference(0.5, 0.6, 0.1, 0.08, 0.12, 9, 9)
        both = finding_of({"survival_share_treated": gain, "focal_profit": gain})
        few, full = (SimpleNamespace(finding=lambda other, least: both, effect=lambda name, other: gain, months=24,
                                     pairs=pairs) for pairs in (2, 64))  # fmt: skip
        rows = [SimpleNamespace(name=name, title=name.title()) for name in ("steady", "bad")]
        with patch.multiple(worlds, sentences=SimpleNamespace(of_worlds=print)):
            worlds.draw({"steady": full, "bad": few}, rows, words("en", "app.worlds"), final)

    first, judged = (AppTest.from_function(drawn, args=(final,)).run() for final in (False, True))
    assert not first.exception and not judged.exception
    assert "A first look, of 2 simulated futures" in first.markdown[0].value
    assert "in 2 of 2 markets" in judged.markdown[0].value
