"""Reading a batch: every run once, in the order of its name, whatever order it was made in."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from experiments.batch.plan import factor_columns
from experiments.batch.store import Store
from experiments.tables import OutputError

FIRST = ("run_id", "arm", "replicate", "seed", "scenario_hash", "status", "error", "seconds")


def read_runs(folder: str | Path, failed: bool = True, metrics: Collection[str] | None = None):
    """All runs of a batch as a data frame sorted by ``run_id``.

    Columns: ``run_id, arm, replicate, seed, scenario_hash, status, error, seconds``, one a factor, one a metric of the
    summary. ``arm`` counts in the manifest that the folder holds now, -1 for a run that it no longer asks for.
    ``seconds`` (of processor time) come from the shards' metadata: the rows themselves hold nothing that differs from
    one making to the next. ``failed=False`` leaves runs without results out; ``metrics`` reads these of the
    summary's alone, several times as fast. Raises
    :class:`experiments.tables.OutputError` for a folder without a batch.
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
    frame.insert(FIRST.index("seconds"), "seconds", frame["run_id"].map(seconds).astype(float))
    frame = frame.sort_values("run_id", kind="stable", ignore_index=True)
    sessions = store.provenance.get("sessions", [])
    if len({session.get("manifest") for session in sessions}) > 1 or (frame["arm"] < 0).any():
        frame["arm"] = arms_now(store, frame)
    return frame if failed else frame[frame["status"] == "ok"].reset_index(drop=True)


def arms_now(store: Store, frame):
    """The arm of every row in the present manifest, by its levels; -1 where no arm has them."""
    from experiments.batch.design import arms
    from experiments.batch.manifest import ManifestError

    manifest = store.manifest
    columns = list(factor_columns(manifest))
    if not set(columns) <= set(frame.columns):
        return -1
    try:
        found = {tuple(arm[name] for name in columns): number for number, arm in enumerate(arms(manifest))}
    except ManifestError:
        return frame["arm"]  # a search decides on its arms as it goes
    rows = frame[columns].itertuples(index=False, name=None)
    return [found.get(row, -1) for row in rows]


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
