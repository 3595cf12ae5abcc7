"""Link, files and "run this again": what lets a visitor take the page away and bring it back."""

from __future__ import annotations

import streamlit as st

from app_pages import state
from app_pages.engine import FULL
from app_pages.recipe import parted
from app_pages.reproduce import again
from app_pages.uploads import LARGEST, safe_name, scenario_from
from app_pages.words import words
from app_pages.words.share import WORDS
from scenarios import ScenarioError


def panel(pairs: int = FULL) -> None:
    """Everything about taking away and bringing back, folded."""
    say = words(WORDS, state.language())
    view = state.view()
    with st.expander(say("again"), icon=":material/replay:"):
        found = again(view.world, [view.baseline, view.policy], pairs, view.scenario().months)
        st.write(say("again_lead"))
        st.code(found.command, language="bash")
        st.code(found.python, language="python")
        for name, text in found.files.items():
            st.download_button(
                say("save_file", name=name), text, file_name=name, mime="application/toml", key=f"d_{name}"
            )
            st.code(text, language="toml", height=200)
    with st.expander(say("files"), icon=":material/folder_open:"):
        st.write(say("link"))
        st.download_button(
            say("download"),
            view.scenario().to_toml(differences=True),
            file_name="what-if.toml",
            mime="application/toml",
            key="download_scenario",
        )
        turn = st.session_state.get("uploads", 0)  # a new widget after each file, so that none is kept in memory
        st.file_uploader(
            say("upload", size=LARGEST // 1000),
            type="toml",
            key=f"scenario_file_{turn}",
            on_change=_uploaded,
            args=(f"scenario_file_{turn}",),
            help=say("upload_help"),
        )


def _uploaded(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    say = words(WORDS, state.language())
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    try:
        scenario = scenario_from(file.getvalue(), file.name)
    except ScenarioError as why:
        state.tell(str(why))
        return
    world, policy = parted(scenario)
    before = state.view()
    state.change(world=world, policy=policy)
    if state.view() != before or scenario.hash == before.scenario().hash:
        state.say_done(say("uploaded", name=safe_name(file.name)))
