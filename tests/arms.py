"""The arms of the experiments E1 to E10 at the size of the example market, for tests of what emerges there.

Runs are kept: a scenario runs once on each luck, however many tests compare it.
"""

from collections.abc import Sequence
from dataclasses import replace

from experiments.evidence.claims import registry
from experiments.running.runs import RunRecord, all_runs
from scenarios import Scenario

BOOK = replace(registry(), size=1.0, market={})
_KEPT: dict[tuple[str, int], list[RunRecord]] = {}  # by scenario's hash and months: a record a replicate


def arm(name: str):
    """The scenario of an arm that ``experiments/evidence/claims.toml`` declares."""
    return BOOK.scenario(name)


def runs_of(scenarios: Sequence[Scenario], replicates: int, months: int) -> list[RunRecord]:
    """What ``all_runs`` gives with root seed 1; none of them failed."""
    fewer = {s.hash: s for s in scenarios if len(_KEPT.get((s.hash, months), ())) < replicates}
    found = all_runs(list(fewer.values()), replicates, 1, months) if fewer else []
    assert not [run.error for run in found if run.error]
    for number, key in enumerate(fewer):
        _KEPT[key, months] = [run for run in found if run.scenario == number]
    kept = [_KEPT[scenario.hash, months] for scenario in scenarios]
    return [replace(runs[place], scenario=n) for place in range(replicates) for n, runs in enumerate(kept)]
