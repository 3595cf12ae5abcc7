"""The market at the start: balances that fit together, so that nobody closes from a careless opening.

Sizes are drawn, customers are given to partners by size, and then every balance follows from the sales
that these customers are expected to bring: staff, stock, claims by due month, debts by due month.
"""

from __future__ import annotations

import numpy as np

from agents import community, customer, distributor, domain, goods, labour, vendor
from agents.compiled import phase, rule
from agents.customer import CONSUMER, CORPORATE, SHORTLIST, tendered_part
from agents.domain import mean_competence
from agents.goods import shelf_markup
from agents.guards import NEVER
from agents.luck import OPENING, uniform
from agents.once import compiled_once
from agents.partner import ACCOUNTS, FOUNDERS, KIND_COUNT, KINDS
from agents.partner_prices import own_elasticity, own_selling_cost
from agents.pricing import wanted_markup
from agents.state import empty_rows
from model.bids import plan_purchases, weigh_bids
from model.category_records import LINE_ROW, SHELF_ROW
from model.census import census_of, register, with_demand
from model.customer_records import CUSTOMER_ROW
from model.domain_records import SKILL_ROW
from model.entry import ENTRANT_SLOTS, MOST_WORTH, draw_person, given_distributor, open_accounts
from model.market import (
    COUNTERS,
    EVENT,
    OUTSIDE,
    OUTSIDERS,
    PARTNERS,
    RECORDS,
    WORLD,
    Market,
    initial_partners,
    partner_rows,
    with_room,
)
from model.opening_books import open_distributors, open_partner
from model.prologue import PROLOGUE_MONTHS, settled
from model.ranges import start_lines
from model.records import ACCOUNT_ROW, CHANNEL, FLOW, MONTHLY, PANEL
from model.settings import distributor_names, month_tables, side_of
from model.shortlists import credible, listed, usual_project, willing
from model.staffing import open_pools
from model.treatment import changes_of
from model.trends import set_prices
from model.vendors import adapt_assortments, set_vendor_terms, vendor_origins

LARGEST = 200.0  # the largest partner at the start, over the smallest
TRIALS = 30  # draws for a place on a shortlist before it stays empty: enough for nearly all that can be filled
ROUNDS = 6  # after which opening mark-ups and sales no longer move
AGE_MEAN = 96.0  # months; mean age of living firms at a yearly turnover of about a tenth (facts B4)


@phase
def draw_partners(market, sizes):
    """Name, kind, luck and accounts of the partners of month 0; ``sizes`` (people) holds expected sizes, 0 for
    those of the kind, and receives the drawn ones.
    """
    seed = market.seed
    world = market.world[0]
    settings = market.settings[0]
    row = 0
    for number in range(KIND_COUNT):
        kind = market.kinds[0, number]
        tail = kind.size_tail
        # Mean of a Pareto law cut at LARGEST times its smallest value.
        cut = LARGEST**-tail
        mean = np.log(LARGEST) / (1.0 - cut)
        if tail != 1.0:
            mean = tail / (tail - 1.0) * (1.0 - LARGEST ** (1.0 - tail)) / (1.0 - cut)
        for _ in range(world.initial[number]):
            partner = market.partners[row]
            partner.id = row
            market.names[row] = row
            partner.kind = number
            partner.alive = 1
            partner.closed = -1
            partner.parent = -1
            partner.member = -1
            partner.buyer = -1
            partner.asked = NEVER
            for place in range(FOUNDERS):
                partner.heirs[place] = -1
            draw_person(market, 0, partner)
            partner.appeal = 0.0  # how customers liked it is in the size that it has
            partner.efficiency *= settings.opening_efficiency
            open_accounts(market, 0, partner, market.accounts[row], given_distributor(market.accounts[row]))
            u = uniform(seed, OPENING, 0, row, 0)
            usual = sizes[row] if sizes[row] > 0.0 else kind.staff_at_start
            sizes[row] = usual / mean * (1.0 - u * (1.0 - cut)) ** (-1.0 / tail)
            partner.age = int(-AGE_MEAN * np.log(uniform(seed, OPENING, 0, row, 1)))
            partner.start_age = partner.age
            for field in range(market.skills.shape[1]):
                luck = uniform(seed, OPENING, 0, row, 10 + field) - 0.5
                known = kind.competence_at_start + settings.skill_spread * luck
                market.skills[row, field].competence = min(1.0, max(0.0, known))
            partner.competence = mean_competence(market.skills[row], market.domains[0])
            partner.availability = 1.0
            row += 1
    market.counters[PARTNERS] = row


