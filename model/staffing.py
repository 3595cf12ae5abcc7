"""Phase 16: firms hire from the trade's people and let go on the way to the staff they want; wages follow."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.labour import (
    ENGINEER,
    ROLES,
    SELLER,
    match,
    move_between_trades,
    staff_after,
    staff_change,
    tightness,
)
from agents.partner import PAYROLL
from agents.partner_money import oldest_overdue
from agents.statement import SEVERANCE, book
from model.ledger import move_outside
from model.market import PARTNERS, TO_STAFF
from model.treatment import kind_of

STAFF_REMEMBERED = 0.96  # of those let go, how many still count a month later as people who could found a firm


@rule
def staff_of(partner, role):
    """A partner's people in a role (full-time): the owner is a seller."""
    return partner.sales_staff if role == SELLER else partner.service_staff


@rule
def target_of(partner, role):
    """The staff that a partner wants in a role (full-time)."""
    return partner.sales_target if role == SELLER else partner.service_target


@rule
def employed_in(partner, role):
    """Of these whom it employs: all but the owner."""
    return max(0.0, partner.sales_staff - 1.0) if role == SELLER else partner.service_staff


@rule
def count_people(market):
    """People in work of each role (sellers, engineers), owners counted, and how many of them are employed."""
    for number in range(ROLES):
        market.roles[number].employed = 0.0
    owners = 0.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            owners += min(1.0, partner.sales_staff)
            for number in range(ROLES):
                market.roles[number].employed += employed_in(partner, number)
    for row in range(market.distributors.shape[0]):
        if market.distributors[row].alive:
            market.roles[ENGINEER].employed += market.distributors[row].package_staff
    return owners + market.roles[SELLER].employed, market.roles[ENGINEER].employed


@rule
def open_pools(market, month):
    """Pools in which the usual part of each role has no work."""
    in_work = count_people(market)
    usual = market.settings[month].usual_unemployment
    for number in range(ROLES):
        role = market.roles[number]
        role.force = in_work[number] / (1.0 - usual)
        role.idle = usual * role.force


@rule
def may_hire(market, month, row):
    """True for a firm that owes nothing overdue and has wages in hand (claims S51)."""
    partner = market.partners[row]
    wages = market.settings[month].wages_in_hand * partner.payroll
    return oldest_overdue(partner, market.accounts[row]) <= 0.0 and partner.cash >= wages


@rule
def seek_people(market, month):
    """Who is without work after the month's closings and foundings, whom firms would hire, and how many they find."""
    settings = market.settings[month]
    in_work = count_people(market)
    for number in range(ROLES):
        role = market.roles[number]
        role.idle = max(0.0, role.force - in_work[number])
        role.openings = 0.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        hires = may_hire(market, month, row)
        for number in range(ROLES):
            role = market.roles[number]
            change = staff_change(
                staff_of(partner, number), employed_in(partner, number), target_of(partner, number), role, settings
            )
            partner.openings[number] = change if hires else min(0.0, change)
            role.openings += max(0.0, partner.openings[number])
    for row in range(market.distributors.shape[0]):
        if market.distributors[row].alive:
            market.roles[ENGINEER].openings += market.distributors[row].package_openings
    for number in range(ROLES):
        match(market.roles[number], settings)


@rule
def pay_off(market, month, partner):
    """Severance for those whom a partner lets go, as far as its cash goes; the owner stays."""
    settings = market.settings[month]
    sellers = max(1.0, partner.sales_staff + partner.openings[SELLER])
    gone = max(0.0, partner.sales_staff - sellers) * settings.sales_wage
    gone += max(0.0, -partner.openings[ENGINEER]) * settings.service_wage
    paid = min(gone * settings.severance, max(0.0, partner.cash))
    book(partner, SEVERANCE, -paid)
    move_outside(partner, market.outside, PAYROLL, TO_STAFF, -paid)


@rule
def hire(market, month, row):
    """A partner's staff after the month; engineers who come from the idle know less than those of other firms."""
    settings = market.settings[month]
    partner = market.partners[row]
    pay_off(market, month, partner)
    for number in range(ROLES):
        role = market.roles[number]
        before = staff_of(partner, number)
        employed = employed_in(partner, number)
        staff = staff_after(before, employed, partner.openings[number], target_of(partner, number), role)
        if number == SELLER:
            partner.sales_staff = staff
            continue
        partner.service_staff = staff
        hired = staff - (before - role.leaving * employed)
        if hired > 0.0 and partner.openings[number] > 0.0:
            forgotten = hired * role.fresh / staff * (1.0 - settings.newcomer_competence)
            for field in range(market.skills.shape[1]):
                market.skills[row, field].competence *= 1.0 - forgotten
            partner.competence *= 1.0 - forgotten
    people = partner.sales_staff + partner.service_staff
    partner.staff_of_late = max(people, STAFF_REMEMBERED * partner.staff_of_late)
    shelf = kind_of(market, month, partner).consumer_share * partner.sales_staff
    partner.reach += settings.hiring_speed * (shelf - partner.reach)


@rule
def set_wages(market, month):
    """Wages of a month by the wage curve: those declared, moved by unemployment (Blanchflower and Oswald 1994)."""
    settings = market.settings[month]
    sellers = tightness(market.roles[SELLER], settings, -settings.wage_elasticity)
    engineers = tightness(market.roles[ENGINEER], settings, -settings.wage_elasticity)
    settings.sales_wage = settings.usual_wage[SELLER] * sellers
    settings.service_wage = settings.usual_wage[ENGINEER] * engineers


@phase
def adjust_staff(market, month):
    """Hiring follows sales and cash with a lag, out of finite pools; next month's wages follow who is left idle.

    All say whom they would hire before anybody is hired, and each finds the same part of them, so that no turn counts.
    """
    settings = market.settings[month]
    seek_people(market, month)
    for row in range(market.counters[PARTNERS]):
        if market.partners[row].alive:
            hire(market, month, row)
    engineers = market.roles[ENGINEER]
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        if distributor.alive:
            hired = engineers.filled * distributor.package_openings
            distributor.package_staff += hired - engineers.leaving * distributor.package_staff
    in_work = count_people(market)
    for number in range(ROLES):
        move_between_trades(market.roles[number], in_work[number], settings)
    if month + 1 < market.settings.shape[0]:
        set_wages(market, month + 1)
