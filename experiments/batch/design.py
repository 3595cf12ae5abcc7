"""Designs: which arms a manifest asks for. Arms are computed when they are looked at, never listed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from experiments.batch.factors import Value
from experiments.batch.manifest import MOST_RUNS, Manifest, ManifestError
from experiments.batch.samples import point_count, unit_points
from scenarios.scenario import replacing, within

Arm = Mapping[str, Value]


@dataclass(frozen=True)
class Arms(Sequence):
    """A sequence of ``size`` arms; ``make`` gives the arm of a number from 0. An arm names every factor."""

    size: int
    make: Callable[[int], dict[str, Value]]

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, number: int) -> dict[str, Value]:
        if not -self.size <= number < self.size:
            raise IndexError(f"arm {number} of {self.size}")
        return self.make(number % self.size)


def arms(manifest: Manifest) -> Arms:
    """The arms of a manifest; raises :class:`ManifestError` for a kind whose arms are not known beforehand."""
    if manifest.kind not in DESIGNS:
        raise ManifestError(f"kind {manifest.kind}: expected one of {', '.join(DESIGNS)}")
    found = DESIGNS[manifest.kind](manifest)
    if found.size * manifest.replicates > MOST_RUNS:
        runs = found.size * manifest.replicates
        raise ManifestError(f"factors: {runs:,} runs are more than {MOST_RUNS:,}; expected fewer levels or replicates")
    return found


def factorial(manifest: Manifest) -> Arms:
    """Every combination of levels, the last factor changing fastest."""
    factors = manifest.factors

    def make(number: int) -> dict[str, Value]:
        arm = {}
        for factor in reversed(factors):
            number, place = divmod(number, len(factor.levels))
            arm[factor.name] = factor.levels[place]
        return {factor.name: arm[factor.name] for factor in factors}

    return Arms(math.prod(len(factor.levels) for factor in factors), make)


def sweep(manifest: Manifest) -> Arms:
    """One factor at a time, the others as in the base; arm 0 is the base. A bundle's first level is its base."""
    values = manifest.base.values
    base = {factor.name: factor.base(values) for factor in manifest.factors}
    changes = [{}] + [{f.name: level} for f in manifest.factors for level in f.levels if level != base[f.name]]
    return Arms(len(changes), lambda number: {**base, **changes[number]})


def compare(manifest: Manifest) -> Arms:
    """The scenarios of a comparison, the base first."""
    names = [scenario.name for scenario in manifest.scenarios]
    return Arms(len(names), lambda number: {"scenario": names[number]})


def several_lucks(manifest: Manifest) -> None:
    """Raise :class:`ManifestError` for effects on one luck alone, which nobody can tell from interactions."""
    if manifest.effect and manifest.replicates < 2:
        raise ManifestError("effect: one luck cannot be told from an interaction; expected replicates = 2 or more")


MOST_TRAJECTORIES = 10_000  # which take seconds to make; a screening has tens


def walkable(manifest: Manifest) -> None:
    """Raise :class:`ManifestError` for trajectories over an odd number of levels, and for too many of them."""
    if manifest.options["levels"] % 2:
        raise ManifestError(f"levels: {manifest.options['levels']} is odd; expected an even number for kind morris")
    if manifest.options["samples"] > MOST_TRAJECTORIES:
        raise ManifestError(f"samples: {manifest.options['samples']:,} trajectories; expected tens, at most "
                            f"{MOST_TRAJECTORIES:,} (sobol and latin_hypercube take millions)")  # fmt: skip


def sampled(manifest: Manifest) -> Arms:
    """The points of a sampling design; their places are computed when the first arm is looked at."""

    @lru_cache(maxsize=1)
    def points() -> Sequence:
        return unit_points(manifest)

    def make(number: int) -> dict[str, Value]:
        return {f.name: f.at(share) for f, share in zip(manifest.factors, points()[number], strict=True)}

    if manifest.effect is None:
        return Arms(point_count(manifest), make)
    sides = manifest.effect.levels  # two arms a point, side by side
    return Arms(
        2 * point_count(manifest), lambda number: {**make(number // 2), manifest.effect.name: sides[number % 2]}
    )


DESIGNS: dict[str, Callable[[Manifest], Arms]] = {
    "compare": compare,
    "factorial": factorial,
    "sweep": sweep,
    "latin_hypercube": sampled,
    "morris": sampled,
    "sobol": sampled,
}


def undated(manifest: Manifest) -> None:
    """Raise :class:`ManifestError` for a factor on a key that the base's dated changes set within the run: from then on
    its levels would be one market under several names."""
    dated = within(manifest.months, manifest.base.timeline)
    for factor in manifest.columns:
        for key in sorted(factor.keys):
            if changes := replacing(dated, key):
                table = "effect" if factor is manifest.effect else f"factors.{factor.name}"
                raise ManifestError(
                    f"{table}: {key} is set by the base's dated change {changes[0].name!r} from month "
                    f"{changes[0].month}; expected a base that does not change it, or another key"
                )
