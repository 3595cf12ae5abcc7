"""Answers' sentences say no more than their intervals: a number that may be nothing is not told as a change."""

from types import SimpleNamespace

import numpy as np
import pytest

from app_pages import findings, sentences, state, worlds
from experiments.comparing.finding import USUAL, finding_of
from experiments.comparing.statistics import paired_difference
from experiments.words.words import LANGUAGES, words

OWN, PROFIT, DEBT = "survival_share_treated", "focal_profit", "focal_bad_debt"


def part(**gains: float) -> SimpleNamespace:
    """A comparison of eight futures; a gain of nothing spreads around zero."""
    wobble = np.array([1.0, -1.0] * 4)
    base = {OWN: 0.7 + 0 * wobble, PROFIT: 1000.0 + 0 * wobble, DEBT: 100.0 + 0 * wobble}
    size = {OWN: 0.001, PROFIT: 1.0, DEBT: 1.0}
    other = {
        name: base[name] + gains.get(name, 0.0) + wobble * size[name] * (1 if name in gains else 100) for name in base
    }

    def runs(there):
        return [SimpleNamespace(replicate=n, summary={name: there[name][n] for name in there}) for n in range(8)]

    return SimpleNamespace(
        months=60,
        metrics=lambda _: {name: paired_difference(base[name], other[name]) for name in base},
        complete=list(zip(runs(base), runs(other), strict=True)),
        monthly_gaps=lambda *_: np.outer(wobble, np.ones(60)),
    )


def told(monkeypatch, language: str, name: str, parts) -> str:
    """The answer to a question, as one text."""
    found: list[str] = []
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    monkeypatch.setattr(findings, "unit", lambda: "€")
    monkeypatch.setattr(sentences, "asked", lambda: name)
    monkeypatch.setattr(sentences, "answered", lambda _, answer, rest=(), so_far=0: found.extend([answer, *rest]))
    sentences.of_worlds(parts, True)
    return "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_told_is_not_told_as_a_change(monkeypatch, language):
    open_ = "cannot be told" if language == "en" else "сказать нельзя"
    debt = told(monkeypatch, language, "debt", {"steady": part(), "bad": part(**{DEBT: 50.0})}).splitlines()
    assert open_ in debt[0] and "50" in debt[0] and open_ in debt[-1]
    parts = {"steady": part(**{OWN: 0.08}), "copied": part(**{OWN: 0.03}), "imitators": part(**{PROFIT: -300.0})}
    copied = told(monkeypatch, language, "copied", parts)
    first, alone, prices = copied.splitlines()
    assert "8" in first and "3" in first and open_ in first, "the loss of profit belongs to the answer"
    assert ("5.0 fewer of 100" if language == "en" else "на 5,0 меньше") in alone
    # A price war is no copying: it is told by itself.
    assert "300" in prices and "300" not in first + alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_is_told_by_paired_differences_of_dates_or_not_at_all(monkeypatch, language):
    luck = 50.0 * np.arange(8.0)  # which all dates share: only pairs tell them apart
    wobble = np.array([1.0, -1.0] * 4)
    values = {"base": 1000.0 + luck, "now": 1100.0 + luck + wobble, "late": 1101.0 + luck + 9.0 * wobble}
    results = SimpleNamespace(base="base", others=("now", "late"), metric=lambda _, name: values[name])
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    monkeypatch.setattr(findings, "unit", lambda: "€")
    told = "\n".join(sentences.date_told(results, "profit"))
    # late - now: 1 +/- 8: 1, s = 8.55, t(0.975; 7) = 2.365: +/- 7.2
    if language == "en":
        assert told.startswith("Your profit: “late” is surely better than: the baseline’s slow shift; whether ")
        assert "against “now” +1 (−6 … +8)" in told
    values["now"] = values["base"] + 101.0 - wobble
    values["base"] = values["base"] + 101.0 + 3.0 * wobble
    told = "\n".join(sentences.date_told(results, "profit"))
    none = "no date is surely ahead of the others by enough" if language == "en" else "ни один срок не лучше наверняка"
    assert none in told and "surely better than" not in told and "наверняка лучше, чем" not in told

    # Sure and yet too little to matter: it does not count, so nothing is called better.
    values = {"base": 1000.0 + luck, "now": 1005.0 + luck + wobble, "late": 1003.0 + luck + wobble}
    assert none in sentences.date_told(results, "profit")[0]

    assert "now" not in sentences.date_told(results, "profit")[0], "a rank out of noise is not told"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_behind_is_told_beside_the_best(monkeypatch, language):
    wobble = np.array([1.0, -1.0] * 4)
    gains = {"base": 0.0, "portal": 0.0, "whole": 100.0, "alike": 101.0}
    line = SimpleNamespace(state="less")
    results = SimpleNamespace(
        base="base", others=("portal", "whole", "alike"),
        metric=lambda name, who: (1000.0 if name == PROFIT else 0.5) + (gains[who] if name == PROFIT else 0) + wobble / 9,
        finding=lambda name, _: SimpleNamespace(line=lambda _: line if name == "whole" else None),
    )  # fmt: skip
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    behind, rivals = sentences.behind_told(results, "own")
    assert behind == (
        "Surely behind by as much as counts: in your profit portal."
        if language == "en"
        else "Наверняка хуже настолько, что это важно: ваша прибыль — portal."
    )
    assert rivals.endswith("whole.")


