"""What the tests of batches share: a small manifest, an engine in this process, and workers that die or find no room."""

from __future__ import annotations

import errno
import os
import signal
import time
from concurrent.futures import Future
from pathlib import Path
from unittest.mock import patch

from experiments.batch import shards
from experiments.batch.limit import late_mark

SMALL = """\
kind = "factorial"
base = "small.toml"
replicates = {replicates}
months = 12
seed = 3
outputs = ["monthly", "partners"]
[factors]
"levers.focal.credit.deferment_days" = [0, 13, 60]
"levers.focal.credit.mode" = ["prepayment", "framework"]
"""
MARKET = 'extends = "baseline"\n[population]\nintegrator = 7\nreseller = 11\nonline_shop = 2\n'


def write_manifest(folder: Path, replicates: int = 2, text: str = SMALL) -> Path:
    """A manifest of ``6 * replicates`` runs of twenty partners over a year, with its scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.toml").write_text(MARKET, encoding="utf-8")
    path = folder / "batch.toml"
    path.write_text(text.replace("{replicates}", str(replicates)), encoding="utf-8")
    return path


SPOILT = {"levers.focal.credit.deferment_days": 13.0, "levers.focal.credit.mode": "prepayment"}


class HereEngine:
    """Makes chunks at once, in this process."""

    name, workers, attempts = "here", 1, 1

    def submit(self, work, *arguments) -> Future:
        future: Future = Future()
        try:
            future.set_result(work(*arguments))
        except Exception as problem:
            future.set_exception(problem)
        return future

    def died(self, problem) -> bool:
        return False

    def renew(self) -> bool:
        return False

    def refuse(self, problem) -> bool:
        return False

    def check(self) -> None:
        pass

    def stop(self) -> None:
        pass


def _is_thirteen(run) -> bool:
    return run.levels["levers.focal.credit.deferment_days"] == 13


def _is_spoilt(run) -> bool:
    return run.replicate == 1 and run.levels == SPOILT


def _spoilt(task, chunk, runs, which, spoil):
    """The usual work, but before a run that ``which`` picks, ``spoil`` happens; what it returns stands in for the manifest."""
    usual = shards.made

    def made(manifest, run, tables, openings=None):
        return usual(spoil() if which(run) else manifest, run, tables, openings)

    with patch.object(shards, "made", made):
        return shards.make_chunk(task, chunk, runs)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def deadly_chunk(task, chunk, runs):
    """The usual work, but a run with a deferment of 13 days kills whoever makes it."""
    return _spoilt(task, chunk, runs, _is_thirteen, _die)


def raising_chunk(task, chunk, runs):
    """The usual work, but a run with a deferment of 13 days raises."""
    return _spoilt(task, chunk, runs, _is_thirteen, Broken)


class Broken:
    """A manifest whose scenarios cannot be had."""

    def scenario_of(self, levels):
        raise ArithmeticError("thirteen\nis too much")


def no_room_chunk(task, chunk, runs):
    """The usual work on a disk that is full once two chunks are there."""
    from experiments.batch.store import Store

    def write_part(table, path):
        path.write_bytes(b"half of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    full = len(Store(task.folder).chunks()) >= 2
    with patch.object(shards, "write_part", write_part if full else shards.write_part):
        return shards.make_chunk(task, chunk, runs)


def one_deadly_chunk(task, chunk, runs):
    """The usual work, but one run of a batch kills whoever makes it."""
    return _spoilt(task, chunk, runs, _is_spoilt, _die)


def hanging_chunk(task, chunk, runs):
    """The usual work, but one run of a batch never ends; its limit alone is short, since machines can be slow."""
    usual = shards.limited
    late = [late_mark(task.folder, run.run_id) for run in runs if _is_spoilt(run)]
    with patch.object(shards, "limited", lambda seconds, mark: usual(0.3 if mark in late else seconds, mark)):
        return _spoilt(task, chunk, runs, _is_spoilt, lambda: time.sleep(600.0))
