"""A quadratic stand-in for the model's moments, and what a set of targets says about parameters through it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

RIDGE = 1e-3
STARTS, CHAINS, STEPS = 20_000, 50, 1_600


def quadratic(unit: np.ndarray) -> np.ndarray:
    """(points, 1 + d + d (d + 1) / 2): constant, linear, squares and products of places in (-1, 1)."""
    first, second = np.triu_indices(unit.shape[1])
    return np.hstack([np.ones((len(unit), 1)), unit, unit[:, first] * unit[:, second]])


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

    def shifted(self, offset: np.ndarray) -> Surrogate:
        """The surrogate with ``offset`` (moments,) added everywhere."""
        weights = self.weights.copy()
        weights[0] += offset
        return replace(self, weights=weights)


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
    """What targets say about the parameters, within a flat prior over the cube: draws (draws, d) and the best place."""

    draws: np.ndarray
    best: np.ndarray

    def interval(self, share: float = 0.90) -> np.ndarray:
        """(d, 2): the middle ``share`` of each parameter."""
        return np.quantile(self.draws, [0.5 - share / 2.0, 0.5 + share / 2.0], axis=0).T


def posterior(surrogate: Surrogate, target: np.ndarray, covariance: np.ndarray, seed: int) -> Posterior:
    """Draws from the posterior of the parameters, given targets (m,) with ``covariance`` (m, m) of fact and luck.

    The surrogate's own error is added, and the likelihood is Student's with as many degrees of freedom as there are
    moments, for both covariances are estimates. Sampled by differential evolution Markov chains (ter Braak 2006):
    some parameters are held to a hundredth of their range, which a sample of the cube would miss.
    """
    inverse = np.linalg.inv(covariance + surrogate.error)
    freedom = len(target)

    def density(unit: np.ndarray) -> np.ndarray:
        gap = quadratic(unit) @ surrogate.weights - target
        inside = (np.abs(unit) <= 1.0).all(axis=1)
        distance = np.einsum("ij,jk,ik->i", gap, inverse, gap)
        return np.where(inside, -0.5 * (freedom + len(target)) * np.log1p(distance / freedom), -np.inf)

    luck = np.random.default_rng(seed)
    dimensions = len(surrogate.low)
    cloud = luck.uniform(-1.0, 1.0, (STARTS, dimensions))
    chains = cloud[np.argsort(-density(cloud))[:CHAINS]]
    level = density(chains)
    best, highest = chains[0], -np.inf
    kept = []
    for step in range(STEPS):
        first, second = (luck.integers(1, CHAINS, CHAINS) + np.arange(CHAINS) for _ in range(2))
        reach = 1.0 if step % 10 == 9 else 2.38 / (2.0 * dimensions) ** 0.5
        jump = reach * (chains[first % CHAINS] - chains[second % CHAINS])
        tried = chains + jump + luck.normal(0.0, 1e-4, chains.shape)
        reached = density(tried)
        taken = np.log(luck.uniform(size=CHAINS)) < reached - level
        chains, level = np.where(taken[:, None], tried, chains), np.where(taken, reached, level)
        if level.max() > highest:
            best, highest = chains[int(np.argmax(level))], float(level.max())
        if step >= STEPS // 2:
            kept.append(chains)
    span = (surrogate.high - surrogate.low) / 2.0
    draws = surrogate.low + (np.concatenate(kept) + 1.0) * span
    return Posterior(draws, surrogate.low + (best + 1.0) * span)
