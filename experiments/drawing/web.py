"""The deck as one page that asks no other file and no host: charts inside that answer to the pointer, tables below."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pandas as pd

from experiments.drawing import picture
from experiments.drawing.chart import Chart
from experiments.drawing.deck import Deck, Slide
from experiments.drawing.fit import kept_together
from experiments.drawing.look import LIGHT, Look
from experiments.words.words import Words
from experiments.writing.outputs import write_text

HIGH = 5.6  # inches of a chart on a page
PAGE_STYLE = """
body {{ font: 16px/1.5 system-ui, sans-serif; color: {ink}; background: {ground}; max-width: 64rem; margin: 0 auto;
       padding: 1rem; }}
figure {{ margin: 1rem 0; overflow-x: auto; }} figure svg {{ width: 100%; min-width: 34rem; height: auto; }}
.tip:hover use, .tip:hover path {{ fill-opacity: 0.45 !important; }}
.cards {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1.2rem; }}
.cards.two {{ grid-template-columns: repeat(auto-fit, minmax(max(18rem, 40%), 1fr)); }}
.cards div {{ border-top: 3px solid {accent}; }} .cards h3 {{ margin: 0.4rem 0; }}
table {{ border-collapse: collapse; font-size: 0.85rem; }} td, th {{ padding: 0.2rem 0.8rem; text-align: right; }}
td:first-child, th:first-child {{ text-align: left; }} code {{ overflow-wrap: anywhere; }}
details {{ overflow-x: auto; }} .notes {{ overflow-wrap: anywhere; }}
@media (max-width: 40rem) {{ figure svg {{ min-width: 0; }} }}
 .foot {{ color: {quiet}; font-size: 0.85rem; }}
"""


def write_html(deck: Deck, path: Path, say: Words, look: Look = LIGHT) -> Path:
    """Write the deck to ``path``, each chart once: those of the story, then what only the appendix has."""
    style = PAGE_STYLE.format(ink=look.ink, ground=look.ground, quiet=look.quiet, accent=look.colours[0])
    parts = [f"<!doctype html><html lang='{deck.language}'><meta charset='utf-8'>",
             "<meta name='viewport' content='width=device-width, initial-scale=1'>",
             f"<title>{html.escape(deck.title)}</title><style>{style}</style>",
             f"<h1>{html.escape(deck.title)}</h1><p>{html.escape(deck.subtitle)}</p>"]  # fmt: skip
    shown: set[int] = set()
    for slide in deck.slides:
        if slide.chart is not None and id(slide.chart) in shown:
            continue
        parts.append(f"<section><h2>{html.escape(kept_together(slide.title))}</h2>")
        if slide.chart is not None:
            shown.add(id(slide.chart))
            parts.append(_figure(slide, say, look, len(shown)))
        elif slide.cards:
            cards = (
                f"<div><h3>{html.escape(c.heading)}</h3><p>{html.escape(kept_together(c.text))}</p></div>"
                for c in slide.cards
            )
            kind = "cards two" if len(slide.cards) in (2, 4) else "cards"  # no card alone below three others
            parts.append(f"<div class='{kind}'>{''.join(cards)}</div>")
        else:
            parts.append("<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in slide.lines) + "</ul>")
        if slide.notes:
            notes = html.escape(slide.notes).replace("\n", "<br>")
            parts.append(
                f"<details><summary>{html.escape(say('notes'))}</summary><p class='notes'>{notes}</p></details>"
            )
        parts.append(f"<p class='foot'>{html.escape(slide.foot)}</p></section>")
    parts.append(f"<p><code>{html.escape(deck.command)}</code></p></html>")
    write_text(path, "\n".join(parts))
    return path


def _figure(slide: Slide, say: Words, look: Look, number: int) -> str:
    chart = slide.chart
    shown = _numbers(chart, say).to_html(index=False, border=0, na_rep="", float_format=chart.told)
    drawing = _drawing(chart, look, number)
    return f"<figure>{drawing}</figure><details><summary>{html.escape(say('numbers'))}</summary>{shown}</details>"


def _numbers(chart: Chart, say: Words) -> pd.DataFrame:
    """The values that a chart shows (of a line those that it ends with) and their intervals, under words."""
    table = chart.table.groupby("series", sort=False).tail(1) if chart.kind == "lines" else chart.table
    columns = [("", table["series"])]
    for label, name, ends in ((chart.x_label, "x", ("x_low", "x_high")), (chart.y_told, "y", ("low", "high"))):
        columns.append((label, table[name]))
        if ends[0] in table and table[ends[0]].notna().any():
            told = [chart.interval(*pair) for pair in table[[*ends]].to_numpy(float)]
            columns.append((say("paper.interval"), pd.Series(told, table.index)))
    return pd.concat([column for _, column in columns], axis=1).set_axis([label for label, _ in columns], axis=1)


def _drawing(chart, look: Look, number: int) -> str:
    """The chart as SVG whose marks tell their values under the pointer."""
    data = io.BytesIO()
    tips = picture.render(chart, data, "svg", look, height=HIGH + picture.taller(chart), heading=False, tips=True)
    drawing = data.getvalue().decode()
    drawing = drawing[drawing.index("<svg") :]
    # One page holds several drawings: what is named in one must not be found by another.
    drawing = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>f{number}-", drawing)
    for place, text in enumerate(tips):
        mark = f'<g id="f{number}-{picture.TIP}{place}">'
        drawing = drawing.replace(mark, f'{mark[:-1]} class="tip"><title>{html.escape(text)}</title>', 1)
    label = html.escape(chart.alternative, quote=True)
    return drawing.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
