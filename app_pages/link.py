"""Links: a view as query parameters, and back, with what was not accepted told in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app_pages import populations
from app_pages.recipe import Recipe, from_text, scenario_of, to_text
from app_pages.state import SAVED, View
from experiments.words.words import LANGUAGES
from model import MODEL_VERSION
from scenarios import ScenarioError

LONGEST = 10_000  # characters of a link that is read
KNOWN = ("model", "lang", "world", "baseline", "policy", "saved", "partners")


def to_query(view: View) -> dict[str, str | list[str]]:
    """The query parameters of a view; what a page noted stands under ``page.*`` names of its own."""
    query: dict[str, str | list[str]] = {
        "model": str(MODEL_VERSION),
        "lang": view.language,
        "world": to_text(view.world),
        "policy": to_text(view.policy),
    }
    if view.baseline != Recipe():
        query["baseline"] = to_text(view.baseline)
    if view.saved:
        query["saved"] = [to_text(recipe) for recipe in view.saved]
    if view.world.partners:
        query["partners"] = populations.to_link(view.world.partners)
    for name, text in view.notes:
        query[f"page.{name}"] = text
    return query


def from_query(query: Mapping[str, list[str]]) -> tuple[View, list[str]]:
    """A view from query parameters (name to all its values), and the lines that tell what was not accepted."""
    if sum(len(name) + sum(map(len, values)) for name, values in query.items()) > LONGEST:
        return View(), [f"this link is longer than {LONGEST} characters; it was not read"]
    made, refused = View(), []

    def last(name: str) -> str:
        return query.get(name, [""])[-1]

    for name in query:
        if name not in KNOWN and not name.startswith(("page.", "embed")):
            refused.append(f"{name[:60]}: a link has no such part")
    if last("lang"):
        if last("lang") in LANGUAGES:
            made = replace(made, language=last("lang"))
        else:
            refused.append(f"lang: {last('lang')[:20]!r} is not one of {', '.join(LANGUAGES)}")
    if last("model") and last("model") != str(MODEL_VERSION):
        refused.append(
            f"model: this link was made with model version {last('model')[:20]}; the numbers here are those of "
            f"version {MODEL_VERSION} and may differ"
        )
    for name, policy in (("world", False), ("baseline", True), ("policy", True)):
        if last(name):
            recipe, why = from_text(last(name), policy)
            made = replace(made, **{name: recipe})
            refused += [f"{name}: {line}" for line in why]
    if last("partners"):
        try:
            made = replace(made, world=replace(made.world, partners=populations.from_link(last("partners"))))
        except ScenarioError as why:
            refused.append(str(why).splitlines()[0])
    saved = []
    for number, text in enumerate(query.get("saved", []), start=1):
        if number > SAVED:
            refused.append(f"saved: only {SAVED} scenarios can be compared; the rest of the link was not read")
            break
        recipe, why = from_text(text, True)
        saved.append(recipe)
        refused += [f"saved {number}: {line}" for line in why]
    made = replace(made, saved=tuple(saved))
    notes = {name[5:45]: values[-1][:80] for name, values in query.items() if name.startswith("page.")}
    made = replace(made, notes=tuple(sorted(notes.items())[:20]))
    made, told = _runnable(made, refused)
    return made, [" ".join(line.split()) for line in told]


def _runnable(view: View, refused: list[str]) -> tuple[View, list[str]]:
    """The same with parts that cannot stand together taken out, and told."""
    fields = {"world": Recipe(), "baseline": Recipe(), "policy": Recipe()}
    for name, empty in fields.items():
        try:
            if name == "world":
                scenario_of(view.world, Recipe())
            else:
                scenario_of(view.world, getattr(view, name))
        except ScenarioError as why:
            refused.append(f"{name}: {why}; its changes were left out")
            kept = getattr(view, name)
            view = replace(view, **{name: replace(empty, preset=kept.preset)})
    kept = []
    for number, recipe in enumerate(view.saved, start=1):
        try:
            scenario_of(view.world, recipe)
            kept.append(recipe)
        except ScenarioError as why:
            refused.append(f"saved {number}: {why}; it was left out")
    return replace(view, saved=tuple(kept)), refused
