"""Phases 19 and 20: what owners learn from the month, and what is written down."""

from __future__ import annotations

import numpy as np

from agents.compiled import phase, rule
from agents.labour import ROLES, unemployment
from agents.leaving import income_gap
from agents.partner import ACCOUNTS, KIND_COUNT, RETAIL_CHAIN
from agents.partner_money import answers_for, oldest_overdue, outside_income
from agents.partner_staff import newcomer_staff
from agents.retail_chain import chain_view
from agents.state import Column
from agents.statement import (
    BAD_DEBT,
    COST_OF_SERVICES,
    DISTRIBUTOR_STATEMENT,
    DRAWINGS,
    REVALUATION,
    SERVICES_SOLD,
    VENDOR_MONEY,
    operating_profit,
    profit_after_tax,
    profit_before_tax,
    programme_cost,
)
from agents.vendor import ORIGINS
from model.category_records import record_lines, record_shelves
from model.customer_records import record_customers
from model.domain_records import record_skills
from model.ledger import books_gap
from model.market import (
    ACCOUNT_COUNT,
    FLOW_COUNT,
    NOTICES,
    PANEL_COUNT,
    PARTNERS,
    RECORD_ACCOUNTS,
    RECORD_CUSTOMERS,
    RECORD_FLOWS,
    RECORD_LINES,
    RECORD_PANEL,
    RECORD_SKILLS,
)

ASIAN = ORIGINS.index("asian")
LOOKED_AT = 2.0  # a founder compares itself with firms of up to twice the size that it starts with

MONTHLY = (
    Column("partners_alive", "i8", "count", "partners that trade"),
    Column("alive_by_kind", "i8", "count", "the same by kind", (KIND_COUNT,)),
    Column("survivors", "i8", "count", "partners of month 0 that still trade"),
    Column("entries", "i8", "count", "new partners this month"),
    Column("sales", "f8", "money", "of partners to customers"),
    Column("product_gross_profit", "f8", "money", "of partners"),
    Column("service_gross_profit", "f8", "money", "of partners"),
    Column("bad_debt", "f8", "money", "lost by distributors on partners"),
    Column("competence", "f8", "share", "mean of living partners"),
    Column("projects_won", "i8", "count", "purchases of firms that somebody delivered"),
    Column("projects_lost", "i8", "count", "purchases of firms that nobody could deliver"),
    Column("direct_sales", "f8", "money", "of vendors to customers, around the channel"),
    Column("direct_projects", "i8", "count", "projects that vendors served themselves"),
    Column("members", "i8", "count", "partners in a community"),
    Column("rescue_asked", "i8", "count", "partners that asked a distributor for help"),
    Column("rescue_given", "i8", "count", "of these helped"),
    Column("rescue_missed", "i8", "count", "viable ones among those refused"),
    Column("rescue_wasted", "i8", "count", "hopeless ones among those helped"),
    Column("consumer_markup", "f8", "share", "mean mark-up on consumers' purchases"),
    Column("price_level", "f8", "ratio", "vendors' prices over those of month 0"),
    Column("origin_part", "f8", "share", "of all goods by origin of the vendors", (4,)),
    Column("vendor_parts", "f8", "share", "of the Asian vendors by segment", (3,)),
    Column("concentration", "f8", "ratio", "Herfindahl index of partners' sales"),
    Column("unemployment", "f8", "share", "of the trade's sellers and engineers at the month's end", (ROLES,)),
    Column("residual", "f8", "ratio", "largest relative gap in the books"),
)

CHANNEL = (
    Column("alive", "u1", "flag", "trades"),
    Column("sales", "f8", "money", "to partners, service packages included"),
    Column("gross_profit", "f8", "money", "of these"),
    Column("operating_profit", "f8", "money", "before interest and tax"),
    Column("profit", "f8", "money", "before tax, after interest"),
    Column("profit_after_tax", "f8", "money", "of these"),
    Column("drawings", "f8", "money", "taken by its owners"),
    Column("revaluation", "f8", "money", "what prices made of its stock and debts"),
    Column("orders_to_vendors", "f8", "money", "goods ordered"),
    Column("stock", "f8", "money", "at cost"),
    Column("receivables", "f8", "money", "owed by partners"),
    Column("payables", "f8", "money", "owed to vendors"),
    Column("write_offs", "f8", "money", "lost on partners"),
    Column("cash", "f8", "money", "in the bank"),
    Column("bank_debt", "f8", "money", "drawn"),
    Column("bank_line", "f8", "money", "limit of its bank line"),
    Column("equity", "f8", "money", "own capital"),
    Column("lever_spend", "f8", "money", "what its levers cost"),
    Column("cost_of_sales", "f8", "money", "of goods sold"),
    Column("tightness", "f8", "share", "of usual credit that it could fund"),
    Column("credit_refused", "f8", "money", "credit that contracts allowed and it could not fund"),
    Column("programme_cost", "f8", "money", "community, training, recruiting, push, fees"),
    Column("vendor_money", "f8", "money", "rebates and marketing funds received"),
    Column("discount", "f8", "share", "off its price"),
    Column("members", "i8", "count", "partners in its community"),
    Column("contribution", "f8", "share", "members' mean contribution"),
    Column("knowledge", "f8", "share", "shared in its community"),
    Column("member_benefit", "f8", "money", "mean of its members, smoothed"),
    Column("member_effort", "f8", "money", "mean of its members"),
    Column("active_accounts", "i8", "count", "partners that bought from it this month"),
    Column("accounts", "i8", "count", "partners that have an account with it"),
    Column("statement", "f8", "money", "profit and loss by line", (len(DISTRIBUTOR_STATEMENT),)),
)

