"""What each policy sets otherwise than the base, in words, and which published facts bear on that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from experiments.comparing.dated import lines_of
from experiments.comparing.pilots import missed_told as pilots_missed
from experiments.comparing.results import Results, changes_in
from experiments.validation.bearing import lost_share, missed_facts
from experiments.words.keys import FOCAL, about, common, instead_of, is_key
from experiments.words.words import Words, capital
from model import PARAMETERS


def missed_told(results: Results, names: Sequence[str], say: Words, rows: Sequence[str] = ()) -> list[str]:
    """The published facts that the market misses and that bear on the levers of these policies, a sentence each, in
    order; of ``rows`` alone in a few words each, to stand where what they bear on is told."""
    values = (results.values[results.names.index(name)] for name in names)
    return missed_facts(results.values[0], values, say.language, rows, lost_share(results))


def undone_in(results: Results, say: Words) -> list[str]:
    """What the scenarios say that their runs do not do, a line each, where their values stand: values that dated
    changes replace, and pilots that miss their partners."""
    timelines = [scenario.timeline for scenario in results.given] or [*map(changes_in, results.timelines)]
    rows = zip(results.names, results.values, results.overlaid, timelines, strict=False)
    told = [line for name, values, keys, timeline in rows
            for line in lines_of(say.scenario(name), values, keys, timeline, results.months, say)]  # fmt: skip
    for name, pilots in zip(results.names, results.pilots, strict=False):
        told += pilots_missed(name, pilots, say.language)
    return told


def policies_told(results: Results, say: Words, most: int | None = None, first: str = "") -> list[str]:
    """What each policy changes, ``most`` values of it (default: all), of the ``first`` one twice as many.

    One that changes nothing is left out.
    """
    values = dict(zip(results.others, results.values[1:], strict=True))
    told = (changes_told(name, results.values[0], values[name], results, say, most and most * (1 + (name == first)))
            for name in sorted(values, key=lambda name: (name != first, name not in results.policies)))  # fmt: skip
    return [text for text in told if text]


def changes_told(name: str, base: dict, values: dict, results: Results, say: Words, most: int | None = None) -> str:
    """What a policy sets otherwise than the base, by names and with units; the ``most`` told are of all its parts.

    With ``most`` the base is not named, and of another world only how much of it differs is told.
    """
    changed = {key: value for key, value in values.items() if base.get(key) != value and is_key(key)}
    told = {"name": say.scenario(name), "base": say.scenario(results.base)}
    world = [key for key in changed if not key.startswith(FOCAL)]
    if world and most:
        return capital(say("assumed.short.world", number=len(world), **told))
    text = [say("assumed.world", number=len(world), **told)] if world else []
    if changed:
        text.append(
            say("assumed.short" if most else "assumed.differs", keys=values_told(base, values, say, most), **told)
        )
    return " ".join(map(capital, text))


def values_told(base: dict, values: dict, say: Words, most: int | None = None) -> str:
    """The levers that are set otherwise than in the base, and what they are there; of ``most`` of them the numbers
    first, one of every part."""
    changed = {key: value for key, value in values.items() if base.get(key) != value and is_key(key)}
    parts, rank = Counter(), {}  # the first value of each lever before the second of any
    # Of few the numbers go first: a word of a lever says less of it.
    for key in sorted(changed, key=lambda key: isinstance(changed[key], str)):
        lever = (key.rpartition(".")[0], isinstance(changed[key], str))
        parts[lever] += 1
        rank[key] = (lever[1], parts[lever])
    told = []
    for key in sorted(changed, key=rank.get) if most else changed:
        was = base.get(key, PARAMETERS[common(key)].default)
        lever, before = instead_of(key, about(changed[key]), about(was), say.language)
        told.append(say("lever.instead", lever=lever, was=before))
    keys, left = "; ".join(told[:most]), len(told) - (most or len(told))
    return say("assumed.more", keys=keys, more=left) if left > 0 else keys
