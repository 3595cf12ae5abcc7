"""A factor of a batch: what varies from arm to arm, and which values it may take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.parameters import PARAMETERS
from scenarios import ScenarioError
from scenarios.check import checked

Value = float | int | str


@dataclass(frozen=True)
class Factor:
    """One column of the design.

    ``name`` is a dotted key of the parameter table, the name of a bundle, or ``scenario``. Either ``levels`` lists
    its values, or ``low`` and ``high`` bound them (``log``: sampled evenly by ratio). ``settings`` says for a bundle
    which keys each level sets.
    """

    name: str
    levels: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None
    log: bool = False
    settings: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        """Keys of the parameter table that the factor sets."""
        if not self.settings:
            return frozenset([self.name])
        return frozenset(key for values in self.settings.values() for key in values)

    @property
    def integer(self) -> bool:
        """True when only whole numbers make sense."""
        return not self.settings and self.name in PARAMETERS and PARAMETERS[self.name].integer

    @property
    def text(self) -> bool:
        """True when the values are words."""
        return any(isinstance(level, str) for level in self.levels)

    def values_of(self, level: Value) -> Mapping[str, Value]:
        """The keys and values that a level stands for."""
        return self.settings[level] if self.settings else {self.name: level}

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


def read_factor(name: str, given: object, sampled: bool) -> Factor:
    """A factor over a key of the parameter table; raises :class:`ScenarioError` with what was expected."""
    if isinstance(given, dict):
        if not sampled:
            raise ScenarioError(f"{name}: a range stands where a list of values was expected")
        return _range(name, given)
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
