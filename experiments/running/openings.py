"""Openings kept: scenarios that differ in policy alone share their market of month 0, so that it is made once a seed.

The market before month 0 lives under the default levers (:mod:`model.prologue`), about a fifth of a run's time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np

from model.market import OUTSIDERS, PARTNERS, Market, with_room
from model.opening import empty_market, opened_market, opening_values
from scenarios import Scenario

KEPT = 72  # openings, about 2.4 MB each in the example market: one question's, and some of another's
LARGEST = 4_000_000  # bytes of an opening that is still kept
# What lives, as against the tables of a scenario's months and the histories, which are each run's own.
LIVING = ("partners", "accounts", "desks", "lines", "offers", "skills", "names", "trail", "customers",
          "introductions", "distributors", "shelves", "communities", "commons", "vendors", "brands", "categories",
          "niches", "roles", "world", "outside", "counters")  # fmt: skip
# Tables with empty rows at the end.
SPARE = ("partners", "accounts", "desks", "lines", "offers", "skills", "names", "trail")


class Openings:
    """A bounded number of markets at the start of month 0, by world and seed; safe for threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept, self.lock = kept, threading.Lock()
        self.found: OrderedDict[tuple, dict[str, np.ndarray]] = OrderedDict()

    def opened(self, scenario: Scenario, seed: int, months: int) -> Market:
        """As :func:`model.opening.opened_market`, to the last bit, without the diary of what was before."""
        if scenario.partners is not None:
            return opened_market(scenario, seed, months)
        key = (seed, tuple(opening_values(scenario.values).items()))
        with self.lock:
            living = self.found.get(key)
            if living is not None:
                self.found.move_to_end(key)
        if living is None:
            market = opened_market(scenario, seed, months)
            rows = {name: int(market.counters[PARTNERS]) for name in SPARE}
            self._keep(key, {name: getattr(market, name)[: rows.get(name)].copy() for name in LIVING})
            return market
        market = empty_market(scenario, seed, months)
        if len(market.customers) != len(living["customers"]):  # a change dated to month 0 may be one of the world's
            return opened_market(scenario, seed, months)
        outsiders = market.counters[OUTSIDERS]  # room for entrants is the scenario's own
        market = market._replace(**{name: array.copy() for name, array in living.items()})
        market.counters[OUTSIDERS] = outsiders
        return with_room(market)

    def _keep(self, key: tuple, living: dict[str, np.ndarray]) -> None:
        if sum(array.nbytes for array in living.values()) > LARGEST:
            return
        with self.lock:
            self.found[key] = living
            while len(self.found) > self.kept:
                self.found.popitem(last=False)
