"""The ledger: entries of all tables under one currency, one unit and one number a partner."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from experiments.channel.amounts import currency_in
from experiments.channel.columns import Column
from experiments.channel.doubts import Doubt, LedgerError, doubt, quoted, rows_of, said, some
from experiments.channel.mapping import UNITS, LedgerMap
from experiments.channel.partners import Registry, kinds_of
from experiments.channel.reading import AGEING, INVOICES, MONTHS, PARTNERS, Entries
from experiments.channel.roles import AGES

GAP, STRAY, FEW = 180, 0.05, 20  # days without any document; share of days that may be mistyped; fewest to tell by
GIANT = 0.4  # share of all purchases that is told


@dataclass
class Ledger:
    """Tables that share the numbers of partners; money in ``unit`` of ``currency``.

    ``facts`` has a row a partner (name, tax number, kind and what a list says), ``invoices`` a row a document,
    ``months`` purchases by partner and month (``YYYY-MM``), ``ageing`` what is owed by age; what no file held is empty.
    ``total_in`` and ``total_used`` add all money columns of all files; what differs stands in the doubts.
    """

    facts: pd.DataFrame
    invoices: pd.DataFrame
    months: pd.DataFrame
    ageing: pd.DataFrame
    currency: str
    unit: str
    as_of: date | None
    tables: list[dict]
    columns: dict[str, list[Column]]
    doubts: list[Doubt]
    total_in: float
    total_used: float
    given: LedgerMap


def ledger_of(tables: Sequence[Entries], given: LedgerMap) -> Ledger:
    """Put entries together; raises :class:`LedgerError` where nothing is left."""
    doubts = [doubt for table in tables for doubt in table.doubts]
    unit = given.unit or next((t.unit for t in tables if t.unit), "one")
    for table in tables:
        _rescale(table, unit, given, doubts)
    currency = _one_currency(tables, given, doubts)
    total_in = math.fsum(table.total_in for table in tables)
    if not given.as_of and not any(table.as_of for table in tables):
        _strays(tables, doubts)
    registry = Registry(given.same)
    for table in tables:
        taxes = table.frame["tax_id"] if "tax_id" in table.frame else pd.Series("", index=table.frame.index)
        keys = list(zip(table.frame["partner"], taxes, strict=True))
        # Those with a tax number first, so that bare names find them.
        numbers = {key: registry.number(*key) for key in sorted(dict.fromkeys(keys), key=lambda key: not key[1])}
        table.frame["name"] = table.frame["partner"]
        table.frame["partner"] = np.array([numbers[key] for key in keys], dtype=np.int64)
    doubts += registry.doubts(tables[0].source)
    parts = {shape: [t.frame for t in tables if t.shape == shape] for shape in (INVOICES, MONTHS, AGEING, PARTNERS)}
    invoices = _invoices(parts[INVOICES])
    _twice(parts[INVOICES], tables[0].source, doubts)
    _added_up(tables, doubts)
    months = _months(parts[MONTHS])
    _overlap(invoices, months, tables, doubts)
    ageing = _ageing(parts[AGEING], doubts, tables)
    facts = _facts(registry, [t.frame for t in tables], given)
    used = math.fsum(_money(table) for table in tables)
    if not len(facts):
        raise LedgerError(tables[0].source, "no_row")
    as_of = given.as_of or next((t.as_of for t in tables if t.as_of), None)
    if not as_of and (as_of := _last_day(invoices, months)):
        _other_days(tables, as_of, doubts)
    _told_of_whole(invoices, months, ageing, facts, as_of, tables[0].source, doubts)
    about = [
        {"source": t.source, "how": t.how, "shape": t.shape, "rows": len(t.frame), "total_in": t.total_in,
         "total_used": _money(t)}
        for t in tables
    ]  # fmt: skip
    columns = {table.source: table.columns for table in tables}
    return Ledger(facts, invoices, months, ageing, currency, unit, as_of, about, columns, doubts, total_in, used, given)


def _money_columns(table: Entries) -> list[str]:
    if table.shape == INVOICES:
        return ["amount"]
    if table.shape == AGEING:
        return list(AGES)
    if table.shape == MONTHS:
        return _month_columns(table.frame)
    return [name for name in ("size", "sales_month", "sales_year", "sales", "amount", "total") if name in table.frame][
        :1
    ]


def _month_columns(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame if len(name) == 7 and name[:4].isdigit() and name[4] == "-"]


def _money(table: Entries) -> float:
    return math.fsum(v for name in _money_columns(table) for v in table.frame[name] if v == v)


def _rescale(table: Entries, unit: str, given: LedgerMap, doubts: list[Doubt]) -> None:
    """Bring a table to the unit of the ledger."""
    own = table.unit or given.unit or "one"
    if own == unit:
        return
    factor = UNITS[own] / UNITS[unit]
    names = {*_money_columns(table), "open", "paid_amount", "limit", "total"} & set(table.frame)
    for name in names:
        table.frame[name] *= factor
    table.total_in *= factor
    for place, one in enumerate(doubts):
        if one.left_out and one in table.doubts:
            doubts[place] = replace(one, left_out=one.left_out * factor)
    doubts.append(doubt("units", table.source, own=said(f"unit.{own}"), unit=said(f"unit.{unit}")))


def _one_currency(tables: Sequence[Entries], given: LedgerMap, doubts: list[Doubt]) -> str:
    """The currency of most money; rows of another are left out and told."""
    sums: dict[str, float] = {}
    for table in tables:
        table.frame["currency"] = [cell or table.currency for cell in table.frame["currency"]]
        money = table.frame[_money_columns(table)].abs().sum(axis=1)
        for name, value in money.groupby(table.frame["currency"]).sum().items():
            sums[name] = sums.get(name, 0.0) + float(value)
    named = {name: value for name, value in sums.items() if name}
    main = given.currency and (currency_in(given.currency) or given.currency.upper())
    main = main or max(named, key=lambda name: (named[name], name), default="")
    if not main:
        doubts.append(doubt("no_currency", tables[0].source))
    if "" in sums and named:
        doubts.append(doubt("no_currency.some", tables[0].source, currency=main))
    for table in tables:
        other = ~table.frame["currency"].isin(["", main]).to_numpy()
        if other.any():
            lost = table.frame[other]
            told = lost[_money_columns(table)].sum(axis=1).groupby(lost["currency"]).sum()
            sums = some((said("sum", value=float(value), currency=name) for name, value in told.items()), len(told))
            doubts.append(doubt("mixed_currencies", table.source, rows=rows_of(other.sum()), currency=main,
                                sums=sums))  # fmt: skip
            table.total_in -= float(told.sum())  # totals are of one currency
            table.frame = table.frame[~other].copy()
    if all(not len(table.frame) for table in tables):
        raise LedgerError(tables[0].source, "no_row_in", currency=main, others=some(sorted(named), len(named)))
    return main


def _strays(tables: Sequence[Entries], doubts: list[Doubt]) -> None:
    """Leave out documents dated after today or long after all others, and payments as late as not made; tell both.

    One mistyped year would else move the ledger's own day, and nobody would have bought for years.
    """
    documents = [table for table in tables if table.shape == INVOICES]
    columns = [t.frame[name].dropna() for t in documents for name in ("issued", "paid") if name in t.frame]
    days = np.sort(pd.concat(columns).to_numpy("datetime64[D]")) if columns else np.array([])
    if len(days) < FEW:
        return
    last = _last_likely(days)
    for table in documents:
        late = (table.frame["issued"].to_numpy("datetime64[D]") > last) & table.frame["issued"].notna().to_numpy()
        if late.any():
            lost = float(table.frame.loc[late, "amount"].sum())
            doubts.append(_stray("stray_days", table, "issued", late, lost, sum=lost))
            table.frame = table.frame[~late].copy()
        if "paid" in table.frame and (late := (table.frame["paid"] > pd.Timestamp(last)).to_numpy()).any():
            doubts.append(_stray("stray_days.paid", table, "paid", late))
            table.frame.loc[late, "paid"] = pd.NaT


def _stray(what: str, table: Entries, column: str, late: np.ndarray, lost: float = 0.0, **values) -> Doubt:
    rows = table.frame.loc[late]
    return doubt(what, table.source, lost, rows=rows_of(late.sum()), lines=some(map(str, rows["line"])),
                 day=rows[column].iloc[0].date(), **values)  # fmt: skip


def _last_likely(days: np.ndarray) -> np.datetime64:
    """The last of sorted days before those few (``STRAY``) that follow a long gap (``GAP``) or lie after today."""
    few = len(days) - max(1, int(STRAY * len(days)))
    today = np.datetime64(date.today(), "D")
    for place in range(few, len(days)):
        if (days[place] - days[place - 1]).astype(int) > GAP or days[place - 1] <= today < days[place]:
            return days[place - 1]
    return days[-1]


def _invoices(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Documents of all tables, with what is open of each (NaN where the ledger does not say)."""
    names = ("partner", "invoice", "issued", "due", "paid", "amount", "open")
    found = []
    for part in parts:
        part = part.copy()
        if "open" not in part:
            dated = part["paid"].notna() if "paid" in part else pd.Series(False, part.index)
            if "paid_amount" in part:  # a payment of a part closes no invoice
                part["open"] = part["amount"] - part["paid_amount"].fillna(part["amount"].where(dated, 0.0))
            elif dated.any():
                part["open"] = np.where(dated, 0.0, part["amount"])
            else:
                part["open"] = math.nan
        else:
            part["open"] = part["open"].fillna(0.0)
        for name in names:
            if name not in part:
                part[name] = (
                    "" if name == "invoice" else np.datetime64("NaT", "s") if name in ("due", "paid") else math.nan
                )
        for name in ("issued", "due", "paid"):
            part[name] = part[name].astype("datetime64[s]")
        if "terms" in part:
            due = part["issued"] + pd.to_timedelta(part["terms"], unit="D").astype("timedelta64[s]")
            part["due"] = part["due"].fillna(due)
        found.append(part[list(names)])
    if not found:
        empty = {
            name: pd.Series(dtype="datetime64[s]" if name in ("issued", "due", "paid") else float) for name in names
        }
        return pd.DataFrame(empty)
    return pd.concat(found, ignore_index=True)


