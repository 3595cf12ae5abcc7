"""One run in short pieces, which can be given up between them."""

from __future__ import annotations

import time
from collections.abc import Callable

from experiments.runs import RunRecord, kept, run_seed
from model.market import Market
from model.opening import opened_market
from model.result import Result
from model.simulation import walked
from scenarios import Scenario

PIECE = 0.1  # seconds that a piece should take: so long does a moved lever wait for the run that it overtakes
FIRST = 6  # months of the first piece, before the speed is known


def run_in_pieces(
    scenario: Scenario,
    number: int,
    replicate: int,
    root: int,
    months: int,
    wanted: Callable[[], bool],
    opened: Callable[[Scenario, int, int], Market] = opened_market,
) -> RunRecord | None:
    """The record of one run (see :func:`experiments.runs.one_run`), or None once ``wanted()`` is false.

    Piece by piece it is the same run, to the last bit. ``opened`` gives the market of month 0. An error in the run
    becomes a record that tells it.
    """
    seed = run_seed(root, replicate)
    try:
        market = opened(scenario, seed, months)
        month, step = 0, FIRST
        while month < months:
            if not wanted():
                return None
            start = time.perf_counter()
            last = min(month + step, months)
            market = walked(market, month, last)
            spent = (time.perf_counter() - start) / (last - month)
            month, step = last, max(1, int(PIECE / max(spent, 1e-9)))
        return kept(Result(scenario=scenario, seed=seed, months=months, market=market), number, replicate)
    except Exception as problem:  # one bad run must not spoil the others
        return RunRecord(number, replicate, seed, error=f"{type(problem).__name__}: {problem}")
