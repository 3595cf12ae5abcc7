"""Dimensions of uncertainty: one number that sets, scales or shifts one or more parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model import PARAMETERS

FIRST = 24  # points with which a hypercube that can grow begins


@dataclass(frozen=True)
class Uncertain:
    """One dimension: keys that take the value, that are scaled by it, or that take a number less it."""

    name: str
    low: float
    high: float
    why: str
    set: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()
    rest: tuple[tuple[str, float], ...] = ()

    def values(self, value: float) -> dict[str, float]:
        """Scenario values at one place of the dimension; scaled keys start from their defaults."""
        found: dict[str, float] = {key: value for key in self.set}
        for key in self.scale:
            scaled = PARAMETERS[key].default * value
            found[key] = round(scaled) if PARAMETERS[key].integer else scaled
        return found | {key: of - value for key, of in self.rest}

    @property
    def default(self) -> float:
        """Where the parameter table stands on this dimension."""
        return float(PARAMETERS[self.set[0]].default) if self.set else 1.0


def place_values(dimensions: Sequence[Uncertain], place: Sequence[float]) -> dict[str, float]:
    """Scenario values of one point."""
    found: dict[str, float] = {}
    for dimension, value in zip(dimensions, place, strict=True):
        found |= dimension.values(float(value))
    return found


def latin_hypercube(dimensions: Sequence[Uncertain], points: int, seed: int) -> np.ndarray:
    """(points, dimensions): one stratum a point in every dimension (McKay, Beckman and Conover 1979)."""
    from scipy.stats import qmc

    unit = qmc.LatinHypercube(len(dimensions), rng=np.random.default_rng(seed)).random(points)
    return qmc.scale(unit, [d.low for d in dimensions], [d.high for d in dimensions])


def filled_hypercube(dimensions: Sequence[Uncertain], points: int, seed: int) -> np.ndarray:
    """(points, dimensions): a Latin hypercube of ``FIRST`` points, and more of them in strata that it leaves empty.

    So a job of ``FIRST`` points goes on to more of them and keeps its runs (augmented Latin hypercube, Stein 1987).
    Of ``points`` strata in a dimension each has a point, but for those of which two of the first share a neighbour.
    """
    first = latin_hypercube(dimensions, min(points, FIRST), seed)
    more = points - len(first)
    if not more:
        return first
    luck = np.random.default_rng([seed, points])
    columns = []
    for dimension, column in zip(dimensions, first.T, strict=True):
        width = (dimension.high - dimension.low) / points
        taken = ((column - dimension.low) / width).astype(int)
        empty = luck.permutation(np.setdiff1d(np.arange(points), taken))[:more]
        columns.append(dimension.low + width * (empty + luck.random(more)))
    return np.vstack([first, np.column_stack(columns)])


def read_dimensions(rows: Sequence[Mapping]) -> tuple[Uncertain, ...]:
    """Dimensions from tables of TOML; raises ValueError for one that sets nothing."""
    found = tuple(
        Uncertain(
            row["name"], row["low"], row["high"], row["why"], tuple(row.get("set", ())), tuple(row.get("scale", ())),
            ((row["rest"]["key"], row["rest"]["of"]),) if "rest" in row else (),
        )
        for row in rows
    )  # fmt: skip
    for dimension in found:
        unknown = [key for key in (*dimension.set, *dimension.scale) if key not in PARAMETERS]
        if unknown or not (dimension.set or dimension.scale) or not dimension.low < dimension.high:
            raise ValueError(f"{dimension.name}: expected low below high and known keys, not {unknown}")
    return found
