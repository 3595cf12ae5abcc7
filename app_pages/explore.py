"""Explore: a what-if beside a locked baseline."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app_pages import figures, findings, names, share, state, tables, timeline
from app_pages.answers import follow
from app_pages.drawing import charts_of, numbers_of, signs_of
from app_pages.lever_widgets import control, levers
from app_pages.recipe import Recipe, policies, worlds
from app_pages.state import SAVED, View
from app_pages.words import words
from app_pages.words.explore import WORDS
from app_pages.words.findings import WORDS as FINDING_WORDS
from experiments.compare import Comparison
from experiments.statistics import Difference
from model import MODEL_VERSION

VERDICTS = {  # the box and the sign of a finding
    "same": (st.info, "lightbulb"),
    "gain": (st.success, "trending_up"),
    "loss": (st.warning, "trending_down"),
    "mixed": (st.warning, "swap_vert"),
    "unclear": (st.info, "question_mark"),
}


def show() -> None:
    """The page."""
    say = words(WORDS, state.language())
    with st.sidebar:
        controls(say)
    st.title(say("title"))
    st.write(say("lead"))
    answer = st.container()
    with st.expander(say("timeline"), icon=":material/event:"):
        timeline.editor()
    share.panel()
    view = state.view()
    base, other = view.base_scenario(), view.scenario()
    with answer:
        follow([base, other], min(base.months, other.months), lambda comparison, final: draw(comparison, final, say))


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
    st.selectbox(
        say("policy"),
        policies(),
        format_func=lambda word: names.policy_title(word, language),
        key=state.place("preset", view.policy.preset),
        on_change=lambda: state.change(policy=Recipe(state.chosen("preset"))),
        help=say("policy_help"),
    )
    row = st.columns(2)
    row[0].button(say("lock"), on_click=_lock, key="lock", width="stretch", help=say("lock_help"))  # fmt: skip
    row[1].button(say("save"), on_click=_save, key="save", width="stretch", help=say("save_help"))  # fmt: skip
    if view.baseline != Recipe():
        st.caption(say("locked", name=title_of(view.baseline, language)))
        st.button(say("unlock"), on_click=lambda: state.change(baseline=Recipe()), key="unlock", width="stretch")
    for group, keys in levers().items():
        moved = sum(view.policy.value(key) != view.baseline.value(key) for key in keys)
        heading = names.group(group, language) + (f" · {moved}" if moved else "")
        with st.expander(heading, expanded=group == "credit", key=f"group_{group}"):
            st.caption(say(f"cost.{group}") if f"cost.{group}" in WORDS else say("cost.other"))
            for key in keys:
                control(key, view.policy, _move, "lever")


def title_of(recipe: Recipe, language: str) -> str:
    """What a policy is called: its own title, or its preset's, with a mark when levers differ."""
    title = recipe.title or names.policy_title(recipe.preset, language)
    return title + ("*" if recipe.differs and not recipe.title else "")


def _world_chosen() -> None:
    state.change(world=state.view().world.on(state.chosen("world")))


def _months_chosen() -> None:
    state.change(world=state.view().world.with_value("months", int(state.chosen("months"))))


def _move(key: str, value) -> None:
    policy = state.view().policy
    moved = policy.with_value(key, value)
    if moved != policy and policy.title and not policy.title.endswith("*"):
        moved = replace(moved, title=f"{policy.title}*")  # it is no longer what was saved under that name
    state.change(policy=moved)


def _lock() -> None:
    state.change(baseline=state.view().policy)


def _save() -> None:
    view, say = state.view(), words(WORDS, state.language())
    if len(view.saved) >= SAVED:
        state.tell(say("full", number=SAVED))
        return
    state.change(saved=(*view.saved, replace(view.policy, title=view.policy.title.rstrip("*"))))
    state.say_done(say("saved", number=len(state.view().saved), most=SAVED))


def reset() -> None:
    """Back to the opening view; the language and what was saved stay."""
    first = View()
    state.change(world=first.world, baseline=first.baseline, policy=first.policy)


def draw(comparison: Comparison, final: bool, say) -> None:
    """The answer: a sentence, four numbers, the charts, and every metric."""
    view, language = state.view(), state.language()
    told = words(FINDING_WORDS, language)
    name = title_of(view.policy, language)
    sentence = findings.headline(comparison, told, name)
    found = comparison.metrics(1)
    _sentence(findings.verdict(comparison), sentence, told)
    _metrics(comparison, found, say)
    st.caption(say("tolerance", pairs=comparison.pairs) + (" " + say("growing") if not final else ""))
    charts = charts_of(comparison, language, figures.look())
    for _ in range(2):
        for column in st.columns(2):
            with column:
                figures.drawn(*next(charts))
    left, right = st.columns(2)
    for chart in charts:
        with left:
            figures.drawn(*chart)
    with right:
        st.markdown(f"**{say('signs')}**")
        tables.shown(signs_of(comparison, language), say("signs"))
        st.caption(say("signs_help"))
    with st.expander(say("numbers"), icon=":material/table:"):
        tables.shown(numbers_of(comparison, language), say("numbers"))
    with st.container(key="footer_final" if final else f"footer_{comparison.pairs}"):
        st.caption(
            say("footer", pairs=comparison.pairs, seed=comparison.seed, months=comparison.months, version=MODEL_VERSION,
                base=comparison.scenarios[0].hash, other=comparison.scenarios[1].hash)
        )  # fmt: skip


def _sentence(verdict: str, sentence: str, told) -> None:
    """The finding in a box whose colour, sign and first words follow what it says."""
    box, icon = VERDICTS[verdict]
    text = sentence if verdict == "same" else f"**{told(f'verdict.{verdict}')}** {sentence}"
    box(text, icon=f":material/{icon}:")


def _metrics(comparison: Comparison, found: dict, say) -> None:
    profit, own = found["focal_profit"], found.get("survival_share_treated")
    whose = "m.kept" if own else "m.kept_all"
    month, lowest, when = findings.payback(comparison)
    row = st.columns(4)
    told = findings.told
    _metric(row[0], say(whose), own or found["survival_share"], 1, 100.0, say(f"{whose}_help"))
    _metric(row[1], say("m.profit"), profit, 0, 1.0, say("m.profit_help"))
    _metric(row[2], say("m.spend"), found["focal_spend"], 0, 1.0, say("m.spend_help"), "inverse")
    same = comparison.scenarios[0].hash == comparison.scenarios[1].hash
    gains = month if profit.clear and profit.difference > 0 else None
    row[3].metric(
        say("m.payback"),
        say("month", month=gains) if gains else say("never") if profit.clear and not same else "–",
        None if same or lowest >= 0 else say("m.lowest", low=told(lowest, 0), when=when),
        delta_color="off",
        delta_arrow="off",
        help=say("m.payback_help"),
    )


def _metric(place, label: str, pair: Difference, digits: int, scale: float, tip: str, colour: str = "normal") -> None:
    """A number with its difference; one that is none has neither a colour nor an arrow."""
    gap, told = scale * pair.difference, findings.told
    none = round(gap, digits) == 0
    place.metric(label, told(scale * pair.other, digits, False), told(gap, digits), help=tip,
                 delta_color="off" if none else colour, delta_arrow="off" if none else "auto")  # fmt: skip


if __name__ == "__main__":
    show()
