"""Goal: the search for the best policy, its frontier, the finalists on fresh futures, and how sure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd
import streamlit as st

from app_pages import figures, findings, questions, state, tables, unread, verdict
from app_pages.answers import TICK, Place, quiet, result_of
from app_pages.engine import LIMIT, Refused, engine
from app_pages.goal_search import (
    ASKED_FOR,
    EACH,
    FRESH,
    ROUNDS,
    SEARCHED,
    Goal,
    Outcome,
    Programme,
    beside,
    finalists,
    fitted,
    frontier,
    left_out,
    outcome,
    parts_of,
    programmes_of,
    proposed,
    scenarios_of,
    start,
)
from app_pages.goal_telling import (
    beyond_told,
    cell,
    cost_told,
    idle_told,
    left_told,
    parts_told,
    profit_told,
    sets_told,
    size_told,
    split_told,
    subject,
    titled,
    told,
)
from app_pages.lever_widgets import change_told
from app_pages.names import group as group_name
from app_pages.names import title_of
from app_pages.recipe import Recipe
from app_pages.state import SAVED
from app_pages.verdict import bounds
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import range_told
from experiments.comparing.statistics import mean_interval, paired_difference
from experiments.drawing.chart import Chart
from experiments.running.size import partners_of
from experiments.validation.bearing import lost_share
from experiments.words.words import Words, words
from model import MODEL_VERSION
from scenarios import Scenario

KINDS = ("keep", "budget")
USUAL = {"keep": 67.0, "budget": 500.0}  # two thirds of one's partners; an eighth of what the example earns a year
MORE_KEPT, MOST_ASKED = 5.0, 95.0  # of 100: what a search is first asked for beyond those that the baseline keeps
QUICK = 100_000  # partner-months of a future: a larger market is not run before somebody asks for it
MOST = {"keep": 100.0, "budget": 1e7}
OWN_BUDGET, OWN_WAGE = 1e7, 2e5  # of the example that turns own money into the app's: a year, and a salesperson a month
WHOLE = ROUNDS + 3  # of the bar: the rounds, the finalists, which have more runs, and the parts
ROOM = 2.0  # partners of 100 above and below the chart's points


def show() -> None:
    """The page."""
    say, view = words(state.language(), "app.goal"), state.view()
    st.title(say("title"))
    st.write(say("lead", base=title_of(view.baseline, state.language())))
    noted = understood(view.note("goal"))
    if view.note("goal") and noted is None:
        unread.tell("goal")
    base = view.base_scenario()
    form(noted, base, say)
    if noted is None:
        return
    answer = Place(st.container(key="goal_answer"))
    found = searched(base, noted, say, answer)
    if found is not None:
        with answer.filled():
            draw(found, base, noted, say)
    bounds()


def understood(text: str) -> Goal | None:
    """The goal of a link; None when it is none."""
    kind, _, amount = text.partition("-")
    try:
        number = float(amount)
    except ValueError:
        return None
    return Goal(kind, number) if kind in KINDS and 0.0 < number <= MOST[kind] else None


def form(goal: Goal | None, base: Scenario, say: Words) -> None:
    """What is wanted (at first: five partners of 100 more than the baseline keeps), and the button that begins."""
    first = KINDS.index(goal.kind) if goal else 0
    kind = st.radio(say("goal"), KINDS, first, format_func=say, key="goal_kind", horizontal=True)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    kept, earned = today(base, always=kind == "budget")
    amount = goal.amount if goal and kind == goal.kind else asked_first(kind, kept)
    typed = left.number_input(
        say(f"{kind}.amount").format(unit=findings.unit()), 1.0, MOST[kind], amount, format="%.0f",
        step=1.0 if kind == "keep" else 100.0, key=f"goal_amount_{kind}",
    )  # fmt: skip
    if kind == "budget":  # how much a sum is of what is earned stands where it is typed
        st.caption(" ".join(size_told(earned, Goal(kind, typed), say)))
    elif kept is not None:
        st.caption(say("keep.now", kept=findings.told(100.0 * kept, 1, False)))
    if scale := verdict.scale_told():  # what an amount is stands where it is typed
        wage = float(base.values["labour.sales_wage"])
        budget, month, example = (findings.told(value, 0, False)
                                  for value in (OWN_BUDGET, OWN_WAGE, OWN_BUDGET / OWN_WAGE * wage))  # fmt: skip
        own = say("own_money", wage=findings.told(wage, 1, False), budget=budget, month=month, example=example)
        if kind == "budget":
            own += " " + say("own_money.typed", month=month, amount=findings.told(typed, 0, False),
                             own=findings.told(typed / wage * OWN_WAGE, 0, False))  # fmt: skip
        st.caption(f"{scale} {own}")
    right.button(say("search"), key="goal_search", type="primary", icon=":material/search:", width="stretch",
                 on_click=_begin)  # fmt: skip


def today(base: Scenario, always: bool) -> tuple[float | None, float]:
    """What the baseline keeps (share) and earns a year in the fresh futures, as the answer has it; None and 0 where
    that is not known now, or where its runs would take long and need not ``always`` be made."""
    if not always and partners_of(base) * base.months > QUICK:
        return None, 0.0
    found = quiet([base], SEARCHED + FRESH)
    runs = [row[0].summary for row in found.complete if row[0].replicate >= SEARCHED] if found is not None else []
    if not runs:
        return None, 0.0
    kept = [run.get("survival_share_treated", run["survival_share"]) for run in runs]
    return sum(kept) / len(runs), sum(run["focal_profit"] for run in runs) / len(runs) / (base.months / 12.0)


def asked_first(kind: str, kept: float | None) -> float:
    """What a search is first asked for, where the baseline keeps that share."""
    if kind == "budget" or kept is None:
        return USUAL[kind]
    return min(MOST_ASKED, round(100.0 * kept) + MORE_KEPT)


def _begin() -> None:
    kind = st.session_state["goal_kind"]
    state.set_note("goal", f"{kind}-{st.session_state[f'goal_amount_{kind}']:g}")


@dataclass(frozen=True)
class Found:
    """What a search brought: the finalists on fresh futures, the base first, and how they stand.

    ``tried`` counts the policies of the search; ``parts`` has, by group of levers, what that group of the answer does
    alone, ``left`` what each group does that the answer leaves alone. ``fresh`` has the answer's runs in futures that
    chose none.
    """

    finals: list[Programme]
    result: Outcome
    tried: int
    parts: dict[str, Programme]
    fresh: Comparison | None = None
    left: Mapping[str, Programme] = field(default_factory=dict)


def searched(base: Scenario, goal: Goal, say: Words, answer: Place) -> Found | None:
    """What the search brought; None when that was refused, which is told. ``answer`` shows the best so far."""
    bar, tried, total = st.empty(), [], ROUNDS * EACH
    try:
        for turn in range(ROUNDS):
            key = ("goal", base.hash, MODEL_VERSION, base.months, goal, turn)
            policies = result_of(key, lambda so_far=tuple(tried): proposed(base, goal, so_far), say("proposing"))
            if not policies:
                break
            text = say("round", tried=len(tried), all=total)
            found = _run(scenarios_of(base, policies), base.months, SEARCHED, bar, text, (turn, 1))
            tried += programmes_of(found, policies)
            _show(answer, [so_far(base, goal, tried, say)], SEARCHED)
        if small := fitted(base, goal, tried):
            text = say("round", tried=len(tried), all=len(tried) + len(small))
            found = _run(scenarios_of(base, small), base.months, SEARCHED, bar, text, (ROUNDS, 1))
            tried += programmes_of(found, small)
        chosen = [tried[number].values for number in finalists(base, goal, tried)]
        runs = _run(
            scenarios_of(base, chosen), base.months, SEARCHED + FRESH, bar, say("final", fresh=FRESH), (ROUNDS, 2)
        )
        finals = programmes_of(runs, chosen, SEARCHED)
        result, parts = outcome(goal, finals, _bound(finals), _profit_bound(finals)), {}
        about = subject(goal, finals, result)
        now = told(finals, titled(base, finals, say), result, len(tried), goal, say, findings.smallest())
        _show(answer, now[0], FRESH)
        groups = parts_of(base, finals[about].values)
        alone = {group: start(base) | levers for group, levers in groups.items() if len(groups) > 1}
        alone |= {group: one.values for group, one in left_out(base, goal, tried, groups).items()}
        if alone:
            policies, part = [*alone.values()], (ROUNDS + 2, 1)
            found = _run(scenarios_of(base, policies), base.months, SEARCHED + FRESH, bar, say("parting"), part)
            parts = dict(zip(alone, programmes_of(found, policies, SEARCHED), strict=True))
    except Refused as why:
        st.error(words(state.language(), "app.answers")(why.key, **why.values), icon=":material/hourglass_disabled:")
        return None
    finally:
        bar.empty()
    left = {group: one for group, one in parts.items() if group not in groups}
    parts = {group: one for group, one in parts.items() if group in groups}
    return Found(finals, result, len(tried), parts, _pair(runs, about + 1), left)


def _pair(found: Comparison, number: int) -> Comparison:
    """The base and one policy of :func:`scenarios_of`, in the fresh futures."""
    runs = [replace(run, scenario=int(run.scenario > 0)) for run in found.runs
            if run.scenario in (0, number) and run.replicate >= SEARCHED]  # fmt: skip
    return replace(found, scenarios=(found.scenarios[0], found.scenarios[number]), runs=runs)


def so_far(base: Scenario, goal: Goal, tried: list[Programme], say: Words) -> str:
    """The best of those tried, on the futures that chose it."""
    number = min(range(len(tried)), key=lambda n: (max(0.0, goal.miss(tried[n])), goal.aim(tried[n])))
    one = tried[number]
    more = paired_difference(one.base_kept, one.kept)
    if number == 0:
        return say("so_far.base", tried=len(tried))
    groups = ", ".join(group_name(group, state.language()) for group in parts_of(base, one.values))
    return say("so_far", tried=len(tried), groups=groups, more=findings.told(100 * more.difference, 1),
               range=range_told(more, words(state.language()), 100.0, 1), cost=cost_told(one, say),
               unit=findings.unit(), profit=profit_told(one, say))  # fmt: skip


def _show(answer: Place, lines: list[str], pairs: int) -> None:
    """What is known so far, where the answer will stand."""
    note = words(state.language(), "app.goal")("searching", pairs=pairs)
    if not questions.answered("split", lines, so_far=note):
        with answer.filled():
            st.markdown(questions.as_told(lines, note))


def _bound(finals: list[Programme]) -> float:
    """The smallest difference in cost that matters between finalists, money a year."""
    return findings.smallest().percent / 100.0 * max(1.0, abs(float(finals[0].cost.mean())))


def _profit_bound(finals: list[Programme]) -> float:
    """The smallest difference in profit that matters between finalists, money over the whole length."""
    return findings.smallest().of("profit", finals[0].base_profit)


def _run(scenarios: list[Scenario], months: int, pairs: int, bar, text: str, part: tuple[int, int]) -> Comparison:
    """The comparison, told on ``bar`` as a part (from, how long) of ``WHOLE``; raises :class:`Refused`."""
    # A round of the search waits for no older question's refinement: it has few runs, and the next round waits for it.
    question = engine.ask(scenarios, months, pairs, look=SEARCHED)
    if question.pairs < pairs:
        question.leave()
        size = months * sum(partners_of(scenario) for scenario in scenarios)
        raise Refused("too_large", size=f"{size:,}", limit=f"{LIMIT // pairs:,}")
    try:
        while question.share < 1.0:
            bar.progress(min(1.0, (part[0] + part[1] * question.share) / WHOLE), text=text)
            question.wait(TICK)
    finally:
        question.leave()
    found = question.answer()
    if not found.complete:
        raise Refused("failed", reason=found.failed[0].error if found.failed else "")
    return found


def draw(found: Found, base: Scenario, goal: Goal, say: Words) -> None:
    """The sentence, who gains and pays, what the best's parts cost, the frontier, the finalists and what they set."""
    finals, result = found.finals, found.result
    titles = titled(base, finals, say)
    about = subject(goal, finals, result)
    divided, sets = split_told(base, finals[about], found.parts, say), sets_told(base, finals[about], say)
    answer, rest, ahead = told(finals, titles, result, found.tried, goal, say, findings.smallest(), divided, sets)
    if ahead:
        answer[1 + len(sets) : 1 + len(sets)] = beyond_told(finals[about], found.parts, say)
        answer += idle_told(found.parts, say)
    for lines, wanted in ((answer, True), (rest, False)):
        left = {group: one for group, one in found.left.items() if (group in ASKED_FOR) == wanted}
        lines += left_told(base, left, goal, say)
    rest = [*parts_told(found.parts, say), *rest]
    if not questions.answered("split", answer, rest):
        st.markdown("\n\n".join([questions.as_told(answer), questions.listed(rest)]))
    if found.fresh and about:
        verdict.box(findings.found_in(found.fresh), titles[about], pairs=FRESH)
    own = lost_share(found.fresh) if found.fresh else None
    verdict.facts_missed(base.values, (one.values for one in finals[1:]), own)
    best = titles[result.best]
    if ahead:
        left, right = st.columns(2)
        left.button(say("take", name=best), key="goal_take", type="primary", on_click=_take, width="stretch",
                    args=(finals[result.best], best))  # fmt: skip
        right.button(say("save"), key="goal_save", on_click=_save, args=(finals[1:], titles[1:]), width="stretch")
    if found.parts:
        name = say("parts", name=titles[about])
        st.markdown(f"**{name}**")
        st.table(parts_table(found, finals[about], say), hide_index=True, alt=name)
        st.caption(say("parts.note", fresh=FRESH))
    named = {best, *(titles[number] for number in beside(goal, finals, result.best).values())}
    figures.drawn(front_chart(finals, titles, say, named), 320)
    st.table(table(finals, titles, goal, say), hide_index=True, alt=say("title"))
    st.markdown(f"**{say('levers')}**")
    tables.cards(levers_table(finals, titles, say), say("levers"))
    st.caption(say("note", unit=findings.unit(), searched=SEARCHED, fresh=FRESH))


