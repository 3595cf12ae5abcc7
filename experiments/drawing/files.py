"""Files of a chart, of its numbers or of a deck: written into a folder, or as bytes that a page hands out."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pandas as pd

from experiments.drawing import picture
from experiments.drawing.chart import Chart
from experiments.drawing.deck import Deck, chart_slide, charts_in
from experiments.drawing.look import LIGHT, Look
from experiments.refusal import UsageError
from experiments.words.words import Words
from experiments.writing.outputs import OutputError, claim_file

SUFFIXES = (".pptx", ".pdf", ".html")  # of a deck


def picture_file(chart: Chart, kind: str, look: Look = LIGHT) -> bytes:
    """The chart as ``png``, ``svg`` or ``pdf``, with its finding, definitions and source inside."""
    data = io.BytesIO()
    picture.render(chart, data, kind, look)
    return data.getvalue()


def table_file(chart: Chart) -> bytes:
    """The numbers that the chart shows as CSV; lines that begin with ``#`` say what they are and where from."""
    columns = {"y": chart.y_label, "x": chart.x_label}
    heading = [chart.title, *(f"{name}: {label}" for name, label in columns.items() if label), chart.band]
    return _csv(chart.table, (*heading, *chart.footer))


def rows_file(table: pd.DataFrame, chart: Chart) -> bytes:
    """All rows of a table of results as CSV, with the source of ``chart`` above."""
    return _csv(table, chart.footer)


def _csv(table: pd.DataFrame, heading) -> bytes:
    lines = [f"# {line}" for line in heading if line]
    # The mark lets spreadsheets read Cyrillic.
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + "\n".join(lines) + "\n" + table.to_csv(index=False)).encode("utf-8")


def slides_file(chart: Chart, say: Words, look: Look = LIGHT) -> bytes:
    """One chart as slides: a front page, its picture with bands, and the chart to edit."""
    slides = (chart_slide(chart, say), chart_slide(chart, say, appendix=True))
    deck = Deck(chart.title, chart.band, slides, chart.command, say.language, chart.command, slides[0].foot)
    return deck_file(deck, ".pptx", say, look)


def deck_file(deck: Deck, suffix: str, say: Words, look: Look = LIGHT) -> bytes:
    """A deck as ``.pptx``, ``.pdf`` or ``.html``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"deck{suffix}"
        write_deck(deck, path, say, look)
        return path.read_bytes()


def claim_deck(to: str | Path, flag: str = "--to", suffixes: tuple[str, ...] = SUFFIXES) -> Path:
    """The file to write, in a folder that is there; refuses what does not end in one of ``suffixes``."""
    path = Path(to)
    if path.suffix.lower() not in suffixes:
        endings = " or ".join(filter(None, [", ".join(suffixes[:-1]), suffixes[-1]]))
        raise UsageError(f"{flag} {to}: expected a file that ends in {endings}")
    try:
        return claim_file(path)
    except OutputError as problem:
        raise UsageError(f"{flag} {problem}") from None


def write_pictures(deck: Deck, folder: str | Path, look: Look = LIGHT) -> list[str]:
    """Write every chart of a deck as a PNG into ``folder``, made if needed; returns the files' names."""
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(f"--pictures {folder}: {problem.strerror or problem}; expected a folder") from None
    charts = charts_in(deck.slides)
    names = [chart.name if n == 1 else f"{chart.name}-{n}" for chart, n in zip(charts, _counted(charts), strict=True)]
    return [picture.save(chart, place / f"{name}.png", look).name for chart, name in zip(charts, names, strict=True)]


def _counted(charts) -> list[int]:
    """For each chart how many of its name there are so far."""
    names = [chart.name for chart in charts]
    return [names[: n + 1].count(name) for n, name in enumerate(names)]


def write_deck(deck: Deck, path: Path, say: Words, look: Look = LIGHT) -> None:
    """Write a deck as what the ending of ``path`` asks for."""
    if path.suffix.lower() == ".pptx":
        from experiments.drawing.slides import write_slides

        write_slides(deck, path, say, look)
    else:
        from experiments.drawing.paper import write_pdf
        from experiments.drawing.web import write_html

        (write_pdf if path.suffix.lower() == ".pdf" else write_html)(deck, path, say, look)
