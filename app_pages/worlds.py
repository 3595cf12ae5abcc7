"""Worlds side by side: what the what-if does in a normal market, in bad ones, and when rivals copy it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import pandas as pd
import streamlit as st

from app_pages import bad_debt, findings, names, sentences, state, tables, verdict
from app_pages.answers import Place, follow, growing
from app_pages.engine import FULL
from app_pages.names import title_of
from app_pages.recipe import Recipe, from_text, is_policy, preset, scenario_of
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import LESS, MORE, Finding, line_told, verdict_told
from experiments.stage.worlds import HARDER, sizes_told
from experiments.words.keys import FOCAL
from experiments.words.words import capital, words
from scenarios import Change, Scenario, ScenarioError
from scenarios.scenario import never_met, within

# A world's name in the words (or a preset's) to its text of a link. A bad year: demand falls by 40 %, money costs 17 %.
BAD = ";".join(
    (
        "steady~bad",
        "12-24:bad year:" + ",".join(f"customers.{who}.demand={{{who}}}" for who in ("corporate", "smb", "consumer"))
        + ",finance.funding_rate=0.17,finance.overdraft_rate=0.21",
    )
)  # fmt: skip
LAG = 12  # months after which rivals copy
FALL = 0.6  # of demand that is left in a bad year
TWO = 2  # rivals that copy in the market of that name
WORLDS = ("steady", "bad", "two", "copied", "imitators", "rate-shock", "import-shock", "baseline")
PAIRS = 16  # pairs of runs of each world: so many worlds take as long as so many answers
SUBJECTS = ("own", "channel", "profit")


@dataclass(frozen=True)
class Row:
    """A world with its comparison's place in the question: the baseline's number, and the what-if's."""

    name: str
    title: str
    base: int
    other: int


def world(name: str, mine: Recipe) -> Recipe:
    """A world of the page on the visitor's own length and partners."""
    if name == "bad":
        steady = Recipe().value
        left = {who: FALL * float(steady(f"customers.{who}.demand")) for who in ("corporate", "smb", "consumer")}
        made, refused = from_text(BAD.format(**left), policy=False)
        assert not refused, refused
    else:
        made = Recipe(name)
    for key, value in mine.values:
        if key == "months" or key.startswith("population."):
            made = made.with_value(key, value)
    return replace(made, partners=mine.partners)


def copied_by(rivals: int, base: Scenario, other: Scenario) -> Scenario:
    """A what-if that so many of the rivals copy twelve months later; all others go on as in the baseline.

    They set what it sets otherwise than the ``base``, and what it changes on dates, as ``rivals.imitation_lag`` has all
    of them do.
    """

    def theirs(values: Mapping[str, object]) -> dict[str, object]:
        return {f"levers.rival_{number}.{key.removeprefix(FOCAL)}": value
                for key, value in values.items() if is_policy(key) for number in range(1, rivals + 1)}  # fmt: skip

    name = f"copied by {rivals}"
    moved = {key: value for key, value in other.values.items() if value != base.values[key]}
    changes = [Change(LAG, None, name, theirs(moved))]
    for change in other.timeline:
        until = change.until and change.until + LAG
        if values := theirs(change.values):
            changes.append(replace(change, month=change.month + LAG, until=until, name=name, values=values))
    return replace(other.with_timeline([*other.timeline, *within(other.months, changes)]), name=name)


