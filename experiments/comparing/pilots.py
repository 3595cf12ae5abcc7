"""Pilots that miss those they were meant for, told: their runs are those without them."""

from __future__ import annotations

from collections.abc import Iterable

from experiments.running.pilots import Pilot
from experiments.words.words import words

SHOWN = 5  # partners that are told by their numbers


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
