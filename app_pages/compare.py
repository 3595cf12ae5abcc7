"""Compare: up to six policies side by side against the locked baseline, at equal spend if wanted."""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app_pages import figures, findings, names, sentences, state, tables, unread, verdict
from app_pages.answers import follow, growing, runs_of
from app_pages.engine import ROOT_SEED, Refused
from app_pages.lever_widgets import told as value_told
from app_pages.names import title_of
from app_pages.recipe import Recipe, plain_title, policies, scenario_of
from app_pages.reproduce import again
from app_pages.state import SAVED
from experiments.comparing.compare import Comparison
from experiments.comparing.equal_spend import Dose, PilotError, equal_spend
from experiments.comparing.finding import MORE, SUBJECTS, Finding, best_told
from experiments.comparing.results import Results, results_from
from experiments.drawing.page import numbers_of
from experiments.refusal import UsageError
from experiments.stage import charts
from experiments.words.words import interval, words
from experiments.writing.markup import literal
from model.measures import OUTCOMES, at
from scenarios import Scenario

FIRST = ("prepayment", "credit", "community", "all-three")  # what is compared before anything is saved
ACROSS = 3  # small multiples in a row
TITLE = 22  # letters of a line of their titles, which one of them has room for


def show() -> None:
    """The page."""
    say = words(state.language(), "app.compare")
    st.title(say("title"))
    st.write(say("lead", world=literal(names.world_of(state.view()))))
    if state.view().note("equal") not in ("", "1"):
        unread.tell("equal")
    chosen = state.view().saved or tuple(Recipe(name) for name in FIRST)
    _saved(say)
    answer = st.container()
    view, language = state.view(), state.language()
    baseline = words(language, "app.findings")("baseline")
    titles = _unique([baseline, *(title_of(recipe, language) for recipe in chosen)])[1:]
    base = view.base_scenario()
    others = [
        replace(scenario_of(view.world, recipe), name=title) for recipe, title in zip(chosen, titles, strict=True)
    ]
    with answer:
        doses: list[Dose] = []
        if view.note("equal") == "1":
            found = _at_equal_spend(base, others, say)
            if found is None:
                return
            doses, others = found, [dose.scenario for dose in found]
        follow(
            [base, *others],
            base.months,
            lambda comparison, final: draw(comparison, titles, chosen, doses, final, say),
        )


def _saved(say) -> None:
    """What is compared, each with a button that takes it out, and a way to add a preset."""
    view, language = state.view(), state.language()
    if not view.saved:
        st.info(say("first"), icon=":material/info:")
    for number, recipe in enumerate(view.saved):
        text, take, drop = st.columns([6, 2, 2], vertical_alignment="center")
        title = title_of(recipe, language)
        with text:
            st.text_input(
                say("name", number=number + 1), key=state.place(f"name_{number}", recipe.title), max_chars=40,
                placeholder=title, on_change=_named, args=(number,), label_visibility="collapsed",
            )  # fmt: skip
            if told := _difference(recipe, language):
                st.caption(literal(told))
        take.button(say("open"), key=f"open_{number}", on_click=_open, args=(recipe,), width="stretch")
        drop.button(say("drop"), key=f"drop_{number}", on_click=_drop, args=(number,), width="stretch")
    pick, add, equal = st.columns([4, 2, 4], vertical_alignment="bottom")
    pick.selectbox(say("preset"), policies()[1:], format_func=lambda word: names.policy_title(word, language),
                   key=state.place_own("add_preset", policies()[1:]))  # fmt: skip
    add.button(say("add"), key="add", on_click=_add, disabled=len(view.saved) >= SAVED, width="stretch")
    equal.toggle(
        say("equal"),
        key=state.place("equal", view.note("equal") == "1"),
        on_change=lambda: state.set_note("equal", "1" if state.chosen("equal") else ""),
        help=say("equal_help"),
    )


def _difference(recipe: Recipe, language: str) -> str:
    """How a saved policy differs from its preset, in a few words."""
    if not recipe.differs:
        return ""
    moved = [f"{names.name(key, language)} {value_told(key, value, language)}" for key, value in recipe.values]
    dated = words(language, "app.timeline")
    for change in recipe.changes:
        values = ", ".join(
            f"{names.name(key, language)} {value_told(key, v, language)}" for key, v in change.values.items()
        )
        moved.append(f"{change.name} {dated('from', month=change.month)}: {values}")
    more = f" +{len(moved) - 3}" if len(moved) > 3 else ""
    return f"({names.policy_title(recipe.preset, language)}; {', '.join(moved[:3])}{more})"


