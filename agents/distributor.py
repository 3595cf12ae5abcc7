"""Distributors: they buy from vendors, keep a warehouse, and decide whom they give credit."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.parameter import Parameter
from agents.state import Column
from agents.statement import DISTRIBUTOR_STATEMENT

PREPAYMENT, STANDARD, FRAMEWORK = 0, 1, 2
MODES = ("prepayment", "standard", "framework")
CREDIT, WAREHOUSE, PACKAGE = 0, 1, 2  # instruments that a partner must know to use (claims S45)
UNAWARE, AWARE, USES = 0, 1, 2
DUE_MONTHS = 6  # places for what falls due: terms of up to 120 days and the month after

STATE = (
    Column("alive", "u1", "flag", "trades"),
    Column("focal", "u1", "flag", "its results are told first"),
    Column("closing", "u1", "flag", "its books at the last month's end force it to close"),
    Column("closed", "i4", "month", "when it closed, -1 for alive"),
    Column("cash", "f8", "money", "in the bank"),
    Column("deposit", "f8", "money", "cash left at the last month's end, which earned interest since"),
    Column("bank_debt", "f8", "money", "drawn from its bank line"),
    Column("bank_line", "f8", "money", "limit of its bank line"),
    Column("stock", "f8", "money", "goods in the warehouse, at cost"),
    Column("payable", "f8", "money", "owed to vendors, by months until due", (DUE_MONTHS,)),
    Column("advances", "f8", "money", "prepaid by partners and not yet delivered"),
    Column("receivables", "f8", "money", "owed by partners"),
    Column("tax_due", "f8", "money", "tax on profit owed"),
    Column("loss_carried", "f8", "money", "past losses to set against taxable profit"),
    Column("equity", "f8", "money", "own capital, moved by the lines of the statement alone"),
    Column("equity_before", "f8", "money", "own capital at the month's start"),
    Column("statement", "f8", "money", "profit and loss of this month by line", (len(DISTRIBUTOR_STATEMENT),)),
    Column("tightness", "f8", "share", "of the credit that partners usually take and it can fund this month"),
    Column("refused", "f8", "money", "credit that contracts allowed and it could not fund this month"),
    Column("unpaid", "f8", "money", "owed to vendors past the due day"),
    Column("months_unpaid", "i4", "months", "since it last paid vendors in full"),
    Column("forecast", "f8", "money / month", "smoothed sales, at its own cost"),
    Column("price", "f8", "ratio", "price to partners over vendors' list price of month 0"),
    Column("sales", "f8", "money", "to partners this month"),
    Column("cost_of_sales", "f8", "money", "of the goods sold this month"),
    Column("orders", "f8", "money", "ordered from vendors this month"),
    Column("fees", "f8", "money", "owed this month for a paid pond and credit insurance"),
    Column("taught", "f8", "money", "training that partners took up this month"),
    Column("engineers", "f8", "people", "of partners that may take its training, this month"),
    Column("package_staff", "f8", "people", "its own engineers, who do packaged work; paid whether busy or not"),
    Column("package_openings", "f8", "people", "engineers whom it would hire this month"),
    Column("package_asked", "f8", "people x months", "packaged work that partners ask for this month"),
    Column("package_served", "f8", "share", "of it that its engineers can do"),
    Column("package_work", "f8", "people x months", "smoothed packaged work asked for"),
    Column("package_market", "f8", "people x months", "its partners' usual service work, by what they buy from it"),
    Column("funds", "f8", "money", "marketing funds earned and not yet used"),
    Column("quarter_orders", "f8", "money", "ordered from vendors in this quarter"),
    Column("quarter_level", "f8", "money", "the same with the season taken out"),
    Column("usual_quarter", "f8", "money", "smoothed orders of a quarter, season taken out"),
    Column("usual_forecast", "f8", "money / month", "slowly smoothed sales, at its own cost"),
    Column("discount", "f8", "share", "off its price this month"),
    Column("push", "f8", "share", "effect of extra sales effort, after habit"),
    Column("push_habit", "f8", "share", "sales effort that partners have become used to"),
    Column("lines", "f8", "share", "of the full assortment that it carries, weighted by what partners want"),
    Column("exchanged", "f8", "share", "of its assortment that changed origin this month"),
    Column("fit", "f8", "share", "of what customers want that its assortment matches"),
    Column("availability", "f8", "share", "of order lines on the shelf: fill rate, lines and fit"),
    Column("lever_spend", "f8", "money", "what its levers cost this month"),
)

ACCOUNT = (
    Column("distributor", "i4", "row", "the supplier, -1 for none"),
    Column("mode", "i4", "code", "prepayment, standard or framework"),
    Column("limit", "f8", "money", "credit limit of this contract"),
    Column("used", "f8", "money", "owed on this account"),
    Column("funded", "f8", "money", "new credit that the distributor can fund this month"),
    Column("score", "f8", "share", "estimated yearly probability of default at its last review"),
    Column("due", "f8", "money", "owed, by months until due", (DUE_MONTHS,)),
    Column("overdue", "f8", "money", "owed past the due day: up to 1, 2, 3 and more months", (4,)),
    Column("advance", "f8", "money", "prepaid for goods under way"),
    Column("average_purchases", "f8", "money / month", "smoothed purchases from this distributor"),
    Column("trust", "f8", "share", "relationship: rises with trade on time, falls when orders are stopped"),
    Column("share", "f8", "share", "wanted part of the partner's purchases"),
    Column("stopped", "u1", "flag", "deliveries on credit stopped for overdue debt"),
    Column("stage", "u1", "code", "credit, warehouse, package: 0 unaware, 1 aware, 2 uses it", (3,)),
    Column("paid_pond", "u1", "flag", "opened through somebody else's network for a fee"),
    Column("loyalty", "f8", "share", "trust that it never falls below: what a rescue leaves"),
    Column("bridge", "f8", "money", "limit added by a rescue"),
    Column("purchases", "f8", "money", "this month"),
    Column("carried", "f8", "share", "of what the partner planned to buy here this month, on credit"),
    Column("orders", "i4", "count", "this month"),
    Column("terms_days", "f8", "days", "terms of this month's purchases"),
    Column("given", "u1", "flag", "with the distributor that the scenario's file of partners names"),
    Column("own_days", "f8", "days", "terms agreed with this partner beyond the distributor's policy"),
    Column("own_limit", "f8", "ratio", "limit agreed with this partner over the policy's, less one"),
)

PARAMETERS = (
    Parameter("distributors.markup", "share", 0.0725, 0.05, 0.10, 0.0, 1.0, "uncertainty",
        "TD Synnex and Ingram Micro 2023-24: gross margin 6.6-7.2 %", "verified",
        "Mark-up of distributors' prices over vendors' list price."),
    Parameter("distributors.operating_cost", "share", 0.031, 0.02, 0.05, 0.0, 1.0, "uncertainty",
        "facts B1: gross margin less operating margin of 2-2.7 %, less the costs booked apart", "verified",
        "Running costs of a distributor as a share of its usual sales; two thirds are fixed."),
    Parameter("distributors.stock_days", "days", 22.0, 15.0, 35.0, 0.0, 365.0, "uncertainty",
        "facts B1: days inventory 25-35 with safety stock", "recalled",
        "Days of sales that a distributor stocks before safety stock."),
    Parameter("distributors.bank_line_ratio", "ratio", 2.5, 1.0, 4.0, 0.0, 100.0, "uncertainty",
        "no source; a line of usual drawings with about 80 % headroom", "judgement",
        "Limit of a distributor's bank line as a multiple of its own capital."),
    Parameter("distributors.line_margin", "share / year", 0.04, 0.0, 0.1, 0.0, 1.0, "uncertainty",
        "no source; banks price lines by use", "judgement",
        "What the use of its whole bank line adds to a distributor's interest rate."),
    Parameter("distributors.vendor_patience", "months", 3, 1, 6, 1, 120, "uncertainty",
        "Russian insolvency law of the time: three months", "recalled",
        "Months without paying vendors in full after which a distributor fails.", integer=True),
    Parameter("distributors.equity_months", "months", 0.5, 0.3, 1.0, 0.01, 12.0, "uncertainty",
        "no source; own funds of a broadliner are 3-6 % of yearly sales", "judgement",
        "Own capital of a distributor in months of its sales; profit above it is paid out."),
    Parameter("distributors.per_partner", "count", 2.5, 1.0, 3.0, 1.0, 3.0, "uncertainty",
        "Channelnomics with GTDC: 2-3 distributors a partner", "verified",
        "Mean number of distributors that a partner has accounts with (1 to 3)."),
    Parameter("distributors.price_sensitivity", "ratio", 40.0, 20.0, 80.0, 0.0, 500.0, "uncertainty",
        "no source; goods of two distributors are the same", "judgement",
        "How strongly the logarithm of the landed price counts when a partner chooses where to buy."),
    Parameter("distributors.switching_cost", "ratio", 1.0, 0.3, 2.0, 0.0, 20.0, "uncertainty",
        "Channelnomics: most partners have a preferred primary distributor", "recalled",
        "Head start of a fully trusted distributor when a partner chooses where to buy, in logit units."),
    Parameter("distributors.review_noise", "ratio", 0.8, 0.2, 1.5, 0.0, 10.0, "uncertainty",
        "no source; scores are noisy", "judgement",
        "Error of a distributor's credit score, in units of the logarithm of the odds of default."),
    Parameter("distributors.newcomer_months", "months", 6, 0, 24, 0, 120, "uncertainty",
        "OCS 2006: newcomers are the exception from dealer credit", "verified",
        "Months of trade before a new partner can be granted credit.", integer=True),
    Parameter("distributors.stop_ship_days", "days", 30.0, 15.0, 60.0, 0.0, 90.0, "uncertainty",
        "practice: deliveries stop when debts are overdue", "judgement",
        "Days overdue after which a distributor delivers no more on credit."),
    Parameter("distributors.prepayment_days", "days", 10.0, 5.0, 20.0, 0.0, 30.0, "uncertainty",
        "facts B0: prepayment 10 days ahead", "judgement",
        "Days by which a partner pays before delivery when it has no credit."),
    Parameter("levers.focal.credit.mode", "choice", "standard", None, None, None, None, "lever",
        "OCS 2006: practically all normal dealers use dealer credit", "verified",
        "Prepayment: nobody buys on credit. Standard: credit by score and past purchases. Framework: an agreement "
        "whose limit follows the partner's whole business.", choices=MODES),
    Parameter("levers.focal.credit.deferment_days", "days", 30.0, 0.0, 90.0, 0.0, 120.0, "lever",
        "usual net 30 (recalled); facts B3", "recalled",
        "Days after delivery when a partner with credit pays this distributor."),
    Parameter("levers.focal.credit.limit_months", "months", 2.0, 0.5, 4.0, 0.0, 24.0, "lever",
        "practice: limit = k x average monthly purchases", "judgement",
        "Credit limit in months of the partner's usual purchases."),
    Parameter("levers.focal.credit.cutoff", "share", 0.20, 0.05, 0.50, 0.0, 1.0, "lever",
        "facts B0: break-even probability of default about 28 % a year at 30 days", "verified",
        "Highest estimated yearly probability of default at which credit is granted."),
    Parameter("levers.focal.services.package_depth", "share", 0.0, 0.0, 0.8, 0.0, 1.0, "lever",
        "no source", "judgement",
        "Part of a service job that this distributor's package takes off a partner's hands; it lowers the "
        "competence needed and uses the distributor's engineers."),
    Parameter("levers.focal.services.partner_margin_share", "share", 0.6, 0.0, 1.0, 0.0, 1.0, "lever",
        "no source", "judgement",
        "Partner's share of the margin on the packaged part of a service."),
    Parameter("levers.focal.stock.fill_rate", "share", 0.95, 0.85, 0.99, 0.0, 0.999, "lever",
        "fill rate (Scarf 1960)", "recalled",
        "Share of order lines that this distributor has on the shelf."),
    Parameter("levers.focal.stock.lead_days", "days", 3.0, 1.0, 10.0, 0.0, 30.0, "lever",
        "no source", "judgement",
        "Days from a partner's order to delivery from this distributor's warehouse."),
    Parameter("levers.focal.stock.warehouse_access", "share", 0.8, 0.0, 1.0, 0.0, 1.0, "lever",
        "claims S45-S47: the partner used neither warehouse nor credit line", "judgement",
        "Share of this distributor's assortment that partners may sell straight from its warehouse."),
    Parameter("levers.focal.credit.rescue", "share", 0.0, 0.0, 1.0, 0.0, 1.0, "lever",
        "claims S23, S49", "judgement",
        "Share of the partners asking for help, and judged worth it, that this distributor is prepared to rescue: "
        "overdue debts are spread over months and a framework agreement is made."),
    Parameter("levers.focal.credit.rescue_screening", "share", 1.0, 0.0, 1.0, 0.0, 1.0, "lever",
        "claims S23: viability screening matters", "judgement",
        "How far the decision to rescue follows the score of the partner's viability; at 0 all who ask are alike."),
    Parameter("levers.focal.credit.insurance", "share", 0.0, 0.0, 0.95, 0.0, 1.0, "lever",
        "facts B3: cover of 85-95 %", "recalled",
        "Part of its claims on partners that this distributor insures, for a premium on what it sells on credit."),
    Parameter("levers.focal.community.budget", "money / month", 0.0, 0.0, 60.0, 0.0, None, "lever",
        "claims S30-S40", "judgement",
        "What this distributor spends on a community of its partners in a month."),
    Parameter("levers.focal.community.portal_share", "ratio", 0.3, 0.0, 1.0, 0.0, 1.0, "lever",
        "claims S38", "judgement",
        "Weight of the portal in that budget. Portal, training and management are divided by their weights."),
    Parameter("levers.focal.community.training_share", "ratio", 0.4, 0.0, 1.0, 0.0, 1.0, "lever",
        "claims S37", "judgement", "Weight of training for members in that budget."),
    Parameter("levers.focal.community.management_share", "ratio", 0.3, 0.0, 1.0, 0.0, 1.0, "lever",
        "claims S39", "judgement",
        "Weight of managing the community in that budget: rules, moderation, recognition, exclusion."),
    Parameter("levers.focal.community.openness", "share", 0.5, 0.0, 1.0, 0.0, 1.0, "lever",
        "claims S39, S54", "judgement",
        "How openly the distributor deals with members; they trust it more and show it their books."),
    Parameter("levers.focal.training.budget", "money / month", 0.0, 0.0, 60.0, 0.0, None, "lever",
        "claims S19, S37", "judgement",
        "Training that this distributor offers to its partners' engineers in a month."),
    Parameter("levers.focal.price.discount", "share", 0.0, 0.0, 0.03, 0.0, 0.5, "lever",
        "claims S27", "judgement", "Cut of this distributor's prices to partners."),
    Parameter("levers.focal.push.budget", "money / month", 0.0, 0.0, 100.0, 0.0, None, "lever",
        "claims S28", "judgement", "What this distributor spends on extra sales effort in a month."),
    Parameter("levers.focal.portfolio.breadth", "share", 1.0, 0.5, 1.0, 0.05, 1.0, "lever",
        "claims S29", "judgement", "Share of the full assortment, popular lines and others alike, that it carries."),
    Parameter("levers.focal.portfolio.pruning", "share", 0.0, 0.0, 0.5, 0.0, 0.95, "lever",
        "claims S29: the ballast of unprofitable products", "judgement",
        "Share of the lines that it drops, the least sold first."),
    Parameter("levers.focal.portfolio.agility", "share / month", 0.08, 0.02, 0.4, 0.0, 1.0, "lever",
        "claims S24", "judgement",
        "Part of the way to what customers want by vendors' origin that its assortment goes in a month."),
    Parameter("levers.focal.recruiting.budget", "money / month", 0.0, 0.0, 40.0, 0.0, None, "lever",
        "claims S33: nobody's pond", "judgement",
        "What this distributor spends on winning partners in the open market in a month."),
    Parameter("levers.focal.pond.paid_share", "share", 0.0, 0.0, 1.0, 0.0, 1.0, "lever",
        "claims S41: somebody who already has such a network", "judgement",
        "Part of somebody else's network of partners to which this distributor buys access."),
    Parameter("distributors.uptake_at_start", "share", 0.95, 0.7, 1.0, 0.0, 1.0, "uncertainty",
        "claims S45; OCS 2006: practically all normal dealers use dealer credit", "verified",
        "Chance that a new partner already knows and uses an instrument that its distributor offers."),
    Parameter("distributors.contact_rate", "share / month", 0.06, 0.02, 0.2, 0.0, 1.0, "uncertainty",
        "claims S45; Rogers", "judgement",
        "Chance a month that a partner learns of an instrument, and again that it takes it up, at full contact."),
    Parameter("distributors.insolvency_noise", "share", 0.05, 0.01, 0.15, 0.0, 10.0, "uncertainty",
        "no source", "judgement",
        "Error of a distributor's estimate of a partner's potential profit, as a share of its sales."),
    Parameter("distributors.rescue_bar", "share", 0.0, -0.02, 0.03, -1.0, 1.0, "uncertainty",
        "no source", "judgement", "Estimated potential profit on sales from which a partner counts as viable."),
    Parameter("distributors.rescue_months", "months", 1.0, 0.5, 3.0, 0.0, 24.0, "uncertainty",
        "no source", "judgement", "Limit that a rescue adds, in months of the partner's purchases."),
    Parameter("distributors.rescue_cost", "money", 2.0, 0.5, 6.0, 0.0, None, "uncertainty",
        "no source; a month of one employee", "judgement", "Work of a rescue: talks, plan, papers."),
    Parameter("distributors.push_reach", "share", 0.004, 0.002, 0.01, 0.0, 1.0, "uncertainty",
        "claims S32: classic levers saturate", "judgement",
        "Extra sales effort, over usual sales, that brings two thirds of all that such effort can."),
    Parameter("distributors.push_effect", "ratio", 0.5, 0.2, 1.0, 0.0, 20.0, "uncertainty",
        "no source", "judgement", "Head start that the most extra sales effort gives with partners, in logit units."),
    Parameter("distributors.push_fatigue", "share", 0.7, 0.3, 1.0, 0.0, 1.0, "uncertainty",
        "claims S28: a short pulse", "judgement", "Part of that effect to which partners get used."),
    Parameter("distributors.push_loading", "share", 0.3, 0.0, 0.6, 0.0, 5.0, "uncertainty",
        "claims S28: demand is pulled forward", "judgement",
        "Stock above its own wish that full sales effort talks a partner into."),
    Parameter("distributors.basket", "ratio", 1.5, 0.5, 4.0, 0.0, 100.0, "uncertainty",
        "claims S29: partners need breadth", "judgement",
        "How strongly the breadth of an assortment counts when a partner chooses where to buy (logarithm)."),
    Parameter("distributors.line_cost", "share", 0.004, 0.001, 0.01, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Cost of attention for a full assortment, as a share of usual sales."),
    Parameter("distributors.ballast", "ratio", 3.0, 1.5, 5.0, 1.0, 100.0, "uncertainty",
        "claims S29; sales by line are concentrated", "judgement",
        "How little the least sold lines sell: a share p of the lines carries p to this power of sales."),
    Parameter("distributors.switch_loss", "share", 0.15, 0.05, 0.4, 0.0, 1.0, "uncertainty",
        "claims S24: obsolete stock", "judgement", "Part of the value of stock lost when lines are exchanged."),
    Parameter("distributors.contact_cost", "money", 0.5, 0.2, 2.0, 0.0, None, "uncertainty",
        "no source; a week of one employee", "judgement", "Cost of approaching one partner in the open market."),
    Parameter("distributors.win_chance", "share", 0.3, 0.05, 0.5, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Chance that a free partner that is approached opens an account."),
    Parameter("distributors.pond_size", "share", 0.4, 0.1, 0.8, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Part of all partners that belong to somebody else's network."),
    Parameter("distributors.pond_fee", "share", 0.01, 0.005, 0.03, 0.0, 1.0, "uncertainty",
        "no source", "judgement", "Fee for access to that network, on what its partners buy."),
    Parameter("distributors.pond_trust", "share", 0.3, 0.1, 0.6, 0.0, 1.0, "uncertainty",
        "claims S41: weaker loyalty", "judgement", "Trust that an account opened through a paid network can reach."),
    Parameter("distributors.engineer_overhead", "money / month", 0.34, 0.2, 0.9, 0.0, None, "uncertainty",
        "as an integrator's overhead a head: the same people with the same tools", "judgement",
        "Rent, tools and administration for each of a distributor's engineers."),
    Parameter("distributors.package_ahead", "share", 0.02, 0.005, 0.1, 0.0, 1.0, "uncertainty",
        "no source; a team stands before the first order comes", "judgement",
        "Part of its partners' service work for which a distributor hires engineers before anybody asks."),
    Parameter("distributors.package_upkeep", "share", 0.002, 0.0, 0.01, 0.0, 1.0, "uncertainty",
        "no source", "judgement",
        "Monthly cost of keeping up a full service package, as a share of the distributor's usual sales."),
    Parameter("distributors.delivery_cost", "share", 0.004, 0.001, 0.01, 0.0, 1.0, "uncertainty",
        "no source; logistics is about a tenth of a broadliner's costs", "judgement",
        "Cost of delivering within three days, as a share of sales; twice as fast costs twice as much."),
    Parameter("distributors.handling_cost", "share", 0.003, 0.001, 0.01, 0.0, 1.0, "uncertainty",
        "no source", "judgement",
        "Cost of picking single orders from an open warehouse, as a share of sales."),
)  # fmt: skip


@rule
def estimated_default(overdue_months, equity_ratio, margin, age_months, noise):
    """A distributor's estimate of a partner's yearly probability of default, from its scorecard.

    Reads delay, leverage, profitability and age of the relationship (scorecard practice; Altman 1968);
    ``noise`` is the error of the score in logarithmic odds.
    """
    odds = -2.9 + 1.2 * overdue_months - 1.5 * min(max(equity_ratio, -1.0), 1.0)
    odds -= 8.0 * min(max(margin, -0.2), 0.2)
    if age_months < 24:
        odds += 0.5 * (24 - age_months) / 24.0
    return 1.0 / (1.0 + math.exp(-(odds + noise)))


@rule
def reviewed_mode(mode, probability, policy_mode, cutoff, months_known, newcomer_months):
    """The credit mode that an account gets at its review.

    Credit is granted below the cut-off and withdrawn only at twice the cut-off: once granted, it is
    seldom taken back (Garcia-Marin et al. 2020).
    """
    if policy_mode == PREPAYMENT or months_known < newcomer_months:
        return PREPAYMENT
    bar = cutoff if mode == PREPAYMENT else 2.0 * cutoff
    return policy_mode if probability <= bar else PREPAYMENT


@rule
def agreed_days(policy_days, own_days):
    """Terms of a contract (days): the distributor's policy, and what one partner agreed beside it.

    Suppliers give the largest and most creditworthy buyers the longest terms (Klapper, Laeven and Rajan
    2012), so a policy moves everybody's and leaves these differences; they stay within 0 to 120 days.
    """
    return min(120.0, max(0.0, policy_days + own_days))


@rule
def reviewed_limit(mode, average_purchases, all_purchases, account_share, limit_months):
    """Credit limit in money: months of usual purchases (practice).

    A framework agreement is made for the partner's planned business with this distributor, so its
    limit follows the partner's whole purchases at the account's wanted share, whichever is larger.
    """
    if mode == PREPAYMENT:
        return 0.0
    basis = average_purchases
    if mode == FRAMEWORK:
        basis = max(basis, account_share * all_purchases)
    return limit_months * basis


@rule
def supplier_weight(dearness, days, money_cost, trust, settings):
    """exp(utility) of a supplier in a partner's choice of where to buy a category.

    ``dearness`` is the logarithm of its price, waiting included; ``money_cost`` is what a day of credit is
    worth to the partner, as a share of the purchase.
    """
    utility = -settings.price_sensitivity * (dearness - days * money_cost)
    return math.exp(utility + settings.switching_cost * trust)


@rule
def safety_stock_days(safety_factor):
    """Days of safety stock for a service level, ``safety_factor`` normal deviations (Scarf 1960)."""
    return max(0.0, 8.0 * safety_factor)


@rule
def warehouse_target(forecast, stock_days, safety_factor):
    """Order-up-to level of the warehouse, at cost, for a monthly ``forecast``."""
    return forecast * (stock_days + safety_stock_days(safety_factor)) / 30.0


@rule
def open_limit(account):
    """A partner's credit limit (money) as far as the distributor can fund it this month."""
    return min(account.limit, account.used + account.funded)


