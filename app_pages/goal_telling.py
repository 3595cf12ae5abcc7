"""The search's answer in words: which policy, what it takes, what more money buys, and how its money is divided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from app_pages import findings, state
from app_pages.goal_search import (
    CONFIDENCE,
    DOUBLE,
    Goal,
    Outcome,
    Programme,
    beside,
    group_of,
    idle,
    parts_of,
    surely_more,
)
from app_pages.lever_widgets import change_told
from app_pages.names import group as group_name
from experiments.comparing.finding import MORE, PERHAPS_MORE, Smallest, range_told, state_of
from experiments.comparing.statistics import Difference, mean_interval, paired_difference
from experiments.search.frontier import sure_of
from experiments.words.words import Words, capital, interval, uncapital, words
from scenarios import Scenario

MODE = "levers.focal.credit.mode"
NAMED = 4  # groups of levers by which a policy is named; one that moves more by their number
BESIDE = ("cheaper", "most", "profit", "double")  # whom the answer within a budget stands beside, in the order told
NEAR_WHOLE = 0.1  # of what a policy costs: so close to it its parts add up


def titled(base: Scenario, finals: Sequence[Programme], say: Words) -> list[str]:
    """What the finalists are called: the baseline, or by the groups of levers that one moves; those of the same groups
    by what they take a year, too: a name means the same in every search."""
    titles = [say("today")]
    for one in finals[1:]:
        groups = [uncapital(group_name(group, state.language())) for group in parts_of(base, one.values)]
        many = say("mixture", groups=len(groups)) if len(groups) > NAMED else " + ".join(groups)
        titles.append(capital(say("only", group=groups[0]) if len(groups) == 1 else many))
    costs = [findings.told(float(one.dearest.mean()), 0, False) for one in finals]
    return [say("policy", name=title, cost=cost) if titles.count(title) > 1 else title
            for title, cost in zip(titles, costs, strict=True)]  # fmt: skip


def groups_told(finals: Sequence[Programme], number: int) -> str:
    """The groups of levers that one of the finalists moves, in words."""
    return " + ".join(uncapital(group_name(group, state.language())) for group in moved_groups(finals, number))


def moved_groups(finals: Sequence[Programme], number: int) -> list[str]:
    """The groups of levers that one of the finalists moves."""
    moved = (key for key, value in finals[number].values.items() if value != finals[0].values.get(key, value))
    return list(dict.fromkeys(map(group_of, moved)))


def subject(goal: Goal, finals: Sequence[Programme], result: Outcome) -> int:
    """Which finalist the answer is about: the best; where that is the base, within a budget the one that keeps
    most of those that it pays. The base where it pays none: what costs more than the budget is no answer to it."""
    if result.best or goal.kind == "keep":
        return result.best
    able = [number for number in range(1, len(finals)) if goal.miss(finals[number]) <= 0.0]
    return max(able, key=lambda number: float(finals[number].kept.mean()), default=0)


def dearer(goal: Goal, finals: Sequence[Programme]) -> int:
    """The cheapest of those beyond a budget that surely keeps more than the base, or where none does, the cheapest of
    them; 0 where nothing lies beyond it."""
    beyond = [number for number in range(1, len(finals)) if goal.miss(finals[number]) > 0.0]
    return min(beyond, key=lambda n: (not surely_more(finals[n], finals[0]), float(finals[n].dearest.mean())),
               default=0)  # fmt: skip


def told(
    finals: Sequence[Programme], titles: Sequence[str], result: Outcome, tried: int, goal: Goal, say: Words,
    smallest: Smallest, split: str = "", sets: Sequence[str] = (),
) -> tuple[list[str], list[str], bool]:  # fmt: skip
    """The answer (which policy, what it ``sets``, its money ``split``, what becomes of the profit; what more and less
    money buys), lines of how sure it is, and whether it is another than the base."""
    one, stage, about = finals[result.best], words(state.language()), subject(goal, finals, result)
    more = paired_difference(one.base_kept, one.kept)
    key, rest = f"{goal.kind}.{'found' if result.able else 'none'}", []
    how = state_of(more, smallest.points / 100.0)
    if result.able and (result.best == 0 or (goal.kind == "budget" and how not in (MORE, PERHAPS_MORE))):
        key, one = f"{goal.kind}.base", finals[0]
    elif result.best == 0:
        key = "none.base"
    answer = [say(
        key, name=titles[result.best], tried=tried, unit=findings.unit(), amount=findings.told(goal.amount, 0, False),
        kept=findings.told(100 * one.kept.mean(), 1, False), profit=share_told(one, say),
        split=split or groups_told(finals, about), more=findings.told(100 * more.difference, 1, False),
        more_range=range_told(more, stage, 100.0, 1), cost=findings.told(float(one.cost.mean()), 0, False),
    )]  # fmt: skip
    answer += [] if key == "budget.base" else sets  # only once the policy is named
    if key == "budget.found":
        alone = result.spared is None and len(moved_groups(finals, about)) == 1
        answer += [say("budget.perhaps")] if how == PERHAPS_MORE else []
        answer += [] if result.spared is None else [_spared(finals, result, say)]
        keys = BESIDE if result.spared is None else sorted(BESIDE, key=lambda key: key != "most")
        answer += beside_told(finals, result.best, goal, say, smallest, keys)
        answer += [*([say("budget.undivided")] if alone else []), *size_told(earned_of(one), goal, say)]
        rest.append(say("budget.how" if result.spared is None else "budget.how.spared", tried=tried))
    money = f"{cost_told(one, say)}. {profit_told(one, say)}"  # what levers cost is not what is lost or won with them
    if key == "budget.base":  # which keeps within every budget
        answer += [_nearest(finals[about], titles[about], say)] if about else [say("budget.unfit")]
        answer += [*sets, *([say("split", parts=split)] if split else [])] if about else []
        beyond = dearer(goal, finals)
        answer += [_dearer(finals[beyond], groups_told(finals, beyond), say)] if beyond else []
        answer += size_told(earned_of(finals[0]), goal, say)
    else:
        answer += [money] if key.startswith("keep") and not key.endswith(".base") else []
        answer += [say("split", parts=split)] if split and split not in answer[0] else []
        rest += [money] if key == "budget.found" else []
        rest.append(say(f"sure.{goal.kind}", met=int(goal.within(one).sum()), fresh=len(one.kept)))
    if result.equals and not key.endswith("base"):
        rest.append(say(f"equals.{goal.kind}", names=", ".join(titles[number] for number in result.equals)))
    return answer, rest, not key.endswith("base") and result.best > 0


def _spared(finals: Sequence[Programme], result: Outcome, say: Words) -> str:
    """Whom the answer stands for: dearer, not told apart from it in partners kept, and what that does to the profit."""
    one, other = finals[result.best], finals[result.spared]
    gap, profit = paired_difference(one.kept, other.kept), paired_difference(one.profit, other.profit)
    return say("spared", name=groups_told(finals, result.spared), profit=_profit_gap(profit, one, say),
               cost=findings.told(float(other.dearest.mean()), 0, False), gap=findings.told(100 * gap.difference),
               range=range_told(gap, words(state.language()), 100.0, 1))  # fmt: skip


def beside_told(
    finals: Sequence[Programme], best: int, goal: Goal, say: Words, smallest: Smallest,
    keys: Sequence[str] = BESIDE,
) -> list[str]:  # fmt: skip
    """What more money within the budget, less money, and twice the budget would buy, each against the answer by the
    interval of the difference in partners and in profit."""
    found, told = beside(goal, finals, best), []
    one, bound = finals[best], smallest.points / 100.0
    for key in keys:
        if key not in found:
            told += [say(f"{key}.none")] if f"{key}.none" in say else []
            continue
        other = finals[found[key]]
        gap, profit = paired_difference(one.kept, other.kept), paired_difference(one.profit, other.profit)
        way = f".{findings.as_less(state_of(gap, bound))}" if key == "double" else ""
        way = (".less" if gap.high < 0.0 else ".open") if key == "cheaper" else way
        way = ".sure" if key == "most" and gap.low > 0.0 else way
        beats = [n for n, each in enumerate(finals) if goal.miss(each) <= 0.0 and surely_more(each, other)]
        told.append(say(
            f"{key}{way}", name=groups_told(finals, found[key]), better=_named(finals, beats),
            amount=findings.told(DOUBLE * goal.amount, 0, False),
            cost=findings.told(float(other.dearest.mean()), 0, False),
            gap=findings.told(100 * gap.difference), range=range_told(gap, words(state.language()), 100.0, 1),
            profit=_profit_gap(profit, one, say),
        ))  # fmt: skip
    return told


def _named(finals: Sequence[Programme], numbers: Sequence[int]) -> str:
    """The first of some finalists: what it takes a year, and the groups of levers that it moves."""
    costs = [findings.told(float(finals[number].dearest.mean()), 0, False) for number in numbers[:1]]
    return "; ".join(f"{groups_told(finals, number)} ({cost})" for number, cost in zip(numbers, costs, strict=False))


def _profit_gap(profit: Difference, one: Programme, say: Words) -> str:
    """A difference in the profit of the whole length, with its interval."""
    return say("gap.profit" if profit.clear else "gap.profit.open", by=findings.told(profit.difference, 0),
               months=findings.told(12.0 * one.years, 0, False), unit=findings.unit(),
               range=range_told(profit, words(state.language())))  # fmt: skip


def beyond_told(one: Programme, parts: Mapping[str, Programme], say: Words) -> list[str]:
    """Where one part alone surely keeps partners by itself, what the money beyond it buys: partners or profit."""
    sure = [group for group in parts if group not in idle(parts)]
    if len(sure) != 1 or len(parts) == 1:
        return []
    first = parts[sure[0]]
    gap, profit = paired_difference(first.kept, one.kept), paired_difference(first.profit, one.profit)
    way = ("both" if profit.low > 0.0 else "partners") if gap.low > 0.0 else "profit" if profit.low > 0.0 else "none"
    return [say(f"beyond.{way}", name=group_name(sure[0], state.language()),
                first=findings.told(float(first.cost.mean()), 0, False),
                rest=findings.told(float((one.cost - first.cost).mean()), 0, False),
                gap=findings.told(100 * gap.difference), profit=_profit_gap(profit, one, say),
                range=range_told(gap, words(state.language()), 100.0, 1))]  # fmt: skip


def earned_of(one: Programme) -> float:
    """What the baseline earns a year."""
    return one.base_profit / one.years


def size_told(earned: float, goal: Goal, say: Words) -> list[str]:
    """How large the budget is beside what the baseline has ``earned`` a year."""
    return [say("budget.size", share=findings.told(100.0 * goal.amount / earned, 0, False), unit=findings.unit(),
                amount=findings.told(goal.amount, 0, False), earned=findings.told(earned, 0, False))
            ] if earned > 0.0 else []  # fmt: skip


def share_told(one: Programme, say: Words) -> str:
    """What becomes of the whole profit, in per cent of the baseline's where that has any, else in money."""
    scale, unit, digits = (100.0 / one.base_profit, "%", 1) if one.base_profit > 0.0 else (1.0, findings.unit(), 0)
    found = mean_interval(one.profit)
    mean, low, high = (findings.told(scale * value, digits) for value in found)
    sure = found[1] > 0.0 or found[2] < 0.0
    return say("share" if sure else "share.open", mean=mean, low=low, high=high, unit=unit)


