"""Phase 3: take-overs: an owner about to give up sells the firm to another that earns and has the money (M12)."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.domain import mean_competence
from agents.leaving import gives_up_within
from agents.luck import TAKEOVER, integer_below, uniform
from agents.partner import OTHER, SUPPLIERS
from agents.partner_money import cash_buffer, outside_income
from agents.statement import TAKE_OVERS, book
from model.market import PARTNERS

OFFERS = 4  # firms that hear that another is for sale
NOTICE = 3  # months before giving up in which an owner looks for a buyer


@rule
def goodwill(partner, settings):
    """Price (money) of a going firm's people and customers: months of its usual gross profit."""
    return settings.goodwill * partner.normal_sales * partner.markup


@rule
def stock_price(partner, settings):
    """Price (money) of its stock: what a clearance would lose is saved, and shared with the buyer."""
    return partner.stock * (1.0 - settings.clearance_shared * settings.liquidation_loss)


@rule
def buyer_of(market, month, row):
    """A firm that would take over the partner in ``row`` (row), or -1.

    Rivals hear of a sale through customers: a few firms are asked who served them last. A buyer is of
    the same kind, no smaller, earns more than its owner could elsewhere and pays from cash beyond its buffer.
    """
    settings = market.settings[month]
    seller = market.partners[row]
    price = goodwill(seller, settings) + stock_price(seller, settings)
    firms = market.customers.shape[0]
    for offer in range(OFFERS if firms > 0 else 0):
        number = integer_below(market.seed, TAKEOVER, month, seller.id, 2 * offer, firms)
        candidate = market.customers[number].incumbent
        if candidate < 0 or candidate == row:
            continue
        buyer = market.partners[candidate]
        if not buyer.alive or buyer.closing != 0 or buyer.kind != seller.kind or for_sale(buyer, settings):
            continue
        if uniform(market.seed, TAKEOVER, month, seller.id, 2 * offer + 1) >= settings.acquisition_interest:
            continue
        spare = buyer.cash - cash_buffer(buyer)
        sound = buyer.expected_profit > outside_income(buyer, settings) and buyer.normal_sales >= seller.normal_sales
        if sound and spare >= price:
            return candidate
    return -1


@rule
def for_sale(partner, settings):
    """An owner close to giving up, of a firm whose own capital is not used up, looks for a buyer."""
    leaving = gives_up_within(partner, outside_income(partner, settings), NOTICE, settings)
    return leaving and partner.equity > 0.0 and partner.buyer < 0


@phase
def sell_firms(market, month):
    """Buyers choose on the month's opening state; one who wants two firms takes the one its luck names.

    The goodwill is paid now and stands in the seller's books; the firm closes at the month's end, and its
    stock, people and customers go over with the next.
    """
    settings = market.settings[month]
    count = market.counters[PARTNERS]
    some = False
    for row in range(count):
        partner = market.partners[row]
        partner.bid_for = -1
        partner.bid_luck = 2.0
    for row in range(count):
        seller = market.partners[row]
        seller.bidder = -1
        if not seller.alive or seller.closing != 0 or not for_sale(seller, settings):
            continue
        seller.bidder = buyer_of(market, month, row)
        if seller.bidder >= 0:
            some = True
            buyer = market.partners[seller.bidder]
            luck = uniform(market.seed, TAKEOVER, month, seller.id, 50)
            if luck < buyer.bid_luck:
                buyer.bid_luck = luck
                buyer.bid_for = seller.id
    for row in range(count if some else 0):
        seller = market.partners[row]
        if not seller.alive or seller.bidder < 0:
            continue
        buyer = market.partners[seller.bidder]
        if buyer.bid_for != seller.id:
            continue
        price = goodwill(seller, settings)
        buyer.cash -= price
        buyer.flow[OTHER] -= price
        book(buyer, TAKE_OVERS, -price)  # written off at once: nothing in the buyer's books stands for it
        seller.cash += price
        seller.flow[OTHER] += price
        book(seller, TAKE_OVERS, price)
        seller.buyer = seller.bidder


@rule
def hand_over(market, month, row):
    """Stock, part of the people and the customers of a sold firm go to its buyer, if that still trades."""
    settings = market.settings[month]
    seller = market.partners[row]
    if seller.buyer < 0 or not market.partners[seller.buyer].alive:
        return
    buyer = market.partners[seller.buyer]
    price = stock_price(seller, settings)
    buyer.cash -= price
    buyer.flow[SUPPLIERS] -= price
    buyer.stock += price
    seller.cash += price
    seller.flow[SUPPLIERS] += price
    book(seller, TAKE_OVERS, price - seller.stock)
    kept = price / seller.stock if seller.stock > 0.0 else 0.0
    for category in range(market.categories.shape[0]):
        line = market.lines[row, category]
        market.lines[seller.buyer, category].stock += kept * line.stock
        line.stock = 0.0
    seller.stock = 0.0
    engineers = settings.staff_taken_over * seller.service_staff
    people = buyer.service_staff + engineers
    if people > 0.0:
        new = engineers / people
        for field in range(market.skills.shape[1]):
            skill = market.skills[seller.buyer, field]
            skill.competence += new * (market.skills[row, field].competence - skill.competence)
        buyer.competence = mean_competence(market.skills[seller.buyer], market.domains[month])
    buyer.service_staff = people
    buyer.sales_staff += settings.staff_taken_over * max(0.0, seller.sales_staff - 1.0)
    for place in range(seller.heirs.shape[0]):
        seller.heirs[place] = seller.buyer
