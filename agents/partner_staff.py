"""A partner's people: what they can do, what they cost, how many it wants, and how long they go to courses.

Decisions read (partner, its accounts, its kind, settings) and give one number, from the opening state only.
"""

from __future__ import annotations

from agents.compiled import rule
from agents.partner import SMOOTHING
from agents.partner_money import cash_buffer


@rule
def paid_staff(sales_staff, service_staff):
    """People on the payroll: all but the owner, who works in the firm and lives on its profit."""
    return max(0.0, sales_staff + service_staff - 1.0)


@rule
def newcomer_engineers(kind, settings):
    """Engineers with whom a new firm starts (people): the more, the more of its customers the kind serves."""
    return settings.newcomer_engineers * kind.service_share


@rule
def newcomer_staff(kind, settings):
    """People with whom a new firm starts: its founder, and engineers where the kind serves."""
    return 1.0 + newcomer_engineers(kind, settings)


@rule
def overhead_a_head(staff, kind):
    """Rent and administration of a month for each employee (money); large firms spend less."""
    return kind.overhead_per_head * max(1.0, staff) ** -kind.scale_economy


@rule
def overhead(staff, kind):
    """Rent and administration of a month (money)."""
    return kind.overhead_fixed + max(0.0, staff) * overhead_a_head(staff, kind)


@rule
def sales_capacity(partner, kind):
    """Goods (money a month, at landed cost) that a partner's sales people can sell."""
    return partner.sales_staff * kind.sales_per_head * partner.efficiency


@rule
def idle_sellers(partner, kind):
    """Sales people (full-time, the owner counted) whom present sales do not keep busy.

    What a newcomer's forecast still holds of the sales that it hoped for on founding keeps nobody busy.
    """
    hoped = kind.sales_per_head * (1.0 - SMOOTHING) ** partner.age
    busy = max(0.0, partner.forecast - hoped) * partner.selling / (kind.sales_per_head * partner.efficiency)
    return max(0.0, partner.sales_staff - busy)


@rule
def selling_part(partner):
    """Sellers' part (share) of a partner's people, by which working time given away is theirs or the engineers'."""
    staff = partner.sales_staff + partner.service_staff
    return partner.sales_staff / staff if staff > 0.0 else 1.0


@rule
def decide_sales_staff(partner, accounts, kind, settings):
    """Sales staff wanted (people): hired for usual sales, let go with falling ones; the owner stays."""
    sales = min(partner.forecast, partner.normal_sales)
    given = partner.given_time * selling_part(partner)
    return max(1.0, sales * partner.selling / (kind.sales_per_head * partner.efficiency) + given)


@rule
def decide_service_staff(partner, accounts, kind, settings):
    """Engineers wanted (people) for the usual service work, less what it buys in, with slack for peaks."""
    work = min(partner.work_forecast, partner.usual_work) * (1.0 - partner.bought_in)
    return work * (1.0 + settings.staffing_slack) / settings.utilisation_ceiling


@rule
def decide_training(partner, accounts, kind, settings):
    """Part of engineers' time (share) that a partner is ready to spend in courses.

    What the courses cost in unbilled time counts: idle time first, and none without cash to spare.
    """
    buffer = cash_buffer(partner)
    if partner.service_staff <= 0.0 or partner.cash < settings.training_cash * buffer:
        return 0.0
    idle = max(0.0, 1.0 - partner.utilisation)
    return min(settings.longest_training, settings.idle_training * idle + settings.busy_training)
