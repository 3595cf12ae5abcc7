"""How large a batch's tables get, known before it starts: the tables that do not fit are left out by themselves."""

from __future__ import annotations

from experiments.batch.manifest import Manifest
from experiments.running.size import partners_of

USUAL = ("monthly", "partners")  # kept without being asked for, when they fit
LARGEST = 10e9  # bytes of all usual tables together
# Bytes a row in compressed shards, measured on baseline at 60 to 540 partners (docs/guides/batches.md).
ROW = {"runs": 450.0, "monthly": 250.0, "partners": 40.0, "distributors": 120.0, "events": 10.0}
EVENTS = 1.5  # a partner and month


def rows_of(manifest: Manifest) -> dict[str, float]:
    """About how many rows one run adds to each table, at the base's population."""
    partners, months = partners_of(manifest.base), manifest.months
    return {
        "runs": 1.0,
        "monthly": float(months),
        "partners": partners * (1.0 + 0.1 * months / 12.0),  # newcomers: a tenth a year
        "distributors": float(manifest.base.values["population.distributor"]) * months,
        "events": EVENTS * partners * months,
    }


def bytes_of(manifest: Manifest, runs: int) -> dict[str, float]:
    """About how many bytes each table of so many runs takes on disk."""
    return {name: rows * ROW[name] * runs for name, rows in rows_of(manifest).items()}


def planned_runs(manifest: Manifest) -> int:
    """How many runs a manifest asks for; where it decides as it goes, as many as it may make."""
    from experiments.batch.rounds import most_runs

    return most_runs(manifest)


def tables_that_fit(manifest: Manifest, runs: int | None = None) -> tuple[str, ...]:
    """The tables to keep: those asked for, or else the usual ones as long as they fit; a calibration has none.

    ``runs`` is how many there are, if that is known: counting those of a large sampled design takes minutes.
    """
    if manifest.kind == "calibrate":
        return ()
    if manifest.outputs is not None:
        return manifest.outputs
    sizes, kept, total = bytes_of(manifest, planned_runs(manifest) if runs is None else runs), [], 0.0
    for name in USUAL:
        total += sizes[name]
        if total <= LARGEST:
            kept.append(name)
    return tuple(kept)
