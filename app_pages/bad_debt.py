"""The question on bad debt: what the what-if loses on partners that fail, in a normal market and in a bad year.

Each figure is money a year, and a share of your own sales in the same months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app_pages import findings, state
from app_pages.answers import quiet
from app_pages.engine import FULL
from app_pages.names import title_of
from app_pages.questions import answered, asked
from experiments.comparing.compare import Comparison
from experiments.comparing.statistics import Difference, paired_difference
from experiments.stage.advice import DEBT
from experiments.stage.charts import SALES
from experiments.stage.neighbours import own_closings
from experiments.validation.bearing import (
    at_times,
    losses_missed,
    losses_published,
    lost_share,
    per_cent,
    published_times,
)
from experiments.words.keys import FOCAL
from experiments.words.words import words
from experiments.writing.markup import literal
from scenarios import Scenario

SHOCKED = (12, 36)  # months of the bad year and of the one after it, when its debts are written off
MARKETS = ("steady", "bad")  # of the page Worlds: a normal market, and the bad year
LOST, SOLD = "focal_write_offs", "focal_sales"
DAYS, OPEN = f"{FOCAL}credit.deferment_days", f"{FOCAL}stock.warehouse_access"  # by which terms of credit are known
DEMAND, RATE = (
    "customers.corporate.demand",
    "finance.funding_rate",
)  # of the bad year: that of all customers falls alike


def a_year(comparison: Comparison, side: int, column: str, first: int, last: int) -> np.ndarray:
    """A monthly column of yours in months ``first`` to ``last`` - 1 as money a year, by future."""
    months = comparison.series(side, column)[:, first:last]
    return months.sum(axis=1) * 12.0 / months.shape[1]


def lost(comparison: Comparison, first: int, last: int) -> Difference:
    """What the what-if loses a year on partners that fail, beside the baseline."""
    return paired_difference(*(a_year(comparison, side, LOST, first, last) for side in (0, 1)))


def answer(normal: Comparison, bad: Comparison, so_far: str) -> None:
    """What it adds in the bad year and the next and in the same months of a normal market, what is left of the profit
    with as much lost as is published, then the means over the whole run."""
    say, unit, end = words(state.language(), "app.questions"), findings.unit(), min(SHOCKED[1], normal.months)
    both = [lost(found, SHOCKED[0], end) for found in (normal, bad)]
    months = {"first": SHOCKED[0] + 1, "last": end}
    there, here = (_part(found, pair, SHOCKED[0], end) for found, pair in zip((normal, bad), both, strict=True))
    whole = [lost(found, 0, found.months) for found in (normal, bad)]
    adds = paired_difference(*(a_year(found, 1, LOST, 0, found.months) - a_year(found, 0, LOST, 0, found.months)
                               for found in (normal, bad)))  # fmt: skip
    paid = [findings.clause("profit", found.metrics(1)["focal_profit"]) for found in (normal, bad)]
    name = literal(title_of(state.view().policy, state.language()))
    answered(
        "debt",
        [
            say("debt.answer", name=name, terms=terms_told(normal.scenarios), unit=unit, normal=_added(both[0]),
                bad=_added(both[1])),
            *published(normal, bad, both),
            say("debt.profit", months=normal.months, normal=paid[0], bad=paid[1]),
            *shock_told(bad.scenarios[0]),
            say("debt.bad", part=here, **months),
            say("debt.normal", part=there),
            *closes(normal, bad),
        ],
        [say("debt.whole", months=normal.months, normal=_added(whole[0]), bad=_added(whole[1])),
         say("debt.adds" if adds.clear else "debt.adds.open", by=findings.amount(adds), months=normal.months,
             unit=unit)],
        so_far,
    )  # fmt: skip


def terms_told(scenarios: Sequence[Scenario]) -> str:
    """By which terms the policy is known: the days to pay, and how far the warehouse is open where it opens that."""
    say, (base, other) = words(state.language(), "app.questions"), (one.values for one in scenarios)
    days = say("debt.days", days=findings.told(float(other[DAYS]), 0, False))
    moved = other[OPEN] != base[OPEN]
    share = findings.told(100.0 * float(other[OPEN]), 0, False)
    return f"{days}, {say('debt.open', share=share)}" if moved else days


def shock_told(struck: Scenario) -> list[str]:
    """How hard the bad year hits, and when; nothing where it comes after the last month."""
    hits = [change for change in struck.timeline if DEMAND in change.values]
    if not hits:
        return []
    first, *_ = hits
    left = float(first.values[DEMAND]) / float(struck.values[DEMAND])
    rates = (findings.told(100.0 * float(rate), 0, False) for rate in (first.values[RATE], struck.values[RATE]))
    rate, was = rates
    return [words(state.language(), "app.questions")(
        "debt.shock", first=first.month + 1, last=min(first.until or struck.months, struck.months), rate=rate, was=was,
        fall=findings.told(100.0 * (1.0 - left), 0, False),
    )]  # fmt: skip


def closes(normal: Comparison, bad: Comparison) -> list[str]:
    """In how many futures your own company closes with the policy alone, in either market; nothing where in none."""
    found = [own_closings(market, 1, 0) for market in (normal, bad)]
    say = words(state.language(), "app.questions")
    return [say("debt.closes", normal=found[0], bad=found[1], pairs=normal.pairs)] if any(found) else []


def in_full(pairs: Mapping[str, Sequence[Scenario]]) -> dict[str, Comparison]:
    """These markets over all futures of a full answer, where that is asked: a bad year's debts differ much between few
    of them. None where some could not be computed."""
    found = {name: quiet(pair, FULL) for name, pair in pairs.items()} if asked() == "debt" else {}
    return found if None not in found.values() else {}


def _added(pair: Difference) -> str:
    """What is added, or that it cannot be told."""
    by = findings.amount(pair)
    return by if pair.clear else words(state.language(), "app.questions")("debt.added.open", by=by)


def _part(comparison: Comparison, pair: Difference, first: int, last: int) -> str:
    """What is lost without the policy and with it, each with its share of what you sell in these months."""
    stage = words(state.language())
    sold = [a_year(comparison, side, SOLD, first, last).mean() for side in (0, 1)]
    shares = [per_cent(lost / sales, stage) if sales > 0.0 else "–"
              for lost, sales in zip((pair.base, pair.other), sold, strict=True)]  # fmt: skip
    return words(state.language(), "app.questions")(
        "debt.part", base=findings.told(pair.base, 0, False), other=findings.told(pair.other, 0, False),
        base_share=shares[0], other_share=shares[1], by=findings.amount(pair),
    )  # fmt: skip


def published(normal: Comparison, bad: Comparison, added: Sequence[Difference]) -> list[str]:
    """What the policy adds in the same months of both markets, and what becomes of the profit, with as much lost as is
    published; that the market loses less than that where no more can be said.

    Both markets have the same multiple, of what the baseline loses in all months of the normal one: one of each would
    make a bad year, which loses more by itself, look the cheaper.
    """
    say, stage = words(state.language(), "app.questions"), words(state.language())
    found = published_times(normal.metric(DEBT, 0), normal.metric(SALES, 0))
    if found is None or not all(pair.clear for pair in added):  # a multiple of what may be nothing says nothing
        return losses_missed(state.language(), lost_share(normal))
    here, times = found
    ends = [per_cent(end, stage) for end in losses_published()]
    told = {"share": stage.to(*ends), "here": per_cent(here, stage), "months": normal.months,
            "times": stage.to(*(findings.told(k, 1, False) for k in times))}  # fmt: skip
    profits = {}
    for name, market, pair in zip(("normal", "bad"), (normal, bad), added, strict=True):
        sides = [[market.metric(column, side) for side in (0, 1)] for column in ("focal_profit", DEBT)]
        told[name] = stage.to(*(findings.amount(_times(pair, k)) for k in times))
        profits[name] = stage.to(*(findings.amount(at_times(*sides, k)) for k in times))
    return [say("debt.published", **told), say("debt.published.profit", months=normal.months, **profits)]


def _times(pair: Difference, times: float) -> Difference:
    """So many times a difference, with its interval."""
    return replace(
        pair, **{name: times * getattr(pair, name) for name in ("base", "other", "difference", "low", "high")}
    )
