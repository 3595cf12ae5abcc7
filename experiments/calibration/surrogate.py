"""A quadratic stand-in for the model's moments, and what a set of targets says about parameters through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RIDGE = 1e-3
DRAWS = 40_000


def quadratic(unit: np.ndarray) -> np.ndarray:
    """(points, 1 + d + d (d + 1) / 2): constant, linear, squares and products of places in (-1, 1)."""
    dimensions = unit.shape[1]
    pairs = [(i, j) for i in range(dimensions) for j in range(i, dimensions)]
    columns = [np.ones(len(unit)), *unit.T, *(unit[:, i] * unit[:, j] for i, j in pairs)]
    return np.column_stack(columns)


@dataclass(frozen=True)
class Surrogate:
    """Moments as quadratic functions of the parameters, fitted to runs.

    ``low`` and ``high`` (d,) bound the parameters; ``weights`` (features, moments); ``error`` (moments, moments) is
    the covariance of what the fit misses at points that it has not seen (leave one out).
    """

    low: np.ndarray
    high: np.ndarray
    weights: np.ndarray
    error: np.ndarray

    def unit(self, places: np.ndarray) -> np.ndarray:
        """Places in units of the cube from -1 to 1."""
        return 2.0 * (np.asarray(places, float) - self.low) / (self.high - self.low) - 1.0

    def moments(self, places: np.ndarray) -> np.ndarray:
        """(points, moments) at places (points, d)."""
        return quadratic(self.unit(places)) @ self.weights


def fitted(places: np.ndarray, moments: np.ndarray, low: np.ndarray, high: np.ndarray) -> Surrogate:
    """The surrogate of moments (points, m) observed at places (points, d); ridge keeps products of few runs small."""
    empty = Surrogate(np.asarray(low, float), np.asarray(high, float), np.empty(0), np.empty(0))
    features = quadratic(empty.unit(places))
    penalty = RIDGE * len(places) * np.eye(features.shape[1])
    penalty[0, 0] = 0.0
    solve = np.linalg.solve(features.T @ features + penalty, features.T)
    leverage = np.einsum("ij,ji->i", features, solve)
    left = (moments - features @ (solve @ moments)) / (1.0 - np.minimum(leverage, 0.95))[:, None]
    return Surrogate(empty.low, empty.high, solve @ moments, np.cov(left, rowvar=False))


@dataclass(frozen=True)
class Posterior:
    """What targets say about the parameters, within a flat prior over the cube: weighted draws (draws, d)."""

    draws: np.ndarray
    weights: np.ndarray

    def interval(self, share: float = 0.90) -> np.ndarray:
        """(d, 2): the middle ``share`` of each parameter."""
        tails = (0.5 - share / 2.0, 0.5 + share / 2.0)
        found = []
        for column in self.draws.T:
            order = np.argsort(column)
            mass = np.cumsum(self.weights[order])
            places = [min(np.searchsorted(mass, tail), len(order) - 1) for tail in tails]
            found.append(column[order][places])
        return np.array(found)

    @property
    def best(self) -> np.ndarray:
        """The draw that fits best."""
        return self.draws[int(np.argmax(self.weights))]

    @property
    def effective(self) -> float:
        """Number of draws that count (Kish 1965)."""
        return float(1.0 / (self.weights**2).sum())


def posterior(surrogate: Surrogate, target: np.ndarray, covariance: np.ndarray, seed: int) -> Posterior:
    """Draws of a latin hypercube, weighted by the normal likelihood of the targets (m,) under ``covariance``.

    ``covariance`` (m, m) is that of target and luck; the surrogate's own error is added.
    """
    from scipy.stats import qmc

    unit = qmc.LatinHypercube(len(surrogate.low), rng=np.random.default_rng(seed)).random(DRAWS)
    draws = qmc.scale(unit, surrogate.low, surrogate.high)
    gap = surrogate.moments(draws) - target
    distance = np.einsum("ij,ij->i", gap, np.linalg.solve(covariance + surrogate.error, gap.T).T)
    weights = np.exp(-0.5 * (distance - distance.min()))
    return Posterior(draws, weights / weights.sum())
