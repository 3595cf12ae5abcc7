"""Glossary: the field's words and the app's own, searchable, each also in the other language."""

from __future__ import annotations

import streamlit as st

from app_pages import state
from app_pages.words import LANGUAGES, words
from app_pages.words.glossary import EXPLANATIONS, GROUPS, TERMS, WORDS


def show() -> None:
    """The page."""
    language = state.language()
    say = words(WORDS, language)
    st.title(say("title"))
    text = st.text_input(
        say("search"), key=state.place("word", state.view().note("word")), max_chars=40, width=420,
        on_change=lambda: state.set_note("word", state.chosen("word")),
    )  # fmt: skip
    found = matching(text)
    if not found:
        st.info(say("none"))
        return
    st.caption(say("shown", number=len(found)))
    column = LANGUAGES.index(language)
    for group, heading in GROUPS.items():
        keys = sorted(
            (key for key in found if key.startswith(f"{group}.")), key=lambda key: TERMS[key][column].casefold()
        )
        if keys:
            st.subheader(heading[column], anchor=group)
            st.markdown("\n".join(entry(key, column) for key in keys))


def matching(text: str) -> list[str]:
    """Terms whose words or explanations, in either language, hold every word of ``text``."""
    wanted = text.casefold().split()
    return [key for key in TERMS if all(w in " ".join((*TERMS[key], *EXPLANATIONS[key])).casefold() for w in wanted)]


def entry(key: str, column: int) -> str:
    """A term as a line of Markdown: the word, the same in the other language, the explanation."""
    return f"- **{TERMS[key][column]}** *({TERMS[key][1 - column]})* — {EXPLANATIONS[key][column]}"


if __name__ == "__main__":
    show()
