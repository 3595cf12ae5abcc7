"""One partner's life and its twin: chosen from telling ones or by number, and until when it could be saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app_pages import state, why_life
from app_pages.engine import Refused
from app_pages.pieces import finished, results_of, small_enough
from app_pages.reproduce import named
from experiments.explain import Explanation, candidates, explain
from experiments.explain.life import NoSuchPartner
from experiments.explain.saving import LastCall, by_rescue, by_switch, search, switched
from experiments.explain.tell import tell
from experiments.explain.words import word
from experiments.running.size import partners_of
from experiments.words.words import words
from model import MODEL_VERSION, simulate
from scenarios import ScenarioError

if TYPE_CHECKING:
    from app_pages.why import Question

LARGEST_SEED = 9999
LARGEST_ID = 2**53 - 1  # that a browser's number field takes
OWN = -1  # no telling partner chosen


def show(question: Question) -> None:
    """The section."""
    say = question.say
    scenarios = [question.base, question.other]
    if not question.differs:
        st.info(say("same"))
    if not small_enough(scenarios, question.months):
        return
    luck, picking, number = st.columns([1, 3, 1], vertical_alignment="bottom")
    seed = seed_input(question, luck)
    rows = telling(question, seed)
    if rows is None:
        return
    partner = partner_input(question, rows, picking, number)
    found = explained(question, seed, partner)
    if found is None:
        return
    sentences = called(question, seed, partner, found)
    why_life.draw(found, say, extra=tuple(sentences))
    st.caption(say("call.note"))
    with st.expander(say("again"), icon=":material/terminal:"):
        st.code(command(seed, partner, question.months), language="bash", wrap_lines=True)


def seed_input(question: Question, place=st) -> int:
    """The luck of the run, kept in the link."""
    say = question.say
    text = state.view().note("seed", "1")
    seed = min(max(int(text), 0), LARGEST_SEED) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return place.number_input(
        say("seed"), 0, LARGEST_SEED, key=state.place("seed_of_run", seed), help=say("seed.help"),
        on_change=lambda: state.set_note("seed", str(state.chosen("seed_of_run"))),
    )  # fmt: skip


def telling(question: Question, seed: int) -> list[dict] | None:
    """Candidates of this luck, from one run of each world; None when that was refused."""

    def run() -> list[dict]:
        results = [simulate(s, seed, question.months) for s in (question.base, question.other)]
        return candidates(*(results if question.differs else results[:1]))

    key = ("candidates", question.base.hash, question.other.hash, MODEL_VERSION, question.months, seed)
    found = results_of([(key, run)], question.say("life.wait", runs=2))
    return None if found is None else found[0]


def partner_input(question: Question, rows: list[dict], picking, number) -> int:
    """The partner that is looked at, kept in the link: a telling one, or any number."""
    say, language = question.say, question.language
    text = state.view().note("partner")
    known = [row["partner"] for row in rows]
    first = known[0] if known else 0
    partner = min(int(text), LARGEST_ID) if text.isascii() and text.isdigit() and len(text) < 19 else first
    by_id = {row["partner"]: row for row in rows}

    def title(of: int) -> str:
        if of == OWN:
            return say("pick.none")
        row = by_id[of]
        lost = row["group"] == "lost"
        return say(f"pick.{row['group'] if question.differs else 'alone'}", partner=of,
                   kind=word('kinds', row["kind"], language), base=question.base.name,
                   other=question.other.name, month=row["closed_other"] if lost else row["closed"])  # fmt: skip

    picking.selectbox(
        say("pick"), [*known, OWN], format_func=title, help=say("pick.help"),
        key=state.place("telling", partner if partner in by_id else OWN), on_change=_picked,
    )  # fmt: skip
    number.number_input(
        say("id"), 0, LARGEST_ID, key=state.place("partner_id", partner),
        on_change=lambda: state.set_note("partner", str(state.chosen("partner_id"))),
    )  # fmt: skip
    return partner


def _picked() -> None:
    if state.chosen("telling") != OWN:
        state.set_note("partner", str(state.chosen("telling")))


def explained(question: Question, seed: int, partner: int) -> Explanation | None:
    """The lives of a partner without its last call; None when there is none, which is told."""
    other = question.other if question.differs else None

    def run():
        try:
            return explain(question.base, seed, partner, other, question.months, runs=0)
        except NoSuchPartner:
            return None

    key = ("life", question.base.hash, question.other.hash, MODEL_VERSION, question.months, seed, partner)
    found = results_of([(key, run)], question.say("life.wait", runs=2))
    if found is None:
        return None
    if found[0] is None:
        initial = partners_of(question.base)
        st.warning(question.say("unknown", partner=partner, base=question.base.name, last=max(0, initial - 1)))
        return None
    names = (question.base, question.other)[: len(found[0].scenarios)]
    lives = [
        None if life is None else replace(life, scenario=scenario.name)
        for life, scenario in zip((found[0].life, found[0].twin), (question.base, question.other), strict=True)
    ]
    return replace(found[0], scenarios=names, life=lives[0], twin=lives[1])


def called(question: Question, seed: int, partner: int, found: Explanation) -> list[str]:
    """Until when it could be saved, once that is asked for: sentences."""
    say = question.say
    if found.closes_in is None:
        st.caption(say("call.not"))
        return []
    asked = st.session_state.setdefault("last_calls", [])
    key = (question.base.hash, question.other.hash, MODEL_VERSION, question.months, seed, partner)
    if st.button(say("call"), key="last_call", help=say("call.help"), icon=":material/history:"):
        asked[:] = [*asked, key][-20:]
    if key not in asked:
        return []
    try:
        dated = dated_calls(question, seed, partner, found, key)
    except Refused as why:
        st.error(words(question.language, "app.answers")(why.key, **why.values), icon=":material/hourglass_disabled:")
        return []
    known = len(tell(found, question.language))
    return tell(dated, question.language)[known:]


def dated_calls(question: Question, seed: int, partner: int, found: Explanation, key: tuple) -> Explanation:
    """The explanation with its last calls, each run a piece for the workers; raises Refused."""
    gone = found.closes_in
    if gone.months.empty:
        return found
    ends, keeps = question.base, question.other
    if gone is not found.life:
        ends, keeps = keeps, ends
    span = (gone.facts["entered"], gone.closed)
    bar = st.progress(0.0, text=question.say("call.wait"))

    def tries_of(means: str, tries):
        def one_by_one(chosen: list[int]) -> Iterable[bool]:
            pieces = [((means, *key, month), lambda month=month: next(iter(tries([month])))) for month in chosen]
            yield from finished(pieces)

        return one_by_one

    def watch(done: int, total: int) -> None:
        bar.progress(min(1.0, done / total), text=question.say("call.wait"))

    try:
        rescue = search(
            "rescue", tries_of("rescue", by_rescue(ends, seed, question.months, partner)), *span, watch=watch
        )
        both_close = found.twin is None or (found.life.closed is not None and found.twin.closed is not None)
        if both_close or not question.differs:
            return replace(found, rescue=rescue)
        try:
            switched(ends, keeps, span[0])
        except ScenarioError as why:
            return replace(found, rescue=rescue, switch=LastCall("switch", None, refused=str(why)))
        tries = by_switch(ends, keeps, seed, question.months, partner)
        switch = search("switch", tries_of("switch", tries), *span, watch=watch)
        return replace(found, rescue=rescue, switch=switch)
    finally:
        bar.empty()


def command(seed: int, partner: int, months: int) -> str:
    """What gives the same in a terminal; files stand for scenarios that are no presets."""
    view = state.view()
    sides = ((view.baseline, view.base_scenario()), (view.policy, view.scenario()))
    base, other = (
        named(view.world, recipe, scenario) or file
        for (recipe, scenario), file in zip(sides, ("baseline-here.toml", "what-if.toml"), strict=True)
    )
    against = f" --against {other}" if base != other else ""
    return f"garden explain {base} --seed {seed} --partner {partner}{against} --months {months}"
