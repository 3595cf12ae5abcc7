"""Phase 5: new partners, founded by the staff of closed ones or from outside, where it pays."""

from __future__ import annotations

import math

from agents.compiled import phase, rule
from agents.distributor import PACKAGE, UNAWARE, USES, open_with, sellable
from agents.domain import mean_competence
from agents.guards import LONGEST_RUN, NEVER
from agents.luck import (
    ACCOUNT_OPENING,
    APPEAL,
    CHAIN,
    ENTRANT,
    FOUNDER,
    LEARNING,
    PERSON,
    UPTAKE,
    integer_below,
    lognormal,
    normal,
    uniform,
)
from agents.partner import ACCOUNTS, ACQUIRED, FOUNDERS, KIND_COUNT, OUTSIDER, OWNER, RETAIL, RETAIL_CHAIN, SPIN_OFF
from agents.partner_money import lent_on
from agents.partner_staff import newcomer_engineers, overhead
from agents.retail_chain import chain_interest, chain_return
from agents.statement import MONEY_IN, book, open_statement
from model.events import note
from model.ledger import lend, move_outside
from model.market import BY_STAFF, ENTRY, FROM_OUTSIDE, FROM_RETAIL, OWNERS, PARTNERS, initial_partners
from model.ranges import start_lines, start_stock

ENTRANT_SLOTS = 4  # would-be entrants that are drawn for each one that is expected
MOST_WORTH = 3.0  # times what a job pays: nobody founds a firm sooner for a trade that pays even more
NAMES = 2**61 - 1  # a prime: names of spin-offs of spin-offs are taken modulo it, so that they stay whole numbers


@rule
def draw_person(market, month, partner):
    """What luck gives a firm and its owner once: efficiency, patience, buffer, outside option."""
    settings = market.settings[month]
    seed = market.seed
    partner.learning = lognormal(seed, LEARNING, 0, partner.id, 0, settings.ability_spread)
    partner.efficiency = math.exp(settings.efficiency_spread * normal(seed, PERSON, 0, partner.id, 0))
    partner.appeal = settings.appeal_spread * normal(seed, APPEAL, 0, partner.id, 1)
    patience = settings.owner_patience * lognormal(seed, PERSON, 0, partner.id, 1, settings.patience_spread)
    partner.patience = max(1.0, patience)
    partner.buffer_days = settings.entry_cash_days * math.exp(
        settings.cash_spread * normal(seed, PERSON, 0, partner.id, 2)
    )
    partner.outside_option = (
        settings.outside_option
        * settings.sales_wage
        * lognormal(seed, PERSON, 0, partner.id, 3, settings.outside_spread)
    )
    partner.owner_wealth = settings.owner_wealth * partner.outside_option


@rule
def given_distributor(accounts):
    """The distributor that a file of partners names for these accounts, -1 for none."""
    return accounts[0].distributor if accounts[0].given else -1


@rule
def open_accounts(market, month, partner, accounts, first):
    """Accounts with one to three distributors, the first of them ``first`` or drawn (-1)."""
    settings = market.settings[month]
    count = market.distributors.shape[0]
    wanted = settings.per_partner
    number = 1 + (1 if uniform(market.seed, ACCOUNT_OPENING, 0, partner.id, 10) < min(1.0, wanted - 1.0) else 0)
    if number == 2 and uniform(market.seed, ACCOUNT_OPENING, 0, partner.id, 11) < wanted - 2.0:
        number = 3
    for place in range(ACCOUNTS):
        account = accounts[place]
        account.distributor = -1
        if place >= number:
            continue
        start = integer_below(market.seed, ACCOUNT_OPENING, 0, partner.id, place, count)
        if place == 0 and first >= 0:
            start = first
        for step in range(count):
            choice = (start + step) % count
            held = False
            for other in range(place):
                if accounts[other].distributor == choice:
                    held = True
            if market.distributors[choice].alive and not held:
                open_with(account, market.seed, partner, choice)
                account.trust = settings.primary_trust if place == 0 else settings.new_trust
                account.loyalty = 0.0
                account.bridge = 0.0
                account.paid_pond = 0
                for instrument in range(3):
                    u = uniform(market.seed, UPTAKE, 0, partner.id, 100 + 3 * choice + instrument)
                    known = instrument != PACKAGE and u < settings.uptake_at_start
                    account.stage[instrument] = USES if known else UNAWARE
                break
    partner.primary_at_start = accounts[0].distributor


