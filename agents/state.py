"""How a kind of agent declares its state: columns with a type, a unit and a meaning."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Column(NamedTuple):
    """One column of state. ``shape`` is empty for a number, or the length of a small inner array."""

    name: str
    type: str
    unit: str
    meaning: str
    shape: tuple[int, ...] = ()


def record_type(columns: tuple[Column, ...]) -> np.dtype:
    """The aligned numpy record type of a row with these columns."""
    return np.dtype([(c.name, c.type, c.shape) for c in columns], align=True)


def empty_rows(columns: tuple[Column, ...], rows: int) -> np.recarray:
    """``rows`` zeroed rows, readable as ``state[row].cash`` compiled and uncompiled alike."""
    return np.zeros(rows, dtype=record_type(columns)).view(np.recarray)
