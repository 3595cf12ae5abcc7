"""Files of a chart or of its numbers, as bytes: what a page hands out."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pandas as pd

from experiments.stage import picture
from experiments.stage.chart import Chart
from experiments.stage.deck import Deck, chart_slide
from experiments.stage.look import LIGHT, Look
from experiments.stage.report import write_deck
from experiments.words.words import Words


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
