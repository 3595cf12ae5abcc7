"""When a test is decided: which points still need pairs, and the verdict that decided points already fix."""

from __future__ import annotations

import numpy as np

from experiments.evidence.claims import Test
from experiments.evidence.sequential import (
    AGAINST,
    ERROR,
    FOR,
    LOOKS,
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
    """(points,) true where more pairs, ``bound`` at most, may still move a test's verdict.

    No point is given more that would probably still be open at the bound, and none at all where the verdict would be
    open with every other point decided: stopping for a lost cause leaves things open and decides nothing.
    """
    own, placebo = sides_of(test, values, placebos)
    verdict = fixed(own)
    wanted = np.zeros(len(own), bool)
    if not verdict:
        near = (own == OPEN) & near_decision(test, values, bound)
        if fixed(np.where(near, leaning(test, values), own)):
            wanted |= near
    if placebo is None or verdict in (REFUTED, CONDITIONAL):
        return wanted
    shown = int((placebo == FOR).sum())
    spare = len(own) - needed(len(own))
    doubtful = shown <= spare < shown + int((placebo == OPEN).sum())
    return wanted | ((placebo == OPEN) & near_decision(test, placebos, bound) & doubtful)


def near_decision(test: Test, values: np.ndarray, bound: int) -> np.ndarray:
    """(points,) true where ``bound`` pairs may decide, by the pairs so far; true where these are too few to say."""
    level = level_of(len(values))
    enough = np.isfinite(values).sum(axis=1) >= LOOKS[1]
    return np.array(
        [
            not told or pairs_wanted(row, test.sign, test.smallest, level) <= LOST * bound
            for row, told in zip(values, enough, strict=True)
        ]
    )


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
