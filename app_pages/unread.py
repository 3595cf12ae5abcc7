"""What a link asks of a page and cannot have, told in words."""

from __future__ import annotations

import streamlit as st

from app_pages import state
from experiments.words.words import words


def tell(*names: str) -> None:
    """Words, a line each, which of the page's notes (see :attr:`app_pages.state.View.notes`) were not accepted."""
    say = words(state.language(), "app.frame")
    for name in names:
        st.warning(say("unread", name=name, text=state.view().note(name)), icon=":material/report:")
