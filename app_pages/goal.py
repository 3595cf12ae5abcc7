"""Goal: the search for the best policy, its frontier, the finalists on fresh futures, and how sure."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from app_pages import figures, findings, questions, state, unread, verdict
from app_pages.answers import TICK, Place, result_of
from app_pages.engine import LIMIT, Refused, engine, partners_of
from app_pages.explore import title_of
from app_pages.goal_search import (
    EACH,
    FRESH,
    LEVERS,
    PARTS,
    ROUNDS,
    SEARCHED,
    Goal,
    Outcome,
    Programme,
    finalists,
    frontier,
    idle,
    only_part,
    outcome,
    parts_of,
    programmes_of,
    proposed,
    scenarios_of,
    without,
)
from app_pages.lever_widgets import label
from app_pages.lever_widgets import told as value_told
from app_pages.names import group as group_name
from app_pages.recipe import Recipe
from app_pages.state import SAVED
from app_pages.verdict import bounds
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import MORE, PERHAPS_MORE, Smallest, range_told, state_of
from experiments.comparing.statistics import mean_interval, paired_difference
from experiments.drawing.chart import Chart
from experiments.words.words import Words, words
from model import MODEL_VERSION
from scenarios import Scenario

KINDS = ("keep", "budget")
USUAL = {"keep": 67.0, "budget": 5000.0}  # two thirds of one's partners; a hundredth of what is sold in the example
MOST = {"keep": 100.0, "budget": 1e7}
LETTERS = "ABCDEFGHIJ"
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
    form(noted or Goal("keep", USUAL["keep"]), say)
    if noted is None:
        return
    base = view.base_scenario()
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


def form(goal: Goal, say: Words) -> None:
    """What is wanted, and the button that begins."""
    kind = st.radio(say("goal"), KINDS, KINDS.index(goal.kind), format_func=say, key="goal_kind", horizontal=True)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    amount = goal.amount if kind == goal.kind else USUAL[kind]
    left.number_input(
        say(f"{kind}.amount").format(unit=findings.unit()), 1.0, MOST[kind], amount, format="%.0f",
        step=1.0 if kind == "keep" else 100.0, key=f"goal_amount_{kind}",
    )  # fmt: skip
    right.button(say("search"), key="goal_search", type="primary", icon=":material/search:", width="stretch",
                 on_click=_begin)  # fmt: skip


def _begin() -> None:
    kind = st.session_state["goal_kind"]
    state.set_note("goal", f"{kind}-{st.session_state[f'goal_amount_{kind}']:g}")


@dataclass(frozen=True)
class Found:
    """What a search brought: the finalists on fresh futures, the base first, and how they stand.

    ``tried`` counts the policies of the search; ``parts`` has, by group of levers, what that group of the policy that
    the answer is about (see :func:`subject`) does alone; ``fresh`` has the finalists' runs in futures that chose none.
    ``lean`` is that policy without the groups that by themselves surely keep nobody more; None where there are none.
    """

    finals: list[Programme]
    result: Outcome
    tried: int
    parts: dict[str, Programme]
    fresh: Comparison | None = None
    lean: Programme | None = None


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
            _show(answer, so_far(base, goal, tried, say), SEARCHED)
        chosen = [tried[number].values for number in finalists(base, goal, tried)]
        found = _run(scenarios_of(base, chosen), base.months, SEARCHED + FRESH, bar, say("final", fresh=FRESH),
                     (ROUNDS, 2))  # fmt: skip
        finals, runs = programmes_of(found, chosen, SEARCHED), [run for run in found.runs if run.replicate >= SEARCHED]
        result = outcome(goal, finals, _bound(goal, finals))
        groups = parts_of(base, finals[subject(goal, finals, result)].values)
        parts, lean = [], None
        titles = titled(base, finals, say)
        _show(answer, told(finals, titles, result, len(tried), goal, say, findings.smallest())[0][0], FRESH)
        if len(groups) > 1:
            alone = _run(scenarios_of(base, list(groups.values())), base.months, SEARCHED + PARTS, bar, say("parting"),
                         (ROUNDS + 2, 1))  # fmt: skip
            parts = programmes_of(alone, list(groups.values()), SEARCHED)
            if values := without(base, groups, parts):
                again = _run(
                    scenarios_of(base, [values]), base.months, SEARCHED + FRESH, bar, say("parting"), (WHOLE, 0)
                )
                lean = programmes_of(again, [values], SEARCHED)[0]
    except Refused as why:
        st.error(words(state.language(), "app.answers")(why.key, **why.values), icon=":material/hourglass_disabled:")
        return None
    finally:
        bar.empty()
    return Found(finals, result, len(tried), dict(zip(groups, parts, strict=True)) if parts else {},
                 replace(found, runs=runs), lean)  # fmt: skip


def so_far(base: Scenario, goal: Goal, tried: list[Programme], say: Words) -> str:
    """The best of those tried, on the futures that chose it."""
    number = min(range(len(tried)), key=lambda n: (max(0.0, goal.miss(tried[n])), goal.aim(tried[n])))
    one = tried[number]
    more, cost = paired_difference(one.base_kept, one.kept), mean_interval(one.cost)
    if number == 0:
        return say("so_far.base", tried=len(tried))
    groups = ", ".join(group_name(group, state.language()) for group in parts_of(base, one.values))
    return say("so_far", tried=len(tried), groups=groups, more=findings.told(100 * more.difference, 1),
               range=range_told(more, words(state.language()), 100.0, 1), cost=_cell(cost, 0),
               unit=findings.unit(), profit=profit_told(one, say))  # fmt: skip


def _show(answer: Place, sentence: str, pairs: int) -> None:
    """A sentence where the answer will stand."""
    note = words(state.language(), "app.goal")("searching", pairs=pairs)
    if not questions.answered("split", sentence, so_far=note):
        with answer.filled():
            st.markdown(f"##### {sentence}\n\n*{note}*")


def titled(base: Scenario, finals: list[Programme], say: Words) -> list[str]:
    """What the finalists are called: the baseline, one group of levers alone, or a letter."""
    letters, titles = iter(LETTERS), [say("today")]
    for one in finals[1:]:
        group = only_part(base, one.values)
        title = say("alone", group=group_name(group, state.language())) if group else ""
        titles.append(title if title and title not in titles else say("policy", letter=next(letters)))
    return titles


def subject(goal: Goal, finals: list[Programme], result: Outcome) -> int:
    """Which finalist the answer is about: the best; within a budget the one that keeps most where that is the base."""
    if result.best or goal.kind == "keep" or len(finals) == 1:
        return result.best
    return max(range(1, len(finals)), key=lambda number: float(finals[number].kept.mean()))


def _bound(goal: Goal, finals: list[Programme]) -> float:
    """The smallest difference that matters between finalists: a share of partners, or money a year."""
    smallest = findings.smallest()
    if goal.kind == "budget":
        return smallest.points / 100.0
    return smallest.percent / 100.0 * max(1.0, abs(float(finals[0].cost.mean())))


def _run(scenarios: list[Scenario], months: int, pairs: int, bar, text: str, part: tuple[int, int]) -> Comparison:
    """The comparison, told on ``bar`` as a part (from, how long) of ``WHOLE``; raises :class:`Refused`."""
    question = engine.ask(scenarios, months, pairs)
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
    (sentence, *rest), ahead = told(finals, titles, result, found.tried, goal, say, findings.smallest())
    about = subject(goal, finals, result)
    if found.parts:  # how the money is divided belongs to the answer
        split, *unsure = parts_told(found, say)
        sentence, rest = f"{sentence} {split}", [*rest, *unsure]
    if found.lean:
        slim = say("lean", name=titles[about], parts=", ".join(group_name(one, state.language())
                                                               for one in idle(found.parts)))  # fmt: skip
        rest.append(lean_told(found.lean, slim, finals[about], say))
        finals, titles = [*finals, found.lean], [*titles, slim]
    rest += filter(None, [against_one(base, finals, titles, about, goal, say)])
    if not questions.answered("split", sentence, rest):
        st.markdown("\n".join([f"##### {sentence}\n", *(f"- {line}" for line in rest)]))
    if found.fresh and about:
        verdict.box(findings.found_in(found.fresh, about + 1), titles[about])
    best = titles[result.best]
    if ahead:
        left, right = st.columns(2)
        left.button(say("take", name=best), key="goal_take", type="primary", on_click=_take, width="stretch",
                    args=(finals[result.best], best))  # fmt: skip
        right.button(say("save"), key="goal_save", on_click=_save, args=(finals[1:], titles[1:]), width="stretch")
    if found.parts:
        st.markdown(f"**{say('parts', name=titles[about])}**")
        st.table(parts_table(found, finals[about], say), hide_index=True, alt=say("parts", name=titles[about]))
        st.caption(say("parts.note", fresh=PARTS))
    figures.drawn(front_chart(finals, titles, say), 320)
    st.table(table(finals, titles, goal, say), hide_index=True, alt=say("title"))
    st.markdown(f"**{say('levers')}**")
    st.table(levers_table(finals, titles, say), hide_index=True, alt=say("levers"))
    st.caption(say("note", unit=findings.unit(), searched=SEARCHED, fresh=FRESH))


def told(
    finals, titles, result: Outcome, tried: int, goal: Goal, say: Words, smallest: Smallest
) -> tuple[list[str], bool]:
    """The answer (which policy, its cost and your profit), lines of how sure it is, and whether it is another than the
    base."""
    one, stage = finals[result.best], words(state.language())
    more = paired_difference(one.base_kept, one.kept)
    cost = paired_difference(one.cost * 0.0, one.cost)
    key = f"{goal.kind}.{'found' if result.able else 'none'}"
    how = state_of(more, smallest.points / 100.0)
    ahead = how in (MORE, PERHAPS_MORE)
    if result.able and (result.best == 0 or (goal.kind == "budget" and not ahead)):
        key, one = f"{goal.kind}.base", finals[0]
    elif result.best == 0:
        key = "none.base"
    text = say(
        key, name=titles[result.best], tried=tried, unit=findings.unit(), amount=findings.told(goal.amount, 0, False),
        kept=findings.told(100 * one.kept.mean(), 1, False), cost=findings.told(cost.other, 0),
        cost_range=range_told(cost, stage), more=findings.told(100 * more.difference, 1),
        more_range=range_told(more, stage, 100.0, 1),
    )  # fmt: skip
    rest: list[str] = []
    if key == "budget.found" and how == PERHAPS_MORE:
        rest.append(say("budget.perhaps"))
    if not key.endswith(".base"):  # what the levers cost is not what is lost or won with them
        text += " " + profit_told(one, say)
    if key != "budget.base":  # which keeps within every budget
        rest.append(say(f"sure.{goal.kind}", met=int(goal.within(one).sum()), fresh=len(one.kept)))
    elif len(finals) > 1:
        number = subject(goal, finals, result)
        text += " " + _nearest(finals[number], titles[number], say)
    if result.equals and not key.endswith("base"):
        rest.append(say("equals", names=", ".join(titles[number] for number in result.equals)))
    return [text, *rest], not key.endswith("base") and result.best > 0


def profit_told(one: Programme, say: Words) -> str:
    """What becomes of your profit."""
    mean, *ends = mean_interval(one.profit)
    low, high = (findings.told(end, 0) for end in ends)
    key = "bottom" if ends[0] > 0.0 or ends[1] < 0.0 else "bottom.open"
    of_base = ""
    if one.base_profit > 0.0:
        share, *bounds = (findings.told(100.0 * value / one.base_profit) for value in (mean, *ends))
        of_base = say(f"{key}.share", share=share, range=" … ".join(bounds))
    return say(key, unit=findings.unit(), profit=findings.told(mean, 0), profit_range=f"{low} … {high}",
               of_base=of_base)  # fmt: skip


def _nearest(one: Programme, title: str, say: Words) -> str:
    """What a policy does against the base, where that is not sure enough to be an answer."""
    stage = words(state.language())
    more, cost = paired_difference(one.base_kept, one.kept), mean_interval(one.cost)
    return say("budget.nearest", name=title, more=findings.told(100 * more.difference, 1),
               more_range=range_told(more, stage, 100.0, 1), cost=_cell(cost, 0),
               profit=profit_told(one, say))  # fmt: skip


def parts_told(found: Found, say: Words) -> list[str]:
    """How the money of the best is divided: what each group of its levers costs by itself, the dearest first; and a
    line of the groups that by themselves surely keep nobody."""
    costs = {group: float(part.cost.mean()) for group, part in found.parts.items()}
    whole = sum(cost for cost in costs.values() if cost > 0.0)
    told = "; ".join(f"{group_name(group, state.language())} {findings.told(costs[group], 0)}"
                     + (f" ({findings.told(100 * costs[group] / whole, 0, False)} %)" if costs[group] > 0.0 else "")
                     for group in sorted(costs, key=lambda group: -costs[group]))  # fmt: skip
    unsure = [group_name(group, state.language()) for group in idle(found.parts)]
    return [say("split", parts=told), *([say("split.unsure", names=", ".join(unsure))] if unsure else [])]


def lean_told(lean: Programme, title: str, whole: Programme, say: Words) -> str:
    """What a policy keeps and costs without its idle groups, and how that stands to the whole of it."""
    stage = words(state.language())
    more, less = paired_difference(lean.base_kept, lean.kept), paired_difference(whole.kept, lean.kept)
    told = say("split.lean", name=title, more=findings.told(100 * more.difference, 1),
               range=range_told(more, stage, 100.0, 1), cost=_cell(mean_interval(lean.cost), 0),
               less=findings.told(100 * less.difference, 1), less_range=range_told(less, stage, 100.0, 1))  # fmt: skip
    return f"{told} {profit_told(lean, say)}"


def against_one(base: Scenario, finals, titles: list[str], about: int, goal: Goal, say: Words) -> str:
    """Whether dividing the money brings more than all of it on one group of levers; nothing where none of those is
    among the finalists."""
    able = [n for n in range(1, len(finals)) if n != about and only_part(base, finals[n].values)]
    if about == 0 or not able or only_part(base, finals[about].values):
        return ""
    other = max(able, key=lambda number: -goal.aim(finals[number]))
    more = paired_difference(finals[other].kept, finals[about].kept)
    sure = more.low > 0.0 or more.high < 0.0
    return say("against.sure" if sure else "against.open", name=titles[about], other=titles[other],
               more=findings.told(100 * more.difference, 1),
               range=range_told(more, words(state.language()), 100.0, 1))  # fmt: skip


def parts_table(found: Found, whole: Programme, say: Words) -> pd.DataFrame:
    """A row a group of levers: what it costs and keeps alone, then the ``whole`` policy."""
    rows = [(group_name(group, state.language()), part) for group, part in found.parts.items()]
    rows.append((say("parts.all"), whole))
    return pd.DataFrame(
        {
            say("parts.part"): title,
            say("column.cost"): _cell(mean_interval(part.cost), 0),
            say("parts.kept"): _cell(mean_interval(100 * (part.kept - part.base_kept)), 1),
            say("column.profit"): _cell(mean_interval(part.profit), 0),
            say("column.futures"): str(len(part.kept)),
        }
        for title, part in rows
    )


def front_chart(finals: list[Programme], titles: list[str], say: Words) -> Chart:
    """Partners kept against cost, each finalist with its intervals."""
    rows = []
    for title, one in zip(titles, finals, strict=True):
        kept, low, high = mean_interval(100 * one.kept)
        cost, cost_low, cost_high = mean_interval(one.cost)
        rows.append((title, cost, kept, low, high, cost_low, cost_high))
    frame = pd.DataFrame(rows, columns=["series", "x", "y", "low", "high", "x_low", "x_high"])
    room = (max(0.0, float(frame["low"].min()) - ROOM), min(100.0, float(frame["high"].max()) + ROOM))
    return Chart("front", "points", say("front"), say("front.x", unit=findings.unit()), say("front.y"), frame,
                 say("front.band", fresh=FRESH), y_limits=room, language=state.language())  # fmt: skip


def table(finals: list[Programme], titles: list[str], goal: Goal, say: Words) -> pd.DataFrame:
    """A row a finalist."""
    free = frontier(finals)
    return pd.DataFrame(
        {
            say("column.policy"): title,
            say("column.kept"): _cell(mean_interval(100 * one.kept), 1, False),
            say("column.cost"): _cell(mean_interval(one.cost), 0),
            say("column.profit"): _cell(mean_interval(one.profit), 0),
            say("column.met"): say("met", met=int(goal.within(one).sum()), fresh=len(one.kept)),
            say("column.unbeaten"): say("yes" if free[number] else "no"),
        }
        for number, (title, one) in enumerate(zip(titles, finals, strict=True))
    )


def _cell(found: tuple[float, float, float], digits: int, sign: bool = True) -> str:
    mean, low, high = (findings.told(value, digits, sign) for value in found)
    return f"{mean} ({low} … {high})"


def levers_table(finals: list[Programme], titles: list[str], say: Words) -> pd.DataFrame:
    """What each finalist sets, a row a lever that any of them moves."""
    language = state.language()
    moved = [f.name for f in LEVERS if len({one.values[f.name] for one in finals}) > 1]
    return pd.DataFrame(
        {say("lever"): label(key, language)}
        | {title: value_told(key, one.values[key], language) for title, one in zip(titles, finals, strict=True)}
        for key in moved
    )


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
