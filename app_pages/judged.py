"""The verdicts on the article's claims, made from what is stored once for all visitors."""

from __future__ import annotations

import threading
from functools import lru_cache

from experiments.evidence.claims import registry
from experiments.evidence.claims_page import STORED, stored_effects
from experiments.evidence.groups import Evidence, evidence_of
from experiments.evidence.verdicts import verdicts

_lock = threading.Lock()


def stamp() -> tuple[int, int]:
    """What changes with the stored results."""
    file = STORED.stat()
    return file.st_mtime_ns, file.st_size


def evidence(stored: tuple[int, int]) -> Evidence:
    """What the stored results say of all claims; two visitors at once wait for the same."""
    with _lock:
        return _made(stored)


@lru_cache(maxsize=1)
def _made(stored: tuple[int, int]) -> Evidence:
    book = registry()
    effects = stored_effects(book)
    return evidence_of(book, effects, verdicts(book, effects))
