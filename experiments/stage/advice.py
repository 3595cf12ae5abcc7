"""What follows from a comparison, on one slide: what to do, what it brings and costs, at whose expense, how sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from experiments.comparing.finding import (
    LESS,
    MORE,
    PERHAPS_MORE,
    SAME,
    USUAL,
    Finding,
    Line,
    amount_told,
    leaders,
    line_told,
    range_told,
)
from experiments.comparing.results import Results
from experiments.drawing.deck import Card
from experiments.stage.charts import ahead_for_good, price
from experiments.stage.pilot import Pilot, pilot_of
from experiments.words.words import Words, capital
from model import PARAMETERS

NO_LOSS = (MORE, SAME, PERHAPS_MORE)  # of profit


@dataclass(frozen=True)
class Advice:
    """What to do: ``kind`` is *do* (keeps partners, loses no profit), *price* (keeps partners at a price, or at an
    unknown one), *earn* (profit alone) or *none*; ``name`` is the policy spoken of, also where the advice is none.
    """

    kind: str
    name: str
    finding: Finding
    pilot: Pilot


def advice_of(results: Results) -> Advice:
    """The advice: of the policies that clearly keep most own partners the one with most profit; else the most profit.

    Policies that cannot be told apart in partners are chosen among by profit.
    """
    findings = {name: results.finding(name) for name in results.others}

    def state(name: str, subject: str) -> str:
        line = findings[name].line(subject)
        return line.state if line else ""

    def richest(names) -> str:
        return max(names, key=lambda name: results.effect("focal_profit", name).difference)

    kept = [name for name in results.others if state(name, "own") == MORE]
    kinds = (("do", [name for name in kept if state(name, "profit") in NO_LOSS]), ("price", kept),
             ("earn", [name for name in results.others if state(name, "profit") == MORE]))  # fmt: skip
    for kind, names in kinds:
        if names:
            shares = {name: results.metric("survival_share_treated", name) for name in names}
            first = names if kind == "earn" else leaders(shares, USUAL.points / 100.0)
            break
    else:
        kind, first = "none", results.others
    name = richest(first)
    return Advice(kind, name, findings[name], pilot_of(results, name))


def title_of(results: Results, advice: Advice, say: Words) -> str:
    """The advice as the title of its slide: no more than the intervals allow."""
    own, profit = advice.finding.line("own"), advice.finding.line("profit")
    told = {"name": say.scenario(advice.name), "base": say.scenario(results.base)}
    if own:
        told |= {"by": amount_told(own, say), "range": range_told(own.pair, say, 100.0, 1)}
    text = say(f"advice.{advice.kind}", **told)
    if advice.kind != "none" and profit:
        text += say(f"advice.profit.{profit.state}", money=amount_told(profit, say))
    return capital(text)


def cards_of(results: Results, advice: Advice, say: Words) -> tuple[Card, ...]:
    """Six cards: what to do, what it brings, what it costs, at whose expense, how sure, what would change our mind."""
    parts = {"do": _do, "brings": _brings, "costs": _costs, "expense": _expense, "sure": _sure, "mind": _mind}
    return tuple(Card(say(f"card.{key}"), make(results, advice, say)) for key, make in parts.items())


def sentences(texts) -> str:
    """Clauses as sentences."""
    found = [capital(text) + ("" if text.endswith(".") else ".") for text in texts if text]
    return " ".join(found)


def _do(results: Results, advice: Advice, say: Words) -> str:
    pilot, name = advice.pilot, say.scenario(advice.name)
    if advice.kind in ("earn", "none"):
        return say(f"do.{advice.kind}", name=name, base=say.scenario(results.base))
    if pilot.enough:
        return say("do.pilot", name=name, partners=say.number(pilot.needed), months=pilot.months)
    return say("do.signs", name=name, own=say.number(pilot.partners),
               needed=say.number(pilot.needed) if pilot.needed else say("do.unknown"))  # fmt: skip


def _brings(results: Results, advice: Advice, say: Words) -> str:
    lines = [advice.finding.line(subject) for subject in ("own", "channel", "partners")]
    return sentences(line_told(line, say) for line in lines if line)


def _costs(results: Results, advice: Advice, say: Words) -> str:
    spend, gain = results.effect("focal_spend", advice.name), results.gain_so_far(advice.name)
    told = [say("costs.spend", spend=say.number(spend.difference, sign=True), months=results.months,
                range=range_told(spend, say))]  # fmt: skip
    profit = advice.finding.line("profit")
    told.append(line_told(profit, say) if profit else "")
    lowest = float(gain["y"].min())
    back = ahead_for_good(gain["y"].to_numpy())
    if lowest < 0.0 and back is not None and back > 1:
        month = int(gain["x"].iloc[int(gain["y"].argmin())])
        told.append(say("costs.trough", low=say.number(lowest, sign=True), month=month, back=back))
    if clear(advice.finding.line("channel")):
        ratio, low, high = price(results, advice.name, "focal_spend")
        told.append(say("costs.each", ratio=say.number(ratio), low=say.number(low), high=say.number(high)))
    return sentences(told)


def clear(line: Line | None) -> bool:
    """Whether a line says that there is clearly more."""
    return line is not None and line.state == MORE


def _expense(results: Results, advice: Advice, say: Words) -> str:
    lost = [line_told(line, say) for line in advice.finding.lines if line.state == LESS and line.subject != "profit"]
    if lost:
        return sentences(lost)
    rivals = advice.finding.line("rivals")
    return sentences([say("expense.nobody"), line_told(rivals, say) if rivals else ""])


def _sure(results: Results, advice: Advice, say: Words) -> str:
    gaps = results.metric("survival_share_treated", advice.name) - results.metric(
        "survival_share_treated", results.base
    )
    status = Counter(p.status for p in PARAMETERS.values())
    return say("sure", pairs=results.pairs, more=int((gaps > 0.0).sum()), fewer=int((gaps < 0.0).sum()),
               verified=status["verified"], all=len(PARAMETERS))  # fmt: skip


def _mind(results: Results, advice: Advice, say: Words) -> str:
    pilot, own = advice.pilot, advice.finding.line("own")
    told = [say("mind.copy")]
    if own and pilot.effect.told and own.state == MORE:
        low = say.number(100.0 * pilot.effect.low, 1, sign=True)
        told.insert(0, say("mind.low", months=pilot.months, low=low))
    profit = advice.finding.line("profit")
    if profit and profit.pair.told and advice.kind == "do":
        told.append(say("mind.profit", low=say.number(profit.pair.low, sign=True), months=results.months))
    if advice.kind in ("earn", "none"):
        told = [say("mind.more", pairs=results.pairs), *told]
    return sentences(told)
