"""Why a partner closed: the cause in its books, since when, and the event that set it off."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from experiments.explain.life import Life

BLOWS = ("credit_withdrawn", "credit_refused", "customer_default", "closing")  # "closing": of a distributor of its own
WEIGHTY = 0.1  # of a month's outflows: a smaller loss sets nothing off
BEFORE = 3  # months before the trouble shows in which an event may have set it off


@dataclass(frozen=True)
class Closing:
    """Why it closed.

    ``since`` is the month in which what ended it began: the debt that became too old, own capital below zero, the
    owner's poor income, or the sale. ``trigger`` is the event that set it off, or None when no single one did:
    for illiquidity the payment that failed, otherwise the gravest blow. ``blow`` is the gravest event of the
    ``BEFORE`` months up to ``since``: credit withdrawn or refused, a supplier's end, customers who never paid a tenth
    of a month's outflows or more. Events are rows of the diary (month, event, distributor, amount, detail).
    """

    cause: str
    month: int
    since: int
    trigger: dict | None
    blow: dict | None
    months: int
    income: float
    elsewhere: float
    buyer: int | None = None


def why_closed(life: Life) -> Closing | None:
    """Why a partner closed, or None while it trades.

    A partner that closes at month 0 has no books on record: ``months`` is 0 and ``income`` and ``elsewhere`` are nan.
    ``income`` and ``elsewhere`` are its owner's smoothed profit and outside option in the last month (money / month).
    """
    if life.closed is None:
        return None
    if life.months.empty:  # it gave notice before month 0: no books of it are on record
        return Closing(life.facts["cause"], life.closed, life.closed, None, None, 0, math.nan, math.nan, life.buyer)
    last = life.months.iloc[-1]
    cause = life.facts["cause"]
    end = int(last["month"])
    # The last month in which the owner went without nothing; before the first on record when there is none.
    content = life.months.loc[life.months["income_forgone"] <= 0.0, "month"].max()
    content = -1 if math.isnan(content) else int(content)
    since = {
        # A debt counts as 15 days old in the month in which it is not paid, wages as 30: see ``oldest_overdue``.
        "illiquidity": end - int((last["oldest_overdue_days"] - 15.0) // 30),
        "over_indebtedness": end - int(last["months_in_debt"]) + 1,
        "voluntary": min(end, content + 1),
        "acquired": end,
    }[cause]
    since = max(since, int(life.months["month"].iloc[0]))
    blow = gravest(life, since - BEFORE, since)
    trigger = blow
    if cause == "illiquidity":
        failed = life.events[(life.events["event"] == "late_payment") & (life.events["month"] == since)]
        trigger = _row(failed.loc[failed["amount"].idxmax()]) if len(failed) else blow
    return Closing(
        cause, life.closed, since, trigger, blow, end - since + 1,
        float(last["expected_profit"]), float(last["outside_option"]), life.buyer if cause == "acquired" else None,
    )  # fmt: skip


def gravest(life: Life, first: int, last: int) -> dict | None:
    """The heaviest blow in months ``first`` to ``last``, weighed against that month's outflows; None without one."""
    seen = life.events[life.events["month"].between(first, last) & life.events["event"].isin(BLOWS)]
    seen = seen[(seen["event"] != "closing") | (seen["distributor"] != "")]
    if seen.empty:
        return None
    rows = seen.groupby(["month", "event", "distributor", "detail"], as_index=False, sort=True)["amount"].sum()
    outflows = life.months.set_index("month")["outflows"]
    weight = rows["amount"] / rows["month"].map(outflows).clip(lower=1e-9)
    # What ends a contract weighs as much as a loss that counts, however small its limit was.
    weight[rows["event"] != "customer_default"] = weight.clip(lower=WEIGHTY)
    place = weight.idxmax()
    return _row(rows.loc[place]) if weight[place] >= WEIGHTY else None


def _row(row: pd.Series) -> dict:
    return {
        "month": int(row["month"]),
        "event": row["event"],
        "distributor": row["distributor"],
        "amount": float(row["amount"]),
        "detail": row["detail"],
    }
