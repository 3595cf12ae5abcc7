"""My channel: from a ledger's file to who is at risk, what keeps whom, and a slide, in four steps."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages import channel_keeping, channel_risk, channel_skill, state
from app_pages.answers import result_of
from app_pages.ledgers import LARGEST, SAMPLE, File, Taken, corrected, forget, key_of, mine, samples, taken_in
from app_pages.names import number
from app_pages.uploads import mapping_from
from experiments.channel.doubts import LedgerError, said
from experiments.channel.mapping import LedgerMap
from experiments.channel.roles import ROLE_NAMES
from experiments.words.words import Words, words
from experiments.writing.markup import literal

KINDS_OF_FILES = ("csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods")
SHOWN = 12  # doubts on the page; the rest is in the folder
IGNORED = "ignore"


def show() -> None:
    """The page."""
    say = words(state.language(), "app.channel")
    st.title(say("title"))
    st.write(say("lead"))
    st.header(say("step.file"))
    taken = file_step(say)
    if taken is None:
        return
    told(taken, say)
    st.header(say("step.risk"))
    found = channel_risk.step(taken, say)
    if found is None:
        return
    channel_skill.skill(taken, found, say)
    st.header(say("step.policy"))
    if taken.own is None:
        st.info(literal(say("no_market", why=taken.why.told(state.language()))))
        return
    channel_keeping.step(taken, found, say)


def file_step(say: Words) -> Taken | None:
    """Files, a mapping and corrections by hand, read anew when one of them changes.

    The widgets forget their files when another page is opened; the session holds them until they are taken out.
    """
    left, right = st.columns([3, 2])
    given = left.file_uploader(
        say("files", size=LARGEST), KINDS_OF_FILES, True, key="ledger_files", help=say("files.help"),
        max_upload_size=LARGEST, on_change=lambda: st.session_state.pop("ledger_held", None),
    )  # fmt: skip
    map_file = right.file_uploader(say("mapping"), "toml", key="ledger_map", help=say("mapping.help"),
                                   max_upload_size=1,
                                   on_change=lambda: st.session_state.pop("ledger_said", None))  # fmt: skip
    if given:
        st.session_state["ledger_held"] = [(file.getvalue(), file.name) for file in given]
    if map_file:
        try:
            st.session_state["ledger_said"] = mapping_from(map_file.getvalue(), map_file.name)
        except LedgerError as problem:
            refused(problem)
            return None
    sample(say, bool(given))
    files: list[File] = st.session_state.get("ledger_held", [])
    if not files:
        return None
    known = key_of(files, LedgerMap())
    by_hand = st.session_state.setdefault("ledger_columns", {}).get(known, {})
    said = corrected(st.session_state.get("ledger_said", LedgerMap()), by_hand)
    key = key_of(files, said)
    taken = mine("taken", key, lambda: taken_in(key, known, files, said), say("reading"))
    if isinstance(taken, LedgerError):
        refused(taken)
        if by_hand:
            st.button(say("columns.back"), key="columns_back",
                      on_click=lambda: st.session_state["ledger_columns"].pop(known))  # fmt: skip
        return None
    return taken


def refused(problem: LedgerError) -> None:
    """Why a ledger or a mapping is not taken, in its own words."""
    st.error(literal(problem.line(state.language())), icon=":material/report:")


def sample(say: Words, busy: bool) -> None:
    """Ledgers to try it on, and the button that forgets everything."""
    left, middle, right = st.columns(3)
    if left.button(say("sample"), key="take_sample", disabled=busy, help=say("sample.help")):
        drawn = result_of(("ledger samples",), samples, say("sample.wait"))
        if drawn is not None:
            st.session_state["ledger_held"] = [(drawn[SAMPLE], SAMPLE)]
            st.session_state["ledger_sample"] = drawn[SAMPLE]
    if "ledger_sample" in st.session_state:
        middle.download_button(say("sample.save"), st.session_state["ledger_sample"], SAMPLE, "text/csv",
                               key="save_sample")  # fmt: skip
    right.button(say("forget"), key="forget_ledger", on_click=forget, help=say("forget.help"))


def told(taken: Taken, say: Words) -> None:
    """What was read: totals, columns, doubts, and the folder to take along."""
    ledger, language = taken.ledger, state.language()
    places = st.columns(3)
    places[0].metric(say("partners"), number(len(taken.partners), language))
    places[1].metric(say("invoices"), number(len(ledger.invoices), language))
    places[2].metric(say("as_of"), f"{ledger.as_of:%d.%m.%Y}" if ledger.as_of else "\N{EN DASH}")
    sums = {"all": ledger.total_in, "used": ledger.total_used, "left": ledger.total_in - ledger.total_used}
    shown = {name: number(round(value, 2) + 0.0, language, 2) for name, value in sums.items()}
    with st.container(key="ledger_totals"):
        st.markdown(literal(say("totals", unit=taken.channel.money(language), **shown)))
        if len(ledger.tables) > 1:
            sums = (f"{table['source']} {number(round(table['total_in'], 2), language, 2)}" for table in ledger.tables)
            st.caption(literal(say("totals.tables", sums="; ".join(sums))))
    with st.expander(say("columns"), icon=":material/view_column:"):
        for table in ledger.tables:
            columns(table, taken, say)
    with st.expander(say("doubts", count=len(taken.doubts)), expanded=bool(taken.doubts), icon=":material/help:"):
        for doubt in taken.doubts[:SHOWN]:
            st.markdown(f"- {literal(doubt.line(language))}")
        if len(taken.doubts) > SHOWN:
            st.caption(say("doubts.more", count=len(taken.doubts) - SHOWN))
    st.download_button(say("folder"), taken.packed, "my-channel.zip", "application/zip", key="save_folder",
                       help=say("folder.help"))  # fmt: skip


def columns(table: dict, taken: Taken, say: Words) -> None:
    """The columns of one table, each with what it is read as, to be corrected."""
    own = [column for column in taken.ledger.columns[table["source"]] if column.role != "month"]
    labels = {role: f"{role}: {say_role(role)}" for role in ROLE_NAMES}
    roles = {label: role for role, label in labels.items()}
    frame = pd.DataFrame(
        {
            say("column"): [column.name for column in own],
            say("role"): [labels.get(column.role or IGNORED, labels[IGNORED]) for column in own],
            say("cells"): [" | ".join(str(cell)[:14] for cell in column.cells) for column in own],
        }
    )
    st.markdown(f"**{literal(table['source'])}**")
    edited = st.data_editor(
        frame, hide_index=True, width="stretch", key=f"ledger_editor_{taken.known[:12]}_{table['source']}",
        disabled=[say("column"), say("cells")],
        column_config={say("role"): st.column_config.SelectboxColumn(options=list(roles), required=True)},
    )  # fmt: skip
    changed = {
        column.name: roles[label]
        for column, label, before in zip(own, edited[say("role")], frame[say("role")], strict=True)
        if label != before
    }
    if changed:
        by_hand = st.session_state["ledger_columns"]
        by_hand[taken.known] = {**by_hand.get(taken.known, {}), **changed}
        st.rerun()


def say_role(role: str) -> str:
    """What a role means, in the visitor's language."""
    return said(f"role.{role}").told(state.language())


if __name__ == "__main__":
    show()
