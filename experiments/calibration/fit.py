"""A calibration as a whole: what fits, what is identified, and what the facts leave open of the conclusions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from experiments.calibration.carried import carried, chosen_draws, runs_of_it
from experiments.calibration.stages import (
    CANDIDATES,
    KeptRuns,
    Runs,
    Size,
    designed,
    distance,
    goals,
    moments_again,
    named,
    screened,
    searched,
    straightened,
    yardstick,
)
from experiments.calibration.surrogate import Posterior, Surrogate, fitted, posterior
from experiments.comparing.statistics import mean_interval
from experiments.evidence.uncertain import latin_hypercube
from experiments.search.asking import Tried
from experiments.validation.table import CALIBRATED
from experiments.writing.kept import Kept
from model import MODEL_VERSION

SHARE = 0.90
NARROW = 0.5  # an interval of at most this part of the prior range identifies a parameter
COVERED = 8  # of ten synthetic trials
FEWEST = 10  # points of the design that a surrogate is fitted to


class TooFewPoints(ValueError):
    """Hardly any run has all moments of the facts: one line."""


def calibration_job(size: Size, seed: int) -> dict:
    """What decides the runs of a calibration."""
    digest = hashlib.sha256(CANDIDATES.read_bytes()).hexdigest()[:12]
    return {"kind": "calibration", "model_version": MODEL_VERSION, "candidates": digest, "points": size.points,
            "seeds": size.seeds, "trajectories": size.trajectories, "seed": seed}  # fmt: skip


class Calibration:
    """The stages of a calibration, each made from its runs when it is first asked for."""

    def __init__(self, runs: Runs, size: Size, seed: int) -> None:
        self.runs, self.size, self.seed = runs, size, seed
        self.tried: list[Tried] = []

    @cached_property
    def screening(self) -> tuple[tuple, np.ndarray]:
        """The parameters that are calibrated, and what every candidate moves."""
        return screened(self.runs, self.unit, self.size, self.seed)

    @cached_property
    def chosen(self) -> tuple:
        """The parameters that are calibrated."""
        return self.screening[0]

    @cached_property
    def default(self) -> np.ndarray:
        """(d,) where the market as it is stands."""
        return np.array([row.default for row in self.chosen], float)

    @cached_property
    def lucky(self) -> np.ndarray:
        """(seeds, moments) of the market as it is; raises :class:`TooFewPoints`."""
        found = self.runs.moments("luck", {"default": {}}, self.size.luck)["default"]
        missing = [name for name, seeds in zip(CALIBRATED, np.isfinite(found).sum(axis=0), strict=True) if seeds < 2]
        if missing:
            raise TooFewPoints(f"{missing[0]} has no value in nearly all runs of the market as it is; "
                               "expected a larger market or more months")  # fmt: skip
        return found

    @cached_property
    def unit(self) -> np.ndarray:
        """(moments,) what distances from the facts are measured in."""
        return yardstick(self.lucky)

    @cached_property
    def luck(self) -> np.ndarray:
        """Variance of each moment by luck alone; twenty seeds do not tell how the luck of so many moves together."""
        return np.diag(np.nanvar(straightened(self.lucky), axis=0, ddof=1))

    @cached_property
    def surrogate(self) -> Surrogate:
        """The design's moments as functions of the parameters; raises :class:`TooFewPoints`."""
        low, high = (np.array([getattr(row, end) for row in self.chosen], float) for end in ("low", "high"))
        places, moments = designed(self.runs, self.chosen, self.size, self.seed)
        if len(places) < FEWEST:
            raise TooFewPoints(f"{len(places)} of {self.size.points} points of the design have all moments of the "
                               f"facts; expected {FEWEST} or more")  # fmt: skip
        found = fitted(places, straightened(moments), low, high)
        # The luck that all points of the design share would stand in every moment: it is measured at the default and
        # taken out, up to the error of that measurement.
        shared = straightened(self.runs.moments("design", {"default": {}}, self.size.seeds)["default"].mean(axis=0))
        return found.shifted(np.nanmean(straightened(self.lucky), axis=0) - shared)

    @cached_property
    def facts(self) -> Posterior:
        """What the facts say; a published range is taken for the middle nine tenths of a normal law."""
        (middle, half), surrogate = goals(), self.surrogate
        spread_of = (straightened(middle + half) - straightened(middle - half)) / 2.0 / 1.645
        covariance = np.diag(spread_of**2) + self.luck / self.size.luck
        return posterior(surrogate, straightened(middle), covariance, self.seed)

    @cached_property
    def best(self) -> np.ndarray:
        """(d,) the place that the search found nearest to the facts."""
        searched(self.runs, self.chosen, [self.default, self.facts.best], self.unit, self.size, self.seed,
                 self.tried)  # fmt: skip
        nearest = min((one for one in self.tried if one.goals), key=lambda one: one.goals[0])
        return np.array([nearest.levers[row.name] for row in self.chosen])

    @cached_property
    def recovery(self) -> dict:
        """Synthetic targets: parameters drawn anew, moments from seeds of their own, and whether the truth is found.

        A parameter is identified when the mean width of its interval is at most half of the prior range. ``trials``:
        how many of the sets had all moments; raises :class:`TooFewPoints` where none had.
        """
        truths = latin_hypercube(self.chosen, self.size.truths, self.seed + 1)
        worlds = {str(n): named(self.chosen, place) for n, place in enumerate(truths)}
        observed = self.runs.moments("truth", worlds, self.size.seeds, own_luck=True)
        widths, hits = [], []
        for number, truth in enumerate(truths):
            if not np.isfinite(observed[str(number)]).any(axis=0).all():
                continue  # a moment that no run of it has (nobody entered) is no target
            target = straightened(np.nanmean(observed[str(number)], axis=0))
            covariance = self.luck * (1.0 / self.size.luck + 1.0 / self.size.seeds)
            interval = posterior(self.surrogate, target, covariance, self.seed + 2 + number).interval(SHARE)
            hits.append((interval[:, 0] <= truth) & (truth <= interval[:, 1]))
            widths.append((interval[:, 1] - interval[:, 0]) / (self.surrogate.high - self.surrogate.low))
        if not widths:
            raise TooFewPoints(f"none of {self.size.truths} synthetic markets has all moments of the facts; "
                               "expected a larger market or more months")  # fmt: skip
        narrow = np.mean(widths, axis=0) <= NARROW
        names = [row.name for row in self.chosen]
        return {
            "trials": len(widths),
            "width": dict(zip(names, np.mean(widths, axis=0).tolist(), strict=True)),
            "covered": dict(zip(names, np.sum(hits, axis=0).tolist(), strict=True)),
            "identified": [name for name, yes in zip(names, narrow, strict=True) if yes],
        }

    @cached_property
    def fresh(self) -> dict:
        """Default and best on fresh seeds: moments with intervals, and the paired difference of their distances."""
        best = named(self.chosen, self.best)
        found = self.runs.moments("fresh", {"default": {}, "best": best}, self.size.fresh)
        rows = []
        middle, half = goals()
        for column, name in enumerate(CALIBRATED):
            low, high = middle[column] - half[column], middle[column] + half[column]
            told = {"id": name, "expected": [float(low), float(high)]}
            for world, values in found.items():
                told[world] = [float(v) for v in mean_interval(values[np.isfinite(values[:, column]), column])]
            rows.append(told)
        far = {world: [distance(run, self.unit) for run in runs] for world, runs in found.items()}
        gaps = [best - own for own, best in zip(far["default"], far["best"], strict=True)]
        gaps = np.array(gaps)[np.isfinite(gaps)]
        return {"rows": rows, "seeds": self.size.fresh, "distance_change": list(mean_interval(gaps))}

    @property
    def search(self) -> dict:
        """How far the search came."""
        distances = [one.goals[0] for one in self.tried if one.goals]
        return {"trials": len(self.tried), "default": self.tried[0].goals[0] if self.tried[0].goals else float("nan"),
                "best": min(distances)}  # fmt: skip

    @property
    def parameters(self) -> list[dict]:
        """Each calibrated parameter: prior range, default, place found, interval by the facts, whether it is held."""
        recovery = self.recovery
        return [
            {"name": row.name, "low": row.low, "high": row.high, "default": float(self.default[number]),
             "best": float(self.best[number]), "interval": [float(low), float(high)],
             "identified": row.name in recovery["identified"], "recovered": recovery["covered"][row.name],
             "width": recovery["width"][row.name]}
            for number, (row, (low, high)) in enumerate(zip(self.chosen, self.facts.interval(SHARE), strict=True))
        ]  # fmt: skip

    @property
    def screened_rows(self) -> list[dict]:
        """Every candidate with the moment that it moves most, in units of that moment (:func:`yardstick`)."""
        rows = []
        for row, moves in zip(self.runs.dimensions, self.screening[1], strict=True):
            most = int(np.argmax(moves))
            rows.append({"name": row.name, "moves_most": CALIBRATED[most], "mu_star": float(moves[most])})
        return sorted(rows, key=lambda row: -row["mu_star"])

    def stages(self) -> None:
        """Make all of them, in the order in which they need each other."""
        for _ in (self.screening, self.facts, self.best, self.recovery, self.fresh):
            pass


def calibrated(
    size: Size,
    seed: int = 1,
    keep: Path | None = None,
    threads: int | None = None,
    watch: Callable[[int, int], None] = lambda done, total: None,
    told: Mapping | None = None,
) -> dict:
    """Everything that ``garden calibrate`` tells, as plain values (see the command's table)."""
    kept = Kept(keep, calibration_job(size, seed), told, partial(moments_again, seed))

    def tell(*_) -> None:
        watch(len(kept.rows), size.runs(len(runs.dimensions)) + runs_of_it())

    runs = KeptRuns(kept, seed, threads, tell)
    found = Calibration(runs, size, seed)
    found.stages()
    of = {row.name: row for row in runs.dimensions}
    keys = {name: {"keys": [*row.set, *row.scale], "scaled": bool(row.scale)} for name, row in of.items()}
    return {
        "job": kept.header,
        "screening": {"candidates": found.screened_rows, "chosen": [row.name for row in found.chosen]},
        "parameters": [{"name": row["name"], **keys[row["name"]], **row} for row in found.parameters],
        "search": found.search,
        "moments": found.fresh,
        "recovery": found.recovery,
        "carried": carried(found.chosen, chosen_draws(found.facts.draws, seed), kept, seed, threads, tell),
    }
