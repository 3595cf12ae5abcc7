"""Distributors: they buy from vendors, keep a warehouse, and decide whom they give credit."""

from __future__ import annotations

import math

from agents.compiled import rule
from agents.luck import SUPPLIER_TASTE, normal
from agents.state import Column
from agents.statement import DISTRIBUTOR_STATEMENT

PREPAYMENT, STANDARD, FRAMEWORK = 0, 1, 2
MODES = ("prepayment", "standard", "framework")
CREDIT, WAREHOUSE, PACKAGE = 0, 1, 2  # instruments that a partner must know to use (claims S45)
UNAWARE, AWARE, USES = 0, 1, 2
DUE_MONTHS = 6  # places for what falls due: terms of up to 120 days and the month after
LONGEST_TERMS = 120.0  # days for which there are places

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
    Column("taste", "f8", "ratio", "what no other column tells of its liking: standard normal, drawn when it opens"),
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


@rule
def open_with(account, seed, partner, distributor):
    """An account is a partner's with this distributor (row) from now on; the taste of one for the other is drawn."""
    account.distributor = distributor
    account.taste = normal(seed, SUPPLIER_TASTE, 0, partner.id, distributor)


@rule
def estimated_default(overdue_months, equity_ratio, margin, age_months, noise, settings):
    """A distributor's estimate of a partner's yearly probability of default, from its scorecard.

    Reads delay, leverage, profitability and age of the relationship (scorecard practice; Altman 1968);
    ``noise`` is the error of the score in logarithmic odds.
    """
    odds = settings.score_base + settings.score_overdue * overdue_months
    odds -= settings.score_equity * min(max(equity_ratio, -1.0), 1.0)
    odds -= settings.score_margin * min(max(margin, -settings.scored_margin), settings.scored_margin)
    if age_months < settings.young_months:
        odds += settings.score_youth * (settings.young_months - age_months) / settings.young_months
    return 1.0 / (1.0 + math.exp(-(odds + noise)))


@rule
def reviewed_mode(mode, probability, policy_mode, cutoff, months_known, settings):
    """The credit mode that an account gets at its review.

    Credit is granted below the cut-off and withdrawn only well above it: once granted, it is
    seldom taken back (Garcia-Marin et al. 2020).
    """
    if policy_mode == PREPAYMENT or months_known < settings.newcomer_months:
        return PREPAYMENT
    bar = cutoff if mode == PREPAYMENT else settings.withdrawal_ratio * cutoff
    return policy_mode if probability <= bar else PREPAYMENT


@rule
def agreed_days(policy_days, own_days):
    """Terms of a contract (days): the distributor's policy, and what one partner agreed beside it.

    Suppliers give the largest and most creditworthy buyers the longest terms (Klapper, Laeven and Rajan
    2012), so a policy moves everybody's and leaves these differences; they stay within 0 to
    120 days, for which there are places.
    """
    return min(LONGEST_TERMS, max(0.0, policy_days + own_days))


@rule
def paid_after(terms_days, settings):
    """Days after delivery when a partner pays: the agreed ones, and those by which it is late by habit.

    Firms pay late whether they have the money or not (Atradius 2014-18; Intrum 2018), and suppliers bear it: nothing
    counts as overdue before. What is paid on delivery is not late.
    """
    return terms_days + settings.days_late if terms_days > 0.0 else 0.0


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
def safety_stock_days(safety_factor, settings):
    """Days of safety stock for a service level, ``safety_factor`` normal deviations (Scarf 1960)."""
    return max(0.0, settings.stock_deviation * safety_factor)


@rule
def warehouse_target(forecast, safety_factor, settings):
    """Order-up-to level of the warehouse, at cost, for a monthly ``forecast``."""
    return forecast * (settings.stock_days + safety_stock_days(safety_factor, settings)) / 30.0


@rule
def sellable(opened, settings):
    """Part (share) of what a distributor has at hand that a partner can sell from it.

    What is ``opened`` to it, and of the rest what customers wait for.
    """
    return opened + (1.0 - opened) * settings.wait_tolerance


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
