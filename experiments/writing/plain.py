"""Values as files and screens hold them: what JSON can hold, numbers as a person reads them, the time."""

from __future__ import annotations

import math
import shlex
from pathlib import Path


def plain(value):
    """A value that JSON can hold: numpy numbers become Python's, what is not finite becomes null."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def number(value: float) -> str:
    """A number as a person reads it."""
    if value is None or value != value:
        return "-"
    if isinstance(value, int):
        return f"{value:,}"  # exact, however large: a seed is copied
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}"


def now() -> str:
    """The time, to the second, with its zone, as provenance keeps it."""
    from datetime import datetime

    return datetime.now().astimezone().isoformat(timespec="seconds")


def portable(command: str) -> str:
    """A command without what is of one machine, its folders, workers and scheduler: it gives the same numbers."""
    kept, skip = [], False
    for word in shlex.split(command):
        flag = word.split("=")[0]
        if not skip and flag not in ("--out", "--workers", "--scheduler", "--json", "--retry-failed"):
            kept.append(Path(word).name if Path(word).is_absolute() else word)
        skip = not skip and word in ("--out", "--workers", "--scheduler")
    return shlex.join(kept)
