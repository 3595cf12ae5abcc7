"""What follows from a comparison, on one slide: what to do, what it brings and costs, at whose expense, how sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from experiments.comparing.answer import Answer
from experiments.comparing.finding import (
    LESS,
    MORE,
    OPEN,
    PERHAPS_LESS,
    PERHAPS_MORE,
    SAME,
    USUAL,
    Finding,
    Line,
    amount_told,
    leaders,
    line_told,
    range_told,
    state_of,
)
from experiments.comparing.results import Results
from experiments.comparing.statistics import Difference
from experiments.drawing.deck import Card
from experiments.stage.against import against_told, next_best
from experiments.stage.captions import spend_told, wage_told
from experiments.stage.charts import SALES, ahead_for_good, last_told, trough, whose_kept
from experiments.stage.earnings import Earned, told_of
from experiments.stage.levers import missed_told, values_told
from experiments.stage.neighbours import Neighbours, profit_told
from experiments.stage.pilot import Pilot, judged_by, pays_by, pilot_of, signs_of
from experiments.validation.bearing import Published, as_published, losses_published, per_cent
from experiments.words.keys import FOCAL
from experiments.words.words import Words, capital
from model import PARAMETERS

NO_LOSS = (MORE, SAME, PERHAPS_MORE)  # of profit
LOST = (LESS, PERHAPS_LESS)  # a loss for sure, if perhaps a small one
NUMBERS = ("brings", "costs", "expense", "sure")  # cards with numbers of one policy
RIVALS = "rivals_profit"  # the metric of rival distributors
TOLD = 3  # levers of what is advised, on its slide
BEFORE = 1  # losers that are told before what the next best policy spares
BUDGET = ".budget"  # how keys of what is spent every month end
DEBT = "focal_bad_debt"  # the metric of what you write off


@dataclass(frozen=True)
class Advice:
    """What to do: ``kind`` is *do* (keeps partners, loses no profit), *price* (keeps partners at a price, or at an
    unknown one), *earn* (profit alone) or *none*; ``name`` is the policy spoken of, also where the advice is none.

    ``copied`` is what it does to profit where rivals copy it, ``near`` what it does a step aside; None where that was
    not run. ``tied`` tells the money that it ties up, ``earned`` what a trial finds of profit, where that is known.
    """

    kind: str
    name: str
    finding: Finding
    pilot: Pilot
    copied: Difference | None = None
    near: Neighbours | None = None
    tied: str = ""
    earned: Earned | None = None

    @property
    def hidden(self) -> bool:
        """Whether a trial is known to miss what the policy earns."""
        return self.earned is not None and not self.earned.found


def advice_of(results: Results) -> Advice:
    """The advice: of the policies that clearly keep most own partners the one with most profit; else the most profit.

    Policies that cannot be told apart in partners are chosen among by profit: none that costs profit is advised where
    one earns that it is not surely ahead of. Where spends were made equal, none is
    advised that could not be brought to the common one.
    """
    among = results.ranked
    findings = {name: results.finding(name) for name in among}

    def state(name: str, subject: str) -> str:
        line = findings[name].line(subject)
        return line.state if line else ""

    def richest(names) -> str:
        return max(names, key=lambda name: results.effect("focal_profit", name).difference)

    def shares(names) -> dict:
        return {name: results.metric("survival_share_treated", name) for name in names}

    kept = [name for name in among if state(name, "own") == MORE]
    earn = [name for name in among if state(name, "profit") == MORE]
    level = leaders(shares(among), USUAL.points / 100.0) if kept else []  # of whom none is surely ahead in partners
    kinds = (("do", [name for name in kept if state(name, "profit") in NO_LOSS]),
             ("earn", [name for name in earn if name in level]), ("price", kept), ("earn", earn))  # fmt: skip
    for kind, names in kinds:
        if names:
            first = names if kind == "earn" else leaders(shares(names), USUAL.points / 100.0)
            break
    else:
        kind, first = "none", among
    name = richest(first)
    return Advice(kind, name, findings[name], pilot_of(results, name))


def title_of(results: Results, advice: Advice, say: Words) -> str:
    """The advice as the title of its slide: no more than the intervals allow."""
    own, profit = advice.finding.line("own"), advice.finding.line("profit")
    told = {"name": say.scenario(advice.name), "base": say.scenario(results.base)}
    if own:
        told |= {"by": amount_told(own, say), "range": range_told(own.pair, say, 100.0, 1)}
    told["line"] = line_told(own or advice.finding.line("channel"), say)
    text = say(f"advice.{advice.kind}", **told)
    if advice.kind != "none" and profit:
        text += say(f"advice.profit.{profit.state}", money=amount_told(profit, say), range=range_told(profit.pair, say))
        debt = debt_of(results, advice, say)
        if debt and not debt.sure:
            # At the least that is usual it may still be sure: then the title says from where on it is not.
            key = "advice.debt.from" if debt.left[0].low > 0.0 else "advice.debt"
            text += say(key, unsure=say.number(debt.unsure, 1), low=say.number(debt.times[0], 1),
                        high=say.number(debt.times[1], 1))  # fmt: skip
    return capital(say("advice.equal", text=text) if advice.name in results.level else text)


def cards_of(results: Results, advice: Advice, say: Words) -> tuple[Card, ...]:
    """Six cards: what to do, what it brings, what it costs, at whose expense, how sure, what would change our mind."""
    parts = {"do": _do, "brings": _brings, "costs": _costs, "expense": _expense, "sure": _sure, "mind": _mind}
    found = {key: make(results, advice, say) for key, make in parts.items()}
    if advice.kind == "none":  # nothing is advised: whose numbers these are is not told by the title
        found |= {key: sentences([say.scenario(advice.name), found[key]]) for key in NUMBERS}
    return tuple(Card(say(f"card.{key}"), text) for key, text in found.items())


def sentences(texts) -> str:
    """Clauses as sentences."""
    found = [capital(text) + ("" if text.endswith(".") else ".") for text in texts if text]
    return " ".join(found)


def _do(results: Results, advice: Advice, say: Words) -> str:
    """The step to take; of what is advised its levers, too, and where one of them would surely stand better."""
    pilot = advice.pilot
    told = {"name": say.scenario(advice.name), "own": say.number(pilot.partners), "base": say.scenario(results.base),
            "months": pilot.months, "needed": say.number(pilot.needed or 0),
            "by": say(f"judge.{judged_by(results, pilot, advice.hidden)}")}  # fmt: skip
    if advice.kind == "none":
        return say("do.none.equal" if results.level else "do.none", **told)
    key = "earn" if advice.kind == "earn" else "pilot" if pilot.enough else "signs" if pilot.needed else "unsized"
    levers = values_told(results.values[0], results.values[results.names.index(advice.name)], say, TOLD)
    aside = advice.near.advised(say) if advice.near else ()
    return sentences([levers, say(f"do.{key}", **told), *aside])


def _brings(results: Results, advice: Advice, say: Words) -> str:
    lines = {subject: advice.finding.line(subject) for subject in ("own", "channel", "partners", "profit")}
    told = {subject: line_told(line, say) for subject, line in lines.items() if line and line.state not in LOST}
    if "own" in told and advice.kind in ("do", "price"):  # the title has the difference
        if lines["channel"] and not lines["channel"].counts:  # what it does not bring
            told.pop("channel", None)
        pair = lines["own"].pair
        told["own"] = say("brings.own", base=say.scenario(results.base), months=results.months,
                          left=say.number(100 * pair.base, 1), other=say.number(100 * pair.other, 1))  # fmt: skip
    if advice.kind != "none" and lines["profit"] and lines["profit"].state == MORE:  # in the title, too
        told["profit"] = ""
    other = next_best(results, advice.name) if advice.kind != "none" else ""
    told["against"] = against_told(results, advice.name, other, say, ("own", "profit"), lost=False) if other else ""
    order = ("own", "against", "profit", "last", "partners", "channel")
    told["last"] = last_told(results, advice.name, say) if lines["profit"] and lines["profit"].state == MORE else ""
    found = [told.get(subject, "") for subject in order]
    return sentences([*found, *missed_told(results, [advice.name], say, ("C22a",))])


def _costs(results: Results, advice: Advice, say: Words) -> str:
    spend, gain = results.effect("focal_spend", advice.name), results.gain_so_far(advice.name)
    budgets = budgets_of(results, advice.name)
    told = [say("costs.spend", spend=say.number(spend.difference, sign=True), months=results.months,
                range=range_told(spend, say), budgets=say("costs.budgets", budgets=say.number(budgets, sign=True))
                if budgets and not spend.low <= budgets <= spend.high else ""),
            wage_told(results.values[0], say, spend.difference / results.months), advice.tied]  # fmt: skip
    profit = advice.finding.line("profit")
    titled = advice.kind != "none" and profit and profit.state in (MORE, LESS)
    told.append(line_told(profit, say) if profit and not titled else "")
    lowest, back = trough(gain), ahead_for_good(gain["low"].to_numpy())
    if lowest and back is not None:
        told.append(say("costs.trough", low=say.number(lowest[1], sign=True), month=lowest[0], back=back))
    # Its price has a slide of its own; where nothing is advised, the title says that none is surely kept.
    if advice.kind != "none" and not whose_kept(results, [advice.name])[1]:
        told.append(say("costs.each.none"))
    # Who pays other than the common spend is not compared at it, and is not spoken of where others are.
    return sentences([*told, *(() if results.level else spend_told(results, say)[1:])])


def budgets_of(results: Results, name: str) -> float:
    """How much more its budgets are than the base's over all months (money); 0 where one of either is dated."""
    place = results.names.index(name)
    dated = (change for one in (0, place) if one < len(results.timelines) for change in results.timelines[one])
    if any(key.endswith(BUDGET) for change in dated for key in change[3]):
        return 0.0
    base, values = results.values[0], results.values[place]
    more = (float(values[key]) - float(base.get(key, 0.0)) for key in values
            if key.startswith(FOCAL) and key.endswith(BUDGET))  # fmt: skip
    return results.months * sum(more)


