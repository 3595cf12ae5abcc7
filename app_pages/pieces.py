"""Work of many pieces for the engine's workers: each piece is one run, so that nobody waits long for a turn."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

import streamlit as st

from app_pages import state
from app_pages.answers import TICK
from app_pages.engine import Refused, engine
from experiments.running.size import partners_of
from experiments.words.words import words
from scenarios import Scenario

LARGEST = 1_000_000  # partner-months of one piece: some seconds


def small_enough(scenarios: Sequence[Scenario], months: int) -> bool:
    """Whether each run is small enough to be one piece; when not, that is told on the page."""
    size = months * max(partners_of(scenario) for scenario in scenarios)
    if size > LARGEST:
        say = words(state.language(), "app.answers")
        st.error(say("too_large", size=f"{size:,}", limit=f"{LARGEST:,}"), icon=":material/hourglass_disabled:")
    return size <= LARGEST


def finished(pieces: Sequence[tuple[Hashable, Callable[[], object]]]) -> Iterator[object]:
    """The results of the pieces (key, function) in order, as they come; leaving early gives up the rest.

    Raises :class:`~app_pages.engine.Refused` when the queue is full, and what a piece raised.
    """
    works = []
    try:
        for key, function in pieces:
            works.append(engine.do(key, function))
        for work in works:
            while not work.finished:
                work.wait(TICK)
            if work.error is not None:
                raise work.error
            yield work.result
    finally:
        for work in works:
            work.leave()


def results_of(
    pieces: Sequence[tuple[Hashable, Callable[[], object]]],
    text: str,
    watch: Callable[[list], None] | None = None,
) -> list | None:
    """All results, with a bar until they are there; None when that was refused or failed, which is told.

    ``watch`` sees those that are there whenever one more has come.
    """
    say = words(state.language(), "app.answers")
    bar = st.empty()
    found: list = []
    try:
        bar.progress(0.0, text=text)
        for result in finished(pieces):
            found.append(result)
            bar.progress(len(found) / len(pieces), text=text)
            if watch:
                watch(found)
    except Refused as why:
        st.error(say(why.key, **why.values), icon=":material/hourglass_disabled:")
        return None
    except (ValueError, ArithmeticError, MemoryError) as why:
        st.error(say("failed", reason=f"{type(why).__name__}: {why}"))
        return None
    finally:
        bar.empty()
    return found
