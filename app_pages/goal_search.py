"""The best policy for a goal: policies are proposed, run, and the best few judged on futures that chose nothing.

The proposing, the frontier and the bounds are those of ``experiments.search``; the runs are the app's own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.batch.factors import Factor, Value
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import leaders
from experiments.comparing.statistics import paired_difference
from experiments.search.asking import Tried, next_trials
from experiments.search.frontier import fronts, not_beaten, spread_out, sure_of
from scenarios import Scenario

LEVERS = (  # what is searched, and how far: as the batches of experiments/manifests do
    Factor("levers.focal.community.budget", low=0.0, high=60.0),
    Factor("levers.focal.community.openness", low=0.0, high=1.0),
    Factor("levers.focal.credit.mode", levels=("standard", "framework")),
    Factor("levers.focal.credit.deferment_days", low=0.0, high=90.0),
    Factor("levers.focal.credit.limit_months", low=0.5, high=4.0),
    Factor("levers.focal.credit.cutoff", low=0.05, high=0.5),
    Factor("levers.focal.services.package_depth", low=0.0, high=0.8),
    Factor("levers.focal.services.partner_margin_share", low=0.3, high=1.0),
    Factor("levers.focal.training.budget", low=0.0, high=60.0),
    Factor("levers.focal.stock.fill_rate", low=0.95, high=0.99),
    Factor("levers.focal.stock.lead_days", low=1.0, high=3.0),
    Factor("levers.focal.stock.warehouse_access", low=0.8, high=1.0),
    Factor("levers.focal.price.discount", low=0.0, high=0.03),
)
# Of these, terms that a search leaves at least as good as the base's: money saved by cutting them is lost as profit.
NEVER_CUT = {f"levers.focal.{name}" for name in ("credit.deferment_days", "credit.limit_months", "credit.cutoff",
                                                 "services.partner_margin_share")}  # fmt: skip
# Levers that no search moves, each with the reason: a new lever stands there or here.
NOT_SEARCHED = {
    "community.portal_share": "how its budget is divided: three weights more than some fifty trials can tell apart",
    "community.training_share": "as the weight of the portal",
    "community.management_share": "as the weight of the portal",
    "credit.rescue": "it costs what partners in need make of it, not what is decided",
    "credit.rescue_screening": "it costs nothing by itself",
    "credit.insurance": "it pays for the distributor's own losses, not for partners",
    "push.budget": "a pulse to which partners get used, no programme of years",
    "portfolio.breadth": "less of it saves money",
    "portfolio.pruning": "it saves money",
    "portfolio.agility": "it costs nothing by itself",
    "recruiting.budget": "it wins partners from others and keeps none",
    "pond.paid_share": "it wins partners from others and keeps none",
}
ROUNDS, EACH = 6, 8  # rounds of so many policies: one more than there are rungs
SEARCHED, FRESH = 3, 20  # futures that the search sees, and those that it does not
FINALISTS = 6  # spread along the frontier
BUDGETED = 11  # of a search within a budget: one frontier, of which each budget takes a part
DOUBLE = 2.0  # the budget of which it is told what it would buy
FAR = 1.25  # times that: what takes more in the futures of the search is no answer, and is not run again
HALF = 0.5  # of the way to their better ends that the levers of one group go, before it is known what that costs
# A search within a budget tries policies for the same ladder of budgets whatever was asked, so that what fits a smaller
# budget is tried for a larger one, too: parts of the dearest policy of the first round.
RUNGS = (0.06, 0.15, 0.4, 1.0, 2.0)
ALONE = 3  # of a rung's policies put all on one group: those that keep most for their money; of the first rung, all
TOGETHER = (2, 3)  # of the same groups that share it, and then all
FITTED = (1.0, 0.5)  # of a budget that nothing tried fits: to what plain policies are then scaled
FITS = 3  # of these that are run again
ASKED_FOR = ("credit", "price")  # groups of levers of which an answer within a budget always says something
CONFIDENCE = 0.9
STEPS = (1.0, 0.5, 0.05, 0.01, 0.005)  # in which values are proposed, as somebody would set them:
FEWEST_STEPS = 4  # the first of them of which a range has so many, or the last


@dataclass(frozen=True)
class Goal:
    """``keep``: at least ``amount`` of 100 own partners, at the least cost; ``budget``: most of them within ``amount``
    of money a year, which neither the levers' cost nor the profit lost may exceed: else less credit would pay for it.
    """

    kind: str
    amount: float

    def within(self, programme: Programme) -> np.ndarray:
        """In which futures a programme does what it must."""
        return programme.kept >= self.amount / 100.0 if self.kind == "keep" else programme.dearest <= self.amount

    def miss(self, programme: Programme) -> float:
        """By how much it misses, with ``CONFIDENCE`` for the next future; at most 0 where it does what it must."""
        if self.kind == "keep":
            return min(self.amount / 100.0 - sure_of(programme.kept, CONFIDENCE), 1e9)
        return min(-sure_of(-programme.dearest, CONFIDENCE) - self.amount, 1e9)

    def aim(self, programme: Programme) -> float:
        """What should be as small as can be."""
        return float(programme.dearest.mean()) if self.kind == "keep" else -float(programme.kept.mean())


@dataclass(frozen=True)
class Programme:
    """Levers, and what they come to by future: own partners kept (share), the base's, cost and profit against it.

    ``cost`` is what the levers cost a year, ``profit`` that of the whole length; ``base_profit`` is the
    base's own mean.
    """

    values: Mapping[str, Value]
    kept: np.ndarray
    base_kept: np.ndarray
    cost: np.ndarray
    profit: np.ndarray
    years: float = 1.0
    base_profit: float = 0.0

    @property
    def dearest(self) -> np.ndarray:
        """By future, what it takes a year: what the levers cost or the profit lost, whichever is more."""
        return np.maximum(self.cost, -self.profit / self.years)


def searched(base: Scenario) -> tuple[Factor, ...]:
    """:data:`LEVERS` with the ranges of a search from this base."""
    return tuple(
        replace(one, low=min(max(one.low, float(base.values[one.name])), one.high)) if one.name in NEVER_CUT else one
        for one in LEVERS
    )


def start(base: Scenario) -> dict[str, Value]:
    """The base's own levers: the first programme of every search."""
    return {lever.name: lever.base(base.values) for lever in LEVERS}


