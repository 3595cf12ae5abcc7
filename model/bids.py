"""Phases 6 and 7: where partners would buy, what they can promise, and what they quote."""

from __future__ import annotations

import math

from agents.choosing import compared_price, weighed_price
from agents.compiled import phase, rule
from agents.customer import appeal_after, choice_weight
from agents.distributor import (
    PREPAYMENT,
    USES,
    WAREHOUSE,
    agreed_days,
    free_credit,
    open_limit,
    sellable,
    supplier_weight,
)
from agents.goods import mean_markup
from agents.guards import ROUNDING, YEAR_DAYS
from agents.luck import APPEAL, normal
from agents.partner import ACCOUNTS, ONLINE_SHOP, OUTCOMES, own_stock_wanted
from model.market import PARTNERS
from model.treatment import kind_of, levers_for

LEAST_TIED = 0.1  # of cash, in a month's sales: the series has no sum where all of it comes back


@rule
def plan_accounts(market, month, row):
    """Wanted shares of a partner's purchases over its accounts, category by category (stored on its lines).

    An account's own ``share`` is the mean over what the partner usually sells. What it knows of a supplier
    beside price and wait (terms, trust, taste, sales push) counts for all categories alike.
    """
    settings = market.settings[month]
    partner = market.partners[row]
    # A partner that loses orders for lack of money values a day of credit more than others do.
    scarcity = 1.0 + settings.scarcity * (1.0 - partner.availability)
    money_cost = settings.credit_value / YEAR_DAYS * scarcity
    categories = market.categories.shape[0]
    usual = 0.0
    for category in range(categories):
        usual += market.lines[row, category].forecast
        for place in range(ACCOUNTS):
            market.lines[row, category].share[place] = 0.0
    for place in range(ACCOUNTS):
        account = market.accounts[row, place]
        account.share = 0.0
        if account.distributor < 0:
            continue
        distributor = market.distributors[account.distributor]
        lever = levers_for(market, month, partner, account.distributor)
        agreed = agreed_days(lever.deferment_days, account.own_days)
        days = -settings.prepayment_days if account.mode == PREPAYMENT else agreed
        account.terms_days = days
        if account.mode != PREPAYMENT and account.average_purchases > 0.0:
            # Days that the limit cannot carry are worth nothing: what exceeds it is paid in cash.
            carried = 30.0 * open_limit(account) / account.average_purchases
            days = min(days, carried)
        taste = settings.supplier_taste * account.taste
        pushed = math.exp(settings.push_effect * distributor.push) if distributor.push > 0.0 else 1.0
        for category in range(categories):
            shelf = market.shelves[account.distributor, category]
            weight = supplier_weight(shelf.dearness, days, money_cost, account.trust + taste, settings)
            if shelf.lines < 1.0:
                weight *= shelf.lines**settings.basket
            market.lines[row, category].share[place] = weight * pushed
    for category in range(categories):
        line = market.lines[row, category]
        total = 0.0
        for place in range(ACCOUNTS):
            total += line.share[place]
        mix = line.forecast / usual if usual > 0.0 else 1.0 / categories
        for place in range(ACCOUNTS if total > 0.0 else 0):
            line.share[place] /= total
            market.accounts[row, place].share += mix * line.share[place]


@rule
def plan_purchases(market, month, row):
    """Where a partner would buy, and what its accounts open to it: warehouses by category, service packages.

    Returns the extra stock (share) that distributors' sellers talk it into.
    """
    settings = market.settings[month]
    partner = market.partners[row]
    plan_accounts(market, month, row)
    for category in range(market.categories.shape[0]):
        market.lines[row, category].access = 0.0
        market.lines[row, category].lead = 0.0
    loading = 0.0
    for place in range(ACCOUNTS):
        account = market.accounts[row, place]
        if account.share <= 0.0:
            continue
        lever = levers_for(market, month, partner, account.distributor)
        distributor = market.distributors[account.distributor]
        opened = lever.warehouse_access if account.stage[WAREHOUSE] == USES else 0.0
        for category in range(market.categories.shape[0]):
            line = market.lines[row, category]
            here = line.share[place] * market.shelves[account.distributor, category].availability
            line.access += here * sellable(opened, settings)
            line.lead += line.share[place] * lever.lead_days
        loading += account.share * settings.push_loading * distributor.push
    return loading


@rule
def cash_turned(cash, returning):
    """Goods that ``cash`` (money) buys in a month when ``returning`` (share) of it comes back to buy again.

    The sum of a geometric series, at most ten times the cash.
    """
    return cash / max(LEAST_TIED, 1.0 - returning)


