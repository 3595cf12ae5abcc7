"""Some, not all: a dated change for a share of partners or customers, or for those that meet conditions.

Published experiments treat some and leave others alone; a pilot does the same. A share is a keyed draw by the
change's name: the same firms in every scenario on the same luck, newcomers drawn as they enter. Conditions are read
once, in the month of the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from agents.customer import SEGMENTS
from agents.partner import KINDS
from scenarios.check import DISTRIBUTOR, NO_DISTRIBUTOR, ScenarioError, meant

CONDITIONS = ("kind", "distributor", "size_below", "size_above", "ids")
# What a distributor can offer to one partner and not to another. Its stock, lines, prices and sales effort are one.
PERSONAL = ("credit", "services", "community", "training")
MOST = 6  # changes for some partners, and as many for some customers: each doubles the tables of settings


def treats(key: str) -> str:
    """Whom a key can treat apart from others: ``partners``, ``customers``, or empty for nobody."""
    parts = key.split(".")
    if parts[0] == "customers" and len(parts) == 3 and parts[1] in SEGMENTS[:2]:
        return "customers"
    if parts[0] == "levers" and len(parts) > 2 and parts[2] in PERSONAL:
        return "partners"
    return "partners" if parts[0] == "partners" and len(parts) == 3 and parts[1] in KINDS else ""


def side(values: Mapping[str, object]) -> str:
    """Whom a change for some treats: ``partners`` or ``customers``."""
    return treats(next(iter(values)))


def checked_some(share, only, values: Mapping[str, object], where: str):
    """``share`` and ``only`` of a change, checked against the keys that it sets; raises :class:`ScenarioError`."""
    if share is None and only is None:
        return None, None
    if share is not None and only is not None:
        raise ScenarioError(f"{where}: has share and only; expected one of them")
    found = {key: treats(key) for key in values}
    for key, whom in found.items():
        if not whom:
            raise ScenarioError(
                f"{where}: {key} is the same for all; expected, with share or only, customers.corporate or .smb, "
                f"partners.<kind>, or levers.<distributor> of {', '.join(PERSONAL)}"
            )
    if len(set(found.values())) > 1:
        raise ScenarioError(f"{where}: sets keys of partners and of customers; expected one change for each")
    if share is not None:
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0.0 <= share <= 1.0:
            raise ScenarioError(f"{where}: share {share!r} is not a number from 0 to 1")
        return float(share), None
    if "customers" in found.values():
        raise ScenarioError(f"{where}: only chooses partners; expected share for keys of customers")
    found = {word: _condition(word, value, where) for word, value in _table(only, where).items()}
    if "size_below" in found and found.get("size_above", 0.0) >= found["size_below"]:
        raise ScenarioError(
            f"{where}: only.size_above {found.get('size_above', 0.0):g} is not below only.size_below "
            f"{found['size_below']:g}, so that nobody meets both; expected a smaller one"
        )
    return None, MappingProxyType(found)


def _table(only: object, where: str) -> Mapping[str, object]:
    if not isinstance(only, Mapping) or not only:
        raise ScenarioError(f"{where}: only is no table of conditions; expected some of {', '.join(CONDITIONS)}")
    for word in only:
        if word not in CONDITIONS:
            raise ScenarioError(f"{where}: only.{word}: unknown condition{meant(word, CONDITIONS)}")
    return only


def _condition(word: str, value: object, where: str) -> object:
    """One condition in its own type."""
    if word == "kind":
        if value not in KINDS:
            hint = meant(value, KINDS) if isinstance(value, str) else ""
            raise ScenarioError(f"{where}: only.kind {value!r} is not one of {', '.join(KINDS)}{hint}")
        return value
    if word == "distributor":
        if not isinstance(value, str) or not DISTRIBUTOR.fullmatch(value):
            raise ScenarioError(f"{where}: only.distributor {value!r} {NO_DISTRIBUTOR}")
        return value
    if word == "ids":
        whole = isinstance(value, list | tuple) and all(
            isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in value
        )
        if not whole or not value:
            raise ScenarioError(f"{where}: only.ids {value!r} is not a list of partners' numbers")
        return tuple(sorted(set(value)))
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value < 1e12:
        raise ScenarioError(f"{where}: only.{word} {value!r} is not a number of people")
    return float(value)


def few_enough(changes: Iterable) -> None:
    """Raise :class:`ScenarioError` when more changes hold for some than tables can be made for."""
    for whom in ("partners", "customers"):
        count = sum(1 for change in changes if change.some and side(change.values) == whom)
        if count > MOST:
            raise ScenarioError(f"timeline: {count} changes for some {whom}; expected {MOST} at most")
