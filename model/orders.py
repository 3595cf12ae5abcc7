"""Phase 9: firms buy. Most order again from their supplier; some review it, and large projects are tendered."""

from __future__ import annotations

import numpy as np

from agents.compiled import phase, rule
from agents.customer import CORPORATE, SHORTLIST
from agents.guards import AT_ONCE
from agents.luck import CUSTOMER_FATE, PROJECT_ARISES, PROJECT_SIZE, TURN, integer_below, lognormal, uniform
from agents.partner import OUTCOMES, dust
from agents.vendor import direct_threshold
from model.clienteles import start_afresh
from model.market import PARTNERS
from model.outcomes import BY_VENDOR, DELIVERED, LOST, deliver
from model.prospecting import take_place
from model.reviews import review_chance, set_review_chances
from model.shortlists import ask_around, listed, renew_place, usual_project
from model.tenders import NOBODY, direct_bidder, drawn_category, hold_tender
from model.treatment import segment_of

REMEMBERED = 0.03  # weight of the newest month in what a partner knows of its bids and customers: some three years


@rule
def review(market, month, number, firm, segment, category, size, direct, only):
    """A firm chooses among bidders, and who delivers is its supplier from now on.

    ``only`` (a row) compares one offer with its supplier's. Where nobody can deliver, all stays as it is;
    where a vendor does, the relationship is the vendor's.
    """
    firm.reviewed = month
    if only == NOBODY:
        ask_around(market, month, number, firm)
    outcome, row = hold_tender(market, month, number, firm, segment, category, size, direct, only, NOBODY)
    if outcome == DELIVERED:
        firm.incumbent = row
    elif outcome == BY_VENDOR:
        firm.incumbent = -1
    return outcome


@rule
def order_again(market, month, number, firm, segment, category, size):
    """A firm orders from its supplier; what this cannot deliver is bought elsewhere, once, and remembered.

    What it does not sell at all is bought elsewhere too, and not held against it.
    """
    supplier = firm.incumbent
    if market.offers[supplier, category].weight[firm.segment] > 0.0:
        if deliver(market, month, number, firm, segment, supplier, category, size):
            market.desks[supplier].repeated[firm.segment] += size
            return DELIVERED
        firm.failed = 1
    outcome, _ = hold_tender(market, month, number, firm, segment, category, size, NOBODY, NOBODY, supplier)
    return outcome


@rule
def choose_how(market, month, number, firm, segment, category, size, u, direct, large):
    """One purchase of a firm: reviewed with its chance (``u`` in (0, 1) decides), tendered when large, or repeated."""
    reviewed = u < review_chance(market, month, firm, segment.project_chance)
    take_place(market, month, number, firm)
    offer = firm.offer if firm.offer >= 0 and listed(firm, firm.offer) else NOBODY
    firm.failed = 0
    firm.offer = -1
    if reviewed:
        return review(market, month, number, firm, segment, category, size, direct, NOBODY)
    if large or direct >= 0:
        outcome, row = hold_tender(market, month, number, firm, segment, category, size, direct, NOBODY, NOBODY)
        if outcome == DELIVERED and row == firm.incumbent:
            market.desks[row].contested += size * market.offers[row, category].landed
        return outcome
    if offer != NOBODY and offer != firm.incumbent:
        return review(market, month, number, firm, segment, category, size, NOBODY, offer)
    return order_again(market, month, number, firm, segment, category, size)


@rule
def buy(market, month, number, firm, segment, category, size, u, direct, large):
    """One purchase of a firm; whom a community introduced has then been asked, and stays only as its supplier."""
    outcome = choose_how(market, month, number, firm, segment, category, size, u, direct, large)
    if firm.guest != firm.incumbent:
        firm.guest = NOBODY
    return outcome


