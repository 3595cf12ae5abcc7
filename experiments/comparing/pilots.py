"""Pilots that miss those they were meant for, told: their runs are those without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from experiments.running.pilots import Pilot
from experiments.words.words import words

SHOWN = 5  # partners that are told by their numbers


def missed_told(name: str, runs: Iterable[Sequence[Pilot]], language: str) -> list[str]:
    """A line for each pilot of a scenario, called ``name``, that treats nobody in any of its runs, or lists partners
    that none of them has."""
    say, told = words(language), []
    for pilots in zip(*runs, strict=True):
        absent = sorted(frozenset.intersection(*(pilot.absent for pilot in pilots)))
        if not any(pilot.treated for pilot in pilots):
            told.append(say("pilot.nobody", name=say.scenario(name), change=pilots[0].name))
        elif absent:
            shown = ", ".join(map(str, absent[:SHOWN])) + (", ..." if len(absent) > SHOWN else "")
            told.append(say("pilot.absent", name=say.scenario(name), change=pilots[0].name, partners=shown))
    return told