@rule
def draw_row(cumulative, u):
    """The row that a uniform number ``u`` falls on in cumulative weights."""
    return min(np.searchsorted(cumulative, u * cumulative[-1]), cumulative.shape[0] - 1)


@phase
def draw_customers(market, sizes):
    """Firms, their usual size, and shortlists drawn in proportion to partners' sizes and readiness."""
    world = market.world[0]
    partners = market.counters[PARTNERS]
    settings = market.settings[0]
    spread = settings.firm_spread
    for segment in range(2):
        cumulative = np.zeros(partners)
        total = 0.0
        for row in range(partners):
            kind = market.kinds[0, market.partners[row].kind]
            total += sizes[row] * willing(kind, segment)
            cumulative[row] = total
        first = 0 if segment == 0 else world.corporates
        last = world.corporates if segment == 0 else market.customers.shape[0]
        usual = usual_project(market, 0, segment)
        often = market.segments[0, segment].project_chance
        serviced = 0.0
        for category in range(market.categories.shape[0]):
            goods = market.goods[0, category]
            serviced += goods.part[segment] * goods.service_demand
        for number in range(first, last):
            firm = market.customers[number]
            firm.segment = segment
            for place in range(SHORTLIST):
                firm.shortlist[place] = -1
            u = uniform(market.seed, OPENING, 1, number, 0)
            v = uniform(market.seed, OPENING, 1, number, 1)
            z = np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v)
            firm.weight = np.exp(spread * z - 0.5 * spread * spread)
            for place in range(SHORTLIST):
                for trial in range(TRIALS if total > 0.0 else 0):
                    row = draw_row(cumulative, uniform(market.seed, OPENING, 2 + trial, number, place))
                    kind = market.kinds[0, market.partners[row].kind]
                    able = credible(usual * firm.weight, sizes[row] * kind.sales_per_head, settings)
                    if able and not listed(firm, row):
                        firm.shortlist[place] = row
                        break
            firm.incumbent = firm.shortlist[0]
            firm.installed = usual * firm.weight * often * serviced * settings.goods_life
            firm.offer = -1
            firm.reviewed = -1


@rule
def share_project(market, number, firm, sales):
    """What a firm's usual purchases bring whom, by category (at vendors' prices).

    It orders from its supplier, but what it would tender, and what it buys without a supplier, goes to its bidders
    by the logit. What partners bid for and defend, win and keep are those of the reviews of a month.
    """
    world = market.world[0]
    settings = market.settings[0]
    tendered = 1.0
    if firm.incumbent >= 0:
        tendered = 0.0
        if firm.segment == CORPORATE:
            tendered = tendered_part(firm.weight, settings.tender_size, settings.project_spread)
    segment = market.segments[0, firm.segment]
    count = world.corporates if firm.segment == 0 else market.customers.shape[0] - world.corporates
    usual = segment.demand * initial_partners(world) * firm.weight / count
    for category in range(market.categories.shape[0]):
        value = usual * market.goods[0, category].part[firm.segment]
        total = 0.0
        for step in range(2):
            for place in range(SHORTLIST):
                row = firm.shortlist[place]
                if row < 0:
                    continue
                weight = market.offers[row, category].weight[firm.segment]
                if row == firm.incumbent:
                    weight *= segment.loyalty
                if step == 0:
                    total += weight
                elif total > 0.0:
                    line = market.lines[row, category]
                    partner = market.partners[row]
                    sales[row, firm.segment, category] += value * tendered * weight / total
                    partner.contested += value * tendered * weight / total
                    reviewed = settings.review_rate / 12.0 * value
                    if row == firm.incumbent:
                        sales[row, firm.segment, category] += value * (1.0 - tendered)
                        partner.defended += reviewed
                        partner.kept += reviewed * weight / total
                    else:
                        line.bids += reviewed
                        line.wins += reviewed * weight / total


@rule
def share_consumers(market, sales):
    """What consumers' usual purchases bring each shop, by category (at vendors' prices)."""
    segment = market.segments[0, CONSUMER]
    for category in range(market.categories.shape[0]):
        part = market.goods[0, category].part[CONSUMER]
        total = 0.0
        for row in range(market.counters[PARTNERS]):
            total += market.partners[row].reach * market.offers[row, category].weight[CONSUMER]
        for row in range(market.counters[PARTNERS] if total > 0.0 else 0):
            weight = market.partners[row].reach * market.offers[row, category].weight[CONSUMER]
            sales[row, CONSUMER, category] = part * segment.demand * initial_partners(market.world[0]) * weight / total


