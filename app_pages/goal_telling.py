"""The search's answer in words: which policy, what it takes, what more money buys, and how its money is divided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from app_pages import findings, state
from app_pages.goal_search import DOUBLE, Goal, Outcome, Programme, frontier, further, idle, only_part, parts_of
from app_pages.lever_widgets import change_told
from app_pages.names import group as group_name
from experiments.comparing.finding import MORE, PERHAPS_MORE, Smallest, range_told, state_of
from experiments.comparing.statistics import mean_interval, paired_difference
from experiments.words.words import Words, capital, interval, uncapital, words
from scenarios import Scenario

NAMED = 4  # groups of levers by which a policy is named; one that moves more by their number
SET = 6  # levers whose values are told in the answer; more of them stand in the table
CHEAPER = 2  # policies that are told beside the answer: those next below it
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


def subject(goal: Goal, finals: Sequence[Programme], result: Outcome) -> int:
    """Which finalist the answer is about: the best; where that is the base, within a budget the one that keeps
    most of those that it pays, or the cheapest."""
    if result.best or goal.kind == "keep" or len(finals) == 1:
        return result.best
    others = range(1, len(finals))
    able = [number for number in others if goal.miss(finals[number]) <= 0.0]
    return max(able, key=lambda number: float(finals[number].kept.mean()), default=min(
        others, key=lambda number: float(finals[number].dearest.mean())))  # fmt: skip


def told(
    finals: Sequence[Programme], titles: Sequence[str], result: Outcome, tried: int, goal: Goal, say: Words,
    smallest: Smallest,
) -> tuple[list[str], list[str], bool]:  # fmt: skip
    """The answer (which policy with what of the profit it takes, what more money buys, its cost), lines of how sure it
    is, and whether it is another than the base."""
    one, stage = finals[result.best], words(state.language())
    more = paired_difference(one.base_kept, one.kept)
    key = f"{goal.kind}.{'found' if result.able else 'none'}"
    how = state_of(more, smallest.points / 100.0)
    if result.able and (result.best == 0 or (goal.kind == "budget" and how not in (MORE, PERHAPS_MORE))):
        key, one = f"{goal.kind}.base", finals[0]
    elif result.best == 0:
        key = "none.base"
    answer = [say(
        key, name=titles[result.best], tried=tried, unit=findings.unit(), amount=findings.told(goal.amount, 0, False),
        kept=findings.told(100 * one.kept.mean(), 1, False), profit=share_told(one, say),
        more=findings.told(100 * more.difference, 1), more_range=range_told(more, stage, 100.0, 1),
    )]  # fmt: skip
    rest: list[str] = []
    if key == "budget.found":
        answer += [say("budget.perhaps")] if how == PERHAPS_MORE else []
        answer += further_told(finals, titles, result.best, goal, say, smallest)
        rest.append(say("budget.how", tried=tried))
    if not key.endswith(".base"):  # what the levers cost is not what is lost or won with them
        answer.append(f"{cost_told(one, say)}. {profit_told(one, say)}")
    if key != "budget.base":  # which keeps within every budget
        rest.append(say(f"sure.{goal.kind}", met=int(goal.within(one).sum()), fresh=len(one.kept)))
    elif len(finals) > 1:
        number = subject(goal, finals, result)
        answer += [_nearest(finals[number], titles[number], say)]
        answer += further_told(finals, titles, 0, goal, say, smallest)
    if result.equals and not key.endswith("base"):
        rest.append(say(f"equals.{goal.kind}", names=", ".join(titles[number] for number in result.equals)))
    return answer, rest, not key.endswith("base") and result.best > 0


def further_told(
    finals: Sequence[Programme], titles: Sequence[str], best: int, goal: Goal, say: Words, smallest: Smallest
) -> list[str]:
    """Beside the answer, by their intervals: who keeps most within the budget, and what twice the budget would buy."""
    found, told = further(goal, finals, best), []
    for key, number in found.items():
        if best == 0 and key == "within":
            continue  # it is told as what comes nearest
        gap = paired_difference(finals[best].kept, finals[number].kept)
        way = findings.as_less(state_of(gap, smallest.points / 100.0))
        told.append(say(f"{key}.{way}", name=titles[number], gap=findings.told(100 * gap.difference),
                        amount=findings.told(DOUBLE * goal.amount, 0, False), profit=share_told(finals[number], say),
                        range=range_told(gap, words(state.language()), 100.0, 1),
                        cost=findings.told(finals[number].dearest.mean(), 0, False)))  # fmt: skip
    return told if "double" in found else [*told, say("double.none")]


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
    return say("budget.nearest", name=title, more=findings.told(100 * more.difference, 1),
               more_range=range_told(more, words(state.language()), 100.0, 1), cost=cost_told(one, say),
               profit=profit_told(one, say))  # fmt: skip


def split_told(base: Scenario, one: Programme, parts: Mapping[str, Programme], say: Words) -> str:
    """How a policy's money is divided among its groups of levers, where they add up to the whole, the dearest first;
    else what it sets, since shares of a sum that is not the whole would be none."""
    groups, language = parts_of(base, one.values), state.language()
    by = {group: parts[group].cost for group, levers in groups.items()
          if group in parts and parts_of(base, parts[group].values) == {group: levers}}  # fmt: skip
    if len(groups) > 1 and len(by) == len(groups):
        costs = {group: float(cost.mean()) for group, cost in by.items()}
        summed, whole = sum(costs.values()), float(one.cost.mean())
        figures = {"sum": findings.told(summed, 0), "whole": findings.told(whole, 0)}
        if min(costs.values()) >= 0.0 and abs(summed - whole) <= NEAR_WHOLE * whole:
            return say("split", parts="; ".join(
                f"{group_name(group, language)} {findings.told(costs[group], 0, False)} ({share} %)"
                for group, share in whole_shares(costs).items()), **figures)  # fmt: skip
        return f"{say('split.none', **figures)} {sets_told(base, one, say)}"
    return sets_told(base, one, say)


def whole_shares(costs: Mapping[str, float]) -> dict[str, str]:
    """Each group's part of the sum in whole per cent, the dearest first; they add up to 100 as they are told."""
    order = sorted(costs, key=lambda group: -costs[group])
    total, so_far, ends = sum(costs.values()), 0.0, [0]
    for group in order:
        so_far += costs[group]
        ends.append(round(100.0 * so_far / total))
    return {group: findings.told(high - low, 0, False)
            for group, (low, high) in zip(order, pairwise(ends), strict=True)}  # fmt: skip


