"""The deck of one's own channel: who is at risk, what keeps whom, what that cannot tell; numbers stand for names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.channel.folder import Channel
from experiments.channel.history import YEAR
from experiments.channel.keeping import Keeping, Plan, rows_of
from experiments.channel.policy import Trial
from experiments.channel.trust import last_told, since_told
from experiments.comparing.finding import LESS, MORE, Best, best_told, range_told
from experiments.drawing.chart import COLUMNS, Chart
from experiments.drawing.deck import Card, Deck, Slide, chart_slide
from experiments.stage.advice import published_of, published_told, sentences
from experiments.validation.bearing import groups_of, losses_missed, missed_facts
from experiments.words.words import Words, capital, uncapital, words
from model import MODEL_VERSION

SHOWN = 10  # partners on a chart
BAR = 0.3  # a chance to close in a year that the first title counts
RANKED = ("at-risk", "loss")  # charts by the chances of the list
KNOWN = 4  # digits of a large amount that some futures tell


@dataclass(frozen=True)
class Rounded(Words):
    """Words that tell large amounts by their first digits: more than those the runs do not know."""

    def number(self, value: float, digits: int = 0, sign: bool = False) -> str:
        """See :meth:`~experiments.words.words.Words.number`."""
        return super().number(_known(value), digits, sign)

    def between(self, low: float, high: float, digits: int = 0, sign: bool = False) -> str:
        """See :meth:`~experiments.words.words.Words.between`."""
        return super().between(_known(low), _known(high), digits, sign)


def _known(value: float) -> float:
    return float(f"{value:.{KNOWN}g}") if abs(value) >= 10.0**KNOWN else value


def channel_deck(
    channel: Channel, risk: pd.DataFrame, kept: Keeping, offers: Plan | None, budget: float | None, language: str,
    command: str, names: bool = False, trust: Sequence[str] = (),
) -> Deck:  # fmt: skip
    """The deck. In: the table of risk, what was tried on the partners, and what became of a ``budget``, if any.

    ``trust`` says how far the ranking carries (:mod:`experiments.channel.trust`), the title of its slide first.
    Without ``names`` a partner stands by its number in ``ledger.csv``.
    """
    say, stage = words(language, "channel"), Rounded(language)
    called = risk["name"] if names else [say("number", number=say.number(n)) for n in risk["partner"]]
    day = say.day(channel.as_of) if channel.as_of else "\N{EN DASH}"
    foot = say("foot", day=day, version=MODEL_VERSION, pairs=kept.trial.replicates, months=kept.trial.months,
               seed=kept.seed)  # fmt: skip
    last = last_told(risk["last_purchase"], say)
    called = [say("row.last", name=name, month=month) if month else name
              for name, month in zip(called, last, strict=True)]  # fmt: skip
    called = [say("row.far", name=name) if like == "no" else name
              for name, like in zip(called, risk["like"], strict=True)]  # fmt: skip
    table = risk.assign(called=called)
    charts = _charts(channel, table, kept, say, stage, foot, command)
    title, cards = _answer(channel, kept, say, stage)
    text = {"notes": command, "foot": foot}
    slides = [Slide(title, cards=cards, **text), *(chart_slide(chart, stage) for chart in charts)]
    if trust:  # behind the charts of chances, before what offers do
        slides.insert(1 + sum(chart.name in RANKED for chart in charts), Slide(trust[0], tuple(trust[1:]), **text))
    title, cards = _findings(channel, kept, say, stage)
    slides.append(Slide(title, cards=cards, **text))
    bought = []
    if budget is not None:
        money = f"{say.number(budget)} {channel.money(say.language)}"
        if offers is None:
            bought = [Card(say("card.plan"), say("plan.none", budget=money))]
        else:
            title, cards = _plan(channel, offers, money, say, stage)
            slides.append(Slide(title, cards=cards, **text))
    told = {"market": ("market", "start"), "share": ("cost",) if names else ("cost", "names"), "scale": ("scale",)}
    size = {"partners": say.number(len(risk)), "months": kept.trial.months}
    cards = bought + [
        Card(say(f"card.{key}"), " ".join(say(f"limits.{what}", **size) for what in parts))
        for key, parts in told.items()
    ]
    if missed := missed_facts({}, kept.levers.values(), language):
        cards.append(Card(stage("card.missed"), " ".join(missed)))
    slides.append(Slide(say("limits"), cards=tuple(cards), **text))
    slides += [chart_slide(chart, stage, appendix=True) for chart in charts]
    subtitle = say("subtitle", partners=say.number(len(channel.partners)), judged=say.number(len(risk)), day=day,
                    since=since_told(channel, risk, say), unit=channel.money(say.language))  # fmt: skip
    return Deck(say("title"), subtitle, tuple(slides), command, language, command, foot, day=channel.as_of)


def _charts(channel, risk, kept: Keeping, say: Words, stage: Words, foot: str, command: str) -> list[Chart]:
    """Chances to close, expected losses, and what each programme does for those who buy."""
    common = {"footer": (foot, command), "command": command, "language": say.language}
    unit = channel.money(say.language)
    order = risk.sort_values(["expected_loss", "close_12"], ascending=False, kind="stable")
    likely = risk.sort_values(["close_12", "exposure"], ascending=False, kind="stable").head(SHOWN)
    high = risk[risk["close_12"] >= BAR]
    owes = high["exposure"].clip(lower=0.0).sum()
    ends = (100 * likely[name] for name in ("close_12", "close_12_low", "close_12_high"))
    chances = _rows("", likely["called"], *ends)
    title = say("risk.title" if owes or high.empty else "risk.nothing", count=len(high), all=len(risk),
                bar=say.number(100 * BAR), owed=f"{say.number(owes)} {unit}")  # fmt: skip
    far = int((high["like"] == "no").sum())
    title += say("risk.far", count=far) if far else ""
    buys = 100.0 * high["purchases"].sum() / max(1e-9, risk["purchases"].sum())
    bought = "" if high.empty else say("risk.buys", bar=say.number(100 * BAR), share=say.number(buys, 1))
    band = _joined(say("risk.band"), bought, _marks(likely, risk, say))
    charts = [Chart("at-risk", "bars", title, "", say("risk.y"), chances, digits=0, band=band, **common)]
    losses, debts = order["expected_loss"].fillna(0.0), order["exposure"].clip(lower=0.0).fillna(0.0)
    all_owed, closed = debts.sum(), (debts * order["close_12"]).sum()
    if losses.sum() > 0.0:
        few = min(SHOWN, int((losses > 0.0).sum()))
        title = say("loss.title", loss=f"{say.number(losses.sum())} {unit}", owed=say.number(all_owed), count=few,
                    share=say.number(100 * losses.head(few).sum() / losses.sum()))  # fmt: skip
        shown = order[order["expected_loss"] > 0.0].head(SHOWN)
        none = np.full(len(shown), np.nan)
        bars = _rows("", shown["called"], shown["expected_loss"], none, none)
        label = say("loss.y", unit=unit)
        # Why so little of what is owed: those who owe most seldom close, and few that close are insolvent.
        shares = {"owed": closed / all_owed, "mean": risk["close_12"].mean(), "lost": losses.sum() / closed}
        why = say("loss.why", **{name: say.number(100 * share, 1) for name, share in shares.items()})
        charts.append(Chart("loss", "bars", title, "", label, bars, digits=0,
                            band=_joined(why, _marks(shown, risk, say)), **common))  # fmt: skip
    pairs = {arm: kept.trial.effect("buying_share", arm) for arm in kept.trial.others}
    if not any(pair.difference for pair in pairs.values()):
        return charts  # a picture of zeros tells nothing: the cards say that nobody differs
    ends = ([100 * getattr(pair, end) for pair in pairs.values()] for end in ("difference", "low", "high"))
    # A name tells how many futures differ: without that a zero could be an effect that nobody computed.
    names = [say("keep.row", name=say(f"p.{arm}"), differ=pair.differing, pairs=pair.pairs)
             for arm, pair in pairs.items()]  # fmt: skip
    effects = _rows("", names, *ends)
    title = best_told(_called(kept.best, say), stage, say("nothing"))
    clock = "" if kept.trial.months == YEAR else say("keep.clock", months=kept.trial.months)
    label = say("keep.y", months=kept.trial.months)
    charts.append(Chart("keeping", "forest", capital(title), "", label, effects, hollow=True,
                        band=_joined(say("keep.band", pairs=kept.trial.replicates), clock), **common))  # fmt: skip
    return charts


def _joined(*texts: str) -> str:
    """Texts that are there, one after the other."""
    return " ".join(text for text in texts if text)


def _marks(shown: pd.DataFrame, risk: pd.DataFrame, say: Words) -> str:
    """What stands beside the names of a chart: months, and how many of it are like nobody simulated."""
    far, count = ((table["like"] == "no").sum() for table in (shown, risk))
    marked = say("marks.far", shown=say.number(far), rows=say.number(len(shown)), count=say.number(count),
                 all=say.number(len(risk)))  # fmt: skip
    return _joined(say("marks.last") if (shown["last_purchase"] != "").any() else "", marked if far else "")


def _rows(series: str, names, values, lows, highs) -> pd.DataFrame:
    """A chart's table."""
    columns = ([series] * len(list(names)), list(names), list(values), list(lows), list(highs))
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _called(best: Best, say: Words) -> Best:
    """The same with the offers under the names that people know."""
    lines = {say(f"p.{name}"): line for name, line in best.lines.items()}
    return replace(best, names=tuple(say(f"p.{name}") for name in best.names), lines=lines)


