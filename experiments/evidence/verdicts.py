"""Verdicts on claims: how often, over a hypercube, the interval of an effect lies beyond the smallest that matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.comparing.statistics import mean_interval
from experiments.evidence.claims import Registry, Test
from experiments.evidence.hypercube import Effects

SHARE = 0.8  # of the points that must agree
RATE = 0.05  # of false discoveries in the whole table
PERMUTATIONS = 500
LEAF = 3  # points that each side of a split must have at least
SUPPORTED, REFUTED, CONDITIONAL, UNTESTABLE = "supported", "refuted", "conditional", "not testable"
FOR, OPEN, AGAINST = 1, 0, -1


@dataclass(frozen=True)
class Verdict:
    """A test's verdict. ``effect`` with ``low`` and ``high``: mean over points and its 95 % interval.

    ``cells`` (points,) say for each point whether the interval is beyond the smallest effect that matters (1), inside
    it or beyond it the other way (-1), or neither (0); ``placebo_share`` is that of points where the placebo is
    beyond it as well (nan without one).
    """

    test: str
    verdict: str
    effect: float
    low: float
    high: float
    cells: np.ndarray
    condition: str
    placebo_share: float

    @property
    def counts(self) -> tuple[int, int, int]:
        """Points for, against, undecided."""
        return tuple(int((self.cells == side).sum()) for side in (FOR, AGAINST, OPEN))


def p_values(values: np.ndarray, sign: str, smallest: float) -> tuple[float, float]:
    """One-sided p-values of one point's pairs: that the effect is beyond the smallest, and that it is not.

    t-tests of the mean; for sign 0 the first is that the effect lies within both bounds (two one-sided tests,
    Schuirmann 1987), the second that it lies beyond one of them. 1 with fewer than two values.
    """
    from scipy.stats import t

    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return 1.0, 1.0
    if sign == "-":
        values = -values
    error = values.std(ddof=1) / len(values) ** 0.5

    def above(bound: float) -> float:
        gap = values.mean() - bound
        return float(t.sf(gap / error, len(values) - 1)) if error > 0.0 else float(gap <= 0.0)

    if sign != "0":
        return above(smallest), 1.0 - above(smallest)
    inside = max(above(-smallest), 1.0 - above(smallest))
    return inside, min(1.0, 2.0 * min(above(smallest), 1.0 - above(-smallest)))


def cells(tests: Mapping[str, tuple[str, float]], values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Which way each point of each test goes: the 95 % interval decides, false discoveries controlled over all.

    ``tests``: name -> (sign, smallest effect that matters); ``values``: name -> (points, pairs). Benjamini and
    Hochberg's adjustment covers every point of every test, both ways.
    """
    from scipy.stats import false_discovery_control

    names = [name for name in tests if len(values[name])]
    if not names:
        return {}
    raw = np.array([[p_values(point, *tests[name]) for point in values[name]] for name in names])
    adjusted = false_discovery_control(raw.ravel()).reshape(raw.shape)
    found = {}
    for number, name in enumerate(names):
        # The 95 % interval lies beyond a bound where the one-sided p-value is below 0.025.
        level = 0.025 if tests[name][0] != "0" else 0.05
        clear = (raw[number] < np.array([0.025, level])) & (adjusted[number] < RATE)
        found[name] = np.where(clear[:, 0], FOR, np.where(clear[:, 1], AGAINST, OPEN))
    return found


def best_split(names: Sequence[str], places: np.ndarray, sides: np.ndarray) -> str:
    """The one parameter and threshold that best separates the points for from those against, in words.

    A decision stump on the variance of the sides; told only when it separates better than 95 % of shuffled sides do,
    for with a dozen parameters some split always looks good. Empty otherwise.
    """
    sides = np.asarray(sides, float)
    gain, column, threshold = _stump(places, sides)
    if gain <= 0.0:
        return ""
    luck = np.random.default_rng(1)
    shuffled = [_stump(places, luck.permutation(sides))[0] for _ in range(PERMUTATIONS)]
    if gain <= np.quantile(shuffled, 0.95):
        return ""
    above = places[:, column] > threshold
    word = "above" if sides[above].mean() > sides[~above].mean() else "below"
    chosen = above if word == "above" else ~above
    side, verb = (FOR, "holds") if (sides == FOR).any() else (AGAINST, "fails")
    counts = [f"{int((sides[part] == side).sum())} of {int(part.sum())}" for part in (chosen, ~chosen)]
    return f"{names[column]} {word} {threshold:.3g}: {verb} at {counts[0]} points there, at {counts[1]} elsewhere"


