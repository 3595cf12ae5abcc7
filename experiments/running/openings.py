"""Openings kept: scenarios that differ in policy alone share their market of month 0, so that it is made once a seed.

The market before month 0 lives under the default levers (:mod:`model.prologue`), a fifth to a half of a run's time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence

from experiments.running.size import partners_of
from experiments.running.snapshots import Snapshot, revived, taken
from model.market import Market
from model.opening import empty_market, opened_market, opening_values
from model.result import Result
from model.simulation import MAX_MONTHS, MAX_SEED, simulate, walked, whole
from scenarios import Scenario

KEPT = 72  # openings, about 2.4 MB each in the example market: one question's, and some of another's
HELD = 64_000_000  # bytes that one luck's runs hold at most
MOST = 4 * HELD  # bytes that all openings hold at most
MOST_PARTNERS = 10_000  # of a market that shares anything: a larger one's copies would weigh more than they save


def shares(scenario: Scenario) -> bool:
    """Whether a scenario's market of month 0 may stand for another's: partners of one's own settle anew, and a market
    is not too large to be held twice."""
    return scenario.partners is None and partners_of(scenario) <= MOST_PARTNERS


def world_of(scenario: Scenario) -> tuple:
    """What decides a scenario's market of month 0, beside the seed."""
    return tuple(opening_values(scenario.values).items())


class Openings:
    """Markets at the start of a month, by what decides them; safe for threads.

    So many of them and so many bytes are kept at most; which was not asked for longest goes first.
    """

    def __init__(self, kept: int = KEPT, most: int = MOST) -> None:
        self.kept, self.most, self.lock = kept, most, threading.Lock()
        self.found: OrderedDict[Hashable, Snapshot] = OrderedDict()

    def started(
        self, scenario: Scenario, seed: int, months: int, keys: Sequence[Hashable], **record
    ) -> tuple[Market, int]:
        """A run's market and the month that it stands at: of the first of ``keys`` that can stand for it, else new."""
        for key in keys:
            with self.lock:
                snapshot = self.found.get(key)
                if snapshot is not None:
                    self.found.move_to_end(key)
            market = snapshot and revived(empty_market(scenario, seed, months, **record), snapshot)
            if market is not None:
                return market, snapshot.month
        return opened_market(scenario, seed, months, **record), 0

    def keep(self, key: Hashable, market: Market, month: int) -> None:
        """Keep the market at the start of ``month`` under a key that has none."""
        snapshot = None if key in self.found else taken(market, month)
        if snapshot is None or snapshot.bytes > self.most:
            return
        with self.lock:
            self.found[key] = snapshot
            while len(self.found) > self.kept or sum(held.bytes for held in self.found.values()) > self.most:
                self.found.popitem(last=False)

    def drop(self, key: Hashable) -> None:
        """Keep a market no longer."""
        with self.lock:
            self.found.pop(key, None)

    def opened(self, scenario: Scenario, seed: int, months: int, **record) -> Market:
        """As :func:`model.opening.opened_market`, to the last bit, without the diary of what was before."""
        if not shares(scenario):
            return opened_market(scenario, seed, months, **record)
        key = (seed, world_of(scenario))
        market, _ = self.started(scenario, seed, months, [key], **record)
        self.keep(key, market, 0)
        return market

    def simulate(self, scenario: Scenario, seed: int, months: int | None = None, **record) -> Result:
        """As :func:`model.simulate`, to the last bit."""
        if not shares(scenario):
            return simulate(scenario, seed, months, **record)
        months = whole("months", scenario.months if months is None else months, 1, MAX_MONTHS)
        seed = whole("seed", seed, 0, MAX_SEED)
        market = walked(self.opened(scenario, seed, months, **record), 0, months)
        return Result(scenario=scenario, seed=seed, months=months, market=market)
