"""The answer on a vendor that goes direct: of one vendor first, by intervals, and of whom services help."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents.partner import KINDS
from app_pages import direct, earned, figures, findings, questions, state
from experiments.comparing.finding import LESS, MORE, PERHAPS_LESS, SAME, USUAL, finding_of
from experiments.comparing.statistics import paired_difference
from experiments.words.words import LANGUAGES
from scenarios import Change

OWN, PROFIT = "survival_share_treated", "focal_profit"
BASE, WOBBLE = np.full(8, 1000.0), np.array([1.0, -1.0] * 4)


def by(own: float, partners: float, wide: float = 1e-3):
    """A finding with these differences, of your partners (share) and of all partners' gross profit."""
    return finding_of({
        PROFIT: paired_difference(BASE, BASE + 100 + WOBBLE),
        "channel_gross_profit": paired_difference(BASE, BASE + partners + WOBBLE),
        OWN: paired_difference(BASE / 2e3, BASE / 2e3 + own + wide * WOBBLE)})  # fmt: skip


def test_the_question_strikes_with_one_vendor_and_tells_all_of_them_as_the_further_case():
    struck = questions.QUESTIONS["direct"].view("en").scenario()
    assert questions.us_vendors(struck.values) == 4 and direct.struck_vendors(struck) == pytest.approx(1.0)
    assert [change.values for change in struck.timeline] == [{questions.DIRECT: 0.25}]
    every = direct.all_vendors(struck)
    assert [change.values for change in every.timeline] == [{questions.DIRECT: 1.0}] and every.hash != struck.hash
    assert direct.struck_vendors(every) == 4 and direct.all_vendors(every).hash == every.hash


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_sells_direct_is_named_by_the_chance_that_is_set(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    view = questions.QUESTIONS["direct"].view(language)
    for chance, said in ((0.25, ("One of the 4", "Один из вендоров")), (1.0, ("All 4", "Все вендоры")),
                         (0.5, ("As many large projects as 2.0 of", "сколько их у 2,0 вендоров"))):  # fmt: skip
        scenario = view.scenario().with_timeline([Change(12, None, "shock", {questions.DIRECT: chance})])
        monkeypatch.setattr(state, "view", lambda scenario=scenario: SimpleNamespace(scenario=lambda: scenario))
        assert said[language == "ru"] in direct._struck()


@pytest.mark.parametrize("language", LANGUAGES)
def test_whether_a_lever_helps_the_partners_is_told_by_intervals(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    told = direct.which({"services": by(-0.05, 100), "community": by(0.05, -100), "credit": by(0.0, 100, 1.0)})
    assert told == (
        "Under the same shock more of yours stay with: community. Fewer stay with: services."
        if language == "en"
        else "При том же шоке ваших остаётся больше, если есть: сообщество. Меньше, если есть: услуги."
    ), "who keeps more is told by who stays, whatever they earn"
    lines = direct._told(by(0.05, -100))
    assert ("5.0 more of 100 stay" in lines and "100 (10 %) less" in lines) or language == "ru", (
        "each by its own outcome"
    )
    none = direct.which({"services": by(0.0, 0.0, 1.0)})
    assert none.endswith("services." if language == "en" else "услуги.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whether_services_help_is_told_by_who_stays(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    for own, wide, said in (
        (-0.05, 1e-3, ("Services do not help: fewer of yours stay, −5.0 (", "Услуги не помогают: ")),
        (0.05, 1e-3, ("Services help: more of yours stay, +5.0 (", "Услуги помогают: ")),
        (0.0, 1.0, ("Whether services help cannot be told", "Помогают ли услуги, сказать нельзя")),
    ):
        assert said[language == "ru"] in direct.helps(by(own, 0.0, wide))


def test_an_answer_without_its_last_part_says_so(monkeypatch):
    found = []
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(direct, "_closing", lambda *_: "closing")
    monkeypatch.setattr(direct, "_struck", lambda: "One vendor")
    monkeypatch.setattr(direct, "answered", lambda *parts: found.append(parts))
    direct.first_answer(SimpleNamespace(pairs=64), finding_of({}), "")
    assert found[-1][-1] == "So far only the shock: which levers help is still being computed."


def test_the_groups_that_fall_most_stand_first_and_only_sure_ones(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    found = {"yours": paired_difference(BASE, BASE - 50 + WOBBLE), "rivals": paired_difference(BASE, BASE - 5 + WOBBLE),
             "integrator": paired_difference(BASE, BASE - 60 + WOBBLE)}  # fmt: skip
    told = direct.worst(found)
    assert told.startswith(
        "gross profit surely falls by as much as counts, over 4 futures, with integrators −6.0 % (−6.1 … −5.9), "
        "your partners −5.0 % ("
    )
    assert "rivals" not in told, "a fall too small to matter is none that counts"
    more = direct.worst(found | {"rivals": paired_difference(BASE, BASE - 40 + WOBBLE)})
    assert more.endswith("; so, too, with rivals' partners")
    little = {"yours": found["rivals"], "integrator": paired_difference(BASE, BASE - 10 + 3 * WOBBLE)}
    assert direct.worst(little).startswith("gross profit surely falls, over 4 futures, perhaps too little to matter, ")
    ((same,), (perhaps,), (open_,)) = (
        direct.yours_told({"yours": paired_difference(BASE, BASE - by + wide * WOBBLE)})
        for by, wide in ((5, 1), (10, 3), (5, 9))
    )
    assert same.startswith("Gross profit of your partners, over 4 futures: no difference that matters, −0.5 % (")
    assert "surely falls, perhaps too little to matter, −1.0 % (" in perhaps and "cannot be told, −0.5 % (" in open_
    assert direct.yours_told({}) == []
    nobody = "in no group of partners does gross profit surely fall, over 4 futures"
    assert direct.worst({"rivals": found["rivals"]}) == nobody


def test_what_services_do_is_told_by_kind(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    pair, share = paired_difference(BASE, BASE - 60 + WOBBLE), np.full(8, 0.8)
    stay = [("integrators", paired_difference(share, share - 0.02 + WOBBLE / 1e3), LESS)]
    monkeypatch.setattr(figures, "survival_by_group", lambda *_: stay)
    told = direct.by_kind({"yours": pair, "integrator": pair, "size.low": pair, "reseller": pair}, SimpleNamespace())
    first, second = told.split("; ")
    assert first.startswith(f"integrators gross profit {earned.percent(pair)}, stay −2.0 (") and "resellers" in second


def test_who_closes_more_is_told_only_where_that_is_sure(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    share = np.full(8, 0.8)
    rows = {"integrators": LESS, "resellers": PERHAPS_LESS, "shops": SAME, "large": MORE}
    pairs = [(name, paired_difference(share, share - 0.05 + WOBBLE / 1e3), way) for name, way in rows.items()]
    monkeypatch.setattr(figures, "survival_by_group", lambda *_: pairs)
    told = direct.closing(SimpleNamespace())
    assert told.startswith("surely fewer stay by as much as counts, of 100: integrators −5.0 (")
    assert "resellers" not in told
    assert "; surely more stay by as much as counts, of 100: large" in told and "shops" not in told
    monkeypatch.setattr(figures, "survival_by_group", lambda *_: pairs[2:3])
    assert direct.closing(SimpleNamespace()) == "in no group do surely more close by as much as counts"


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_large_the_shock_is_stands_in_the_card(monkeypatch, language):
    """By hand: three large customers for each of the 500 and more partners; 3 and 5 % of all sales, by turns."""
    monkeypatch.setattr(state, "language", lambda: language)
    struck = questions.QUESTIONS["direct"].view(language).scenario()
    partners = sum(int(struck.values[f"population.{kind}"]) for kind in KINDS)
    assert direct.large_customers(struck) == 3 * partners > 1000
    alone = SimpleNamespace(scenarios=(struck, struck), months=120, metric=lambda *_: 0.04 + WOBBLE / 100)
    told = direct.size_told(alone).replace("\N{NO-BREAK SPACE}", " ")
    count = f"{3 * partners:,}" if language == "en" else f"{3 * partners:,}".replace(",", " ")
    assert ("this shock takes" if language == "en" else "этот шок забирает") in told
    assert count in told and ("4.00 % (3.11 … 4.89)" if language == "en" else "4,00 % (3,11 … 4,89)") in told
