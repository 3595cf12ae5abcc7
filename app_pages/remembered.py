"""What was drawn before and costs time to draw again: a bounded number of things, shared by all visitors."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from experiments.comparing.compare import Comparison

KEPT = 40  # answers, some hundred kB each


class Remembered:
    """Things by key, the oldest forgotten first."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept, self.lock = kept, threading.Lock()
        self.things: OrderedDict[Hashable, object] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], object]):
        """The thing of ``key``, made when it is not there (by two visitors at once, perhaps, and to the same end)."""
        with self.lock:
            if key in self.things:
                self.things.move_to_end(key)
                return self.things[key]
        made = make()
        with self.lock:
            self.things[key] = made
            while len(self.things) > self.kept:
                self.things.popitem(last=False)
        return made


def key_of(comparison: Comparison) -> tuple:
    """What makes a comparison what it is: scenarios, length, root seed and the replicates that are there."""
    replicates = tuple(row[0].replicate for row in comparison.complete)
    return (*(s.hash for s in comparison.scenarios), comparison.months, comparison.seed, replicates)
