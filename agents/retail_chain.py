"""Retail chains: large shops of another trade that take up IT when it pays better than their own (claims S10)."""

from agents.compiled import rule
from agents.parameter import Parameter
from agents.partner_parameters import kind_parameters

J = "judgement"
LEAST_RETURN = 0.01  # of sales: a trade that earns less is compared as if it earned this, not divided by nothing

PARAMETERS = (
    *kind_parameters(
        "retail_chain",
        at_start=(0, 0, 20),
        sales_per_head=(40.0, 25.0, 60.0, "no source; self-service sells more a head than advice", J),
        overhead_per_head=(0.6, 0.2, 1.5, "claims S10: the stores are there already", J),
        overhead_fixed=(2.0, 0.5, 10.0, "no source", J),
        scale_economy=(0.05, 0.0, 0.2, "claims S10", J),
        corporate_share=(0.0, 0.0, 0.1, "claims S10: integrators least touched", J),
        smb_share=(0.15, 0.0, 0.4, "claims S10: consumer resellers hit first", J),
        consumer_share=(1.0, 0.5, 1.0, "claims S10", J),
        stocked_share=(1.0, 0.7, 1.0, "chains sell from the shelf", J),
        service_share=(0.0, 0.0, 0.1, "claims S10: no services", J),
        competence_at_start=(0.1, 0.0, 0.3, "no source", J),
        staff_at_start=(20.0, 10.0, 60.0, "no source; the IT department of a chain", J),
        size_tail=(1.3, 1.0, 1.6, "Axtell 2001", "verified"),
        entrants=(0.0, 0.0, 0.1, "chains enter by their own rule, not by this rate", J),
        repricing=(0.2, 0.0, 1.0, "no source", J),
    ),
    Parameter("retail.chains", "share / year", 0.01, 0.0, 0.05, 0.0, 1.0, "uncertainty",
        "claims S10; no source for the number", J,
        "Retail chains a year that look at IT, per partner that the market starts with."),
    Parameter("retail.own_trade_return", "share", 0.060, 0.01, 0.08, -1.0, 1.0, "uncertainty",
        "M.Video 2013: EBITDA 6.3 % of sales, net 3.8 %", "verified",
        "What a chain earns on sales in its own trade; it enters IT when that pays better."),
    Parameter("retail.start_months", "months", 2.0, 1.0, 6.0, 0.0, 60.0, "uncertainty",
        "no source", J, "Months of its first sales that a chain puts into its IT department."),
    Parameter("retail.size_spread", "ratio", 0.5, 0.2, 1.0, 0.0, 3.0, "uncertainty",
        "no source", "judgement",
        "Standard deviation of the logarithm of the size of chains' IT departments on entering."),
)  # fmt: skip


@rule
def chain_return(markup, kind, wage, output):
    """What a chain would earn on IT sales at the market's consumer ``markup`` (share of sales).

    ``output`` is goods sold a head in a month (money).
    Stores and tills are there, so only the people and their desks come on top.
    """
    price = 1.0 + markup
    cost = (wage + kind.overhead_per_head) / output if output > 0.0 else 0.0
    return (markup - cost) / price


@rule
def chain_interest(it_return, own_return):
    """Share of the chains that look at IT and enter: none while their own trade pays as well, all at twice that.

    ``it_return`` and ``own_return`` are shares of sales.
    """
    if it_return <= own_return or it_return <= 0.0:
        return 0.0
    return min(1.0, (it_return - max(0.0, own_return)) / max(LEAST_RETURN, own_return))


@rule
def chain_view(known, seen, settings):
    """What chains that look at IT know of it after a month of which they saw ``seen``: the first is taken as it is."""
    return known + (settings.news_weight if known > 0.0 else 1.0) * (seen - known)
