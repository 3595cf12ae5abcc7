"""Phases 10 and 11: sales are booked, goods come from own stock and from distributors."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.customer import CONSUMER
from agents.distributor import PREPAYMENT
from agents.partner import ACCOUNTS, COLLECTIONS, OUTCOMES, dust
from agents.statement import COST_OF_GOODS, FEES, GOODS_SOLD, STOCK_LOSS, book
from model.ledger import buy_on_credit, invoice, move_outside, pay_distributor
from model.market import BANKS, PARTNERS

SMOOTHING = 0.15  # weight of the newest month in forecasts (exponential smoothing)
SLOW = 0.06  # the same for what counts as usual


@rule
def invoice_spread(partner, amount, segment):
    """Claims on many small customers: late and lost parts as shares, not as luck."""
    lost = amount * segment.default_rate
    late = (amount - lost) * segment.late_share
    invoice(partner, amount - lost - late, segment.payment_days, 0, False)
    if late > 0.0:
        invoice(partner, 0.5 * late, segment.payment_days, 1, False)
        invoice(partner, 0.35 * late, segment.payment_days, 2, False)
        invoice(partner, late - 0.5 * late - 0.35 * late, segment.payment_days, 3, False)
    if lost > 0.0:
        invoice(partner, lost, segment.payment_days, 0, True)


@rule
def factored_share(partner, settings):
    """Part (share) of its invoices that a partner sells to a factor: as far as cash falls short of its buffer."""
    if settings.factoring_share <= 0.0:
        return 0.0
    buffer = partner.buffer_days / 30.0 * partner.outflow_rate
    if partner.cash >= buffer:
        return 0.0
    return settings.factoring_share * min(1.0, 1.0 - partner.cash / buffer)


@rule
def sell_invoice(market, month, partner, amount):
    """A factor pays an invoice of ``amount`` at once, less its fee, and bears its delay and loss."""
    fee = market.settings[month].factoring_fee * amount
    book(partner, FEES, -fee)
    move_outside(partner, market.outside, COLLECTIONS, BANKS, amount - fee)
    return amount


@phase
def book_sales(market, month):
    """Revenue and invoices of the month's deliveries."""
    season = market.world[0].season
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        desk = market.desks[row]
        price = 1.0 + partner.markup
        partner.sales_product = 0.0
        partner.orders = int(desk.orders)
        sensitivity = 0.0
        terms = 0.0
        within = 0.0
        partner.sold = 0.0
        delivered = 0.0
        factored = factored_share(partner, market.settings[month])
        partner.community_won = desk.introduced
        for number in range(3):
            segment = market.segments[month, number]
            cost = 0.0
            if number == CONSUMER:
                cost = desk.consumers if desk.consumers > dust(partner) else 0.0
                if cost > 0.0:
                    invoice_spread(partner, cost * price, segment)
            else:
                for outcome in range(OUTCOMES):
                    part = desk.invoices[number * OUTCOMES + outcome]
                    if part > 0.0:
                        late = outcome if outcome < OUTCOMES - 1 else 0
                        kept = part * price
                        if factored > 0.0:
                            kept -= sell_invoice(market, month, partner, factored * part * price)
                        invoice(partner, kept, segment.payment_days, late, outcome == OUTCOMES - 1)
                        cost += part
                delivered += cost
            if cost > 0.0:
                partner.sales_product += cost * price
                partner.sold += cost
                sensitivity += cost * segment.price_sensitivity
                terms += cost * segment.payment_days
                within += cost * max(0.0, 1.0 - segment.payment_days / 30.0)
        transparency = market.world[0].transparency
        partner.terms_granted = terms / partner.sold if partner.sold > 0.0 else 0.0
        partner.paid_within = within / partner.sold if partner.sold > 0.0 else 0.0
        if partner.sold > 0.0:
            usual = min(1.0, SMOOTHING * partner.sold / (season * max(partner.forecast, 1e-300)))
            partner.clientele += usual * (sensitivity * transparency / partner.sold - partner.clientele)
        partner.bids += SLOW * (desk.bid - partner.bids)
        partner.wins += SLOW * (desk.won - partner.wins)
        if desk.won > 0.0 and desk.landed > 0.0:
            served = min(1.0, delivered / (desk.won * desk.landed))
            partner.availability += SMOOTHING * (served - partner.availability)
        partner.forecast += SMOOTHING * (partner.sold / season - partner.forecast)
        partner.normal_sales += SLOW * (partner.sold / season - partner.normal_sales)
        book(partner, GOODS_SOLD, partner.sales_product)


