"""What becomes of an order: whether the partner can promise the goods, and how the customer will pay."""

from __future__ import annotations

from agents.compiled import rule
from agents.customer import late_part
from agents.goods import promise, still_promised
from agents.luck import INVOICE_DEFAULT, INVOICE_DELAY, INVOICE_LATE, uniform
from agents.partner import OUTCOMES
from model.events import note
from model.market import NO_MONEY, PROJECT_LOST

LOST, DELIVERED, BY_VENDOR = 0, 1, 2
QUARTER = 3  # months: a customer that fails pays none of the invoices of its quarter


@rule
def invoice_outcome(market, month, number, segment):
    """How this invoice will be paid: 0 on time, 1 to 3 months late, 4 never.

    Late payers take one month, two or three (see ``late_part``).
    Losses come in lumps: it is the customer that fails, with all that it ordered in the quarter.
    """
    if uniform(market.seed, INVOICE_DEFAULT, month // QUARTER, number, 0) < segment.default_rate:
        return 4
    if uniform(market.seed, INVOICE_LATE, month, number, 0) >= segment.late_share:
        return 0
    delay = uniform(market.seed, INVOICE_DELAY, month, number, 0)
    settings = market.settings[month]
    if delay < late_part(1, settings):
        return 1
    return 2 if delay < 1.0 - late_part(3, settings) else 3


@rule
def bill(market, month, desk, offer, firm, segment, cost, outcome):
    """Goods delivered to a firm (at cost) join the month's invoices, by how they will be paid and on whose terms."""
    offer.invoices[firm.segment * OUTCOMES + outcome] += cost
    if firm.treatment > 0:
        desk.longer[firm.segment] += cost * (segment.payment_days - market.segments[month, firm.segment].payment_days)


@rule
def deliver(market, month, number, firm, segment, row, category, size):
    """An order of ``size`` (goods of a category at vendors' prices): True when the partner can promise the goods.

    What it cannot promise for want of stock, credit and cash is lost to it and stands in the diary.
    """
    desk = market.desks[row]
    offer = market.offers[row, category]
    cost = size * offer.landed
    desk.ordered += cost
    if cost > still_promised(desk, offer):
        note(market, month, PROJECT_LOST, market.names[row], -1, cost, NO_MONEY)
        return False
    promise(desk, offer, cost)
    desk.orders += 1.0
    bill(market, month, desk, offer, firm, segment, cost, invoice_outcome(market, month, number, segment))
    if row != firm.incumbent:
        desk.contested += cost
    firm.installed += size * market.goods[month, category].service_demand
    if row == firm.guest:
        desk.introduced += cost
    return True
