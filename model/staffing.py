"""Phase 16: partners hire and let go on the way to the staff they want."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.partner import PAYROLL, oldest_overdue
from agents.statement import SEVERANCE, book
from model.ledger import move_outside
from model.market import PARTNERS, TO_STAFF
from model.treatment import kind_of

STAFF_REMEMBERED = 0.96  # of those let go, how many still count a month later as people who could found a firm


@rule
def step_to(actual, wanted, speed, may_hire):
    """Staff after a month: part of the way to the wanted number; no hiring when money is short."""
    if wanted > actual and not may_hire:
        return actual
    return actual + speed * (wanted - actual)


@phase
def adjust_staff(market, month):
    """Hiring follows sales and cash with a lag; new engineers know less, those let go are paid off.

    A partner hires only when it owes nothing overdue and has half a month's wages in hand (claims S51).
    """
    settings = market.settings[month]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        overdue = oldest_overdue(partner, market.accounts[row])
        may_hire = overdue <= 0.0 and partner.cash >= 0.5 * partner.payroll
        sales = step_to(partner.sales_staff, partner.sales_target, settings.hiring_speed, may_hire)
        service = step_to(partner.service_staff, partner.service_target, settings.hiring_speed, may_hire)
        gone = max(0.0, partner.sales_staff - max(1.0, sales)) * settings.sales_wage
        gone += max(0.0, partner.service_staff - service) * settings.service_wage
        paid = min(gone * settings.severance, max(0.0, partner.cash))
        book(partner, SEVERANCE, -paid)
        move_outside(partner, market.outside, PAYROLL, TO_STAFF, -paid)
        if service > partner.service_staff and service > 0.0:
            new = (service - partner.service_staff) / service
            for field in range(market.skills.shape[1]):
                market.skills[row, field].competence *= 1.0 - new * (1.0 - settings.newcomer_competence)
            partner.competence *= 1.0 - new * (1.0 - settings.newcomer_competence)
        partner.sales_staff = sales
        partner.service_staff = service
        partner.staff_of_late = max(sales + service, STAFF_REMEMBERED * partner.staff_of_late)
        shelf = kind_of(market, month, partner).consumer_share * sales
        partner.reach += settings.hiring_speed * (shelf - partner.reach)