def losers(results: Results, name: str) -> list[Line]:
    """Who loses for sure by a policy beside the distributor itself; rival distributors by their profit."""
    lines = [line for line in results.finding(name).lines if line.subject != "profit"]
    if RIVALS in results.runs:
        profit = results.effect(RIVALS, name)
        lines.append(Line(RIVALS, state_of(profit, USUAL.of(RIVALS, profit.base)), profit))
    return [line for line in lines if line.state in LOST]


def _expense(results: Results, advice: Advice, say: Words) -> str:
    lines, rivals = losers(results, advice.name), advice.finding.line("rivals")
    lost = [line_told(line, say) for line in lines] or [say("expense.nobody")]
    other = next_best(results, advice.name) if advice.kind != "none" else ""
    beside = against_told(results, advice.name, other, say, lost=True) if other else ""
    if rivals and rivals.state in (SAME, OPEN) and not lines:
        lost.append(line_told(rivals, say))
    # What own partners gain and others' lose stands on two bases: only the whole says what is left.
    whole = advice.finding.line("channel") if rivals in lines else None
    return sentences([*lost[:BEFORE], line_told(whole, say) if whole else "", beside, *lost[BEFORE:]])


def _sure(results: Results, advice: Advice, say: Words) -> str:
    gaps, gains = (results.metric(metric, advice.name) - results.metric(metric, results.base)
                   for metric in ("survival_share_treated", "focal_profit"))  # fmt: skip
    status = Counter(p.status for p in PARAMETERS.values())
    fewer, richer = int((gaps < 0.0).sum()), int((gains > 0.0).sum())
    chance = say("sure" if fewer else "sure.never", pairs=results.pairs, more=int((gaps > 0.0).sum()), fewer=fewer,
                 profit=say("sure.richer" if richer else "sure.poorer", richer=richer))  # fmt: skip
    right = say("sure.right", verified=status["verified"], all=len(PARAMETERS))
    least = say("sure.smallest", points=say.number(USUAL.points), percent=say.number(USUAL.percent),
                base=say.scenario(results.base))  # fmt: skip
    return sentences([chance, *debt_told(results, advice, say), right, least])


