"""The entrance: ten questions, each of which opens the page that answers it, set for it.

A question is a link: what it sets is what such a link would set. The visitor's own partners, language and bounds stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from app_pages import state
from app_pages.link import from_query
from app_pages.words import words
from app_pages.words.questions import WORDS

KEPT = ("matters", "unit")  # notes that are the visitor's, whatever is asked


@dataclass(frozen=True)
class Asked:
    """A question's page, and the parts of the link that set it."""

    page: str
    parts: dict[str, str | list[str]]


UNTRAINED = "community;community.training_share=0.0"
STOPPED = "community;12:stopped:community.budget=0.0"
QUESTIONS = {
    "split": Asked("compare", {"world": "steady;months=36", "page.split": "600-" + "-".join(["14.3"] * 7)}),
    "payback": Asked("explore", {"policy": "credit;credit.deferment_days=30.0", "page.more": "groups"}),
    "debt": Asked("worlds", {"policy": "credit"}),
    "community": Asked("explore", {"policy": "community", "page.more": "signs"}),
    "parts": Asked("compare", {"saved": ["community", "portal-only", UNTRAINED, STOPPED]}),
    "copied": Asked("worlds", {"policy": "community-and-credit"}),
    "viable": Asked("why", {"policy": "rescue", "page.why": "short"}),
    "taken": Asked("why", {"policy": "credit", "page.why": "rescued"}),
    "direct": Asked(
        "explore",
        {"world": "steady;12:vendors sell direct:vendors.us.direct=1.0", "policy": "services", "page.more": "groups"},
    ),
    "asian": Asked(
        "compare",
        {
            "world": "baseline",
            "saved": ["steady~Now;portfolio.agility=0.2", "steady~After a year;12:shift:portfolio.agility=0.2",
                      "steady~After three years;36:shift:portfolio.agility=0.2"],
        },
    ),
}  # fmt: skip


def choice() -> None:
    """The ten questions to choose from."""
    say = words(WORDS, state.language())
    st.selectbox(
        say("which"), QUESTIONS, index=None, placeholder=say("choose"), format_func=say, key="question",
        on_change=_chosen,
    )  # fmt: skip


def _chosen() -> None:
    name = st.session_state["question"]
    if name is None:
        return
    st.session_state["question"] = None
    asked, view = QUESTIONS[name], state.view()
    parts = {key: [value] if isinstance(value, str) else list(value) for key, value in asked.parts.items()}
    wanted, _ = from_query(parts)
    notes = {key: text for key, text in view.notes if key in KEPT} | dict(wanted.notes) | {"asked": name}
    world = replace(wanted.world, partners=view.world.partners)
    state.change(world=world, baseline=wanted.baseline, policy=wanted.policy, saved=wanted.saved,
                 notes=tuple(sorted(notes.items())))  # fmt: skip
    st.session_state["go_to"] = asked.page


def told(page: str) -> None:
    """Over the page that was opened for a question: the question, and where its answer stands."""
    name = state.view().note("asked")
    if name in QUESTIONS and QUESTIONS[name].page == page:
        say = words(WORDS, state.language())
        st.info(f"**{say(name)}** {say(f'{name}.read')}", icon=":material/help:")
