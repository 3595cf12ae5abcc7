"""A calibration as a whole: what fits, what is identified, and what an unidentified parameter does to conclusions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from experiments.calibration.stages import (
    CANDIDATES,
    CHOSEN,
    FRESH,
    LUCK,
    TRUTHS,
    Runs,
    Size,
    designed,
    distance,
    goals,
    screened,
    searched,
    straightened,
)
from experiments.calibration.surrogate import Posterior, Surrogate, fitted, posterior
from experiments.claims import registry
from experiments.hypercube import worlds_effects
from experiments.kept import Kept
from experiments.statistics import mean_interval
from experiments.uncertain import Uncertain, latin_hypercube, place_values
from experiments.validation.table import CALIBRATED
from model import MODEL_VERSION

SHARE = 0.90
NARROW = 0.5  # an interval of at most this part of the prior range identifies a parameter
COVERED = 8  # of ten synthetic trials
HEADLINES = ("E4-life", "E4-wallet", "E2-bundle-sales", "E3-payback", "E6-decline", "E9-price-profit")
PAIRS = 6


def calibration_job(size: Size, seed: int) -> dict:
    """What decides the runs of a calibration."""
    digest = hashlib.sha256(CANDIDATES.read_bytes()).hexdigest()[:12]
    return {"kind": "calibration", "model_version": MODEL_VERSION, "candidates": digest, "points": size.points,
            "seeds": size.seeds, "trajectories": size.trajectories, "seed": seed}  # fmt: skip


def calibrated(
    size: Size,
    seed: int = 1,
    keep: Path | None = None,
    threads: int | None = None,
    watch: Callable[[int, int], None] = lambda done, total: None,
    told: Mapping | None = None,
) -> dict:
    """Everything that ``garden calibrate`` tells, as plain values (see the command's table)."""
    kept = Kept(keep, calibration_job(size, seed), told)
    total = size.runs + PAIRS * (1 + 2 * CHOSEN)  # at most: two ends of every parameter
    runs = Runs(kept, seed, threads, lambda: watch(len(kept.rows), total))
    chosen, moved = screened(runs, size.trajectories, seed)
    low, high = np.array([row.low for row in chosen]), np.array([row.high for row in chosen])
    places, moments = designed(runs, chosen, size.points, size.seeds, seed)
    surrogate = fitted(places, straightened(moments), low, high)
    lucky = straightened(runs.moments("luck", {"default": {}}, LUCK)["default"])
    # Twenty seeds tell the luck of each moment, not how the luck of thirteen moves together.
    luck = np.diag(lucky.var(axis=0, ddof=1))
    # The luck that all points of the design share would stand in every moment: it is measured at the default and taken
    # out, up to the error of that measurement.
    shared = straightened(runs.moments("design", {"default": {}}, size.seeds)["default"].mean(axis=0))
    surrogate = surrogate.shifted(lucky.mean(axis=0) - shared)
    middle, half = goals()
    # A published range is taken for the middle nine tenths of a normal law.
    spread_of = (straightened(middle + half) - straightened(middle - half)) / 2.0 / 1.645
    facts = posterior(surrogate, straightened(middle), np.diag(spread_of**2) + luck / LUCK, seed)
    default = np.array([row.default for row in chosen])
    trials, distances = searched(runs, chosen, [default, facts.best], size, seed)
    best = trials[int(np.argmin(distances))]
    recovery = recovered(runs, chosen, surrogate, luck, size, seed)
    return {
        "job": kept.header,
        "screening": {"candidates": _screening(moved), "chosen": [row.name for row in chosen]},
        "parameters": _parameters(chosen, default, best, facts, recovery),
        "search": {"trials": len(distances), "default": float(distances[0]), "best": float(distances.min())},
        "moments": _fresh(runs, chosen, best),
        "recovery": recovery,
        "conclusions": _conclusions(
            kept, chosen, facts, recovery, seed, threads, lambda *_: watch(len(kept.rows), total)
        ),
    }


def recovered(
    runs: Runs, chosen: Sequence[Uncertain], surrogate: Surrogate, luck: np.ndarray, size: Size, seed: int
) -> dict:
    """Synthetic targets: parameters drawn anew, moments from seeds of their own, and whether the truth is found again.

    A parameter is identified when the mean width of its interval is at most half of the prior range.
    """
    truths = latin_hypercube(chosen, TRUTHS, seed + 1)
    worlds = {str(n): place_values(chosen, place) for n, place in enumerate(truths)}
    observed = runs.moments("truth", worlds, size.seeds, own_luck=True)
    widths, hits = [], []
    for number, truth in enumerate(truths):
        target = straightened(np.nanmean(observed[str(number)], axis=0))
        covariance = luck * (1.0 / LUCK + 1.0 / size.seeds)
        interval = posterior(surrogate, target, covariance, seed + 2 + number).interval(SHARE)
        hits.append((interval[:, 0] <= truth) & (truth <= interval[:, 1]))
        widths.append((interval[:, 1] - interval[:, 0]) / (surrogate.high - surrogate.low))
    narrow = np.mean(widths, axis=0) <= NARROW
    return {
        "trials": TRUTHS,
        "width": dict(zip([row.name for row in chosen], np.mean(widths, axis=0).tolist(), strict=True)),
        "covered": dict(zip([row.name for row in chosen], np.sum(hits, axis=0).tolist(), strict=True)),
        "identified": [row.name for row, yes in zip(chosen, narrow, strict=True) if yes],
    }


def _screening(moved: np.ndarray) -> list[dict]:
    from experiments.calibration.stages import candidates

    rows = []
    for row, moves in zip(candidates(), moved, strict=True):
        most = int(np.argmax(moves))
        rows.append({"name": row.name, "moves_most": CALIBRATED[most], "mu_star": float(moves[most])})
    return sorted(rows, key=lambda row: -row["mu_star"])


def _parameters(chosen, default, best, facts: Posterior, recovery: Mapping) -> list[dict]:
    rows = []
    for number, (row, (low, high)) in enumerate(zip(chosen, facts.interval(SHARE), strict=True)):
        rows.append({
            "name": row.name, "keys": [*row.set, *row.scale], "scaled": bool(row.scale),
            "low": row.low, "high": row.high,
            "default": float(default[number]), "best": float(best[number]), "interval": [float(low), float(high)],
            "identified": row.name in recovery["identified"], "recovered": recovery["covered"][row.name],
            "width": recovery["width"][row.name],
        })  # fmt: skip
    return rows


def _fresh(runs: Runs, chosen: Sequence[Uncertain], best: np.ndarray) -> dict:
    """Default and best on fresh seeds: moments with intervals, and the paired difference of their distances."""
    found = runs.moments("fresh", {"default": {}, "best": place_values(chosen, best)}, FRESH)
    rows = []
    middle, half = goals()
    for column, name in enumerate(CALIBRATED):
        told = {"id": name, "expected": [float(middle[column] - half[column]), float(middle[column] + half[column])]}
        for world, values in found.items():
            told[world] = [float(v) for v in mean_interval(values[:, column])]
        rows.append(told)
    gaps = [distance(best_run) - distance(own) for own, best_run in zip(found["default"], found["best"], strict=True)]
    change, low, high = mean_interval(np.array(gaps))
    return {"rows": rows, "seeds": FRESH, "distance_change": [change, low, high]}


def _conclusions(kept: Kept, chosen, facts: Posterior, recovery: Mapping, seed: int, threads, watch) -> dict:
    """Headline effects with each unidentified parameter at either end of its interval, all else as by default."""
    worlds: dict[str, Mapping[str, object]] = {"default": {}}
    for row, ends in zip(chosen, facts.interval(SHARE), strict=True):
        if row.name not in recovery["identified"]:
            worlds |= {
                f"{row.name} {side}": row.values(float(end)) for side, end in zip(("low", "high"), ends, strict=True)
            }
    prefixed = {f"conclusion/{name}": values for name, values in worlds.items()}
    rows = worlds_effects(
        registry(),
        HEADLINES,
        prefixed,
        PAIRS,
        seed,
        kept,
        threads,
        watch,
    )
    told = {}
    for name in worlds:
        told[name] = {
            test: list(mean_interval(np.array([rows[f"conclusion/{name}/{n}"][test][0] for n in range(PAIRS)], float)))
            for test in HEADLINES
        }
    return told
