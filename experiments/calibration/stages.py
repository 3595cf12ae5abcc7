"""The runs of a calibration, stage by stage; each finished row is kept, so that a stopped job goes on.

All runs of a stage meet the same luck at every place, so that moments differ by parameters alone; what the final
table tells is on fresh seeds. Where rows are kept is :class:`Runs`' business: in a file of lines (:class:`KeptRuns`,
``garden calibrate``) or in a batch's folder (:mod:`experiments.calibration.stored`, ``kind = "calibrate"``).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from experiments.batch.factors import Factor
from experiments.comparing.sensitivity import morris_effects, morris_points, whole_groups
from experiments.evidence.claims import registry
from experiments.evidence.uncertain import Uncertain, latin_hypercube, place_values, read_dimensions
from experiments.running.runs import run_seed
from experiments.running.threads import spread
from experiments.search.asking import Tried, next_trials
from experiments.validation.table import CALIBRATED, moments
from experiments.validation.targets import targets
from experiments.writing.kept import Kept

CANDIDATES = Path(__file__).parent / "candidates.toml"
# Seeds of a stage start here, far enough apart never to meet.
SEEDS = {"screen": 0, "design": 0, "search": 0, "truth": 1_000, "luck": 2_000, "fresh": 3_000}
ROOM = 1_000  # seeds of a stage
LEVELS = 4  # places of a candidate in its range, in the screening


@dataclass(frozen=True)
class Size:
    """How large a calibration is.

    ``trajectories`` of the screening, which chooses ``parameters``; ``points`` of the design and ``trials`` of the
    search, each on ``seeds`` common seeds, ``population`` trials asked for at a time; ``truths`` synthetic targets;
    ``luck`` seeds that the luck of a moment is measured on, ``fresh`` seeds of the final table.
    """

    trajectories: int = 4
    points: int = 120
    seeds: int = 2
    trials: int = 30
    parameters: int = 8
    truths: int = 10
    luck: int = 20
    fresh: int = 16
    population: int = 1

    def runs(self, dimensions: int) -> int:
        """Runs of moments that a calibration of so many candidates takes, at most."""
        screen = self.trajectories * (dimensions + 1)
        return screen + (self.points + self.trials + self.truths + 1) * self.seeds + self.luck + 2 * self.fresh


class Dimension(Protocol):
    """A parameter that may be moved between ``low`` and ``high``; the market as it is stands at ``default``."""

    name: str
    low: float
    high: float
    default: float


class Runs(Protocol):
    """Runs of moments of one market."""

    dimensions: Sequence[Dimension]

    def moments(
        self, stage: str, worlds: Mapping[str, Mapping[str, float]], seeds: int, own_luck: bool = False
    ) -> dict[str, np.ndarray]:
        """(seeds, moments) of each named world, which says where it stands on some dimensions; nan where one failed.

        With ``own_luck`` every world has seeds of its own, else all share them.
        """


def first_seeds(stage: str, worlds: Sequence[str], seeds: int, own_luck: bool) -> dict[str, int]:
    """The number of each world's first seed."""
    return {w: SEEDS[stage] + (place * seeds if own_luck else 0) for place, w in enumerate(worlds)}


def moments_again(root: int, key: str, row: Mapping) -> dict[str, float] | None:
    """The moments of a kept row made anew where it is of the market as it is; other places stand in no row."""
    place, _, number = key.rpartition("/")
    stage, _, world = place.partition("/")
    if world != f"default@{place_digest({})}":
        return None
    return moments(run_seed(root, SEEDS[stage] + int(number)), registry().market)


def named(chosen: Sequence[Dimension], place: Sequence[float]) -> dict[str, float]:
    """A place by the names of its dimensions."""
    return {row.name: float(value) for row, value in zip(chosen, place, strict=True)}


@cache
def candidates() -> tuple[Uncertain, ...]:
    """The parameters that calibration may move."""
    return read_dimensions(tomllib.loads(CANDIDATES.read_text(encoding="utf-8"))["candidate"])


def goals() -> tuple[np.ndarray, np.ndarray]:
    """(moments,) middle and half width of the ranges of the calibrated rows."""
    rows = [targets()[name] for name in CALIBRATED]
    return np.array([(r.low + r.high) / 2.0 for r in rows]), np.array([(r.high - r.low) / 2.0 for r in rows])


def straightened(values: np.ndarray) -> np.ndarray:
    """Moments (..., moments) in logarithms, in which a quadratic surrogate follows shares and margins better.

    C11 and C36 stay as they are: they can be negative.
    """
    values = np.array(values, float)
    logs = [n for n, name in enumerate(CALIBRATED) if name not in ("C11", "C36")]
    values[..., logs] = np.log(np.maximum(values[..., logs], 1e-4))
    return values


def yardstick(lucky: np.ndarray) -> np.ndarray:
    """(moments,) what a moment's distance is measured in: the half width of its range, and where luck alone (runs,
    moments) scatters a run further than that, nearly its standard deviation: the root of the sum of both squares."""
    _, half = goals()
    return np.sqrt(half**2 + np.nanvar(lucky, axis=0, ddof=1))


def distance(found: np.ndarray, unit: np.ndarray) -> float:
    """Mean square of the moments' distances from the middle of their ranges, each in its ``unit``."""
    middle, _ = goals()
    return float((((np.asarray(found) - middle) / unit) ** 2).mean())


