"""Controls drawn from the parameter table: name, unit, range, tip and source of a lever come from its declaration."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
import streamlit as st

from app_pages import names, state
from app_pages.recipe import Recipe
from experiments.words.keys import FOCAL
from experiments.words.words import read_words, words
from model import PARAMETERS
from scenarios import ScenarioError
from scenarios.check import checked
from scenarios.scenario import Value

# How far controls go where that is beyond what is usual: as far as the map of limits tries.
REACH = {f"{FOCAL}credit.limit_months": 6.0}
WITH_A_FIELD = (3, 2)  # widths of a slider and its field


def levers() -> dict[str, list[str]]:
    """The focal distributor's levers by group, in the order of the words' table; unnamed groups last."""
    found: dict[str, list[str]] = {group: [] for group in read_words("en", "app.levers.groups")}
    for key in PARAMETERS:
        if key.startswith(FOCAL):
            found.setdefault(key.split(".")[2], []).append(key)
    return {group: keys for group, keys in found.items() if keys}


def percent(key: str) -> bool:
    """Whether the app shows a parameter in per cent."""
    return PARAMETERS[key].unit.startswith("share")


def shown_value(key: str, value: Value) -> float | int | str:
    """A parameter's value as a widget shows it."""
    if PARAMETERS[key].choices or PARAMETERS[key].integer:
        return value
    return round(float(value) * (100.0 if percent(key) else 1.0), 6)


def true_value(key: str, shown: float | int | str) -> Value:
    """A widget's value as the model takes it."""
    if PARAMETERS[key].choices or PARAMETERS[key].integer:
        return shown
    return round(float(shown) / (100.0 if percent(key) else 1.0), 8)


def label(key: str, language: str) -> str:
    """Name and unit; *Weight of the portal* says that it is a weight, *Days to pay* that it is in days."""
    name, unit = names.name(key, language), names.unit(key, language)
    return name if PARAMETERS[key].choices or name.lower().startswith(unit.lower()) else f"{name}, {unit}"


def reach(key: str) -> float:
    """How far a control goes upwards."""
    return REACH.get(key, PARAMETERS[key].high)


def control(
    key: str,
    recipe: Recipe,
    changed: Callable[[str, Value], None],
    where: str,
    hint: str = "",
    today: Value | None = None,
) -> None:
    """One control for ``key`` at the recipe's value; ``changed(key, value)`` is called when it is moved.

    ``where`` keeps keys of widgets apart; ``hint`` is put before the tip. With ``today``, the value that it is compared
    with, that one is marked, and stand beside the control a field to type a value and, once moved, a way back.
    """
    p, language = PARAMETERS[key], state.language()
    value = recipe.value(key)
    place = f"{where}_{key.replace('.', '_')}"
    text = f"{hint}{names.tip(key, language)} ({p.source}; {p.status})"
    say = words(language, "app.levers")

    def moved() -> None:
        changed(key, true_value(key, state.chosen(place)))

    def back(inside) -> None:
        if today is not None and value != today:
            inside.button(
                say("back", value=told(key, today, language)), key=f"back_{place}", on_click=changed, args=(key, today),
                type="tertiary", icon=":material/undo:", help=say("back_help", name=names.name(key, language)),
            )  # fmt: skip

    state.place(place, shown_value(key, value))
    if p.choices:
        st.selectbox(
            label(key, language),
            p.choices,
            format_func=lambda word: names.choice(word, language),
            key=place,
            on_change=moved,
            help=text,
        )
        back(st)
        return
    if max(p.high, value) <= min(p.low, value):  # nothing to slide over
        st.caption(f"{label(key, language)}: {text}")
        return
    low, high = (shown_value(key, limit) for limit in (min(p.low, value), max(reach(key), value)))
    kind = int if p.integer else float
    step, shown = _step(key, high)
    if not p.integer:  # a value between two steps is told as it is: 0.25, not 0.3
        exact = f"{shown_value(key, value):.3f}".rstrip("0").partition(".")[2]
        shown = f"%.{max(int(shown[2]), len(exact))}f"
    beyond = "" if p.low <= value <= p.high else say(
        "beyond", low=told(key, p.low, language), high=told(key, p.high, language))  # fmt: skip
    if today is None:
        _slider(label(key, language), kind(low), kind(high), step, shown, place, moved, text)
        if beyond:
            st.caption(beyond)
        return
    st.markdown(label(key, language), help=text)
    left, right = st.columns(WITH_A_FIELD)
    with left:
        _slider(label(key, language), kind(low), kind(high), step, shown, place, moved, None)
        _mark(shown_value(key, today), low, high, f"{say('today')} {told(key, today, language)}")
    field = f"typed_{place}"
    typed = state.place_anew(field, kind(shown_value(key, value)))
    right.number_input(
        label(key, language), step=step, key=typed,
        format=None if p.integer else "%.6g", label_visibility="collapsed",
        on_change=lambda: state.is_there(field, typed) and _typed(key, state.chosen(typed), changed),
    )  # fmt: skip
    back(right)
    if beyond:
        st.caption(beyond)


