"""How far a batch is, for the bar, for another terminal and for the app."""

from __future__ import annotations

import json
import os
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from experiments.batch.fence import WORKING
from experiments.batch.shards import Receipt, peak_memory

REMEMBERED = 60.0  # seconds that the rate looks back
FILE = "progress.json"


@dataclass
class Progress:
    """``stored`` runs were there before (``stored_failed`` of them without results), ``made`` are new, ``failed``
    counts both. ``flying`` are being made.

    ``seconds`` is processor time of the runs, ``whole`` with writing, ``bytes`` what was written; ``memory`` the
    most that driver and a worker ever held.
    """

    total: int
    stored: int = 0
    made: int = 0
    failed: int = 0
    stored_failed: int = 0
    flying: int = 0
    workers: int = 0
    seconds: float = 0.0
    whole: float = 0.0
    bytes: int = 0
    chunks: int = 0
    memory: int = 0
    worker_memory: int = 0
    started: float = field(default_factory=time.time)
    at: float = field(default_factory=time.time)
    recent: deque = field(default_factory=deque, repr=False)

    @property
    def done(self) -> int:
        """Runs that the store holds."""
        return self.stored + self.made

    def add(self, receipt: Receipt) -> None:
        """Count a chunk that was committed."""
        self.made += receipt.runs
        self.failed += receipt.failed
        self.seconds += receipt.seconds
        self.whole += receipt.whole
        self.bytes += receipt.bytes
        self.chunks += 1
        self.worker_memory = max(self.worker_memory, receipt.memory)
        self.memory = peak_memory()
        now = time.time()
        self.recent.append((now, receipt.runs))
        while self.recent and self.recent[0][0] < now - REMEMBERED:
            self.recent.popleft()

    @property
    def rate(self) -> float:
        """Runs a second, of the last minute."""
        since = max(self.started, self.at - REMEMBERED)
        return sum(runs for _, runs in self.recent) / max(self.at - since, 1e-3)

    @property
    def left(self) -> float | None:
        """Seconds to go at this rate; None when it is not known yet."""
        return (self.total - self.done) / self.rate if self.recent else None

    def after(self, earlier: Progress | None, total: int, stored: int, failed: int) -> Progress:
        """This round of a batch together with the session's rounds before it.

        ``total`` is of all rounds; ``stored`` and ``failed`` are what the store held when this round began.
        """
        found = replace(self, total=total, failed=self.failed - self.stored_failed + failed)
        for name in ("made", "seconds", "whole", "bytes", "chunks") if earlier else ():
            setattr(found, name, getattr(self, name) + getattr(earlier, name))
        found.stored = stored - (earlier.made if earlier else 0)
        found.worker_memory = max(found.worker_memory, earlier.worker_memory if earlier else 0)
        return found

    def table(self) -> dict:
        """As JSON tells it."""
        names = ("total", "stored", "made", "failed", "flying", "workers", "seconds", "whole", "bytes", "chunks",
                 "memory", "worker_memory", "started", "at")  # fmt: skip
        found = {name: getattr(self, name) for name in names}
        return {**found, "done": self.done, "rate": self.rate, "left_seconds": self.left}


class ProgressFile:
    """Writes the progress into the folder, at most once a second, for whoever looks from outside."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / WORKING / FILE
        self.last = 0.0

    def __call__(self, progress: Progress, now: bool = False) -> None:
        """Write it down; a disk that is full is no reason to stop here."""
        if not now and progress.at - self.last < 1.0:
            return
        self.last = progress.at
        part = self.path.with_suffix(".json.part")
        with suppress(OSError):
            part.write_text(json.dumps(progress.table()), encoding="utf-8")
            os.replace(part, self.path)


def read_progress(folder: Path) -> dict:
    """The progress last written down; empty when there is none."""
    try:
        return json.loads((folder / WORKING / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
