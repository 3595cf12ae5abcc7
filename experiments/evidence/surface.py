"""On what a verdict depends: a response surface of an effect over the dimensions of uncertainty.

A Gaussian process (Rasmussen and Williams 2006; scikit-learn) through the points' means, with the error of each mean
known and a length for every dimension. Its skill is measured on points that it has not seen.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.evidence.claims import Test
from experiments.evidence.sequential import FOR, OPEN

FOLDS = 5
SAMPLE = 1024  # places at which the fitted surface is read
ROWS, COLUMNS = 5, 9  # of a map
SKILLED = 0.1  # skill below which the surface is not told as the answer
SIGNS = ((0.8, "#"), (0.5, "+"), (0.2, "-"), (0.0, "."))
LEGEND = "# holds at four fifths of the places there or more, + at half or more, - at a fifth or more, . at fewer"


@dataclass(frozen=True)
class Region:
    """Where a claim holds most: ``bounds`` are dimensions with their ends, infinite where there is none.

    ``there`` and ``elsewhere`` are decided points for it, of how many. Without bounds the surface holds at all places
    (``whole``) or at none.
    """

    bounds: tuple[tuple[str, float, float], ...] = ()
    there: tuple[int, int] = (0, 0)
    elsewhere: tuple[int, int] = (0, 0)
    whole: bool = False

    @property
    def sentence(self) -> str:
        """The region as the pages and the command tell it."""
        if not self.bounds:
            return f"the surface holds {'everywhere' if self.whole else 'nowhere'} on average"
        words = " and ".join(_bound(*bound) for bound in self.bounds)
        (held, of), (also, others) = self.there, self.elsewhere
        return f"holds most where {words}: at {held} of {of} decided points there, at {also} of {others} elsewhere"


@dataclass(frozen=True)
class Surface:
    """``skill``: one less the squared error of predictions at unseen points over that of their mean (at most 1).

    ``sentence`` tells the ``region`` in which the claim holds, and how the points bear it out; ``axes`` the two
    dimensions that move the effect most (across, up) with ``part``, their shares of what the surface varies by single
    dimensions; ``map`` has a line a row, the highest first.
    """

    skill: float
    predicts: bool
    sentence: str
    axes: tuple[str, ...]
    part: tuple[float, ...]
    map: tuple[str, ...]
    region: Region | None = None


def holds(test: Test, effect: np.ndarray) -> np.ndarray:
    """Where an effect is what the article expects."""
    if test.sign == "0":
        return np.abs(effect) < test.smallest
    return (-effect if test.sign == "-" else effect) > test.smallest


def fitted(places: np.ndarray, means: np.ndarray, errors: np.ndarray):
    """A Gaussian process from places in the unit cube to the means of effects with known errors, as a function."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    middle, spread = means.mean(), means.std() or 1.0
    kernel = ConstantKernel(1.0, (0.05, 20.0)) * RBF(np.full(places.shape[1], 2.0), (0.3, 30.0))
    process = GaussianProcessRegressor(
        kernel + WhiteKernel(0.1, (1e-4, 2.0)), alpha=(errors / spread) ** 2 + 1e-8, n_restarts_optimizer=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its limit: the dimension does nothing
        process.fit(places, (means - middle) / spread)
    return lambda where: middle + spread * process.predict(where)


def skill_of(places: np.ndarray, means: np.ndarray, errors: np.ndarray) -> float:
    """Skill at points left out, a fifth of them at a time; the mean of the others is what it has to beat."""
    fold = np.arange(len(means)) % FOLDS
    missed = plain = 0.0
    for number in range(FOLDS):
        out = fold == number
        guess = fitted(places[~out], means[~out], errors[~out])(places[out])
        missed += float(((means[out] - guess) ** 2).sum())
        plain += float(((means[out] - means[~out].mean()) ** 2).sum())
    return 1.0 - missed / plain if plain > 0.0 else 0.0


def surface_of(
    test: Test,
    names: Sequence[str],
    ranges: np.ndarray,
    places: np.ndarray,
    values: np.ndarray,
    sides: np.ndarray,
) -> Surface:
    """The surface of a test's effect; ``ranges`` (dimensions, 2), ``values`` (points, pairs), ``sides`` (points,)."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # matrices as small as these take many threads several times as long
        return _surface(test, names, ranges, places, values, sides)


def _surface(test: Test, names, ranges, places, values, sides) -> Surface:
    known = np.isfinite(values).sum(axis=1) >= 2
    rows = [row[np.isfinite(row)] for row in values[known]]
    means = np.array([row.mean() for row in rows])
    errors = np.array([row.std(ddof=1) / len(row) ** 0.5 for row in rows])
    low, span = ranges[:, 0], ranges[:, 1] - ranges[:, 0]
    unit = (places - low) / span
    skill = skill_of(unit[known], means, errors) if known.sum() >= 2 * FOLDS else 0.0
    if not skill > SKILLED:
        return Surface(skill, False, f"no surface over the {len(names)} dimensions foretells it (skill at unseen "
                                     f"points {skill:.2f})", (), (), ())  # fmt: skip
    effect = fitted(unit[known], means, errors)
    sample = np.random.default_rng(1).random((SAMPLE, len(names)))
    alone = np.array([_main_effect(effect, sample, number) for number in range(len(names))])
    across, up = np.argsort(-alone, kind="stable")[:2]
    total = alone.sum() or 1.0
    region = _region(test, names, low, span, effect, sample, unit, sides)
    return Surface(
        skill, True, f"{region.sentence} (skill at unseen points {skill:.2f})", (names[across], names[up]),
        (float(alone[across] / total), float(alone[up] / total)), _map(test, effect, sample, across, up), region,
    )  # fmt: skip


def _main_effect(effect, sample: np.ndarray, number: int) -> float:
    """Variance of the effect's mean over all other dimensions along one."""
    means = []
    for place in np.linspace(0.05, 0.95, 7):
        there = sample[:256].copy()
        there[:, number] = place
        means.append(effect(there).mean())
    return float(np.var(means))


def _map(test: Test, effect, sample: np.ndarray, across: int, up: int) -> tuple[str, ...]:
    lines = []
    for row in reversed(range(ROWS)):
        line = ""
        for column in range(COLUMNS):
            there = sample[:256].copy()
            there[:, up], there[:, across] = (row + 0.5) / ROWS, (column + 0.5) / COLUMNS
            share = holds(test, effect(there)).mean()
            line += next(sign for least, sign in SIGNS if share >= least)
        lines.append(line)
    return tuple(lines)


def _region(test: Test, names, low, span, effect, sample, unit, sides) -> Region:
    """The box of at most two conditions in which the surface holds most, and how the decided points bear it out."""
    from sklearn.tree import DecisionTreeClassifier

    there = holds(test, effect(sample))
    if there.all() or not there.any():
        return Region(whole=bool(there.all()))
    tree = DecisionTreeClassifier(max_depth=2, min_samples_leaf=0.1, random_state=1).fit(sample, there)
    leaves = tree.apply(sample)
    best = max(np.unique(leaves), key=lambda leaf: (there[leaves == leaf].mean(), (leaves == leaf).sum()))
    bounds: dict[int, list[float]] = {}
    node, inner = 0, tree.tree_
    target = sample[leaves == best][0]
    while inner.children_left[node] != -1:
        number, edge = inner.feature[node], inner.threshold[node]
        side = bounds.setdefault(number, [0.0, 1.0])
        below = target[number] <= edge
        side[1 if below else 0] = edge
        node = inner.children_left[node] if below else inner.children_right[node]
    inside = np.all([(unit[:, n] > a) & (unit[:, n] <= b) for n, (a, b) in bounds.items()], axis=0)
    ends = [(names[n], float(low[n] + span[n] * a) if a > 0.0 else -math.inf,
             float(low[n] + span[n] * b) if b < 1.0 else math.inf) for n, (a, b) in bounds.items()]  # fmt: skip
    decided = sides != OPEN
    counts = [(int((sides[part & decided] == FOR).sum()), int((part & decided).sum())) for part in (inside, ~inside)]
    return Region(tuple(ends), *counts)


def _bound(name: str, low: float, high: float) -> str:
    if math.isfinite(low) and math.isfinite(high):
        return f"{name} between {low:.3g} and {high:.3g}"
    return f"{name} above {low:.3g}" if math.isfinite(low) else f"{name} below {high:.3g}"
