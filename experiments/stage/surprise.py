"""Which number of a comparison goes against what an audience expects: the first of a few that it refutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from agents.partner import CAUSES
from experiments.comparing.finding import LESS, MORE, amount_told, range_told
from experiments.comparing.results import Results
from experiments.comparing.statistics import mean_interval
from experiments.drawing.chart import Chart
from experiments.stage.advice import RIVALS
from experiments.stage.captions import charted, share_told
from experiments.stage.charts import SALES
from experiments.stage.levers import missed_told
from experiments.words.words import Words, capital

SHORT = ("B1d", "C22a")  # facts that the market misses, told with the number that rests on them
TIMES = 2  # as much more sold as earned, at least, in per cent: a rise of both is no surprise
# Whose money the chart of a surprise tells, and its metric.
MONEY = {"sales": SALES, "profit": "focal_profit", "partners": "channel_gross_profit", "rivals": RIVALS}
HALF = 0.5  # of all closings: a cause of fewer is not why partners close


@dataclass(frozen=True)
class Surprise:
    """A number against an expectation: the chart on which it stands, both as one sentence, and whose it is, if a
    policy's."""

    chart: str
    text: str
    policy: str = ""


def surprise_of(results: Results, say: Words) -> Surprise | None:
    """The first expectation that these runs refute by an interval; None where they refute none.

    Expectations are ours, not measured, and are told with the number: that partners close because cash runs out, that
    whoever spends most keeps most, that keeping partners pays.
    """
    found = next((one for one in (told(results, say) for told in EXPECTED) if one is not None), None)
    if found is None or not found.policy:
        return found
    missed = (f"{capital(text)}." for text in missed_told(results, [found.policy], say, SHORT))
    return replace(found, text=" ".join([found.text, *missed]))


def growth(results: Results, name: str, say: Words) -> Chart | None:
    """What a policy does to your sales and to profits, in per cent of the base: who sells much more is thought to earn
    as much more. None where the runs do not refute that."""
    if SALES not in results.measured or RIVALS not in results.measured:
        return None
    pairs = {who: results.effect(metric, name) for who, metric in MONEY.items()}
    pairs = {who: pair for who, pair in pairs.items() if pair.base > 0.0 and pair.told}
    sales, profit = pairs.get("sales"), pairs.get("profit")
    if not sales or not profit or not sales.low / sales.base > TIMES * max(0.0, profit.high / profit.base):
        return None
    told = {who: share_told(pair, say) for who, pair in pairs.items()}
    state = "more" if profit.low > 0.0 else "less" if profit.high < 0.0 else "open"
    text = say(f"surprise.growth.{state}", name=say.scenario(name), sales=told["sales"]["share"],
               range=told["sales"]["range"], profit=told["profit"]["share"],
               profit_range=told["profit"]["range"])  # fmt: skip
    rows = [("", say(f"surprise.{who}"), *(100.0 * end / pair.base for end in (pair.difference, pair.low, pair.high)))
            for who, pair in pairs.items()]  # fmt: skip
    return charted(
        results,
        say,
        text,
        rows,
        name="surprise",
        kind="forest",
        x_label="",
        digits=1,
        y_label=say("surprise.y", base=say.scenario(results.base), name=say.scenario(name)),
        band=f"{say('surprise.band', months=results.months)} {say('pairs.band', pairs=results.pairs)}",
    )


def _cash(results: Results, say: Words) -> Surprise | None:
    """Partners are thought to close because cash runs out."""
    closings = {cause: results.metric(f"closings_{cause}", results.base) for cause in CAUSES[1:]}
    total = np.sum(list(closings.values()), axis=0)
    some = total > 0.0
    mean, low, high = mean_interval(closings["illiquidity"][some] / total[some]) if some.sum() > 1 else (np.nan,) * 3
    if not high < HALF:
        return None
    ends = say.between(100.0 * max(0.0, low), 100.0 * high)
    return Surprise("causes", say("surprise.cash", share=say.number(100.0 * mean), range=ends,
                                  base=say.scenario(results.base)))  # fmt: skip


def _spend(results: Results, say: Words) -> Surprise | None:
    """Whoever spends most is thought to keep most."""
    spends = {name: results.effect("focal_spend", name) for name in results.ranked}
    dearest = max(spends, key=lambda name: spends[name].difference)
    own = results.finding(dearest).line("own")
    if not spends[dearest].low > 0.0 or own is None or own.state != LESS:
        return None
    return Surprise("whom", say("surprise.spend", name=say.scenario(dearest), by=amount_told(own, say),
                                range=range_told(own.pair, say, 100.0, 1),
                                spend=say.number(spends[dearest].difference)), dearest)  # fmt: skip


def _loyal(results: Results, say: Words) -> Surprise | None:
    """Keeping partners is thought to pay."""
    for name in results.ranked:
        own, profit = (results.finding(name).line(subject) for subject in ("own", "profit"))
        if own and profit and (own.state, profit.state) == (MORE, LESS):
            return Surprise("money", say("surprise.loyal", name=say.scenario(name), kept=amount_told(own, say),
                                         kept_range=range_told(own.pair, say, 100.0, 1),
                                         lost=amount_told(profit, say),
                                         lost_range=range_told(profit.pair, say)), name)  # fmt: skip
    return None


EXPECTED: tuple[Callable[[Results, Words], Surprise | None], ...] = (_loyal, _spend, _cash)
