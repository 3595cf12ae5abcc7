"""What every kind of partner carries and decides: integrators, resellers and online shops."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.parameter import Parameter
from agents.state import Column

INTEGRATOR, RESELLER, ONLINE_SHOP = 0, 1, 2
KINDS = ("integrator", "reseller", "online_shop")
STAYS, ILLIQUIDITY, OVER_INDEBTEDNESS, VOLUNTARY = 0, 1, 2, 3
CAUSES = ("", "illiquidity", "over_indebtedness", "voluntary")
INITIAL, SPIN_OFF, OUTSIDER = 0, 1, 2
ORIGINS = ("initial", "spin_off", "outsider")
ACCOUNTS = 3  # supplier accounts a partner can hold
FOUNDERS = 3  # employees of a closed firm who may found one (claims S8: two or three in good times)
RING = 9  # months ahead in which customers' money can come in: 120 days of terms, three months late

COLLECTIONS, SUPPLIERS, PAYROLL, OVERHEAD, INTEREST, TRAINING = 0, 1, 2, 3, 4, 5
COMMUNITY, TAX, OWNER, LOANS, OTHER = 6, 7, 8, 9, 10
LINES = ("collections", "suppliers", "payroll", "overhead", "interest", "training", "community",
         "tax", "owner", "loans", "other")  # fmt: skip

STATE = (
    Column("id", "i8", "count", "stable name of the partner; rows are storage only"),
    Column("kind", "i4", "code", "integrator, reseller or online shop"),
    Column("alive", "u1", "flag", "trades"),
    Column("closing", "i4", "code", "cause for which its books at the last month's end force or lead it to close"),
    Column("cause", "i4", "code", "cause of closing"),
    Column("entered", "i4", "month", "first month of trade; 0 for the partners the market starts with"),
    Column("closed", "i4", "month", "month of closing, -1 for alive"),
    Column("origin", "i4", "code", "initial, spin-off or outsider"),
    Column("parent", "i8", "count", "id of the firm it was spun off from, -1 for none"),
    Column("primary_at_start", "i4", "row", "its first distributor when it entered"),
    Column("age", "i4", "months", "since its founding"),
    Column("cash", "f8", "money", "in the bank"),
    Column("overdraft_used", "f8", "money", "drawn"),
    Column("overdraft_limit", "f8", "money", "granted by its bank"),
    Column("collect", "f8", "money", "invoices paid by the due day, by months ahead", (RING,)),
    Column("collect_late", "f8", "money", "invoices paid late, by months ahead", (RING,)),
    Column("turning_overdue", "f8", "money", "invoices that pass the due day unpaid, by months ahead", (RING,)),
    Column("defaulting", "f8", "money", "invoices that are never paid, by months until written off", (RING,)),
    Column("receivables", "f8", "money", "owed by customers"),
    Column("overdue_receivables", "f8", "money", "of these past the due day"),
    Column("stock", "f8", "money", "own goods, at cost"),
    Column("arrears", "f8", "money", "wages, rent, interest and tax that it could not pay"),
    Column("arrears_months", "i4", "months", "since it last had no arrears"),
    Column("tax_due", "f8", "money", "tax on profit owed"),
    Column("loss_carried", "f8", "money", "past losses to set against taxable profit"),
    Column("equity", "f8", "money", "own capital, kept by the profit and loss account"),
    Column("months_in_debt", "i4", "months", "since equity was last not negative"),
    Column("months_unrewarded", "i4", "months", "since the owner last earned as much as elsewhere"),
    Column("sales_staff", "f8", "people", "full-time, the owner counted"),
    Column("service_staff", "f8", "people", "full-time service engineers"),
    Column("competence", "f8", "share", "skill in services"),
    Column("efficiency", "f8", "ratio", "sales a head over the usual; drawn once"),
    Column("patience", "i4", "months", "that the owner bears earning less than elsewhere; drawn once"),
    Column("buffer_days", "f8", "days", "of outflows that the owner wants in cash; drawn once"),
    Column("owner_wealth", "f8", "money", "that the owner can still put in"),
    Column("outside_option", "f8", "money / month", "that the owner would earn elsewhere"),
    Column("expected_profit", "f8", "money / month", "smoothed profit after tax: the owner's income"),
    Column("markup", "f8", "share", "on the landed cost of goods"),
    Column("clientele", "f8", "ratio", "price sensitivity of its customers, weighted by sales"),
    Column("bids", "f8", "money / month", "smoothed value of projects it bid for"),
    Column("wins", "f8", "money / month", "smoothed value of projects it won"),
    Column("availability", "f8", "share", "smoothed part of the won projects that it could deliver"),
    Column("reach", "f8", "people", "shelf: its weight among sellers to consumers"),
    Column("forecast", "f8", "money / month", "smoothed cost of goods sold"),
    Column("normal_sales", "f8", "money / month", "slowly smoothed cost of goods sold"),
    Column("outflow_rate", "f8", "money / month", "smoothed cash paid out"),
    Column("credit_room", "f8", "money", "of these on credit"),
    Column("cash_room", "f8", "money", "of these against cash"),
    Column("sold", "f8", "money", "goods sold this month, at cost"),
    Column("stock_target", "f8", "money", "own stock wanted"),
    Column("backlog", "f8", "people x months", "service work ordered, by segment", (3,)),
    Column("relief", "f8", "share", "competence that its distributors' packages save it"),
    Column("package_share", "f8", "share", "of service work that its distributors' packages do"),
    Column("package_price", "f8", "share", "part of the service margin that the packages leave to it"),
    Column("sales_target", "f8", "people", "sales staff wanted"),
    Column("service_target", "f8", "people", "service staff wanted"),
    Column("owner_draw", "f8", "money", "that the owner takes this month"),
    Column("sales_product", "f8", "money", "this month"),
    Column("sales_service", "f8", "money", "this month"),
    Column("terms_granted", "f8", "days", "that this month's goods sales wait for money, on average"),
    Column("cost_of_goods", "f8", "money", "of this month's product sales"),
    Column("service_cost", "f8", "money", "wages of service staff and bought packages, this month"),
    Column("package_bought", "f8", "money", "service packages bought from distributors, this month"),
    Column("operating_profit", "f8", "money", "this month, before interest and tax"),
    Column("purchases", "f8", "money", "this month"),
    Column("orders", "i4", "count", "this month"),
    Column("payroll", "f8", "money", "due this month"),
    Column("utilisation", "f8", "share", "of service staff, this month"),
    Column("work_forecast", "f8", "people x months", "smoothed service work ordered"),
    Column("usual_work", "f8", "people x months", "slowly smoothed service work ordered"),
    Column("flow", "f8", "money", "cash of this month by line of the cash flow statement", (len(LINES),)),
    Column("heirs", "i4", "row", "firms that its staff founded when it closed, -1 for none", (FOUNDERS,)),
    Column("start_size", "f8", "people", "headcount when it entered"),
    Column("start_cash_days", "f8", "days", "outflows held in cash when it entered"),
    Column("start_competence", "f8", "share", "competence when it entered"),
    Column("start_age", "i4", "months", "age when it entered the record"),
)

OUTCOMES = 5  # an invoice is paid by the due day, one, two or three months late, or never

# Apart from the rest, because every tender looks here at five partners in no order: 152 bytes, not 1,500.
DESK = (
    Column("weight", "f8", "ratio", "exp(utility) of its bid, by segment; 0 when it does not bid", (3,)),
    Column("landed", "f8", "ratio", "landed cost of goods over vendors' list price of month 0"),
    Column("promise", "f8", "money", "goods that it can still promise this month, at cost"),
    Column("bid", "f8", "money", "value of the projects that it bid for this month"),
    Column("won", "f8", "money", "value of the projects that chose it this month"),
    Column("orders", "f8", "count", "projects that it delivers this month"),
    Column("consumers", "f8", "money", "goods sold to consumers this month, at cost"),
    Column(
        "invoices",
        "f8",
        "money",
        "goods sold to firms this month, at cost: corporate then smb, by outcome",
        (2 * OUTCOMES,),
    ),
)


def kind_parameters(kind: str, **defaults: tuple) -> tuple[Parameter, ...]:
    """The numbers that differ between kinds: ``name=(default, low, high, source, status)``."""
    declared = {
        "sales_per_head": ("money / month", None, "Goods that a sales employee of usual skill sells in a month, at "
            "landed cost."),
        "overhead_per_head": ("money / month", None, "Rent, tools and administration for each employee."),
        "overhead_fixed": ("money / month", None, "Costs that even the smallest firm bears."),
        "scale_economy": ("share", 0.5, "How overheads a head fall with size (exponent)."),
        "corporate_share": ("share", 1.0, "Readiness of such a partner to bid for corporate projects."),
        "smb_share": ("share", 1.0, "Readiness of such a partner to bid for projects of small and medium firms."),
        "consumer_share": ("share", 1.0, "Part of its sales effort that faces consumers."),
        "stocked_share": ("share", 1.0, "Share of its sales in lines that it would stock itself."),
        "service_share": ("share", 1.0, "Part of customers' service wishes that such a partner takes up."),
        "competence_at_start": ("share", 1.0, "Mean competence of such a partner when the market starts."),
        "staff_at_start": ("people", None, "Mean sales staff of such a partner when the market starts."),
        "size_tail": ("ratio", 10.0, "Tail exponent of the opening sizes (Axtell 2001: about 1.06)."),
        "entrants": ("share / year", 5.0, "Would-be entrants a year from outside, per partner of this kind at the "
            "start, when such a firm pays as well as the owner's outside option."),
    }  # fmt: skip
    made = []
    for name, (unit, maximum, tip) in declared.items():
        default, low, high, source, status = defaults[name]
        role = "constant" if name in ("staff_at_start", "size_tail") else "uncertainty"
        made.append(
            Parameter(f"partners.{kind}.{name}", unit, default, low, high, 0.0, maximum, role, source, status, tip)
        )
    return tuple(made)


PARAMETERS = (
    Parameter("partners.entry_cash_days", "days", 27.0, 15.0, 60.0, 0.0, 100000.0, "uncertainty",
        "JPMorgan Chase Institute: median small firm holds 27 days", "verified",
        "Days of outflows that the median partner holds in cash at the start, and wants to hold."),
    Parameter("partners.cash_spread", "ratio", 0.85, 0.3, 1.2, 0.0, 3.0, "uncertainty",
        "JPMorgan Chase Institute: quartiles of about 13 and 62 days", "recalled",
        "Standard deviation of the logarithm of these days across partners."),
    Parameter("partners.efficiency_spread", "ratio", 0.12, 0.05, 0.25, 0.0, 1.0, "uncertainty",
        "Jovanovic 1982: firms differ in efficiency and learn it by trading", "judgement",
        "Standard deviation of the logarithm of sales a head across new firms."),
    Parameter("partners.opening_efficiency", "ratio", 1.06, 1.0, 1.2, 0.1, 10.0, "constant",
        "selection among living firms; measured in long runs of the model", "judgement",
        "Mean efficiency of the partners that the market starts with, over that of new firms."),
    Parameter("partners.outside_option", "ratio", 0.5, 0.6, 1.8, 0.0, 100.0, "uncertainty",
        "claims S44; Jovanovic 1982", "judgement",
        "What a founder would earn as an employee elsewhere, in wages."),
    Parameter("partners.outside_spread", "ratio", 0.3, 0.1, 0.6, 0.0, 3.0, "uncertainty",
        "no source", "judgement", "Standard deviation of the logarithm of owners' outside options."),
    Parameter("partners.owner_patience", "months", 44, 12, 72, 1, 600, "uncertainty",
        "no source", "judgement",
        "Mean months that an owner bears earning less than elsewhere before giving up.", integer=True),
    Parameter("partners.patience_spread", "ratio", 1.15, 0.5, 1.5, 0.0, 3.0, "uncertainty",
        "no source; chosen for the share of new firms that close in the first year (facts B4)", "judgement",
        "Standard deviation of the logarithm of owners' patience."),
    Parameter("partners.owner_wealth", "months", 2.5, 2.0, 24.0, 0.0, 1200.0, "uncertainty",
        "no source", "judgement",
        "Months of outside income that an owner can put into the firm in need."),
    Parameter("partners.draw_share", "share", 0.35, 0.1, 0.6, 0.0, 1.0, "uncertainty",
        "no source", "judgement",
        "Part of the cash above the wanted buffer that an owner takes out in a month."),
    Parameter("partners.capital_kept", "months", 0.25, 0.0, 1.0, 0.0, 24.0, "uncertainty",
        "no source", "judgement", "Months of outflows that must stay in the firm as own capital."),
    Parameter("partners.price_adjustment", "share", 0.1, 0.03, 0.3, 0.0, 1.0, "uncertainty",
        "Cyert and March 1963; Delli Gatti et al. 2011: prices adapt in steps", "recalled",
        "Part of the way to its wanted mark-up that a partner goes in a month."),
    Parameter("partners.demand_pressure", "ratio", 0.3, 0.0, 0.8, 0.0, 5.0, "uncertainty",
        "claims S14: margins fall when volumes fall", "judgement",
        "Change of the wanted mark-up for a change of sales against their usual level."),
    Parameter("partners.overdraft_share", "months", 0.1, 0.0, 0.6, 0.0, 24.0, "uncertainty",
        "no source", "judgement", "Overdraft that banks grant, in months of a sound partner's sales."),
    Parameter("partners.stock_unit", "money", 0.3, 0.1, 1.0, 0.0, None, "uncertainty",
        "chosen for 15 and 60 stock days with and without a warehouse (facts B0)", "judgement",
        "Value of a typical piece of goods."),
    Parameter("partners.stock_lines", "count", 50.0, 20.0, 100.0, 0.0, 100000.0, "uncertainty",
        "as above", "judgement", "Lines that a partner needs for all occasions."),
    Parameter("partners.stock_safety", "ratio", 1.65, 1.0, 2.3, 0.0, 6.0, "uncertainty",
        "Arrow, Harris and Marschak 1951: 95 % service", "recalled",
        "Normal deviations of demand that a partner's safety stock covers."),
    Parameter("partners.stock_ageing", "share", 0.01, 0.005, 0.03, 0.0, 1.0, "uncertainty",
        "no source; IT goods lose about a tenth of their value a year", "judgement",
        "Value that own stock loses in a month."),
    Parameter("partners.restock_days", "days", 30.0, 14.0, 45.0, 0.0, 90.0, "uncertainty",
        "facts B0", "judgement", "Days to restock when the distributor's warehouse is closed to a partner."),
    Parameter("partners.illiquidity_days", "days", 90.0, 60.0, 120.0, 30.0, 120.0, "uncertainty",
        "Russian insolvency law of the time: three months (rules.md)", "recalled",
        "Days that a debt may be overdue before the firm is insolvent."),
    Parameter("partners.months_in_debt", "months", 6, 3, 12, 1, 120, "uncertainty",
        "German insolvency code, section 19 (rules.md)", "recalled",
        "Months of negative equity after which a firm closes as over-indebted.", integer=True),
    Parameter("partners.founder_chance", "share", 0.35, 0.1, 0.8, 0.0, 1.0, "uncertainty",
        "Klepper 2001; claims S8", "judgement",
        "Chance that a skilled employee of a closed firm founds a new one when it pays as well as a job."),
    Parameter("partners.founder_wealth", "months", 40.0, 10.0, 80.0, 0.0, 1200.0, "uncertainty",
        "no source", "judgement", "Start capital of the median founder, in months of a wage."),
    Parameter("partners.entry_response", "ratio", 1.5, 0.5, 4.0, 0.0, 20.0, "uncertainty",
        "Hopenhayn 1992: entry follows expected profit", "recalled",
        "Elasticity of entry to what living firms of the kind earn over the outside option."),
    Parameter("partners.entrant_contacts", "count", 60.0, 20.0, 100.0, 0.0, 1000.0, "uncertainty",
        "no source", "judgement", "Firms that ask a new partner for bids from its first month."),
    Parameter("labour.sales_wage", "money / month", 2.0, 1.5, 3.0, 0.0, None, "uncertainty",
        "money is scaled so that a wage is 2; facts B2 give the ratios", "judgement",
        "Wage and charges of a sales employee."),
    Parameter("labour.service_wage", "money / month", 2.0, 1.5, 3.0, 0.0, None, "uncertainty",
        "facts B2: service gross margin 25-50 % at the service price", "judgement",
        "Wage and charges of a service engineer, paid whether busy or not."),
    Parameter("labour.hiring_speed", "share", 0.12, 0.05, 0.3, 0.0, 1.0, "uncertainty",
        "claims S51: two to four quarters", "judgement",
        "Part of the gap between wanted and actual staff that is closed in a month."),
    Parameter("labour.severance", "months", 0.5, 0.0, 3.0, 0.0, 24.0, "uncertainty",
        "no source", "judgement", "Wages paid to an employee who is let go."),
    Parameter("labour.utilisation_ceiling", "share", 0.85, 0.7, 0.95, 0.01, 1.0, "uncertainty",
        "no source", "judgement", "Part of paid time that a service engineer can bill."),
    Parameter("labour.staffing_slack", "share", 0.12, 0.0, 0.3, 0.0, 2.0, "uncertainty",
        "no source", "judgement", "Spare capacity that a partner staffs for peaks of service work."),
    Parameter("labour.backlog_kept", "share", 0.95, 0.5, 1.0, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Part of the service work not done in a month for which customers wait."),
    Parameter("learning.by_doing", "share / month", 0.055, 0.02, 0.1, 0.0, 1.0, "uncertainty",
        "chosen to keep competence level at the base forgetting rate", "judgement",
        "Part of the missing competence that a fully busy month teaches."),
    Parameter("learning.forgetting_rate", "share / year", 0.30, 0.0, 0.97, 0.0, 1.0, "uncertainty",
        "Argote (3 % kept) against Thompson 2007 (near all kept); facts B8 base 70 %", "verified",
        "Competence lost in a year without practice. Contested: sweep it."),
    Parameter("learning.newcomer_competence", "share", 0.3, 0.1, 0.6, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Competence of a newly hired engineer, over the firm's own."),
    Parameter("partners.credit_value", "share / year", 0.30, 0.18, 0.45, 0.0, 10.0, "uncertainty",
        "between an overdraft and the 44.6 % a year of 2/10 net 30 (facts B3)", "recalled",
        "What a year of deferment is worth to a partner that is not short, as a share of the purchase."),
    Parameter("finance.deposit_spread", "share / year", 0.02, 0.0, 0.05, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "How far interest on a distributor's spare cash lies below its bank line's."),
    Parameter("finance.overdraft_rate", "share / year", 0.18, 0.12, 0.30, 0.0, 10.0, "uncertainty",
        "funding rate and a margin of four points", "judgement", "Interest on partners' overdrafts."),
    Parameter("finance.funding_rate", "share / year", 0.14, 0.10, 0.22, 0.0, 10.0, "uncertainty",
        "Bank of Russia 2014-15: 10.5-17 %", "verified", "Interest on distributors' bank lines."),
    Parameter("finance.loss_given_default", "share", 0.70, 0.35, 0.90, 0.0, 1.0, "uncertainty",
        "facts B3: 60-90 % for unsecured trade claims", "recalled",
        "Part of its claim that a supplier loses when a partner becomes insolvent."),
    Parameter("finance.tax_rate", "share", 0.20, 0.15, 0.30, 0.0, 1.0, "constant",
        "Russian profit tax 2009-2024: 20 %", "recalled", "Tax on profit."),
    Parameter("finance.liquidation_loss", "share", 0.30, 0.1, 0.6, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Value that own stock loses when a firm is wound up by choice."),
)  # fmt: skip


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
def own_stock_wanted(forecast, access, lead_days, kind, settings):
    """Base stock at cost: cycle stock and safety stock over many lines (Arrow et al. 1951; Scarf 1960).

    ``access`` is the share of goods that can be sold from a distributor's warehouse; the rest waits for
    ``restock_days``. Safety stock grows with the root of demand, so small firms need more days of it.
    """
    days = access * lead_days + (1.0 - access) * settings.restock_days
    stocked = kind.stocked_share * forecast
    cycle = 0.5 * stocked * days / 30.0
    pieces = settings.stock_unit * stocked * settings.stock_lines * days / 30.0
    return cycle + settings.stock_safety * math.sqrt(max(0.0, pieces))


@rule
def wanted_markup(clientele, win_share, sales, normal_sales, demand_pressure):
    """Mark-up that a partner aims at: the best answer of a bidder in a logit market.

    With price sensitivity eta and the share w of bids won, the elasticity is eta (1 - w) and the Lerner
    mark-up 1 / (elasticity - 1) (Anderson, de Palma and Thisse 1992); it is cut when sales lie below
    their usual level and raised when above (Cyert and March 1963; claims S14).
    """
    elasticity = max(1.5, clientele * (1.0 - min(0.9, win_share)))
    markup = 1.0 / (elasticity - 1.0)
    pressure = 0.0
    if normal_sales > 0.0:
        pressure = demand_pressure * (sales / normal_sales - 1.0)
    return markup * max(0.2, 1.0 + min(0.5, pressure))


@rule
def paid_staff(sales_staff, service_staff):
    """People on the payroll: all but the owner, who works in the firm and lives on its profit."""
    return max(0.0, sales_staff + service_staff - 1.0)


@rule
def overhead(staff, kind):
    """Rent and administration of a month; large firms spend less a head."""
    if staff <= 0.0:
        return kind.overhead_fixed
    return kind.overhead_fixed + kind.overhead_per_head * staff * max(1.0, staff) ** -kind.scale_economy


@rule
def owner_injection(need, wealth):
    """What the owner puts in to cover a need: as far as own means go."""
    return max(0.0, min(need, wealth))


@rule
def learned(competence, utilisation, settings):
    """Competence after a month of doing and forgetting (Argote; Thompson 2007)."""
    gain = settings.by_doing * utilisation * (1.0 - competence)
    kept = (1.0 - settings.forgetting_rate) ** (1.0 / 12.0)
    return min(1.0, (competence + gain) * kept)


@rule
def overdraft_granted(monthly_sales, equity, overdraft_share):
    """A bank's overdraft limit: months of sales for a firm whose own capital is not used up."""
    return overdraft_share * monthly_sales if equity > 0.0 else 0.0


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
def decide_markup(partner, accounts, kind, settings):
    """Mark-up for the month: part of the way from the present one to the wanted one (share)."""
    win_share = partner.wins / partner.bids if partner.bids > 0.0 else 0.2
    wanted = wanted_markup(
        partner.clientele, win_share, partner.forecast, partner.normal_sales, settings.demand_pressure
    )
    return partner.markup + settings.price_adjustment * (wanted - partner.markup)


