"""Phase 14: communities meet: members give and get, learn and refer, join and leave (claims S30, S36-S43).

A community belongs to a distributor, or, the last one, to the vendors. Nothing here touches a partner's
survival: members spend working time, learn, bid and work together, and are introduced to customers.
"""

from __future__ import annotations

from agents.community import (
    bought_quality,
    cooperation_type,
    led_contribution,
    own_contribution,
    peer_learning,
    seen_giving,
    sustained_knowledge,
)
from agents.compiled import phase, rule
from agents.domain import mean_competence
from agents.luck import COOPERATION, EXCLUSION, INTRODUCTION, JOINING, integer_below, uniform
from agents.partner import ACCOUNTS
from agents.partner_staff import sales_capacity, selling_part
from model.events import note
from model.market import BY_INVITATION, EXCLUDED, FREE_RIDING, JOINED, LEFT, PARTNERS, UNSERVED
from model.prospecting import make_offer
from model.shortlists import credible, listed, usual_project, willing
from model.training import seats
from model.treatment import kind_of, levers_for, programme

GIVEN, BENEFIT, EFFORT, ENGINEERS = 0, 1, 2, 3  # places in a community's sums
COMMITMENT_SMOOTHING = 0.15
QUALITY_SMOOTHING = 0.25
BENEFIT_SMOOTHING = 0.15
TENURE = 6  # months before a member can be excluded
EXCLUSION_BAR = 0.25  # of the mean contribution, below which a member counts as riding free
BARRED_MONTHS = 24


@rule
def lead(market, month, row):
    """What a community's owner spends this month, and what that buys: portal, management, courses, openness."""
    settings = market.settings[month]
    community = market.communities[row]
    if row < market.distributors.shape[0]:
        lever = programme(market, month, row)
        budget = lever.community_budget if market.distributors[row].alive else 0.0
        portal, training, management = lever.portal_share, lever.training_share, lever.management_share
        openness = lever.openness
    else:
        budget = settings.community_budget
        portal, training, management = settings.portal_share, settings.training_share, settings.management_share
        openness = settings.community_openness
    weights = portal + training + management
    if weights <= 0.0:
        budget, weights = 0.0, 1.0
    community.openness = openness
    community.broken = 0.0
    if community.commitment > 0.0:
        community.broken = max(0.0, 1.0 - budget / community.commitment)
    community.commitment += COMMITMENT_SMOOTHING * (budget - community.commitment)
    reached = max(community.members * 1.0, settings.critical_contributors)
    wanted = bought_quality(budget * portal / weights, settings.member_portal, reached)
    community.portal += QUALITY_SMOOTHING * (wanted - community.portal)
    wanted = bought_quality(budget * management / weights, settings.member_management, reached)
    community.management += QUALITY_SMOOTHING * (wanted - community.management)
    community.seats = seats(
        budget * training / weights, community.sums[ENGINEERS], settings.course_price, settings.longest_training
    )
    sustained = sustained_knowledge(community.sums[GIVEN], community.contribution, community.portal, settings)
    community.knowledge += settings.knowledge_speed * (sustained - community.knowledge)
    for place in range(4):
        community.sums[place] = 0.0
    for field in range(market.commons.shape[1]):
        market.commons[row, field].given = 0.0
    community.joined = 0
    community.gone = 0
    return budget > 0.0 or community.members > 0


@rule
def promised(market, month, partner, community):
    """What a partner expects of joining in a month (money): what members report, and what it sees on offer."""
    settings = market.settings[month]
    courses = community.seats * settings.course_price * partner.service_staff
    saving = settings.order_saving * partner.purchases * community.portal
    return max(community.benefit, saving + courses)


@rule
def join(market, month, partner, row):
    """A partner that hears of a community joins when it expects more than its time costs (critical mass: S39)."""
    if row < market.distributors.shape[0]:
        spends = programme(market, month, row).community_budget
        if spends > 0.0 and levers_for(market, month, partner, row).community_budget <= 0.0:
            return  # it is open to others only
    settings = market.settings[month]
    community = market.communities[row]
    appeal = settings.quiet_appeal + (1.0 - settings.quiet_appeal) * community.openness
    heard = settings.join_chance * max(community.portal, community.management) * appeal
    u = uniform(market.seed, JOINING, month, partner.id, row)
    if u >= heard:
        return
    kind = cooperation_type(uniform(market.seed, COOPERATION, 0, partner.id, 0), settings)
    belief = community.seen
    if community.members == 0:
        belief = settings.first_belief * (settings.closed_belief + community.openness)
    effort = own_contribution(kind, belief, settings) * settings.effort_months * settings.sales_wage
    gain = promised(market, month, partner, community)
    if gain <= 0.0 or u >= heard * gain / (gain + effort):
        return
    partner.member = row
    partner.member_since = month
    partner.cooperation = kind
    partner.belief = min(1.0, belief)
    partner.community_trust = settings.open_trust * community.openness
    partner.net_benefit = 0.0
    partner.months_unserved = 0
    community.members += 1
    community.joined += 1
    note(market, month, JOINED, partner.id, owner_of(market, row), gain, BY_INVITATION)


