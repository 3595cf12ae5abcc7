"""What the rule that decides points errs, by simulation; docs/deciding.md is written from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.evidence.sequential import (
    AGAINST,
    ALIKE,
    ERROR,
    FOR,
    KNOWN,
    LOOKS,
    LOST,
    POINTS,
    SHARE,
    UNSURE,
    level_of,
    needed,
    sides,
)
from experiments.writing.pages import table

TESTS = 5000
AT_ONCE = 250  # tests that are simulated together: some hundred megabytes
BOUND = LOOKS[-1]  # pairs that each simulated point gets at most
# Effects of single pairs about a mean of nought, one standard deviation or so wide.
PAIRS: dict[str, Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]] = {
    "normal": lambda luck, n: luck.normal(size=n),
    "heavy tails (Student, 4 degrees of freedom)": lambda luck, n: luck.standard_t(4, size=n),
    "skewed (gamma 4, skewness 1)": lambda luck, n: luck.gamma(4.0, size=n) / 2.0 - 2.0,
    "very skewed (exponential, skewness 2)": lambda luck, n: luck.exponential(size=n) - 1.0,
    "nothing but in one pair of eight": lambda luck, n: (luck.random(n) < 0.125) - 0.125,
}
SIZES = (0.5, 1.0, 2.0, 4.0)  # standard deviations of a pair's effect beyond the smallest that matters


@dataclass(frozen=True)
class Errors:
    """Of one distribution: shares of tests that are supported, or refuted, though one point too few is so (``support``,
    ``refutation``), and of points exactly at the smallest effect that are called for, or against."""

    pairs: str
    support: float
    refutation: float
    called_for: float
    called_against: float


def errors(pairs: str, tests: int = TESTS, seed: int = 1, bound: int = BOUND) -> Errors:
    """The rule's errors where they are worst: one point less than needed is beyond doubt, all others at the smallest.

    Then each wrong call of any of the others is a wrong verdict. ``bound``: pairs that each point gets.
    """
    luck = np.random.default_rng(seed)
    others = POINTS - needed(POINTS) + 1
    parts = [
        sides(PAIRS[pairs](luck, (min(AT_ONCE, tests - first) * others, bound)), "+", 0.0, level_of(POINTS))
        for first in range(0, tests, AT_ONCE)
    ]
    found = np.concatenate(parts).reshape(tests, others)
    wrong = [(found == way).any(axis=1).mean() for way in (FOR, AGAINST)]
    return Errors(pairs, *map(float, wrong), float((found == FOR).mean()), float((found == AGAINST).mean()))


def power(size: float, tests: int = TESTS, seed: int = 2) -> tuple[float, ...]:
    """Share of points rightly called after each look, with normal pairs whose mean is ``size`` deviations beyond."""
    luck = np.random.default_rng(seed)
    looks = [look for look in LOOKS if look <= BOUND]
    values = luck.normal(size, 1.0, (tests, BOUND))
    return tuple(float((sides(values[:, :look], "+", 0.0, level_of(POINTS)) == FOR).mean()) for look in looks)


COLUMNS = ("effects of pairs", "false support", "false refutation", "a point called for", "called against")


def cells(row: Errors) -> tuple[str, ...]:
    """One row of the table."""
    return (row.pairs, *(f"{x:.1%}" for x in (row.support, row.refutation, row.called_for, row.called_against)))


def written_page(rows: Sequence[Errors], powers: Sequence[tuple[float, ...]]) -> str:
    """The page on the rule, as Markdown."""
    looks = [look for look in LOOKS if look <= BOUND]
    power_rows = [(f"{size:g}", *(f"{share:.0%}" for share in row)) for size, row in zip(SIZES, powers, strict=True)]
    return HEAD.format(
        looks=", ".join(map(str, LOOKS)), number=len(LOOKS), share=SHARE, points=POINTS, needed=needed(POINTS),
        others=POINTS - needed(POINTS) + 1, error=ERROR, level=level_of(POINTS), alike=ALIKE, tests=TESTS, bound=BOUND,
        lost=LOST, known=KNOWN, unsure=UNSURE, held=_held(rows),
        each=level_of(POINTS) / len(LOOKS),
        errors=table(COLUMNS, [*map(cells, rows)]),
        power=table(("standard deviations beyond", *(f"{look} pairs" for look in looks)), power_rows),
    )  # fmt: skip


def _held(rows: Sequence[Errors]) -> str:
    """Whether the bound holds, by more than what so many simulated tests leave open."""
    most = ERROR + 2.0 * (ERROR * (1.0 - ERROR) / TESTS) ** 0.5
    above = [row.pairs for row in rows if max(row.support, row.refutation) > most]
    return FAILED.format(error=ERROR, which=", ".join(above)) if above else HELD.format(error=ERROR)


HELD = """The bound of {error:.0%} holds in each of them."""
FAILED = """The bound of {error:.0%} does not hold for {which}: such effects are to be read with care."""
HEAD = """# How points are decided

Written by `garden coverage --rule --page docs/deciding.md`; not edited by hand.

A verdict on a claim, or on a world, is a statement about the mean effect over pairs of runs on the same luck. How many
pairs it takes is not known beforehand: some effects show in six, some hide in a hundred. So pairs are added where the
answer is still open, and nowhere else, in the order of their numbers.

- **Looks.** A point is looked at after {looks} pairs, and at no other number. It is *for* when the mean is beyond the
  smallest effect that matters, *against* when it is inside it or beyond it the other way, and stays *open* otherwise.
- **No second chances.** Whoever looks again and again finds something at last. The error that a point may make is
  parted evenly over its {number} looks, so that all of them together make at most their sum (alpha spending, Lan and
  DeMets 1983; equal parts are valid whatever the dependence between looks). A job may be stopped, and go on to the
  next look later, at any time.
- **Where pairs go.** Points lean to a side, and with them a test to a verdict. Pairs go to as many open points on
  the side that this verdict lacks as it lacks, those first that will probably be decided soonest; the others wait,
  and come in when one of these fails. A point's looks and its error are its own, whoever else is looked at.
- **Lost causes.** A point whose pairs so far, {known} at least, say that it would take more than {lost:g} times as many
  as it may get is given no more, and a test none at all whose verdict would stay open with all its other points
  decided. Such a stop leaves things open and decides nothing, so it adds no error.
- **From points to a verdict.** A test is *supported* when {needed} of {points} points ({share:.0%}) are for. That at
  least so many are is tested as a partial conjunction (Benjamini and Heller 2008): each point errs at most
  {error:.0%} / {others} = {level:.2%} each way, {each:.2%} at a look, and the chance of a false support is at most
  {error:.0%} a test, and of a false refutation too, whatever the dependence between points (they share their luck).
- **Skewness.** At each look the test is Student's, and beside it the same with the skewness taken out (Hall 1992). Few
  pairs hardly know their skewness, so any within {unsure:g} standard errors of it may be the true one; what says least
  counts.
- **Pairs that all agree** to the last digit decide nothing before there are {alike} of them: few equal pairs say little
  about the next.

## What the rule errs

Simulated where it is worst: one point less than needed is beyond doubt, and all the others lie *exactly* at the
smallest effect that matters, so that any wrong call of any of them is a wrong verdict. {tests:,} tests of {points}
points, {bound} pairs at most. Anywhere else the errors are smaller.

{errors}

{held}

## What the rule finds

Points rightly called after so many pairs, by how far the effect lies beyond the smallest that matters, in standard
deviations of a single pair's effect.

{power}

```bash
garden coverage --rule
```
"""
