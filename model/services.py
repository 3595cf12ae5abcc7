"""Phase 12: service work is done and billed."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.partner import ACCOUNTS
from agents.statement import COST_OF_SERVICES, SERVICES_SOLD, book
from model.bids import used_depth
from model.ledger import move_distributor, pay_distributor
from model.market import PARTNERS, TO_STAFF
from model.sourcing import invoice_spread
from model.training import course_time
from model.treatment import levers_for


@rule
def engineer_cost(settings):
    """Cost of a billed month of a distributor's engineer: paid time that is not billed comes on top."""
    return settings.service_wage * (1.0 + settings.staffing_slack) / settings.utilisation_ceiling


@rule
def package_price(service_price, cost, partner_share):
    """What a partner pays for packaged service work worth ``service_price``: it keeps its margin share."""
    return service_price - partner_share * (service_price - cost)


@rule
def buy_package(market, month, partner, accounts, amount, work):
    """Pay distributors for packaged work (money, people x months), by their part in the package."""
    cost = engineer_cost(market.settings[month])
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.share <= 0.0:
            continue
        depth = used_depth(account, levers_for(market, month, partner, account.distributor))
        part = account.share * depth / partner.package_share
        if part <= 0.0:
            continue
        distributor = market.distributors[account.distributor]
        pay_distributor(partner, distributor, part * amount)
        book(distributor, SERVICES_SOLD, part * amount)
        book(distributor, COST_OF_SERVICES, -part * work * cost)
        move_distributor(distributor, market.outside, TO_STAFF, -part * work * cost)


@phase
def deliver_services(market, month):
    """Engineers work off the orders, packages do their part; staff is paid whether busy or not.

    Most of what cannot be done this month waits for the next (``backlog_kept``); the rest goes elsewhere.
    """
    settings = market.settings[month]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        ordered = partner.backlog[0] + partner.backlog[1] + partner.backlog[2]
        in_courses = course_time(market, month, partner, market.accounts[row])
        capacity = partner.service_staff * settings.utilisation_ceiling * (1.0 - in_courses)
        own = ordered * (1.0 - partner.package_share)
        done = min(own, capacity)
        part = done / own if own > 0.0 else 0.0
        partner.sales_service = 0.0
        bought = 0.0
        for number in range(3):
            segment = market.segments[month, number]
            packaged = partner.backlog[number] * partner.package_share
            if segment.service_price <= engineer_cost(settings):
                packaged = 0.0  # nobody buys a package that costs more than it brings
            by_own = partner.backlog[number] * (1.0 - partner.package_share) * part
            value = (by_own + packaged) * segment.service_price
            if value > 0.0:
                partner.sales_service += value
                book(partner, SERVICES_SOLD, value)
                invoice_spread(partner, value, segment)
            if packaged > 0.0:
                cost = engineer_cost(settings)
                unit = package_price(segment.service_price, cost, partner.package_price)
                buy_package(market, month, partner, market.accounts[row], packaged * unit, packaged)
                bought += packaged * unit
            waiting = max(0.0, partner.backlog[number] - by_own - packaged)
            partner.backlog[number] = settings.backlog_kept * waiting
        partner.utilisation = done / capacity if capacity > 0.0 else 0.0
        partner.package_bought = bought
        partner.service_cost = partner.service_staff * settings.service_wage + bought
        book(partner, COST_OF_SERVICES, -bought)
