"""Glossary: the field's words and the app's own, searchable, each also in the other language."""

from __future__ import annotations

import streamlit as st

from app_pages import state
from experiments.words.words import LANGUAGES, read_words, words
from model import measures

GROUPS = tuple(read_words("en", "glossary.groups"))


def terms(language: str) -> dict[str, tuple[str, str]]:
    """``<group>.<word>`` to the word and its explanation: the glossary's own, and the outcomes by their declaration."""
    declared = {key: (o.title(language), o.explained(language)) for key, o in measures.OUTCOMES.items()}
    tables = {group: read_words(language, f"glossary.{group}") for group in GROUPS if group != "outcomes"}
    return {f"{group}.{key}": tuple(told) for group, rows in (tables | {"outcomes": declared}).items()
            for key, told in rows.items()}  # fmt: skip


TERMS = {language: terms(language) for language in LANGUAGES}


def show() -> None:
    """The page."""
    language = state.language()
    say = words(language, "app.glossary")
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
    headings = words(language, "glossary.groups")
    for group in GROUPS:
        keys = sorted(
            (key for key in found if key.startswith(f"{group}.")), key=lambda key: TERMS[language][key][0].casefold()
        )
        if keys:
            st.subheader(headings(group), anchor=group)
            st.markdown("\n".join(entry(key, language) for key in keys))


def matching(text: str) -> list[str]:
    """Terms whose words or explanations, in either language, hold every word of ``text``."""
    wanted = text.casefold().split()
    texts = {key: " ".join(text for told in TERMS.values() for text in told[key]).casefold() for key in TERMS["en"]}
    return [key for key, text in texts.items() if all(word in text for word in wanted)]


def entry(key: str, language: str) -> str:
    """A term as a line of Markdown: the word, the same in the other language, the explanation."""
    word, explanation = TERMS[language][key]
    other = next(told[key][0] for name, told in TERMS.items() if name != language)
    return f"- **{word}** *({other})* — {explanation}"


if __name__ == "__main__":
    show()
