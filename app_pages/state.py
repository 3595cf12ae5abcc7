"""What a visitor has set: one immutable view, and the history of views for undo and redo.

Widgets never hold the truth. A page sets a widget's value from the view and changes the view in the widget's
callback, so that links, presets, undo and files all work in the same way. No arrays are kept here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from app_pages.recipe import Recipe, scenario_of
from scenarios import Scenario, ScenarioError

KEPT = 50  # views that undo can go back to
WHAT_IF_ALONE = "what-if"  # the note ``shocks`` of a link in which shocks do not strike the baseline
OF_A_STEP = "asked"  # the note that undo takes back, too: which question set all this
SAVED = 6  # scenarios that can be compared


@dataclass(frozen=True)
class View:
    """All that a link carries: language, world, locked baseline, what-if, saved policies, and notes of pages.

    ``notes`` are short texts that pages keep in the link, such as the partner that is looked at.
    """

    language: str = "en"
    world: Recipe = Recipe()
    baseline: Recipe = Recipe()
    policy: Recipe = Recipe("credit")
    saved: tuple[Recipe, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    def base_scenario(self) -> Scenario:
        """The locked baseline as a scenario."""
        return scenario_of(self.base_world, self.baseline, "baseline", self.world_title)

    @property
    def rivals(self) -> int:
        """Distributors beside the visitor's own."""
        return int(self.base_scenario().values["population.distributor"]) - 1

    @property
    def base_world(self) -> Recipe:
        """The world of the baseline: without the visitor's shocks where they strike the what-if alone."""
        return replace(self.world, changes=()) if self.note("shocks") == WHAT_IF_ALONE else self.world

    def scenario(self) -> Scenario:
        """The what-if as a scenario."""
        return scenario_of(self.world, self.policy)

    @property
    def world_title(self) -> str:
        """How a person called this world, or nothing."""
        return self.world.title

    def note(self, name: str, default: str = "") -> str:
        """A page's note."""
        return dict(self.notes).get(name, default)


@dataclass(frozen=True)
class History:
    """Views before, the present one, and those undone."""

    past: tuple[View, ...] = ()
    present: View = field(default_factory=View)
    future: tuple[View, ...] = ()

    def then(self, view: View) -> History:
        """The history after a change."""
        return self if view == self.present else History((*self.past, self.present)[-KEPT:], view)

    def walked(self, view: View) -> History:
        """The history at a view that the browser's Back or Forward leads to, in whatever language it was seen; an
        unknown one is a change."""
        past, future = ([replace(one, language=view.language) for one in views] for views in (self.past, self.future))
        if view in past:
            place = len(past) - 1 - past[::-1].index(view)
            return History(self.past[:place], view, (*self.past[place + 1 :], self.present, *self.future))
        if view in future:
            place = future.index(view)
            return History((*self.past, self.present, *self.future[:place]), view, self.future[place + 1 :])
        return self.then(view)

    def undone(self) -> History:
        """One step back."""
        if not self.past:
            return self
        return History(self.past[:-1], self.past[-1], (self.present, *self.future))

    def redone(self) -> History:
        """One step forward again."""
        if not self.future:
            return self
        return History((*self.past, self.present), self.future[0], self.future[1:])


def history() -> History:
    """This session's history."""
    return st.session_state.setdefault("history", History())


def view() -> View:
    """What is set now."""
    return history().present


def language() -> str:
    """The chosen language."""
    return view().language


def change(**values) -> None:
    """Change the present view (fields of :class:`View`); what no scenario can hold is told and changes nothing.

    To be called in a widget's callback, before the page is drawn.
    """
    wanted = replace(view(), **values)
    try:
        wanted.scenario(), wanted.base_scenario()
    except ScenarioError as why:
        tell(str(why).splitlines()[0])
        return
    st.session_state["history"] = history().then(wanted)


def set_language(chosen: str) -> None:
    """Another language: no step of the history, since undo is for scenarios."""
    _replaced(replace(view(), language=chosen))


def set_note(name: str, text: str) -> None:
    """Keep a page's short text in the link (an empty text forgets it): no step of the history either."""
    rest = {key: value for key, value in view().notes if key != name}
    if text:
        rest[name] = text[:80]
    _replaced(replace(view(), notes=tuple(sorted(rest.items()))))


def _replaced(wanted: View) -> None:
    now = history()
    st.session_state["history"] = History(now.past, wanted, now.future)


def undo() -> None:
    """One step back; language and notes stay as they are, but for the question that set what is taken back."""
    _walked(history().undone())


def redo() -> None:
    """One step forward again."""
    _walked(history().redone())


def _walked(moved_to: History) -> None:
    notes = {key: text for key, text in view().notes if key != OF_A_STEP} | (
        {OF_A_STEP: asked} if (asked := moved_to.present.note(OF_A_STEP)) else {}
    )
    kept = replace(moved_to.present, language=view().language, notes=tuple(sorted(notes.items())))
    st.session_state["history"] = replace(moved_to, present=kept)


def mend() -> None:
    """Take out of the view what this server no longer has (a list of partners that was dropped), and tell it."""
    try:
        view().base_scenario(), view().scenario()
    except ScenarioError as why:
        tell(str(why).splitlines()[0])
        _replaced(replace(view(), world=replace(view().world, partners="")))


def tell(line: str) -> None:
    """Say a line at the top of the page the next time it is drawn: what was not accepted, and why."""
    st.session_state.setdefault("told", []).append(line)


def say_done(line: str) -> None:
    """Say a line of success at the top of the page the next time it is drawn."""
    st.session_state.setdefault("done", []).append(line)


def told() -> list[str]:
    """The lines of what was not accepted, once."""
    return st.session_state.pop("told", [])


def told_done() -> list[str]:
    """The lines of what was done, once."""
    return st.session_state.pop("done", [])


def place(key: str, value) -> str:
    """Set a widget's value from the view, before it is drawn; returns its key.

    A browser sends a choice back in the words in which it shows it: in another language it is set anew.
    """
    spoken = st.session_state.setdefault("spoken", {})
    if st.session_state.get(key) != value or spoken.get(key) != language():
        st.session_state[key], spoken[key] = value, language()
    return key


def place_own(key: str, options: Sequence) -> str:
    """The same for a choice that no view has: what was chosen last, else the first of the options."""
    kept = st.session_state.get(key)
    return place(key, kept if kept in options else options[0])


def place_anew(key: str, value) -> str:
    """The same for a second widget of one value: each value that is not its own gives a new widget; returns its key.

    A browser that is behind still sends the value of before, which would count as a move of this one: it is then a
    value of a widget that is no longer there, and its callback asks :func:`is_there`.
    """
    turn, last = st.session_state.get(f"turn_{key}", (0, value))
    if value not in (last, st.session_state.get(f"{key}_{turn}")):
        turn += 1
    st.session_state[f"turn_{key}"] = (turn, value)
    return place(f"{key}_{turn}", value)


def is_there(key: str, drawn: str) -> bool:
    """Whether the widget with the key ``drawn`` is still the one that :func:`place_anew` has given for ``key``."""
    return drawn == f"{key}_{st.session_state[f'turn_{key}'][0]}"


def chosen(key: str):
    """A widget's value in its callback."""
    return st.session_state[key]


def moved(recipe: Recipe, values: Mapping) -> Recipe:
    """A recipe with several keys moved."""
    for key, value in values.items():
        recipe = recipe.with_value(key, value)
    return recipe
