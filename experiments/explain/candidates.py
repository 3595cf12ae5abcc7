"""Partners whose lives tell most: they close in one scenario and live in the other."""

from __future__ import annotations

import pandas as pd

from model.result import Result

SHOWN = 6  # of each group, by default
LIVED = 6  # months on record, at least: less is no life to tell


def candidates(result: Result, other: Result | None = None, number: int = SHOWN) -> list[dict]:
    """Telling partners of a run, or of two runs on the same luck: rows of plain values.

    With ``other``: first those that close in ``result`` and live to the end of ``other`` (``group`` ``saved``), then
    the reverse (``lost``); within a group partners of month 0 and of the focal distributor first, the earliest
    closing first. Alone: the first closings of each cause (``group`` is the cause).
    """
    here = result.partners
    if other is None:
        shown = here[here["closed"].notna() & (here["closed"] - here["entered"] >= LIVED)]
        parts = [rows.assign(group=cause) for cause, rows in shown.groupby("cause", sort=True)]
    else:
        there = other.partners[["partner", "closed", "cause"]]
        both = here.merge(there, on="partner", suffixes=("", "_other"))
        saved = both[both["closed"].notna() & both["closed_other"].isna()]
        lost = both[both["closed"].isna() & both["closed_other"].notna()]
        parts = [saved.assign(group="saved"), lost.assign(group="lost")]
    rows = []
    for part in parts:
        when = part["closed"] if other is None else part["closed"].fillna(part["closed_other"])
        part = part.assign(
            when=when, newcomer=part["origin"] != "initial", elsewhere=part["primary_distributor"] != "focal"
        )
        part = part[part["when"] - part["entered"] >= LIVED]
        first = part.sort_values(["newcomer", "elsewhere", "when", "partner"]).head(number)
        rows += [_row(row, other is not None) for row in first.to_dict("records")]
    return rows


def _row(row: dict, paired: bool) -> dict:
    def month(value):
        return None if pd.isna(value) else int(value)

    told = {
        "group": row["group"],
        "partner": int(row["partner"]),
        "kind": row["kind"],
        "distributor": row["primary_distributor"],
        "people": round(float(row["size_at_start"]), 1),
        "entered": int(row["entered"]),
        "closed": month(row["closed"]),
        "cause": row["cause"],
    }
    if paired:
        told |= {"closed_other": month(row["closed_other"]), "cause_other": row["cause_other"]}
    return told
