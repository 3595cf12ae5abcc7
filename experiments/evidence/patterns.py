"""Patterns that are more than a sum of metrics: each reads one or more runs on the same luck and returns a number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.customer import SEGMENTS
from agents.partner import ILLIQUIDITY, ONLINE_SHOP, OVER_INDEBTEDNESS, VOLUNTARY
from experiments.evidence.readings import Reading
from experiments.validation.twins import revenue_effect

RISE = 0.05  # points of share (Asian goods), or a tenth of it in staff and purchases, that count as a rise


def _first(above: np.ndarray) -> float:
    """The first month in which a condition holds; the horizon when it never does."""
    return float(np.argmax(above)) if above.any() else float(len(above))


def _gap(values: np.ndarray, stayed: np.ndarray) -> float:
    """Mean of those that stayed less that of those that did not."""
    return float(values[stayed].mean() - values[~stayed].mean()) if stayed.any() and not stayed.all() else float("nan")


def _initial(run: Reading) -> np.ndarray:
    return run.firms.origin == 0


def quality_gap(run: Reading) -> float:
    """Mean logarithm of efficiency of partners of month 0 that live, less that of those that closed."""
    first = run.firms[_initial(run)]
    return _gap(np.log(first.efficiency), first.closed < 0)


def lot_gap(run: Reading) -> float:
    """The same for a lot drawn by number (odd or even id): a placebo, nobody looks at it."""
    first = run.firms[_initial(run)]
    return _gap((first.id % 2).astype(float), first.closed < 0)


def servicer_gap(run: Reading, months: int = 12) -> float:
    """Survival of firms of month 0 that sold more services in their first year than the median of firms like them.

    Less that of those that sold less, as a share of sales; alike in kind and in size (larger or smaller half).
    Shops, which sell hardly any, are left out.
    """
    rows = run.panel.month < months
    size = len(run.firms)
    services = np.bincount(run.place[rows], run.panel.sales_service[rows], minlength=size)
    goods = np.bincount(run.place[rows], run.panel.sales_product[rows], minlength=size)
    share = services / np.maximum(goods + services, 1e-300)
    stayed = (run.firms.closed < 0).astype(float)
    gaps, weights = [], []
    first = _initial(run)
    large = run.firms.start_size > np.median(run.firms.start_size[first]) if first.any() else first
    for kind in range(ONLINE_SHOP):
        for size in (large, ~large):
            chosen = first & (run.firms.kind == kind) & size & (goods > 0.0)
            much = share[chosen] > np.median(share[chosen]) if chosen.any() else share[chosen] > 0.0
            if much.any() and not much.all():
                gaps.append(stayed[chosen][much].mean() - stayed[chosen][~much].mean())
                weights.append(chosen.sum())
    return float(np.average(gaps, weights=weights)) if gaps else float("nan")


def asian_order(run: Reading) -> float:
    """Months by which the shorter step from consumers to small firms to large ones takes in the rise of Asian goods."""
    parts = run.result.market.monthly.vendor_parts[: run.months]
    gained = {name: parts[:, n] - parts[0, n] for n, name in enumerate(SEGMENTS)}
    when = [_first(gained[name] > RISE) for name in ("consumer", "smb", "corporate")]
    return float(min(when[1] - when[0], when[2] - when[1]))


def down_and_up(run: Reading, shock: int = 24, year: int = 12) -> float:
    """The smaller of the fall in the quantity of Asian goods and the rise in their share, in the year of a shock.

    Both are relative to the year before; above 0 level and share move apart (claims S17).
    """
    share = run.series("asian")
    quantity = share * run.series("sales") / run.series("price_level_sum")
    before, after = slice(shock - year, shock), slice(shock, shock + year)
    level = 1.0 - quantity[after].sum() / quantity[before].sum()
    return float(min(level, share[after].sum() / share[before].sum() - 1.0))


def volume_and_margin(base: Reading, other: Reading, shock: int = 24, year: int = 12) -> float:
    """The smaller of the falls in quantity sold and in gross margin in the year of a shock (claims S14)."""
    window = slice(shock, shock + year)
    levels = []
    for run in (base, other):
        sales, prices = run.series("sales")[window], run.series("price_level_sum")[window]
        levels.append(((sales / prices).sum(), run.series("gross_profit")[window].sum() / sales.sum()))
    return float(min(1.0 - levels[1][0] / levels[0][0], 1.0 - levels[1][1] / levels[0][1]))


def headcount_lag(base: Reading, other: Reading) -> float:
    """Months from a rise of a tenth in purchases to a rise of a tenth in headcount, against the base (claims S51)."""
    rises = [other.series(name) / base.series(name) - 1.0 for name in ("purchases", "headcount")]
    bought, hired = (_first(rise > 0.1) for rise in rises)
    return hired - bought if bought < base.months else float("nan")


def beyond_the_credit(base: Reading, other: Reading) -> float:
    """More purchases in the first year, less the largest rise in what is owed, over the base's purchases (S50)."""
    year = slice(0, 12)
    more = (other.series("purchases") - base.series("purchases"))[year].sum()
    credit = other.series("payables")[year].max() - base.series("payables")[year].max()
    return float((more - credit) / base.series("purchases")[year].sum())


def exit_mix(run: Reading) -> float:
    """The smaller of the shares of given-up and of insolvent firms among closings (claims S44)."""
    cause = run.firms.cause[run.firms.closed >= 0]
    if not len(cause):
        return float("nan")
    insolvent = np.isin(cause, (ILLIQUIDITY, OVER_INDEBTEDNESS)).mean()
    return float(min((cause == VOLUNTARY).mean(), insolvent))


