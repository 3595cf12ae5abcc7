"""Facts that the market misses are told beside what rests on them, and only while they are missed."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments.validation import bearing
from experiments.validation.bearing import BEARING, bearing_told, groups_of, missed_facts
from experiments.words.words import LANGUAGES
from model.parameters import PARAMETERS
from scenarios import load_scenario


def test_groups_are_those_of_levers():
    assert set().union(*(bears for bears, _ in BEARING.values())) <= groups_of(PARAMETERS)
    assert groups_of(["levers.focal.credit.mode", "levers.rival_1.price.discount", "months"]) == {"credit"}


def test_a_sentence_has_the_numbers_of_its_row_and_goes_when_the_row_comes_inside(missed):
    missed(B1d=0.0000246, K1=0.429, C22a=0.0194)
    debt, capital = bearing_told({"credit"}, "en")
    assert "0.0025 % of sales" in debt and "0.05 to 0.2 %" in debt and "43 %" in capital and "15 to 35 %" in capital
    assert "0,0025 %" in bearing_told({"credit"}, "ru")[0]
    (community,) = bearing_told({"community", "services"}, "en")
    assert "1.9 %" in community and "4 to 12 %" in community
    assert bearing_told({"price"}, "en") == [] and bearing_told({"credit"}, "en", ("B1d",)) == [debt]
    missed(B1d=0.001, K1=0.2, C22a=0.2)  # the last is outside on the other side: its sentence would be false
    assert bearing_told({"credit", "community"}, "en") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_nothing_measured_no_ratio_is_told(missed, language):
    missed(B1d=0.0)
    assert "0.05" in bearing_told({"credit"}, language, ("B1d",))[0].replace(",", ".")
    (short,) = bearing_told({"credit"}, language, ("B1d",), "short.")
    assert short in ("all distributors' bad debt together is told too low in the market of the project's validation",
                     "на рынке, на котором проверен проект, списания всех дистрибьюторов вместе занижены")  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_policies_move_decides(language):
    base, credit, price = (load_scenario(name).values for name in ("steady", "credit", "price"))
    assert missed_facts(base, [base], language) == []
    assert missed_facts(base, [credit], language) == bearing_told({"credit"}, language)
    assert missed_facts(base, [price], language) == []


def test_a_page_and_its_answer_tell_losses_of_one_base():
    """By hand: 10 of 40,000 is 0.025 % of the distributor's own sales, 2 to 8 times of which are published."""
    found = SimpleNamespace(measured=(bearing.LOST, bearing.SOLD), base=0, metric=lambda name, side: np.array(
        [10.0, 10.0] if name == bearing.LOST else [40_000.0, 40_000.0]))  # fmt: skip
    assert bearing.lost_share(found) == pytest.approx(0.00025)
    base, credit = (load_scenario(name).values for name in ("steady", "credit"))
    first, *_ = missed_facts(base, [credit], "en", own=bearing.lost_share(found))
    assert first.startswith("You write off 0.025 % of your sales with the base here") and "2.0 to 8.0 times" in first
    assert bearing.lost_share(SimpleNamespace(measured=(), base=0)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparisons_own_share_goes_before_the_stored_one(missed, language):
    """A market that writes off what is published, or more, is told nothing of another market's figure as its own."""
    missed(B1d=0.000154, K1=0.2)
    for how in ("", "short."):
        for own in (0.0005, 0.001, 0.0209):
            assert bearing_told({"credit"}, language, ("B1d",), how, own) == []
        (nothing,) = bearing_told({"credit"}, language, ("B1d",), how, 0.0)
        assert "0.015" not in nothing.replace(",", ".") and "{" not in nothing
    assert bearing.missed_rows({"credit"}, own=0.0209) == {}
    (told,) = bearing_told({"credit"}, language, ("B1d",))
    assert ("market of the project's validation" if language == "en" else "рынке, на котором проверен проект") in told
