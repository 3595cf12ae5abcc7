"""Pilots that miss those they were meant for, told: their runs are those without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from experiments.running.pilots import Pilot
from experiments.words.words import words

SHOWN = 5  # partners that are told by their numbers


def together(runs: Iterable[Sequence[Pilot]]) -> tuple[Pilot, ...]:
    """The pilots of a scenario over its runs: the most partners treated in one, and the partners that none has."""
    return tuple(
        Pilot(pilots[0].name, max(one.treated for one in pilots), frozenset.intersection(*(p.absent for p in pilots)))
        for pilots in zip(*runs, strict=True)
    )


def missed_told(name: str, pilots: Iterable[Pilot], language: str) -> list[str]:
    """A line for each pilot of a scenario, called ``name``, that treats nobody, or lists strangers."""
    say, told = words(language), []
    for pilot in pilots:
        absent = sorted(pilot.absent)
        if not pilot.treated:
            told.append(say("pilot.nobody", name=say.scenario(name), change=pilot.name))
        elif absent:
            shown = ", ".join(map(str, absent[:SHOWN])) + (", ..." if len(absent) > SHOWN else "")
            told.append(say("pilot.absent", name=say.scenario(name), change=pilot.name, partners=shown))
    return told
