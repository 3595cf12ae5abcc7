"""Phases 9b and 12: goods in use need service; it is ordered, done by own people or bought in, and billed."""

from __future__ import annotations

import math

import numpy as np

from agents.compiled import phase, rule
from agents.customer import CONSUMER, SHORTLIST
from agents.distributor import PACKAGE, USES
from agents.domain import able_share
from agents.guards import AT_ONCE, ENDLESS
from agents.labour import ENGINEER, staff_change
from agents.luck import SERVICE_CHOICE, SERVICE_ORDER, uniform
from agents.partner import ACCOUNTS
from agents.partner_staff import selling_part
from agents.statement import COST_OF_SERVICES, SERVICES_SOLD, book
from model.ledger import move_distributor, pay_distributor
from model.market import PARTNERS, TO_STAFF
from model.sourcing import SLOW, SMOOTHING, invoice_spread
from model.training import course_time
from model.treatment import kind_of, levers_for, programme, segment_of


@rule
def worn(installed, life):
    """Goods (money) that a month takes out of use, of so many ``installed`` with a mean ``life`` (months)."""
    return installed / life


@rule
def wanted_domain(market, month, segment, u):
    """The domain that a job of a segment is in, from a uniform number."""
    last = market.skills.shape[1] - 1
    for field in range(last):
        u -= market.domains[month, field].part[segment]
        if u < 0.0:
            return field
    return last


@rule
def service_bidder(market, month, number, firm, field):
    """Who wins a service order that is tendered apart (row), -1 when nobody bids.

    A logit (McFadden 1974) over the shortlist: skill in the domain counts, the price of work does not differ.
    """
    segment = segment_of(market, month, firm)
    best = ENDLESS
    found = -1
    for place in range(SHORTLIST):
        row = firm.shortlist[place]
        if row < 0 or market.desks[row].weight[firm.segment] <= 0.0:
            continue
        ready = kind_of(market, month, market.partners[row]).service_share
        luck = -math.log(uniform(market.seed, SERVICE_CHOICE, month, number, market.names[row]))
        weight = ready * math.exp(segment.competence_weight * market.skills[row, field].competence)
        if weight > 0.0 and luck < best * weight:
            best = luck / weight
            found = row
    return found


@rule
def firms_that_want_service(market, month, first, clients):
    """What firms have installed wears, at as many as ``clients`` has places, from row ``first`` on. Those that place an
    order this month are written to ``clients`` (rows); returns how many. See ``model.orders.firms_that_buy`` for why.
    """
    settings = market.settings[month]
    world = market.world[0]
    found = 0
    for number in range(first, min(market.customers.shape[0], first + clients.shape[0])):
        firm = market.customers[number]
        segment = segment_of(market, month, firm)
        used = worn(firm.installed, settings.goods_life)
        firm.installed -= used
        firm.need += used * segment.service_demand * world.service_index[firm.segment]
        clients[found] = number
        luck = uniform(market.seed, SERVICE_ORDER, month, number, 0)
        found += (luck < settings.service_orders) & (segment.service_price > 0.0)
    return found


@rule
def place_service_order(market, month, number):
    """A firm (row) orders the work that it has come to need from who served it, or tenders it apart."""
    settings = market.settings[month]
    firm = market.customers[number]
    luck = uniform(market.seed, SERVICE_ORDER, month, number, 0)
    field = wanted_domain(market, month, firm.segment, luck / settings.service_orders)
    row = firm.incumbent
    apart = uniform(market.seed, SERVICE_ORDER, month, number, 1) < settings.service_tender
    if apart or row < 0 or market.desks[row].weight[firm.segment] <= 0.0:
        row = service_bidder(market, month, number, firm, field)
    if row >= 0:
        market.skills[row, field].jobs[firm.segment] += firm.need / segment_of(market, month, firm).service_price
    firm.need = 0.0


@phase
def order_services(market, month):
    """What firms have installed needs service over its life: ordered from who served them, or tendered apart.

    Bought goods are used up at a constant rate, and the work that they need arises as they are (installed-base
    services: Oliva and Kallenberg 2003). So services follow sales of years past, whatever goods sell for now.
    """
    settings = market.settings[month]
    world = market.world[0]
    for row in range(market.counters[PARTNERS]):
        for field in range(market.skills.shape[1]):
            for number in range(3):
                market.skills[row, field].jobs[number] = 0.0
    clients = np.empty(AT_ONCE, dtype=np.int64)
    for first in range(0, market.customers.shape[0], AT_ONCE):
        for turn in range(firms_that_want_service(market, month, first, clients)):
            place_service_order(market, month, clients[turn])
    segment = market.segments[month, CONSUMER]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        bought = 0.0
        for category in range(market.categories.shape[0]):
            offer = market.offers[row, category]
            if offer.consumers > 0.0:
                bought += offer.consumers / offer.landed * market.goods[month, category].service_demand
        used = worn(partner.installed, settings.goods_life)
        partner.installed += bought - used
        if segment.service_price > 0.0:
            work = used * segment.service_demand * world.service_index[CONSUMER] / segment.service_price
            for field in range(market.skills.shape[1]):
                market.skills[row, field].jobs[CONSUMER] += work * market.domains[month, field].part[CONSUMER]


