"""Phase 15: distributors restock, pay vendors, staff, bank, tax and owners, and count what levers cost."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.distributor import warehouse_target
from model.ledger import move_distributor, owe_vendors, settle_bank_line, shift
from model.market import BANKS, OWNERS, TO_STAFF, TO_STATE, TO_VENDORS
from model.payments import tax_on
from model.sourcing import SMOOTHING
from model.trends import usual_sales
from model.vendors import USUAL, pay_vendor_money

FIXED_PART = 2.0 / 3.0  # of a distributor's running costs (facts B2: payroll is mostly fixed)


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
    delivery = settings.delivery_cost * 3.0 / max(0.5, lever.lead_days) * handled
    handling = settings.handling_cost * lever.warehouse_access * handled
    upkeep = settings.package_upkeep * lever.package_depth * usual
    return delivery, handling, upkeep, lines


@rule
def net_interest(distributor, settings):
    """Interest of a month on the bank line, less what spare cash earns (money): capital is never free."""
    earned = distributor.deposit * max(0.0, settings.funding_rate - settings.deposit_spread)
    return (distributor.bank_debt * settings.funding_rate - earned) / 12.0


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
        wanted = market.goods[month, category].stocked * warehouse_target(expected, settings.stock_days, factor)
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
        lever = market.levers[month, row]
        before = usual_sales(market, month, row)
        restock(market, month, row)
        usual = usual_sales(market, month, row)
        delivery, handling, upkeep, lines = lever_costs(market, month, row, usual)
        courses = distributor.taught
        distributor.programme_cost = lever.community_budget + courses + lever.recruiting_budget + lever.push_budget
        distributor.programme_cost += distributor.fees
        distributor.vendor_money = pay_vendor_money(market, month, distributor, courses + lever.push_budget)
        running = FIXED_PART * 0.5 * (before + usual) + (1.0 - FIXED_PART) * distributor.sales
        distributor.operating_cost = settings.operating_cost * running + delivery + handling + upkeep + lines
        distributor.operating_cost += distributor.programme_cost
        distributor.interest = net_interest(distributor, settings)
        move_distributor(distributor, market.outside, TO_VENDORS, -distributor.payable[0])
        shift(distributor.payable)
        move_distributor(distributor, market.outside, TO_STAFF, -distributor.operating_cost)
        move_distributor(distributor, market.outside, TO_VENDORS, distributor.vendor_money)
        move_distributor(distributor, market.outside, BANKS, -distributor.interest)
        move_distributor(distributor, market.outside, TO_STATE, -distributor.tax_due)
        distributor.tax_due = 0.0
        gross = distributor.sales - distributor.cost_of_sales
        packages = distributor.package_sales - distributor.package_cost
        costs = distributor.operating_cost + distributor.interest + distributor.write_offs
        costs += distributor.rescue_work + distributor.stock_loss
        distributor.profit = gross + packages + distributor.vendor_money - costs
        distributor.equity += distributor.vendor_money - distributor.operating_cost - distributor.interest
        tax, distributor.loss_carried = tax_on(distributor.profit, distributor.loss_carried, settings.tax_rate)
        distributor.tax_due = tax
        distributor.equity -= tax
        # Owners take what own capital exceeds the wanted level by, from the profit of good months only.
        spare = distributor.equity - settings.equity_months * usual
        paid = max(0.0, min(0.5 * spare, distributor.profit))
        distributor.equity -= paid
        move_distributor(distributor, market.outside, OWNERS, -paid)
        settle_bank_line(distributor, market.outside)
        distributor.deposit = distributor.cash
        distributor.usual_forecast += USUAL * (distributor.forecast - distributor.usual_forecast)
        funding = (distributor.receivables + distributor.stock) * settings.funding_rate / 12.0
        given_away = distributor.sales * distributor.discount / (1.0 - distributor.discount)
        distributor.lever_spend = delivery + handling + upkeep + lines + funding + distributor.write_offs
        distributor.lever_spend += distributor.programme_cost + distributor.rescue_work + given_away
        distributor.lever_spend += distributor.stock_loss
        if month % 12 == 11:
            distributor.bank_line = settings.bank_line_ratio * max(0.0, distributor.equity)
        distributor.closing = 1 if distributor.equity < 0.0 else 0
