"""Adaptive replication: more replicates until every arm's paired difference is known closely enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.batch.manifest import MOST_RUNS, Manifest, ManifestError
from experiments.comparing.statistics import paired_difference
from scenarios.check import meant

if TYPE_CHECKING:  # a plan of millions of runs does without pandas
    import pandas as pd

KINDS = ("compare", "factorial", "sweep")  # those whose first arm is a base
BASE = 0


@dataclass(frozen=True)
class Precision:
    """Until the 95 % interval of every arm's difference from the base in ``metric`` is at most ``half_width`` (in the
    metric's unit) to each side, ``step`` replicates are added, up to ``max_replicates``."""

    metric: str
    half_width: float
    max_replicates: int
    step: int


def read_precision(manifest: Manifest) -> Precision | None:
    """The checked table ``adaptive``, None when there is none; raises :class:`ManifestError`.

    ``step`` is the manifest's own number of replicates unless it is given.
    """
    given = dict(manifest.adaptive)
    if not given:
        return None
    known = ("metric", "half_width", "max_replicates", "step")
    for key in given:
        if key not in known:
            raise ManifestError(f"adaptive.{key}: unknown key{meant(key, known)}")
    if manifest.kind not in KINDS:
        raise ManifestError(f"adaptive: kind {manifest.kind} has no base arm; expected {', '.join(KINDS)}")
    for key in known[:3]:
        if key not in given:
            raise ManifestError(f"adaptive.{key}: is missing; expected metric, half_width and max_replicates")
    if not isinstance(given["metric"], str):
        raise ManifestError(f"adaptive.metric: {given['metric']!r} is not a metric of the summary")
    width = given["half_width"]
    if isinstance(width, bool) or not isinstance(width, int | float) or not width > 0:
        raise ManifestError(f"adaptive.half_width: {width!r} is not a number above 0")
    for key, low in (("max_replicates", manifest.replicates), ("step", 1)):
        value = given.setdefault(key, manifest.replicates)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= MOST_RUNS:
            raise ManifestError(f"adaptive.{key}: {value!r} is not a whole number from {low:,} to {MOST_RUNS:,}")
    if manifest.replicates < 2:
        raise ManifestError(f"replicates: {manifest.replicates} gives no interval; expected 2 or more with adaptive")
    return Precision(given["metric"], float(width), given["max_replicates"], given["step"])


def wanted_replicates(precision: Precision, start: int, arms: int, runs: pd.DataFrame) -> int:
    """How many replicates the batch needs, as far as the stored runs say.

    In: the number it starts with, the number of arms, rows with ``arm, replicate, error`` and the metric. Replicates
    are looked at in their order and only in whole looks (``start``, then ``step`` more each), so that the answer is the
    same for any number of workers and after any interruption: a run that came early is not looked at early.
    """
    rows = runs.pivot(index="replicate", columns="arm", values=precision.metric)
    there = runs.groupby("replicate").size()
    look = start
    while look < precision.max_replicates:
        if (there.reindex(range(look), fill_value=0) < arms).any():
            return look  # this look is not whole yet
        if _narrow(rows.reindex(range(look)), precision.half_width):
            return look
        look = min(look + precision.step, precision.max_replicates)
    return look


def _narrow(table: pd.DataFrame, half_width: float) -> bool:
    """True when every difference is known to within ``half_width``; failed runs cost their pair."""
    if BASE not in table:
        return False
    for arm in table.columns:
        if arm != BASE:
            both = table[[BASE, arm]].dropna()
            pair = paired_difference(both[BASE], both[arm])
            if not (pair.high - pair.low) / 2 <= half_width:  # nan, with fewer than two pairs, is not narrow
                return False
    return True