@phase
def expected_sales(market, sizes, sales):
    """Goods (at landed cost, a month, by partner, segment and category) that the customers are expected to buy."""
    sales[:] = 0.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        partner.reach = market.kinds[0, partner.kind].consumer_share * sizes[row]
        partner.defended = 0.0
        partner.kept = 0.0
        partner.contested = 0.0
        weigh_bids(market, 0, row)
        for category in range(market.categories.shape[0]):
            market.lines[row, category].bids = 0.0
            market.lines[row, category].wins = 0.0
    for number in range(market.customers.shape[0]):
        share_project(market, number, market.customers[number], sales)
    share_consumers(market, sales)
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        goods = 0.0
        for number in range(3):
            for category in range(market.categories.shape[0]):
                goods += sales[row, number, category]
                if number == CONSUMER:
                    partner.contested += sales[row, number, category]
                sales[row, number, category] *= market.offers[row, category].landed
        partner.contested = partner.contested / goods if goods > 0.0 else 1.0


@rule
def open_line(market, row, category, sales):
    """A category's clientele, usual sales and mark-up at its expected ``sales``; where there are none they stay."""
    line = market.lines[row, category]
    goods = market.goods[0, category]
    partner = market.partners[row]
    sold = sales[row, 0, category] + sales[row, 1, category] + sales[row, 2, category]
    line.forecast = sold
    line.normal_sales = sold
    if sold <= 0.0:
        return
    felt = 0.0
    for number in range(3):
        felt += sales[row, number, category] * market.segments[0, number].price_sensitivity
    line.clientele = goods.price_sensitivity * felt / sold
    selling = own_selling_cost(partner, goods, market.kinds[0, partner.kind], market.settings[0])
    line.markup = wanted_markup(own_elasticity(partner, line, market.settings[0]), selling, 1.0, 1.0, 0.0)


@phase
def open_market(market, sizes, sales):
    """Fill the empty market: partners, customers, sales, balances; the outside holds the counterpart."""
    settings = market.settings[0]
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        distributor.alive = 1
        distributor.focal = 1 if row == 0 else 0
        distributor.closed = -1
    set_vendor_terms(market, 0)
    adapt_assortments(market, 0)
    set_prices(market, 0)
    draw_partners(market, sizes)
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        kind = market.kinds[0, partner.kind]
        for place in range(ACCOUNTS):
            account = market.accounts[row, place]
            if account.distributor >= 0:
                account.mode = int(market.levers[0, account.distributor].mode)
        partner.review_rate = settings.review_rate / 12.0
        start_lines(market, 0, row, sizes[row] * kind.sales_per_head)
        for category in range(market.categories.shape[0]):
            offer = market.offers[row, category]
            offer.landed = market.categories[category].price_level
            offer.landed *= 1.0 + shelf_markup(market.goods[0, category], settings)
    draw_customers(market, sizes)
    # Mark-ups depend on the customers won, and these on mark-ups: some rounds settle both.
    for _ in range(ROUNDS):
        expected_sales(market, sizes, sales)
        for row in range(market.counters[PARTNERS]):
            for category in range(market.categories.shape[0]):
                open_line(market, row, category, sales)
    for row in range(market.counters[PARTNERS]):
        plan_purchases(market, 0, row)
        open_partner(market, row, sales)
    open_distributors(market)
    open_pools(market, 0)
    world = market.world[0]
    cash = 0.0
    income = np.zeros(KIND_COUNT)
    number = np.zeros(KIND_COUNT)
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        cash += partner.cash
        if partner.outside_option > 0.0:
            income[partner.kind] += min(MOST_WORTH, max(0.0, partner.expected_profit / partner.outside_option))
        number[partner.kind] += 1.0
    for kind in range(KIND_COUNT):
        world.income[kind] = income[kind] / number[kind] if number[kind] > 0.0 else 1.0
    for row in range(market.distributors.shape[0]):
        cash += market.distributors[row].cash
    world.opening_cash = cash


# What others than distributors may begin to do with month 0, like a trend.
POLICIES = ("vendors.community_budget", "finance.factoring_share", "rivals.imitation_lag", "rivals.price_response")


def opening_values(values) -> dict:
    """The scenario before its first month: its own world, the default levers, no trends."""
    before = {}
    for key, value in values.items():
        if key.startswith("levers."):
            continue
        later = key.startswith("trends.") or key.endswith("_growth") or key in POLICIES
        before[key] = 0.0 if later else value
    return before