def cost_told(one: Programme, say: Words) -> str:
    """What the levers cost a year; where the profit falls by more than that, what is lost of it."""
    lost = [-value for value in mean_interval(one.profit / one.years)]
    told = say("cost", cost=cell(mean_interval(one.cost), 0))
    if lost[1] > 0.0 and lost[0] > one.cost.mean():  # the upper bound of the profit's, turned round
        lost = (lost[0], lost[2], lost[1])
        told += say("cost.lost", lost=cell(lost, 0, False))
    return told


def profit_told(one: Programme, say: Words) -> str:
    """What becomes of your profit."""
    mean, *ends = mean_interval(one.profit)
    key = "bottom" if ends[0] > 0.0 or ends[1] < 0.0 else "bottom.open"
    of_base = ""
    if one.base_profit > 0.0:
        share, *bounds = (100.0 * value / one.base_profit for value in (mean, *ends))
        of_base = say(f"{key}.share", share=findings.told(share), range=between(*bounds, 1))
    return say(key, unit=findings.unit(), profit=findings.told(mean, 0), profit_range=between(*ends, 0),
               of_base=of_base)  # fmt: skip


def _nearest(one: Programme, title: str, say: Words) -> str:
    """What a policy does against the base, where that is not sure enough to be an answer."""
    more = paired_difference(one.base_kept, one.kept)
    key = "budget.nearest" if more.difference > 0.0 else "budget.nearest.less"
    return say(key, name=title, more=findings.told(100 * more.difference, 1),
               more_range=range_told(more, words(state.language()), 100.0, 1), cost=cost_told(one, say),
               profit=profit_told(one, say))  # fmt: skip


