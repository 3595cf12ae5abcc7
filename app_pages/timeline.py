"""The timeline: policies and shocks with their dates, and a form that adds one."""

from __future__ import annotations

import streamlit as st

from app_pages import names, state
from app_pages.lever_widgets import label, shown_value, true_value
from app_pages.recipe import is_policy, plain, preset, worlds
from app_pages.state import WHAT_IF_ALONE
from experiments.words.words import words
from experiments.writing.markup import literal
from model import PARAMETERS
from scenarios.check import ScenarioError, datable
from scenarios.scenario import Change, Value

MOST_STEPS = 12  # of one change in stages

COMMON = (  # what a shock most often moves, first in the list
    "finance.funding_rate",
    "customers.corporate.demand",
    "customers.smb.demand",
    "customers.consumer.demand",
    "finance.currency",
    "vendors.us.direct",
    "vendors.asian.volume",
    "rivals.imitation_lag",
)


def editor() -> None:
    """What is dated now, each with a button that takes it away, and the form."""
    say = words(state.language(), "app.timeline")
    view = state.view()
    st.caption(say("lead"))
    if view.world.changes:
        st.segmented_control(
            say("strike"), ("both", WHAT_IF_ALONE), format_func=lambda side: say(f"strike.{side}"), required=True,
            key=state.place("shocks", view.note("shocks", "both")), help=say("strike_help"),
            on_change=lambda: state.set_note("shocks", state.chosen("shocks").replace("both", "")),
        )  # fmt: skip
    rows = [("world", change, False) for change in preset(view.world.preset).timeline]
    rows += [("world", change, True) for change in view.world.changes]
    rows += [("policy", change, True) for change in view.policy.changes]
    if not rows:
        st.write(say("empty"))
    for number, (half, change, mine) in enumerate(sorted(rows, key=lambda row: row[1].month)):
        text, button = st.columns([6, 1], vertical_alignment="center")
        text.markdown(_told(change, half, say))
        if mine:
            button.button(
                say("remove"),
                key=f"remove_{number}",
                on_click=_remove,
                args=(half, change),
                help=say("remove_help", name=change.name),
            )
    _form(say)


def _told(change: Change, half: str, say) -> str:
    """One dated change in words."""
    language = state.language()
    if change.until is None:
        when = say("from", month=change.month)
    else:
        when = say("between", month=change.month, until=change.until)
    moved = "; ".join(
        f"{names.name(key, language)} → {_value(key, value)}" for key, value in sorted(change.values.items())
    )
    # A change without a name of its own is called after what it moves, which is told anyway.
    own = [change.name] != [names.name(key, language) for key in change.values]
    called = f"{literal(change.name)}: " if own else ""
    return f":material/{'public' if half == 'world' else 'tune'}: **{when}** · {called}{moved}"


def _value(key: str, value) -> str:
    language = state.language()
    if PARAMETERS[key].choices:
        return names.choice(value, language)
    shown = float(shown_value(key, value))
    text = names.number(shown, language, 0 if shown == int(shown) else 2)
    return f"{text} {names.unit(key, language)}"


def _remove(half: str, change: Change) -> None:
    recipe = getattr(state.view(), half)
    state.change(**{half: recipe.with_changes(c for c in recipe.changes if c != change)})


def choices() -> list[str]:
    """Keys that can be dated: the levers, then common shocks, then everything else of the world."""
    keys = []
    for key in PARAMETERS:
        try:
            datable(key)
            keys.append(key)
        except ScenarioError:
            pass
    levers = [key for key in keys if is_policy(key)]
    common = [key for key in COMMON if key in keys]
    return levers + common + [key for key in keys if key not in levers and key not in common]


def _form(say) -> None:
    language, months = state.language(), state.view().base_scenario().months
    shocks = [name for name in worlds() if preset(name).timeline and name != state.view().world.preset]
    st.markdown(f"**{say('add')}**")
    what, value = st.columns([3, 2], vertical_alignment="bottom")
    key = what.selectbox(say("what"), choices(), format_func=lambda k: label(k, language),
                         key=state.place_own("dated_key", choices()))  # fmt: skip
    p = PARAMETERS[key]
    now = (state.view().policy if is_policy(key) else state.view().world).value(key)
    with value:
        if p.choices:
            st.selectbox(say("value"), p.choices, format_func=lambda w: names.choice(w, language),
                         key=state.place_own(f"dated_value_{key}", p.choices))  # fmt: skip
        else:
            st.number_input(
                f"{say('value')}, {names.unit(key, language)}",
                value=float(shown_value(key, now)),
                key=f"dated_value_{key}",
                help=names.tip(key, language),
            )
    if not p.choices and not p.integer:
        steps, apart = st.columns(2)
        steps.number_input(say("steps"), 1, MOST_STEPS, 1, key="dated_steps", help=say("steps_help"))
        apart.number_input(say("apart"), 1, months, min(12, months), key="dated_apart")
    start, end, name, button = st.columns([2, 2, 3, 2], vertical_alignment="bottom")
    start.number_input(say("month"), 0, months - 1, min(12, months - 1), key="dated_month")
    end.number_input(say("until"), 0, months, 0, key="dated_until", help=say("until_help"))
    name.text_input(say("name"), key="dated_name", max_chars=60, placeholder=names.name(key, language))
    button.button(say("add_button"), key="dated_add", on_click=_add, args=(key,), width="stretch")
    if shocks:
        left, right = st.columns([7, 2], vertical_alignment="bottom")
        left.selectbox(say("shock"), shocks, format_func=lambda word: names.world_title(word, language),
                       key=state.place_own("dated_shock", shocks))  # fmt: skip
        right.button(say("add_button"), key="shock_add", on_click=_add_shock, width="stretch")


def _add(key: str) -> None:
    language = state.language()
    value = state.chosen(f"dated_value_{key}")
    if PARAMETERS[key].integer:
        value = int(value) if float(value).is_integer() else value
    until = int(state.chosen("dated_until")) or None
    title = state.chosen("dated_name").strip() or names.name(key, language)
    half = "policy" if is_policy(key) else "world"
    recipe = getattr(state.view(), half)
    steps, month, target = 1, int(state.chosen("dated_month")), true_value(key, value)
    if not PARAMETERS[key].choices and not PARAMETERS[key].integer:
        steps = int(state.chosen("dated_steps"))
    apart = int(st.session_state.get("dated_apart", 1))
    added = staged(key, recipe.value(key), target, month, until, steps, apart, title)
    state.change(**{half: recipe.with_changes([*recipe.changes, *added])})


def staged(
    key: str, now: Value, target: Value, month: int, until: int | None, steps: int, apart: int, title: str
) -> list[Change]:
    """Changes that take a key from ``now`` to ``target`` in equal steps ``apart`` months, the first in ``month``."""
    if steps == 1:
        return [Change(month, until, title, plain({key: target}))]
    found = []
    for step in range(1, steps + 1):
        start, last = month + (step - 1) * apart, step == steps
        value = target if last else round(now + (target - now) * step / steps, 8)
        found.append(Change(start, until if last else start + apart, f"{title} {step}/{steps}", plain({key: value})))
    return found


def _add_shock() -> None:
    world = state.view().world
    added = [change for change in preset(state.chosen("dated_shock")).timeline if change not in world.changes]
    state.change(world=world.with_changes([*world.changes, *added]))
