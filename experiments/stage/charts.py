"""The charts of a comparison: each a finding made from the numbers, and the table behind it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.comparing.finding import (
    LESS,
    MORE,
    SUBJECTS,
    USUAL,
    Line,
    Smallest,
    best_told,
    line_told,
    range_told,
    state_of,
)
from experiments.comparing.results import Results
from experiments.comparing.statistics import Difference, mean_interval, paired_difference
from experiments.drawing.chart import COLUMNS, Chart
from experiments.stage.captions import YEAR, charted, equalled, paired_band, points, share_told, unit_told, years_told
from experiments.stage.stacks import causes, kinds
from experiments.words.words import Words, capital

SIDES = {"treated": "survival_share_treated", "untreated": "survival_share_untreated", "channel": "survival_share"}
SUBJECT_OF = {"treated": "own", "untreated": "rivals", "channel": "channel"}
SALES = "focal_sales"  # the metric of what you sell
FEW = 5  # policies that have room for three rows each
SHOWN_AT = (0, 12, 24, 36, 48, 60, 84, 120)  # months in the table of numbers at risk
NAN = float("nan")
FAR = 3  # times the largest end of the other lines


def months_shown(months: int) -> list[int]:
    """Months of the table of numbers at risk: those of ``SHOWN_AT`` that fit, and the last."""
    return [*(month for month in SHOWN_AT if month < 0.93 * months), months]


def survival(results: Results, say: Words, smallest: Smallest = USUAL) -> Chart:
    """Who is left, month by month: Kaplan-Meier with the numbers at risk, axis fixed from 0 to 100."""
    curves = results.curves.assign(series=results.curves["scenario"].map(say.scenario), x=results.curves["month"])
    table = curves.assign(y=100 * curves["survival"], low=100 * curves["low"], high=100 * curves["high"])
    risk = curves[curves["month"].isin(months_shown(results.months))]
    # Those that close in a month are at risk at its start: so far means before it.
    runs = risk["scenario"].map(results.finished)
    risk = risk.assign(at_risk=(risk["at_risk"] / runs).round().astype(int))  # of one run, on average
    closed = risk["at_risk"].groupby(risk["series"]).transform("max") - risk["at_risk"]
    risk = risk.assign(told=[f"{say.number(left)} ({say.number(gone)})" for left, gone in zip(risk["at_risk"], closed,
                                                                                             strict=True)])  # fmt: skip
    title = equalled(results, say, best_told(results.best("channel", say, smallest), say, say.scenario(results.base)))
    return charted(results, say, title, table[list(COLUMNS)].reset_index(drop=True), name="survival", kind="lines",
                   x_label=say("months"), y_label=say("survival.y"), band=say("survival.band"),
                   baseline=say.scenario(results.base), y_limits=(0.0, 100.0),
                   risk=risk[["series", "x", "told"]],
                   risk_label=say("risk", months=results.months),
                   order=tuple(map(say.scenario, results.names)))  # fmt: skip


def gap(results: Results, say: Words, smallest: Smallest = USUAL) -> Chart:
    """Who stays more than under the base, month by month: the difference itself, which curves of levels hide."""
    tables = {name: settled(results.kept_so_far(name)) for name in results.others}
    lasts = {name: tables[name].iloc[-1] for name in results.ranked}
    best = max(lasts, key=lambda name: (lasts[name]["low"] > 0.0, lasts[name]["y"]))  # of those that are clear, if any
    clear = tables[best]["low"].to_numpy() > 0.0
    told = {"name": say.scenario(best), "base": say.scenario(results.base), "months": results.months}
    if clear[-1]:
        unclear = np.flatnonzero(~clear)
        last = tables[best].iloc[-1]
        title = say("gap.title", month=int(unclear[-1]) + 1, by=say.number(last["y"], 1, sign=True),
                    low=say.number(last["low"], 1, sign=True), high=say.number(last["high"], 1, sign=True),
                    **told)  # fmt: skip
        state = state_of(Difference(0.0, 0.0, *last[["y", "low", "high"]], results.pairs, results.pairs),
                         smallest.points)  # fmt: skip
        title = title if state == MORE else say(f"gap.{state}", title=title)
    else:
        title = say("gap.none", **told)
    table = pd.concat([table.assign(series=say.scenario(name)) for name, table in tables.items()], ignore_index=True)
    label = say("gap.own" if results.knows_own else "gap.all", base=say.scenario(results.base))
    shown = results.names if len(results.others) <= FEW else (results.base, best)
    left = []
    for name in shown:
        means = 100.0 * np.append(1.0, results.left(name).mean(axis=0))
        left += [(say.scenario(name), month, say.number(means[month], 1)) for month in months_shown(len(means) - 1)]
    return charted(results, say, equalled(results, say, title), table, name="gap", kind="lines", digits=1,
                   x_label=say("months"), y_label=label, band=paired_band(results, say, table, few="pairs.early"),
                   risk=pd.DataFrame(left, columns=["series", "x", "told"]),
                   risk_label=say("gap.left.own" if results.knows_own else "gap.left.all"),
                   order=tuple(map(say.scenario, results.others)))  # fmt: skip


def settled(table: pd.DataFrame) -> pd.DataFrame:
    """The same with intervals only from the month from which there is one to the end: no band that comes and goes."""
    gaps = np.flatnonzero(table["low"].isna())
    if not len(gaps):
        return table
    late = np.arange(len(table)) > gaps[-1]
    return table.assign(low=table["low"].where(late), high=table["high"].where(late))


def levels(results: Results, say: Words, name: str) -> Chart:
    """How many are left under one policy and the base, with bands of their own: for the appendix, on an axis that uses
    its space and says so."""
    rows, ends = [], {}
    for one in (results.base, name):
        months = [(100.0, 100.0, 100.0), *map(mean_interval, 100.0 * results.left(one).T)]
        rows += [(say.scenario(one), float(month), *values) for month, values in enumerate(months)]
        left, *around = months[-1]
        ends[one] = say.number(left, 1) + (f" ({between})" if (between := say.between(*around, 1)) else "")
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    floor = max(0.0, 10.0 * np.floor(np.nanmin(table[["y", "low"]].to_numpy(float)) / 10.0))
    whose = say("counter.own" if results.knows_own else "counter.channel.whose")
    title = say("levels.title", months=results.months, base=say.scenario(results.base), left=ends[results.base],
                whose=whose, name=say.scenario(name), other=ends[name])  # fmt: skip
    return charted(results, say, title, table, name="levels", kind="lines", x_label=say("months"),
                   y_label=say("levels.y", whose=whose), band=say("levels.band", pairs=results.pairs),
                   baseline=say.scenario(results.base), y_limits=(floor, 100.0),
                   order=(say.scenario(results.base), say.scenario(name)))  # fmt: skip


def whom(results: Results, say: Words, smallest: Smallest = USUAL) -> Chart:
    """Whom it helps: effects on own partners, rivals' partners and the whole channel, in points.

    Of many policies rivals' partners are left out, so that every row can be read.
    """
    sides = {s: metric for s, metric in SIDES.items() if s != "untreated" or len(results.others) <= FEW}
    rows = [(say(side), say.scenario(name), *points(results.effect(metric, name)))
            for name in results.others for side, metric in sides.items()
            if results.finding(name).line(SUBJECT_OF[side])]  # fmt: skip
    best = results.best("own", say, smallest)
    title = best_told(best, say, say.scenario(results.base))
    if len(best.names) == 1:  # what one keeps for its own may be taken from others
        named = next(name for name in results.others if say.scenario(name) == best.names[0])
        lines = [results.finding(named, smallest).line(subject) for subject in ("rivals", "channel")]
        title = "; ".join([title, *(line_told(line, say) for line in lines if line and line.counts)])
    title = equalled(results, say, title)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return charted(results, say, title, table, name="whom", kind="forest", x_label="",
                   y_label=say("whom.y", base=say.scenario(results.base)), hollow=True,
                   band=paired_band(results, say, table, few="pairs.empty"))  # fmt: skip


def ahead_for_good(low: np.ndarray) -> int | None:
    """First month (from 1) from which a gain so far stays clearly above zero to the end; None where it does not.

    In: the lower ends of its intervals, a month each; one that is not known is not above zero.
    """
    unclear = np.flatnonzero(~(np.asarray(low, float) > 0.0))
    if not len(unclear):
        return 1 if len(low) else None
    return int(unclear[-1]) + 2 if unclear[-1] < len(low) - 1 else None


def ahead_told(low: np.ndarray, say: Words) -> str:
    """Since when a gain so far is clearly ahead to the end; it is there."""
    back = ahead_for_good(low)
    return say("ahead.first" if back == 1 else "ahead", month=back, months=len(low))


def trough(gain: pd.DataFrame) -> tuple[int, float] | None:
    """Month and size of the lowest point of a gain so far; None where that point is not clearly a loss.

    In: columns ``x`` (month), ``y`` and ``high``.
    """
    lowest = gain.iloc[int(gain["y"].argmin())]
    return (int(lowest["x"]), float(lowest["y"])) if lowest["high"] < 0.0 else None


def money(results: Results, say: Words, smallest: Smallest = USUAL) -> Chart:
    """What it means for the focal distributor: cumulative profit against the base, the J-curve."""
    tables = {name: results.gain_so_far(name) for name in results.others}
    told = results.best("profit", say, smallest)
    best = max(results.ranked, key=lambda name: tables[name]["y"].iloc[-1])
    gain, events = tables[best], ()
    place = {"best": say.scenario(best), "base": say.scenario(results.base)}
    last = gain.iloc[-1]
    end = {"gain": say.number(last["y"], sign=True), "range": say.between(last["low"], last["high"], sign=True)}
    back, lowest = ahead_for_good(gain["low"].to_numpy()), trough(gain)
    soon = back is not None and back <= YEAR <= results.months - YEAR
    after = _since(results, best, YEAR, smallest) if soon else None
    later = ""
    if after and after.state != MORE and after.pair.low == after.pair.low:
        later = say(f"money.later.{after.state}", year=YEAR, range=range_told(after.pair, say),
                    first=say.number(gain["y"].iloc[YEAR - 1], sign=True))  # fmt: skip
    if told.key in ("tie", "sure") or results.finding(best, smallest).line("profit").state != MORE or back is None:
        title = best_told(told, say, say.scenario(results.base))
    elif back == 1:
        title = say("money.pays", **end, **place) + (later or say("money.first"))
    else:
        if lowest:
            place |= {"when": lowest[0], "low": say.number(lowest[1], 0, sign=True)}
        ahead = ahead_told(gain["low"].to_numpy(), say)
        title = say("money.back" if lowest else "money.from", month=back, ahead=ahead, **end, **place) + later
        events = ((float(back), say("money.event")),)
    far = far_behind(results, smallest)
    table = pd.concat([table.assign(series=say.scenario(name)) for name, table in tables.items() if name not in far],
                      ignore_index=True)  # fmt: skip
    title = equalled(results, say, title)
    ends = {name: results.effect("focal_profit", name) for name in far}
    undrawn = [f"{say.scenario(name)} {say.number(pair.difference, sign=True)} ({range_told(pair, say)})"
               for name, pair in ends.items()]  # fmt: skip
    return charted(results, say, title, table, name="money", kind="lines", x_label=say("months"),
                   y_label=say("money.y", base=say.scenario(results.base)), digits=0, events=events,
                   band=" ".join([*([say("money.far", lines="; ".join(undrawn))] if far else []),
                                  *turns(results, say, smallest), paired_band(results, say, table, "money.band"),
                                  unit_told(results, say)]),
                   order=tuple(map(say.scenario, results.others)))  # fmt: skip


def last_told(results: Results, name: str, say: Words, smallest: Smallest = USUAL) -> str:
    """What a policy does to profit in the last year alone, where it is not clearly a gain any more; else empty."""
    last = _since(results, name, -YEAR, smallest) if results.months >= 2 * YEAR else None
    if last is None or last.pair.low > 0.0:
        return ""
    return say("brings.last", year=YEAR, range=range_told(last.pair, say), months=results.months,
               by=say.number(last.pair.difference, sign=True))  # fmt: skip


def far_behind(results: Results, smallest: Smallest = USUAL) -> list[str]:
    """Policies that lose so much that their lines would flatten those to decide on: they are told, not drawn."""
    lines = {name: results.finding(name, smallest).line("profit") for name in results.others}
    ends = {name: abs(line.pair.difference) for name, line in lines.items()}
    lost = [name for name, line in lines.items() if line.state == LESS and name in results.policies]
    rest = max((end for name, end in ends.items() if name not in lost), default=0.0)
    return [name for name in lost if rest and ends[name] > FAR * rest]


def _since(results: Results, name: str, month: int, smallest: Smallest) -> Line:
    """What a policy does to profit after that month, against what the base earns in the same months."""
    base, other = (results.series(one, "focal_profit")[:, month:].sum(axis=1) for one in (results.base, name))
    pair = paired_difference(base, other)
    return Line("profit", state_of(pair, smallest.of("profit", pair.base)), pair)


def turns(results: Results, say: Words, smallest: Smallest = USUAL) -> list[str]:
    """Which policies are not paid back, all of them, and of which a longer time may turn the sign: the last year does
    not clearly go on losing, or not clearly go on gaining.
    """
    if results.months < 2 * YEAR:
        return []
    unpaid, fading = [], []
    for name in results.policies:
        whole, last = results.finding(name, smallest).line("profit"), _since(results, name, -YEAR, smallest)
        told_of = {"name": say.scenario(name), "months": results.months, "year": YEAR}
        if whole.pair.high < 0.0:
            late = say("money.unpaid.yet", by=say.number(last.pair.difference, sign=True),
                       range=range_told(last.pair, say), **told_of)  # fmt: skip
            unpaid.append(told_of["name"] if last.state == LESS else late)
        elif whole.state == MORE and not last.pair.low > 0.0:
            fading.append(f"{told_of['name']} ({range_told(last.pair, say)})")
    told = (("money.unpaid", unpaid), ("money.fading", fading))
    return [say(key, months=results.months, year=YEAR, names="; ".join(names)) for key, names in told if names]


def frontier(results: Results, say: Words, smallest: Smallest = USUAL) -> Chart:
    """Partners against profit: what each policy does to both."""
    rows, both, neither = [], [], []
    for name in results.others:
        kept, profit = results.effect("survival_share_treated", name), results.effect("focal_profit", name)
        rows.append((say.scenario(name), profit.difference, *points(kept), profit.low, profit.high))
        finding = results.finding(name, smallest)
        states = [line.state for line in map(finding.line, ("own", "profit")) if line]
        if name not in results.ranked:
            continue
        if states == [MORE, MORE]:
            both.append(say("frontier.each", name=say.apart(say.scenario(name)),
                            kept=say.number(points(kept)[0], 1, sign=True),
                            profit=say.number(profit.difference, sign=True)))  # fmt: skip
        elif states == [LESS, LESS]:
            neither.append(say.scenario(name))
    title = say("frontier.both", names=say.several(both)) if both else say("frontier.none")
    if neither and not both:
        title = say("frontier.neither", names=say.several(neither))
    table = pd.DataFrame(rows, columns=[*COLUMNS, "x_low", "x_high"])
    base = say.scenario(results.base)
    title = equalled(results, say, title)
    return charted(results, say, title, table, name="frontier", kind="points", x_label=say("frontier.x", base=base),
                   y_label=say("frontier.y", base=base), band=paired_band(results, say, table))  # fmt: skip


def price(results: Results, name: str, metric: str, whose: str = "channel") -> tuple[float, float, float]:
    """Money per partner of month 0 that is kept: the ratio of two mean paired differences.

    In: ``metric`` is the money, ``whose`` partners are those of the whole *channel* or the
    distributor's *own*. Out: ratio and its 95 % percentile bootstrap interval over pairs (Efron & Tibshirani 1993,
    chapter 25); nan bounds with fewer than three pairs.
    """
    from scipy.stats import bootstrap

    cost = results.metric(metric, name) - results.metric(metric, results.base)
    share = SUBJECTS[whose]
    partners = results.partners if whose == "channel" else results.own_partners
    kept = partners * (results.metric(share, name) - results.metric(share, results.base))
    ratio = float(cost.mean() / kept.mean())
    if len(cost) < 3:
        return ratio, NAN, NAN

    def ratios(money, partners, axis):
        return money.mean(axis=axis) / partners.mean(axis=axis)

    with np.errstate(divide="ignore", invalid="ignore"):
        found = bootstrap((cost, kept), ratios, paired=True, method="percentile", n_resamples=999,
                          rng=np.random.default_rng(1)).confidence_interval  # fmt: skip
    return ratio, float(found.low), float(found.high)


def whose_kept(
    results: Results, names: Sequence[str], sides: Sequence[str] = ("channel", "own")
) -> tuple[str, list[str]]:
    """Whose partners some of these policies clearly keep, and which do: the whole *channel*'s, else the *own* ones.

    No names where nobody's are clearly kept.
    """
    for whose in sides if results.knows_own else ("channel",):
        lines = {name: results.finding(name).line(whose) for name in names}
        clear = [name for name, line in lines.items() if line and line.state == MORE]
        if clear:
            break
    return whose, clear


def cost(results: Results, say: Words) -> Chart | None:
    """What one partner kept costs and brings: spend on levers, profit; None where nobody clearly is kept."""
    whose, clear = whose_kept(results, results.ranked)
    if not clear:
        return None
    there = [name for name in whose_kept(results, results.others, (whose,))[1] if name in (*clear, *results.unequal)]
    sides = (("cost.spend", "focal_spend"), ("cost.profit", "focal_profit"))
    found = {(name, key): price(results, name, metric, whose) for name in there for key, metric in sides}
    months = {name: f"{say.scenario(name)} ({paid_told(results, name, say)})" for name in there}
    rows = [(say(key), months[name], *values) for (name, key), values in found.items()]
    best = max(clear, key=lambda name: found[name, "cost.profit"][0])
    brought, low, high = found[best, "cost.profit"]
    spent, *around = found[best, "cost.spend"]
    told = {"one": say(f"cost.one.{whose}"), "best": say.scenario(best), "spend": say.number(spent),
            "around": say.between(*around) or say("range.none"), "given": say.number(abs(brought))}  # fmt: skip
    if high < 0.0:
        title = say("cost.title", range=say.between(-high, -low), **told)
    elif low > 0.0:
        title = say("cost.gain", range=say.between(low, high), **told)
    elif low != low:
        title = say("cost.untold", **told)
    else:
        title = say("cost.open", range=say.between(low, high, sign=True), **told)
    least = min(clear, key=lambda name: found[name, "cost.spend"][0])  # whom a partner kept costs least in levers
    cheap = []
    if least != best:
        (spend, *ends), (profit, *around) = (found[least, key] for key, _ in sides)
        cheap = [say("cost.least", name=capital(say.scenario(least)), spend=say.number(spend),
                     ends=say.between(*ends) or say("range.none"), profit=say.number(profit, sign=True),
                     around=say.between(*around, sign=True) or say("range.none"),
                     paid=paid_told(results, least, say))]  # fmt: skip
    remark = [*cheap, *also_told(results, best, say)]
    return charted(results, say, equalled(results, say, title), rows, name="cost", kind="forest", x_label="", digits=0,
                   y_label=say(f"cost.y.{whose}", months=results.months),
                   remark=" ".join(part for part in remark if part),
                   band=" ".join([say("cost.band", pairs=results.pairs), say("cost.levers"), say("money.profit"),
                                  years_told(results.values[0], say, spent)]).strip())  # fmt: skip


def paid_told(results: Results, name: str, say: Words) -> str:
    """In which month a policy is paid back for good, or that it is not by the end."""
    back = ahead_for_good(results.gain_so_far(name)["low"].to_numpy())
    return say("cost.paid", month=back) if back else say("cost.unpaid", months=results.months)


def also_told(results: Results, name: str, say: Words) -> list[str]:
    """What else the same levers buy: a spend for each partner kept is all of it, though it sells more, too."""
    sales = results.effect(SALES, name) if SALES in results.measured else None
    if sales is None or not sales.low > 0.0:
        return []
    return [say("cost.also", name=say.scenario(name), **share_told(sales, say))]


ALL = (gap, survival, whom, money, cost, frontier, kinds, causes)


def charts_of(results: Results, say: Words) -> list[Chart]:
    """All charts of a comparison, in the order in which a talk needs them."""
    return [chart for chart in (make(results, say) for make in ALL) if chart is not None]
