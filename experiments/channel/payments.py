"""An invoice that stands once for each of its payments: its amount counts once, its payments together."""

from __future__ import annotations

import pandas as pd

from experiments.channel.doubts import Doubt, doubt, rows_of, some

CLOSE = 0.02  # what rounding may make of payments beside their invoice


def joined(frame: pd.DataFrame, where: str, doubts: list[Doubt]) -> None:
    """Leave of rows of one invoice, with a payment each that its amount covers, the last one; told.

    Copies of a row are no payments: they stay and are told where rows are compared.
    """
    same = ["partner", "invoice", "issued", *(name for name in ("due",) if name in frame), "amount"]
    if not {"invoice", "paid_amount"} <= set(frame):
        return
    payment = [name for name in ("paid", "paid_amount") if name in frame]
    rows = frame[(frame["invoice"] != "") & (frame["paid_amount"] > 0.0)]
    groups = rows.groupby(same, dropna=False, sort=False)
    sums = groups["paid_amount"].transform("sum")
    copied = rows.duplicated([*same, *payment], keep=False).groupby([rows[name] for name in same], dropna=False)
    several = groups["amount"].transform("size") > 1
    parts = rows[several & ~copied.transform("any") & (sums <= rows["amount"] + CLOSE)]
    if not len(parts):
        return
    last = parts.sort_values("paid", kind="stable") if "paid" in parts else parts
    kept = last.drop_duplicates(same, keep="last").index
    frame.loc[kept, "paid_amount"] = sums[kept]
    gone = parts.index.difference(kept)
    lost = float(frame.loc[gone, "amount"].sum())
    lines = some(map(str, frame.loc[gone, "line"]))
    doubts.append(doubt("paid_in_parts", where, lost, rows=rows_of(len(gone)), lines=lines, sum=lost))
    frame.drop(gone, inplace=True)