def _twice(parts: list[pd.DataFrame], where: str, doubts: list[Doubt]) -> None:
    """Tell documents that stand in more than one table; those within one are told where it is read."""
    same = ["partner", "invoice", "issued", "amount"]
    own = [part.loc[part["invoice"] != "", same].drop_duplicates() for part in parts if "invoice" in part]
    if len(own) > 1:
        rows = pd.concat(own)
        if (twice := rows.duplicated()).any():
            total = float(rows.loc[twice, "amount"].sum())
            doubts.append(doubt("tables_twice", where, rows=rows_of(twice.sum()), sum=total))


def _added_up(tables: Sequence[Entries], doubts: list[Doubt]) -> None:
    """Tell partners whose rows are summed: several of one table, or the same purchases in more than one."""
    lists = [table for table in tables if table.shape in (MONTHS, AGEING, PARTNERS) and _money_columns(table)]
    for table in lists:
        names = table.frame.loc[table.frame["partner"].duplicated(), "name"].unique()
        if len(names):
            doubts.append(doubt("rows_added", table.source, count=len(names), names=quoted(names)))
    for shape in (MONTHS, PARTNERS):
        told = [
            table.frame.melt(id_vars="partner", value_vars=_money_columns(table), var_name="what")
            .dropna(subset="value").drop_duplicates(["partner", "what"])
            for table in lists if table.shape == shape
        ]  # fmt: skip
        if len(told) > 1:
            rows = pd.concat(told)
            twice = rows[rows.duplicated(["partner", "what"])]
            if len(twice):
                doubts.append(doubt("tables_added", tables[0].source, count=twice["partner"].nunique(),
                                    sum=float(twice["value"].sum())))  # fmt: skip


