"""Who makes the numbers: the sources and versions of this process, compared before anything is put together."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from functools import lru_cache
from pathlib import Path

from agents.sources import source_hash

ROOT = Path(__file__).resolve().parents[2]
# What measures a market, beside the engine. A calibration is measured by the facts, on presets of its own.
MEASURES = ("experiments/running/runs.py", "experiments/running/openings.py", "experiments/running/snapshots.py")
FACTS = ("experiments/validation/[lmt]*.py", "scenarios/**/*.toml")
TARGETS = ("experiments/validation/targets.csv",)  # ranges of the facts, by which a calibration decides what it runs
# What a worker executes, beside the engine. Files that only tell results may be edited while a batch runs.
WORK = ("scenarios/*.py", "experiments/running/*.py", "experiments/batch/*.py")


SOURCES = ("sources", "work")  # told as other sources: their hashes say nothing to a reader


def hashed(patterns: tuple[str, ...]) -> str:
    """Sixteen hexadecimal digits that name the project's files of these patterns."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()}:{len(content)}:".encode() + content)
    return digest.hexdigest()[:16]


@lru_cache(maxsize=8)
def sources_of(kind: str) -> str:
    """Hash of the sources that the numbers of a kind of batch come from, as this process started with them."""
    measures = hashed(MEASURES + (FACTS if kind == "calibrate" else ()))
    return hashlib.sha256(f"{source_hash()}:{measures}".encode()).hexdigest()[:16]


def facts_of(kind: str) -> str:
    """Hash of the facts that a kind of batch is decided by; nothing for one that none decides."""
    return hashed(TARGETS) if kind == "calibrate" else ""


def code_of(kind: str) -> str:
    """What a run's name says of who makes it: the model version and the sources."""
    from model import MODEL_VERSION

    return f"{MODEL_VERSION}:{sources_of(kind)}"


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Versions in this process of what numbers depend on, and the hash of the engine's sources."""
    from model import MODEL_VERSION
    from model.result import package_versions

    return {"python": ".".join(map(str, sys.version_info[:3])), "model": str(MODEL_VERSION),
            "sources": source_hash(), **package_versions()}  # fmt: skip


@lru_cache(maxsize=1)
def fingerprint() -> dict[str, str]:
    """What driver and workers must have in common: versions, and the sources that workers execute."""
    return {**versions(), "work": hashed(WORK)}


def differences(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """What another process has otherwise than this one, in words; empty when nothing."""
    told = [f"{name} {theirs.get(name, 'unknown')} instead of {ours[name]}" for name in ours
            if name not in SOURCES and theirs.get(name) != ours[name]]  # fmt: skip
    if any(theirs.get(name) != ours[name] for name in SOURCES):
        told.append("other sources of the project")
    return ", ".join(told)


def worker_name() -> str:
    """Host and process of this worker."""
    return f"{socket.gethostname()}:{os.getpid()}"
