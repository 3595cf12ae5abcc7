"""Which source files compiled code depends on, and the hashes that name a set of sources.

Numba looks at the file that a function stands in and at no other, so what its cache is called must change with every
file that compiled code reads from. Such a file holds rules itself, or is imported by one that does, however deep:
whatever a rule reads (another rule, a constant, a table's columns) has come through an import. Imports are looked for
in the bare text, where prose can only add files, never hide one; and where the text does not say what is imported,
every file counts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ENGINE_FOLDERS = ("agents", "model")
PROJECT = (*ENGINE_FOLDERS, "scenarios", "experiments", "app_pages")  # whatever of it a rule's file may import
COMPILERS = ("agents.compiled", "numba")  # what a file that holds rules has imported
IMPORTS = re.compile(r"\bfrom\s+([\w.]+)\s+import\s+(\([^)]*\)|[^\n;]*)|\bimport\s+([^\n;]*)")
UNTOLD = re.compile(r"\b(import_module|__import__|exec|eval)\b")


def project_root() -> Path:
    """The folder that the project's packages stand in."""
    return Path(__file__).resolve().parent.parent


def engine_files(root: Path) -> dict[str, Path]:
    """Every source of the engine below ``root`` by the name of its module."""
    files = (path for folder in ENGINE_FOLDERS for path in sorted((root / folder).rglob("*.py")))
    return {".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


def compiled_files(root: Path) -> list[Path]:
    """The files that compiled code depends on, sorted."""
    engine = engine_files(root)
    texts = {name: path.read_text(encoding="utf-8") for name, path in engine.items()}
    ahead = [name for name, text in texts.items() if holds_rules(text)]
    found: dict[str, Path] = {}
    while ahead:
        name = ahead.pop()
        path = engine.get(name) or located(root, name)
        if path is None or name in found:
            continue
        found[name] = path
        names = imported(name, path.read_text(encoding="utf-8"), root, path.name == "__init__.py")
        if names is None:
            return sorted({*engine.values(), *found.values()})
        ahead += names
    return sorted(found.values())


def holds_rules(text: str) -> bool:
    """True when a module's text imports what compiles."""
    return any(module in COMPILERS or f"{module}.{word}" in COMPILERS for module, word in import_words(text))


def located(root: Path, name: str) -> Path | None:
    """The project's file of a module's name; None for what is no module of the project."""
    if name.partition(".")[0] not in PROJECT:
        return None
    path = root.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def import_words(text: str) -> list[tuple[str, str]]:
    """What a module's text may import: (module, word of it, or nothing for the module itself)."""
    found = []
    for source, words, plain in IMPORTS.findall(re.sub(r"\\\n|#[^\n]*", " ", text)):
        parts = [part.split() for part in (words or plain).strip("() \n").split(",")]
        found += [(source, part[0]) if source else (part[0], "") for part in parts if part]
    return found


def imported(name: str, text: str, root: Path, package: bool) -> list[str] | None:
    """Modules of the project that a module's text may import, packages on the way included.

    None when the text does not tell: names made while it runs, a package that is imported as a whole or by dots, or
    a word that a ``package`` gives on demand (which is why the text of one may hold names made while it runs).
    """
    if UNTOLD.search(text) and not package and name != __name__:
        return None
    found = []
    for module, word in import_words(text):
        if module.partition(".")[0] not in PROJECT and not module.startswith("."):
            continue
        if not word or module.startswith("."):
            return None
        path = located(root, module)
        parts = f"{module}.{word}".split(".") if located(root, f"{module}.{word}") else module.split(".")
        if path is not None and path.name == "__init__.py" and ".".join(parts) == module:
            own = path.read_text(encoding="utf-8")
            if not re.search(rf"^(def |class )?{re.escape(word)}\b\s*[:=(]", own, re.MULTILINE):
                return None
        found += [".".join(parts[: end + 1]) for end in range(len(parts))]
    return found


def hash_of(files: Iterable[Path], root: Path) -> str:
    """Hash of files and their places below ``root`` (16 hex digits)."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def source_hash(root: Path | None = None) -> str:
    """Hash of every engine source: what a run's numbers depend on."""
    root = root or project_root()
    return hash_of(sorted(engine_files(root).values()), root)


@cache
def compiled_hash(root: Path | None = None) -> str:
    """Hash of the sources that compiled code depends on: what its folder is called."""
    root = root or project_root()
    return hash_of(compiled_files(root), root)
