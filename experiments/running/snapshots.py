"""A market as it stood at the start of a month, kept so that another run goes on from there to the last bit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.market import (
    ACCOUNT_COUNT,
    CUSTOMER_COUNT,
    EVENT_COUNT,
    FLOW_COUNT,
    LINE_COUNT,
    OUTSIDERS,
    PANEL_COUNT,
    PARTNERS,
    RECORDS,
    SKILL_COUNT,
    Market,
    with_room,
)

# What lives, as against the tables of a scenario's months and the histories.
LIVING = ("partners", "accounts", "desks", "lines", "offers", "skills", "names", "trail", "customers",
          "introductions", "distributors", "shelves", "communities", "commons", "vendors", "brands", "categories",
          "niches", "roles", "world", "outside", "counters")  # fmt: skip
# Tables with empty rows at the end, living ones and histories, and the counter of their rows in use.
SPARE = {
    **dict.fromkeys(("partners", "accounts", "desks", "lines", "offers", "skills", "names", "trail"), PARTNERS),
    "events": EVENT_COUNT, "panel": PANEL_COUNT, "flows": FLOW_COUNT, "account_history": ACCOUNT_COUNT,
    "line_history": LINE_COUNT, "skill_history": SKILL_COUNT, "customer_history": CUSTOMER_COUNT,
}  # fmt: skip
# Tables with a row a partner and month, where they are recorded.
WIDE = {name: RECORDS[name] for name in ("panel", "flows")}
MORE = 1.2  # times as many rows as the partners of now would write
ROOM = 200_000_000  # bytes of a table that are set aside at once; pages that nobody writes cost nothing
BY_MONTH = ("monthly", "channel", "shelf_history")
# A month's wages are written into the settings at the end of the month before, from these of its own.
WAGES = ("sales_wage", "service_wage")
WAGES_FROM = ("usual_wage", "wage_elasticity", "usual_unemployment")
# What a run asks for itself: room for entrants, and what it records.
OWN = (OUTSIDERS, *RECORDS.values())


@dataclass(frozen=True)
class Snapshot:
    """Copies of a market's tables at the start of ``month``, rows in use only."""

    month: int
    tables: dict[str, np.ndarray]

    @property
    def bytes(self) -> int:
        """Memory that it holds."""
        return sum(array.nbytes for array in self.tables.values())


def taken(market: Market, month: int) -> Snapshot:
    """The market at the start of ``month``; what is walked on later does not touch it."""
    tables = {name: getattr(market, name).copy() for name in LIVING if name not in SPARE}
    for name, counter in SPARE.items():
        tables[name] = getattr(market, name)[: int(market.counters[counter])].copy()
    if month:
        tables |= {name: getattr(market, name)[:month].copy() for name in BY_MONTH}
        tables |= {name: market.settings[name][: month + 1].copy() for name in (*WAGES, *WAGES_FROM)}
    return Snapshot(month, tables)


def revived(empty: Market, snapshot: Snapshot) -> Market | None:
    """The snapshot's market with the settings of ``empty`` (see :func:`model.opening.empty_market`), ready to walk.

    None where it cannot stand for a market of these settings: a change dated to month 0 may be one of the world's,
    and a later one may set wages.
    """
    tables, month = snapshot.tables, snapshot.month
    if len(empty.customers) != len(tables["customers"]) or empty.world.corporates != tables["world"].corporates:
        return None
    begun = empty.settings[month : month + 1] if month else empty.settings[:0]
    if any((begun[name] != tables[name][month:]).any() for name in WAGES_FROM if len(begun)):
        return None
    own = empty.counters[list(OWN)]
    market = empty._replace(**{name: tables[name].copy() for name in (*LIVING, *SPARE)})
    market.counters[list(OWN)] = own
    for name in BY_MONTH if month else ():
        getattr(market, name)[:month] = tables[name]
    for name in WAGES if month else ():
        market.settings[name][: month + 1] = tables[name][: len(market.settings)]
    return roomy(market)


def roomy(market: Market) -> Market:
    """The market with room for what its months are expected to write, so that no table has to grow again and again."""
    months = len(market.monthly)
    rows = {name: int(market.counters[PARTNERS] * months * MORE) for name in WIDE if market.counters[WIDE[name]]}
    for name, count in rows.items():
        table = getattr(market, name)
        if len(table) < count and count * table.dtype.itemsize <= ROOM:
            new = np.zeros(count, table.dtype).view(np.recarray)
            new[: len(table)] = table
            market = market._replace(**{name: new})
    return with_room(market)
