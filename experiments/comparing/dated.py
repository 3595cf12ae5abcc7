"""Values that dated changes replace: told, so that nobody takes a value that holds for a while for one that holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from experiments.words.keys import level_told, lever_told
from experiments.words.words import Words, words
from scenarios import Change, Scenario
from scenarios.scenario import replacing, within


def replaced_told(scenarios: Iterable[Scenario], months: int, language: str) -> list[str]:
    """A line for each value of the scenarios, given over a timeline, that its dated changes replace in the run."""
    say = words(language)
    return [
        text
        for one in scenarios
        for text in lines_of(say.scenario(one.name), one.values, one.overlaid, one.timeline, months, say)
    ]


def lines_of(
    name: str,
    values: Mapping[str, object],
    overlaid: Collection[str],
    timeline: Sequence[Change],
    months: int,
    say: Words,
) -> list[str]:
    """The same of one scenario, called ``name``."""
    told = []
    for key in sorted(overlaid):
        changes = within(months, replacing(timeline, key))
        dates = [say("dated.from" if change.until is None else "dated.within", change=change.name,
                     value=level_told(key, change.values[key], say.language), month=change.month,
                     last=(change.until or 1) - 1) for change in changes]  # fmt: skip
        if dates:
            told.append(say("dated.replaced", name=name, lever=lever_told(key, values[key], say.language),
                            dates="; ".join(dates)))  # fmt: skip
    return told
