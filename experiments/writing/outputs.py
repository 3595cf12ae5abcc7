"""What a command leaves on disk: one writer of a folder at a time, and every file whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PART = ".part"  # ends the name of a file that is not whole yet
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # s3://bucket, file:/x; a drive's letter is one letter
LOCK = ".lock"  # stands in a folder that commands write to; whose it is ends with the process

_held: dict[Path, object] = {}  # locks of this process by folder or file


class OutputError(OSError):
    """Why a file or folder cannot take results: one line."""


def place(text: str | Path) -> Path:
    """The path that a user's text means: ``~`` is the home folder.

    Raises :class:`OutputError` for an empty text, for an address (``s3://...``) and for a name that is no text of the
    file system's encoding, before any work is done for it.
    """
    text = str(text)
    if not text.strip():
        raise OutputError("'' is no path; expected the name of a file or folder")
    if ADDRESS.match(text):
        raise OutputError(
            f"{text}: is an address, not a path; expected a place on a file system with working locks (what is "
            "finished can be copied to the store, and back to go on)"
        )
    try:
        text.encode("utf-8")  # the writers of tables take no other
    except UnicodeEncodeError:
        raise OutputError(f"{text.encode('utf-8', 'backslashreplace').decode()}: is not a name in UTF-8") from None
    if "\0" in text:
        raise OutputError(f"{text!r} is no path; expected the name of a file or folder")
    found = os.path.expanduser(text)
    if found.startswith("~") and text.split("/")[0] == "~":
        raise OutputError(f"{text}: there is no home folder; expected a full path")
    return Path(found)


def claim_file(path: Path) -> Path:
    """The file to write, in a folder that can be written to, made if needed.

    Raises :class:`OutputError` before any time is spent on what is to be written.
    """
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; expected a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as problem:
        raise OutputError(f"{path}: {problem.strerror or problem}; expected a folder to write to") from None
    return path


@contextmanager
def for_flag(flag: str, folder: str | Path) -> Iterator[None]:
    """What keeps results from the folder of a flag is told with the flag, one line."""
    try:
        yield
    except OutputError as problem:
        raise OutputError(f"{flag} {problem}") from None
    except OSError as problem:
        raise OutputError(f"{flag} {folder}: {problem.strerror or problem}; expected a folder to write to") from None


def lock_folder(folder: Path) -> None:
    """Keep other commands from writing to a folder until :func:`unlock`, or until this process ends.

    Raises :class:`OutputError` when another one holds it. On a file system without locks nobody is kept out.
    """
    _lock(folder.resolve(), folder / LOCK)


def lock_file(path: Path) -> None:
    """The same for one file that a command adds to: its lock stands beside it."""
    _lock(path.resolve(), path.with_name(f".{path.name}{LOCK}"))


def _lock(what: Path, at: Path) -> None:
    from filelock import FileLock, Timeout

    if what in _held:
        return
    lock = FileLock(at)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputError(f"{what}: another command is writing there; expected another place, or to wait") from None
    except NotImplementedError:
        return
    _held[what] = lock


def unlock() -> None:
    """Let others write to what this process has locked."""
    while _held:
        _, lock = _held.popitem()
        lock.release(force=True)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """What goes wrong with a file that is open (a full disk) is told with its name, which the system leaves out."""
    try:
        yield
    except OSError as problem:
        problem.filename = problem.filename or str(path)
        raise


def part_of(path: Path) -> Path:
    """A name beside ``path`` that no other process uses, for a file until it is whole."""
    return path.with_name(f"{path.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}{PART}")


def whole_name(name: str) -> str:
    """The name that a part would have got; nothing for what is no part."""
    stem = name.removesuffix(PART).rpartition(".")[0]
    return stem if name.endswith(PART) else ""


def written_parts(files: Mapping[Path, Callable[[Path], object]]) -> dict[Path, Path]:
    """Write every file under a name of its own; returns by path where it lies until :func:`renamed`.

    ``files`` holds, by path, what writes the file to the path that it is handed. Raises :class:`OutputError` with the
    name of the file that could not be written; nothing is left then.
    """
    parts = {path: part_of(path) for path in files}
    try:
        for path, write in files.items():
            write(parts[path])
    except BaseException as problem:
        discarded(parts)
        if isinstance(problem, OSError):
            raise OutputError(f"{path}: {problem.strerror or problem}; nothing was left half written") from None
        raise
    return parts


def renamed(parts: Mapping[Path, Path]) -> None:
    """Put files that are whole in the place of those that stand there, one after the other."""
    for path, part in parts.items():
        try:
            os.replace(part, path)
        except OSError as problem:
            raise OutputError(f"{path}: {problem.strerror or problem}; expected a place to write to") from None


def discarded(parts: Mapping[Path, Path]) -> None:
    """Remove what is left of parts."""
    for part in parts.values():
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_files(files: Mapping[Path, Callable[[Path], object]]) -> None:
    """Write files that belong together: none is renamed before all are whole."""
    parts = written_parts(files)
    try:
        renamed(parts)
    finally:
        discarded(parts)


def write_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write one file, whole or not at all (see :func:`written_parts`)."""
    write_files({path: write})


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8, whole or not at all."""
    write_file(path, lambda part: part.write_text(text, encoding="utf-8"))