def proposed(base: Scenario, goal: Goal, tried: Sequence[Programme], number: int = EACH) -> list[dict[str, Value]]:
    """The next policies to try, none of them tried before; of the first round the base is the first."""
    if goal.kind == "budget" and tried:
        goal = replace(goal, amount=rung(base, tried))
    known = {tuple(one.values.values()) for one in tried}
    found: list[dict[str, Value]] = []
    levers = searched(base)
    asked = next_trials(
        levers, [False], [Tried(one.values, (goal.aim(one),), goal.miss(one)) for one in tried], number, 1,
        starting=EACH,
    )  # fmt: skip
    mixed = ({lever.name: _coarse(lever, trial[lever.name]) for lever in levers} for trial in asked)
    for values in [*([] if tried else [start(base)]), *plain(base, goal, tried), *mixed]:
        if tuple(values.values()) not in known and len(found) < number:
            known.add(tuple(values.values()))
            found.append(values)
    return found


def plain(base: Scenario, goal: Goal, tried: Sequence[Programme]) -> list[dict[str, Value]]:
    """What somebody would try without a search, and what its mixtures are measured by: all on one group of levers.

    Within a budget, once it is known what these cost: the best of them scaled to spend it, and the budget divided
    evenly among the best two, three, and all.
    """
    if not tried:
        groups = {group_of(lever.name) for lever in LEVERS}
        ends = {f.name: f.low if float(base.values[f.name]) >= f.high else f.high for f in LEVERS if not f.levels}
        return [_moved(base, {key: end for key, end in ends.items() if group_of(key) == group}, HALF)
                for group in sorted(groups)]  # fmt: skip
    alone = firsts(base, tried)
    if goal.kind != "budget" or not alone:
        return []
    parts = {group: parts_of(base, one.values)[group] for group, one in alone.items()}
    by = {group: goal.amount / float(one.dearest.mean()) for group, one in alone.items()}

    def divided(groups: Sequence[str]) -> dict[str, Value]:
        moved = {group: _moved(base, parts[group], by[group] / len(groups)) for group in groups}
        return start(base) | {key: moved[group][key] for group in groups for key in parts[group]}

    best = sorted(alone, key=lambda group: -max(worth(one) for one in tried if only_part(base, one.values) == group))
    counts = [*(count for count in TOGETHER if count < len(best)), len(best)]
    singles = best if len(tried) == EACH else best[:ALONE]
    return [*(divided([group]) for group in singles), *(divided(best[:count]) for count in counts)]