def test_whether_who_is_copied_ends_worse_than_doing_nothing_is_said_plainly(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)

    def end(kept: float, profit: float, wide: float = 0.0) -> str:
        wobble = np.array([1.0, -1.0] * 4)
        base = np.full(8, 1000.0)
        return sentences.ended({OWN: paired_difference(base / 2e3, base / 2e3 + kept + (0.001 + wide) * wobble),
                                PROFIT: paired_difference(base, base + profit + wobble)})  # fmt: skip

    assert end(-0.05, -100.0) == end(0.0, -100.0) == "Copied, you end worse than doing nothing."
    assert "keep more partners than doing nothing and earn less" in end(0.05, -100.0)
    assert "still end better" in end(0.0, 100.0) and "keep fewer partners" in end(-0.05, 100.0)
    assert "cannot be told" in end(0.0, -100.0, 0.2) and "as if you had done nothing" in end(0.0, 0.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_of_a_bad_year_says_whether_the_year_adds_anything(monkeypatch, language):
    parts = {"steady": part(**{DEBT: 50.0}), "bad": part()}
    headline = told(monkeypatch, language, "debt", parts).splitlines()[0]
    assert ("adds to the policy's bad debt cannot be told" if language == "en" else "сказать нельзя: −50") in headline


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_side_of_services_is_told_by_its_interval(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    base, wobble = np.full(8, 1000.0), np.array([1.0, -1.0] * 4)
    effects = {
        PROFIT: paired_difference(base, base + 100 + wobble),
        "channel_gross_profit": paired_difference(base, base - 100 + wobble),
        OWN: paired_difference(base / 2e3, base / 2e3 + wobble),
    }
    told = sentences.helps_told(finding_of(effects))
    assert told == (
        "Services under the same shock: surely help your profit; surely hurt partners' gross profit; which way cannot be "
        "told for your partners."
        if language == "en"
        else "Услуги при том же шоке: наверняка на пользу: ваша прибыль; наверняка во вред: валовая прибыль партнёров; "
        "в какую сторону, сказать нельзя: ваши партнёры."
    )
    less = paired_difference(base / 2e3, base / 2e3 - 0.015 + 0.012 * wobble)  # -2.6 ... -0.4 of 100
    assert ("perhaps too little to matter, your partners" if language == "en" else "во вред, но") in (
        sentences.helps_told(finding_of({OWN: less}))
    )


def test_an_answer_without_its_last_part_says_so(monkeypatch):
    found = []
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(sentences, "asked", lambda: "direct")
    monkeypatch.setattr(sentences, "_struck", lambda *_: ("closing", "shock"))
    monkeypatch.setattr(sentences, "answered", lambda *parts: found.append(parts))
    sentences.of_explore(SimpleNamespace(pairs=64), finding_of({}), True)
    assert found[-1][-1] == "So far only the shock: whether services help is still being computed."


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_it_holds_is_told_with_the_profit(monkeypatch, language):
    up, down = np.array([0.7, 0.71] * 4), np.array([700.0, 701.0] * 4)
    effects = {OWN: paired_difference(up - 0.1, up), PROFIT: paired_difference(down + 200.0, down)}
    still = {OWN: paired_difference(up - 0.1, up), PROFIT: paired_difference(down, down + np.array([1.0, -1.0] * 4))}
    say = words(language, "app.worlds")
    text = worlds._held([finding_of(effects), finding_of(still)], ["X", "Y"], say)
    assert ("in none is your profit clearly more; it is less in: X" in text) == (language == "en")
    assert text.endswith(": X")
    assert worlds._held([finding_of(effects)], ["X"], say).endswith(
        ": all of them" if language == "en" else ": на всех"
    )
