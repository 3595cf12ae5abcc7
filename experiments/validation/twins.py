"""Statistics of twin runs: the same luck in two markets, of which one has one thing changed.

A twin of ``steady`` that changes later than month 0 is ``steady`` itself up to then, to the bit.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.life import FAILED
from scenarios import Change, load_scenario

CHANGED = 24  # month in which a twin's one thing changes
REFORM = 12  # month from which customers pay sooner for good
REFORM_SPANS = ((0, 24), (24, 60))  # months after the reform: the first two years, years three to five
REFORM_MONTHS = REFORM + REFORM_SPANS[-1][1]
LONG_TERMS = 90.0  # days
SWING_MONTHS = 72


def late_payers(values=None):
    """Nine of ten business customers pay late for one month."""
    late = {f"customers.{segment}.late_share": 0.9 for segment in ("corporate", "smb")}
    return load_scenario("steady", values).with_timeline([Change(CHANGED, CHANGED + 1, "late payers", late)])


def shorter_terms(values=None):
    """The focal distributor halves its terms to 15 days, as by law; its rivals do not (Breza and Liberman 2017)."""
    terms = {"levers.focal.credit.deferment_days": 15.0}
    return load_scenario("steady", values).with_timeline([Change(CHANGED, None, "shorter terms", terms)])


def sooner_paid(values=None):
    """Small and medium firms pay within 15 days instead of 30: a part of partners is treated, by its customers."""
    steady = load_scenario("steady", values)
    days = {"customers.smb.payment_days": steady.values["customers.smb.payment_days"] - 15.0}
    return steady.with_timeline([Change(CHANGED, None, "paid sooner", days)])


def prompt_customers(values=None):
    """By law, firms pay 30 days sooner than before, on delivery at the soonest (Barrot 2016)."""
    steady = load_scenario("steady", values)
    keys = [f"customers.{segment}.payment_days" for segment in ("corporate", "smb")]
    days = {key: max(0.0, steady.values[key] - 30.0) for key in keys}
    return steady.with_timeline([Change(REFORM, None, "prompt customers", days)])


def long_terms(values=None):
    """The focal distributor gives 90 days, three times those of ``steady``, from the first month on."""
    return load_scenario("steady", {**(values or {}), "levers.focal.credit.deferment_days": LONG_TERMS})


def _both(result, other, column: str, first: int, last: int):
    """Sums of a column over months ``first`` to ``last`` - 1 by partner, of those that trade throughout in both."""
    sums = []
    for run in (result, other):
        panel = run.panel
        rows = panel[(panel["month"] >= first) & (panel["month"] < last)].groupby("partner")[column]
        sums.append(rows.sum()[rows.count() == last - first])
    shared = sums[0].index.intersection(sums[1].index)
    return sums[0][shared], sums[1][shared]


def passed_upstream(base, other) -> float:
    """Part of a liquidity shock that constrained partners pass to their suppliers (Boissay and Gropp 2007).

    Of the partners with less than ten days of outflows in cash before customers paid late: what they come to
    owe overdue in the three months that follow, over what their customers come to owe them overdue.
    """
    frames = [run.panel[run.panel["month"] <= CHANGED + 3].set_index(["month", "partner"]) for run in (base, other)]
    before = frames[0].loc[CHANGED - 1]
    constrained = before.index[30.0 * before["cash"] < 10.0 * before["outflows"]]
    gap = (frames[1] - frames[0])[["overdue_receivables", "overdue_payables"]]
    gap = gap[gap.index.get_level_values("partner").isin(constrained)].loc[CHANGED + 1 : CHANGED + 3].sum()
    return float(gap["overdue_payables"] / gap["overdue_receivables"])


def members_at(result, month: int):
    """Ids of the partners that belong to a community in a month."""
    panel = result.panel
    return panel.loc[(panel["month"] == month) & (panel["member"] > 0.0), "partner"]


def revenue_effect(base, community) -> float:
    """Sales of members over those of their own twin without a community, less 1, in the year after four quarters.

    Members are those of month 12; sales are of months 12 to 23, in sum (Cai and Szeidl 2018).
    """
    sold = [_both(base, community, column, 12, 24) for column in ("sales_product", "sales_service")]
    members = sold[0][0].index.intersection(members_at(community, 12))
    own, theirs = (sum(pair[side][members].sum() for pair in sold) for side in (0, 1))
    return float(theirs / own - 1.0) if own > 0.0 else float("nan")


def learning_gap(base, community, years: int = 2) -> float:
    """Yearly gain in competence of members less that of their own twins (Dyer and Nobeoka 2000; share / year)."""
    start, end = 0, 12 * years
    gains = []
    for run in (base, community):
        panel = run.panel
        skill = [panel[panel["month"] == month].set_index("partner")["competence"] for month in (start, end)]
        gains.append((skill[1] - skill[0]).dropna())
    members = gains[0].index.intersection(gains[1].index).intersection(members_at(community, 12))
    return float((gains[1][members] - gains[0][members]).mean() / years)


def absorptive_slope(base, trained, months: int = 24) -> float:
    """Slope of the gain in competence by training on the competence before (Cohen and Levinthal 1990).

    The gain is a partner's competence after ``months`` less its twin's without the programme; partners of the
    focal distributor that employ engineers, 1 for one unit of competence.
    """
    table = base.partners.set_index("partner")
    treated = table.index[(table["primary_distributor"] == "focal") & (table["entered"] == 0)]
    skill = [r.panel[r.panel["month"] == months].set_index("partner")["competence"] for r in (base, trained)]
    before = base.panel[base.panel["month"] == 0].set_index("partner")["competence"]
    services = base.panel[base.panel["month"] < months].groupby("partner")["sales_service"].sum()
    rows = treated.intersection(skill[0].index).intersection(skill[1].index)
    rows = rows[services.reindex(rows).to_numpy() > 0.0]
    return float(np.polyfit(before[rows], skill[1][rows] - skill[0][rows], 1)[0]) if len(rows) > 2 else float("nan")


def trade_lost(base, other) -> float:
    """Relative change of the trade whose terms were shortened, in the year after (Breza and Liberman 2017)."""
    window = slice(CHANGED, CHANGED + 12)
    left, right = (run.monthly["focal_sales"].iloc[window].sum() for run in (base, other))
    return float(right / left - 1.0)


def payroll_effects(base, other) -> np.ndarray:
    """Relative change of payroll of the partners paid sooner and of the others, in the second year after it.

    Who is treated is read off the twins: the terms that a partner's own sales wait for fall by half of the 15
    days or more, or by less than two. Others are firms that sell, with terms that hardly move.
    """
    before, after = _both(base, other, "terms_granted_days", CHANGED, CHANGED + 1)
    paid, unpaid = _both(base, other, "payroll", CHANGED + 12, CHANGED + 24)
    fall = (before - after).reindex(paid.index)
    changes = []
    for chosen in (fall >= 7.5, fall < 2.0):
        own = paid[chosen].sum()
        changes.append(unpaid[chosen].sum() / own - 1.0 if own > 0.0 else float("nan"))
    return np.array(changes)


def both_signs(runs) -> float:
    """The smaller of the rise for the paid and the fall for the others, means over runs (Barrot and Nanda 2020)."""
    paid, others = np.nanmean(runs, axis=0)
    return float(min(paid, -others))


def insolvencies(base, other) -> np.ndarray:
    """(spans, 2): partners that became insolvent in each span after the reform, without it and with it.

    All partners count, those that entered because of the reform as well: stricter than the default probability of a
    firm, which fell by a quarter and for good while entry rose (Barrot 2016).
    """
    closed = [sum(run.monthly[f"closings_{cause}"] for cause in FAILED) for run in (base, other)]
    return np.array(
        [[rows.iloc[REFORM + first : REFORM + last].sum() for rows in closed] for first, last in REFORM_SPANS], float
    )


def worst_change(runs) -> float:
    """Relative change of insolvencies in the span in which it is highest, runs summed: below 0 when both fall."""
    before, after = np.sum(runs, axis=0).T
    return float((after / before - 1.0).max()) if before.all() else float("nan")


def swing(result) -> float:
    """Standard deviation of the monthly growth of the focal distributor's sales, season out, after the first year.

    Growth is the change over the mean of both months (Davis, Haltiwanger and Schuh 1996), which exists where nothing
    is sold; the mean growth of each calendar month is taken out.
    """
    sales = result.monthly["focal_sales"].iloc[:SWING_MONTHS].to_numpy(float)
    middle = (sales[1:] + sales[:-1]) / 2.0
    growth = np.divide(np.diff(sales), middle, out=np.zeros_like(middle), where=middle > 0.0)[11:]
    season = np.arange(len(growth)) % 12
    means = np.array([growth[season == month].mean() for month in range(12)])
    return float((growth - means[season]).std())


def swing_ratio(base, other) -> float:
    """How much more the focal distributor's sales swing at long terms than at its usual ones."""
    usual = swing(base)
    return swing(other) / usual if usual > 0.0 else float("nan")