@rule
def engineer_cost(settings):
    """Cost of a billed month of a distributor's engineer: wage, overhead, and paid time that is not billed."""
    paid = settings.service_wage + settings.engineer_overhead
    return paid * (1.0 + settings.staffing_slack) / settings.utilisation_ceiling


@rule
def own_cost(partner, kind, settings):
    """Cost of a billed month of one more engineer of a partner's own, the overhead of a firm of its size included."""
    staff = max(1.0, partner.sales_staff + partner.service_staff)
    paid = settings.service_wage + kind.overhead_per_head * staff**-kind.scale_economy
    return paid * (1.0 + settings.staffing_slack) / settings.utilisation_ceiling


@rule
def package_price(service_price, cost, partner_share):
    """What a partner pays for packaged service work worth ``service_price``: it keeps its margin share."""
    return service_price - partner_share * (service_price - cost)


@rule
def used_depth(account, lever):
    """Part of a job that a distributor's engineers do for a partner: none that it does not know of."""
    return lever.package_depth if account.stage[PACKAGE] == USES else 0.0


@rule
def weigh_packages(market, month, partner, accounts):
    """What part of a job packages can do for a partner, at what share of the margin, over all its suppliers."""
    partner.package_share = 0.0
    partner.package_price = 0.0
    if not market.world[0].packages:
        return
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.share > 0.0:
            lever = levers_for(market, month, partner, account.distributor)
            depth = account.share * used_depth(account, lever)
            partner.package_share += depth
            partner.package_price += depth * lever.partner_margin_share
    if partner.package_share > 0.0:
        partner.package_price /= partner.package_share


@rule
def do_own_work(market, month, row):
    """A partner's own people do what they know, as far as their time goes.

    What they do not know (``beyond``) waits for a package, and is lost to the partner without one.
    """
    settings = market.settings[month]
    partner = market.partners[row]
    kind = kind_of(market, month, partner)
    ordered = 0.0
    partner.known = 0.0
    for field in range(market.skills.shape[1]):
        skill = market.skills[row, field]
        complexity = market.domains[month, field].complexity
        for number in range(3):
            job = skill.jobs[number] * kind.service_share
            able = job
            if job > 0.0:
                able *= able_share(skill.competence, complexity * market.segments[month, number].complexity, settings)
            skill.backlog[number] += able
            skill.beyond[number] = job - able
            partner.known += able
            ordered += skill.backlog[number]
    in_courses = course_time(market, month, partner, market.accounts[row])
    capacity = partner.service_staff * settings.utilisation_ceiling * (1.0 - in_courses)
    capacity = max(0.0, capacity - partner.given_time * (1.0 - selling_part(partner)))
    part = min(1.0, capacity / ordered) if ordered > 0.0 else 0.0
    for number in range(3):
        partner.billed[number] = 0.0
    for field in range(market.skills.shape[1]):
        skill = market.skills[row, field]
        skill.done = 0.0
        for number in range(3):
            done = part * skill.backlog[number]
            skill.done += done
            skill.backlog[number] -= done
            partner.billed[number] += done
    partner.utilisation = part * ordered / capacity if capacity > 0.0 else 0.0


@rule
def packaged_work(market, month, row):
    """Work (people x months) for which a partner would take a package of full depth: the domain or the time is missing.

    Own idle people come first; a package that costs more than it brings is not asked for.
    """
    settings = market.settings[month]
    work = 0.0
    for number in range(3):
        if market.segments[month, number].service_price > engineer_cost(settings):
            for field in range(market.skills.shape[1]):
                skill = market.skills[row, field]
                work += skill.beyond[number] + skill.backlog[number]
    return work


@rule
def ask_for_packages(market, month, row):
    """Make or buy: what a partner asks of its distributors this month, and what it would rather buy in for good."""
    settings = market.settings[month]
    partner = market.partners[row]
    accounts = market.accounts[row]
    work = packaged_work(market, month, row)
    price = 0.0
    weight = 0.0
    for number in range(3):
        segment = market.segments[month, number]
        price += partner.billed[number] * segment.service_price
        weight += partner.billed[number]
    partner.bought_in = 0.0
    if weight > 0.0:
        unit = package_price(price / weight, engineer_cost(settings), partner.package_price)
        if unit < own_cost(partner, kind_of(market, month, partner), settings):
            partner.bought_in = partner.package_share
    total = work + weight
    partner.lacking = work / total if total > 0.0 else 0.0
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.share > 0.0:
            distributor = market.distributors[account.distributor]
            lever = levers_for(market, month, partner, account.distributor)
            distributor.package_asked += account.share * used_depth(account, lever) * work
            distributor.package_market += account.share * partner.known


