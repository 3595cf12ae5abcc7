"""What a ledger shows of a partner at a date, free of the money's unit, and what became of it afterwards."""

from __future__ import annotations

import numpy as np

from experiments.channel.history import OPEN, YEAR, History

SIGNS = (
    "size",  # purchases of a usual month over the median partner's, as a logarithm
    "trend",  # purchases of the last six months over the six before, as a logarithm
    "quiet",  # months since the last purchase, as a root
    "regular",  # share of the last twelve months with a purchase
    "overdue",  # overdue debts in usual months of purchases, as a logarithm of 1 and more
    "late",  # share of the last twelve months that ended with overdue debts
    "owed",  # all debts in usual months of purchases, as a logarithm of 1 and more
    "terms",  # deferment in months
)
FAINT = 0.05  # of a year's purchases, added to both halves of a trend so that one order does not make it endless
STILL = 3  # months without a purchase at the end of a horizon that count as having stopped


def signs_at(history: History, cut: int) -> tuple[np.ndarray, np.ndarray]:
    """Signs of every line at the end of month ``cut`` (NaN where not known), and which lines trade there.

    A line trades when its partner lives and bought within the last twelve months, or when purchases are not known. A
    list that tells what is bought in a usual month alone gives debts their measure, but no trend and no last purchase.
    """
    first = max(cut - YEAR + 1, 0)
    bought = history.purchases[:, first : cut + 1]
    length = bought.shape[1]
    alive = (history.closed == OPEN) | (history.closed > cut)
    with np.errstate(all="ignore"):
        positive = bought > 0.0
        began = np.where(positive.any(axis=1), positive.argmax(axis=1), length - 1)
        months = length - began
        usual = np.maximum(bought, 0.0).sum(axis=1) / months
        if history.usual is not None:
            usual = history.usual
        trades = alive & ~(usual <= 0.0)
        found = {name: np.full(len(usual), np.nan) for name in SIGNS}
        found["size"] = (
            np.log(usual / np.median(usual[trades & (usual > 0.0)]))
            if (trades & (usual > 0.0)).any()
            else found["size"]
        )
        if length == YEAR:
            half, faint = YEAR // 2, FAINT * bought.sum(axis=1)
            change = np.log((bought[:, half:].sum(axis=1) + faint) / (bought[:, :half].sum(axis=1) + faint))
            found["trend"] = np.where(months > half, change, np.nan)
        if length >= STILL:
            found["quiet"] = np.sqrt(np.where(positive.any(axis=1), positive[:, ::-1].argmax(axis=1), length))
            found["regular"] = positive.sum(axis=1) / months
        found["overdue"] = np.log1p(np.maximum(history.overdue[:, cut], 0.0) / usual)
        found["owed"] = np.log1p(np.maximum(history.owed[:, cut], 0.0) / usual)
        ended = history.overdue[:, first : cut + 1]
        known = ~np.isnan(ended)
        share = (known & (ended > 0.01 * usual[:, None])).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        found["late"] = np.where(known.sum(axis=1) >= STILL, share, np.nan)
        found["terms"] = history.terms / 30.0
    table = np.column_stack([found[name] for name in SIGNS])
    table[~np.isfinite(table)] = np.nan
    return table, trades


def closed_within(history: History, cut: int, months: int) -> np.ndarray:
    """Whether each line's partner closed in the months after ``cut``."""
    return (history.closed > cut) & (history.closed <= cut + months)


def stopped_within(history: History, cut: int, months: int) -> np.ndarray:
    """Whether a line bought nothing in the last three of the months after ``cut``."""
    end = cut + months + 1
    return (history.purchases[:, end - STILL : end] <= 0.0).all(axis=1)
