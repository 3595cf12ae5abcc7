"""Partners that are viable but short of cash today, with the error that whoever screens them makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from agents.partner import KINDS
from app_pages import figures, findings, populations, questions, state, telling_signs
from app_pages.engine import FULL, ROOT_SEED
from app_pages.names import number
from app_pages.pieces import results_of, small_enough
from experiments.channel.telling import Told, best_rule, telling
from experiments.comparing.finding import range_told
from experiments.comparing.statistics import mean_interval, paired_difference
from experiments.drawing.page import numbers_of
from experiments.explain.helping import Helped, helped
from experiments.explain.words import distributor, word
from experiments.running.runs import run_seed
from experiments.words.words import amount, words
from model import MODEL_VERSION

if TYPE_CHECKING:
    from app_pages.why import Question

VERDICTS = ("viable", "missed", "hopeless", "wasted")
TODAY = 12  # months into the run, by default: the first winter of debts shows who is short
FUTURES = min(12, FULL)
LATER = 24  # months after today at which those helped are looked at again
OFTEN = 4  # one future in so many makes a partner one that is often in need
COUNTS = 2  # lines after the answer that have its figures: how many are in need, and the rule's shares
MEANS = ("cash", "owed_overdue", "potential_margin", "estimate")


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
    learnt = results_of(telling_signs.pieces_of(scenario), say("short.learn"))
    if learnt is None:
        return
    seen = telling(learnt)
    start = sum(int(scenario.values[f"population.{kind}"]) for kind in KINDS)
    found = [future.rows for future in futures]
    rows = over_futures(found, start)
    if not rows:
        st.info(say("short.none", month=month))
        return
    title, *rest = told(found, start, month, question)
    rule = best_rule(learnt)
    lines = [
        title,
        telling_signs.rule_told(rule),
        *telling_signs.sentences(seen),
        *([help_told(futures, start, end - month, question)] if end > month else []),
        *rest,
    ]
    draw(rows, telling_signs.short_rule_told(rule), lines, ends_of(futures), seen, question)
    st.caption(say("short.help", unit=findings.unit()))


def help_told(futures: list[Helped], start: int, later: int, question: Question) -> str:
    """What helping all of yours that look viable brings and costs, with intervals; from ``start`` on they are
    newcomers, whom the title does not count."""
    say, stage, language = question.say, words(question.language), question.language

    def change(pairs: list[tuple[float, float]], digits: int) -> str:
        pair = paired_difference(*np.array(pairs, float).T)
        told = findings.told(pair.difference, digits, True, language) if pair.clear else say("short.open")
        return f"{told} ({range_told(pair, stage, 1.0, digits)})"

    living = [tuple(sum(end[side] for end in future.trades.values()) for side in (0, 1)) for future in futures]
    count, new = (sum(partner >= first for future in futures for partner in future.trades) / len(futures)
                  for first in (0, start))  # fmt: skip
    return say("short.helping", count=number(count, language, 1), new=number(new, language, 1), later=later,
               more=change(living, 1), profit=change([future.profit for future in futures], 0), unit=findings.unit(),
               debt=change([future.bad_debt for future in futures], 0))  # fmt: skip


def ends_of(futures: list[Helped]) -> dict[int, tuple[int, int, int]]:
    """By partner: in how many futures it was helped, and in how many of these it trades later, without and with."""
    found: dict[int, tuple[int, int, int]] = {}
    for future in futures:
        for partner, (alone, held) in future.trades.items():
            before = found.get(partner, (0, 0, 0))
            found[partner] = (before[0] + 1, before[1] + alone, before[2] + held)
    return found


def told(found: list[list[dict]], start: int, month: int, question: Question) -> list[str]:
    """How many of today's partners are short of cash, how many of yours are viable, and how sure a screening is."""
    say, language = question.say, question.language
    today = [[row for row in rows if row["partner"] < start] for rows in found]
    yours = [[row for row in rows if row["distributor"] == "focal"] for rows in today]

    def mean(counts: list[int]) -> str:
        middle, low, high = mean_interval(counts)
        if low != low:
            return number(middle, language, 1)
        return f"{number(middle, language, 1)} ({number(max(0.0, low), language, 1)} … {number(high, language, 1)})"

    cases = [row for rows in today for row in rows]

    def share(count: int) -> str:
        return number(100 * count / len(cases), language)

    lines = [
        say("short.title", month=month, all=number(np.mean([len(rows) for rows in today]), language, 1),
            yours=number(np.mean([len(rows) for rows in yours]), language, 1),
            viable=mean([sum(row["viable"] for row in rows) for rows in yours])),
        say("short.tell", wrong=share(sum(bool(row["error"]) for row in cases)),
            viable=share(sum(row["viable"] for row in cases)), all=share(sum(not row["viable"] for row in cases))),
    ]  # fmt: skip
    return lines


