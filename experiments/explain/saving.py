"""Until when could a partner still have been saved: asked as an experiment, month by month.

Two means, each on the same luck. *Rescue*: in month m, before its books are judged, the distributor that it trusts
most makes the model's own rescue agreement with it (``model.rescue.bridge``: overdue debts spread over months, a
higher limit), asked or not and with nobody else treated differently. *Switch*: up to month m the market runs as in
the scenario in which the partner closes; from m on every value is the other scenario's. It counts as saved when it
still trades at the horizon.

Neither need be monotone: others act, too, and a hand held out late can work where an earlier one was used up. So the
last month that saves is searched among those before the closing, and how many of the months tried saved is told.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from experiments.running.threads import thread_pool
from experiments.running.walk import walk
from model.decisions import decide_closings
from model.market import PARTNERS, Market
from model.parameters import PARAMETERS
from model.rescue import bridge
from model.simulation import simulate, walked
from scenarios import Change, Scenario, ScenarioError
from scenarios.check import datable

RUNS = 18  # of each means, tried at most by default
Tries = Callable[[list[int]], Iterable[bool]]


@dataclass(frozen=True)
class LastCall:
    """The last month in which one means (``rescue`` or ``switch``) saved a partner.

    ``month`` is None when no month that was tried saved it. ``tried`` holds (month, saved). ``exact`` says that every
    later month before the closing was tried and failed. ``steady`` is the last month up to which every month tried
    saved it, None when the first did not. ``refused`` says in one line why nothing could be tried.
    """

    means: str
    month: int | None
    tried: tuple[tuple[int, bool], ...] = ()
    exact: bool = False
    refused: str = ""

    @property
    def steady(self) -> int | None:
        """The last month up to which every month that was tried saved it."""
        last = None
        for month, saved in self.tried:
            if not saved:
                break
            last = month
        return last

    @property
    def saving(self) -> int:
        """How many of the months tried saved it."""
        return sum(saved for _, saved in self.tried)


def search(means: str, tries: Tries, first: int, closed: int, runs: int = RUNS, watch=None) -> LastCall:
    """The last saving month from ``first`` to before ``closed``, with ``tries`` (months to flags) doing the runs.

    All months are tried when ``runs`` allow, otherwise a grid, then every month after the last of the grid that
    saves, as far as they go. ``watch`` sees how many of how many are done.
    """
    total = closed - first
    steps = range(math.ceil(total / runs), total + 1)
    step = min(steps, key=lambda width: (max(0, math.ceil(total / width) + width - 1 - runs), width))
    grid = list(range(first, closed, step))
    found: dict[int, bool] = {}

    def attempt(months: list[int], all_of: int) -> None:
        for month, saved in zip(months, tries(months), strict=True):
            found[month] = bool(saved)
            if watch:
                watch(len(found), all_of)

    attempt(grid, len(grid) + step - 1)
    saving = [month for month, saved in found.items() if saved]
    if saving:
        fine = list(range(max(saving) + 1, min(max(saving) + step, closed)))[: runs - len(grid)]
        if fine:
            attempt(fine, len(grid) + len(fine))
            saving = [month for month, saved in found.items() if saved]
    best = max(saving) if saving else None
    exact = all(month in found for month in range(first if best is None else best + 1, closed))
    return LastCall(means, best, tuple(sorted(found.items())), exact)


def by_switch(base: Scenario, other: Scenario, seed: int, months: int, partner: int) -> Tries:
    """Tries that run ``base`` with ``other``'s values from each month on."""

    def saved(month: int) -> bool:
        return trades(simulate(switched(base, other, month), seed, months).market, partner)

    def tries(chosen: list[int]) -> Iterable[bool]:
        with thread_pool(os.cpu_count() or 1) as pool:
            yield from pool.map(saved, chosen)

    return tries


def last_switch(
    where: Scenario, keeps: Scenario, seed: int, months: int, partner: int, span: tuple[int, int], runs=RUNS, watch=None
) -> LastCall:
    """The last month of the ``span`` in which turning from ``where`` to ``keeps`` saves a partner."""
    try:
        switched(where, keeps, span[0])
    except ScenarioError as why:
        return LastCall("switch", None, refused=str(why))
    return search("switch", by_switch(where, keeps, seed, months, partner), *span, runs, watch)


def by_rescue(base: Scenario, seed: int, months: int, partner: int) -> Tries:
    """Tries that make a rescue agreement with the partner at the end of each month, and run on from there."""

    def tries(chosen: list[int]) -> Iterable[bool]:
        def goes_on(fork: Market, month: int) -> bool:
            return trades(walked(fork, month + 1, months), partner)

        with thread_pool(os.cpu_count() or 1) as pool:
            runs = []
            for month, market in enumerate(walk(base, seed, months)):
                if month in chosen:
                    runs.append(pool.submit(goes_on, agreed(copied(market), month, partner), month))
                if month >= max(chosen):
                    break
            for run in runs:
                yield run.result()

    return tries


def copied(market: Market) -> Market:
    """A market that goes its own way from here."""
    return Market(*(part.copy() if isinstance(part, np.ndarray) else part for part in market))


def agreed(market: Market, month: int, partner: int) -> Market:
    """The market at the end of ``month`` with a rescue agreement between a partner and whom it trusts most.

    Books are judged anew, so that a partner which gave notice on them may take it back. A partner without any
    distributor gets none. Changes ``market`` and returns it.
    """
    rows = market.partners[: int(market.counters[PARTNERS])]
    row = int(np.flatnonzero(rows["id"] == partner)[0])
    held = [account for account in market.accounts[row] if account.distributor >= 0]
    if rows[row].alive and held:
        account = max(held, key=lambda own: own.trust)
        bridge.py_func(market, month, rows[row], account, market.distributors[account.distributor])
        decide_closings(market, month)
    return market


def switched(base: Scenario, other: Scenario, month: int) -> Scenario:
    """``base`` up to ``month``, and from there on ``other``'s values and dated changes.

    Raises :class:`ScenarioError` when they differ in what describes the start of the market: that has no date.
    """
    values = {}
    for key in sorted(set(base.values) | set(other.values)):
        before, after = (s.values.get(key, PARAMETERS[key].default) for s in (base, other))
        if before != after and key != "months":
            datable(key)
            values[key] = after
    changes = []
    for change in base.timeline:
        if change.month < month:
            until = month if change.until is None else min(change.until, month)
            changes.append(replace(change, until=until))
    if values:
        changes.append(Change(month, None, f"as in {other.name}", values))
    for change in other.timeline:
        if change.until is None or change.until > month:
            changes.append(replace(change, month=max(month, change.month)))
    return base.with_timeline(changes)


def trades(market: Market, partner: int) -> bool:
    """Whether a partner trades."""
    rows = market.partners[: int(market.counters[PARTNERS])]
    return bool(((rows["id"] == partner) & (rows["alive"] == 1)).any())
