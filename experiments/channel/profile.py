"""What a ledger says of each partner: size, terms, debts by age, delays, trend, first and last purchase."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from experiments.channel.doubts import Doubt, doubt, quoted
from experiments.channel.ledger import Ledger
from experiments.channel.roles import AGES

# Of a partner's purchases that its main distributor makes, where nothing says it: 0.56 in simulated markets.
SHARE = 0.55
YEAR = 12
UNLIKE, ROUNDED = 0.01, 2.5  # share of a debt, and units of money, by which two tables of it may differ


def purchases_by_month(ledger: Ledger) -> pd.DataFrame:
    """Purchases and orders by partner and month; invoices where there are any, else the list by month."""
    if len(ledger.invoices):
        rows = ledger.invoices
        month = rows["issued"].dt.year * YEAR + rows["issued"].dt.month - 1  # names of months are slow to make
        grouped = rows.assign(month=month).groupby(["partner", "month"])["amount"]
        found = pd.DataFrame({"purchases": grouped.sum(), "orders": grouped.count()}).reset_index()
        return found.assign(month=names_of(found["month"]))
    return ledger.months.assign(orders=(ledger.months["purchases"] != 0).astype(int))


def numbers_of(months: pd.Series) -> pd.Series:
    """Months as numbers that can be subtracted, from names like 2025-03; each name is read once."""
    return months.map({name: int(name[:4]) * YEAR + int(name[5:]) - 1 for name in months.unique()}).astype(int)


def names_of(numbers: pd.Series) -> pd.Series:
    """Names of months, from their numbers."""
    return numbers.map({m: f"{m // YEAR:04d}-{m % YEAR + 1:02d}" for m in numbers.unique()})


def profiles(ledger: Ledger) -> tuple[pd.DataFrame, list[Doubt]]:
    """A row a partner, in the ledger's money, and what remains open.

    ``size`` is a usual month's purchases from all distributors, ``purchases`` those from you in a usual month;
    empty cells are what the ledger does not say.
    """
    table = ledger.facts.set_index("partner")
    doubts: list[Doubt] = []
    months = purchases_by_month(ledger)
    _sizes(table, months, ledger, doubts)
    _terms(table, ledger)
    _debts(table, ledger, doubts)
    _delays(table, ledger)
    table["trend"] = _trend(months, table.index)
    columns = ["name", "tax_id", "kind", "kind_from", "size", "purchases", "share", "share_from", "terms", "limit",
               "cash_days",
               *AGES, "invoices", "days_late", "days_late_sd", "trend", "first_purchase", "last_purchase"]  # fmt: skip
    return table[columns].reset_index(), doubts


def season(ledger: Ledger) -> list[float]:
    """Purchases of each calendar month over the mean month, all partners; empty below two years of purchases."""
    months = purchases_by_month(ledger)
    if not len(months):
        return []
    total = months.groupby("month")["purchases"].sum()
    spread = pd.period_range(total.index.min(), total.index.max(), freq="M")
    total = total.reindex(spread.strftime("%Y-%m"), fill_value=0.0)
    if len(total) < 2 * YEAR or total.sum() <= 0.0:
        return []
    total = total.iloc[len(total) % YEAR :]
    by_month = total.groupby([int(name[5:]) for name in total.index]).mean()
    return [round(float(value / by_month.mean()), 4) for value in by_month]


def _sizes(table: pd.DataFrame, months: pd.DataFrame, ledger: Ledger, doubts: list[Doubt]) -> None:
    """Purchases of a usual month: the mean of the last year's, from the first purchase on."""
    own = pd.Series(math.nan, index=table.index)
    table["first_purchase"] = table["last_purchase"] = ""
    if len(months):
        place = numbers_of(months["month"])
        last = ledger.as_of.year * YEAR + ledger.as_of.month - 1 if ledger.as_of else int(place.max())
        bought = place[months["purchases"] > 0].groupby(months["partner"])
        first = bought.min()
        table["first_purchase"] = names_of(first).reindex(table.index).fillna("")
        table["last_purchase"] = names_of(bought.max()).reindex(table.index).fillna("")
        ages = last - place
        year = months[(ages < YEAR) & (ages >= 0)].groupby("partner")["purchases"].sum()
        known = int(ages.max()) + 1
        since = (last - first + 1).reindex(table.index)
        own = year.reindex(table.index) / since.clip(1, min(YEAR, known))
    given = table["sales_month"].fillna(table["sales_year"] / YEAR)
    unsaid = table["sales"].notna() & given.isna() & own.isna()
    if unsaid.any():
        doubts.append(doubt("period_of_sales", ledger.tables[0]["source"]))
    own = own.fillna(given).fillna(table["sales"] / YEAR)
    share = table["share"].where(table["share"] <= 1.0, table["share"] / 100.0)
    prior = ledger.given.share if ledger.given.share is not None else SHARE
    table["share_from"] = np.where(share.notna(), "column", "given" if ledger.given.share is not None else "assumed")
    table["share"] = share.where(share > 0.0).fillna(prior)
    table["purchases"] = own.fillna(table["size"] * table["share"])
    table["size"] = table["size"].fillna(own / table["share"])


