"""The entrance: ten questions, each of which opens the page that answers it, set for it.

A question is a link: what it sets is what such a link would set. The visitor's own partners, language and bounds stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app_pages import state
from app_pages.answers import Place
from app_pages.lever_widgets import change_told
from app_pages.link import from_query
from app_pages.names import title_of, world_of
from app_pages.recipe import Recipe, preset
from app_pages.state import WHAT_IF_ALONE, View
from app_pages.verdict import smallest_told
from experiments.words.keys import FOCAL
from experiments.words.words import words

FEW = 6  # levers that are told beside the answer: more of them would leave the page no room
ASKED = state.OF_A_STEP  # the note that names the question
SHOWING = ("explore", "compare", "goal", "worlds", "why")  # pages whose world or policies a question may have set
KEPT = ("matters", "unit")  # notes that are the visitor's, whatever is asked


@dataclass(frozen=True)
class Asked:
    """A question's page, and the parts of the link that set it.

    Names of policies and of changes in them are keys of the words.
    """

    page: str
    parts: dict[str, str | list[str]]
    minutes: int = 1  # until the whole answer is there, measured on two processors that others used as well

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


TERMS, CREDIT = "debt", f"{FOCAL}credit."  # the question that keeps the visitor's terms, and the levers that these are
UNTRAINED = "community~name.untrained;community.training_share=0.0"
BUDGET, *WEIGHTS = (preset("community").values[f"{FOCAL}community.{part}"]
                    for part in ("budget", "training_share", "portal_share", "management_share"))  # fmt: skip
# Training's part of the budget is not spent.
SPARED = f"{UNTRAINED.replace('untrained', 'spared')};community.budget={BUDGET * (1.0 - WEIGHTS[0] / sum(WEIGHTS)):g}"
TRAINING = preset("training").values[f"{FOCAL}training.budget"]  # money a month
STOPPED = "community~name.stopped;12:change.stopped:community.budget=0.0"
# Of the way to what customers want by vendors' origin, the part that the assortment goes in a month.
AGILITY, SLOW, FAST = "portfolio.agility", float(preset("steady").values[f"{FOCAL}portfolio.agility"]), 0.2
PACES = (("12-24", 0.1), ("24", FAST))
STAGES = ";".join(
    [f"steady~name.stages;{AGILITY}=0.05", *(f"{when}:change.shift:{AGILITY}={pace}" for when, pace in PACES)]
)
# The agreement alone: the preset opens the warehouse, too, which nobody can be offered apart from others.
AGREEMENT = "steady~name.agreement;credit.mode=framework;credit.limit_months=3.0;credit.cutoff=0.3"
DIRECT = "vendors.us.direct"  # the chance that a large customer's project of a US vendor goes direct


def us_vendors(values: Mapping[str, object]) -> int:
    """How many US vendors a market has."""
    return max(1, round(int(values["vendors.count"]) * float(values["vendors.us.vendor_share"])))


ONE_VENDOR = 1.0 / us_vendors(preset("steady").values)  # of all projects of US vendors, one's part on average
QUESTIONS = {
    "split": Asked("goal", {"world": "steady;months=36", "page.goal": "budget-500"}),
    "payback": Asked("explore", {"policy": AGREEMENT, "page.more": "pays"}, 3),
    "debt": Asked("worlds", {"policy": "credit"}, 3),
    "community": Asked("explore", {"policy": "community", "page.more": "signs"}),
    "parts": Asked("compare", {"saved": ["community", "portal-only", UNTRAINED, SPARED, STOPPED]}, 2),
    "copied": Asked("worlds", {"policy": "community-and-credit"}, 2),
    "viable": Asked("why", {"policy": "rescue", "page.why": "short"}),
    "taken": Asked("why", {"policy": "credit", "page.why": "rescued"}),
    "direct": Asked(
        "explore",
        {"world": f"steady;12:change.direct:{DIRECT}={ONE_VENDOR:g}", "policy": "steady~name.direct",
         "page.more": "earned", "page.shocks": WHAT_IF_ALONE}, 2,
    ),
    "asian": Asked(
        "compare",
        {
            "world": "baseline",
            "saved": [f"steady~name.never;{AGILITY}=0.0", f"steady~name.now;{AGILITY}={FAST}", STAGES,
                      *(f"steady~name.{name};{AGILITY}=0.0;{month}:change.shift:{AGILITY}={FAST}"
                        for name, month in (("year", 12), ("late", 36))),
                      f"steady~name.trained;{AGILITY}={FAST};training.budget={TRAINING}"],
        },
        3,
    ),
}  # fmt: skip


def choice() -> None:
    """The ten questions to choose from."""
    say = words(state.language(), "app.questions")
    st.selectbox(
        say("which"), QUESTIONS, index=None, placeholder=say("choose"), format_func=say, on_change=_chosen,
        key=state.place("question", asked() or None),
    )  # fmt: skip


def _chosen() -> None:
    name = st.session_state["question"]
    if name is None:
        state.set_note(ASKED, "")
        return
    asked, view = QUESTIONS[name], state.view()
    wanted = asked.view(view.language)
    notes = {key: text for key, text in view.notes if key in KEPT} | dict(wanted.notes) | {ASKED: name}
    world = replace(wanted.world, partners=view.world.partners)
    policy = (own_terms(view) if name == TERMS else None) or wanted.policy
    state.change(world=world, baseline=wanted.baseline, policy=policy, saved=wanted.saved,
                 notes=tuple(sorted(notes.items())))  # fmt: skip
    st.session_state["go_to"] = asked.page


def own_terms(view: View) -> Recipe | None:
    """The terms of credit that the visitor has set, or another question has, without the what-if's other levers: longer
    terms are asked about, and not a preset's. None where a preset was left as it is."""

    def credit(key: str) -> bool:
        return key.startswith(CREDIT)

    policy = view.policy
    dated = [replace(change, values={key: value for key, value in change.values.items() if credit(key)})
             for change in policy.changes if any(map(credit, change.values))]  # fmt: skip
    if not dated and not any(credit(key) for key, _ in policy.values):
        return None
    terms = Recipe("steady").with_changes(dated)
    levers = [key for key in preset("steady").values if key.startswith(FOCAL)]
    for key in filter(credit, levers):
        terms = terms.with_value(key, policy.value(key))
    if not terms.differs:  # moved back to what they are today
        return None
    alone = all(terms.value(key) == policy.value(key) for key in levers) and len(dated) == len(policy.changes)
    title = policy.title if alone else ""
    return replace(terms, title=title or words(view.language, "app.questions")("name.terms"))


