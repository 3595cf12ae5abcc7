"""What helping today's partners in need would bring and cost: asked as an experiment, on the same luck.

Today, the focal distributor makes the model's own rescue agreement (``model.rescue.bridge``) with every own partner in
need, or with those alone that look viable to it, and with nobody else; beside it the same market runs on without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from experiments.explain.saving import agreed, copied, trades
from experiments.explain.short import partners_with, short_of_cash
from experiments.running.walk import walk
from model.market import Market
from model.result import Result
from model.simulation import walked

FOCAL = "focal"


@dataclass(frozen=True)
class Helped:
    """One future. ``rows`` are the partners in need today (:func:`~experiments.explain.short.short_of_cash`).

    ``trades`` has, by partner helped, whether it still trades in the end (without help, with it); ``profit`` and
    ``bad_debt`` are the focal distributor's from today to the end (money), without help and with it; ``own`` are its
    living partners today.
    """

    rows: list[dict]
    trades: dict[int, tuple[bool, bool]]
    profit: tuple[float, float]
    bad_debt: tuple[float, float]
    own: int = 0


def looks_viable(row: dict) -> bool:
    """Whether whoever screens a partner in need would help it, rightly or not."""
    return bool(row["viable"]) != bool(row["error"])


def helped(scenario, seed: int, today: int, months: int, screened: bool = True) -> Helped:
    """What helping at the end of month ``today`` (from 1) comes to until the end of month ``months``; where nobody is
    ``screened``, all in need are taken for viable."""
    market = next(islice(walk(scenario, seed, months), today - 1, None))
    rows = short_of_cash(Result(scenario=scenario, seed=seed, months=today, market=market))
    own = partners_with(market, 0)
    chosen = [row["partner"] for row in rows if row["distributor"] == FOCAL and (not screened or looks_viable(row))]
    if not chosen:
        return Helped(rows, {}, (0.0, 0.0), (0.0, 0.0), own)
    sides: Sequence[Market] = (copied(market), copied(market))
    for partner in chosen:
        agreed(sides[1], today - 1, partner)
    ended = [walked(side, today, months) for side in sides]
    books = [side.channel[today:months, 0] for side in ended]
    return Helped(
        rows,
        {partner: tuple(trades(side, partner) for side in ended) for partner in chosen},
        tuple(float(book["profit"].sum()) for book in books),
        tuple(float(book["write_offs"].sum()) for book in books),
        own,
    )
