"""Threads for runs, which stop when nobody waits for them any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
