"""Phases 6 and 7: where partners would buy, what they can promise, and what they quote."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.customer import choice_weight
from agents.distributor import PREPAYMENT, supplier_weight
from agents.luck import SUPPLIER_TASTE, normal
from agents.partner import ACCOUNTS, ONLINE_SHOP, OUTCOMES, own_stock_wanted
from model.market import PARTNERS


@rule
def plan_purchases(market, month, row):
    """Wanted shares of a partner's purchases over its accounts, and what its packages give it.

    Returns the share of goods that it can sell from distributors' warehouses and their lead days.
    """
    settings = market.settings[month]
    partner = market.partners[row]
    accounts = market.accounts[row]
    # A partner that loses orders for lack of money values a day of credit more than others do.
    scarcity = 1.0 + 4.0 * (1.0 - partner.availability)
    money_cost = settings.credit_value / 360.0 * scarcity
    total = 0.0
    for place in range(ACCOUNTS):
        account = accounts[place]
        account.share = 0.0
        if account.distributor < 0:
            continue
        distributor = market.distributors[account.distributor]
        lever = market.levers[month, account.distributor]
        days = -settings.prepayment_days if account.mode == PREPAYMENT else lever.deferment_days
        account.terms_days = days
        if account.mode != PREPAYMENT and account.average_purchases > 0.0:
            # Days that the limit cannot carry are worth nothing: what exceeds it is paid in cash.
            carried = 30.0 * account.limit * distributor.tightness / account.average_purchases
            days = min(days, carried)
        taste = 0.5 * normal(market.seed, SUPPLIER_TASTE, 0, partner.id, account.distributor)
        price = distributor.price * (1.0 + 0.2 * (1.0 - lever.fill_rate) * lever.lead_days / 30.0)
        account.share = supplier_weight(price, days, money_cost, account.trust + taste, settings)
        total += account.share
    access = 0.0
    lead = 0.0
    partner.package_share = 0.0
    partner.package_price = 0.0
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.share <= 0.0:
            continue
        account.share /= total
        lever = market.levers[month, account.distributor]
        wait = settings.wait_tolerance
        open_lines = lever.fill_rate * (lever.warehouse_access + (1.0 - lever.warehouse_access) * wait)
        access += account.share * open_lines
        lead += account.share * lever.lead_days
        partner.package_share += account.share * lever.package_depth
        partner.package_price += account.share * lever.package_depth * lever.partner_margin_share
    if partner.package_share > 0.0:
        partner.package_price /= partner.package_share
    partner.relief = settings.package_relief * partner.package_share
    return access, lead


@rule
def promise_goods(market, row, access):
    """What a partner can sell this month, at cost: own stock, and a warehouse that credit or cash opens.

    Cash that wages and debts of the month will need is kept back; customers' money due this month
    counts for half, since some of it comes late.
    """
    partner = market.partners[row]
    accounts = market.accounts[row]
    credit = 0.0
    owed = 0.0
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor < 0:
            continue
        owed += account.due[0]
        for age in range(4):
            owed += account.overdue[age]
        if account.mode != PREPAYMENT and not account.stopped:
            tightness = market.distributors[account.distributor].tightness
            credit += max(0.0, account.limit * tightness - account.used)
    expected = 0.5 * (partner.collect[0] + partner.collect_late[0])
    committed = partner.payroll + partner.arrears + partner.tax_due + owed
    spare = partner.cash + partner.overdraft_limit - partner.overdraft_used + expected - committed
    partner.credit_room = credit
    partner.cash_room = max(0.0, spare)
    return partner.stock + access * (partner.credit_room + partner.cash_room)


@phase
def quote(market, month):
    """Every partner plans its purchases and stock, sees what it can promise, and quotes."""
    world = market.world[0]
    settings = market.settings[month]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        desk = market.desks[row]
        if not partner.alive:
            for segment in range(3):
                desk.weight[segment] = 0.0
            continue
        kind = market.kinds[month, partner.kind]
        access, lead = plan_purchases(market, month, row)
        desk.promise = promise_goods(market, row, access)
        landed = 0.0
        for place in range(ACCOUNTS):
            account = market.accounts[row, place]
            if account.share > 0.0:
                landed += account.share * market.distributors[account.distributor].price
        desk.landed = landed
        partner.stock_target = own_stock_wanted(partner.forecast * world.next_season, access, lead, kind, settings)
        online = world.shop_reach if partner.kind == ONLINE_SHOP else 1.0
        price = (landed * (1.0 + partner.markup)) ** world.transparency
        for segment in range(3):
            desk.weight[segment] = 0.0
            if landed > 0.0:
                desk.weight[segment] = online * choice_weight(
                    price, partner.competence, partner.availability, market.segments[month, segment], settings
                )
        if kind.consumer_share <= 0.0:
            desk.weight[2] = 0.0
        desk.bid = 0.0
        desk.won = 0.0
        desk.orders = 0.0
        desk.consumers = 0.0
        for outcome in range(2 * OUTCOMES):
            desk.invoices[outcome] = 0.0
