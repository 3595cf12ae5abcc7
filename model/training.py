"""Phase 13: engineers learn in courses and by doing, and forget (Argote; Cohen and Levinthal 1990; Thompson 2007)."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.domain import learned, mean_competence
from agents.partner import ACCOUNTS, TRAINING
from agents.statement import TRAINING_COST, book
from model.ledger import move_outside
from model.market import PARTNERS, TO_STAFF
from model.treatment import levers_for, programme


@rule
def seats(budget, engineers, course_price, longest):
    """Part of each engineer's time (share) for which a training budget offers courses."""
    if budget <= 0.0 or engineers <= 0.0:
        return 0.0
    return min(longest, budget / (course_price * engineers)) if course_price > 0.0 else longest


@phase
def offer_courses(market, month):
    """Each distributor divides its training over the engineers of its partners, by what these buy from it."""
    world = market.world[0]
    world.taught = 0
    for row in range(market.distributors.shape[0]):
        market.distributors[row].engineers = 0.0
        market.distributors[row].taught = 0.0
        if programme(market, month, row).training_budget > 0.0 and market.distributors[row].alive:
            world.taught = 1
    if not world.taught:
        return
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            for place in range(ACCOUNTS):
                account = market.accounts[row, place]
                if account.share > 0.0:
                    market.distributors[account.distributor].engineers += account.share * partner.service_staff


@rule
def offered_time(market, month, partner, accounts):
    """Part of its engineers' time for which a partner is offered courses at others' cost (share)."""
    settings = market.settings[month]
    offered = 0.0
    if market.world[0].taught:
        for place in range(ACCOUNTS):
            account = accounts[place]
            if account.share <= 0.0:
                continue
            distributor = market.distributors[account.distributor]
            budget = levers_for(market, month, partner, account.distributor).training_budget
            offered += account.share * seats(
                budget, distributor.engineers, settings.course_price, settings.longest_training
            )
    if partner.member >= 0:
        offered += market.communities[partner.member].seats
    return offered


@rule
def course_time(market, month, partner, accounts):
    """Part of engineers' time that goes into courses this month: what is offered, and a little of its own."""
    settings = market.settings[month]
    wanted = partner.training_time
    if wanted <= 0.0:
        return 0.0
    offered = min(wanted, offered_time(market, month, partner, accounts))
    return min(wanted, offered + settings.own_training)


@rule
def course_gain(competence, time, settings):
    """Competence (share) that so much time in courses teaches: most where much is known and much is missing.

    Absorptive capacity (Cohen and Levinthal 1990): what is taught is taken in by what is known already, scaled to
    ``training_effect`` for a full month halfway.
    """
    return 2.0 * settings.training_effect * time * competence


@rule
def wanted_in(skill, share, beyond):
    """Part of a firm's courses that goes into a domain: by the work there that its people could not do.

    ``share`` is the domain's part of the market's work, ``beyond`` all such work of the firm (people x months).
    """
    if beyond <= 0.0:
        return share
    return (skill.beyond[0] + skill.beyond[1] + skill.beyond[2]) / beyond


@rule
def learn_by_doing(market, month, row):
    """Each domain is practised by those who work in it; what earlier courses taught takes effect now."""
    settings = market.settings[month]
    partner = market.partners[row]
    staff = partner.service_staff * settings.utilisation_ceiling
    for field in range(market.skills.shape[1]):
        skill = market.skills[row, field]
        share = market.domains[month, field].weight
        practice = min(1.0, skill.done / (staff * share)) if staff * share > 0.0 else 0.0
        effective = skill.in_training / settings.training_lag
        skill.in_training -= effective
        skill.competence = min(1.0, skill.competence + effective)
        skill.competence = learned(skill.competence, practice, partner.learning, settings)


@rule
def learn_in_courses(market, month, row):
    """A month of courses: who pays, and what is learned, most where the firm's people lacked most."""
    settings = market.settings[month]
    partner = market.partners[row]
    accounts = market.accounts[row]
    wanted = partner.training_time if partner.service_staff > 0.0 else 0.0
    offered = min(wanted, offered_time(market, month, partner, accounts)) if wanted > 0.0 else 0.0
    time = min(wanted, offered + settings.own_training)
    partner.training_paid = 0.0
    if time > 0.0:
        price = settings.course_price * partner.service_staff
        if offered > 0.0 and market.world[0].taught:
            for place in range(ACCOUNTS):
                account = accounts[place]
                if account.share <= 0.0:
                    continue
                distributor = market.distributors[account.distributor]
                budget = levers_for(market, month, partner, account.distributor).training_budget
                part = account.share * seats(
                    budget, distributor.engineers, settings.course_price, settings.longest_training
                )
                total = offered_time(market, month, partner, accounts)
                distributor.taught += price * offered * part / total
        partner.training_paid = min(price * (time - offered), max(0.0, partner.cash))
        if partner.training_paid > 0.0:
            book(partner, TRAINING_COST, -partner.training_paid)
            move_outside(partner, market.outside, TRAINING, TO_STAFF, -partner.training_paid)
        beyond = 0.0
        for field in range(market.skills.shape[1]):
            missing = market.skills[row, field].beyond
            beyond += missing[0] + missing[1] + missing[2]
        for field in range(market.skills.shape[1]):
            skill = market.skills[row, field]
            share = market.domains[month, field].weight
            if share > 0.0:
                part = time * wanted_in(skill, share, beyond) / share
                skill.in_training += partner.learning * course_gain(skill.competence, part, settings)


@phase
def learn(market, month):
    """Competence grows in courses and busy months, and is forgotten; a new vendor's goods must be learned anew."""
    settings = market.settings[month]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        learn_in_courses(market, month, row)
        learn_by_doing(market, month, row)
        moved = 0.0
        for place in range(ACCOUNTS):
            account = market.accounts[row, place]
            if account.share > 0.0:
                moved += account.share * market.distributors[account.distributor].exchanged
        if moved > 0.0:
            for field in range(market.skills.shape[1]):
                market.skills[row, field].competence *= max(0.0, 1.0 - settings.obsolescence * moved)
        partner.competence = mean_competence(market.skills[row], market.domains[month])
