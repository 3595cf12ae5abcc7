"""Phase 15: distributors restock, pay vendors, staff, bank, tax and owners, and count what levers cost."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.distributor import line_rate, warehouse_target
from agents.guards import DECEMBER
from agents.partner import ACCOUNTS, DUST, SMOOTHING
from agents.statement import (
    BAD_DEBT,
    COMMUNITY_COST,
    DELIVERY,
    DRAWINGS,
    FEES,
    HANDLING,
    INTEREST_PAID,
    LINES_CARRIED,
    PUSH_COST,
    RECRUITING_COST,
    RESCUE_WORK,
    RUNNING_COST,
    STOCK_LOSS,
    TAX_ON_PROFIT,
    TRAINING_COST,
    UPKEEP,
    VENDOR_MONEY,
    book,
    profit_before_tax,
    programme_cost,
)
from model.ledger import move_distributor, owe_vendors, settle_bank_line, shift
from model.market import BANKS, OWNERS, PARTNERS, TO_STAFF, TO_STATE, TO_VENDORS
from model.payments import payable_part, tax_on
from model.treatment import levers_for, programme
from model.trends import usual_sales
from model.vendors import USUAL, pay_vendor_money

FIXED_PART = 2.0 / 3.0  # of a distributor's running costs (facts B2: payroll is mostly fixed)
QUOTED_DAYS = 3.0  # for which delivery_cost is told: its unit
SHORTEST_DAYS = 0.5  # nothing is delivered sooner, and no cost divided by nothing


@rule
def offered_depth(market, month, row):
    """Depth of the packages that a distributor keeps ready: the mean over what its partners usually buy of it.

    Where only some are offered them (a pilot), it keeps them ready for these alone.
    """
    if market.changes.shape[0] == 0:
        return programme(market, month, row).package_depth
    bought = 0.0
    depth = 0.0
    for owner in range(market.counters[PARTNERS]):
        partner = market.partners[owner]
        if not partner.alive:
            continue
        for place in range(ACCOUNTS):
            account = market.accounts[owner, place]
            if account.distributor == row:
                bought += account.average_purchases
                depth += account.average_purchases * levers_for(market, month, partner, row).package_depth
    return depth / bought if bought > 0.0 else 0.0


@rule
def lever_costs(market, month, row, usual):
    """Monthly costs of delivery, open warehouse, service package and lines carried (money each) at ``usual`` sales.

    What is delivered and picked counts by category: licences are neither.
    """
    settings = market.settings[month]
    lever = market.levers[month, row]
    lines = settings.line_cost * lever.breadth * (1.0 - lever.pruning) * usual
    handled = 0.0
    for category in range(market.categories.shape[0]):
        handled += market.goods[month, category].handling * market.shelves[row, category].sales
    delivery = settings.delivery_cost * QUOTED_DAYS / max(SHORTEST_DAYS, lever.lead_days) * handled
    handling = settings.handling_cost * lever.warehouse_access * handled
    upkeep = settings.package_upkeep * offered_depth(market, month, row) * usual
    return delivery, handling, upkeep, lines


@rule
def net_interest(distributor, settings):
    """Interest of a month on the bank line, less what spare cash earns (money): capital is never free."""
    earned = distributor.deposit * max(0.0, settings.funding_rate - settings.deposit_spread)
    rate = line_rate(distributor.bank_debt, distributor.bank_line, settings.funding_rate, settings.line_margin)
    return (distributor.bank_debt * rate - earned) / 12.0


@rule
def pay_vendors(distributor, outside):
    """Vendors get what has fallen due, as far as cash and the bank's line go; the rest is overdue."""
    owed = distributor.payable[0] + distributor.unpaid
    available = distributor.cash + max(0.0, distributor.bank_line - distributor.bank_debt)
    paid = owed * payable_part(available, owed, DUST * distributor.forecast)
    move_distributor(distributor, outside, TO_VENDORS, -paid)
    shift(distributor.payable)
    distributor.unpaid = owed - paid
    distributor.months_unpaid = distributor.months_unpaid + 1 if distributor.unpaid > 0.0 else 0


