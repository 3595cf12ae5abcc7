"""Running claims' tests over a latin hypercube of the uncertain parameters, every point on the same luck.

Pairs are added where a test is not decided (:mod:`experiments.evidence.sequential`), so that most runs go where they
count; a job that is stopped goes on from what is kept.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.evidence.claims import FILE, Registry, Test, pair_effects
from experiments.evidence.deciding import run_of, wanting
from experiments.evidence.sequential import rounds
from experiments.evidence.uncertain import filled_hypercube, place_values
from experiments.running.runs import run_seed
from experiments.running.threads import spread
from experiments.words.words import capital
from experiments.writing.kept import Kept, other_sources, read_kept
from model import MODEL_VERSION
from model.result import package_versions

GROWS = ("points", "places")  # of a job: more points may be asked for later


@dataclass(frozen=True)
class Effects:
    """What a batch of tests brought. ``values`` and ``placebos``: test -> (points, pairs), infinite where a pair has no
    such effect, not a number where it was not run.

    ``places`` (points, dimensions) are the points in units of ``names``, within ``ranges`` (dimensions, 2); ``job``
    says how to run it again; ``seconds`` is the processor time that the runs took.
    """

    names: tuple[str, ...]
    ranges: np.ndarray
    places: np.ndarray
    values: Mapping[str, np.ndarray]
    placebos: Mapping[str, np.ndarray]
    job: Mapping
    seconds: float


def registry_digest() -> str:
    """Twelve hexadecimal digits that change with ``claims.toml``."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]


def stale(job: Mapping) -> str:
    """What stored results are older than, as a sentence; nothing when they are of this model and these tests.

    Pages say no more: they change with what is stored alone. Sources may differ and the model be the same; a command
    says that too (:func:`doubts_of`).
    """
    told = {
        "model": f"version {job['model_version']} of the model, which is at {MODEL_VERSION}",
        "registry": "an earlier `claims.toml`",
    }
    older = [told[part] for part in older_parts(job)]
    return f"**Older than the project:** these runs are of {' and of '.join(older)}." if older else ""


def older_parts(job: Mapping) -> list[str]:
    """What stored results are older than: the ``model``, the ``registry`` of tests; none when they are of today's."""
    same = {"model": job["model_version"] == MODEL_VERSION, "registry": job["registry"] == registry_digest()}
    return [part for part, holds in same.items() if not holds]


def doubts_of(job: Mapping) -> list[str]:
    """Why stored results may not be the project's own, as plain sentences: older ones, or runs of other sources."""
    found = [stale(job).replace("*", "").replace("`", ""), other_sources(job)]
    return [capital(text.rstrip(".")) + "." for text in found if text]


