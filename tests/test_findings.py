"""Sentences and signs, from numbers made by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app_pages import findings
from app_pages.findings import kept_of
from app_pages.remembered import Remembered
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import range_told
from experiments.comparing.statistics import Difference, mean_interval
from experiments.drawing.chart import COLUMNS, Chart
from experiments.running.runs import RunRecord
from experiments.words.words import words
from scenarios import load_scenario

MONTHS = 24


def comparison(gains: np.ndarray) -> Comparison:
    """Pairs whose profit differs by ``gains`` (pairs, months), everything else equal."""
    base, other = load_scenario("steady"), load_scenario("credit")
    runs = []
    for replicate, gain in enumerate(gains):
        for number in (0, 1):
            monthly = {name: np.zeros(MONTHS) for name in findings.SIGNS}
            monthly["focal_profit"] = monthly["focal_sales"] = gain * number
            runs.append(RunRecord(number, replicate, replicate, monthly=monthly))
    return Comparison((base, other), runs, MONTHS, 1)


def test_a_sign_shows_once_its_interval_keeps_clear_of_zero_for_half_a_year():
    gains = np.zeros((4, MONTHS))
    gains[:, 3:5] = 50.0  # two months are no sign
    gains[:, 10:] = 7.0
    gains += np.array([[-1.2], [0.9], [-0.8], [1.1]])
    table = findings.signs(comparison(gains), words("en", "app.findings"), "en").set_index("Sign, against the baseline")
    row = table.loc["Purchases from you a month"]
    assert row["Shows"] == "higher from month 11" and row["Month 12"] == "+7 (+5 … +9)"
    assert table.loc["Members of the community", "Shows"] == "–"


def test_a_sign_that_turns_says_both_ways():
    gains = np.full((4, MONTHS), -5.0)  # a profit that is lower at first is no sign that it pays
    gains[:, 12:] = 9.0
    gains += np.array([[-1.0], [1.0], [-1.0], [1.0]])
    table = findings.signs(comparison(gains), words("en", "app.findings"), "en").set_index("Sign, against the baseline")
    assert table.loc["Purchases from you a month", "Shows"] == "lower from month 1, higher from month 13"


def test_a_profit_is_ahead_from_the_same_month_wherever_that_is_told():
    gains = np.full((4, MONTHS), -5.0)  # by twelve months 60 behind, which 9 a month make good in the seventh
    gains[:, 12:] = 9.0
    gains += np.array([[-0.01], [0.01], [-0.01], [0.01]])
    found = comparison(gains)
    table = findings.signs(found, words("en", "app.findings"), "en").set_index("Sign, against the baseline")
    assert table.loc["Your profit, all months so far", "Shows"] == "lower from month 1, higher from month 19"
    assert findings.course(found).ahead == 19


def test_a_sign_that_goes_away_says_until_when():
    gains = np.zeros((4, MONTHS))
    gains[:, 2:12] = 9.0
    gains += np.array([[-1.0], [1.0], [-1.0], [1.0]])
    for language, shown in (("en", "higher from month 3 to 12"), ("ru", "выше с месяца 3 по 12")):
        table = findings.signs(comparison(gains), words(language, "app.findings"), language)
        assert shown in table.iloc[:, 1].tolist()


def test_signs_use_the_interval_of_the_statistics():
    gains = np.random.default_rng(1).normal(1.0, 1.0, (6, MONTHS))
    clear = [
        abs(mean_interval(gains[:, m])[0]) > mean_interval(gains[:, m])[0] - mean_interval(gains[:, m])[1]
        for m in range(MONTHS)
    ]
    found = findings.signs(comparison(gains), words("en", "app.findings"), "en")
    runs = [m for m in range(MONTHS - 5) if all(clear[m : m + 6])]
    told = found.set_index("Sign, against the baseline").loc["Purchases from you a month", "Shows"]
    assert told.startswith(f"higher from month {runs[0] + 1}") if runs else told == "–"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-1.5, -0.04, "−1.5 … −0.04"),
        (-0.6, 0.03, "−0.6 … +0.03"),
        (-1.0, 1.0, "−1.0 … +1.0"),
        (0.0, 2.0, "0.0 … +2.0"),
    ],
)
def test_a_bound_close_to_zero_says_on_which_side_it_is(low, high, expected):
    assert findings.interval(Difference(0.0, 0.0, (low + high) / 2, low, high, 9, 9), 1.0, 1, "en") == expected


def test_payback_is_the_month_from_which_the_gain_stays():
    gains = np.tile([-10.0] * 4 + [3.0] * (MONTHS - 4), (3, 1))
    course = findings.course(comparison(gains))
    assert (course.worst.difference, course.when) == (-40.0, 4)
    assert course.ahead == 4 + 14, "the fourteenth month of +3 is the first above zero"
    assert findings.course(comparison(-gains)).ahead is None


def test_what_is_left_of_an_advantage_is_paired_by_future():
    def market(gains: dict[int, float]) -> Comparison:
        scenarios = (load_scenario("steady"), load_scenario("credit"))
        runs = [RunRecord(number, replicate, replicate, summary={"kept": 0.5 + gain * number})
                for replicate, gain in gains.items() for number in (0, 1)]  # fmt: skip
        return Comparison(scenarios, runs, MONTHS, 1)

    normal = market(dict.fromkeys(range(6), 0.10))
    hard = market({0: 0.04, 1: 0.05, 2: 0.06, 3: 0.04, 4: 0.05, 5: 0.06, 9: 0.9})  # 9 is not there yet in the other
    found = kept_of(normal, hard, "kept")
    assert (found.base, found.other, found.difference) == pytest.approx((0.10, 0.05, -0.05))
    # s of the gaps is 0.00894, t(0.975; 5) = 2.571: -0.05 +/- 0.0094
    assert (found.low, found.high) == pytest.approx((-0.0594, -0.0406), abs=1e-4)


def test_what_is_remembered_is_made_once_and_bounded():
    made, kept = [], Remembered(2)
    for key in (1, 1, 2, 3, 1):
        kept.get(key, lambda k=key: made.append(k) or k)
    assert made == [1, 2, 3, 1] and len(kept.things) == 2


def test_a_bound_that_is_zero_with_all_digits_takes_none_of_its_neighbours():
    say = words("en")
    pair = Difference(0.0, 0.004, 0.004, 0.0000001, 0.00881, 8, 8)
    assert range_told(pair, say, 100.0, 1) == "0.0 … +0.9"
    assert range_told(replace(pair, low=0.0004), say, 100.0, 1) == "+0.04 … +0.9"


def test_an_end_near_zero_tells_its_side_wherever_an_interval_stands():
    told = "+0,003 \N{HORIZONTAL ELLIPSIS} +1\N{NO-BREAK SPACE}234,6"
    pair = Difference(0.0, 1.0, 1.0, 0.003, 1234.56, 8, 8)
    table = pd.DataFrame([("a", 0.0, 1.0, pair.low, pair.high)], columns=COLUMNS)
    chart = Chart("a", "lines", "a", "x", "y", table, language="ru")
    assert range_told(pair, words("ru"), 1.0, 1) == findings.interval(pair, 1.0, 1, "ru") == told
    assert words("ru").between(pair.low, pair.high, 1, sign=True) == chart.interval(pair.low, pair.high, True) == told
    assert words("ru").between(np.nan, np.nan) == "", "no interval is no text"
