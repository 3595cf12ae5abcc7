"""The diary: what happened to whom, one row an event."""

from __future__ import annotations

from agents.compiled import rule
from model.market import EVENT_COUNT


@rule
def note_row(market, month, event, partner, distributor, vendor, amount, detail):
    """Append a row of the diary."""
    row = market.counters[EVENT_COUNT]
    if row >= market.events.shape[0]:
        # Never reached: room for a month is made before it starts, and checked by the caller.
        market.counters[EVENT_COUNT] += 1
        return
    entry = market.events[row]
    entry.month = month
    entry.event = event
    entry.partner = partner
    entry.distributor = distributor
    entry.vendor = vendor
    entry.amount = amount
    entry.detail = detail
    market.counters[EVENT_COUNT] += 1


@rule
def note(market, month, event, partner, distributor, amount, detail):
    """Append an event (codes of ``market.EVENTS`` and ``market.DETAILS``; ``partner`` is an id)."""
    note_row(market, month, event, partner, distributor, -1, amount, detail)


@rule
def note_vendor(market, month, event, partner, vendor, amount, detail):
    """Append an event between a partner and a vendor."""
    note_row(market, month, event, partner, -1, vendor, amount, detail)
