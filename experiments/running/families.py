"""Runs on one luck, with nothing walked twice: a family of scenarios shares openings, and every month in common.

Scenarios that differ in policy alone start from one market of month 0; one that differs by a dated change goes on from
the other's market of the month in which they part. Every run is the same as made alone, to the last bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.running.openings import HELD, Openings, shares, world_of
from model.market import Market
from model.result import Result
from model.simulation import simulate, walked
from scenarios import Change, Scenario


@dataclass(frozen=True)
class Start:
    """Where a run starts: from the market of ``month`` of another scenario (its number, ``parent``); from the opening
    of a world (``parent`` None, month 0); or by itself (``world`` None too)."""

    world: int | None = None
    parent: int | None = None
    month: int = 0


def months_in_common(one: Sequence[Change], other: Sequence[Change], months: int) -> int:
    """First month in which two timelines of otherwise equal scenarios can differ (at most ``months``).

    A change for some marks those it treats from month 0, so that one that is not in both timelines parts them there.
    """
    apart = [*(change for change in one if change not in other), *(change for change in other if change not in one)]
    if [c for c in one if c in other] != [c for c in other if c in one] or any(change.some for change in apart):
        return 0
    return min([months, *(change.month for change in apart)])


class Family:
    """Scenarios that will meet the same lucks, with the months that each runs; ``record`` as in ``simulate``."""

    def __init__(self, scenarios: Sequence[Scenario], months: Sequence[int], **record: bool) -> None:
        self.scenarios, self.months, self.record = list(scenarios), list(months), record
        worlds: dict[tuple, int] = {}
        alike: dict[tuple, list[int]] = {}
        self.starts: list[Start] = []
        for number, scenario in enumerate(self.scenarios):
            if not shares(scenario):
                self.starts.append(Start())
                continue
            world = worlds.setdefault(world_of(scenario), len(worlds))
            values = tuple(item for item in scenario.values.items() if item[0] != "months")
            earlier = alike.setdefault(values, [])
            common = {other: self._in_common(other, number) for other in earlier}
            parent = max(common, key=lambda other: (common[other], -other), default=None)
            forks = parent is not None and common[parent] > 0
            self.starts.append(Start(world, parent, common[parent]) if forks else Start(world))
            earlier.append(number)
        self.cuts = [sorted({s.month for s in self.starts if s.parent == n}) for n in range(len(self.scenarios))]

    def _in_common(self, one: int, other: int) -> int:
        """Months that two scenarios of equal values share; a run that goes on has no last one in common with one that
        ends there, which sets no wages for the month after."""
        end = self.months[one] - (self.months[one] < self.months[other])
        return months_in_common(
            self.scenarios[one].timeline, self.scenarios[other].timeline, min(end, self.months[other])
        )

    def luck(self, seed: int, numbers: Sequence[int] | None = None) -> Luck:
        """The runs of these scenarios (by number, rising; default: all) on one seed."""
        return Luck(self, seed, range(len(self.scenarios)) if numbers is None else numbers)


class Luck:
    """One seed's runs of a family, made one after another in rising order of number; not for several threads."""

    def __init__(self, family: Family, seed: int, numbers: Sequence[int]) -> None:
        self.family, self.seed = family, seed
        starts = [family.starts[number] for number in numbers]
        # How many runs may still want a snapshot: of a world's opening, or of a month of another scenario.
        self.wanted = Counter(start.world for start in starts if start.world is not None)
        self.wanted.update((start.parent, start.month) for start in starts if start.parent is not None)
        self.openings = Openings(len(self.wanted), HELD)

    def result(self, number: int) -> Result:
        """The finished run of a scenario, as :func:`model.simulate` makes it."""
        family, seed, openings = self.family, self.seed, self.openings
        scenario, months, start = family.scenarios[number], family.months[number], family.starts[number]
        if start.world is None:
            return simulate(scenario, seed, months, **family.record)
        keys = ((start.parent, start.month), start.world)
        self.wanted.subtract(keys)
        market, month = openings.started(scenario, seed, months, keys, **family.record)
        if month == 0:
            self._keep(start.world, market, 0)
        for key in keys:
            if self.wanted[key] <= 0:
                openings.drop(key)
        for cut in [*family.cuts[number], months]:
            if month <= cut <= months:
                market, month = walked(market, month, cut), cut
                self._keep((number, cut), market, cut)
        return Result(scenario=scenario, seed=seed, months=months, market=market)

    def _keep(self, key: int | tuple[int, int], market: Market, month: int) -> None:
        """Keep the market for runs that still want it."""
        if self.wanted[key] > 0:
            self.openings.keep(key, market, month)
