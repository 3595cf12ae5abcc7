"""Published facts that the market misses, told beside what rests on them: who misses a fact misleads by its size.

Which rows bear on which groups of levers, and on which side of its range a row must lie for its sentence to be true, is
declared here; whether it does is read from the stored validation, so that a sentence goes when its row comes inside.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from experiments.comparing.answer import Answer
from experiments.comparing.statistics import Difference, paired_difference
from experiments.validation.page import stored
from experiments.words.keys import FOCAL
from experiments.words.words import Words, words

LOST, SOLD = "focal_bad_debt", "focal_sales"  # money over the run
LOW, HIGH = "low", "high"
# row -> (groups of levers that it bears on, the side on which its sentence is true); what bears most stands first
BEARING = {
    "B1d": ({"credit"}, LOW),
    "C22a": ({"community"}, LOW),
    "K1": ({"credit"}, HIGH),
}
OF_ONE = ("B1d",)  # rows on distributors that can be told of the one whose comparison it is


def groups_of(keys: Iterable[str]) -> set[str]:
    """The groups (*credit*, *community*) of those keys that are levers of the focal distributor."""
    return {key.split(".")[2] for key in keys if key.startswith(FOCAL)}


def missed_facts(
    base: Mapping[str, object],
    policies: Iterable[Mapping[str, object]],
    language: str,
    short: Collection[str] = (),
    own: float = 0.0,
) -> list[str]:
    """What bears on the levers that any of the policies moves: scenarios' values against those of the ``base``.

    Of the rows ``short`` alone it is told in a few words; ``own`` as in :func:`bearing_told`.
    """
    return bearing_told(moved_groups(base, policies), language, short or tuple(BEARING), "short." if short else "", own)


def moved_groups(base: Mapping[str, object], policies: Iterable[Mapping[str, object]]) -> set[str]:
    """The groups of levers that any of the policies moves."""
    return groups_of(key for values in policies for key, value in values.items() if base.get(key) != value)


def missed_rows(groups: Collection[str], rows: Collection[str] = tuple(BEARING)) -> dict[str, dict]:
    """Those of the ``rows`` that bear on one of the groups and lie outside their range, as they are stored."""
    missed = {}
    for name in rows:
        bears, side = BEARING[name]
        row = _stored()[name]
        measured, (low, high) = row["measured"], row["expected"]
        if (measured < low if side == LOW else measured > high) and bears & set(groups):
            missed[name] = row
    return missed


def losses_missed(language: str, own: float = 0.0) -> list[str]:
    """Of what bears on credit, what bears on the losses alone that a lender expects; ``own`` as in
    :func:`bearing_told`."""
    return bearing_told({"credit"}, language, ("B1d",), own=own)


def lost_share(runs: Answer) -> float:
    """What the base of runs writes off of its own sales; 0 where that was not measured."""
    if not {LOST, SOLD} <= {*runs.measured}:
        return 0.0
    lost, sold = (float(np.mean(runs.metric(metric, runs.base))) for metric in (LOST, SOLD))
    return lost / sold if sold > 0.0 else 0.0


def losses_published() -> tuple[float, float]:
    """What distributors lose by published figures on partners that fail: from and to, shares of their sales."""
    low, high = _stored()["B1d"]["expected"]
    return low, high


@dataclass(frozen=True)
class Published:
    """What is left of a gain were as much lost on partners that fail as is published, at its lower and its upper end.

    ``here``: write-offs of the base, a share of its own sales, of which published ones are ``times`` as much; ``left``:
    the gain then. It is gone at ``gone`` times as many, and its interval holds zero from ``unsure`` times on.
    """

    here: float
    times: tuple[float, float]
    left: tuple[Difference, Difference]
    gone: float
    unsure: float

    @property
    def sure(self) -> bool:
        """Whether the gain is still sure at what is published at most."""
        return self.left[1].low > 0.0


Sides = tuple[np.ndarray, np.ndarray]  # a metric of the base and of the other, a value a market


def at_times(profits: Sides, losses: Sides, times: float) -> Difference:
    """The gain where every market loses so many times as much on partners that fail, on both sides, all else equal."""
    return paired_difference(*(profit - (times - 1.0) * lost for profit, lost in zip(profits, losses, strict=True)))


def published_times(lost: np.ndarray, sold: np.ndarray) -> tuple[float, tuple[float, float]] | None:
    """What a distributor writes off of its sales (money over the run, a value a market), and how many times that is
    published at least and at most; None where nothing is written off, or no less than is published."""
    sales = float(np.mean(sold))
    here = float(np.mean(lost)) / sales if sales > 0.0 else 0.0
    low, high = losses_published()
    return (here, (max(1.0, low / here), max(1.0, high / here))) if 0.0 < here < high else None


def as_published(profits: Sides, losses: Sides, sales: Sides) -> Published | None:
    """A clear gain with losses as they are published (money over the run, all three), market by market; None where the
    base's are no fewer than that, the other's not surely more than the base's, or the gain is not clear.

    What is published is of distributors as they are, so that a multiple of the base's losses is meant.
    """
    from scipy.optimize import brentq

    gain, lost = (paired_difference(*sides) for sides in (profits, losses))
    found = published_times(losses[0], sales[0])
    if not lost.low > 0.0 or not gain.low > 0.0 or found is None:
        return None
    here, times = found
    gone = 1.0 + gain.difference / lost.difference
    # The lower end falls faster than the mean: once below zero it stays there.
    unsure = brentq(lambda k: at_times(profits, losses, k).low, 1.0, 1.01 * gone)
    return Published(here, times, tuple(at_times(profits, losses, k) for k in times), gone, unsure)


def bearing_told(
    groups: Collection[str], language: str, rows: Collection[str] = tuple(BEARING), how: str = "", own: float = 0.0
) -> list[str]:
    """A sentence (``how`` *short.*: a clause) for each of the ``rows`` that bears on one of the groups and lies outside
    its range, in order.

    ``own`` is the share of its sales that the distributor itself writes off with the base, where that is known: then
    what is published is told as a multiple of that, everywhere the same, and not of all distributors' share.
    """
    say, told = words(language), []
    for name, row in missed_rows(groups, rows).items():
        measured, (low, high) = row["measured"], row["expected"]
        mine = "own." if name in OF_ONE and 0.0 < own < low else ""
        shares = {"measured": measured, "low": low, "high": high, "own": own}
        told.append(say(f"bearing.{mine}{how}{name}", times=times_told(own if mine else measured, low, high, say),
                        **{part: per_cent(share, say) for part, share in shares.items()}))  # fmt: skip
    return told


def times_told(measured: float, low: float, high: float, say: Words) -> str:
    """How many times as much is published, before *too low*; empty where nothing was measured, which has no ratio."""
    if not measured:
        return ""
    low, high = (say.number(each, int(each < 10)) for each in (low / measured, high / measured))
    return say("bearing.times", low=low, high=high)


@cache
def _stored() -> dict[str, dict]:
    """The rows of the stored validation by name."""
    return {row["id"]: row for row in stored()["rows"]}


def per_cent(share: float, say: Words) -> str:
    """A share in per cent with two digits that count, without the sign."""
    digits = max(0, 1 - math.floor(math.log10(abs(100.0 * share)))) if share else 0
    text = say.number(100.0 * share, digits)
    return text.rstrip("0").rstrip(".,") if digits else text
