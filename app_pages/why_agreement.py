"""The article's story: the cash of the same firm with and without the agreement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app_pages import state, why_life
from app_pages.pieces import results_of, small_enough
from app_pages.recipe import Recipe, scenario_of
from app_pages.why_partner import seed_input
from experiments.explain import explain
from model import MODEL_VERSION, simulate

if TYPE_CHECKING:
    from app_pages.why import Question

SHOWN = ("cash", "own_stock", "purchases", "headcount")
WITHOUT, WITH = Recipe("prepayment"), Recipe("credit")


def show(question: Question) -> None:
    """The section."""
    say, world = question.say, state.view().world
    st.write(say("agreement.lead"))
    st.caption(say("agreement.arms", without=say("agreement.without"), having=say("agreement.with")))
    pair = [
        replace(scenario_of(world, recipe), name=say(name))
        for recipe, name in ((WITHOUT, "agreement.without"), (WITH, "agreement.with"))
    ]
    months = pair[0].months
    if not small_enough(pair, months):
        return
    seed = seed_input(question, st.columns([1, 3])[0])
    key = (*(scenario.hash for scenario in pair), MODEL_VERSION, months, seed)
    found = results_of([(("outcomes", *key), lambda: outcomes(pair, seed, months))], say("life.wait", runs=2))
    if found is None:
        return
    counts, partner = found[0]
    if partner is None:
        st.info(say("agreement.none"))
        return
    st.markdown(say("agreement.count", **counts))
    told = results_of(
        [(("agreement", *key), lambda: explain(pair[0], seed, partner, pair[1], months, runs=0))],
        say("life.wait", runs=2),
    )
    if told is None:
        return
    named = replace(
        told[0],
        scenarios=tuple(pair),
        life=replace(told[0].life, scenario=pair[0].name),
        twin=replace(told[0].twin, scenario=pair[1].name),
    )
    why_life.draw(named, say, SHOWN)


def outcomes(pair, seed: int, months: int) -> tuple[dict[str, int], int | None]:
    """How the focal distributor's partners of month 0 fare in both worlds, and the one whose story tells most.

    That is, of those that close only without the agreement and after a year or more, the first insolvent one, or else
    the first whose owner gave up; None without any.
    """
    without, having = (simulate(scenario, seed, months).partners for scenario in pair)
    rows = without.merge(having[["partner", "closed"]], on="partner", suffixes=("", "_with"))
    rows = rows[(rows["origin"] == "initial") & (rows["primary_distributor"] == "focal")]
    gone, gone_with = rows["closed"].notna(), rows["closed_with"].notna()
    counts = {
        "all": len(rows),
        "saved": int((gone & ~gone_with).sum()),
        "lost": int((~gone & gone_with).sum()),
        "both": int((gone & gone_with).sum()),
        "neither": int((~gone & ~gone_with).sum()),
    }
    saved = rows[gone & ~gone_with & rows["cause"].isin(["illiquidity", "over_indebtedness", "voluntary"])]
    saved = saved[saved["closed"] >= 12]
    # An insolvent firm is the article's case; an owner who gave up comes after.
    order = saved.assign(gave_up=saved["cause"] == "voluntary").sort_values(["gave_up", "closed", "partner"])
    return counts, int(order["partner"].iloc[0]) if len(order) else None
