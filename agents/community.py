"""Communities of partners: who joins, what members give, and what they get (a repeated public-good game)."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.parameter import Parameter
from agents.state import Column

CONDITIONAL, FREE_RIDER, HUMP, OTHER = 0, 1, 2, 3

STATE = (
    Column("commitment", "f8", "money / month", "smoothed spending: what members count on"),
    Column("broken", "f8", "share", "of that promise not kept this month"),
    Column("portal", "f8", "share", "quality of the portal"),
    Column("management", "f8", "share", "capacity to moderate, recognise and exclude"),
    Column("openness", "f8", "share", "what its owner discloses"),
    Column("knowledge", "f8", "share", "shared knowledge, a club good"),
    Column("members", "i8", "count", "partners that belong to it"),
    Column("contribution", "f8", "share", "members' mean contribution of the month"),
    Column("seen", "f8", "share", "of a full contribution that members see others give"),
    Column("benefit", "f8", "money / month", "smoothed mean benefit of a member: what others hear of"),
    Column("effort", "f8", "money / month", "mean effort of a member this month"),
    Column("seats", "f8", "share", "of an engineer's time that its training offers each member's engineers"),
    Column("joined", "i8", "count", "this month"),
    Column("gone", "i8", "count", "left or excluded this month"),
    Column("sums", "f8", "mixed", "this month's sums: contributions, benefit, effort, engineers", (4,)),
)

J = "judgement"

PARAMETERS = (
    Parameter("community.types.conditional", "share", 0.50, 0.3, 0.7, 0.0, 1.0, "uncertainty",
        "Fischbacher, Gächter and Fehr 2001", "verified",
        "Partners that give when others give (conditional cooperators)."),
    Parameter("community.types.free_rider", "share", 0.33, 0.1, 0.5, 0.0, 1.0, "uncertainty",
        "Fischbacher, Gächter and Fehr 2001", "verified", "Partners that take and give nothing of their own accord."),
    Parameter("community.types.hump", "share", 0.14, 0.0, 0.3, 0.0, 1.0, "uncertainty",
        "Fischbacher, Gächter and Fehr 2001", "verified",
        "Partners that give with others up to a point and then less. What is left is of no type."),
    Parameter("community.belief_slope", "ratio", 0.75, 0.5, 1.0, 0.0, 2.0, "uncertainty",
        "Fischbacher and Gächter 2010: a slope below one, so giving unravels", "recalled",
        "What a conditional cooperator gives for each unit that it believes others give."),
    Parameter("community.base_contribution", "share", 0.05, 0.0, 0.2, 0.0, 1.0, "uncertainty",
        "Fischbacher and Gächter 2010", "recalled", "What it gives even if it expects nothing of others."),
    Parameter("community.first_belief", "share", 0.5, 0.2, 0.8, 0.0, 1.0, "uncertainty",
        "public-good experiments start at about half", "recalled", "What a new member expects others to give."),
    Parameter("community.belief_speed", "share", 0.25, 0.1, 0.5, 0.0, 1.0, "uncertainty",
        "no source", J, "Part of the way from belief to what it sees that a member goes in a month."),
    Parameter("community.effort_months", "months", 0.06, 0.02, 0.15, 0.0, 10.0, "uncertainty",
        "no source; about a day a month", J, "Working time that a full contribution takes, in wages of a month."),
    Parameter("community.member_portal", "money / month", 0.04, 0.01, 0.1, 0.0, None, "uncertainty",
        "no source", J, "Spending a member that makes two thirds of a good portal."),
    Parameter("community.member_management", "money / month", 0.06, 0.02, 0.2, 0.0, None, "uncertainty",
        "no source; a manager for about thirty members", J,
        "Spending a member that makes two thirds of good management."),
    Parameter("community.critical_contributors", "count", 15.0, 5.0, 40.0, 0.1, 100000.0, "uncertainty",
        "Cai and Szeidl 2018: groups of about ten firms", "judgement",
        "Full contributors that bring two thirds of the knowledge that a community can hold."),
    Parameter("community.lively_contribution", "share", 0.15, 0.05, 0.4, 0.0001, 10.0, "uncertainty",
        "no source; posters and lurkers: where few write, nobody finds an answer", "judgement",
        "Mean contribution at which half of what is known can be found."),
    Parameter("community.knowledge_speed", "share", 0.15, 0.03, 0.3, 0.0, 1.0, "uncertainty",
        "no source", J, "Part of the way to its sustainable level that shared knowledge goes in a month."),
    Parameter("community.peer_learning", "share / month", 0.04, 0.0, 0.08, 0.0, 1.0, "uncertainty",
        "Dyer and Nobeoka 2000; Cohen and Levinthal 1990", J,
        "Part of its peers' lead in competence that full shared knowledge teaches a member of full skill."),
    Parameter("community.joint_bids", "share", 0.5, 0.0, 1.0, 0.0, 1.0, "uncertainty",
        "no source; projects too large for one", J,
        "Chance that two members serve a project together that neither can serve alone, at full knowledge and trust."),
    Parameter("community.joint_jobs", "share", 0.3, 0.0, 0.8, 0.0, 1.0, "uncertainty",
        "no source; service work in a domain that a member lacks", J,
        "Part of such work that a member hands to peers, at full knowledge and trust."),
    Parameter("community.referrals", "count", 30.0, 0.0, 30.0, 0.0, 100.0, "uncertainty",
        "Cai and Szeidl 2018: more partners by way of the meetings", J,
        "Customers a month to whom peers recommend a full contributor with full shared knowledge."),
    Parameter("community.order_saving", "share", 0.001, 0.0, 0.004, 0.0, 0.5, "uncertainty",
        "claims S38: a portal lowers the cost of ordering only", J,
        "Part of its purchases that a busy portal saves a member in work."),
    Parameter("community.trust_speed", "share", 0.04, 0.02, 0.1, 0.0, 1.0, "uncertainty",
        "market: trust builds slowly and breaks fast", J,
        "Part of the way to the trust that the community's leading deserves that a member goes in a month."),
    Parameter("community.member_patience", "months", 9, 4, 18, 1, 600, "uncertainty",
        "claims S36: members that don't receive leave", J,
        "Months in which a member may get less than it gives before it leaves.", integer=True),
    Parameter("community.join_chance", "share", 0.12, 0.05, 0.3, 0.0, 1.0, "uncertainty",
        "Bass 1969; no source for the rate", J,
        "Chance a month that a partner hears of a well-led community of its distributor."),
    Parameter("community.other_contribution", "share", 0.3, 0.1, 0.5, 0.0, 1.0, "uncertainty",
        "Fischbacher, Gächter and Fehr 2001 for the type; no source for the number", "judgement",
        "What members of no type give of their own accord."),
    Parameter("community.recognition", "share", 0.6, 0.3, 0.9, 0.0, 1.0, "uncertainty",
        "Ostrom 1990; no source for the number", "judgement",
        "Part of what is held back that full management draws out of a member of full trust."),
    Parameter("community.rider_contribution", "share", 0.1, 0.0, 0.3, 0.0, 1.0, "uncertainty",
        "Ostrom 1990; no source for the number", "judgement", "What full management draws out of a free rider."),
    Parameter("community.absorption", "share", 0.3, 0.0, 0.6, 0.0, 1.0, "uncertainty",
        "Cohen and Levinthal 1990 for the rule; no source for the number", "judgement",
        "Part of what peers teach that a member takes in without any competence of its own."),
    Parameter("community.quiet_appeal", "share", 0.5, 0.2, 0.8, 0.0, 1.0, "uncertainty",
        "no source", "judgement",
        "How often partners hear of a community whose owner discloses nothing, over one that is led openly."),
    Parameter("community.closed_belief", "ratio", 0.5, 0.2, 0.8, 0.0, 1.0, "uncertainty",
        "no source", "judgement",
        "What the first members of a community expect of others if its owner discloses nothing, over the usual."),
    Parameter("community.open_trust", "share", 0.5, 0.2, 0.8, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "A new member's trust in a community whose owner discloses everything."),
    Parameter("community.closed_trust", "share", 0.4, 0.1, 0.7, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Trust that a well-managed community deserves whose owner discloses nothing."),
    Parameter("community.trust_broken", "share", 0.5, 0.2, 0.9, 0.0, 1.0, "uncertainty",
        "market: trust builds slowly and breaks fast", "judgement",
        "Part of members' trust that is lost when the owner keeps nothing of a promise."),
    Parameter("community.silent_portal", "share", 0.2, 0.0, 0.5, 0.0, 1.0, "uncertainty",
        "claims S38: a portal lowers the cost of ordering only", "judgement",
        "Part of a busy portal's saving that one brings to which nobody contributes."),
    Parameter("community.exclusion_chance", "share / month", 0.2, 0.05, 0.5, 0.0, 1.0, "uncertainty",
        "Ostrom 1990; no source for the number", "judgement",
        "Chance that full management excludes a member who rides free."),
)  # fmt: skip


@rule
def bought_quality(spending, unit, members):
    """Quality (share) that a month's spending buys for so many members; two thirds at ``unit`` each."""
    if spending <= 0.0 or members <= 0.0:
        return 0.0
    return 1.0 - math.exp(-spending / (unit * members)) if unit > 0.0 else 1.0