@rule
def restock(market, month, row):
    """Order up to the wanted stock of each category (Scarf 1960); vendors give days to pay."""
    settings = market.settings[month]
    distributor = market.distributors[row]
    season = market.world[0].season
    factor = market.levers[month, row].safety_factor
    distributor.forecast = 0.0
    distributor.orders = 0.0
    for category in range(market.categories.shape[0]):
        shelf = market.shelves[row, category]
        shelf.forecast += SMOOTHING * (shelf.cost_of_sales / season - shelf.forecast)
        expected = shelf.forecast * market.world[0].next_season
        wanted = market.goods[month, category].stocked * warehouse_target(expected, factor, settings)
        shelf.orders = max(0.0, wanted - shelf.stock)
        shelf.stock += shelf.orders
        distributor.forecast += shelf.forecast
        distributor.orders += shelf.orders
        for vendor in range(market.vendors.shape[0]):
            market.vendors[vendor].sales += shelf.orders * market.brands[vendor, category].share
    distributor.stock += distributor.orders
    owe_vendors(distributor, distributor.orders, settings.payment_days)


@phase
def run_wholesale(market, month):
    """Each distributor's month after its sales to partners."""
    settings = market.settings[month]
    for row in range(market.vendors.shape[0]):
        market.vendors[row].sales = 0.0
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        if not distributor.alive:
            continue
        lever = programme(market, month, row)
        before = usual_sales(market, month, row)
        restock(market, month, row)
        usual = usual_sales(market, month, row)
        delivery, handling, upkeep, lines = lever_costs(market, month, row, usual)
        running = FIXED_PART * 0.5 * (before + usual) + (1.0 - FIXED_PART) * distributor.sales
        book(distributor, RUNNING_COST, -settings.operating_cost * running)
        book(distributor, DELIVERY, -delivery)
        book(distributor, HANDLING, -handling)
        book(distributor, UPKEEP, -upkeep)
        book(distributor, LINES_CARRIED, -lines)
        book(distributor, COMMUNITY_COST, -lever.community_budget)
        book(distributor, TRAINING_COST, -distributor.taught)
        book(distributor, RECRUITING_COST, -lever.recruiting_budget)
        book(distributor, PUSH_COST, -lever.push_budget)
        book(distributor, FEES, -distributor.fees)
        costs = settings.operating_cost * running + delivery + handling + upkeep + lines + programme_cost(distributor)
        move_distributor(distributor, market.outside, TO_STAFF, -costs)
        received = pay_vendor_money(market, month, distributor, distributor.taught + lever.push_budget)
        book(distributor, VENDOR_MONEY, received)
        move_distributor(distributor, market.outside, TO_VENDORS, received)
        interest = net_interest(distributor, settings)
        book(distributor, INTEREST_PAID, -interest)
        move_distributor(distributor, market.outside, BANKS, -interest)
        move_distributor(distributor, market.outside, TO_STATE, -distributor.tax_due)
        profit = profit_before_tax(distributor)
        tax, distributor.loss_carried = tax_on(profit, distributor.loss_carried, settings.tax_rate)
        distributor.tax_due = tax
        book(distributor, TAX_ON_PROFIT, -tax)
        pay_vendors(distributor, market.outside)
        # Owners take what own capital exceeds the wanted level by, from the profit of good months only.
        spare = distributor.equity - settings.equity_months * usual
        paid = max(0.0, min(settings.payout * spare, profit)) if distributor.unpaid <= 0.0 else 0.0
        book(distributor, DRAWINGS, -paid)
        move_distributor(distributor, market.outside, OWNERS, -paid)
        settle_bank_line(distributor, market.outside)
        distributor.deposit = distributor.cash
        distributor.usual_forecast += USUAL * (distributor.forecast - distributor.usual_forecast)
        funding = (distributor.receivables + distributor.stock) * settings.funding_rate / 12.0
        given_away = distributor.sales * distributor.discount / (1.0 - distributor.discount)
        booked = distributor.statement
        losses = booked[BAD_DEBT] + booked[RESCUE_WORK] + booked[STOCK_LOSS]
        distributor.lever_spend = delivery + handling + upkeep + lines + funding + given_away - losses
        distributor.lever_spend += programme_cost(distributor)
        if month % 12 == DECEMBER:
            distributor.bank_line = settings.bank_line_ratio * max(0.0, distributor.equity)
        unpaid_long = distributor.months_unpaid >= settings.vendor_patience
        distributor.closing = 1 if unpaid_long or distributor.equity < 0.0 else 0
