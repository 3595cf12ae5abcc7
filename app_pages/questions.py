"""The entrance: ten questions, each of which opens the page that answers it, set for it.

A question is a link: what it sets is what such a link would set. The visitor's own partners, language and bounds stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app_pages import state
from app_pages.answers import Place
from app_pages.lever_widgets import label
from app_pages.lever_widgets import told as value_told
from app_pages.link import from_query
from app_pages.names import world_title
from app_pages.recipe import Recipe
from app_pages.state import WHAT_IF_ALONE, View
from app_pages.verdict import smallest_told
from experiments.words.words import words

KEPT = ("matters", "unit")  # notes that are the visitor's, whatever is asked


@dataclass(frozen=True)
class Asked:
    """A question's page, and the parts of the link that set it.

    Names of policies and of changes in them are keys of the words.
    """

    page: str
    parts: dict[str, str | list[str]]

    def view(self, language: str) -> View:
        """What it sets, in the words of a language."""
        parts = {key: [value] if isinstance(value, str) else list(value) for key, value in self.parts.items()}
        wanted, refused = from_query(parts)
        assert not refused, refused
        say = words(language, "app.questions")

        def named(recipe: Recipe) -> Recipe:
            changes = (replace(change, name=say(change.name)) for change in recipe.changes)
            return replace(recipe, title=say(recipe.title) if recipe.title else "", changes=tuple(changes))

        saved = tuple(named(recipe) for recipe in wanted.saved)
        return replace(wanted, world=named(wanted.world), policy=named(wanted.policy), saved=saved)


UNTRAINED = "community~name.untrained;community.training_share=0.0"
STOPPED = "community~name.stopped;12:change.stopped:community.budget=0.0"
AGILITY = "portfolio.agility"
PACES = (("0-12", 0.12), ("12-24", 0.16), ("24", 0.2))
STAGES = ";".join(["steady~name.stages", *(f"{when}:change.shift:{AGILITY}={pace}" for when, pace in PACES)])
# The agreement alone: the preset opens the warehouse, too, which nobody can be offered apart from others.
AGREEMENT = "steady~name.agreement;credit.mode=framework;credit.limit_months=3.0;credit.cutoff=0.3"
QUESTIONS = {
    "split": Asked("goal", {"world": "steady;months=36", "page.goal": "budget-5000"}),
    "payback": Asked("explore", {"policy": AGREEMENT, "page.more": "pays"}),
    "debt": Asked("worlds", {"policy": "credit"}),
    "community": Asked("explore", {"policy": "community", "page.more": "signs"}),
    "parts": Asked("compare", {"saved": ["community", "portal-only", UNTRAINED, STOPPED]}),
    "copied": Asked("worlds", {"policy": "community-and-credit"}),
    "viable": Asked("why", {"policy": "rescue", "page.why": "short"}),
    "taken": Asked("why", {"policy": "credit", "page.why": "rescued"}),
    "direct": Asked(
        "explore",
        {"world": "steady;12:change.direct:vendors.us.direct=1.0", "policy": "steady~name.direct",
         "page.more": "earned", "page.shocks": WHAT_IF_ALONE},
    ),
    "asian": Asked(
        "compare",
        {
            "world": "baseline",
            "saved": [f"steady~name.now;{AGILITY}=0.2", STAGES, f"steady~name.year;12:change.shift:{AGILITY}=0.2",
                      f"steady~name.late;36:change.shift:{AGILITY}=0.2"],
        },
    ),
}  # fmt: skip


def choice() -> None:
    """The ten questions to choose from."""
    say = words(state.language(), "app.questions")
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
    wanted = asked.view(view.language)
    notes = {key: text for key, text in view.notes if key in KEPT} | dict(wanted.notes) | {"asked": name}
    world = replace(wanted.world, partners=view.world.partners)
    state.change(world=world, baseline=wanted.baseline, policy=wanted.policy, saved=wanted.saved,
                 notes=tuple(sorted(notes.items())))  # fmt: skip
    st.session_state["go_to"] = asked.page


def asked() -> str:
    """The question that the page was opened for; nothing when it was not."""
    name = state.view().note("asked")
    return name if name in QUESTIONS else ""


def told(page: str) -> None:
    """Over the page that was opened for a question: the question, its answer once it is there, and where to read on."""
    name = asked()
    st.session_state.pop("answer_place", None)
    if name and QUESTIONS[name].page == page:
        say = words(state.language(), "app.questions")
        with st.container(border=True, key="asked"):
            st.markdown(f":material/help: **{say(name)}**")
            st.session_state["answer_place"] = Place(st.container(key="asked_answer"))
            st.caption(setting(page))
            counts = "" if page == "why" else smallest_told()  # causes are counted, not judged
            st.caption(f"{say(f'{name}.read')} {counts}".rstrip())


def setting(page: str) -> str:
    """The world of the answer, and all that the what-if sets otherwise than the baseline; pages that compare several
    worlds or policies name those themselves."""
    say, view = words(state.language(), "app.questions"), state.view()
    told, language = [], view.language
    if page != "worlds":
        told.append(say("world", world=view.world_title or world_title(view.world.preset, language)))
    if page not in ("compare", "goal"):
        base, other = view.base_scenario().values, view.scenario().values
        moved = [f"{label(key, language)}: {value_told(key, base[key], language)} → {value_told(key, value, language)}"
                 for key, value in other.items() if value != base[key]]  # fmt: skip
        told += [say("sets", levers="; ".join(moved))] if moved else []
    return " ".join(told)


def answered(name: str, sentence: str, rest: Sequence[str] = (), so_far: str = "") -> None:
    """The answer's sentence to the question ``name`` and a line each for the ``rest`` of it, where the page was opened
    for that one; ``so_far`` says of an answer that it is not yet the last."""
    place = st.session_state.get("answer_place")
    if place is not None and asked() == name:
        with place.filled():
            # One element: what an earlier look had more of would stay below a later one.
            note = f"\n\n*{so_far.strip()}*" if so_far else ""
            st.markdown("\n".join([f"##### {sentence}", *(f"- {line}" for line in rest)]) + note)