def show() -> None:
    """The page."""
    say, view, language = words(state.language(), "app.worlds"), state.view(), state.language()
    st.title(say("title"))
    st.write(say("lead", name=title_of(view.policy, language), base=title_of(view.baseline, language)))
    if view.policy == view.baseline:
        st.info(say("same"), icon=":material/lightbulb:")
        return
    rows, scenarios, late = [], [], []
    for name in WORLDS:
        title = title_in(name, language)
        if name == "two":
            if rows and state.view().rivals > TWO and scenarios[0].months > LAG:
                rows.append(Row(name, title, rows[0].base, len(scenarios)))
                scenarios.append(copied_by(TWO, *scenarios[:2]))
            continue
        there = world(name, view.world)
        layer = replace(preset(there.preset), timeline=(*preset(there.preset).timeline, *there.changes))
        if name != "steady" and never_met(layer, preset("steady"), int(there.value("months"))):
            late.append(title)
            continue
        try:
            pair = [scenario_of(there, recipe, f"{name}-{number}")
                    for number, recipe in enumerate((view.baseline, view.policy))]  # fmt: skip
        except ScenarioError as why:  # dates beyond a short length, say
            state.tell(f"{name}: {why}".splitlines()[0])
            continue
        rows.append(Row(name, title, len(scenarios), len(scenarios) + 1))
        scenarios += pair
    months = min(s.months for s in scenarios)
    place = Place(st.container())

    def shown(found: Comparison, final: bool, full: Mapping[str, Comparison] = MappingProxyType({})) -> None:
        with place.filled():
            draw({row.name: parted(found, row) for row in rows} | full, rows, say, final)

    def told(found: Comparison, final: bool) -> None:
        shown(found, final)
        st.caption(say("note", pairs=found.pairs, unit=findings.unit()) + growing(final, found.pairs))

    few = follow(scenarios, months, told, min(PAIRS, FULL))
    pairs = {row.name: scenarios[row.base : row.base + 2] for row in rows if row.name in bad_debt.MARKETS}
    if few and len(pairs) == len(bad_debt.MARKETS) and (full := bad_debt.in_full(pairs)):
        shown(few, True, full)
        names, most = (row.title for row in rows if row.name in full), max(found.pairs for found in full.values())
        st.caption(say("note.more", names=", ".join(names), pairs=most))
    for size in sizes_told([row.name for row in rows if row.name in HARDER], months, words(language)):
        st.caption(size)
    if late:
        st.caption(say("late", names=", ".join(late)))
    verdict.bounds()


def title_in(name: str, language: str) -> str:
    """What a world of the page is called."""
    say = words(language, "app.worlds")
    return say(name, all=state.view().rivals) if name in say else names.world_title(name, language)


def parted(comparison: Comparison, row: Row) -> Comparison:
    """The comparison of one world out of that of all, in the futures that all of them have."""
    sides = (row.base, row.other)
    runs = [replace(pair[at], scenario=side) for pair in comparison.complete for side, at in enumerate(sides)]
    scenarios = tuple(comparison.scenarios[at] for at in sides)
    return Comparison(scenarios, runs, comparison.months, comparison.seed)


def draw(parts: Mapping[str, Comparison], rows: list[Row], say, final: bool) -> None:
    """A row a world: what the what-if comes to there, and your bad debt on both sides, as money a year; some of the
    ``parts`` may have more futures than others."""
    stage, told, table, found_in = words(state.language()), findings.told, [], []
    fewest = min(parts.values(), key=lambda found: found.pairs)
    early = verdict.first_look(fewest, final)
    for row in rows:
        found = parts[row.name]
        finding, years = found.finding(1, findings.smallest()), found.months / 12.0
        debt = found.effect("focal_bad_debt", 1)
        # What has no column is told where it counts, losses first: one that nobody can see would be a riddle.
        counted = [*finding.losses, *(line for line in finding.lines if line.state == MORE)]
        others = [line_told(line, stage) for line in counted if line.subject not in SUBJECTS]
        judged = "–" if early else " ".join([verdict_told(finding, stage), *map(_stop, others)])
        cells = {say("world"): row.title, say("verdict"): judged}
        for subject in SUBJECTS:
            line = finding.line(subject)
            scale, digits = (1.0, 0) if subject == "profit" else (100.0, 1)
            cells[capital(stage(f"who.{subject}"))] = (
                "–" if line is None else findings.cell(line.pair, scale, digits, line.counts and not early)
            )
        cells[say("debt.base", unit=findings.unit())] = told(debt.base / years, 0, False)
        cells[say("debt.more", unit=findings.unit())] = findings.cell(debt, 1.0 / years, 0, debt.clear and not early)
        table.append(cells)
        found_in.append(finding)
    if not early:
        sentences.of_worlds(parts, final)
    headline = verdict.early_told(early) if early else _held(found_in, [row.title for row in rows], say)
    st.markdown(f"##### {headline}")
    tables.cards(pd.DataFrame(table), say("title"))


def _held(found: list[Finding], titles: list[str], say) -> str:
    """Where it keeps more of your partners and where fewer, and where your profit is more or less, in one sentence."""
    own = [finding.line("own") or finding.line("channel") for finding in found]
    parts = []
    for key, lines in (("held", own), ("profit", [finding.line("profit") for finding in found])):
        better = sum(line.state == MORE for line in lines)
        worse = [title for title, line in zip(titles, lines, strict=True) if line.state == LESS]
        parts.append(say(key, count=better, all=len(titles)) if better else say(f"{key}.none"))
        if worse:
            names_told = ", ".join(worse) if len(worse) < len(titles) else say("everywhere")
            parts.append(say(f"{key}.worse", names=names_told))
    return "; ".join(parts)


def _stop(text: str) -> str:
    return f"{capital(text)}."


if __name__ == "__main__":
    show()
