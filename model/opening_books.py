"""Opening balances: staff, stock, claims and debts by due month that fit a firm's expected sales."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.customer import CONSUMER, late_part, season_factor
from agents.distributor import DUE_MONTHS, PREPAYMENT, agreed_days, paid_after, warehouse_target
from agents.domain import able_share
from agents.goods import mean_markup, shelf_markup
from agents.guards import DECEMBER, TINY
from agents.partner import ACCOUNTS, RING, due_later, due_month, own_stock_wanted
from agents.partner_money import bank_limit, cash_buffer, overdraft_granted, own_part
from agents.partner_staff import decide_service_staff, overhead
from model.ledger import distributor_capital, own_capital
from model.market import PARTNERS
from model.payments import wages

LEAST_SELLERS = 0.5  # people: the owner of a firm that sells next to nothing works there half of the time


@rule
def open_claims(market, partner, amount, segment):
    """Invoices of past months that are still open, for usual monthly sales of ``amount``."""
    first = due_month(segment.payment_days)
    later = due_later(segment.payment_days)
    lost = segment.default_rate
    late = (1.0 - lost) * segment.late_share
    for ago in range(1, RING):
        value = amount * season_factor(12 - ago, market.settings[0].season)
        for step in range(2):
            part = value * (1.0 - later if step == 0 else later)
            due = first + step - ago
            if due >= 0:
                partner.collect[due] += part * (1.0 - lost - late)
                partner.turning_overdue[due] += part * (late + lost)
            for delay in range(1, 4):
                share = late_part(delay, market.settings[0])
                if due + delay >= 0:
                    partner.collect_late[due + delay] += part * late * share
            if due + 3 >= 0:
                partner.defaulting[due + 3] += part * lost
    partner.receivables = 0.0
    partner.overdue_receivables = 0.0


@rule
def sum_claims(partner):
    """Receivables and their overdue part from the diary of invoices."""
    for ahead in range(RING):
        late = partner.collect_late[ahead] + partner.defaulting[ahead]
        partner.receivables += partner.collect[ahead] + late
        partner.overdue_receivables += late - partner.turning_overdue[ahead]


@rule
def open_debts(market, month_purchases, account, lever, settings):
    """A partner's open debts to a distributor for usual purchases, and what it prepaid."""
    season = settings.season
    if account.mode == PREPAYMENT:
        account.advance = month_purchases * settings.prepayment_days / 30.0 * season_factor(DECEMBER, season)
        return
    days = paid_after(agreed_days(lever.deferment_days, account.own_days), settings)
    first = due_month(days)
    later = due_later(days)
    for ago in range(1, DUE_MONTHS):
        value = month_purchases * season_factor(12 - ago, season)
        if first - ago >= 0:
            account.due[first - ago] += value * (1.0 - later)
            account.used += value * (1.0 - later)
        if first + 1 - ago >= 0:
            account.due[first + 1 - ago] += value * later
            account.used += value * later


@rule
def open_stock(market, row, category):
    """A partner's own stock of a category (money) that fits its usual sales."""
    settings = market.settings[0]
    goods = market.goods[0, category]
    line = market.lines[row, category]
    kind = market.kinds[0, market.partners[row].kind]
    line.stock = own_stock_wanted(
        line.forecast * season_factor(0, settings.season),
        line.access,
        line.lead,
        kind.stocked_share * goods.stocked,
        settings.stock_lines * goods.lines,
        settings,
    )
    return line.stock