@rule
def start_capital(market, month, kind_number, sales):
    """What a new firm needs for its first sales (at cost): stock, customers' terms, a buffer, costs until it earns.

    Newcomers have no suppliers' credit, so what a bank does not lend on that stock and those claims, the founder
    must give: where warehouses are closed to partners, a stock for all occasions as well (claims S8, S46).
    Returns the sum and what of it a bank lends (money each).
    """
    settings = market.settings[month]
    kind = market.kinds[month, kind_number]
    access = 0.0
    lead = 0.0
    count = market.distributors.shape[0]
    for row in range(count):
        lever = market.levers[month, row]
        access += market.distributors[row].availability * sellable(lever.warehouse_access, settings) / count
        lead += lever.lead_days / count
    stock = start_stock(market, month, kind_number, sales, access, lead)
    terms = 0.0
    weight = 0.0
    for segment in range(3):
        share = kind.corporate_share if segment == 0 else kind.smb_share if segment == 1 else kind.consumer_share
        terms += share * market.segments[month, segment].payment_days
        weight += share
    days = terms / weight if weight > 0.0 else 0.0
    outflow = sales + overhead(1.0, kind)
    claims = sales * days / 30.0
    buffer = outflow * settings.entry_cash_days / 30.0
    # The first months bring little: people and rent are paid from what the founder set aside for them.
    costs = overhead(1.0, kind) + newcomer_engineers(kind, settings) * settings.service_wage
    return stock + claims + buffer + settings.run_up * costs, lent_on(claims, stock, settings)


@rule
def start_skills(market, month, row, competence, parent):
    """What a new firm knows: its founder's part of what the ``parent`` (row) knew, else its kind's, unlike by domain.

    Founders differ by domain as firms do at the opening of the market.
    """
    settings = market.settings[month]
    partner = market.partners[row]
    for field in range(market.skills.shape[1]):
        skill = market.skills[row, field]
        known = competence
        if parent >= 0 and market.partners[parent].competence > 0.0:
            known *= market.skills[parent, field].competence / market.partners[parent].competence
        else:
            luck = uniform(market.seed, LEARNING, 0, partner.id, 10 + field) - 0.5
            known += settings.skill_spread * competence * luck
        skill.competence = min(1.0, known)
        skill.in_training = 0.0
        for number in range(3):
            skill.backlog[number] = 0.0
    partner.installed = 0.0
    partner.competence = mean_competence(market.skills[row], market.domains[month])


