"""A comparison as tables, from its folder or from memory: what charts and decks are made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from experiments.comparing.answer import Answer
from experiments.comparing.asked import Asked, asked_in
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import USUAL, Best, Smallest
from experiments.comparing.tables import MARK, comparison_tables, reference_of
from experiments.running.pilots import Pilot
from experiments.words.keys import FOCAL
from experiments.words.words import Words
from experiments.writing.plain import portable
from model import MODEL_VERSION, PARAMETERS
from scenarios import Change, Scenario
from scenarios.check import unsteered

CURVE = ["scenario", "month", "survival", "low", "high", "at_risk"]
SPEND = ("dose", "extra_spend", "common_spend", "spend_note")


def changes_in(timeline: Sequence) -> tuple[Change, ...]:
    """The dated changes of a scenario as its provenance holds them."""
    return tuple(Change(month, until, name, MappingProxyType(values), *some)
                 for month, until, name, values, *some in timeline)  # fmt: skip


class ResultsError(ValueError):
    """Why a folder cannot be told on slides: one line."""


@dataclass(frozen=True)
class Results(Answer):
    """Runs of several scenarios on the same luck; the first scenario is the base.

    ``values`` and ``timelines`` are those of the scenarios, ``given`` the scenarios
    themselves where they are at hand. ``runs`` has one row a run (scenario, replicate, error,
    metrics), ``monthly`` one a run and month, ``curves`` the Kaplan-Meier curves (scenario, month, survival, low, high,
    at_risk). ``spends`` has, for each scenario after the base, its dose and what was found of its spend
    (:meth:`experiments.comparing.equal_spend.Dose.row`); empty where spends were not made equal. ``asked`` is what
    commands on the same market need, ``day`` that on which the runs were made (None: it was not stored), ``program``
    that which made them (empty: as well). ``overlaid`` has each scenario's keys that were given over its timeline,
    ``pilots`` its changes for some partners over its runs.
    """

    names: tuple[str, ...]
    hashes: tuple[str, ...]
    values: tuple[dict, ...]
    runs: pd.DataFrame
    monthly: pd.DataFrame
    curves: pd.DataFrame
    months: int
    seed: int
    pairs: int
    model_version: int
    command: str
    timelines: tuple = ()
    given: tuple[Scenario, ...] = ()
    spends: tuple[dict, ...] = ()
    asked: Asked = Asked()
    day: date | None = None
    program: str = ""
    overlaid: tuple[tuple[str, ...], ...] = ()
    pilots: tuple[tuple[Pilot, ...], ...] = ()

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios themselves, to run them again; empty where the model or a scenario is no longer the same."""
        if self.given:
            return self.given
        found = []
        rows = zip(self.names, self.hashes, self.values, map(changes_in, self.timelines), strict=False)
        for name, key, values, changes in rows:
            found.append(Scenario(name, "", "", MappingProxyType(values), MappingProxyType({}), changes))
            if found[-1].hash != key or not PARAMETERS.keys() <= values.keys():
                return ()
        return tuple(found) if self.model_version == MODEL_VERSION and len(found) == len(self.names) else ()

    @property
    def measured(self) -> Sequence[str]:
        """The names of the metrics."""
        return self.runs.columns

    @property
    def base(self) -> str:
        """The name of the scenario that the others are compared with."""
        return self.names[0]

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the scenarios that are compared with the base."""
        return self.names[1:]

    @property
    def doses(self) -> dict[str, float]:
        """The dose of each scenario that stands at another than 1: less, or more, than its files say."""
        spends = zip(self.others, self.spends, strict=False)
        return {name: spend["dose"] for name, spend in spends if spend["dose"] != 1.0}

    @property
    def level(self) -> list[str]:
        """The scenarios that stand at the common spend; empty where spends were not made equal."""
        return [name for name, spend in zip(self.others, self.spends, strict=False) if not spend["spend_note"]]

    @cached_property
    def policies(self) -> Sequence[str]:
        """The scenarios that differ from the base in one's own levers alone; all, where every one is another market."""
        return [name for name in self.others if not self._elsewhere(name)] or self.others

    def _elsewhere(self, name: str) -> bool:
        """Whether a scenario is another market than the base: it differs in what no lever of one's own sets."""
        place, base = self.names.index(name), self.values[0]
        changed = [key for key, value in self.values[place].items() if base.get(key) != value]
        for change in self.timelines[place] if place < len(self.timelines) else ():
            changed += [] if change in self.timelines[0] else change[3]
        return any(not key.startswith(FOCAL) for key in changed)

    @property
    def elsewhere(self) -> list[str]:
        """The scenarios that are another market among policies."""
        return [name for name in self.others if name not in self.policies]

    @cached_property
    def ranked(self) -> Sequence[str]:
        """The policies of which titles speak: all of them; at equal spend those that stand at the common one."""
        return [name for name in self.level if name in self.policies] or self.policies

    @property
    def unequal(self) -> dict[str, float]:
        """The scenarios that could not be brought to the common spend, where there is one, and how many times that
        they cost more than the base in these runs."""
        return {
            name: self.effect("focal_spend", name).difference / spend["common_spend"]
            for name, spend in zip(self.others, self.spends, strict=False)
            if spend["spend_note"]
        }

    @property
    def reference(self) -> str:
        """A short name that finds these runs: it stands in their provenance."""
        return reference_of(self.hashes, self.seed, self.months, self.pairs, self.model_version)

    @property
    def partners(self) -> float:
        """Partners of month 0 in one run."""
        first = self.curves[(self.curves["scenario"] == self.base) & (self.curves["month"] == 0)]
        return float(first["at_risk"].iloc[0]) / self.finished(self.base)

    def finished(self, scenario: str) -> int:
        """Number of runs of a scenario that ended well, at least one: what its survival curve pools."""
        return max(1, int(((self.runs["scenario"] == scenario) & (self.runs["error"] == "")).sum()))

    @cached_property
    def complete(self) -> pd.DataFrame:
        """Runs of the replicates that every scenario finished."""
        good = self.runs[self.runs["error"] == ""]
        whole = good.groupby("replicate")["scenario"].nunique()
        return good[good["replicate"].isin(whole.index[whole == len(self.names)])]

    def metric(self, name: str, scenario: str) -> np.ndarray:
        """See :class:`~experiments.comparing.answer.Answer`."""
        return self._by_scenario[scenario][name].to_numpy(float)

    @cached_property
    def _by_scenario(self) -> dict[str, pd.DataFrame]:
        """The complete runs of each scenario, in the order of replicates: a deck asks for hundreds of their columns."""
        return {name: rows.sort_values("replicate") for name, rows in self.complete.groupby("scenario")}

    def best(self, subject: str, say: Words, smallest: Smallest = USUAL) -> Best:
        """Which policy does most for a subject (:mod:`experiments.comparing.finding`), by names as people read them."""
        return self.best_among(self.ranked, subject, smallest, say.scenario)

    @cached_property
    def _months_by_scenario(self) -> dict[str, pd.DataFrame]:
        """The months of complete runs by scenario."""
        kept = self.monthly[self.monthly["replicate"].isin(self.complete["replicate"])]
        return dict(iter(kept.groupby("scenario")))

    def series(self, scenario: str, column: str) -> np.ndarray:
        """See :class:`~experiments.comparing.answer.Answer`."""
        chosen = self._months_by_scenario[scenario]
        return chosen.pivot(index="replicate", columns="month", values=column).to_numpy(float)

    @property
    def knows_own(self) -> bool:
        """Whether it is stored, month by month, how many of the distributor's own partners are left."""
        return "survivors_own" in self.monthly and bool((self.own_partners > 0).all())

    @cached_property
    def own_partners(self) -> np.ndarray:
        """The focal distributor's partners of month 0, a number a replicate."""
        left = self.series(self.base, "survivors_own")[:, -1]
        share = self.metric("survival_share_treated", self.base)
        return np.divide(left, share, out=np.zeros_like(left), where=share > 0.0).round()

    def left(self, scenario: str) -> np.ndarray:
        """See :class:`~experiments.comparing.answer.Answer`."""
        if self.knows_own:
            return self.series(scenario, "survivors_own") / self.own_partners[:, None]
        return self.series(scenario, "survivors") / self.partners


