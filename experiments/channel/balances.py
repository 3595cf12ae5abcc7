"""An account card: a balance after each row, which is no document's amount, beside what came and what went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations

FEWEST, MOST = 5, 0.6  # steps of a balance that tell it, and the share of them that another column explains
CLOSE = 0.011  # what rounding may make of a step


def flows_of(balance: Sequence[float], others: Mapping[int, Sequence[float]]) -> tuple[int, ...]:
    """The column by whose amounts a balance moves from row to row, or those that raise and that lower it; or none."""
    for flows in (*((place,) for place in others), *permutations(others, 2)):
        signed = [others[place] for place in flows]
        moves = [sum(v * sign for v, sign in zip(row, (1.0, -1.0), strict=False) if v == v)
                 for row in zip(*signed, strict=True)]  # fmt: skip
        used = all(any(v == v and v for v in column) for column in signed)
        if used and (_explained(balance, moves) or _explained(balance[::-1], moves[::-1])):
            return flows
    return ()


def _explained(balance: Sequence[float], moves: Sequence[float]) -> bool:
    """Whether most steps of a balance are the amounts of their rows."""
    steps = [(after - before, move) for (before, after), move in zip(pairwise(balance), moves[1:], strict=True)
             if abs(after - before) > CLOSE]  # fmt: skip
    fits = sum(abs(step - move) <= CLOSE for step, move in steps)
    return fits >= max(FEWEST, MOST * len(steps))
