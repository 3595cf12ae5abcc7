"""A calibration whose runs are a batch: what it asks for next follows from the manifest and the stored runs alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from experiments.batch.chosen import Chosen
from experiments.batch.factors import Value
from experiments.batch.manifest import Manifest
from experiments.batch.plan import Plan
from experiments.calibration.asked import candidates_of, read_asked
from experiments.calibration.fit import Calibration, TooFewPoints
from experiments.calibration.stages import first_seeds
from experiments.validation.table import CALIBRATED


class Wanted(Exception):
    """Runs that a stage needs and the batch does not hold yet."""

    def __init__(self, runs: Chosen) -> None:
        self.runs = runs


class StoredRuns:
    """Runs of moments in a batch's folder. Arms are numbered in the order in which the stages ask, 0 is the base."""

    def __init__(self, manifest: Manifest, code: str = "") -> None:
        self.manifest, self.dimensions = manifest, candidates_of(manifest)
        self.base: dict[str, Value] = {f.name: f.base(manifest.base.values) for f in manifest.factors}
        self.plan = Plan(manifest, (self.base,), code)
        self.arms: dict[tuple, int] = {tuple(self.base.values()): 0}
        self.rows: dict[str, Mapping] = {}

    def levels(self, place: Mapping[str, float]) -> dict[str, Value]:
        """The levels of all factors at a place."""
        whole = {f.name: round(place[f.name]) for f in self.manifest.factors if f.integer and f.name in place}
        return {**self.base, **place, **whole}

    def moments(
        self, stage: str, worlds: Mapping[str, Mapping[str, float]], seeds: int, own_luck: bool = False
    ) -> dict[str, np.ndarray]:
        """See :class:`experiments.calibration.stages.Runs`; raises :class:`Wanted` when runs are missing."""
        first = first_seeds(stage, list(worlds), seeds, own_luck)
        levels = {world: self.levels(place) for world, place in worlds.items()}
        arms = {w: self.arms.setdefault(tuple(found.values()), len(self.arms)) for w, found in levels.items()}
        asked = {(w, n): self.plan.name(levels[w], first[w] + n) for n in range(seeds) for w in worlds}
        if any(name not in self.rows for name in asked.values()):
            raise Wanted(Chosen(self.plan, [(arms[w], levels[w], first[w] + n) for w, n in asked]))
        return {w: np.array([self._row(asked[w, n]) for n in range(seeds)]) for w in worlds}

    def _row(self, name: str) -> list[float]:
        row = self.rows[name]
        return [float("nan")] * len(CALIBRATED) if row["error"] else [float(row[m]) for m in CALIBRATED]


class StoredCalibration:
    """A calibration over a manifest's factors. :meth:`look` at the stored runs says what to run next.

    Runs are named as made by these sources unless another ``code`` is given, as in a folder that others made.
    """

    metrics = CALIBRATED  # what it reads of stored runs

    def __init__(self, manifest: Manifest, code: str = "") -> None:
        self.manifest, self.size = manifest, read_asked(manifest)
        self.runs = StoredRuns(manifest, code)
        self.found = Calibration(self.runs, self.size, manifest.seed)
        self.problem = ""  # why it can go no further, one line

    def outline(self) -> Plan:
        """The base, and every candidate at the end of its range."""
        return Plan(self.manifest, (self.runs.base, {f.name: f.at(1.0) for f in self.manifest.factors}))

    @property
    def most_runs(self) -> int:
        """Runs that the calibration makes at most."""
        return self.size.runs(len(self.manifest.factors))

    @cached_property
    def most_arms(self) -> int:
        """Places that it tries at most."""
        size = self.size
        screen = size.trajectories * (len(self.manifest.factors) + 1)
        return 1 + screen + size.points + size.trials + size.truths

    def reached(self, stage: str) -> bool:
        """True when a stage (a property of :class:`Calibration`) is made."""
        return stage in vars(self.found)

    def look(self, runs: pd.DataFrame) -> Chosen | None:
        """Take in the stored runs; what is to be run next, None when the calibration is done."""
        self.runs.rows = {row["run_id"]: row for row in runs.to_dict("records")}
        try:
            self.found.stages()
        except Wanted as wanted:
            return wanted.runs
        except TooFewPoints as why:
            self.problem = str(why)
        return None