@rule
def establish(market, month, row, kind_number, first_distributor, wealth, need, lent, competence, parent):
    """Set up a new firm in an empty row that has its name: people, accounts, money of founder and bank.

    ``need`` and ``lent`` are money: see ``start_capital``. New firms rely on banks from the start (Robb and
    Robinson 2014).
    """
    partner = market.partners[row]
    kind = market.kinds[month, kind_number]
    partner.kind = kind_number
    partner.alive = 1
    partner.closed = -1
    partner.closing = 0
    partner.cause = 0
    partner.member = -1
    partner.buyer = -1
    partner.asked = NEVER
    partner.staff_of_late = 0.0
    partner.community_skill = 0.0
    for place in range(FOUNDERS):
        partner.heirs[place] = -1
    draw_person(market, month, partner)
    open_accounts(market, month, partner, market.accounts[row], first_distributor)
    partner.sales_staff = 1.0
    partner.service_staff = newcomer_engineers(kind, market.settings[month])
    start_skills(market, month, row, competence, parent)
    partner.forecast = kind.sales_per_head
    partner.normal_sales = kind.sales_per_head
    partner.reach = kind.consumer_share
    partner.availability = 1.0
    partner.bids = 0.0
    partner.wins = 0.0
    partner.defended = 0.0
    partner.kept = 0.0
    partner.contested = kind.consumer_share / (kind.corporate_share + kind.smb_share + kind.consumer_share)
    partner.review_rate = market.settings[month].review_rate / 12.0
    start_lines(market, month, row, kind.sales_per_head)
    partner.work_forecast = partner.service_staff
    partner.usual_work = partner.service_staff
    partner.expected_profit = partner.outside_option
    partner.outflow_rate = kind.sales_per_head + overhead(1.0, kind)
    capital = min(wealth, market.settings[month].start_reserve * need - lent)
    partner.owner_wealth += wealth - capital
    partner.equity = 0.0
    open_statement(partner)
    book(partner, MONEY_IN, capital)
    move_outside(partner, market.outside, OWNER, OWNERS, capital)
    lend(partner, market.outside, lent)
    partner.loan_limit = lent
    partner.start_size = partner.sales_staff + partner.service_staff
    partner.start_cash_days = 30.0 * partner.cash / partner.outflow_rate if partner.outflow_rate > 0.0 else 0.0
    partner.start_competence = partner.competence


@rule
def entry_detail(kind_number, parent):
    """Where a new partner comes from, as the diary says it."""
    if kind_number == RETAIL_CHAIN:
        return FROM_RETAIL
    return FROM_OUTSIDE if parent < 0 else BY_STAFF


@rule
def found(market, month, kind_number, name, parent, wealth, need, lent, competence):
    """Append a new partner with its founder's money; returns its row."""
    row = market.counters[PARTNERS]
    market.counters[PARTNERS] += 1
    market.world[0].entries += 1
    market.names[row] = name
    partner = market.partners[row]
    partner.id = name
    partner.entered = month
    partner.origin = OUTSIDER if parent < 0 else SPIN_OFF
    partner.parent = -1 if parent < 0 else market.partners[parent].id
    first = -1 if parent < 0 else market.partners[parent].primary_at_start
    establish(market, month, row, kind_number, first, wealth, need, lent, competence, parent)
    note(market, month, ENTRY, name, -1, partner.cash, entry_detail(kind_number, parent))
    return row


@rule
def spin_off_name(parent, place, first):
    """A stable name for a firm founded by the staff of ``parent``: the same in every scenario."""
    return first + (parent * FOUNDERS + place) % NAMES


@rule
def found_spin_offs(market, month, row, first):
    """Employees of a closed firm, three at most, found one each, if it pays and they have the money.

    Each employee has the same chance (Røed and Skogstrøm 2014), so that large firms leave more founders behind.
    """
    world = market.world[0]
    settings = market.settings[month]
    parent = market.partners[row]
    people = max(0.0, parent.staff_of_late - 1.0)
    founders = min(FOUNDERS, int(math.ceil(people)))
    kind = market.kinds[month, parent.kind]
    need, lent = start_capital(market, month, parent.kind, kind.sales_per_head)
    worth = min(MOST_WORTH, max(0.0, world.income[parent.kind]) ** settings.entry_response)
    chance = settings.founder_chance * worth * people / max(1, founders)
    for place in range(founders):
        if uniform(market.seed, FOUNDER, month, parent.id, place) >= chance:
            continue
        luck = normal(market.seed, FOUNDER, month, parent.id, 10 + place)
        wealth = settings.founder_wealth * settings.sales_wage * math.exp(luck)
        if wealth >= need - lent:
            name = spin_off_name(parent.id, place, first)
            skill = settings.founder_skill * parent.competence
            parent.heirs[place] = found(market, month, parent.kind, name, row, wealth, need, lent, skill)