def read_results(folder: str | Path) -> Results:
    """The results that ``garden compare --out`` left in ``folder``; raises :class:`ResultsError`."""
    path = Path(folder)
    if not path.is_dir():
        raise ResultsError(f"{folder}: no such folder; expected one that garden compare --out has written")
    try:
        told = unsteered(json.loads((path / MARK).read_text(encoding="utf-8")))
        tables = {name: pd.read_parquet(path / f"{name}.parquet") for name in ("runs", "monthly", "survival")}
    except FileNotFoundError as problem:
        name = Path(problem.filename).name
        raise ResultsError(
            f"{folder}: {name} is missing; expected a folder that garden compare --out has written"
        ) from None
    except (OSError, ValueError) as problem:
        text = " ".join(str(problem).split())
        raise ResultsError(f"{folder}: cannot be read ({text}); expected results of garden compare --out") from None
    return results_of(told, tables, str(folder))


def results_of(told: dict, tables: dict, place: str = "results") -> Results:
    """Results from what ``experiments.comparing.tables`` makes of a comparison: its provenance and its tables.

    ``place`` says in messages where they are from. Raises :class:`ResultsError`.
    """
    try:
        scenarios = told["scenarios"]
        found = Results(
            tuple(s["name"] for s in scenarios), tuple(s["hash"] for s in scenarios),
            tuple(s["values"] for s in scenarios), tables["runs"], tables["monthly"], tables["survival"],
            int(told["months"]), int(told["seed"]), int(told["pairs"]),
            int(told["comparison"][0]["model_version"]), portable(told["command"]),
            tuple(s.get("timeline", ()) for s in scenarios),
            spends=tuple(
                {key: row[key] for key in SPEND} for row in told["comparison"] if row.get("dose") is not None
            ),
            asked=asked_in(told),
            day=date.fromisoformat(told["day"]) if "day" in told else None,
            program=told.get("program", ""),
            overlaid=tuple(tuple(s.get("overlaid", ())) for s in scenarios),
            pilots=tuple(
                tuple(map(Pilot.of, s.get("pilots", ())))
                for s in scenarios
            ),
        )  # fmt: skip
        whole = not found.complete.empty
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as problem:
        raise ResultsError(
            f"{place}: {MARK} lacks {problem}; expected results of garden compare --out with two scenarios"
        ) from None
    if not whole:
        raise ResultsError(f"{place}: no replicate finished in every scenario; expected at least one")
    for name in found.names:
        if "survival_share" not in found.measured or np.isnan(found.metric("survival_share", name)).any():
            raise ResultsError(f"{place}: {name} has no partners of month 0 in a run; expected some in every scenario")
    return found


