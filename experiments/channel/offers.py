"""Whom to offer what within a budget, tried on new luck against simpler rules; and what a pilot would show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.channel.policy import Arm, Trial
from experiments.channel.programmes import to_some
from experiments.comparing.finding import LESS, MORE, state_of
from experiments.comparing.statistics import DETECTED, Difference, gap_interval
from experiments.running.silence import unheard

NEAR = 1e-4  # relative gap at which the search for the best list ends
LONGEST = 20.0  # seconds of it


def best_offers(
    gains: Mapping[str, np.ndarray], prices: Mapping[str, np.ndarray], worth: np.ndarray, budget: float
) -> dict[int, str]:
    """Line of the list to programme: the offers with the largest expected gain that the budget pays for.

    In: by programme each partner's gain in the chance to stay and its price a year; ``worth`` of each partner. One
    offer a partner: a knapsack of whole offers, solved by HiGHS. The sum of expected gains is what uncertainty leaves
    of the goal, since gains add up: an estimate that is drawn towards its group's needs no further caution. Who is
    better off without an offer gets none.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    places = [(name, p) for name in gains for p in np.flatnonzero(gains[name] * worth > 0.0)]
    if not places:
        return {}
    value = np.array([gains[name][p] * worth[p] for name, p in places])
    price = np.array([prices[name][p] for name, p in places])
    scale = max(budget, 1e-300)
    column = np.arange(len(places))
    rows = csr_array((np.ones(len(places)), (np.array([p for _, p in places]), column)), (len(worth), len(places)))
    limits = [LinearConstraint((price / scale)[None, :], -np.inf, 1.0), LinearConstraint(rows, -np.inf, 1.0)]
    with unheard():
        found = milp(-value / value.max(), constraints=limits, integrality=np.ones(len(places)),
                     bounds=Bounds(0.0, 1.0), options={"mip_rel_gap": NEAR, "time_limit": LONGEST})  # fmt: skip
    if found.x is None:
        return {}
    return {int(p): name for (name, p), taken in zip(places, found.x, strict=True) if taken > 0.5}


def until_spent(order: Sequence[int], price: np.ndarray, budget: float) -> list[int]:
    """Partners in an order, as many as the budget pays for; the first that it does not pay for ends it."""
    spent = np.cumsum(price[np.asarray(order, int)])
    return [int(place) for place in np.asarray(order, int)[spent <= budget * (1.0 + 1e-12)]]


def arm_of(offers: Mapping[int, str], values: Mapping[str, Mapping]) -> Arm:
    """An arm that makes these offers; ``values`` has the levers by programme."""
    by_name = {name: sorted(p for p, offered in offers.items() if offered == name) for name in values}
    changes = tuple(to_some(name, values[name], ids) for name, ids in by_name.items() if ids)
    return lambda _: changes


def rules(
    chosen: Mapping[int, str], lead: str, price: np.ndarray, risk: np.ndarray, budget: float, values, seed: int
) -> dict[str, Arm]:
    """The list beside simpler rules, which offer the programme ``lead``: to the riskiest, by chance, to all.

    The first two end where the budget is spent; chance draws another list in each replicate.
    """
    everybody = np.arange(len(price))
    riskiest = np.argsort(-np.nan_to_num(risk), kind="stable")

    def made(places: Sequence[int]) -> Arm:
        return arm_of(dict.fromkeys(places, lead), values)

    def chance(replicate: int):
        order = np.random.default_rng([seed, replicate]).permutation(everybody)
        return made(until_spent(order, price, budget))(replicate)

    return {"chosen": arm_of(chosen, values), "riskiest": made(until_spent(riskiest, price, budget)),
            "chance": chance, "all": made(everybody)}  # fmt: skip


@dataclass(frozen=True)
class Pilot:
    """What a pilot that offers a programme to half of your partners, drawn by lot, would show.

    ``effect`` is what the programme does when it is for all. ``seen`` with ``low`` and ``high`` is the difference
    between those with and without the offer, mean of the pilots and its 95 % interval; ``spread`` the standard
    deviation of one pilot. ``needed`` is how many partners a pilot needs to find the effect in four cases of five,
    None where the effect itself cannot be told.
    """

    programme: str
    months: int
    partners: int
    effect: Difference
    seen: float
    low: float
    high: float
    spread: float
    needed: int | None


def pilot_of(programme: str, found: Trial, arm: str, effect: Difference, smallest: float) -> Pilot:
    """The pilot in ``arm`` of a trial. The spread of a difference of shares falls with the root of the partners."""
    number = found.arms.index(arm)
    seen = []
    for buys, treated in zip(found.buys[number], found.treated[number], strict=True):
        if treated.any() and not treated.all():
            seen.append(buys[treated].mean() - buys[~treated].mean())
    mean, low, high = gap_interval(np.array(seen))
    spread = float(np.std(seen, ddof=1)) if len(seen) > 1 else float("nan")
    count = found.buys.shape[2]
    told = state_of(effect, smallest) in (MORE, LESS)
    needed = int(np.ceil(count * (DETECTED * spread / effect.difference) ** 2)) if told and spread == spread else None
    return Pilot(programme, found.months, count, effect, mean, low, high, spread, needed)
