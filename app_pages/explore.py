"""Explore: a what-if beside a locked baseline."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app_pages import charts, names, state
from app_pages.answers import follow
from app_pages.engine import engine
from app_pages.lever_widgets import control, levers
from app_pages.recipe import Recipe, policies, worlds
from app_pages.state import View
from app_pages.words import words
from app_pages.words.explore import WORDS
from experiments.compare import Comparison


def show() -> None:
    """The page."""
    say = words(WORDS, state.language())
    st.title(say("title"))
    st.write(say("lead"))
    with st.sidebar:
        controls(say)
    view = state.view()
    base, other = view.base_scenario(), view.scenario()
    follow([base, other], other.months, lambda comparison, final: draw(comparison, final, say))


def rehearse() -> None:
    """Draw the opening answer once without a page, so that its libraries are loaded before the first visitor."""
    view = View()
    scenarios = [view.base_scenario(), view.scenario()]
    comparison = engine.ask(scenarios, scenarios[0].months).answer()
    charts.survival_chart(comparison).to_dict()
    charts.money_chart(comparison).to_dict()


def controls(say) -> None:
    """The sidebar."""
    view, language = state.view(), state.language()
    st.button(say("reset"), on_click=reset, key="reset", width="stretch")
    st.selectbox(
        say("world"),
        worlds(),
        format_func=lambda word: names.world_title(word, language),
        key=state.place("world", view.world.preset),
        on_change=lambda: state.change(world=Recipe(state.chosen("world"))),
    )
    st.selectbox(
        say("policy"),
        policies(),
        format_func=lambda word: names.policy_title(word, language),
        key=state.place("preset", view.policy.preset),
        on_change=lambda: state.change(policy=Recipe(state.chosen("preset"))),
    )
    for group, keys in levers().items():
        with st.expander(names.group(group, language), expanded=group == "credit"):
            for key in keys:
                control(key, view.policy, move, "lever")


def move(key: str, value) -> None:
    """A lever was moved."""
    state.change(policy=state.view().policy.with_value(key, value))


def reset() -> None:
    """Back to the opening view, in the same language."""
    state.change(**{name: getattr(replace(View(), saved=state.view().saved), name) for name in
                    ("world", "baseline", "policy", "saved")})  # fmt: skip


def draw(comparison: Comparison, final: bool, say) -> None:
    """The answer."""
    st.write(comparison.finding(1))
    left, right = st.columns(2)
    with left:
        st.altair_chart(charts.survival_chart(comparison), width="stretch")
    with right:
        st.altair_chart(charts.money_chart(comparison), width="stretch")


if __name__ == "__main__":
    show()