@rule
def money_for_goods(market, month, row):
    """What a partner can spend on goods this month (money), at landed cost: open credit, and cash that turns over.

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
        credit += free_credit(account)
    claims = partner.collect[0] + partner.turning_overdue[0] + partner.overdue_receivables
    counted_on = market.settings[month].counted_on
    expected = counted_on * claims
    committed = partner.payroll + partner.arrears + partner.tax_due + min(partner.loan_called, partner.bank_loan) + owed
    spare = partner.cash + partner.overdraft_limit - partner.overdraft_used + expected - committed
    partner.credit_room = credit
    partner.cash_room = max(0.0, spare)
    return partner.credit_room + cash_turned(partner.cash_room, counted_on * partner.paid_within)


@rule
def landed_cost(market, row, category):
    """What goods of a category cost a partner where it would buy them, over usual list prices of month 0."""
    landed = 0.0
    for place in range(ACCOUNTS):
        share = market.lines[row, category].share[place]
        if share > 0.0:
            landed += share * market.shelves[market.accounts[row, place].distributor, category].price
    return landed


@rule
def weigh_bids(market, month, row):
    """exp(utility) of a partner's bids by category and segment, at its prices; a desk's is the mean over categories."""
    world = market.world[0]
    settings = market.settings[month]
    partner = market.partners[row]
    desk = market.desks[row]
    kind = kind_of(market, month, partner)
    liked = math.exp(partner.appeal)
    online = world.shop_reach if partner.kind == ONLINE_SHOP else 1.0
    for segment in range(3):
        desk.weight[segment] = 0.0
    for category in range(market.categories.shape[0]):
        goods = market.goods[month, category]
        offer = market.offers[row, category]
        offer.price = offer.landed * (1.0 + market.lines[row, category].markup)
        price = weighed_price(compared_price(offer.price, world.transparency), settings.choice_rule)
        ready = online * goods.ready[partner.kind]
        for segment in range(3):
            offer.weight[segment] = 0.0
            part = goods.part[segment]
            faced = segment < 2 or kind.consumer_share > 0.0
            if offer.landed > 0.0 and ready > 0.0 and faced and part > 0.0:
                offer.weight[segment] = (
                    liked
                    * ready
                    * choice_weight(
                        price,
                        partner.competence,
                        partner.availability,
                        market.segments[month, segment],
                        goods.price_sensitivity,
                        settings,
                    )
                )
            desk.weight[segment] += part * offer.weight[segment]


@rule
def silence(market, row):
    """A partner that does not trade bids for nothing."""
    for segment in range(3):
        market.desks[row].weight[segment] = 0.0
        for category in range(market.categories.shape[0]):
            market.offers[row, category].weight[segment] = 0.0


@phase
def quote(market, month):
    """Every partner plans its purchases and stock, sees what it can promise, and quotes; customers' liking drifts."""
    world = market.world[0]
    settings = market.settings[month]
    appeal_kept = settings.appeal_kept ** (1.0 / 12.0)  # of a year's part, a month's
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            silence(market, row)
            continue
        desk = market.desks[row]
        kind = kind_of(market, month, partner)
        loading = plan_purchases(market, month, row)
        desk.room = money_for_goods(market, month, row)
        partner.stock_target = 0.0
        desk.landed = 0.0
        usual = mean_markup(market.lines[row])
        for category in range(market.categories.shape[0]):
            goods = market.goods[month, category]
            line = market.lines[row, category]
            if abs(partner.markup - usual) > ROUNDING and usual != 0.0:
                line.markup *= partner.markup / usual  # a mean that was decided by another rule
            stocked = kind.stocked_share * goods.stocked
            lines = settings.stock_lines * goods.lines
            wanted = own_stock_wanted(
                line.forecast * world.next_season, line.access, line.lead, stocked, lines, settings
            )
            line.stock_target = wanted * (1.0 + loading)
            partner.stock_target += line.stock_target
            offer = market.offers[row, category]
            offer.own = line.stock
            offer.access = line.access
            offer.landed = landed_cost(market, row, category)
            desk.landed += market.categories[category].weight * offer.landed
            offer.bid = 0.0
            offer.won = 0.0
            offer.consumers = 0.0
            for outcome in range(2 * OUTCOMES):
                offer.invoices[outcome] = 0.0
        partner.appeal = appeal_after(
            partner.appeal, normal(market.seed, APPEAL, month, partner.id, 0), appeal_kept, settings
        )
        weigh_bids(market, month, row)
        desk.orders = 0.0
        desk.introduced = 0.0
        desk.defended = 0.0
        desk.kept = 0.0
        desk.ordered = 0.0
        desk.contested = 0.0
        for segment in range(2):
            desk.repeated[segment] = 0.0
            desk.longer[segment] = 0.0
