"""How partners set their mark-up: the market's rule and two others that a scenario can switch to."""

from __future__ import annotations

from agents.compiled import rule
from agents.parameter import Parameter

BEST_ANSWER, FULL_COST, ADAPTIVE = 0, 1, 2
PRICE_RULES = ("best_answer", "full_cost", "adaptive")
LEAST_ELASTICITY = 1.5  # below it the Lerner mark-up has no sense
MOST_SURE = 0.9  # no bidder is surer: at one, prices would not matter and the mark-up had no limit
LEAST_ADDED, MOST_PRESSURE = 0.2, 0.5  # where the line of demand pressure ends: no price below cost, none without limit
USUAL_CHANCE, USUAL_KEPT = 0.1, 0.6  # of four others, and of the supplier: what a partner expects before it has bid

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
def faced_elasticity(clientele, win_share, keep_share, contested, reviews, closings, interest):
    """Price elasticity of a partner's sales (ratio) when most customers come back and few look around.

    A bidder in a logit market with price sensitivity eta that wins the share w of its bids faces eta (1 - w)
    (Anderson, de Palma and Thisse 1992): so for the part ``contested`` of sales. All other sales come from
    customers that stay (customer markets: Phelps and Winter 1970; Klemperer 1995). Of these d close in a month
    (``closings``) and h review (``reviews``), the more of them the higher the price, with the elasticity eta of
    the logit too; the share k of those stays (``keep_share``). With L = d + h (1 - k) the clientele N obeys
    dN/dt = w B - L N, with B what others' customers put up. A lasting change of price moves it to a level with
    the elasticity eta (1 - w) + eta h (1 - k^2) / L, at the speed L: at the interest r its present value has the
    elasticity eta ((1 - w) L + h (1 - k^2)) / (L + r). Rates are shares a month.
    """
    at_once = clientele * (1.0 - min(MOST_SURE, win_share))
    kept = min(MOST_SURE, keep_share)
    lost = closings + reviews * (1.0 - kept)
    later = at_once
    if lost + interest > 0.0:
        later = (at_once * lost + clientele * reviews * (1.0 - kept * kept)) / (lost + interest)
    return contested * at_once + (1.0 - contested) * later


@rule
def selling_cost(work, wage, desk, output, efficiency):
    """What it takes a firm to sell one more unit of goods (share of landed cost): people and their desks.

    ``wage`` and ``desk`` are a month of one employee (money), ``output`` what such an employee of usual skill sells
    in it (money, at landed cost), ``work`` how much selling these goods take over the usual (ratio). The more
    efficient a firm, the less it pays: firms differ for good (Jovanovic 1982).
    """
    return work * (wage + desk) / (output * efficiency) if output > 0.0 else 0.0


@rule
def wanted_markup(elasticity, selling, sales, normal_sales, demand_pressure):
    """Mark-up that a partner aims at: the Lerner price for the elasticity that it faces and its own marginal cost.

    The price is marginal cost times elasticity / (elasticity - 1). Marginal cost is the goods and the firm's own
    ``selling`` cost (share of landed cost). What the price adds to it is cut when sales lie below their usual level
    and raised when above (Cyert and March 1963; claims S14).
    """
    elasticity = max(LEAST_ELASTICITY, elasticity)
    pressure = 0.0
    if normal_sales > 0.0:
        pressure = demand_pressure * (sales / normal_sales - 1.0)
    added = max(LEAST_ADDED, 1.0 + min(MOST_PRESSURE, pressure)) / (elasticity - 1.0)
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
