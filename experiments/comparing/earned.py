"""What partners earn under two scenarios, by group of the partners at month 0: read off their own books."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from agents.partner import KINDS
from experiments.comparing.statistics import THIRDS, Difference, paired_difference, thirds
from model import simulate
from model.market import PANEL_COUNT


@dataclass(frozen=True)
class Earned:
    """Partners of month 0 of one run, in the order of their ids: gross profit over all months (money), and groups.

    ``yours`` says whose first distributor is the focal one; ``size`` is people at the start.
    """

    gross_profit: np.ndarray
    kind: np.ndarray
    size: np.ndarray
    yours: np.ndarray


def earned_of(scenario, seed: int, months: int) -> Earned:
    """What every partner of month 0 earned in a run: one that closes earns nothing afterwards."""
    result = simulate(scenario, seed, months, panel=True)
    rows = result.market.panel[: int(result.market.counters[PANEL_COUNT])]
    first = result.first
    total = np.bincount(rows["partner"], weights=rows["gross_profit"], minlength=int(first.id.max(initial=-1)) + 1)
    return Earned(total[first.id], first.kind.copy(), first.start_size.copy(), first.primary_at_start == 0)


def members(run: Earned) -> Iterable[tuple[str, np.ndarray]]:
    """Groups as (name, who is in it), those of nobody left out: yours, rivals', kinds, thirds by size."""
    found = [("yours", run.yours), ("rivals", ~run.yours)]
    found += [(kind, run.kind == number) for number, kind in enumerate(KINDS)]
    found += [(f"size.{label}", thirds(run.size) == number) for number, label in enumerate(THIRDS)]
    return [(name, who) for name, who in found if who.any()]


def by_group(pairs: Sequence[tuple[Earned, Earned]]) -> dict[str, Difference]:
    """The difference in gross profit (money, whole group) by group, over pairs of runs on the same luck, base first."""
    sums: dict[str, list[tuple[float, float]]] = {}
    for base, other in pairs:
        for name, who in members(base):
            sums.setdefault(name, []).append(tuple(float(run.gross_profit[who].sum()) for run in (base, other)))
    return {name: paired_difference(*np.array(values).T) for name, values in sums.items()}
