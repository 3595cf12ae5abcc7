"""From whom the partners that a policy rescues take what they sell: the policy's world once more, without them.

A policy does more than rescue: what other partners gain or lose under it is not all the rescued firms' doing. So three
runs share one luck: the baseline, the policy, and the policy with each rescued firm wound up in the month in which it
closes in the baseline. Between the last two only the rescued differ, and what they sell has come from somewhere: who
sells less because they are there? (Barrot & Nanda 2020 found such crowding out beside the firms that were helped.)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agents.partner import ACQUIRED, INITIAL, KINDS, VOLUNTARY
from experiments.comparing.statistics import ratio_of_means
from experiments.running.runs import MAX_REPLICATES, run_seed
from experiments.running.size import common_months
from experiments.running.threads import in_order
from experiments.running.walk import walk
from model.market import PARTNERS
from model.simulation import whole
from scenarios import Scenario

GROUPS = ("rescued", "own", "rivals", "shops", "newcomers", "direct")
LOSERS = GROUPS[1:]  # who may sell less because the rescued are there
SHOPS = [KINDS.index("online_shop"), KINDS.index("retail_chain")]
KEPT = ["id", "kind", "origin", "primary_at_start", "closed", "cause"]


@dataclass(frozen=True)
class Sold:
    """What everybody sold to customers in one run (money).

    ``partners`` (ever traded,) holds ``KEPT``; ``sales`` (ever traded,) goods and services; ``direct`` is what vendors
    sold around the channel, ``focal`` what the focal distributor sold to partners.
    """

    partners: np.ndarray
    sales: np.ndarray
    direct: float
    focal: float


def sold(scenario: Scenario, seed: int, months: int, closings: Mapping[int, int] | None = None) -> Sold:
    """The sales of a run; ``closings`` (id to month, 1 or later) are firms whose owners wind them up in that month.

    One that has closed before, or has given notice by itself, is left alone.
    """
    due: dict[int, list[int]] = {}
    for partner, month in (closings or {}).items():
        due.setdefault(month, []).append(partner)
    sales, direct, focal = np.zeros(0), 0.0, 0.0
    for month, market in enumerate(walk(scenario, seed, months)):
        rows = market.partners[: int(market.counters[PARTNERS])]
        sales = np.concatenate([sales, np.zeros(len(rows) - len(sales))])
        sales += np.where(rows.alive == 1, rows.sales_product + rows.sales_service, 0.0)
        direct += float(market.world[0].direct_sales)
        focal += float(market.channel.sales[month, 0])
        given = np.isin(rows.id, due.get(month + 1, [])) & (rows.alive == 1) & (rows.closing == 0)
        rows.closing[given] = VOLUNTARY
    return Sold(np.asarray(rows[KEPT]).copy(), sales, direct, focal)


def _own(partners: np.ndarray) -> np.ndarray:
    return (partners["origin"] == INITIAL) & (partners["primary_at_start"] == 0)


def rescued(base: Sold, other: Sold) -> dict[int, int]:
    """Own partners that close in ``base`` and trade to the end of ``other``: id to month of closing.

    Own are partners of month 0 whose first distributor is the focal one. A firm that was sold is not rescued: its
    business lived on.
    """
    here = base.partners[_own(base.partners)]
    gone = here[(here["closed"] >= 0) & (here["cause"] != ACQUIRED)]
    there = other.partners[_own(other.partners)]
    lives = set(there["id"][there["closed"] < 0].tolist())
    return {int(row["id"]): max(1, int(row["closed"])) for row in gone if int(row["id"]) in lives}


def by_group(run: Sold, saved: Sequence[int]) -> dict[str, float]:
    """Sales of a run (money) by ``GROUPS``: each partner stands in one; and ``focal``, the distributor's own.

    ``own`` are the focal distributor's other partners of month 0, ``rivals`` and ``shops`` (online shops and chains)
    those of its rivals, ``newcomers`` who entered later, ``direct`` the vendors themselves.
    """
    partners = run.partners
    inside = np.isin(partners["id"], list(saved)) & _own(partners)
    own, start = _own(partners) & ~inside, partners["origin"] == INITIAL
    shop = np.isin(partners["kind"], SHOPS)
    rivals = start & ~_own(partners)
    masks = {"rescued": inside, "own": own, "rivals": rivals & ~shop, "shops": rivals & shop, "newcomers": ~start}
    sums = {name: float(run.sales[mask].sum()) for name, mask in masks.items()}
    return {**sums, "direct": run.direct, "focal": run.focal}


@dataclass(frozen=True)
class Displaced:
    """One luck: how many of the ``own`` partners were rescued and lost, and sales by group in the three worlds
    (money)."""

    rescued: int
    lost: int
    base: Mapping[str, float]
    other: Mapping[str, float]
    without: Mapping[str, float]
    own: int = 0


def displaced(base: Scenario, other: Scenario, seed: int, months: int) -> Displaced:
    """The three runs of one luck. ``lost`` counts own partners that close in ``other`` alone."""
    here, there = (sold(scenario, seed, months) for scenario in (base, other))
    saved = rescued(here, there)
    bare = sold(other, seed, months, saved) if saved else there
    worlds = (by_group(run, list(saved)) for run in (here, there, bare))
    return Displaced(len(saved), len(rescued(there, here)), *worlds, own=int(_own(here.partners).sum()))


def sources(found: Sequence[Displaced]) -> list[dict]:
    """Where 1 of the rescued partners' sales comes from: rows ``source, base, other, without, share, low, high``.

    Sources are ``LOSERS`` (what they sell less because the rescued are there), ``new`` (what nobody else sells less;
    shares of these sum to 1), and ``focal`` (what the distributor itself sells more). ``base``, ``other`` and
    ``without`` are mean sales a run (money). Shares are ratios of means over runs, with their 95 % interval
    (:func:`~experiments.comparing.statistics.ratio_of_means`). No rows when nobody was rescued.
    """
    gain = [run.other["rescued"] - run.without["rescued"] for run in found]
    if sum(gain) <= 0.0:
        return []
    rows = []
    for source in (*LOSERS, "new", "focal"):
        worlds = {name: [_of(source, getattr(run, name)) for run in found] for name in ("base", "other", "without")}
        more = np.subtract(worlds["other"], worlds["without"])
        share, low, high = ratio_of_means(-more if source in LOSERS else more, gain)
        means = {name: float(np.mean(values)) for name, values in worlds.items()}
        rows.append({"source": source, **means, "share": share, "low": low, "high": high})
    return rows


def _of(source: str, world: Mapping[str, float]) -> float:
    """Sales of a source in one world; all that customers bought, for what is new."""
    return sum(world[name] for name in GROUPS) if source == "new" else world[source]


def displacement(
    base: Scenario, other: Scenario, replicates: int, seed: int = 1, months: int | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> list[Displaced]:  # fmt: skip
    """What :func:`displaced` finds on several lucks; ``watch`` sees how far it is."""
    months, replicates = common_months((base, other), months), whole("replicates", replicates, 1, MAX_REPLICATES)
    seeds = [run_seed(seed, replicate) for replicate in range(replicates)]
    return in_order(lambda luck: displaced(base, other, luck, months), seeds, os.cpu_count() or 1, watch)
