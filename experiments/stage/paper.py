"""The deck as a report on paper (PDF) or as one self-contained page (HTML)."""

from __future__ import annotations

import html
import io
import textwrap
from pathlib import Path

from experiments.stage import picture
from experiments.stage.deck import Deck, Slide
from experiments.stage.look import FONT, HEIGHT, LIGHT, SMALL, TEXT, TITLE, WIDTH
from experiments.tables import write_file

PAGE_STYLE = f"""
body {{ font: 16px/1.5 system-ui, sans-serif; color: {LIGHT.ink}; background: {LIGHT.ground}; max-width: 60rem;
       margin: 0 auto; padding: 1rem; }}
figure {{ margin: 1rem 0; }} figure svg {{ width: 100%; height: auto; }}
table {{ border-collapse: collapse; font-size: 0.85rem; }} td, th {{ padding: 0.2rem 0.8rem; text-align: right; }}
td:first-child, th:first-child {{ text-align: left; }} code {{ overflow-wrap: anywhere; }}
details {{ overflow-x: auto; }}
"""


def write_pdf(deck: Deck, path: Path, say) -> Path:
    """Write the deck as a PDF, a page a slide; the same results give the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages

    def pages(part: Path) -> None:
        with (
            matplotlib.rc_context(picture.STYLE),
            PdfPages(part, metadata={"Title": deck.title, "CreationDate": None, "ModDate": None}) as book,
        ):
            book.savefig(_text_page(Slide(deck.title, (deck.subtitle, deck.command))))
            for slide in deck.slides:
                book.savefig(picture.draw(slide.chart) if slide.chart else _text_page(slide))

    write_file(path, pages)
    return path


def _text_page(slide: Slide):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor=LIGHT.ground)
    FigureCanvasAgg(figure)
    style = {"family": FONT, "color": LIGHT.ink, "va": "top"}
    figure.text(0.04, 0.94, "\n".join(textwrap.wrap(slide.title, 64)), fontsize=TITLE + 2, fontweight="bold", **style)
    lines = [part for line in slide.lines for part in (*textwrap.wrap(line, 105), "")]
    size = TEXT if len(lines) < 22 else SMALL
    figure.text(0.04, 0.82, "\n".join(lines), fontsize=size, linespacing=1.5, **style)
    return figure


def write_html(deck: Deck, path: Path, say) -> Path:
    """Write the deck as one page that asks no other file and no host: pictures inside, a table below each."""
    parts = [f"<!doctype html><html lang='{deck.language}'><meta charset='utf-8'>",
             "<meta name='viewport' content='width=device-width, initial-scale=1'>",
             f"<title>{html.escape(deck.title)}</title><style>{PAGE_STYLE}</style>",
             f"<h1>{html.escape(deck.title)}</h1><p>{html.escape(deck.subtitle)}</p>"]  # fmt: skip
    for slide in deck.slides:
        parts.append(f"<section><h2>{html.escape(slide.title)}</h2>")
        if slide.chart:
            parts.append(_figure(slide, say))
        else:
            parts.append("<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in slide.lines) + "</ul>")
        parts.append("</section>")
    parts.append(f"<p><code>{html.escape(deck.command)}</code></p></html>")
    write_file(path, lambda part: part.write_text("\n".join(parts), encoding="utf-8"))
    return path


def _figure(slide: Slide, say) -> str:
    data = io.BytesIO()
    picture.render(slide.chart, data, "svg", heading=False)
    drawing = data.getvalue().decode()
    drawing = drawing[drawing.index("<svg") :]
    label = html.escape(slide.chart.alternative, quote=True)
    table = (
        slide.chart.table.groupby("series", sort=False).tail(1) if slide.chart.kind == "lines" else slide.chart.table
    )
    shown = table.to_html(index=False, border=0, na_rep="", float_format=lambda v: f"{v:,.2f}")
    named = drawing.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    return f"<figure>{named}</figure><details><summary>{html.escape(say('numbers'))}</summary>{shown}</details>"
