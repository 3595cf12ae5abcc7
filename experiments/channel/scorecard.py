"""Plain baselines of a forecast: last value, an ageing rule, a logistic scorecard; and what hidden things would add.

Models are fitted on one thread: those of the libraries wait by spinning, and two are slower than one on a busy machine.
"""

from __future__ import annotations

import warnings

import numpy as np
from threadpoolctl import threadpool_limits

from agents.partner import KINDS
from experiments.channel.candidates import HIDDEN, Candidates
from experiments.channel.signs import SIGNS

AGED = np.log1p([0.0, 0.25, 1.0])  # overdue of nothing, up to a week's purchases, up to a month's, more
QUIET = np.sqrt([0.0, 1.0, 3.0])  # months since the last purchase


def scorecard(train: Candidates, outcome: str, signs: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Chances of ``outcome`` by logistic regression on signs and kind, a fit for each set of them that rows know."""
    return _fitted(_told(train.signs, train.kind), train.frame[outcome].to_numpy(bool), _told(signs, kind))


def _told(signs: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Signs and a column a kind, NaN where the kind is not known."""
    kinds = np.where(kind[:, None] < 0, np.nan, kind[:, None] == np.arange(len(KINDS)))
    return np.hstack([signs, kinds])


def bound(train: Candidates, outcome: str, test: Candidates) -> np.ndarray:
    """The same by boosted trees that also see :data:`HIDDEN`, which no ledger shows."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    told = train.frame[outcome].to_numpy(bool)
    if told.all() or not told.any():
        return np.full(len(test.signs), told.mean())
    trees = HistGradientBoostingClassifier(max_iter=80, learning_rate=0.08, min_samples_leaf=40, random_state=0)
    with threadpool_limits(1):
        trees.fit(np.hstack([_told(train.signs, train.kind), train.frame[list(HIDDEN)].to_numpy(float)]), told)
        return trees.predict_proba(np.hstack([_told(test.signs, test.kind), test.frame[list(HIDDEN)].to_numpy(float)]))[
            :, 1
        ]


def ageing_rule(train: Candidates, outcome: str, signs: np.ndarray) -> np.ndarray:
    """The share of ``outcome`` among candidates with debts as much overdue."""
    return _by_class(train, outcome, signs, SIGNS.index("overdue"), AGED)


def last_value(train: Candidates, outcome: str, signs: np.ndarray) -> np.ndarray:
    """The share of ``outcome`` among candidates that bought as lately."""
    return _by_class(train, outcome, signs, SIGNS.index("quiet"), QUIET)


def _by_class(train: Candidates, outcome: str, signs: np.ndarray, place: int, edges: np.ndarray) -> np.ndarray:
    told = train.frame[outcome].to_numpy(float)
    classes = np.searchsorted(edges, np.nan_to_num(train.signs[:, place]))
    size = np.bincount(classes, minlength=len(edges) + 1)
    share = (np.bincount(classes, told, minlength=len(edges) + 1) + told.mean()) / (size + 1.0)
    found = share[np.searchsorted(edges, np.nan_to_num(signs[:, place]))]
    return np.where(np.isnan(signs[:, place]), told.mean(), found)


def _fitted(signs: np.ndarray, told: np.ndarray, asked: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(solver="newton-cholesky"))
    chances = np.full(len(asked), told.mean())
    patterns, group = np.unique(~np.isnan(asked), axis=0, return_inverse=True)
    for place, known in enumerate(patterns):
        whole = ~np.isnan(signs[:, known]).any(axis=1)
        if not known.any() or whole.sum() < 50 or len(np.unique(told[whole])) < 2:
            continue
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore")
            model.fit(signs[whole][:, known], told[whole])
        rows = group.ravel() == place
        chances[rows] = model.predict_proba(asked[rows][:, known])[:, 1]
    return chances
