"""A fixed budget split over levers, with sliders that sum to it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from app_pages import findings, state, unread
from app_pages.answers import runs_of
from app_pages.engine import ROOT_SEED, Refused
from app_pages.state import SAVED
from app_pages.words import words
from app_pages.words.answers import WORDS as ANSWER_WORDS
from app_pages.words.splits import WORDS
from experiments.comparing.budget import PILOTS, WAYS, Split, even_parts, measure, rebalanced, split
from experiments.comparing.equal_spend import PilotError, mean_spends
from experiments.writing.markup import literal
from scenarios import ScenarioError

SMALLEST, LARGEST, USUAL = 60, 3000, 600  # money a year


def heading() -> str:
    """The name of the section."""
    return words(WORDS, state.language())("heading")


def read() -> tuple[int, dict[str, float]]:
    """Budget a year and parts in per cent, from the link; an even split of the usual budget when there is none."""
    return _understood(state.view().note("split")) or (USUAL, even_parts(tuple(WAYS)))


def _understood(text: str) -> tuple[int, dict[str, float]] | None:
    """What a link's text of a split says; None when it is none."""
    try:
        budget, *parts = (float(word) for word in text.split("-"))
    except ValueError:
        return None
    if not SMALLEST <= budget <= LARGEST or len(parts) != len(WAYS) or not abs(sum(parts) - 100) <= 1 or min(parts) < 0:
        return None
    return int(budget), dict(zip(WAYS, parts, strict=True))


def _write(budget: int, parts: dict[str, float]) -> None:
    state.set_note("split", "-".join([str(budget), *(f"{part:.1f}" for part in parts.values())]))


def editor() -> None:
    """Budget, sliders, what the money buys, and buttons that take it over."""
    say = words(WORDS, state.language())
    budget, parts = read()
    noted = state.view().note("split")
    if noted and _understood(noted) is None:
        unread.tell("split")
    st.write(say("lead"))
    st.slider(
        say("budget"), SMALLEST, LARGEST, step=60, key=state.place("split_budget", budget), on_change=_budget_moved,
        help=say("budget_help"),
    )  # fmt: skip
    columns, shown = st.columns(4), whole_parts(parts)
    for number, way in enumerate(parts):
        columns[number % 4].slider(
            say("part", name=say(way)), 0.0, 100.0, step=1.0, format="%.0f",
            key=state.place(f"split_{way}", float(shown[way])), on_change=_part_moved, args=(way,),
        )  # fmt: skip
    left, middle, right = st.columns(3)
    left.button(say("apply"), key="split_apply", on_click=_wanted, args=("apply",), width="stretch")
    middle.button(say("add"), key="split_add", on_click=_wanted, args=("add",), width="stretch")
    right.button(say("each"), key="split_each", on_click=_wanted, args=("each",), width="stretch")
    wanted = st.session_state.pop("split_wanted", None)
    if wanted or state.view().note("split"):
        _buy(budget, parts, wanted, say)


def whole_parts(parts: dict[str, float]) -> dict[str, int]:
    """The parts in whole per cent that still make a hundred: what is left over goes to the largest remainders."""
    found = {way: int(part) for way, part in parts.items()}
    for way in sorted(parts, key=lambda w: found[w] - parts[w])[: 100 - sum(found.values())]:
        found[way] += 1
    return found


def _budget_moved() -> None:
    _write(int(state.chosen("split_budget")), read()[1])


def _part_moved(way: str) -> None:
    budget, parts = read()
    _write(budget, rebalanced(parts, way, float(state.chosen(f"split_{way}"))))


def _wanted(what: str) -> None:
    st.session_state["split_wanted"] = what


def _buy(budget: int, parts: dict[str, float], wanted: str | None, say) -> None:
    """Measure prices, tell what the parts buy, and take it over if that was asked."""
    bar = st.empty()
    base = state.view().base_scenario()
    run = runs_of(bar, say("price_list"))

    def yearly(scenarios) -> list[float]:
        spends = mean_spends(scenarios, PILOTS, ROOT_SEED, base.months, 1, run=run)
        return [spend * 12.0 / base.months for spend in spends]

    try:
        price_list = measure(yearly, base, tuple(WAYS))
    except Refused as why:
        st.error(words(ANSWER_WORDS, state.language())(why.key, **why.values))
        return
    except (PilotError, ScenarioError) as why:
        st.error(literal(str(why)))
        return
    finally:
        bar.empty()
    bought = split(base, {way: budget * part / 100.0 for way, part in parts.items()}, price_list)
    rows, shown = [], whole_parts(parts)
    for way, part in parts.items():
        rows.append(
            {
                say("lever"): say(way),
                say("share"): findings.told(shown[way], 0, False),
                say("money"): findings.told(budget * part / 100.0, 0, False),
                say("dose"): f"{findings.told(100 * bought.doses.get(way, 0.0), 0, False)} %",
            }
        )
    st.table(pd.DataFrame(rows), hide_index=True, alt=say("parts"))
    for way, why in bought.unspent.items():
        st.warning(_unspent(price_list[way], way, why, budget * parts[way] / 100.0, say))
    if wanted == "apply":
        _take(bought, say, None)
    elif wanted == "add":
        _take(bought, say, say("title", number=len(state.view().saved) + 1))
    elif wanted == "each":
        left_out = []
        for way in WAYS:
            alone = split(base, {way: float(budget)}, price_list)
            if alone.values and len(state.view().saved) >= SAVED:
                left_out.append(say(way))
            elif alone.values:
                _take(alone, say, say("alone", name=say(way)), rerun=False)
            for way_short, why in alone.unspent.items():
                state.tell(_unspent(price_list[way_short], way_short, why, float(budget), say).rstrip("."))
        if left_out:
            state.tell(say("left_out", names=", ".join(left_out), number=SAVED))
        st.rerun()


def _unspent(price, way: str, why: str, amount: float, say) -> str:
    """Why a way does not take all that it was given."""
    limit = {"most": findings.told(price.most, 0, False), "least": findings.told(price.least, 0, False)}
    return say(why, name=say(way), wanted=findings.told(amount, 0, False), **{why: limit[why]})


def _take(bought: Split, say, title: str | None, rerun: bool = True) -> None:
    """Make a split the what-if, or save it under ``title``."""
    recipe = replace(state.view().baseline, title=title or say("title", number=1))
    for key, value in bought.values.items():
        recipe = recipe.with_value(key, round(value, 6) if isinstance(value, float) else value)
    if title is None:
        state.change(policy=recipe)
    elif len(state.view().saved) >= SAVED:
        state.tell(say("left_out", names=title, number=SAVED))
    else:
        state.change(saved=(*state.view().saved, recipe))
    if rerun:
        st.rerun()
