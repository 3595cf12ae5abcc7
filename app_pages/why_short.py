"""Partners that are viable but short of cash today, with the error that whoever screens them makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from agents.partner import KINDS
from app_pages import figures, findings, populations, questions, state, tables
from app_pages.engine import FULL, ROOT_SEED
from app_pages.names import number
from app_pages.pieces import results_of, small_enough
from experiments.comparing.finding import range_told
from experiments.comparing.statistics import mean_interval, paired_difference, ratio_of_means
from experiments.drawing.page import numbers_of
from experiments.explain.helping import Helped, helped
from experiments.explain.short import SIGNS
from experiments.explain.words import distributor, word
from experiments.running.runs import run_seed
from experiments.words.words import amount, words
from model import MODEL_VERSION

if TYPE_CHECKING:
    from app_pages.why import Question

VERDICTS = ("viable", "missed", "hopeless", "wasted")
TODAY = 12  # months into the run, by default: the first winter of debts shows who is short
FUTURES = min(16, FULL)
LATER = 24  # months after today at which those helped are looked at again
LISTED = 12  # own partners of the list on the page
ANSWER = 5  # lines of the answer; the others stand under More
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
    pieces = [
        (
            ("helped", scenario.hash, MODEL_VERSION, month, end, seed),
            lambda seed=seed: helped(scenario, seed, month, end),
        )
        for seed in (run_seed(ROOT_SEED, number) for number in range(FUTURES))
    ]
    futures: list[Helped] | None = results_of(pieces, say("short.wait", month=month, futures=FUTURES))
    if futures is None:
        return
    start = sum(int(scenario.values[f"population.{kind}"]) for kind in KINDS)
    found = [[row for row in future.rows if row["partner"] < start] for future in futures]
    rows = over_futures(found)
    if not rows:
        st.info(say("short.none", month=month))
        return
    helping = [help_told(futures, start, end - month, question)] if end > month else []
    lines = told(found, [future.own for future in futures], month, helping, question)
    draw(rows, found, lines, ends_of(futures), question)
    st.caption(say("short.help", unit=findings.unit()))


def help_told(futures: list[Helped], start: int, later: int, question: Question) -> str:
    """What helping all of yours that look viable brings and costs, with intervals; from ``start`` on they are
    newcomers, whom the title does not count."""
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
    return say("short.helping" if clear else "short.helping.none", count=number(count, language, 1), later=later,
               new=number(new, language, 1), unit=findings.unit(), **changes)  # fmt: skip


def ends_of(futures: list[Helped]) -> dict[int, tuple[int, int, int]]:
    """By partner: in how many futures it was helped, and in how many of these it trades later, without and with."""
    found: dict[int, tuple[int, int, int]] = {}
    for future in futures:
        for partner, (alone, held) in future.trades.items():
            before = found.get(partner, (0, 0, 0))
            found[partner] = (before[0] + 1, before[1] + alone, before[2] + held)
    return found


def told(
    found: list[list[dict]], own: list[int], month: int, helping: list[str], question: Question
) -> list[str]:  # fmt: skip
    """How many of yours are in need and how many of these viable, what shows them, what tells the viable from the dead,
    which are dead, what ``helping`` them brings; then of all partners. ``found`` are those in need by future, ``own``
    your living partners by future."""
    say, language = question.say, question.language
    yours = [[row for row in rows if row["distributor"] == FOCAL] for rows in found]

    def mean(counts: list[int]) -> str:
        middle, low, high = mean_interval(counts)
        return told_with(middle, max(0.0, low), high, language, 1)

    viable = mean([sum(row["viable"] for row in rows) for rows in yours])
    title = say("short.title", month=month, own=number(np.mean(own), language), viable=viable,
                yours=mean([len(rows) for rows in yours]))  # fmt: skip
    wrong = {
        way: np.array([sum(judges_wrong(row, way) for row in rows) for rows in found])
        for way in ("all", "look", *SIGNS)
    }
    best = min(SIGNS, key=lambda sign: wrong[sign].sum())

    def against(way: str) -> str:
        return "better" if paired_difference(wrong["all"], wrong[way]).high < 0.0 else "no_better"

    def share(holds: Callable[[dict], bool], of: list[list[dict]] = found) -> str:
        cases = np.array([len(rows) for rows in of])
        return of_hundred(np.array([sum(map(holds, rows)) for rows in of]), cases, language) if cases.any() else "–"

    def errs(way: str) -> dict[str, str]:
        return {"own": share(lambda row: judges_wrong(row, way), yours), "all": share(lambda r: judges_wrong(r, way))}

    tell = say(f"short.tell.{against(best)}", sign=say(f"short.sign.{best}"), wrong=errs(best)["all"], **errs("all"))
    look = say(f"short.look.{against('look')}", **errs("look"))
    signs = "; ".join(f"{say(f'short.sign.{sign}')}: {errs(sign)['all']}" for sign in SIGNS)
    everybody = say("short.all", all=mean([len(rows) for rows in found]), viable=share(lambda row: row["viable"]),
                    cases=sum(map(len, found)), futures=len(found), signs=signs)  # fmt: skip
    finds = say("short.find", found=share(lambda row: "overdue" in row["shows"], yours))
    return [title, dead_told(found, question), f"{tell} {look}", *helping, finds, everybody]


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


def verdict(row: dict) -> str:
    """What a partner is in one future and what whoever screens it would take it for."""
    return row["error"] or ("viable" if row["viable"] else "hopeless")


def draw(
    rows: list[dict], found: list[list[dict]], lines: list[str], ends: dict[int, tuple[int, int, int]],
    question: Question,
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
        spec = picture(cases, question, answer[0]).to_dict(validate=False)
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


def picture(rows: list[dict], question: Question, title: str) -> alt.LayerChart:
    """What each partner in need could earn, in each future of its own, against what its distributor sees; the diagonal
    is no error."""
    say, look = question.say, figures.look()
    table = pd.DataFrame(
        {
            "partner": row["partner"],
            "x": 100 * row["potential_margin"],
            "y": 100 * row["estimate"],
            "verdict": say(f"short.{verdict(row)}"),
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
