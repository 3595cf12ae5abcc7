"""Whom a run's changes for some partners treated: a pilot that treats nobody differs from none in its name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scenarios import Change
from scenarios.some import side

if TYPE_CHECKING:
    from model.result import Result


class Pilot(NamedTuple):
    """A change for some partners in a run: its name, how many partners it ``treated``, and the partners on its list
    that the run never had."""

    name: str
    treated: int
    absent: frozenset[int]


def for_partners(timeline: tuple[Change, ...]) -> list[Change]:
    """The changes for some partners, in the order of their bits."""
    return [change for change in timeline if change.some and side(change.values) == "partners"]


def pilots_of(result: Result) -> tuple[Pilot, ...]:
    """The pilots of a run, in the timeline's order."""
    changes = for_partners(result.scenario.timeline)
    if not changes:
        return ()
    rows = result.market.partners[: int(result.market.counters[0])]
    there = {*rows.id.tolist()}
    return tuple(
        Pilot(change.name, int((rows.treatment >> bit & 1).sum()),
              frozenset((change.only or {}).get("ids", ())) - there)
        for bit, change in enumerate(changes)
    )  # fmt: skip