@rule
def remember_orders(market):
    """What partners learn from the month: their bids and chances, who brings their sales, how steady customers are."""
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        desk = market.desks[row]
        desk.bid = 0.0
        desk.won = 0.0
        sold = 0.0
        consumers = 0.0
        for category in range(market.categories.shape[0]):
            offer = market.offers[row, category]
            line = market.lines[row, category]
            line.bids += REMEMBERED * (offer.bid - line.bids)
            line.wins += REMEMBERED * (offer.won - line.wins)
            desk.bid += offer.bid
            desk.won += offer.won
            consumers += offer.consumers
            for outcome in range(2 * OUTCOMES):
                sold += offer.invoices[outcome]
        sold += consumers
        partner.bids += REMEMBERED * (desk.bid - partner.bids)
        partner.wins += REMEMBERED * (desk.won - partner.wins)
        partner.defended += REMEMBERED * (desk.defended - partner.defended)
        partner.kept += REMEMBERED * (desk.kept - partner.kept)
        if sold > dust(partner):
            contested = (consumers + desk.contested) / sold
            partner.contested += REMEMBERED * (contested - partner.contested)
        repeated = desk.repeated[0] + desk.repeated[1]
        if repeated > 0.0:
            chance = (desk.repeated[0] * desk.review[0] + desk.repeated[1] * desk.review[1]) / repeated
            partner.review_rate += REMEMBERED * (chance - partner.review_rate)


@rule
def firms_that_buy(market, month, start, first, buyers):
    """Firms in which a purchase arises this month, of as many as ``buyers`` has places: the ``first`` (count) after
    ``start`` (row) and those that follow. Their rows are written to ``buyers``; returns how many.

    They are asked before one of them is served: nobody's purchase arises because of another's, and a loop that does
    nothing else is twice as fast as one in which the processor has to guess who buys.
    """
    firms = market.customers.shape[0]
    found = 0
    for step in range(first, min(firms, first + buyers.shape[0])):
        number = start + step if start + step < firms else start + step - firms
        buyers[found] = number
        chance = segment_of(market, month, market.customers[number]).project_chance
        found += uniform(market.seed, PROJECT_ARISES, month, number, 0) < chance
    return found


@rule
def place_order(market, month, number, usual):
    """One purchase of a firm (row); ``usual`` are mean sizes of projects by segment.

    One number decides a firm's fate at a purchase: it has closed and another stands there, it reviews its supplier,
    or it changes a place on its shortlist.
    """
    world = market.world[0]
    settings = market.settings[month]
    firm = market.customers[number]
    segment = segment_of(market, month, firm)
    fate = uniform(market.seed, CUSTOMER_FATE, month, number, 0)
    closing = min(1.0, settings.closing_rate / 12.0 / segment.project_chance)
    if fate < closing:
        start_afresh(market, month, number, firm)
    luck = lognormal(market.seed, PROJECT_SIZE, month, number, 0, settings.project_spread)
    category = drawn_category(market, month, number, firm.segment)
    group = market.categories[category]
    size = usual[firm.segment] * group.supply[firm.segment] * world.season * firm.weight * luck
    if size <= 0.0:
        return
    churn = SHORTLIST * settings.shortlist_churn / segment.project_chance
    if churn > 0.0 and fate > 1.0 - churn:
        renew_place(market, month, number, firm, (1.0 - fate) / churn)
    bidder = NOBODY
    large = False
    if firm.segment == CORPORATE:
        large = size > settings.tender_size * usual[CORPORATE]
        if size > direct_threshold(settings.coverage_cost, group.channel_margin):
            bidder = direct_bidder(market, month, number, category)
    u = (fate - closing) / (1.0 - closing) if fate >= closing and closing < 1.0 else 0.0
    outcome = buy(market, month, number, firm, segment, category, size, u, bidder, large)
    if outcome == DELIVERED:
        world.projects_won += 1
    elif outcome == LOST:
        world.projects_lost += 1


@phase
def place_orders(market, month):
    """All firms with a purchase this month, served in turn from a keyed starting point.

    The turn matters where a partner can promise only some of the orders that it gets; it follows the
    customers, never the rows of partners.
    """
    firms = market.customers.shape[0]
    if firms == 0:
        return
    set_review_chances(market, month)
    start = integer_below(market.seed, TURN, month, 0, 0, firms)
    usual = (usual_project(market, month, 0), usual_project(market, month, 1))
    buyers = np.empty(AT_ONCE, dtype=np.int64)
    for first in range(0, firms, AT_ONCE):
        for turn in range(firms_that_buy(market, month, start, first, buyers)):
            place_order(market, month, buyers[turn], usual)
    remember_orders(market)
