"""Whom an offer pays back with, and under which limit and cut-off: many policies beside the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from types import MappingProxyType

import numpy as np
import pandas as pd
import streamlit as st

from agents.partner import KINDS
from app_pages import findings, published_limits, questions, state, verdict
from app_pages.answers import follow, growing, over, quiet
from app_pages.engine import FULL
from app_pages.lever_widgets import REACH
from app_pages.names import name as name_of
from app_pages.published_limits import alike, enough
from app_pages.recipe import scenario_of
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import LESS, MORE, PERHAPS_LESS, Finding, Line, state_of
from experiments.comparing.statistics import paired_difference
from experiments.validation.bearing import losses_missed, lost_share
from experiments.words.keys import FOCAL
from experiments.words.words import Words, words
from scenarios import Scenario, ScenarioError
from scenarios.scenario import Change
from scenarios.some import treats

PAIRS = min(16, FULL)
SMALL = 10.0  # people: below it a partner counts as small here
ALL = "all"
GROUPS = {kind: {"kind": kind} for kind in KINDS} | {"small": {"size_below": SMALL}, "large": {"size_above": SMALL}}
LIMIT, CUTOFF, MODE = (f"{FOCAL}credit.{name}" for name in ("limit_months", "cutoff", "mode"))
LIMITS, CUTOFFS = tuple(float(months) for months in range(1, int(REACH[LIMIT]) + 1)), (0.1, 0.2, 0.3)


def offer_of(base: Scenario, other: Scenario) -> tuple[dict[str, object], list[str]]:
    """What the what-if offers partners in person, and the levers of it that cannot be offered so."""
    differs = [key for key, value in other.values.items() if value != base.values[key]]
    offer = {key: other.values[key] for key in differs if treats(key) == "partners"}
    return offer, [key for key in differs if key not in offer]


def first_answer(comparison: Comparison, finding: Finding) -> None:
    """What the offer to all partners brings, from the page's own runs, where the what-if is nothing but that offer."""
    offer, left_out = offer_of(*comparison.scenarios)
    if offer and not left_out and comparison.pairs >= verdict.JUDGED:
        say = words(state.language(), "app.payback")
        questions.answered("payback", [all_told(comparison, 1, finding, say)], (), coming("payback.coming.groups"))


def coming(key: str) -> str:
    """What is still being computed, and about how long."""
    return words(state.language(), "app.questions")(key, minutes=questions.QUESTIONS["payback"].minutes)


def all_told(found: Comparison, number: int, finding: Finding, say: Words) -> str:
    """Whether the offer to all partners pays back."""
    profit = finding.line("profit")
    ahead = findings.course(found, number).ahead if profit.state == MORE else None
    when = say("group.ahead", month=ahead) if ahead else ""
    return say(f"all.{way_of(profit.state)}", profit=cell(profit, 1.0, 0, False), unit=findings.unit(),
               months=found.months, when=when, pairs=found.pairs)  # fmt: skip


def by_group() -> list[str]:
    """The what-if's offer to all partners, and to one group of them alone, a row each; returns what it found, in
    lines."""
    say, view = words(state.language(), "app.payback"), state.view()
    base, other = view.base_scenario(), view.scenario()
    offer, others = offer_of(base, other)
    left_out = [name_of(key, view.language) for key in others]
    names, scenarios = [], []
    for name, only in ({ALL: {}} | GROUPS).items():
        if not offer or not base.values.get(f"population.{name}", 1):
            continue
        change = Change(0, None, name, MappingProxyType(offer), only=MappingProxyType(only))
        try:  # what all are offered is the what-if itself, where it offers nothing but in person
            offered = base.with_timeline([*base.timeline, change]) if only or left_out else other
        except ScenarioError as why:  # a lever that cannot be one group's
            state.tell(str(why).splitlines()[0])
            return []
        names.append(name)
        scenarios.append(replace(offered, name=name))
    if not names:
        questions.answered("payback", [say("no_offer")])
        st.info(say("no_offer"))
        return [say("no_offer")]
    st.write(say("group.lead") + (" " + say("group.left_out", names=", ".join(left_out)) if left_out else ""))
    lines: list[str] = []
    # What all are offered is the page's what-if, where nothing is left out: one policy has one figure.
    whole = None if left_out else quiet([base, scenarios[0]], FULL)

    def draw(found: Comparison, final: bool) -> None:
        lines[:] = groups_drawn(found, names, say, final, whole)

    follow([base, *scenarios], base.months, draw, PAIRS, "pays")
    return lines


