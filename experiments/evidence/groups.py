"""The article's claims in ten groups by subject, each claim with the verdict that its tests bring."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from experiments.evidence.claims import Claim, Registry, Test
from experiments.evidence.deciding import CONDITIONAL, REFUTED, SUPPORTED
from experiments.evidence.hypercube import Effects
from experiments.evidence.sequential import LOOKS, PAIRS
from experiments.evidence.verdicts import UNDECIDED, UNTESTABLE, Verdict, claim_rows

FILE = Path(__file__).parent / "groups.toml"
ORDER = (SUPPORTED, REFUTED, CONDITIONAL, UNDECIDED, UNTESTABLE)  # in which verdicts are told


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict, the test that decides it (None where none can), all its tests, and how telling it is:
    the larger, the more points go its way and the further beyond the smallest effect that matters."""

    claim: Claim
    verdict: str
    decides: Verdict | None
    parts: tuple[Verdict, ...]
    telling: tuple[float, ...]


@dataclass(frozen=True)
class Group:
    """Claims of one subject in the order in which they are told."""

    name: str
    claims: tuple[Judged, ...]

    def of(self, verdict: str) -> list[Judged]:
        """Its claims with a verdict, the most telling first."""
        found = [one for one in self.claims if one.verdict == verdict]
        return sorted(found, key=lambda one: one.telling, reverse=True)


@dataclass(frozen=True)
class Evidence:
    """What a batch of tests says of all claims: verdicts by test, claims in groups, and the runs behind.

    ``ran`` (points, pairs) says for each test which pairs were run; ``job`` how to run them again; ``seconds`` is the
    processor time that they took.
    """

    book: Registry
    found: Mapping[str, Verdict]
    groups: tuple[Group, ...]
    job: Mapping
    seconds: float
    ran: Mapping[str, np.ndarray]

    @property
    def tests(self) -> list[Test]:
        """The tests that decide claims, each once."""
        names = dict.fromkeys(part.test for group in self.groups for one in group.claims for part in one.parts)
        return [self.book.tests[name] for name in names]

    def count(self, verdict: str) -> int:
        """How many of all claims have a verdict."""
        return sum(len(group.of(verdict)) for group in self.groups)

    def pairs(self, names: Iterable[str]) -> int:
        """Pairs of runs in which any of these tests was read."""
        return int(np.any([self.ran[name] for name in names], axis=0).sum())

    def again(self, asked: str, names: Iterable[str]) -> list[str]:
        """The commands that make these tests anew, ``asked`` for as a command does (see :func:`again`)."""
        most = {name: int(ran.sum(axis=1).max()) for name, ran in self.ran.items()}
        return again(asked, self.job["points"], first_bound(most), {name: most[name] for name in names})


def first_bound(most: Mapping[str, int]) -> int:
    """The pairs at which all tests stopped at first, from those of each at the point that has most."""
    return min(PAIRS, max(most.values(), default=0))


def again(asked: str, points: int, pairs: int, most: Mapping[str, int]) -> list[str]:
    """The commands that make tests anew: what is ``asked`` for (names, or nothing for all) with as many ``pairs`` at
    most as all were run with, since a bound decides which points are given up; then by name those that went on
    (``most``: pairs of a test at the point that has most)."""
    further = [name for name, taken in most.items() if taken > PAIRS]
    runs = [(asked, pairs), *([(" ".join(further), LOOKS[-1])] if further else [])]
    lines = (" ".join(("garden claims", *names.split(), f"--points {points} --pairs {pairs}")) for names, pairs in runs)
    return [f"{line} --keep claims.jsonl" for line in lines]


def evidence_of(book: Registry, effects: Effects, found: Mapping[str, Verdict]) -> Evidence:
    """What tests' effects and verdicts say of the claims, without the effects themselves."""
    ran = {name: ~np.isnan(values) for name, values in effects.values.items()}
    return Evidence(book, found, judged_groups(book, found), effects.job, effects.seconds, ran)


@cache
def _file() -> dict:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def group_names() -> dict[str, tuple[str, ...]]:
    """Groups with the names of their claims."""
    return {name: tuple(claims) for name, claims in _file()["groups"].items()}


def units() -> dict[str, str]:
    """The unit in which the effect of a metric or pattern is told."""
    return {name: unit for unit, names in _file()["units"].items() for name in names}


def logarithms() -> frozenset[str]:
    """Patterns that return a logarithm."""
    return frozenset(_file()["logarithms"]["patterns"])


def judged_groups(book: Registry, found: Mapping[str, Verdict]) -> tuple[Group, ...]:
    """All groups with the verdicts that tests brought."""
    return tuple(
        Group(name, tuple(_judged(book, found, row) for row in claim_rows(book, found, claims)))
        for name, claims in group_names().items()
    )


def _judged(book: Registry, found: Mapping[str, Verdict], row: Mapping) -> Judged:
    claim, decides = book.claims[row["claim"]], found[row["test"]] if row["test"] else None
    parts = tuple(found[name] for name in row["tests"])
    return Judged(claim, row["verdict"], decides, parts, _telling(book, claim, decides))


def _telling(book: Registry, claim: Claim, decides: Verdict | None) -> tuple[float, ...]:
    """Claims that are judged by others come last: those tell the same themselves."""
    if decides is None:
        return (0.0, 0.0, 0.0)
    held, against, undecided = decides.counts
    sides = {SUPPORTED: held, REFUTED: against, CONDITIONAL: min(held, against), UNDECIDED: undecided}
    size = abs(decides.effect) / book.tests[decides.test].smallest if math.isfinite(decides.effect) else 0.0
    return (
        float(not claim.points_to),
        sides[decides.verdict] / max(1, len(decides.cells)),
        size if size == size else 0.0,
    )
