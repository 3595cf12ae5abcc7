"""Answers' sentences say no more than their intervals: a number that may be nothing is not told as a change."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from app_pages import (
    answers,
    compare,
    earned,
    findings,
    questions,
    sentences,
    state,
    telling_signs,
    worlds,
)
from experiments.channel.telling import Rule
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
    first, rivals, alone, prices = copied.splitlines()
    assert "4" in rivals and ("all 4 rivals" if language == "en" else "все конкуренты") in rivals
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
        metric=lambda name, who: (1000.0 if name == PROFIT else 0.5) + (gains[who] if name == PROFIT else 0)
        + (wobble / 9 if who != "portal" else -wobble / 9),
        finding=lambda name, _: SimpleNamespace(line=lambda _: line if name == "whole" else None),
    )  # fmt: skip
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    (behind,) = sentences.behind_told(results, "own")
    assert behind == (
        "Surely behind by as much as counts: in your profit portal 0 (−0.2 … +0.2)."
        if language == "en"
        else "Наверняка хуже настолько, что это важно: ваша прибыль — portal 0 (−0,2 … +0,2)."
    )
    assert sentences.rivals_told(results)[0].endswith("whole.")


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
        "Services under the same shock (money in units of money): surely help your profit +100 (+99 … +101); surely hurt "
        "partners' gross profit −100 (−101 … −99); which way cannot be told for your partners 0.0 of 100 (−89.4 … +89.4)."
        if language == "en"
        else "Услуги при том же шоке (деньги: ден. ед.): наверняка на пользу: ваша прибыль +100 (+99 … +101); наверняка во "
        "вред: валовая прибыль партнёров −100 (−101 … −99); в какую сторону, сказать нельзя: ваши партнёры 0,0 из 100 "
        "(−89,4 … +89,4)."
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_the_profit_turns_is_told_by_sales_and_costs_of_the_same_runs(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    base, wobble = np.full(8, 1000.0), np.array([1.0, -1.0] * 4)

    def market(**gains: float):
        return {name: paired_difference(base, base + gain + wobble) for name, gain in gains.items()}

    steady = market(focal_profit=80.0, focal_sales=900.0, focal_spend=50.0)
    copied = market(focal_profit=-90.0, focal_sales=60.0, focal_spend=20.0)
    (why,) = sentences.turned(steady, copied)
    for number in ("+900 (+899 … +901)", "+60 (+59 … +61)", "+50 (+49 … +51)", "+20 (+19 … +21)", "4"):
        assert number in why
    assert sentences.turned(steady, steady) == [], "a profit that does not turn needs no reason"


def test_signs_that_turn_are_named_as_such(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    names = {"focal_profit": "Your profit a month", "survivors": "All partners"}
    shows = {"Your profit a month": "lower from month 1, higher from month 46", "All partners": "higher from month 18"}
    assert sentences.turning(shows, names) == [
        "These turn on the way and are by themselves no reason to go on or stop: your profit a month: lower from month 1, "
        "higher from month 46."
    ]
    assert sentences.turning({"All partners": "–", "Your profit a month": "–"}, names) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_training_adds_to_a_shift_is_told_against_the_same_shift(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    say, wobble = words(language, "app.questions"), np.array([1.0, -1.0] * 4)
    values = {"base": 1000.0 + wobble, say("name.now"): 1100.0 + wobble, say("name.trained"): 900.0 - wobble}
    results = SimpleNamespace(base="base", others=tuple(values)[1:], metric=lambda name, who: values[who] / (
        1.0 if name == PROFIT else 1e4))  # fmt: skip
    (told,) = sentences.trained_told(results, "own")
    assert "20" in told and "200" in told and say("name.now") in told
    assert say("name.trained") not in " ".join(sentences.date_told(results, "profit")), "it is no date"
    monkeypatch.setattr(results, "others", (say("name.now"),))
    assert sentences.trained_told(results, "own") == []


def test_groups_that_surely_earn_a_little_less_are_told_too(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    base, wobble = np.full(8, 1000.0), np.array([1.0, -1.0] * 4)
    found = {
        "yours": paired_difference(base, base - 50 + wobble),
        "rivals": paired_difference(base, base - 10 + 2 * wobble),
    }
    assert earned.told(found) == (
        "Partners' gross profit falls, against the baseline: your partners −5.0 % (−5.1 … −4.9). "
        "Partners' gross profit falls, perhaps too little to matter: rivals' partners −1.0 % (−1.2 … −0.8)."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_of_an_answer_is_told_in_words(monkeypatch, language):
    view = questions.QUESTIONS["debt"].view(language)
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(state, "view", lambda: replace(view, language=language))
    told = questions.setting("worlds")
    if language == "en":
        assert told.startswith(
            "120 months. Your policy in this answer: Credit. It sets against the baseline: Credit mode: "
        )
        assert "Days to pay, days: 30 → 45; Credit limit, months: 2 → 3" in told
    else:
        assert told.startswith("Месяцев: 120. Ваша политика в этом ответе: Отсрочка. Против базы она ставит: ")


def test_a_page_has_one_count_while_it_computes():
    say = words("en", "app.answers")
    question = SimpleNamespace(done=59, pairs=64)
    answers.prepared.set()
    assert "59" not in answers._progress(question, say, 32) and "at 64 of 64" in answers._progress(question, say, 32)
    assert answers.over(True, 64) == "Over 64 simulated futures."


def test_a_dated_change_says_what_it_sets():
    late = questions.QUESTIONS["asian"].view("en").saved[3]
    assert compare._difference(late, "en").endswith("shift from month 36: Agility 20)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_is_said_in_short(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    third, some = (0.47, 0.46, 0.49), (0.5, 0.4, 0.6)
    told = telling_signs.short_rule_told(Rule("overdue", False, third, (0.2, 0.1, 0.3), some, (0.54, 0.48, 0.59), some, some,
                                              (0.04, 0.02, 0.05), some))  # fmt: skip
    assert "53 (51 … 54)" in told and "46 (41 … 52)" in told, "wrong and missed, not right and found"
    assert ("hardly" if language == "en" else "почти не отличает") in told and told.count(". ") <= 2
