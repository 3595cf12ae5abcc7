"""A factor of a batch: what varies from arm to arm, and which values it may take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.parameters import PARAMETERS
from scenarios import ScenarioError
from scenarios.check import checked, known_key, meant

Value = float | int | str


@dataclass(frozen=True)
class Factor:
    """One column of the design.

    ``name`` is a dotted key of the parameter table, the name of a bundle, or ``scenario``. Either ``levels`` lists
    its values, or ``low`` and ``high`` bound them (``log``: sampled evenly by ratio). ``settings`` says for a bundle
    which keys each level sets. A range with a name of its own moves several keys: it is the value of all in ``set``, or
    what all in ``scale`` are multiplied by, which holds their values in the base. ``about`` names an effect.
    """

    name: str
    levels: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None
    log: bool = False
    settings: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    set: tuple[str, ...] = ()
    scale: Mapping[str, float] = field(default_factory=dict)
    about: str = ""

    @property
    def own_name(self) -> bool:
        """True when the name is no key of the parameter table."""
        return bool(self.settings or self.set or self.scale)

    @property
    def keys(self) -> frozenset[str]:
        """Keys of the parameter table that the factor sets."""
        if self.settings:
            return frozenset(key for values in self.settings.values() for key in values)
        return frozenset(self.set or self.scale or [self.name])

    @property
    def integer(self) -> bool:
        """True when only whole numbers make sense."""
        return not self.own_name and self.name in PARAMETERS and PARAMETERS[self.name].integer

    @property
    def continuous(self) -> bool:
        """True for a range of which no two values are the same market."""
        return not self.levels and any(not PARAMETERS[key].integer for key in self.keys)

    @property
    def text(self) -> bool:
        """True when the values are words."""
        return any(isinstance(level, str) for level in self.levels)

    def values_of(self, level: Value) -> Mapping[str, Value]:
        """The keys and values that a level stands for."""
        if self.settings:
            return self.settings[level]
        if not self.own_name:
            return {self.name: level}
        moved = {**dict.fromkeys(self.set, level), **{key: value * level for key, value in self.scale.items()}}
        return {key: round(value) if PARAMETERS[key].integer else value for key, value in moved.items()}

    def base(self, values: Mapping[str, Value]) -> Value:
        """The level at which a scenario with these values stands; a bundle's first level is its base."""
        if self.settings:
            return self.levels[0]
        if self.scale:
            return 1.0
        key = self.set[0] if self.set else self.name
        return values.get(key, PARAMETERS[key].default)

    def at(self, share: float) -> Value:
        """The value at a share from 0 to 1 of the range, or of the list: how sampled designs choose."""
        share = min(max(float(share), 0.0), 1.0)
        if self.levels:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        if self.integer:
            return min(int(self.low + share * (self.high - self.low + 1)), int(self.high))
        if self.log:
            return min(max(math.exp(math.log(self.low) + share * math.log(self.high / self.low)), self.low), self.high)
        return self.low + share * (self.high - self.low)


def read_factor(name: str, given: object, sampled: bool, values: Mapping[str, Value]) -> Factor:
    """A factor over keys of the parameter table, whose values in the base are ``values``.

    Raises :class:`ScenarioError` with what was expected.
    """
    if isinstance(given, dict):
        if not sampled:
            raise ScenarioError(f"{name}: a range stands where a list of values was expected")
        return _joint_range(name, given, values) if moves_several(given) else _range(name, given)
    levels = unique(name, given)
    return Factor(name, tuple(checked(name, level) for level in levels))


def unique(name: str, given: object) -> list:
    """The values of a list, each only once."""
    if not isinstance(given, list) or not given:
        raise ScenarioError(f"{name}: {given!r} is not a list of values")
    for place, level in enumerate(given):
        if level in given[:place]:
            raise ScenarioError(f"{name}: {level!r} stands twice in the list")
    return given


def _range(name: str, given: dict) -> Factor:
    expected = "expected low and high (and log = true for ratios)"
    if not {"low", "high"} <= set(given) <= {"low", "high", "log"} or not isinstance(given.get("log", False), bool):
        raise ScenarioError(f"{name}: {given!r}; {expected}")
    if PARAMETERS[name].choices:
        raise ScenarioError(f"{name}: has no range; expected a list of {', '.join(PARAMETERS[name].choices)}")
    low, high, log = checked(name, given["low"]), checked(name, given["high"]), given.get("log", False)
    if not low < high:
        raise ScenarioError(f"{name}: low {low} is not below high {high}")
    if log and low <= 0:
        raise ScenarioError(f"{name}: low {low} must be above 0 for log = true")
    if log and PARAMETERS[name].integer:
        raise ScenarioError(f"{name}: takes whole numbers, which are not sampled by ratio; expected log = false")
    return Factor(name, low=low, high=high, log=log)


def moves_several(given: object) -> bool:
    """True for a range that sets or scales keys under a name of its own."""
    return isinstance(given, dict) and ("set" in given or "scale" in given)


def _joint_range(name: str, given: dict, values: Mapping[str, Value]) -> Factor:
    expected = "expected low, high, and keys as set = [...] or scale = [...]"
    how = "set" if "set" in given else "scale"
    if set(given) != {"low", "high", how} or name in PARAMETERS:
        raise ScenarioError(f"{name}: {given!r}; {expected}" + (" under another name" if name in PARAMETERS else ""))
    keys = unique(f"{name}.{how}", given[how])
    for key in keys:
        if not isinstance(key, str):
            raise ScenarioError(f"{name}.{how}: {key!r} is not a key")
        known_key(key)
        if PARAMETERS[key].choices:
            raise ScenarioError(f"{name}.{how}: {key} has no range")
    low, high = given["low"], given["high"]
    for limit in (low, high):
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not math.isfinite(limit):
            raise ScenarioError(f"{name}: {limit!r} is not a number; {expected}")
    if not low < high:
        raise ScenarioError(f"{name}: low {low} is not below high {high}")
    low, high = float(low), float(high)
    if how == "set":
        return Factor(name, low=low, high=high, set=tuple(keys))
    return Factor(name, low=low, high=high, scale={key: values.get(key, PARAMETERS[key].default) for key in keys})


# Columns of the tables that a bundle, or a range with a name of its own, must not be called like.
TAKEN = ("scenario", "rule", "effect", "run_id", "manifest", "arm", "replicate", "seed", "root_seed", "months",
         "model_version", "scenario_hash", "status", "error", "seconds")  # fmt: skip


def flat(table: dict, prefix: str = "") -> list[tuple[str, object]]:
    """Factors by full dotted key: tables that are part of a key are opened, a range stays whole."""
    rows: list[tuple[str, object]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        part = any(known.startswith(f"{key}.") for known in PARAMETERS) or key.startswith("levers.rival_")
        if isinstance(value, dict) and key not in PARAMETERS and part:
            rows += flat(value, f"{key}.")
        else:
            rows.append((key, value))
    return rows


def known_key_or_bundle(name: str, bundles: dict) -> None:
    """Raise :class:`ScenarioError` for a factor that is neither a key nor a bundle."""
    if name not in PARAMETERS and "." not in name:
        raise ScenarioError(f"{name}: is neither a key nor a bundle{meant(name, [*PARAMETERS, *bundles])}")
    known_key(name)