@rule
def purchase(market, month, partner, account, on_credit, for_cash):
    """Goods from one distributor: a claim with its terms, or cash now; prepaid orders tie up an advance."""
    settings = market.settings[month]
    distributor = market.distributors[account.distributor]
    amount = on_credit + for_cash
    if on_credit > 0.0:
        buy_on_credit(account, distributor, on_credit, max(0.0, account.terms_days))
    if for_cash > 0.0:
        pay_distributor(partner, distributor, for_cash)
    ahead = settings.prepayment_days / 30.0 if account.mode == PREPAYMENT else 0.0
    more = min(ahead * for_cash - account.advance, max(0.0, partner.cash))
    if more != 0.0:
        account.advance += more
        distributor.advances += more
        pay_distributor(partner, distributor, more)
    lever = market.levers[month, account.distributor]
    distributor.fees += settings.insurance_premium * lever.insurance * on_credit
    if account.paid_pond and lever.paid_share > 0.0:
        distributor.fees += settings.pond_fee * amount
    account.purchases = amount
    account.orders = 1 if amount > dust(partner) else 0
    account.average_purchases += SMOOTHING * (amount - account.average_purchases)
    partner.purchases += amount
    partner.stock += amount
    cost = amount / ((1.0 + settings.markup) * (1.0 - distributor.discount))
    distributor.sales += amount
    distributor.cost_of_sales += cost
    distributor.stock -= cost
    book(distributor, GOODS_SOLD, amount)
    book(distributor, COST_OF_GOODS, -cost)


@phase
def buy_goods(market, month):
    """Each partner covers what it sold and restocks, on credit first as it planned, then against cash.

    What one account's limit cannot carry goes to cash, then to room left on the other accounts.
    """
    settings = market.settings[month]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        accounts = market.accounts[row]
        aged = settings.stock_ageing * partner.stock
        partner.stock -= aged
        needed = max(0.0, partner.sold - partner.stock)
        gap = max(0.0, partner.stock_target - max(0.0, partner.stock - partner.sold))
        room = partner.credit_room + partner.cash_room
        wanted = needed + min(gap, max(0.0, room - needed))
        partner.purchases = 0.0
        left = wanted
        spare = 0.0
        for place in range(ACCOUNTS):
            account = accounts[place]
            if account.distributor < 0:
                continue
            free = 0.0
            if account.mode != PREPAYMENT and not account.stopped:
                tightness = market.distributors[account.distributor].tightness
                free = max(0.0, account.limit * tightness - account.used)
            on_credit = min(account.share * wanted, free)
            account.purchases = on_credit
            left -= on_credit
            spare += free - on_credit
        more_credit = min(max(0.0, left - partner.cash_room), spare)
        for_cash = max(0.0, left - more_credit)
        for place in range(ACCOUNTS):
            account = accounts[place]
            if account.distributor < 0:
                continue
            on_credit = account.purchases
            if more_credit > 0.0 and account.mode != PREPAYMENT and not account.stopped:
                tightness = market.distributors[account.distributor].tightness
                free = max(0.0, account.limit * tightness - account.used)
                on_credit += more_credit * max(0.0, free - on_credit) / spare
            purchase(market, month, partner, account, on_credit, for_cash * account.share)
        partner.stock -= partner.sold
        partner.cost_of_goods = partner.sold + aged
        book(partner, COST_OF_GOODS, -partner.sold)
        book(partner, STOCK_LOSS, -aged)