def _dearer(one: Programme, groups: str, say: Words) -> str:
    """What a policy beyond the budget takes, and whether it surely keeps more than the base."""
    more = paired_difference(one.base_kept, one.kept)
    return say("budget.dearer" if more.low > 0.0 else "budget.dearer.open", name=groups, more=_more(one),
               cost=findings.told(float(one.dearest.mean()), 0, False), profit=share_told(one, say),
               most=findings.told(-sure_of(-one.dearest, CONFIDENCE), 0, False))  # fmt: skip


def split_told(base: Scenario, one: Programme, parts: Mapping[str, Programme], say: Words) -> str:
    """How a policy's money is divided among its groups of levers, the dearest first, with shares where they add up to
    the whole: of a sum that is not the whole they would be none. Nothing where the parts are not known."""
    groups, whole = parts_of(base, one.values), float(one.cost.mean())
    costs = {group: float(parts[group].cost.mean()) for group in groups if group in parts}
    costs = {next(iter(groups)): whole} if len(groups) == 1 else costs
    if not groups or len(costs) < len(groups):
        return ""
    summed = sum(costs.values())
    adds = min(costs.values()) >= 0.0 and whole > 0.0 and abs(summed - whole) <= NEAR_WHOLE * whole
    shares = {group: f"{share}\N{NO-BREAK SPACE}%" for group, share in whole_shares(costs).items()} if adds else {}
    order = sorted(costs, key=lambda group: -costs[group])
    told = "; ".join(
        f"{group_name(group, state.language())} {findings.told(costs[group], 0, False)}"
        + (f" ({shares[group]})" if group in shares else "")
        for group in order
    )
    added, cost = (findings.told(value, 0, False) for value in (summed, whole))
    if adds:  # each costs so much by itself, and all of them as one policy perhaps something else
        return told if added == cost else say("split.summed", parts=told, sum=added, whole=cost)
    return say("split.none", parts=told, sum=added)