PANEL = (
    Column("month", "i4", "month", "when"),
    Column("partner", "i8", "count", "id"),
    *(
        Column(name, "f8", unit, meaning)
        for name, unit, meaning in (
            ("sales_product", "money", "this month"),
            ("sales_service", "money", "this month"),
            ("gross_profit", "money", "this month, products and services"),
            ("operating_profit", "money", "this month, before interest and tax"),
            ("purchases", "money", "from distributors, this month"),
            ("orders", "count", "projects delivered this month"),
            ("cash", "money", "in the bank"),
            ("overdraft_used", "money", "drawn"),
            ("overdraft_limit", "money", "granted"),
            ("outflows", "money", "cash paid out this month, owner and loans left out"),
            ("payroll", "money", "due this month"),
            ("equity", "money", "own capital"),
            ("total_assets", "money", "cash, claims, stock and advances"),
            ("headcount", "people", "the owner counted"),
            ("competence", "share", "in services"),
            ("receivables", "money", "owed by customers"),
            ("overdue_receivables", "money", "of these past the due day"),
            ("payables", "money", "owed to distributors"),
            ("overdue_payables", "money", "of these past the due day, arrears included"),
            ("oldest_overdue_days", "days", "of its debts"),
            ("own_stock", "money", "at cost"),
            ("credit_limit", "money", "of all accounts"),
            ("credit_used", "money", "of all accounts"),
            ("terms_granted_days", "days", "that its sales of the month wait for money, on average"),
            ("expected_profit", "money / month", "smoothed, after tax"),
            ("outside_option", "money / month", "of its owner"),
            ("member", "flag", "of a community"),
            ("contribution", "money", "to a community"),
            ("markup", "share", "on landed cost"),
            ("availability", "share", "smoothed part of won projects that it delivered"),
            ("stock_target", "money", "own stock wanted"),
            ("months_in_debt", "months", "of negative equity"),
            ("income_forgone", "months", "of outside income that its owner has gone without"),
            ("benefit", "money", "from its community, as booked"),
            ("treated", "flag", "by a change for some, from when it was drawn or met the conditions"),
            ("training_time", "share", "of engineers' time wanted for courses"),
            ("bank_debt", "money", "owed to its bank"),
            ("drawings", "money", "taken by its owner, this month"),
            ("revaluation", "money", "what prices made of its stock, this month"),
        )
    ),
)

FLOW = (
    Column("month", "i4", "month", "when"),
    Column("partner", "i8", "count", "id"),
    Column("amount", "f8", "money", "by line", (11,)),
)

ACCOUNT_ROW = (
    Column("month", "i4", "month", "when"),
    Column("partner", "i8", "count", "id"),
    Column("distributor", "i4", "row", "the supplier"),
    Column("mode", "i4", "code", "credit mode"),
    *(
        Column(name, "f8", unit, "of the account")
        for name, unit in (
            ("purchases", "money"),
            ("orders", "count"),
            ("limit", "money"),
            ("used", "money"),
            ("terms_days", "days"),
            ("overdue", "money"),
            ("trust", "share"),
        )
    ),
)


