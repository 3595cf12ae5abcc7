"""Threads for runs, which stop when nobody waits for them any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from model.pieces import WANTED


@contextmanager
def thread_pool(count: int | None = None) -> Iterator[ThreadPoolExecutor]:
    """A pool of ``count`` threads (default: as Python chooses).

    When its block is left before the work is done (Ctrl-C, an error, a caller that stops listening), what has not
    begun is dropped, and runs under way are given up at the end of their piece (:mod:`model.pieces`). Nobody waits.
    """
    stopped = threading.Event()
    pool = ThreadPoolExecutor(count, initializer=WANTED.set, initargs=(lambda: not stopped.is_set(),))
    try:
        yield pool
    finally:
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)


def spread(run: Callable, tasks: Sequence, threads: int | None = None) -> Iterator:
    """Results of tasks as they finish; what has not begun is dropped when the caller stops."""
    with thread_pool(threads) as pool:
        pending: set[Future] = {pool.submit(run, task) for task in tasks}
        while pending:
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()


def in_order(
    run: Callable, tasks: Sequence, threads: int | None = None, watch: Callable[[int, int], None] | None = None
) -> list:
    """Results of tasks in their order; ``watch(done, total)`` sees how far it is."""
    found = []
    with thread_pool(threads) as pool:
        for result in pool.map(run, tasks):
            found.append(result)
            if watch:
                watch(len(found), len(tasks))
    return found
