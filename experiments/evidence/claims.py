"""The article's claims as data: arms, tests and what each claim rests on, read from ``claims.toml``.

A test's effect on one pair of runs is a contrast of arms in a metric, or a named pattern; all arms of a pair meet
the same luck. :func:`effects` runs what a set of tests needs, each arm once, and keeps only the tests' values.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from experiments.evidence.patterns import PATTERNS
from experiments.evidence.readings import Metric, Reading, metric
from experiments.evidence.uncertain import Uncertain, read_dimensions
from experiments.running.families import Family
from experiments.running.resized import in_proportion
from scenarios import Change, Scenario, load_scenario
from scenarios.check import meant

FILE = Path(__file__).parent / "claims.toml"
SIGNS = ("+", "-", "0")


@dataclass(frozen=True)
class Arm:
    """One market of an experiment: a preset, what it sets, what changes on a date, and how long it runs."""

    name: str
    scenario: str
    months: int
    values: Mapping[str, object] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Contrast:
    """What is computed from a pair's readings.

    ``weights`` maps arms to their weights in the sum of ``metric`` (less ``minus``); with ``per`` the sum is
    divided by that arm's own value. Or ``pattern`` is called with the readings of ``runs``, less that of ``less``.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    metric: Metric | None = None
    minus: Metric | None = None
    per: str = ""
    pattern: str = ""
    runs: tuple[str, ...] = ()
    less: tuple[str, ...] = ()

    @property
    def arms(self) -> tuple[str, ...]:
        """Every arm that must have run."""
        return tuple(dict.fromkeys([*self.weights, *([self.per] if self.per else []), *self.runs, *self.less]))

    @property
    def base(self) -> Metric:
        """The level that ``per`` divides by: the metric's own window, not its change over time."""
        return Metric(self.metric.text, self.metric.name, False, self.metric.window, None)

    @property
    def levels(self) -> set[tuple[str, Metric]]:
        """The metrics that must be read, each with its arm."""
        metrics = [m for m in (self.metric, self.minus) if m]
        return {(arm, m) for arm in self.weights for m in metrics} | ({(self.per, self.base)} if self.per else set())

    @property
    def calls(self) -> set[tuple[str, tuple[str, ...]]]:
        """The patterns that must be read, each with its arms."""
        return {(self.pattern, runs) for runs in (self.runs, self.less) if runs}

    def value(self, found: Mapping) -> float:
        """The effect on one pair from what was read: numbers by ``levels`` and ``calls``."""
        if self.pattern:
            effect = found[self.pattern, self.runs]
            return effect - found[self.pattern, self.less] if self.less else effect
        effect = 0.0
        for arm, weight in self.weights.items():
            effect += weight * (found[arm, self.metric] - (found[arm, self.minus] if self.minus else 0.0))
        if not self.per:
            return effect
        base = abs(found[self.per, self.base])
        return effect / base if base else float("nan")


@dataclass(frozen=True)
class Test:
    """A test of the article: its contrast, the expected sign, the smallest effect that matters, and a placebo."""

    __test__ = False  # not one of pytest's

    name: str
    title: str
    contrast: Contrast
    sign: str
    smallest: float
    placebo: Contrast | None = None

    @property
    def experiment(self) -> str:
        """E1 to E10, or P for a named pattern test."""
        return self.name.split("-")[0]

    @property
    def arms(self) -> tuple[str, ...]:
        """Arms of the test and of its placebo."""
        return tuple(dict.fromkeys([*self.contrast.arms, *(self.placebo.arms if self.placebo else ())]))


@dataclass(frozen=True)
class Claim:
    """One numbered claim: the tests that decide it, or the claims it points to, or why it cannot be tested.

    ``before`` are tests that read it in earlier versions: told beside, they decide nothing.
    """

    name: str
    says: str
    tests: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    points_to: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Registry:
    """Everything of ``claims.toml``."""

    size: float
    market: Mapping[str, object]
    uncertain: tuple[Uncertain, ...]
    arms: Mapping[str, Arm]
    tests: Mapping[str, Test]
    claims: Mapping[str, Claim]

    def scenario(self, arm: str, point: Mapping[str, object] | None = None) -> Scenario:
        """The scenario of an arm at a point of the hypercube; what an arm sets itself wins over the point."""
        chosen = self.arms[arm]
        scenario = load_scenario(chosen.scenario, {**self.market, **(point or {}), **chosen.values})
        sized = in_proportion(scenario.values, self.size)
        dated = [
            replace(c, values={**c.values, **in_proportion(c.values, self.size)})
            for c in (*scenario.timeline, *chosen.changes)
        ]
        return scenario.with_values({**sized, "months": chosen.months}, arm).with_timeline(
            [change for change in dated if change.month < chosen.months]
        )

    def chosen(self, words: Sequence[str]) -> tuple[list[str], list[str]]:
        """(claims, tests) that words like ``S8``, ``E1`` or ``E1-multiply`` name; all of them without words.

        Raises ValueError for a word that names nothing.
        """
        claims, tests = [], []
        if not words:
            return [*self.claims], [*self.tests]
        for word in words:
            own = [name for name, test in self.tests.items() if word in (name, test.experiment)]
            if word in self.claims:
                claims.append(word)
            elif own:
                tests += own
            else:
                known = [*self.claims, *self.tests, *(test.experiment for test in self.tests.values())]
                raise ValueError(
                    f"{word}: no such claim or experiment{meant(word, known)}; expected S1 to S55 or E1 to E10"
                )
        for name in claims:
            tests += [*self.tests_of(name), *self.claims[name].before]
        return list(dict.fromkeys(claims)), [name for name in self.tests if name in tests]

    def tests_of(self, claim: str) -> list[str]:
        """Tests that decide a claim, those of the claims it points to included."""
        row = self.claims[claim]
        return [*row.tests, *(test for other in row.points_to for test in self.tests_of(other))]