def worlds_effects(
    book: Registry,
    tests: Sequence[str],
    worlds: Mapping[str, Mapping[str, object]],
    bound: int,
    seed: int,
    kept: Kept,
    wanting: Callable[[Test, np.ndarray, np.ndarray, int], np.ndarray],
    threads: int | None = None,
    watch: Callable[[int, int], None] | None = None,
    placebos: bool = True,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Effects and placebos of tests in named worlds (worlds, pairs): pairs are added look by look, where wanted.

    ``wanting`` says of a test's effects and placebos so far in which worlds it needs more: these go on to their next
    look, until none is wanted; none is given more than ``bound`` pairs. Rows of ``kept`` have the key ``world/pair``,
    test -> [effect, placebo]; what it has is not run again. Without ``placebos`` their arms are not run. The rows are
    the same for any number of threads.
    """

    def run(task: tuple[str, int, list[str]]) -> tuple[str, dict]:
        world, pair, names = task
        start = time.thread_time()
        row = pair_effects(book, names, worlds[world], run_seed(seed, pair), placebos)
        return f"{world}/{pair}", {**row, "seconds": time.thread_time() - start}

    while tasks := _next_look(book, tests, list(worlds), kept.rows, bound, wanting):
        done = sum(key.rpartition("/")[0] in worlds for key in kept.rows)
        total = done + sum(f"{world}/{pair}" not in kept.rows for world, pair, _ in tasks)
        for key, row in spread(run, tasks, threads):
            earlier = kept.rows.get(key, {})
            done += not earlier
            kept.add(key, {**earlier, **row, "seconds": row["seconds"] + earlier.get("seconds", 0.0)})
            if watch:
                watch(done, total)
    return as_arrays(tests, list(worlds), kept.rows, bound)


def _next_look(
    book: Registry,
    tests: Sequence[str],
    worlds: Sequence[str],
    rows: Mapping[str, Mapping],
    bound: int,
    wanting: Callable[[Test, np.ndarray, np.ndarray, int], np.ndarray],
) -> list[tuple[str, int, list[str]]]:
    """World, pair and tests that lack it, of all that bring the worlds that are wanted to their next look."""
    effects, placebos = as_arrays(tests, worlds, rows, min(bound, pairs_in(rows, worlds)))
    asked: dict[tuple[int, int], list[str]] = {}
    for name in tests:
        made = run_of(effects[name])
        for number in np.flatnonzero(wanting(book.tests[name], effects[name], placebos[name], bound)):
            look = next((look for look in rounds(bound) if look > made[number]), 0)
            for pair in range(made[number], look):
                if name not in rows.get(f"{worlds[number]}/{pair}", {}):
                    asked.setdefault((pair, number), []).append(name)
    return [(worlds[number], pair, names) for (pair, number), names in sorted(asked.items())]


def pairs_in(rows: Mapping[str, Mapping], worlds: Sequence[str]) -> int:
    """How many pairs the one of ``worlds`` with most of them has; rows of others are left aside, by whatever key."""
    parts = (key.rpartition("/") for key in rows)
    return 1 + max((int(pair) for world, _, pair in parts if world in worlds), default=-1)


def as_arrays(
    tests: Sequence[str], worlds: Sequence[str], rows: Mapping[str, Mapping], pairs: int
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Rows as effects and placebos by test (worlds, pairs), the first ``pairs`` of each world.

    Nothing is told of what comes after a pair that is missing (a job was killed there): pairs count in their order.
    """
    found = tuple({name: np.full((len(worlds), pairs), np.nan) for name in tests} for _ in range(2))
    for number, world in enumerate(worlds):
        for name in tests:
            for pair in range(pairs):
                told = rows.get(f"{world}/{pair}", {}).get(name)
                if told is None:
                    break
                for table, value in zip(found, told, strict=True):
                    table[name][number, pair] = np.inf if value is None or np.isnan(value) else value
    return found


def claims_job(book: Registry, tests: Sequence[str], points: int, seed: int) -> dict:
    """What decides the rows of a claims run; more pairs can be added later, and more points (``GROWS``)."""
    return {
        "kind": "claims",
        "model_version": MODEL_VERSION,
        "registry": registry_digest(),
        "tests": list(tests),
        "points": points,
        "seed": seed,
        "places": filled_hypercube(book.uncertain, points, seed).tolist(),
    }


def claims_effects(
    book: Registry,
    tests: Sequence[str],
    points: int,
    bound: int,
    seed: int = 1,
    keep: Path | None = None,
    threads: int | None = None,
    watch: Callable[[int, int], None] | None = None,
    told: Mapping | None = None,
) -> Effects:
    """Effects of tests at ``points`` of the hypercube, ``bound`` pairs of runs at each at most; kept when asked.

    A kept job that holds these tests among others goes on with these alone: pairs go where they are asked for.
    """
    job = claims_job(book, _kept_tests(keep, tests), points, seed)
    worlds = {str(n): place_values(book.uncertain, place) for n, place in enumerate(job["places"])}

    def again(key: str, row: Mapping) -> Mapping:
        world, pair = key.split("/")
        return pair_effects(book, list(row), worlds[world], run_seed(seed, int(pair)))

    kept = Kept(keep, job, {"packages": package_versions(), **(told or {})}, again, GROWS)
    worlds_effects(book, tests, worlds, bound, seed, kept, wanting, threads, watch)
    return gathered(book, kept.header, kept.rows)


def _kept_tests(keep: Path | None, tests: Sequence[str]) -> Sequence[str]:
    """The tests of the job kept there if those asked for are among them; else these."""
    if keep is None or not keep.exists() or not keep.stat().st_size:
        return tests
    held = read_kept(keep)[0].get("tests", [])
    return held if set(tests) <= set(held) else tests


def gathered(book: Registry, job: Mapping, rows: Mapping[str, Mapping[str, list]]) -> Effects:
    """Rows of a claims run as arrays, as many pairs as the point with most has."""
    places = [str(n) for n in range(job["points"])]
    pairs = pairs_in(rows, places)
    tests = [name for name in job["tests"] if name in book.tests]
    values, placebos = as_arrays(tests, places, rows, pairs)
    seconds = sum(row["seconds"] for row in rows.values())
    ranges = np.array([(u.low, u.high) for u in book.uncertain], float)
    told = {**job, "pairs": pairs, "pairs_made": len(rows)}
    return Effects(tuple(u.name for u in book.uncertain), ranges, np.array(job["places"], float), values, placebos,
                   told, seconds)  # fmt: skip
