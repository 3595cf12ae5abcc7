"""Reading a batch: every run once, in the order of its name, whatever order it was made in."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from experiments.batch.plan import factor_columns
from experiments.batch.store import Store
from experiments.outputs import OutputError
from model import MODEL_VERSION

FIRST = ("run_id", "arm", "replicate", "seed", "scenario_hash", "status", "error", "seconds")


def read_runs(folder: str | Path, failed: bool = True, metrics: Collection[str] | None = None):
    """All runs of a batch as a data frame sorted by ``run_id``.

    Columns: ``run_id, arm, replicate, seed, scenario_hash, status, error, seconds``, one a factor, one a metric of the
    summary. ``arm`` counts in the manifest that the folder holds now, -1 for a run that it no longer asks for.
    ``seconds`` (of processor time) come from the shards' metadata: the rows themselves hold nothing that differs from
    one making to the next. ``failed=False`` leaves runs without results out; ``metrics`` reads these of the
    summary's alone, several times as fast. Raises
    :class:`experiments.tables.OutputError` for a folder without a batch, or one that holds a run twice.
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
    if store.asked_anew or (frame["arm"] < 0).any():
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
    plan, version = Plan(manifest), int(store.provenance.get("model_version", MODEL_VERSION))

    def arm_of(row: dict) -> int:
        levels = {name: row[name] for name in columns}
        arm = row["arm"] if found is None else found.get(tuple(levels.values()), -1)
        return arm if arm >= 0 and plan.name(levels, row["replicate"], version) == row["run_id"] else -1

    return [arm_of(row) for row in frame[["run_id", "arm", "replicate", *columns]].to_dict("records")]


def shards(store: Store, wanted: Collection[str] | None = None) -> Iterator[tuple]:
    """Every committed shard of ``runs`` (its ``wanted`` columns, else all) with its receipt, in the order of names."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    for chunk in store.chunks():
        path = store.shard("runs", chunk)
        try:
            with parquet.ParquetFile(path) as shard:
                names = shard.schema_arrow.names
                table = shard.read([name for name in names if wanted is None or name in wanted])
        except (pa.ArrowException, OSError) as problem:
            raise OutputError(f"{path}: cannot be read ({problem}); garden experiment verify tells more") from None
        yield table, receipt_of(table.schema)


def receipt_of(schema) -> dict:
    """What a shard of ``runs`` says about how it was made."""
    return json.loads((schema.metadata or {}).get(b"garden", b"{}"))


def read_table(folder: str | Path, name: str, columns: list[str] | None = None):
    """A table of all runs (``monthly``, ``partners``, ...) as a data frame sorted by run, in the table's own order."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as parquet

    store = Store(folder).check()
    paths = [store.shard(name, chunk) for chunk in store.chunks()]
    tables = [parquet.read_table(p, columns=columns, partitioning=None) for p in paths if p.exists()]
    if not tables:
        return pd.DataFrame(columns=columns)
    frame = pa.concat_tables(tables, promote_options="permissive").to_pandas()
    return frame.sort_values("run_id", kind="stable", ignore_index=True) if "run_id" in frame else frame
