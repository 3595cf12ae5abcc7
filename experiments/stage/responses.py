"""Responses of outcomes to factors, read from a batch: what each level of a factor does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.batch.factors import Factor
from experiments.batch.manifest import Manifest, ManifestError
from experiments.batch.reading import read_runs
from experiments.batch.store import Store
from experiments.stage.results import ResultsError
from experiments.statistics import mean_interval, paired_difference
from experiments.tables import OutputError

PAIRED = ("sweep", "factorial")  # designs whose levels meet the same luck
GROUPS = 5  # of equal size, into which a sampled factor is cut
FEWEST = 2 * GROUPS  # runs below which a sampled design tells nothing


@dataclass(frozen=True)
class Responses:
    """The finished runs of a batch. ``runs`` has a column a factor and a metric, ``arm`` and ``replicate``."""

    manifest: Manifest
    runs: pd.DataFrame
    model_version: int
    name: str
    manifest_hash: str

    @property
    def paired(self) -> bool:
        """Whether the levels of a factor meet the same luck."""
        return self.manifest.kind in PAIRED

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of which at least two levels are there."""
        return tuple(f for f in self.manifest.factors if f.name in self.runs and self.runs[f.name].nunique() > 1)

    @property
    def pairs(self) -> int:
        """Replicates."""
        return int(self.runs["replicate"].nunique())

    def reference(self, factor: Factor):
        """The level that others are compared with: the base's in a sweep, the first in a factorial, else None."""
        if self.manifest.kind == "sweep":
            base = self.runs[self.runs["arm"] == 0]
            return base[factor.name].iloc[0] if len(base) else None
        return factor.levels[0] if self.manifest.kind == "factorial" else None

    def response(self, factor: Factor, metric: str) -> pd.DataFrame:
        """What the levels of a factor do to a metric: rows ``level, y, low, high`` in the order of the levels.

        In a sweep or factorial ``y`` is the mean paired difference from the reference level (in a factorial over all
        levels of the others). In a sampled design the runs are cut into ``GROUPS`` by the factor; ``level`` is the
        group's mean and ``y`` its mean less that of all runs, with the interval of the group's mean.
        """
        return self._paired(factor, metric) if self.paired else self._sampled(factor, metric)

    def _paired(self, factor: Factor, metric: str) -> pd.DataFrame:
        runs = self.runs
        if self.manifest.kind == "sweep":  # the other factors as in the base
            others = [f.name for f in self.factors if f.name != factor.name]
            runs = runs[(runs[others] == runs.loc[runs["arm"] == 0, others].iloc[0]).all(axis=1)] if others else runs
        values = runs.pivot_table(index="replicate", columns=factor.name, values=metric, aggfunc="mean").dropna()
        reference = self.reference(factor)
        if reference not in values:
            return pd.DataFrame(columns=["level", "y", "low", "high"])
        rows = []
        for level in _in_order(values.columns, factor):
            pair = paired_difference(values[reference], values[level])
            rows.append((level, pair.difference, pair.low, pair.high))
        return pd.DataFrame(rows, columns=["level", "y", "low", "high"])

    def _sampled(self, factor: Factor, metric: str) -> pd.DataFrame:
        arms = self.runs.groupby("arm").agg({factor.name: "first", metric: "mean"}).dropna()
        if self.runs[factor.name].nunique() <= GROUPS or arms[factor.name].dtype == object:
            group = arms[factor.name]
        else:
            group = pd.qcut(arms[factor.name].rank(method="first"), GROUPS, labels=False)
        rows = []
        for _, part in arms.groupby(group):
            level = part[factor.name].iloc[0] if part[factor.name].dtype == object else float(part[factor.name].mean())
            rows.append((level, *(np.array(mean_interval(part[metric])) - arms[metric].mean())))
        return pd.DataFrame(rows, columns=["level", "y", "low", "high"])


def _in_order(levels, factor: Factor) -> list:
    """Numbers by size, words in the order of the manifest."""
    there = list(levels)
    if all(isinstance(level, str) for level in there):
        return [level for level in factor.levels if level in there] or there
    return sorted(there)


def holds_batch(folder: str | Path) -> bool:
    """Whether ``garden experiment`` wrote this folder."""
    return Store(folder).exists


def read_responses(folder: str | Path) -> Responses:
    """The runs of a batch that ``garden experiment run`` made; raises :class:`ResultsError`."""
    try:
        store = Store(folder).check()
        manifest, told = store.manifest, store.provenance
        runs = read_runs(folder, failed=False)
    except (OutputError, ManifestError, ValueError, OSError) as problem:
        text = " ".join(str(problem).split())
        raise ResultsError(f"{folder}: cannot be read ({text}); expected a batch of garden experiment run") from None
    sessions = told.get("sessions", [])
    found = Responses(manifest, runs[runs["arm"] >= 0] if "arm" in runs else runs, int(told.get("model_version", 0)),
                      manifest.title or Path(folder).resolve().name,
                      sessions[-1].get("manifest", "") if sessions else "")  # fmt: skip
    if not len(found.runs):
        raise ResultsError(f"{folder}: holds no finished run; garden experiment status {folder} tells more")
    if not found.factors:
        raise ResultsError(f"{folder}: nothing varies from run to run; expected a manifest with factors")
    if not found.paired and found.runs["arm"].nunique() < FEWEST:
        arms = found.runs["arm"].nunique()
        raise ResultsError(f"{folder}: {arms} samples tell nothing of {GROUPS} groups; expected at least {FEWEST}")
    return found
