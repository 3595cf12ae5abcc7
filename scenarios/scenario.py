"""A scenario: the full effective values of every key, and dated changes. Immutable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from numbers import Integral
from types import MappingProxyType

from model.parameters import PARAMETERS
from scenarios.check import ScenarioError, checked, datable, known_distributor, known_name, with_named
from scenarios.partners import Partners
from scenarios.some import checked_some, few_enough

Value = float | int | str


@dataclass(frozen=True)
class Change:
    """From ``month`` until before ``until`` (None: for good) the keys of ``values`` hold other values.

    For everybody; for a ``share`` of the partners or customer firms, drawn by the change's name; or for those partners
    ``only`` that meet all its conditions in its month (see ``scenarios.some``).
    """

    month: int
    until: int | None
    name: str
    values: Mapping[str, Value]
    share: float | None = None
    only: Mapping[str, object] | None = None

    def __reduce__(self):
        only = None if self.only is None else dict(self.only)
        return Change, (self.month, self.until, self.name, dict(self.values), self.share, only)

    @property
    def some(self) -> bool:
        """True when it holds for some only."""
        return self.share is not None or self.only is not None

    @property
    def for_all(self) -> bool:
        """True when nobody keeps the values that it changes."""
        return not self.some or self.share == 1.0

    def told(self) -> dict[str, object]:
        """The change as plain values, its name left out: what provenance holds."""
        plain = {"month": self.month, "until": self.until, "set": dict(sorted(self.values.items()))}
        if self.share is not None:
            plain["share"] = self.share
        if self.only is not None:
            plain["only"] = dict(sorted(self.only.items()))
        # Whom a share treats follows from the name that it is drawn by.
        return plain | ({"name": self.name} if self.share is not None else {})

    def hashed(self) -> object:
        """What the names of scenarios and runs hold of it; one for all in the form of before there were others."""
        return self.told() if self.some else [self.month, self.until, dict(sorted(self.values.items()))]


def replacing(changes: Iterable[Change], key: str) -> list[Change]:
    """The dated changes that set a key for all."""
    return [change for change in changes if change.for_all and key in change.values]


def within(months: int, changes: Iterable[Change]) -> list[Change]:
    """The changes that begin in a run of so many months."""
    return [change for change in changes if change.month < months]


def checked_change(change: Change, months: int, market: Mapping[str, Value]) -> Change:
    """The change with its values in their keys' own types; raises :class:`ScenarioError` for one that is not valid.

    ``months`` is the length of the run that it belongs to; ``market`` holds the values of the scenario, which say
    how many distributors and which categories of goods there are.
    """
    where = f"timeline entry {change.name!r}"
    if isinstance(change.month, bool) or not isinstance(change.month, Integral):
        raise ScenarioError(f"{where}: month {change.month!r} is not a whole number")
    if change.month < 0:
        raise ScenarioError(f"{where}: month {change.month} is out of range; expected 0 or more")
    if change.until is not None:
        if isinstance(change.until, bool) or not isinstance(change.until, Integral):
            raise ScenarioError(f"{where}: until {change.until!r} is not a whole number")
        if change.until <= change.month:
            raise ScenarioError(f"{where}: until {change.until} is not after month {change.month}")
    if change.month >= months:
        raise ScenarioError(f"{where}: month {change.month} is out of range; expected 0 to {months - 1}")
    values = {}
    for key, value in change.values.items():
        values[key] = checked(key, value)
        datable(key)
        known_distributor(key, int(market["population.distributor"]))
        known_name(key, market)
    share, only = checked_some(change.share, change.only, values, where)
    until = None if change.until is None else int(change.until)
    return Change(int(change.month), until, change.name, MappingProxyType(values), share, only)


@dataclass(frozen=True)
class Scenario:
    """``values`` holds every key of the parameter table and the rivals' levers that were set.

    ``origins`` says who set a value: ``default``, the name of a scenario or ``--set``. ``partners`` are
    those of month 0 where a file gives them. ``hash`` is that of values, timeline and partners, whatever they
    are called. ``overlaid`` are keys that were given a value over a timeline that sets them on a date: it says
    nothing of the market, only of who wrote it, who must be told which dated change replaces that value.
    """

    name: str
    title: str
    description: str
    values: Mapping[str, Value]
    origins: Mapping[str, str] = field(repr=False)
    timeline: tuple[Change, ...] = ()
    partners: Partners | None = field(default=None, repr=False)
    overlaid: frozenset[str] = field(default=frozenset(), repr=False)

    def __reduce__(self):
        values, origins = dict(self.values), dict(self.origins)
        state = (self.name, self.title, self.description, values, origins, self.timeline, self.partners,
                 self.overlaid)  # fmt: skip
        return _restored, state

    def __hash__(self) -> int:
        return hash(self.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and (self.name, self.hash) == (other.name, other.hash)

    @property
    def months(self) -> int:
        """Length of a run."""
        return int(self.values["months"])

    @property
    def hash(self) -> str:
        """Twelve hexadecimal digits that name the values, the timeline and the partners given."""
        plain = {key: self.values[key] for key in sorted(self.values)}
        dated = [change.hashed() for change in self.timeline]
        given = [] if self.partners is None else [self.partners.hash]
        return hashlib.sha256(json.dumps([plain, dated, *given]).encode()).hexdigest()[:12]

    def at(self, month: int) -> dict[str, Value]:
        """The values in force for everybody in a month; of two overlapping changes the later entry wins."""
        values = dict(self.values)
        for change in self.timeline:
            if not change.some and change.month <= month and (change.until is None or month < change.until):
                values.update(change.values)
        return values

    def never_held(self) -> str | None:
        """A key given over a timeline that sets it in every month of the run: that value holds in none."""
        for key in sorted(self.overlaid):
            left = {*range(self.months)}
            for change in replacing(self.timeline, key):
                left -= {*range(change.month, self.months if change.until is None else change.until)}
            if not left:
                return key
        return None

    def with_values(self, values: Mapping[str, object], origin: str = "--set") -> Scenario:
        """The same scenario with other values; raises :class:`ScenarioError` for one that is not valid.

        Fewer ``months`` leave out the dated changes that would come after the last one.
        """
        merged = dict(self.values)
        origins = dict(self.origins)
        for key, value in values.items():
            merged[key] = checked(key, value)
            origins[key] = origin
        if any(key in ("categories", "skills") or key.startswith(("goods.", "domains.")) for key in values):
            with_named(merged, origins)
        changed = replace(self, values=MappingProxyType(merged), origins=MappingProxyType(origins))
        for key in values:
            known_distributor(key, int(merged["population.distributor"]))
        if self.partners is not None:
            self.partners.check_market(merged)
        return changed.with_timeline(within(changed.months, self.timeline)) if self.timeline else changed

    def with_partners(self, partners: Partners) -> Scenario:
        """The same scenario with the partners of month 0 given; their numbers by kind follow from the list."""
        counts = {f"population.{kind}": count for kind, count in partners.counts.items()}
        values = {**self.values, **counts}
        partners.check_market(values)
        origins = {**self.origins, **dict.fromkeys(counts, partners.source)}
        return replace(self, values=MappingProxyType(values), origins=MappingProxyType(origins), partners=partners)

    def with_timeline(self, changes: Iterable[Change]) -> Scenario:
        """The same scenario with other dated changes, checked and in the order of their months."""
        kept = [checked_change(change, self.months, self.values) for change in changes]
        few_enough(kept)
        return replace(self, timeline=tuple(sorted(kept, key=lambda c: c.month)))

    def to_toml(self, differences: bool = False) -> str:
        """The scenario as a file that loads to the same hash; with ``differences`` only what is not default."""
        lines = [f"title = {_quoted(self.title)}", f"description = {_quoted(self.description)}", ""]
        for key in sorted(self.values, key=lambda key: ("." in key, key)):
            value = self.values[key]
            declared = PARAMETERS[key]
            if differences and value == declared.default:
                continue
            lines.append(f"{key} = {_literal(value)}  # {declared.unit}; {self.origins.get(key, 'default')}")
        if self.partners is not None:
            lines += [f"# {len(self.partners)} partners from {json.dumps(self.partners.source)[1:-1]}"]
            lines += ["population.partners = '''", self.partners.to_csv() + "'''"]
        for change in self.timeline:
            lines += ["", "[[timeline]]", f"month = {change.month}"]
            if change.until is not None:
                lines.append(f"until = {change.until}")
            lines.append(f"name = {_quoted(change.name)}")
            if change.share is not None:
                lines.append(f"share = {change.share!r}")
            if change.only is not None:
                lines.append("[timeline.only]")
                lines += [f"{word} = {_plain(value)}" for word, value in change.only.items()]
            lines.append("[timeline.set]")
            lines += [f'"{key}" = {_literal(value)}' for key, value in change.values.items()]
        return "\n".join(lines) + "\n"


def _restored(name, title, description, values, origins, timeline, partners, overlaid) -> Scenario:
    frozen = MappingProxyType(values), MappingProxyType(origins)
    return Scenario(name, title, description, *frozen, timeline, partners, overlaid)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _plain(value: object) -> str:
    """A condition as TOML: a word, a number, or a list of whole numbers."""
    return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else _literal(value)


def _literal(value: Value) -> str:
    return _quoted(value) if isinstance(value, str) else repr(value)


def default_scenario() -> Scenario:
    """Every parameter at its default."""
    values = {key: p.default for key, p in PARAMETERS.items()}
    return Scenario("steady", "", "", MappingProxyType(values), MappingProxyType(dict.fromkeys(values, "default")))


def never_met(world: Scenario, usual: Scenario, months: int) -> bool:
    """Whether a run of so many months ends before anything begins that sets a world apart from the ``usual`` one:
    its dated changes, and rivals who copy."""
    apart = {key for key, value in world.values.items() if value != usual.values.get(key)}
    if world.values["rivals.imitation_lag"] >= months:
        apart -= {"rivals.imitation_lag", "rivals.imitation_share"}
    return not apart and not within(months, world.timeline)
