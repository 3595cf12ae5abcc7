"""What a manifest of kind ``calibrate`` asks for: candidates as factors, and the table ``[calibrate]``, checked."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.batch.factors import Factor
from experiments.batch.manifest import Manifest, ManifestError
from experiments.batch.whole import why_not_whole
from scenarios import Scenario
from scenarios.check import meant

LIMITS = {"trajectories": (2, 1000), "trials": (2, 100_000), "parameters": (1, 100), "truths": (1, 500),
          "luck_replicates": (2, 1000), "fresh_replicates": (2, 1000), "population": (1, 1000)}  # fmt: skip
SHORTEST = 72  # months: the survival of newcomers after five years is a fact, and some must come before


@dataclass(frozen=True)
class Candidate:
    """A factor as calibration moves it; the base stands at ``default``."""

    name: str
    low: float
    high: float
    default: float


def candidate_factors(base: Scenario) -> tuple[Factor, ...]:
    """The project's own candidates (``candidates.toml``) as factors over a base."""
    from experiments.calibration.stages import candidates

    return tuple(
        Factor(row.name, low=float(row.low), high=float(row.high), set=row.set,
               scale={key: base.values[key] for key in row.scale})
        for row in candidates()
    )  # fmt: skip


def candidates_of(manifest: Manifest) -> tuple[Candidate, ...]:
    """The factors of a manifest as candidates."""
    return tuple(
        Candidate(f.name, float(f.low), float(f.high), float(f.base(manifest.base.values))) for f in manifest.factors
    )


def read_asked(manifest: Manifest):
    """The checked table ``calibrate`` as a :class:`experiments.calibration.stages.Size`.

    Raises :class:`ManifestError` with what was expected, also for a market or a candidate that cannot be calibrated.
    """
    from experiments.calibration.stages import ROOM, Size

    given = dict(manifest.options["calibrate"])
    for key in given:
        if key not in LIMITS:
            raise ManifestError(f"calibrate.{key}: unknown key{meant(key, LIMITS)}")
    usual = Size(population=4)
    names = {"luck_replicates": "luck", "fresh_replicates": "fresh"}
    asked = {}
    for key, (low, high) in LIMITS.items():
        field = names.get(key, key)
        value = asked[field] = given.get(key, getattr(usual, field))
        if why := why_not_whole(f"calibrate.{key}", value, low, high):
            raise ManifestError(why)
    if manifest.options["samples"] < 10:
        raise ManifestError(f"samples: {manifest.options['samples']} points hold no surrogate; expected 10 or more")
    if manifest.replicates * asked["truths"] > ROOM:
        raise ManifestError(
            f"replicates: {manifest.replicates} for each of {asked['truths']} truths are more than "
            f"{ROOM:,} seeds; expected fewer"
        )
    if manifest.months < SHORTEST:
        raise ManifestError(
            f"months: {manifest.months} do not show five years of a newcomer's life; expected {SHORTEST} or more"
        )
    if manifest.outputs:
        raise ManifestError("outputs: a calibration keeps its runs alone; expected []")
    if manifest.base.timeline or manifest.base.partners is not None:
        what = "dated changes" if manifest.base.timeline else "a list of partners"
        raise ManifestError(
            f"base: {manifest.base.name} has {what}, which the facts know nothing of; expected values alone"
        )
    for factor in manifest.factors:
        if factor.low is None or factor.log:
            raise ManifestError(
                f"factors.{factor.name}: expected {{ low = ..., high = ... }} without log, as the "
                "prior is flat over the range"
            )
    for row in candidates_of(manifest):
        if not row.low <= row.default <= row.high:
            raise ManifestError(
                f"factors.{row.name}: the base stands at {row.default:g}, outside {row.low:g} to "
                f"{row.high:g}; the search starts there"
            )
    return Size(points=manifest.options["samples"], seeds=manifest.replicates, **asked)