def parts_table(found: Found, whole: Programme, say: Words) -> pd.DataFrame:
    """A row a group of levers: what it costs and keeps alone, then the ``whole`` policy."""
    rows = [(group_name(group, state.language()), part) for group, part in found.parts.items()]
    rows.append((say("parts.all"), whole))
    return pd.DataFrame(
        {
            say("parts.part"): title,
            say("column.cost"): cell(mean_interval(part.cost), 0),
            say("parts.kept"): cell(mean_interval(100 * (part.kept - part.base_kept)), 1),
            say("column.profit"): cell(mean_interval(part.profit), 0),
        }
        for title, part in rows
    )


def front_chart(finals: list[Programme], titles: list[str], say: Words, named: Collection[str] = ()) -> Chart:
    """Partners kept against what they take a year, with intervals: the baseline, those ``named`` in the answer, and the
    finalists that none beats by the means."""
    rows = []
    for title, one, free in zip(titles, finals, frontier(finals), strict=True):
        if not free and title not in (titles[0], *named):
            continue
        kept, low, high = mean_interval(100 * one.kept)
        cost, cost_low, cost_high = mean_interval(one.dearest)
        rows.append((title, cost, kept, low, high, cost_low, cost_high))
    frame = pd.DataFrame(rows, columns=["series", "x", "y", "low", "high", "x_low", "x_high"])
    room = (max(0.0, float(frame["low"].min()) - ROOM), min(100.0, float(frame["high"].max()) + ROOM))
    return Chart("front", "points", say("front"), say("front.x", unit=findings.unit()), say("front.y"), frame,
                 say("front.band", fresh=FRESH), y_limits=room, baseline=titles[0],
                 language=state.language())  # fmt: skip


