"""When an owner gives up: the market's rule and two others that a scenario can switch to."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.parameter import Parameter

PATIENCE, CASH, WAITING = 0, 1, 2
EXIT_RULES = ("patience", "cash", "waiting")

PARAMETERS = (
    Parameter("rules.exit", "choice", "patience", None, None, None, None, "constant",
        "Jovanovic 1982, claims S44; equitable insolvency; Dixit 1989", "recalled",
        "When firms close. Patience: when insolvent, or when the owner has gone without too much of what it would "
        "earn elsewhere. Cash: only when debts are overdue too long. Waiting: when insolvent, or at once when income "
        "falls so low that waiting for better times is worth less than leaving.",
        choices=EXIT_RULES),
    Parameter("rules.income_volatility", "share", 0.4, 0.2, 0.8, 0.0, 10.0, "uncertainty",
        "no source; yearly standard deviation of the logarithm of an owner's income", "judgement",
        "How uncertain an owner holds future income to be (rule waiting only)."),
    Parameter("rules.owner_discount", "share / year", 0.15, 0.08, 0.30, 0.001, 10.0, "uncertainty",
        "between the funding and the overdraft rate", "judgement",
        "Rate at which an owner discounts future income (rule waiting only)."),
)  # fmt: skip


@rule
def waiting_trigger(volatility, discount):
    """Income over the outside option below which leaving for good beats waiting (share).

    Income follows a geometric random walk without drift. With b < 0 the root of
    volatility^2 b (b - 1) / 2 = discount, value matching and smooth pasting give b / (b - 1) (Dixit 1989):
    1 without uncertainty, and the lower the more uncertain income is.
    """
    if volatility <= 0.0:
        return 1.0
    root = 0.5 - math.sqrt(0.5 * 0.5 + 2.0 * discount / (volatility * volatility))
    return root / (root - 1.0)


@rule
def income_gap(profit, elsewhere):
    """Part of a month's outside income that an owner goes without, or gets beyond it (negative); -1 to 1.

    Losses are borne by the firm's capital, not by what the owner could earn: nobody forgoes more than all of it.
    """
    if elsewhere <= 0.0:
        return 1.0 if profit < 0.0 else -1.0
    return max(-1.0, min(1.0, 1.0 - profit / elsewhere))


@rule
def gives_up_within(partner, elsewhere, months, settings):
    """True when the owner gives up now (``months`` 0) or will within so many months, if nothing changes.

    ``elsewhere`` is what the owner would earn there (money / month). Under ``waiting`` leaving is near when
    income would fall to the trigger at a twelfth a month; under ``cash`` no owner ever gives up.
    """
    if settings.exit_rule == CASH:
        return False
    if settings.exit_rule == WAITING:
        trigger = waiting_trigger(settings.income_volatility, settings.owner_discount)
        return partner.expected_profit < trigger * (1.0 + months / 12.0) * elsewhere
    gap = income_gap(partner.expected_profit, elsewhere)
    return partner.income_forgone + months * max(0.0, gap) >= partner.patience
