"""Where compiled code is kept: a folder for exactly these sources, or nowhere.

Left alone, numba takes another folder when it cannot write to the one that it was given, and that one does not know
the sources: old rules would answer. So every place is tried before numba hears of it.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

from agents.sources import compiled_hash

NAME = "partner-garden"
VARIABLE = "GARDEN_CACHE"
KEPT = 5  # folders of other sources that stay, those used last
rules_too = True  # beside phases: not in a process that helps another one, which would write the same files
RESTED = 86_400.0  # seconds without use before one may go: another clone may still be at work in it


def tell(line: str) -> None:
    """A line on stderr for whoever waits or wonders; nothing when it is closed."""
    if sys.stderr is not None:
        print(line, file=sys.stderr, flush=True)


def places() -> Iterator[Path]:
    """Folders that may hold compiled code, best first: the one asked for, else the user's own; then a temporary one
    that all processes of this user share."""
    asked = os.environ.get(VARIABLE)
    try:
        place = os.path.expanduser(asked) if asked else str(user_cache_path(NAME))
    except RuntimeError:  # no home folder
        place = "~"
    # Where there is no home a tilde stays, and must not become a folder of that name.
    yield Path(place) if place.startswith("~") else Path(place).absolute()
    try:
        yield Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    except OSError:  # no temporary folder either
        return


def why_not(parent: Path, folder: Path, shared: bool) -> str:
    """Why a folder cannot hold compiled code; nothing when it can. ``shared``: others can write beside it."""
    if not parent.is_absolute():
        return "there is no home folder"
    try:
        parent.mkdir(mode=0o700 if shared else 0o777, parents=True, exist_ok=True)
        if shared and hasattr(os, "getuid"):
            found = parent.lstat()
            # What is loaded from there is run: nobody else may have put it there.
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
                return "it belongs to somebody else"
        folder.mkdir(exist_ok=True)
        for place in (folder, *(path for path in folder.iterdir() if path.is_dir())):
            tempfile.TemporaryFile(dir=place).close()
    except (OSError, RuntimeError) as problem:
        return getattr(problem, "strerror", None) or str(problem)
    return ""


@cache
def cache_folder() -> Path | None:
    """The folder for code compiled of these sources, made if needed; None when there is none that can be written.

    A fallback is told once: the processes that this one starts are handed it by the environment.
    """
    refused = []
    for number, parent in enumerate(places()):
        folder = parent / compiled_hash()
        reason = why_not(parent, folder, shared=number > 0)
        if not reason:
            if refused:
                tell(f"note: {refused[0]}; compiled code is kept in {parent} ({VARIABLE} names another place)")
                os.environ[VARIABLE] = str(parent)
            os.utime(folder)  # used now: see trimmed
            return folder
        refused.append(f"{parent} cannot be written ({reason})")
    tell(f"note: {'; '.join(refused)}; every process compiles for itself ({VARIABLE} names another place)")
    return None


def trimmed(folder: Path) -> list[Path]:
    """Remove what was compiled of other sources and has not been used lately; returns the folders that went."""
    others = [path for path in folder.parent.iterdir() if re.fullmatch("[0-9a-f]{16}", path.name) and path != folder]
    used = {path: path.stat().st_mtime for path in others if path.is_dir() and not path.is_symlink()}
    old = sorted(used, key=used.get, reverse=True)[KEPT:]
    gone = [path for path in old if used[path] < time.time() - RESTED]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return gone
