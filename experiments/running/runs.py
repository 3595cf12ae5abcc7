"""Paired runs: every scenario meets the same luck in each replicate."""

from __future__ import annotations

import hashlib
import os
import threading
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from queue import SimpleQueue

import numpy as np

from agents.partner import KINDS
from experiments.running.families import Family
from experiments.running.pilots import Pilot, pilots_of
from experiments.running.threads import thread_pool
from model.measures import reads_panel
from model.result import Result
from model.simulation import MAX_MONTHS, MAX_SEED, simulate, whole
from scenarios import Scenario

MAX_REPLICATES = 1_000_000
MAX_THREADS = 256


def run_seed(root: int, replicate: int) -> int:
    """The seed of a replicate: from the root seed and its number alone, never from the scenario."""
    text = f"partner-garden:{whole('seed', root, 0, MAX_SEED)}:{replicate}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")


@dataclass(frozen=True)
class RunRecord:
    """What is kept of one run: small enough to hold thousands.

    ``times``, ``closed`` and ``causes`` (initial partners,) are months survived, whether it closed, and the code of
    the cause (``agents.partner.CAUSES``, 0 for alive); ``groups`` the covariates of these partners at month 0;
    ``monthly`` has one array (months,) a series; ``pilots`` say whom its changes for some treated. What is measured of
    partners of month 0 is not in the ``summary`` where there are none.
    ``error`` is the reason when the run failed, and the rest is empty then.
    """

    scenario: int
    replicate: int
    seed: int
    summary: dict[str, float] = field(default_factory=dict)
    times: np.ndarray = field(default_factory=lambda: np.empty(0))
    closed: np.ndarray = field(default_factory=lambda: np.empty(0, bool))
    groups: dict[str, np.ndarray] = field(default_factory=dict)
    monthly: dict[str, np.ndarray] = field(default_factory=dict)
    error: str = ""
    causes: np.ndarray = field(default_factory=lambda: np.empty(0, int))
    pilots: tuple[Pilot, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far a batch is; ``runs`` holds all finished runs in the order of replicate and scenario."""

    done: int
    total: int
    runs: list[RunRecord]


def kept(result: Result, scenario: int, replicate: int) -> RunRecord:
    """The record of a finished run."""
    times, closed = result.survival
    rows = result.market.partners[: int(result.market.counters[0])]
    rows = rows[np.argsort(rows.id, kind="stable")]
    first = rows[rows.origin == 0]
    line, focal = result.market.monthly, result.market.channel[:, 0]
    monthly = {
        "partners_alive": line.partners_alive.astype(float),
        "survivors": line.survivors.astype(float),
        "focal_profit": focal.profit.copy(),
        "focal_spend": focal.lever_spend.copy(),
        "focal_sales": focal.sales.copy(),
        "focal_members": focal.members.astype(float),
        "focal_write_offs": focal.write_offs.copy(),
        "competence": line.competence.copy(),
        "channel_gross_profit": line.product_gross_profit + line.service_gross_profit,
    }
    for number, kind in enumerate(KINDS):
        monthly[f"partners_alive_{kind}"] = line.alive_by_kind[:, number].astype(float)
    groups = {
        "kind": first.kind.copy(),
        "size": first.start_size.copy(),
        "cash_days": first.start_cash_days.copy(),
        "competence": first.start_competence.copy(),
        "treated": first.primary_at_start == 0,
    }
    causes = np.where(closed, first.cause, 0)
    return RunRecord(
        scenario, replicate, result.seed, result.summary, times, closed.copy(), groups, monthly, causes=causes,
        pilots=pilots_of(result),
    )  # fmt: skip


def failed(scenario: int, replicate: int, seed: int, problem: Exception) -> RunRecord:
    """The record of a run that raised."""
    return RunRecord(scenario, replicate, seed, error=f"{type(problem).__name__}: {problem}")


def one_run(scenario: Scenario, number: int, replicate: int, root: int, months: int | None) -> RunRecord:
    """Run one scenario once; an error in the run becomes a record that tells it."""
    seed = run_seed(root, replicate)
    try:
        return kept(simulate(scenario, seed, months, panel=reads_panel()), number, replicate)
    except Exception as problem:  # one bad run must not spoil the others
        return failed(number, replicate, seed, problem)


def run_family(family: Family, numbers: Sequence[int], replicate: int, root: int, told: SimpleQueue, cancel) -> None:
    """Put the records of some scenarios' runs on one replicate's luck into ``told``, then None; or what ended them."""
    seed = run_seed(root, replicate)
    try:
        luck = family.luck(seed, numbers)
        for number in numbers:
            if cancel is not None and cancel.is_set():
                break
            try:
                told.put(kept(luck.result(number), number, replicate))
            except Exception as problem:  # one bad run must not spoil the others
                told.put(failed(number, replicate, seed, problem))
        told.put(None)
    except BaseException as problem:
        told.put(problem)


def shared_out(scenarios: int, replicates: int, threads: int) -> Iterator[tuple[int, list[int]]]:
    """Pieces of work as (replicate, numbers of scenarios): a replicate's runs share what they have in common.

    The last replicates, too few for every thread to have one, are shared out by scenarios.
    """
    last = replicates % threads
    for replicate in range(replicates):
        parts = 1 if replicate < replicates - last else min(threads, scenarios)
        for part in np.array_split(np.arange(scenarios), parts):
            yield replicate, part.tolist()


def run_pairs(
    scenarios: Sequence[Scenario],
    replicates: int,
    seed: int = 1,
    months: int | None = None,
    threads: int | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Progress]:
    """Run every scenario with every replicate's luck; yields progress as runs finish.

    Runs release the interpreter's lock, so threads share the work; what scenarios have in common is made once a
    replicate (:mod:`experiments.running.families`). The rows are the same for any number of threads, and as of each
    run alone. Setting ``cancel`` stops when the next run has finished. Raises ValueError for numbers that are not
    whole or out of range.
    """
    replicates = whole("replicates", replicates, 1, MAX_REPLICATES)
    seed = whole("seed", seed, 0, MAX_SEED)
    months = None if months is None else whole("months", months, 1, MAX_MONTHS)
    family = Family(scenarios, [s.months if months is None else months for s in scenarios], panel=reads_panel())
    total = replicates * len(scenarios)
    threads = os.cpu_count() or 1 if threads is None else whole("threads", threads, 1, MAX_THREADS)
    pieces = shared_out(len(scenarios), replicates, threads)
    told: SimpleQueue = SimpleQueue()
    finished: list[RunRecord] = []
    with thread_pool(threads) as pool:

        def submit(count: int) -> None:
            for replicate, numbers in islice(pieces, count):
                pool.submit(run_family, family, numbers, replicate, seed, told, cancel)

        submit(threads + 1)
        while len(finished) < total:
            found = told.get()
            if cancel is not None and cancel.is_set():
                return
            if isinstance(found, BaseException):
                raise found
            if found is None:
                submit(1)
                continue
            insort(finished, found, key=lambda run: (run.replicate, run.scenario))
            yield Progress(len(finished), total, list(finished))


def all_runs(*args, **kwargs) -> list[RunRecord]:
    """The records of a whole batch (see :func:`run_pairs`)."""
    last: list[RunRecord] = []
    for progress in run_pairs(*args, **kwargs):
        last = progress.runs
    return last