@rule
def free_credit(account):
    """New credit (money) that a partner can take on an account now: the one answer for bids, purchases and reviews.

    None against prepayment or while deliveries are stopped; else what the contract leaves and can be funded.
    """
    if account.distributor < 0 or account.mode == PREPAYMENT or account.stopped:
        return 0.0
    return max(0.0, open_limit(account) - account.used)


@rule
def line_rate(bank_debt, bank_line, funding_rate, margin):
    """Interest (share / year) on a bank line: it rises with use."""
    use = min(1.0, bank_debt / bank_line) if bank_line > 0.0 else 1.0
    return funding_rate + margin * use


@rule
def pushed(budget, usual_sales, habit, settings):
    """Effect (share) of extra sales effort: it saturates, and partners get used to it (claims S28, S32)."""
    scale = settings.push_reach * usual_sales
    full = 1.0 - math.exp(-budget / scale) if scale > 0.0 else 0.0
    return full, max(0.0, full - settings.push_fatigue * habit)


@rule
def carried_lines(breadth, pruning, ballast):
    """Part of what partners want that a cut assortment carries: pruned lines are the least sold ones."""
    return breadth * (1.0 - pruning**ballast)


@rule
def potential_profit(normal_sales, lost_sales, markup, services, payroll, overheads):
    """A month's profit (money) that a partner would make if it could deliver what its customers order.

    It is what a rescue restores: orders lost for lack of money come back (claims S23, S54).
    """
    return (normal_sales + lost_sales) * markup + services - payroll - overheads
