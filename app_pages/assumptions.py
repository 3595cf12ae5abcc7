"""Assumptions: every number with its unit, range, source and status, and a way to change it."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from app_pages import names, state, unread
from app_pages.lever_widgets import allowed, control, percent, shown_value, told, true_value
from app_pages.recipe import Recipe, is_policy
from experiments.words.words import Words, words
from model import PARAMETERS
from scenarios.scenario import Value

STATUSES = ("verified", "recalled", "judgement")
ROLES = ("lever", "uncertainty", "constant")
EDITED = [key for key, p in PARAMETERS.items() if p.unit != "names"]  # a list of categories is declared in a file


def show() -> None:
    """The page."""
    language = state.language()
    say = words(language, "app.assumptions")
    st.title(say("title"))
    st.info(say("limits"), icon=":material/info:")
    with st.expander(say("limits.more")):
        st.markdown(say("limits.list"))
    counts = Counter(p.status for p in PARAMETERS.values())
    st.markdown(say("counted", all=len(PARAMETERS), **{status: counts[status] for status in STATUSES}))
    values = state.view().scenario().values
    changed = [key for key, p in PARAMETERS.items() if values[key] != p.default]
    if changed:
        st.caption(say("changes", number=len(changed)))
    keys = chosen_keys(say, language, changed)
    edit(say, language, keys)
    if not keys:
        st.info(say("none"))
        return
    st.caption(say("shown", shown=len(keys), all=len(PARAMETERS)))
    table = rows(keys, values, say, language)
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=min(700, 38 + 35 * len(table)),
        column_config={
            say("tip"): st.column_config.TextColumn(width="large"),
            say("source"): st.column_config.TextColumn(width="medium"),
            say("name"): st.column_config.TextColumn(width="medium", pinned=True),
        },
    )
    text = table.to_csv(index=False).encode("utf-8-sig")
    st.download_button(say("download"), text, "parameters.csv", "text/csv", key="parameters_csv")


def chosen_keys(say: Words, language: str, changed: list[str]) -> list[str]:
    """The keys that the filters leave, in the order of the parameter table."""
    view = state.view()
    text = st.text_input(
        say("search"), key=state.place("find", view.note("find")), help=say("search.help"), max_chars=60,
        on_change=lambda: state.set_note("find", state.chosen("find")), width=420,
    )  # fmt: skip
    left, right = st.columns(2)
    status = left.pills(say("status"), STATUSES, selection_mode="multi", format_func=say, key="status")
    role = right.pills(say("role"), ROLES, selection_mode="multi", format_func=say, key="role")
    only = st.toggle(say("changed"), key="only_changed")
    return [
        key
        for key, p in PARAMETERS.items()
        if (not status or p.status in status)
        and (not role or p.role in role)
        and (not only or key in changed)
        and matches(text, key, language)
    ]


def matches(text: str, key: str, language: str) -> bool:
    """Whether every word stands in a parameter's key, name, help or source."""
    where = " ".join((key, names.name(key, language), names.tip(key, language), PARAMETERS[key].source)).casefold()
    return all(word in where for word in text.casefold().split())


def rows(keys: list[str], values, say: Words, language: str) -> pd.DataFrame:
    """The table: one row a key."""

    def interval(key: str) -> str:
        p = PARAMETERS[key]
        if p.choices:
            return ", ".join(names.choice(word, language) for word in p.choices)
        if p.low is None:
            return names.unit(key, language)  # a list of names has no ends
        return f"{told(key, p.low, language)} … {told(key, p.high, language)}"

    return pd.DataFrame(
        {
            say("name"): names.name(key, language),
            say("value"): told(key, values[key], language),
            say("default"): told(key, PARAMETERS[key].default, language),
            say("range"): interval(key),
            say("unit"): "" if PARAMETERS[key].choices else names.unit(key, language),
            say("status"): say(PARAMETERS[key].status),
            say("role"): say(PARAMETERS[key].role),
            say("source"): PARAMETERS[key].source,
            say("tip"): names.tip(key, language),
            say("key"): key,
        }
        for key in keys
    )


def edit(say: Words, language: str, keys: list[str]) -> None:
    """One value's control: within its sensible range by slider, anything that means something by number."""
    view = state.view()
    noted = view.note("key")
    if noted and noted not in EDITED:
        unread.tell("key")
    keys = [key for key in keys if key in EDITED]
    options = ["", *keys] if noted in keys or noted not in EDITED else ["", noted, *keys]
    with st.container(border=True):
        st.markdown(f"**{say('edit')}**")
        key = st.selectbox(
            say("edit.which"), options, key=state.place("edit_key", noted if noted in EDITED else ""),
            format_func=lambda k: f"{names.name(k, language)} · {k}" if k else say("edit.none"),
            on_change=lambda: state.set_note("key", state.chosen("edit_key")),
        )  # fmt: skip
        if not key:
            return
        p = PARAMETERS[key]
        recipe = view.policy if is_policy(key) else view.world
        st.caption(f"{names.tip(key, language)} {say('source')}: {p.source} ({say(p.status)}). "
                   f"{say('edit.lever' if is_policy(key) else 'edit.world')}")  # fmt: skip
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        with left:
            control(key, recipe, move, "assume")
        with right:
            exact(key, recipe, say, language)
        if recipe.value(key) != p.default:
            st.button(say("edit.back", value=told(key, p.default, language)), key="edit_back",
                      on_click=move, args=(key, p.default))  # fmt: skip


def exact(key: str, recipe: Recipe, say: Words, language: str) -> None:
    """A field for any value within the limits of meaning."""
    p = PARAMETERS[key]
    if p.choices:
        return
    value = shown_value(key, recipe.value(key))
    whole = p.integer
    limits = [None if limit is None else (int(limit) if whole else float(shown_value(key, limit)))
              for limit in (p.minimum, p.maximum)]  # fmt: skip
    place = f"exact_{key.replace('.', '_')}"
    st.number_input(
        say("edit.exact") + (", %" if percent(key) else ""), limits[0], limits[1],
        key=state.place(place, int(value) if whole else float(value)), help=f"{allowed(key, language)}.",
        step=1 if whole else None, format=None if whole else "%.6g",
        on_change=lambda: move(key, true_value(key, state.chosen(place))),
    )  # fmt: skip


def move(key: str, value: Value) -> None:
    """Set a value: of a lever in the what-if, of anything else in the world."""
    view = state.view()
    if is_policy(key):
        state.change(policy=view.policy.with_value(key, value))
    else:
        state.change(world=view.world.with_value(key, value))


if __name__ == "__main__":
    show()