def _mind(results: Results, advice: Advice, say: Words) -> str:
    pilot, own = advice.pilot, advice.finding.line("own")
    told = [] if advice.kind == "none" else [say("mind.copy")]
    if told and advice.copied:
        told = [say("mind.copied", profit=profit_told(advice.copied, say), pairs=advice.copied.pairs)]
    if own and own.state == MORE:
        signs = signs_of(results, advice.name, pilot.months)
        # A pilot too small to find the effect by closings does not tell anything by their difference.
        if pilot.enough and pilot.effect.told:
            low = say.number(100.0 * pilot.effect.low, 1, sign=True)
            told.insert(0, say("mind.low", months=pilot.months, low=low))
        elif signs:
            told.insert(0, say("mind.sign", what=say(f"sign.{signs[0].column}"), months=pilot.months,
                               way=say("sign.more" if signs[0].pair.difference > 0 else "sign.less")))  # fmt: skip
    if advice.near and advice.near.bad:
        told.insert(0, advice.near.harm(advice.near.bad[0], say))
    told += debt_gone(results, advice, say)
    if advice.kind == "do" and pays_by(results, advice.name, pilot.months):
        known = told_of(advice.earned, say) if advice.earned else {}
        told.append(say("mind.profit.least" if advice.hidden else "mind.profit", months=pilot.months, **known))
    if advice.kind in ("earn", "none"):
        told = [say("mind.more", pairs=results.pairs), *told]
    return sentences(told)


