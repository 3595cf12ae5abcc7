"""The deck as a report on paper (PDF) or as one self-contained page (HTML)."""

from __future__ import annotations

import html
import io
from pathlib import Path

from experiments.stage import picture
from experiments.stage.deck import Deck, Slide
from experiments.stage.fit import lines_of
from experiments.stage.look import HEIGHT, LIGHT, MARGIN, SMALL, TEXT, TITLE, Look
from experiments.words.words import Words
from experiments.writing.outputs import write_file, write_text

PAGE_STYLE = """
body {{ font: 16px/1.5 system-ui, sans-serif; color: {ink}; background: {ground}; max-width: 60rem; margin: 0 auto;
       padding: 1rem; }}
figure {{ margin: 1rem 0; overflow-x: auto; }} figure svg {{ width: 100%; min-width: 34rem; height: auto; }}
table {{ border-collapse: collapse; font-size: 0.85rem; }} td, th {{ padding: 0.2rem 0.8rem; text-align: right; }}
td:first-child, th:first-child {{ text-align: left; }} code {{ overflow-wrap: anywhere; }}
details {{ overflow-x: auto; }} .foot {{ color: {quiet}; font-size: 0.85rem; }}
"""


def write_pdf(deck: Deck, path: Path, say: Words, look: Look = LIGHT) -> Path:
    """Write the deck as a PDF, a page a slide; the same results give the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages

    def pages(part: Path) -> None:
        told = {"Title": deck.title, "Author": "Partner Garden", "CreationDate": None, "ModDate": None}
        with matplotlib.rc_context(picture.STYLE), PdfPages(part, metadata=told) as book:
            front = Slide(deck.title, (deck.subtitle, deck.command), foot=say("generic"))
            for slide in (front, *deck.slides):
                drawn = picture.draw(slide.chart, look) if slide.chart else _text_page(slide, look)
                book.savefig(drawn, facecolor=look.ground)

    write_file(path, pages)
    return path


def _text_page(slide: Slide, look: Look):
    sheet = picture.Sheet(look, HEIGHT)
    room, place = picture.ACROSS - 2 * MARGIN, 2.0 * MARGIN
    title = lines_of(slide.title, room, TITLE, bold=True)
    sheet.text(MARGIN, place, "\n".join(title), TITLE, fontweight="bold")
    place += 1.2 * TITLE * len(title) + TITLE
    for line in slide.lines:
        lines = lines_of(line, room, TEXT)
        sheet.text(MARGIN, place, "\n".join(lines), TEXT)
        place += 1.2 * TEXT * len(lines) + 0.8 * TEXT
    foot = lines_of(slide.foot, room, SMALL)
    place = sheet.down - MARGIN - 1.2 * SMALL * len(foot)
    sheet.text(MARGIN, place, "\n".join(foot), SMALL, look.quiet)
    return sheet.figure


def write_html(deck: Deck, path: Path, say: Words, look: Look = LIGHT) -> Path:
    """Write the deck as one page that asks no other file and no host: pictures inside, a table below each."""
    style = PAGE_STYLE.format(ink=look.ink, ground=look.ground, quiet=look.quiet)
    parts = [f"<!doctype html><html lang='{deck.language}'><meta charset='utf-8'>",
             "<meta name='viewport' content='width=device-width, initial-scale=1'>",
             f"<title>{html.escape(deck.title)}</title><style>{style}</style>",
             f"<h1>{html.escape(deck.title)}</h1><p>{html.escape(deck.subtitle)}</p>"]  # fmt: skip
    for slide in deck.slides:
        parts.append(f"<section><h2>{html.escape(slide.title)}</h2>")
        if slide.chart:
            parts.append(_figure(slide, say, look))
        else:
            parts.append("<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in slide.lines) + "</ul>")
            parts.append(f"<p class='foot'>{html.escape(slide.foot)}</p>")
        parts.append("</section>")
    parts.append(f"<p><code>{html.escape(deck.command)}</code></p></html>")
    write_text(path, "\n".join(parts))
    return path


def _figure(slide: Slide, say: Words, look: Look) -> str:
    data = io.BytesIO()
    picture.render(slide.chart, data, "svg", look, heading=False)
    drawing = data.getvalue().decode()
    drawing = drawing[drawing.index("<svg") :]
    label = html.escape(slide.chart.alternative, quote=True)
    table = slide.chart.table
    if slide.chart.kind == "lines":
        table = table.groupby("series", sort=False).tail(1)
    shown = table.to_html(index=False, border=0, na_rep="", float_format=slide.chart.told)
    named = drawing.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    return f"<figure>{named}</figure><details><summary>{html.escape(say('numbers'))}</summary>{shown}</details>"
