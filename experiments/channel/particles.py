"""Weights of candidates for a partner: the nearer its signs, the heavier (approximate Bayes by rejection and kernel).

Beaumont, Zhang, Balding (2002): simulations whose summaries lie within a distance of the observed ones, weighted by
Epanechnikov's kernel, stand for the posterior. A partner's particles carry hidden state and future together, so that
what the ledger leaves open stays open in the forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.partner import KINDS
from experiments.channel.candidates import Candidates

NEAREST = 200  # candidates that keep a weight
CELLS = 2**21  # distances that are looked at at once


@dataclass(frozen=True)
class Particles:
    """For each partner the places (partners, NEAREST) of its candidates and their weights, which sum to 1.

    ``distance`` is the mean distance of its particles a known sign, in standard deviations; ``known`` how many signs
    the ledger shows; ``effective`` the number of independent firms that the weights are worth (Kish).
    """

    place: np.ndarray
    weight: np.ndarray
    distance: np.ndarray
    known: np.ndarray
    effective: np.ndarray

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Weighted mean of a candidate's value, by partner; candidates without one are left out."""
        taken = np.asarray(values, float)[self.place]
        weight = np.where(np.isnan(taken), 0.0, self.weight)
        with np.errstate(all="ignore"):
            return (np.nan_to_num(taken) * weight).sum(axis=1) / weight.sum(axis=1)

    def quantile(self, values: np.ndarray, share: float) -> np.ndarray:
        """Weighted quantile of a candidate's value, by partner."""
        taken = np.asarray(values, float)[self.place]
        order = np.argsort(taken, axis=1)
        ranked = np.take_along_axis(taken, order, axis=1)
        weight = np.where(np.isnan(ranked), 0.0, np.take_along_axis(self.weight, order, axis=1))
        reached = weight.cumsum(axis=1) >= share * weight.sum(axis=1, keepdims=True)
        return np.take_along_axis(ranked, reached.argmax(axis=1)[:, None], axis=1)[:, 0]


def particles_of(signs: np.ndarray, kind: np.ndarray, candidates: Candidates, nearest: int = NEAREST) -> Particles:
    """Particles of partners with these signs (NaN: not known) and kinds (-1: not known)."""
    spread = np.nanstd(candidates.signs, axis=0)
    spread[~(spread > 0.0)] = 1.0
    middle = np.nanmean(candidates.signs, axis=0)
    theirs = np.nan_to_num((candidates.signs - middle) / spread)
    own = (signs - middle) / spread
    known = ~np.isnan(own)
    own = np.nan_to_num(own)
    count = min(nearest, len(theirs))
    place = np.empty((len(own), count), np.int64)
    square = np.empty((len(own), count))
    squares, apart_by_kind = np.hstack([theirs**2, theirs]).T, _apart_by_kind(candidates.kind)
    block = max(1, CELLS // max(len(theirs), 1))
    for start in range(0, len(own), block):
        rows = slice(start, start + block)
        # (own - theirs)**2 over known signs, with one product of matrices
        apart = np.hstack([known[rows], -2.0 * own[rows]]) @ squares
        apart += (own[rows] ** 2).sum(axis=1)[:, None]
        np.maximum(apart, 0.0, out=apart)
        apart += apart_by_kind[kind[rows]]
        near = np.argpartition(apart, count - 1, axis=1)[:, :count]
        place[rows] = near
        square[rows] = np.take_along_axis(apart, near, axis=1)
    widest = square.max(axis=1, keepdims=True)
    weight = np.maximum(1.0 - square / np.where(widest > 0.0, widest, 1.0) * (1.0 - 1.0 / count), 0.0)
    weight /= weight.sum(axis=1, keepdims=True)
    shown = known.sum(axis=1)
    distance = np.sqrt((square * weight).sum(axis=1) / np.maximum(shown, 1))
    return Particles(place, weight, distance, shown, _effective(place, weight, candidates))


def _apart_by_kind(kind: np.ndarray) -> np.ndarray:
    """Squared distances (kinds and one row for not known, candidates): that of the kinds' indicators, each measured in
    its own standard deviations, halved since one indicator of two says the same as both; none from a kind not known."""
    share = np.clip(np.bincount(kind, minlength=len(KINDS)) / max(len(kind), 1), 0.01, 0.99)
    weight = 1.0 / (share * (1.0 - share))
    between = (weight[:, None] + weight[None, :]) / 2.0 * ~np.eye(len(KINDS), dtype=bool)
    return np.vstack([between[:, kind], np.zeros(len(kind))])


def _effective(place: np.ndarray, weight: np.ndarray, candidates: Candidates) -> np.ndarray:
    """Kish's number of independent firms: candidates of one firm at several dates count together."""
    firm = candidates.firm
    return np.array([1.0 / (np.bincount(firm[p], w) ** 2).sum() for p, w in zip(place, weight, strict=True)])
