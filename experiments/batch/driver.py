"""The driver: hands out chunks of missing runs, keeps a window of them in flight, and survives whoever dies."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field

from experiments.batch.committed import Committed, stored_receipt
from experiments.batch.engines import EngineError
from experiments.batch.fence import Abandoned
from experiments.batch.plan import Plan, PlannedRun
from experiments.batch.progress import Progress
from experiments.batch.shards import OtherCodeError, Receipt, StoreError, Task, make_chunk, quarantine, started_mark
from experiments.batch.store import Store, chunk_name

CHUNK_SECONDS = 3.0  # of a worker's time
LARGEST_CHUNK = 1000  # runs
WINDOW = 4  # chunks in flight a worker
MOST_DEATHS = 5  # fresh pools in a row that made nothing
MOST_RETURNS = 20  # of a chunk that comes back unmade


@dataclass
class Chunk:
    """Runs that are made and committed together; ``deaths`` counts workers that died on it, ``alone`` those of them
    that were making nothing else. ``returned`` counts how often it came back unmade by a worker that lives."""

    runs: tuple[PlannedRun, ...]
    name: str = ""
    deaths: int = 0
    alone: int = 0
    returned: int = 0

    def __post_init__(self) -> None:
        self.name = chunk_name(run.run_id for run in self.runs)


@dataclass
class Driver:
    """Makes the runs of a plan that the store does not hold yet."""

    store: Store
    task: Task
    engine: object
    committed: Committed
    watch: Callable[[Progress], None] | None = None
    cancel: threading.Event | None = None
    versions: list[dict] = field(default_factory=list)
    run_seconds: float | None = None  # of one run with its writing; None until one was made

    def run(self, plan: Plan) -> Progress:
        """Make what is missing; returns how far it came, which is to the end unless it was cancelled.

        Raises StoreError, EngineError or OtherCodeError.
        """
        self.progress = Progress(total=plan.total)
        self.missing = self._missing(plan)
        self.again: deque[Chunk] = deque()
        self.suspects: deque[Chunk] = deque()
        self.flying: dict[Future, Chunk] = {}
        self.idle_deaths = 0
        self._tell()
        while not (self.cancel is not None and self.cancel.is_set()):
            self._fill()
            if not self.flying:
                break
            finished, _ = wait(self.flying, timeout=0.5, return_when=FIRST_COMPLETED)
            deaths = [future for future in finished if not self._received(future)]
            if deaths:
                self._bury(deaths)
            self.engine.check()
            self._tell()
        self._tell()
        left = self.progress.total - self.progress.done
        if left and not (self.cancel is not None and self.cancel.is_set()):
            raise EngineError(f"{left:,} of {self.progress.total:,} runs were not made")
        return self.progress

    def _missing(self, plan: Plan) -> Iterator[PlannedRun]:
        for run in plan:
            if run.run_id in self.committed:
                self.progress.stored += 1
                bad = self.committed.failed(run.run_id)
                self.progress.failed += bad
                self.progress.stored_failed += bad
                if self.progress.stored % 10_000 == 0:
                    self._tell()
            else:
                yield run

    def _fill(self) -> None:
        """Keep the window full. A chunk on which a worker died is made alone, so that nobody else is suspected."""
        if self.suspects:
            if not self.flying:
                self._submit(self.suspects.popleft())
            return
        # The first chunk is made alone: on a cold machine one worker compiles, not all of them at once.
        known = self.progress.chunks or self.run_seconds is not None
        window = WINDOW * self.engine.workers if known else 1
        while len(self.flying) < window:
            chunk = self.again.popleft() if self.again else self._next_chunk()
            if chunk is None:
                return
            self._submit(chunk)

    def _next_chunk(self) -> Chunk | None:
        """Runs of about CHUNK_SECONDS; one run until it is known how long one takes, fewer towards the end."""
        size = 1
        if self.run_seconds is not None:
            asked = sum(len(chunk.runs) for chunk in self.flying.values())
            left = self.progress.total - self.progress.stored - self.progress.made - asked
            fair = left // (2 * self.engine.workers)
            size = max(1, min(int(CHUNK_SECONDS / max(self.run_seconds, 1e-6)), LARGEST_CHUNK, fair))
        runs = []
        for run in self.missing:
            runs.append(run)
            if len(runs) >= size:
                break
        return Chunk(tuple(runs)) if runs else None

    def _submit(self, chunk: Chunk) -> None:
        started_mark(self.task, chunk.name).unlink(missing_ok=True)
        try:
            future = self.engine.submit(make_chunk, self.task, chunk.name, chunk.runs)
        except Exception as problem:
            if not self.engine.died(problem):
                raise
            self.again.appendleft(chunk)
            self._bury([])
            return
        self.flying[future] = chunk

    def _received(self, future: Future) -> bool:
        """Take a receipt; False when the worker died."""
        try:
            problem = future.exception()
        except CancelledError:
            raise EngineError("the scheduler gave up what it was asked for") from None
        if problem is None:
            self._count(future.result())
        elif self.engine.died(problem):
            return False
        elif isinstance(problem, OtherCodeError | Abandoned):
            self._returned(self.flying[future], problem)
        elif isinstance(problem, StoreError):
            raise problem
        else:
            raise EngineError(" ".join(f"a worker failed: {type(problem).__name__}: {problem}".split())) from problem
        self.flying.pop(future)
        return True

    def _returned(self, chunk: Chunk, problem: Exception) -> None:
        """A worker did not make a chunk that is still wanted: another one shall."""
        chunk.returned += 1
        if isinstance(problem, OtherCodeError):
            if not self.engine.refuse(problem) or chunk.returned > MOST_RETURNS:
                raise problem
        elif self.store.fence.read().get("session") != self.task.session:
            raise EngineError("another driver has taken the folder over")
        elif chunk.returned > MOST_RETURNS:
            raise EngineError("a worker sees another state of the folder than the driver; its locks do not work there")
        self.again.append(chunk)

    def _count(self, receipt: Receipt) -> None:
        self.idle_deaths = 0
        self.progress.add(receipt)
        if receipt.runs > receipt.failed:
            seconds = receipt.whole / receipt.runs
            self.run_seconds = seconds if self.run_seconds is None else 0.8 * self.run_seconds + 0.2 * seconds
        if receipt.versions not in self.versions:
            self.versions.append(receipt.versions)

    def _bury(self, deaths: list[Future]) -> None:
        """After a death: what was committed counts, what had started is suspected, the rest goes on."""
        alone = len(self.flying) == 1
        if self.engine.renew():
            deaths = list(self.flying)
        self.idle_deaths += 1
        if self.idle_deaths > MOST_DEATHS:
            raise EngineError(f"workers died {self.idle_deaths} times in a row before any of them made a run")
        for future in deaths:
            chunk = self.flying.pop(future)
            receipt = stored_receipt(self.store, chunk.name)
            if receipt is not None:
                self._count(receipt)
            elif started_mark(self.task, chunk.name).exists():
                self.idle_deaths = 0
                chunk.deaths += 1
                chunk.alone += alone
                self._suspect(chunk)
            else:
                self.again.append(chunk)

    def _suspect(self, chunk: Chunk) -> None:
        """Once is chance: the chunk is made again, alone. Then its runs one by one, and then the killer is known."""
        if len(chunk.runs) == 1 and chunk.alone >= self.engine.attempts:
            run = chunk.runs[0]
            quarantine(self.task, chunk.name, run, f"killed its worker {chunk.deaths} times")
            self.progress.made += 1
            self.progress.failed += 1
        elif len(chunk.runs) > 1 and chunk.alone:
            self.store.fence.give_up(self.task.session, chunk.name)
            self.store.log({"chunk": chunk.name, "runs": 0, "sha256": ""})  # its worker may have written a receipt
            self.suspects.extendleft(Chunk((run,)) for run in reversed(chunk.runs))
        else:
            self.suspects.append(chunk)

    def _tell(self) -> None:
        self.progress.flying = sum(len(chunk.runs) for chunk in self.flying.values())
        self.progress.workers = self.engine.workers
        self.progress.at = time.time()
        if self.watch is not None:
            self.watch(self.progress)
