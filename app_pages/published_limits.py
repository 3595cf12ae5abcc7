"""The offer, and which limit and cut-off are enough, where you lose as much on partners that fail as is usual in the
trade."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app_pages import findings, state
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import LESS, MORE, PERHAPS_LESS, Line, leaders, range_told, state_of
from experiments.comparing.statistics import Difference
from experiments.stage.advice import DEBT
from experiments.stage.charts import SALES
from experiments.validation.bearing import at_times, losses_published, per_cent, published_times
from experiments.words.words import words

Cell = tuple[float, float]  # limit, months of purchases; cut-off, share
PROFIT = "focal_profit"


def enough(profits: dict[str, np.ndarray], lines: list[Line], places: list[Cell], bound: float) -> list[int]:
    """All cells that cannot be told apart from the highest mean: those that surely gain first, of these the lowest
    limit and risk. Which of them is the highest is chance, and who lends less risks less."""
    level = [int(name) for name in leaders(profits, bound)]
    sure = sorted((n for n in level if lines[n].state == MORE), key=lambda n: places[n])
    return [*sure, *(n for n in level if n not in sure)]


def alike(profits: dict[str, np.ndarray], places: list[Cell], limit: float, bound: float) -> bool:
    """Whether the cut-offs of a limit cannot be told apart."""
    row = {name: profits[name] for n, name in enumerate(profits) if places[n][0] == limit}
    return len(leaders(row, bound)) == len(row)


def told(cells: Comparison, whole: Comparison, places: list[Cell]) -> list[str]:
    """One line: the offer to all partners (of the comparison ``whole``) and the limit and cut-off of the ``cells`` that
    are enough, both at the lower and the upper end of losses usual in the trade; nothing where the baseline's are no
    fewer."""
    say, stage = words(state.language(), "app.payback"), words(state.language())
    found = published_times(whole.metric(DEBT, 0), whole.metric(SALES, 0))
    if found is None:
        return []
    here, times = found
    bound = findings.smallest().of("profit", float(np.mean(whole.metric(PROFIT, 0))))
    offers = [gain(whole, 1, k) for k in times]
    low, high = (enough_at(cells, places, k, bound) for k in times)
    ends = {}
    for end, pair, k in zip(("low", "high"), offers, times, strict=True):
        ends |= {
            f"times_{end}": findings.told(k, 1, False),
            f"gain_{end}": findings.told(pair.difference, 0),
            f"range_{end}": range_told(pair, stage),
            f"way_{end}": say(f"published.{_way(pair, bound)}"),
        }
    share = stage.to(*(per_cent(end, stage) for end in losses_published()))
    return [say("published", share=share, here=per_cent(here, stage), low=low, high=high, **ends)]


def gain(found: Comparison, side: int, times: float) -> Difference:
    """Your profit against the baseline's, in every future with so many times the write-offs on both sides."""
    return at_times(*((found.metric(name, 0), found.metric(name, side)) for name in (PROFIT, DEBT)), times)


def enough_at(cells: Comparison, places: Sequence[Cell], times: float, bound: float) -> str:
    """The limit and the cut-off that are enough with so many times the write-offs, in words."""
    say, places = words(state.language(), "app.payback"), [*places]
    pairs = [gain(cells, n + 1, times) for n in range(len(places))]
    lines = [Line("profit", state_of(pair, bound), pair) for pair in pairs]
    profits = {str(n): cells.metric(PROFIT, n + 1) - (times - 1.0) * cells.metric(DEBT, n + 1)
               for n in range(len(places))}  # fmt: skip
    first = enough(profits, lines, places, bound)[0]
    limit, cutoff = places[first]
    if lines[first].state != MORE:
        return say("published.none")
    key = "row" if alike(profits, places, limit, bound) else "cell"
    profit = f"{findings.told(pairs[first].difference, 0)} ({findings.interval(pairs[first], 1.0, 0)})"
    told_limit, told_cutoff = findings.told(limit, 0, False), findings.told(100 * cutoff, 0, False)
    return say(f"published.{key}", limit=told_limit, cutoff=told_cutoff, profit=profit)


def _way(pair: Difference, bound: float) -> str:
    """Whether a gain is sure by as much as counts, a sure loss, or neither."""
    return {MORE: "more", LESS: "less", PERHAPS_LESS: "less"}.get(state_of(pair, bound), "open")
