"""What each of your partners brings you in a trial's months, from runs made again: which difference a trial finds."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from experiments.comparing.finding import range_told
from experiments.comparing.results import Results
from experiments.comparing.statistics import DETECTED, Difference, mean_interval
from experiments.drawing.chart import Chart
from experiments.stage.captions import charted
from experiments.stage.pilot import pilot_of
from experiments.words.words import Words
from model.market import PARTNERS, Market
from model.result import Result
from model.settings import distributor_names

EARNED = "earned"  # the chart
OWN = 0  # your company's row among distributors
FEWEST = 10  # partners whose spread is told
MONTHS = 12.0  # of a year, in which a rate is told


class Brought:
    """Money by partner, summed month by month of a run: your margin on what it buys from you, less interest on what it
    owes you."""

    def __init__(self, months: int) -> None:
        self.months, self.walked, self.money = months, 0, np.zeros(0)

    def __call__(self, market: Market) -> None:
        """Adds the month just walked, up to the last of the trial."""
        self.walked += 1
        if self.walked > self.months:
            return
        count = int(market.counters[PARTNERS])
        rows, accounts, own = market.partners[:count], market.accounts[:count], market.distributors[OWN]
        yours = accounts["distributor"] == OWN
        bought, owed = (np.where(yours, accounts[name], 0.0).sum(axis=1) for name in ("purchases", "used"))
        margin = 1.0 - own["cost_of_sales"] / own["sales"] if own["sales"] > 0.0 else 0.0
        rate = float(market.settings.funding_rate[self.walked - 1]) / MONTHS
        ids = rows["id"].astype(int)
        self.money = np.pad(self.money, (0, max(0, int(ids.max(initial=-1)) + 1 - len(self.money))))
        self.money[ids] += np.where(rows["alive"] == 1, margin * bought - rate * owed, 0.0)

    def of(self, run: Result) -> tuple[np.ndarray, np.ndarray]:
        """What your partners of month 0 brought, write-offs taken off, and their sizes at the start."""
        yours, lost = distributor_names(run.market.distributors.shape[0])[OWN], run.events
        lost = lost[(lost["event"] == "write_off") & (lost["distributor"] == yours) & (lost["month"] < self.months)]
        table = run.partners[run.partners["partner"].isin(run.first.id)]
        table = table[table["primary_distributor"] == yours]
        money = table["partner"].map(lambda partner: self.money[partner])
        money -= table["partner"].map(lost.groupby("partner")["amount"].sum()).astype(float).fillna(0.0)
        return money.to_numpy(float), table["size_at_start"].to_numpy(float)


@dataclass(frozen=True)
class Earned:
    """Profit by partner over a trial: ``pair`` is what one brings with the base and with the policy, ``smallest`` the
    difference that a trial with all of them finds in four cases of five at 5 %."""

    pair: Difference
    smallest: float

    @property
    def found(self) -> bool:
        """Whether the trial finds what the runs show."""
        return abs(self.pair.difference) >= self.smallest


Side = tuple[np.ndarray, np.ndarray]  # money and size at the start of each partner


def spread_at_size(side: Side) -> float:
    """Variance of what partners bring about what their sizes at the start let expect: large ones bring more."""
    money, size = side
    if np.ptp(size) == 0.0:
        return float(money.var(ddof=1))
    return float(((money - np.polyval(np.polyfit(size, money, 1), size)) ** 2).sum() / (len(money) - 2))


def earned_of(pairs: list[tuple[Side, Side]]) -> Earned | None:
    """What a trial finds, from pairs of runs with the base and with the policy; None of fewer than two pairs, or of
    few partners.

    Both halves of a trial share the luck of their market, so that the spread is that of partners within one.
    """
    count = min((len(money) for pair in pairs for money, _ in pair), default=0)
    if len(pairs) < 2 or count < FEWEST:
        return None
    means = np.array([[money.mean() for money, _ in pair] for pair in pairs])
    mean, low, high = mean_interval(means[:, 1] - means[:, 0])
    own = float(np.mean([len(money) for pair in pairs for money, _ in pair]))
    spread = float(np.mean([sum(map(spread_at_size, pair)) for pair in pairs]))
    pair = Difference(*means.mean(axis=0), mean, low, high, len(pairs), len(pairs))
    return Earned(pair, DETECTED * sqrt(spread / (own / 2.0)))


def trial_months(results: Results, name: str) -> int:
    """How long the trial of a policy lasts."""
    return pilot_of(results, name).months


def earned_chart(results: Results, say: Words, name: str, pairs: list[tuple[Side, Side]]) -> Chart | None:
    """What a policy brings of each partner beside what a trial finds; None where the spread is not known."""
    earned = earned_of(pairs)
    if earned is None:
        return None
    pair, months = earned.pair, trial_months(results, name)
    told = told_of(earned, say) | {"name": say.scenario(name), "months": months}
    rows = [(say.scenario(name), say("earned.mean", base=say.scenario(results.base)), pair.base, np.nan, np.nan),
            (say.scenario(name), say("earned.runs"), pair.difference, pair.low, pair.high),
            (say.scenario(name), say("earned.smallest"), earned.smallest, np.nan, np.nan)]  # fmt: skip
    return charted(results, say, say("earned.finds" if earned.found else "earned.misses", **told), rows, len(pairs),
                   name=EARNED, kind="forest", x_label="", digits=1, y_label=say("earned.y", **told),
                   band=say("earned.band", runs=len(pairs), **told))  # fmt: skip


def told_of(earned: Earned, say: Words) -> dict[str, str]:
    """Its numbers in words."""
    pair = earned.pair
    scale = 100.0 / abs(pair.base) if pair.base else 0.0
    return {"least": say.number(earned.smallest, 1), "part": say.number(scale * earned.smallest),
            "mean": say.number(pair.base, 1), "more": say.number(pair.difference, 1, sign=True),
            "more_range": range_told(pair, say, 1.0, 1)}  # fmt: skip


def earned_in(chart: Chart | None, policy: str) -> Earned | None:
    """What the chart of a policy tells, where there is one."""
    if chart is None or policy not in chart.series:
        return None
    (mean, *_), (more, low, high), (least, *_) = chart.table[["y", "low", "high"]].to_numpy(float)
    return Earned(Difference(mean, mean + more, more, low, high, 0, 0), least)
