"""Policy search: trials, then the finalists on fresh luck, then the same finalists over an uncertain world.

Everything is worked out from the stored runs by their names, so that a search goes on where it was cut short and a
report can be made at any time. Arm 0 is the base programme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from experiments.batch.chosen import Chosen
from experiments.batch.factors import Factor, Value
from experiments.batch.manifest import Manifest
from experiments.batch.plan import Plan
from experiments.batch.samples import latin_hypercube
from experiments.search.asking import Tried, next_trials
from experiments.search.frontier import fronts, spread_out, sure_of
from experiments.search.goals import Goals, is_lever, read_goals


@dataclass(frozen=True)
class Trial:
    """A set of levers with what its runs brought; ``values`` by metric over replicates (empty: a run failed)."""

    number: int
    levels: Mapping[str, Value]
    values: Mapping[str, np.ndarray]
    miss: float

    def mean(self, metric: str) -> float:
        """Mean of a metric over the trial's replicates; nan when a run failed."""
        return float(self.values[metric].mean()) if self.values else float("nan")


@dataclass
class Search:
    """A search over a manifest's levers. :meth:`look` at the stored runs says what to run next.

    Runs are named as made by these sources unless another ``code`` is given, as in a folder that others made.
    """

    manifest: Manifest
    code: str = ""
    asked: list[list[dict[str, Value]]] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    finalists: list[int] = field(default_factory=list)

    @cached_property
    def goals(self) -> Goals:
        """What is searched for."""
        return read_goals(self.manifest)

    @cached_property
    def levers(self) -> tuple[Factor, ...]:
        """Factors that the distributor decides on."""
        return tuple(f for f in self.manifest.factors if is_lever(f))

    @cached_property
    def world(self) -> tuple[Factor, ...]:
        """Factors that it does not."""
        return tuple(f for f in self.manifest.factors if not is_lever(f))

    @cached_property
    def base(self) -> dict[str, Value]:
        """The levels of the base programme in the base world."""
        values = self.manifest.base.values
        return {factor.name: factor.base(values) for factor in self.manifest.factors}

    @cached_property
    def worlds(self) -> list[dict[str, Value]]:
        """The worlds that finalists meet: a Latin hypercube over what the distributor does not decide on."""
        if not self.world or not self.goals.worlds:
            return []
        points = latin_hypercube(len(self.world), self.goals.worlds, self.manifest.seed + 1)
        return [{f.name: f.at(share) for f, share in zip(self.world, point, strict=True)} for point in points]

    @cached_property
    def plan(self) -> Plan:
        """Names and seeds of runs."""
        return Plan(self.manifest, (self.base,), self.code)

    @property
    def metrics(self) -> tuple[str, ...]:
        """What it reads of stored runs."""
        return self.goals.told

    def outline(self) -> Plan:
        """The base programme, and every lever at the end of its range."""
        return Plan(self.manifest, (self.base, {**self.base, **{f.name: f.at(1.0) for f in self.levers}}))

    @property
    def most_runs(self) -> int:
        """Runs that the search makes at most."""
        goals = self.goals
        final = goals.fresh_replicates + len(self.worlds) * goals.world_replicates
        return self.manifest.options["samples"] * self.manifest.replicates + (goals.finalists + 1) * final

    @property
    def most_arms(self) -> int:
        """Programmes that the search tries at most, worlds left aside."""
        return self.manifest.options["samples"]

    def look(self, runs: pd.DataFrame) -> Chosen | None:
        """Take in the stored runs; what is to be run next, None when the search is done."""
        rows = {row["run_id"]: row for row in runs.to_dict("records")}
        self.trials, self.finalists = [], []
        wanted = self._trials(rows)
        if wanted is None:
            self.finalists = self._chosen()
            wanted = self._missing(self.final_entries(), rows) or self._missing(self.world_entries(), rows)
        return wanted

    def _trials(self, rows: dict) -> Chosen | None:
        replicates, samples = self.manifest.replicates, self.manifest.options["samples"]
        turn = 0
        while len(self.trials) < samples:
            if turn == len(self.asked):
                self.asked.append(self._ask(min(self.goals.population, samples - len(self.trials))))
            proposed = self.asked[turn]
            if not proposed:
                return None  # every programme of the space is tried
            first = len(self.trials)
            entries = [(first + n, levels, r) for r in range(replicates) for n, levels in enumerate(proposed)]
            wanted = self._missing(entries, rows)
            if wanted:
                return wanted
            self.trials += [self._trial(first + n, levels, rows) for n, levels in enumerate(proposed)]
            turn += 1
        return None

    def _ask(self, count: int) -> list[dict[str, Value]]:
        """The next programmes, none of which was tried before; the first ever is the base."""
        known = {self._key(trial.levels) for trial in self.trials}
        found = []
        if not known:
            found.append(self.base)
            known.add(self._key(self.base))
        tried = [self._tried(trial) for trial in self.trials]
        for levers in next_trials(self.levers, self.goals.upwards, tried, count - len(found), self.manifest.seed):
            levels = {**self.base, **levers}
            if self._key(levels) not in known:
                known.add(self._key(levels))
                found.append(levels)
        return found

    def _key(self, levels: Mapping[str, Value]) -> tuple:
        return tuple(levels[f.name] for f in self.levers)

    def _tried(self, trial: Trial) -> Tried:
        goals = tuple(trial.mean(name) for name in self.goals.metrics) if trial.values else ()
        return Tried({f.name: trial.levels[f.name] for f in self.levers}, goals, trial.miss)

    def _trial(self, number: int, levels: Mapping[str, Value], rows: dict) -> Trial:
        values = self.values(levels, range(self.manifest.replicates), rows)
        keep, miss = self.goals.keep, 0.0
        if keep and values:
            miss = keep.at_least - sure_of(values[keep.metric], keep.confidence)
        return Trial(number, levels, values, miss if np.isfinite(miss) else 1e9)

    def values(self, levels: Mapping[str, Value], replicates, rows: dict) -> dict[str, np.ndarray]:
        """Every goal's values of a programme over replicates; empty when one of them failed or is not there."""
        found = [rows.get(self.plan.name(levels, r)) for r in replicates]
        if any(row is None or row["error"] for row in found):
            return {}
        return {name: np.array([row[name] for row in found], float) for name in self.goals.told}

    def _missing(self, entries: list, rows: dict) -> Chosen | None:
        wanted = Chosen(self.plan, entries)
        return None if all(run.run_id in rows for run in wanted) else wanted

    def _chosen(self) -> list[int]:
        """Numbers of the trials that go on: the base programme, and the best, spread along the frontier.

        How much more than enough a trial keeps counts as a goal of its own: the cheapest of many trials that just
        keep enough do so by luck, and fresh luck takes it from them.
        """
        able = [t for t in self.trials if t.values and t.miss <= 0.0]
        if not able:  # nothing keeps enough: those that come nearest
            able = sorted((t for t in self.trials if t.values), key=lambda t: t.miss)[: self.goals.finalists]
        margin, upwards = self.goals.keep is not None, self.goals.upwards
        rows = [[*(t.mean(name) for name in self.goals.metrics), *([-t.miss] if margin else [])] for t in able]
        goals = np.array(rows).reshape(len(able), -1)
        chosen = spread_out(goals, fronts(goals, [*upwards, True] if margin else upwards), self.goals.finalists)
        return sorted({0, *(able[place].number for place in chosen)})

    @property
    def fresh(self) -> range:
        """Replicates that the search has not seen."""
        return range(self.manifest.replicates, self.manifest.replicates + self.goals.fresh_replicates)

    @property
    def world_luck(self) -> range:
        """Replicates of the finalists' runs over the worlds: neither the search's nor the finals'."""
        return range(self.fresh.stop, self.fresh.stop + self.goals.world_replicates)

    def final_entries(self) -> list:
        """The finalists on fresh luck."""
        return [(n, self.trials[n].levels, r) for r in self.fresh for n in self.finalists]

    def in_world(self, number: int, world: int) -> dict[str, Value]:
        """A programme's levels in a world."""
        return {**self.trials[number].levels, **self.worlds[world]}

    def world_entries(self) -> list:
        """The finalists over all worlds; their arms count on after all trials."""
        start, count = self.manifest.options["samples"], len(self.worlds)
        return [(start + number * count + world, self.in_world(number, world), r)
                for r in self.world_luck for world in range(count) for number in self.finalists]  # fmt: skip
