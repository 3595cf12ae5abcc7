"""One run: a scenario, a seed, some months."""

from __future__ import annotations

from agents.partner import KINDS
from model.market import Market, with_room
from model.month import walk_months
from model.opening import opened_market
from model.result import Result

MAX_PARTNER_MONTHS = 2_000_000_000  # of one run: beyond it no machine at hand would end


def simulate(
    scenario,
    seed: int = 1,
    months: int | None = None,
    panel: bool = False,
    flows: bool = False,
    accounts: bool = False,
    lines: bool = False,
    customers: bool = False,
) -> Result:
    """Run a scenario and return what happened.

    ``seed`` is a whole number from 0 to 2**64 - 1; ``months`` defaults to the scenario's own. ``panel``,
    ``flows``, ``accounts`` and ``lines`` ask for the full tables by partner and month, ``customers`` for that of
    customer firms. Same scenario and seed, same bytes. Releases the interpreter's lock while it runs. Raises
    ValueError for a seed or months out of range, or a market too large.
    """
    months = scenario.months if months is None else int(months)
    if not 1 <= months <= 1200:
        raise ValueError(f"months: {months} is not within 1 to 1200")
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed: {seed} is not within 0 to 2**64 - 1")
    partners = sum(int(scenario.values[f"population.{kind}"]) for kind in KINDS)
    if partners * months > MAX_PARTNER_MONTHS:
        raise ValueError(
            f"{partners} partners over {months} months are more than {MAX_PARTNER_MONTHS:,} partner-months"
        )
    asked = {"panel": panel, "flows": flows, "accounts": accounts, "lines": lines, "customers": customers}
    market = opened_market(scenario, seed, months, **asked)
    return Result(scenario=scenario, seed=seed, months=months, market=walked(market, 0, months))


def walked(market: Market, first: int, last: int) -> Market:
    """The market after months ``first`` to ``last`` - 1, with room made whenever a table fills up."""
    month = first
    while month < last:
        month = walk_months(market, month, last)
        if month < last:
            market = with_room(market)
    return market