@phase
def take_stock(market, month):
    """Owners compare the firm with their outside option; months in debt are counted; kinds of partners are read."""
    world = market.world[0]
    income = np.zeros(KIND_COUNT)
    number = np.zeros(KIND_COUNT)
    chain_sales = 0.0
    chain_staff = 0.0
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        partner.age += 1
        covered = partner.equity + answers_for(partner, market.settings[month]) >= 0.0
        partner.months_in_debt = 0 if covered else partner.months_in_debt + 1
        gap = income_gap(partner.expected_profit, outside_income(partner, market.settings[month]))
        partner.income_forgone = max(0.0, partner.income_forgone + gap)
        # A newcomer looks at firms of its kind and size, a chain at what chains have sold a head.
        staff = partner.sales_staff + partner.service_staff
        if partner.kind == RETAIL_CHAIN:
            chain_sales += partner.sold
            chain_staff += partner.sales_staff
        elif staff <= LOOKED_AT * newcomer_staff(market.kinds[month, partner.kind], market.settings[month]):
            earned = partner.expected_profit / partner.outside_option if partner.outside_option > 0.0 else 0.0
            income[partner.kind] += max(0.0, earned)
            number[partner.kind] += 1.0
    for kind in range(KIND_COUNT):
        now = income[kind] / number[kind] if number[kind] > 0.0 else 1.0
        world.income[kind] += market.settings[month].news_weight * (now - world.income[kind])
    if chain_staff > 0.0:
        seen = chain_sales / chain_staff / world.season
        world.chain_output = chain_view(world.chain_output, seen, market.settings[month])


@rule
def record_partner(market, month, row, line):
    """One row of the panel: a partner's month."""
    partner = market.partners[row]
    accounts = market.accounts[row]
    line.month = month
    line.partner = partner.id
    line.sales_product = partner.sales_product
    line.sales_service = partner.sales_service
    services = partner.sales_service - partner.service_cost
    line.gross_profit = partner.sales_product - partner.cost_of_goods + services
    line.operating_profit = operating_profit(partner)
    line.purchases = partner.purchases
    line.orders = partner.orders
    line.cash = partner.cash
    line.overdraft_used = partner.overdraft_used
    line.overdraft_limit = partner.overdraft_limit
    out = 0.0
    for number in range(8):
        if number > 0 and partner.flow[number] < 0.0:
            out -= partner.flow[number]
    line.outflows = out
    line.payroll = partner.payroll
    line.equity = partner.equity
    line.headcount = partner.sales_staff + partner.service_staff
    line.competence = partner.competence
    line.receivables = partner.receivables
    line.overdue_receivables = partner.overdue_receivables
    line.own_stock = partner.stock
    payables = 0.0
    overdue = partner.arrears
    limit = 0.0
    advances = 0.0
    for place in range(ACCOUNTS):
        account = accounts[place]
        payables += account.used
        advances += account.advance
        limit += account.limit
        for age in range(4):
            overdue += account.overdue[age]
    line.payables = payables
    line.overdue_payables = overdue
    line.oldest_overdue_days = oldest_overdue(partner, accounts)
    line.credit_limit = limit
    line.credit_used = payables
    line.total_assets = partner.cash + partner.receivables + partner.stock + advances
    line.terms_granted_days = partner.terms_granted
    line.expected_profit = partner.expected_profit
    line.outside_option = outside_income(partner, market.settings[month])
    line.markup = partner.markup
    line.availability = partner.availability
    line.stock_target = partner.stock_target
    line.months_in_debt = partner.months_in_debt
    line.income_forgone = partner.income_forgone
    line.member = 1.0 if partner.member >= 0 else 0.0
    line.contribution = partner.effort
    line.benefit = partner.benefit
    line.treated = 1.0 if partner.treatment > 0 else 0.0
    line.training_time = partner.training_time
    line.bank_debt = partner.overdraft_used + partner.bank_loan
    line.drawings = 0.0 - partner.statement[DRAWINGS]
    line.revaluation = partner.statement[REVALUATION]


@rule
def record_accounts(market, month, row):
    """A partner's contracts with distributors, one row each."""
    for place in range(ACCOUNTS):
        account = market.accounts[row, place]
        if account.distributor < 0:
            continue
        line = market.account_history[market.counters[ACCOUNT_COUNT]]
        market.counters[ACCOUNT_COUNT] += 1
        line.month = month
        line.partner = market.names[row]
        line.distributor = account.distributor
        line.mode = account.mode
        line.purchases = account.purchases
        line.orders = account.orders
        line.limit = account.limit
        line.used = account.used
        line.terms_days = account.terms_days
        line.overdue = account.overdue[0] + account.overdue[1] + account.overdue[2] + account.overdue[3]
        line.trust = account.trust


