"""The deck as a paper: A4 pages of text with figures, a table, methods and sources (PDF)."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np

from experiments.drawing import picture
from experiments.drawing.chart import Chart
from experiments.drawing.deck import Deck, Slide
from experiments.drawing.fit import lines_of, width_of
from experiments.drawing.look import LIGHT, Look
from experiments.words.words import Words, capital
from experiments.writing.outputs import write_file

PAPER = (8.27, 11.69)  # inches of A4
EDGE = 52.0  # points at the left and right
TOP, BOTTOM = 46.0, 46.0  # points
BODY, HEAD, SUBHEAD, TITLE, NOTE = 8.5, 10.5, 9.5, 17.0, 7.0  # points
MONO = 1.3  # of the usual font's width that letters of one width take, at most
LINE = 1.38  # of a size from line to line
WHOLE = 12  # lines of a paragraph that is not broken by figures
FIGURES, ROWS = 4, 16  # at most: a finding without its figure is left to the slides
HIGH, LEFT = 4.0, 1.2  # inches that a figure would have on a slide as wide as the page, and more for numbers in it


class Book:
    """Pages that are filled from above; what does not fit begins the next one."""

    def __init__(self, foot: str) -> None:
        self.foot, self.pages, self.place, self.waiting = foot, [], 0.0, []
        self.wide = 72 * PAPER[0] - 2 * EDGE
        self.turn()

    def turn(self) -> None:
        """A new page with its line below."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        page = Figure(figsize=PAPER, facecolor=LIGHT.ground)
        FigureCanvasAgg(page)
        self.pages.append(page)
        self.write(EDGE, 72 * PAPER[1] - 34.0, self.foot, NOTE, LIGHT.quiet)
        self.write(72 * PAPER[0] - EDGE, 72 * PAPER[1] - 34.0, str(len(self.pages)), NOTE, LIGHT.quiet, ha="right")
        self.place = TOP
        waiting, self.waiting = self.waiting, []
        for draw, *what in waiting:
            draw(*what)

    def fits(self, height: float) -> bool:
        """Whether so many points are left on the page."""
        return self.place + height <= 72 * PAPER[1] - BOTTOM

    def room(self, height: float) -> None:
        """Turn the page where so many points are not left."""
        while not self.fits(height):  # a new page may begin with figures that waited for it
            self.turn()

    def write(self, x: float, y: float, text: str, size: float, colour: str = LIGHT.ink, **how) -> None:
        """One line of text with its upper left corner there (points from the page's)."""
        self.pages[-1].text(
            x / 72 / PAPER[0], 1 - y / 72 / PAPER[1], text, fontsize=size, color=colour, va="top", **how
        )

    def text(self, text: str, size: float = BODY, gap: float = 5.0, colour: str = LIGHT.ink, **how) -> None:
        """A paragraph, broken over pages line by line."""
        wide = self.wide / (MONO if "family" in how else 1.0)
        lines = lines_of(text, wide, size, how.get("fontweight") == "bold")
        if self.waiting:  # what waits opens the next page: no sentence is cut by it
            self.room(LINE * size * min(len(lines), WHOLE))
        for line in lines:
            self.room(LINE * size)
            self.write(EDGE, self.place, line, size, colour, **how)
            self.place += LINE * size
        self.place += gap

    def heading(self, text: str, size: float = HEAD) -> None:
        """A heading, which does not stand alone at the end of a page."""
        self.place += 6.0
        self.room(LINE * size * len(lines_of(text, self.wide, size, True)) + 3 * LINE * BODY)
        self.text(text, size, 3.0, fontweight="bold")

    def figure(self, chart: Chart, caption: str) -> None:
        """A chart as wide as the text with its caption below, which tells what the bands are.

        Where the page has no room for it, it opens the next one, and the text goes on below its place.
        """
        from PIL import Image

        data = io.BytesIO()
        height = HIGH + LEFT * (chart.risk is not None or chart.kind == "forest")
        picture.render(replace(chart, band=""), data, "png", LIGHT, height=height, heading=False)
        image = np.asarray(Image.open(data).convert("RGB"))
        high = self.wide * image.shape[0] / image.shape[1]
        if self.waiting or not self.fits(high + LINE * NOTE * len(lines_of(caption, self.wide, NOTE)) + 10.0):
            self.waiting.append((self.figure, chart, caption))
            return
        box = (EDGE / 72 / PAPER[0], 1 - (self.place + high) / 72 / PAPER[1], self.wide / 72 / PAPER[0],
               high / 72 / PAPER[1])  # fmt: skip
        axes = self.pages[-1].add_axes(box)
        axes.axis("off")
        axes.imshow(image, aspect="auto", interpolation="antialiased")
        self.place += high + 3.0
        self.text(caption, NOTE, 9.0, LIGHT.quiet)

    def table(self, rows: list[tuple[str, ...]], caption: str) -> None:
        """Rows under the first, which is their heading: the first column at the left, the others at the right."""
        widths = [max(width_of(row[n], NOTE, True) for row in rows) + 14.0 for n in range(1, len(rows[0]))]
        first = self.wide - sum(widths)
        names = [lines_of(row[0], first - 8.0, NOTE) or [""] for row in rows]
        if self.waiting or not self.fits(LINE * NOTE * (sum(map(len, names)) + 3)):
            self.waiting.append((self.table, rows, caption))
            return
        self.text(caption, NOTE, 3.0, LIGHT.quiet)
        for number, (name, row) in enumerate(zip(names, rows, strict=True)):
            how = {"fontweight": "bold"} if number == 0 else {}
            right = EDGE + first
            for cell, width in zip(row[1:], widths, strict=True):
                right += width
                self.write(right, self.place, cell, NOTE, ha="right", **how)
            for line in name:
                self.write(EDGE, self.place, line, NOTE, **how)
                self.place += LINE * NOTE
        self.place += 8.0


