"""Which runs a store holds: eight bytes a run, so that ten million fit into memory."""

from __future__ import annotations

import json
import os

import numpy as np

from experiments.batch.fence import WORKING
from experiments.batch.manifest import Manifest
from experiments.batch.plan import Plan
from experiments.batch.reading import as_made, receipt_of
from experiments.batch.shards import Receipt
from experiments.batch.store import OK, Store, file_hash, receipt_line


class Committed:
    """The runs that were stored when a session began, by name.

    A shard is whole when it and all tables of the same runs have the bytes that its receipt tells. One that is lost,
    is not whole or has no receipt is set aside into the working folder (``damaged`` names it) and its runs count as
    missing. ``retry`` takes the rows of failed runs out of the store, so that they are made again. With ``look`` the
    store stays as it is.
    """

    def __init__(self, store: Store, retry: bool = False, look: bool = False) -> None:
        self.store, self.look = store, look
        self.damaged: list[str] = []
        names, failed = [], []
        chunks = store.chunks()
        self.receipts = store.receipts()
        for chunk in sorted(set(self.receipts) - set(chunks)):
            self._lost(chunk)
        for chunk in chunks:
            found = self._read(chunk)
            if found is None:
                continue
            ids, bad = found
            if retry and bad.any():
                without(store, chunk, bad)
                ids, bad = ids[~bad], bad[~bad]
            names.append(ids)
            failed.append(ids[bad])
        self.names = np.sort(np.concatenate(names)) if names else np.empty(0, np.uint64)
        self._failed = {f"{int(i):016x}" for ids in failed for i in ids}

    def _read(self, chunk: str) -> tuple[np.ndarray, np.ndarray] | None:
        path = self.store.shard("runs", chunk)
        try:
            table = as_made(path, self.receipts.get(chunk, {}).get("sha256"), ("run_id", "status"))
            for name, expected in receipt_of(table.schema).get("tables", {}).items():
                if file_hash(self.store.shard(name, chunk)) != expected:
                    raise ValueError("a table of the same runs is not as it was made")
            ids = np.array([int(i, 16) for i in table["run_id"].to_pylist()], np.uint64)
            return ids, np.array([status != OK for status in table["status"].to_pylist()], bool)
        except (OSError, ValueError, KeyError):
            self._lost(chunk)
            if not self.look:
                os.replace(path, self.store.folder / WORKING / f"damaged-{chunk}.parquet")
            return None

    def _lost(self, chunk: str) -> None:
        """Its runs are made again, in other chunks, so that nobody waits for this one."""
        self.damaged.append(chunk)
        if not self.look:
            self.store.log({"chunk": chunk, "runs": 0, "sha256": ""})

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, run_id: str) -> bool:
        if not len(self.names):
            return False
        name = np.uint64(int(run_id, 16))
        place = self.names.searchsorted(name)
        return place < len(self.names) and self.names[place] == name

    def count_in(self, manifest: Manifest) -> int:
        """How many runs of a manifest are there."""
        if not len(self.names):
            return 0
        if manifest.decides:
            return len(self)
        return sum(run.run_id in self for run in Plan(manifest))

    @property
    def failures(self) -> int:
        """How many of the stored runs have no results."""
        return len(self._failed)

    def failed(self, run_id: str) -> bool:
        """True when the stored run has no results."""
        return run_id in self._failed


def without(store: Store, chunk: str, dropped: np.ndarray) -> None:
    """Take rows out of a stored chunk; the chunk goes when none is left."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    from experiments.batch.shards import write_part

    path = store.shard("runs", chunk)
    if dropped.all():
        store.log({"chunk": chunk, "runs": 0, "sha256": ""})
        path.unlink()
        return
    table = parquet.read_table(path, partitioning=None)
    rest = table.filter(pa.array(~dropped))
    part = write_part(rest, store.folder / WORKING / f"runs-{chunk}.part")
    store.log(receipt_line(part, chunk))
    os.replace(part, path)


def stored_receipt(store: Store, chunk: str) -> Receipt | None:
    """The receipt of a chunk that was committed although nobody heard of it; None when it was not."""
    import pyarrow.parquet as parquet

    path = store.shard("runs", chunk)
    if not path.exists():
        return None
    table = parquet.read_table(path, columns=["status"], partitioning=None)
    told = json.loads(table.schema.metadata[b"garden"])
    seconds = sum(told["seconds"].values())
    failed = sum(status != OK for status in table["status"].to_pylist())
    return Receipt(chunk, len(table), failed, seconds, seconds, path.stat().st_size, told["worker"], 0,
                   told["versions"])  # fmt: skip