def _open(recipe: Recipe) -> None:
    state.change(policy=recipe)
    state.say_done(words(state.language(), "app.compare")("opened", name=title_of(recipe, state.language())))


def _named(number: int) -> None:
    saved = list(state.view().saved)
    saved[number] = replace(saved[number], title=plain_title(state.chosen(f"name_{number}")))
    state.change(saved=tuple(saved))


def _drop(number: int) -> None:
    saved = state.view().saved
    state.change(saved=saved[:number] + saved[number + 1 :])


def _add() -> None:
    saved = state.view().saved
    recipe = Recipe(state.chosen("add_preset"))
    if recipe not in saved:
        state.change(saved=(*saved, recipe))


def _at_equal_spend(base: Scenario, others: list[Scenario], say) -> list[Dose] | None:
    """The doses that cost the same; None when there are none, which is told."""
    bar = st.empty()
    try:
        found = equal_spend(
            [base, *others], ROOT_SEED, base.months, run=runs_of(bar, say("pilots")), threads=1
        )  # fmt: skip
    except Refused as why:
        st.error(words(state.language(), "app.answers")(why.key, **why.values))
        return None
    except (UsageError, PilotError):
        st.error(say("no_spend"))
        return None
    finally:
        bar.empty()
    told = ", ".join(f"{dose.scenario.name} {findings.told(100 * dose.dose, 0, False)} %" for dose in found)
    st.info(say("doses", spend=findings.told(found[0].common_spend, 0, False), doses=told), icon=":material/balance:")
    for dose in found:
        if dose.note:
            st.warning(say("not_equal", name=dose.scenario.name, spend=findings.told(dose.extra_spend, 0, False)))
    return found


def draw(comparison: Comparison, titles: list[str], chosen, doses: list[Dose], final: bool, say) -> None:
    """The answer: the best in one sentence, the table of differences, partners against profit, small multiples."""
    language, view = state.language(), state.view()
    told, smallest = words(language, "app.findings"), findings.smallest()
    made = again(view.world, [view.baseline, *chosen], comparison.pairs, comparison.months, view.base_world)
    command = made.command + (" --equal-spend" if doses else "")
    unique = [told("baseline"), *titles]
    results, stage = results_from(comparison, unique, command), words(language)
    subject = "own" if comparison.metrics(1).get(SUBJECTS["own"]) else "channel"
    if early := verdict.first_look(comparison, final):
        st.markdown(f"##### {verdict.early_told(early)}")
    else:
        best = [best_told(results.best(w, stage, smallest), stage, unique[0], findings.unit())
                for w in (subject, "profit")]  # fmt: skip
        sentences.of_compare(results, best, final)
        st.markdown(f"##### {best[0]}")
        st.markdown(f"###### {best[1]}")
    tables.cards(_table(comparison, results, titles, told, say, not early), say("table_alt"))
    st.caption(say("clear", pairs=comparison.pairs, unit=findings.unit()) + growing(final, comparison.pairs))
    verdict.facts_of(comparison)
    fig = words(language, "app.figures")
    frontier, money = charts.frontier(results, stage, smallest), fig("money.y", unit=findings.unit())
    band = fig("band", pairs=comparison.pairs)
    kept = OUTCOMES["survival_share_treated"].title(language, True)
    short = replace(frontier, x_label=money, y_label=kept, band=band)  # fits a phone
    figures.drawn(short, 340)
    # Levels of several policies look alike: what tells them apart is the difference. A title beside an axis that is
    # longer than the axis would push the chart's own out of sight.
    whose = "kept.own" if results.knows_own else "kept.channel"
    for heading, y, so_far in ((say(whose), say("of"), lambda name: charts.settled(results.kept_so_far(name))),
                               (say("money"), findings.unit(), results.gain_so_far)):  # fmt: skip
        st.markdown(f"**{heading}**")
        _multiples(dict(zip(titles, map(so_far, unique[1:]), strict=True)), y, say("months"))
    st.caption(band)
    with st.expander(say("again"), icon=":material/replay:"):
        st.code(command, language="bash", wrap_lines=True)
        for name, text in made.files.items():
            st.markdown(literal(name))
            st.code(text, language="toml", height=200, wrap_lines=True)


