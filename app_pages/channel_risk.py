"""Second step of My channel: who is at risk, by name, and the simulated lives that stand for one partner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from app_pages import state, telling_signs, verdict, why_life
from app_pages.answers import result_of
from app_pages.engine import ROOT_SEED
from app_pages.ledgers import MARKET, Taken, mine
from app_pages.names import number
from app_pages.pieces import results_of
from experiments.channel.backtest import OUTCOMES, RANKING, on_markets, ranked_by
from experiments.channel.candidates import MONTHS, Candidates, together
from experiments.channel.doubts import LedgerError
from experiments.channel.exports import table_bytes
from experiments.channel.risk import COLUMNS, futures_of, risk_table
from experiments.channel.telling import Rule, Told, best_rule, telling
from experiments.channel.trust import last_told, left_open
from experiments.explain import explain
from experiments.explain.words import word
from experiments.validation.bearing import losses_missed
from experiments.words.words import Words, words
from experiments.writing.markup import literal
from model import MODEL_VERSION
from scenarios import load_scenario

MONIES = ("expected_loss", "exposure", "overdue")  # the first is what the list is ordered by, and stands first


@dataclass(frozen=True)
class AtRisk:
    """The table of :func:`risk_table`, and what it was made from: ``parts`` are ``candidates`` by run, named by ``key``
    for all visitors, ``ranking`` the scores of what it may rank by, ``telling`` how often its signs are right, ``rule``
    the best of them."""

    table: pd.DataFrame
    candidates: Candidates
    parts: list[Candidates]
    key: tuple
    ranking: list[dict]
    telling: list[Told]
    rule: Rule


def step(taken: Taken, say: Words) -> AtRisk | None:
    """The step; what it found, for the next one."""
    found = at_risk(taken, say)
    if found is None:
        return None
    if isinstance(found, LedgerError):
        st.error(literal(found.line(state.language())), icon=":material/report:")
        return None
    by = {name: ranked_by(found.ranking, name) for name in OUTCOMES}
    st.write(say("risk.lead", currency=literal(taken.channel.money(state.language()))))
    left, right = st.columns(2)
    kinds = list(dict.fromkeys(found.table["kind"]))
    kind = left.multiselect(say("kind"), kinds, format_func=kind_told, key="ledger_kinds", placeholder=say("all"))
    wanted = right.text_input(say("search"), key="ledger_search").strip().lower()
    rows = found.table
    if kind:
        rows = rows[rows["kind"].isin(kind)]
    if wanted:
        rows = rows[rows["name"].str.lower().str.contains(wanted, regex=False)]
    shown(rows, say)
    with st.container(horizontal=True):
        for name in ("xlsx", "csv"):
            st.download_button(say("save", kind=name), partial(table_bytes, rows, f".{name}", COLUMNS, []),
                               f"at-risk.{name}", key=f"save_risk_{name}", on_click="ignore")  # fmt: skip
    for text in left_open(taken.channel, taken.history, found.table, state.language()):
        st.caption(literal(text))
    for how in dict.fromkeys(by.values()):
        named = ", ".join(say(f"chance.{name}") for name in by if by[name] == how)
        st.caption(say(f"risk.by.{how}", names=named))
    verdict.facts_told(losses_missed(state.language()))
    for text in (telling_signs.rule_told(found.rule), *telling_signs.sentences(found.telling)):
        st.markdown(f"- {text}")
    telling_signs.table(found.telling)
    lives(rows, found, taken, say)
    return found


def at_risk(taken: Taken, say: Words) -> AtRisk | LedgerError | None:
    """Candidates and their back-test are the same for all visitors; the table is this session's own."""
    market = load_scenario(MARKET)
    common = (market.hash, MODEL_VERSION, ROOT_SEED)
    parts = results_of(telling_signs.pieces_of(market), say("risk.wait"))
    if parts is None:
        return None
    ranking = result_of((*common, "ranking"), lambda: on_markets(parts, RANKING), say("risk.table"))
    if ranking is None:
        return None
    lost = float(market.values["finance.loss_given_default"])

    def made() -> AtRisk:
        pool = together(parts)
        table = risk_table(taken.channel, taken.history, pool, lost, ranking)
        return AtRisk(table, pool, parts, common, ranking, telling(parts), best_rule(parts))

    return mine("risk", taken.key, made, say("risk.table"))


