"""Where a reader of a deck finds the publications that it quotes: a slide of the appendix, and lines of notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from experiments.drawing.deck import Slide
from experiments.validation.bearing import missed_rows, per_cent
from experiments.validation.publications import Publication, behind, read_in
from experiments.words.words import Words, source_in

COMPUTED = "facts B0"  # arithmetic, by docs/sources.md


def source_told(source: str, say: Words) -> str:
    """A source of the parameter table in words; of one that is arithmetic that it is computed."""
    told = source_in(source, say.language)
    return say("data.computed", source=told) if source.startswith(COMPUTED) else told


def publications_told(found: Iterable[Publication], say: Words) -> str:
    """Publications by name, and where they are."""
    named = ((source_in(one.name, say.language), one.at) for one in found)
    return "; ".join(f"{name} ({at})" if at else name for name, at in named)


def quoted_told(groups: Collection[str], say: Words, own: float | None = None) -> list[str]:
    """The facts that slides quote since the market misses them, of these groups of levers, and what each rests on;
    ``own`` as in :func:`~experiments.validation.bearing.bearing_told`."""
    told = []
    for fact, row in missed_rows(groups, own=own).items():
        where = publications_told(behind(fact), say) or say("sources.recalled")
        ends = dict(zip(("low", "high"), (per_cent(end, say) for end in row["expected"]), strict=True))
        told.append(say(f"sources.{fact}", where=where, **ends))
    return told


def read_told(say: Words) -> str:
    """The publications in which values of the market were read, with their addresses."""
    return say("sources.read", names=publications_told(read_in(), say))


def sources_slide(groups: Collection[str], say: Words, notes: str, foot: str, own: float | None = None) -> Slide:
    """Both, the article that the market is built on, and where the source of every single value stands."""
    lines = (say("sources.article"), *quoted_told(groups, say, own), read_told(say), say("sources.every"))
    return Slide(say("paper.sources"), lines, notes=notes, foot=foot, appendix=True)