@rule
def open_partner(market, row, sales):
    """Staff, stock, claims, debts and cash of one partner from its expected monthly sales."""
    settings = market.settings[0]
    partner = market.partners[row]
    accounts = market.accounts[row]
    kind = market.kinds[0, partner.kind]
    goods = 0.0
    effort = 0.0
    earned = 0.0
    felt = 0.0
    partner.stock = 0.0
    for category in range(market.categories.shape[0]):
        line = market.lines[row, category]
        goods += line.forecast
        effort += line.forecast * market.goods[0, category].selling
        earned += line.forecast * line.markup
        felt += line.forecast * line.clientele
        partner.stock += open_stock(market, row, category)
    partner.forecast = goods
    partner.normal_sales = goods
    partner.selling = effort / goods if goods > 0.0 else 1.0
    partner.markup = mean_markup(market.lines[row])
    partner.clientele = felt / goods if goods > 0.0 else market.lines[row, 0].clientele
    partner.sales_staff = max(LEAST_SELLERS, goods * partner.selling / (kind.sales_per_head * partner.efficiency))
    work = 0.0
    services = 0.0
    for number in range(3):
        segment = market.segments[0, number]
        value = 0.0
        used = 0.0
        for category in range(market.categories.shape[0]):
            value += sales[row, number, category] * (1.0 + market.lines[row, category].markup)
            landed = market.offers[row, category].landed
            if landed > 0.0:
                used += sales[row, number, category] / landed * market.goods[0, category].service_demand
        if number == CONSUMER:
            partner.installed = used * settings.goods_life
        share = able_share(partner.competence, segment.complexity, settings)
        wanted = used * segment.service_demand * kind.service_share * share
        services += wanted
        work += wanted / segment.service_price if segment.service_price > 0.0 else 0.0
        open_claims(market, partner, value + wanted, segment)
    sum_claims(partner)
    partner.work_forecast = work
    partner.usual_work = work
    partner.service_staff = decide_service_staff(partner, accounts, kind, settings)
    partner.payroll = wages(partner, settings)
    rent = overhead(partner.sales_staff + partner.service_staff, kind)
    lost = settings.stock_ageing * partner.stock
    for ahead in range(RING):
        lost += partner.defaulting[ahead] / 3.0  # three months of them stand in the diary, and the terms
    profit = earned + services - partner.payroll - rent - lost
    partner.expected_profit = profit * (1.0 - settings.tax_rate) if profit > 0.0 else profit
    partner.outflow_rate = goods + partner.payroll + rent
    partner.cash = cash_buffer(partner)
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor >= 0:
            lever = market.levers[0, account.distributor]
            account.average_purchases = account.share * goods
            account.mode = int(lever.mode)
            account.limit = lever.limit_months * account.average_purchases
            if account.mode == PREPAYMENT:
                account.limit = 0.0
            open_debts(market, account.average_purchases, account, lever, settings)
    # A bank has lent what its assets secure, beyond the part of them that its owner must finance. A firm that sells
    # for cash and buys on credit needs own capital all the same.
    needed = own_part(partner, settings)
    own = own_capital(partner, accounts)
    partner.cash += max(0.0, needed - own)
    partner.loan_limit = bank_limit(partner, settings)
    partner.bank_loan = max(0.0, min(partner.loan_limit, own - needed))
    partner.undrawn = max(0.0, own - needed - partner.bank_loan)  # profit of former years
    partner.equity = own_capital(partner, accounts)
    partner.overdraft_limit = overdraft_granted(goods * (1.0 + partner.markup), settings.overdraft_share)
    partner.start_size = partner.sales_staff + partner.service_staff
    partner.start_cash_days = 30.0 * partner.cash / max(TINY, partner.outflow_rate)
    partner.start_competence = partner.competence


@phase
def open_distributors(market):
    """Warehouses, claims and debts of distributors for the sales that partners are expected to need."""
    settings = market.settings[0]
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        lever = market.levers[0, row]
        purchases = 0.0
        for owner in range(market.counters[PARTNERS]):
            for place in range(ACCOUNTS):
                account = market.accounts[owner, place]
                if account.distributor == row:
                    purchases += account.average_purchases
                    distributor.receivables += account.used
                    distributor.advances += account.advance
                    for category in range(market.categories.shape[0]):
                        line = market.lines[owner, category]
                        market.shelves[row, category].forecast += line.share[place] * line.forecast
        cost = 0.0
        for category in range(market.categories.shape[0]):
            goods = market.goods[0, category]
            shelf = market.shelves[row, category]
            shelf.forecast /= 1.0 + shelf_markup(goods, settings)
            cost += shelf.forecast
            expected = shelf.forecast * season_factor(0, settings.season)
            shelf.stock = goods.stocked * warehouse_target(expected, lever.safety_factor, settings)
            distributor.stock += shelf.stock
        distributor.forecast = cost
        first = due_month(settings.payment_days)
        later = due_later(settings.payment_days)
        for ago in range(1, DUE_MONTHS):
            value = cost * season_factor(12 - ago, settings.season)
            if first - ago >= 0:
                distributor.payable[first - ago] += value * (1.0 - later)
            if first + 1 - ago >= 0:
                distributor.payable[first + 1 - ago] += value * later
        wanted = settings.equity_months * purchases
        gap = wanted - distributor_capital(distributor)
        if gap >= 0.0:
            distributor.cash = gap
        else:
            distributor.bank_debt = -gap
        distributor.equity = distributor_capital(distributor)
        distributor.bank_line = settings.bank_line_ratio * max(0.0, distributor.equity)
        distributor.tightness = 1.0
        distributor.months_unpaid = 0
