"""Phases 6 and 7: where partners would buy, what they can promise, and what they quote."""

from __future__ import annotations

import math

from agents.choosing import weighed_price
from agents.compiled import phase, rule
from agents.customer import choice_weight
from agents.distributor import PREPAYMENT, USES, WAREHOUSE, agreed_days, supplier_weight
from agents.luck import SUPPLIER_TASTE, normal
from agents.partner import ACCOUNTS, ONLINE_SHOP, OUTCOMES, own_stock_wanted
from model.market import PARTNERS


@rule
def plan_purchases(market, month, row):
    """Wanted shares of a partner's purchases over its accounts.

    Returns the share of goods that it can sell from distributors' warehouses, their lead days, and the
    extra stock (share) that their sellers talk it into.
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
        agreed = agreed_days(lever.deferment_days, account.own_days)
        days = -settings.prepayment_days if account.mode == PREPAYMENT else agreed
        account.terms_days = days
        if account.mode != PREPAYMENT and account.average_purchases > 0.0:
            # Days that the limit cannot carry are worth nothing: what exceeds it is paid in cash.
            carried = 30.0 * account.limit * distributor.tightness / account.average_purchases
            days = min(days, carried)
        taste = 0.5 * normal(market.seed, SUPPLIER_TASTE, 0, partner.id, account.distributor)
        price = distributor.price * (1.0 + 0.2 * (1.0 - distributor.availability) * lever.lead_days / 30.0)
        account.share = supplier_weight(price, days, money_cost, account.trust + taste, settings)
        if distributor.lines < 1.0:
            account.share *= distributor.lines**settings.basket
        if distributor.push > 0.0:
            account.share *= math.exp(settings.push_effect * distributor.push)
        total += account.share
    access = 0.0
    lead = 0.0
    loading = 0.0
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.share <= 0.0:
            continue
        account.share /= total
        lever = market.levers[month, account.distributor]
        distributor = market.distributors[account.distributor]
        wait = settings.wait_tolerance
        opened = lever.warehouse_access if account.stage[WAREHOUSE] == USES else 0.0
        access += account.share * distributor.availability * (opened + (1.0 - opened) * wait)
        lead += account.share * lever.lead_days
        loading += account.share * settings.push_loading * distributor.push
    return access, lead, loading


@rule
def cash_turned(cash, returning):
    """Goods that ``cash`` (money) buys in a month when ``returning`` (share) of it comes back to buy again.

    The sum of a geometric series, at most ten times the cash.
    """
    return cash / max(0.1, 1.0 - returning)


@rule
def promise_goods(market, month, row, access):
    """What a partner can sell this month, at cost: own stock, and a warehouse that credit or cash opens.

    Cash that wages and debts of the month will need is kept back. Of what customers owe, due this month or
    overdue, the partner counts on a part, not knowing whose money will be late or never come. What it counts on
    of sales that are paid within the month buys goods again: the sooner customers pay, the further cash goes.
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
    claims = partner.collect[0] + partner.turning_overdue[0] + partner.overdue_receivables
    counted_on = market.settings[month].counted_on
    expected = counted_on * claims
    committed = partner.payroll + partner.arrears + partner.tax_due + owed
    spare = partner.cash + partner.overdraft_limit - partner.overdraft_used + expected - committed
    partner.credit_room = credit
    partner.cash_room = max(0.0, spare)
    turned = cash_turned(partner.cash_room, counted_on * partner.paid_within)
    return partner.stock + access * (partner.credit_room + turned)


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
        access, lead, loading = plan_purchases(market, month, row)
        desk.promise = promise_goods(market, month, row, access)
        landed = 0.0
        for place in range(ACCOUNTS):
            account = market.accounts[row, place]
            if account.share > 0.0:
                landed += account.share * market.distributors[account.distributor].price
        desk.landed = landed
        wanted = own_stock_wanted(partner.forecast * world.next_season, access, lead, kind, settings)
        partner.stock_target = wanted * (1.0 + loading)
        online = world.shop_reach if partner.kind == ONLINE_SHOP else 1.0
        price = (landed * (1.0 + partner.markup)) ** world.transparency
        price = weighed_price(price, settings.choice_rule)
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
        desk.introduced = 0.0
        for outcome in range(2 * OUTCOMES):
            desk.invoices[outcome] = 0.0
