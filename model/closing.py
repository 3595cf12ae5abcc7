"""Phase 1: firms whose books forced or led them to close at the last month's end are wound up."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.distributor import PREPAYMENT, open_with
from agents.luck import ACCOUNT_OPENING, integer_below
from agents.partner import (
    ACCOUNTS,
    ACQUIRED,
    COLLECTIONS,
    ILLIQUIDITY,
    LOANS,
    OTHER,
    OVER_INDEBTEDNESS,
    OWNER,
    PAYROLL,
    RING,
    VOLUNTARY,
    dust,
)
from agents.partner_money import answers_for
from agents.statement import ADVANCES_LOST, BAD_DEBT, book, open_statement
from model.acquisition import hand_over
from model.bids import silence
from model.community import leave_quietly
from model.events import note
from model.ledger import move_distributor, move_outside, pay_distributor
from model.market import (
    BANKS,
    CLOSING,
    CREDIT_WITHDRAWN,
    CUSTOMER_FAILED,
    DEFAULT,
    DISTRIBUTOR_CLOSED,
    ESTATES,
    FROM_CUSTOMERS,
    OWNERS,
    PARTNERS,
    SUPPLIER_FAILED,
    TO_STAFF,
    WRITE_OFF,
)
from model.treatment import levers_for


@rule
def empty_account(account):
    """Nothing owed, nothing prepaid."""
    account.used = 0.0
    account.advance = 0.0
    account.limit = 0.0
    account.purchases = 0.0
    account.orders = 0
    for ahead in range(account.due.shape[0]):
        account.due[ahead] = 0.0
    for age in range(4):
        account.overdue[age] = 0.0


@rule
def return_advance(market, partner, account):
    """A distributor pays back what was prepaid for goods that nobody will fetch."""
    distributor = market.distributors[account.distributor]
    distributor.advances -= account.advance
    pay_distributor(partner, distributor, -account.advance)
    account.advance = 0.0


@rule
def sell_up(market, month, partner, accounts):
    """An owner who gives up collects, sells the stock at a loss, pays every debt and keeps the rest.

    Only for a firm that can: ``close`` leaves one that cannot to ``fail``.
    """
    settings = market.settings[month]
    owed = 0.0
    for ahead in range(RING):
        owed += partner.collect[ahead] + partner.collect_late[ahead]
    move_outside(partner, market.outside, COLLECTIONS, FROM_CUSTOMERS, owed)
    sold = partner.stock * (1.0 - settings.liquidation_loss)
    move_outside(partner, market.outside, OTHER, ESTATES, sold)
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor < 0:
            continue
        return_advance(market, partner, account)
        distributor = market.distributors[account.distributor]
        pay_distributor(partner, distributor, account.used)
        distributor.receivables -= account.used
        empty_account(account)
    move_outside(partner, market.outside, PAYROLL, TO_STAFF, -(partner.arrears + partner.tax_due))
    move_outside(partner, market.outside, LOANS, BANKS, -(partner.overdraft_used + partner.bank_loan))
    move_outside(partner, market.outside, OWNER, OWNERS, -partner.cash)


@rule
def proceeds(partner, accounts, settings):
    """What a sale of a firm's assets leaves for its suppliers (money; negative: wages, tax or bank go short).

    Cash, advances returned, the invoices that customers will pay, the stock at a loss; wages, rent, tax and
    the bank come before suppliers.
    """
    left = partner.cash + (1.0 - settings.liquidation_loss) * partner.stock + answers_for(partner, settings)
    for ahead in range(RING):
        left += partner.collect[ahead] + partner.collect_late[ahead]
    for place in range(ACCOUNTS):
        if accounts[place].distributor >= 0:
            left += accounts[place].advance
    return left - partner.arrears - partner.tax_due - partner.overdraft_used - partner.bank_loan


@rule
def supplier_claims(accounts):
    """What a partner owes to all its distributors (money)."""
    owed = 0.0
    for place in range(ACCOUNTS):
        if accounts[place].distributor >= 0:
            owed += accounts[place].used
    return owed


@rule
def lost_share(left, owed, loss_given_default):
    """Part of their claims that suppliers lose: ``loss_given_default`` at least, more where less is ``left``."""
    if owed <= 0.0:
        return loss_given_default
    return max(loss_given_default, 1.0 - max(0.0, left) / owed)


@rule
def fail(market, month, partner, accounts):
    """An insolvent firm's assets go to its estate, which pays all suppliers alike, at most what is there.

    The rest of the estate goes to wages, the bank, the state and its administration, outside the market.
    """
    settings = market.settings[month]
    left = proceeds(partner, accounts, settings)
    loss = lost_share(left, supplier_claims(accounts), settings.loss_given_default)
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor < 0:
            continue
        return_advance(market, partner, account)
        account.bridge = 0.0
        if account.used > 0.0:
            distributor = market.distributors[account.distributor]
            if account.used > dust(partner):
                lost = loss * account.used
                note(market, month, DEFAULT, partner.id, account.distributor, account.used, partner.closing)
                note(market, month, WRITE_OFF, partner.id, account.distributor, lost, partner.closing)
            move_distributor(distributor, market.outside, ESTATES, (1.0 - loss) * account.used)
            distributor.receivables -= account.used
            insured = levers_for(market, month, partner, account.distributor).insurance * loss * account.used
            move_distributor(distributor, market.outside, BANKS, insured)
            book(distributor, BAD_DEBT, insured - loss * account.used)
        empty_account(account)
    move_outside(partner, market.outside, OTHER, ESTATES, -partner.cash)


@rule
def why_closed(partner, accounts):
    """Code of the cause of closing, or of another's failure where the firm would not be insolvent without its loss.

    Over-indebted firms whose own capital would not be negative, and illiquid ones whose overdue debts would be
    paid, with what customers' or a distributor's failure has cost them in about a year.
    """
    lost = partner.lost_on_customers + partner.lost_with_supplier
    if lost <= dust(partner):
        return partner.closing
    missing = -partner.equity
    if partner.closing == ILLIQUIDITY:
        missing = partner.arrears
        for place in range(ACCOUNTS):
            for age in range(4):
                missing += accounts[place].overdue[age]
    insolvent = partner.closing == ILLIQUIDITY or partner.closing == OVER_INDEBTEDNESS
    if not insolvent or missing > lost:
        return partner.closing
    return CUSTOMER_FAILED if partner.lost_on_customers >= partner.lost_with_supplier else SUPPLIER_FAILED


@rule
def close(market, month, row):
    """Wind a partner up; its row and its trail of twelve months stay as they are."""
    partner = market.partners[row]
    accounts = market.accounts[row]
    note(market, month, CLOSING, partner.id, -1, partner.equity, why_closed(partner, accounts))
    if partner.member >= 0:
        market.communities[partner.member].members -= 1
        leave_quietly(partner)
    chosen = partner.closing == VOLUNTARY or partner.closing == ACQUIRED
    if chosen:
        hand_over(market, month, row)
    if chosen and proceeds(partner, accounts, market.settings[month]) >= supplier_claims(accounts):
        sell_up(market, month, partner, accounts)
    else:
        fail(market, month, partner, accounts)
    partner.cause = partner.closing
    partner.closing = 0
    partner.closed = month
    partner.alive = 0
    partner.cash = 0.0
    partner.receivables = 0.0
    partner.overdue_receivables = 0.0
    partner.stock = 0.0
    partner.overdraft_used = 0.0
    partner.bank_loan = 0.0
    partner.loan_limit = 0.0
    partner.loan_called = 0.0
    partner.undrawn = 0.0
    partner.lost_on_customers = 0.0
    partner.lost_with_supplier = 0.0
    partner.arrears = 0.0
    partner.tax_due = 0.0
    partner.equity = 0.0
    for category in range(market.categories.shape[0]):
        market.lines[row, category].stock = 0.0
    silence(market, row)
    for line in range(partner.flow.shape[0]):
        partner.flow[line] = 0.0


@rule
def replace_supplier(market, month, row, closed):
    """A closed distributor's partners lose what they prepaid, pay its estate, and look for another.

    Without any distributor left that they have no account with, the place stays empty.
    """
    partner = market.partners[row]
    accounts = market.accounts[row]
    count = market.distributors.shape[0]
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor != closed:
            continue
        book(partner, ADVANCES_LOST, -account.advance)
        partner.lost_with_supplier += account.advance + account.used
        if account.mode != PREPAYMENT:
            note(market, month, CREDIT_WITHDRAWN, partner.id, closed, account.limit, DISTRIBUTOR_CLOSED)
        # The estate calls in what the partner owes: terms are gone, it is payable now.
        partner.arrears += account.used
        empty_account(account)
        account.mode = 0
        account.trust = 0.0
        account.average_purchases = 0.0
        account.loyalty = 0.0
        account.bridge = 0.0
        account.paid_pond = 0
        account.own_days = 0.0
        account.own_limit = 0.0
        account.distributor = -1
        start = integer_below(market.seed, ACCOUNT_OPENING, month, partner.id, place, count)
        for step in range(count):
            choice = (start + step) % count
            held = False
            for other in range(ACCOUNTS):
                if accounts[other].distributor == choice:
                    held = True
            if choice != closed and market.distributors[choice].alive and not held:
                open_with(account, market.seed, partner, choice)
                break


@rule
def close_distributor(market, month, row):
    """A distributor whose own capital is lost closes; its bank and vendors bear the rest."""
    distributor = market.distributors[row]
    note(market, month, CLOSING, -1, row, distributor.equity, DISTRIBUTOR_CLOSED)
    for owner in range(market.counters[PARTNERS]):
        if market.partners[owner].alive:
            replace_supplier(market, month, owner, row)
    move_distributor(distributor, market.outside, ESTATES, -distributor.cash)
    distributor.alive = 0
    distributor.closed = month
    distributor.closing = 0
    distributor.receivables = 0.0
    distributor.advances = 0.0
    distributor.stock = 0.0
    for category in range(market.categories.shape[0]):
        market.shelves[row, category].stock = 0.0
        market.shelves[row, category].forecast = 0.0
    distributor.bank_debt = 0.0
    distributor.unpaid = 0.0
    distributor.refused = 0.0
    distributor.tax_due = 0.0
    distributor.equity = 0.0
    for ahead in range(distributor.payable.shape[0]):
        distributor.payable[ahead] = 0.0


@rule
def start_sums(market):
    """The month's sums of distributors and partners start at nothing."""
    world = market.world[0]
    world.rescue_asked = 0
    world.rescue_given = 0
    world.rescue_missed = 0
    world.rescue_wasted = 0
    world.direct_sales = 0.0
    world.direct_projects = 0
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        distributor.sales = 0.0
        distributor.cost_of_sales = 0.0
        distributor.orders = 0.0
        distributor.lever_spend = 0.0
        distributor.fees = 0.0
        for category in range(market.categories.shape[0]):
            shelf = market.shelves[row, category]
            shelf.sales = 0.0
            shelf.cost_of_sales = 0.0
            shelf.orders = 0.0
        open_statement(distributor)
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            open_statement(partner)
            for line in range(partner.flow.shape[0]):
                partner.flow[line] = 0.0


@phase
def wind_up(market, month):
    """Close who gave notice or failed on last month's books; start the month's sums at nothing."""
    start_sums(market)
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive and partner.closing != 0:
            close(market, month, row)
    for row in range(market.distributors.shape[0]):
        if market.distributors[row].alive and market.distributors[row].closing:
            close_distributor(market, month, row)
