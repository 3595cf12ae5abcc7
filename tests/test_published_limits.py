"""Limit and cut-off at published losses: what is enough there follows from the intervals there."""

from types import SimpleNamespace

import numpy as np
import pytest

from app_pages import findings, published_limits, state
from experiments.comparing.finding import USUAL
from experiments.validation.bearing import published_times
from experiments.words.words import LANGUAGES

WOBBLE = np.array([1.0, -1.0] * 4)
PLACES = [(3.0, 0.2), (3.0, 0.3), (4.0, 0.2), (4.0, 0.3)]


def compared(gains: list[float], lost: list[float]) -> SimpleNamespace:
    """A base that earns 1,000, sells 40,000 and writes off 10, and policies with these gains and write-offs."""
    columns = {
        "focal_profit": [1000.0 + 0 * WOBBLE, *(1000.0 + by + np.roll(WOBBLE, n) for n, by in enumerate(gains))],
        "focal_bad_debt": [10.0 + 0 * WOBBLE, *(each + WOBBLE / 100 for each in lost)],
        "focal_sales": [40_000.0 + 0 * WOBBLE] * (len(gains) + 1),
    }
    return SimpleNamespace(metric=lambda name, side: columns[name][side])


def test_published_losses_are_a_multiple_of_the_baselines():
    """By hand: 10 of 40,000 is 0.025 %; 0.05 to 0.2 % are published."""
    here, times = published_times(np.array([10.0]), np.array([40_000.0]))
    assert here == pytest.approx(0.00025) and times == pytest.approx((2.0, 8.0))
    assert published_times(np.array([0.0]), np.array([40_000.0])) is None, "of nothing there is no multiple"
    assert published_times(np.array([100.0]), np.array([40_000.0])) is None, "no less than is published"


@pytest.mark.parametrize("language", LANGUAGES)
def test_offer_limit_and_cut_off_are_told_at_both_ends(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    whole = compared([100.0], [30.0])  # 20 more lost: 80 left at twice, 40 lost at eight times
    cells = compared([60.0, 100.0, 100.0, 160.0], [10.0, 14.0, 10.0, 30.0])
    (told,) = published_limits.told(cells, whole, PLACES)
    low, high = told.split("at the upper " if language == "en" else "у верхней ")[-2:]
    if language == "en":
        assert "0.05 to 0.2 % of sales, 2.0 to 8.0 times the 0.025 % here" in told
        assert "brings +80 (+79 … +81; surely pays back) at the lower end and −40 (" in told
        assert "surely costs you) at the upper. Enough then: " in told
        # at twice: 60, 96, 100, 140; at eight times: 60, 72, 100, 20
        assert "a limit of 4 months and a cut-off of 30 %, +140 (" in low
        assert high.startswith("a limit of 4 months and a cut-off of 20 %, +100 (")
    else:
        assert "+140 (" in low and high.startswith("лимит в 4 мес. и порог риска 20 %, +100 (")


def test_a_cut_off_that_is_not_told_apart_and_a_loss_everywhere_say_so(monkeypatch):
    monkeypatch.setattr(state, "language", lambda: "en")
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    same = compared([60.0, 60.0, 61.0, 61.0], [10.0] * 4)
    assert "a limit of 3 months, +60 (" in published_limits.enough_at(same, PLACES, 2.0, 10.0)
    assert published_limits.enough_at(same, PLACES, 2.0, 10.0).endswith(", which cut-off is not told apart")
    lost = compared([60.0] * 4, [30.0] * 4)
    assert published_limits.enough_at(lost, PLACES, 8.0, 10.0).startswith("no limit and cut-off tried surely earns")
    none = compared([60.0] * 4, [30.0] * 4)
    rich = SimpleNamespace(
        metric=lambda name, side: none.metric(name, side) / (100.0 if name == "focal_sales" else 1.0)
    )
    assert published_limits.told(none, rich, PLACES) == [], "what is lost as much as is published needs no multiple"
