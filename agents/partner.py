"""What every kind of partner carries: integrators, resellers, online shops and retail chains."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.labour import ROLES
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
    Column(
        "months_in_debt",
        "i4",
        "months",
        "since own capital, and an owner without employees, last covered its debts",
    ),
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
    Column(
        "appeal",
        "f8",
        "ratio",
        "how customers like it beside price, skill and delivery (units of utility; 0 is usual)",
    ),
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
def late_service(partner):
    """Part (share) of a partner's service work that waits from one month to the next."""
    return partner.waiting / (partner.waiting + partner.usual_work) if partner.waiting > 0.0 else 0.0
