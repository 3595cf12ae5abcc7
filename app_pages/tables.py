"""Tables that stand beside charts, as plain HTML.

Streamlit's own reads every cell as Markdown: with hundreds of cells a third of the browser's work on a new answer.
"""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from app_pages import state

STYLE = """<style>
.garden-table { overflow: auto; font-size: 0.875rem; }
.garden-table table { border-collapse: collapse; width: 100%; }
.garden-table th, .garden-table td { padding: 0.3rem 0.5rem; border: 1px solid rgba(128, 128, 128, 0.3);
  text-align: right; font-variant-numeric: tabular-nums; }
.garden-table th { font-weight: 400; opacity: 0.8; }
.garden-table th:first-child, .garden-table td:first-child { text-align: left; }
</style>"""


def shown(table: pd.DataFrame, title: str, height: int | None = None) -> None:
    """Show ``table`` under the name ``title`` for those who cannot see it, at most ``height`` pixels high."""
    decimal = "," if state.language() == "ru" else "."
    rows = table.to_html(index=False, border=0, na_rep="–", decimal=decimal, justify="unset")
    high = f"max-height: {height}px" if height else ""
    st.html(
        f'{STYLE}<div class="garden-table" role="region" tabindex="0" aria-label="{escape(title)}" style="{high}">'
        f"{rows}</div>"
    )
