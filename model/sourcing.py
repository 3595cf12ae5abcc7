"""Phases 10 and 11: sales are booked, goods come from own stock and from distributors."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.customer import CONSUMER, late_part
from agents.distributor import PREPAYMENT, free_credit, paid_after
from agents.goods import shelf_markup
from agents.guards import TINY
from agents.partner import ACCOUNTS, COLLECTIONS, OUTCOMES, SMOOTHING, dust
from agents.partner_money import cash_buffer
from agents.statement import COST_OF_GOODS, FEES, GOODS_SOLD, STOCK_LOSS, book
from model.ledger import buy_on_credit, invoice, move_outside, pay_distributor
from model.market import BANKS, PARTNERS
from model.treatment import levers_for

SLOW = 0.06  # the same for what counts as usual


@rule
def invoice_spread(partner, amount, segment, settings):
    """Claims on many small customers: late and lost parts as shares, not as luck."""
    lost = amount * segment.default_rate
    late = (amount - lost) * segment.late_share
    invoice(partner, amount - lost - late, segment.payment_days, 0, False)
    if late > 0.0:
        first = late_part(1, settings) * late
        second = late_part(2, settings) * late
        invoice(partner, first, segment.payment_days, 1, False)
        invoice(partner, second, segment.payment_days, 2, False)
        invoice(partner, late - first - second, segment.payment_days, 3, False)
    if lost > 0.0:
        invoice(partner, lost, segment.payment_days, 0, True)


@rule
def factored_share(partner, settings):
    """Part (share) of its invoices that a partner sells to a factor: as far as cash falls short of its buffer."""
    if settings.factoring_share <= 0.0:
        return 0.0
    buffer = cash_buffer(partner)
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


@rule
def granted_days(market, month, row, number):
    """Days that a partner's deliveries of the month to a segment wait for money: its terms, or other ones of some."""
    days = market.segments[month, number].payment_days
    if number == CONSUMER or market.desks[row].longer[number] == 0.0:
        return days
    delivered = 0.0
    for category in range(market.categories.shape[0]):
        for outcome in range(OUTCOMES):
            delivered += market.offers[row, category].invoices[number * OUTCOMES + outcome]
    return days + market.desks[row].longer[number] / delivered


@rule
def book_to_segment(market, month, row, number, factored):
    """Revenue and invoices of a partner's deliveries to a segment, on the mean terms of its customers there.

    Returns their cost and the price paid (money), and the days that they wait for it.
    """
    partner = market.partners[row]
    segment = market.segments[month, number]
    categories = market.categories.shape[0]
    outcomes = OUTCOMES if number != CONSUMER else 1
    least = dust(partner) if number == CONSUMER else 0.0
    days = granted_days(market, month, row, number)
    cost = 0.0
    value = 0.0
    for outcome in range(outcomes):
        amount = 0.0
        for category in range(categories):
            offer = market.offers[row, category]
            part = offer.consumers if number == CONSUMER else offer.invoices[number * OUTCOMES + outcome]
            if part > least:
                line = market.lines[row, category]
                paid = part * (1.0 + line.markup)
                amount += paid
                cost += part
                line.sold += part
                line.sales += paid
                line.felt += part * segment.price_sensitivity
        if amount <= 0.0:
            continue
        value += amount
        if number == CONSUMER:
            invoice_spread(partner, amount, segment, market.settings[month])
            continue
        late = outcome if outcome < OUTCOMES - 1 else 0
        kept = amount
        if factored > 0.0:
            kept -= sell_invoice(market, month, partner, factored * amount)
        invoice(partner, kept, days, late, outcome == OUTCOMES - 1)
    return cost, value, days


