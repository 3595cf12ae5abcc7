"""Explore: a what-if beside a locked baseline."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app_pages import direct, figures, findings, more, names, questions, sentences, share, state, verdict
from app_pages.answers import Place, begun, followed, growing
from app_pages.drawing import FIRST, chart_of
from app_pages.engine import Question, Refused
from app_pages.lever_widgets import control, levers
from app_pages.recipe import Recipe, plain_title, policies, worlds
from app_pages.state import SAVED, View
from app_pages.turns import taken
from experiments.comparing.compare import Comparison
from experiments.words.words import LANGUAGES, words
from model import MODEL_VERSION


def show() -> None:
    """The page, drawn while the first runs of its answer are under way; all of it in turn, for it is what most move."""
    with taken():
        view = state.view()
        base, other = view.base_scenario(), view.scenario()
        if base.hash == other.hash:  # on the same luck every pair of runs would be the same twice
            page(None)
            return
        with begun([base, other], min(base.months, other.months)) as question:
            page(question)


def page(question: Question | Refused | None) -> None:
    """All of it; ``question`` is its comparison, None where nothing differs."""
    say = words(state.language(), "app.explore")
    with st.sidebar:
        beside = Place(st.container(key="pinned"))
        controls(say)
    st.title(say("title"))
    st.write(say("lead"))
    entrance(say)
    answer = st.container()
    shown = view_choice(say)
    chart = Place(st.container())
    verdict.bounds()
    more.choice()
    section = Place(st.container(key="more_section"))
    if more.chosen() in more.OF_THE_PAGE:
        with section.inside:
            more.of_the_page()
    with answer:
        if question is None:
            st.info(words(state.language(), "app.findings")("same"), icon=":material/lightbulb:")
            return
        followed(question, lambda found, final: draw(found, final, say, shown, beside, chart, section))
    with section.inside:
        more.of_other_runs()
    direct.answer()


def entrance(say) -> None:
    """What a visitor can begin with: the own partners, and a question."""
    own, question = st.columns([1, 4], vertical_alignment="bottom")
    if own.button(say("partners"), key="own_partners", icon=":material/groups:", width="stretch", type="primary",
                  help=say("partners_help")):  # fmt: skip
        st.session_state["partners_open"] = True
    with question:
        questions.choice()
    if st.session_state.pop("partners_open", False):
        st.dialog(say("partners"), width="medium")(share.partners)()


def view_choice(say) -> str:
    """Which chart the first screen shows, kept in the link."""
    noted = state.view().note("chart")
    return st.segmented_control(
        say("view"), FIRST, format_func=lambda name: say(f"view.{name}"), required=True, label_visibility="collapsed",
        key=state.place("view_chart", noted if noted in FIRST else FIRST[0]),
        on_change=lambda: state.set_note("chart", state.chosen("view_chart")),
    )  # fmt: skip


CHANGED = ""  # the choice of a policy that is no preset
OPEN = "community"  # the group of levers that is open at first


def controls(say) -> None:
    """The sidebar: world, policy, length, and every lever."""
    view, language, history = state.view(), state.language(), state.history()
    row = st.columns(2)
    row[0].button(say("undo"), on_click=state.undo, key="undo", disabled=not history.past, width="stretch",
                  icon=":material/undo:", help=say("undo_help"))  # fmt: skip
    row[1].button(say("redo"), on_click=state.redo, key="redo", disabled=not history.future, width="stretch",
                  icon=":material/redo:", help=say("redo_help"))  # fmt: skip
    st.button(say("reset"), on_click=reset, key="reset", width="stretch", help=say("reset_help"),
              icon=":material/restart_alt:")  # fmt: skip
    st.selectbox(
        say("world"),
        worlds(),
        format_func=lambda word: names.world_title(word, language),
        key=state.place("world", view.world.preset),
        on_change=_world_chosen,
        help=say("world_help"),
    )
    st.slider(
        say("months"),
        min(12, view.base_scenario().months),
        max(240, view.base_scenario().months),
        step=12,
        key=state.place("months", view.base_scenario().months),
        on_change=_months_chosen,
        help=say("months_help"),
    )
    # A policy that differs from its preset is a choice of its own: else the preset itself could not be chosen again.
    own = [CHANGED] if view.policy.differs or view.policy.title else []
    st.selectbox(
        say("policy"),
        [*own, *policies()],
        format_func=lambda word: names.title_of(view.policy, language) if word == CHANGED
        else names.policy_title(word, language),
        key=state.place("preset", CHANGED if own else view.policy.preset),
        on_change=_preset_chosen,
        help=say("policy_help"),
    )  # fmt: skip
    row = st.columns(2)
    row[0].button(say("lock"), on_click=_lock, key="lock", width="stretch", help=say("lock_help"))  # fmt: skip
    with row[1].popover(say("save"), width="stretch", help=say("save_help")):
        st.text_input(
            say("save_name"), key="save_name", max_chars=40, placeholder=names.title_of(view.policy, language)
        )
        st.button(say("save_do"), on_click=_save, key="save", width="stretch")
    if view.baseline != Recipe():
        st.caption(say("locked", name=names.title_of(view.baseline, language)))
        st.button(say("unlock"), on_click=lambda: state.change(baseline=Recipe()), key="unlock", width="stretch")
    for group, keys in levers().items():
        moved = sum(view.policy.value(key) != view.baseline.value(key) for key in keys)
        heading = names.group(group, language) + (f" · {moved}" if moved else "")
        # What is folded is not made: some fifty controls would keep a slow machine busy before the first can be moved.
        with st.expander(heading, expanded=group == OPEN, key=f"group_{group}", on_change="rerun") as folded:
            if not folded.open:
                continue
            st.caption(say(f"cost.{group}") if f"cost.{group}" in say else say("cost.other"))
            for key in keys:
                control(key, view.policy, move, "lever", today=view.baseline.value(key))


def _unchanged(title: str) -> str:
    """A title without the words that say it was changed."""
    for language in LANGUAGES:
        title = title.removesuffix(words(language, "app.explore")("changed", name=""))
    return title


def _preset_chosen() -> None:
    if state.chosen("preset") != CHANGED:
        state.change(policy=Recipe(state.chosen("preset")))


def _world_chosen() -> None:
    state.change(world=state.view().world.on(state.chosen("world")))


def _months_chosen() -> None:
    state.change(world=state.view().world.with_value("months", int(state.chosen("months"))))


def move(key: str, value) -> None:
    """Another value of a lever; a policy that was saved under a name is told as changed."""
    policy = state.view().policy
    moved = policy.with_value(key, value)
    if moved != policy and policy.title:  # it is no longer what was saved under that name
        moved = replace(moved, title=words(state.language(), "app.explore")("changed", name=_unchanged(policy.title)))
    state.change(policy=moved)


def _lock() -> None:
    state.change(baseline=state.view().policy)


def _save() -> None:
    view, say = state.view(), words(state.language(), "app.explore")
    if len(view.saved) >= SAVED:
        state.tell(say("full", number=SAVED))
        return
    title = plain_title(state.chosen("save_name")) or _unchanged(view.policy.title)
    state.change(saved=(*view.saved, replace(view.policy, title=title)))
    st.session_state["save_name"] = ""
    state.say_done(say("saved", number=len(state.view().saved), most=SAVED))


def reset() -> None:
    """Back to the opening view; the language and what was saved stay."""
    first = View()
    state.change(world=first.world, baseline=first.baseline, policy=first.policy)


def draw(comparison: Comparison, final: bool, say, shown: str, beside: Place, chart: Place, section: Place) -> None:
    """The answer: a verdict, three numbers, a chart and the section that is open."""
    view, language = state.view(), state.language()
    name, finding = names.title_of(view.policy, language), findings.found_in(comparison)
    early = verdict.first_look(comparison, final)
    closes = verdict.closes_told(comparison)
    verdict.box(finding, name, early, comparison.pairs, closes)
    sentences.of_explore(comparison, finding, final)
    verdict.tiles(comparison, finding, early)
    verdict.facts_of(comparison)
    # What an earlier drawing of the same run of the page put last stays where nothing takes its place.
    if final:
        st.empty()
    else:
        st.caption(growing(final, comparison.pairs))
    with beside.filled():
        verdict.pinned(finding, name, early, closes)
    with chart.filled():
        figures.drawn(*chart_of(shown, comparison, language, figures.look()))
        with st.container(key="footer_final" if final else f"footer_{comparison.pairs}"):
            st.caption(
                say("footer", pairs=comparison.pairs, seed=comparison.seed, months=comparison.months,
                    version=MODEL_VERSION, base=comparison.scenarios[0].hash, other=comparison.scenarios[1].hash)
            )  # fmt: skip
    if more.chosen() in more.OF_THE_ANSWER:
        with section.filled():
            more.of_the_answer(comparison)


if __name__ == "__main__":
    show()