def groups_drawn(
    comparison: Comparison, names: list[str], say: Words, final: bool, whole: Comparison | None = None
) -> list[str]:
    """With whom the offer pays back, first with all partners (of the comparison ``whole``, where it is another), in a
    sentence, its figures and a table; returns the lines."""
    fig, rows, told, lines = words(state.language(), "app.figures"), [], {}, []
    early = verdict.first_look(comparison, final)
    titles = {name: say(name, size=findings.told(SMALL, 0, False)) for name in (ALL, "small", "large")}
    runs = {name: (comparison, number) for number, name in enumerate(names, start=1)}
    runs |= {ALL: (whole, 1)} if whole else {}
    found = {name: findings.found_in(*its) for name, its in runs.items()}
    for name, finding in found.items():
        profit, ahead = finding.line("profit"), findings.course(*runs[name]).ahead
        title, ahead = titles.get(name) or fig(name), ahead if profit.state == MORE else None
        told[name] = f"{title} {cell(profit, 1.0, 0, False)}"
        rows.append(
            {
                say("group"): title,
                say("profit"): cell(profit, 1.0, 0, not early),
                say("own"): cell(finding.line("own") or finding.line("channel"), 100.0, 1, not early),
                say("ahead"): findings.told(ahead, 0, False) if ahead and not early else "–",
            }
        )
        if name == ALL:
            lines = [all_told(*runs[name], finding, say)]
    # That to all is no first look where its runs are others.
    lines = [verdict.early_told(early)] if early and not whole else lines
    by = {name: way_of(line.state) for name, finding in found.items()  # nothing is told of whom nothing happens to
          if name != ALL and (line := finding.line("profit")).pair.low == line.pair.low}  # fmt: skip
    for way in () if early else ("more", "open", "less"):
        some = "; ".join(told[name] for name in by if by[name] == way)
        lines += [say(f"group.{way}", unit=findings.unit(), names=some)] if some else []
    if not early and by:
        lines.append(against_best(comparison, names, found, titles | {name: fig(name) for name in KINDS}, say))
    st.markdown("\n".join([f"**{lines[0]}**\n", *(f"- {line}" for line in lines[1:])]))
    key = "payback.coming.groups" if early and whole else "payback.coming"
    so_far = growing(final, comparison.pairs) if not early or not whole else ""
    questions.answered("payback", lines, (), so_far or coming(key))  # the map comes after it
    st.table(pd.DataFrame(rows), hide_index=True, alt=say("group"))
    over_all = say("note.all", pairs=whole.pairs) if whole else ""
    st.caption(say("note", unit=findings.unit(), pairs=comparison.pairs) + over_all + growing(final, comparison.pairs))
    return lines


def way_of(way: str) -> str:
    """A state as what it says of paying back: surely by as much as counts, surely not, or not surely."""
    return {MORE: "more", LESS: "less", PERHAPS_LESS: "less"}.get(way, "open")


def against_best(comparison: Comparison, names: list[str], found, titles, say: Words) -> str:
    """Whether all together bring more than the one group that brings most, and so whether to leave anybody out."""
    groups = [name for name in names if name != ALL]
    best = max(groups, key=lambda name: found[name].line("profit").pair.difference)
    one, everybody = (comparison.metric("focal_profit", names.index(name) + 1) for name in (best, ALL))
    pair = paired_difference(one, everybody)
    key = f"all.against.{'sure' if pair.low > 0.0 else 'open'}"
    return say(key, name=titles[best], by=findings.told(pair.difference, 0), range=findings.interval(pair, 1.0, 0))


def cell(line: Line, scale: float, digits: int, judged: bool = True) -> str:
    """A difference with its interval, bold where it counts, if it may be judged yet."""
    return findings.cell(line.pair, scale, digits, judged and line.counts)


def by_limits(before: Sequence[str] = ()) -> None:
    """The what-if's credit under every limit and cut-off, as a small map; ``before`` is what was found already."""
    say, view = words(state.language(), "app.payback"), state.view()
    base = view.base_scenario()
    if view.policy.value(MODE) != "framework":
        st.info(say("no_credit"))
        questions.answered("payback", before[:1] or [say("no_credit")], before[1:], say("no_credit"))
        return
    places = list(product(LIMITS, CUTOFFS))
    policies = [view.policy.with_value(LIMIT, limit).with_value(CUTOFF, cutoff) for limit, cutoff in places]
    scenarios = [scenario_of(view.world, policy, f"{number}") for number, policy in enumerate(policies)]
    # The what-if itself has more futures: the page has run it just now.
    whole = quiet([base, view.scenario()], FULL) if questions.asked() == "payback" else None
    st.write(say("map.lead"))

    def draw(found: Comparison, final: bool) -> None:
        told, short, best = map_drawn(found, places, say, final)
        early = verdict.first_look(found, final)
        first, *groups = [*before] or [""]
        more = [] if early else told[1:]  # the first stands in short beside the first of the groups
        whom = [f"{first} {short}".strip(), groups_at(places[best], say) if before and not early else "", *groups]
        doubt = published_limits.told(found, whole, places) if whole and not early else []
        doubt = doubt or losses_missed(state.language(), lost_share(whole or found))
        so_far = say("map.early", pairs=found.pairs, judged=verdict.JUDGED)  # of the map alone: the rest is done
        more_for_all = whole is not None and whole.pairs != found.pairs
        rest = say("map.over", pairs=found.pairs, full=whole.pairs) if more_for_all else over(True, found.pairs)
        questions.answered("payback", [whom[0], *doubt, *whom[1:], *more[:2]], more[2:], rest if final else so_far)

    follow([base, *scenarios], base.months, draw, PAIRS, "map")