def _months(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Purchases by partner and month."""
    found = []
    for part in parts:
        long = part.melt(id_vars="partner", value_vars=_month_columns(part), var_name="month", value_name="purchases")
        found.append(long.dropna(subset="purchases"))
    if not found:
        return pd.DataFrame(
            {"partner": pd.Series(dtype=int), "month": pd.Series(dtype=str), "purchases": pd.Series(dtype=float)}
        )
    return pd.concat(found).groupby(["partner", "month"], as_index=False)["purchases"].sum()


def _overlap(invoices: pd.DataFrame, months: pd.DataFrame, tables, doubts: list[Doubt]) -> None:
    """Invoices tell purchases better: a list of months beside them is compared, not added."""
    if len(invoices) and len(months):
        both = invoices["issued"].dt.strftime("%Y-%m").isin(set(months["month"]))
        sums = float(invoices.loc[both, "amount"].sum()), float(months["purchases"].sum())
        doubts.append(doubt("two_sources", tables[0].source, invoices=sums[0], months=sums[1]))


def _ageing(parts: list[pd.DataFrame], doubts: list[Doubt], tables) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame({"partner": pd.Series(dtype=int), **{age: pd.Series(dtype=float) for age in AGES}})
    if len(parts) > 1:
        doubts.append(doubt("several_agings", tables[0].source, count=len(parts)))
    summed = pd.concat(parts).groupby("partner", as_index=False)[list(AGES)].sum()
    return summed


def _facts(registry: Registry, frames: list[pd.DataFrame], given: LedgerMap) -> pd.DataFrame:
    """A row a partner that any table still holds: what lists say of it."""
    facts = pd.DataFrame({"partner": range(len(registry.names)), "name": registry.names, "tax_id": registry.tax})
    frames = [_by_month(frame) for frame in frames]
    wanted = ("terms", "limit", "size", "sales_month", "sales_year", "sales", "share", "cash_days")
    for name in wanted:
        parts = [f[["partner", name]].dropna() for f in frames if name in f]
        values = pd.concat(parts).groupby("partner")[name] if parts else None
        summed = name in ("size", "sales_month", "sales_year", "sales")
        facts[name] = (
            facts["partner"].map(values.sum() if summed else values.last()) if values is not None else math.nan
        )
    cells: dict[int, str] = {}
    for frame in frames:
        if "kind" in frame:
            cells |= {p: word for p, word in zip(frame["partner"], frame["kind"], strict=True) if word}
    kinds = kinds_of(facts["name"], cells, given.kinds)
    facts["kind"], facts["kind_from"] = [k for k, _ in kinds], [w for _, w in kinds]
    held = set().union(*(set(frame["partner"]) for frame in frames))
    return facts[facts["partner"].isin(held)].reset_index(drop=True)


def _by_month(frame: pd.DataFrame) -> pd.DataFrame:
    """What a list says, its sales of so many months as those of one."""
    if "months" not in frame:
        return frame
    usual = frame["sales"] / frame["months"]
    return frame.assign(sales_month=frame.get("sales_month", usual).fillna(usual)).drop(columns="sales")


def _last_day(invoices: pd.DataFrame, months: pd.DataFrame) -> date | None:
    days = [day for name in ("issued", "paid") if len(invoices) and (day := invoices[name].max()) is not pd.NaT]
    if days:
        return max(days).date()
    if len(months):
        return (pd.Period(months["month"].max(), "M").end_time).date()
    return None


def _other_days(tables: Sequence[Entries], last: date, doubts: list[Doubt]) -> None:
    """Tell days above documents that are later than their last: perhaps the day of which they tell."""
    for table in tables:
        if table.shape == INVOICES and table.other_day and table.other_day > last:
            doubts.append(doubt("day_above", table.source, day=table.other_day, last=last))


def _told_of_whole(invoices, months, ageing, facts, as_of, where: str, doubts: list[Doubt]) -> None:
    """Lines about the ledger as a whole: giants, balances below zero, days after the ledger's own."""
    names = facts.set_index("partner")["name"]
    bought = (
        invoices.groupby("partner")["amount"].sum() if len(invoices) else months.groupby("partner")["purchases"].sum()
    )
    if len(bought) > 1 and bought.sum() > 0 and bought.max() > GIANT * bought.sum():
        share = round(100 * bought.max() / bought.sum())
        doubts.append(doubt("giant", where, partner=repr(names[bought.idxmax()]), share=share))
    owed = (
        ageing.set_index("partner")[list(AGES)].sum(axis=1)
        if len(ageing)
        else invoices.groupby("partner")["open"].sum()
    )
    if (below := owed[owed < -0.005]).size:
        doubts.append(doubt("negative_balances", where, count=len(below), sum=float(below.sum()),
                            partner=repr(names[below.idxmin()])))  # fmt: skip
    if len(invoices) and as_of:
        late = invoices["issued"] > pd.Timestamp(as_of)
        if late.any():
            doubts.append(doubt("future_days", where, rows=rows_of(late.sum()), day=as_of))
        if invoices["open"].isna().all():
            doubts.append(doubt("nothing_paid", where))
        if invoices["due"].isna().all():
            doubts.append(doubt("no_due_days", where))
