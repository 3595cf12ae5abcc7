"""Reading a batch: every run once, in the order of its name, whatever order it was made in."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from experiments.batch.plan import factor_columns
from experiments.batch.same import design_name
from experiments.batch.store import Store
from experiments.running.pilots import Pilot, for_partners, gather
from experiments.writing.outputs import OutputError

MADE_AGAIN = "garden experiment run with the folder makes its runs again"
FIRST = ("run_id", "manifest", "arm", "replicate", "seed", "root_seed", "months", "model_version", "scenario_hash",
         "status", "error", "seconds")  # fmt: skip


def read_runs(folder: str | Path, failed: bool = True, metrics: Collection[str] | None = None):
    """All runs of a batch as a data frame sorted by ``run_id``.

    Columns: those of ``FIRST``, one a factor, one a metric of the summary. ``arm`` counts in the manifest that the
    folder holds now, -1 for a run that it no longer asks for. ``seconds`` (of processor time) come from the shards'
    metadata: the rows themselves hold nothing that differs from one making to the next. ``failed=False`` leaves runs
    without results out; ``metrics`` reads these of the summary's alone, several times as fast. Raises
    :class:`experiments.writing.outputs.OutputError` for a folder without a batch, or one that holds a run twice.
    """
    import pandas as pd
    import pyarrow as pa

    store = Store(folder).check()
    tables, seconds = [], {}
    wanted = None if metrics is None else {*FIRST, *factor_columns(store.manifest), *metrics}
    for table, receipt in shards(store, wanted):
        tables.append(table.replace_schema_metadata(None))
        seconds.update(receipt.get("seconds", {}))
    if not tables:
        return pd.DataFrame(columns=list(FIRST))
    frame = pa.concat_tables(tables, promote_options="permissive").to_pandas()
    twice = frame.loc[frame["run_id"].duplicated(), "run_id"]
    if len(twice):
        raise OutputError(f"{folder}: run {twice.iloc[0]} stands in it twice; garden experiment verify tells more")
    frame.insert(FIRST.index("seconds"), "seconds", frame["run_id"].map(seconds).astype(float))
    frame = frame.sort_values("run_id", kind="stable", ignore_index=True)
    design = design_name(store.manifest, store.code)
    if "manifest" not in frame or (frame["manifest"] != design).any():
        frame["arm"] = np.asarray(arms_now(store, frame), frame["arm"].dtype)
    return frame if failed else frame[frame["status"] == "ok"].reset_index(drop=True)


def arms_now(store: Store, frame):
    """The arm of every row in the present manifest, by its levels; -1 for a run that it no longer asks for.

    A run has the levels of an arm and is not asked for when it was made over other months, from another root seed,
    base or model: its name tells.
    """
    from experiments.batch.design import arms
    from experiments.batch.manifest import ManifestError
    from experiments.batch.plan import Plan

    manifest = store.manifest
    columns = list(factor_columns(manifest))
    if not set(columns) <= set(frame.columns):
        return -1
    try:
        found = {tuple(arm[name] for name in columns): number for number, arm in enumerate(arms(manifest))}
    except ManifestError:
        found = None  # a search decides on its arms as it goes
    plan = Plan(manifest, code=store.code)

    def arm_of(row: dict) -> int:
        levels = {name: row[name] for name in columns}
        arm = row["arm"] if found is None else found.get(tuple(levels.values()), -1)
        return arm if arm >= 0 and plan.name(levels, row["replicate"]) == row["run_id"] else -1

    return [arm_of(row) for row in frame[["run_id", "arm", "replicate", *columns]].to_dict("records")]


def shards(store: Store, wanted: Collection[str] | None = None) -> Iterator[tuple]:
    """Every committed shard of ``runs`` (its ``wanted`` columns, else all) with its receipt, in the order of names."""
    chunks = store.chunks()
    receipts = store.receipts()  # after the chunks, which are there before their receipts
    for chunk in chunks:
        table = as_made(store.shard("runs", chunk), receipts.get(chunk, {}).get("sha256"), wanted)
        yield table, receipt_of(table.schema)


def as_made(path: Path, sha256: str | None, wanted: Collection[str] | None = None):
    """The ``wanted`` columns of a shard (all: None), if its bytes are those of its receipt.

    Raises :class:`OutputError` when the file was changed, is lost or cannot be read, and when no receipt says what it
    was (``sha256`` is None): each is written before its shard.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        content = path.read_bytes()
        if sha256 is None:
            raise OutputError(f"{path}: has no receipt, so whether it was changed cannot be told; {MADE_AGAIN}")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OutputError(f"{path}: was changed after it was made; {MADE_AGAIN}")
        with parquet.ParquetFile(pa.BufferReader(content)) as shard:
            names = shard.schema_arrow.names
            return shard.read([name for name in names if wanted is None or name in wanted])
    except FileNotFoundError:
        raise OutputError(f"{path}: is lost; {MADE_AGAIN}") from None
    except (pa.ArrowException, UnicodeDecodeError) as problem:
        reason = " ".join(str(problem).split())
        raise OutputError(f"{path}: cannot be read ({reason}); {MADE_AGAIN}") from None