def fitted(base: Scenario, goal: Goal, tried: Sequence[Programme]) -> list[dict[str, Value]]:
    """Plain policies scaled to a budget so small that nothing which was tried fits it; none where something does."""
    if goal.kind != "budget" or affordable(goal, tried):
        return []
    known, found = {tuple(one.values.values()) for one in tried}, {}
    for share in FITTED:
        for values in plain(base, replace(goal, amount=share * goal.amount), tried):
            found.setdefault(tuple(values.values()), values)
    return [values for key, values in found.items() if key not in known]


def affordable(goal: Goal, tried: Sequence[Programme]) -> list[int]:
    """Numbers of those but the base, the first, that the budget pays as far as the search can tell: what is asked of an
    answer, too, for by the mean alone many seem to fit of which none then does."""
    return [n for n, one in enumerate(tried) if n and goal.miss(one) <= 0.0]


def firsts(base: Scenario, tried: Sequence[Programme]) -> dict[str, Programme]:
    """The first round's policies that put all on one group of levers, and cost something."""
    return {group: one for one in tried[:EACH] if (group := only_part(base, one.values)) and one.cost.mean() > 0.0}


def worth(one: Programme) -> float:
    """Partners kept beyond the base's for what it takes; what takes nothing is worth most."""
    return float((one.kept - one.base_kept).mean()) / max(1e-9, float(one.dearest.mean()))


