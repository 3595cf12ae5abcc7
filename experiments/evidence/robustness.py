"""How far the conclusions carry: other rules and worlds, a prior on the community, Morris screening."""

from __future__ import annotations

import hashlib
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.comparing.sensitivity import morris_effects, morris_points
from experiments.comparing.statistics import mean_interval
from experiments.evidence.claims import Registry, pair_effects, registry
from experiments.evidence.deciding import cell_sides, wanting_all, wanting_cells
from experiments.evidence.hypercube import registry_digest, worlds_effects
from experiments.running.runs import run_seed
from experiments.running.threads import spread
from experiments.writing.kept import Kept
from model import MODEL_VERSION, PARAMETERS, simulate

FILE = Path(__file__).parent / "worlds.toml"
DEFAULT = "as it is"
# How much of what a community brings its members reaches them, over the default.
STRENGTHS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0)
CHANNELS = ("community.referrals", "community.peer_learning", "community.joint_bids", "community.joint_jobs")
COMMUNITY_TESTS = ("E2-effect", "E3-payback", "E2-bundle-life")
PRIOR = (0.0, 0.15)  # facts B8: revenue effect of a full bundle after a year
COMMUNITY_PAIRS = 16  # at each strength: the break-even is read off their mean
SCREENED = ("survival_share", "focal_profit")
SCREEN_MONTHS = 60
LEVELS = 4  # places of a parameter in its range


@dataclass(frozen=True)
class Group:
    """Worlds that belong together."""

    name: str
    title: str
    why: str
    worlds: Mapping[str, Mapping[str, object]]


