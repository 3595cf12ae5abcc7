"""What every kind of partner carries and decides: integrators, resellers, online shops and retail chains."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.labour import ROLES
from agents.leaving import CASH, gives_up_within
from agents.pricing import (
    ADAPTIVE,
    FULL_COST,
    USUAL_CHANCE,
    USUAL_KEPT,
    adapted_markup,
    faced_elasticity,
    full_cost_markup,
    selling_cost,
    wanted_markup,
)
from agents.state import Column
from agents.statement import PARTNER_STATEMENT

INTEGRATOR, RESELLER, ONLINE_SHOP, RETAIL_CHAIN = 0, 1, 2, 3
KINDS = ("integrator", "reseller", "online_shop", "retail_chain")  # each is declared in agents/<kind>.py
KIND_COUNT = len(KINDS)
STAYS, ILLIQUIDITY, OVER_INDEBTEDNESS, VOLUNTARY, ACQUIRED = 0, 1, 2, 3, 4
CAUSES = ("", "illiquidity", "over_indebtedness", "voluntary", "acquired")
INITIAL, SPIN_OFF, OUTSIDER, RETAIL = 0, 1, 2, 3
ORIGINS = ("initial", "spin_off", "outsider", "retail")
ACCOUNTS = 3  # supplier accounts a partner can hold
FOUNDERS = 3  # employees of a closed firm who may found one (claims S8: two or three in good times)
DUST = 0.001 / 30.0  # of a month's outflow: far above rounding, far below anything a firm would notice
RING = 9  # months ahead in which customers' money can come in: 120 days of terms, three months late

COLLECTIONS, SUPPLIERS, PAYROLL, OVERHEAD, INTEREST, TRAINING = 0, 1, 2, 3, 4, 5
COMMUNITY, TAX, OWNER, LOANS, OTHER = 6, 7, 8, 9, 10
LINES = ("collections", "suppliers", "payroll", "overhead", "interest", "training", "community",
         "tax", "owner", "loans", "other")  # fmt: skip

STATE = (
    Column("id", "i8", "count", "stable name of the partner; rows are storage only"),
    Column("kind", "i4", "code", "integrator, reseller, online shop or retail chain"),
    Column("alive", "u1", "flag", "trades"),
    Column("closing", "i4", "code", "cause for which its books at the last month's end force or lead it to close"),
    Column("cause", "i4", "code", "cause of closing"),
    Column("entered", "i4", "month", "first month of trade; 0 for the partners the market starts with"),
    Column("closed", "i4", "month", "month of closing, -1 for alive"),
    Column("origin", "i4", "code", "initial, spin-off, outsider or retail"),
    Column("parent", "i8", "count", "id of the firm it was spun off from, -1 for none"),
    Column("primary_at_start", "i4", "row", "its first distributor when it entered"),
    Column("age", "i4", "months", "since its founding"),
    Column("cash", "f8", "money", "in the bank"),
    Column("overdraft_used", "f8", "money", "drawn"),
    Column("overdraft_limit", "f8", "money", "granted by its bank"),
    Column("bank_loan", "f8", "money", "owed to its bank for a year, secured on claims and stock"),
    Column("loan_limit", "f8", "money", "of such loans, granted for a year"),
    Column("loan_called", "f8", "money / month", "of these to be paid back, since the bank does not renew them"),
    Column("undrawn", "f8", "money", "profit that its owner may still take; negative: losses to be earned back"),
    Column("collect", "f8", "money", "invoices paid by the due day, by months ahead", (RING,)),
    Column("collect_late", "f8", "money", "invoices paid late, by months ahead", (RING,)),
    Column("turning_overdue", "f8", "money", "invoices that pass the due day unpaid, by months ahead", (RING,)),
    Column("defaulting", "f8", "money", "invoices that are never paid, by months until written off", (RING,)),
    Column("receivables", "f8", "money", "owed by customers"),
    Column("overdue_receivables", "f8", "money", "of these past the due day"),
    Column("stock", "f8", "money", "own goods, at cost"),
    Column("lost_on_customers", "f8", "money", "by customers that failed, within about a year"),
    Column("lost_with_supplier", "f8", "money", "by a distributor that failed: advances, and debts called, as long"),
    Column("arrears", "f8", "money", "wages, rent, interest and tax that it could not pay"),
    Column("arrears_months", "i4", "months", "since it last had no arrears"),
    Column("tax_due", "f8", "money", "tax on profit owed"),
    Column("loss_carried", "f8", "money", "past losses to set against taxable profit"),
    Column("equity", "f8", "money", "own capital, moved by the lines of the statement alone"),
    Column("equity_before", "f8", "money", "own capital at the month's start"),
    Column("statement", "f8", "money", "profit and loss of this month by line", (len(PARTNER_STATEMENT),)),
    Column("months_in_debt", "i4", "months", "since equity was last not negative"),
    Column(
        "income_forgone",
        "f8",
        "months",
        "of outside income that the owner has gone without, less what came in beyond it",
    ),
    Column("sales_staff", "f8", "people", "full-time, the owner counted"),
    Column("service_staff", "f8", "people", "full-time service engineers"),
    Column("competence", "f8", "share", "skill in services"),
    Column("efficiency", "f8", "ratio", "sales a head over the usual; drawn once"),
    Column("patience", "f8", "months", "of outside income that the owner goes without before giving up; drawn once"),
    Column("buffer_days", "f8", "days", "of outflows that the owner wants in cash; drawn once"),
    Column("owner_wealth", "f8", "money", "that the owner can still put in"),
    Column("outside_option", "f8", "money / month", "that the owner could have earned elsewhere on founding the firm"),
    Column("expected_profit", "f8", "money / month", "smoothed profit after tax: the owner's income"),
    Column("markup", "f8", "share", "on the landed cost of goods, mean over what it usually sells"),
    Column("clientele", "f8", "ratio", "price sensitivity of its customers, mean over what it usually sells"),
    Column("bids", "f8", "money / month", "smoothed value of the purchases of others' customers that it bid for"),
    Column("wins", "f8", "money / month", "of these what it could expect to win"),
    Column("defended", "f8", "money / month", "smoothed value of what its own customers put to tender"),
    Column("kept", "f8", "money / month", "of this what it could expect to keep"),
    Column("contested", "f8", "share", "smoothed part of its sales that no customer of its own brings"),
    Column("review_rate", "f8", "share / month", "smoothed chance that its customers review it, by what they buy"),
    Column("availability", "f8", "share", "smoothed part of the orders placed with it that it could deliver"),
    Column("reach", "f8", "people", "shelf: its weight among sellers to consumers"),
    Column("forecast", "f8", "money / month", "smoothed cost of goods sold"),
    Column("selling", "f8", "ratio", "selling work that its goods take, over the usual"),
    Column("normal_sales", "f8", "money / month", "slowly smoothed cost of goods sold"),
    Column("outflow_rate", "f8", "money / month", "smoothed cash paid out"),
    Column("credit_room", "f8", "money", "of these on credit"),
    Column("cash_room", "f8", "money", "of these against cash"),
    Column("sold", "f8", "money", "goods sold this month, at cost"),
    Column("stock_target", "f8", "money", "own stock wanted"),
    Column("installed", "f8", "money", "goods in use with its consumers, at vendors' prices of month 0, by need"),
    Column("package_share", "f8", "share", "of a job that its distributors' packages can do"),
    Column("package_price", "f8", "share", "part of the service margin that the packages leave to it"),
    Column("bought_in", "f8", "share", "of usual service work that it buys in for good, as cheaper than own people"),
    Column("waiting", "f8", "people x months", "service work ordered that waits for the next month"),
    Column("known", "f8", "people x months", "service work ordered this month that its own people know how to do"),
    Column("lacking", "f8", "share", "of this month's service work that its own people did not do"),
    Column("billed", "f8", "money", "service work done or bought in this month, by segment", (3,)),
    Column("learning", "f8", "ratio", "how fast it learns, over the usual; drawn once"),
    Column("sales_target", "f8", "people", "sales staff wanted"),
    Column("service_target", "f8", "people", "service staff wanted"),
    Column("openings", "f8", "people", "sellers, engineers it would hire this month, or lets go (negative)", (ROLES,)),
    Column("owner_draw", "f8", "money", "that the owner takes this month"),
    Column("sales_product", "f8", "money", "this month"),
    Column("sales_service", "f8", "money", "this month"),
    Column("terms_granted", "f8", "days", "that this month's goods sales wait for money, on average"),
    Column("paid_within", "f8", "share", "of this month's goods sales that customers should pay within the month"),
    Column("cost_of_goods", "f8", "money", "of this month's product sales"),
    Column("service_cost", "f8", "money", "wages of service staff and bought packages, this month"),
    Column("package_bought", "f8", "money", "service packages bought from distributors, this month"),
    Column("purchases", "f8", "money", "this month"),
    Column("orders", "i4", "count", "this month"),
    Column("payroll", "f8", "money", "due this month"),
    Column("utilisation", "f8", "share", "of service staff, this month"),
    Column("work_forecast", "f8", "people x months", "smoothed service work ordered"),
    Column("usual_work", "f8", "people x months", "slowly smoothed service work ordered"),
    Column("flow", "f8", "money", "cash of this month by line of the cash flow statement", (len(LINES),)),
    Column("heirs", "i4", "row", "firms that its staff founded when it closed, -1 for none", (FOUNDERS,)),
    Column("staff_of_late", "f8", "people", "headcount, or more of it in the months past: who could found a firm"),
    Column("buyer", "i4", "row", "firm that has bought it and takes over next month, -1 for none"),
    Column("bidder", "i4", "row", "firm that would take it over this month, -1 for none"),
    Column("bid_for", "i8", "count", "id of the firm that it would take over this month, -1 for none"),
    Column("bid_luck", "f8", "share", "that chooses among several such firms"),
    Column("training_time", "f8", "share", "of engineers' time that it wants to spend on training"),
    Column("training_paid", "f8", "money", "courses that it pays for this month"),
    Column("asked", "i4", "month", "when it last asked a distributor for help, -100 for never"),
    Column("cooperation", "i4", "code", "conditional cooperator, free rider, hump-shaped or other; drawn once"),
    Column("member", "i4", "row", "community that it belongs to, -1 for none"),
    Column("member_since", "i4", "month", "when it joined"),
    Column("barred_until", "i4", "month", "before which it joins no community again"),
    Column("belief", "f8", "share", "what it expects other members to give"),
    Column("contribution", "f8", "share", "of a full contribution that it gives this month"),
    Column("community_trust", "f8", "share", "in its community"),
    Column("effort", "f8", "money", "its contribution at the cost of working time, this month"),
    Column("order_saving", "f8", "money", "work that the portal saves it this month"),
    Column("community_won", "f8", "money", "goods sold this month to customers that the community brought, at cost"),
    Column("community_skill", "f8", "share", "competence that it owes to its community"),
    Column("benefit", "f8", "money", "what the community brought it this month, as booked"),
    Column("net_benefit", "f8", "money / month", "smoothed benefit less effort"),
    Column("months_unserved", "i4", "months", "in which it got less than it gave"),
    Column("joint", "f8", "share", "readiness to bid and work together with peers"),
    Column("given_time", "f8", "people x months", "working time that it gave to its community this month"),
    Column("community_jobs", "f8", "people x months", "service work that peers handed to it this month"),
    Column("treatment", "i8", "code", "changes for some that treat it, a bit each"),
    Column("start_size", "f8", "people", "headcount when it entered"),
    Column("start_cash_days", "f8", "days", "outflows held in cash when it entered"),
    Column("start_competence", "f8", "share", "competence when it entered"),
    Column("start_age", "i4", "months", "age when it entered the record"),
)

SMOOTHING = 0.15  # weight of the newest month in forecasts (exponential smoothing)
OUTCOMES = 5  # an invoice is paid by the due day, one, two or three months late, or never

# Apart from the rest, because every order looks here at partners in no order: some 150 bytes, not 1,500.
DESK = (
    Column("weight", "f8", "ratio", "exp(utility) of its bids by segment, mean over goods; 0: bids for nothing", (3,)),
    Column("landed", "f8", "ratio", "landed cost of goods over usual list prices of month 0"),
    Column("room", "f8", "money", "credit and cash that can still bring goods this month"),
    Column("review", "f8", "share", "chance that one of its customers reviews it this month, by segment", (2,)),
    Column("bid", "f8", "money", "value of the purchases of others' customers that it bids for this month"),
    Column("won", "f8", "money", "of these what it can expect to win"),
    Column("defended", "f8", "money", "value of what its own customers put to tender this month"),
    Column("kept", "f8", "money", "of this what it can expect to keep"),
    Column("ordered", "f8", "money", "all orders placed with it this month, at cost"),
    Column("repeated", "f8", "money", "value of those by its own customers without a tender, by segment", (2,)),
    Column("contested", "f8", "money", "sold this month to others' customers and in tenders for projects, at cost"),
    Column("longer", "f8", "money x days", "of deliveries to firms with other terms than their segment's", (2,)),
    Column("orders", "f8", "count", "purchases that it delivers this month"),
    Column("consumers", "f8", "money", "goods sold to consumers this month, at cost"),
    Column("introduced", "f8", "money", "of the deliveries, to customers that its community brought, at cost"),
)


@rule
def due_month(days):
    """Whole months until money with these terms starts to come in, for sales spread over a month."""
    return int(days / 30.0)


@rule
def due_later(days):
    """Share of such money that comes one month later still: 45 days is half next month, half after.

    Sales are spread evenly over the month, so terms of 30 d + x days put x / 30 of it a month later.
    """
    return days / 30.0 - int(days / 30.0)


@rule
def own_stock_wanted(forecast, access, lead_days, stocked_share, lines, settings):
    """Base stock of a category at cost: cycle stock and safety stock over many lines (Arrow et al. 1951; Scarf 1960).

    ``access`` is the share of goods that can be sold from a distributor's warehouse; the rest waits for
    ``restock_days``. Safety stock grows with the root of demand, so small firms need more days of it.
    """
    days = access * lead_days + (1.0 - access) * settings.restock_days
    stocked = stocked_share * forecast
    cycle = 0.5 * stocked * days / 30.0
    pieces = settings.stock_unit * stocked * lines * days / 30.0
    return cycle + settings.stock_safety * math.sqrt(max(0.0, pieces))


@rule
def dust(partner):
    """Money that is nothing to a partner: a thousandth of a day's outflow.

    What is owed below it is settled, what is sold or bought below it did not happen: balances that only rounding
    left decide nothing, and the order in which firms stand in memory does not matter.
    """
    return DUST * partner.outflow_rate


@rule
def paid_staff(sales_staff, service_staff):
    """People on the payroll: all but the owner, who works in the firm and lives on its profit."""
    return max(0.0, sales_staff + service_staff - 1.0)


@rule
def newcomer_staff(kind):
    """People with whom a new firm starts: its founder, and an engineer where the kind serves."""
    return 1.0 + 0.5 * kind.service_share


@rule
def overhead_a_head(staff, kind):
    """Rent and administration of a month for each employee (money); large firms spend less."""
    return kind.overhead_per_head * max(1.0, staff) ** -kind.scale_economy


@rule
def overhead(staff, kind):
    """Rent and administration of a month (money)."""
    return kind.overhead_fixed + max(0.0, staff) * overhead_a_head(staff, kind)


@rule
def owner_injection(need, wealth):
    """What the owner puts in to cover a need: as far as own means go."""
    return max(0.0, min(need, wealth))


@rule
def kept_back(partner, running):
    """Cash (money) that a partner keeps before it pays suppliers what has only just fallen due.

    A month's ``running`` costs (wages and rent), or the buffer that its owner wants, up to a month's outflows:
    to pay a supplier some weeks late costs nothing, to be without money does (Boissay and Gropp 2007; Cunat 2007).
    """
    return max(running, min(1.0, partner.buffer_days / 30.0) * partner.outflow_rate)


@rule
def outside_income(partner, settings):
    """What the owner would earn elsewhere by now (money / month).

    Employers pay for years worked for employers: who works in a firm of its own falls behind what it could have
    earned, so fewer leave the longer they have been at it (Evans and Leighton 1989; Bruce and Schuetze 2004).
    A chain's alternative is its own trade, which does not age.
    """
    if partner.kind == RETAIL_CHAIN:
        return partner.outside_option
    return partner.outside_option * (1.0 - settings.experience_forgone) ** (partner.age / 12.0)


@rule
def cash_buffer(partner):
    """Cash (money) that its owner wants the firm to hold."""
    return partner.buffer_days / 30.0 * partner.outflow_rate


@rule
def lent_on(claims, stock, settings):
    """What a bank lends on assets (money): part of the claims and of the stock.

    Secured lending in proportion to assets, by advance rates (OCC, Comptroller's Handbook, Asset-Based Lending).
    Claims up to 90 days overdue are taken; later ones are written off here.
    """
    return settings.lent_on_claims * max(0.0, claims) + settings.lent_on_stock * max(0.0, stock)


@rule
def bank_limit(partner, settings):
    """What a bank would lend on a firm's assets (money)."""
    return lent_on(partner.receivables, partner.stock, settings)


@rule
def own_part(partner, settings):
    """Own capital (money) that a firm needs for the terms that it gives and the stock that it holds.

    What no bank lends on them: the margin of a secured loan.
    """
    return partner.receivables + partner.stock - bank_limit(partner, settings)


@rule
def bankable(partner, settings):
    """True for a firm whose loan a bank renews: own capital in proportion to assets, wages and tax paid."""
    assets = partner.cash + partner.receivables + partner.stock
    return partner.equity > settings.bank_capital * assets and partner.arrears_months == 0


@rule
def overdraft_granted(monthly_sales, overdraft_share):
    """The overdraft that a bank grants a firm that it trusts (money): months of its sales."""
    return overdraft_share * monthly_sales


@rule
def sales_capacity(partner, kind):
    """Goods (money a month, at landed cost) that a partner's sales people can sell."""
    return partner.sales_staff * kind.sales_per_head * partner.efficiency


@rule
def idle_sellers(partner, kind):
    """Sales people (full-time, the owner counted) whom present sales do not keep busy.

    What a newcomer's forecast still holds of the sales that it hoped for on founding keeps nobody busy.
    """
    hoped = kind.sales_per_head * (1.0 - SMOOTHING) ** partner.age
    busy = max(0.0, partner.forecast - hoped) * partner.selling / (kind.sales_per_head * partner.efficiency)
    return max(0.0, partner.sales_staff - busy)


@rule
def late_service(partner):
    """Part (share) of a partner's service work that waits from one month to the next."""
    return partner.waiting / (partner.waiting + partner.usual_work) if partner.waiting > 0.0 else 0.0


@rule
def own_elasticity(partner, line, settings):
    """The price elasticity of its sales of a category (``line``) as a partner sees it (ratio).

    It discounts at what its bank charges. Customers come and go whole, whatever they buy.
    """
    win_share = line.wins / line.bids if line.bids > 0.0 else USUAL_CHANCE
    keep_share = partner.kept / partner.defended if partner.defended > 0.0 else USUAL_KEPT
    return faced_elasticity(
        line.clientele,
        win_share,
        keep_share,
        partner.contested,
        partner.review_rate,
        settings.closing_rate / 12.0,
        settings.overdraft_rate / 12.0,
    )


@rule
def oldest_overdue(partner, accounts):
    """Days by which the oldest unpaid debt of a partner is overdue, wages and tax included."""
    days = 30.0 * partner.arrears_months
    for place in range(ACCOUNTS):
        for age in range(4):
            if accounts[place].overdue[age] > 0.0:
                days = max(days, 30.0 * age + 15.0)
    return days


# The decisions: (partner, its accounts, its kind, settings) -> one number, from the opening state only.


@rule
def own_selling_cost(partner, goods, kind, settings):
    """What it takes a partner to sell one more unit of a category (share of landed cost)."""
    desk = overhead_a_head(partner.sales_staff + partner.service_staff, kind)
    return selling_cost(goods.selling, settings.sales_wage, desk, kind.sales_per_head, partner.efficiency)


@rule
def line_markup(partner, line, goods, kind, settings):
    """Mark-up on a category for the month: part of the way from the present one to the wanted one (share).

    By ``rules.price``; what it takes this firm to sell goods of the category is in the price by all but the
    adaptive. Sellers are busy or idle with all goods alike, so it is the firm's whole sales that press on prices.
    """
    if settings.price_rule == ADAPTIVE:
        return adapted_markup(
            line.markup,
            line.forecast,
            line.normal_sales,
            line.stock,
            line.stock_target,
            line.seen_markup,
            settings.adaptive_step,
        )
    if settings.price_rule == FULL_COST:
        selling = partner.sales_staff * settings.sales_wage + overhead(partner.sales_staff, kind)
        output = sales_capacity(partner, kind)
        wanted = full_cost_markup(goods.selling * selling, output, settings.full_cost_profit)
    else:
        elasticity = own_elasticity(partner, line, settings)
        selling = own_selling_cost(partner, goods, kind, settings)
        wanted = wanted_markup(elasticity, selling, partner.forecast, partner.normal_sales, settings.demand_pressure)
    # Whoever watches its rivals does not ask for more than they do (claims S9: shops reprice).
    wanted += kind.repricing * min(0.0, line.seen_markup - wanted)
    speed = min(1.0, settings.price_adjustment * (1.0 + 2.0 * kind.repricing))
    return line.markup + speed * (wanted - line.markup)


@rule
def decide_markup(partner, lines, goods, kind, settings):
    """Mark-up for the month over all goods (share): the mean of ``line_markup`` weighted by usual sales.

    ``lines`` are the partner's categories, ``goods`` their settings.
    """
    total = 0.0
    markup = 0.0
    for category in range(lines.shape[0]):
        weight = max(lines[category].forecast, 1e-30)
        total += weight
        markup += weight * line_markup(partner, lines[category], goods[category], kind, settings)
    return markup / total


@rule
def selling_part(partner):
    """Sellers' part (share) of a partner's people, by which working time given away is theirs or the engineers'."""
    staff = partner.sales_staff + partner.service_staff
    return partner.sales_staff / staff if staff > 0.0 else 1.0


@rule
def decide_sales_staff(partner, accounts, kind, settings):
    """Sales staff wanted (people): hired for usual sales, let go with falling ones; the owner stays."""
    sales = min(partner.forecast, partner.normal_sales)
    given = partner.given_time * selling_part(partner)
    return max(1.0, sales * partner.selling / (kind.sales_per_head * partner.efficiency) + given)


@rule
def decide_service_staff(partner, accounts, kind, settings):
    """Engineers wanted (people) for the usual service work, less what it buys in, with slack for peaks."""
    work = min(partner.work_forecast, partner.usual_work) * (1.0 - partner.bought_in)
    return work * (1.0 + settings.staffing_slack) / settings.utilisation_ceiling


@rule
def decide_training(partner, accounts, kind, settings):
    """Part of engineers' time (share) that a partner is ready to spend in courses.

    What the courses cost in unbilled time counts: idle time first, and none without cash to spare.
    """
    buffer = cash_buffer(partner)
    if partner.service_staff <= 0.0 or partner.cash < 0.5 * buffer:
        return 0.0
    idle = max(0.0, 1.0 - partner.utilisation)
    return min(settings.longest_training, 0.5 * idle + 0.04)


@rule
def decide_withdrawal(partner, accounts, kind, settings):
    """What the owner takes out (money): profit, as far as there is cash above the wanted buffer.

    Only profit that was made and not yet taken (capital maintenance): money that customers or suppliers set free
    stays in the firm. So does the own part of its claims and stock, on which no bank lends.
    """
    spare = settings.draw_share * (partner.cash - cash_buffer(partner))
    free = partner.equity - own_part(partner, settings)
    return max(0.0, min(spare, partner.undrawn, free))


@rule
def decide_closing(partner, accounts, kind, settings):
    """Why a partner closes, from its own books and its owner's outside option alone; 0 for not at all.

    A firm that has been sold and paid for closes as acquired. Illiquidity (debts overdue too long) comes
    before over-indebtedness (equity negative too long; US equitable and balance-sheet insolvency). An owner
    who has gone without too much outside income gives up (Jovanovic 1982; claims S44): by choice where a sale of
    the assets pays all debts. Where it does not, the firm is over-indebted, for without a prospect of going
    on assets count at what a sale brings (German insolvency code, section 19), and liability is limited.
    ``rules.exit`` chooses among the rules of ``agents.leaving``.
    """
    if partner.buyer >= 0:
        return ACQUIRED
    if oldest_overdue(partner, accounts) > settings.illiquidity_days:
        return ILLIQUIDITY
    if settings.exit_rule != CASH and partner.months_in_debt >= settings.months_in_debt:
        return OVER_INDEBTEDNESS
    if gives_up_within(partner, outside_income(partner, settings), 0, settings):
        lost = settings.liquidation_loss * partner.stock
        for ahead in range(RING):
            lost += partner.defaulting[ahead]
        return VOLUNTARY if partner.equity >= lost else OVER_INDEBTEDNESS
    return STAYS
