"""One run: a scenario, a seed, some months."""

from __future__ import annotations

import numbers
import operator

from agents.once import compiled_once
from agents.partner import KINDS
from model.market import (
    ACCOUNT_COUNT,
    CUSTOMER_COUNT,
    FLOW_COUNT,
    LINE_COUNT,
    PANEL_COUNT,
    SKILL_COUNT,
    Market,
    grown,
    rows_needed,
    with_room,
)
from model.month import walk_months
from model.opening import opened_market
from model.pieces import in_pieces
from model.result import Result

MAX_MONTHS = 1200
MAX_SEED = 2**64 - 1
MAX_PARTNER_MONTHS = 2_000_000_000  # of one run: beyond it no machine at hand would end
# Tables that are recorded by month, in the order of model.market.rows_needed, and their counters.
GROWING = {"panel": PANEL_COUNT, "flows": FLOW_COUNT, "account_history": ACCOUNT_COUNT, "line_history": LINE_COUNT,
           "skill_history": SKILL_COUNT, "customer_history": CUSTOMER_COUNT}  # fmt: skip


def simulate(
    scenario,
    seed: int = 1,
    months: int | None = None,
    panel: bool = False,
    flows: bool = False,
    accounts: bool = False,
    lines: bool = False,
    skills: bool = False,
    customers: bool = False,
) -> Result:
    """Run a scenario and return what happened.

    ``seed`` is a whole number from 0 to 2**64 - 1; ``months`` defaults to the scenario's own. ``panel``,
    ``flows``, ``accounts``, ``lines`` (by category of goods) and ``skills`` (by domain of competence) ask for the
    full tables by partner and month, ``customers`` for that of customer firms. Same scenario and seed, same bytes.
    Releases the interpreter's lock while it runs. Raises ValueError for a seed or months out of range, or a market
    too large.
    """
    months = whole("months", scenario.months if months is None else months, 1, MAX_MONTHS)
    seed = whole("seed", seed, 0, MAX_SEED)
    partners = sum(int(scenario.values[f"population.{kind}"]) for kind in KINDS)
    if partners * months > MAX_PARTNER_MONTHS:
        raise ValueError(
            f"{partners} partners over {months} months are more than {MAX_PARTNER_MONTHS:,} partner-months"
        )
    asked = {"panel": panel, "flows": flows, "accounts": accounts, "lines": lines, "skills": skills}
    market = opened_market(scenario, seed, months, customers=customers, **asked)
    return Result(scenario=scenario, seed=seed, months=months, market=walked(market, 0, months))


def whole(name: str, value, low: int, high: int) -> int:
    """A whole number of any type that has such (``np.int64`` too); raises ValueError for 2.5, a text or a flag."""
    try:
        number = operator.index(value) if not isinstance(value, bool) else None
    except TypeError:
        # A number with a point that has nothing behind it is whole: files and tables bring such.
        number = int(value) if isinstance(value, numbers.Real) and value == value // 1 else None
    if number is None:
        raise ValueError(f"{name}: {value!r} is not a whole number")
    if not low <= number <= high:
        raise ValueError(f"{name}: {number} is not within {low} to {high}")
    return number


def walked(market: Market, first: int, last: int) -> Market:
    """The market after months ``first`` to ``last`` - 1, with room made whenever a table fills up.

    Walked in pieces (:mod:`model.pieces`): it can be interrupted, and raises :class:`model.pieces.GivenUp` when
    nobody waits for it any more.
    """

    def walk(month: int, until: int) -> int:
        nonlocal market
        with compiled_once("months"):
            reached = walk_months(market, month, until)
        if reached < until:
            market = with_room_ahead(with_room(market), last - reached)
        return reached

    in_pieces(walk, first, last)
    return market


def with_room_ahead(market: Market, months: int) -> Market:
    """The market with room for so many more months in the tables that are recorded by month, as far as can be foreseen.

    They would be copied again and again as they grow; memory that nobody has written to costs nothing.
    """
    needed = dict(zip(GROWING, rows_needed(market)[-len(GROWING) :], strict=True))
    used = {name: int(market.counters[count]) for name, count in GROWING.items()}
    wanted = {name: used[name] + months * (rows - used[name]) for name, rows in needed.items() if rows}
    return market._replace(
        **{name: grown(market, name, rows) for name, rows in wanted.items() if len(getattr(market, name)) < rows}
    )
