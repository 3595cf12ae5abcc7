"""Reading scenarios: files, presets, ``extends``, layers (``a+b``) and single values."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from model.parameters import PARAMETERS
from model.settings import distributor_names
from scenarios.check import ScenarioError, checked, datable, known_key, meant, unsteered, wanted_goods
from scenarios.listing import FOLDER, preset_names
from scenarios.partners import LARGEST_LIST, Partners, PartnersError, PartnersFileError, load_partners, read_partners
from scenarios.places import key_lines, line_of
from scenarios.scenario import Change, Scenario, checked_change, default_scenario, replacing, within
from scenarios.some import checked_some

LARGEST_FILE = 1_000_000 + LARGEST_LIST  # bytes; a written scenario holds its list of partners
RESERVED = ("extends", "title", "description", "timeline")
OF_FILES = ("population.file", "population.partners")  # lists of partners, found beside the file that names them
ENTRY_KEYS = ("month", "until", "name", "share", "only", "set")


def load_scenario(name: str | Path, values: Mapping[str, object] | None = None) -> Scenario:
    """A preset by name, a file by path, or layers of both joined with ``+`` (later ones win).

    ``values`` are set on top; a text is read as in ``--set key=value``. Raises :class:`ScenarioError`,
    whose text is one line: what, where, what was expected.
    """
    if values is not None and not isinstance(values, Mapping):
        raise ScenarioError(f"{name}: values {values!r} is not a mapping; expected {{key: value}}")
    text = os.path.expanduser(str(name))
    layers = [text] if Path(text).is_file() else [layer.strip() for layer in text.split("+")]
    read = _Read(default_scenario())
    for layer in layers:
        read = _layered(read, _located(layer, Path.cwd()), ())
    if values:
        read = read.with_values({key: read_value(key, value) for key, value in values.items()})
    wanted_goods(read.scenario.values)
    if (key := read.scenario.never_held()) is not None:
        first = min(replacing(read.scenario.timeline, key), key=lambda change: change.month)
        raise ScenarioError(
            f"{key}: {read.scenario.values[key]} holds in no month, since the dated change {first.name!r} of the "
            f"scenario sets it from month {first.month}; expected that change without the key, or no value for it"
        )
    stems = [Path(layer).stem if layer.endswith(".toml") else layer for layer in layers]
    return replace(read.scenario, name=unsteered("+".join(stems)))


def load_scenarios(names: Sequence[str | Path], values: Mapping[str, object] | None = None) -> list[Scenario]:
    """Several scenarios (see :func:`load_scenario`) that results can tell apart by their names.

    The same scenario once more is given a number; raises :class:`ScenarioError` for different ones of one name.
    """
    found: dict[str, Scenario] = {}
    for name in names:
        scenario = load_scenario(name, values)
        called = scenario.name
        if called in found:
            if found[called].hash != scenario.hash:
                earlier = names[list(found).index(called)]
                raise ScenarioError(
                    f"{name}: is called {called}, as {earlier} is; expected another name (rename one of the files)"
                )
            called = next(numbered for n in count(2) if (numbered := f"{scenario.name} ({n})") not in found)
        found[called] = replace(scenario, name=called)
    return list(found.values())


def read_value(key: str, value: object) -> object:
    """A value given as text, as ``--set`` gives it: a number, or a bare word where a choice is meant."""
    if key in OF_FILES:
        raise ScenarioError(
            f"{key}: is a key of files alone; expected [population] with {key.split('.')[1]} = ... in one"
        )
    if not isinstance(value, str):
        return value
    known_key(key)
    if PARAMETERS[key].choices:
        return value.strip().strip("\"'")
    if PARAMETERS[key].unit == "names" and not value.lstrip().startswith("["):
        return value.strip().strip("\"'")
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _located(name: str, folder: Path) -> Path:
    """The file that a name or a path means."""
    if not name:
        raise ScenarioError("scenario: the name is empty; expected a preset or a .toml file")
    if any("\ud800" <= sign <= "\udfff" for sign in name):  # told now: the writers of results take no other
        raise ScenarioError(f"{name.encode('utf-8', 'backslashreplace').decode()}: is not a name in UTF-8")
    name = os.path.expanduser(name)
    if not name.endswith(".toml") and "/" not in name and "\\" not in name:
        if name not in preset_names():
            raise ScenarioError(f"{name}: no such preset{meant(name, preset_names())} (garden scenarios lists them)")
        return FOLDER / f"{name}.toml"
    return (folder / name).resolve() if not Path(name).is_absolute() else Path(name)


def file_table(path: Path, expected: str = "a scenario file") -> tuple[dict, str]:
    """The table and the text of a TOML file; raises :class:`ScenarioError` for one that cannot be read."""
    text = _text(path, expected)
    return _parsed(path, text), text


def _text(path: Path, expected: str) -> str:
    """A file's text."""
    shown = path.name or str(path)
    try:
        if path.is_dir():
            raise ScenarioError(f"{shown}: is a folder; expected a .toml file")
        if path.stat().st_size > LARGEST_FILE:
            raise ScenarioError(f"{shown}: is larger than {LARGEST_FILE} bytes; expected {expected}")
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")  # the byte order mark that editors put first
    except FileNotFoundError:
        raise ScenarioError(f"{shown}: no such file") from None
    except UnicodeDecodeError as problem:
        raise ScenarioError(f"{shown}: is not UTF-8 text (byte {problem.start})") from None
    except (OSError, ValueError) as problem:
        if isinstance(problem, ScenarioError):
            raise
        raise ScenarioError(f"{shown}: cannot be read ({getattr(problem, 'strerror', None) or problem})") from None
    if not text.strip():
        raise ScenarioError(f"{shown}: is empty; expected {expected}")
    return text


