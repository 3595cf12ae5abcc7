"""One pool of workers for all sessions, first come, first served, with a bounded store of finished runs.

A run releases the interpreter's lock and takes a fraction of a second, so pages stay responsive while
it works. Runs are stored by scenario, seed, months and replicate: a first look and its refinement, or
two sessions with the same question, share them.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from agents.compiled import cache_folder
from experiments.compare import Comparison
from experiments.runs import RunRecord, one_run
from scenarios import Scenario, load_scenario

ROOT_SEED = 1
FIRST_LOOK = 4  # pairs before the first answer
FULL = int(os.environ.get("GARDEN_APP_PAIRS", "64"))  # pairs of a full answer; tests take fewer
STORE = 2500  # runs kept, about 40 kB each
OPENING = ("steady", "prepayment", "credit", "community", "all-three")

Key = tuple[str, int, int, int]


class RunStore:
    """Finished runs and those under way."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="market")
        self.finished: OrderedDict[Key, RunRecord] = OrderedDict()
        self.pending: dict[Key, tuple[Future, int]] = {}

    def ask(self, scenario: Scenario, months: int, replicate: int) -> Key:
        """Make sure that a run is finished or under way; returns its key."""
        key = (scenario.hash, ROOT_SEED, months, replicate)
        with self.lock:
            if key in self.finished:
                self.finished.move_to_end(key)
            elif key in self.pending:
                future, wanted = self.pending[key]
                self.pending[key] = (future, wanted + 1)
            else:
                self.pending[key] = (self.pool.submit(self._run, key, scenario), 1)
        return key

    def _run(self, key: Key, scenario: Scenario) -> None:
        record = one_run(scenario, 0, key[3], key[1], key[2])
        with self.lock:
            self.finished[key] = record
            self.pending.pop(key, None)
            while len(self.finished) > STORE:
                self.finished.popitem(last=False)

    def get(self, key: Key) -> RunRecord | None:
        """A finished run, or None."""
        with self.lock:
            return self.finished.get(key)

    def leave(self, keys: list[Key]) -> None:
        """Nobody on this page waits for these runs any more; those not begun are dropped."""
        with self.lock:
            for key in keys:
                if key in self.pending:
                    future, wanted = self.pending[key]
                    if wanted > 1:
                        self.pending[key] = (future, wanted - 1)
                    elif future.cancel():
                        del self.pending[key]


store = RunStore()


@dataclass
class Question:
    """A what-if against its base: ``pairs`` pairs of runs asked for."""

    base: Scenario
    other: Scenario
    months: int
    pairs: int

    def __post_init__(self) -> None:
        self.keys = [
            (store.ask(self.base, self.months, r), store.ask(self.other, self.months, r)) for r in range(self.pairs)
        ]

    @property
    def done(self) -> int:
        """Pairs finished."""
        return sum(all(store.get(key) for key in pair) for pair in self.keys)

    def answer(self) -> Comparison:
        """The comparison of what is finished by now."""
        runs = []
        for number, pair in enumerate(self.keys):
            records = [store.get(key) for key in pair]
            if all(records):
                runs += [replace(r, scenario=n, replicate=number) for n, r in enumerate(records)]
        return Comparison((self.base, self.other), runs, self.months, ROOT_SEED)

    def leave(self) -> None:
        """Give up what is not begun."""
        store.leave([key for pair in self.keys for key in pair])


def opening_file() -> Path:
    """Where the finished opening comparison is kept: it belongs to these sources and this many pairs."""
    return cache_folder() / f"opening-{FULL}.pickle"


def prepare_opening(watch=None) -> None:
    """Have the presets' comparison finished before the first page is seen; kept on disk for the next start."""
    path = opening_file()
    if path.exists():
        try:
            store.finished.update(pickle.loads(path.read_bytes()))
            return
        except (OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError):
            pass  # made again below
    chosen = [load_scenario(name) for name in OPENING]
    keys = [store.ask(s, s.months, r) for r in range(FULL) for s in chosen]
    for number, key in enumerate(keys, start=1):
        while store.get(key) is None:
            threading.Event().wait(0.05)
        if watch:
            watch(number, len(keys))
    temporary = path.with_suffix(".part")
    try:
        temporary.write_bytes(pickle.dumps({key: store.get(key) for key in keys}))
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)


def main() -> None:
    """``python -m app_pages.runs``: prepare the opening comparison, told with a bar."""
    from experiments.console import ProgressBar

    with ProgressBar("opening comparison") as bar:
        prepare_opening(bar)


if __name__ == "__main__":
    main()