def write_pdf(deck: Deck, path: Path, say: Words, look: Look = LIGHT) -> Path:
    """Write the deck as a paper; the same results give the same bytes. Paper is white, whatever ``look`` says."""
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages

    def pages(part: Path) -> None:
        told = {"Title": deck.title, "Author": "Partner Garden", "CreationDate": None, "ModDate": None}
        with matplotlib.rc_context(picture.STYLE), PdfPages(part, metadata=told) as book:
            for page in paper_of(deck, say).pages:
                book.savefig(page, facecolor=LIGHT.ground)

    write_file(path, pages)
    return path


def paper_of(deck: Deck, say: Words) -> Book:
    """The pages: the answer, what was found with its figures and a table, limits, methods, sources, command, notes."""
    import matplotlib

    with matplotlib.rc_context(picture.STYLE):
        book = Book(deck.foot or say("generic"))
        book.text(deck.title, TITLE, 2.0, fontweight="bold")
        book.text(deck.subtitle, SUBHEAD, 6.0, LIGHT.quiet)
        texts = [slide for slide in deck.story if slide.chart is None]
        charts = [slide.chart for slide in deck.story if slide.chart is not None]
        if texts:
            _passage(book, texts[0])
        if charts:
            book.heading(say("paper.results"))
        table = next((chart for chart in charts if chart.kind == "forest"), None)
        # The first, and where it fails: who asked for harder worlds wants to see them.
        last = [chart for chart in charts[FIGURES:] if chart.name == "worlds"]
        for number, chart in enumerate([*charts[: FIGURES - len(last)], *last], 1):
            see = say("paper.figure.table" if chart is table else "paper.figure", number=number)
            book.text(f"{chart.title}. {see}")
            book.figure(chart, say("paper.caption", number=number, label=label_of(chart), band=chart.band))
            if chart is table:
                book.table(_cells(chart, say), say("paper.table", label=label_of(chart)))
        for slide in texts[1:]:
            _passage(book, slide)
        for key in ("methods", "sources"):
            book.heading(say(f"paper.{key}"))
            for paragraph in say(f"paper.{key}.text").split("\n"):
                book.text(paragraph, NOTE, 2.0)
        again = [slide for slide in deck.appendix if slide.lines and slide.chart is None]
        of_values = [
            slide for slide in again if slide.title == say("paper.sources")
        ]  # they go on below the same heading
        for line in (line for slide in of_values for line in slide.lines):
            book.text(line, NOTE, 2.0)
        for slide in again:
            if slide not in of_values:
                _passage(book, slide, NOTE)
        if not again:
            book.heading(say("rerun"))
        book.text(deck.command, NOTE, family="DejaVu Sans Mono")
        # Those of the answer say it once more; those of its limits and of how to run it again are pointed to.
        notes = [line for slide in (*texts[1:2], *again) for line in slide.notes.split("\n")]
        there = {"", deck.command, *(line for slide in again for line in slide.lines)}
        left = list(dict.fromkeys(line for line in notes if line not in there))
        if left:
            book.heading(say("notes"), SUBHEAD)
        for line in left:
            book.text(line, NOTE, 2.0)
        if book.waiting:
            book.turn()
    return book


def label_of(chart: Chart) -> str:
    """What a chart's values are, as a sentence begins."""
    return capital(chart.y_label.removesuffix("."))


def _passage(book: Book, slide: Slide, size: float = BODY) -> None:
    """A slide of text as a passage: its title, and a paragraph a card or line."""
    book.heading(slide.title)
    for text in (*(f"{card.heading}. {card.text}" for card in slide.cards), *slide.lines):
        book.text(text, size, 0.4 * size)


def _cells(chart: Chart, say: Words) -> list[tuple[str, ...]]:
    """The rows of a chart's table with intervals, under their heading."""
    rows = [("", say("paper.value"), say("paper.interval"))]
    for row in chart.table.head(ROWS).itertuples():
        ends = chart.interval(row.low, row.high, sign=True)
        name = f"{row.x}, {row.series}" if len(chart.series) > 1 else str(row.x)  # one alone is the table's caption
        rows.append((name, chart.told(row.y, sign=True), ends))
    return rows