@rule
def decide_sales_staff(partner, accounts, kind, settings):
    """Sales staff wanted, the owner counted (people): hired for usual sales, let go with falling ones."""
    sales = min(partner.forecast, partner.normal_sales)
    return max(0.5, sales / (kind.sales_per_head * partner.efficiency))


@rule
def decide_service_staff(partner, accounts, kind, settings):
    """Engineers wanted (people) for the usual service work, less what packages do, with slack for peaks."""
    work = min(partner.work_forecast, partner.usual_work) * (1.0 - partner.package_share)
    return work * (1.0 + settings.staffing_slack) / settings.utilisation_ceiling


@rule
def decide_withdrawal(partner, accounts, kind, settings):
    """What the owner takes out (money): part of the cash above the wanted buffer.

    Own capital stays at ``capital_kept`` months of outflows or above (capital maintenance).
    """
    buffer = partner.buffer_days / 30.0 * partner.outflow_rate
    free = partner.equity - settings.capital_kept * partner.outflow_rate
    return max(0.0, min(settings.draw_share * (partner.cash - buffer), free))


@rule
def decide_closing(partner, accounts, kind, settings):
    """Why a partner closes, from its own books and its owner's outside option alone; 0 for not at all.

    Illiquidity (debts overdue too long) comes before over-indebtedness (equity negative too long); an
    owner who has long earned less than elsewhere gives up while a sale of the firm's assets still pays
    its debts (US equitable and balance-sheet insolvency; Jovanovic 1982; claims S44).
    """
    if oldest_overdue(partner, accounts) > settings.illiquidity_days:
        return ILLIQUIDITY
    if partner.months_in_debt >= settings.months_in_debt:
        return OVER_INDEBTEDNESS
    if partner.months_unrewarded >= partner.patience:
        lost = settings.liquidation_loss * partner.stock
        for ahead in range(RING):
            lost += partner.defaulting[ahead]
        if partner.equity >= lost:
            return VOLUNTARY
    return STAYS
