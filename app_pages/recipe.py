"""What a world or a policy is made of: a preset and what differs from it. Immutable, and short enough for a link.

A *world* is everything that no lever of the focal distributor moves: customers, rates, rivals, shocks, length and
population. A *policy* is the focal distributor's levers, some of them dated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from urllib.parse import unquote

from app_pages import populations
from experiments.words.keys import FOCAL
from model import PARAMETERS
from scenarios import Scenario, ScenarioError, load_scenario
from scenarios.check import checked, datable
from scenarios.listing import preset_names
from scenarios.reader import read_value
from scenarios.scenario import Change, Value, replacing, within
from scenarios.some import checked_some

MARKUP = "[]$`<>\\"  # signs that would make a title of a link more than a text on a page


def is_policy(key: str) -> bool:
    """Whether a key is a lever of the focal distributor; everything else belongs to the world."""
    return key.startswith(FOCAL)


@cache
def preset(name: str) -> Scenario:
    """A preset, read once."""
    return load_scenario(name)


def _moved(name: str) -> list[str]:
    steady = preset("steady")
    return [key for key, value in preset(name).values.items() if value != steady.values.get(key)]


@cache
def policies() -> tuple[str, ...]:
    """Presets that move the focal distributor's levers and nothing else; ``steady`` (as it is today) first."""
    found = ["steady"]
    for name in preset_names():
        moved = _moved(name)
        if moved and not preset(name).timeline and all(is_policy(key) for key in moved):
            found.append(name)
    return tuple(found)


@cache
def worlds() -> tuple[str, ...]:
    """Presets that move the world; of one that moves levers too, only its world counts."""
    found = ["steady"]
    for name in preset_names():
        if preset(name).timeline or any(not is_policy(key) for key in _moved(name)):
            found.append(name)
    return tuple(found)


@dataclass(frozen=True)
class Recipe:
    """A preset's name, what differs from it, and dated changes; ``title`` is what a person called it."""

    preset: str = "steady"
    values: tuple[tuple[str, Value], ...] = ()
    changes: tuple[Change, ...] = ()
    title: str = ""
    partners: str = ""  # of a world: the name (hash) of a list of partners, kept by app_pages.populations

    def value(self, key: str) -> Value:
        """The value of a key in month 0, before dated changes."""
        return dict(self.values).get(key, preset(self.preset).values.get(key, PARAMETERS[key].default))

    def with_value(self, key: str, value: Value) -> Recipe:
        """The same with one key moved; back at the preset's own value it no longer differs."""
        rest = {k: v for k, v in self.values if k != key}
        if checked(key, value) != preset(self.preset).values.get(key, PARAMETERS[key].default):
            rest[key] = checked(key, value)
        return replace(self, values=tuple(sorted(rest.items())))

    def on(self, name: str) -> Recipe:
        """The same differences on another preset; what they come to equal there no longer differs."""
        made = Recipe(name, changes=self.changes, partners=self.partners)
        for key, value in self.values:
            made = made.with_value(key, value)
        return made

    def with_changes(self, changes: Iterable[Change]) -> Recipe:
        """The same with other dated changes, in the order of their months."""
        return replace(self, changes=tuple(sorted(changes, key=lambda c: (c.month, c.name))))

    @property
    def differs(self) -> bool:
        """Whether anything differs from the preset."""
        return bool(self.values or self.changes or self.partners)


def world_of(recipe: Recipe) -> Scenario:
    """The world as a scenario under today's levers; raises :class:`ScenarioError` in words."""
    source = preset(recipe.preset)
    values = {key: value for key, value in source.values.items() if not is_policy(key)}
    world = preset("steady").with_values(values, recipe.preset)
    world = world.with_values(dict(recipe.values), "world") if recipe.values else world
    if recipe.partners:
        world = world.with_partners(populations.known(recipe.partners))
    world = replace(world, name=recipe.preset, title=source.title, description=source.description)
    changes = [*within(world.months, source.timeline), *recipe.changes]
    overlaid = frozenset(key for key, _ in recipe.values if replacing(source.timeline, key))
    return replace(world.with_timeline(changes), overlaid=overlaid) if changes else world


def scenario_of(world: Recipe, policy: Recipe, name: str = "what-if", title: str = "") -> Scenario:
    """A policy in a world as a scenario to run; raises :class:`ScenarioError` in words."""
    base = world_of(world)
    source = preset(policy.preset)
    values = {key: value for key, value in source.values.items() if is_policy(key)}
    values |= dict(policy.values)
    moved = {key: value for key, value in values.items() if value != base.values[key]}
    made = base.with_values(moved, origin=policy.preset) if moved else base
    if policy.changes:
        made = made.with_timeline([*base.timeline, *policy.changes])
    return replace(made, name=name, title=title or policy.title or source.title)


