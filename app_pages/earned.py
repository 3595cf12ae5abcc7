"""Partners' gross profit by group: who earns less, who more, in money and per cent of the baseline's."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app_pages import findings, state
from app_pages.engine import FULL, ROOT_SEED
from app_pages.pieces import results_of, small_enough
from experiments.comparing.earned import by_group, earned_of
from experiments.comparing.finding import LESS, MORE, PERHAPS_LESS, PERHAPS_MORE, range_told, state_of
from experiments.comparing.statistics import Difference
from experiments.running.runs import run_seed
from experiments.words.words import Words, capital, words
from model import MODEL_VERSION
from scenarios import Scenario

FUTURES = min(8, FULL)
# What is said of whom, by the state of their difference, in the order of the telling.
WAYS = {"falls": LESS, "rises": MORE, "falls.perhaps": PERHAPS_LESS, "rises.perhaps": PERHAPS_MORE}
OF_ITS_OWN = ("yours", "rivals")  # groups whose names are no chart's


def found_in(scenarios: Sequence[Scenario]) -> dict[str, Difference] | None:
    """The difference of the second scenario from the first by group; None when it was refused, which is told."""
    months = min(scenario.months for scenario in scenarios)
    if not small_enough(scenarios, months):
        return None
    pieces = [
        (
            ("earned", scenario.hash, MODEL_VERSION, months, seed),
            lambda scenario=scenario, seed=seed: earned_of(scenario, seed, months),
        )
        for seed in (run_seed(ROOT_SEED, number) for number in range(FUTURES))
        for scenario in scenarios
    ]
    runs = results_of(pieces, words(state.language(), "app.earned")("wait", runs=len(pieces)))
    return None if runs is None else by_group(list(zip(runs[::2], runs[1::2], strict=True)))


def section() -> None:
    """The what-if against the baseline: a sentence and a row a group."""
    say, view = words(state.language(), "app.earned"), state.view()
    found = found_in([view.base_scenario(), view.scenario()])
    if found is None:
        return
    st.markdown(f"**{told(found)}**")
    st.table(table(found, say), hide_index=True, alt=say("group"))
    st.caption(say("note", futures=FUTURES, unit=findings.unit()))


def told(found: dict[str, Difference]) -> str:
    """With whom gross profit surely falls and rises, the worst first, those last with whom perhaps by too little."""
    say = words(state.language(), "app.earned")
    parts = []
    for key, way in WAYS.items():
        there = [name for name, pair in found.items() if counted(pair) == way]
        if there:
            there.sort(key=lambda name: -abs(found[name].difference / (found[name].base or 1.0)))
            parts.append(say(key, names="; ".join(f"{named(name)} {percent(found[name])}" for name in there)))
    sentence = " ".join(parts) or say("none")
    return capital(sentence)


def counted(pair: Difference) -> str:
    """Which way a group's gross profit goes, by the visitor's own bound."""
    return state_of(pair, findings.smallest().of("partners", pair.base))


def named(name: str) -> str:
    """A group in the visitor's language."""
    language = state.language()
    return words(language, "app.earned" if name in OF_ITS_OWN else "app.figures")(name)


def percent(pair: Difference) -> str:
    """A difference in per cent of the baseline's, with its interval; a dash where the baseline has nothing."""
    if pair.base <= 0.0:
        return "–"
    scale = 100.0 / pair.base
    bounds = range_told(pair, words(state.language()), scale, 1)
    return f"{findings.told(scale * pair.difference)} % ({bounds})"


def table(found: dict[str, Difference], say: Words) -> pd.DataFrame:
    """A row a group, bold where it counts."""
    rows = []
    for name, pair in found.items():
        money = findings.told(pair.difference, 0)
        money = f"**{money}**" if counted(pair) in (LESS, MORE) else money
        rows.append(
            {
                say("group"): named(name),
                say("base", unit=findings.unit()): findings.told(pair.base, 0, False),
                say("difference", unit=findings.unit()): f"{money} ({findings.interval(pair, 1.0, 0)})",
                say("percent"): percent(pair),
            }
        )
    return pd.DataFrame(rows)
