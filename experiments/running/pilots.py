"""Whom a run's changes for some partners treated: a pilot that treats nobody differs from none in its name alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

    def row(self) -> list:
        """As stored results hold it."""
        return [self.name, self.treated, sorted(self.absent)]

    @classmethod
    def of(cls, row: Sequence) -> Pilot:
        """The pilot of a :meth:`row`."""
        name, treated, absent = row
        return cls(name, int(treated), frozenset(absent))


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


def together(runs: Iterable[Sequence[Pilot]]) -> tuple[Pilot, ...]:
    """The pilots of a scenario over its runs: the most partners treated in one, and the partners that none has."""
    return tuple(
        Pilot(pilots[0].name, max(one.treated for one in pilots), frozenset.intersection(*(p.absent for p in pilots)))
        for pilots in zip(*runs, strict=True)
    )


def gather(found: dict[str, tuple[Pilot, ...]], more: Mapping[str, Sequence[Pilot]]) -> None:
    """Add the pilots of further runs to those ``found`` so far, both by scenario; one without any is left out."""
    found.update((name, together([found.get(name, one), one])) for name, one in more.items() if one)
