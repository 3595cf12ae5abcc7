"""A firm's profit and loss statement: the lines by which its own capital changes, and by nothing else.

``book`` is the only place where own capital moves, so that profit is the sum of the lines and cannot stand
beside the books. An income is positive on its line, a cost negative. The lines that stand first are no
profit of the business: what owners take and put in, and what prices make of stock and debts.
"""

from __future__ import annotations

from agents.compiled import rule

# The same for every firm: owners, prices, the state, take-overs, the bank; then the business from SALES on.
(DRAWINGS, MONEY_IN, REVALUATION, TAX_ON_PROFIT, TAKE_OVERS, INTEREST_PAID, GOODS_SOLD, SERVICES_SOLD, COST_OF_GOODS,
 COST_OF_SERVICES, RUNNING_COST, TRAINING_COST, COMMUNITY_COST, FEES, BAD_DEBT, STOCK_LOSS) = range(16)  # fmt: skip
COMMON = ("drawings", "money_in", "revaluation", "tax", "take_overs", "interest", "goods", "services", "cost_of_goods",
          "cost_of_services", "running", "training", "community", "fees", "bad_debt", "stock_loss")  # fmt: skip
BUSINESS = GOODS_SOLD  # the first line of the operating profit

WAGES, SEVERANCE, ADVANCES_LOST = 16, 17, 18
PARTNER_STATEMENT = (*COMMON, "payroll", "severance", "advances_lost")
VENDOR_MONEY, DELIVERY, HANDLING, UPKEEP, LINES_CARRIED, RECRUITING_COST, PUSH_COST, RESCUE_WORK = range(16, 24)
DISTRIBUTOR_STATEMENT = (*COMMON, "vendor_money", "delivery", "handling", "package_upkeep", "lines", "recruiting",
                         "push", "rescue")  # fmt: skip


@rule
def book(firm, line, amount):
    """An income of a firm (money; negative: a cost): own capital and its line of the statement move together."""
    firm.equity += amount
    firm.statement[line] += amount


@rule
def open_statement(firm):
    """A month begins: nothing on any line yet."""
    firm.equity_before = firm.equity
    for line in range(firm.statement.shape[0]):
        firm.statement[line] = 0.0


@rule
def lines_from(firm, first):
    """Sum (money) of all lines from ``first`` on."""
    total = 0.0
    for line in range(first, firm.statement.shape[0]):
        total += firm.statement[line]
    return total


@rule
def operating_profit(firm):
    """The month's profit before interest and tax (money)."""
    return lines_from(firm, BUSINESS)


@rule
def profit_before_tax(firm):
    """The month's profit of the business after interest (money); take-overs, which come once, left out."""
    return lines_from(firm, INTEREST_PAID)


@rule
def profit_after_tax(firm):
    """The month's profit after tax (money), take-overs included."""
    return lines_from(firm, TAX_ON_PROFIT)


@rule
def programme_cost(distributor):
    """What a distributor's programmes cost it this month (money): community, courses, recruiting, push, fees."""
    lines = distributor.statement
    spent = lines[COMMUNITY_COST] + lines[TRAINING_COST] + lines[RECRUITING_COST] + lines[PUSH_COST] + lines[FEES]
    return 0.0 - spent
