"""Vendors: they make the goods. In this version they supply at a list price that may drift."""

from __future__ import annotations

from agents.compiled import rule
from agents.parameter import Parameter
from agents.state import Column

STATE = (
    Column("share", "f8", "share", "part of distributors' purchases that goes to this vendor"),
    Column("sales", "f8", "money", "sold to distributors this month"),
)

PARAMETERS = (
    Parameter("vendors.count", "count", 10, 3, 20, 1, 1000, "constant", "the example market", "judgement",
        "Vendors whose goods the distributors carry.", integer=True),
    Parameter("vendors.price_growth", "share / year", 0.0, -0.05, 0.1, -0.9, 5.0, "uncertainty",
        "prices may drift; none in a market without trends", "judgement",
        "Yearly growth of vendors' list prices."),
    Parameter("vendors.payment_days", "days", 40.0, 30.0, 60.0, 0.0, 120.0, "uncertainty",
        "facts B1: days payable 45-60, with a cash cycle of 20-50 days", "recalled",
        "Days that vendors give distributors to pay."),
)  # fmt: skip


@rule
def supply_price(month, price_growth):
    """Vendors' list price over that of month 0."""
    return (1.0 + price_growth) ** (month / 12.0)
