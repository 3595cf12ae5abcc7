"""A stored batch as its report reads it: what was asked, what is there, and short names for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd

from experiments.analysis.effects import by_replicate, finished
from experiments.batch.design import DESIGNS, arms
from experiments.batch.factors import Value
from experiments.batch.manifest import Manifest
from experiments.batch.plan import Plan
from experiments.batch.reading import read_runs, read_table
from experiments.batch.store import Store
from experiments.comparing.statistics import THIRDS, thirds
from experiments.words.keys import lever_told
from experiments.words.words import Words
from experiments.words.words import words as stage_words
from experiments.writing.plain import portable
from model.measures import scale_of

GROUPS = ("size", "cash_days", "competence")
BASE = 0  # the arm that the others are compared with: the first


@dataclass(frozen=True)
class Batch:
    """A manifest with the runs that are there; ``runs`` holds only arms that the manifest still asks for.

    ``command`` is what started it, ``made_by`` the model version and the sources of its numbers. ``smallest`` is, by
    metric and in its own unit, the smallest effect that matters, where a reader has said so; ``day`` is that of
    its last session.
    """

    folder: Path
    manifest: Manifest
    runs: pd.DataFrame
    command: str = ""
    made_by: str = ""
    smallest: Mapping[str, float] = field(default_factory=dict)
    day: date | None = None

    @cached_property
    def arms(self) -> Sequence[Mapping[str, Value]]:
        """The arms of the design; for a search, whose arms are found on the way, those that have a run."""
        if self.manifest.kind in DESIGNS:
            return arms(self.manifest)
        names = [factor.name for factor in self.manifest.factors]
        rows = self.runs.drop_duplicates("arm").set_index("arm")[names]
        return {int(arm): row for arm, row in rows.to_dict("index").items()}

    @cached_property
    def planned(self) -> int | None:
        """Runs that the manifest asks for; None when that is decided on the way."""
        if self.manifest.kind not in DESIGNS or self.manifest.adaptive:
            return None
        return Plan(self.manifest).total

    @cached_property
    def done(self) -> pd.DataFrame:
        """Runs that ended well."""
        return finished(self.runs)

    @property
    def version(self) -> int:
        """The model version of its numbers."""
        return int(self.made_by.split(":")[0] or 0)

    @property
    def failed(self) -> int:
        """Runs that are rows with an error."""
        return len(self.runs) - len(self.done)

    def values(self, metric: str) -> pd.DataFrame:
        """A metric by replicate (rows) and arm (columns), as people are told it (shares as per cent)."""
        return by_replicate(self.done, metric) * scale_of(metric)

    def smallest_of(self, metric: str) -> float:
        """The smallest effect on a metric that matters, as people are told it.

        Unless a reader says another: a percentage point of a share, of anything else a hundredth of its usual size.
        """
        if metric in self.smallest:
            return self.smallest[metric] * scale_of(metric)
        return 1.0 if scale_of(metric) == 100.0 else 0.01 * float(self.done[metric].abs().mean())

    def label(self, arm: int, say: Words) -> str:
        """What an arm changes against the base arm, in words."""
        chosen, base = self.arms[arm], self.arms[BASE]
        if "scenario" in chosen:
            return stage_words(say.language).scenario(str(chosen["scenario"]))
        changed = {name: level for name, level in chosen.items() if level != base[name] or arm == BASE}
        told = [told_level(*pair, say) for pair in changed.items()]
        return (f"{say('base')}: " if arm == BASE else "") + " + ".join(told)

    def with_groups(self) -> Batch:
        """The same batch with ``survival_share_<group>_<third>`` in its runs, when the partners' table was kept.

        Thirds of the partners of month 0 by size, cash days and competence; both runs of a pair have the same ones.
        """
        partners = self.partners()
        if partners.empty:
            return self
        partners = partners.assign(there=partners["closed"].isna().astype(float))
        runs = self.runs
        for group in GROUPS:
            number = partners.groupby("run_id")[f"{group}_at_start"].transform(thirds).astype(int)
            shares = partners.groupby(["run_id", number.map(dict(enumerate(THIRDS)))])["there"].mean().unstack()
            shares.columns = [f"survival_share_{group}_{name}" for name in shares.columns]
            runs = runs.merge(shares.reset_index(), on="run_id", how="left")
        return replace(self, runs=runs)

    def partners(self) -> pd.DataFrame:
        """Partners of month 0 with the arm of their run; empty when the table was not kept."""
        columns = ["run_id", "closed", "origin", *(f"{group}_at_start" for group in GROUPS)]
        table = read_table(self.folder, "partners", columns)
        if table.empty:
            return table
        return table[table["origin"] == "initial"].merge(self.done[["run_id", "arm", "replicate"]], on="run_id")


def read_batch(folder: str | Path) -> Batch:
    """The batch in a folder; raises :class:`experiments.writing.outputs.OutputError` when there is none."""
    store = Store(folder).check()
    runs, began = read_runs(folder), store.last.get("started")
    return Batch(Path(folder), store.manifest, runs[runs["arm"] >= 0].reset_index(drop=True),
                 portable(store.last.get("command", "")), store.code,
                 day=datetime.fromisoformat(began).date() if began else None)  # fmt: skip


def short_name(factor: str) -> str:
    """A factor's name without the part that all levers share; a bundle's in words."""
    return factor.removeprefix("levers.focal.") if "." in factor else factor.replace("_", " ")


def told_level(factor: str, level: Value, say: Words) -> str:
    """A level with its factor's name and its unit, in words."""
    return lever_told(factor, level, say.language)