class KeptRuns:
    """Runs in the market of the claims, kept by stage, place and seed in a file of lines."""

    def __init__(self, kept: Kept, root: int, threads: int | None, watch: Callable[[], None]) -> None:
        self.kept, self.root, self.threads, self.watch = kept, root, threads, watch
        self.dimensions = candidates()

    def moments(
        self, stage: str, worlds: Mapping[str, Mapping[str, float]], seeds: int, own_luck: bool = False
    ) -> dict[str, np.ndarray]:
        """See :class:`Runs`; what is kept already is not run again."""
        first = first_seeds(stage, list(worlds), seeds, own_luck)
        by_name = {row.name: row for row in self.dimensions}
        values = {w: place_values([by_name[n] for n in place], place.values()) for w, place in worlds.items()}
        names = {w: f"{stage}/{w}@{place_digest(place)}" for w, place in worlds.items()}
        tasks = [(w, n) for w in worlds for n in range(seeds) if f"{names[w]}/{n}" not in self.kept.rows]

        def run(task: tuple[str, int]) -> tuple[str, dict[str, float]]:
            world, number = task
            seed = run_seed(self.root, first[world] + number)
            return f"{names[world]}/{number}", moments(seed, {**registry().market, **values[world]})

        for key, row in spread(run, tasks, self.threads):
            self.kept.add(key, row)
            self.watch()
        return {
            w: np.array([[_number(self.kept.rows[f"{names[w]}/{n}"][m]) for m in CALIBRATED] for n in range(seeds)])
            for w in worlds
        }


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def screened(runs: Runs, unit: np.ndarray, size: Size, seed: int) -> tuple[tuple[Dimension, ...], np.ndarray]:
    """The candidates that move a moment most, and (candidates, moments) Morris's mu* in the moments' ``unit``.

    Morris 1991, by SALib; a candidate counts by the moment that it moves most.
    """
    rows = runs.dimensions
    names = [row.name for row in rows]
    low, high = (np.array([getattr(row, end) for row in rows], float) for end in ("low", "high"))
    points = morris_points(len(rows), size.trajectories, LEVELS, seed)
    places = points * (high - low) + low
    found = runs.moments("screen", {str(n): named(rows, place) for n, place in enumerate(places)}, 1)
    values = np.array([found[str(n)][0] for n in range(len(places))])
    moved = np.zeros((values.shape[1], len(rows)))
    for column, found in enumerate(values.T):
        # A trajectory in which the moment does not exist (nobody entered) says nothing of it, and what is the same in
        # all that do nothing moves.
        whole = whole_groups(found, len(rows) + 1)
        if whole.sum() >= 2 * (len(rows) + 1) and np.ptp(found[whole]) > 0.0:
            effects = morris_effects(points, found, names, LEVELS, seed)
            moved[column] = effects.set_index("factor")["mu_star"][names]
    moved = moved.T / unit
    order = np.sort(np.argsort(-moved.max(axis=1))[: size.parameters])
    return tuple(rows[n] for n in order), moved


def designed(runs: Runs, chosen: Sequence[Dimension], size: Size, seed: int):
    """(points, d) places of a latin hypercube and (points, moments) their moments, means over common seeds.

    A place at which a moment does not exist (nobody entered) is left out.
    """
    places = latin_hypercube(chosen, size.points, seed)
    worlds = {str(n): named(chosen, place) for n, place in enumerate(places)}
    found = runs.moments("design", worlds, size.seeds)
    reached = np.array([found[str(n)].mean(axis=0) for n in range(size.points)])
    whole = np.isfinite(reached).all(axis=1)
    return places[whole], reached[whole]


def searched(
    runs: Runs, chosen: Sequence[Dimension], start: Sequence[np.ndarray], unit: np.ndarray, size: Size, seed: int,
    tried: list[Tried],
) -> None:  # fmt: skip
    """Places that an ask/tell search tries on common luck, each with its distance (in ``unit``), added to ``tried``.

    The first trials are ``start``. What is asked next follows from the trials so far alone (see
    :func:`experiments.search.asking.next_trials`), so that a stopped search goes on as if it had not been.
    """
    space = [Factor(row.name, low=row.low, high=row.high) for row in chosen]
    while len(tried) < size.trials:
        if not tried:
            asked = [named(chosen, place) for place in start][: size.trials]
        else:
            count = min(size.population, size.trials - len(tried))
            asked = next_trials(space, [False], tried, count, seed, starting=len(start))
        worlds = {str(len(tried) + n): place for n, place in enumerate(asked)}
        found = runs.moments("search", worlds, size.seeds)
        for name, place in worlds.items():
            reached = distance(_mean(found[name]), unit)
            tried.append(Tried(place, (reached,) if np.isfinite(reached) else ()))


def place_digest(place: Mapping[str, float]) -> str:
    """Eight hexadecimal digits that name a place: rows kept under them are never taken for another place's."""
    return hashlib.sha256(repr([(name, float(value)) for name, value in place.items()]).encode()).hexdigest()[:8]


def _mean(found: np.ndarray) -> np.ndarray:
    """Mean moments over seeds, of those in which each exists."""
    there = np.isfinite(found)
    return np.where(there, found, 0.0).sum(axis=0) / np.where(there.any(axis=0), there.sum(axis=0), np.nan)
