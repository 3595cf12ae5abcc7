"""Arms of a sampled design that are the same market: a few levels, and rows of one group, meet again and again.

Nobody makes millions of arms to see it. Each row of the design becomes a few whole numbers, equal where the market is,
and these one number, block by block.
"""

from __future__ import annotations

import numpy as np

from experiments.batch.factors import Factor
from experiments.batch.samples import blocks, mixed

NONE = np.empty(0, bool)


def may_repeat(manifest) -> bool:
    """Whether two points of a sampled design can be the same market.

    Points of a continuous range never meet but where the design itself says so: Morris' trajectories walk on few
    levels, and cross-samples of one factor (of two, with second order) hold each other's rows.
    """
    continuous = [factor.continuous for factor in manifest.factors]
    if manifest.kind == "latin_hypercube":
        return not any(continuous)
    if manifest.kind == "sobol":
        return not all(continuous) or len(continuous) <= (2 if manifest.options["second_order"] else 1)
    return True


def repeated_arms(manifest) -> np.ndarray:
    """For each arm of a sampled design whether an earlier one is the same market; empty where none can be.

    Numbers of 64 bits stand for the markets, as they do in the names of runs.
    """
    if not may_repeat(manifest):
        return NONE
    markets = np.concatenate([_markets(manifest.factors, rows) for rows in blocks(manifest)])
    order = np.argsort(markets, kind="stable")  # the first of equal ones stays in front
    again = np.zeros(len(markets), bool)
    again[order[1:][markets[order[1:]] == markets[order[:-1]]]] = True
    return again if manifest.effect is None else np.repeat(again, 2)  # two arms a point, side by side


def _markets(factors: list[Factor], rows: np.ndarray) -> np.ndarray:
    """A number a row of shares, equal where all factors stand for the same values."""
    found = np.zeros(len(rows), np.uint64)
    for factor, shares in zip(factors, rows.T, strict=True):
        for column in values_told(factor, shares):
            found = mixed(found + np.ascontiguousarray(column).view(np.uint64) + np.uint64(0x9E3779B97F4A7C15))
    return found


def values_told(factor: Factor, shares: np.ndarray) -> list[np.ndarray]:
    """Columns of 64 bits that are equal where :meth:`Factor.at` gives the same values of the parameter table."""
    if factor.levels:
        return [np.minimum((shares * len(factor.levels)).astype(np.int64), len(factor.levels) - 1)]
    if factor.integer:
        return [np.minimum((factor.low + shares * (factor.high - factor.low + 1)).astype(np.int64), int(factor.high))]
    if factor.continuous:
        return [shares]
    level = factor.low + shares * (factor.high - factor.low)  # several keys, all of whole numbers
    return [np.rint(level * value) for value in factor.scale.values()] or [np.rint(level)]
