"""Phase 14: customers pay, firms pay wages, rent, interest, tax and suppliers, owners step in or draw."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.partner import ACCOUNTS, COLLECTIONS, INTEREST, OVERHEAD, OWNER, PAYROLL, SMOOTHING, TAX, dust
from agents.partner_money import bank_limit, bankable, cash_buffer, kept_back, overdraft_granted, owner_injection
from agents.partner_staff import overhead, paid_staff
from agents.statement import (
    BAD_DEBT,
    DRAWINGS,
    INTEREST_PAID,
    MONEY_IN,
    RUNNING_COST,
    TAX_ON_PROFIT,
    WAGES,
    book,
    profit_before_tax,
)
from model.events import note
from model.ledger import lend, move_outside, pay_distributor, settle_overdraft, shift
from model.market import (
    BANKS,
    CUSTOMER_DEFAULT,
    FROM_CUSTOMERS,
    LATE_PAYMENT,
    LOAN_CALLED,
    NOTHING,
    OWNERS,
    PARTNERS,
    SUPPLIERS_UNPAID,
    TO_LANDLORDS,
    TO_STAFF,
    TO_STATE,
    WAGES_UNPAID,
)
from model.treatment import kind_of

YEARLY = 1.0 / 12.0  # weight of the newest month in what an owner counts as usual profit


@rule
def collect(market, month, partner):
    """Money that customers pay this month; what passes the due day; what is written off."""
    received = partner.collect[0] + partner.collect_late[0]
    lost = partner.defaulting[0]
    partner.overdue_receivables += partner.turning_overdue[0] - partner.collect_late[0] - lost
    partner.receivables -= received + lost
    move_outside(partner, market.outside, COLLECTIONS, FROM_CUSTOMERS, received)
    if lost > 0.0:
        book(partner, BAD_DEBT, -lost)
    partner.lost_on_customers += lost - YEARLY * partner.lost_on_customers
    partner.lost_with_supplier -= YEARLY * partner.lost_with_supplier
    if lost > dust(partner):
        note(market, month, CUSTOMER_DEFAULT, partner.id, -1, lost, NOTHING)
    shift(partner.collect)
    shift(partner.collect_late)
    shift(partner.turning_overdue)
    shift(partner.defaulting)


@rule
def means(partner):
    """Cash and free overdraft (money)."""
    return partner.cash + max(0.0, partner.overdraft_limit - partner.overdraft_used)


@rule
def payable_part(available, owed, nothing):
    """Share of a debt that can be paid; a debt, or a shortfall, of no more than ``nothing`` (money) is settled."""
    if owed <= nothing or owed - available <= nothing:
        return 1.0
    return max(0.0, available) / owed


@rule
def call_owner(market, partner, need):
    """The owner puts in what is missing, within own means."""
    short = need - means(partner)
    if short > 0.0:
        amount = owner_injection(short, partner.owner_wealth)
        partner.owner_wealth -= amount
        book(partner, MONEY_IN, amount)
        move_outside(partner, market.outside, OWNER, OWNERS, amount)


@rule
def wages(partner, settings):
    """A month's payroll (money): everybody but the owner, at the wages of sales and of service."""
    staff = partner.sales_staff + partner.service_staff
    if staff <= 0.0:
        return 0.0
    total = partner.sales_staff * settings.sales_wage + partner.service_staff * settings.service_wage
    return total * paid_staff(partner.sales_staff, partner.service_staff) / staff


@rule
def pay_running_costs(market, month, partner, kind):
    """Wages, rent, interest and tax of the month, and arrears; what cannot be paid stays owed. Returns the rent."""
    settings = market.settings[month]
    partner.payroll = wages(partner, settings)
    rent = overhead(partner.sales_staff + partner.service_staff, kind)
    rent = max(0.0, rent - partner.order_saving)
    interest = (partner.overdraft_used * settings.overdraft_rate + partner.bank_loan * settings.loan_rate) / 12.0
    instalment = min(partner.loan_called, partner.bank_loan)
    book(partner, WAGES, -partner.payroll)
    book(partner, RUNNING_COST, -rent)
    book(partner, INTEREST_PAID, -interest)
    owed = partner.payroll + rent + interest + partner.tax_due + partner.arrears + instalment
    call_owner(market, partner, owed)
    part = payable_part(means(partner), owed, dust(partner))
    old = partner.arrears
    move_outside(partner, market.outside, PAYROLL, TO_STAFF, -part * (partner.payroll + old))
    move_outside(partner, market.outside, OVERHEAD, TO_LANDLORDS, -part * rent)
    move_outside(partner, market.outside, INTEREST, BANKS, -part * interest)
    move_outside(partner, market.outside, TAX, TO_STATE, -part * partner.tax_due)
    lend(partner, market.outside, -part * instalment)
    partner.tax_due = 0.0
    partner.arrears = 0.0
    if part < 1.0:
        partner.arrears = (1.0 - part) * (owed - instalment)
        partner.arrears_months += 1
        note(market, month, LATE_PAYMENT, partner.id, -1, partner.arrears, WAGES_UNPAID)
    else:
        partner.arrears_months = 0
    return rent


