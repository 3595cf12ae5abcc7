"""The mapping file: what a person said of a ledger, kept for next month."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from agents.partner import KINDS
from experiments.channel.doubts import LedgerError
from experiments.channel.roles import ROLE_NAMES
from scenarios.check import meant

VERSION = 1
UNITS = {"one": 1.0, "thousand": 1e3, "million": 1e6}
ORDERS = {"day first": "day", "month first": "month"}


@dataclass(frozen=True)
class LedgerMap:
    """Everything that may be said; empty where the ledger speaks for itself.

    ``columns`` leads from a heading to a role, ``same`` from one spelling to another, ``kinds`` from a partner's name
    to its kind. ``share`` is the share of its purchases that a partner is taken to make from you where nothing says it.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ""
    dates: str = ""
    currency: str = ""
    unit: str = ""
    as_of: date | None = None
    terms: float | None = None
    share: float | None = None

    def to_toml(self) -> str:
        """The mapping as a file that loads to the same."""
        lines = [f"version = {VERSION}"]
        for name in ("decimal", "dates", "currency", "unit"):
            if value := getattr(self, name):
                shown = {v: k for k, v in ORDERS.items()}[value] if name == "dates" else value
                lines.append(f"{name} = {json.dumps(shown, ensure_ascii=False)}")
        if self.as_of:
            lines.append(f"as_of = {self.as_of.isoformat()}")
        for name in ("terms", "share"):
            if getattr(self, name) is not None:
                lines.append(f"{name} = {float(getattr(self, name))!r}")
        for name in ("columns", "same", "kinds"):
            lines += ["", f"[{name}]"]
            for key, value in getattr(self, name).items():
                lines.append(f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}")
        return "\n".join(lines) + "\n"


def load_mapping(path: Path) -> LedgerMap:
    """A mapping file, checked; raises :class:`LedgerError` with the key and what was expected."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise LedgerError(f"{path.name}: no such file; expected a mapping file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise LedgerError(f"{path.name}: is not TOML: {problem}") from None
    known = ("version", "decimal", "dates", "currency", "unit", "as_of", "terms", "share", "columns", "same", "kinds")
    for key in data:
        if key not in known:
            raise LedgerError(f"{path.name}: {key}: unknown key{meant(key, known)}")
    if data.get("version", VERSION) != VERSION:
        raise LedgerError(f"{path.name}: version {data['version']} is not known; expected {VERSION}")
    _one_of(data, path, "decimal", (",", "."))
    _one_of(data, path, "dates", tuple(ORDERS))
    _one_of(data, path, "unit", tuple(UNITS))
    for name in ("columns", "same", "kinds"):
        table = data.get(name, {})
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            raise LedgerError(f"{path.name}: {name}: expected a table from name to word")
    for key, value in data.get("columns", {}).items():
        if value not in ROLE_NAMES:
            raise LedgerError(
                f"{path.name}: columns.{key}: {value!r} is no role{meant(value, ROLE_NAMES)}; "
                f"roles are {', '.join(ROLE_NAMES)}"
            )
    for key, value in data.get("kinds", {}).items():
        if value not in KINDS:
            raise LedgerError(f"{path.name}: kinds.{key}: {value!r} is none of {', '.join(KINDS)}{meant(value, KINDS)}")
    if not isinstance(data.get("as_of", date(2000, 1, 1)), date):
        raise LedgerError(f"{path.name}: as_of: {data['as_of']!r} is no date; expected a day such as 2024-12-31")
    for name, low, high in (("terms", 0.0, 365.0), ("share", 0.01, 1.0)):
        value = data.get(name, low)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise LedgerError(f"{path.name}: {name}: {value!r} is out of range; expected {low:g} to {high:g}")
    if not isinstance(data.get("currency", ""), str):
        raise LedgerError(f"{path.name}: currency: {data['currency']!r} is not a word such as RUB")
    data = {key: value for key, value in data.items() if key != "version"}
    if "dates" in data:
        data["dates"] = ORDERS[data["dates"]]
    return LedgerMap(**data)


def _one_of(data: dict, path: Path, name: str, words: tuple[str, ...]) -> None:
    if name in data and data[name] not in words:
        expected = " or ".join(json.dumps(word) for word in words)
        raise LedgerError(f"{path.name}: {name}: {data[name]!r} is not known; expected {expected}")