@rule
def remember_sales(market, month, row):
    """What a partner expects of each category, and how its customers there compare prices, after a month's sales."""
    partner = market.partners[row]
    season = market.world[0].season
    transparency = market.world[0].transparency
    work = 0.0
    usual = 0.0
    clientele = 0.0
    for category in range(market.categories.shape[0]):
        goods = market.goods[month, category]
        line = market.lines[row, category]
        if line.sold > 0.0:
            new = min(1.0, SMOOTHING * line.sold / (season * max(line.forecast, TINY)))
            felt = goods.price_sensitivity * transparency * line.felt / line.sold
            line.clientele += new * (felt - line.clientele)
        line.forecast += SMOOTHING * (line.sold / season - line.forecast)
        line.normal_sales += SLOW * (line.sold / season - line.normal_sales)
        usual += line.forecast
        work += line.forecast * goods.selling
        clientele += line.forecast * line.clientele
    if usual > 0.0:
        partner.selling = work / usual
        partner.clientele = clientele / usual


@phase
def book_sales(market, month):
    """Revenue and invoices of the month's deliveries."""
    season = market.world[0].season
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        desk = market.desks[row]
        desk.consumers = 0.0
        for category in range(market.categories.shape[0]):
            line = market.lines[row, category]
            offer = market.offers[row, category]
            line.sold = 0.0
            line.sales = 0.0
            line.felt = 0.0
            desk.consumers += offer.consumers
        partner.sales_product = 0.0
        partner.orders = int(desk.orders)
        terms = 0.0
        within = 0.0
        partner.sold = 0.0
        delivered = 0.0
        factored = factored_share(partner, market.settings[month])
        partner.community_won = desk.introduced
        for number in range(3):
            cost, value, days = book_to_segment(market, month, row, number, factored)
            if number != CONSUMER:
                delivered += cost
            if cost > 0.0:
                partner.sales_product += value
                partner.sold += cost
                terms += cost * days
                within += cost * max(0.0, 1.0 - days / 30.0)
        partner.terms_granted = terms / partner.sold if partner.sold > 0.0 else 0.0
        partner.paid_within = within / partner.sold if partner.sold > 0.0 else 0.0
        if desk.ordered > 0.0:
            partner.availability += SMOOTHING * (min(1.0, delivered / desk.ordered) - partner.availability)
        partner.forecast += SMOOTHING * (partner.sold / season - partner.forecast)
        partner.normal_sales += SLOW * (partner.sold / season - partner.normal_sales)
        book(partner, GOODS_SOLD, partner.sales_product)
        remember_sales(market, month, row)


@rule
def take_from_shelves(market, month, row, place, other, left):
    """The goods of a purchase leave the warehouse by category; returns their cost to the distributor (money).

    An account carries the same part of what was planned with it in every category; of the ``left`` that no account
    could carry as planned it sells ``other`` (money), in the categories where that is missing. So a partner gets
    of each category what it wants, whichever account sells it.
    """
    settings = market.settings[month]
    account = market.accounts[row, place]
    distributor = market.distributors[account.distributor]
    total = 0.0
    for category in range(market.categories.shape[0]):
        line = market.lines[row, category]
        shelf = market.shelves[account.distributor, category]
        part = account.carried * line.share[place] * line.wanted
        if left > 0.0:
            part += other * line.missing / left
        cost = part / ((1.0 + shelf_markup(market.goods[month, category], settings)) * (1.0 - distributor.discount))
        line.bought[place] = part
        shelf.sales += part
        shelf.cost_of_sales += cost
        shelf.stock -= cost
        total += cost
    return total


@rule
def purchase(market, month, row, place, on_credit, for_cash, left):
    """Goods from one distributor: a claim with its terms, or cash now; prepaid orders tie up an advance.

    ``left`` is what no account could carry as planned (see ``take_from_shelves``).
    """
    settings = market.settings[month]
    partner = market.partners[row]
    account = market.accounts[row, place]
    distributor = market.distributors[account.distributor]
    amount = on_credit + for_cash
    other = amount - account.purchases
    if on_credit > 0.0:
        buy_on_credit(account, distributor, on_credit, paid_after(account.terms_days, settings))
    if for_cash > 0.0:
        pay_distributor(partner, distributor, for_cash)
    ahead = settings.prepayment_days / 30.0 if account.mode == PREPAYMENT else 0.0
    more = min(ahead * for_cash - account.advance, max(0.0, partner.cash))
    if more != 0.0:
        account.advance += more
        distributor.advances += more
        pay_distributor(partner, distributor, more)
    lever = levers_for(market, month, partner, account.distributor)
    distributor.fees += settings.insurance_premium * lever.insurance * on_credit
    if account.paid_pond and lever.paid_share > 0.0:
        distributor.fees += settings.pond_fee * amount
    account.purchases = amount
    account.orders = 1 if amount > dust(partner) else 0
    account.average_purchases += SMOOTHING * (amount - account.average_purchases)
    partner.purchases += amount
    cost = take_from_shelves(market, month, row, place, other, left)
    distributor.sales += amount
    distributor.cost_of_sales += cost
    distributor.stock -= cost
    book(distributor, GOODS_SOLD, amount)
    book(distributor, COST_OF_GOODS, -cost)