def results_from(
    comparison: Comparison, names: Sequence[str], command: str = "", loaded: Sequence[str] = ()
) -> Results:
    """The runs of ``comparison`` under ``names`` (one a scenario, all different, as people should read them).

    A replicate counts once every scenario has finished it. ``loaded`` has the word that loads each scenario, where a
    command is to be told on the same market.
    """
    scenarios = tuple(replace(s, name=name) for s, name in zip(comparison.scenarios, names, strict=True))
    runs = [run for row in comparison.complete for run in row] + comparison.failed
    tables = comparison_tables(replace(comparison, scenarios=scenarios, runs=runs))
    for share in ("survival_share", "survival_share_treated", "survival_share_untreated"):
        tables["runs"][share] = tables["runs"].get(share, float("nan"))  # a side without partners has no share
    return Results(
        tuple(names),
        tuple(s.hash for s in scenarios),
        tuple(dict(s.values) for s in scenarios),
        tables["runs"],
        tables["monthly"].reset_index(drop=True),
        pd.DataFrame(columns=CURVE) if tables["survival"] is None else tables["survival"].reset_index(drop=True),
        comparison.months,
        comparison.seed,
        comparison.pairs,
        MODEL_VERSION,
        command,
        given=scenarios,
        asked=Asked(dict(zip(names, loaded, strict=True)) if loaded else {}),
        day=date.today(),
        overlaid=tuple(tuple(sorted(s.overlaid)) for s in scenarios),
        pilots=comparison.pilots,
    )