def sets_told(base: Scenario, one: Programme, say: Words) -> str:
    """What a policy sets, lever by lever; of many levers only their groups."""
    language, groups = state.language(), parts_of(base, one.values)
    moved = [key for levers in groups.values() for key in levers]
    if len(moved) > SET:
        return say("sets.many", groups=", ".join(group_name(group, language) for group in groups))
    levers = [change_told(key, base.values[key], one.values[key], language) for key in moved]
    return say("sets", levers="; ".join(levers)) if levers else ""


def parts_told(parts: Mapping[str, Programme], say: Words) -> list[str]:
    """Which part pays for itself, and which takes most: what each keeps and does to your profit by itself."""
    pays, takes = [], []
    for group, one in parts.items():
        kept, (mean, low, high) = paired_difference(one.base_kept, one.kept), mean_interval(one.profit)
        line = say("part.one", name=group_name(group, state.language()), more=findings.told(100 * kept.difference),
                   range=range_told(kept, words(state.language()), 100.0, 1), profit=share_told(one, say))  # fmt: skip
        pays += [line] if low > 0.0 else []
        takes += [(mean, line)] if high < 0.0 else []
    lines = [say("part.pays", parts="; ".join(pays))] if pays else []
    return [*lines, say("part.takes", part=min(takes)[1])] if takes else lines


def idle_told(parts: Mapping[str, Programme], say: Words) -> list[str]:
    """A line of the groups that by themselves surely keep nobody."""
    unsure = [group_name(group, state.language()) for group in idle(parts)]
    return [say("split.unsure", names=", ".join(unsure))] if unsure else []


def cheaper_told(finals: Sequence[Programme], titles: Sequence[str], about: int, say: Words) -> list[str]:
    """The frontier below the answer: who surely keeps more than the baseline, fewer than the answer, for less."""
    free, told = frontier(finals), []
    rows = sorted(zip(finals, titles, free, strict=True), key=lambda row: float(row[0].dearest.mean()))
    for one, title, unbeaten in rows:
        more = paired_difference(one.base_kept, one.kept)
        fewer = one.kept.mean() < finals[about].kept.mean() and one.dearest.mean() < finals[about].dearest.mean()
        if unbeaten and more.low > 0.0 and fewer:
            told.append(say("cheaper.one", name=title, more=findings.told(100 * more.difference, 1),
                            range=range_told(more, words(state.language()), 100.0, 1),
                            cost=findings.told(one.dearest.mean(), 0, False), profit=share_told(one, say)))  # fmt: skip
    return [say("cheaper", told="; ".join(told[-CHEAPER:]))] if about and told else []


def against_one(base: Scenario, finals, titles: Sequence[str], about: int, goal: Goal, say: Words) -> str:
    """Whether dividing the money brings more than all of it on one group of levers; nothing where none of those is
    among the finalists."""
    able = [n for n in range(1, len(finals)) if n != about and only_part(base, finals[n].values)
            and goal.miss(finals[n]) <= 0.0]  # fmt: skip
    if about == 0 or not able or only_part(base, finals[about].values):
        return ""
    other = max(able, key=lambda number: -goal.aim(finals[number]))
    more = paired_difference(finals[other].kept, finals[about].kept)
    sure = more.low > 0.0 or more.high < 0.0
    return say("against.sure" if sure else "against.open", name=titles[about], other=titles[other],
               more=findings.told(100 * more.difference, 1),
               range=range_told(more, words(state.language()), 100.0, 1))  # fmt: skip


def cell(found: Sequence[float], digits: int, sign: bool = True) -> str:
    """A mean with its interval."""
    mean, *ends = found
    return f"{findings.told(mean, digits, sign)} ({between(*ends, digits, sign)})"


def between(low: float, high: float, digits: int, sign: bool = True) -> str:
    """An interval in the visitor's language."""
    return interval(low, high, digits, state.language(), sign)
