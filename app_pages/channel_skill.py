"""My channel: how good such forecasts were, beside plain baselines, before anybody trusts the list."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.answers import result_of
from app_pages.channel_risk import AtRisk
from app_pages.ledgers import Taken, mine
from app_pages.names import number
from experiments.channel.backtest import on_history, on_markets
from experiments.channel.trust import own_told
from experiments.words.words import Words
from experiments.writing.markup import literal

TOLD = "close_12"  # the outcome of the sentence
SENTENCE = ("both", "futures", "scorecard", "true state")


def skill(taken: Taken, found: AtRisk, say: Words) -> None:
    """The areas under the curve in sentences, on your own history as well; all scores when they are asked for."""
    markets = result_of((*found.key, "skill"), lambda: on_markets(found.parts), say("risk.skill"))
    if markets is None:
        return
    auc = {row["method"]: told(row["auc"], 2) for row in markets if row["outcome"] == TOLD}
    st.caption(say("skill.lead", **{name.replace(" ", "_"): auc[name] for name in SENTENCE}))
    own = own_scores(taken, found, say)
    st.caption(literal(". ".join(own_told(own, found.ranking, state.language()))))
    if not st.toggle(say("skill"), key="ledger_skill"):
        return
    st.markdown(f"**{say('skill.markets')}**")
    scored(markets, "skill.markets", say)
    if own:
        st.markdown(f"**{say('skill.own')}**")
        scored(own, "skill.own", say)
    st.caption(say("skill.note"))


def own_scores(taken: Taken, found: AtRisk, say: Words) -> list[dict]:
    """The back-test on this session's own history; empty where there is none."""
    own = mine("history", taken.key, lambda: on_history(taken.history, found.candidates), say("risk.skill"))
    return own if isinstance(own, list) else []


def scored(rows: Sequence[dict], alt: str, say: Words) -> None:
    """A row an outcome and method."""
    table = pd.DataFrame(
        {
            say("skill.what"): [say(f"chance.{row['outcome']}") for row in rows],
            say("skill.by"): [say(f"m.{row['method']}") for row in rows],
            say("skill.cases"): [row["cases"] for row in rows],
            say("skill.events"): [row["events"] for row in rows],
            say("skill.auc"): [told(row["auc"], 2) for row in rows],
            say("skill.brier"): [told(row["brier"], 4) for row in rows],
            say("skill.within"): [f"{row['within']} / {len(row['calibration'])}" for row in rows],
        }
    )
    st.dataframe(table, hide_index=True, width="stretch", alt=say(alt), key=f"ledger_{alt.replace('.', '_')}")


def told(value: float | None, digits: int) -> str:
    """A score; a dash where all went one way, so that there is none."""
    return "\N{EN DASH}" if value is None else number(value, state.language(), digits)
