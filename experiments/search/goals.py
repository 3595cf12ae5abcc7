"""What a policy search is asked for: the table ``[search]`` of its manifest, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from experiments.batch.factors import Factor
from experiments.batch.manifest import Manifest, ManifestError
from experiments.batch.whole import why_not_whole
from scenarios.check import meant


@dataclass(frozen=True)
class Keep:
    """The condition: the next run's ``metric`` is ``at_least`` this, with ``confidence``."""

    metric: str
    at_least: float
    confidence: float = 0.9


@dataclass(frozen=True)
class Goals:
    """``maximise`` and ``minimise`` name metrics, ``keep`` a condition; ``population`` trials are asked for at a time.

    ``finalists`` programmes are run again on ``fresh_replicates`` that the search has not seen, then over ``worlds``
    with ``world_replicates`` each; ``bars`` say by metric what is good enough there.
    """

    maximise: tuple[str, ...] = ()
    minimise: tuple[str, ...] = ()
    keep: Keep | None = None
    population: int = 8
    finalists: int = 6
    fresh_replicates: int = 16
    worlds: int = 24
    world_replicates: int = 2
    bars: Mapping[str, float] = field(default_factory=dict)

    @property
    def metrics(self) -> tuple[str, ...]:
        """All goals."""
        return (*self.maximise, *self.minimise)

    @property
    def upwards(self) -> list[bool]:
        """For each goal whether more is better."""
        return [name in self.maximise for name in self.metrics]

    @property
    def told(self) -> tuple[str, ...]:
        """All metrics that the search reads."""
        return tuple(dict.fromkeys([*self.metrics, *([self.keep.metric] if self.keep else []), *self.bars]))


def is_lever(factor: Factor) -> bool:
    """True when the focal distributor decides on all keys of a factor."""
    return all(key.startswith("levers.focal.") for key in factor.keys)


LIMITS = {"population": (1, 1000), "finalists": (1, 100), "fresh_replicates": (2, 10_000), "worlds": (0, 100_000),
          "world_replicates": (1, 1000)}  # fmt: skip


def read_goals(manifest: Manifest) -> Goals:
    """The checked table ``search``; raises :class:`ManifestError` with what was expected."""
    given = dict(manifest.options["search"])
    known = ("maximise", "minimise", "keep", "bars", *LIMITS)
    for key in given:
        if key not in known:
            raise ManifestError(f"search.{key}: unknown key{meant(key, known)}")
    for key in ("maximise", "minimise"):
        given[key] = _names(key, given.get(key, []))
    if not given["maximise"] and not given["minimise"]:
        raise ManifestError('search: expected maximise = ["..."] or minimise = ["..."] with metrics of the summary')
    for key in given["maximise"]:
        if key in given["minimise"]:
            raise ManifestError(f"search.minimise: {key} is to be maximised too")
    for key, (low, high) in LIMITS.items():
        value = given.get(key, getattr(Goals, key))
        if why := why_not_whole(f"search.{key}", value, low, high):
            raise ManifestError(why)
    if not any(is_lever(factor) for factor in manifest.factors):
        raise ManifestError("factors: none is a lever of the focal distributor; expected one to search over")
    given["keep"] = _keep(given.get("keep"))
    if given["keep"] and manifest.replicates < 2:
        raise ManifestError(f"replicates: {manifest.replicates} says nothing of the next run; expected 2 or more with "
                            "search.keep")  # fmt: skip
    given["bars"] = _bars(given.get("bars", {}))
    return Goals(**given)


def _names(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ManifestError(f"search.{key}: {value!r} is not a list of metrics")
    return tuple(value)


def _number(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ManifestError(f"search.{key}: {value!r} is not a number")
    return float(value)


def _keep(value: object) -> Keep | None:
    if value is None:
        return None
    expected = "expected { metric = ..., at_least = ..., confidence = 0.9 }"
    if not isinstance(value, dict) or not {"metric", "at_least"} <= set(value) <= {"metric", "at_least", "confidence"}:
        raise ManifestError(f"search.keep: {value!r}; {expected}")
    if not isinstance(value["metric"], str):
        raise ManifestError(f"search.keep.metric: {value['metric']!r} is not a metric")
    confidence = _number("keep.confidence", value.get("confidence", 0.9))
    if not 0.5 <= confidence < 1.0:
        raise ManifestError(f"search.keep.confidence: {confidence} is out of range; expected 0.5 to below 1")
    return Keep(value["metric"], _number("keep.at_least", value["at_least"]), confidence)


def _bars(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        raise ManifestError(f"search.bars: {value!r} is not a table from metric to number")
    return {name: _number(f"bars.{name}", bar) for name, bar in value.items()}