@rule
def owner_of(market, row):
    """The distributor that runs a community (row), -1 for the vendors' own."""
    return row if row < market.distributors.shape[0] else -1


@rule
def quit_community(market, month, partner, event, detail):
    """A member goes: its peers' bids and introductions end with it; what it learned it keeps."""
    community = market.communities[partner.member]
    community.members -= 1
    community.gone += 1
    note(market, month, event, partner.id, owner_of(market, partner.member), partner.net_benefit, detail)
    partner.barred_until = month + BARRED_MONTHS
    leave_quietly(partner)


@rule
def leave_quietly(partner):
    """Nothing is left of a membership but what was learned."""
    partner.member = -1
    partner.contribution = 0.0
    partner.joint = 0.0
    partner.given_time = 0.0
    partner.effort = 0.0
    partner.order_saving = 0.0
    partner.benefit = 0.0


@rule
def give(market, month, row):
    """A member's contribution of the month: working time of its people, who could have sold or served meanwhile.

    Engineers do less work next month and sellers are hired in their place: the wages are the effort's cost.
    """
    partner = market.partners[row]
    settings = market.settings[month]
    community = market.communities[partner.member]
    partner.community_trust *= 1.0 - settings.trust_broken * community.broken  # trust breaks fast
    deserved = community.management * (settings.closed_trust + (1.0 - settings.closed_trust) * community.openness)
    partner.community_trust += settings.trust_speed * (deserved - partner.community_trust)
    own = own_contribution(partner.cooperation, partner.belief, settings)
    partner.contribution = led_contribution(
        own, partner.cooperation, community.management, partner.community_trust, settings
    )
    partner.given_time = partner.contribution * settings.effort_months
    partner.effort = partner.given_time * settings.sales_wage
    community.sums[GIVEN] += partner.contribution
    community.sums[EFFORT] += partner.effort
    for field in range(market.commons.shape[1]):
        market.commons[partner.member, field].given += partner.contribution * market.skills[row, field].competence


@rule
def receive(market, month, row):
    """What a member gets: learning, joint bids and jobs, introductions, cheaper orders; all told as its benefit."""
    settings = market.settings[month]
    partner = market.partners[row]
    community = market.communities[partner.member]
    before = partner.competence
    for field in range(market.commons.shape[1]):
        skill = market.skills[row, field]
        lead = market.commons[partner.member, field].skill - skill.competence
        skill.competence += min(1.0, partner.learning) * peer_learning(
            skill.competence, lead, community.knowledge, settings
        )
    partner.competence = mean_competence(market.skills[row], market.domains[month])
    learned = partner.competence - before
    kept = (1.0 - settings.forgetting_rate) ** (1.0 / 12.0)
    partner.community_skill = kept * (partner.community_skill + learned)
    partner.joint = community.knowledge * partner.community_trust
    lively = settings.silent_portal + (1.0 - settings.silent_portal) * community.contribution
    partner.order_saving = settings.order_saving * partner.purchases * community.portal * lively
    brought = partner.community_won * partner.markup
    services = max(0.0, partner.sales_service - partner.service_cost)
    of_skill = min(1.0, partner.community_skill / partner.competence) if partner.competence > 0.0 else 0.0
    courses = min(community.seats, partner.training_time) * settings.course_price * partner.service_staff
    of_jobs = 0.0
    if partner.sales_service > 0.0 and partner.known > 0.0:
        of_jobs = min(1.0, partner.community_jobs / partner.known) * services
    partner.benefit = partner.order_saving + brought + of_skill * (services - of_jobs) + of_jobs + courses
    partner.net_benefit += BENEFIT_SMOOTHING * (partner.benefit - partner.effort - partner.net_benefit)
    community.sums[BENEFIT] += partner.benefit
    community.sums[ENGINEERS] += partner.service_staff


@rule
def judge_membership(market, month, partner):
    """Rules exclude those who only take; those who get less than they give for long leave (S36, S39)."""
    community = market.communities[partner.member]
    settings = market.settings[month]
    partner.months_unserved = partner.months_unserved + 1 if partner.net_benefit < 0.0 else 0
    tenure = month - partner.member_since
    idle = partner.contribution < EXCLUSION_BAR * community.contribution
    luck = uniform(market.seed, EXCLUSION, month, partner.id, 0)
    if tenure >= TENURE and idle and luck < settings.exclusion_chance * community.management:
        quit_community(market, month, partner, EXCLUDED, FREE_RIDING)
    elif partner.months_unserved >= settings.member_patience:
        quit_community(market, month, partner, LEFT, UNSERVED)