def _answer(channel: Channel, kept: Keeping, say: Words, stage: Words) -> tuple[str, tuple[Card, ...]]:
    """The answer first: what to do, which offer keeps most buying or earns most, what those cost, how sure.

    The title tells whom an offer keeps; where none clearly does, what one clearly earns. A card tells the other.
    """
    trial, unit, nothing = kept.trial, channel.money(say.language), say("nothing")
    earns = trial.best_among(trial.others, "profit")
    buying = best_told(_called(kept.best, say), stage, nothing)
    profit = capital(say("within", text=best_told(_called(earns, say), stage, nothing, unit), months=trial.months))
    named = [arm for best in (kept.best, earns) if _gains(best) for arm in best.names]
    costs = [f"{capital(say(f'p.{arm}'))}: {_cost(channel, trial, arm, say, stage)}" for arm in dict.fromkeys(named)]
    keeps, pays = _gains(kept.best), _gains(earns)
    todo = "keep" if keeps else "earn" if pays else "none"
    first = kept.best if keeps else earns
    names = stage.several(say(f"p.{arm}") for arm in first.names)
    alone = pays and not keeps
    cards = (
        Card(say("card.do"), say(f"do.{todo}", names=names, months=trial.months)),
        Card(say("card.buying"), sentences([buying])) if alone
        else Card(say("card.profit", months=trial.months), sentences([profit])),
        Card(say("card.cost"), _joined(*costs, sentences(_losses(kept, named, say, stage))) or say("cost.none")),
        Card(say("card.sure"), _joined(say("sure", pairs=trial.replicates, months=trial.months), say("limits.market"))),
    )  # fmt: skip
    return (profit if alone else buying), cards


