"""A comparison: scenarios against a base on the same luck, for whom, and in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agents.partner import KINDS
from experiments.finding import finding_of, sentence
from experiments.runs import TOLD_AT, Progress, RunRecord, run_pairs
from experiments.stage.words import words
from experiments.statistics import Difference, paired_difference, thirds
from experiments.survival import kaplan_meier, log_rank, pooled, restricted_mean
from model import MODEL_VERSION
from scenarios import Scenario

GROUPINGS = ("kind", "size", "cash_days", "competence", "treated")
THIRDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Comparison:
    """All runs of a comparison; the first scenario is the base.

    ``spends`` adds to the row of each other scenario what was found of its spend; empty when nothing was.
    """

    scenarios: tuple[Scenario, ...]
    runs: list[RunRecord]
    months: int
    seed: int
    spends: tuple[dict, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What tables call the scenarios; raises ValueError when two have the same name."""
        names = tuple(scenario.name for scenario in self.scenarios)
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name}: is the name of two scenarios; expected names that tell them apart")
        return names

    @cached_property
    def failed(self) -> list[RunRecord]:
        """Runs that ended with an error."""
        return [run for run in self.runs if run.error]

    @cached_property
    def complete(self) -> list[list[RunRecord]]:
        """Replicates of which every scenario's run is there: a list by scenario each."""
        rows: dict[int, dict[int, RunRecord]] = {}
        for run in self.runs:
            if not run.error:
                rows.setdefault(run.replicate, {})[run.scenario] = run
        whole = [rows[r] for r in sorted(rows) if len(rows[r]) == len(self.scenarios)]
        return [[row[n] for n in range(len(self.scenarios))] for row in whole]

    @property
    def pairs(self) -> int:
        """Number of replicates that every scenario finished."""
        return len(self.complete)

    def _paired(self, other: int, value: Callable[[RunRecord], float]) -> Difference:
        return paired_difference([value(r[0]) for r in self.complete], [value(r[other]) for r in self.complete])

    def metrics(self, other: int) -> dict[str, Difference]:
        """Every metric's paired difference between scenario ``other`` and the base."""
        if not self.complete:
            return {}
        told = [run.summary for row in self.complete for run in row]
        names = [name for name in told[0] if all(name in summary for summary in told)]
        return {name: self._paired(other, lambda run, n=name: run.summary[n]) for name in names}

    def log_rank(self, other: int) -> float | None:
        """p-value of the log-rank test of scenario ``other`` against the base; None without partners."""
        left, right = pooled(self.runs, 0), pooled(self.runs, other)
        return log_rank(left, right) if len(left[0]) and len(right[0]) else None

    def survival(self) -> dict[str, list[dict]]:
        """Kaplan-Meier of each scenario, runs pooled, at 12, 36, 60, 120 months and the horizon."""
        told = sorted({month for month in (*TOLD_AT, self.months) if month <= self.months})
        curves = {}
        for number, name in enumerate(self.names):
            times, closed = pooled(self.runs, number)
            if len(times):
                table = kaplan_meier(times, closed, self.months)
                curves[name] = table[table["month"].isin(told)].to_dict("records")
        return curves

    def by(self, other: int, grouping: str) -> list[dict]:
        """Survival share and restricted mean by group of the partners at month 0.

        Groups are kinds, treated or not (their first distributor is the focal one), or thirds of a
        covariate at month 0; both runs of a pair start with the same partners.
        """
        rows = []
        for label, member in self._groups(grouping):
            chosen = [row for row in self.complete if member(row[0]).any()]
            if not chosen:
                continue
            shares = [[1.0 - r.closed[member(row[0])].mean() for r in (row[0], row[other])] for row in chosen]
            lives = [
                [restricted_mean(r.times[member(row[0])], self.months) for r in (row[0], row[other])] for row in chosen
            ]
            for metric, values in (("survival_share", shares), ("rmst_months", lives)):
                pair = paired_difference(*np.array(values).T)
                rows.append({"group": f"{grouping}: {label}", "metric": metric, **pair.__dict__})
        return rows

    def _groups(self, grouping: str):
        if grouping == "kind":
            return [(k, lambda run, n=n: run.groups["kind"] == n) for n, k in enumerate(KINDS)]
        if grouping == "treated":
            sides = (("treated", True), ("untreated", False))
            return [(label, lambda run, s=side: run.groups["treated"] == s) for label, side in sides]

        def third(run: RunRecord, number: int) -> np.ndarray:
            return thirds(run.groups[grouping]) == number

        return [(label, lambda run, n=n: third(run, n)) for n, label in enumerate(THIRDS)]

    def finding(self, other: int) -> str:
        """One sentence: whose partners stay, and what it means for the focal distributor's profit."""
        name, found = self.scenarios[other].name, self.metrics(other)
        return sentence(finding_of(found), words("en"), name) if found else f"{name}: no finished pair of runs yet."

    def table(self, grouping: Sequence[str] = ()) -> list[dict]:
        """Everything as plain rows for ``--json``: one entry for each other scenario."""
        rows = []
        curves = self.survival()
        for other in range(1, len(self.scenarios)):
            scenario = self.scenarios[other]
            chosen = (self.scenarios[0].name, scenario.name)
            rows.append(
                {
                    "base": self.scenarios[0].name,
                    "other": scenario.name,
                    "scenario_hash": [self.scenarios[0].hash, scenario.hash],
                    "months": self.months,
                    "seed": self.seed,
                    "pairs": self.pairs,
                    "model_version": MODEL_VERSION,
                    "finding": self.finding(other),
                    "survival": {name: curves[name] for name in chosen if name in curves},
                    "log_rank_p": self.log_rank(other),
                    "metrics": {name: pair.__dict__ for name, pair in self.metrics(other).items()},
                    "by": [row for name in grouping for row in self.by(other, name)],
                    **(self.spends[other - 1] if self.spends else {}),
                }
            )
        return rows


def compare(
    scenarios: Sequence[Scenario],
    replicates: int = 64,
    seed: int = 1,
    months: int | None = None,
    threads: int | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Comparison:
    """Compare scenarios with the first one on ``replicates`` pairs of runs; ``watch`` sees the progress."""
    months = months or min(s.months for s in scenarios)
    runs: list[RunRecord] = []
    for progress in run_pairs(scenarios, replicates, seed, months, threads):
        runs = progress.runs
        if watch:
            watch(progress)
    return Comparison(tuple(scenarios), runs, months, seed)
