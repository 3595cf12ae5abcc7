"""A partner's own money: what owner and bank put in, what the owner takes out, and when the firm gives up.

Decisions read (partner, its accounts, its kind, settings) and give one number, from the opening state only.
"""

from __future__ import annotations

from agents.compiled import rule
from agents.leaving import CASH, gives_up_within
from agents.partner import (
    ACCOUNTS,
    ACQUIRED,
    ILLIQUIDITY,
    OVER_INDEBTEDNESS,
    RETAIL_CHAIN,
    RING,
    STAYS,
    VOLUNTARY,
)

HALF_MONTH = 15.0  # days: debts fall due all through a month, and are looked at when it ends


@rule
def owner_injection(need, wealth):
    """What the owner puts in to cover a need: as far as own means go."""
    return max(0.0, min(need, wealth))


@rule
def answers_for(partner, settings):
    """What an owner who employs nobody pays of the firm's debts in person (money): own means, and wages to come.

    A sole proprietor is no legal person: what the firm owes its owner owes, and more debts than assets are no ground
    of insolvency (German insolvency code, section 19). With an employee or more only the firm answers.
    """
    if partner.sales_staff + partner.service_staff >= 2.0:  # the owner and an employee
        return 0.0
    return partner.owner_wealth + settings.answered_months * partner.outside_option


@rule
def kept_back(partner, running):
    """Cash (money) that a partner keeps before it pays suppliers what has only just fallen due.

    A month's ``running`` costs (wages and rent), or the buffer that its owner wants, up to a month's outflows:
    to pay a supplier some weeks late costs nothing, to be without money does (Boissay and Gropp 2007; Cunat 2007).
    """
    return max(running, min(1.0, partner.buffer_days / 30.0) * partner.outflow_rate)


@rule
def outside_income(partner, settings):
    """What the owner would earn elsewhere by now (money / month).

    Employers pay for years worked for employers: who works in a firm of its own falls behind what it could have
    earned, so fewer leave the longer they have been at it (Evans and Leighton 1989; Bruce and Schuetze 2004).
    A chain's alternative is its own trade, which does not age.
    """
    if partner.kind == RETAIL_CHAIN:
        return partner.outside_option
    return partner.outside_option * (1.0 - settings.experience_forgone) ** (partner.age / 12.0)


@rule
def cash_buffer(partner):
    """Cash (money) that its owner wants the firm to hold."""
    return partner.buffer_days / 30.0 * partner.outflow_rate


@rule
def lent_on(claims, stock, settings):
    """What a bank lends on assets (money): part of the claims and of the stock.

    Secured lending in proportion to assets, by advance rates (OCC, Comptroller's Handbook, Asset-Based Lending).
    Claims up to 90 days overdue are taken; later ones are written off here.
    """
    return settings.lent_on_claims * max(0.0, claims) + settings.lent_on_stock * max(0.0, stock)


@rule
def bank_limit(partner, settings):
    """What a bank would lend on a firm's assets (money)."""
    return lent_on(partner.receivables, partner.stock, settings)


@rule
def own_part(partner, settings):
    """Own capital (money) that a firm needs for the terms that it gives and the stock that it holds.

    What no bank lends on them: the margin of a secured loan.
    """
    return partner.receivables + partner.stock - bank_limit(partner, settings)


@rule
def bankable(partner, settings):
    """True for a firm whose loan a bank renews: own capital in proportion to assets, wages and tax paid."""
    assets = partner.cash + partner.receivables + partner.stock
    return partner.equity > settings.bank_capital * assets and partner.arrears_months == 0


@rule
def overdraft_granted(monthly_sales, overdraft_share):
    """The overdraft that a bank grants a firm that it trusts (money): months of its sales."""
    return overdraft_share * monthly_sales


@rule
def days_overdue(age):
    """Days by which a debt that has been overdue for ``age`` full months is late on average."""
    return 30.0 * age + HALF_MONTH


@rule
def oldest_overdue(partner, accounts):
    """Days by which the oldest unpaid debt of a partner is overdue, wages and tax included."""
    days = 30.0 * partner.arrears_months
    for place in range(ACCOUNTS):
        for age in range(4):
            if accounts[place].overdue[age] > 0.0:
                days = max(days, days_overdue(age))
    return days


@rule
def decide_withdrawal(partner, accounts, kind, settings):
    """What the owner takes out (money): profit, as far as there is cash above the wanted buffer.

    Only profit that was made and not yet taken (capital maintenance): money that customers or suppliers set free
    stays in the firm. So does the own part of its claims and stock, on which no bank lends.
    """
    spare = settings.draw_share * (partner.cash - cash_buffer(partner))
    free = partner.equity - own_part(partner, settings)
    return max(0.0, min(spare, partner.undrawn, free))


@rule
def decide_closing(partner, accounts, kind, settings):
    """Why a partner closes, from its own books and its owner's outside option alone; 0 for not at all.

    A firm that has been sold and paid for closes as acquired. Illiquidity (debts overdue too long) comes
    before over-indebtedness (equity negative too long; US equitable and balance-sheet insolvency). An owner
    who has gone without too much outside income gives up (Jovanovic 1982; claims S44): by choice where a sale of
    the assets pays all debts. Where it does not, the firm is over-indebted, for without a prospect of going
    on assets count at what a sale brings (German insolvency code, section 19), and liability is limited.
    ``rules.exit`` chooses among the rules of ``agents.leaving``.
    """
    if partner.buyer >= 0:
        return ACQUIRED
    if oldest_overdue(partner, accounts) > settings.illiquidity_days:
        return ILLIQUIDITY
    if settings.exit_rule != CASH and partner.months_in_debt >= settings.months_in_debt:
        return OVER_INDEBTEDNESS
    if gives_up_within(partner, outside_income(partner, settings), 0, settings):
        lost = settings.liquidation_loss * partner.stock
        for ahead in range(RING):
            lost += partner.defaulting[ahead]
        return VOLUNTARY if partner.equity + answers_for(partner, settings) >= lost else OVER_INDEBTEDNESS
    return STAYS