@rule
def found_outsiders(market, month, kind_number, first):
    """Would-be entrants of a niche come in where living firms earn more than their owners could elsewhere.

    The rate follows expected profit (Hopenhayn 1992); each place in the queue has its own luck.
    """
    world = market.world[0]
    settings = market.settings[month]
    kind = market.kinds[month, kind_number]
    usual = kind.entrants * world.initial[kind_number] / 12.0
    expected = usual * max(0.0, world.income[kind_number]) ** settings.entry_response
    places = int(math.ceil(usual * ENTRANT_SLOTS))
    if places == 0 or expected <= 0.0:
        return
    need, lent = start_capital(market, month, kind_number, kind.sales_per_head)
    chance = min(1.0, expected / places)
    for place in range(places):
        name = first + KIND_COUNT * place + kind_number
        if uniform(market.seed, ENTRANT, month, name, 0) >= chance:
            continue
        wealth = settings.founder_wealth * settings.sales_wage * math.exp(normal(market.seed, ENTRANT, month, name, 1))
        if wealth >= need - lent:
            skill = settings.outsider_skill * kind.competence_at_start
            found(market, month, kind_number, name, -1, wealth, need, lent, skill)


@rule
def found_chains(market, month, first):
    """Retail chains that look at IT enter when it pays better than their own trade (claims S10).

    They expect to sell as much a head as chains have sold so far. Each opens a department of usual size with its own
    money; the owner's outside option is what the same
    sales would earn in the chain's own trade.
    """
    world = market.world[0]
    settings = market.settings[month]
    kind = market.kinds[month, RETAIL_CHAIN]
    output = world.chain_output if world.chain_output > 0.0 else kind.sales_per_head
    expected = chain_return(world.consumer_markup, kind, settings.sales_wage, output)
    interest = chain_interest(expected, settings.own_trade_return)
    usual = settings.chains * initial_partners(world) / 12.0
    places = int(math.ceil(usual))
    for place in range(places if interest > 0.0 else 0):
        name = first + KIND_COUNT * place + RETAIL_CHAIN
        if uniform(market.seed, CHAIN, month, name, 0) >= interest * usual / places:
            continue
        size = kind.staff_at_start * lognormal(market.seed, CHAIN, month, name, 1, settings.size_spread)
        sales = size * kind.sales_per_head
        money = settings.start_months * sales
        row = found(market, month, RETAIL_CHAIN, name, -1, money, money, 0.0, kind.competence_at_start)
        partner = market.partners[row]
        partner.origin = RETAIL
        partner.sales_staff = size
        partner.forecast = sales
        partner.normal_sales = sales
        start_lines(market, month, row, sales)
        partner.reach = kind.consumer_share * size
        partner.outflow_rate = sales + overhead(size, kind)
        partner.outside_option = max(0.0, settings.own_trade_return) * sales
        partner.expected_profit = partner.outside_option
        partner.owner_wealth = money
        partner.start_size = size
        partner.start_cash_days = 30.0 * partner.cash / partner.outflow_rate


@phase
def enter(market, month):
    """Spin-offs of the firms closed this month, outsiders of each kind, retail chains; all start to trade now.

    Names: a block of numbers for each month's queue of outsiders, then one beyond them for spin-offs.
    """
    world = market.world[0]
    world.entries = 0
    initial = initial_partners(world)
    block = KIND_COUNT * (initial + 12)
    start = market.counters[PARTNERS]
    for row in range(start):
        if market.partners[row].closed == month and market.partners[row].cause != ACQUIRED:
            found_spin_offs(market, month, row, initial + LONGEST_RUN * block)
    for kind in range(KIND_COUNT):
        if kind != RETAIL_CHAIN:
            found_outsiders(market, month, kind, initial + month * block)
    found_chains(market, month, initial + month * block)
