"""Signs in a distributor's own books: how often each is right, how many it finds, and the sentences that follow."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from app_pages import findings, state
from app_pages.engine import ROOT_SEED
from app_pages.names import number
from experiments.channel.candidates import MONTHS, replicate_of
from experiments.channel.telling import SEEN, SHORT_DAYS, TRUTHS, Interval, Rule, Told
from experiments.comparing.finding import MORE, PERHAPS_MORE, state_of
from experiments.comparing.statistics import Difference
from experiments.words.words import words
from model import MODEL_VERSION
from scenarios import Scenario

MUCH = 0.1  # of those with little cash: a rule that surely judges fewer of them better hardly tells them apart
REPLICATES = 4  # simulated markets, as on the command line


def pieces_of(market: Scenario) -> list:
    """Work for the engine: the simulated markets that a list of partners and its signs learn from, a piece each."""
    return [((market.hash, MODEL_VERSION, ROOT_SEED, "candidates", n), partial(replicate_of, market, ROOT_SEED, n))
            for n in range(REPLICATES)]  # fmt: skip


def rule_told(rule: Rule) -> str:
    """One rule for a credit manager, whom it finds and misses, and whether it tells the viable from the dead."""
    say = words(state.language(), "app.channel")
    if not rule.more[1] > 0.0:
        return say("rule.none")
    pair = _apart(rule)
    apart = say(f"rule.apart.{_parts(rule)}", viable=_share(rule.viable), all=_share(rule.all_viable),
                gain=f"{findings.told(100 * rule.apart[0])} ({findings.interval(pair, 100.0, 1)})")  # fmt: skip
    return say("rule", sign=_sign(rule), right=_share(rule.right), found=_share(rule.found), dead=_share(rule.dead),
               apart=apart, days=number(SHORT_DAYS, state.language()))  # fmt: skip


def worth_told(rule: Rule) -> str:
    """Whether the rule's sign helps to tell who will earn enough, in a plain sentence."""
    say = words(state.language(), "app.channel")
    return say("rule.worth.none") if not rule.more[1] > 0.0 else say(f"rule.worth.{_parts(rule)}", sign=_sign(rule))


def _sign(rule: Rule) -> str:
    say = words(state.language(), "app.channel")
    sign = say(f"seen.{rule.sign}")
    return say("rule.steady", sign=sign) if rule.steady else sign


def _apart(rule: Rule) -> Difference:
    low, high = rule.apart[1:]
    return Difference(rule.all_viable[0], rule.viable[0], rule.apart[0], low, high, 0, 0)


def _parts(rule: Rule) -> str:
    """Whether it tells the viable from the dead: ``more`` (it does), ``little``, ``perhaps`` or ``not``."""
    told = state_of(_apart(rule), findings.smallest().points / 100.0)
    told = {MORE: "more", PERHAPS_MORE: "perhaps"}.get(told, "not")
    return "little" if told == "more" and rule.apart[2] < MUCH else told


def sentences(found: list[Told]) -> list[str]:
    """What tells who is short of cash, and what tells who closes: two sentences."""
    say = words(state.language(), "app.channel")
    told = []
    for truth in TRUTHS:
        its = [one for one in found if one.truth == truth]
        signs = [one for one in its if one.tells]
        others = ", ".join(say(f"seen.{one.sign}") for one in its if not one.tells)
        by = "; ".join(say("telling.by", sign=say(f"seen.{one.sign}"), right=_share(one.right), found=_share(one.found))
                       for one in sorted(signs, key=lambda one: -one.found[0]))  # fmt: skip
        text = say(f"telling.{truth}" if signs else f"telling.{truth}.none", by=by, usual=_share(its[0].usual),
                   days=number(SHORT_DAYS, state.language()))  # fmt: skip
        if signs and truth == "short":
            text += " " + say("telling.viable", viable=_share(max(signs, key=lambda one: one.found[0]).viable))
        told.append(text + (" " + say("telling.not", signs=others) if signs and others else ""))
    return told


def table(found: list[Told]) -> None:
    """A row a sign, and what it is of all partners below."""
    say = words(state.language(), "app.channel")
    by = {(one.sign, one.truth): one for one in found}
    rows = []
    for sign in SEEN:
        short, closes = (by[sign, truth] for truth in TRUTHS)
        rows.append(
            [say(f"seen.{sign}"), *map(_share, (short.right, short.found, short.viable, closes.right, closes.found))]
        )
    usual = [_share(by[next(iter(SEEN)), truth].usual) for truth in TRUTHS]
    rows.append([say("telling.all"), usual[0], "\N{EN DASH}", "\N{EN DASH}", usual[1], "\N{EN DASH}"])
    names = ("sign", "short.right", "short.found", "short.viable", "closes.right", "closes.found")
    st.markdown(f"**{say('telling')}**")
    st.table(
        pd.DataFrame(rows, columns=[say(f"telling.{name}") for name in names]), hide_index=True, alt=say("telling")
    )
    st.caption(say("telling.note", days=number(SHORT_DAYS, state.language()), runs=REPLICATES, months=MONTHS))


def _share(found: Interval) -> str:
    """Of 100, with the interval, which no share can leave."""
    mean, low, high = (100 * value for value in found)
    language = state.language()
    if mean != mean:
        return "\N{EN DASH}"
    if low != low:
        return number(mean, language)
    return f"{number(mean, language)} ({number(max(0.0, low), language)} … {number(min(100.0, high), language)})"
