"""Answers are drawn one at a time, so that many visitors at once do not hold up who only reads.

Pages share one interpreter: fifty that draw at the same moment all end late, and a page that computes nothing gets a
fiftieth of the processor. Whoever draws an answer takes a turn, and gives it away while waiting for the workers; pages
without an answer take none.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_turn = threading.Lock()
_held = threading.local()


@contextmanager
def taken() -> Iterator[None]:
    """What is done within is done alone among those that took a turn; a thread that has it goes on at once."""
    if _has():
        yield
        return
    _take()
    try:
        yield
    finally:
        _give()


@contextmanager
def given_away() -> Iterator[None]:
    """Within, the others may go on; without a turn of this thread nothing changes."""
    if not _has():
        yield
        return
    _give()
    try:
        yield
    finally:
        _take()


def _has() -> bool:
    return getattr(_held, "turn", False)


def _take() -> None:
    _turn.acquire()
    _held.turn = True


def _give() -> None:
    _held.turn = False
    _turn.release()
