"""Compiling takes minutes: one process does it, tells how far it is, and the others wait for it."""

from __future__ import annotations

import atexit
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numba
from numba.core import event

from agents import compiled
from agents.cache import cache_folder, tell, trimmed
from agents.sources import project_root


class CompileProgress(event.Listener):
    """Tells on stderr how far compiling is; says nothing while compiled code is only read."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.seen: set[int] = set()
        self.told = 0.0

    def on_start(self, event) -> None:
        """A function is about to be compiled."""
        # Numba compiles functions of its own as well, which nobody counts beforehand.
        self.seen.add(id(event.data["dispatcher"]))
        self.seen &= {id(made) for made in compiled.DISPATCHERS}
        now = time.monotonic()
        live = sys.stderr is not None and sys.stderr.isatty()
        if not self.told:
            tell("compiling the market's rules, once for these sources: this takes a minute or two")
        elif not live or now - self.told < 1.0:
            return
        if live:
            print(f"\r{self.line()}", end="", file=sys.stderr, flush=True)
        self.told = now

    def on_end(self, event) -> None:
        """A function has been compiled."""

    def line(self) -> str:
        """How many functions, of how many at most, in how long."""
        spent = time.monotonic() - self.start
        return f"compiled {len(self.seen)} of at most {len(compiled.DISPATCHERS)} functions in {spent:.0f} s"

    def close(self) -> None:
        """The last line, if there was a first."""
        if self.told:
            tell(f"\r{self.line()}" if sys.stderr.isatty() else self.line())


WALKED = ("opening", "months")  # what calls the phases of a month, in turn
_lock = threading.RLock()
_done: set[str] = set()
_helper: subprocess.Popen | None = None


@contextmanager
def compiled_once(what: str) -> Iterator[None]:
    """Around the first call of compiled code called ``what``: one process compiles it, with progress, others wait.

    Costs nothing once that code is on disk. Without a lock (a folder on a disk that has none) every process
    compiles for itself.
    """
    if what in _done or numba.config.DISABLE_JIT:
        yield
        return
    with _lock, _across_processes(what) as mark:
        if what in _done:
            yield
            return
        progress = CompileProgress()
        if mark is not None and what in WALKED:
            _start_helper()
        with event.install_listener("numba:compile", progress):
            try:
                yield
            finally:
                progress.close()
        _done.add(what)
        if what == WALKED[-1]:
            _stop_helper()
        if mark is not None:
            with suppress(OSError):
                mark.touch()


def _start_helper() -> None:
    """A second process compiles with this one (``model.ahead``) where there are processors for two.

    It may fail or be late: what is not on disk this process compiles for itself.
    """
    global _helper
    if _helper is None and numba.config.NUMBA_DEFAULT_NUM_THREADS > 1:
        silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with suppress(OSError):
            _helper = subprocess.Popen([sys.executable, "-m", "model.ahead"], cwd=project_root(), **silent)
            atexit.register(_stop_helper)


def _stop_helper() -> None:
    """Nothing is left for it to do, or nobody to do it for."""
    if _helper is not None:
        _helper.kill()
        _helper.wait()


@contextmanager
def _across_processes(what: str) -> Iterator[Path | None]:
    """Hold the lock of the folder while code is not there; gives the mark to leave once it is, or None."""
    folder = cache_folder()
    mark = folder and folder / f"{what}-{numba.__version__}-py{sys.version_info[0]}{sys.version_info[1]}"
    if mark is None or mark.exists():
        yield None
        return
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "compiling.lock")
    with suppress(OSError, NotImplementedError):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            tell("another process is compiling the market's rules; waiting for it")
            lock.acquire()
    try:
        if what == "opening" and not mark.exists() and (gone := trimmed(folder)):
            tell(f"removed what was compiled of {len(gone)} older sources from {folder.parent}")
        yield mark
    finally:
        lock.release(force=True)