def _typed(key: str, shown: float | int, changed: Callable[[str, Value], None]) -> None:
    """Take a value that was typed; one that the model cannot have is told, and changes nothing."""
    p, language, value = PARAMETERS[key], state.language(), true_value(key, shown)
    try:
        checked(key, value)
    except ScenarioError:
        text = f"{label(key, language)}: {names.number(shown, language, 0 if p.integer else 1)}"
        state.tell(f"{text}. {allowed(key, language)}")
    else:
        changed(key, value)


def _step(key: str, high: float) -> tuple[float | int, str]:
    """The step of a control, and how its value is written."""
    p = PARAMETERS[key]
    if p.integer:
        return 1, "%d"
    if percent(key) and p.high * 100.0 <= 5:
        return 0.1, "%.1f"
    return (1.0, "%.0f") if high > 20 or p.unit == "days" else (0.1, "%.1f")


def _slider(text: str, low, high, step, shown: str, place: str, moved, tip: str | None) -> None:
    """A slider; its name stands above it where it has a tip of its own."""
    with st.container(gap=None):  # what is written over it takes no room of its own
        st.slider(text, low, high, step=step, format=shown, key=place, on_change=moved, help=tip,
                  label_visibility="visible" if tip else "collapsed")  # fmt: skip
        if shown not in ("%d", "%.0f") and state.language() != "en":
            _value(place, low, high, step, int(shown[2]))


def _value(place: str, low: float, high: float, step: float, digits: int) -> None:
    """The value over a slider's thumb as the language writes it: its own number has a decimal point in every one."""
    value = float(st.session_state[place])
    share = step * np.floor((value - low) / step + 1e-9) / (high - low)  # a thumb stands at whole steps
    st.html(
        f"<style>.st-key-{place} [data-testid=stSliderThumbValue], .st-key-{place} [data-testid=stSliderTickBar] "
        "{ visibility: hidden }</style>"
        '<div style="position: relative; height: 0; margin: 0 0.4rem"><span class="garden-value" '
        f'style="position: absolute; top: -3.1rem; left: {share:.1%}; width: 6rem; margin-left: -3rem; '
        f'text-align: center; pointer-events: none">{names.number(value, state.language(), digits)}</span></div>'
    )


def _mark(value: float, low: float, high: float, text: str) -> None:
    """A mark below a slider at ``value``, with a word beside it on the side that has room."""
    share = min(1.0, max(0.0, (float(value) - low) / (high - low)))
    side = f"left: calc({share:.1%} + 0.4rem)" if share < 0.5 else f"right: calc({1 - share:.1%} + 0.4rem)"
    st.html(
        '<div style="position: relative; height: 1rem; margin: -0.9rem 0.4rem 0; font-size: 0.75rem">'
        f'<span class="garden-today" aria-hidden="true" style="position: absolute; left: {share:.1%}; '
        'transform: translateX(-50%)">\N{BLACK UP-POINTING SMALL TRIANGLE}</span>'
        f'<span style="position: absolute; {side}; white-space: nowrap">{escape(text)}</span></div>'
    )


def change_told(key: str, before: Value | None, after: Value | None, language: str) -> str:
    """A lever by its name, and its values before and after; the sign of per cent stands with the values."""
    values = f"{told(key, before, language)} → {told(key, after, language)}"
    if percent(key):
        return f"{names.name(key, language)}: {values} {names.unit(key, language)}"
    return f"{label(key, language)}: {values}"


def allowed(key: str, language: str) -> str:
    """The limits of meaning of a number, in words."""
    p, say = PARAMETERS[key], words(language, "app.levers")
    low, high = (told(key, limit, language) for limit in (p.minimum, p.maximum))
    return say("limits", low=low, high=high) if p.maximum is not None else say("limits.low", low=low)


def told(key: str, value: Value | None, language: str) -> str:
    """A value as pages show it: shares in per cent, choices in words, no more digits than people read."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return ", ".join(names.choice(word, language) for word in value.split(", "))
    shown = shown_value(key, value)
    size = abs(float(shown))
    most = 3 - int(np.floor(np.log10(size))) if size else 0  # decimals that make four digits in all
    digits = len(f"{shown:.{min(max(0, most), 6)}f}".rstrip("0").partition(".")[2])
    return names.number(shown, language, digits)