def debt_of(results: Results, advice: Advice, say: Words) -> Published | None:
    """A clear gain at the write-offs that are published, where the market is known to tell too few of them."""
    known = advice.kind != "none" and DEBT in results.measured and SALES in results.measured
    if not known or not missed_told(results, [advice.name], say, ("B1d",)):
        return None
    return published_of(results, advice.name)


def published_of(runs: Answer, scenario: str) -> Published | None:
    """A scenario's gain against the base at published write-offs (see :func:`as_published`)."""
    return as_published(*(tuple(runs.metric(metric, name) for name in (runs.base, scenario))
                          for metric in ("focal_profit", DEBT, SALES)))  # fmt: skip


def debt_told(results: Results, advice: Advice, say: Words) -> list[str]:
    """What is left of the gain where the distributor writes off what is published, of its own sales."""
    found = debt_of(results, advice, say)
    return [say("sure.debt", base=say.scenario(results.base), **published_told(found, say))] if found else []


def published_told(found: Published, say: Words, digits: int = 0) -> dict[str, str]:
    """The numbers of such a gain in words: the same on slides and in the app."""
    told = {f"{name}_{end}": text for end, times, left in zip(("low", "high"), found.times, found.left, strict=True)
            for name, text in (("times", say.number(times, 1)), ("range", range_told(left, say)),
                               ("gain", say.number(left.difference, digits, sign=True)))}  # fmt: skip
    return told | {"here": per_cent(found.here, say),
                   "published": say.to(*(per_cent(end, say) for end in losses_published()))}  # fmt: skip


def debt_gone(results: Results, advice: Advice, say: Words) -> list[str]:
    """At how many times the bad debt told here what is advised earns nothing more: it is known to be too low."""
    found = debt_of(results, advice, say)
    if found is None:
        return missed_told(results, [advice.name], say, ("B1d",))
    return [say("mind.debt", gone=say.number(found.gone, 1), unsure=say.number(found.unsure, 1))]
