"""What the facts leave open, carried through: headline effects and facts not fitted under draws from the posterior.

An effect told at the default says how sure luck leaves it. Here the parameters are drawn from what the facts allow,
each draw with luck of its own, so that the interval holds both; how far the draws differ beyond luck is the part of the
parameters. The facts that calibration has not read are told like a forecast: by its interval's coverage and its score.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from experiments.calibration.stages import Dimension, place_digest
from experiments.comparing.statistics import mean_interval
from experiments.evidence.claims import Test, registry
from experiments.evidence.deciding import wanting_all
from experiments.evidence.hypercube import worlds_effects
from experiments.evidence.uncertain import place_values
from experiments.running.runs import run_seed
from experiments.running.threads import spread
from experiments.validation.table import MEASURES, Twins
from experiments.validation.targets import Target, targets
from experiments.writing.kept import Kept

HEADLINES = ("E4-life", "E4-wallet", "E2-bundle-sales", "E3-payback", "E6-decline", "E9-price-profit")
DRAWS = 24  # from the posterior
PAIRS = 4  # of each draw: two or more tell luck from parameters
DEFAULT_PAIRS = 16
SHARE = 0.90  # of a forecast of a fact
SEEDS = 4_000  # seeds of forecasts start here, beyond those of every stage


def chosen_draws(draws: np.ndarray, seed: int) -> np.ndarray:
    """(DRAWS, d) of the posterior's draws, by lot."""
    return draws[np.sort(np.random.default_rng(seed).choice(len(draws), DRAWS, replace=False))]


def carried(
    chosen: Sequence[Dimension], draws: np.ndarray, kept: Kept, seed: int, threads: int | None,
    watch: Callable[..., None],
) -> dict:  # fmt: skip
    """Headlines and forecasts under ``draws`` (draws, d) of the parameters ``chosen``, as plain values."""
    places = [place_values(chosen, place) for place in draws]
    return {"headlines": _headlines(places, kept, seed, threads, watch),
            "forecasts": _forecasts(places, kept, seed, threads, watch)}  # fmt: skip


def runs_of_it() -> int:
    """Rows that it keeps."""
    return DEFAULT_PAIRS + DRAWS * (PAIRS + 1)


def _headlines(places: Sequence[Mapping], kept: Kept, seed: int, threads, watch) -> dict[str, dict]:
    """By test: the effect at the default, and what is told of the draws' (see :func:`open_effect`)."""
    book = registry()

    def effects(world: str, values: Mapping, pairs: int, root: int) -> dict[str, np.ndarray]:
        named = {f"carried/{world}": values}
        found, _ = worlds_effects(
            book, HEADLINES, named, pairs, root, kept, wanting_all, threads, watch, placebos=False
        )  # fmt: skip
        return {name: found[name][0] for name in HEADLINES}

    default = effects("default", {}, DEFAULT_PAIRS, seed)
    # A root seed of its own for each draw: lucks that all draws shared would stand in their mean.
    drawn = [effects(_name(number, values), values, PAIRS, seed + 1 + number) for number, values in enumerate(places)]
    return {
        name: {
            "default": list(mean_interval(default[name][np.isfinite(default[name])])),
            **open_effect(np.array([row[name] for row in drawn]), book.tests[name]),
        }
        for name in HEADLINES
    }


def _name(number: int, place: Mapping) -> str:
    return f"{number}@{place_digest(place)}"


def open_effect(values: np.ndarray, test: Test) -> dict:
    """An effect (draws, pairs) whose parameters are known by the facts alone.

    ``mean`` with its 95 % interval over draws; ``spread``: the standard deviation between draws that luck within them
    does not account for (one-way random effects, by moments); ``low`` and ``high``: where 95 % of the effects lie that
    the facts allow, the error of the mean included; ``holds``: that whole interval is on the test's side of the
    smallest effect that matters.
    """
    there = np.isfinite(values)
    values = values[there.all(axis=1)]
    draws, pairs = values.shape
    if draws < 2:
        nothing = [float("nan")] * 3
        return {"mean": nothing, "spread": float("nan"), "low": float("nan"), "high": float("nan"), "holds": False}
    means = values.mean(axis=1)
    between, within = means.var(ddof=1), values.var(axis=1, ddof=1).mean() / pairs
    mean, low, high = mean_interval(means)
    open_part = max(0.0, between - within)
    # The interval of the mean grows by the spread of the draws, with the same quantile of Student's law.
    half = (high - low) / 2.0
    reach = half * float((1.0 + open_part * draws / between) ** 0.5) if between > 0.0 else half
    low, high = mean - reach, mean + reach
    holds = {"+": low > test.smallest, "-": high < -test.smallest, "0": -test.smallest < low and high < test.smallest}
    return {"mean": [mean, mean - half, mean + half], "spread": open_part**0.5, "low": low, "high": high,
            "holds": bool(holds[test.sign]), "draws": draws}  # fmt: skip


def forecast_facts() -> dict[str, Target]:
    """Facts that calibration has not read, with a range, and a value in every single run."""
    return {
        name: target for name, target in targets().items()
        if target.use == "validate" and None not in target.limits and MEASURES[name].together is None
    }  # fmt: skip


def _forecasts(places: Sequence[Mapping], kept: Kept, seed: int, threads, watch) -> list[dict]:
    """Facts not fitted, each forecast by one run a draw."""
    facts = forecast_facts()

    def run(number: int) -> tuple[str, dict]:
        start = time.thread_time()
        runs = Twins(run_seed(seed, SEEDS + number), {**registry().market, **places[number]})
        row = {name: float(MEASURES[name].rule(runs)) for name in facts}
        return names[number], {**row, "seconds": time.thread_time() - start}

    names = [f"forecast/{_name(number, place)}" for number, place in enumerate(places)]
    missing = [number for number, name in enumerate(names) if name not in kept.rows]
    for key, row in spread(run, missing, threads):
        kept.add(key, row)
        watch()
    rows = [kept.rows[name] for name in names]
    return [
        {"id": name, "expected": list(target.limits), **forecast([row[name] for row in rows], target.limits)}
        for name, target in facts.items()
    ]


def forecast(values: Sequence[float | None], limits: tuple[float, float]) -> dict:
    """A forecast (one value a draw) held against a published range, whose middle is taken for the fact.

    ``low`` and ``high``: the middle 90 % of the forecast; ``covers``: the fact lies in it; ``interval_score`` and
    ``crps`` (Gneiting and Raftery 2007) in half widths of the range: smaller is better; a forecast that is exactly the
    fact has 0, one exactly at the range's edge a ``crps`` of 1.
    """
    drawn = np.array([value for value in values if value is not None], float)
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) < 2:
        return {"median": float("nan"), "low": float("nan"), "high": float("nan"), "covers": False,
                "interval_score": float("nan"), "crps": float("nan")}  # fmt: skip
    fact, half = sum(limits) / 2.0, (limits[1] - limits[0]) / 2.0
    miss = (1.0 - SHARE) / 2.0
    low, median, high = (float(q) for q in np.quantile(drawn, (miss, 0.5, 1.0 - miss)))
    outside = max(low - fact, 0.0) + max(fact - high, 0.0)
    score = high - low + outside / miss
    crps = np.abs(drawn - fact).mean() - np.abs(drawn[:, None] - drawn).mean() / 2.0
    return {"median": median, "low": low, "high": high, "covers": low <= fact <= high,
            "interval_score": score / half, "crps": float(crps) / half}  # fmt: skip
