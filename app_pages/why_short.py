"""Partners that are viable but short of cash today, with the error that whoever screens them makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from agents.partner import KINDS
from app_pages import figures, findings, populations, questions, state, tables, telling_signs
from app_pages.engine import FULL, ROOT_SEED
from app_pages.ledgers import MARKET
from app_pages.names import number
from app_pages.pieces import results_of, small_enough
from experiments.channel.telling import best_rule
from experiments.comparing.finding import range_told
from experiments.comparing.statistics import mean_interval, paired_difference, ratio_of_means
from experiments.drawing.page import numbers_of
from experiments.explain.helping import Helped, helped
from experiments.explain.short import SIGNS
from experiments.explain.words import distributor, word
from experiments.running.runs import run_seed
from experiments.running.size import partners_of
from experiments.words.words import amount, words
from model import MODEL_VERSION
from scenarios import Scenario, load_scenario

if TYPE_CHECKING:
    from app_pages.why import Question

VERDICTS = ("viable", "missed", "hopeless", "wasted")
TODAY = 12  # months into the run, by default: the first winter of debts shows who is short
FUTURES = min(16, FULL)
LATER = 24  # months after today at which those helped are looked at again
LISTED = 12  # own partners of the list on the page
ANSWER = 4  # lines of the answer; the others stand under More
SMALL = 10.0  # people: below it a partner counts as small here
MEANS = ("owed_overdue", "potential_margin", "estimate")
FOCAL = "focal"


def show(question: Question) -> None:
    """The section."""
    say, months = question.say, question.months
    left, right = st.columns(2)
    sides = ("base", "other") if question.differs else ("base",)
    side = left.segmented_control(
        say("short.where"), sides, key="short_where", default=sides[0], required=True,
        format_func=lambda name: getattr(question, name).name,
    )  # fmt: skip
    noted = state.view().note("today", str(TODAY))
    today = min(max(1, int(noted) if noted.isascii() and noted.isdigit() else TODAY), months)
    month = right.slider(
        say("short.month"), 1, months, key=state.place("short_month", today),
        on_change=lambda: state.set_note("today", str(state.chosen("short_month"))),
    )  # fmt: skip
    scenario = getattr(question, side if side in sides else "base")
    if not small_enough([scenario], month):
        return
    end = min(months, month + LATER)
    futures, start = futures_of(scenario, month, end, False, question), partners_of(scenario)
    if futures is None:
        return
    found = in_need(futures, start)
    if screened := surely_less(found, "look"):  # what is advised is what the help and the picture are of
        futures = futures_of(scenario, month, end, True, question)
    rule = own_rule(question)
    if futures is None or rule is None:
        return
    rows = over_futures(found)
    if not rows:
        st.info(say("short.none", month=month))
        return
    helping = [help_told(futures, start, end - month, question, screened)] if end > month else []
    lines = told(found, [future.own for future in futures], month, rule, helping, question)
    draw(rows, found, lines, ends_of(futures), question, screened)
    st.caption(say("short.help", unit=findings.unit()))


def futures_of(
    scenario: Scenario, month: int, end: int, screened: bool, question: Question
) -> list[Helped] | None:  # fmt: skip
    """Partners in need at the end of ``month``, with help for all of yours until ``end``, or for those alone that look
    viable where they are ``screened``; None when that was refused."""
    pieces = [
        (
            ("helped", scenario.hash, MODEL_VERSION, month, end, seed, screened),
            lambda seed=seed: helped(scenario, seed, month, end, screened),
        )
        for seed in (run_seed(ROOT_SEED, number) for number in range(FUTURES))
    ]
    return results_of(pieces, question.say("short.wait", month=month, futures=FUTURES))


def in_need(futures: list[Helped], start: int) -> list[list[dict]]:
    """The partners of month 0 in need today, by future."""
    return [[row for row in future.rows if row["partner"] < start] for future in futures]


def own_rule(question: Question) -> tuple[str, str] | None:
    """What the best sign of little cash in one's own books is worth, with the way to one's own partners' names, and the
    rule in full as the page My channel has it; None when it was refused."""
    parts = results_of(
        telling_signs.pieces_of(load_scenario(MARKET)), words(question.language, "app.channel")("risk.wait")
    )
    if parts is None:
        return None
    name, rule = words(question.language, "app.pages")("channel"), best_rule(parts)
    page = question.say("short.names", page=f"[{name}](channel?lang={question.language})")
    return f"{telling_signs.worth_told(rule)} {page}", telling_signs.rule_told(rule)


def help_told(futures: list[Helped], start: int, later: int, question: Question, screened: bool = False) -> str:
    """What helping yours in need brings and costs, or those alone that look viable (``screened``), with
    intervals; from ``start`` on they are newcomers, whom the title does not count."""
    say, stage, language = question.say, words(question.language), question.language
    living = [tuple(sum(end[side] for end in future.trades.values()) for side in (0, 1)) for future in futures]
    pairs = {"more": (living, 1), "profit": ([future.profit for future in futures], 0),
             "debt": ([future.bad_debt for future in futures], 0)}  # fmt: skip
    changes, clear = {}, False
    for name, (sides, digits) in pairs.items():
        pair = paired_difference(*np.array(sides, float).T)
        mean = findings.told(pair.difference, digits, True, language)
        changes[name] = f"{mean} ({range_told(pair, stage, 1.0, digits)})"
        clear = clear or pair.clear
    count, new = (sum(partner >= first for future in futures for partner in future.trades) / len(futures)
                  for first in (0, start))  # fmt: skip
    return say("short.helping" if clear else "short.helping.none",
               whom=say("short.whom.look" if screened else "short.whom.all"), later=later,
               count=number(count, language, 1), new=number(new, language, 1), unit=findings.unit(),
               **changes)  # fmt: skip


def ends_of(futures: list[Helped]) -> dict[int, tuple[int, int, int]]:
    """By partner: in how many futures it was helped, and in how many of these it trades later, without and with."""
    found: dict[int, tuple[int, int, int]] = {}
    for future in futures:
        for partner, (alone, held) in future.trades.items():
            before = found.get(partner, (0, 0, 0))
            found[partner] = (before[0] + 1, before[1] + alone, before[2] + held)
    return found


def told(
    found: list[list[dict]], own: list[int], month: int, rule: tuple[str, str], helping: list[str], question: Question
) -> list[str]:  # fmt: skip
    """How many of yours in need are viable, by kind too, and whether your books pick out the dead; what a closer look
    does; what the ``rule`` for one's own books is worth; how many are in need; what ``helping`` brings; then of all
    partners, and that rule in full.

    ``found`` are those in need by future, ``own`` your living partners by future.
    """
    say, language = question.say, question.language
    yours = [[row for row in rows if row["distributor"] == FOCAL] for rows in found]

    def share(holds: Callable[[dict], bool], of: list[list[dict]] = found) -> str:
        cases = np.array([len(rows) for rows in of])
        return of_hundred(np.array([sum(map(holds, rows)) for rows in of]), cases, language) if cases.any() else "–"

    def errs(way: str) -> dict[str, str]:
        return {"own": share(lambda row: judges_wrong(row, way), yours), "all": share(lambda r: judges_wrong(r, way))}

    best = min(SIGNS, key=lambda sign: wrong_by(found, sign).sum())
    sign = "better" if surely_less(found, best) else "no_better"
    title = say("short.title", viable=viable_share(yours, question), kinds=viable_kinds(found, question))
    tell = say(f"short.tell.{sign}", sign=say(f"short.sign.{best}"), wrong=errs(best)["all"], all=errs("all")["all"])
    look = say(f"short.look.{'better' if surely_less(found, 'look') else 'no_better'}", alone=errs("all")["own"],
               alone_all=errs("all")["all"], **errs("look"))  # fmt: skip
    need = mean_interval([len(rows) for rows in yours])
    count = say("short.count", month=month, own=number(np.mean(own), language), futures=len(found),
                yours=told_with(need[0], max(0.0, need[1]), need[2], language, 1),
                found=share(lambda row: "overdue" in row["shows"], yours))  # fmt: skip
    signs = "; ".join(f"{say(f'short.sign.{sign}')}: {errs(sign)['all']}" for sign in SIGNS)
    middle, low, high = mean_interval([len(rows) for rows in found])
    everybody = say("short.all", all=told_with(middle, max(0.0, low), high, language, 1),
                    viable=share(lambda row: row["viable"]), cases=sum(map(len, found)), futures=len(found),
                    signs=signs)  # fmt: skip
    return [f"{title} {tell}", look, rule[0], count, *helping, dead_told(found, question), everybody, rule[1]]


def wrong_by(found: list[list[dict]], way: str) -> np.ndarray:
    """By future, how many are judged wrongly one way."""
    return np.array([sum(judges_wrong(row, way) for row in rows) for rows in found])


def surely_less(found: list[list[dict]], way: str) -> bool:
    """Whether who judges one way is surely wrong about fewer than who takes all for viable."""
    return paired_difference(wrong_by(found, "all"), wrong_by(found, way)).high < 0.0


def viable_kinds(found: list[list[dict]], question: Question) -> str:
    """By kind, of 100 in need those that are viable, over all partners: of yours alone there are too few."""
    named, told_of = words(question.language, "app.figures"), []
    for kind in KINDS:
        its = [[row for row in rows if row["kind"] == kind] for rows in found]
        told_of += [f"{named(kind)} {viable_share(its, question)}"] if any(its) else []
    return ", ".join(told_of)


def viable_share(found: list[list[dict]], question: Question) -> str:
    """Of 100 those that are viable, with an interval; where all or none are, how many were seen, since their spread
    says nothing of the next."""
    cases, viable = (np.array([sum(map(counts, rows)) for rows in found])
                     for counts in (lambda row: True, lambda row: row["viable"]))  # fmt: skip
    ends = {0: "none", int(cases.sum()): "every"}.get(int(viable.sum()))
    if ends:
        return question.say(f"short.seen.{ends}", cases=int(cases.sum()))
    return of_hundred(viable, cases, question.language)


def dead_told(found: list[list[dict]], question: Question) -> str:
    """How many in need are not viable, by kind and by size, over all partners: of yours alone there are too few."""
    say, language = question.say, question.language
    everybody, named = [row for rows in found for row in rows], words(language, "app.figures")
    groups = {named(kind): [row for row in everybody if row["kind"] == kind] for kind in KINDS}
    for name, small in (("small", True), ("large", False)):
        groups[say(f"short.{name}", size=number(SMALL, language))] = [
            row for row in everybody if (row["people"] < SMALL) == small
        ]
    told = (say("short.dead.of", name=name, part=sum(not row["viable"] for row in rows), all=len(rows))
            for name, rows in groups.items() if rows)  # fmt: skip
    return say("short.dead", told="; ".join(told))


def judges_wrong(row: dict, way: str) -> bool:
    """Whether who judges partners in need one ``way`` is wrong about this one: takes ``all`` of them for viable, has a
    ``look`` at each, or takes those for dead that show a sign."""
    if way == "look":
        return bool(row["error"])
    return bool(row["viable"]) == (way in row["shows"]) if way in SIGNS else not row["viable"]


def of_hundred(parts: np.ndarray, wholes: np.ndarray, language: str) -> str:
    """So many of 100, over futures with an interval that no share can leave."""
    share, low, high = (100.0 * value for value in ratio_of_means(parts, wholes))
    return told_with(share, max(0.0, low), min(100.0, high), language)


def told_with(middle: float, low: float, high: float, language: str, digits: int = 0) -> str:
    """A number with its interval, where there is one."""
    first, *ends = (number(value, language, digits) for value in (middle, low, high))
    return f"{first} ({' … '.join(ends)})" if high == high else first


def over_futures(found: list[list[dict]]) -> list[dict]:
    """Partners that come into need, over all futures a row for each distributor that one of them trusts most: yours,
    then who is in need most often.

    ``needs`` is in how many futures a partner is in need, ``viable_in`` in how many of these it is viable, ``shown_in``
    in how many its distributor's ledger has a debt a month overdue; the other figures are means over these.
    """
    cases: dict[tuple[int, str], list[dict]] = {}
    for row in (row for rows in found for row in rows):
        cases.setdefault((row["partner"], row["distributor"]), []).append(row)
    rows = [
        {
            **its[-1],
            **{name: sum(row[name] for row in its) / len(its) for name in MEANS},
            "needs": len(its),
            "viable_in": sum(row["viable"] for row in its),
            "shown_in": sum("overdue" in row["shows"] for row in its),
        }
        for its in cases.values()
    ]
    return sorted(rows, key=lambda r: (r["distributor"] != FOCAL, -r["needs"], -r["potential_margin"], r["partner"]))


def verdict(row: dict, screened: bool) -> str:
    """What a partner is in one future, and whether it is helped by who takes all for viable or, where they are
    ``screened``, has a closer look at each."""
    if not screened:
        return "viable" if row["viable"] else "wasted"
    return row["error"] or ("viable" if row["viable"] else "hopeless")


def draw(
    rows: list[dict], found: list[list[dict]], lines: list[str], ends: dict[int, tuple[int, int, int]],
    question: Question, screened: bool = False,
) -> None:  # fmt: skip
    """Finding, picture and list of your own, and folded the other lines and everybody in need; ``ends`` as
    :func:`ends_of` gives them."""
    say, language, futures = question.say, question.language, len(found)
    answer, rest = lines[:ANSWER], lines[ANSWER:]
    if not questions.answered("viable", answer, rest):
        st.markdown(f"**{answer[0]}** {' '.join(answer[1:])}")
    names = populations.names_here(state.view().world.partners)

    def of(part: int, all_of_it: int) -> str:
        return say("short.of", part=part, all=all_of_it)

    def later(row: dict, side: int) -> str:
        its = ends.get(row["partner"])
        return of(its[side], its[0]) if its else "–"

    def told_of(row: dict) -> dict[str, str]:
        return {
            say("partner"): names[row["partner"]] if row["partner"] < len(names) else str(row["partner"]),
            say("kind"): word("kinds", row["kind"], language),
            say("short.needs"): of(row["needs"], futures),
            say("short.viable_in"): of(row["viable_in"], row["needs"]),
        }

    mine = [row for row in rows if row["distributor"] == FOCAL]
    if mine:
        cases = [row for rows in found for row in rows if row["distributor"] == FOCAL]
        spec = picture(cases, question, answer[0], screened).to_dict(validate=False)
        spec["config"].update(numbers_of(language))
        st.vega_lite_chart(spec, width="stretch", theme=None)
        dead = sum(not row["viable"] for row in cases)
        st.caption(say("short.dots", dots=len(cases), dead=dead, futures=futures))
        tables.cards(
            pd.DataFrame(
                {
                    **told_of(row),
                    say("short.shown_in"): of(row["shown_in"], row["needs"]),
                    say("short.alone"): later(row, 1),
                    say("short.held"): later(row, 2),
                }
                for row in mine[:LISTED]
            ),
            say("section.short"),
        )
        st.caption(say("short.list", shown=min(LISTED, len(mine)), all=len(mine), futures=futures))
    with st.expander(say("short.more")):
        st.markdown("\n".join(f"- {line}" for line in rest))
        table = pd.DataFrame(
            {
                **told_of(row),
                say("distributor"): distributor(row["distributor"], language),
                say("owed"): amount(row["owed_overdue"], language),
                say("margin"): number(100 * row["potential_margin"], language, 1),
                say("estimate"): number(100 * row["estimate"], language, 1),
            }
            for row in rows
        )
        tables.shown(table, say("short.more"), 320)


def picture(rows: list[dict], question: Question, title: str, screened: bool = False) -> alt.LayerChart:
    """What each partner in need could earn, in each future of its own, against what its distributor sees; the diagonal
    is no error."""
    say, look = question.say, figures.look()
    table = pd.DataFrame(
        {
            "partner": row["partner"],
            "x": 100 * row["potential_margin"],
            "y": 100 * row["estimate"],
            "verdict": say(f"short.{verdict(row, screened)}"),
        }
        for row in rows
    )
    names = [say(f"short.{name}") for name in VERDICTS]
    colours = [look.colours[0], look.colours[1], look.quiet, look.colours[3]]
    ends = [min(table["x"].min(), table["y"].min(), -1.0), max(table["x"].max(), table["y"].max(), 1.0)]
    scale = alt.Scale(domain=ends, nice=False, padding=8)
    line = {"color": look.quiet, "strokeDash": [4, 4]}
    layers = [
        alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=look.grid).encode(x=alt.X("zero:Q", scale=scale)),
        alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=look.grid).encode(y=alt.Y("zero:Q", scale=scale)),
        alt.Chart(pd.DataFrame({"x": ends, "y": ends})).mark_line(**line).encode(x="x:Q", y="y:Q"),
        alt.Chart(table)
        .mark_point(filled=True, size=90, opacity=0.9)
        .encode(
            x=alt.X("x:Q", title=say("short.x"), scale=scale, axis=alt.Axis(grid=False)),
            y=alt.Y("y:Q", title=say("short.y"), scale=scale, axis=alt.Axis(grid=False)),
            color=alt.Color("verdict:N", title=None, scale=alt.Scale(domain=names, range=colours),
                            legend=alt.Legend(orient="bottom", columns=1, labelLimit=300)),
            shape=alt.Shape("verdict:N", title=None, legend=None,
                            scale=alt.Scale(domain=names, range=["circle", "triangle-up", "cross", "diamond"])),
            tooltip=[alt.Tooltip("partner:Q", title=say("partner"), format="d"), alt.Tooltip("verdict:N", title=" "),
                     alt.Tooltip("x:Q", title=say("short.x"), format=".1f"),
                     alt.Tooltip("y:Q", title=say("short.y"), format=".1f")],
        ),
    ]  # fmt: skip
    return (
        alt.layer(*layers)
        .properties(height=320, width="container", description=title, background=look.ground,
                    padding={"right": 12, "left": 4, "top": 4, "bottom": 4})
        .configure_view(stroke=None)
        .configure_axis(labelColor=look.ink, titleColor=look.ink, domainColor=look.grid, tickColor=look.grid,
                        labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .configure_legend(labelColor=look.ink, labelFontSize=12)
    )  # fmt: skip
