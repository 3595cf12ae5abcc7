"""Rules in plain Python that a manifest names: read as text, known by a hash, and run only where runs are made."""

from __future__ import annotations

import ast
import hashlib
import sys
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from agents.partner import KINDS
from scenarios import ScenarioError
from scenarios.check import meant

FACTOR = "rule"  # the factor whose levels are rules
OWN = "own"  # its level of the market's own rules
OURS = ("agents", "model", "scenarios")


@dataclass(frozen=True)
class Rule:
    """The class of a file that decides for partners of a kind; ``source`` is the file's text."""

    kind: str
    file: str
    name: str
    source: str

    @property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that name kind, class and source."""
        return hashlib.sha256(f"{self.kind}:{self.name}:{self.source}".encode()).hexdigest()[:16]

    def handle(self) -> type:
        """The class itself; runs the file. Raises :class:`ScenarioError` for one that the market cannot use."""
        return _handle(self)


def read_rules(table: Mapping, folder: Path) -> dict[str, tuple[Rule, ...]]:
    """Rules by their name; raises :class:`ScenarioError`, which begins with the key.

    In: for each name a table from kind of partner to ``"file.py:Class"``; files stand beside the manifest in
    ``folder``. Nothing is run here: a stored batch can be looked at without running what its author wrote.
    """
    found: dict[str, tuple[Rule, ...]] = {}
    files: dict[str, str] = {}
    for name, given in table.items():
        if name == OWN:
            raise ScenarioError(f"rules.{name}: means the market's own rules; expected another name")
        if not isinstance(given, dict) or not given:
            raise ScenarioError(f'rules.{name}: expected a table from kind to "file.py:Class"')
        found[name] = tuple(_read(f"rules.{name}.{kind}", kind, place, folder) for kind, place in given.items())
        for rule in found[name]:
            if files.setdefault(rule.file, rule.source) != rule.source:
                raise ScenarioError(f"rules.{name}: two different files are called {rule.file}; expected other names")
    return found


def _read(where: str, kind: str, place: object, folder: Path) -> Rule:
    if kind not in KINDS:
        raise ScenarioError(f"{where}: {kind} is no kind of partner ({', '.join(KINDS)}){meant(kind, KINDS)}")
    file, colon, name = place.partition(":") if isinstance(place, str) else ("", "", "")
    if not colon or not file.endswith(".py") or not name.isidentifier():
        raise ScenarioError(f'{where}: {place!r}; expected "file.py:Class"')
    try:
        source = (folder / file).read_text(encoding="utf-8")
        tree = ast.parse(source)
    except (OSError, UnicodeDecodeError, SyntaxError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or getattr(problem, "msg", None) or problem
        line = f", line {problem.lineno}" if isinstance(problem, SyntaxError) else ""
        raise ScenarioError(f"{where}: {file}: {reason}{line}") from None
    classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    if name not in classes:
        raise ScenarioError(f"{where}: {file} has no class {name}{meant(name, classes)}")
    return Rule(kind, Path(file).name, name, source)


@lru_cache(maxsize=64)
def _handle(rule: Rule) -> type:
    from agents.handles import DECISIONS, HANDLES
    from agents.meaning import RuleError, check_handle

    for name in imported(ast.parse(rule.source)):
        if not known(name):
            raise ScenarioError(f"{rule.file}: imports {name}, whose source no run would name; expected one file")
    module = types.ModuleType(f"garden_rule_{rule.hash}")
    module.__file__ = rule.file
    sys.modules[module.__name__] = module
    try:
        exec(compile(rule.source, rule.file, "exec"), module.__dict__)
        handle = getattr(module, rule.name)
        if not (isinstance(handle, type) and issubclass(handle, HANDLES[rule.kind])):
            raise RuleError(f"{rule.name}: is no subclass of agents.handles.{HANDLES[rule.kind].__name__}")
        check_handle(handle, HANDLES[rule.kind], DECISIONS)
    except Exception as problem:  # whatever the file does when it is run
        text = " ".join(f"{type(problem).__name__}: {problem}".split())
        raise ScenarioError(f"{rule.file}: {problem if isinstance(problem, RuleError) else text}") from None
    return handle


def imported(tree: ast.Module) -> list[str]:
    """First parts of the names of modules that a file imports anywhere."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." if node.level else (node.module or "").split(".")[0])
    return list(dict.fromkeys(found))


def known(name: str) -> bool:
    """True for modules of Python, of this project's engine, and of installed packages."""
    if name in sys.stdlib_module_names or name in OURS:
        return True
    spec = find_spec(name) if name not in (".", "") else None
    return spec is not None and "site-packages" in str(spec.origin or "")
