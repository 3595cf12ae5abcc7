"""Verdicts on claims: at how many points of a hypercube an effect lies beyond the smallest that matters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.comparing.statistics import LEAST_DIFFERING, mean_interval
from experiments.evidence.claims import Registry, Test
from experiments.evidence.deciding import CONDITIONAL, REFUTED, SUPPORTED, fixed, leaning, point_means, sides_of
from experiments.evidence.hypercube import Effects
from experiments.evidence.sequential import AGAINST, FOR, OPEN, level_of, needed, pairs_wanted
from experiments.evidence.surface import Surface, surface_of

UNDECIDED, UNTESTABLE = "undecided", "not testable"
WORDS = (SUPPORTED, CONDITIONAL, REFUTED, UNDECIDED, UNTESTABLE)


@dataclass(frozen=True)
class Verdict:
    """A test's verdict. ``effect`` with ``low`` and ``high``: mean over points and its 95 % interval (nan: too few).

    ``cells`` (points,) say for each point whether the effect is beyond the smallest that matters (1), inside it or
    beyond it the other way (-1), or neither (0); ``placebo_share`` is that of points where the placebo is beyond it
    as well (nan without one). ``runs`` is what an undecided test would probably still take (inf: more than can be
    told), ``surface`` what a conditional one depends on, None where nothing over the dimensions predicts it.
    """

    test: str
    verdict: str
    effect: float
    low: float
    high: float
    cells: np.ndarray
    condition: str
    placebo_share: float
    runs: float = 0.0
    surface: Surface | None = None

    @property
    def counts(self) -> tuple[int, int, int]:
        """Points for, against, undecided."""
        return tuple(int((self.cells == side).sum()) for side in (FOR, AGAINST, OPEN))


def verdicts(book: Registry, effects: Effects) -> dict[str, Verdict]:
    """The verdict of every test that was run."""
    return {name: _verdict(book.tests[name], effects) for name in effects.values}


def _verdict(test: Test, effects: Effects) -> Verdict:
    values = effects.values[test.name]
    own, placebo = sides_of(test, values, effects.placebos[test.name])
    points = point_means(values)
    known = points[np.isfinite(points)]
    effect, low, high = mean_interval(known)
    if len(known) < LEAST_DIFFERING:
        low = high = math.nan  # so few points say little of the others
    shown = int((placebo == FOR).sum()) if placebo is not None else 0
    share = shown / len(own) if placebo is not None else math.nan
    verdict, condition, runs, surface = fixed(own) or UNDECIDED, "", 0.0, None
    counts = tuple(int((own == side).sum()) for side in (FOR, AGAINST, OPEN))
    told = "{} points for, {} against, {} undecided".format(*counts)
    if verdict == SUPPORTED and shown > len(own) - needed(len(own)):
        verdict, condition = CONDITIONAL, f"the placebo shows the same at {shown} of {len(own)} points"
    elif verdict == CONDITIONAL:
        surface = surface_of(test, effects.names, effects.ranges, effects.places, values, own)
        condition = surface.sentence if surface.predicts else f"{told}; {surface.sentence}"
    elif verdict == UNDECIDED:
        runs = runs_wanted(test, values, own)
        more = f"about {runs:,.0f} more runs" if math.isfinite(runs) else "more runs than can be told"
        condition = f"{told}; it would take {more}"
    return Verdict(test.name, verdict, effect, low, high, own, condition, share, runs, surface)


def runs_wanted(test: Test, values: np.ndarray, own: np.ndarray) -> float:
    """Runs that would probably fix an undecided test's verdict: those of its open points that are decided soonest."""
    level = level_of(len(own))
    made = np.isfinite(values).sum(axis=1)
    more = np.array([pairs_wanted(row, test.sign, test.smallest, level) for row in values]) - made
    assumed, pairs, sides = own.copy(), 0.0, leaning(test, values)
    for point in sorted(np.flatnonzero((own == OPEN) & np.isfinite(more)), key=lambda point: more[point]):
        if fixed(assumed):
            break
        assumed[point] = sides[point]
        pairs += max(1.0, more[point])
    return pairs * len(test.contrast.arms) if fixed(assumed) else math.inf


def claim_rows(book: Registry, found: Mapping[str, Verdict], claims) -> list[dict]:
    """One row a claim: claim, verdict, effect, low, high, condition, and the test that decides.

    A claim holds when all of its tests do: the test that speaks most against it decides. ``condition`` says what the
    verdict depends on, and which parts of a claim go another way.
    """
    rows = []
    for name in claims:
        claim = book.claims[name]
        tests = [found[test] for test in book.tests_of(name) if test in found]
        if not tests:
            rows.append({"claim": name, "verdict": UNTESTABLE, "effect": None, "low": None, "high": None,
                         "condition": claim.why, "says": claim.says, "test": None, "tests": [],
                         "skill": None, "runs_wanted": None})  # fmt: skip
            continue
        order = (REFUTED, CONDITIONAL, UNDECIDED, SUPPORTED)
        decides = min(tests, key=lambda test: order.index(test.verdict))
        others = [f"{t.test} {t.verdict}" for t in tests if t is not decides and t.verdict != decides.verdict]
        parts = [decides.condition, f"parts: {', '.join(others)}" if others else ""]
        before = [f"`{t}` {found[t].verdict}" for t in claim.before if t in found]
        parts.append(f"as read before: {', '.join(before)}" if before else "")
        if claim.points_to:
            parts.insert(0, f"as {', '.join(claim.points_to)}: {claim.why}")
        rows.append({"claim": name, "verdict": decides.verdict, "effect": decides.effect, "low": decides.low,
                     "high": decides.high, "condition": "; ".join(part for part in parts if part) or None,
                     "says": claim.says, "test": decides.test, "tests": [t.test for t in tests],
                     **_depends(decides)})  # fmt: skip
    return rows


def _depends(verdict: Verdict) -> dict:
    """Out-of-sample skill of a conditional verdict's surface, and the runs that an undecided one would take."""
    runs = verdict.runs if verdict.verdict == UNDECIDED and math.isfinite(verdict.runs) else None
    return {"skill": verdict.surface.skill if verdict.surface else None, "runs_wanted": runs}


def rows_of_tests(book: Registry, found: Mapping[str, Verdict]) -> list[dict]:
    """One row a test, for experiments asked for by name."""
    rows = []
    for name, verdict in found.items():
        held, against, undecided = verdict.counts
        rows.append({"claim": name, "verdict": verdict.verdict, "effect": verdict.effect, "low": verdict.low,
                     "high": verdict.high, "condition": verdict.condition or None, "says": book.tests[name].title,
                     "sign": book.tests[name].sign, "smallest": book.tests[name].smallest, "points_for": held,
                     "points_against": against, "points_undecided": undecided,
                     "placebo_share": verdict.placebo_share, **_depends(verdict)})  # fmt: skip
    return rows
