"""What a deck is before anybody draws it: slides of cards, charts or lines, for a story and for its appendix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from experiments.drawing.chart import Chart
from experiments.words.words import Words

# Which of a presenter's questions a slide answers; the words are in the texts.
QUESTIONS = {"life": "1", "gap": "2", "answer": "3", "surprise": "4", "dose": "5", "live": "5", "fails": "6",
             "worlds": "6", "limits": "7", "whom": "8", "rerun": "9", "cost": "10", "money": "10"}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A part of a slide of text: a heading and what stands below it."""

    heading: str
    text: str


@dataclass(frozen=True)
class Slide:
    """One slide: a title, then cards, a chart or lines of text; ``foot`` stands below.

    Lines of a slide with a chart stand above it. A chart of the story is a picture unless it is ``native``: parts of a
    whole lose nothing in a chart that can be edited.

    ``notes`` are for whoever speaks and for readers of a paper or page, ``aloud`` for a talk alone.

    ``appendix`` slides come after the story and hold what a reader asks for later, charts as ones that can be edited.
    """

    title: str
    lines: tuple[str, ...] = ()
    chart: Chart | None = None
    cards: tuple[Card, ...] = ()
    notes: str = ""
    aloud: str = ""
    foot: str = ""
    appendix: bool = False
    native: bool = False

    @property
    def speaker(self) -> str:
        """All that whoever speaks may want to know."""
        return notes_of(self.aloud, self.notes)


@dataclass(frozen=True)
class Deck:
    """All slides, the command that gives their numbers again, and the line below what has no line of its own."""

    title: str
    subtitle: str
    slides: tuple[Slide, ...]
    command: str
    language: str
    notes: str = ""
    foot: str = ""
    front: bool = True  # whether a page with the title comes first
    day: date | None = None  # told in the file's properties; the subtitle has it in words

    @property
    def story(self) -> list[Slide]:
        """The slides of the talk."""
        return [slide for slide in self.slides if not slide.appendix]

    @property
    def divider(self) -> int | None:
        """The place of the first slide of an appendix that a slide of its own announces: of one of several slides."""
        return len(self.story) if self.story and len(self.appendix) > 1 else None

    @property
    def pages(self) -> int:
        """Slides of a file: all of these, the front if any, and what divides the story from its appendix."""
        return self.front + len(self.slides) + (self.divider is not None)

    @property
    def appendix(self) -> list[Slide]:
        """What stands behind it."""
        return [slide for slide in self.slides if slide.appendix]


def notes_of(*lines: str) -> str:
    """What to know of a slide, a line each."""
    return "\n".join(line for line in lines if line)


def question_of(name: str, say: Words) -> str:
    """Which of a presenter's questions a slide answers; empty where it is none."""
    return say("question", text=say(f"question.{QUESTIONS[name]}")) if name in QUESTIONS else ""


def chart_slide(chart: Chart, say: Words, appendix: bool = False) -> Slide:
    """A slide of a chart, with notes that say what it shows, what its bands are and how to run it again."""
    notes = notes_of(*dict.fromkeys((chart.alternative, chart.remark, chart.band, *chart.footer, chart.command)))
    return Slide(chart.title, chart=chart, notes=notes, aloud=question_of(chart.name.split("-")[0], say),
                 foot=chart.reference or chart.footer[0], appendix=appendix)  # fmt: skip


def charts_in(slides: Sequence[Slide]) -> list[Chart]:
    """The charts of slides, each once."""
    return list({id(slide.chart): slide.chart for slide in slides if slide.chart}.values())
