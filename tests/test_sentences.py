"""Answers' sentences say no more than their intervals: a number that may be nothing is not told as a change."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from app_pages import (
    answers,
    bad_debt,
    compare,
    earned,
    findings,
    questions,
    sentences,
    state,
    worlds,
)
from app_pages.recipe import Recipe, scenario_of
from experiments.comparing.finding import USUAL, finding_of
from experiments.comparing.statistics import paired_difference
from experiments.words.keys import FOCAL
from experiments.words.words import LANGUAGES, words
from scenarios import Change, load_scenario

OWN, PROFIT, DEBT, SALES = "survival_share_treated", "focal_profit", "focal_bad_debt", "focal_sales"
ALIVE = "focal_alive"


def part(**gains: float) -> SimpleNamespace:
    """A comparison of eight futures; a gain of nothing spreads around zero."""
    wobble = np.array([1.0, -1.0] * 4)
    base = {OWN: 0.7 + 0 * wobble, PROFIT: 1000.0 + 0 * wobble, DEBT: 100.0 + 0 * wobble, SALES: 5e5 + 0 * wobble}
    base[ALIVE] = 1.0 + 0 * wobble
    size = {OWN: 0.001, PROFIT: 1.0, DEBT: 1.0, SALES: 0.0, ALIVE: 0.0}
    other = {
        name: base[name] + gains.get(name, 0.0) + wobble * size[name] * (1 if name in gains else 100) for name in base
    }

    def runs(there):
        return [SimpleNamespace(replicate=n, summary={name: there[name][n] for name in there}) for n in range(8)]

    return SimpleNamespace(
        months=60,
        base=0,
        scenarios=(load_scenario("steady"),) * 2,
        measured=(),
        metrics=lambda _: {name: paired_difference(base[name], other[name]) for name in base},
        complete=list(zip(runs(base), runs(other), strict=True)),
        metric=lambda name, side: (base, other)[side][name],
        pairs=8,
        series=lambda side, column: np.outer(
            (base, other)[side][{"focal_write_offs": DEBT}.get(column, column)], np.full(60, 1 / 60)
        ),
    )


def told(monkeypatch, language: str, name: str, parts) -> str:
    """The answer to a question, as one text."""
    found: list[str] = []
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    monkeypatch.setattr(findings, "unit", lambda: "€")
    monkeypatch.setattr(sentences, "asked", lambda: name)
    for module in (sentences, bad_debt):
        monkeypatch.setattr(
            module, "answered", lambda _, answer, rest=(), so_far=0: found.extend(filter(None, [*answer, *rest]))
        )
    sentences.of_worlds(parts, True)
    return "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_told_is_not_told_as_a_change(monkeypatch, language):
    open_ = "cannot be told" if language == "en" else "сказать нельзя"
    debt = told(monkeypatch, language, "debt", {"steady": part(), "bad": part(**{DEBT: 50.0})}).splitlines()
    nothing = "not told from nothing, " if language == "en" else "от нуля не отличить, "
    assert "+10 (+10 … +10)" in debt[0] and debt[0].count(nothing) == 1 and open_ in debt[-1]
    parts = {"steady": part(**{OWN: 0.08}), "copied": part(**{OWN: 0.03}), "imitators": part(**{PROFIT: -300.0})}
    copied = told(monkeypatch, language, "copied", parts)
    first, uncopied, alone, prices = copied.splitlines()
    assert ("all 4 rivals" if language == "en" else "все конкуренты (4)") in first
    assert "8" in uncopied and "3" in first and open_ in first, "the loss of profit belongs to the answer"
    assert ("5.0 fewer of 100" if language == "en" else "на 5,0 меньше") in alone
    # A price war is no copying: it is told by itself.
    assert "300" in prices and "300" not in first + alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_whether_to_shift_and_when_are_told_by_paired_differences_or_not_at_all(monkeypatch, language):
    luck = 50.0 * np.arange(8.0)  # which all dates share: only pairs tell them apart
    wobble, say = np.array([1.0, -1.0] * 4), words(language, "app.questions")
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    monkeypatch.setattr(findings, "unit", lambda: "€")

    def told(**gains) -> tuple[str, list[str]]:
        values = {"base": 1000.0 + luck} | {say(f"name.{name}"): 1000.0 + luck + gain for name, gain in gains.items()}
        results = SimpleNamespace(base="base", others=tuple(values)[1:],
                                  metric=lambda name, who: values[who] / (1.0 if name == PROFIT else 1e6))  # fmt: skip
        return sentences.dates_told(results, "own")

    # The slow shift has 1175: 12 counts. late: 3 +/- 18 by turns, s = 19.2, t(0.975; 7) = 2.365: +/- 16.1
    first, lines = told(never=-100.0 + wobble, now=2.0 + wobble, late=3.0 + 18.0 * wobble, trained=500.0 + wobble)
    english = language == "en"
    assert first.startswith(
        "Do not stand still: no shift at all" if english else "Не стоять на месте: вовсе не переходить"
    )
    assert "(−101 … −99)" in first, "the headline has its interval"
    assert ("When cannot be told: none of the 3 is surely ahead" if english else
            "Когда, сказать нельзя: ни один из сроков (их 3) не опережает") in first  # fmt: skip
    assert "+2 (+1 … +3)" in lines[1] and "+3 (−13 … +19)" in lines[1] and "+500" not in " ".join(lines)
    late, _ = told(never=-5.0 + wobble, now=50.0 + wobble, late=-40.0 + wobble)
    assert late.startswith(
        "Whether to shift at all cannot be told" if english else "Переходить ли вообще, сказать нельзя"
    )
    assert ("In your profit surely behind “Now” by as much as counts: the slow shift of today, After three years."
            if english else "наверняка хуже, чем «Сейчас», настолько, что это важно: нынешний медленный переход, ") in late  # fmt: skip
    same, _ = told(never=-100.0 + wobble, now=2.0 + wobble, late=3.0 + wobble)
    assert ("When makes no difference that matters against the slow shift of today: Now and After" if english else
            "Срок важной разницы против нынешнего медленного перехода не даёт: Сейчас и ") in same  # fmt: skip
    gone, _ = told(now=2.0 + 18.0 * wobble)
    assert gone.startswith("When cannot be told: none" if english else "Когда, сказать нельзя: ни один"), (
        "nobody stands still"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_of_a_community_has_its_line_and_stands_beside_the_whole(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    wobble, whole = np.array([1.0, -1.0] * 4), "Community" if language == "en" else "Сообщество"
    gains = {"base": 0.0, whole: 100.0, "portal": -80.0, "alike": 100.0, "unsure": 95.0}

    def metric(name: str, who: str):
        if name != PROFIT:
            return 0.5 + 1e-4 * (-wobble if who in ("portal", "alike", "unsure") else wobble)
        return (
            1000.0
            + gains[who]
            + (20.0 if who == "unsure" else 0.1) * (-wobble if who in ("portal", "alike") else wobble)
        )

    def finding(name: str, _):
        return finding_of({PROFIT: paired_difference(metric(PROFIT, "base"), metric(PROFIT, name))})

    results = SimpleNamespace(base="base", others=tuple(gains)[1:], metric=metric, finding=finding)
    first, all_of_it, portal, alike, unsure = sentences.parts_told(results, "own")
    if language == "en":
        assert first == (
            "Against the whole community surely less profit: “portal”; nothing that surely counts: “alike”, “unsure”. "
            "Less profit even than doing nothing: “portal”."
        )
        assert portal == (
            "portal: 0.0 (−0.02 … +0.02) and −80, −8.0 % (−80 … −80); "
            "against the whole 0.0 (−0.02 … +0.02) and −180, −16.4 % (−180 … −180)."
        )
    assert whole in all_of_it and "alike" in alike and "unsure" in unsure
    monkeypatch.setattr(results, "others", ("portal", "alike"))
    assert sentences.parts_told(results, "own") == [], "without the whole there is nothing to stand beside"


def test_whether_who_is_copied_ends_worse_than_doing_nothing_is_said_plainly(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)

    def end(kept: float, profit: float, wide: float = 0.0) -> str:
        wobble = np.array([1.0, -1.0] * 4)
        base = np.full(8, 1000.0)
        return sentences.ended({OWN: paired_difference(base / 2e3, base / 2e3 + kept + (0.001 + wide) * wobble),
                                PROFIT: paired_difference(base, base + profit + wobble)}, "two of 4 rivals")  # fmt: skip

    assert end(-0.05, -100.0) == end(0.0, -100.0) == "Copied by two of 4 rivals, you end worse than doing nothing."
    assert "keep more partners than doing nothing and earn less" in end(0.05, -100.0)
    assert "still end better" in end(0.0, 100.0) and "keep fewer partners" in end(-0.05, 100.0)
    assert "cannot be told" in end(0.0, -100.0, 0.2) and "as if you had done nothing" in end(0.0, 0.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_on_bad_debt_is_of_the_bad_year_itself_beside_the_same_months(monkeypatch, language):
    # Over five years 100 without and 150 with it on sales of 500,000: a year 20 and 30 of 100,000, 0.02 and 0.03 %; in the
    # bad market all the more falls into months 13 to 36: 50 there are 25 a year, and 10 a year of the whole.
    bad, alive = part(**{DEBT: 50.0, PROFIT: 100.0}), part(**{DEBT: 50.0, PROFIT: 100.0})
    even, years = bad.series, np.zeros(60)
    years[12:36] = 1 / 24
    bad.series = lambda side, column: (
        even(0, column) + np.outer((even(1, column) - even(0, column)).sum(axis=1), years) * side
    )
    headline, lost, left, paid, hard, normal, whole, adds = told(
        monkeypatch, language, "debt", {"steady": alive, "bad": bad}
    ).splitlines()
    for text in ("+25 (+25 … +25)", "+10 (+10 … +10)"):
        assert text in headline and headline.index("+25") < headline.index("+10"), "the bad year first"
    point, to = (".", " to ") if language == "en" else (",", " до ")
    assert "20" in hard and "45" in hard and f"0{point}02 %" in hard and f"0{point}045 %" in hard
    assert "30" in normal and f"0{point}03 %" in normal and whole.count("+10 (") == 2
    # The baseline's 0.02 % are published at 2.5 and 10 times: 10 more a year are 25 and 100, the bad year's 25 are 63 and
    # 250, and of 100 more profit 25 and -350 are left in either market.
    assert all(f"{text} (" in lost for text in ("+25", "+100", "+63", "+250")) and f"0{point}05{to}0{point}2 %" in lost
    assert left.count("+25 (") == 2 == left.count("−350 (") and "+100 (" not in left and "100" in paid
    assert ("cannot be told" if language == "en" else "сказать нельзя") in adds, "the same over the whole run"
    before = alive.metric
    alive.metric = lambda name, side: before(name, side) - (name == ALIVE) * side * (np.arange(8) < 3)
    closes = told(monkeypatch, language, "debt", {"steady": alive, "bad": bad}).splitlines()[
        6
    ]  # before what stands under More
    assert ("in 3 of 8 futures" if language == "en" else "3 из 8") in closes, "who may close says so in the answer"
    monkeypatch.setattr(bad_debt, "lost_share", lambda market: 0.0002)
    fewer = told(monkeypatch, language, "debt", {"steady": part(), "bad": part()})
    assert ("told 2.5 to 10 times too low" if language == "en" else "занижены в 2,5–10 раз") in fewer, (
        "nothing surely added has no multiple"
    )


def test_so_many_rivals_copy_what_all_do_where_all_are_meant():
    base, other = (scenario_of(Recipe("steady"), Recipe(name), name) for name in ("steady", "credit"))
    dated = other.with_timeline([Change(24, 30, "more", {f"{FOCAL}credit.limit_months": 4.0})])
    two, four = (worlds.copied_by(rivals, base, dated) for rivals in (2, 4))
    days, limit = "levers.rival_{}.credit.deferment_days", "levers.rival_1.credit.limit_months"
    assert two.at(12)[days.format(2)] == 45.0 and not two.at(11).keys() & {days.format(n) for n in (1, 2, 3)}
    assert days.format(3) not in two.at(12) and four.at(12)[days.format(4)] == 45.0
    assert [four.at(month)[limit] for month in (35, 36, 41, 42)] == [3.0, 4.0, 4.0, 3.0], "what is dated, a year later"


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_training_adds_to_a_shift_is_told_against_the_same_shift(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    say, wobble = words(language, "app.questions"), np.array([1.0, -1.0] * 4)
    values = {"base": 1000.0 + wobble, say("name.now"): 1100.0 + wobble, say("name.trained"): 900.0 - wobble}
    results = SimpleNamespace(base="base", others=tuple(values)[1:], metric=lambda name, who: values[who] / (
        1.0 if name == PROFIT else 1e4))  # fmt: skip
    (told,) = sentences.trained_told(results, "own")
    assert "20" in told and "200" in told and say("name.now") in told
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


def test_the_lead_over_rivals_is_told_where_they_copy(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)

    def runs(own: float, rivals: float):
        return [SimpleNamespace(summary={OWN: own + n / 1e3, "survival_share_untreated": rivals}) for n in range(8)]

    copied = SimpleNamespace(complete=list(zip(runs(0.7, 0.6), runs(0.78, 0.66), strict=True)))
    (told,) = sentences.ahead_of_rivals(copied)
    assert "rivals' partners: 6.0 more of 100 stay" in told and "yours still gain more than theirs, by +2.0 (" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_of_an_answer_is_told_in_words(monkeypatch, language):
    view = questions.QUESTIONS["debt"].view(language)
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(state, "view", lambda: replace(view, language=language))
    told = questions.setting("worlds")
    if language == "en":
        assert told.startswith(
            "120 months. The policy in this answer: Credit. It sets against the baseline: Credit mode: "
        )
        assert "Days to pay: 30 → 45; Credit limit, months: 2.5 → 3" in told
    else:
        assert told.startswith("Месяцев: 120. Политика в этом ответе: Отсрочка. Против базы она ставит: ")


def test_many_levers_of_a_policy_are_listed_under_more(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(state, "view", lambda: questions.QUESTIONS["copied"].view("en"))
    told = questions.setting("worlds")
    assert told.endswith("The policy in this answer: Community + credit. It sets 10 levers, which stand under “More”.")
    assert "Community budget" in questions.moved_told(questions._moved("worlds"), many=True)
    monkeypatch.setattr(state, "view", lambda: questions.QUESTIONS["debt"].view("en"))
    assert questions.moved_told(questions._moved("worlds"), many=True) == "", "it stands once"


def test_a_page_has_one_count_while_it_computes():
    say = words("en", "app.answers")
    question = SimpleNamespace(done=59, pairs=64)
    answers.prepared.set()
    assert "59" not in answers._progress(question, say, 32) and "at 64 of 64" in answers._progress(question, say, 32)
    assert answers.over(True, 64) == "Over 64 simulated futures."


def test_a_dated_change_says_what_it_sets():
    late = questions.QUESTIONS["asian"].view("en").saved[4]
    assert compare._difference(late, "en").endswith("shift from month 36: Agility 20)")
