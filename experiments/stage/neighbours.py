"""Whether what is advised stands at a cliff: each of its levers a step less and a step more, on the same markets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from experiments.comparing.compare import Comparison, compare
from experiments.comparing.finding import LESS, PERHAPS_LESS, USUAL, Line, line_told, range_told, state_of
from experiments.comparing.results import Results
from experiments.comparing.statistics import Difference, paired_difference
from experiments.running.runs import MAX_SEED, Progress
from experiments.words.keys import FOCAL, key_told, level_told, lever_told, unit_told
from experiments.words.words import Words
from model import PARAMETERS
from scenarios.scenario import Value

STEPS = 10  # of a lever's range
TOLD = 2  # neighbours on a slide
ALIVE = "focal_alive"


def step_from(key: str, value: float, sign: int, most: float | None = None) -> float | int:
    """A lever a step more (``sign`` 1) or less (-1), within its range or up to ``most``: the same step on slides and in
    the app."""
    p = PARAMETERS[key]
    moved = min(p.high if most is None else most, max(p.low, value + sign * (p.high - p.low) / STEPS))
    return round(moved) if p.integer else round(float(moved), 6)


def instead_told(key: str, value: Value, was: Value, say: Words) -> str:
    """Which parameter stands where, instead of where."""
    now, before = (level_told(key, one, say.language) for one in (value, was))
    now = now.removesuffix(unit_told(key, say.language)).strip()  # the unit once
    return say("near.lever", lever=key_told(key, say.language), value=now, was=before)


@dataclass(frozen=True)
class Neighbour:
    """The advised policy with one lever a step aside: ``own`` and ``profit`` against the base, ``gain`` of profit
    and own partners ``kept`` against the policy as advised, and in how many markets the distributor itself closes that
    lives as advised."""

    key: str
    was: Value
    value: Value
    own: Line
    profit: Line
    gain: Difference
    kept: Difference
    closes: int

    @property
    def bad(self) -> bool:
        """Whether something of yours is surely less than with the base, or the distributor itself closes."""
        return bool(self.closes) or any(line.state in (LESS, PERHAPS_LESS) for line in (self.own, self.profit))

    def lever(self, say: Words) -> str:
        """Which lever stands where, instead of where."""
        return instead_told(self.key, self.value, self.was, say)

    def point(self, say: Words) -> str:
        """Its name beside a point."""
        return lever_told(self.key, self.value, say.language)


@dataclass(frozen=True)
class Neighbours:
    """All neighbours of a policy that were tried, over so many pairs of runs.

    ``again`` is the one of them that brought most, run once more in as many ``fresh`` markets, by which it was not
    picked: the best of many is by its own numbers better than it is; their root seed is ``seed``. None where none
    surely brought more.
    """

    tried: tuple[Neighbour, ...]
    pairs: int
    again: Neighbour | None = None
    fresh: int = 0
    seed: int = 0

    @property
    def bad(self) -> list[Neighbour]:
        """Those that do harm, the worst first: where most distributors close, then by profit."""
        return sorted((one for one in self.tried if one.bad), key=lambda n: (-n.closes, n.profit.pair.difference))

    @property
    def better(self) -> list[Neighbour]:
        """Those that harm nothing and surely bring more profit than what is advised, the most first."""
        found = [one for one in self.tried if one.gain.low > 0.0 and not one.bad]
        return sorted(found, key=lambda one: -one.gain.difference)

    def harm(self, one: Neighbour, say: Words) -> str:
        """What a neighbour does, as one clause."""
        parts = [say("near.closes", closes=one.closes, pairs=self.pairs)] if one.closes else []
        if not one.closes or not one.profit.pair.low <= 0.0 <= one.profit.pair.high:
            parts.append(profit_told(one.profit.pair, say))
        parts += [line_told(one.own, say)] if one.own.state in (LESS, PERHAPS_LESS) else []
        return f"{one.lever(say)}: {'; '.join(parts)}"

    def sentences(self, say: Words, most: int | None = TOLD) -> list[str]:
        """What was tried and what came of it: ``most`` harms (a slide's; None: all, and the gains)."""
        told = [say("near.tried", number=len(self.tried), pairs=self.pairs)] if self.tried else [say("near.nothing")]
        if 0 < len(self.tried) <= TOLD:  # so few have names
            told = [say("near.tried.few", names=say.several(one.point(say) for one in self.tried), pairs=self.pairs)]
        told += [self.harm(one, say) for one in self.bad[:most]]
        if self.tried and not self.bad:
            told.append(say("near.safe"))
        if most:
            return told
        return [*told, *(self._gain(one, say) for one in self.better), *self.advised(say, whole=True)]

    @property
    def holds(self) -> bool:
        """Whether what brought most also did in fresh markets, without so many fewer partners that it matters."""
        one = self.again
        return one is not None and one.gain.low > 0.0 and not one.bad and state_of(one.kept, USUAL.points / 100) != LESS

    def advised(self, say: Words, whole: bool = False) -> list[str]:
        """Which neighbour to compare next, as one clause, the ``whole`` with what it does to partners; none where none
        surely brought more. It is not advised: nothing else of the deck was run for it."""
        if self.again is None:
            return []
        one = self.again
        key = "near.luck" if not self.holds else "near.next.whole" if whole else "near.next"
        return [say(key, text=self._gain(one, say), point=one.point(say), fresh=self.fresh, seed=self.seed,
                    own=line_told(one.own, say), by=say.number(one.gain.difference, sign=True),
                    range=range_told(one.gain, say), profit=line_told(one.profit, say))]  # fmt: skip

    def _gain(self, one: Neighbour, say: Words) -> str:
        """What a neighbour brings against what is advised, as one clause; profit comes with its price in partners."""
        few = one.kept.low != one.kept.low
        return say("near.better.few" if few else "near.better", lever=one.lever(say),
                   by=say.number(one.gain.difference, sign=True), range=range_told(one.gain, say),
                   kept=say.number(100.0 * one.kept.difference, 1, sign=True),
                   kept_range=range_told(one.kept, say, 100.0, 1))  # fmt: skip


def profit_told(pair: Difference, say: Words) -> str:
    """What becomes of your profit with a policy in a world that the comparison never met, against without it there."""
    way = "open" if pair.low != pair.low or pair.low <= 0.0 <= pair.high else "less" if pair.high < 0.0 else "more"
    return say(f"near.profit.{way}", by=say.number(abs(pair.difference)), range=range_told(pair, say))


def tried_again(results: Results, name: str) -> bool:
    """Whether a policy can be tried elsewhere: these sources made its runs, and somebody is the distributor's own."""
    return bool(results.scenarios) and results.finding(name).line("own") is not None


def neighbours(
    results: Results, name: str, pairs: int, watch: Callable[[Progress], None] = lambda progress: None
) -> Neighbours | None:
    """The neighbours of a policy: each numeric lever that it sets otherwise than the base, a step less, a step more.

    None where the runs cannot be made again (another model version), or nobody is the distributor's own.
    """
    if not tried_again(results, name):
        return None
    base, policy = (results.scenarios[results.names.index(one)] for one in (results.base, name))
    moved = [
        (key, value, aside)
        for key, value in policy.values.items()
        if key.startswith(FOCAL) and value != base.values.get(key) and not PARAMETERS[key].choices
        for sign in (-1, 1)
        if (aside := step_from(key, value, sign)) != value and (aside > value) == (sign > 0)
    ]
    aside = [policy.with_values({key: value}, f"{key} {value}") for key, _, value in moved]
    if not aside:
        return Neighbours((), pairs)
    found = compare([base, policy, *aside], pairs, results.seed, results.months, watch=watch)
    tried = [_neighbour(found, arm, *which) for arm, which in enumerate(moved, 2)]
    first = Neighbours(tuple(tried), found.pairs)
    if not first.better:
        return first
    best = first.better[0]
    moved = policy.with_values({best.key: best.value}, best.key)
    seed = fresh_seed(results.seed)
    again = compare([base, policy, moved], results.pairs, seed, results.months, watch=watch)
    return replace(first, again=_neighbour(again, 2, best.key, best.was, best.value), fresh=again.pairs, seed=seed)


def fresh_seed(seed: int) -> int:
    """The root seed of markets in which nothing of a comparison with ``seed`` was chosen."""
    return seed + 1 if seed < MAX_SEED else 0


def _neighbour(found: Comparison, arm: int, key: str, was: Value, value: Value) -> Neighbour:
    finding = found.finding(arm)
    gain, kept = (paired_difference(found.metric(metric, 1), found.metric(metric, arm))
                  for metric in ("focal_profit", "survival_share_treated"))  # fmt: skip
    return Neighbour(key, was, value, finding.line("own"), finding.line("profit"), gain, kept,
                     own_closings(found, arm, 1))  # fmt: skip


def own_closings(found: Comparison, arm: int, base: int) -> int:
    """In how many of the pairs your own company closes with ``arm`` where it does not with ``base``."""
    return int((found.metric(ALIVE, arm) < found.metric(ALIVE, base)).sum())
