"""What a sign in a distributor's own books tells over simulated markets: how often it is right, how many it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.channel.candidates import Candidates
from experiments.channel.signs import SIGNS
from experiments.comparing.finding import USUAL
from experiments.comparing.statistics import mean_interval

SHORT_DAYS = 20.0  # of payments held in cash, below which a partner counts as short of it
# A sign as somebody would look for it: the column of a ledger's signs, the bound, and the side on which it shows.
SEEN: Mapping[str, tuple[str, float, int]] = {
    "overdue": ("overdue", float(np.log1p(0.01)), 1),  # debts overdue, of more than a hundredth of a usual month
    "often_late": ("late", 0.5, 1),  # so in half of the last twelve months
    "fallen": ("trend", float(np.log(2 / 3)), -1),  # purchases of half a year down by a third on the half before
    "halved": ("trend", float(np.log(1 / 2)), -1),
    "silent": ("quiet", float(np.sqrt(2.0)), 1),  # months without a purchase
}
DEBTS = ("overdue", "often_late")  # signs of :data:`SEEN` that are debts
TRUTHS = ("short", "closes")
Interval = tuple[float, float, float]


@dataclass(frozen=True)
class Told:
    """What one sign tells of one truth, each a mean over simulated markets with its 95 % interval, as shares.

    ``right``: of those that show the sign, how many it is true of (precision); ``more``: by how much that is above
    ``usual``, how many of all partners it is true of; ``found``: of those it is true of, how many show it (recall);
    ``viable``: of those that show it and it is true of, how many earn enough.
    """

    sign: str
    truth: str
    right: Interval
    more: Interval
    usual: Interval
    found: Interval
    viable: Interval

    @property
    def tells(self) -> bool:
        """Whether it is surely true of those that show the sign more often than of all."""
        return self.more[1] > 0.0


@dataclass(frozen=True)
class Rule:
    """A sign as the mark of who is short of cash and earns enough; ``steady``: with purchases that have not fallen.

    Each other a mean over simulated markets with its 95 % interval, as shares. ``right``: of those marked, how many are
    both; ``more``: by how much that is above ``usual``, of all partners; ``found``: of both, how many are marked;
    ``dead``: of those short of cash that do not earn enough, how many are marked; ``viable``: of those marked and short
    of cash, how many earn enough; ``apart``: by how much that is above ``all_viable``, of all that are short of cash.
    """

    sign: str
    steady: bool
    right: Interval
    more: Interval
    usual: Interval
    found: Interval
    dead: Interval
    viable: Interval
    apart: Interval
    all_viable: Interval


def best_rule(parts: Sequence[Candidates]) -> Rule:
    """Of all signs the one that is right and finds the most; a second condition has to earn its place."""
    best = max((_rule(parts, sign, False) for sign in SEEN), key=_merit)
    both = max((_rule(parts, sign, True) for sign in DEBTS), key=_merit)
    return both if _merit(both) > _merit(best) + USUAL.points / 100.0 else best


def _merit(rule: Rule) -> float:
    """The harmonic mean of how often a rule is right and how much it finds; nothing where nobody is marked."""
    right, found = rule.right[0], rule.found[0]
    return 2.0 * right * found / (right + found) if right + found > 0.0 else 0.0


def _rule(parts: Sequence[Candidates], sign: str, steady: bool) -> Rule:
    rows = []
    for part in parts:
        shown, short = shown_by(part.signs), part.frame["cash_days"].to_numpy() < SHORT_DAYS
        marked, earns = shown[sign] & ~(steady & shown["fallen"]), part.frame["earns"].to_numpy() == 1.0
        both, right = short & earns, _part(short & earns & marked, marked)
        viable, usual = _part(both & marked, short & marked), _part(both, short)
        rows.append((right, right - both.mean(), both.mean(), _part(both & marked, both),
                     _part(short & ~earns & marked, short & ~earns), viable, viable - usual, usual))  # fmt: skip
    return Rule(sign, steady, *map(_over_runs, np.array(rows).T))


def shown_by(signs: np.ndarray) -> dict[str, np.ndarray]:
    """Which rows show each sign; a row whose ledger does not tell shows none."""
    return {name: side * signs[:, SIGNS.index(column)] >= side * bound for name, (column, bound, side) in SEEN.items()}


def telling(parts: Sequence[Candidates]) -> list[Told]:
    """Every sign on every truth, over the lines of all distributors of several runs."""
    return [_told(parts, sign, truth) for truth in TRUTHS for sign in SEEN]


def _told(parts: Sequence[Candidates], sign: str, truth: str) -> Told:
    rows = []
    for part in parts:
        frame, seen = part.frame, shown_by(part.signs)[sign]
        true = frame["close_12"].to_numpy(bool) if truth == "closes" else frame["cash_days"].to_numpy() < SHORT_DAYS
        both, earns = seen & true, frame["earns"].to_numpy() == 1.0
        usual, right = true.mean(), _part(both, seen)
        rows.append((right, right - usual, usual, _part(both, true), _part(both & earns, both)))
    return Told(sign, truth, *map(_over_runs, np.array(rows).T))


def _part(some: np.ndarray, whole: np.ndarray) -> float:
    return some.sum() / whole.sum() if whole.any() else float("nan")


def _over_runs(shares: np.ndarray) -> Interval:
    """A mean with its interval, over the runs that have any such partner."""
    return mean_interval(shares[~np.isnan(shares)])
