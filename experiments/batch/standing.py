"""How a batch stands, read from its folder alone: from another terminal, another machine, or long after."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from experiments.batch.fence import DriverLock
from experiments.batch.identity import code_of
from experiments.batch.manifest import TABLES
from experiments.batch.progress import read_progress
from experiments.batch.reading import read_runs
from experiments.batch.rounds import asked_for
from experiments.batch.same import edited
from experiments.batch.sizes import planned_runs
from experiments.batch.store import FAILED, OK, QUARANTINED, Store
from experiments.writing.outputs import OutputError

MOST_ERRORS = 5
FRESH = 30.0  # seconds


def standing(folder: str | Path) -> dict:
    """State, counts, errors and sessions of a batch. Raises OutputError for a folder without one."""
    store = Store(folder).check()
    manifest = store.manifest
    driver = DriverLock.holder(store.folder)
    counts, errors = counted(store)
    sessions = store.provenance.get("sessions", [])
    code = code_of(manifest.kind)
    since = edited(store, code)
    other = not_asked_for(store) if store.asked_anew or since else 0
    stored = sum(counts.values()) - other
    planned, whole = asked_for(manifest, folder, stored)
    told = {
        "folder": str(folder),
        "kind": manifest.kind,
        "state": "running" if driver else "complete" if whole else "stopped",
        "driver": driver,
        "planned": planned,
        "planned_at_most": planned_runs(manifest),
        "stored": stored,
        "of_another_manifest": other,
        "of_other_sources": 0 if store.code == code else sum(counts.values()),
        "edited": since,
        "failed": counts[FAILED],
        "quarantined": counts[QUARANTINED],
        "errors": [{"error": error, "runs": runs} for error, runs in errors.most_common(MOST_ERRORS)],
        "bytes": {name: size for name, size in sizes(store).items() if size},
        "sessions": len(sessions),
        "sessions_without_end": sum("ended" not in session for session in sessions[: -1 if driver else None]),
    }
    progress = read_progress(store.folder)
    if driver and progress:
        told["progress"] = {**progress, "age_seconds": time.time() - progress["at"]}
    return told


def not_asked_for(store: Store) -> int:
    """How many stored runs the present manifest no longer asks for; 0 when a shard cannot be read (verify tells)."""
    try:
        return int((read_runs(store.folder, metrics=())["arm"] < 0).sum())
    except OutputError:
        return 0


def counted(store: Store) -> tuple[Counter, Counter]:
    """Stored runs by status, and failed ones by error."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    counts, errors = Counter(dict.fromkeys((OK, FAILED, QUARANTINED), 0)), Counter()
    for chunk in store.chunks():
        try:
            table = parquet.read_table(store.shard("runs", chunk), columns=["status", "error"], partitioning=None)
        except (pa.ArrowException, OSError):
            continue  # taken out meanwhile, or damaged: verify tells
        statuses = table["status"].to_pylist()
        counts.update(statuses)
        if any(status != OK for status in statuses):
            errors.update(error for error in table["error"].to_pylist() if error)
    return counts, errors


def sizes(store: Store) -> dict[str, int]:
    """Bytes on disk of each table."""
    found = {}
    for name in ("runs", *TABLES):
        folder = store.folder / name
        found[name] = sum(p.stat().st_size for p in folder.glob("*.parquet")) if folder.is_dir() else 0
    return found
