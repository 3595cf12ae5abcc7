"""Runs of some arms and replicates: what a batch asks for that decides on its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from experiments.batch.factors import Value
from experiments.batch.plan import Plan, PlannedRun


@dataclass(frozen=True)
class Chosen:
    """Runs in the order given: of each entry the arm's number, its levels and the replicate."""

    plan: Plan
    entries: Sequence[tuple[int, dict[str, Value], int]]

    @property
    def total(self) -> int:
        """How many different runs there are."""
        return len({run.run_id for run in self.all()})

    def all(self) -> Iterator[PlannedRun]:
        """Every entry as a run; two entries of the same market and luck have the same name."""
        for arm, levels, replicate in self.entries:
            yield PlannedRun(self.plan.name(levels, replicate), arm, replicate, self.plan.seed(replicate), levels)

    def __iter__(self) -> Iterator[PlannedRun]:
        seen = set()
        for run in self.all():
            if run.run_id not in seen:
                seen.add(run.run_id)
                yield run