@rule
def buy_package(market, month, partner, accounts, segment, asked):
    """Distributors' engineers do what is ``asked`` (people x months) as far as package and time go.

    Returns the work and what the partner pays for it.
    """
    cost = engineer_cost(market.settings[month])
    work = 0.0
    spent = 0.0
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.share <= 0.0:
            continue
        lever = levers_for(market, month, partner, account.distributor)
        distributor = market.distributors[account.distributor]
        part = account.share * used_depth(account, lever) * distributor.package_served * asked
        if part > 0.0:
            paid = part * package_price(segment.service_price, cost, lever.partner_margin_share)
            pay_distributor(partner, distributor, paid)
            book(distributor, SERVICES_SOLD, paid)
            work += part
            spent += paid
    return work, spent


@rule
def bill(market, month, row):
    """Own and packaged work is billed; most of what its own people could not do yet waits, the rest goes elsewhere."""
    settings = market.settings[month]
    partner = market.partners[row]
    partner.sales_service = 0.0
    partner.package_bought = 0.0
    partner.waiting = 0.0
    for number in range(3):
        segment = market.segments[month, number]
        waits = settings.backlog_kept
        if partner.package_share > 0.0 and segment.service_price > engineer_cost(settings):
            asked = 0.0
            for field in range(market.skills.shape[1]):
                skill = market.skills[row, field]
                asked += skill.beyond[number] + skill.backlog[number]
            work, spent = buy_package(market, month, partner, market.accounts[row], segment, asked)
            partner.billed[number] += work
            partner.package_bought += spent
            waits *= 1.0 - work / asked if asked > 0.0 else 1.0
        for field in range(market.skills.shape[1]):
            market.skills[row, field].backlog[number] *= waits
            partner.waiting += market.skills[row, field].backlog[number]
        value = partner.billed[number] * segment.service_price
        if value > 0.0:
            partner.sales_service += value
            book(partner, SERVICES_SOLD, value)
            invoice_spread(partner, value, segment, settings)
    partner.service_cost = partner.service_staff * settings.service_wage + partner.package_bought
    book(partner, COST_OF_SERVICES, -partner.package_bought)
    partner.work_forecast += SMOOTHING * (partner.known - partner.work_forecast)
    partner.usual_work += SLOW * (partner.known - partner.usual_work)


@rule
def pay_engineers(market, month, row):
    """A distributor's engineers are paid, busy or not, and wanted ahead of the work that its partners could ask for."""
    settings = market.settings[month]
    distributor = market.distributors[row]
    lever = programme(market, month, row)
    distributor.package_work += SMOOTHING * (distributor.package_asked - distributor.package_work)
    cost = distributor.package_staff * (settings.service_wage + settings.engineer_overhead)
    work = 0.0
    if lever.package_depth > 0.0:
        work = max(distributor.package_work, settings.package_ahead * lever.package_depth * distributor.package_market)
    wanted = work * (1.0 + settings.staffing_slack) / settings.utilisation_ceiling
    engineers = distributor.package_staff
    change = staff_change(engineers, engineers, wanted, market.roles[ENGINEER], settings)
    cost += max(0.0, -change) * settings.severance * settings.service_wage
    distributor.package_staff += min(0.0, change)
    distributor.package_openings = max(0.0, change)
    if cost > 0.0:
        book(distributor, COST_OF_SERVICES, -cost)
        move_distributor(distributor, market.outside, TO_STAFF, -cost)


@phase
def deliver_services(market, month):
    """Own people work first, then packages where the domain or the time is missing; staff is paid busy or not.

    All ask before anybody is served: a distributor whose engineers are too few serves each in proportion.
    """
    settings = market.settings[month]
    world = market.world[0]
    world.packages = 0
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        distributor.package_asked = 0.0
        distributor.package_market = 0.0
        if distributor.alive and (programme(market, month, row).package_depth > 0.0 or distributor.package_staff > 0.0):
            world.packages = 1
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            weigh_packages(market, month, partner, market.accounts[row])
            do_own_work(market, month, row)
            partner.lacking = 0.0
            partner.bought_in = 0.0
            if world.packages:
                ask_for_packages(market, month, row)
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        able = distributor.package_staff * settings.utilisation_ceiling
        asked = distributor.package_asked
        distributor.package_served = min(1.0, able / asked) if asked > 0.0 else 1.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if partner.alive:
            bill(market, month, row)
    if world.packages:
        for row in range(market.distributors.shape[0]):
            if market.distributors[row].alive:
                pay_engineers(market, month, row)
