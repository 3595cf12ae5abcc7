"""Published facts that the market misses, told beside what rests on them: who misses a fact misleads by its size.

Which rows bear on which groups of levers, and on which side of its range a row must lie for its sentence to be true, is
declared here; whether it does is read from the stored validation, so that a sentence goes when its row comes inside.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from experiments.comparing.statistics import Difference
from experiments.validation.page import stored
from experiments.words.keys import FOCAL
from experiments.words.words import Words, words

LOW, HIGH = "low", "high"
# row -> (groups of levers that it bears on, the side on which its sentence is true); what bears most stands first
BEARING = {
    "B1d": ({"credit"}, LOW),
    "C22a": ({"community"}, LOW),
    "K1": ({"credit"}, HIGH),
}


def groups_of(keys: Iterable[str]) -> set[str]:
    """The groups (*credit*, *community*) of those keys that are levers of the focal distributor."""
    return {key.split(".")[2] for key in keys if key.startswith(FOCAL)}


def missed_facts(
    base: Mapping[str, object], policies: Iterable[Mapping[str, object]], language: str, short: Collection[str] = ()
) -> list[str]:
    """What bears on the levers that any of the policies moves: scenarios' values against those of the ``base``.

    Of the rows ``short`` alone it is told in a few words.
    """
    moved = groups_of(key for values in policies for key, value in values.items() if base.get(key) != value)
    return bearing_told(moved, language, short, "short.") if short else bearing_told(moved, language)


def losses_missed(language: str) -> list[str]:
    """Of what bears on credit, what bears on the losses alone that a lender expects."""
    return bearing_told({"credit"}, language, ("B1d",))


def losses_published() -> tuple[float, float]:
    """What distributors lose by published figures on partners that fail: from and to, shares of their sales."""
    low, high = _stored()["B1d"]["expected"]
    return low, high


@dataclass(frozen=True)
class Published:
    """What is left of a gain were as much lost on partners that fail as is published, at its lower and its upper end.

    ``here`` and ``there``: write-offs of the base and of the other, shares of their own sales; ``times`` as many are
    published as the other's; ``gain`` and ``low``: what is then left of the gain, and of the lower end of its interval.
    """

    here: float
    there: float
    times: tuple[float, float]
    gain: tuple[float, float]
    low: tuple[float, float]


def as_published(gain: Difference, lost: Difference, sold: Difference) -> Published | None:
    """A gain with losses as they are published (money over the run, all three); None where the other's write-offs are
    no fewer than that, or not surely more than the base's.

    A multiple of what is written off more: that the gain is else the same is an assumption, which a sentence says.
    """
    here, there = (part / sales if sales > 0.0 else 0.0
                   for part, sales in ((lost.base, sold.base), (lost.other, sold.other)))  # fmt: skip
    if not lost.low > 0.0 or not 0.0 < there < losses_published()[1]:  # no interval is not sure either
        return None
    times = tuple(max(1.0, end / there) for end in losses_published())
    left = (tuple(value - (one - 1.0) * lost.difference for one in times) for value in (gain.difference, gain.low))
    return Published(here, there, times, *left)


def bearing_told(
    groups: Collection[str], language: str, rows: Collection[str] = tuple(BEARING), how: str = ""
) -> list[str]:
    """A sentence (``how`` *short.*: a clause) for each of the ``rows`` that bears on one of the groups and lies outside
    its range, in order."""
    say, found = words(language), _stored()
    told = []
    for name in rows:
        bears, side = BEARING[name]
        measured, (low, high) = found[name]["measured"], found[name]["expected"]
        outside = measured < low if side == LOW else measured > high
        if outside and bears & set(groups):
            parts = {"measured": measured, "low": low, "high": high}
            told.append(say(f"bearing.{how}{name}", times=times_told(measured, low, high, say),
                            **{part: per_cent(value, say) for part, value in parts.items()}))  # fmt: skip
    return told


def times_told(measured: float, low: float, high: float, say: Words) -> str:
    """How many times as much is published, before *too low*; empty where nothing was measured, which has no ratio."""
    if not measured:
        return ""
    return say("bearing.times", times=say.to(*(say.number(float(f"{end / measured:.2g}")) for end in (low, high))))


@cache
def _stored() -> dict[str, dict]:
    """The rows of the stored validation by name."""
    return {row["id"]: row for row in stored()["rows"]}


def per_cent(share: float, say: Words) -> str:
    """A share in per cent with two digits that count, without the sign."""
    digits = max(0, 1 - math.floor(math.log10(abs(100.0 * share)))) if share else 0
    text = say.number(100.0 * share, digits)
    return text.rstrip("0").rstrip(".,") if digits else text
