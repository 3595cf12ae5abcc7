"""What keeps whom: programmes against nothing on the same luck, in a market that starts with your own partners."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from experiments.channel.programmes import NOTHING
from experiments.channel.shrinkage import Shrunk, shrunk
from experiments.channel.signs import STILL
from experiments.comparing.answer import Answer
from experiments.comparing.finding import USUAL, Smallest, state_of
from experiments.comparing.statistics import THIRDS, Difference, paired_difference, thirds
from experiments.running.runs import kept, run_seed
from experiments.running.size import ledger_money
from experiments.running.threads import in_order
from model.simulation import simulate
from scenarios import Change, Scenario

Arm = Callable[[int], Sequence[Change]]  # changes of a replicate, by its number
# Scenarios by replicate, arms, the root of all seeds, and the number of the first replicate.
Runner = Callable[[Sequence[Scenario], Mapping[str, Arm], int, int], "Trial"]
ARRAYS = ("buys", "bought", "alive", "treated")


@dataclass(frozen=True)
class Trial(Answer):
    """Runs of every arm with every replicate's luck; the first arm is nothing.

    ``summaries[arm][replicate]`` are metrics, money in the ledger's own. ``buys`` and ``bought`` (arms, replicates,
    partners) say whether a partner of the list still buys from you in the last months of the run, and for how much a
    month; ``alive`` whether it is still there; ``treated`` whether a change for some holds for it.
    """

    arms: tuple[str, ...]
    months: int
    summaries: list[list[dict[str, float]]]
    buys: np.ndarray
    bought: np.ndarray
    alive: np.ndarray
    treated: np.ndarray
    base = NOTHING

    @property
    def replicates(self) -> int:
        """Pairs of runs that an arm has with nothing."""
        return self.buys.shape[1]

    @property
    def others(self) -> tuple[str, ...]:
        """The arms that are compared with nothing."""
        return self.arms[1:]

    @property
    def measured(self) -> list[str]:
        """The names of the metrics."""
        return list(self.summaries[0][0])

    def metric(self, name: str, scenario: str) -> np.ndarray:
        """See :class:`~experiments.comparing.answer.Answer`."""
        return np.array([summary[name] for summary in self.summaries[self.arms.index(scenario)]])

    def gaps(self, arm: str) -> np.ndarray:
        """Differences in buying (replicates, partners): 1 kept, -1 lost, 0 the same."""
        return self.buys[self.arms.index(arm)].astype(float) - self.buys[0]

    def yearly(self, arm: str, metric: str) -> Difference:
        """The difference of a sum of money over the run, a year."""
        part = 12.0 / self.months
        return paired_difference(part * self.metric(metric, NOTHING), part * self.metric(metric, arm))


@dataclass(frozen=True)
class _Run:
    summary: dict[str, float]
    buys: np.ndarray
    bought: np.ndarray
    alive: np.ndarray
    treated: np.ndarray = field(default_factory=lambda: np.empty(0, bool))


SHARES = ("survival_share", "survival_share_treated")
MONEY = ("focal_profit", "focal_spend", "focal_sales", "focal_bad_debt")


def trial(
    scenarios: Sequence[Scenario], arms: Mapping[str, Arm], seed: int, first: int = 0, threads: int | None = None,
    bar=None,
) -> Trial:  # fmt: skip
    """Run every arm, nothing before them, on the luck of as many replicates as there are ``scenarios``.

    ``first`` is the number of the first replicate: another one is other luck. ``bar`` hears how many runs are done.
    """
    arms = {NOTHING: lambda _: ()} | dict(arms)
    tasks = list(product(arms, range(len(scenarios))))

    def one(task: tuple[str, int]) -> _Run:
        arm, replicate = task
        start = scenarios[replicate]
        scenario = start.with_timeline([*start.timeline, *arms[arm](first + replicate)])
        return _run(scenario, run_seed(seed, first + replicate))

    runs = in_order(one, tasks, threads, bar)
    count = len(scenarios)
    rows = [runs[number * count : (number + 1) * count] for number in range(len(arms))]
    stacked = [np.array([[getattr(run, name) for run in row] for row in rows]) for name in ARRAYS]
    return Trial(tuple(arms), scenarios[0].months, [[run.summary for run in row] for row in rows], *stacked)


def joined(parts: Sequence[Trial]) -> Trial:
    """Trials of the same arms on other replicates, one after the other, as one."""
    arrays = [np.concatenate([getattr(part, name) for part in parts], axis=1) for name in ARRAYS]
    rows = [[summary for part in parts for summary in part.summaries[n]] for n in range(len(parts[0].arms))]
    return Trial(parts[0].arms, parts[0].months, rows, *arrays)


def _run(scenario: Scenario, seed: int) -> _Run:
    """What a run says of the partners of the list, who are its first."""
    result = simulate(scenario, seed, scenario.months, accounts=True)
    record = kept(result, 0, 0)
    count, unit = len(scenario.partners), ledger_money(scenario)
    accounts = result.accounts
    own = (accounts["distributor"] == "focal") & (accounts["partner"] < count)
    late = accounts[own & (accounts["month"] >= scenario.months - STILL)]
    bought = np.bincount(late["partner"], late["purchases"], minlength=count) * unit / STILL
    alive = ~record.closed
    buys = alive & (bought > 0.0)
    summary = {name: unit * record.summary[name] for name in MONEY}
    summary |= {name: record.summary[name] for name in SHARES if name in record.summary}
    summary |= {"buying_share": float(buys.mean()), "bought_at_end": float(bought.sum())}
    treated = result.living[:count].treatment != 0
    return _Run(summary, buys, bought, alive, treated)


def groups_of(partners: pd.DataFrame, risk: np.ndarray) -> dict[str, np.ndarray]:
    """Groups that are known before any run: kind, thirds of purchases, thirds of the risk that the ledger tells.

    In: the partners of the list in its order, and the chance of each to stop buying (nan where nothing is told).
    """
    known = np.where(np.isnan(risk), np.nanmedian(risk) if (~np.isnan(risk)).any() else 0.0, risk)
    return {
        "kind": partners["kind"].to_numpy(str),
        "size": np.array(THIRDS)[thirds(partners["size"].to_numpy(float))],
        "risk": np.array(THIRDS)[thirds(known)],
    }


def for_whom(found: Trial, groups: Mapping[str, np.ndarray], smallest: Smallest = USUAL) -> list[dict]:
    """A row an arm and group: partners in it, the difference in those still buying, and the verdict on it."""
    rows = []
    for arm, (name, labels) in product(found.arms[1:], groups.items()):
        for label in sorted(set(labels), key=lambda label: (THIRDS.index(label) if label in THIRDS else 0, label)):
            chosen = labels == label
            pair = paired_difference(*(found.buys[n][:, chosen].mean(axis=1) for n in (0, found.arms.index(arm))))
            rows.append({"programme": arm, "group": f"{name}: {label}", "partners": int(chosen.sum()),
                         **pair.__dict__, "verdict": state_of(pair, smallest.points / 100.0)})  # fmt: skip
    return rows


def by_partner(found: Trial, group: np.ndarray) -> dict[str, Shrunk]:
    """By arm the effect on each partner's chance to go on buying."""
    return {arm: shrunk(found.gaps(arm), group) for arm in found.arms[1:]}


def costs(found: Trial, purchases: np.ndarray) -> dict[str, np.ndarray]:
    """By arm what it costs a year for each partner: its extra spend, shared as purchases are; never below nothing.

    Spend is what the levers cost: funding of stock and debts, bad debt, discounts and programmes. Who caused how much
    of it is not known; purchases are what most of it goes with.
    """
    share = purchases / purchases.sum()
    return {arm: max(0.0, found.yearly(arm, "focal_spend").difference) * share for arm in found.arms[1:]}
