"""Double entry: money never moves alone.

Every rule here books both sides: cash that leaves one firm arrives at another or in an account of the
outside world, and every claim is a debt of somebody else. ``books_gap`` measures how far the firms'
own capital, kept by profit and loss, stands from what they own less what they owe.
"""

from __future__ import annotations

from agents.compiled import rule
from agents.distributor import DUE_MONTHS
from agents.partner import ACCOUNTS, LOANS, RING, SUPPLIERS, due_later, due_month
from agents.statement import DRAWINGS, lines_from
from model.market import BANKS


@rule
def move_outside(partner, outside, line, account, amount):
    """Cash (money) into a partner (negative: out of it), on a line of its cash flow statement."""
    partner.cash += amount
    partner.flow[line] += amount
    outside[account] -= amount


@rule
def move_distributor(distributor, outside, account, amount):
    """Cash (money) into a distributor from an outside account (negative: out of it)."""
    distributor.cash += amount
    outside[account] -= amount


@rule
def pay_distributor(partner, distributor, amount):
    """Cash (money) from a partner to a distributor (negative: a refund)."""
    partner.cash -= amount
    partner.flow[SUPPLIERS] -= amount
    distributor.cash += amount


@rule
def invoice(partner, amount, days, late_months, never_paid):
    """A partner's claim of ``amount`` on a customer with terms of ``days`` for sales over the month.

    ``late_months`` (0, 1, 2 or 3) come on top of the due day; an invoice that is never paid is written
    off three months after it. Revenue is booked by the caller.
    """
    first = due_month(days)
    later = due_later(days)
    partner.receivables += amount
    for step in range(2):
        part = amount * (1.0 - later if step == 0 else later)
        ahead = first + step
        if never_paid:
            partner.turning_overdue[ahead] += part
            partner.defaulting[ahead + 3] += part
        elif late_months > 0:
            partner.turning_overdue[ahead] += part
            partner.collect_late[ahead + late_months] += part
        else:
            partner.collect[ahead] += part


@rule
def buy_on_credit(account, distributor, amount, days):
    """A partner's debt of ``amount`` to a distributor, due after ``days`` for purchases over the month."""
    first = due_month(days)
    later = due_later(days)
    account.due[first] += amount * (1.0 - later)
    account.due[first + 1] += amount * later
    account.used += amount
    distributor.receivables += amount


@rule
def owe_vendors(distributor, amount, days):
    """A distributor's debt of ``amount`` to vendors, due after ``days``."""
    first = due_month(days)
    later = due_later(days)
    distributor.payable[first] += amount * (1.0 - later)
    distributor.payable[first + 1] += amount * later


@rule
def shift(ring):
    """One month passes: what was due in two months is due in one."""
    for ahead in range(ring.shape[0] - 1):
        ring[ahead] = ring[ahead + 1]
    ring[ring.shape[0] - 1] = 0.0


@rule
def settle_overdraft(partner, outside):
    """Cover negative cash from the overdraft, and pay the overdraft back from spare cash."""
    if partner.cash < 0.0:
        drawn = -partner.cash
        partner.overdraft_used += drawn
        move_outside(partner, outside, LOANS, BANKS, drawn)
    elif partner.overdraft_used > 0.0:
        repaid = min(partner.cash, partner.overdraft_used)
        partner.overdraft_used -= repaid
        move_outside(partner, outside, LOANS, BANKS, -repaid)


@rule
def lend(partner, outside, amount):
    """A bank lends a partner money on its assets (negative: it is paid back)."""
    partner.bank_loan += amount
    move_outside(partner, outside, LOANS, BANKS, amount)


@rule
def settle_bank_line(distributor, outside):
    """Cover a distributor's negative cash from its bank line, and pay back from spare cash."""
    if distributor.cash < 0.0:
        drawn = -distributor.cash
        distributor.bank_debt += drawn
        move_distributor(distributor, outside, BANKS, drawn)
    elif distributor.bank_debt > 0.0:
        repaid = min(distributor.cash, distributor.bank_debt)
        distributor.bank_debt -= repaid
        move_distributor(distributor, outside, BANKS, -repaid)