def over_futures(found: list[list[dict]], start: int) -> list[dict]:
    """Partners of month 0 that come into need, a row each over all futures: yours, then the surest and most promising.

    ``start`` is their number: newcomers are others in every future. ``needs`` is in how many futures a partner is in
    need, ``viable_in`` and ``missed_in`` in how many of these it is viable, or viable and taken for hopeless; the other
    figures are means over these.
    """
    cases: dict[int, list[dict]] = {}
    for row in (row for rows in found for row in rows if row["partner"] < start):
        cases.setdefault(row["partner"], []).append(row)
    rows = []
    for its in cases.values():
        means = {name: sum(row[name] for row in its) / len(its) for name in MEANS}
        viable = 2 * sum(row["viable"] for row in its) >= len(its)
        wrong = sum(row["error"] == ("missed" if viable else "wasted") for row in its)
        row = {**its[-1], **means, "needs": len(its), "viable_in": sum(row["viable"] for row in its), "viable": viable,
               "misjudged": sum(bool(row["error"]) for row in its),
               "error": "" if 2 * wrong <= len(its) else "missed" if viable else "wasted"}  # fmt: skip
        rows.append(row)
    return sorted(rows, key=lambda r: (r["distributor"] != "focal", -r["needs"], -r["potential_margin"], r["partner"]))


def verdict(row: dict) -> str:
    """What a partner is and what whoever screens it would take it for."""
    return row["error"] or ("viable" if row["viable"] else "hopeless")


def draw(
    rows: list[dict], answer: list[str], lines: list[str], ends: dict[int, tuple[int, int, int]], seen: list[Told],
    question: Question,
) -> None:  # fmt: skip
    """Finding, picture and list, and folded the signs and every figure; ``ends`` as :func:`ends_of` gives them."""
    say, language = question.say, question.language
    if not questions.answered("viable", answer, lines[:COUNTS]):
        st.markdown(f"**{answer[0]}** {' '.join([*answer[1:], lines[0]])}")
    spec = picture(rows, question, answer[0]).to_dict(validate=False)
    spec["config"].update(numbers_of(language))
    st.vega_lite_chart(spec, width="stretch", theme=None)
    names = populations.names_here(state.view().world.partners)

    def later(row: dict, side: int) -> str:
        its = ends.get(row["partner"])
        return say("short.of", part=its[side], all=its[0]) if its else "–"

    listed = pd.DataFrame(
        {
            say("partner"): names[row["partner"]] if row["partner"] < len(names) else str(row["partner"]),
            say("distributor"): distributor(row["distributor"], language),
            say("verdict"): say(f"short.{verdict(row)}"),
            say("short.needs"): say("short.of", part=row["needs"], all=FUTURES),
            say("short.viable_in"): say("short.of", part=row["viable_in"], all=row["needs"]),
            say("kind"): word("kinds", row["kind"], language),
        }
        for row in rows
    )
    st.caption(say("short.dots", dots=len(rows), futures=FUTURES))
    often = [OFTEN * row["needs"] >= FUTURES for row in rows]
    if any(often):  # one in need in a future or two is not who is short of cash today
        st.dataframe(listed[often], hide_index=True, width="stretch", alt=say("section.short"))
    st.caption(say("short.list" if any(often) else "short.seldom", futures=FUTURES))
    with st.expander(say("short.more")):
        st.markdown("\n".join(f"- {line}" for line in lines))
        telling_signs.table(seen)
        st.caption(words(language, "app.channel")("telling.mine"))
        lives = (say("short.alone"), say("short.held"))
        table = pd.DataFrame(
            {
                lives[0]: later(row, 1),
                lives[1]: later(row, 2),
                say("cash"): amount(row["cash"], language),
                say("owed"): amount(row["owed_overdue"], language),
                say("margin"): number(100 * row["potential_margin"], language, 1),
                say("estimate"): number(100 * row["estimate"], language, 1),
            }
            for row in rows
        )
        table = pd.concat([listed, table], axis=1)
        helps = {name: st.column_config.Column(help=say("short.later")) for name in lives}
        st.dataframe(table, hide_index=True, width="stretch", alt=say("short.more"), column_config=helps)


def picture(rows: list[dict], question: Question, title: str) -> alt.LayerChart:
    """What each partner in need could earn, against what its distributor sees; the diagonal is no error."""
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
