"""One run that is given up when nobody waits for it: a moved lever or a closed tab overtakes it."""

from __future__ import annotations

from collections.abc import Callable

from experiments.running.runs import RunRecord, failed, kept, run_seed
from model.market import Market
from model.opening import opened_market
from model.pieces import WANTED, GivenUp
from model.result import Result
from model.simulation import walked
from scenarios import Scenario


def run_in_pieces(
    scenario: Scenario,
    number: int,
    replicate: int,
    root: int,
    months: int,
    wanted: Callable[[], bool],
    opened: Callable[[Scenario, int, int], Market] = opened_market,
) -> RunRecord | None:
    """The record of one run (see :func:`experiments.running.runs.one_run`), or None once ``wanted()`` is false.

    ``wanted`` is asked between pieces. ``opened`` gives the market of month 0. An error in the run
    becomes a record that tells it.
    """
    seed = run_seed(root, replicate)
    before = WANTED.set(wanted)
    try:
        market = walked(opened(scenario, seed, months), 0, months)
        return kept(Result(scenario=scenario, seed=seed, months=months, market=market), number, replicate)
    except GivenUp:
        return None
    except Exception as problem:  # one bad run must not spoil the others
        return failed(number, replicate, seed, problem)
    finally:
        WANTED.reset(before)
