"""Statistics of prices, margins, credit, cash and size. Each reads one run with its panel."""

from __future__ import annotations

import numpy as np


def distributor_gross_margin(result) -> float:
    """Gross profit over sales of all distributors, whole run."""
    return float(result.distributors["gross_profit"].sum() / result.distributors["sales"].sum())


def distributor_operating_margin(result) -> float:
    """Operating profit, before interest and tax, over sales of all distributors, whole run."""
    return float(result.distributors["operating_profit"].sum() / result.distributors["sales"].sum())


def bad_debt(result) -> float:
    """Write-offs over sales of all distributors, whole run."""
    return float(result.distributors["write_offs"].sum() / result.distributors["sales"].sum())


def cash_cycle(result) -> float:
    """Days of stock and receivables less days of payables, from mean balances and daily flows."""
    table = result.distributors
    days = result.months * 30.0
    cost, sales = table["cost_of_sales"].sum() / days, table["sales"].sum() / days
    mean = table[["stock", "receivables", "payables"]].sum() / result.months
    return float(mean["stock"] / cost + mean["receivables"] / sales - mean["payables"] / cost)


def _of_kind(result, kind: str):
    kinds = result.partners.set_index("partner")["kind"]
    panel = result.panel
    return panel[panel["partner"].map(kinds) == kind]


def product_margin(result, kind: str) -> float:
    """Mark-up as a margin on sales, weighted by product sales of a kind's partners."""
    panel = _of_kind(result, kind)
    margin = panel["markup"] / (1.0 + panel["markup"])
    return float((margin * panel["sales_product"]).sum() / panel["sales_product"].sum())


def service_margin(result) -> float:
    """Service gross profit (sales less engineers' wages and packages) over service sales, all partners."""
    line = result.market.monthly
    return float(line.service_gross_profit.sum() / result.panel["sales_service"].sum())


def service_share(result) -> float:
    """Services in the sales of integrators."""
    panel = _of_kind(result, "integrator")
    services = panel["sales_service"].sum()
    return float(services / (services + panel["sales_product"].sum()))


def operating_margin(result, heads: float) -> float:
    """Operating profit, before interest and tax, over sales of the partners with more than so many heads.

    Small firms are left out: nobody books their owner's work.
    """
    panel = result.panel[result.panel["headcount"] > heads]
    return float(panel["operating_profit"].sum() / (panel["sales_product"] + panel["sales_service"]).sum())


def suppliers(result) -> float:
    """Mean number of distributors that living partners have accounts with at the end."""
    table = result.partners
    return float(table.loc[table["closed"].isna(), "distributors"].mean())


def overdue_share(result) -> float:
    """Overdue part of partners' receivables, by value, mean over months after the first year."""
    panel = result.panel[result.panel["month"] >= 12]
    return float(panel["overdue_receivables"].sum() / panel["receivables"].sum())


def over_assets(result, column: str) -> float:
    """A balance (``equity``, ``bank_debt``) over total assets of all partners, in sum, after the first year.

    Bank debt is loans and overdrafts. Sums weigh firms as balance sheet statistics do; the first year is left out,
    for the opening books were written.
    """
    panel = result.panel[result.panel["month"] >= 12]
    return float(panel[column].sum() / panel["total_assets"].sum())


def cash_days(result, month: int, year: int = 12) -> float:
    """Median days of outflows held in cash: cash of a month over the mean daily outflow of its year."""
    panel = result.panel
    window = panel[(panel["month"] >= month) & (panel["month"] < month + year)]
    daily = window.groupby("partner")["outflows"].mean() / 30.0
    cash = window[window["month"] == month].set_index("partner")["cash"]
    days = (cash / daily.reindex(cash.index)).replace([np.inf, -np.inf], np.nan).dropna()
    return float(days.median())


def cash_days_late(result) -> float:
    """Median cash days of living partners after month 60, mean of the years that follow."""
    return float(np.mean([cash_days(result, month) for month in range(60, result.months - 11, 12)]))


def size_tail(result) -> float:
    """Hill estimate of the tail exponent of sales in the last year, over the largest tenth (Hill 1975)."""
    panel = result.panel[result.panel["month"] >= result.months - 12]
    sales = np.sort((panel["sales_product"] + panel["sales_service"]).groupby(panel["partner"]).sum().to_numpy())
    count = max(5, len(sales) // 10)
    top = sales[-count - 1 :]
    return float(1.0 / np.log(top[1:] / top[0]).mean())


def lossy_quarters(result) -> np.ndarray:
    """(quarters x distributors, 2): write-offs over sales, and profit over sales less that quarter's mean of the run.

    The mean of the season is taken out, so that a spring is not taken for distress.
    """
    table = result.distributors
    table = table[(table["sales"] > 0.0) & (table["month"] < 12 * (result.months // 12))]
    quarters = table.groupby([table["month"] // 3, "distributor"])[["write_offs", "profit", "sales"]].sum()
    margin = quarters["profit"] / quarters["sales"]
    season = margin.groupby(margin.index.get_level_values(0) % 4).transform("mean")
    return np.column_stack([quarters["write_offs"] / quarters["sales"], margin - season])


def distress_on_losses(runs) -> float:
    """Logit coefficient of distress on credit losses, for one standard deviation of losses, all runs pooled.

    Distress is a quarter among the tenth with the lowest profit on sales (Jacobson and von Schedvin 2015 have
    bankruptcies; distributors hardly ever fail here). Not a number where nothing was ever lost.
    """
    losses, margins = np.concatenate(runs).T
    spread = losses.std()
    if spread == 0.0:
        return float("nan")
    return logit_slope((losses - losses.mean()) / spread, margins <= np.quantile(margins, 0.1))


def logit_slope(x: np.ndarray, happened: np.ndarray) -> float:
    """Slope of a logit of ``happened`` on ``x`` with a constant, by maximum likelihood."""
    from scipy.optimize import minimize

    sign = np.where(happened, 1.0, -1.0)

    def loss(line) -> float:
        return float(np.logaddexp(0.0, -sign * (line[0] + line[1] * x)).sum())

    return float(minimize(loss, [0.0, 0.0], method="BFGS").x[1])
