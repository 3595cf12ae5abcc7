"""Tables that stand beside charts, as plain HTML.

Streamlit's own reads every cell as Markdown: with hundreds of cells a third of the browser's work on a new answer.
"""

from __future__ import annotations

import re
from html import escape

import pandas as pd
import streamlit as st

from app_pages import state

STYLE = """<style>
.garden-table { overflow: auto; font-size: 0.875rem; }
.garden-table table { border-collapse: collapse; width: 100%; }
.garden-table th, .garden-table td { padding: 0.3rem 0.4rem; border: 1px solid rgba(128, 128, 128, 0.3);
  text-align: right; font-variant-numeric: tabular-nums; }
.garden-table th { font-weight: 400; opacity: 0.8; }
.garden-table :is(th, td):is(:first-child, .words) { text-align: left; }
@media (max-width: 640px) {
  .garden-cards thead { position: absolute; clip-path: inset(50%); }
  .garden-cards :is(table, tbody, tr, th) { display: block; }
  .garden-cards tr { margin-bottom: 1rem; }
  .garden-cards tbody th { font-weight: 600; opacity: 1; }
  .garden-cards td { display: flex; justify-content: space-between; gap: 1rem; border-top: 0; }
  .garden-cards td::before { content: attr(data-label); text-align: left; opacity: 0.8; }
}
</style>"""
BOLD = re.compile(r"\*\*(.+?)\*\*")


def shown(table: pd.DataFrame, title: str, height: int | None = None) -> None:
    """Show ``table`` under the name ``title`` for those who cannot see it, at most ``height`` pixels high."""
    decimal = "," if state.language() == "ru" else "."
    rows = table.to_html(index=False, border=0, na_rep="–", decimal=decimal, justify="unset")
    high = f"max-height: {height}px" if height else ""
    st.html(
        f'{STYLE}<div class="garden-table" role="region" tabindex="0" aria-label="{escape(title)}" style="{high}">'
        f"{rows}</div>"
    )


def cards(table: pd.DataFrame, title: str) -> None:
    """Show a table of words, ``**`` around what is bold; on a phone each row is a card, since columns would be cut."""
    marks = [' class="words"' if _of_words(table[name]) else "" for name in table]
    heads = "".join(
        f'<th role="columnheader"{mark}>{escape(name)}</th>' for name, mark in zip(table, marks, strict=True)
    )
    rows = []
    for name, *values in table.itertuples(index=False):
        cells = "".join(f'<td role="cell"{mark} data-label="{escape(head)}"><span>{_bold(value)}</span></td>'
                        for head, mark, value in zip(list(table)[1:], marks[1:], values, strict=True))  # fmt: skip
        rows.append(f'<tr role="row"><th role="rowheader">{_bold(name)}</th>{cells}</tr>')
    st.html(
        f'{STYLE}<div class="garden-table garden-cards"><table role="table" aria-label="{escape(title)}">'
        f'<thead><tr role="row">{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _of_words(column: pd.Series) -> bool:
    """Whether a column holds words throughout: numbers stand at the right, below each other."""
    return all(text.strip("*")[:1].isalpha() for text in column)


def _bold(text: str) -> str:
    return BOLD.sub(r"<b>\1</b>", escape(text))