def worlds() -> tuple[list[str], list[Group]]:
    """(tests, groups) of ``worlds.toml``."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return data["tests"], [Group(row["name"], row["title"], row["why"], row["worlds"]) for row in data["group"]]


def community_strength(factor: float) -> dict[str, float]:
    """Values at which a community brings its members ``factor`` times what it does by default (shares at most 1)."""
    found = {key: PARAMETERS[key].default * factor for key in CHANNELS}
    for key in CHANNELS:
        if PARAMETERS[key].maximum is not None:
            found[key] = min(found[key], PARAMETERS[key].maximum)
    return found


def screened_parameters() -> list[str]:
    """Every uncertain number of the parameter table with a range."""
    return [
        key for key, p in PARAMETERS.items() if p.role == "uncertainty" and not p.choices and p.low < p.high
    ]  # fmt: skip


def robustness(
    bound: int = 64,
    trajectories: int = 3,
    seed: int = 1,
    keep: Path | None = None,
    threads: int | None = None,
    watch: Callable[[int, int], None] = lambda done, total: None,
    told: Mapping | None = None,
) -> dict:
    """Everything that ``garden robustness`` tells, as plain values; ``bound``: pairs of runs in a world at most."""
    book = registry()
    tests, groups = worlds()
    job = {
        "kind": "robustness", "model_version": MODEL_VERSION, "registry": registry_digest(),
        "worlds": hashlib.sha256(FILE.read_bytes()).hexdigest()[:12], "trajectories": trajectories, "seed": seed,
    }  # fmt: skip
    named = {DEFAULT: {}} | {name: values for group in groups for name, values in group.worlds.items()}
    strengths = {str(factor): community_strength(factor) for factor in STRENGTHS}
    keys = screened_parameters()
    points = morris_points(len(keys), trajectories, LEVELS, seed)

    def again(key: str, row: Mapping) -> Mapping:
        (stage, _, name), number = key.rpartition("/")[0].partition("/"), int(key.rpartition("/")[2])
        if stage == "screen":
            return _screened(keys, points[number], seed)
        values = {"world": named, "community": strengths}[stage][name]
        return pair_effects(book, list(row), values, run_seed(seed, number), placebos=False)

    kept = Kept(keep, job, told, again)
    last = len(points)  # runs of the screening

    def pairs(done: int, total: int) -> None:
        watch(done, total + last)

    def screened(done: int) -> None:
        made = len(kept.rows) - last + done
        watch(made, made + last - done)

    effects = _effects(book, tests, "world", named, bound, seed, kept, wanting_cells, threads, pairs)
    few = min(bound, COMMUNITY_PAIRS)
    community = _effects(book, COMMUNITY_TESTS, "community", strengths, few, seed, kept, wanting_all, threads, pairs)
    screening = _screening(keys, points, seed, kept, threads, screened)
    return {
        "job": {**kept.header, "pairs": bound},
        "seconds": sum(row.get("seconds", 0.0) for row in kept.rows.values()),
        "tests": tests,
        "worlds": _told(book, tests, effects),
        "community": prior_of_effect(community),
        "screening": screening,
    }


def _effects(
    book: Registry,
    tests: Sequence[str],
    stage: str,
    named: Mapping,
    bound: int,
    seed: int,
    kept: Kept,
    wanting: Callable,
    threads,
    watch,
) -> dict[str, dict[str, np.ndarray]]:
    """Effects by world and test, of the pairs that were run."""
    prefixed = {f"{stage}/{name}": values for name, values in named.items()}
    values, _ = worlds_effects(book, tests, prefixed, bound, seed, kept, wanting, threads, watch, placebos=False)
    return {
        name: {test: values[test][number][~np.isnan(values[test][number])] for test in tests}
        for number, name in enumerate(named)
    }  # fmt: skip


def _told(book: Registry, tests: Sequence[str], effects: Mapping) -> dict:
    """By world and test: mean, interval, side and pairs; each world is decided by itself."""
    return {
        name: {
            test: {
                "effect": list(mean_interval(row[test][np.isfinite(row[test])])),
                "side": int(cell_sides(book.tests[test], row[test][None])[0]),
                "pairs": len(row[test]),
            }
            for test in tests
        }
        for name, row in effects.items()
    }


def prior_of_effect(found: Mapping[str, Mapping[str, np.ndarray]], seed: int = 1) -> dict:
    """The community's worth as a function of its effect on members' sales, and the effect at which it breaks even.

    ``found``: strength -> test -> (pairs,). Worth between strengths is linear in the effect; the interval of the
    break-even is that of 1,000 bootstrap samples of pairs. ``pays`` is the part of a flat prior of 0 to 15 % above it.
    """
    effect = np.array([row["E2-effect"] for row in found.values()])
    worth = np.array([row["E3-payback"] for row in found.values()])
    life = np.array([row["E2-bundle-life"] for row in found.values()])
    even = break_even(effect.mean(axis=1), worth.mean(axis=1))
    luck = np.random.default_rng(seed)
    drawn = []
    for _ in range(1000):
        chosen = luck.integers(0, effect.shape[1], effect.shape[1])
        drawn.append(break_even(effect[:, chosen].mean(axis=1), worth[:, chosen].mean(axis=1)))
    drawn = np.array(drawn)
    drawn = drawn[np.isfinite(drawn)]
    spread_of = [float(np.quantile(drawn, share)) for share in (0.025, 0.975)] if len(drawn) else [np.nan, np.nan]
    rows = [
        {"strength": float(name), "effect": list(mean_interval(effect[n])),
         "focal_profit": list(mean_interval(worth[n])), "treated_life": list(mean_interval(life[n]))}
        for n, name in enumerate(found)
    ]  # fmt: skip
    low, high = PRIOR
    pays = float(np.clip((high - even) / (high - low), 0.0, 1.0)) if np.isfinite(even) else float("nan")
    return {"rows": rows, "break_even": [even, *spread_of], "pays": pays, "prior": list(PRIOR)}


def break_even(effect: np.ndarray, worth: np.ndarray) -> float:
    """The effect at which worth first turns from a loss to a gain, linear between points; nan when it never does.

    The smallest effect when even that pays.
    """
    order = np.argsort(effect)
    x, y = np.asarray(effect)[order], np.asarray(worth)[order]
    if y[0] >= 0.0:
        return float(x[0])
    for left in range(len(x) - 1):
        if y[left] < 0.0 <= y[left + 1]:
            return float(x[left] - y[left] * (x[left + 1] - x[left]) / (y[left + 1] - y[left]))
    return float("nan")


def _screened(keys: Sequence[str], point: np.ndarray, seed: int) -> dict[str, float]:
    """What a run of the screening is read for; ``point``: parameters, each from 0 (low end of its range) to 1."""
    values = {}
    for key, share in zip(keys, point, strict=True):
        parameter = PARAMETERS[key]
        value = float(share * (parameter.high - parameter.low) + parameter.low)
        values[key] = round(value) if parameter.integer else value
    summary = simulate(registry().scenario("steady", values), run_seed(seed, 0), SCREEN_MONTHS).summary
    return {name: summary[name] for name in SCREENED}


def _screening(keys: Sequence[str], points: np.ndarray, seed: int, kept: Kept, threads, watch) -> list[dict]:
    """Morris's mu* and sigma of survival and focal profit over every uncertain parameter, in the market of the claims.

    ``points``: (runs, parameters). mu* is told relative to the mean of the metric over all runs.
    """

    def run(number: int) -> tuple[str, dict[str, float]]:
        start = time.thread_time()
        found = _screened(keys, points[number], seed)
        return f"screen/{number}", {**found, "seconds": time.thread_time() - start}

    missing = [number for number in range(len(points)) if f"screen/{number}" not in kept.rows]
    done = len(points) - len(missing)
    for key, row in spread(run, missing, threads):
        kept.add(key, row)
        done += 1
        watch(done)
    rows: dict[str, dict] = {key: {"key": key} for key in keys}
    for name in SCREENED:
        values = np.array([kept.rows[f"screen/{n}"][name] for n in range(len(points))])
        for row in morris_effects(points, values, keys, LEVELS, seed).itertuples():
            rows[row.factor][name] = [row.mu_star / abs(values.mean()), row.sigma / abs(values.mean())]
    return sorted(rows.values(), key=lambda row: -max(row[name][0] for name in SCREENED))