def makers(folder: str | Path) -> Counter:
    """How many runs were made by which versions, each a tuple of ``(name, version)`` in the order of names."""
    found = Counter()
    for receipt, rows in told_by_shards(Store(folder).check()):
        found[tuple(sorted(receipt.get("versions", {}).items()))] += rows
    return found


def pilots_in(folder: str | Path) -> dict[str, tuple[Pilot, ...]]:
    """The pilots of each scenario that has any over the runs that are stored; shards of before do not tell."""
    store, found = Store(folder).check(), {}
    manifest = store.manifest
    if any(for_partners(scenario.timeline) for scenario in (manifest.base, *manifest.scenarios)):
        for receipt, _ in told_by_shards(store):
            gather(found, {name: [*map(Pilot.of, rows)] for name, rows in receipt.get("pilots", {}).items()})
    return found


def told_by_shards(store: Store) -> Iterator[tuple[dict, int]]:
    """What every committed shard of ``runs`` says about how it was made, and its number of rows."""
    import pyarrow.parquet as parquet

    for chunk in store.chunks():
        told = parquet.read_metadata(store.shard("runs", chunk))
        yield receipt_of(told.schema.to_arrow_schema()), told.num_rows


def made_tables(store: Store, chunk: str) -> dict[str, str]:
    """The tables that were made with a chunk of runs, each with the hash of its file."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    path = store.shard("runs", chunk)
    try:
        return receipt_of(parquet.read_schema(path)).get("tables", {})
    except (pa.ArrowException, OSError, ValueError) as problem:
        raise OutputError(f"{path}: cannot be read ({problem}); {MADE_AGAIN}") from None


def receipt_of(schema) -> dict:
    """What a shard of ``runs`` says about how it was made."""
    return json.loads((schema.metadata or {}).get(b"garden", b"{}"))


def read_table(folder: str | Path, name: str, columns: list[str] | None = None):
    """A table of all runs (``monthly``, ``partners``, ...) as a data frame sorted by run, in the table's own order.

    Sessions that did not keep the table have no rows in it. Raises :class:`OutputError` for a file that is lost or is
    not as it was made.
    """
    import pandas as pd
    import pyarrow as pa

    store = Store(folder).check()
    told = {chunk: made_tables(store, chunk) for chunk in store.chunks()}
    tables = [as_made(store.shard(name, chunk), made[name], columns) for chunk, made in told.items() if name in made]
    if not tables:
        return pd.DataFrame(columns=columns)
    frame = pa.concat_tables(tables, promote_options="permissive").to_pandas()
    return frame.sort_values("run_id", kind="stable", ignore_index=True) if "run_id" in frame else frame
