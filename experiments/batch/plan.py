"""The runs that a manifest asks for, each with its own name; computed one at a time, so that ten million cost nothing.

The name of a run says what was run: the effective scenario, months, replicate, root seed, model version and a hash of
the sources that made it, so that an edited rule never passes for the old one. It does not depend on the manifest, the
arm's number, the chunk or the worker, so that stored runs are found again whatever the manifest looks like by then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from experiments.batch.design import Arm, arms
from experiments.batch.factors import Value
from experiments.batch.identity import code_of
from experiments.batch.manifest import SAMPLED, Manifest
from experiments.batch.repeats import NONE, repeated_arms
from experiments.running.runs import run_seed
from model.parameters import PARAMETERS
from scenarios import Scenario

WIDTH = 2**128


@lru_cache(maxsize=65536)
def _pair(key: str, value: Value) -> int:
    """A number for one key with its value."""
    return int.from_bytes(hashlib.blake2b(json.dumps([key, value]).encode(), digest_size=16).digest(), "big")


def content(scenario: Scenario) -> int:
    """A number that stands for a scenario's values, its dated changes and its list of partners, if it has one.

    It is a sum over keys, so that an arm of a batch costs as many steps as it has factors, whatever the scenario's
    size (see :func:`changed`), and the same market gets the same number from any base.
    """
    dated = json.dumps([change.hashed() for change in scenario.timeline])
    number = sum(_pair(key, value) for key, value in scenario.values.items()) + _pair("timeline", dated)
    if scenario.partners is not None:
        number += _pair("partners", scenario.partners.hash)
    return number % WIDTH


def changed(number: int, scenario: Scenario, values: Mapping[str, Value]) -> int:
    """The :func:`content` of a scenario, ``number``, once other values are set on top."""
    for key, value in values.items():
        number += _pair(key, value) - (_pair(key, scenario.values[key]) if key in scenario.values else 0)
    return number % WIDTH


def run_id(number: int, months: int, replicate: int, root: int, code: str) -> str:
    """Sixteen hexadecimal digits that name a run.

    ``number`` is the :func:`content` of its scenario, ``code`` who makes it (:func:`identity.code_of`).
    """
    text = f"{number:032x}:{months}:{replicate}:{root}:{code}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class PlannedRun:
    """One run to make: its name, its arm's number and levels, its replicate and seed."""

    run_id: str
    arm: int
    replicate: int
    seed: int
    levels: Arm


@dataclass(frozen=True)
class Plan(Sequence):
    """All runs of a manifest: replicate after replicate, so that a batch cut short is a smaller batch.

    Arms are those of the manifest unless others are ``given``, as a search does. Runs are named as made by these
    sources unless another ``code`` is given, as in a folder that others made.
    """

    manifest: Manifest
    given: Sequence[Arm] = ()
    code: str = ""

    @cached_property
    def arms(self) -> Sequence[Arm]:
        """The arms, made when they are looked at."""
        return self.given or arms(self.manifest)

    def __len__(self) -> int:
        return len(self.arms) * self.manifest.replicates

    def __getitem__(self, number: int) -> PlannedRun:
        if not 0 <= number < len(self):
            raise IndexError(f"run {number} of {len(self)}")
        replicate, arm = divmod(number, len(self.arms))
        levels = self.arms[arm]
        return PlannedRun(self.name(levels, replicate), arm, replicate, self.seed(replicate), levels)

    def __iter__(self) -> Iterator[PlannedRun]:
        """Every run once: an arm that is the same market as an earlier one is passed over."""
        arms, again = len(self.arms), self.repeated
        return (self[number] for number in range(len(self)) if not (len(again) and again[number % arms]))

    @property
    def different(self) -> int:
        """How many arms are different markets."""
        return len(self.arms) - int(self.repeated.sum())

    @property
    def total(self) -> int:
        """How many different runs there are."""
        return self.different * self.manifest.replicates

    @cached_property
    def repeated(self) -> np.ndarray:
        """For each arm whether it is the same market as an earlier one; empty where none is, as in all but samples."""
        if not self.given:
            return repeated_arms(self.manifest) if self.manifest.kind in SAMPLED else NONE
        again, seen = [], set()
        for levels in self.arms:
            name = self.name(levels, 0)
            again.append(name in seen)
            seen.add(name)
        return np.array(again)

    @cached_property
    def made_by(self) -> str:
        """Who makes the runs, as their names say."""
        return self.code or code_of(self.manifest.kind)

    def seed(self, replicate: int) -> int:
        """The luck of a replicate, the same for every arm."""
        return _seed(self.manifest.seed, replicate)

    def name(self, levels: Arm, replicate: int) -> str:
        """The run's name (see :func:`run_id`); raises KeyError for a scenario that the manifest does not name."""
        start, number = self._starts[levels.get("scenario")]
        number = changed(number, start, self.manifest.values_of(levels))
        for rule in self.manifest.rules_of(levels):
            number = (number + _pair("rule", rule.hash)) % WIDTH
        if self.manifest.kind == "calibrate":  # another measurement of the same market is another run
            number = (number + _pair("measured", "moments")) % WIDTH
        return run_id(number, self.manifest.months, replicate, self.manifest.seed, self.made_by)

    @cached_property
    def _starts(self) -> dict[str | None, tuple[Scenario, int]]:
        """Where arms start from, by the name of the scenario that they give, if any."""
        found = {scenario.name: scenario for scenario in self.manifest.scenarios} | {None: self.manifest.base}
        return {name: (scenario, content(scenario)) for name, scenario in found.items()}


@lru_cache(maxsize=1024)
def _seed(root: int, replicate: int) -> int:
    return run_seed(root, replicate)


def factor_columns(manifest: Manifest) -> dict[str, str]:
    """The column of every factor and its type: ``text``, ``int`` or ``float``."""
    kinds = {}
    for factor in manifest.columns:
        words = factor.text or (factor.name in PARAMETERS and PARAMETERS[factor.name].choices)
        kinds[factor.name] = "text" if words else "int" if factor.integer else "float"
    return kinds
