"""Why: causes of closing, who pays for the rescued, where the margin goes, who is short of cash, one partner's life."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module

import streamlit as st

from app_pages import state, unread
from app_pages.names import title_of
from experiments.words.words import Words, words
from scenarios import Scenario

# Sections in the order of the page: each a module with ``show(question)``.
SECTIONS = ("causes", "rescued", "margin", "short", "partner", "agreement")

NUMBERS = ("seed", "partner", "today")  # notes of the sections that are whole numbers


@dataclass(frozen=True)
class Question:
    """What the sections compare: the baseline and the what-if, named as people should read them."""

    base: Scenario
    other: Scenario
    say: Words
    language: str

    @property
    def months(self) -> int:
        """Length of a run."""
        return self.other.months

    @property
    def differs(self) -> bool:
        """Whether the what-if differs from the baseline."""
        return self.base.hash != self.other.hash


def show() -> None:
    """The page."""
    question = asked()
    say = question.say
    st.title(say("title"))
    st.write(say("lead"))
    if chosen() != "agreement":  # which compares two arms of its own
        st.caption(say("compared", base=question.base.name, other=question.other.name, months=question.months))
    unread.tell(*not_accepted())
    section = st.segmented_control(
        say("section"),
        SECTIONS,
        format_func=lambda name: say(f"section.{name}"),
        key=state.place("section", chosen()),
        on_change=lambda: state.set_note("why", state.chosen("section")),
        required=True,
        label_visibility="collapsed",
    )
    with st.container(key=f"why_{section}"):
        import_module(f"app_pages.why_{section}").show(question)


def not_accepted() -> list[str]:
    """Names of the notes of this page that say nothing it knows."""
    told = {name: state.view().note(name) for name in ("why", *NUMBERS)}
    numbers = {name: text for name, text in told.items() if name in NUMBERS}
    bad = [name for name, text in numbers.items() if text and not (text.isascii() and text.isdigit())]
    if told["why"] and told["why"] not in SECTIONS:
        bad.insert(0, "why")
    return bad


def chosen() -> str:
    """The section that the link asks for."""
    noted = state.view().note("why", SECTIONS[0])
    return noted if noted in SECTIONS else SECTIONS[0]


def asked() -> Question:
    """The question of the present view."""
    view = state.view()
    say = words(view.language, "app.why")
    base, other = title_of(view.baseline, view.language), title_of(view.policy, view.language)
    if base == other:
        other = f"{other} ({say('what_if')})"
    return Question(replace(view.base_scenario(), name=base), replace(view.scenario(), name=other), say, view.language)


if __name__ == "__main__":
    show()
