"""Third and fourth step of My channel: what keeps whom at what cost, whom to offer it, and the slides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from app_pages import state, tables, verdict
from app_pages.channel_risk import AtRisk, kind_told
from app_pages.channel_skill import own_scores
from app_pages.engine import ROOT_SEED
from app_pages.ledgers import NAME, Taken, ticket
from app_pages.names import number
from app_pages.pieces import results_of, small_enough
from app_pages.recipe import preset
from experiments.channel.doubts import LedgerError
from experiments.channel.exports import table_bytes
from experiments.channel.keeping import RULES, Keeping, Plan, columns, command_for, keeping, plan, rows_of
from experiments.channel.policy import Trial, joined, trial
from experiments.channel.programmes import PARTS
from experiments.channel.slides import channel_deck
from experiments.channel.trust import trust_told
from experiments.comparing.finding import best_told
from experiments.drawing.files import SUFFIXES, deck_file
from experiments.refusal import UsageError
from experiments.validation.bearing import lost_share
from experiments.words.keys import FOCAL, level_told
from experiments.words.words import Words, interval, words
from experiments.writing.markup import literal

FIRST = ("terms", "limit", "rescue")
MONTHS = (12, 24, 36)
FUTURES = (8, 16, 32, 64)
AT_A_TIME = 8  # futures in the workers' line, so that other visitors have their turn


class Stopped(Exception):
    """The runs were refused or failed, which stands on the page."""


@dataclass(frozen=True)
class Asked:
    """What the visitor wants to have tried."""

    names: tuple[str, ...]
    months: int
    futures: int
    budget: float


def step(taken: Taken, risk: AtRisk, say: Words) -> None:
    """The question, and its answer once it was asked."""
    st.write(say("policy.lead", count=number(len(taken.own.partners), state.language())))
    wanted = question(taken, say)
    if wanted is not None:
        st.session_state["ledger_asked"] = wanted
    wanted = st.session_state.get("ledger_asked")
    if wanted is None:
        return
    key = (taken.key, wanted)
    held = st.session_state.get("mine_kept")
    if held is None or held[0] != key:
        try:
            held = (key, *answered(taken, risk, wanted, say))
        except Stopped:
            return
        except (LedgerError, UsageError) as problem:
            st.error(literal(str(problem)), icon=":material/report:")
            return
        st.session_state["mine_kept"] = held
    shown(held[1], held[2], wanted, taken, say)
    st.header(say("step.slides"))
    slides(held[1], held[2], wanted, taken, risk, say)


def what_it_does(name: str, say: Words) -> str:
    """A programme in words; where it moves one lever, to which value from which."""
    source, levers = PARTS[name]
    keys = [FOCAL + lever for lever in levers]
    presets = (preset(source or "steady"), preset("steady"))
    to, was = (say.several(level_told(key, one.values[key], say.language) for key in keys) for one in presets)
    return say(f"p.{name}.help", to=to, was=was)


def question(taken: Taken, say: Words) -> Asked | None:
    """Programmes, length, futures and budget; None until the button is pressed."""
    with st.form("ledger_policy", border=True):
        names = st.multiselect(say("programmes"), PARTS, FIRST, format_func=lambda name: say(f"p.{name}"),
                               key="ledger_programmes")  # fmt: skip
        for name in PARTS:
            st.caption(f"**{say(f'p.{name}')}**: {what_it_does(name, say)}")
        left, middle, right = st.columns(3)
        months = left.segmented_control(say("months"), MONTHS, default=24, key="ledger_months", required=True)
        futures = middle.segmented_control(say("futures"), FUTURES, default=16, key="ledger_futures", required=True,
                                           help=say("futures.help"))  # fmt: skip
        unit = taken.channel.money(state.language())
        budget = right.number_input(say("budget", unit=unit), 0.0, 1e15, 0.0, key="ledger_budget",
                                    help=say("budget.help"))  # fmt: skip
        pressed = st.form_submit_button(say("try"), type="primary", key="try_policy")
    if not pressed:
        return None
    if not names:
        st.warning(say("programmes.none"))
        return None
    return Asked(tuple(name for name in PARTS if name in names), months, futures, float(budget))


def answered(taken: Taken, risk: AtRisk, wanted: Asked, say: Words) -> tuple[Keeping, Plan | None]:
    """Programmes tried and the budget spent, by the workers; raises :class:`Stopped` where they could not."""

    def run(scenarios: Sequence, arms, seed: int, first: int) -> Trial:
        if not small_enough([taken.own], wanted.months * (1 + len(arms))):
            raise Stopped
        return pieces(scenarios, arms, seed, first, say)

    kept = keeping(taken.channel, taken.history, risk.candidates, risk.table, taken.own, wanted.names, wanted.months,
                   wanted.futures, ROOT_SEED, run)  # fmt: skip
    return kept, plan(kept, wanted.budget, run) if wanted.budget > 0.0 else None


def pieces(scenarios: Sequence, arms, seed: int, first: int, say: Words) -> Trial:
    """A trial future by future, its results in this session alone."""
    found: dict[int, Trial] = {}

    def one(place: int) -> bool:
        found[place] = trial([scenarios[place]], arms, seed, first + place, threads=1)
        return True

    for start in range(0, len(scenarios), AT_A_TIME):
        places = range(start, min(start + AT_A_TIME, len(scenarios)))
        text = say("trying", done=start, all=len(scenarios))
        if results_of([(ticket(), partial(one, place)) for place in places], text) is None:
            raise Stopped
    return joined([found[place] for place in range(len(scenarios))])


def shown(kept: Keeping, offers: Plan | None, wanted: Asked, taken: Taken, say: Words) -> None:
    """The answer: programmes, for whom, by name, the list within the budget, a pilot."""
    stage, unit = words(state.language()), taken.channel.money(state.language())
    names = {name: say(f"p.{name}") for name in kept.levers}
    arms(rows_of(kept.trial, kept.trial.arms[1:], stage, unit, names), names, unit, say)
    st.markdown(f"**{literal(best_told(kept.best, stage, say('nothing')))}.**")
    with st.container(key="policy_final"):  # where tests know that the answer stands
        st.caption(say("policy.note", pairs=kept.trial.replicates, months=wanted.months,
                       closed=number(100 - 100 * kept.trial.alive[0].mean(), state.language()),
                       stopped=number(100 - 100 * kept.trial.buys[0].mean(), state.language())))  # fmt: skip
    verdict.facts_missed({}, kept.levers.values(), lost_share(kept.trial))
    with st.expander(say("for_whom"), icon=":material/groups:"):
        for_whom(kept, names, say)
    with st.expander(say("by_name"), icon=":material/person:"):
        by_name(kept, wanted, names, say)
    if wanted.budget > 0.0:
        st.subheader(say("plan"))
        if offers is None:
            st.info(say("plan.none"))
        else:
            plan_told(kept, offers, names, unit, say)


def slides(kept: Keeping, offers: Plan | None, wanted: Asked, taken: Taken, risk: AtRisk, say: Words) -> None:
    """The deck, numbers in the place of names unless they are asked for, and the command of it all."""
    names = st.toggle(say("slides.names"), key="ledger_names", help=say("slides.names.help"))
    command = command_for(NAME, wanted.names, wanted.months, wanted.futures, ROOT_SEED, wanted.budget)
    language = state.language()  # the file is made later, where nobody knows whose session it was
    own = own_scores(taken, risk, say)
    trust = trust_told(taken.channel, taken.history, risk.table, own, risk.ranking, language)

    def made(suffix: str) -> bytes:
        deck = channel_deck(
            taken.channel, risk.table, kept, offers, wanted.budget or None, language, command, names, trust
        )
        return deck_file(deck, suffix, words(language))

    with st.container(horizontal=True):
        for suffix in SUFFIXES:
            st.download_button(say("save", kind=suffix[1:]), partial(made, suffix), f"partners-at-risk{suffix}",
                               key=f"save_deck_{suffix[1:]}", on_click="ignore")  # fmt: skip
    st.caption(say("slides.again"))
    st.code(command, language="bash", wrap_lines=True)


def cell(pair: dict, say: Words, scale: float = 100.0, digits: int = 1) -> str:
    """A difference with its interval; without one, how many pairs differ."""
    language = state.language()
    told = number(scale * pair["difference"], language, digits, sign=True)
    ends = interval(scale * pair["low"], scale * pair["high"], digits, language, sign=True)
    return f"{told} ({ends or say('differ', differing=pair['differing'], pairs=pair['pairs'])})"


def arms(rows: list[dict], names: dict[str, str], unit: str, say: Words) -> None:
    """A line an offer, then each finding in words."""
    stage = words(state.language())
    told = pd.DataFrame(
        {
            say("offer"): names[row["programme"]],
            say("still_there"): cell(row["still_there"], say) if "still_there" in row else "\N{EN DASH}",
            say("still_buying"): cell(row["still_buying"], say),
            say("cost", unit=unit): cell(row["cost_a_year"], say, 1.0, 0),
            say("profit", unit=unit): cell(row["profit_a_year"], say, 1.0, 0),
            say("verdict"): stage(f"verdict.{row['verdict']}"),
        }
        for row in rows
    )
    tables.shown(told, say("step.policy"))
    for row in rows:
        st.markdown(f"- {literal(row['finding'])}")


def for_whom(kept: Keeping, names: dict[str, str], say: Words) -> None:
    """The difference in those still buying, by group."""
    cells: dict[str, dict[str, str]] = {}
    for row in kept.for_whom:
        kind, _, label = row["group"].partition(": ")
        shown_as = kind_told(label) if kind == "kind" else say(f"g.{kind}.{label}")
        group = f"{shown_as} ({row['partners']})"
        cells.setdefault(group, {say("group"): group})[names[row["programme"]]] = cell(row, say)
    tables.shown(pd.DataFrame(cells.values()), say("for_whom"))
    st.caption(say("for_whom.note"))


def by_name(kept: Keeping, wanted: Asked, names: dict[str, str], say: Words) -> None:
    """What each programme adds for each partner."""
    table, language = kept.table, state.language()

    def points(share: float, low: float, high: float) -> str:
        ends = interval(100 * low, 100 * high, 1, language, sign=True)
        return number(100 * share, language, 1, sign=True) + (f" ({ends})" if ends else "")

    now = say("chance_now", months=wanted.months)
    told = pd.DataFrame({say("name"): table["name"], now: (100 * table["chance_now"]).round()})
    for name, title in names.items():
        told[title] = [
            points(*found)
            for found in zip(*(table[f"chance_{name}{end}"] for end in ("", "_low", "_high")), strict=True)
        ]
    st.dataframe(told.sort_values(now, kind="stable"), hide_index=True, width="stretch",
                 key="ledger_kept", alt=say("by_name"))  # fmt: skip
    st.caption(say("by_name.note"))
    meanings = columns(wanted.names, wanted.months)
    with st.container(horizontal=True):
        for kind in ("xlsx", "csv"):
            st.download_button(say("save", kind=kind), partial(table_bytes, table, f".{kind}", meanings, []),
                               f"what-keeps-whom.{kind}", key=f"save_kept_{kind}", on_click="ignore")  # fmt: skip


def plan_told(kept: Keeping, offers: Plan, names: dict[str, str], unit: str, say: Words) -> None:
    """The list, what it did on new luck, and a pilot."""
    language, stage, table = state.language(), words(state.language()), kept.table
    told = pd.DataFrame(
        {
            say("name"): table["name"][place],
            say("offer"): names[name],
            say("adds"): number(100 * table[f"chance_{name}"][place], language, 1, sign=True),
            say("cost", unit=unit): number(table[f"cost_{name}"][place], language),
        }
        for place, name in sorted(offers.offers.items())
    )
    st.write(say("plan.lead", count=len(told), price=number(offers.price, language), clear=offers.clear,
                 budget=number(offers.budget, language), unit=literal(unit)))  # fmt: skip
    tables.shown(told, say("plan"), height=360)
    rules = {rule: say(f"rule.{rule}", name=names[offers.lead]) for rule in RULES}
    st.write(say("plan.judged", pairs=offers.trial.replicates))
    arms(rows_of(offers.trial, RULES, stage, unit, rules), rules, unit, say)
    st.markdown(f"**{say('plan.within')} {literal(best_told(offers.best, stage, say('nothing')))}.**")
    pilot = offers.pilot
    effect = cell(pilot.effect.__dict__, say)
    if pilot.needed is None:  # no numbers of a pilot that would seem to speak for it
        st.write(say("pilot.none", name=names[pilot.programme], effect=effect))
        return
    seen = {"difference": pilot.seen, "low": pilot.low, "high": pilot.high, "differing": 0,
            "pairs": offers.trial.replicates}  # fmt: skip
    st.write(say("pilot", name=names[pilot.programme], partners=number(pilot.partners, language), months=pilot.months,
                 seen=cell(seen, say), spread=number(100 * pilot.spread, language),
                 effect=effect))  # fmt: skip
    st.write(say("pilot.needs", needed=number(pilot.needed, language)))
