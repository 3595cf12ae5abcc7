"""Ctrl-C ends a command within a second, whatever it is doing.

Python hears a signal between two of its own steps, and compiled code has none: opening a market of 60,000 partners is
one call of several seconds. The system still delivers the signal, so a thread listens for it, gives the command time
to end by itself, and then ends the process. Nothing is lost by that: files become visible when they are whole
(:mod:`experiments.writing.outputs`), and kept results are on disk line by line.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from experiments.commands.flags import INTERRUPTED

INTERRUPTED_LINE = "error: interrupted"
GRACE = 0.5  # seconds that a command has to end by itself
SHOW_CURSOR = "\x1b[?25h"  # a bar has hidden it

_own_end = threading.Event()


def end_within_a_second() -> None:
    """From now on Ctrl-C ends this process; to be called by its main thread."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    threading.Thread(target=_listen, args=(read,), daemon=True).start()
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)


def ends_by_itself() -> None:
    """From now on the command ends by itself alone: it ends other processes first, and tells what they leave."""
    _own_end.set()


def _listen(read: int) -> None:
    while os.read(read, 1) != bytes([signal.SIGINT]):
        pass
    time.sleep(GRACE)
    if _own_end.is_set():
        return
    terminal = sys.stderr.isatty()
    os.write(2, f"{SHOW_CURSOR if terminal else ''}{INTERRUPTED_LINE}\n".encode())
    os._exit(INTERRUPTED)
