"""Where a reader of a deck finds the publications that it quotes: a slide of the appendix, and lines of notes."""

from __future__ import annotations

from collections.abc import Collection

from experiments.drawing.deck import Slide
from experiments.validation.bearing import missed_rows, per_cent
from experiments.validation.publications import behind, read_in
from experiments.words.words import Words


def quoted_told(groups: Collection[str], say: Words) -> list[str]:
    """The facts that slides quote since the market misses them, of these groups of levers, and what each rests on."""
    told = []
    for fact, row in missed_rows(groups).items():
        where = "; ".join(one.told for one in behind(fact)) or say("sources.recalled")
        ends = dict(zip(("low", "high"), (per_cent(end, say) for end in row["expected"]), strict=True))
        told.append(say(f"sources.{fact}", where=where, **ends))
    return told


def read_told(say: Words) -> str:
    """The publications in which values of the market were read, with their addresses."""
    return say("sources.read", names="; ".join(one.told for one in read_in()))


def sources_slide(groups: Collection[str], say: Words, notes: str, foot: str) -> Slide:
    """Both, and where the source of every single value stands."""
    lines = (*quoted_told(groups, say), read_told(say), say("sources.every"))
    return Slide(say("paper.sources"), lines, notes=notes, foot=foot, appendix=True)
