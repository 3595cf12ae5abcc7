"""What scenarios say that their runs do not do: values that dates replace, pilots that miss their partners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from experiments.comparing.dated import replaced_told
from experiments.comparing.pilots import missed_told
from experiments.running.pilots import Pilot
from scenarios import Scenario


def undone(
    scenarios: Iterable[Scenario], months: int, pilots: Iterable[tuple[str, Sequence[Pilot]]], language: str
) -> list[str]:
    """A line each, from the scenarios and what runs of so many months showed of their ``pilots``, by name."""
    told = replaced_told(scenarios, months, language)
    for name, met in pilots:
        told += missed_told(name, met, language)
    return told
