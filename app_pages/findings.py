"""What came out by the visitor's own bounds, when each sign of it shows, and every number."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import t

from app_pages import state
from app_pages.names import money, number
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import (
    KEPT,
    LESS,
    PERHAPS_LESS,
    USUAL,
    Finding,
    Line,
    Smallest,
    line_told,
    range_told,
    state_of,
)
from experiments.comparing.statistics import Difference, paired_difference
from experiments.stage.charts import ahead_for_good
from experiments.words.words import MOST_DIGITS, Words, words
from model.measures import OUTCOMES, at

SIGNS = {  # monthly series that tell early whether a policy works: name to how it is told
    "focal_members": (0, 1.0),
    "competence": (1, 100.0),
    "focal_sales": (0, 1.0),
    "focal_write_offs": (0, 1.0),
    "focal_profit": (0, 1.0),
    "survivors": (1, 1.0),
}
SO_FAR = ("focal_profit",)  # of them told as the sum of all months so far: being ahead means the same everywhere


def told(value: float, digits: int = 1, sign: bool = True, language: str | None = None) -> str:
    """A number in a language (the visitor's); what rounds to zero has no sign."""
    return number(value, language or state.language(), digits, sign)


def interval(pair: Difference, scale: float, digits: int, language: str | None = None) -> str:
    """The interval of a difference, or a dash when one pair gives none."""
    return "–" if pair.low != pair.low else range_told(pair, words(language or state.language()), scale, digits)


def cell(pair: Difference, scale: float, digits: int, bold: bool) -> str:
    """A difference with its interval, as tables of words tell it."""
    value = told(scale * pair.difference, digits)
    return f"{f'**{value}**' if bold else value} ({interval(pair, scale, digits)})"


def of_gaps(gaps: np.ndarray) -> Difference:
    """The difference that gaps of pairs make, as one against nothing."""
    return paired_difference(np.zeros(len(gaps)), gaps)


def amount(pair: Difference) -> str:
    """Money with its interval."""
    return f"{told(pair.difference, 0)} ({range_told(pair, words(state.language()))})"


def figure(subject: str, pair: Difference) -> str:
    """A difference in figures: partners of 100, or money with its per cent of the base's, each with its interval."""
    if subject in KEPT:
        return f"{told(100.0 * pair.difference)} ({range_told(pair, words(state.language()), 100.0, 1)})"
    share = f", {told(100.0 * pair.difference / pair.base)} %" if pair.base > 0.0 else ""
    return f"{told(pair.difference, 0)}{share} ({range_told(pair, words(state.language()))})"


def clause(subject: str, pair: Difference, base: float | None = None) -> str:
    """A difference as a clause that says whether it counts; one of gains, told without a share, by the market's
    ``base``."""
    bound = smallest().of(subject, pair.base if base is None else base)
    shown = pair if base is None else replace(pair, base=0.0)
    return line_told(Line(subject, state_of(pair, bound), shown), words(state.language()), unit())


def kept_of(normal: Comparison, hard: Comparison, metric: str) -> Difference:
    """What the what-if has of an outcome beyond the baseline in a normal market and in a harder one, by future.

    Futures that one of the two has not yet are left out.
    """
    gains = [
        {base.replicate: other.summary[metric] - base.summary[metric] for base, other in found.complete}
        for found in (normal, hard)
    ]
    common = sorted(gains[0].keys() & gains[1].keys())
    return paired_difference(*(np.array([gain[replicate] for replicate in common]) for gain in gains))


def as_less(way: str) -> str:
    """A state, of which a loss that may be too small to matter is told like any other loss."""
    return LESS if way == PERHAPS_LESS else way


def found_in(comparison: Comparison, other: int = 1) -> Finding:
    """What a policy comes to, by the smallest difference that the visitor has set; of no lines when nothing differs."""
    if comparison.scenarios[0].hash == comparison.scenarios[other].hash:
        return Finding(())
    return comparison.finding(other, smallest())


def smallest() -> Smallest:
    """The smallest difference that matters, of the link; the usual one when there is none, or none that can be."""
    try:
        points, percent = (float(word) for word in state.view().note("matters").split("-"))
    except ValueError:
        return USUAL
    return Smallest(points, percent) if 0.0 <= points <= 50.0 and 0.0 <= percent <= 50.0 else USUAL


def set_smallest(chosen: Smallest) -> None:
    """Keep it in the link."""
    state.set_note("matters", "" if chosen == USUAL else f"{chosen.points:g}-{chosen.percent:g}")


def unit() -> str:
    """What a unit of money is called: as the visitor named it, or in general words."""
    return money() or words(state.language(), "app.findings")("unit")


@dataclass(frozen=True)
class Course:
    """How the profit so far goes against the baseline's.

    ``ahead`` is the month (from 1) from which it stays clearly above to the end, None when not; ``worst`` the lowest
    point as a difference with its interval, in month ``when``.
    """

    ahead: int | None
    worst: Difference
    when: int


def course(comparison: Comparison, other: int = 1) -> Course:
    """The course of the mean gain in profit, month by month."""
    gain = comparison.gain_so_far(other)
    when = int(gain["y"].argmin())
    worst = comparison.monthly_gaps(other, "focal_profit")[:, : when + 1].sum(axis=1)
    return Course(ahead_for_good(gain["low"].to_numpy()), of_gaps(worst), when + 1)


def signs(comparison: Comparison, say: Words, language: str, other: int = 1) -> pd.DataFrame:
    """When each sign shows, and which way: the months from which its interval stays clear of zero for half a year.

    A sign that turns is told with both months: a profit that is lower first and higher later.
    """
    rows = []
    pairs = comparison.pairs
    wide = float(t.ppf(0.975, pairs - 1)) / pairs**0.5 if pairs > 1 else float("nan")
    for series, (digits, scale) in SIGNS.items():
        gaps = scale * comparison.monthly_gaps(other, series)
        gaps = gaps.cumsum(axis=1) if series in SO_FAR else gaps
        means = gaps.mean(axis=0)
        half = wide * gaps.std(axis=0, ddof=1) if pairs > 1 else np.full(len(means), np.nan)
        side = np.where(np.abs(means) > half, np.sign(means), 0.0)
        turns = _turns(side, min(6, comparison.months))
        told_turns = [say(f"sign.{_way(way, until)}", month=month + 1, until=until) for month, way, until in turns]
        at = [month for month in (12, 24, 36) if month <= comparison.months]
        row = {say("sign"): say(f"sign.{series}"), say("shows"): ", ".join(told_turns) or "–"}
        for month in at:
            pair = of_gaps(gaps[:, month - 1])
            row[say("at_month", month=month)] = (
                f"{told(pair.difference, digits, True, language)} ({interval(pair, 1.0, digits, language)})"
            )
        rows.append(row)
    return pd.DataFrame(rows)


def _way(way: float, until: int) -> str:
    return ("higher" if way > 0 else "lower") + ("_until" if until else "")


def _turns(side: np.ndarray, length: int) -> list[tuple[int, float, int]]:
    """Runs of so many equal signs other than zero: start, sign, and the month (from 1) of its end.

    Runs of the same sign in a row are one. The end is 0 where another sign follows or less than ``length`` is left.
    """
    found: list[tuple[int, float, int]] = []
    for start in range(len(side) - length + 1):
        way = float(side[start])
        if way and (side[start : start + length] == way).all():
            first = found.pop()[0] if found and found[-1][1] == way else start
            found.append((first, way, start + length))
    gone = bool(found) and found[-1][2] <= len(side) - length
    return [(start, way, until if gone and number == len(found) else 0)
            for number, (start, way, until) in enumerate(found, start=1)]  # fmt: skip


def differences(comparison: Comparison, say: Words, language: str, other: int = 1) -> pd.DataFrame:
    """Every metric: baseline, what-if, paired difference and its interval."""
    found, rows = comparison.metrics(other), []
    for name in at("table"):
        if name in found:
            pair, outcome = found[name], OUTCOMES[name]
            scale, digits = outcome.scale, _digits(pair, outcome.scale, outcome.digits)
            rows.append(
                {
                    say("metric"): outcome.title(language),
                    say("baseline"): told(scale * pair.base, digits, False, language),
                    say("what_if"): told(scale * pair.other, digits, False, language),
                    say("difference"): told(scale * pair.difference, digits, True, language),
                    say("interval"): interval(pair, scale, digits, language),
                }
            )
    return pd.DataFrame(rows)


def _digits(pair: Difference, scale: float, digits: int) -> int:
    """Digits that keep a difference apart from zero where its interval is: 0 (+0.1 … +0.5) would be a riddle."""
    clear = pair.low > 0.0 or pair.high < 0.0
    while clear and digits < MOST_DIGITS and round(scale * pair.difference, digits) == 0:
        digits += 1
    return digits
