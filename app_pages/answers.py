"""Waiting for the engine on a page: a bar while it runs, drawings that grow finer, words when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from app_pages import state
from app_pages.engine import FIRST_LOOK, FULL, ROOT_SEED, Question, Refused, engine, prepared
from app_pages.turns import taken
from experiments.comparing.compare import Comparison
from experiments.running.runs import RunRecord
from experiments.words.words import words
from scenarios import Scenario

TICK = 0.25  # seconds between looks at whether the visitor is still there
PAINTING = 0.8  # seconds before refining in which the browser paints the first look, often on the same processors


class Place:
    """A part of the page that keeps what it showed before, dimmed by the browser, until it is filled anew."""

    def __init__(self, inside) -> None:
        self.inside, self.spot = inside, None

    def filled(self):
        """What is drawn within takes the place of all that was there."""
        if self.spot is None:  # not before: an empty spot would wipe the answer that still stands there
            self.spot = self.inside.empty()
        return self.spot.container()


@contextmanager
def begun(scenarios: Sequence[Scenario], months: int, pairs: int = FULL) -> Iterator[Question | Refused]:
    """A comparison that is asked for: what is drawn within is drawn while its first runs are under way, in turn.

    Moving anything on the page, or closing the tab, gives up what is not finished.
    """
    try:
        question = engine.ask(scenarios, months, pairs, held=True)
    except Refused as why:
        yield why
        return
    try:
        with taken():
            yield question
    finally:
        question.leave()


def follow(
    scenarios: Sequence[Scenario],
    months: int,
    draw: Callable[[Comparison, bool], None],
    pairs: int = FULL,
    name: str = "answer",
) -> Comparison | None:
    """Ask for a comparison and draw it as it grows (:func:`followed`)."""
    with begun(scenarios, months, pairs) as question:
        return followed(question, draw, pairs, name)


def followed(
    question: Question | Refused, draw: Callable[[Comparison, bool], None], pairs: int = FULL, name: str = "answer"
) -> Comparison | None:
    """Draw a comparison that was :func:`begun`: at 2, 4, 8 ... pairs, then finally with ``True``.

    What stood there before stays until then. ``name`` keeps apart several on one page. Returns the comparison, or None
    when it was refused or every run failed, which is told on the page.
    """
    say = words(state.language(), "app.answers")
    bar, place = st.empty(), Place(st.container())
    if isinstance(question, Refused):
        st.error(say(question.key, **question.values), icon=":material/hourglass_disabled:")
        return None
    if question.pairs < pairs:
        st.info(say("fewer_pairs", pairs=question.pairs, wanted=pairs))
    st.session_state["futures"] = question.pairs
    shown = 0
    while question.share < 1.0:
        seen, done = len(question.records), question.done
        if done >= max(FIRST_LOOK, 2 * shown):
            comparison = question.answer()
            if comparison.complete:
                with place.filled(), st.container(key=f"{name}_{done}"):
                    draw(comparison, False)
            if not shown:
                question.wait(PAINTING)
            shown = done
            question.go_on()
        bar.progress(question.done / question.pairs, text=_progress(question, say, shown))
        question.wait(TICK, seen)
    bar.empty()
    comparison = question.answer()
    if not comparison.complete:
        reason = comparison.failed[0].error if comparison.failed else ""
        st.error(say("failed", reason=reason))
        return None
    with place.filled(), st.container(key=f"{name}_final"):
        if comparison.failed:
            st.warning(say("some_failed", failed=len(comparison.failed), reason=comparison.failed[0].error))
        draw(comparison, True)
    return comparison


def quiet(scenarios, pairs: int) -> Comparison | None:
    """Pairs of runs without a bar; None when the queue is full."""
    try:
        question = engine.ask(scenarios, scenarios[0].months, pairs)
    except Refused:
        return None
    try:
        while question.share < 1.0:
            question.wait(TICK)
    finally:
        question.leave()
    found = question.answer()
    return found if found.complete else None


def runs_of(bar, text: str):
    """A stand-in for :func:`experiments.running.runs.all_runs`: the engine does the runs, told on a page's ``bar``.

    Raises :class:`Refused` as :meth:`Engine.ask` does; moving anything on the page gives up.
    """

    def run(scenarios: Sequence[Scenario], replicates: int, seed: int, months: int, threads=None) -> list[RunRecord]:
        assert seed == ROOT_SEED, "the engine's runs all come from its own root seed"
        question = engine.ask(scenarios, months, replicates)
        try:
            while question.share < 1.0:
                bar.progress(question.share, text=text)
                question.wait(TICK)
        finally:
            question.leave()
        return question.answer().runs

    return run


def _progress(question: Question, say, shown: int = 0) -> str:
    """What is being waited for. Once an answer of ``shown`` futures stands there, it has the page's one count."""
    if not prepared.is_set():
        return say("preparing")
    before = engine.waiting_before(question)
    if before and not question.done:
        return say("queued", before=before)
    if shown:
        return say("next_look", next=min(question.pairs, 2 * shown), pairs=question.pairs)
    return say("progress", done=question.done, pairs=question.pairs)


def growing(final: bool, done: int, wanted: int = 0) -> str:
    """What a note ends with while ``done`` futures of all that are ``wanted`` are there (where that is not said, of the
    comparison that is followed); empty once all are."""
    if final:
        return ""
    return " " + words(state.language(), "app.answers")("growing", done=done, all=wanted or st.session_state["futures"])


def over(final: bool, done: int, wanted: int = 0) -> str:
    """Over how many futures an answer is, which other pages have others of; or how many of all it has so far."""
    return growing(final, done, wanted) or words(state.language(), "app.answers")("over", done=done)


def result_of(key: Hashable, function: Callable[[], object], text: str) -> object | None:
    """The result of work for a worker's thread, with ``text`` beside a spinner until it is there.

    None when it was refused or failed, which is told on the page. ``key`` names the result for all visitors.
    """
    say = words(state.language(), "app.answers")
    try:
        work = engine.do(key, function)
    except Refused as why:
        st.error(say(why.key, **why.values))
        return None
    place = st.empty()
    try:
        while not work.finished:
            place.progress(0, text=text)
            work.wait(TICK)
        place.empty()
    finally:
        work.leave()
    if work.error is not None:
        st.error(say("failed", reason=f"{type(work.error).__name__}: {work.error}"))
        return None
    return work.result