@rule
def own_capital(partner, accounts):
    """What a partner owns less what it owes (money): the other side of its ``equity``."""
    owned = partner.cash + partner.receivables + partner.stock
    owed = partner.overdraft_used + partner.bank_loan + partner.arrears + partner.tax_due
    for place in range(ACCOUNTS):
        owned += accounts[place].advance
        owed += accounts[place].used
    return owned - owed


@rule
def distributor_capital(distributor):
    """What a distributor owns less what it owes (money)."""
    owned = distributor.cash + distributor.receivables + distributor.stock
    owed = distributor.bank_debt + distributor.advances + distributor.tax_due + distributor.unpaid
    for ahead in range(DUE_MONTHS):
        owed += distributor.payable[ahead]
    return owned - owed


@rule
def stated_capital(firm):
    """Own capital at the month's start and all that stands in the statement since (money).

    Change in own capital = profit after tax - drawings + money put in + revaluation, line by line.
    """
    return firm.equity_before + lines_from(firm, DRAWINGS)


@rule
def relative_gap(left, right, size):
    """|left - right| over a size that is never below their own."""
    scale = max(abs(left), abs(right), size)
    return abs(left - right) / scale if scale > 0.0 else 0.0


@rule
def books_gap(market):
    """Largest relative gap in all books of the month, 0 but for rounding.

    Cash in the market and outside against that of the opening; each firm's equity against what it
    owns less what it owes, and its change against the profit and loss statement; each firm's stock, and each
    distributor's sales, against their sums over categories; each distributor's claims against its partners'
    debts; each partner's receivables against the invoices in its diary.
    """
    partners = market.partners
    cash = 0.0
    turnover = 0.0
    gap = 0.0
    claims = 0.0
    advances = 0.0
    living = market.counters[0]
    for row in range(living):
        partner = partners[row]
        cash += partner.cash
        turnover += abs(partner.cash)
        if not partner.alive:
            continue
        accounts = market.accounts[row]
        size = partner.receivables + partner.stock + abs(partner.cash) + partner.outflow_rate
        gap = max(gap, relative_gap(partner.equity, own_capital(partner, accounts), size))
        gap = max(gap, relative_gap(partner.equity, stated_capital(partner), size))
        stock = 0.0
        for category in range(market.categories.shape[0]):
            stock += market.lines[row, category].stock
        gap = max(gap, relative_gap(stock, partner.stock, size))
        diary = 0.0
        late = partner.overdue_receivables
        for ahead in range(RING):
            diary += partner.collect[ahead] + partner.collect_late[ahead] + partner.defaulting[ahead]
            late += partner.turning_overdue[ahead] - partner.collect_late[ahead] - partner.defaulting[ahead]
        gap = max(gap, relative_gap(diary, partner.receivables, size))
        gap = max(gap, relative_gap(late, 0.0, size))
        for place in range(ACCOUNTS):
            account = accounts[place]
            if account.distributor < 0:
                continue
            claims += account.used
            advances += account.advance
            owed = 0.0
            for ahead in range(DUE_MONTHS):
                owed += account.due[ahead]
            for age in range(4):
                owed += account.overdue[age]
            gap = max(gap, relative_gap(owed, account.used, size))
    receivables = 0.0
    held = 0.0
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        cash += distributor.cash
        turnover += abs(distributor.cash)
        if not distributor.alive:
            continue
        receivables += distributor.receivables
        held += distributor.advances
        size = distributor.receivables + distributor.stock + abs(distributor.cash) + market.world[0].opening_cash
        gap = max(gap, relative_gap(distributor.equity, distributor_capital(distributor), size))
        gap = max(gap, relative_gap(distributor.equity, stated_capital(distributor), size))
        stock = 0.0
        sales = 0.0
        for category in range(market.categories.shape[0]):
            stock += market.shelves[row, category].stock
            sales += market.shelves[row, category].sales
        gap = max(gap, relative_gap(stock, distributor.stock, size))
        gap = max(gap, relative_gap(sales, distributor.sales, size))
    for account in range(market.outside.shape[0]):
        cash += market.outside[account]
        turnover += abs(market.outside[account])
    gap = max(gap, relative_gap(cash, market.world[0].opening_cash, turnover))
    scale = market.world[0].opening_cash
    gap = max(gap, relative_gap(claims, receivables, scale))
    return max(gap, relative_gap(advances, held, scale))