@rule
def stock_gap(line):
    """What is missing of the stock wanted (money), once the month's sales are gone."""
    return max(0.0, line.stock_target - max(0.0, line.stock - line.sold))


@rule
def plan_order(market, month, row):
    """What a partner wants to buy of each category this month; returns it all (money), after its stock has aged.

    What it sold and does not have comes first; as far as its room goes, missing stock in every category alike.
    Without a supplier it wants nothing.
    """
    partner = market.partners[row]
    needed = 0.0
    gap = 0.0
    partner.cost_of_goods = partner.sold
    for category in range(market.categories.shape[0]):
        line = market.lines[row, category]
        aged = market.settings[month].stock_ageing * line.stock
        line.stock -= aged
        line.cost = line.sold + aged
        partner.cost_of_goods += aged
        line.wanted = max(0.0, line.sold - line.stock)
        needed += line.wanted
        gap += stock_gap(line)
    supplied = 0.0
    for place in range(ACCOUNTS):
        supplied += market.accounts[row, place].share
    room = partner.credit_room + partner.cash_room
    filled = min(gap, max(0.0, room - needed))
    for category in range(market.categories.shape[0]):
        line = market.lines[row, category]
        if gap > 0.0:
            line.wanted += filled * (stock_gap(line) / gap)
        if supplied <= 0.0:
            line.wanted = 0.0
        line.missing = line.wanted
        for place in range(ACCOUNTS):
            line.bought[place] = 0.0
    return needed + filled if supplied > 0.0 else 0.0


@phase
def buy_goods(market, month):
    """Each partner covers what it sold and restocks, on credit first as it planned, then against cash.

    What one account's limit cannot carry goes to cash, then to room left on the other accounts.
    """
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        accounts = market.accounts[row]
        left = plan_order(market, month, row)
        partner.purchases = 0.0
        spare = 0.0
        for place in range(ACCOUNTS):
            account = accounts[place]
            if account.distributor < 0:
                continue
            free = free_credit(account)
            planned = 0.0
            for category in range(market.categories.shape[0]):
                line = market.lines[row, category]
                planned += line.share[place] * line.wanted
            on_credit = min(planned, free)
            account.purchases = on_credit
            account.carried = on_credit / planned if planned > 0.0 else 0.0
            for category in range(market.categories.shape[0]):
                line = market.lines[row, category]
                line.missing -= account.carried * line.share[place] * line.wanted
            left -= on_credit
            spare += free - on_credit
        more_credit = min(max(0.0, left - partner.cash_room), spare)
        for_cash = max(0.0, left - more_credit)
        for place in range(ACCOUNTS):
            account = accounts[place]
            if account.distributor < 0:
                continue
            on_credit = account.purchases
            if more_credit > 0.0:
                on_credit += more_credit * max(0.0, free_credit(account) - on_credit) / spare
            purchase(market, month, row, place, on_credit, for_cash * account.share, left)
        partner.stock = 0.0
        for category in range(market.categories.shape[0]):
            line = market.lines[row, category]
            line.stock += line.wanted - line.sold
            partner.stock += line.stock
        book(partner, COST_OF_GOODS, -partner.sold)
        book(partner, STOCK_LOSS, partner.sold - partner.cost_of_goods)
