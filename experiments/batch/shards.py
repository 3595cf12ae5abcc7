"""What a worker does: make the runs of a chunk, write them under a temporary name, and commit them together."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from experiments.batch.fence import WORKING
from experiments.batch.identity import code_of, differences, fingerprint, versions, worker_name
from experiments.batch.limit import late_mark, limited, too_long
from experiments.batch.manifest import Manifest
from experiments.batch.plan import PlannedRun, factor_columns
from experiments.batch.same import design_name
from experiments.batch.store import FAILED, OK, QUARANTINED, Store, file_hash, receipt_line
from experiments.running.openings import HELD, Openings
from experiments.running.pilots import Pilot, gather, pilots_of
from experiments.running.size import tiny_market
from experiments.writing.columns import described
from model import MODEL_VERSION
from scenarios import Scenario

LONGEST_ERROR = 500  # characters
SHARED = 2  # openings that the runs of a chunk keep for each other
TYPES = {"text": "string", "int": "int64", "float": "float64"}


class StoreError(OSError):
    """A worker could not write: its chunk is not committed."""


class OtherCodeError(RuntimeError):
    """A worker has other sources or versions than the driver: its numbers would not belong to the batch."""


@dataclass(frozen=True)
class Task:
    """What all chunks of a session share: where they go, which tables are kept, and who may make them."""

    folder: str
    session: str
    tables: tuple[str, ...]
    code: str  # as runs are named
    driver: Mapping[str, str]  # its fingerprint


@dataclass(frozen=True)
class Receipt:
    """What comes back from a worker: no results, only that they are stored."""

    chunk: str
    runs: int
    failed: int
    seconds: float  # of processor time, making the runs
    whole: float  # of processor time, writing included
    bytes: int
    worker: str
    memory: int  # bytes, the worker's peak
    versions: dict[str, str]


@lru_cache(maxsize=4)
def session_manifest(folder: str, session: str) -> Manifest:
    """The manifest of a session, read once in every worker."""
    return Store(folder).manifest


@lru_cache(maxsize=16)
def metric_names(months: int) -> tuple[str, ...]:
    """Names of the outcomes of a run, so that every shard has the same columns.

    A market of three is run first, so that compiled code is there and no run is charged for reading it.
    """
    from model.measures import told_within
    from model.simulation import simulate

    simulate(tiny_market(), 1, months)
    return told_within(months)


def columns_of(manifest: Manifest) -> tuple[str, ...]:
    """Names of what a run of the batch is measured by: its summary, in a calibration the moments of the facts."""
    if manifest.kind == "calibrate":
        from experiments.validation.table import CALIBRATED

        return CALIBRATED
    return metric_names(manifest.months)


def make_chunk(task: Task, chunk: str, runs: Sequence[PlannedRun]) -> Receipt:
    """Make the runs of a chunk and commit them.

    Raises :class:`StoreError` when they could not be written, :class:`OtherCodeError` in a worker with other sources
    and :class:`experiments.batch.fence.Abandoned` when nobody waits for the chunk any more.
    """
    if why := differences(fingerprint(), task.driver):
        raise OtherCodeError(f"worker {worker_name()} has {why}")
    started = started_mark(task, chunk)
    try:
        started.touch()
        manifest = session_manifest(task.folder, task.session)
    except OSError as problem:
        raise StoreError(f"{task.folder}: {problem.strerror or problem}") from None
    if task.code != code_of(manifest.kind):
        raise OtherCodeError(f"worker {worker_name()} has other sources of the project")
    columns_of(manifest)  # the compiled code is read here, so that no run is charged for it
    start, openings = time.thread_time(), Openings(SHARED, SHARED * HELD)
    rows, kept_tables, seconds, late = [], {name: [] for name in task.tables}, {}, []
    pilots: dict[str, tuple[Pilot, ...]] = {}  # by scenario
    for run in runs:
        begun, mark = time.thread_time(), late_mark(task.folder, run.run_id)
        if mark.exists():
            row, found, met = {**blank(run), "status": FAILED, "error": too_long(manifest.run_limit_seconds)}, {}, {}
            late.append(mark)
        else:
            with limited(manifest.run_limit_seconds, mark):
                row, found, met = made(manifest, run, task.tables, openings)
        seconds[run.run_id] = round(time.thread_time() - begun, 6)
        rows.append(row)
        for name, frame in found.items():
            kept_tables[name].append(frame)
        gather(pilots, met)
    design = design_name(manifest, task.code)
    frames = {name: described(name, arrow(frames, design)) for name, frames in kept_tables.items() if frames}
    told = {name: [one.row() for one in met] for name, met in pilots.items()}
    receipt = {"seconds": seconds, **({"pilots": told} if told else {})}
    size = commit(Store(task.folder), task.session, chunk, runs_table(manifest, rows), frames, receipt)
    for path in (started, *late):
        path.unlink(missing_ok=True)
    return Receipt(
        chunk=chunk,
        runs=len(rows),
        failed=sum(row["status"] != OK for row in rows),
        seconds=sum(seconds.values()),
        whole=time.thread_time() - start,
        bytes=size,
        worker=worker_name(),
        memory=peak_memory(),
        versions=versions(),
    )


def started_mark(task: Task, chunk: str) -> Path:
    """A file that is there while somebody makes the chunk: it tells whose runs a dead worker was making."""
    return Path(task.folder) / WORKING / f"started-{chunk}.part"


def made(
    manifest: Manifest, run: PlannedRun, tables: Sequence[str], openings: Openings | None = None
) -> tuple[dict, dict, dict]:
    """The row of a run, its tables, and its scenario's pilots if it has any, by its name; a run that raises is a row
    that says so. Runs of a chunk share ``openings``."""
    row = blank(run)
    try:
        scenario = manifest.scenario_of(run.levels)
        row["scenario_hash"] = scenario.hash
        metrics, found, pilots = measured(manifest, scenario, run, tables, openings)
        row.update(metrics)
        for frame in found.values():
            for place, name in enumerate(("run_id", "arm", "replicate")):
                frame.insert(place, name, getattr(run, name))
    except Exception as problem:  # one bad run must not spoil the others
        text = " ".join(f"{type(problem).__name__}: {problem}".split())
        return {**blank(run), "scenario_hash": row["scenario_hash"], "status": FAILED,
                "error": text[:LONGEST_ERROR]}, {}, {}  # fmt: skip
    return row, found, {scenario.name: pilots}


def measured(
    manifest: Manifest, scenario: Scenario, run: PlannedRun, tables: Sequence[str], openings: Openings | None = None
) -> tuple[dict, dict, tuple[Pilot, ...]]:
    """What the batch keeps of a market on the luck of a run: metrics by name, tables, and whom its pilots met."""
    if manifest.kind == "calibrate":
        from experiments.validation.table import moments

        return moments(run.seed, scenario.values, manifest.months), {}, ()
    result = result_of(manifest, scenario, run, openings=openings)
    return result.summary, {name: getattr(result, name) for name in tables}, pilots_of(result)


def result_of(
    manifest: Manifest, scenario: Scenario, run: PlannedRun, panel: bool = False, openings: Openings | None = None
):
    """The market of a run at its end, under the rules in Python of its arm if it has any."""
    from model.measures import reads_panel
    from model.simulation import simulate

    panel = panel or reads_panel()
    rules = manifest.rules_of(run.levels)
    if not rules:
        make = openings.simulate if openings else simulate
        return make(scenario, run.seed, manifest.months, panel=panel)
    from model.channel import ChannelModel

    handles = {rule.kind: rule.handle() for rule in rules}
    market = ChannelModel(scenario, run.seed, manifest.months, handles=handles, panel=panel)
    try:
        for _ in range(manifest.months):
            market.step()
        return market.result()
    finally:
        market.forget()


def blank(run: PlannedRun) -> dict:
    """The part of a row that is known before the run."""
    return {"run_id": run.run_id, "arm": run.arm, "replicate": run.replicate, "seed": run.seed, "scenario_hash": "",
            "status": OK, "error": "", **run.levels}  # fmt: skip


def quarantine(task: Task, chunk: str, run: PlannedRun, error: str) -> None:
    """Commit a run that kills whoever makes it, as a row without results."""
    manifest = session_manifest(task.folder, task.session)
    row = {**blank(run), "scenario_hash": manifest.scenario_of(run.levels).hash, "status": QUARANTINED, "error": error}
    commit(Store(task.folder), task.session, chunk, runs_table(manifest, [row]), {}, {"seconds": {}})


def runs_table(manifest: Manifest, rows: Sequence[dict]):
    """Rows as an Arrow table whose columns and types depend on the manifest alone."""
    import pyarrow as pa

    common = {"manifest": design_name(manifest, code_of(manifest.kind)), "root_seed": manifest.seed,
              "months": manifest.months, "model_version": MODEL_VERSION}  # fmt: skip
    fields = [("run_id", "string"), ("manifest", "string"), ("arm", "int32"), ("replicate", "int32"),
              ("seed", "uint64"), ("root_seed", "int64"), ("months", "int32"), ("model_version", "int32"),
              ("scenario_hash", "string"), ("status", "string"), ("error", "string")]  # fmt: skip
    fields += [(name, TYPES[kind]) for name, kind in factor_columns(manifest).items()]
    known = {name for name, _ in fields}
    fields += [(name, "float64") for name in columns_of(manifest) if name not in known]
    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in fields])
    unknown = {key for row in rows for key in row} - set(schema.names)
    if unknown:
        raise RuntimeError(f"a run told {sorted(unknown)[0]}, for which the table has no column")
    table = pa.Table.from_pylist([{**row, **common} for row in rows], schema=schema)
    return described("runs", table, list(factor_columns(manifest)))


def arrow(frames, design: str):
    """The frames of several runs of a manifest (``design``) as one Arrow table."""
    import pandas as pd
    import pyarrow as pa

    frame = pd.concat(frames, ignore_index=True).astype({"arm": "int32", "replicate": "int32"})
    frame.insert(1, "manifest", design)
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()


def commit(store: Store, session: str, chunk: str, runs, frames: dict, receipt: dict) -> int:
    """Write all files of a chunk, then make them visible together, ``runs`` last; returns their bytes."""
    working = store.folder / WORKING
    parts: dict[str, Path] = {}
    try:
        for name, table in frames.items():
            parts[name] = write_part(table, working / f"{name}-{chunk}-{session}-{os.getpid()}.part")
        tables = {name: file_hash(path) for name, path in parts.items()}
        told = {**receipt, "session": session, "worker": worker_name(), "versions": versions(),
                "tables": tables}  # fmt: skip
        runs = runs.replace_schema_metadata({"garden": json.dumps(told)})
        parts["runs"] = write_part(runs, working / f"runs-{chunk}-{session}-{os.getpid()}.part")
        size = sum(path.stat().st_size for path in parts.values())
        line = receipt_line(parts["runs"], chunk)
        with store.fence.commit(session, chunk):
            if not store.shard("runs", chunk).exists():
                store.log(line)
                for name, path in parts.items():
                    (store.folder / name).mkdir(exist_ok=True)
                    os.replace(path, store.shard(name, chunk))
                    sync_folder(store.folder / name)
    except OSError as problem:
        raise StoreError(f"{store.folder}: {problem.strerror or problem}") from None
    finally:
        for path in parts.values():
            path.unlink(missing_ok=True)
    return size


def write_part(table, path: Path) -> Path:
    """A Parquet file that is on the disk when this returns; nothing is left of one that failed."""
    import pyarrow.parquet as parquet

    try:
        with path.open("wb") as file:
            parquet.write_table(table, file, compression="zstd", write_page_checksum=True)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last beyond a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def peak_memory() -> int:
    """The most memory, in bytes, that this process held so far."""
    with suppress(OSError), open("/proc/self/status", "rb") as file:  # rusage counts the parent's on Linux
        for line in file:
            if line.startswith(b"VmHWM"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