def rung(base: Scenario, tried: Sequence[Programme]) -> float:
    """The budget of this round's policies, the same for every goal."""
    dearest = max((float(one.dearest.mean()) for one in firsts(base, tried).values()), default=0.0)
    return dearest * RUNGS[min(len(tried) // EACH, len(RUNGS)) - 1]


def _moved(base: Scenario, ends: Mapping[str, Value], share: float) -> dict[str, Value]:
    """The base's levers with some moved by a share of the way to the given values, within what is searched."""
    levers = {lever.name: lever for lever in searched(base) if not lever.levels}
    now = {key: float(base.values[key]) for key in ends if key in levers}
    return start(base) | {key: _coarse(levers[key], value + share * (float(ends[key]) - value))
                          for key, value in now.items()}  # fmt: skip


def group_of(key: str) -> str:
    """The group of a lever (``community``, ``credit``, ...)."""
    return key.split(".")[2]


def only_part(base: Scenario, values: Mapping[str, Value]) -> str:
    """The group of levers that a policy puts everything on; nothing where it is none or several."""
    parts = list(parts_of(base, values))
    return parts[0] if len(parts) == 1 else ""


def _coarse(lever: Factor, value: Value) -> Value:
    """A value as somebody would set it: in steps by the lever's whole range, also where a search starts inside it."""
    if lever.levels:
        return value
    (width,) = (whole.high - whole.low for whole in LEVERS if whole.name == lever.name)
    step = next((step for step in STEPS if width >= FEWEST_STEPS * step), STEPS[-1])
    return min(lever.high, max(lever.low, round(round(value / step) * step, 3)))


def parts_of(base: Scenario, values: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """A programme's levers that differ from the base's, by group (``community``, ``credit``, ...)."""
    parts: dict[str, dict[str, Value]] = {}
    for key, value in values.items():
        if value != base.values[key]:
            parts.setdefault(group_of(key), {})[key] = value
    return parts


def left_out(base: Scenario, goal: Goal, tried: Sequence[Programme], groups: Collection[str]) -> dict[str, Programme]:
    """Of each group of levers that a policy within a budget leaves alone, who keeps most of those tried within it that
    put all on that group; of the groups :data:`ASKED_FOR` that none of these puts all on, the cheapest that does."""
    found: dict[str, Programme] = {}
    dear: dict[str, Programme] = {}
    for one in tried if goal.kind == "budget" else ():
        group = only_part(base, one.values)
        if not group or group in groups:
            continue
        if one.dearest.mean() <= goal.amount:
            found[group] = max(found.get(group, one), one, key=lambda each: float(each.kept.mean()))
        elif group in ASKED_FOR:
            dear[group] = min(dear.get(group, one), one, key=lambda each: float(each.dearest.mean()))
    return dear | found


def idle(parts: Mapping[str, Programme]) -> list[str]:
    """The groups of levers of which it is not sure that they keep anybody more by themselves."""
    return [group for group, one in parts.items() if not paired_difference(one.base_kept, one.kept).low > 0.0]


def scenarios_of(base: Scenario, policies: Sequence[Mapping[str, Value]]) -> list[Scenario]:
    """The base, then one scenario a policy."""
    return [base, *(base.with_values({k: v for k, v in one.items() if v != base.values.get(k)}, "goal") if
                    any(v != base.values.get(k) for k, v in one.items()) else base for one in policies)]  # fmt: skip


def programmes_of(comparison: Comparison, policies: Sequence[Mapping[str, Value]], first: int = 0) -> list[Programme]:
    """What the runs of :func:`scenarios_of` brought, from replicate ``first`` on."""
    rows = [row for row in comparison.complete if row[0].replicate >= first]
    own = "survival_share_treated"
    name = own if all(own in run.summary for row in rows for run in row) else "survival_share"
    years = comparison.months / 12.0

    def of(number: int, metric: str) -> np.ndarray:
        return np.array([row[number].summary[metric] for row in rows])

    return [
        Programme(values, of(n, name), of(0, name), (of(n, "focal_spend") - of(0, "focal_spend")) / years,
                  of(n, "focal_profit") - of(0, "focal_profit"), years, float(of(0, "focal_profit").mean()))
        for n, values in enumerate(policies, start=1)
    ]  # fmt: skip


def finalists(base: Scenario, goal: Goal, tried: Sequence[Programme]) -> list[int]:
    """Numbers of those that are run again: the base, the best, spread from the cheapest to those that keep most, and
    the best that puts all on one group of levers. Within a budget: the base, and many spread by profit along the
    frontier of profit, partners kept and what it takes, the same whatever the budget is, but for those that even twice
    the budget is far from; who keeps most of those that only twice the budget pays; and where the budget pays none of
    all these, a few of those that it does pay."""
    if goal.kind == "budget":
        three = np.array([[one.profit.mean(), one.kept.mean(), one.dearest.mean()] for one in tried])
        dearer = [n for n, one in enumerate(tried) if 1.0 < one.dearest.mean() / goal.amount <= DOUBLE]
        most = sorted(dearer, key=lambda n: -float(tried[n].kept.mean()))[:1]
        spread = spread_out(three, fronts(three, [True, True, False]), BUDGETED)
        chosen = {0, *(n for n in spread if tried[n].dearest.mean() <= FAR * DOUBLE * goal.amount), *most}
        able = affordable(goal, tried)
        fits = [] if chosen & {*able} else sorted(able, key=lambda n: -float(tried[n].kept.mean()))[:FITS]
        return sorted(chosen | {*fits})
    able = [number for number, one in enumerate(tried) if goal.miss(one) <= 0.0]
    if not able:  # nothing does what it must: those that come nearest
        able = sorted(range(len(tried)), key=lambda number: goal.miss(tried[number]))[:FINALISTS]
    best = min(able, key=lambda number: goal.aim(tried[number]))
    alone = sorted((n for n in able if only_part(base, tried[n].values)), key=lambda n: goal.aim(tried[n]))
    both = np.array([[tried[number].dearest.mean(), tried[number].kept.mean()] for number in able])
    chosen = (able[place] for place in spread_out(both, fronts(both, [False, True]), FINALISTS))
    return sorted({0, best, *chosen, *alone[:1]})


def frontier(programmes: Sequence[Programme]) -> np.ndarray:
    """Which of them no other beats in both partners kept and what it takes a year."""
    both = np.array([[one.dearest.mean(), one.kept.mean()] for one in programmes])
    return not_beaten(both, [False, True])


@dataclass(frozen=True)
class Outcome:
    """The finalists on fresh futures: the number of the answer, whether it does what it must, and its equals.

    ``spared`` is whom the answer stands for within a budget: dearer, not told apart from it in partners kept, and
    surely with less profit.
    """

    best: int
    able: bool
    equals: tuple[int, ...]
    spared: int | None = None


def outcome(goal: Goal, finals: Sequence[Programme], smallest: float, least_profit: float = math.inf) -> Outcome:
    """Which is the answer. ``smallest`` is the least difference that matters in cost, money a year, ``least_profit``
    that in profit, money over the whole length.

    Within a budget it is the cheapest of those that none within it surely beats in partners kept, whose highest mean is
    chance; the base, where that is one of them; and in its place who spares it (:func:`thriftier`).
    """
    able = [number for number, one in enumerate(finals) if goal.miss(one) <= 0.0]
    if not able:
        return Outcome(min(range(len(finals)), key=lambda number: goal.miss(finals[number])), False, ())
    if goal.kind == "keep":
        first, *rest = (int(name) for name in leaders({str(n): -finals[n].dearest for n in able}, smallest))
    else:
        level = [n for n in able if not any(surely_more(finals[other], finals[n]) for other in able)]
        first, *rest = sorted(level, key=lambda n: (n != 0, float(finals[n].dearest.mean())))
        spares = thriftier(finals, able, first, least_profit)
        if spares:
            return Outcome(spares, True, (), first)
    return Outcome(first, True, tuple(rest))


def thriftier(finals: Sequence[Programme], able: Sequence[int], best: int, least_profit: float) -> int:
    """Who is cheaper than the best, surely keeps more than the base, is not told apart from the best in partners kept
    and leaves surely more profit, by as much as counts: of these the cheapest that none of them surely beats in
    partners; 0 where nobody is."""
    one = finals[best]
    found = [n for n in able if n not in (0, best) and finals[n].dearest.mean() < one.dearest.mean()
             and surely_more(finals[n], finals[0]) and not surely_more(one, finals[n])
             and paired_difference(one.profit, finals[n].profit).low > least_profit]  # fmt: skip
    level = [n for n in found if not any(surely_more(finals[other], finals[n]) for other in found)]
    return min(level, key=lambda n: float(finals[n].dearest.mean()), default=0) if best else 0


def surely_more(one: Programme, other: Programme) -> bool:
    """Whether one surely keeps more partners than the other."""
    return paired_difference(other.kept, one.kept).low > 0.0


def beside(goal: Goal, finals: Sequence[Programme], best: int) -> dict[str, int]:
    """Who stands beside the best within a budget, by the mean: of the dearer ones who keeps most (``most``) and who
    leaves most profit, if surely more (``profit``); the cheaper one that keeps most, if surely more than the base
    (``cheaper``); and who keeps most of those that only twice the budget pays (``double``)."""
    twice, dearest = replace(goal, amount=DOUBLE * goal.amount), float(finals[best].dearest.mean())
    able = [n for n, one in enumerate(finals) if n not in (0, best) and goal.miss(one) <= 0.0]
    dearer = [n for n in able if finals[n].dearest.mean() > dearest]
    found = {
        "most": dearer,
        "cheaper": [n for n in able if n not in dearer and surely_more(finals[n], finals[0])],
        "double": [n for n, one in enumerate(finals) if twice.miss(one) <= 0.0 < goal.miss(one)],
    }
    most = {key: max(rows, key=lambda n: float(finals[n].kept.mean())) for key, rows in found.items() if rows}
    earns = max(dearer, key=lambda n: float(finals[n].profit.mean()), default=best)
    if paired_difference(finals[best].profit, finals[earns].profit).low > 0.0:
        most["profit"] = earns
    return {key: number for key, number in most.items() if key != "most" or number != most.get("profit")}
