"""Running claims' tests over a latin hypercube of the uncertain parameters, every point on the same luck."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.evidence.claims import FILE, Registry, pair_effects
from experiments.evidence.uncertain import latin_hypercube, place_values
from experiments.running.kept import Kept
from experiments.running.runs import run_seed
from experiments.running.threads import thread_pool
from model import MODEL_VERSION
from model.result import package_versions


@dataclass(frozen=True)
class Effects:
    """What a batch of tests brought. ``values`` and ``placebos``: test -> (points, pairs), nan where there is none.

    ``places`` (points, dimensions) are the points in units of ``names``; ``job`` says how to run it again; ``seconds``
    is the processor time that the runs took.
    """

    names: tuple[str, ...]
    places: np.ndarray
    values: Mapping[str, np.ndarray]
    placebos: Mapping[str, np.ndarray]
    job: Mapping
    seconds: float


def registry_digest() -> str:
    """Twelve hexadecimal digits that change with ``claims.toml``."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]


def worlds_effects(
    book: Registry,
    tests: Sequence[str],
    worlds: Mapping[str, Mapping[str, object]],
    pairs: int,
    seed: int,
    kept: Kept,
    threads: int | None = None,
    watch: Callable[[int, int], None] | None = None,
    placebos: bool = True,
) -> dict[str, dict[str, list]]:
    """Effects of tests in named worlds: rows of ``kept``, key ``world/pair``, test -> [effect, placebo].

    Without ``placebos`` their arms are not run. What ``kept`` already has is not run again. The rows are the same for
    any number of threads.
    """
    tasks = [(world, pair) for pair in range(pairs) for world in worlds if f"{world}/{pair}" not in kept.rows]
    done, total = len(worlds) * pairs - len(tasks), len(worlds) * pairs

    def run(task: tuple[str, int]) -> tuple[str, dict[str, list[float]]]:
        world, pair = task
        start = time.thread_time()
        row = pair_effects(book, tests, worlds[world], run_seed(seed, pair), placebos)
        return f"{world}/{pair}", {**row, "seconds": time.thread_time() - start}

    for key, row in spread(run, tasks, threads):
        kept.add(key, row)
        done += 1
        if watch:
            watch(done, total)
    return kept.rows


def spread(run: Callable, tasks: Sequence, threads: int | None) -> Iterator:
    """Results of tasks as they finish; what has not begun is dropped when the caller stops."""
    with thread_pool(threads) as pool:
        pending: set[Future] = {pool.submit(run, task) for task in tasks}
        while pending:
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()


def claims_job(book: Registry, tests: Sequence[str], points: int, seed: int) -> dict:
    """What decides the rows of a claims run; more pairs can be added later."""
    return {
        "kind": "claims",
        "model_version": MODEL_VERSION,
        "registry": registry_digest(),
        "tests": list(tests),
        "points": points,
        "seed": seed,
        "places": latin_hypercube(book.uncertain, points, seed).tolist(),
    }


def claims_effects(
    book: Registry,
    tests: Sequence[str],
    points: int,
    pairs: int,
    seed: int = 1,
    keep: Path | None = None,
    threads: int | None = None,
    watch: Callable[[int, int], None] | None = None,
    told: Mapping | None = None,
) -> Effects:
    """Effects of tests at ``points`` of the hypercube with ``pairs`` pairs of runs each; kept in a file when asked."""
    job = claims_job(book, tests, points, seed)
    kept = Kept(keep, job, {"packages": package_versions(), **(told or {})})
    worlds = {str(n): place_values(book.uncertain, place) for n, place in enumerate(job["places"])}
    rows = worlds_effects(book, tests, worlds, pairs, seed, kept, threads, watch)
    return gathered(book, kept.header, rows)


def gathered(book: Registry, job: Mapping, rows: Mapping[str, Mapping[str, list]]) -> Effects:
    """Rows of a claims run as arrays, as many pairs as the most complete point has."""
    pairs = 1 + max((int(key.split("/")[1]) for key in rows), default=-1)
    shape = job["points"], pairs
    values = {name: np.full(shape, np.nan) for name in job["tests"]}
    placebos = {name: np.full(shape, np.nan) for name in job["tests"]}
    for key, row in rows.items():
        point, pair = map(int, key.split("/"))
        for name in job["tests"]:
            effect, placebo = (np.nan if value is None else value for value in row[name])
            values[name][point, pair], placebos[name][point, pair] = effect, placebo
    names = tuple(u.name for u in book.uncertain)
    seconds = sum(row["seconds"] for row in rows.values())
    return Effects(names, np.array(job["places"], float), values, placebos, {**job, "pairs": pairs}, seconds)
