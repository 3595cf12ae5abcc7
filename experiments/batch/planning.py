"""What a batch will cost and what it can show, before it runs."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from experiments.batch.driver import CHUNK_SECONDS, LARGEST_CHUNK
from experiments.batch.limit import limited
from experiments.batch.manifest import Manifest
from experiments.batch.rounds import deciding, outline
from experiments.batch.sizes import LARGEST, bytes_of, planned_runs, tables_that_fit
from experiments.running.pilots import Pilot, gather
from experiments.running.runs import run_seed
from model.measures import at

PROBED = at("power")
PROBE_SECONDS = 2.0
POWER, LEVEL = 0.8, 0.05


@dataclass(frozen=True)
class Probe:
    """Pairs of runs of the first and the last arm on the same luck: processor seconds a run, differences a metric.

    A calibration compares no arms, so that it has no differences. ``pilots`` are those of the scenarios that were run.
    """

    seconds: float
    differences: dict[str, list[float]]
    pairs: int
    pilots: dict[str, tuple[Pilot, ...]] = field(default_factory=dict)


def probe(manifest: Manifest, pairs: int) -> Probe:
    """Run a few pairs with luck that the batch itself does not use, until PROBE_SECONDS have passed."""
    from experiments.batch.plan import PlannedRun
    from experiments.batch.shards import columns_of, measured

    plan = outline(manifest)
    arms = plan.arms[0], plan.arms[len(plan.arms) - 1]
    told = [name for name in PROBED if name in columns_of(manifest)]
    differences: dict[str, list[float]] = {name: [] for name in told}
    begun, spent, done, pilots = time.monotonic(), 0.0, 0, {}
    for number in range(pairs):
        if number >= 2 and time.monotonic() - begun > PROBE_SECONDS:
            break
        start = time.thread_time()
        runs = [PlannedRun("", 0, -1 - number, run_seed(manifest.seed, -1 - number), arm) for arm in arms]
        scenarios = [manifest.scenario_of(run.levels) for run in runs]
        made = [measured(manifest, scenario, run, ()) for scenario, run in zip(scenarios, runs, strict=True)]
        (first, *_), (last, *_) = made
        for scenario, (*_, one) in zip(scenarios, made, strict=True):
            gather(pilots, {scenario.name: one})
        spent += time.thread_time() - start
        done += 1
        for name, found in differences.items():
            found.append(last[name] - first[name])
    return Probe(spent / (2 * max(1, done)), differences, done, pilots)


def probe_within(manifest: Manifest, pairs: int) -> Probe:
    """The same, ending this process when it takes longer than so many runs may."""
    with limited(2 * max(1, pairs) * manifest.run_limit_seconds):
        return probe(manifest, pairs)


def probe_apart(manifest: Manifest, pairs: int) -> Probe:
    """The same in a process of its own, so that planning itself stays small."""
    from experiments.batch.engines import LocalEngine

    engine = LocalEngine(1)
    try:
        return engine.submit(probe_within, manifest, pairs).result()
    except Exception as problem:
        reason = " ".join(f"{type(problem).__name__}: {problem}".split())
        if engine.died(problem):
            reason = f"their process died, or a run took longer than run_limit_seconds = {manifest.run_limit_seconds}"
        raise ValueError(f"the trial runs failed ({reason}); --probe 0 plans without them") from problem
    finally:
        engine.stop()


def detectable(spread: float, pairs: int) -> float:
    """The true difference that a paired t-test of so many pairs finds with 80 % probability at the 5 % level.

    ``spread`` is the standard deviation of the paired differences. The power is that of the noncentral t.
    """
    from scipy.optimize import brentq
    from scipy.stats import nct, t

    if pairs < 2:
        return math.inf
    if spread == 0.0:
        return 0.0
    critical = float(t.ppf(1.0 - LEVEL / 2.0, pairs - 1))

    def missing(shift: float) -> float:
        return float(nct.sf(critical, pairs - 1, shift)) - POWER  # the other tail is never worth a thousandth

    high = critical + 1.0
    while missing(high) < 0.0:
        high += 1.0
    return spread * float(brentq(missing, 0.0, high, xtol=1e-9)) / math.sqrt(pairs)


def spread_of(differences: list[float]) -> tuple[float, float, float]:
    """Standard deviation with its 95 % interval (chi-square), all NaN below two differences."""
    import numpy as np
    from scipy.stats import chi2

    if len(differences) < 2:
        return (math.nan,) * 3
    spread, free = float(np.std(differences, ddof=1)), len(differences) - 1
    low, high = (spread * math.sqrt(free / float(chi2.ppf(q, free))) for q in (0.975, 0.025))
    return spread, low, high


def planned(manifest: Manifest, found: Probe | None, workers: int, stored: int = 0) -> dict:
    """All that ``garden experiment plan`` tells."""
    plan, decider = outline(manifest), deciding(manifest)
    runs = planned_runs(manifest) if manifest.decides else plan.total
    missing = max(0, runs - stored)
    tables = tables_that_fit(manifest, runs)
    sizes = bytes_of(manifest, runs)
    told = {
        "kind": manifest.kind,
        "arms": decider.most_arms if decider else plan.different,
        "replicates": manifest.replicates,
        "months": manifest.months,
        "runs": runs,
        "stored": stored,
        "missing": missing,
        "tables": list(tables),
        "gigabytes": {name: sizes[name] / 1e9 for name in ("runs", *tables)},
        "left_out_gigabytes": {
            name: size / 1e9
            for name, size in sizes.items()
            if name not in ("runs", *tables) and manifest.kind != "calibrate"
        },
        "tables_up_to_gigabytes": LARGEST / 1e9,
        "workers": workers,
    }
    if found is None:
        return told
    size = max(1, min(int(CHUNK_SECONDS / max(found.seconds, 1e-6)), LARGEST_CHUNK))
    return {
        **told,
        "probe_pairs": found.pairs,
        "seconds_per_run": found.seconds,
        "chunks": math.ceil(missing / size),
        "runs_per_chunk": size,
        "core_hours": missing * found.seconds / 3600.0,
        "hours": missing * found.seconds / 3600.0 / workers,
        "power": [power_row(name, values, manifest.replicates) for name, values in found.differences.items()],
    }


def power_row(metric: str, differences: list[float], replicates: int) -> dict:
    """What two arms must differ by to be told apart, with the interval that comes from so few probe pairs."""
    spread, low, high = spread_of(differences)
    row = {"metric": metric, "spread": spread}
    if not spread > 0.0 or replicates < 2:  # trial pairs that are all alike say nothing of others
        return {**row, "detectable": None, "low": None, "high": None}
    return {**row, "detectable": detectable(spread, replicates), "low": detectable(low, replicates),
            "high": detectable(high, replicates)}  # fmt: skip
