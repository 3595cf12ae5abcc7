"""Is everything still there, once, and as it was made? And does a run made again give the same row?"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from experiments.batch.belonging import belonging
from experiments.batch.identity import code_of
from experiments.batch.limit import TOO_LONG
from experiments.batch.manifest import Manifest
from experiments.batch.plan import Plan, PlannedRun, factor_columns
from experiments.batch.reading import receipt_of
from experiments.batch.shards import made, runs_table
from experiments.batch.sizes import planned_runs
from experiments.batch.store import QUARANTINED, Store, file_hash
from experiments.refusal import UsageError


def verify(folder: str | Path, sample: int = 8, seed: int = 1, watch: Callable[[int, int], None] | None = None) -> dict:
    """Check every shard against its receipt, look for lost and doubled runs, and make a sample again.

    Returns counts and ``problems``, one line each; none: all is as it was made. Raises OutputError for a folder
    without a batch.
    """
    store = Store(folder).check()
    manifest = store.manifest
    problems, places, belong = check_shards(store, Plan(manifest, code=store.code), watch)
    names, counts = np.unique(np.concatenate([ids for ids, _ in places.values()] or [[]]), return_counts=True)
    problems += [f"run {int(name):016x}: stands in the store twice" for name in names[counts > 1]]
    usable = [(chunk, int(place)) for chunk, (_, fit) in places.items() for place in np.flatnonzero(fit)]
    chosen = random.Random(seed).sample(usable, min(sample, len(usable)))
    unlike, unknown, again = belong.count(False), belong.count(None), 0
    others = len(belong) if store.code != code_of(manifest.kind) else unlike + unknown
    if unlike and "code" in store.last:  # older folders do not say how their runs are named
        problems.append(
            f"{unlike:,} runs are not of the market that manifest.toml and scenarios/ describe: these were edited "
            "after a part was made, or other sources made it"
        )
    if store.code != code_of(manifest.kind):
        chosen = []  # only who made them could make them again
    for number, (chunk, place) in enumerate(chosen, start=1):
        row = row_at(store, chunk, place)
        with suppress(OtherManifest):
            problems += [f"run {row['run_id']}: {why}" for why in differences(manifest, row)]
            again += 1
        if watch:
            watch(number, len(chosen))
    return {
        "planned": planned_runs(manifest),
        "stored": int(counts.sum()),
        "shards": len(places),
        "made_again": again,
        "of_another_manifest_or_sources": others,
        "problems": problems,
    }


def check_shards(
    store: Store, plan: Plan, watch: Callable[[int, int], None] | None = None
) -> tuple[list[str], dict, list[bool | None]]:
    """What is wrong with the files; of each readable chunk the runs (as numbers) and which of them can be made; and for
    all of their runs whether they are of the plan (:func:`belonging`)."""
    problems, places, belong = [], {}, []
    wanted = {"run_id", "status", "error", "replicate", *factor_columns(plan.manifest)}
    receipts, chunks = store.receipts(), store.chunks()
    lost = set(receipts) - set(chunks)
    receipts = store.receipts()  # a driver may be at work: each receipt comes before its chunk
    for chunk in sorted(lost & set(receipts)):
        problems.append(f"runs/{chunk}.parquet: is lost, with {receipts[chunk]['runs']} runs")
    for number, chunk in enumerate(chunks, start=1):
        path = store.shard("runs", chunk)
        if chunk not in receipts:
            problems.append(
                f"runs/{chunk}.parquet: has no receipt, so whether it was changed cannot be told "
                f"(garden experiment run {store.folder} makes its runs again)"
            )
        elif file_hash(path) != receipts[chunk]["sha256"]:
            problems.append(f"runs/{chunk}.parquet: was changed after it was made")
        try:
            there = parquet.read_schema(path).names
            table = parquet.read_table(path, columns=[n for n in there if n in wanted], partitioning=None)
        except (pa.ArrowException, OSError) as problem:
            problems.append(f"runs/{chunk}.parquet: cannot be read ({' '.join(str(problem).split())})")
            continue
        ids = np.array([int(name, 16) for name in table["run_id"].to_pylist()], np.uint64)
        places[chunk] = ids, np.array([can_be_made(row) for row in table.to_pylist()], bool)
        belong += belonging(plan, table)
        for name, expected in receipt_of(table.schema).get("tables", {}).items():
            other = store.shard(name, chunk)
            if not other.exists():
                problems.append(f"{name}/{chunk}.parquet: is lost")
            elif file_hash(other) != expected:
                problems.append(f"{name}/{chunk}.parquet: was changed after it was made")
        if watch:
            watch(number, len(chunks))
    for path in store.orphans(set(chunks)):
        problems.append(f"{path.parent.name}/{path.name}: belongs to no committed chunk")
    return problems, places, belong


def can_be_made(row: Mapping) -> bool:
    """False for a run that killed its workers or never ended: it would do so here."""
    return row["status"] != QUARANTINED and not row["error"].startswith(TOO_LONG)


def row_at(store: Store, chunk: str, place: int) -> dict:
    """One stored row."""
    return parquet.read_table(store.shard("runs", chunk), partitioning=None).slice(place, 1).to_pylist()[0]


class OtherManifest(Exception):
    """The row was made under a manifest that the folder no longer holds."""


def differences(manifest: Manifest, row: Mapping) -> list[str]:
    """What differs between a stored row and the run made again; raises :class:`OtherManifest`."""
    again = made_again(manifest, row)
    fresh = runs_table(manifest, [again]).to_pylist()[0]
    names = sorted((set(fresh) | set(row)) - {"arm", "manifest"})  # which count in the manifest of their time
    return [
        f"{name} was {row.get(name)!r} and is now {fresh.get(name)!r}"
        for name in names
        if not same(row.get(name), fresh.get(name))
    ]


def same(left, right) -> bool:
    """Equal to the last bit; two numbers that are none count as equal."""
    return left == right or (left != left and right != right)


def made_again(manifest: Manifest, row: Mapping) -> dict:
    """The row of a run made again from what its stored row says."""
    run = planned_again(manifest, row)
    again, *_ = made(manifest, run, ())
    return again


def planned_again(manifest: Manifest, row: Mapping) -> PlannedRun:
    """The run that a stored row describes; raises :class:`OtherManifest` when the manifest has no such run."""
    levels = {name: row.get(name) for name in factor_columns(manifest)}
    plan = Plan(manifest)
    try:
        name = plan.name(levels, row["replicate"])
    except KeyError:
        raise OtherManifest(row["run_id"]) from None
    if name != row["run_id"]:
        raise OtherManifest(row["run_id"])
    return PlannedRun(name, row["arm"], row["replicate"], plan.seed(row["replicate"]), levels)


def stored_row(folder: str | Path, run_id: str) -> dict:
    """The stored row of a run; raises :class:`UsageError` when not exactly one begins with ``run_id``."""
    store = Store(folder).check()
    found = {}
    for chunk in store.chunks():
        names = parquet.read_table(store.shard("runs", chunk), columns=["run_id"], partitioning=None)["run_id"]
        found.update({n: (chunk, p) for p, n in enumerate(names.to_pylist()) if n.startswith(run_id)})
    if len(found) != 1:
        what = "no run" if not found else f"{len(found)} runs"
        raise UsageError(f"{run_id}: {what} of {folder} {'begin' if found else 'begins'} with it; expected one")
    return row_at(store, *found.popitem()[1])


def rerun(folder: str | Path, run_id: str) -> dict:
    """Make a stored run again and compare: ``row``, ``differences`` (none: the same to the last bit) and ``run``.

    Raises :class:`UsageError` for a run that is not there, that killed its workers or never ended, or that another
    manifest asked for.
    """
    row = stored_row(folder, run_id)
    manifest, made_by = Store(folder).manifest, Store(folder).code
    if made_by != code_of(manifest.kind):
        raise UsageError(f"{row['run_id']}: was made by other sources of the model ({made_by}); it is not made here")
    if not can_be_made(row):
        raise UsageError(f"{row['run_id']}: {row['error']}; it is not made here")
    try:
        return {"row": row, "differences": differences(manifest, row), "run": planned_again(manifest, row)}
    except OtherManifest:
        raise UsageError(f"{row['run_id']}: the manifest in {folder} no longer asks for this run") from None
