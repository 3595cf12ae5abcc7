"""How far a list of who is at risk carries: what its ledger leaves open, and how such forecasts did on its own past."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.channel.backtest import ranked_by
from experiments.channel.folder import Channel
from experiments.channel.history import YEAR, History
from experiments.channel.roles import AGES
from experiments.channel.signs import SIGNS, signs_at
from experiments.words.words import Words, words

LATELY = 3  # months in which a partner that still buys has bought


def left_open(channel: Channel, history: History, table: pd.DataFrame, language: str) -> list[str]:
    """What to know of the ``table`` of risk: who is not in it, what the ledger does not say, who is like nobody."""
    say, found = words(language, "channel"), []
    absent = channel.partners[~channel.partners["partner"].isin(table["partner"])]
    if len(absent):
        owed = absent[list(AGES)].sum(axis=1).clip(lower=0.0).sum()
        found.append(say("trust.absent", count=say.number(len(absent)),
                         owed=f"{say.number(owed)} {channel.money(language)}"))  # fmt: skip
    signs, trades = signs_at(history, history.months - 1)
    known = (signs[trades] == signs[trades]).any(axis=0)
    silent = "; ".join(say(f"sign.{name}") for name, shown in zip(SIGNS, known, strict=True) if not shown)
    if alike(table):
        found.append(say("trust.alike"))
    if silent:
        found.append(say("trust.silent", signs=silent))
    if far := int((table["like"] == "no").sum()):
        found.append(say("trust.far", count=say.number(far), all=say.number(len(table))))
    rows = channel.partners[channel.partners["partner"].isin(table["partner"])]
    if assumed := int((rows["kind_from"] == "assumed").sum()):
        found.append(say("trust.kinds", count=say.number(assumed), all=say.number(len(table))))
    if 1 < history.months < YEAR:
        found.append(say("trust.short", months=history.months))
    return found


def alike(table: pd.DataFrame) -> bool:
    """Whether partners of a kind have one chance: then the list stands in the order of what they owe."""
    return table["close_12"].round(9).nunique() <= table["kind"].nunique() < len(table)


def own_told(own: Sequence[dict], markets: Sequence[dict], language: str) -> list[str]:
    """How the chances by which the list stands did on the own history, cut as long before its end as it allows: what
    can be said of them, and what to hold that beside. In: rows of back-tests on it, and on ``markets``."""
    say = words(language, "channel")
    if not own:
        return [say("trust.own.none")]
    outcome = own[-1]["outcome"]
    how = ranked_by(list(markets), outcome)
    rows = {row["method"]: row for row in own if row["outcome"] == outcome}
    mine, last = rows[how], rows["last value"]
    there = next(row for row in markets if (row["outcome"], row["method"]) == (outcome, how))
    counts = {"months": outcome.removeprefix("stop_"), "events": say.number(mine["events"]),
              "cases": say.number(mine["cases"])}  # fmt: skip
    if mine["auc_low"] is None:
        return [say("trust.own.few", **counts)]
    sure = "better" if mine["auc_low"] > 0.5 else "worse" if mine["auc_high"] < 0.5 else "open"
    area = {name: say.number(mine[name], 2) for name in ("auc", "auc_low", "auc_high")}
    return [
        say(f"trust.own.{sure}", **area, **counts),
        say("trust.beside", there=say.number(there["auc"], 2), last=say.number(last["auc"], 2)),
    ]


def trust_told(
    channel: Channel, history: History, table: pd.DataFrame, own: Sequence[dict], markets: Sequence[dict], language: str
) -> list[str]:
    """All of it: what the own history says first."""
    return [*own_told(own, markets, language), *left_open(channel, history, table, language)]


def last_told(months: pd.Series, say: Words) -> list[str]:
    """Months of last purchases such as 2026-02 as people of a language write them; empty where there is none."""
    return [say("month", month=text[5:], year=text[:4]) if text else "" for text in months]


def since_told(channel: Channel, table: pd.DataFrame, say: Words) -> str:
    """How many of the ``table`` have bought lately, by the ledger's day; empty where it does not tell purchases."""
    bought = table["last_purchase"][table["last_purchase"] != ""]
    if bought.empty:
        return ""
    last = pd.Period(channel.as_of, "M") if channel.as_of else pd.Period(bought.max(), "M")
    first = str(last - (LATELY - 1))
    return say("since", count=say.number(int((bought >= first).sum())), month=last_told(pd.Series([first]), say)[0])