@rule
def pay_part(market, partner, accounts, age, part):
    """Pay a part (share) of what is overdue by ``age`` months (-1: due this month) on every account.

    No account is left with dust: whatever stays owed counts as unpaid, with all that follows.
    """
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor < 0:
            continue
        owed = account.due[0] if age < 0 else account.overdue[age]
        if owed <= 0.0:
            continue
        paid = owed if part >= 1.0 or (1.0 - part) * owed <= dust(partner) else owed * part
        distributor = market.distributors[account.distributor]
        pay_distributor(partner, distributor, paid)
        distributor.receivables -= paid
        account.used -= paid
        if age < 0:
            account.due[0] = owed - paid
        else:
            account.overdue[age] = owed - paid


@rule
def pay_suppliers(market, month, partner, accounts, running):
    """Pay the oldest debts first, each age on all accounts alike; then every unpaid debt ages a month.

    What is overdue is paid with all that the firm, its bank and its owner have, before deliveries stop. What
    falls due this month is paid from the cash beyond what the partner keeps back: who is short delays its
    suppliers first (Boissay and Gropp 2007). ``running`` is a month's wages and rent (money).
    """
    overdue = 0.0
    for place in range(ACCOUNTS):
        if accounts[place].distributor >= 0:
            for age in range(4):
                overdue += accounts[place].overdue[age]
    call_owner(market, partner, overdue)
    for age in range(3, -2, -1):
        owed = 0.0
        for place in range(ACCOUNTS):
            if accounts[place].distributor >= 0:
                owed += accounts[place].due[0] if age < 0 else accounts[place].overdue[age]
        if owed > 0.0:
            available = means(partner) if age >= 0 else partner.cash - kept_back(partner, running)
            pay_part(market, partner, accounts, age, payable_part(available, owed, dust(partner)))
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor < 0:
            continue
        if account.due[0] > 0.0:
            note(market, month, LATE_PAYMENT, partner.id, account.distributor, account.due[0], SUPPLIERS_UNPAID)
        account.overdue[3] += account.overdue[2]
        account.overdue[2] = account.overdue[1]
        account.overdue[1] = account.overdue[0]
        account.overdue[0] = account.due[0]
        shift(account.due)


@rule
def tax_on(profit, loss_carried, rate):
    """Tax on a month's profit after losses carried forward, and the losses left (money)."""
    taxable = profit - loss_carried
    if taxable <= 0.0:
        return 0.0, -taxable
    return rate * taxable, 0.0


@phase
def collect_and_pay(market, month):
    """Each partner's month in cash: in from customers; out to staff, landlords, bank, state, suppliers."""
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        kind = kind_of(market, month, partner)
        collect(market, month, partner)
        rent = pay_running_costs(market, month, partner, kind)
        pay_suppliers(market, month, partner, market.accounts[row], partner.payroll + rent)
        settle_overdraft(partner, market.outside)


@rule
def review_loan(market, month, partner):
    """A bank's yearly look at a partner's books: overdraft and loan are renewed, changed or called.

    What assets or books no longer carry is called, and paid back in instalments.
    """
    settings = market.settings[month]
    usual = partner.normal_sales * (1.0 + partner.markup)
    trusted = bankable(partner, settings)
    partner.loan_limit = bank_limit(partner, settings) if trusted else 0.0
    partner.overdraft_limit = overdraft_granted(usual, settings.overdraft_share) if trusted else 0.0
    called = max(0.0, partner.bank_loan - partner.loan_limit)
    if called > dust(partner):
        note(market, month, LOAN_CALLED, partner.id, -1, called, NOTHING)
    partner.loan_called = called / settings.run_off


@rule
def use_loan(partner, outside):
    """A partner borrows what it lacks of its cash buffer and of the profit that its owner may still take.

    Within its limit; what it has beyond pays the bank back.
    """
    wanted = partner.bank_loan + cash_buffer(partner) + max(0.0, partner.undrawn)
    wanted = max(0.0, wanted + partner.overdraft_used - partner.cash)
    if wanted < partner.bank_loan or partner.bank_loan < partner.loan_limit:
        lend(partner, outside, min(wanted, max(partner.loan_limit, partner.bank_loan)) - partner.bank_loan)


@phase
def close_books(market, month):
    """The month's profit is what stands in the statement: tax is due on it, owners and banks look at it."""
    settings = market.settings[month]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        profit = profit_before_tax(partner)
        tax, partner.loss_carried = tax_on(profit, partner.loss_carried, settings.tax_rate)
        partner.tax_due += tax
        book(partner, TAX_ON_PROFIT, -tax)
        partner.expected_profit += YEARLY * (profit - tax - partner.expected_profit)
        outflow = partner.payroll - partner.statement[RUNNING_COST] + partner.purchases
        partner.outflow_rate += SMOOTHING * (outflow - partner.outflow_rate)
        partner.undrawn += profit - tax
        if (month + partner.id) % 12 == 0 and partner.age >= 12:
            review_loan(market, month, partner)
        use_loan(partner, market.outside)


@phase
def pay_owners(market, month):
    """Owners take what they decided to take; part of it stays at hand for a time of need."""
    settings = market.settings[month]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive and partner.owner_draw > 0.0:
            amount = min(partner.owner_draw, max(0.0, partner.cash))
            book(partner, DRAWINGS, -amount)
            partner.undrawn -= amount
            ceiling = settings.owner_wealth * partner.outside_option
            wealth = min(ceiling, partner.owner_wealth + settings.draw_at_hand * amount)
            partner.owner_wealth = max(partner.owner_wealth, wealth)
            move_outside(partner, market.outside, OWNER, OWNERS, -amount)
