"""Phase 15: partners near ruin ask a distributor they trust for help; it looks at them as well as it can (M6)."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.distributor import FRAMEWORK, PREPAYMENT, USES, potential_profit
from agents.leaving import gives_up_within
from agents.luck import RESCUE, normal, uniform
from agents.partner import ACCOUNTS
from agents.partner_money import outside_income
from agents.partner_staff import overhead
from agents.statement import RESCUE_WORK, book
from model.credit import disclosure
from model.events import note
from model.ledger import move_distributor
from model.market import HOPELESS, PARTNERS, RESCUE_ASKED, RESCUE_GIVEN, TO_STAFF, VIABLE
from model.treatment import kind_of, levers_for, programme

ASKS_AGAIN = 12  # months between two calls for help
SPREAD = 4  # months over which a rescued partner's overdue debts are spread
NOTICE = 6  # months before giving up in which an owner asks (claims S44)


@rule
def potential_margin(market, month, row):
    """What a partner could earn on its sales if it could deliver all orders it gets (share of sales)."""
    settings = market.settings[month]
    partner = market.partners[row]
    desk = market.desks[row]
    lost = partner.wins * desk.landed * max(0.0, 1.0 - partner.availability)
    services = partner.sales_service - partner.package_bought
    rent = overhead(partner.sales_staff + partner.service_staff, kind_of(market, month, partner))
    rent += settings.stock_ageing * partner.stock + settings.loan_rate / 12.0 * partner.bank_loan
    profit = potential_profit(partner.normal_sales, lost, partner.markup, services, partner.payroll, rent)
    sales = (partner.normal_sales + lost) * (1.0 + partner.markup) + services
    return profit / sales if sales > 0.0 else -1.0


@rule
def in_need(partner, accounts, settings):
    """Distress that shows before ruin: debts a month overdue, wages owed, or an owner about to give up."""
    if partner.arrears_months > 0:
        return True
    for place in range(ACCOUNTS):
        if accounts[place].distributor >= 0:
            for age in range(1, 4):
                if accounts[place].overdue[age] > 0.0:
                    return True
    return gives_up_within(partner, outside_income(partner, settings), NOTICE, settings)


@rule
def patron(market, month, partner, accounts):
    """The account whose distributor offers this partner help and is trusted most: its place, or -1."""
    best = -1
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor < 0 or levers_for(market, month, partner, account.distributor).rescue <= 0.0:
            continue
        if best < 0 or account.trust > accounts[best].trust:
            best = place
    return best


@rule
def estimated_margin(market, month, partner, true_margin, distributor):
    """A distributor's estimate of a partner's potential margin (share): true, with an error that openness lowers."""
    error = normal(market.seed, RESCUE, month, partner.id, 10 + distributor)
    error *= market.settings[month].insolvency_noise * (1.0 - disclosure(market, partner, distributor))
    return true_margin + error


@rule
def bridge(market, month, partner, account, distributor):
    """What a rescue is: overdue debts spread over months, a framework agreement, and work that costs.

    Nothing is forgiven. The partner does not forget it (claims S53): trust rises for good.
    """
    settings = market.settings[month]
    owed = 0.0
    for age in range(4):
        owed += account.overdue[age]
        account.overdue[age] = 0.0
    for ahead in range(SPREAD):
        account.due[ahead + 1] += owed / SPREAD
    account.stopped = 0
    if account.mode == PREPAYMENT:
        account.limit = 0.0
    account.mode = FRAMEWORK
    account.stage[0] = USES
    account.stage[1] = USES
    account.bridge = settings.rescue_months * partner.normal_sales
    account.limit += account.bridge
    account.trust += settings.rescue_trust * (1.0 - account.trust)
    account.loyalty = max(account.loyalty, settings.rescue_loyalty)
    book(distributor, RESCUE_WORK, -settings.rescue_cost)
    move_distributor(distributor, market.outside, TO_STAFF, -settings.rescue_cost)


@phase
def help_in_need(market, month):
    """Who is in need asks as far as it trusts; who is asked screens, and errs both ways."""
    world = market.world[0]
    settings = market.settings[month]
    offered = False
    for row in range(market.distributors.shape[0]):
        if market.distributors[row].alive and programme(market, month, row).rescue > 0.0:
            offered = True
    if not offered:
        return
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        accounts = market.accounts[row]
        if not partner.alive or month - partner.asked < ASKS_AGAIN or not in_need(partner, accounts, settings):
            continue
        place = patron(market, month, partner, accounts)
        if place < 0:
            continue
        account = accounts[place]
        if uniform(market.seed, RESCUE, month, partner.id, 0) >= account.trust:
            continue
        partner.asked = month
        margin = potential_margin(market, month, row)
        bar = settings.rescue_bar
        viable = margin >= bar
        word = VIABLE if viable else HOPELESS
        world.rescue_asked += 1
        note(market, month, RESCUE_ASKED, partner.id, account.distributor, account.used, word)
        lever = levers_for(market, month, partner, account.distributor)
        estimate = estimated_margin(market, month, partner, margin, account.distributor)
        blind = uniform(market.seed, RESCUE, month, partner.id, 1) >= lever.rescue_screening
        able = uniform(market.seed, RESCUE, month, partner.id, 2) < lever.rescue
        if able and (estimate >= bar or blind):
            bridge(market, month, partner, account, market.distributors[account.distributor])
            note(market, month, RESCUE_GIVEN, partner.id, account.distributor, account.bridge, word)
            world.rescue_given += 1
            if not viable:
                world.rescue_wasted += 1
        elif viable:
            world.rescue_missed += 1