def distress_before(run: Reading, months: int = 6) -> float:
    """Share in distress half a year before insolvency, less the same share of all living firms (claims S44).

    Distress that an outsider can see: debts overdue to suppliers or others.
    """
    insolvent = np.isin(run.firms.cause, (ILLIQUIDITY, OVER_INDEBTEDNESS)) & (run.firms.closed >= months)
    before = insolvent[run.place] & (run.panel.month == (run.firms.closed - months)[run.place])
    seen = run.panel.overdue_payables > 0.0
    return float(seen[before].mean() - seen.mean()) if before.any() else float("nan")


def small_firms_stock(run: Reading) -> float:
    """Days of sales in own stock: smallest third of the firms of month 0 less the largest third (claims S47)."""
    first = _initial(run) & (run.firms.kind < ONLINE_SHOP)
    edges = np.quantile(run.firms.start_size[first], [1 / 3, 2 / 3])
    small, large = first & (run.firms.start_size <= edges[0]), first & (run.firms.start_size > edges[1])
    cost = run.panel.sales_product / (1.0 + run.panel.markup)
    days = []
    for chosen in (small, large):
        rows = chosen[run.place]
        days.append(30.0 * run.panel.own_stock[rows].sum() / max(cost[rows].sum(), 1e-300))
    return float(days[0] - days[1])


def profitable_failures(run: Reading) -> float:
    """Of the partners that close of illiquidity, the share with operating profits in their last half year but one.

    Months 12 to 7 before the closing: profitable by accounts, and still without cash in the end (claims S48).
    """
    failed = (run.firms.cause == ILLIQUIDITY) & (run.firms.closed >= 12)
    if not failed.any():
        return float("nan")
    age = run.firms.closed[run.place] - run.panel.month
    rows = failed[run.place] & (age > 6) & (age <= 12)
    profit = np.bincount(run.place[rows], run.panel.operating_profit[rows], minlength=len(run.firms))
    return float((profit[failed] > 0.0).mean())


def growing_with_age(run: Reading) -> float:
    """Logarithm of what newcomers buy in their third half year over their first (claims S35)."""
    age = run.panel.month - run.firms.entered[run.place]
    new = (run.firms.origin > 0)[run.place]
    lived = np.bincount(run.place[new & (age < 18)], minlength=len(run.firms)) >= 18
    sums = [run.panel.purchases[new & lived[run.place] & (age >= a) & (age < a + 6)].sum() for a in (0, 12)]
    return float(np.log(sums[1] / sums[0])) if min(sums) > 0.0 else float("nan")


def member_effect(base: Reading, other: Reading) -> float:
    """Members' sales in the second year over those of their own twins, less 1 (row C22a of the targets)."""
    return revenue_effect(base.result, other.result)


def rescue_errors(run: Reading) -> float:
    """Viable firms refused and hopeless ones helped, over all that asked for help."""
    summary = run.result.summary
    asked = summary["rescue_asked"]
    return (summary["rescue_missed"] + summary["rescue_wasted"]) / asked if asked else float("nan")


def failures_under_agreement(run: Reading) -> float:
    """Share of the focal distributor's partners of month 0 that became insolvent with its credit (claims S55)."""
    treated = run.firms[run.treated]
    return float(np.isin(treated.cause, (ILLIQUIDITY, OVER_INDEBTEDNESS)).mean()) if len(treated) else float("nan")


def rescued_keep_faith(base: Reading, other: Reading, months: int = 12) -> float:
    """Relative change in what rescued partners buy in the year after, over the same firms left alone (claims S53).

    Firms that closed buy nothing: that a rescue keeps a customer counts.
    """
    events = other.result.events
    given = events[events["event"] == "rescue_given"].drop_duplicates("partner")
    given = given[given["month"] <= other.months - months - 1]
    bought = np.zeros(2)
    for partner, month in zip(given["partner"].astype(int), given["month"], strict=True):
        for number, run in enumerate((base, other)):
            rows = (run.panel.partner == partner) & (run.panel.month > month) & (run.panel.month <= month + months)
            bought[number] += run.panel.purchases[rows].sum()
    return float(bought[1] / bought[0] - 1.0) if bought[0] > 0.0 else float("nan")


def margin_by_line(base: Reading, other: Reading, first: int = 12) -> float:
    """Change in the focal margin on sales at the base's mix of categories: what dropping lines brings within them."""
    sums = []
    for run in (base, other):
        shelf = run.result.market.shelf_history[first : run.months, 0]
        sums.append((shelf.sales.sum(axis=0), shelf.cost_of_sales.sum(axis=0)))
    (sold, cost), (sold_there, cost_there) = sums
    both = (sold > 0.0) & (sold_there > 0.0)
    if not both.any():
        return float("nan")
    gain = (1.0 - cost_there[both] / sold_there[both]) - (1.0 - cost[both] / sold[both])
    return float(np.average(gain, weights=sold[both]))


PATTERNS: dict[str, Callable[..., float]] = {
    rule.__name__: rule
    for rule in (
        quality_gap, lot_gap, servicer_gap, asian_order, down_and_up, volume_and_margin, headcount_lag,
        beyond_the_credit, exit_mix, distress_before, small_firms_stock, profitable_failures, growing_with_age,
        member_effect, rescue_errors, failures_under_agreement, rescued_keep_faith,
        margin_by_line,
    )
}  # fmt: skip
