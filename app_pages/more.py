"""What stands under *More* on Explore: one section open at a time, and only that one is made."""

from __future__ import annotations

import streamlit as st

from app_pages import earned, figures, payback, questions, share, state, tables, timeline, unread
from app_pages.drawing import chart_of, numbers_of, signs_of
from experiments.comparing.compare import Comparison
from experiments.words.words import words

OF_THE_ANSWER = ("whom", "groups", "kinds", "signs", "numbers")
OF_OTHER_RUNS = ("earned", "pays", "limits")  # that have runs of their own, after the answer's
OF_THE_PAGE = ("dates", "again", "files")
SECTIONS = ("whom", "groups", *OF_OTHER_RUNS, "kinds", "signs", "numbers", *OF_THE_PAGE)


def chosen() -> str:
    """The open section; nothing when none is."""
    noted = state.view().note("more")
    return noted if noted in SECTIONS else ""


def choice() -> None:
    """The choice of a section; it stays in the link."""
    say = words(state.language(), "app.explore")
    if state.view().note("more") and not chosen():
        unread.tell("more")
    st.pills(say("more"), SECTIONS, format_func=lambda name: say(f"more.{name}"),
             key=state.place("more", chosen() or None),
             on_change=lambda: state.set_note("more", state.chosen("more") or ""))  # fmt: skip


def of_the_page() -> None:
    """A section that needs no answer."""
    name = chosen()
    if name == "dates":
        timeline.editor()
    elif name == "again":
        share.once_more()
    elif name == "files":
        share.files()


def of_other_runs() -> None:
    """A section that asks for runs of its own."""
    if chosen() == "earned":
        earned.section()
    both = questions.asked() == "payback"  # whose answer takes both, in one order, whatever is open
    found = payback.by_group() if both or chosen() == "pays" else []
    if both or chosen() == "limits":
        payback.by_limits(found)


def of_the_answer(comparison: Comparison) -> None:
    """A section that tells of the answer."""
    say, language, name = words(state.language(), "app.explore"), state.language(), chosen()
    if name in ("whom", "groups", "kinds"):
        made = chart_of(name, comparison, language, figures.look())
        if made is None:
            st.info(say("more.none"))
        else:
            figures.drawn(*made)
    elif name == "signs":
        tables.shown(signs_of(comparison, language), say("more.signs"))
        st.caption(say("signs_help"))
    elif name == "numbers":
        tables.shown(numbers_of(comparison, language), say("more.numbers"))