@cache
def registry() -> Registry:
    """``claims.toml`` as read and checked; raises ValueError with one line for what does not fit together."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    months = data["market"]["months"]
    arms = {
        name: Arm(
            name,
            row.get("scenario", "steady"),
            row.get("months", months),
            row.get("set", {}),
            tuple(
                Change(c["month"], c.get("until"), name, c["set"], c.get("share"), c.get("only"))
                for c in row.get("change", ())
            ),
        )
        for name, row in data["arms"].items()
    }
    tests = {
        name: Test(
            name,
            row["title"],
            _contrast(name, row, arms),
            _sign(name, row),
            float(row["smallest"]),
            _contrast(f"{name}.placebo", row["placebo"], arms) if "placebo" in row else None,
        )
        for name, row in data["tests"].items()
    }
    claims = {
        name: Claim(
            name,
            row["says"],
            tuple(row.get("tests", ())),
            tuple(row.get("before", ())),
            tuple(row.get("points_to", ())),
            row.get("why", ""),
        )  # fmt: skip
        for name, row in data["claims"].items()
    }
    for claim in claims.values():
        for kind, names, known in (
            ("tests", claim.tests, tests), ("before", claim.before, tests), ("points_to", claim.points_to, claims)
        ):  # fmt: skip
            for name in names:
                if name not in known:
                    raise ValueError(f"claims.{claim.name}.{kind}: {name!r} is not there{meant(name, known)}")
        if not claim.tests and not claim.why:
            raise ValueError(f"claims.{claim.name}: has no test; expected why")
    uncertain = read_dimensions(data["uncertain"])
    return Registry(data["market"]["size"], data["market"]["set"], uncertain, arms, tests, claims)


def _sign(name: str, row: Mapping) -> str:
    if row["sign"] not in SIGNS:
        raise ValueError(f"tests.{name}.sign: {row['sign']!r} is not one of {', '.join(SIGNS)}")
    return row["sign"]


def _contrast(name: str, row: Mapping, arms: Mapping[str, Arm]) -> Contrast:
    pattern = row.get("pattern", "")
    if pattern and pattern not in PATTERNS:
        raise ValueError(f"tests.{name}.pattern: {pattern!r} is not there{meant(pattern, PATTERNS)}")
    found = Contrast(
        row.get("arms", {}),
        None if pattern else metric(row["metric"]),
        metric(row["minus"]) if "minus" in row else None,
        row.get("per", ""),
        pattern,
        tuple(row.get("runs", ())),
        tuple(row.get("less", ())),
    )
    for arm in found.arms:
        if arm not in arms:
            raise ValueError(f"tests.{name}: no arm {arm!r}{meant(arm, arms)}")
        needed = max(m.months for m in (found.metric, found.minus) if m) if found.metric else 0
        if needed > arms[arm].months:
            raise ValueError(f"tests.{name}: reads month {needed}, but arm {arm} runs {arms[arm].months} months")
    return found


def pair_effects(
    book: Registry, names: Iterable[str], point: Mapping[str, object], seed: int, placebos: bool = True
) -> dict[str, list[float]]:
    """Effect and placebo (not a number without one) of each test on one seed at one point.

    Each arm runs once, no longer than the tests read it, shares what it can with the others, and is let go as soon as
    no pattern needs it any more.
    """
    tests = [book.tests[name] for name in names]
    if not placebos:
        tests = [replace(test, placebo=None) for test in tests]
    contrasts = [c for test in tests for c in (test.contrast, test.placebo) if c]
    levels = {need for c in contrasts for need in c.levels}
    calls = {need for c in contrasts for need in c.calls}
    months = arm_months(book, tests, levels, calls)
    luck = Family([book.scenario(arm, point) for arm in months], list(months.values()), panel=True, lines=True).luck(
        seed
    )
    found: dict = {}
    kept: dict[str, Reading] = {}
    for number, arm in enumerate(months):
        kept[arm] = Reading(luck.result(number))
        found |= {(arm, wanted): kept[arm].value(wanted) for other, wanted in levels if other == arm}
        for pattern, runs in [call for call in calls if call not in found and all(run in kept for run in call[1])]:
            found[pattern, runs] = PATTERNS[pattern](*(kept[run] for run in runs))
        needed = {run for call in calls if call not in found for run in call[1]}
        kept = {name: reading for name, reading in kept.items() if name in needed}
    return {
        test.name: [test.contrast.value(found), test.placebo.value(found) if test.placebo else float("nan")]
        for test in tests
    }


def arm_months(book: Registry, tests: Sequence[Test], levels: set, calls: set) -> dict[str, int]:
    """Arms of some tests in the order in which they run, with the months that these tests read of each."""
    found = {}
    for arm in dict.fromkeys(arm for test in tests for arm in test.arms):
        windows = [wanted.months for other, wanted in levels if other == arm]
        whole = not all(windows) or any(arm in runs for _, runs in calls)
        found[arm] = book.arms[arm].months if whole else max(windows)
    return found
