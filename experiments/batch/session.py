"""A session of a batch: one driver, one engine, one folder, from the lock to the last line of the provenance."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from experiments.batch.committed import Committed
from experiments.batch.driver import Driver
from experiments.batch.engines import DaskEngine, LocalEngine
from experiments.batch.fence import DriverLock
from experiments.batch.identity import code_of, fingerprint
from experiments.batch.manifest import Manifest
from experiments.batch.plan import Plan
from experiments.batch.progress import Progress, ProgressFile
from experiments.batch.same import check_same
from experiments.batch.shards import Task
from experiments.batch.sizes import planned_runs, tables_that_fit
from experiments.batch.store import Store


@dataclass
class Batch:
    """An open session. ``run`` may be called again and again, each time with other runs of the same manifest."""

    manifest: Manifest
    store: Store
    task: Task
    engine: LocalEngine | DaskEngine
    committed: Committed
    watch: Callable[[Progress], None] | None = None
    cancel: threading.Event | None = None
    versions: list[dict] = field(default_factory=list)
    progress: Progress | None = None
    driver: Driver | None = None

    def run(self, plan: Plan | None = None) -> Progress:
        """Make the runs of a plan (the manifest's own when none is given) that the store does not hold yet.

        Returns how far this plan came. Who watches a batch that decides on its way is told of all its runs, of which
        there are as many as it may make at most.
        """
        earlier, file = self.progress, ProgressFile(self.store.folder)
        if earlier is not None:  # what an earlier call made is stored by now
            self.committed = Committed(self.store)
        before = (len(self.committed), self.committed.failures)
        most = planned_runs(self.manifest) if self.manifest.decides else None

        def tell(progress: Progress) -> None:
            if earlier is not None:
                progress.started, progress.recent = earlier.started, earlier.recent
            self.progress = progress if most is None else progress.after(earlier, most, *before)
            file(self.progress)
            if self.watch is not None:
                self.watch(self.progress)

        known = self.driver.run_seconds if self.driver is not None else None
        self.driver = Driver(
            self.store, self.task, self.engine, self.committed, tell, self.cancel, self.versions, known
        )
        try:
            return self.driver.run(plan or Plan(self.manifest))
        finally:
            if self.progress is not None:
                file(self.progress, now=True)


@contextmanager
def open_batch(
    manifest: Manifest,
    folder: str | Path,
    engine: LocalEngine | DaskEngine,
    command: str = "",
    watch: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    retry: bool = False,
) -> Iterator[Batch]:
    """Open a folder for a batch: locked, tidied, its stored runs known, the session in its provenance.

    ``retry`` takes failed runs out, so that they are made again. Raises
    :class:`experiments.writing.outputs.OutputError` for a folder that cannot be used and
    :class:`experiments.batch.fence.BusyError` when another driver works in it.
    """
    store = Store(folder)
    store.claim()
    manifest = replace(manifest, outputs=tables_that_fit(manifest))
    code = code_of(manifest.kind)
    with DriverLock(store.folder):
        check_same(store, manifest, code)
        session = store.fence.open_session()
        committed = Committed(store, retry)
        store.tidy()
        if retry:
            store.forget_late()
        told = {"command": command, "engine": engine.name, "workers": engine.workers}
        store.begin(session, manifest, told)
        task = Task(str(store.folder.resolve()), session, manifest.outputs, code, fingerprint())
        batch = Batch(manifest, store, task, engine, committed, watch, cancel)
        try:
            yield batch
        finally:
            engine.stop()
            found = batch.progress
            with suppress(OSError):
                store.fence.close_session()
                store.tidy()
                store.end(session, {"worker_versions": batch.versions, "damaged": committed.damaged,
                          **({"refused": engine.refused} if getattr(engine, "refused", None) else {}),
                          **({"made": found.made, "failed": found.failed} if found else {})})  # fmt: skip
