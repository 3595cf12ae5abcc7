"""Compilation: every rule and phase is decorated with ``rule`` and compiled once, to disk.

Numba keys its cache by the file a function stands in and does not notice an edit in another file
that the function calls, so the cache folder carries a hash of all engine sources. It is chosen here,
before numba is first imported by the engine.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

ENGINE_FOLDERS = ("agents", "model")


def source_hash(root: Path | None = None) -> str:
    """Hash of every engine source below ``root`` (16 hex digits): the name of the cache folder."""
    root = root or Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for folder in ENGINE_FOLDERS:
        for path in sorted((root / folder).glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Folder for compiled code of exactly these sources; ``GARDEN_CACHE`` chooses its parent."""
    parent = os.environ.get("GARDEN_CACHE")
    if parent is None:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        parent = Path(home) / "partner-garden"
    folder = Path(parent) / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="partner-garden-"))
    return folder


os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())

import numba  # noqa: E402  (the cache folder must be known first)

numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]


def rule(function):
    """Compile a rule, to be built into whatever calls it: the market has many columns, and handing them
    over from function to function would cost more than most rules do."""
    return numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function)


def phase(function):
    """Compile a phase of the month: cached, without the interpreter's lock, without fast-math."""
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
