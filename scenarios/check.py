"""One value, one clear line: every check of a key and its value against the parameter table."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import NamedTuple

from agents.customer import SEGMENTS
from agents.domain import domain_parameters
from agents.goods import category_parameters
from agents.parameter import Parameter
from model.parameters import PARAMETERS
from model.settings import category_names, domain_names

# What describes the market's start or the run itself cannot change on a date.
UNDATED = ("months", "money_scale", "categories", "skills", "population.", "partners.entry_cash_days", "vendors.count")

NAME = re.compile(r"[a-z][a-z0-9_]*")
DISTRIBUTOR = re.compile(r"focal|rival_[1-9][0-9]*")
NO_DISTRIBUTOR = "is not a distributor; expected focal, rival_1, rival_2, ..."
# Signs that are no letters: they would steer a terminal or turn the order of what follows, and slides take none.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MOST_NAMES = 20  # categories of goods, domains of competence: every partner carries a row for each


class Named(NamedTuple):
    """A list of names that a scenario may declare: what ``names`` its values hold, what ``parameters`` each has."""

    names: Callable[[Mapping[str, object]], tuple[str, ...]]
    parameters: Callable[[str], tuple[Parameter, ...]]


NAMED = {"goods": Named(category_names, category_parameters), "domains": Named(domain_names, domain_parameters)}


class ScenarioError(ValueError):
    """What is wrong with a scenario, where, and what was expected: one line."""

    def __init__(self, text: object = "") -> None:
        super().__init__(" ".join(unsteered(str(text)).split()))


def unsteered(value):
    """Other people's words without :data:`STEERING` signs, a blank for each; in tables and lists of TOML as well."""
    if isinstance(value, str):
        return STEERING.sub(" ", value)
    if isinstance(value, dict):
        return {unsteered(key): unsteered(one) for key, one in value.items()}
    return [unsteered(one) for one in value] if isinstance(value, list) else value


def meant(word: str, known: Iterable[str]) -> str:
    """A did-you-mean for a misspelt word, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def known_key(key: str) -> None:
    """Raise :class:`ScenarioError` for a key that is not in the parameter table."""
    if key not in PARAMETERS:
        names = set(PARAMETERS)
        parts = key.split(".")
        if parts[0] in NAMED and len(parts) == 3:
            names |= {declared.key for declared in NAMED[parts[0]].parameters(parts[1])}
        if parts[0] == "levers" and len(parts) > 2 and parts[1] != "focal":
            if not DISTRIBUTOR.fullmatch(parts[1]):
                raise ScenarioError(f"{key}: {parts[1]!r} {NO_DISTRIBUTOR}")
            names |= {name.replace("focal", parts[1], 1) for name in names if name.startswith("levers.")}
        raise ScenarioError(f"{key}: unknown key{meant(key, names)}")


def checked_names(key: str, value: object) -> str:
    """Names in a list, or in a text with commas between them, as one text; raises :class:`ScenarioError`."""
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise ScenarioError(f"{key}: {value!r} is not a list of names")
    names = [name.strip() for name in names]
    for name in names:
        if not NAME.fullmatch(name):
            raise ScenarioError(f"{key}: {name!r} is not a name; expected small letters, digits and _")
        if names.count(name) > 1:
            raise ScenarioError(f"{key}: {name!r} stands there twice")
    if not 1 <= len(names) <= MOST_NAMES:
        raise ScenarioError(f"{key}: {len(names)} names; expected 1 to {MOST_NAMES}")
    return ", ".join(names)


def checked(key: str, value: object) -> float | int | str:
    """The value in the key's own type; raises :class:`ScenarioError` with what was expected."""
    known_key(key)
    declared = PARAMETERS[key]
    if declared.unit == "names":
        return checked_names(key, value)
    if declared.choices:
        if not isinstance(value, str):
            raise ScenarioError(f"{key}: {value!r} is not one of {', '.join(declared.choices)}")
        if value not in declared.choices:
            hint = meant(value, declared.choices)
            raise ScenarioError(f"{key}: {value!r} is not one of {', '.join(declared.choices)}{hint}")
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ScenarioError(f"{key}: {value!r} is not a number ({declared.unit})")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ScenarioError(f"{key}: {value!r} is not a finite number ({declared.unit})")
    if declared.integer:
        if number != int(number):
            raise ScenarioError(f"{key}: {value!r} is not a whole number ({declared.unit})")
        number = int(number)
    low, high = declared.minimum, declared.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        limits = f"{low} to {high}" if high is not None else f"{low} or more"
        raise ScenarioError(f"{key}: {value!r} is out of range; expected {limits} ({declared.unit})")
    return number


def datable(key: str) -> None:
    """Raise :class:`ScenarioError` when a key cannot change on a date."""
    if any(key == name or (name.endswith(".") and key.startswith(name)) for name in UNDATED):
        raise ScenarioError(f"{key}: cannot change during a run; set it outside the timeline")


def known_distributor(key: str, distributors: int) -> None:
    """Raise :class:`ScenarioError` for a lever of a distributor that the market does not have."""
    parts = key.split(".")
    if parts[0] == "levers" and parts[1].startswith("rival_") and int(parts[1][6:]) >= distributors:
        last = f"rival_{distributors - 1}" if distributors > 1 else "focal"
        raise ScenarioError(f"{key}: the market has {distributors} distributors; expected focal to {last}")


def known_name(key: str, values: Mapping[str, object]) -> None:
    """Raise :class:`ScenarioError` for a number of a category or a domain that the market does not have."""
    parts = key.split(".")
    if parts[0] in NAMED:
        named = NAMED[parts[0]].names(values)
        if parts[1] not in named:
            raise ScenarioError(
                f"{key}: the market has no such {parts[0]}{meant(parts[1], named)}; expected one of {', '.join(named)}"
            )


def wanted_goods(values: Mapping[str, object]) -> None:
    """Raise :class:`ScenarioError` for a segment of customers that wants none of the goods, or no domain's work: parts
    of nothing."""
    for table, named in NAMED.items():
        for segment in SEGMENTS:
            keys = [f"{table}.{name}.{segment}_part" for name in named.names(values)]
            if not any(values[key] for key in keys):
                raise ScenarioError(f"{keys[0]}: {segment}_part is 0 in all of {table}; expected one above 0")


def with_named(values: dict, origins: dict) -> None:
    """Leave exactly the numbers of the declared categories and domains in both, new ones at their defaults.

    Raises :class:`ScenarioError` for a number that was set for a name that is not declared any more.
    """
    for table, named in NAMED.items():
        names = named.names(values)
        for key in [key for key in values if key.startswith(f"{table}.")]:
            if origins.get(key, "default") != "default":
                known_name(key, values)
            elif key.split(".")[1] not in names:
                del values[key], origins[key]
        for name in names:
            for declared in named.parameters(name):
                if declared.key not in values:
                    values[declared.key] = declared.default
                    origins[declared.key] = "default"
