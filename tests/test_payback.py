"""Limit and cut-off: which of them makes the gain, and no verdict from a few futures."""

from types import SimpleNamespace

import numpy as np
import pytest

from app_pages import findings, payback, state, verdict
from experiments.comparing.finding import MORE, PERHAPS_MORE, USUAL, Line
from experiments.comparing.statistics import paired_difference
from experiments.words.words import LANGUAGES, words

WOBBLE = np.array([1.0, -1.0] * 4)
BASE = 1000.0 + 0 * WOBBLE
PLACES = [(2.0, 0.2), (2.0, 0.5), (3.0, 0.2), (3.0, 0.5)]


def best(monkeypatch, language: str, *gains: float, noise: float = 1.0) -> str:
    """What is told of four cells with these gains."""
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "unit", lambda: "€")
    profits = {str(n): BASE + gain + noise * np.roll(WOBBLE, n) for n, gain in enumerate(gains)}
    lines = [Line("profit", MORE, paired_difference(BASE, profit)) for profit in profits.values()]
    return " ".join(payback.best_told(profits, lines, PLACES, PLACES[0], 10.0, words(language, "app.payback")))


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
    assert payback.map_drawn(few, PLACES, say, False)[0][0].startswith("A first look, of 4 ")
    assert payback.map_drawn(few, PLACES, say, True)[0][0].startswith(
        "A limit of 3 months of purchases and risk up to 50 % a year is enough"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_and_sizes_are_told_apart_and_at_which_limit(monkeypatch, language):
    told = []
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(payback.st, "markdown", told.append)
    for name in ("table", "caption"):
        monkeypatch.setattr(payback.st, name, lambda *_, **__: None)
    monkeypatch.setattr(payback.questions, "answered", lambda *_: None)
    monkeypatch.setattr(payback.findings, "unit", lambda: "€")
    monkeypatch.setattr(payback.findings, "course", lambda *_: SimpleNamespace(ahead=1))
    states = [MORE, PERHAPS_MORE, MORE]
    monkeypatch.setattr(payback.findings, "found_in", lambda _, n: SimpleNamespace(
        line=lambda _: Line("profit", states[n - 1], paired_difference(BASE, BASE + 100.0 + WOBBLE))))  # fmt: skip
    say = words(language, "app.payback")
    lines = payback.groups_drawn(SimpleNamespace(pairs=8), ["integrator", "online_shop", "large"], say, True)
    assert ("only to: integrators by kind; partners above 10 people by size; most with integrators: +100 (" if
            language == "en" else "таким партнёрам: по виду — интеграторы; по размеру — партнёры больше 10 человек; "
            "больше всего — интеграторы: +100 (") in lines[0]  # fmt: skip
    assert ("ahead from month 1." if language == "en" else "впереди с месяца 1.") in lines[0]
    assert ("Surely above nothing" if language == "en" else "Наверняка больше нуля") in lines[2], "it is not unsure"
    monkeypatch.setattr(payback.state, "view", lambda: SimpleNamespace(policy=SimpleNamespace(value=lambda _: 3.0)))
    assert "3" in payback.groups_at(4.0, say) and payback.groups_at(3.0, say) == ""


def test_the_lowest_limit_is_enough_where_higher_ones_cannot_be_told_apart(monkeypatch):
    told = best(monkeypatch, "en", 500.0, 501.0, 502.0, 504.0)
    assert told.startswith("A limit of 2 months of purchases is enough; which risk"), "the highest mean is chance"
    assert "3 more cannot" in told
    assert "A limit of 3 at the same risk brings no difference that matters: +2 (" in told, "not +4, at another risk"


def test_no_more_by_as_much_as_counts_is_said_only_where_the_interval_says_so(monkeypatch):
    # 10 counts; the limits differ by 9 +/- 7.2 (noise of 9 against 1), then by 9 surely below 10
    profits = [500.0, 500.0, 509.0, 509.0]
    monkeypatch.setattr(state, "language", lambda: "en")
    wide = {str(n): BASE + gain + (9.0 if n > 1 else 1.0) * WOBBLE for n, gain in enumerate(profits)}
    lines = [Line("profit", MORE, paired_difference(BASE, profit)) for profit in wide.values()]
    told = payback.best_told(wide, lines, PLACES, (9.0, 9.0), 10.0, words("en", "app.payback"))
    assert told[1].startswith("A limit of 3 at the same risk surely brings more, perhaps too little to matter: +9 (+2 ")
    far = {str(n): BASE + (500.0 if n < 2 else 501.0) + (90.0 if n > 1 else 1.0) * WOBBLE for n in range(4)}
    lines = [Line("profit", MORE, paired_difference(BASE, profit)) for profit in far.values()]
    told = payback.best_told(far, lines, PLACES, (9.0, 9.0), 10.0, words("en", "app.payback"))
    assert told[1].startswith(
        "Whether a limit of 3 at the same risk brings more by as much as counts cannot be told: +1 ("
    )


def test_the_map_goes_beyond_the_limits_of_the_lever():
    assert payback.LIMITS[-2:] == (5.0, 6.0), "the best had lain at an end of what was tried: 4"
