"""How good forecasts were: ledgers that the market wrote, blinded, and your own history cut at a date."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.channel.candidates import HORIZONS, Candidates, together
from experiments.channel.history import YEAR, History
from experiments.channel.particles import Particles, particles_of
from experiments.channel.scorecard import ageing_rule, bound, last_value, scorecard
from experiments.channel.signs import signs_at, stopped_within
from experiments.comparing.statistics import TWO_SIDED

BOUND = "true state"
RANKING = ("both", "futures", "scorecard")  # by which a list may stand; the first unless another is clearly better
METHODS = (*RANKING, "ageing rule", "last value", BOUND)
OUTCOMES = tuple(f"{what}_{months}" for what in ("close", "stop") for months in HORIZONS)
MOST = 1500  # held-out candidates of a run that are scored
GROUPS = 5  # by forecast, of a calibration curve
FEWEST = 5  # cases that went either way, below which an area under the curve has no interval


def scores(told: np.ndarray, chance: np.ndarray) -> dict:
    """Brier score, area under the curve (None where all went one way) with its interval, and the calibration curve.

    ``calibration`` has a pair a group of forecasts: mean chance, share that came true; ``within`` is how many groups
    lie in the 90 % interval of luck around their chance.
    """
    from scipy.stats import binom
    from sklearn.metrics import brier_score_loss, roc_auc_score

    told = np.asarray(told, bool)
    both = told.any() and not told.all()
    curve, within = [], 0
    for group in np.array_split(np.argsort(chance, kind="stable"), GROUPS):
        if len(group):
            mean, hits = float(np.mean(chance[group])), int(told[group].sum())
            low, high = binom.interval(0.9, len(group), mean) if 0.0 < mean < 1.0 else (mean * len(group),) * 2
            within += low <= hits <= high
            curve.append([mean, hits / len(group)])
    return {
        "cases": len(told),
        "events": int(told.sum()),
        "brier": float(brier_score_loss(told, np.clip(chance, 0.0, 1.0))),
        "auc": float(roc_auc_score(told, chance)) if both else None,
        **dict(zip(("auc_low", "auc_high"), auc_interval(told, chance), strict=True)),
        "calibration": curve,
        "within": int(within),
    }


def auc_interval(told: np.ndarray, chance: np.ndarray) -> tuple[float | None, float | None]:
    """95 % interval of an area under the curve (DeLong, DeLong, Clarke-Pearson 1988), made on its log odds so that it
    stays between 0 and 1; None where fewer than :data:`FEWEST` cases went either way, or all are ranked right or wrong.
    """
    from scipy.stats import rankdata

    hits, others = chance[told], chance[~told]
    if min(len(hits), len(others)) < FEWEST:
        return None, None
    ranks = rankdata(chance)
    above = (ranks[told] - rankdata(hits)) / len(others)  # of each hit, how many others stand below it
    below = 1.0 - (ranks[~told] - rankdata(others)) / len(hits)
    area, error = above.mean(), np.sqrt(above.var(ddof=1) / len(hits) + below.var(ddof=1) / len(others))
    if not 0.0 < area < 1.0:
        return None, None
    step = TWO_SIDED * error / (area * (1.0 - area))
    low, high = (1.0 / (1.0 + np.exp(-(np.log(area / (1.0 - area)) + side * step))) for side in (-1.0, 1.0))
    return float(low), float(high)


def forecasts(
    train: Candidates, outcome: str, signs: np.ndarray, kind: np.ndarray, particles: Particles
) -> dict[str, np.ndarray]:
    """Chances of an outcome by every method that sees the ledger alone; ``both`` is the mean of futures and scorecard.

    The futures see what is not straight, a scorecard ranks with less noise: on markets of known truth their mean is by
    no score clearly worse than the better one of them (docs/guides/own-ledger.md).
    """
    futures = particles.mean(train.frame[outcome].to_numpy(float))
    card = scorecard(train, outcome, signs, kind)
    return {
        "both": (futures + card) / 2.0,
        "futures": futures,
        "scorecard": card,
        "ageing rule": ageing_rule(train, outcome, signs),
        "last value": last_value(train, outcome, signs),
    }


def on_markets(parts: list[Candidates], methods: Sequence[str] = METHODS) -> list[dict]:
    """Scores on the last run, learnt from the others: a row an outcome and method.

    A list needs those of :data:`RANKING` alone; the bound takes as long as all others together.
    """
    train, test = together(parts[:-1]), parts[-1]
    luck = np.random.default_rng(0)  # which cases are scored, nothing else
    chosen = np.zeros(len(test.signs), bool)
    chosen[luck.permutation(len(test.signs))[:MOST]] = True
    test = test.of(chosen)
    rows, particles = [], particles_of(test.signs, test.kind, train)
    for outcome in OUTCOMES:
        told = test.frame[outcome].to_numpy(bool)
        found = forecasts(train, outcome, test.signs, test.kind, particles)
        if BOUND in methods:
            found[BOUND] = bound(train, outcome, test)
        rows += [
            {
                "outcome": outcome,
                "method": name,
                **scores(told, found[name]),
                **_better(told, found[name], found[RANKING[0]], test),
            }
            for name in methods
        ]
    return rows


def _better(told, chance, other, test: Candidates) -> dict:
    """By how much the Brier score lies below another's, and the standard error over firms."""
    gain = (told - other) ** 2 - (told - chance) ** 2
    sums = np.bincount(test.firm, gain - gain.mean())
    return {"gain": float(gain.mean()), "gain_error": float(np.sqrt((sums**2).sum()) / len(gain))}


def ranked_by(rows: list[dict], outcome: str) -> str:
    """What of :data:`RANKING` has a Brier score better than the first's by two standard errors, else the first."""
    told = [row for row in rows if row["outcome"] == outcome and row["method"] in RANKING]
    clear = [row for row in told if row["gain"] > 2.0 * row["gain_error"]]
    return max(clear, key=lambda row: row["gain"])["method"] if clear else RANKING[0]


def on_history(history: History, train: Candidates) -> list[dict]:
    """Scores on your own ledger, cut so that what followed is known; empty where it is shorter than two years."""
    rows = []
    for months in HORIZONS:
        cut = history.months - 1 - months
        if cut < YEAR - 1:
            continue
        signs, trades = signs_at(history, cut)
        told = stopped_within(history, cut, months)[trades]
        if not trades.any():
            continue
        particles = particles_of(signs[trades], history.kind[trades], train)
        for name, chance in forecasts(train, f"stop_{months}", signs[trades], history.kind[trades], particles).items():
            rows.append({"outcome": f"stop_{months}", "method": name, **scores(told, chance)})
    return rows
