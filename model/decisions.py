"""Phases that hold one decision each: every living partner decides on the month's opening state.

A decision fills one column and does nothing else, so that a single kind's decision can be taken by
another rule (``ChannelModel``) while all other phases stay compiled.
"""

from __future__ import annotations

from agents.compiled import phase
from agents.partner_money import decide_closing, decide_withdrawal
from agents.partner_prices import decide_markup, line_markup
from agents.partner_staff import decide_sales_staff, decide_service_staff, decide_training
from model.market import PARTNERS
from model.treatment import kind_of


@phase
def decide_markups(market, month):
    """Each partner sets its mark-up for the month, category by category; its own is the mean over them."""
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            kind = kind_of(market, month, partner)
            partner.markup = decide_markup(
                partner, market.lines[row], market.goods[month], kind, market.settings[month]
            )
            for category in range(market.categories.shape[0]):
                line = market.lines[row, category]
                goods = market.goods[month, category]
                line.markup = line_markup(partner, line, goods, kind, market.settings[month])


@phase
def decide_staff(market, month):
    """Each partner decides how many sales people it wants."""
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            partner.sales_target = decide_sales_staff(
                partner, market.accounts[row], kind_of(market, month, partner), market.settings[month]
            )


@phase
def decide_engineers(market, month):
    """Each partner decides how many service engineers it wants."""
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            partner.service_target = decide_service_staff(
                partner, market.accounts[row], kind_of(market, month, partner), market.settings[month]
            )


@phase
def decide_courses(market, month):
    """Each partner decides how much of its engineers' time may go into courses."""
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            partner.training_time = decide_training(
                partner, market.accounts[row], kind_of(market, month, partner), market.settings[month]
            )


@phase
def decide_withdrawals(market, month):
    """Each owner decides what to take out."""
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            partner.owner_draw = decide_withdrawal(
                partner, market.accounts[row], kind_of(market, month, partner), market.settings[month]
            )


@phase
def decide_closings(market, month):
    """On the month's closing books, each partner goes on or gives notice; it closes next month."""
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            partner.closing = decide_closing(
                partner, market.accounts[row], kind_of(market, month, partner), market.settings[month]
            )