def _parsed(path: Path, text: str) -> dict:
    try:
        return unsteered(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        reason = " ".join(str(problem).split())
        raise ScenarioError(f"{path.name}: is not TOML: {reason}") from None
    except RecursionError:
        raise ScenarioError(f"{path.name}: is nested too deeply; expected tables of keys") from None


@dataclass(frozen=True)
class _Read:
    """What the files read so far make.

    ``changes`` holds the dated changes of all of them, also those after the last month: a later layer may have more
    months. ``stated`` says whether the last file, or what it extends, says how many months there are.
    """

    scenario: Scenario
    changes: tuple[Change, ...] = ()
    stated: bool = False

    def with_values(self, values: Mapping[str, object], origin: str = "--set") -> _Read:
        """The same with other values, and the changes that these leave in the run."""
        scenario = self.scenario.with_values(values, origin)
        dated = {key for key in values if replacing(self.changes, key)}
        scenario = replace(scenario, overlaid=scenario.overlaid | dated)
        return replace(self, scenario=scenario.with_timeline(within(scenario.months, self.changes)))

    def with_change(self, change: Change) -> _Read:
        """The same with one more change, which must begin within the months that its file is written for."""
        scenario = self.scenario
        months = scenario.months if self.stated else max(scenario.months, int(PARAMETERS["months"].default))
        changes = (*self.changes, checked_change(change, months, scenario.values))
        return replace(self, scenario=scenario.with_timeline(within(scenario.months, changes)), changes=changes)


def _layered(read: _Read, path: Path, seen: tuple[Path, ...]) -> _Read:
    """``read`` with the differences that a file and all that it extends declare."""
    if path in seen:
        chain = " -> ".join(p.name for p in (*seen[seen.index(path) :], path))
        raise ScenarioError(f"{path.name}: extends itself: {chain}")
    data, text = file_table(path)
    lines = key_lines(text)

    def problem(key: str, why: object) -> ScenarioError:
        line = line_of(key, lines)
        return ScenarioError(f"{path.name}{f':{line}' if line else ''}: {why}")

    for word in ("title", "description"):
        if not isinstance(data.get(word, ""), str):
            raise problem(word, f"{word}: {data[word]!r} is not a text")
    bases = data.get("extends", [])
    bases = [bases] if isinstance(bases, str) else bases
    if not isinstance(bases, list) or not all(isinstance(base, str) for base in bases):
        raise problem("extends", f"extends: {bases!r} is not the name of a scenario")
    stated = "months" in data
    for base in bases:
        try:
            read = _layered(read, _located(base, path.parent), (*seen, path))
        except ScenarioError as why:
            if not str(why).startswith(f"{base}: no such preset"):
                raise
            raise problem("extends", f"extends: {why}") from None
        stated = stated or read.stated
    given = _given(data, path, read.scenario, problem)
    values = {}
    for key, value in _flat({k: v for k, v in data.items() if k not in RESERVED}):
        if key in values:
            raise problem(key, f"{key}: is given twice; expected one value")
        try:
            values[key] = checked(key, value) if _a_value(key, value) else _not_a_value(key, value)
        except ScenarioError as why:
            raise problem(key, why) from None
    try:
        read = replace(read, stated=stated).with_values(values, origin=path.stem)
    except ScenarioError as why:
        raise problem(str(why).split(":")[0], why) from None
    if given is not None:
        counts = {key: value for key, value in values.items() if key.startswith("population.")}
        try:
            listed = replace(read, scenario=read.scenario.with_partners(given))
            read = listed.with_values(counts, origin=path.stem)
        except PartnersError as why:
            raise problem("population", why) from None
    for number, entry in enumerate(_entries(data, problem)):
        change = _change(entry, f"timeline[{number}]", number, problem)
        try:
            read = read.with_change(change)
        except ScenarioError as why:
            raise problem(f"timeline[{number}]", why) from None
    words = {word: data[word] for word in ("title", "description") if word in data}
    return replace(read, scenario=replace(read.scenario, name=path.stem, **words))


def _given(data: dict, path: Path, scenario: Scenario, problem) -> Partners | None:
    """The partners that ``[population]`` gives, by ``file`` or in the scenario itself; taken out of ``data``."""
    table = data.get("population")
    if not isinstance(table, dict) or not {"file", "partners"} & set(table):
        return None
    for word in ("file", "partners"):
        if not isinstance(table.get(word, ""), str):
            raise problem(f"population.{word}", f"population.{word}: {table[word]!r} is not a text")
    if "file" in table and "partners" in table:
        raise problem(
            "population.file", "population.file: the list stands in population.partners already; expected one"
        )
    count = table.get("distributor", scenario.values["population.distributor"])
    known = distributor_names(count) if isinstance(count, int) and 0 < count <= 1000 else ()
    if not set(table) - {"file", "partners"}:
        del data["population"]
    else:
        data["population"] = {key: value for key, value in table.items() if key not in ("file", "partners")}
    if "partners" in table:
        return read_partners(table["partners"].encode(), f"{path.name}: population.partners", known)
    try:
        return load_partners(path.parent / os.path.expanduser(table["file"]), known)
    except PartnersFileError as why:
        raise problem("population.file", f"population.file: {why}; looked for beside the scenario") from None


def _flat(table: dict, prefix: str = "") -> list[tuple[str, object]]:
    """Dotted keys and values of nested tables; a table under a known key stays whole, to be refused."""
    rows: list[tuple[str, object]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and value and key not in PARAMETERS:
            rows += _flat(value, f"{key}.")
        else:
            rows.append((key, value))
    return rows


def _a_value(key: str, value: object) -> bool:
    """Whether a value may stand under a key: no table, and a list only where names are meant."""
    return not isinstance(value, dict | list) or (
        isinstance(value, list) and key in PARAMETERS and PARAMETERS[key].unit == "names"
    )


def _not_a_value(key: str, value: object):
    if key not in PARAMETERS and value == {} and any(name.startswith(f"{key}.") for name in PARAMETERS):
        raise ScenarioError(f"{key}: the table is empty; expected keys in it")
    known_key(key)
    what = "a table" if isinstance(value, dict) else "a list"
    raise ScenarioError(f"{key}: {what} stands where one value was expected ({PARAMETERS[key].unit})")


def _entries(data: dict, problem) -> list[dict]:
    entries = data.get("timeline", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise problem("timeline", "timeline: expected [[timeline]] entries with month and set")
    return entries


def _change(entry: dict, where: str, number: int, problem) -> Change:
    """One dated change from its table."""
    for key in entry:
        if key not in ENTRY_KEYS:
            raise problem(f"{where}.{key}", f"timeline.{key}: unknown key{meant(key, ENTRY_KEYS)}")
    for key in ("month", "set"):
        if key not in entry:
            raise problem(where, f"timeline entry {number + 1}: {key} is missing")
    name = entry.get("name", f"change {number + 1}")
    if not isinstance(name, str):
        raise problem(f"{where}.name", f"timeline.name: {name!r} is not a text")
    if not isinstance(entry["set"], dict) or not entry["set"]:
        raise problem(f"{where}.set", "timeline.set: expected a table from key to value")
    values = {}
    for key, value in _flat(entry["set"]):
        if key in values:
            raise problem(f"{where}.set.{key}", f"{key}: is given twice; expected one value")
        try:
            values[key] = checked(key, value) if _a_value(key, value) else _not_a_value(key, value)
            datable(key)
        except ScenarioError as why:
            raise problem(f"{where}.set.{key}", why) from None
    for key in ("month", "until"):
        if key in entry and (isinstance(entry[key], bool) or not isinstance(entry[key], int)):
            raise problem(f"{where}.{key}", f"timeline.{key}: {entry[key]!r} is not a whole number of months")
    try:
        share, only = checked_some(entry.get("share"), entry.get("only"), values, f"timeline entry {name!r}")
    except ScenarioError as why:
        raise problem(f"{where}.{'only' if 'only' in entry else 'share'}", why) from None
    return Change(entry["month"], entry.get("until"), name, values, share, only)
