"""What compiled code of a library prints on the process's own output goes nowhere."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STDOUT = 1  # the file descriptor; Python's sys.stdout may be another
_ALONE = threading.Lock()  # two at once would each take the other's nowhere for the stream


@contextmanager
def unheard() -> Iterator[None]:
    """Nothing that is printed below Python meanwhile is heard: a program that reads ``--json`` would stumble over it.

    The solver HiGHS of scipy 1.17 has a line of its makers left in, and no option is rid of it. Not for long stretches:
    the output is the whole process's.
    """
    with _ALONE:
        try:
            kept = os.dup(STDOUT)
        except OSError:  # closed: nobody hears anyway
            yield
            return
        _flush()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, STDOUT)
            yield
        finally:
            _flush()  # what C holds back would come later
            os.dup2(kept, STDOUT)
            os.close(kept)
            os.close(nowhere)


def _flush() -> None:
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    with suppress(OSError, TypeError, AttributeError):  # a system whose C library is not the process's own
        ctypes.CDLL(None).fflush(None)