def parted(scenario: Scenario) -> tuple[Recipe, Recipe]:
    """A whole scenario (of a file, say) as a world and a policy on ``steady``."""
    steady = preset("steady").values
    listed = {f"population.{kind}" for kind in scenario.partners.counts} if scenario.partners else set()
    moved = {k: value for k, value in scenario.values.items() if value != steady.get(k) and k not in listed}
    halves = []
    for wanted in (False, True):
        values = tuple(sorted((k, v) for k, v in moved.items() if is_policy(k) == wanted))
        changes = []
        for change in scenario.timeline:
            mine = {k: v for k, v in change.values.items() if is_policy(k) == wanted}
            if mine:
                changes.append(replace(change, values=MappingProxyType(mine)))
        halves.append(Recipe("steady", values, tuple(changes)))
    partners = populations.keep(scenario.partners) if scenario.partners else ""
    return replace(halves[0], partners=partners), replace(halves[1], title=scenario.title)


# -- as text: items joined by ";", the preset first, then key=value and month-until:name:key=value,key=value


def _short(key: str) -> str:
    return key.removeprefix(FOCAL) if is_policy(key) else key


def _pairs(values: Iterable[tuple[str, Value]], joint: str) -> str:
    return joint.join(f"{_short(key)}={value}" for key, value in values)


def _escaped(text: str) -> str:
    """A name without the signs at which items are parted before it; everything else stays readable."""
    return "".join(f"%{ord(sign):02X}" if sign in "%;:" or ord(sign) < 32 else sign for sign in text)


def to_text(recipe: Recipe) -> str:
    """A recipe for a link: ``credit;credit.deferment_days=60;24-36:more:credit.rescue=1.0``."""
    items = [recipe.preset + (f"~{_escaped(recipe.title)}" if recipe.title else "")]
    if recipe.values:
        items.append(_pairs(recipe.values, ";"))
    for change in recipe.changes:
        until = "" if change.until is None else f"-{change.until}"
        values = _pairs(sorted(change.values.items()), ",")
        some = f"@{_escaped(json.dumps(_whom(change)))}" if change.some else ""
        items.append(f"{change.month}{until}{some}:{_escaped(change.name)}:{values}")
    return ";".join(items)


def _whom(change: Change) -> float | dict:
    """Whom a change for some treats: a share, or conditions."""
    return change.share if change.only is None else dict(change.only)


def _some(text: str) -> tuple[object, object]:
    """Share and conditions of a change from a link; (None, None) for everybody."""
    if not text:
        return None, None
    try:
        found = json.loads(unquote(text))
    except ValueError:
        raise ScenarioError(f"{text[:60]!r}: expected a share or conditions") from None
    return (None, found) if isinstance(found, dict) else (found, None)


def _assigned(text: str, policy: bool) -> tuple[str, Value]:
    key, equals, value = text.partition("=")
    if not equals or not value:
        raise ScenarioError(f"{text[:60]!r}: expected key=value")
    key = FOCAL + key if policy and not key.startswith(FOCAL) else key
    if key not in PARAMETERS or is_policy(key) != policy:
        raise ScenarioError(f"{key[:80]}: no {'lever' if policy else 'key of the world'} of that name")
    return key, checked(key, read_value(key, value))


def _dated(text: str, policy: bool) -> Change:
    when, _, rest = text.partition(":")
    name, colon, values = rest.partition(":")
    when, _, whom = when.partition("@")
    month, dash, until = when.partition("-")
    if not colon or not month.isascii() or not month.isdigit() or (dash and not (until.isascii() and until.isdigit())):
        raise ScenarioError(f"{text[:60]!r}: expected month-until:name:key=value")
    if max(len(month), len(until)) > 4:
        raise ScenarioError(f"{text[:60]!r}: expected months below 10000")
    read = dict(_assigned(pair, policy) for pair in values.split(","))
    for key in read:
        datable(key)
    share, only = checked_some(*_some(whom), read, unquote(name)[:80])
    return Change(int(month), int(until) if dash else None, unquote(name)[:80], MappingProxyType(read), share, only)


def plain_title(text: str) -> str:
    """A title that a person gave, without signs that a page would read as more than text."""
    return "".join(sign for sign in text.strip()[:80] if sign not in MARKUP)


def from_text(text: str, policy: bool) -> tuple[Recipe, list[str]]:
    """A recipe from a link, and in words what of it was not accepted (it is left out, and so must be told)."""
    head, *items = text.split(";")
    name, _, title = head.partition("~")
    refused: list[str] = []
    if name not in (policies() if policy else worlds()):
        refused.append(f"{name[:60]!r}: no such {'policy' if policy else 'world'}")
        name = "steady"
    made = Recipe(name, title=plain_title(unquote(title)))
    changes: list[Change] = []
    for item in items:
        try:
            if ":" in item:
                changes.append(_dated(item, policy))
            else:
                made = made.with_value(*_assigned(item, policy))
        except ScenarioError as why:
            refused.append(str(why))
    return made.with_changes(changes), refused


def plain(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """A read-only copy, as changes hold it."""
    return MappingProxyType(dict(values))
