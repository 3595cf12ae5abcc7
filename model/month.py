"""One month of the market, in the order in which it happens.

``walk_month`` is the month; ``MONTH`` is the tuple of its phases, read off its code, ``TRADE`` that of the prologue
(see ``model.prologue``), in which nobody but who trades does anything. A phase takes the market and the month's number
(0 is the first) and changes state.
"""

from __future__ import annotations

from model.acquisition import sell_firms
from model.bids import quote
from model.category_records import compare_prices
from model.clienteles import pass_on_customers
from model.closing import wind_up
from model.community import meet
from model.consumers import sell_to_consumers
from model.credit import review_credit
from model.decisions import (
    decide_closings,
    decide_courses,
    decide_engineers,
    decide_markups,
    decide_staff,
    decide_withdrawals,
)
from model.entry import enter
from model.market import Market
from model.orders import place_orders
from model.payments import close_books, collect_and_pay, pay_owners
from model.prospecting import seek_customers
from model.records import record, take_stock
from model.recruiting import recruit
from model.rescue import help_in_need
from model.services import deliver_services, order_services
from model.sourcing import book_sales, buy_goods
from model.staffing import adjust_staff
from model.training import learn, offer_courses
from model.treasury import fund_credit
from model.treatment import treat
from model.trends import drift_trends, set_prices
from model.vendors import adapt_assortments, set_vendor_terms
from model.walk import walk_phases
from model.wholesale import run_wholesale


def trade(market, month):
    """The month of those who trade: quote, sell, buy, serve, pay, hire, and judge themselves."""
    drift_trends(market, month)  # the world
    set_vendor_terms(market, month)  # vendors
    adapt_assortments(market, month)  # distributors' policies
    set_prices(market, month)
    recruit(market, month)
    review_credit(market, month)  # distributors' contracts
    fund_credit(market, month)
    offer_courses(market, month)
    decide_markups(market, month)
    decide_courses(market, month)
    quote(market, month)  # what each partner can promise, and at what price
    seek_customers(market, month)  # sellers without enough to do
    sell_to_consumers(market, month)
    place_orders(market, month)  # firms order again, review their suppliers, hold tenders
    order_services(market, month)  # goods in use need service
    book_sales(market, month)
    buy_goods(market, month)  # credit check, delivery, own stock
    deliver_services(market, month)
    learn(market, month)
    meet(market, month)  # communities
    collect_and_pay(market, month)
    help_in_need(market, month)
    run_wholesale(market, month)  # distributors restock and pay
    decide_staff(market, month)
    decide_engineers(market, month)
    adjust_staff(market, month)
    close_books(market, month)
    decide_withdrawals(market, month)
    pay_owners(market, month)
    take_stock(market, month)  # owners
    compare_prices(market, month)
    decide_closings(market, month)


def walk_month(market, month):
    """One month: who failed last month is wound up, newcomers start, all trade, and it is written down."""
    wind_up(market, month)
    enter(market, month)  # spin-offs, outsiders, retail chains
    pass_on_customers(market, month)  # of who closed
    sell_firms(market, month)  # take-overs
    treat(market, month)  # changes for some
    trade(market, month)
    record(market, month)


def phases_of(step) -> tuple:
    """The phases that a step calls, in order, read off its code: there is no second list to keep in step."""
    return tuple(globals()[name] for name in step.__code__.co_names)


TRADE = phases_of(trade)
MONTH = tuple(phase for part in phases_of(walk_month) for phase in (TRADE if part is trade else (part,)))


def walk_months(market: Market, first: int, last: int) -> int:
    """Months ``first`` to ``last`` - 1; stops before a month that lacks room, and returns where."""
    return walk_phases(MONTH, market, first, last, growing=True)
