"""Domains of competence: fields of service work that a scenario declares, and what a partner can do in each."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.parameter import Parameter
from agents.state import Column

# A partner's row for each domain.
SKILL = (
    Column("competence", "f8", "share", "skill in this domain"),
    Column("in_training", "f8", "share", "learned in courses that has yet to take effect"),
    Column("jobs", "f8", "people x months", "work that customers want of it this month, by segment", (3,)),
    Column("backlog", "f8", "people x months", "work that its own people can do, ordered and not yet done", (3,)),
    Column("beyond", "f8", "people x months", "work wanted this month that its own people do not know", (3,)),
    Column("done", "f8", "people x months", "done by its own people this month"),
    Column("offer", "f8", "people", "of its idle people that it offers to peers of its community"),
)

# A community's row for each domain.
COMMONS = (
    Column("given", "f8", "share", "this month's sum of competence times contribution"),
    Column("skill", "f8", "share", "competence of contributors, weighted by contribution"),
    Column("jobs", "f8", "people x months", "work that members hand on this month, by segment", (3,)),
    Column("offered", "f8", "people", "idle people that members offer for it"),
)

J = "judgement"
NO_SOURCE = "no source"

# name: unit, default of a domain that a scenario declares, low, high, least, largest, role, source, status, tip
_DECLARED = {
    "corporate_part": ("ratio", 1.0, 0.0, 1.0, 0.0, None, "uncertainty", NO_SOURCE, J,
        "Weight of this domain in the service work that corporate accounts want."),
    "smb_part": ("ratio", 1.0, 0.0, 1.0, 0.0, None, "uncertainty", NO_SOURCE, J,
        "Weight of this domain in the service work that small and medium firms want."),
    "consumer_part": ("ratio", 1.0, 0.0, 1.0, 0.0, None, "uncertainty", NO_SOURCE, J,
        "Weight of this domain in the service work that consumers want."),
    "complexity": ("ratio", 1.0, 0.7, 1.4, 0.0, 100.0, "uncertainty", NO_SOURCE, J,
        "How complex work of this domain is, over the customer's usual."),
}  # fmt: skip
TEMPLATE = {name: Parameter(f"domains.any.{name}", *row) for name, row in _DECLARED.items()}

# corporate, smb, consumer, complexity
_DEFAULTS = {
    "infrastructure": (0.45, 0.50, 0.60, 0.9),
    "software": (0.30, 0.30, 0.40, 1.0),
    "security": (0.25, 0.20, 0.0, 1.2),
}
DOMAINS = tuple(_DEFAULTS)


def domain_parameters(name: str) -> tuple[Parameter, ...]:
    """The numbers of one domain: those of the market of version 5, or the plain ones of a new name."""
    own = dict(zip(TEMPLATE, _DEFAULTS.get(name, ()), strict=False))
    return tuple(p.renamed(f"domains.{name}.{key}", own.get(key, p.default)) for key, p in TEMPLATE.items())


PARAMETERS = (
    Parameter("skills", "names", ", ".join(DOMAINS), None, None, None, None, "constant",
        "rules: infrastructure, software, network and security", J,
        "The domains of competence that the market tells apart."),
    *(p for name in DOMAINS for p in domain_parameters(name)),
    Parameter("learning.ability_spread", "ratio", 0.5, 0.2, 0.8, 0.0, 3.0, "uncertainty",
        "Dutton and Thomas 1984: progress ratios of 0.7 to 0.9, that is learning exponents of 0.15 to 0.5", "recalled",
        "Standard deviation of the logarithm of how fast firms learn; each keeps its own."),
    Parameter("learning.sharpness", "ratio", 8.0, 4.0, 16.0, 0.0, 1000.0, "uncertainty",
        "no source", "judgement",
        "How sharply the part of jobs that people know how to do falls as the work's complexity passes their "
        "competence."),
    Parameter("learning.skill_spread", "share", 0.2, 0.0, 0.6, 0.0, 2.0, "uncertainty",
        "no source", "judgement",
        "How far new firms' competence in single domains differs from their own mean, from the least to the most."),
)  # fmt: skip


@rule
def able_share(competence, complexity, settings):
    """Share of jobs of this complexity that a firm's own people know how to do (claims S19): logistic in the gap."""
    return 1.0 / (1.0 + math.exp(-settings.sharpness * (competence - complexity)))


@rule
def learned(competence, practice, ability, settings):
    """Competence in a domain after a month of doing and forgetting (Argote; Thompson 2007).

    ``practice`` (share) is how busy the people of the domain were, ``ability`` how fast this firm learns: firms that
    do the same work learn at lasting, different rates (Dutton and Thomas 1984).
    """
    gain = settings.by_doing * ability * practice * (1.0 - competence)
    kept = (1.0 - settings.forgetting_rate) ** (1.0 / 12.0)
    return min(1.0, (competence + gain) * kept)


@rule
def mean_competence(skills, domains):
    """A firm's competence over all domains, weighted by what the market wants of each."""
    total = 0.0
    for domain in range(skills.shape[0]):
        total += domains[domain].weight * skills[domain].competence
    return total
