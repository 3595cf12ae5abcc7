"""Link, files and "run this again": what lets a visitor take the page away and bring it back."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app_pages import populations, state
from app_pages.engine import FULL
from app_pages.recipe import parted
from app_pages.reproduce import again
from app_pages.uploads import LARGEST, safe_name, scenario_from
from app_pages.words import words
from app_pages.words.share import WORDS
from experiments.markup import literal
from scenarios import ScenarioError

SHOWN = 10  # complaints about cells of a file on the page
EXAMPLE = (
    "kind,size,cash_days,terms,limit,distributor,name\n"
    "integrator,40,25,30,80,focal,example one\n"
    "reseller,12,10,0,0,focal,example two\n"
    "reseller,8,14,30,16,rival_1,example three\n"
    "online_shop,60,20,30,120,rival_2,example four\n"
)


def panel(pairs: int = FULL) -> None:
    """Everything about taking away and bringing back, folded; what is folded is not made, since it costs each run."""
    say = words(WORDS, state.language())
    with st.expander(say("again"), icon=":material/replay:", key="again", on_change="rerun") as folded:
        if folded.open:
            _again(pairs, say)
    with st.expander(say("files"), icon=":material/folder_open:", key="files", on_change="rerun") as folded:
        if folded.open:
            _files(say)


def _again(pairs: int, say) -> None:
    view = state.view()
    found = again(view.world, [view.baseline, view.policy], pairs, view.scenario().months)
    st.write(say("again_lead"))
    st.code(found.command, language="bash")
    st.code(found.python, language="python")
    for name, text in found.files.items():
        st.download_button(say("save_file", name=name), text, file_name=name, mime="application/toml", key=f"d_{name}")
        st.code(text, language="toml", height=200)


def _files(say) -> None:
    view = state.view()
    st.write(say("link"))
    st.download_button(
        say("download"),
        view.scenario().to_toml(differences=True),
        file_name="what-if.toml",
        mime="application/toml",
        key="download_scenario",
    )
    turn = st.session_state.get("uploads", 0)  # a new widget after each file, so that none is kept in memory
    _uploader("scenario", "toml", say("upload", size=LARGEST // 1000), say("upload_help"), _uploaded, turn)
    st.markdown(f"**{say('partners')}**")
    st.caption(say("partners_lead"))
    st.download_button(
        say("partners_example"), EXAMPLE, file_name="partners.csv", mime="text/csv", key="download_partners"
    )
    most = populations.LARGEST // 1000
    _uploader("partners", "csv", say("partners_upload", size=most), say("partners_help"), _partners_uploaded, turn)
    if view.world.partners:
        count = len(populations.known(view.world.partners))
        st.write(say("partners_used", count=count, name=view.world.partners))
        st.download_button(
            say("partners_save"), populations.known(view.world.partners).to_csv(), file_name="partners.csv",
            mime="text/csv", key="save_partners",
        )  # fmt: skip
        st.button(say("partners_drop"), key="drop_partners", on_click=_drop_partners)
    for line in st.session_state.pop("complaints", []):
        st.error(literal(line))


def _uploader(name: str, kind: str, text: str, tip: str, then, turn: int) -> None:
    key = f"{name}_file_{turn}"
    st.file_uploader(text, type=kind, key=key, on_change=then, args=(key,), help=tip)


def _partners_uploaded(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    say = words(WORDS, state.language())
    name = safe_name(file.name)
    try:
        partners = populations.from_file(file.getvalue(), name)
        partners.check_market(
            state.view().base_scenario().values | {f"population.{k}": n for k, n in partners.counts.items()}
        )
    except ScenarioError as why:
        headline, *complaints = str(why).splitlines()
        state.tell(headline)
        st.session_state["complaints"] = complaints[:SHOWN] + (
            [say("more", more=len(complaints) - SHOWN)] if len(complaints) > SHOWN else []
        )
        return
    world = state.view().world
    kept = tuple(
        (key, value)
        for key, value in world.values
        if not key.startswith("population.") or key == "population.distributor"
    )
    state.change(world=replace(world, values=kept, partners=populations.keep(partners)))
    state.say_done(say("partners_open", name=name, count=len(partners)))


def _drop_partners() -> None:
    state.change(world=replace(state.view().world, partners=""))


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
