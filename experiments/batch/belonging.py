"""Whether stored runs are those of a manifest: a run's name says of which market it is and who made it."""

from __future__ import annotations

from experiments.batch.manifest import Manifest
from experiments.batch.plan import Plan, factor_columns
from experiments.batch.store import Store


def belonging(plan: Plan, table) -> list[bool | None]:
    """For each row of a shard of ``runs`` whether the plan gives its levels and replicate the name that it has.

    None for levels that the plan's manifest does not know: it asks for other ones.
    """
    columns = ["run_id", "replicate", *factor_columns(plan.manifest)]
    if not set(columns) <= set(table.column_names):
        return [None] * table.num_rows
    return [_belongs(plan, row, columns[2:]) for row in table.select(columns).to_pylist()]


def _belongs(plan: Plan, row: dict, names: list[str]) -> bool | None:
    try:
        return plan.name({name: row[name] for name in names}, row["replicate"]) == row["run_id"]
    except KeyError:
        return None


def strangers(store: Store, manifest: Manifest, code: str) -> bool:
    """Whether a folder holds a run that is not of this manifest, or not made by these sources (``code``)."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    plan = Plan(manifest, code=code)
    for chunk in store.chunks():
        try:
            table = parquet.read_table(store.shard("runs", chunk), partitioning=None)
        except (pa.ArrowException, OSError):
            continue  # damaged: its runs are made again
        if not all(belonging(plan, table)):
            return True
    return False