def _losses(kept: Keeping, named: Sequence[str], say: Words, stage: Words) -> list[str]:
    """What is left at published write-offs of what those offers of credit bring; where that is not known, that
    write-offs are told too low."""
    trial, missed = kept.trial, losses_missed(say.language)
    credit = [arm for arm in dict.fromkeys(named) if "credit" in groups_of(kept.levers[arm])]
    if not credit or not missed:
        return []
    told = []
    for arm in credit:
        left = published_of(trial, arm)
        if left:
            text = stage("sure.debt", base=stage("as_today"), **published_told(left, stage))
            told.append(say("sure.debt", name=capital(say(f"p.{arm}")), text=uncapital(text)))
    return told or missed


def _gains(best: Best) -> bool:
    """Whether somebody clearly has more."""
    return any(best.lines[name].state == MORE for name in best.names)


def _cost(channel: Channel, trial: Trial, arm: str, say: Words, stage: Words) -> str:
    """What an offer costs over the months over which its profit is told."""
    spend = trial.effect("focal_spend", arm)
    cost = f"{stage.number(spend.difference)} {channel.money(say.language)}"
    return say("cost", cost=cost, range=range_told(spend, stage), months=trial.months)


def _findings(channel: Channel, kept: Keeping, say: Words, stage: Words) -> tuple[str, tuple[Card, ...]]:
    """What the offers cost, and a card each with its finding."""
    names = {arm: say(f"p.{arm}") for arm in kept.trial.arms[1:]}
    spends = {arm: kept.trial.effect("focal_spend", arm) for arm in names}
    cards = []
    for row in rows_of(kept.trial, kept.trial.arms[1:], stage, channel.money(say.language), names):
        arm = row["programme"]
        finding = row["finding"].removeprefix(f"{names[arm]}: ")  # it stands in the heading
        cards.append(
            Card(capital(names[arm]), f"{capital(finding)} {capital(_cost(channel, kept.trial, arm, say, stage))}")
        )
    states = [line.state for arm in names if (line := kept.trial.finding(arm).line("profit"))]
    ends = sorted(spend.difference for spend in spends.values())
    low, high = (f"{stage.number(end)} {channel.money(say.language)}" for end in (ends[0], ends[-1]))
    return say(
        "findings",
        count=len(names),
        more=states.count(MORE),
        less=states.count(LESS),
        low=low,
        high=high,
        months=kept.trial.months,
    ), tuple(cards)


def _plan(channel: Channel, offers: Plan, money: str, say: Words, stage: Words) -> tuple[str, tuple[Card, ...]]:
    """The list in numbers, what it did on other futures, and the pilot."""
    price = f"{say.number(offers.price)} {channel.money(say.language)}"
    row = rows_of(offers.trial, ("chosen",), stage, channel.money(say.language), {"chosen": ""})[0]
    spent = row["cost_a_year"]
    told = {"pairs": offers.trial.replicates, "finding": uncapital(row["finding"]),
            "cost": f"{stage.number(spent['difference'])} {channel.money(say.language)}", "expected": price,
            "range": stage.between(spent["low"], spent["high"], sign=True) or stage("range.none")}  # fmt: skip
    needed, name = offers.pilot.needed, say(f"p.{offers.pilot.programme}")
    pilot = say("pilot.none") if needed is None else say("pilot.needs", name=name, needed=say.number(needed))
    key = "plan.over" if spent["low"] > offers.budget else "plan.title"  # nobody is told a price that does not hold
    title = say(key, budget=money, count=len(offers.offers), price=price, clear=say.number(offers.clear),
                cost=told["cost"])  # fmt: skip
    return title, (
        Card(say("card.judged"), say("plan.judged", **told)),
        Card(say("card.beside"), f"{best_told(offers.best, stage, say('nothing'))}."),
        Card(say("card.pilot"), pilot),
    )