def _unique(titles: list[str]) -> list[str]:
    """The same names, all different, in their order."""
    found: list[str] = []
    for title in titles:
        number = 1
        while (title if number == 1 else f"{title} ({number})") in found:
            number += 1
        found.append(title if number == 1 else f"{title} ({number})")
    return found


def _table(comparison: Comparison, results: Results, titles: list[str], told, say, judged: bool) -> pd.DataFrame:
    """A row a policy: paired differences against the baseline; ``judged``, bold where they count or, of no side, are
    clear."""
    rows = []
    for other, title in enumerate(titles, start=1):
        found = comparison.metrics(other)
        finding = findings.found_in(comparison, other)
        counts = {SUBJECTS[line.subject]: line.counts for line in finding.lines}
        row = {say("policy"): title}
        for name in at("policies"):
            pair, outcome = found.get(name), OUTCOMES[name]
            heading = outcome.title(state.language(), True)
            if pair is None:
                row[heading] = "–"
                continue
            row[heading] = findings.cell(pair, outcome.scale, outcome.digits, judged and counts.get(name, pair.clear))
        row[say("c.cost")] = _cost(results, title, finding) if judged else "–"
        rows.append(row)
    if all(row[say("c.cost")] == "–" for row in rows):  # nobody is surely kept: a column that says nothing
        return pd.DataFrame(rows).drop(columns=say("c.cost"))
    return pd.DataFrame(rows)


def _cost(results: Results, title: str, finding: Finding) -> str:
    """Extra spend for one more partner at the end, as slides tell it; where none is kept for sure, none is told."""
    line = finding.line("channel")
    if line is None or line.state != MORE:
        return "–"
    ratio, low, high = charts.price(results, title, "focal_spend")
    return f"{findings.told(ratio, 0, False)} ({interval(low, high, 0, state.language())})"


def _told_end(title: str, cell: pd.DataFrame) -> str:
    """A policy and where its difference ends."""
    end = cell["y"].iloc[-1]
    return f"{title}: {findings.told(end, 0 if abs(end) > 100 else 1)}"


def _multiples(cells: dict[str, pd.DataFrame], y: str, x: str) -> None:
    """Small charts of differences on the same axes, the baseline a dashed line at zero in each."""
    look = figures.look()
    values = np.concatenate([cell[["low", "high", "y"]].to_numpy(float).ravel() for cell in cells.values()])
    scale = alt.Scale(domain=[min(0.0, float(np.nanmin(values))), max(0.0, float(np.nanmax(values)))], nice=False)
    zero = alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(strokeDash=[6, 4], strokeWidth=2, color=look.baseline)
    for start in range(0, len(cells), ACROSS):
        titles = list(cells)[start : start + ACROSS]
        told = {title: _told_end(title, cells[title]) for title in titles}
        tallest = max(len(wrap(text, TITLE)) for text in told.values())  # lines: every plot of a row has the same room
        for column, title in zip(st.columns(ACROSS), titles, strict=False):
            colour = look.colours[list(cells).index(title) % len(look.colours)]
            drawn = alt.Chart(cells[title]).encode(x=alt.X("x:Q", title=x, axis=alt.Axis(grid=False, tickCount=5)))
            layers = [
                zero.encode(y=alt.Y("y:Q", scale=scale)),
                drawn.mark_area(opacity=0.16, color=colour).encode(y=alt.Y("low:Q", scale=scale, title=y), y2="high:Q"),
                drawn.mark_line(color=colour, strokeWidth=2.5).encode(
                    y=alt.Y("y:Q", scale=scale, title=y),
                    tooltip=[alt.Tooltip("x:Q", title=x), alt.Tooltip("y:Q", title=y, format=",.1f")]),
            ]  # fmt: skip
            lines = wrap(told[title], TITLE)
            chart = alt.layer(*layers).properties(
                height=200, width="container", background=look.ground, description=told[title],
                title=alt.TitleParams([*lines, *[" "] * (tallest - len(lines))], anchor="start", color=look.ink,
                                      fontSize=13),
            ).configure_view(stroke=None).configure_axis(
                labelColor=look.ink, titleColor=look.ink, gridColor=look.grid, domainColor=look.grid,
                tickColor=look.grid, titleFontWeight="normal",
            )  # fmt: skip
            spec = chart.to_dict(validate=False)
            spec["config"].update(numbers_of(state.language()))
            with column:
                st.vega_lite_chart(spec, width="stretch", theme=None)


if __name__ == "__main__":
    show()
