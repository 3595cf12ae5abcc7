"""What a batch runs, round after round: most kinds have one, those that decide on their way have more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from experiments.batch.adaptive import read_precision, wanted_replicates
from experiments.batch.chosen import Chosen
from experiments.batch.manifest import Manifest
from experiments.batch.plan import Plan
from experiments.batch.reading import read_runs


def rounds(manifest: Manifest, folder: str | Path) -> Iterator[Plan | Chosen]:
    """The plans of a batch in their order; the next is asked for once the runs of the one before are stored.

    Each depends on the manifest and the stored runs alone, so that a batch goes on where it was cut short. The caller
    stops when it is told to.
    """
    if manifest.kind == "search":
        from experiments.search.searching import Search

        search = Search(manifest)
        while wanted := search.look(read_runs(folder)):
            yield wanted
        return
    precision = read_precision(manifest)
    plan = Plan(manifest)
    yield plan
    if precision is None:
        return
    done = manifest.replicates
    while True:
        runs = read_runs(folder)
        wanted = wanted_replicates(precision, manifest.replicates, len(plan.arms), runs[runs["arm"] >= 0])
        if wanted <= done:
            return
        yield Plan(manifest.with_replicates(wanted))
        done = wanted