def whole_shares(costs: Mapping[str, float]) -> dict[str, str]:
    """Each group's part of the sum in whole per cent, the dearest first; they add up to 100 as they are told."""
    order = sorted(costs, key=lambda group: -costs[group])
    total, so_far, ends = sum(costs.values()), 0.0, [0]
    for group in order:
        so_far += costs[group]
        ends.append(round(100.0 * so_far / total))
    return {group: findings.told(high - low, 0, False)
            for group, (low, high) in zip(order, pairwise(ends), strict=True)}  # fmt: skip


def sets_told(base: Scenario, one: Programme, say: Words) -> list[str]:
    """A line of what a policy sets, lever by lever, by group: what its money buys, a group's name does not say."""
    told = "; ".join(f"{group_name(group, state.language())} ({_levers(base, one, group)})"
                     for group in parts_of(base, one.values))  # fmt: skip
    return [say("sets", levers=told)] if told else []


def parts_told(parts: Mapping[str, Programme], say: Words) -> list[str]:
    """Which part pays for itself, and which takes most: what each keeps and does to your profit by itself."""
    pays, takes = [], []
    for group, one in parts.items():
        mean, low, high = mean_interval(one.profit)
        line = say("part.one", name=group_name(group, state.language()), more=_more(one), profit=share_told(one, say))
        pays += [line] if low > 0.0 else []
        takes += [(mean, line)] if high < 0.0 else []
    lines = [say("part.pays" if len(pays) == 1 else "part.pay", parts="; ".join(pays))] if pays else []
    return [*lines, say("part.takes", part=min(takes)[1])] if takes else lines


def idle_told(parts: Mapping[str, Programme], say: Words) -> list[str]:
    """A line of the groups of which it is not sure that they keep anybody by themselves."""
    unsure = [group_name(group, state.language()) for group in idle(parts)]
    key = "split.unsure.one" if len(unsure) == 1 else "split.unsure"
    return [say(key, names=", ".join(unsure))] if unsure else []


def left_told(base: Scenario, left: Mapping[str, Programme], goal: Goal, say: Words) -> list[str]:
    """What the groups of levers do by themselves that the answer leaves alone: why they are not in it; of credit also
    which kind it is, since a framework agreement may cost and bring something else."""
    told, notes = [], []
    for group, one in left.items():
        taken = float(one.dearest.mean())
        told.append(say("left.dear" if taken > goal.amount else "left.one", name=group_name(group, state.language()),
                        levers=_levers(base, one, group), cost=findings.told(taken, 0, False), more=_more(one),
                        profit=share_told(one, say)))  # fmt: skip
    if any(float(one.dearest.mean()) > goal.amount for one in left.values()):
        notes.append(say("left.gross"))
    if "credit" in left and left["credit"].values.get(MODE, base.values[MODE]) == "standard":
        question = words(state.language(), "app.questions")("payback")
        notes.append(say("left.credit", question=question))
    return [" ".join([say("left", parts="; ".join(told)), *notes])] if left else []


def _more(one: Programme) -> str:
    """Of 100, what it keeps beyond the base."""
    kept = paired_difference(one.base_kept, one.kept)
    return f"{findings.told(100 * kept.difference)} ({range_told(kept, words(state.language()), 100.0, 1)})"


def _levers(base: Scenario, one: Programme, group: str) -> str:
    """What a policy sets of one group of levers."""
    language = state.language()
    return ", ".join(change_told(key, base.values[key], value, language)
                     for key, value in parts_of(base, one.values)[group].items())  # fmt: skip


def cell(found: Sequence[float], digits: int, sign: bool = True) -> str:
    """A mean with its interval."""
    mean, *ends = found
    return f"{findings.told(mean, digits, sign)} ({between(*ends, digits, sign)})"


def between(low: float, high: float, digits: int, sign: bool = True) -> str:
    """An interval in the visitor's language."""
    return interval(low, high, digits, state.language(), sign)
