"""Who makes chunks: processes of this machine (loky), or a Dask cluster by the address of its scheduler."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from experiments.batch.identity import differences, fingerprint

ALIKE = "expected the same project and packages on driver, scheduler and workers"
NO_ANSWER = "no answer"
NO_WORKERS = 120.0  # seconds without any worker until a batch stops
# Dask samples and reports all the time; in a cluster's workers the same words stand in the environment (see the guide).
QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.system-monitor.interval": "10s",
}


class EngineError(RuntimeError):
    """No worker can make runs any more: one line; what is stored stays."""


def start_worker(driver: int) -> None:
    """In a worker process: the driver alone answers to Ctrl-C, and without it there is nothing left to do.

    A loky worker whose driver was killed waits for work for ever, so a thread looks for the driver every second.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def look() -> None:
        while os.getppid() == driver:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def unlike(problem: Exception) -> str:
    """What keeps a process of the cluster from saying what it is, in words."""
    text = " ".join(f"{type(problem).__name__}: {problem}".split())
    lacks = any(word in text for word in ("ModuleNotFoundError", "ImportError", "AttributeError"))
    return f"not this project, or another of its versions ({text})" if lacks else f"{NO_ANSWER} ({text})"


def processors() -> int:
    """How many processors this process may use, limits of containers included."""
    import loky

    return loky.cpu_count()


class LocalEngine:
    """Processes of this machine. When one dies, the others go with it, and a fresh pool takes over."""

    name = "local"
    attempts = 3  # deaths of a run that is alone in the pool until it is taken for the killer

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or processors()
        self.pool = None

    def submit(self, work: Callable, *arguments) -> Future:
        """Start work on a worker."""
        if self.pool is None:
            from loky import ProcessPoolExecutor

            self.pool = ProcessPoolExecutor(self.workers, initializer=start_worker, initargs=(os.getpid(),))
        return self.pool.submit(work, *arguments)

    def died(self, problem: BaseException) -> bool:
        """True when work failed because its worker died."""
        from concurrent.futures import BrokenExecutor

        return isinstance(problem, BrokenExecutor)

    def renew(self) -> bool:
        """A fresh pool after a death; True: whatever was in flight is lost."""
        self.stop()
        return True

    def refuse(self, problem: Exception) -> bool:
        """False: processes of one's own differ only when the sources were edited, and then all of them do."""
        return False

    def check(self) -> None:
        """Processes of one's own need no watching."""

    def stop(self) -> None:
        """End all workers now."""
        if self.pool is not None:
            self.pool.shutdown(wait=True, kill_workers=True)
            self.pool = None


class DaskEngine:
    """The workers of a Dask cluster. The scheduler gives a dead worker's chunks to others by itself.

    Workers whose sources or versions differ from this process's are ``refused`` (by address, with what differs): they
    get nothing to do as long as there is anybody else.
    """

    name = "dask"
    attempts = 1  # the scheduler has tried several workers before it gives up

    def __init__(self, address: str, timeout: float = 10.0, no_workers: float = NO_WORKERS) -> None:
        try:
            import dask
            from distributed import Client
        except ImportError:
            raise EngineError("--scheduler: needs the extra partner-garden[cluster] (distributed)") from None
        dask.config.set(QUIET)
        for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # a lost scheduler is told in one line, by us
        self.address, self.no_workers = address, no_workers
        try:
            self.client = Client(address, timeout=timeout, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as problem:
            reason = " ".join(str(problem).split()) or type(problem).__name__
            raise EngineError(f"--scheduler {address}: no scheduler answers ({reason})") from None
        self.refused: dict[str, str] = {}
        self.usable: set[str] = set()
        self.executor = self.client.get_executor(pure=False)
        self._scheduler_has_project()
        self.seen = self.looked = time.monotonic()
        self.workers = max(1, self.threads())
        self._somebody_is_left()

    def _scheduler_has_project(self) -> None:
        """The scheduler reads what it hands on, so that it needs the project too; it computes nothing with it."""
        try:
            self.client.run_on_scheduler(fingerprint)
        except Exception as problem:
            self.stop()
            raise EngineError(f"--scheduler {self.address}: the scheduler has {unlike(problem)}; {ALIKE}") from None

    def threads(self) -> int:
        """How many chunks the cluster makes at a time; asks workers that are new what they are."""
        there = self.client.nthreads()
        new = sorted(set(there) - self.usable - set(self.refused))
        if new:
            for address, told in self.client.run(fingerprint, workers=new, on_error="return").items():
                why = unlike(told) if isinstance(told, Exception) else differences(told, fingerprint())
                if why.startswith(NO_ANSWER):
                    continue  # busy, or just gone: asked again
                if why:
                    self.refused[address] = why
                else:
                    self.usable.add(address)
        if new or self.usable - set(there):
            self.usable &= set(there)
            # Others are let in when all of these are gone, so that nothing waits for ever for the dead; a worker that
            # is unlike looks again before it makes anything.
            where = {"workers": sorted(self.usable), "allow_other_workers": True} if self.refused else {}
            self.executor = self.client.get_executor(pure=False, **where)
        return sum(threads for address, threads in there.items() if address in self.usable)

    def _somebody_is_left(self) -> None:
        if self.refused and not self.usable:
            worker, why = next(iter(self.refused.items()))
            raise EngineError(f"--scheduler {self.address}: all workers differ: {worker} has {why}; {ALIKE}")

    def refuse(self, problem: Exception) -> bool:
        """A worker found that it is unlike: look who is there; False when nobody else is."""
        self.workers = max(1, self.threads())
        self._somebody_is_left()
        return bool(self.usable)

    def submit(self, work: Callable, *arguments) -> Future:
        """Start work on a worker."""
        return self.executor.submit(work, *arguments)

    def died(self, problem: BaseException) -> bool:
        """True when the scheduler gave the work up because workers died on it."""
        from distributed import KilledWorker

        return isinstance(problem, KilledWorker)

    def renew(self) -> bool:
        """Nothing to do; False: other chunks in flight are still on their way."""
        return False

    def check(self) -> None:
        """Raise :class:`EngineError` when the scheduler is gone, or no worker has been there for too long."""
        now = time.monotonic()
        if now - self.looked < 2.0:
            return
        self.looked = now
        try:
            found = self.threads()
        except (OSError, TimeoutError) as problem:
            raise EngineError(f"--scheduler {self.address}: the scheduler is gone ({type(problem).__name__})") from None
        if self.client.status not in ("running", "connecting"):
            raise EngineError(f"--scheduler {self.address}: the scheduler is gone")
        if found:
            self.seen, self.workers = now, found
        elif now - self.seen > self.no_workers:
            raise EngineError(f"--scheduler {self.address}: no worker for {self.no_workers:.0f} seconds")

    def stop(self) -> None:
        """Give back what is in flight and leave the cluster as it is."""
        with suppress(Exception):
            self.client.close(timeout=5)


def chosen(scheduler: str | None, workers: int | None) -> LocalEngine | DaskEngine:
    """The engine that the flags ask for."""
    return DaskEngine(scheduler) if scheduler else LocalEngine(workers)
