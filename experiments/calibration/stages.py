"""The runs of a calibration, stage by stage; each finished row is kept, so that a stopped job goes on.

All runs of a stage meet the same luck at every place, so that moments differ by parameters alone; what the final
table tells is on fresh seeds.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.claims import registry
from experiments.hypercube import spread
from experiments.kept import Kept
from experiments.runs import run_seed
from experiments.targets import targets
from experiments.uncertain import Uncertain, latin_hypercube, place_values, read_dimensions
from experiments.validation.table import CALIBRATED, moments

CANDIDATES = Path(__file__).parent / "candidates.toml"
CHOSEN = 8  # parameters that calibration moves
TRUTHS = 10  # synthetic targets
LUCK = 20  # seeds that the luck of a moment is measured on
FRESH = 16  # seeds of the final table
# Seeds of a stage start here, far enough apart never to meet.
SEEDS = {"screen": 0, "design": 0, "search": 0, "truth": 1_000, "luck": 2_000, "fresh": 3_000}


@dataclass(frozen=True)
class Size:
    """How large a calibration is: trajectories of the screening, points and seeds of the design, trials of search."""

    trajectories: int = 4
    points: int = 120
    seeds: int = 2
    trials: int = 30

    @property
    def runs(self) -> int:
        """Runs of moments that such a calibration takes."""
        screen = self.trajectories * (len(candidates()) + 1)
        return screen + (self.points + self.trials + TRUTHS) * self.seeds + LUCK + 2 * FRESH


def candidates() -> tuple[Uncertain, ...]:
    """The parameters that calibration may move."""
    return read_dimensions(tomllib.loads(CANDIDATES.read_text(encoding="utf-8"))["candidate"])


def goals() -> tuple[np.ndarray, np.ndarray]:
    """(moments,) middle and half width of the ranges of the calibrated rows."""
    rows = [targets()[name] for name in CALIBRATED]
    return np.array([(r.low + r.high) / 2.0 for r in rows]), np.array([(r.high - r.low) / 2.0 for r in rows])


def straightened(values: np.ndarray) -> np.ndarray:
    """Moments (..., moments) in logarithms, in which a quadratic surrogate follows shares and margins better.

    C11 stays as it is: it can be negative.
    """
    values = np.array(values, float)
    logs = [n for n, name in enumerate(CALIBRATED) if name != "C11"]
    values[..., logs] = np.log(np.maximum(values[..., logs], 1e-4))
    return values


def distance(found: np.ndarray) -> float:
    """Mean square of the moments' distances from the middle of their ranges, in half widths: 1 is the edge."""
    middle, half = goals()
    return float((((np.asarray(found) - middle) / half) ** 2).mean())


class Runs:
    """Runs of moments in the market of the claims, kept by stage, place and seed."""

    def __init__(self, kept: Kept, root: int, threads: int | None, watch: Callable[[], None]) -> None:
        self.kept, self.root, self.threads, self.watch = kept, root, threads, watch

    def moments(
        self, stage: str, worlds: Mapping[str, Mapping[str, float]], seeds: int, own_luck: bool = False
    ) -> dict[str, np.ndarray]:
        """(seeds, moments) of each named world; what is kept already is not run again.

        With ``own_luck`` every world has seeds of its own, else all share them.
        """
        first = {w: SEEDS[stage] + (place * seeds if own_luck else 0) for place, w in enumerate(worlds)}
        tasks = [(w, n) for w in worlds for n in range(seeds) if f"{stage}/{w}/{n}" not in self.kept.rows]

        def run(task: tuple[str, int]) -> tuple[str, dict[str, float]]:
            world, number = task
            seed = run_seed(self.root, first[world] + number)
            return f"{stage}/{world}/{number}", moments(seed, {**registry().market, **worlds[world]})

        for key, row in spread(run, tasks, self.threads):
            self.kept.add(key, row)
            self.watch()
        return {
            w: np.array([[_number(self.kept.rows[f"{stage}/{w}/{n}"][m]) for m in CALIBRATED] for n in range(seeds)])
            for w in worlds
        }


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def screened(runs: Runs, trajectories: int, seed: int) -> tuple[tuple[Uncertain, ...], np.ndarray]:
    """The candidates that move a moment most, and (candidates, moments) Morris's mu* in half widths of the ranges.

    Morris 1991, by SALib; a candidate counts by the moment that it moves most.
    """
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    rows = candidates()
    problem = {
        "num_vars": len(rows), "names": [row.name for row in rows], "bounds": [[row.low, row.high] for row in rows],
    }  # fmt: skip
    places = sampling.sample(problem, trajectories, num_levels=4, seed=seed)
    found = runs.moments("screen", {str(n): place_values(rows, place) for n, place in enumerate(places)}, 1)
    values = np.array([found[str(n)][0] for n in range(len(places))])
    _, half = goals()
    moved = np.array(
        [
            analysis.analyze(problem, places, np.nan_to_num(values[:, column]), num_levels=4, seed=seed)["mu_star"]
            for column in range(values.shape[1])
        ]
    ).T
    moved = np.asarray(moved, float) / half
    order = np.sort(np.argsort(-moved.max(axis=1))[:CHOSEN])
    return tuple(rows[n] for n in order), moved


def designed(runs: Runs, chosen: Sequence[Uncertain], points: int, seeds: int, seed: int):
    """(points, d) places of a latin hypercube and (points, moments) their moments, means over common seeds.

    A place at which a moment does not exist (nobody entered) is left out.
    """
    places = latin_hypercube(chosen, points, seed)
    worlds = {str(n): place_values(chosen, place) for n, place in enumerate(places)}
    found = runs.moments("design", worlds, seeds)
    reached = np.array([found[str(n)].mean(axis=0) for n in range(points)])
    whole = np.isfinite(reached).all(axis=1)
    return places[whole], reached[whole]


def searched(runs: Runs, chosen: Sequence[Uncertain], start: Sequence[np.ndarray], size: Size, seed: int):
    """(trials, d) places that an ask/tell search tried on common luck, and (trials,) their distances.

    Optuna's tree-structured Parzen estimator; the first trials are ``start``. The sampler's seed follows from the
    number of trials so far, so that a stopped search goes on as if it had not been.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    span = {row.name: optuna.distributions.FloatDistribution(row.low, row.high) for row in chosen}
    study = optuna.create_study()
    places, distances = [], []
    for number in range(size.trials):
        study.sampler = optuna.samplers.TPESampler(seed=seed + number, n_startup_trials=len(start), multivariate=True)
        if number < len(start):
            study.enqueue_trial(dict(zip(span, map(float, start[number]), strict=True)))
        trial = study.ask(span)
        place = np.array([trial.params[name] for name in span])
        # Kept under the place itself: a search that goes another way must not find another place's runs.
        name = f"{number}@{hashlib.sha256(place.tobytes()).hexdigest()[:8]}"
        found = runs.moments("search", {name: place_values(chosen, place)}, size.seeds)[name]
        reached = distance(np.nanmean(found, axis=0))
        study.tell(trial, reached)
        places.append(place)
        distances.append(reached)
    return np.array(places), np.array(distances)