def _stump(places: np.ndarray, sides: np.ndarray) -> tuple[float, int, float]:
    """(fall in the sum of squares, column, threshold) of the best split."""
    best = (0.0, 0, 0.0)
    total = ((sides - sides.mean()) ** 2).sum()
    points = len(sides)
    for column in range(places.shape[1]):
        order = np.argsort(places[:, column], kind="stable")
        ordered = sides[order]
        sums, squares = np.cumsum(ordered), np.cumsum(ordered**2)
        left = np.arange(1, points)
        right = points - left
        inside = squares[:-1] - sums[:-1] ** 2 / left
        inside = inside + (squares[-1] - squares[:-1]) - (sums[-1] - sums[:-1]) ** 2 / right
        allowed = (left >= LEAF) & (right >= LEAF)
        if not allowed.any():
            continue
        at = int(np.argmin(np.where(allowed, inside, np.inf)))
        if total - inside[at] > best[0] + 1e-12:
            edge = places[order[at : at + 2], column].mean()
            best = (float(total - inside[at]), column, float(edge))
    return best


def verdicts(book: Registry, effects: Effects) -> dict[str, Verdict]:
    """The verdict of every test that was run."""
    tests = {name: book.tests[name] for name in effects.values}
    rules = {name: (test.sign, test.smallest) for name, test in tests.items()}
    sides = cells(rules, effects.values)
    with_placebo = {name: rules[name] for name, test in tests.items() if test.placebo}
    stirred = cells(with_placebo, {name: effects.placebos[name] for name in with_placebo})
    return {
        name: _verdict(test, effects, sides[name], stirred.get(name)) for name, test in tests.items() if name in sides
    }


def _verdict(test: Test, effects: Effects, sides: np.ndarray, placebo: np.ndarray | None) -> Verdict:
    points = [row[np.isfinite(row)].mean() for row in effects.values[test.name] if np.isfinite(row).any()]
    effect, low, high = mean_interval(np.array(points))
    share = float((placebo == FOR).mean()) if placebo is not None else float("nan")
    if (sides == FOR).mean() >= SHARE:
        verdict, condition = SUPPORTED, ""
        if share > 1.0 - SHARE:
            verdict = CONDITIONAL
            condition = f"the placebo shows the same at {(placebo == FOR).sum()} of {len(sides)} points"
    elif (sides == AGAINST).mean() >= SHARE:
        verdict, condition = REFUTED, ""
    else:
        verdict = CONDITIONAL
        condition = best_split(effects.names, effects.places, sides) or (
            f"no single parameter decides it; {(sides == FOR).sum()} points for, {(sides == AGAINST).sum()} against, "
            f"{(sides == OPEN).sum()} undecided; {_on_average(test, low, high)}"
        )
    return Verdict(test.name, verdict, effect, low, high, sides, condition, share)


def _on_average(test: Test, low: float, high: float) -> str:
    """What the interval of the mean over the hypercube says, in words."""
    low, high = (-high, -low) if test.sign == "-" else (low, high)
    if test.sign == "0":
        holds, fails = max(-low, high) < test.smallest, max(low, -high) > test.smallest
    else:
        holds, fails = low > test.smallest, high < test.smallest
    return "on average it holds" if holds else "on average it does not" if fails else "on average open as well"


def claim_rows(book: Registry, found: Mapping[str, Verdict], claims: Sequence[str]) -> list[dict]:
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
                         "condition": claim.why, "says": claim.says, "test": None, "tests": []})  # fmt: skip
            continue
        order = (REFUTED, CONDITIONAL, SUPPORTED)
        decides = min(tests, key=lambda test: order.index(test.verdict))
        others = [f"{t.test} {t.verdict}" for t in tests if t is not decides and t.verdict != decides.verdict]
        parts = [decides.condition, f"parts: {', '.join(others)}" if others else ""]
        if claim.points_to:
            parts.insert(0, f"as {', '.join(claim.points_to)}: {claim.why}")
        rows.append({"claim": name, "verdict": decides.verdict, "effect": decides.effect, "low": decides.low,
                     "high": decides.high, "condition": "; ".join(part for part in parts if part) or None,
                     "says": claim.says, "test": decides.test, "tests": [t.test for t in tests]})  # fmt: skip
    return rows


def rows_of_tests(book: Registry, found: Mapping[str, Verdict]) -> list[dict]:
    """One row a test, for experiments asked for by name."""
    rows = []
    for name, verdict in found.items():
        held, against, undecided = verdict.counts
        rows.append({"claim": name, "verdict": verdict.verdict, "effect": verdict.effect, "low": verdict.low,
                     "high": verdict.high, "condition": verdict.condition or None, "says": book.tests[name].title,
                     "sign": book.tests[name].sign, "smallest": book.tests[name].smallest, "points_for": held,
                     "points_against": against, "points_undecided": undecided,
                     "placebo_share": verdict.placebo_share})  # fmt: skip
    return rows