@rule
def record_channel(market, month):
    """Each distributor's month."""
    for row in range(market.distributors.shape[0]):
        distributor = market.distributors[row]
        line = market.channel[month, row]
        line.alive = distributor.alive
        statement = distributor.statement
        line.sales = distributor.sales + statement[SERVICES_SOLD]
        packages = statement[SERVICES_SOLD] + statement[COST_OF_SERVICES]
        line.gross_profit = distributor.sales - distributor.cost_of_sales + packages
        line.operating_profit = operating_profit(distributor)
        line.profit = profit_before_tax(distributor)
        line.profit_after_tax = profit_after_tax(distributor)
        line.drawings = 0.0 - statement[DRAWINGS]
        line.revaluation = statement[REVALUATION]
        for number in range(statement.shape[0]):
            line.statement[number] = statement[number]
        line.orders_to_vendors = distributor.orders
        line.stock = distributor.stock
        line.receivables = distributor.receivables
        owed = 0.0
        for ahead in range(distributor.payable.shape[0]):
            owed += distributor.payable[ahead]
        line.payables = owed
        line.write_offs = 0.0 - statement[BAD_DEBT]
        line.cash = distributor.cash
        line.bank_debt = distributor.bank_debt
        line.bank_line = distributor.bank_line
        line.equity = distributor.equity
        line.lever_spend = distributor.lever_spend
        line.cost_of_sales = distributor.cost_of_sales
        line.tightness = distributor.tightness
        line.credit_refused = distributor.refused
        line.programme_cost = programme_cost(distributor)
        line.vendor_money = statement[VENDOR_MONEY]
        line.discount = distributor.discount
        community = market.communities[row]
        line.members = community.members
        line.contribution = community.contribution
        line.knowledge = community.knowledge
        line.member_benefit = community.benefit
        line.member_effort = community.effort


@phase
def record(market, month):
    """Write the month down: the market's line, each distributor's, each partner's trail and panel row."""
    world = market.world[0]
    line = market.monthly[month]
    competence = 0.0
    notices = 0
    squares = 0.0
    record_channel(market, month)
    record_shelves(market, month)
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        line.partners_alive += 1
        line.alive_by_kind[partner.kind] += 1
        if partner.origin == 0:
            line.survivors += 1
        notices += partner.closing != 0
        competence += partner.competence
        line.members += partner.member >= 0
        own = partner.sales_product + partner.sales_service
        squares += own * own
        for place in range(ACCOUNTS):
            account = market.accounts[row, place]
            if account.distributor >= 0:
                market.channel[month, account.distributor].accounts += 1
                if account.purchases > 0.0:
                    market.channel[month, account.distributor].active_accounts += 1
        line.sales += partner.sales_product + partner.sales_service
        line.product_gross_profit += partner.sales_product - partner.cost_of_goods
        line.service_gross_profit += partner.sales_service - partner.service_cost
        for number in range(partner.flow.shape[0]):
            market.trail[row, month % 12, number] = partner.flow[number]
        if market.counters[RECORD_PANEL]:
            record_partner(market, month, row, market.panel[market.counters[PANEL_COUNT]])
            market.counters[PANEL_COUNT] += 1
        if market.counters[RECORD_FLOWS]:
            entry = market.flows[market.counters[FLOW_COUNT]]
            market.counters[FLOW_COUNT] += 1
            entry.month = month
            entry.partner = partner.id
            for number in range(partner.flow.shape[0]):
                entry.amount[number] = partner.flow[number]
        if market.counters[RECORD_ACCOUNTS]:
            record_accounts(market, month, row)
        if market.counters[RECORD_LINES]:
            record_lines(market, month, row)
        if market.counters[RECORD_SKILLS]:
            record_skills(market, month, row)
    if market.counters[RECORD_CUSTOMERS]:
        record_customers(market, month)
    market.counters[NOTICES] = notices
    if line.partners_alive > 0:
        line.competence = competence / line.partners_alive
    for row in range(market.distributors.shape[0]):
        line.bad_debt -= market.distributors[row].statement[BAD_DEBT]
    line.entries = world.entries
    line.projects_won = world.projects_won
    line.projects_lost = world.projects_lost
    line.direct_sales = world.direct_sales
    line.direct_projects = world.direct_projects
    line.rescue_asked = world.rescue_asked
    line.rescue_given = world.rescue_given
    line.rescue_missed = world.rescue_missed
    line.rescue_wasted = world.rescue_wasted
    line.consumer_markup = world.consumer_markup
    line.price_level = world.price_level
    line.concentration = squares / (line.sales * line.sales) if line.sales > 0.0 else 0.0
    for origin in range(4):
        line.origin_part[origin] = world.origin_part[origin]
    for number in range(ROLES):
        line.unemployment[number] = unemployment(market.roles[number])
    for row in range(market.vendors.shape[0]):
        if market.vendors[row].origin == ASIAN:
            for number in range(3):
                line.vendor_parts[number] += market.vendors[row].part[number]
    line.residual = books_gap(market)
    world.residual = line.residual
