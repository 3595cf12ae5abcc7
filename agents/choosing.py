"""How customers choose among bidders: the market's rule and two others that a scenario can switch to."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.luck import exponential, normal
from agents.parameter import Parameter

LOGIT, PROBIT, ELIMINATION = 0, 1, 2
CHOICE_RULES = ("logit", "probit", "elimination")
GUMBEL_SPREAD = math.pi / math.sqrt(6.0)  # standard deviation of the logit's luck, in units of utility

PARAMETERS = (
    Parameter("rules.choice", "choice", "logit", None, None, None, None, "constant",
        "McFadden 1974; Thurstone 1927; Simon 1955, Tversky 1972", "recalled",
        "How customers choose. Logit: by utility and extreme-value luck. Probit: by utility and normal luck of the "
        "same spread; consumers keep the logit. Elimination: dear bids are put aside, then all but price counts.",
        choices=CHOICE_RULES),
    Parameter("rules.price_tolerance", "share", 0.05, 0.02, 0.10, 0.0, 1.0, "uncertainty",
        "Tversky 1972 for the rule; no source for the number", "judgement",
        "How far a bid may lie above the cheapest before it is put aside (rule elimination only)."),
)  # fmt: skip


@rule
def luck_of_bid(choice_rule, seed, purpose, month, entity, slot):
    """The luck of one bid: the bid with the smallest luck over exp(utility) is chosen.

    An exponential number makes the multinomial logit (McFadden 1974); exp(-s z) with a normal z and the
    same spread s of utility makes the independent probit (Thurstone 1927).
    """
    if choice_rule == PROBIT:
        return math.exp(-GUMBEL_SPREAD * normal(seed, purpose, month, entity, slot))
    return exponential(seed, purpose, month, entity, slot)


@rule
def compared_price(price, transparency):
    """A price as customers compare it: the more of the market they see, the more a difference counts."""
    return price if transparency == 1.0 else price**transparency


@rule
def weighed_price(price, choice_rule):
    """The price that utility counts: none where price only eliminates (Tversky 1972)."""
    return 1.0 if choice_rule == ELIMINATION else price


@rule
def dearest_kept(cheapest, tolerance):
    """The highest price that is not put aside (elimination by aspects, Tversky 1972; satisficing, Simon 1955)."""
    return cheapest * (1.0 + tolerance)
