"""Batches in a process of their own, started and stopped from elsewhere: one at a time in a folder of batches."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from experiments.batch.fence import BusyError, DriverLock
from experiments.batch.store import Store

_lock = threading.Lock()
_started: dict[Path, subprocess.Popen] = {}  # by the batch's folder


def batches_in(root: Path) -> list[Path]:
    """Folders of stored batches, the newest first."""
    try:
        found = [path for path in root.iterdir() if path.is_dir() and Store(path).exists]
    except FileNotFoundError:
        return []
    return sorted(found, key=lambda path: (path / "provenance.json").stat().st_mtime, reverse=True)


def running_in(root: Path) -> Path | None:
    """The folder of the batch that runs, also when somebody else started it; None when none does."""
    for folder, process in _started.items():
        if process.poll() is None and folder.parent == root:
            return folder
    return next((folder for folder in batches_in(root) if DriverLock.holder(folder)), None)


def start(manifest: Path, folder: Path, replicates: int | None = None) -> None:
    """Start ``garden experiment run`` apart: it goes on when whoever started it is gone.

    ``manifest`` may be the batch's own folder: then it goes on where it stopped. What it says is kept beside the
    folder (see :func:`last_words`). Raises :class:`BusyError` while another batch of the same place runs.
    """
    root = folder.parent
    with _lock:
        busy = running_in(root)
        if busy is not None:
            raise BusyError(f"{busy.name} runs; one batch at a time")
        root.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "experiments", "experiment", "run", str(manifest)]
        command += [] if manifest == folder else ["--out", str(folder)]
        command += ["--replicates", str(replicates)] if replicates else []
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(_sources()),
                       os.environ.get("PYTHONPATH")]))}  # fmt: skip
        with _log(folder).open("w", encoding="utf-8") as log:
            _started[folder] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                env=environment, start_new_session=True)  # fmt: skip


def stop(folder: Path) -> bool:
    """Ask the driver of a batch to end; what is stored stays. False when none runs on this machine."""
    process = _started.get(folder)
    if process is not None and process.poll() is None:
        process.send_signal(signal.SIGTERM)
        return True
    found = re.match(r"process (\d+) on (\S+)", DriverLock.holder(folder))
    if not found or found[2] != socket.gethostname():
        return False
    os.kill(int(found[1]), signal.SIGTERM)
    return True


def last_words(folder: Path) -> str:
    """The error that a batch ended with, one line; empty when there is none."""
    try:
        lines = _log(folder).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    errors = [line for line in lines if line.startswith("error:")]
    return errors[-1] if errors else ""


def _log(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.log")


def _sources() -> Path:
    return Path(__file__).resolve().parents[2]