def empty_market(scenario, seed: int, months: int, **asked: bool) -> Market:
    """A market of the right shapes with nobody in it (see :class:`model.market.Market`).

    ``asked`` are tables to record, by the names of ``model.market.RECORDS``.
    """
    tables = month_tables(scenario.values, scenario.timeline, months)
    initial = [int(scenario.values[f"population.{kind}"]) for kind in KINDS]
    count = sum(initial)
    firms = [
        max(1, round(float(tables["segments"][0, n].firms) * count)) if count and tables["segments"][0, n].firms else 0
        for n in range(2)
    ]
    names = distributor_names(int(scenario.values["population.distributor"]))
    distributors = len(names)
    changes, listed = changes_of(scenario.timeline, names, side_of)
    categories = tables["goods"].shape[1]
    domains = tables["domains"].shape[1]
    vendors = empty_rows(vendor.STATE, int(scenario.values["vendors.count"]))
    # Vendors' shares fall like 1 / rank, the usual shape of market shares (Zipf).
    shares = 1.0 / np.arange(1, len(vendors) + 1)
    vendors.brand = shares / shares.sum()
    vendors.origin = vendor_origins(len(vendors), np.array(tables["origins"]["vendor_share"][0]))
    market = Market(
        seed=np.uint64(seed),
        **tables,
        **partner_rows(count, categories, domains),
        customers=empty_rows(customer.STATE, sum(firms)),
        introductions=empty_rows(customer.INTRODUCTION, sum(firms)),
        changes=changes,
        listed=listed,
        distributors=empty_rows(distributor.STATE, distributors),
        communities=empty_rows(community.STATE, distributors + 1),
        commons=empty_rows(domain.COMMONS, (distributors + 1) * domains).reshape(distributors + 1, domains),
        shelves=empty_rows(goods.SHELF, distributors * categories).reshape(distributors, categories),
        vendors=vendors,
        brands=empty_rows(goods.BRAND, len(vendors) * categories).reshape(len(vendors), categories),
        categories=empty_rows(goods.CATEGORY, categories),
        niches=empty_rows(goods.NICHE, len(KINDS) * categories).reshape(len(KINDS), categories),
        roles=empty_rows(labour.ROLE, labour.ROLES),
        world=empty_rows(WORLD, 1),
        outside=np.zeros(len(OUTSIDE)),
        counters=np.zeros(COUNTERS, dtype=np.int64),
        monthly=empty_rows(MONTHLY, months),
        channel=empty_rows(CHANNEL, months * distributors).reshape(months, distributors),
        events=empty_rows(EVENT, 0),
        panel=empty_rows(PANEL, 0),
        flows=empty_rows(FLOW, 0),
        account_history=empty_rows(ACCOUNT_ROW, 0),
        line_history=empty_rows(LINE_ROW, 0),
        skill_history=empty_rows(SKILL_ROW, 0),
        customer_history=empty_rows(CUSTOMER_ROW, 0),
        shelf_history=empty_rows(SHELF_ROW, months * distributors * categories).reshape(
            months, distributors, categories
        ),
    )
    world = market.world[0]
    world["initial"][:] = initial
    world["corporates"] = firms[0]
    world["demand_index"][:] = 1.0
    world["service_index"][:] = 1.0
    world["transparency"] = 1.0
    world["shop_reach"] = 1.0
    world["supply"][:] = 1.0
    market.introductions["row"][:] = -1
    market.customers["guest"][:] = -1
    for name, wanted in asked.items():
        market.counters[RECORDS[name]] = int(wanted)
    market.counters[OUTSIDERS] = sum(
        int(np.ceil(ENTRANT_SLOTS * float(tables["kinds"][:, n].entrants.max()) * initial[n] / 12))
        for n in range(KIND_COUNT)
    ) + int(np.ceil(float(tables["settings"].chains.max()) * count / 12))
    return market


@compiled_once("opening")
def opened_market(scenario, seed: int, months: int, **record) -> Market:
    """The market of a scenario at the start of month 0, ready to walk."""
    tables = month_tables(opening_values(scenario.values), (), PROLOGUE_MONTHS)
    census = census_of(scenario)
    if census is None:
        market = empty_market(scenario, seed, months, **record)
        count = len(market.names)
        open_market(market._replace(**tables), np.zeros(count), np.zeros((count, 3, len(market.categories))))
        return with_room(settled(market, tables))

    def opened(demand: float) -> tuple[Market, dict, float]:
        """The market opened for the given partners, with customers that buy ``demand`` times as much."""
        market = empty_market(scenario, seed, months, **record)
        market = market._replace(segments=with_demand(market.segments, demand))
        before = tables | {"segments": with_demand(tables["segments"], demand)}
        sizes = register(market, census, before)
        sales = np.zeros((len(sizes), 3, len(market.categories)))
        open_market(market._replace(**before), sizes, sales)
        return market, before, float(sales.sum())

    expected = opened(1.0)[2]
    market, before, _ = opened(float(census.size.sum()) / expected if expected > 0.0 else 1.0)
    return with_room(settled(market, before, census))
