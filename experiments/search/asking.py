"""What a search tries next: optuna proposes levers from what the stored runs say of those tried before."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments.batch.factors import Factor, Value

STARTING = 10  # trials drawn at random before the sampler learns, as optuna does by default


@dataclass(frozen=True)
class Tried:
    """A trial that is done: its levers, its goals in the order of the search, and how far it misses the condition.

    ``miss`` is above 0 for a trial that does not keep what it must; ``goals`` is empty for one whose runs failed.
    """

    levers: Mapping[str, Value]
    goals: tuple[float, ...]
    miss: float = 0.0


def next_trials(
    factors: Sequence[Factor],
    maximise: Sequence[bool],
    tried: Sequence[Tried],
    count: int,
    seed: int,
    starting: int = STARTING,
) -> list[dict[str, Value]]:
    """The next ``count`` sets of levers to try.

    In: the levers searched, for each goal whether more is better, all trials so far in their order, after how many of
    them the sampler begins to learn. Out: values by lever. The answer depends on nothing else: the sampler
    (tree-structured Parzen estimator, Bergstra et al. 2011, many goals: Ozaki et al. 2022) starts from a seed made of
    ``seed`` and the number of trials, so that a search cut short and taken up again asks for the same.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    spread = {factor.name: _distribution(factor) for factor in factors}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            seed=(seed * 1_000_003 + len(tried)) % 2**32,
            n_startup_trials=starting,
            multivariate=True,
            constant_liar=True,
        )
    study = optuna.create_study(directions=["maximize" if up else "minimize" for up in maximise], sampler=sampler)
    study.add_trials([_trial(one, spread) for one in tried])
    return [dict(study.ask(spread).params) for _ in range(count)]


def _distribution(factor: Factor):
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if factor.levels:
        return CategoricalDistribution(list(factor.levels))
    if factor.integer:
        return IntDistribution(int(factor.low), int(factor.high))
    return FloatDistribution(float(factor.low), float(factor.high), log=factor.log)


def _trial(one: Tried, spread: dict):
    import optuna

    # The base programme may lie beyond the limits that are searched; it stays a known point at the nearest limit.
    params = {name: _within(one.levers[name], limits) for name, limits in spread.items()}
    if not one.goals:
        return optuna.trial.create_trial(state=optuna.trial.TrialState.FAIL, params=params, distributions=spread)
    return optuna.trial.create_trial(
        params=params, distributions=spread, values=list(one.goals), system_attrs={"constraints": [one.miss]}
    )


def _within(value: Value, limits) -> Value:
    if hasattr(limits, "choices"):
        return value if value in limits.choices else limits.choices[0]
    return min(max(value, limits.low), limits.high)
