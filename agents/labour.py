"""People of the trade: a finite pool for each role, who finds whom, and what wages that makes."""

from __future__ import annotations

from agents.compiled import rule
from agents.parameter import Parameter
from agents.state import Column

SELLER, ENGINEER = 0, 1
ROLE_NAMES = ("seller", "engineer")
ROLES = len(ROLE_NAMES)
LEAST = 0.001  # share of a pool that is always between two jobs: what unemployment is read as where there is none

# The market's row for each role.
ROLE = (
    Column("force", "f8", "people", "of this role in the trade, owners counted as sellers"),
    Column("employed", "f8", "people", "of these on a payroll, before the month's hiring"),
    Column("idle", "f8", "people", "of these without work"),
    Column("openings", "f8", "people", "whom firms would hire this month"),
    Column("filled", "f8", "ratio", "hires over openings"),
    Column("fresh", "f8", "share", "of the hired who come from the idle; the rest come from other firms"),
    Column("leaving", "f8", "share / month", "of the employed whom other firms hired away in the latest month"),
)

PARAMETERS = (
    Parameter("labour.sales_wage", "money / month", 2.0, 1.5, 3.0, 0.0, None, "uncertainty",
        "money is scaled so that a wage is 2; facts B2 give the ratios", "judgement",
        "Wage and charges of a sales employee at usual unemployment."),
    Parameter("labour.service_wage", "money / month", 2.0, 1.5, 3.0, 0.0, None, "uncertainty",
        "facts B2: service gross margin 25-50 % at the service price", "judgement",
        "Wage and charges of a service engineer at usual unemployment, paid whether busy or not."),
    Parameter("labour.hiring_speed", "share", 0.12, 0.05, 0.3, 0.0, 1.0, "uncertainty",
        "claims S51: two to four quarters", "judgement",
        "Part of the gap between wanted and actual staff that is closed in a month at usual unemployment."),
    Parameter("labour.severance", "months", 2.0, 0.0, 3.0, 0.0, 24.0, "uncertainty",
        "Russian Labour Code, articles 178 and 180: two months' notice, one to three months' pay", "recalled",
        "Wages paid to an employee who is let go."),
    Parameter("labour.utilisation_ceiling", "share", 0.85, 0.7, 0.95, 0.01, 1.0, "uncertainty",
        "no source", "judgement", "Part of paid time that a service engineer can bill."),
    Parameter("labour.staffing_slack", "share", 0.12, 0.0, 0.3, 0.0, 2.0, "uncertainty",
        "no source", "judgement", "Spare capacity that a partner staffs for peaks of service work."),
    Parameter("labour.backlog_kept", "share", 0.95, 0.5, 1.0, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Part of the service work not done in a month for which customers wait."),
    Parameter("labour.usual_unemployment", "share", 0.05, 0.03, 0.10, 0.001, 0.5, "uncertainty",
        "Rosstat: 5-6 % of Russia's labour force in 2013-16", "recalled",
        "Part of the people of each role without work at month 0: wages are then those declared."),
    Parameter("labour.wage_elasticity", "ratio", 0.1, 0.0, 0.2, 0.0, 2.0, "uncertainty",
        "Blanchflower and Oswald 1994, the wage curve: -0.1", "recalled",
        "By how many per cent wages fall for one per cent more unemployment."),
    Parameter("labour.matching_elasticity", "ratio", 0.5, 0.3, 0.7, 0.0, 1.0, "uncertainty",
        "Petrongolo and Pissarides 2001: 0.5 to 0.7 on the unemployed", "recalled",
        "By how many per cent firms hire faster for one per cent more unemployment."),
    Parameter("labour.job_search", "share", 0.035, 0.0, 0.1, 0.0, 1.0, "uncertainty",
        "so that two hires in five come from other firms at usual unemployment (Fallick and Fleischman 2004)",
        "recalled", "How many people in work look for another job, over the same number of people without work."),
    Parameter("labour.mobility", "share / year", 1.2, 0.4, 2.4, 0.0, 12.0, "uncertainty",
        "Blanchard and Katz 1992: a year after a local shock a third of it is left in unemployment", "recalled",
        "Part of the gap to usual unemployment that people who come from and go to other trades close in a year."),
    Parameter("labour.wages_in_hand", "months", 0.5, 0.0, 2.0, 0.0, 24.0, "uncertainty",
        "claims S51; no source for the number", "judgement",
        "Wages that a firm must have in cash to hire anybody, in months of its payroll."),
)  # fmt: skip


@rule
def unemployment(role):
    """Part (share) of a role's people without work, never read as nothing."""
    return max(LEAST, role.idle / role.force) if role.force > 0.0 else 1.0


@rule
def tightness(role, settings, elasticity):
    """Unemployment over the usual (ratio) to the power ``elasticity``; 1 in a pool of nobody."""
    if role.force <= 0.0:
        return 1.0
    return (unemployment(role) / settings.usual_unemployment) ** elasticity


@rule
def match(role, settings):
    """Who is hired for a role's ``openings``: how many of them, and from where; sets filled, fresh and leaving.

    Openings find people the sooner the more have no work (matching function, Petrongolo and Pissarides 2001), and
    never more than look for a job. People in work look too, so that a hire may leave another firm short.
    """
    looking = role.idle + settings.job_search * role.employed
    role.filled = tightness(role, settings, settings.matching_elasticity)
    if role.filled * role.openings > looking:
        role.filled = looking / role.openings
    role.fresh = role.idle / looking if looking > 0.0 else 0.0
    taken = (1.0 - role.fresh) * role.filled * role.openings
    role.leaving = taken / role.employed if role.employed > 0.0 else 0.0


@rule
def staff_change(actual, employed, wanted, role, settings):
    """People (full-time) whom a firm would hire this month, or let go (negative).

    Part of the way to the wanted number, and so many more as others hired away of its ``employed`` last month.
    """
    return settings.hiring_speed * (wanted - actual) + role.leaving * employed


@rule
def staff_after(actual, employed, change, wanted, role):
    """Staff of a role (full-time) after the month: some hired away, some let go, or part of the openings filled.

    However many look for work, nobody hires beyond the ``wanted`` number.
    """
    left = actual - role.leaving * employed
    if change <= 0.0:
        return left + change
    return min(left + role.filled * change, max(left, wanted))


@rule
def move_between_trades(role, in_work, settings):
    """People come from other trades where few of a role have no work, and go where many have none."""
    role.force += min(1.0, settings.mobility / 12.0) * (in_work / (1.0 - settings.usual_unemployment) - role.force)
    role.idle = max(0.0, role.force - in_work)
