"""Who may write into a batch's folder: one driver at a time, and workers of the session that is current.

A worker can outlive its driver. Before its shards become visible it looks, under a lock, whether its session is still
the current one and its chunk still wanted; a new driver changes the session under the same lock. So a run is never
there twice, whoever died when. Folders shared by several machines need a file system with working locks (NFS 4,
Lustre with ``flock``).
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.writing.outputs import naming
from experiments.writing.plain import now

WORKING = ".working"
READ_ONLY = "to run, it takes a folder to write to; status, report and verify read it as it is"


class BusyError(OSError):
    """Another driver works in the folder, or nobody can: one line."""


class Abandoned(Exception):
    """The session is over or the chunk no longer wanted: what was computed is thrown away."""


@contextmanager
def locked(path: Path, shared: bool = False) -> Iterator[None]:
    """Hold a lock on a file, made if needed."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


class Fence:
    """The current session of a folder and the chunks that it gave up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / WORKING
        self.path = self.folder / "session.json"
        self.lock = self.folder / "session.lock"

    def read(self) -> dict:
        """Session and chunks given up; empty before the first session."""
        try:
            return json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}

    def _write(self, state: dict) -> None:
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(state), encoding="utf-8")
        os.replace(part, self.path)

    def open_session(self) -> str:
        """Make a new session the current one; workers of earlier ones can no longer commit."""
        session = uuid.uuid4().hex[:12]
        with locked(self.lock):
            self._write({"session": session, "given_up": []})
        return session

    def close_session(self) -> None:
        """Nobody can commit until the next session: chunks that are still under way on a cluster come too late."""
        with locked(self.lock):
            self.path.unlink(missing_ok=True)  # needs no room on the disk

    def give_up(self, session: str, chunk: str) -> None:
        """From now on nobody can commit this chunk."""
        with locked(self.lock):
            state = self.read()
            if state.get("session") == session:
                self._write({**state, "given_up": [*state["given_up"], chunk]})

    @contextmanager
    def commit(self, session: str, chunk: str) -> Iterator[None]:
        """What is done inside cannot overlap a change of session; raises :class:`Abandoned` when too late."""
        if not self.lock.exists():
            raise Abandoned(chunk)
        with locked(self.lock):
            state = self.read()
            if state.get("session") != session or chunk in state["given_up"]:
                raise Abandoned(chunk)
            yield


class DriverLock:
    """Held by the driver of a folder for as long as it lives, however it ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / WORKING / "driver.lock"
        self.file = None

    def __enter__(self) -> DriverLock:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("a+")
        except OSError as problem:
            reason = problem.strerror or problem
            raise BusyError(f"{self.folder}: cannot be written to ({reason}); {READ_ONLY}") from None
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.seek(0)
            who = " ".join(self.file.read(200).split()) or "unknown"
            self.file.close()
            raise BusyError(f"{self.folder}: another driver works in this folder ({who})") from None
        with naming(self.path):
            self.file.truncate(0)
            self.file.write(f"process {os.getpid()} on {socket.gethostname()} since {now()}")
            self.file.flush()
        return self

    def __exit__(self, *failure) -> None:
        self.file.truncate(0)
        self.file.close()

    @staticmethod
    def holder(folder: Path) -> str:
        """Who drives the folder, or nothing when nobody does."""
        path = folder / WORKING / "driver.lock"
        try:
            with path.open("r") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return " ".join(file.read(200).split()) or "unknown"
        except FileNotFoundError:
            pass
        return ""
