"""Long walks in short pieces: between two of them a run can be interrupted, or given up by whoever waited for it.

Compiled code hears nothing: not Ctrl-C, and not that its caller has gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar

PIECE = 0.1  # seconds that a piece should take; a month is never cut

# Asked between pieces, in the context of the run: whether somebody still waits for it.
WANTED: ContextVar[Callable[[], bool]] = ContextVar("wanted", default=lambda: True)


class GivenUp(BaseException):
    """Nobody waits for this run any more. No error of the run, so no record may tell it as one."""


def in_pieces(walk: Callable[[int, int], int | None], first: int, last: int) -> None:
    """Call ``walk(month, until)`` for months ``first`` to ``last`` - 1, piece by piece.

    ``walk`` returns the month that it came to when that may be before ``until``. Raises :class:`GivenUp` once
    ``WANTED`` says so.
    """
    month, step, wanted = first, 1, WANTED.get()
    while month < last:
        if not wanted():
            raise GivenUp
        start = time.perf_counter()
        until = min(month + step, last)
        reached = walk(month, until)
        spent = time.perf_counter() - start
        month = until if reached is None else reached
        # At most twice as long as the last one: a first month may have been slow for reading compiled code.
        step = max(1, min(2 * step, int(step * PIECE / max(spent, 1e-9))))