def groups_at(best: tuple[float, float], say: Words) -> str:
    """Under which limit and cut-off all and the groups were tried, where these are not the ``best``."""
    here = tuple(float(state.view().policy.value(key)) for key in (LIMIT, CUTOFF))
    limit = findings.told(here[0], 1 if here[0] % 1 else 0, False)
    return "" if here == best else say("group.limit", limit=limit, cutoff=findings.told(100 * here[1], 0, False))


def map_drawn(
    comparison: Comparison, places: list[tuple[float, float]], say: Words, final: bool
) -> tuple[list[str], str, int]:
    """Your profit in every cell, and which cells are best; returns the sentences that say so, the first of them in
    short, and the number of the best cell."""
    profits = {str(n): comparison.metric("focal_profit", n + 1) for n in range(len(places))}
    lines = [findings.found_in(comparison, n + 1).line("profit") for n in range(len(places))]
    bound = findings.smallest().of("profit", lines[0].pair.base)
    early = verdict.first_look(comparison, final)
    here = tuple(float(state.view().policy.value(key)) for key in (LIMIT, CUTOFF))
    base = tuple(float(comparison.scenarios[0].values[key]) for key in (LIMIT, CUTOFF))
    told, short, best = best_told(profits, lines, places, base, bound, say)
    if early:
        told, short = [say("map.early", pairs=early, judged=verdict.JUDGED)], say("map.short.early")
    st.markdown(" ".join([f"**{told[0]}**", *told[1:]]))
    table = [
        {say("map.limit"): findings.told(row, 0, False)}
        | {
            say("map.cutoff", share=findings.told(100 * column, 0, False)):
                ("● " if (limit, column) == here else "") + cell(lines[place], 1.0, 0, not early)
            for place, (limit, column) in enumerate(places)
            if limit == row
        }
        for row in LIMITS
    ]  # fmt: skip
    st.table(pd.DataFrame(table), hide_index=True, alt=say("map.lead"))
    if here in places:
        own = say("map.here", full=FULL, pairs=comparison.pairs)
    else:
        own = say(
            "map.elsewhere", limit=findings.told(here[0], 1, False), cutoff=findings.told(100 * here[1], 0, False)
        )
    note = say("note", unit=findings.unit(), pairs=comparison.pairs)
    st.caption(f"{own} {note}{growing(final, comparison.pairs)}")
    return told, short, best


def best_told(
    profits: dict[str, np.ndarray], lines: list[Line], places: list[tuple[float, float]], base: tuple[float, float],
    bound: float, say: Words,
) -> tuple[list[str], str, int]:  # fmt: skip
    """The cell that is enough and whether its limit's cut-offs can be told apart; what a higher limit brings at the
    same risk; what of its gain limit and risk make: the cell at the ``base``'s own beside it. Then the first of these
    in short, and the cell's number."""
    first, *rest = enough(profits, lines, places, bound)
    limit, cutoff = places[first]
    same = alike(profits, places, limit, bound)

    def percent(share: float) -> str:
        return findings.told(100 * share, 0, False)

    told = {"limit": findings.told(limit, 0, False), "cutoff": percent(cutoff), "unit": findings.unit(),
            "profit": cell(lines[first], 1.0, 0, False), "equals": len(rest), "all": len(places),
            "cutoffs": " … ".join(percent(end(share for _, share in places)) for end in (min, max))}  # fmt: skip
    key = "none" if lines[first].state != MORE else "row" if same else "best"
    sentences = [say(f"map.{key}", **told)]
    higher = [n for n, place in enumerate(places) if place[0] > limit and place[1] == cutoff]
    if key != "none" and higher:
        most = max(higher, key=lambda n: float(profits[str(n)].mean()))
        more = paired_difference(profits[str(first)], profits[str(most)])
        by = {"more": findings.told(more.difference, 0), "range": findings.interval(more, 1.0, 0)}
        way = state_of(more, bound)
        by["limit"] = findings.told(places[most][0], 0, False)
        sentences.append(say(f"map.higher.{findings.as_less(way)}", **by))
    if base in places and key != "none":
        now, best = places.index(base), first
        if same and (limit, base[1]) in places:  # the cut-off is not what makes it: the limit alone
            best = places.index((limit, base[1]))
        if best != now:
            more = paired_difference(profits[str(now)], profits[str(best)])
            beside = {"limit": findings.told(base[0], 0, False), "cutoff": percent(base[1]),
                      "profit": cell(lines[now], 1.0, 0, False), "to": findings.told(limit, 0, False),
                      "more": findings.told(more.difference, 0), "range": findings.interval(more, 1.0, 0)}  # fmt: skip
            sentences.append(say("map.today.limit" if places[best][1] == base[1] else "map.today", **beside))
    if limit in (LIMITS[0], LIMITS[-1]) or (key != "row" and cutoff in (CUTOFFS[0], CUTOFFS[-1])):
        sentences.append(say("map.edge"))
    return sentences, say(f"map.short.{key}", **told), first
