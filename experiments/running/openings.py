"""Openings kept: scenarios that differ in policy alone share their market of month 0, so that it is made once a seed.

The market before month 0 lives under the default levers (:mod:`model.prologue`), a fifth to a half of a run's time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from experiments.running.snapshots import Snapshot, revived, taken
from model.market import Market
from model.opening import empty_market, opened_market, opening_values
from model.result import Result
from model.simulation import MAX_MONTHS, MAX_SEED, simulate, walked, whole
from scenarios import Scenario

KEPT = 72  # openings, about 2.4 MB each in the example market: one question's, and some of another's
LARGEST = 4_000_000  # bytes of an opening that is still kept
MOST_PARTNERS = 10_000  # of a market that shares anything: a larger one's copies would weigh more than they save


def shares(scenario: Scenario) -> bool:
    """Whether a scenario's market of month 0 may stand for another's: partners of one's own settle anew, and a market
    is not too large to be held twice."""
    partners = sum(int(value) for key, value in scenario.values.items() if key.startswith("population."))
    return scenario.partners is None and partners <= MOST_PARTNERS


def world_of(scenario: Scenario) -> tuple:
    """What decides a scenario's market of month 0, beside the seed."""
    return tuple(opening_values(scenario.values).items())


class Openings:
    """A bounded number of markets at the start of month 0, by world and seed; safe for threads."""

    def __init__(self, kept: int = KEPT, largest: int = LARGEST) -> None:
        self.kept, self.largest, self.lock = kept, largest, threading.Lock()
        self.found: OrderedDict[tuple, Snapshot] = OrderedDict()

    def opened(self, scenario: Scenario, seed: int, months: int, **record) -> Market:
        """As :func:`model.opening.opened_market`, to the last bit, without the diary of what was before."""
        if not shares(scenario):
            return opened_market(scenario, seed, months, **record)
        key = (seed, world_of(scenario))
        with self.lock:
            opening = self.found.get(key)
            if opening is not None:
                self.found.move_to_end(key)
        if opening is not None:
            market = revived(empty_market(scenario, seed, months, **record), opening)
            return opened_market(scenario, seed, months, **record) if market is None else market
        market = opened_market(scenario, seed, months, **record)
        self._keep(key, taken(market, 0))
        return market

    def simulate(self, scenario: Scenario, seed: int, months: int | None = None, **record) -> Result:
        """As :func:`model.simulate`, to the last bit."""
        if not shares(scenario):
            return simulate(scenario, seed, months, **record)
        months = whole("months", scenario.months if months is None else months, 1, MAX_MONTHS)
        seed = whole("seed", seed, 0, MAX_SEED)
        market = walked(self.opened(scenario, seed, months, **record), 0, months)
        return Result(scenario=scenario, seed=seed, months=months, market=market)

    def _keep(self, key: tuple, opening: Snapshot) -> None:
        if opening.bytes > self.largest:
            return
        with self.lock:
            self.found[key] = opening
            while len(self.found) > self.kept:
                self.found.popitem(last=False)
