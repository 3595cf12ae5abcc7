"""A limit on the time of a run: one that never ends is given up together with the process that makes it.

A computation cannot be stopped from outside within its process, so the process ends, after it left a mark; whoever
gets the chunk next makes a failed row of that run and goes on with the others.
"""

from __future__ import annotations

import faulthandler
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from experiments.batch.fence import WORKING

USUAL = 3600  # seconds
# Compiled code that keeps the interpreter's lock lets no thread look at the clock; the interpreter itself then ends the
# process this much later, without a mark, and the run is found like any other that kills its worker.
GRACE = 30.0
TOO_LONG = "took longer than"  # how the error of such a run begins

_change = threading.Condition()
_running: dict[object, tuple[float, Path | None]] = {}  # by ticket: when time is up, and the mark to leave then
_watching = False
_nowhere = None


def late_mark(folder: str | Path, run_id: str) -> Path:
    """A file that is there once a run went over its limit, until its row is stored."""
    return Path(folder) / WORKING / f"late-{run_id}"


def too_long(seconds: int) -> str:
    """The error of a run that went over its limit."""
    return f"{TOO_LONG} run_limit_seconds = {seconds}; given up"


@contextmanager
def limited(seconds: float, mark: Path | None = None) -> Iterator[None]:
    """What is done inside must end within ``seconds`` of wall time (0: no limit), or the process ends.

    ``mark`` is then made first.
    """
    global _watching, _nowhere
    if not seconds:
        yield
        return
    ticket = object()
    with _change:
        _running[ticket] = time.monotonic() + seconds, mark
        if not _watching:
            threading.Thread(target=_watch, daemon=True, name="run limit").start()
            _nowhere = open(os.devnull, "w")  # noqa: SIM115 - as long as the process lives
            _watching = True
        _change.notify()
    faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=_nowhere)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        with _change:
            _running.pop(ticket)


def _watch() -> None:
    with _change:
        while True:
            now = time.monotonic()
            late = [mark for end, mark in _running.values() if end <= now]
            for mark in late:
                if mark is not None:
                    with suppress(OSError):
                        mark.touch()
            if late:
                os._exit(1)
            _change.wait(min((end for end, _ in _running.values()), default=now + USUAL) - now)
