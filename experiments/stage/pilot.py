"""What a pilot of a policy takes: how many partners, how long and what to watch, from the spread of the runs."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from experiments.comparing.finding import LESS, MORE, USUAL, state_of
from experiments.comparing.results import Results
from experiments.comparing.statistics import DETECTED, Difference, gap_interval, mean_interval, paired_difference

LENGTHS = (6, 12, 18, 24, 36)  # months that a pilot may last
SALES = "focal_sales"
MONEY = (SALES, "channel_gross_profit", "focal_write_offs")  # signs that are amounts
# Series of a month whose difference is a sign before closings are, and whether more of it is the good news. What a
# policy brings by its own terms, as members to a community, is no sign that it works.
SIGNS = {SALES: True, "competence": True, "channel_gross_profit": True, "focal_write_offs": False}


@dataclass(frozen=True)
class Sign:
    """A series that differs by as much as matters: its sum over a pilot, and from which month that is clear of zero."""

    column: str
    month: int
    pair: Difference


@dataclass(frozen=True)
class Pilot:
    """Half of the partners by lot get the policy, half do not; after ``months`` those still in business are counted.

    ``effect`` (share of 1) is the difference at that month in the runs, with its interval. ``needed`` partners in all
    find it in four cases of five at 5 %; None where the runs do not tell it apart from nothing. ``partners`` are the
    distributor's own, and with all of them ``smallest`` is the difference found in four cases of five. ``design`` is
    how many times the spread of runs is that of independent partners.
    """

    name: str
    months: int
    effect: Difference
    needed: int | None
    partners: int
    smallest: float
    design: float

    @property
    def enough(self) -> bool:
        """Whether the distributor's own partners are enough for it."""
        return self.needed is not None and self.needed <= self.partners


def spread_of(shares: np.ndarray, partners: float) -> float:
    """How many times the variance of a share over runs is that of ``partners`` independent ones; 1 at least.

    Partners of one market share its luck (the design effect of Kish 1965). Those of one pilot share it on both sides,
    so that this is on the safe side.
    """
    mean = float(shares.mean())
    alone = mean * (1.0 - mean) / partners
    return max(1.0, float(shares.var(ddof=1)) / alone) if len(shares) > 1 and alone > 0.0 else 1.0


def size_of(base: float, other: float, design: float) -> int:
    """Partners in all, half on each side, whose shares ``base`` and ``other`` a test at 5 % tells apart at 80 %."""
    spread = base * (1.0 - base) + other * (1.0 - other)
    return 2 * ceil(design * spread * (DETECTED / (other - base)) ** 2)


def found_with(base: float, partners: float, design: float) -> float:
    """The difference of shares that so many partners, half on each side, find in four cases of five."""
    return DETECTED * sqrt(design * 2.0 * base * (1.0 - base) / (partners / 2.0))


def pilot_at(results: Results, name: str, months: int) -> Pilot:
    """The pilot that is read after so many months; where only the end is stored of own partners, at the end."""
    if results.knows_own:
        sides = [results.left(one)[:, months - 1] for one in (results.base, name)]
    else:
        sides = [results.metric("survival_share_treated", one) for one in (results.base, name)]
    own = float(results.own_partners.mean()) if results.knows_own else results.partners
    design = max(spread_of(side, own) for side in sides)
    base, other = (float(side.mean()) for side in sides)
    mean, low, high = gap_interval(sides[1] - sides[0])
    effect = Difference(base, other, mean, low, high, len(sides[0]), int(np.count_nonzero(sides[1] - sides[0])))
    needed = size_of(base, other, design) if effect.clear else None
    return Pilot(name, months, effect, needed, int(own), found_with(base, own, design), design)


def pilot_of(results: Results, name: str) -> Pilot:
    """The shortest pilot for which the distributor's partners are enough; else the one that needs fewest.

    Where the runs tell no effect at any length, the longest, without a number.
    """
    lengths = [months for months in LENGTHS if months <= results.months and results.knows_own] or [results.months]
    found = [pilot_at(results, name, months) for months in lengths]
    enough = next((pilot for pilot in found if pilot.enough), None)
    some = [pilot for pilot in found if pilot.needed is not None]
    return enough or min(some, key=lambda pilot: pilot.needed, default=found[-1])


def pays_by(results: Results, name: str, month: int) -> bool:
    """Whether the distributor's profit so far is clearly ahead by that month: only then a trial can be judged by it."""
    return bool(results.gain_so_far(name)["low"].iloc[month - 1] > 0.0)


def bearable(results: Results, pilot: Pilot) -> float | None:
    """By how much the write-offs of half of the partners may exceed the others' until the sure gain of the trial's
    months, its lower end, is gone; None where the policy does not clearly earn more and write off more by then."""
    if "focal_write_offs" not in results.monthly or results.pairs < 2:
        return None
    gain, extra = (results.gain_so_far(pilot.name, column).iloc[pilot.months - 1]
                   for column in ("focal_profit", "focal_write_offs"))  # fmt: skip
    return float(gain["low"] + extra["y"]) / 2.0 if gain["low"] > 0.0 and extra["low"] > 0.0 else None


def signs_of(results: Results, name: str, until: int, good: bool = True) -> list[Sign]:
    """What tells of a policy before closings do (see :func:`moved`); own sales alone do not.

    A policy may sell more whether partners live or not. Without ``good``: a price to expect, no sign to wait for.
    """
    found = moved(results, name, until, good)
    return found if not good or any(sign.column != SALES for sign in found) else []


def judged_by(results: Results, pilot: Pilot, hidden: bool = False) -> str:
    """What a trial is judged by that closings cannot tell of: *signs*, else *profit*, else *none* of them.

    A profit that is ``hidden``, too small for the trial to find, leaves *harm* alone to judge by.
    """
    if signs_of(results, pilot.name, pilot.months):
        return "signs"
    pays = pays_by(results, pilot.name, pilot.months)
    return "harm" if pays and hidden else "profit" if pays else "none"


def moved(results: Results, name: str, until: int, good: bool) -> list[Sign]:
    """Series whose sum up to month ``until`` differs by as much as matters, and stays clear to the end.

    The earliest first; a series that settles only after month ``until``, or never, is left out. Without ``good`` it is
    the series that move the wrong way.
    """
    found = []
    for column in SIGNS:
        if column not in results.monthly or results.pairs < 2:
            continue
        gaps = np.cumsum(results.monthly_gaps(name, column), axis=1)
        ends = np.array([mean_interval(gaps[:, month]) for month in range(gaps.shape[1])])
        clear = np.where(ends[:, 1] > 0.0, 1, np.where(ends[:, 2] < 0.0, -1, 0))
        other = np.flatnonzero(clear != clear[-1])
        month = int(other[-1]) + 2 if len(other) else 1
        pair = paired_difference(*(results.series(one, column)[:, :until].sum(axis=1) for one in (results.base, name)))
        matters = state_of(pair, USUAL.percent / 100.0 * abs(pair.base)) in (MORE, LESS)
        if clear[-1] and month <= until and matters and (bool(clear[-1] > 0) == SIGNS[column]) == good:
            found.append(Sign(column, month, pair))
    return sorted(found, key=lambda sign: sign.month)