def kind_told(kind: str) -> str:
    """A kind in the visitor's language."""
    return word("kinds", kind, state.language())


def shown(rows: pd.DataFrame, say: Words) -> None:
    """The list: a click on a heading sorts it."""
    language = state.language()
    told = pd.DataFrame({say("name"): rows["name"], say("expected_loss"): rows["expected_loss"].round()})
    for what in ("close", "stop"):  # what the list is for stands first: the rest lies behind the edge of the page
        told[say(f"chance.{what}_12")] = (100 * rows[f"{what}_12"]).round(1)
        ends = zip(rows[f"{what}_12_low"], rows[f"{what}_12_high"], strict=True)
        told[say(f"from_to.{what}")] = [f"{100 * low:.0f}\N{EN DASH}{100 * high:.0f}" for low, high in ends]
    told[say("last_purchase")] = last_told(rows["last_purchase"], words(language, "channel"))
    told[say("seen")] = [", ".join(say(f"seen.{sign}") for sign in seen.split()) for seen in rows["seen"]]
    for name in MONIES[1:]:
        told[say(name)] = rows[name].round()
    told[say("cause")] = [word("causes", c, language) if c else "" for c in rows["cause"]]
    told[say("outlook")] = [say(f"outlook.{o}") if o else "" for o in rows["outlook"]]
    for what in ("close", "stop"):
        told[say(f"chance.{what}_6")] = (100 * rows[f"{what}_6"]).round(1)
    told[say("sure")] = rows["sure"].round()
    told[say("like")] = [say(f"like.{like}") for like in rows["like"]]
    told[say("kind")] = rows["kind"].map(kind_told)
    config = {say("name"): st.column_config.Column(pinned=True), say("seen"): st.column_config.Column(width="large")}
    config |= {say(name): st.column_config.NumberColumn(format="localized") for name in MONIES}
    config |= {say(f"chance.{name}"): st.column_config.NumberColumn(format="%.1f") for name in OUTCOMES}
    config |= {say("sure"): st.column_config.NumberColumn(format="%.0f")}
    st.dataframe(told, hide_index=True, width="stretch", column_config=config, key="ledger_risk",
                 alt=say("step.risk"))  # fmt: skip
    st.caption(say("risk.count", count=number(len(rows), language)) + " " + say("risk.note"))


def lives(rows: pd.DataFrame, found: AtRisk, taken: Taken, say: Words) -> None:
    """One partner: the lives that stand for it, each of which opens its books."""
    names = dict(zip(rows["partner"], rows["name"], strict=True))
    chosen = st.selectbox(say("lives"), list(names), index=None, format_func=names.get, key="ledger_partner",
                          placeholder=say("choose"))  # fmt: skip
    if chosen is None:
        return
    history, language = taken.history, state.language()
    table = futures_of(int(chosen), history, found.candidates)
    told = pd.DataFrame(
        {
            say("life"): table["partner"],
            say("weight"): [number(100 * w, language, 1) for w in table["weight"]],
            say("month"): table["month"],
            say("cash"): [number(c, language) for c in table["cash_days"]],
            say("ahead"): [number(a, language, 2) for a in table["ahead"]],
            say("within"): [word("causes", c, language) if c else say("lives_on") for c in table["cause"]],
        }
    )
    st.dataframe(told, hide_index=True, width="stretch", alt=say("lives"))
    st.caption(say("lives.note"))
    books(table, int(chosen), say)


def books(table: pd.DataFrame, own: int, say: Words) -> None:
    """The books of one of the lives, drawn as on the page Why, and the command that tells more of it."""
    place = st.selectbox(say("books"), table.index, index=None, placeholder=say("choose.life"),
                         format_func=lambda place: say("books.of", partner=table["partner"][place]),
                         key=f"ledger_life_{own}")  # fmt: skip
    if place is None:
        return
    seed, partner = int(table["seed"][place]), int(table["partner"][place])
    market = replace(load_scenario(MARKET), name=say("market"))
    key = (market.hash, MODEL_VERSION, "books", seed, partner)
    found = results_of([(key, lambda: explain(market, seed, partner, months=MONTHS, runs=0))], say("books.wait"))
    if found is None:
        return
    why_life.draw(found[0], words(state.language(), "app.why"))
    st.code(f"garden explain {MARKET} --seed {seed} --partner {partner} --months {MONTHS}", language="bash",
            wrap_lines=True)  # fmt: skip
