"""Months of trade as one distributor's ledger shows them: of your partners, and of partners in simulated markets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from agents.partner import KINDS
from experiments.channel.doubts import LedgerError
from experiments.channel.folder import Channel
from experiments.channel.roles import AGES

YEAR = 12
OPEN = -1  # the month of closing of a line that has not closed


@dataclass(frozen=True)
class History:
    """A row a line (a partner's account), a column a month; the last column is the ledger's last whole month.

    ``purchases``, ``owed`` and ``overdue`` are money, NaN where the ledger does not say. ``terms`` are days, ``kind``
    numbers of kinds (-1: not known), ``closed`` the month in which the partner closed, ``OPEN`` if it did not;
    ``usual`` purchases of a usual month by a list, where no months of purchases are known (money).
    """

    line: np.ndarray
    purchases: np.ndarray
    owed: np.ndarray
    overdue: np.ndarray
    terms: np.ndarray
    kind: np.ndarray
    closed: np.ndarray
    usual: np.ndarray | None = None

    @property
    def months(self) -> int:
        """Number of months."""
        return self.purchases.shape[1]


def history_of(channel: Channel) -> History:
    """The months of a channel folder; raises :class:`LedgerError` where it has neither purchases nor debts by age."""
    table = channel.partners
    places = {partner: place for place, partner in enumerate(table["partner"])}
    last = pd.Period(channel.as_of, "M") if channel.as_of else None
    if len(channel.purchases):
        month = pd.PeriodIndex(channel.purchases["month"], freq="M")
        last = min(last, month.max()) if last is not None else month.max()
        first = month.min()
        length = max(int((last - first).n) + 1, 1)
        purchases = np.zeros((len(table), length))
        at = np.array([(m - first).n for m in month])
        rows = channel.purchases["partner"].map(places).to_numpy()
        kept = at < length
        np.add.at(purchases, (rows[kept], at[kept]), channel.purchases["purchases"].to_numpy()[kept])
    elif table["purchases"].notna().any() or table[list(AGES)].notna().any(axis=None):
        purchases = np.full((len(table), 1), np.nan)
        last = last or pd.Period("2000-01", "M")
    else:
        raise LedgerError(channel.path.name, "nothing_told")
    owed, overdue = _debts(channel, places, last, purchases.shape)
    kinds = [
        KINDS.index(k) if source != "assumed" else -1
        for k, source in zip(table["kind"], table["kind_from"], strict=True)
    ]
    terms = table["terms"].to_numpy(float)
    usual = table["purchases"].to_numpy(float) if np.isnan(purchases).all() else None
    closed = np.full(len(table), OPEN)
    return History(table["partner"].to_numpy(), purchases, owed, overdue, terms, np.array(kinds), closed, usual)


def _debts(channel: Channel, places: dict, last: pd.Period, shape) -> tuple[np.ndarray, np.ndarray]:
    """What was owed and overdue at each month's end, by invoices; the ledger's own ageing at the last."""
    owed, overdue = np.full(shape, np.nan), np.full(shape, np.nan)
    invoices = channel.invoices
    if len(invoices) and invoices["paid"].notna().any():
        rows = invoices["partner"].map(places).to_numpy()
        gone = invoices["paid"].fillna(pd.Timestamp("2200-01-01")).to_numpy("datetime64[D]")
        issued, due = (invoices[name].to_numpy("datetime64[D]") for name in ("issued", "due"))
        # An invoice that is paid in part counts with what is open: what it was before is not told.
        amount = np.where(
            invoices["paid"].isna(), invoices["open"].fillna(invoices["amount"]), invoices["amount"]
        ).astype(float)
        for back in range(shape[1]):
            end = np.datetime64((last - back).end_time.date(), "D")
            open_ = (issued <= end) & (gone > end)
            place = shape[1] - 1 - back
            owed[:, place] = np.bincount(rows[open_], amount[open_], minlength=shape[0])
            late = open_ & (due < end)
            overdue[:, place] = np.bincount(rows[late], amount[late], minlength=shape[0])
    aged = channel.partners[list(AGES)].to_numpy(float)
    known = ~np.isnan(aged).all(axis=1)
    owed[known, -1] = np.nansum(aged[known], axis=1)
    overdue[known, -1] = np.nansum(aged[known][:, 1:], axis=1)
    return owed, overdue


def market_history(result) -> tuple[History, np.ndarray]:
    """The lines of every distributor's ledger in a run with ``accounts``, and each line's partner."""
    accounts = result.accounts
    codes = accounts["distributor"].astype("category").cat.codes.to_numpy()
    keys = accounts["partner"].to_numpy() * 1000 + codes
    lines, rows = np.unique(keys, return_inverse=True)
    shape = (len(lines), result.months)
    tables = {}
    for name in ("purchases", "used", "overdue"):
        tables[name] = np.zeros(shape)
        tables[name][rows, accounts["month"]] = accounts[name]
    terms = np.zeros(len(lines))
    terms[rows] = accounts["terms_days"]  # the latest: months stand in order
    partners = lines // 1000
    firms = result.partners.set_index("partner").loc[partners]
    closed = firms["closed"].fillna(OPEN).to_numpy(int)
    kind = np.array([KINDS.index(word) for word in firms["kind"]])
    return History(lines, tables["purchases"], tables["used"], tables["overdue"], terms, kind, closed), partners
