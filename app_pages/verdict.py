"""The answer at one glance: the verdict with a line for each side, three numbers, and what counts as a difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from app_pages import findings, names, state
from app_pages.names import number
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import (
    LESS,
    MIXED,
    MORE,
    OPEN,
    PERHAPS_LESS,
    PERHAPS_MORE,
    SAME,
    Finding,
    Line,
    Smallest,
    line_told,
    verdict_told,
)
from experiments.stage.neighbours import own_closings
from experiments.validation.bearing import lost_share, missed_facts
from experiments.words.words import capital, uncapital, words
from experiments.writing.markup import literal

BOXES = {  # the box and the sign of a verdict
    "gain": (st.success, "trending_up"),
    "loss": (st.warning, "trending_down"),
    **dict.fromkeys(MIXED, (st.info, "swap_vert")),
    "partly": (st.info, "trending_up"),
    "none": (st.info, "drag_handle"),
    "open": (st.info, "question_mark"),
}
MARKS = {  # of a line
    MORE: ":green[▲]",
    LESS: ":red[▼]",
    PERHAPS_MORE: ":gray[△]",
    PERHAPS_LESS: ":gray[▽]",
    f"{SAME}_{MORE}": ":gray[△]",
    f"{SAME}_{LESS}": ":gray[▽]",
    SAME: ":gray[=]",
    OPEN: ":gray[?]",
}
# Colour and arrow of a number: told by the finding, never by how the number is written.
LOOKS = {MORE: ("green", "up"), LESS: ("red", "down")}
NO_LOOK = ("off", "off")
JUDGED = 8  # futures from which on an answer is judged while more are on their way: with two, luck paints gains


def first_look(comparison: Comparison, final: bool) -> int:
    """The number of futures of an answer that has too few of them for a verdict while more are on their way, else 0."""
    return 0 if final or comparison.pairs >= JUDGED else comparison.pairs


def early_told(early: int) -> str:
    """What stands in place of a verdict at a first look of so many futures."""
    return words(state.language(), "app.verdict")("first_look", pairs=early, judged=JUDGED)


def closes_told(comparison: Comparison) -> list[str]:
    """In how many futures your own company closes with the policy where it does not without: a line, or none."""
    closes, say = own_closings(comparison, 1, 0), words(state.language())
    return [capital(say("near.closes", closes=closes, pairs=comparison.pairs))] if closes else []


def box(finding: Finding, name: str, early: int = 0, pairs: int = 0, more: Sequence[str] = ()) -> None:
    """What the policy comes to, in a coloured box: a verdict, over how many ``pairs``, then a line for each side, and
    what ``more`` is lost.

    Of a first look of so many futures the lines stand without verdict, colour and marks.
    """
    say = words(state.language())
    lines = [capital(line_told(line, say, findings.unit())) for line in finding.lines]
    if early:
        with st.container(border=True, key=f"first_look_{early}"):
            st.markdown(
                "  \n".join([f":material/hourglass_top: **{literal(name)}. {early_told(early)}**", *lines, *more])
            )
        return
    draw, icon = BOXES[finding.verdict]
    marked = [f"{MARKS[line.told]} {told}" for line, told in zip(finding.lines, lines, strict=True)]
    marked += [f"{MARKS[LESS]} {told}" for told in more]
    over = f" {words(state.language(), 'app.answers')('over', done=pairs)}" if pairs else ""
    draw("  \n".join([f"**{literal(name)}. {verdict_told(finding, say)}**{over}", *marked]), icon=f":material/{icon}:")


def pinned(finding: Finding, name: str, early: int = 0, more: Sequence[str] = ()) -> None:
    """The verdict in two lines, to stand beside the levers where the screen has no room for more, and one for each loss
    that it names; what ``more`` is lost, your own company, stands before any verdict."""
    say = words(state.language())
    short = [capital(line_told(line, say)) for line in finding.lines
             if line.subject in ("own", "profit") or line.state == LESS]  # fmt: skip
    title = early_told(early) if early else verdict_told(finding, say)
    for line in more:  # its closing is no part of what the verdict calls a gain
        title = words(state.language(), "app.verdict")("lost", lost=line, verdict=uncapital(title))
    st.markdown(f"**{title}** {literal(name)}  \n" + "  \n".join(short))


def tiles(comparison: Comparison, finding: Finding, early: int = 0) -> None:
    """Own partners, own profit, and how deep the profit falls on the way, each with its interval; a first look's have
    neither colours nor arrows."""
    say, unit = words(state.language(), "app.verdict"), findings.unit()
    left, middle, right = st.columns(3)
    kept, profit = finding.line("own") or finding.line("channel"), finding.line("profit")
    _tile(left, say(f"kept.{kept.subject}"), kept, 1, 100.0, say(f"kept.{kept.subject}.help"), not early)
    _tile(middle, say("profit", unit=unit), profit, 0, 1.0, say("profit.help", months=comparison.months), not early)
    course = findings.course(comparison)
    worst, told = course.worst, findings.told
    ahead = course.ahead if profit.state == MORE else None
    below = worst.difference < 0.0
    after = say("ahead", month=ahead) if ahead else say("never")
    delta = f"{say('when', month=course.when)} ({findings.interval(worst, 1.0, 0)})" if below else say("no_loss")
    lowest = told(worst.difference if below else 0.0, 0)
    right.metric(say("worst", unit=unit), lowest, delta, help=say("worst.help"), delta_color="off",
                 delta_arrow="off")  # fmt: skip
    right.caption(after)


def _tile(place, label: str, line: Line, digits: int, scale: float, tip: str, judged: bool) -> None:
    """A number with its difference and interval."""
    pair, told = line.pair, findings.told
    colour, arrow = LOOKS.get(line.state, NO_LOOK) if judged else NO_LOOK
    delta = f"{told(scale * pair.difference, digits)} ({findings.interval(pair, scale, digits)})"
    place.metric(label, told(scale * pair.other, digits, False), delta, help=tip, delta_color=colour,
                 delta_arrow=arrow)  # fmt: skip


def smallest_told() -> str:
    """What counts as a difference, in a sentence."""
    stage, now = words(state.language()), findings.smallest()
    points, percent = (stage.number(value, _places(value)) for value in (now.points, now.percent))
    return stage("smallest", points=points, percent=percent)


def scale_told() -> str:
    """What a unit of money is, where the visitor gave it no name."""
    wage = number(float(state.view().base_scenario().values["labour.sales_wage"]), state.language(), 1)
    return "" if names.money() else words(state.language(), "app.verdict")("scale", wage=wage, unit=findings.unit())


def bounds() -> None:
    """What counts as a difference, told, and the fields that change it."""
    say, now = words(state.language(), "app.verdict"), findings.smallest()
    text, change = st.columns([5, 1], vertical_alignment="center")
    text.caption(f"{smallest_told()} {scale_told()}".rstrip())
    with change.popover(say("change"), width="stretch"):
        st.number_input(say("points"), 0.0, 50.0, step=0.5, key=state.place("matters_points", now.points),
                        on_change=_bounds_moved)  # fmt: skip
        st.number_input(say("percent"), 0.0, 50.0, step=0.5, key=state.place("matters_percent", now.percent),
                        on_change=_bounds_moved)  # fmt: skip
        st.text_input(say("unit"), key=state.place("unit_name", state.view().note("unit")), max_chars=30,
                      placeholder=say("unit.example"), help=say("unit.help"),
                      on_change=lambda: state.set_note("unit", state.chosen("unit_name").strip()))  # fmt: skip


def facts_missed(base: Mapping[str, object], policies: Iterable[Mapping[str, object]], own: float = 0.0) -> None:
    """What the market misses of published facts that bear on the levers that policies move (their values); ``own`` is
    the share of its sales that the distributor writes off with the base, where it is known."""
    facts_told(missed_facts(base, policies, state.language(), own=own))


def facts_of(comparison: Comparison) -> None:
    """The same of a comparison, by its own base."""
    base, *others = (scenario.values for scenario in comparison.scenarios)
    facts_missed(base, others, lost_share(comparison))


def facts_told(sentences: Sequence[str]) -> None:
    """What the market misses, small, where there is something."""
    if sentences:
        st.caption(f":material/rule: {' '.join(sentences)}")


def _places(value: float) -> int:
    return len(f"{value:g}".partition(".")[2])


def _bounds_moved() -> None:
    findings.set_smallest(Smallest(float(state.chosen("matters_points")), float(state.chosen("matters_percent"))))
