"""Link, files and "run this again": what lets a visitor take the page away and bring it back."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app_pages import populations, state
from app_pages.engine import FULL
from app_pages.names import number
from app_pages.recipe import parted
from app_pages.reproduce import again
from app_pages.uploads import LARGEST, safe_name, scenario_from
from experiments.words.words import words
from experiments.writing.markup import literal
from scenarios import ScenarioError

STRANGE = 20  # times larger or smaller than the example market is hardly the same money
SHOWN = 10  # complaints about cells of a file on the page
EXAMPLE = (
    "kind,size,cash_days,terms,limit,distributor,name\n"
    "integrator,40,25,30,80,focal,example one\n"
    "reseller,12,10,0,0,focal,example two\n"
    "reseller,8,14,30,16,rival_1,example three\n"
    "online_shop,60,20,30,120,rival_2,example four\n"
)


def once_more(pairs: int = FULL) -> None:
    """The command and the Python that give the same numbers."""
    say, view = words(state.language(), "app.share"), state.view()
    found = again(view.world, [view.baseline, view.policy], pairs, view.scenario().months, view.base_world)
    st.write(say("again_lead"))
    st.code(found.command, language="bash", wrap_lines=True)
    st.code(found.python, language="python", wrap_lines=True)
    for name, text in found.files.items():
        st.download_button(say("save_file", name=name), text, file_name=name, mime="application/toml", key=f"d_{name}")
        st.code(text, language="toml", height=200, wrap_lines=True)


def files() -> None:
    """The link, and scenarios as files."""
    say, view = words(state.language(), "app.share"), state.view()
    st.write(say("link"))
    st.download_button(
        say("download"),
        view.scenario().to_toml(differences=True),
        file_name="what-if.toml",
        mime="application/toml",
        key="download_scenario",
    )
    _uploader("scenario", "toml", say("upload", size=LARGEST // 1000), say("upload_help"), _uploaded)


def partners() -> None:
    """A list of one's own partners in the place of the example market's."""
    if st.session_state.pop("partners_changed", False):
        st.rerun()  # of the whole page: it is another market now
    say, view = words(state.language(), "app.share"), state.view()
    st.write(say("partners_lead"))
    most = populations.LARGEST // 1000
    _uploader("partners", "csv", say("partners_upload", size=most), say("partners_help"), _partners_uploaded)
    st.download_button(
        say("partners_example"), EXAMPLE, file_name="partners.csv", mime="text/csv", key="download_partners"
    )
    for line in st.session_state.pop("complaints", []):
        st.error(literal(line))
    if view.world.partners:
        known = populations.known(view.world.partners)
        st.write(say("partners_used", count=len(known), name=view.world.partners))
        scale = populations.scale(known, view.base_scenario().values)
        if not 1 / STRANGE < scale < STRANGE:
            st.warning(say("partners_scale", times=number(max(scale, 1 / scale), state.language()),
                           way=say("larger" if scale > 1 else "smaller")), icon=":material/scale:")  # fmt: skip
        st.download_button(
            say("partners_save"), known.to_csv(), file_name="partners.csv", mime="text/csv", key="save_partners"
        )
        st.button(say("partners_drop"), key="drop_partners", on_click=_drop_partners)


def _uploader(name: str, kind: str, text: str, tip: str, then) -> None:
    turn = st.session_state.get("uploads", 0)  # a new widget after each file, so that none is kept in memory
    key = f"{name}_file_{turn}"
    st.file_uploader(text, type=kind, key=key, on_change=then, args=(key,), help=tip, max_upload_size=1)


def _partners_uploaded(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    say = words(state.language(), "app.share")
    name = safe_name(file.name)
    try:
        partners, names = populations.from_file(file.getvalue(), name)
        partners.check_market(
            state.view().base_scenario().values | {f"population.{k}": n for k, n in partners.counts.items()}
        )
    except ScenarioError as why:
        headline, *complaints = str(why).splitlines()
        st.session_state["complaints"] = [headline, *complaints[:SHOWN]] + (
            [say("more", more=len(complaints) - SHOWN)] if len(complaints) > SHOWN else []
        )
        return
    populations.remember_names(partners.hash, names)
    world = state.view().world
    kept = tuple(
        (key, value)
        for key, value in world.values
        if not key.startswith("population.") or key == "population.distributor"
    )
    state.change(world=replace(world, values=kept, partners=populations.keep(partners)))
    st.session_state["partners_changed"] = True
    state.say_done(say("partners_open", name=name, count=len(partners)))


def _drop_partners() -> None:
    st.session_state["partners_changed"] = True
    state.change(world=replace(state.view().world, partners=""))


def _uploaded(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    say = words(state.language(), "app.share")
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
