"""A comparison: scenarios against a base on the same luck, for whom, and in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from agents.partner import KINDS
from experiments.comparing.answer import Answer
from experiments.comparing.finding import SUBJECTS, sentence
from experiments.comparing.statistics import THIRDS, Difference, holm, p_of_no_difference, paired_difference, thirds
from experiments.comparing.survival import kaplan_meier, log_rank, pooled, restricted_mean, still_there
from experiments.running.pilots import Pilot, together
from experiments.running.runs import Progress, RunRecord, run_pairs
from experiments.running.size import common_months
from experiments.words.words import words
from model import MODEL_VERSION
from model.measures import TOLD_AT, at
from model.simulation import MAX_SEED, whole
from scenarios import Scenario

if TYPE_CHECKING:
    import pandas as pd

GROUPINGS = ("kind", "size", "cash_days", "competence", "treated")
HEADLINE = at("family")  # what a comparison is made for: findings among these are held together


@dataclass(frozen=True)
class Comparison(Answer):
    """All runs of a comparison; the first scenario is the base.

    ``spends`` adds to the row of each other scenario what was found of its spend; empty when nothing was.
    """

    scenarios: tuple[Scenario, ...]
    runs: list[RunRecord]
    months: int
    seed: int
    spends: tuple[dict, ...] = ()
    base = 0  # scenarios go by their numbers

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

    @cached_property
    def pilots(self) -> tuple[tuple[Pilot, ...], ...]:
        """The pilots of each scenario over its runs."""
        return tuple(
            together([run.pilots for run in self.runs if run.scenario == place and not run.error])
            for place in range(len(self.scenarios))
        )

    @property
    def pairs(self) -> int:
        """Number of replicates that every scenario finished."""
        return len(self.complete)

    @property
    def others(self) -> range:
        """The numbers of the others."""
        return range(1, len(self.scenarios))

    @cached_property
    def measured(self) -> list[str]:
        """The names of the metrics that every complete run has."""
        told = [run.summary for row in self.complete for run in row]
        return [name for name in (told[0] if told else ()) if all(name in summary for summary in told)]

    def metric(self, name: str, scenario: int) -> np.ndarray:
        """See :class:`~experiments.comparing.answer.Answer`."""
        return np.array([row[scenario].summary[name] for row in self.complete], float)

    def series(self, scenario: int, column: str) -> np.ndarray:
        """See :class:`~experiments.comparing.answer.Answer`."""
        return np.array([row[scenario].monthly[column] for row in self.complete], float)

    def left(self, scenario: int) -> np.ndarray:
        """See :class:`~experiments.comparing.answer.Answer`."""
        own = SUBJECTS["own"] in self.measured
        runs = [row[scenario] for row in self.complete]
        counts = [still_there(run, run.groups["treated"].astype(bool) | (not own), self.months) for run in runs]
        return np.array([count[1:] / count[0] for count in counts])

    def log_rank(self, other: int) -> float | None:
        """p-value of the paired log-rank test of ``other`` against the base; None with fewer than two pairs."""
        pairs = [(row[0], row[other]) for row in self.complete if len(row[0].times)]
        return log_rank(pairs) if len(pairs) > 1 else None

    @cached_property
    def family(self) -> dict[tuple[int, str], tuple[float, float]]:
        """For each other scenario and headline metric: p-value, and the same held for the whole family (Holm 1979).

        All other metrics are told with their own interval only: among forty, two miss it by chance.
        """
        keys, found = [], []
        for other in self.others:
            for name in HEADLINE:
                if name in self.measured:
                    keys.append((other, name))
                    found.append(p_of_no_difference(self.metric(name, other) - self.metric(name, self.base)))
        return dict(zip(keys, zip(found, holm(np.array(found)).tolist(), strict=True), strict=True))

    @cached_property
    def curves(self) -> dict[str, pd.DataFrame]:
        """Kaplan-Meier of each scenario by its name, bands by run; without those of which no run has a partner."""
        found = {}
        for number, name in enumerate(self.names):
            times, closed, run = pooled(self.runs, number)
            if len(times):
                found[name] = kaplan_meier(times, closed, self.months, run)
        return found

    def survival(self) -> dict[str, list[dict]]:
        """The curves at 12, 36, 60, 120 months and the horizon."""
        told = sorted({month for month in (*TOLD_AT, self.months) if month <= self.months})
        return {name: table[table["month"].isin(told)].to_dict("records") for name, table in self.curves.items()}

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

    def sentence(self, other: int) -> str:
        """One sentence: whose partners stay, and what it means for the focal distributor's profit."""
        name = self.scenarios[other].name
        if not self.complete:
            return f"{name}: no finished pair of runs yet."
        return sentence(self.finding(other), words("en"), name)

    def hazards(self, other: int) -> dict:
        """Hazard ratios of closing against the base (``cox``, or ``why_not`` in words) and causes by scenario."""
        from experiments.comparing.hazards import cox, incidence

        sides = {self.scenarios[n].name: [row[n] for row in self.complete] for n in (0, other)}
        found = {"cox": [], "why_not": "", "incidence": {n: incidence(r, self.months) for n, r in sides.items()}}
        try:
            found["cox"] = cox([(row[0], row[other]) for row in self.complete])
        except ValueError as problem:
            found["why_not"] = str(problem)
        return found

    def table(self, grouping: Sequence[str] = (), hazards: bool = False) -> list[dict]:
        """Everything as plain rows for ``--json``: one entry for each other scenario."""
        rows = []
        curves = self.survival()
        for other in self.others:
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
                    "finding": self.sentence(other),
                    "survival": {name: curves[name] for name in chosen if name in curves},
                    "log_rank_p": self.log_rank(other),
                    "metrics": {name: _row(pair) for name, pair in self.metrics(other).items()},
                    "differing": {name: pair.differing for name, pair in self.metrics(other).items()},
                    "family": {n: {"p": p, "p_family": q} for (o, n), (p, q) in self.family.items() if o == other},
                    "by": [row for name in grouping for row in self.by(other, name)],
                    **({"hazards": self.hazards(other)} if hazards else {}),
                    **(self.spends[other - 1] if self.spends else {}),
                }
            )
        return rows


def _row(pair: Difference) -> dict:
    """A difference under the names of the public contract; how many pairs differ stands beside."""
    return {name: value for name, value in pair.__dict__.items() if name != "differing"}


def untold(pair: Difference) -> str:
    """Why there is no interval, in words."""
    if pair.pairs < 2:
        return "one pair gives no interval"
    if pair.differing == 0:
        return f"no pair of {pair.pairs} differs: at most {pair.most_differing:.0%} of pairs do"
    return f"{pair.differing} of {pair.pairs} pairs differ: too few for an interval"


def compare(
    scenarios: Sequence[Scenario],
    replicates: int = 64,
    seed: int = 1,
    months: int | None = None,
    threads: int | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Comparison:
    """Compare scenarios with the first one on ``replicates`` pairs of runs; ``watch`` sees the progress."""
    months = common_months(scenarios, months)
    seed = whole("seed", seed, 0, MAX_SEED)
    runs: list[RunRecord] = []
    for progress in run_pairs(scenarios, replicates, seed, months, threads):
        runs = progress.runs
        if watch:
            watch(progress)
    return Comparison(tuple(scenarios), runs, months, seed)
