"""Phase 20, by customer firm: whose customer each is, written down on request."""

from __future__ import annotations

from agents.compiled import rule
from agents.state import Column
from model.market import CUSTOMER_COUNT

CUSTOMER_ROW = (
    Column("month", "i4", "month", "when"),
    Column("customer", "i8", "count", "id of the firm: its row, and beyond that who came after it there"),
    Column("segment", "i4", "code", "corporate or smb"),
    Column("supplier", "i8", "count", "id of the partner that it orders from, -1 for none"),
    Column("reviewed", "u1", "flag", "it chose among suppliers this month"),
    Column("treatment", "i8", "code", "changes for some that treat it, a bit each"),
)


@rule
def record_customers(market, month):
    """Whose customer each firm is at the month's end, and whether it chose its supplier this month."""
    firms = market.customers.shape[0]
    for number in range(firms):
        firm = market.customers[number]
        line = market.customer_history[market.counters[CUSTOMER_COUNT]]
        market.counters[CUSTOMER_COUNT] += 1
        line.month = month
        line.customer = number + firms * firm.generation
        line.segment = firm.segment
        line.supplier = market.names[firm.incumbent] if firm.incumbent >= 0 else -1
        line.reviewed = firm.reviewed == month
        line.treatment = firm.treatment
