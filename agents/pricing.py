"""How partners set their mark-up: the market's rule and two others that a scenario can switch to."""

from __future__ import annotations

from agents.compiled import rule
from agents.parameter import Parameter

BEST_ANSWER, FULL_COST, ADAPTIVE = 0, 1, 2
PRICE_RULES = ("best_answer", "full_cost", "adaptive")

PARAMETERS = (
    Parameter("rules.price", "choice", "best_answer", None, None, None, None, "constant",
        "Anderson, de Palma and Thisse 1992; Hall and Hitch 1939; Cyert and March 1963, Delli Gatti et al. 2011",
        "recalled",
        "How partners set mark-ups. Best answer: that of a bidder in a logit market, its own cost of selling counted. "
        "Full cost: selling costs at normal output and a customary profit. Adaptive: up a step after good sales, down "
        "after poor ones or with too much stock.",
        choices=PRICE_RULES),
    Parameter("rules.full_cost_profit", "share", 0.03, 0.0, 0.08, 0.0, 1.0, "uncertainty",
        "Hall and Hitch 1939: a customary addition for profit; facts B2: profits of 2-8 % of sales", "judgement",
        "Profit on landed cost that a partner adds to its full cost (rule full_cost only)."),
    Parameter("rules.adaptive_step", "share", 0.02, 0.005, 0.05, 0.0, 1.0, "uncertainty",
        "Delli Gatti et al. 2011: steps of up to a tenth, about 5 %, in a period of a quarter", "recalled",
        "Part by which a partner raises or cuts its mark-up in a month (rule adaptive only)."),
)  # fmt: skip


@rule
def selling_cost(work, wage, desk, output, efficiency):
    """What it takes a firm to sell one more unit of goods (share of landed cost): people and their desks.

    ``wage`` and ``desk`` are a month of one employee (money), ``output`` what such an employee of usual skill sells
    in it (money, at landed cost), ``work`` how much selling these goods take over the usual (ratio). The more
    efficient a firm, the less it pays: firms differ for good (Jovanovic 1982).
    """
    return work * (wage + desk) / (output * efficiency) if output > 0.0 else 0.0


@rule
def wanted_markup(clientele, win_share, selling, sales, normal_sales, demand_pressure):
    """Mark-up that a partner aims at: the best answer of a bidder in a logit market, given its own marginal cost.

    With price sensitivity eta and the share w of bids won, the elasticity is eta (1 - w), and the Lerner price
    is marginal cost times elasticity / (elasticity - 1) (Anderson, de Palma and Thisse 1992). Marginal cost is
    the goods and the firm's own ``selling`` cost (share of landed cost). What the price adds to it is cut when
    sales lie below their usual level and raised when above (Cyert and March 1963; claims S14).
    """
    elasticity = max(1.5, clientele * (1.0 - min(0.9, win_share)))
    pressure = 0.0
    if normal_sales > 0.0:
        pressure = demand_pressure * (sales / normal_sales - 1.0)
    added = max(0.2, 1.0 + min(0.5, pressure)) / (elasticity - 1.0)
    return (1.0 + selling) * (1.0 + added) - 1.0


@rule
def full_cost_markup(selling_cost, output, profit):
    """Mark-up (share of landed cost) that covers a month's ``selling_cost`` (money) at normal ``output``.

    Businessmen price at direct cost, a share of overheads at normal output and a customary ``profit``
    (share), whatever demand does (Hall and Hitch 1939). ``output`` is goods at landed cost (money).
    """
    return profit + (selling_cost / output if output > 0.0 else 0.0)


@rule
def adapted_markup(markup, sales, normal_sales, stock, stock_target, seen, step):
    """Mark-up after a month of trial (share): no estimate of demand, only sales, stock and rivals.

    After sales below their usual level, or with more stock than wanted, whoever is no cheaper than its
    rivals (``seen``) goes down by a ``step``; else whoever is no dearer goes up by one (Cyert and March
    1963; Delli Gatti et al. 2011).
    """
    poor = sales < normal_sales or stock > stock_target
    if poor and markup >= seen:
        return markup * (1.0 - step)
    if not poor and markup <= seen:
        return markup * (1.0 + step)
    return markup
