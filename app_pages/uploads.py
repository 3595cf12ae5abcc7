"""Files that visitors hand in: small, strictly read, and answered in one line when they are not accepted."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.batch.manifest import Manifest, ManifestError, read_manifest, shipped_manifests
from experiments.channel.doubts import LedgerError
from experiments.channel.mapping import LedgerMap, load_mapping
from scenarios import Scenario, ScenarioError, load_scenario
from scenarios.listing import preset_names

LARGEST = 200_000  # bytes of a scenario file; the largest preset with every key written out has 30,000


def safe_name(name: str) -> str:
    """A file's name without folders or odd letters, for messages."""
    return re.sub(r"[^\w.+ -]", "_", Path(name.replace("\\", "/")).name)[:60] or "scenario.toml"


def _read(data: bytes, shown: str, what: str, refused: type[ValueError]) -> dict:
    """The table of an uploaded TOML file called ``shown``, empty where it is none: the reader says what is wrong.

    Raises ``refused`` when it is too large to be ``what``.
    """
    if len(data) > LARGEST:
        raise refused(f"{shown}: is larger than {LARGEST:,} bytes; expected {what}")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return {}


def _presets_only(names: list[str], shown: str, how: str, refused: type[ValueError]) -> None:
    """Refuse what names a file: a path would let a visitor read files of the server."""
    for name in names:
        if name not in preset_names():
            raise refused(f"{shown}: {how} {name[:60]!r}: expected a preset; files of one's own cannot be named here")


@contextmanager
def _on_disk(data: bytes, shown: str) -> Iterator[Path]:
    """The upload as a file, for a reader that wants one."""
    with tempfile.TemporaryDirectory(prefix="garden-") as folder:
        path = Path(folder) / shown
        path.write_bytes(data)
        yield path


def mapping_from(data: bytes, name: str) -> LedgerMap:
    """The mapping in an uploaded file; raises :class:`LedgerError` in one line."""
    shown = safe_name(name)
    if len(data) > LARGEST:
        raise LedgerError(f"{shown}: is larger than {LARGEST:,} bytes; expected a mapping file")
    with _on_disk(data, shown) as path:
        return load_mapping(path)


def manifest_from(data: bytes, name: str) -> tuple[str, str, Manifest]:
    """Name, text and manifest of an uploaded file; raises :class:`ManifestError` in one line.

    Like a scenario's file it may name presets only.
    """
    shown = safe_name(name)
    stem = shown.removesuffix(".toml")
    if not shown.endswith(".toml") or stem in shipped_manifests() or not re.fullmatch(r"\w[\w -]*", stem):
        raise ManifestError(f"{shown}: expected a .toml file with a plain name that no shipped manifest has")
    table = _read(data, shown, "a manifest", ManifestError)
    if "rules" in table:
        raise ManifestError(f"{shown}: rules: a page runs no Python of its visitors; expected garden experiment run")
    layers = [layer for named in _scenarios_of(table) for layer in named.split("+")]
    _presets_only(layers, shown, "names", ManifestError)
    with _on_disk(data, shown) as path:
        manifest = read_manifest(path)  # says what is wrong with the text
        return stem, data.decode("utf-8"), manifest


def _scenarios_of(table: dict) -> list[str]:
    """Every text of a manifest that means a scenario: its base, what is compared, and levels of bundles."""
    others = table.get("scenarios", [])
    effect = table.get("effect")
    effects = effect.values() if isinstance(effect, dict) else [effect]
    named = [table.get("base"), *effects, *(others if isinstance(others, list) else [])]
    bundles = table.get("bundles", {})
    for levels in bundles.values() if isinstance(bundles, dict) else ():
        named += levels.values() if isinstance(levels, dict) else []
    return [text for text in named if isinstance(text, str)]


def scenario_from(data: bytes, name: str) -> Scenario:
    """The scenario in an uploaded file; raises :class:`ScenarioError` in one line.

    Such a file may extend presets only.
    """
    shown = safe_name(name)
    if not shown.endswith(".toml"):
        raise ScenarioError(f"{shown}: expected a .toml file")
    told = _read(data, shown, "a scenario file", ScenarioError)
    population = told.get("population")
    if isinstance(population, dict) and "file" in population:
        raise ScenarioError(f"{shown}: population.file: expected no other file; open the list of partners by itself")
    bases = told.get("extends", [])
    bases = [bases] if isinstance(bases, str) else bases if isinstance(bases, list) else []
    _presets_only([base for base in bases if isinstance(base, str)], shown, "extends", ScenarioError)
    with _on_disk(data, shown) as path:
        return load_scenario(path)