def _terms(table: pd.DataFrame, ledger: Ledger) -> None:
    """Deferment: a list's, else the usual days between issue and due day, else the mapping's."""
    invoices = ledger.invoices
    if len(invoices):
        days = (invoices["due"] - invoices["issued"]).dt.days
        usual = days.groupby(invoices["partner"]).median()
        table["terms"] = table["terms"].fillna(usual.reindex(table.index))
    if ledger.given.terms is not None:
        table["terms"] = table["terms"].fillna(ledger.given.terms)


def _debts(table: pd.DataFrame, ledger: Ledger, doubts: list[Doubt]) -> None:
    """What is owed by age: a table of ageing, else the open invoices on the ledger's day."""
    invoices = ledger.invoices
    table["invoices"] = invoices.groupby("partner")["amount"].count().reindex(table.index).fillna(0).astype(int)
    for age in AGES:
        table[age] = math.nan
    owed = _open_by_age(ledger)
    if owed is not None:
        for age in AGES:
            table[age] = owed[age].reindex(table.index).fillna(0.0)
    if len(ledger.ageing):
        aged = ledger.ageing.set_index("partner")
        if owed is not None:
            doubts += _disagreeing(owed.sum(axis=1), aged[list(AGES)].sum(axis=1), table["name"], ledger)
        for age in AGES:
            table[age] = aged[age].reindex(table.index).fillna(0.0)


def _disagreeing(owed: pd.Series, aged: pd.Series, names: pd.Series, ledger: Ledger) -> list[Doubt]:
    """A line where open invoices and a table of ageing tell different debts, of all partners or of some."""
    where, one, other = ledger.tables[0]["source"], float(owed.sum()), float(aged.sum())
    if abs(one - other) > UNLIKE * max(abs(one), abs(other)):
        return [doubt("two_sources.ageing", where, invoices=one, ageing=other)]
    both = pd.DataFrame({"one": owed, "other": aged}).fillna(0.0)
    gap = (both["one"] - both["other"]).abs()
    unlike = gap > UNLIKE * both.abs().max(axis=1) + ROUNDED
    if not unlike.any():
        return []
    most = gap[unlike].idxmax()
    return [doubt("two_sources.partners", where, count=int(unlike.sum()), partner=repr(names[most]),
                  invoices=float(both["one"][most]), ageing=float(both["other"][most]))]  # fmt: skip


def _open_by_age(ledger: Ledger) -> pd.DataFrame | None:
    """Open invoices by age on the ledger's day; an invoice without a due day is not due."""
    invoices = ledger.invoices
    if not len(invoices) or invoices["open"].isna().all():
        return None
    late = (pd.Timestamp(ledger.as_of) - invoices["due"]).dt.days.fillna(0.0)
    age = pd.cut(late, [-math.inf, 0, 30, 60, 90, math.inf], labels=list(AGES)).astype(str)
    return (
        invoices["open"]
        .groupby([invoices["partner"], age])
        .sum()
        .unstack(fill_value=0.0)
        .reindex(columns=list(AGES), fill_value=0.0)
    )


def _delays(table: pd.DataFrame, ledger: Ledger) -> None:
    """Mean and spread of the days after the due day on which invoices were paid."""
    invoices = ledger.invoices
    late = (invoices["paid"] - invoices["due"]).dt.days if len(invoices) else pd.Series(dtype=float)
    grouped = late.dropna().groupby(invoices["partner"] if len(invoices) else late)
    table["days_late"] = grouped.mean().reindex(table.index)
    table["days_late_sd"] = grouped.std().reindex(table.index)


def _trend(months: pd.DataFrame, index: pd.Index) -> pd.Series:
    """The last six months' purchases over those of the same months a year before, less 1; over the six before
    where the ledger is shorter. Empty where there is nothing to compare with."""
    if not len(months):
        return pd.Series(math.nan, index=index)
    place = numbers_of(months["month"])
    back = place.max() - place
    length = int(back.max()) + 1
    if length < YEAR:
        return pd.Series(math.nan, index=index)
    gap = YEAR if length >= 1.5 * YEAR else 6
    now = months[back < 6].groupby("partner")["purchases"].sum().reindex(index).fillna(0.0)
    then = months[(back >= gap) & (back < gap + 6)].groupby("partner")["purchases"].sum().reindex(index)
    return (now / then.where(then > 0.0) - 1.0).rename("trend")


def not_listed(table: pd.DataFrame) -> list[str]:
    """Partners whose size is not known or not above zero: a market cannot start with them."""
    return table.loc[~(table["size"] > 0.0), "name"].tolist()


def not_listed_doubt(table: pd.DataFrame, where: str) -> list[Doubt]:
    """A line on them, if there are any."""
    names = not_listed(table)
    if not names:
        return []
    return [doubt("no_size", where, count=len(names), names=quoted(names))]
