"""What a batch's scenarios say that its runs do not do: values that dates replace, pilots that miss their partners.

A factor on such a value is refused (:func:`experiments.batch.design.undated`); one that the base was given is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from experiments.batch.manifest import Manifest
from experiments.batch.reading import pilots_in
from experiments.batch.store import Store
from experiments.comparing.undone import undone
from experiments.running.pilots import Pilot


def undone_by(manifest: Manifest, pilots: Mapping[str, Sequence[Pilot]], language: str) -> list[str]:
    """A line each, from the scenarios and their ``pilots`` in the runs so far."""
    return undone(manifest.scenarios or (manifest.base,), manifest.months, pilots.items(), language)


def undone_in(store: Store, language: str) -> list[str]:
    """The same of a batch that is stored: its sessions tell which keys were given over a timeline."""
    manifest, keys = store.manifest, {}
    for session in store.provenance.get("sessions", []):
        keys |= session.get("overlaid", {})
    base, *others = (
        replace(scenario, overlaid=scenario.overlaid | frozenset(keys.get(scenario.name, ())))
        for scenario in (manifest.base, *manifest.scenarios)
    )
    return undone_by(replace(manifest, base=base, scenarios=tuple(others)), pilots_in(store.folder), language)