def asked() -> str:
    """The question that the page was opened for; nothing when it was not."""
    name = state.view().note(ASKED)
    return name if name in QUESTIONS else ""


def told(page: str) -> None:
    """Over the page that was opened for a question: the question, its answer once it is there, of which world; folded,
    the answer's figures and where to read on. Over other pages that show what it set: that it did."""
    name = asked()
    if page in SHOWING[1:]:  # the first has it among what a visitor can begin with
        choice()
    st.session_state.pop("answer_places", None)
    if name and QUESTIONS[name].page == page:
        say = words(state.language(), "app.questions")
        short = setting(page)
        with st.container(border=True, key="asked", gap="xsmall"):
            st.markdown(f":material/help: **{say(name)}**")
            sentence = Place(st.container(key="asked_answer"))
            st.caption(short)
            with st.expander(say("figures")):
                figures = Place(st.container(key="asked_figures"))
                counts = "" if page == "why" else smallest_told()  # causes are counted, not judged
                st.caption(" ".join(filter(None, [moved_told(_moved(page), many=True), say(f"{name}.read"), counts])))
            st.session_state["answer_places"] = sentence, figures
            if st.session_state.get("answered_for") != name:  # else what stands there stays, dimmed
                with sentence.filled():
                    st.markdown(f"*{say('coming', minutes=QUESTIONS[name].minutes)}*")
            st.session_state["answered_for"] = name
        return
    st.session_state.pop("answered_for", None)
    if name and page in SHOWING:
        say = words(state.language(), "app.questions")
        st.caption(f":material/help: {say('elsewhere', question=say(name), set=setting('compare'))}")


def setting(page: str) -> str:
    """The world of the answer with its length, and what the what-if has otherwise than the baseline; pages that compare
    several worlds or policies name those themselves."""
    say, view = words(state.language(), "app.questions"), state.view()
    told = {"world": world_of(view), "months": view.base_scenario().months}
    return " ".join(filter(None, [say("length" if page == "worlds" else "world", **told), moved_told(_moved(page))]))


def moved_told(moved: Mapping[str, object], many: bool = False) -> str:
    """The what-if's name and a few levers that are ``moved``, or how many they are, which ``many`` lists where the page
    has room; nothing where there is none to tell."""
    view, language = state.view(), state.language()
    if not moved or many != (len(moved) > FEW):
        return (
            words(language, "app.questions")("sets.many", name=_name(view), levers=len(moved))
            if moved and not many
            else ""
        )
    base = view.base_scenario().values
    told = [change_told(key, base[key], value, language) for key, value in moved.items()]
    return words(language, "app.questions")("sets", name=_name(view), levers="; ".join(told))


def _name(view: View) -> str:
    return title_of(view.policy, view.language)


def _moved(page: str) -> dict[str, object]:
    """The values that the what-if sets otherwise than the baseline; none on pages that compare several policies."""
    if page in ("compare", "goal"):
        return {}
    base, other = state.view().base_scenario().values, state.view().scenario().values
    return {key: value for key, value in other.items() if value != base[key]}


def answered(name: str, answer: Sequence[str], rest: Sequence[str] = (), so_far: str = "") -> bool:
    """The answer to the question ``name``, its first line large, the others below it, and folded a line each for the
    ``rest`` of it, where the page was opened for that one, which it returns; ``so_far`` says of an answer that it is
    not yet the last.
    """
    places = st.session_state.get("answer_places")
    if places is None or asked() != name:
        return False
    # One element each: what an earlier look had more of would stay below a later one.
    for place, text in zip(places, (as_told(answer, so_far), listed(rest)), strict=True):
        with place.filled():
            st.markdown(text)
    return True


def as_told(answer: Sequence[str], so_far: str = "") -> str:
    """An answer: one large line, the others of it below, last what says that it is not yet whole."""
    first, *others = (line.replace(" %", "\N{NO-BREAK SPACE}%") for line in answer if line)
    return "\n\n".join(filter(None, [f"##### {first}", listed(others), f"*{so_far.strip()}*" if so_far else ""]))


def listed(lines: Sequence[str]) -> str:
    """A line each."""
    return "\n".join(f"- {line}" for line in filter(None, lines))