@rule
def introduce(market, month, row):
    """Peers recommend a member to firms they know: who gets a place is settled when all have been named.

    The more it gives and the more is shared and trusted, the more often (Cai and Szeidl 2018).
    """
    settings = market.settings[month]
    partner = market.partners[row]
    firms = market.customers.shape[0]
    community = market.communities[partner.member]
    expected = settings.referrals * community.knowledge * partner.contribution * partner.community_trust
    for contact in range(int(expected) + 1 if firms > 0 else 0):
        chance = expected - contact
        if uniform(market.seed, INTRODUCTION, month, partner.id, 4 * contact) >= chance:
            continue
        number = integer_below(market.seed, INTRODUCTION, month, partner.id, 4 * contact + 1, firms)
        firm = market.customers[number]
        kind = kind_of(market, month, partner)
        share = willing(kind, firm.segment)
        usual = usual_project(market, month, firm.segment) * firm.weight
        if not credible(usual, sales_capacity(partner, kind), settings) or listed(firm, row):
            continue
        if uniform(market.seed, INTRODUCTION, month, partner.id, 4 * contact + 2) >= share:
            continue
        luck = uniform(market.seed, INTRODUCTION, 0, partner.id, number + 1000)
        offer = market.introductions[number]
        if offer.row < 0 or luck < offer.luck:
            offer.row = row
            offer.luck = luck


@rule
def settle_introductions(market, month):
    """Members named this month are asked when the firm next buys, beside all who are asked already."""
    for number in range(market.customers.shape[0]):
        firm = market.customers[number]
        offer = market.introductions[number]
        if offer.row >= 0 and firm.guest < 0 and not listed(firm, offer.row):
            firm.guest = offer.row
            make_offer(month, firm, offer.row, offer.luck)
        offer.row = -1


@rule
def idle_people(market, month, partner):
    """Engineers (people) of a partner that had nothing to do this month and give no time away."""
    free = (1.0 - partner.utilisation) * partner.service_staff * market.settings[month].utilisation_ceiling
    return max(0.0, free - partner.given_time * (1.0 - selling_part(partner)))


@rule
def hand_on_jobs(market, month):
    """Members hand on work in domains that they lack; peers with idle time who know the domain serve its customers.

    Each peer takes its part of what is handed on, by its own offer; what nobody has time for is lost as before.
    """
    settings = market.settings[month]
    for row in range(market.commons.shape[0]):
        for field in range(market.commons.shape[1]):
            shared = market.commons[row, field]
            shared.offered = 0.0
            for number in range(3):
                shared.jobs[number] = 0.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        partner.community_jobs = 0.0
        if not partner.alive or partner.member < 0:
            continue
        for field in range(market.commons.shape[1]):
            skill = market.skills[row, field]
            shared = market.commons[partner.member, field]
            for number in range(3):
                handed = settings.joint_jobs * partner.joint * skill.beyond[number]
                shared.jobs[number] += handed
            skill.offer = idle_people(market, month, partner) * skill.competence * partner.joint
            shared.offered += skill.offer
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive or partner.member < 0:
            continue
        for field in range(market.commons.shape[1]):
            skill = market.skills[row, field]
            shared = market.commons[partner.member, field]
            total = shared.jobs[0] + shared.jobs[1] + shared.jobs[2]
            if shared.offered <= 0.0 or total <= 0.0:
                continue
            taken = skill.offer / shared.offered * min(1.0, shared.offered / total)
            for number in range(3):
                skill.backlog[number] += taken * shared.jobs[number]
            partner.community_jobs += taken * total


@phase
def meet(market, month):
    """A month of all communities: owners spend, partners join, members give, get, and are judged."""
    world = market.world[0]
    active = False
    for row in range(market.communities.shape[0]):
        if lead(market, month, row):
            active = True
    world.communities = 1 if active else 0
    if not active:
        return
    vendors = market.communities.shape[0] - 1
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        if partner.member < 0 and month >= partner.barred_until:
            for place in range(ACCOUNTS):
                distributor = market.accounts[row, place].distributor
                if distributor >= 0 and partner.member < 0:
                    join(market, month, partner, distributor)
            if partner.member < 0:
                join(market, month, partner, vendors)
        if partner.member >= 0:
            give(market, month, row)
    for row in range(market.communities.shape[0]):
        community = market.communities[row]
        given = community.sums[GIVEN]
        community.contribution = given / community.members if community.members > 0 else 0.0
        community.effort = community.sums[EFFORT] / community.members if community.members > 0 else 0.0
        community.seen = seen_giving(given, community.contribution, market.settings[month])
        for field in range(market.commons.shape[1]):
            shared = market.commons[row, field]
            shared.skill = shared.given / given if given > 0.0 else 0.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive and partner.member >= 0:
            receive(market, month, row)
            introduce(market, month, row)
    hand_on_jobs(market, month)
    for row in range(market.communities.shape[0]):
        community = market.communities[row]
        if community.members > 0:
            mean = community.sums[BENEFIT] / community.members
            community.benefit += BENEFIT_SMOOTHING * (mean - community.benefit)
        else:
            community.benefit = 0.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive and partner.member >= 0:
            seen = market.communities[partner.member].seen
            partner.belief += market.settings[month].belief_speed * (seen - partner.belief)
            judge_membership(market, month, partner)
    settle_introductions(market, month)
