"""A run watched month by month, for what needs the market's own columns or one partner out of a million."""

from __future__ import annotations

from collections.abc import Iterator

from model.market import (
    ACCOUNT_COUNT,
    FLOW_COUNT,
    PANEL_COUNT,
    Market,
)
from model.opening import opened_market
from model.simulation import MAX_MONTHS, MAX_SEED, walked, whole

TABLES = {"panel": PANEL_COUNT, "flows": FLOW_COUNT, "account_history": ACCOUNT_COUNT}


def walk(scenario, seed: int, months: int, record: bool = False) -> Iterator[Market]:
    """The market after each month of a run, the same as in ``simulate``.

    With ``record``, ``panel``, ``flows`` and ``account_history`` hold the month just walked and no other (their
    rows in use: :func:`this_month`), so that a long run of many partners needs the memory of one month.
    """
    seed, months = whole("seed", seed, 0, MAX_SEED), whole("months", months, 1, MAX_MONTHS)
    market = opened_market(scenario, seed, months, **dict.fromkeys(("panel", "flows", "accounts"), record))
    for month in range(months):
        for counter in TABLES.values():
            market.counters[counter] = 0
        market = walked(market, month, month + 1)
        yield market


def this_month(market: Market, table: str):
    """The rows of ``panel``, ``flows`` or ``account_history`` that the month just walked has written."""
    return getattr(market, table)[: int(market.counters[TABLES[table]])]
