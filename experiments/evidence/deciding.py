"""When a test is decided: which points still need pairs, and the verdict that decided points already fix."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from experiments.evidence.claims import Test
from experiments.evidence.sequential import (
    AGAINST,
    ERROR,
    FOR,
    KNOWN,
    LOST,
    OPEN,
    level_of,
    needed,
    pairs_wanted,
    sides,
)
from experiments.evidence.surface import holds

SUPPORTED, REFUTED, CONDITIONAL = "supported", "refuted", "conditional"
CELL = ERROR / 2  # one-sided error of a world told by itself, over all its looks


def fixed(cells: np.ndarray) -> str:
    """The verdict that points bring whatever the open ones turn out to be; nothing while it hangs on these."""
    held, against, undecided = (int((cells == side).sum()) for side in (FOR, AGAINST, OPEN))
    enough = needed(len(cells))
    if held >= enough:
        return SUPPORTED
    if against >= enough:
        return REFUTED
    return "" if max(held, against) + undecided >= enough else CONDITIONAL


def sides_of(test: Test, values: np.ndarray, placebos: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """(points,) which way a test goes at each point, and its placebo (None without one)."""
    level = level_of(len(values))
    own = sides(values, test.sign, test.smallest, level)
    return own, sides(placebos, test.sign, test.smallest, level) if test.placebo else None


def wanting(test: Test, values: np.ndarray, placebos: np.ndarray, bound: int) -> np.ndarray:
    """(points,) true where more pairs, ``bound`` at most, may still move a test's verdict, soonest.

    Pairs go to as many points as the verdict lacks that the points lean to, those first that will probably be decided
    soonest. No point is given more that would probably still be open at the bound, and none at all where the verdict
    would be open with every other point decided: stopping for a lost cause leaves things open and decides nothing.
    """
    own, placebo = sides_of(test, values, placebos)
    verdict = fixed(own)
    wanted = np.zeros(len(own), bool)
    if not verdict:
        wanted |= soonest(test, values, own, bound, lambda cells: lacking(fixed(cells), own))
    if placebo is None or verdict in (REFUTED, CONDITIONAL):
        return wanted
    spare = len(own) - needed(len(own))  # points at which the placebo may show the same
    shown, unsure = (int((placebo == side).sum()) for side in (FOR, OPEN))

    def settles(cells: np.ndarray) -> dict[int, int]:
        """Points that settle whether the placebo shows the same at more than the spare ones."""
        many = (cells == FOR).sum() > spare
        return {FOR: spare + 1 - shown} if many else {AGAINST: shown + unsure - spare}

    if shown <= spare < shown + unsure:
        wanted |= soonest(test, placebos, placebo, bound, settles)
    return wanted


def lacking(verdict: str, cells: np.ndarray) -> dict[int, int]:
    """Side -> points that must still come out so for a verdict to be fixed; nothing for no verdict."""
    enough = needed(len(cells))
    both = len(cells) - enough + 1  # as many each way leave neither enough
    asked = {SUPPORTED: {FOR: enough}, REFUTED: {AGAINST: enough}, CONDITIONAL: {FOR: both, AGAINST: both}}
    return {side: count - int((cells == side).sum()) for side, count in asked.get(verdict, {}).items()}


def soonest(
    test: Test, values: np.ndarray, cells: np.ndarray, bound: int, lacks: Callable[[np.ndarray], Mapping[int, int]]
) -> np.ndarray:
    """(points,) true for the open points that fix what is asked at least cost, and for those too new to say.

    ``lacks`` says of the sides that points would come out at (open: a lost cause) how many of each are wanted.
    """
    made = np.isfinite(values).sum(axis=1)
    takes = pairs_taken(test, values)
    reach = (cells == OPEN) & (takes <= LOST * bound) & (run_of(values) < bound)
    leans = leaning(test, values)
    new = reach & (made < KNOWN)
    wanted = new.copy()
    for side, count in lacks(np.where(reach, leans, cells)).items():
        there = np.flatnonzero(reach & ~new & (leans == side))
        wanted[there[np.argsort(takes[there], kind="stable")[: max(count, 0)]]] = True
    return wanted


def pairs_taken(test: Test, values: np.ndarray) -> np.ndarray:
    """(points,) pairs that would probably decide each, by those so far; 0 where these are too few to say."""
    level = level_of(len(values))
    enough = np.isfinite(values).sum(axis=1) >= KNOWN
    return np.array(
        [
            pairs_wanted(row, test.sign, test.smallest, level) if told else 0.0
            for row, told in zip(values, enough, strict=True)
        ]
    )


def run_of(values: np.ndarray) -> np.ndarray:
    """(points,) pairs that were run, whether they have an effect or not."""
    return (~np.isnan(values)).sum(axis=1)


def point_means(values: np.ndarray) -> np.ndarray:
    """(points,) mean effect of each point's pairs that have one; not a number where none has."""
    return np.array([row[np.isfinite(row)].mean() if np.isfinite(row).any() else np.nan for row in values])


def leaning(test: Test, values: np.ndarray) -> np.ndarray:
    """(points,) the side that each point's mean lies on."""
    return np.where(holds(test, point_means(values)), FOR, AGAINST)


def wanting_cells(test: Test, values: np.ndarray, placebos: np.ndarray, bound: int) -> np.ndarray:
    """(worlds,) true where a world that is told by itself is not decided yet."""
    return cell_sides(test, values) == OPEN


def cell_sides(test: Test, values: np.ndarray) -> np.ndarray:
    """(worlds,) which way a test goes in each world, each told by itself."""
    return sides(values, test.sign, test.smallest, CELL)


def wanting_all(test: Test, values: np.ndarray, placebos: np.ndarray, bound: int) -> np.ndarray:
    """As many pairs everywhere, whatever comes out."""
    return np.ones(len(values), bool)