@rule
def cooperation_type(u, settings):
    """A partner's type of cooperation from a uniform number (shares of Fischbacher et al. 2001)."""
    if u < settings.conditional:
        return CONDITIONAL
    if u < settings.conditional + settings.free_rider:
        return FREE_RIDER
    if u < settings.conditional + settings.free_rider + settings.hump:
        return HUMP
    return OTHER


@rule
def own_contribution(kind, belief, settings):
    """What a member of a type gives of its own accord (share of a full contribution).

    Conditional cooperators match what they believe others give, at a slope below one; free riders give
    nothing; hump-shaped ones match up to a half and less beyond (Fischbacher and Gächter 2010).
    """
    if kind == CONDITIONAL:
        return min(1.0, settings.base_contribution + settings.belief_slope * belief)
    if kind == HUMP:
        return settings.belief_slope * min(belief, 1.0 - belief)
    if kind == OTHER:
        return settings.other_contribution
    return 0.0


@rule
def led_contribution(given, kind, management, trust, settings):
    """The contribution under recognition and rules (Ostrom 1990): management draws out what is held back.

    Cooperators answer recognition in proportion to their trust; a free rider only keeps off exclusion.
    """
    if kind == FREE_RIDER:
        return min(1.0, given + settings.rider_contribution * management)
    return min(1.0, given + settings.recognition * management * trust * (1.0 - given))


@rule
def sustained_knowledge(contributions, mean, portal, settings):
    """Shared knowledge (share) that a community sustains; without a place to meet, a third of it.

    ``contributions`` is the sum of full contributions: how much is known. ``mean`` is that of a member:
    among many who only read, questions stay unanswered and what is known is not found.
    """
    known = 1.0 - math.exp(-contributions / settings.critical_contributors)
    found = mean / (mean + settings.lively_contribution)
    return known * found * (1.0 + 2.0 * portal) / 3.0


@rule
def peer_learning(competence, lead, knowledge, settings):
    """Competence gained from peers in a month: part of their ``lead``, so that it runs out as members become alike.

    What is known can be learned (absorptive capacity, Cohen and Levinthal 1990).
    """
    return settings.peer_learning * knowledge * max(0.0, lead) * min(1.0, settings.absorption + competence)


@rule
def seen_giving(contributions, mean, settings):
    """What members see others give (share): the mean contribution, as far as there is enough of it to be noticed.

    People give where they see that others do (Frey and Meier 2004; Fischbacher and Gächter 2010). Among few givers
    most look in and find nobody: it goes with how much there is, as what is known does.
    """
    return mean * (1.0 - math.exp(-contributions / settings.critical_contributors))
