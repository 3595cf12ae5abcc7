"""Limit and cut-off: which of them makes the gain, and no verdict from a few futures."""

from types import SimpleNamespace

import numpy as np
import pytest

from app_pages import findings, lever_widgets, payback, state, verdict
from experiments.comparing.finding import LESS, MORE, PERHAPS_MORE, USUAL, Line
from experiments.comparing.statistics import paired_difference
from experiments.words.words import LANGUAGES, words
from model import PARAMETERS
from scenarios import load_scenario

WOBBLE = np.array([1.0, -1.0] * 4)
BASE = 1000.0 + 0 * WOBBLE
PLACES = [(2.0, 0.2), (2.0, 0.5), (3.0, 0.2), (3.0, 0.5)]


def best(monkeypatch, language: str, *gains: float, noise: float = 1.0) -> str:
    """What is told of four cells with these gains."""
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "unit", lambda: "€")
    profits = {str(n): BASE + gain + noise * np.roll(WOBBLE, n) for n, gain in enumerate(gains)}
    lines = [Line("profit", MORE, paired_difference(BASE, profit)) for profit in profits.values()]
    return " ".join(payback.best_told(profits, lines, PLACES, PLACES[0], 10.0, words(language, "app.payback"))[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cell_of_the_base_stands_beside_the_best_and_an_idle_cut_off_is_named(monkeypatch, language):
    told = best(monkeypatch, language, 60.0, 62.0, 500.0, 504.0)
    alike, alone = (
        ("which risk is accepted there cannot be told apart", "all else equal, adds +440 (")
        if language == "en"
        else ("какой риск при нём допускать, различить нельзя", "при прочем равном добавляет +440 (")
    )
    assert alike in told and "(2 " in told and "+60 (" in told and alone in told
    told = best(monkeypatch, language, 60.0, 62.0, 500.0, 800.0)
    assert alike not in told and "+740 (" in told and alone not in told


def test_no_verdict_below_eight_futures(monkeypatch):
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    assert verdict.first_look(SimpleNamespace(pairs=verdict.JUDGED - 1), False)
    line = Line("profit", MORE, paired_difference(BASE, BASE + 100.0 + WOBBLE))
    monkeypatch.setattr(state, "language", lambda: "en")
    assert payback.cell(line, 1.0, 0).startswith("**+100**") and payback.cell(line, 1.0, 0, False).startswith("+100 (")
    drawn = []
    monkeypatch.setattr(payback.st, "markdown", drawn.append)
    monkeypatch.setattr(payback.st, "table", lambda *_, **__: None)
    monkeypatch.setattr(payback.st, "caption", lambda *_: None)
    monkeypatch.setattr(payback.findings, "found_in", lambda *_: SimpleNamespace(line=lambda _: line))
    monkeypatch.setattr(payback, "growing", lambda *_: "")
    monkeypatch.setattr(payback.findings, "unit", lambda: "€")
    monkeypatch.setattr(payback.state, "view", lambda: SimpleNamespace(policy=SimpleNamespace(value=lambda _: 3.0)))
    values = {payback.LIMIT: 2.0, payback.CUTOFF: 0.2}
    few = SimpleNamespace(
        pairs=4, scenarios=[SimpleNamespace(values=values)], metric=lambda _, n: BASE + 100 * n + WOBBLE
    )
    say = words("en", "app.payback")
    told, short, _ = payback.map_drawn(few, PLACES, say, False)
    assert told == ["The map of limit and cut-off has 4 simulated futures so far; it is judged from 8 on."]
    assert short == "With what limit and cut-off is still being computed.", "the card has another number of futures"
    told, short, best = payback.map_drawn(few, PLACES, say, True)
    assert (
        told[0].startswith("A limit of 3 months of purchases and risk up to 50 % a year is enough")
        and PLACES[best][0] == 3.0
    )
    assert short.startswith(
        "Enough: a limit of 3 months of purchases, to those of all whose estimated risk of default is up to 50"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_partners_stand_before_the_groups_and_at_which_limit(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    for name in ("markdown", "table", "caption"):
        monkeypatch.setattr(payback.st, name, lambda *_, **__: None)
    monkeypatch.setattr(payback.questions, "answered", lambda *_: None)
    monkeypatch.setattr(payback.findings, "unit", lambda: "€")
    monkeypatch.setattr(payback.findings, "course", lambda *_: SimpleNamespace(ahead=1))
    names, gains = ["all", "integrator", "online_shop", "large"], [500.0, 300.0, 100.0, 90.0]
    states = [MORE, MORE, PERHAPS_MORE, LESS]
    monkeypatch.setattr(payback.findings, "found_in", lambda _, n: SimpleNamespace(
        line=lambda _: Line("profit", states[n - 1], paired_difference(BASE, BASE + gains[n - 1] + WOBBLE))))  # fmt: skip
    say, found = (
        words(language, "app.payback"),
        SimpleNamespace(pairs=8, months=120, metric=lambda _, n: BASE + gains[n - 1] + WOBBLE),
    )
    first, more, open_, less, against = payback.groups_drawn(found, names, say, True)
    if language == "en":
        assert first.startswith(
            "Offer it to all partners: it surely pays back, your profit over 120 months +500 (+499 … "
        )
        assert first.endswith(" € in 8 futures, ahead from month 1.")
        assert more == "Each group alone, surely pays back (€): integrators +300 (+299 … +301)."
        assert open_.startswith("Not surely by as much as counts: online shops") and less.startswith("Surely costs: ")
        assert against.startswith("All together surely bring more than any one group alone, +200 (")
    else:
        assert first.startswith("Предлагать всем партнёрам: ") and first.endswith(", впереди с месяца 1.")
        assert (
            more.startswith("Каждая группа отдельно, надёжно окупается (€): интеграторы +300") and "+200 (" in against
        )
    monkeypatch.setattr(payback, "growing", lambda *_: "")
    few = SimpleNamespace(pairs=2, months=120, metric=found.metric)
    assert len(payback.groups_drawn(few, names, say, False)) == 1, "no verdict from two"
    here = {payback.LIMIT: 3.0, payback.CUTOFF: 0.3}
    monkeypatch.setattr(payback.state, "view", lambda: SimpleNamespace(policy=SimpleNamespace(value=here.__getitem__)))
    assert "3" in payback.groups_at((4.0, 0.3), say) and payback.groups_at((3.0, 0.3), say) == ""
    assert "30 %" in payback.groups_at((3.0, 0.2), say), "another cut-off is another policy, too"


def test_the_lowest_limit_is_enough_where_higher_ones_cannot_be_told_apart(monkeypatch):
    told = best(monkeypatch, "en", 500.0, 501.0, 502.0, 504.0)
    assert told.startswith("A limit of 2 months of purchases is enough; which risk"), "the highest mean is chance"
    assert "3 more are, like it, not surely behind the highest" in told
    assert "A limit of 3 at the same risk brings no difference that matters: +2 (" in told, "not +4, at another risk"


def test_no_more_by_as_much_as_counts_is_said_only_where_the_interval_says_so(monkeypatch):
    # 10 counts; the limits differ by 9 +/- 7.2 (noise of 9 against 1), then by 9 surely below 10
    profits = [500.0, 500.0, 509.0, 509.0]
    monkeypatch.setattr(state, "language", lambda: "en")
    wide = {str(n): BASE + gain + (9.0 if n > 1 else 1.0) * WOBBLE for n, gain in enumerate(profits)}
    lines = [Line("profit", MORE, paired_difference(BASE, profit)) for profit in wide.values()]
    told = payback.best_told(wide, lines, PLACES, (9.0, 9.0), 10.0, words("en", "app.payback"))[0]
    assert told[1].startswith("A limit of 3 at the same risk surely brings more, perhaps too little to matter: +9 (+2 ")
    far = {str(n): BASE + (500.0 if n < 2 else 501.0) + (90.0 if n > 1 else 1.0) * WOBBLE for n in range(4)}
    lines = [Line("profit", MORE, paired_difference(BASE, profit)) for profit in far.values()]
    told = payback.best_told(far, lines, PLACES, (9.0, 9.0), 10.0, words("en", "app.payback"))[0]
    assert told[1].startswith(
        "Whether a limit of 3 at the same risk brings more by as much as counts cannot be told: +1 ("
    )


def test_the_map_goes_beyond_the_limits_of_the_lever_and_a_control_as_far_as_the_map():
    assert payback.LIMITS[-2:] == (5.0, 6.0), "the best had lain at an end of what was tried: 4"
    assert lever_widgets.reach(payback.LIMIT) == payback.LIMITS[-1] > PARAMETERS[payback.LIMIT].high
    assert lever_widgets.reach(payback.CUTOFF) == PARAMETERS[payback.CUTOFF].high


def test_what_the_offer_to_all_brings_stands_before_groups_and_map_are_there(monkeypatch):
    told = []
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(payback.questions, "answered", lambda *parts: told.append(parts))
    monkeypatch.setattr(findings, "course", lambda *_: SimpleNamespace(ahead=None))
    monkeypatch.setattr(findings, "unit", lambda: "€")
    line = Line("profit", MORE, paired_difference(BASE, BASE + 100.0 + WOBBLE))
    finding, base = SimpleNamespace(line=lambda _: line), load_scenario("steady")

    def asked(other: str, pairs: int) -> list:
        told.clear()
        scenarios = [base, load_scenario(other)]
        payback.first_answer(SimpleNamespace(scenarios=scenarios, pairs=pairs, months=120), finding)
        return [*told]

    ((_, (first,), _, coming),) = asked("community", 8)
    assert first.startswith("Offer it to all partners: it surely pays back, your profit over 120 months +100 (")
    minutes = payback.questions.QUESTIONS["payback"].minutes
    assert f"is still being computed, on two processors about {minutes} min in all." in coming
    assert asked("community", 4) == [], "no verdict from four"
    assert asked("credit", 8) == [], "whose warehouse nobody can be offered in person"
