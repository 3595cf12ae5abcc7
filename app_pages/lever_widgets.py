"""Controls drawn from the parameter table: name, unit, range, tip and source of a lever come from its declaration."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app_pages import names, state
from app_pages.recipe import FOCAL, Recipe
from app_pages.words.levers import GROUPS
from model import PARAMETERS
from scenarios.scenario import Value


def levers() -> dict[str, list[str]]:
    """The focal distributor's levers by group, in the order of the words' table; unnamed groups last."""
    found: dict[str, list[str]] = {group: [] for group in GROUPS}
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
    """Name and unit."""
    unit = "" if PARAMETERS[key].choices else f", {names.unit(key, language)}"
    return names.name(key, language) + unit


def control(key: str, recipe: Recipe, changed: Callable[[str, Value], None], where: str, hint: str = "") -> None:
    """One control for ``key`` at the recipe's value; ``changed(key, value)`` is called when it is moved.

    ``where`` keeps keys of widgets apart; ``hint`` is put before the tip.
    """
    p, language = PARAMETERS[key], state.language()
    value = recipe.value(key)
    place = f"{where}_{key.replace('.', '_')}"
    text = f"{hint}{names.tip(key, language)} ({p.source}; {p.status})"

    def moved() -> None:
        changed(key, true_value(key, state.chosen(place)))

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
        return
    scale = 100.0 if percent(key) else 1.0
    if max(p.high, value) <= min(p.low, value):  # nothing to slide over
        st.caption(f"{label(key, language)}: {text}")
        return
    low, high = (shown_value(key, limit) for limit in (min(p.low, value), max(p.high, value)))
    if p.integer:
        st.slider(label(key, language), int(low), int(high), key=place, on_change=moved, help=text)
        return
    step, shown = (1.0, "%.0f") if high > 20 or p.unit == "days" else (0.1, "%.1f")
    if percent(key) and p.high * scale <= 5:
        step, shown = 0.1, "%.1f"
    st.slider(
        label(key, language),
        float(low),
        float(high),
        step=step,
        format=shown,
        key=place,
        on_change=moved,
        help=text,
    )