def table(finals: list[Programme], titles: list[str], goal: Goal, say: Words) -> pd.DataFrame:
    """A row a finalist."""
    free = frontier(finals)
    return pd.DataFrame(
        {
            say("column.policy"): title,
            say("column.kept"): cell(mean_interval(100 * one.kept), 1, False),
            say("column.dearest"): cell(mean_interval(one.dearest), 0),
            say("column.cost"): cell(mean_interval(one.cost), 0),
            say("column.profit"): cell(mean_interval(one.profit), 0),
            say("column.met"): say("met", met=int(goal.within(one).sum()), fresh=len(one.kept)),
            say("column.unbeaten"): say("yes" if free[number] else "no"),
        }
        for number, (title, one) in enumerate(zip(titles, finals, strict=True))
    )


def levers_table(finals: list[Programme], titles: list[str], say: Words) -> pd.DataFrame:
    """What each finalist sets otherwise than the base, a row a finalist: a column each would not fit beside others."""
    language, base = state.language(), finals[0].values
    return pd.DataFrame(
        {
            say("column.policy"): title,
            say("lever"): "; ".join(change_told(key, base[key], value, language)
                                    for key, value in one.values.items() if value != base[key]),
        }
        for title, one in zip(titles[1:], finals[1:], strict=True)
    )  # fmt: skip


def _recipe(one: Programme, title: str) -> Recipe:
    recipe = replace(state.view().baseline, title=title)
    for key, value in one.values.items():
        recipe = recipe.with_value(key, value)
    return recipe


def _take(one: Programme, title: str) -> None:
    state.change(policy=_recipe(one, title))
    state.say_done(words(state.language(), "app.goal")("taken", name=title))


def _save(finals: list[Programme], titles: list[str]) -> None:
    """Save all for Compare, as many as there is room for: nobody is pushed out of what is saved."""
    saved = state.view().saved
    room = max(0, SAVED - len(saved))
    recipes = [_recipe(one, title) for one, title in zip(finals[:room], titles, strict=False)]
    if titles[room:]:
        left_out = ", ".join(titles[room:])
        state.tell(words(state.language(), "app.goal")("left_out", names=left_out, number=SAVED))
    state.change(saved=(*saved, *recipes))
    st.session_state["go_to"] = "compare"


if __name__ == "__main__":
    show()
