"""Evidence: the article's claims in ten groups, each told in a sentence; a group opens into its claims and tests."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from app_pages import judged, state, tables, unread
from app_pages.answers import result_of
from app_pages.export import hand_out
from app_pages.figures import look
from experiments.drawing.files import deck_file
from experiments.drawing.look import Look
from experiments.evidence import telling
from experiments.evidence.deciding import CONDITIONAL, REFUTED, SUPPORTED
from experiments.evidence.groups import ORDER, Evidence, Group, Judged
from experiments.evidence.sequential import needed
from experiments.evidence.surface import Surface
from experiments.evidence.verdicts import UNDECIDED, UNTESTABLE
from experiments.stage.claims import claims_deck, command_of
from experiments.words.words import Words, capital, words
from experiments.writing.markup import literal

MARKS = {SUPPORTED: "✓", REFUTED: "✗", CONDITIONAL: "◐", UNDECIDED: "?", UNTESTABLE: "–"}
MAP = "font-family: monospace; line-height: 1.0; letter-spacing: 0; font-size: 1rem; margin: 0"


def show() -> None:
    """The page."""
    say = words(state.language(), "app.evidence")
    st.title(say("title"))
    stored = judged.stamp()
    found = result_of(("claims", stored), partial(judged.evidence, stored), say("reading"))
    if found is None:
        return
    noted = state.view().note("group")
    if noted and noted not in [group.name for group in found.groups]:
        unread.tell("group")
    head(found, say)
    with st.container(gap="xsmall"):
        for group in found.groups:
            folded = st.expander(label(group, say), expanded=group.name == noted, key=f"claims_{group.name}",
                                 on_change=partial(_turned, group.name))  # fmt: skip
            if folded.open:
                with folded:
                    opened(found, group, say)
    bottom(found, say)


def _turned(name: str) -> None:
    """A group that is opened stays in the link; one that is closed leaves it."""
    if st.session_state[f"claims_{name}"]:
        state.set_note("group", name)
    elif state.view().note("group") == name:
        state.set_note("group", "")


def head(found: Evidence, say: Words) -> None:
    """What was tested, how many claims have each verdict, and what the results are older than."""
    st.write(say("lead", claims=sum(len(group.claims) for group in found.groups), points=found.job["points"],
                 pairs=words(state.language(), "evidence.told").number(found.job["pairs"])))  # fmt: skip
    for line in telling.stale_told(found.job, state.language()):
        st.warning(line, icon=":material/history:")
    counts = [say("count", mark=MARKS[verdict], count=found.count(verdict),
                  verdict=telling.many_told(verdict, state.language()))
              for verdict in ORDER if found.count(verdict)]  # fmt: skip
    st.markdown("**" + " \N{MIDDLE DOT} ".join(counts) + "**")


def label(group: Group, say: Words) -> str:
    """A group's line: its title, a mark a claim, its sentence."""
    marks = "".join(MARKS[verdict] * len(group.of(verdict)) for verdict in ORDER)
    title = words(state.language(), "evidence.groups")(group.name)
    return say("group", title=title, marks=marks, sentence=literal(telling.sentence(group, state.language())))


def opened(found: Evidence, group: Group, say: Words) -> None:
    """A group's claims with their tests, and the runs behind them."""
    for one in group.claims:
        claim(found, one, say)
    st.caption(say("sure", needed=needed(found.job["points"]), points=found.job["points"]))
    tests = [part.test for one in group.claims for part in one.parts]
    tell = words(state.language(), "evidence.told").number
    st.caption(say("runs", pairs=tell(found.pairs(tests)), made=tell(found.job["pairs_made"]),
                   minutes=tell(found.seconds / 60.0), version=found.job["model_version"],
                   seed=found.job["seed"]))  # fmt: skip
    names = " ".join(one.claim.name for one in group.claims)
    lines = (f"garden claims --stored {names}", *found.again(names, tests))
    st.code("\n".join(lines), language="bash", wrap_lines=True)


def claim(found: Evidence, one: Judged, say: Words) -> None:
    """A claim: its verdict, its tests in a table, and where those hold that depend."""
    language = state.language()
    name = capital(words(language, "evidence.claims")(one.claim.name))
    st.markdown(say("claim", claim=one.claim.name, name=literal(name), mark=MARKS[one.verdict],
                    verdict=telling.verdict_told(one.verdict, language)))  # fmt: skip
    st.caption(literal(telling.says_told(one.claim, language)))
    if one.claim.points_to:
        st.caption(telling.pointing_told(one.claim, language))
    if not one.parts:
        return
    rows = []
    for part in one.parts:
        test = found.book.tests[part.test]
        bold = "**" if part is one.decides else ""
        rows.append({say("test"): telling.test_told(test, language),
                     say("effect"): telling.effect_told(test, part, language),
                     say("bound"): telling.bound_told(test, language),
                     say("points"): telling.points_told(part, language),
                     say("verdict"): f"{bold}{telling.verdict_told(part.verdict, language)}{bold}"})  # fmt: skip
    tables.cards(pd.DataFrame(rows), name)
    for part in one.parts:
        where = telling.where_told(found.book, part, language)
        if where and (part.verdict == CONDITIONAL or part is one.decides):
            st.markdown(literal(where))
        if part.surface is not None and part.surface.predicts:
            place_map(found, part.surface, say)


def place_map(found: Evidence, surface: Surface, say: Words) -> None:
    """The small map of where a test holds, of shades that need no colour."""
    lines, axes = telling.map_told(found.book, surface, state.language())
    legend = words(state.language(), "evidence.told")("map.legend")
    st.html(f'<div role="img" aria-label="{escape(say("map", axes=axes))}"><pre style="{MAP}" aria-hidden="true">'
            f"{chr(10).join(lines)}</pre></div>")  # fmt: skip
    st.caption(f"{axes} {legend}.")


def bottom(found: Evidence, say: Words) -> None:
    """What the verdicts are not, and the slides to take away."""
    st.caption(say("limits"))
    language, colours = state.language(), look()
    hand_out(say("slides"), partial(_slides, found, language, colours), f"claims-{language}.pptx", key="claims_slides")
    st.caption(say("slides.help"))


def _slides(found: Evidence, language: str, colours: Look) -> bytes:
    deck = claims_deck(found, language, command_of(language, colours.ground != "#FFFFFF"))
    return deck_file(deck, ".pptx", words(language), colours)


if __name__ == "__main__":
    show()
