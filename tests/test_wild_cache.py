"""Compiled code is kept for exactly these sources, in a place that is told, or nowhere."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agents import cache
from agents.sources import compiled_files, compiled_hash, engine_files, project_root, source_hash

ROOT = project_root()
ENGINE = engine_files(ROOT)
COUNTED = {path.relative_to(ROOT).as_posix() for path in compiled_files(ROOT)}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The engine's sources in a folder of their own."""
    folder = tmp_path_factory.mktemp("sources")
    for name in ("agents", "model"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def hash_with(copy: Path, name: str, text: str) -> str:
    """The compiled sources' hash while a file of the copy holds another text."""
    path = copy / name
    before = path.read_bytes() if path.exists() else None
    path.write_text(text, encoding="utf-8")
    try:
        return compiled_hash.__wrapped__(copy)
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@pytest.fixture(scope="module")
def unedited(copy):
    """The compiled sources' hash of the copy as it is."""
    return compiled_hash.__wrapped__(copy)


@pytest.mark.parametrize("name", sorted(path.relative_to(ROOT).as_posix() for path in ENGINE.values()))
def test_an_edit_changes_the_hash_where_compiled_code_may_read_it_and_nowhere_else(copy, unedited, name):
    edited = hash_with(copy, name, (copy / name).read_text(encoding="utf-8") + "\n# edited\n")
    assert (edited != unedited) == (name in COUNTED)


def test_a_summary_and_the_shell_for_mesa_hold_nothing_that_is_compiled():
    assert not COUNTED & {"model/result.py", "model/channel.py", "model/simulation.py", "agents/handles.py"}


def test_a_run_depends_on_every_source(copy):
    before, path = source_hash(copy), copy / "model" / "result.py"
    text = path.read_bytes()
    path.write_bytes(text + b"\n# edited\n")
    assert source_hash(copy) != before
    path.write_bytes(text)


def test_whatever_a_compiled_function_reads_comes_from_a_file_that_counts():
    import ast

    from agents.compiled import DISPATCHERS

    for name in ENGINE:
        importlib.import_module(name)
    assert len(DISPATCHERS) > 150
    where = {path.relative_to(ROOT).as_posix(): path for path in ENGINE.values()}
    for made in DISPATCHERS:
        function = getattr(made, "py_func", made)
        file = Path(function.__code__.co_filename).resolve().relative_to(ROOT).as_posix()
        if file.startswith("tests/"):  # a test's own phase, of whichever tests ran before in this process
            continue
        assert file in COUNTED, function
        tree = ast.parse(where[file].read_text(encoding="utf-8"))
        sources = {
            alias.asname or alias.name: node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for read in function.__code__.co_names:
            source = sources.get(read, "")
            if source in ENGINE or f"{source}.{read}" in ENGINE:
                path = ENGINE.get(f"{source}.{read}", ENGINE.get(source))
                assert path.relative_to(ROOT).as_posix() in COUNTED, (function, read)


@pytest.mark.parametrize(
    "line",
    [
        "from agents.limits import CAP",
        "from agents import limits",
        "from agents import (\n    limits as others,\n    luck,\n)",
        "def late():\n    from agents.limits import CAP\n    return CAP",
        "x = 1; from agents.limits import CAP",
        "from agents.limits import \\\n    CAP",
        "from agents.between import CAP",
        # Where the text does not say what is imported, everything counts.
        "import agents.limits",
        "from . import limits",
        "from importlib import import_module\nlimits = import_module('agents.lim' + 'its')",
        "limits = __import__('agents.limits')",
        "from model import Result  # given on demand",
    ],
)
def test_no_way_of_importing_a_constant_hides_its_file(copy, line):
    (copy / "agents" / "between.py").write_text("from agents.limits import CAP\n", encoding="utf-8")
    (copy / "agents" / "limits.py").write_text("CAP = 1.0\n", encoding="utf-8")
    rules = (copy / "agents" / "leaving.py").read_text(encoding="utf-8")
    try:
        (copy / "agents" / "leaving.py").write_text(f"{rules}\n{line}\n", encoding="utf-8")
        before = compiled_hash.__wrapped__(copy)
        assert hash_with(copy, "agents/limits.py", "CAP = 2.0\n") != before
    finally:
        (copy / "agents" / "leaving.py").write_text(rules, encoding="utf-8")
        (copy / "agents" / "between.py").unlink()
        (copy / "agents" / "limits.py").unlink()


def test_a_rule_in_a_new_folder_counts(copy):
    (copy / "agents" / "kinds").mkdir()
    (copy / "agents" / "kinds" / "__init__.py").touch()
    before = compiled_hash.__wrapped__(copy)
    text = "from agents.compiled import rule\n\n\n@rule\ndef one():\n    return 1\n"
    assert hash_with(copy, "agents/kinds/new.py", text) != before
    shutil.rmtree(copy / "agents" / "kinds")


# One rule compiled and called: its answer, and where its code is kept.
RULE = """
from agents.compiled import rule
@rule
def one(x):
    return x + 1.0
print(one(1.0), one.stats.cache_path)
"""


def compiled_in(tmp_path: Path, **environment: str) -> tuple[str, str]:
    """(what is printed, what is said on stderr) by a process that compiles a rule of a file."""
    file = tmp_path / "someones_rule.py"
    file.write_text(RULE)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GARDEN", "NUMBA", "XDG"))}
    made = subprocess.run([sys.executable, str(file)], env={**clean, "PYTHONPATH": str(ROOT), **environment},
                          capture_output=True, text=True, timeout=300, check=True)  # fmt: skip
    return made.stdout, made.stderr


def test_code_is_kept_in_the_folder_of_these_sources(tmp_path):
    said, told = compiled_in(tmp_path, GARDEN_CACHE=str(tmp_path / "own"))
    assert said.startswith("2.0 ") and not told
    assert Path(said.split()[1]).parent == tmp_path / "own" / compiled_hash()


@pytest.mark.parametrize("spoilt", ["parent", "folder", "inside"])
def test_a_place_that_cannot_be_written_is_never_replaced_in_silence(tmp_path, spoilt):
    own, other = tmp_path / "own", tmp_path / "temporary"
    other.mkdir()
    if spoilt == "parent":
        own.write_text("a file")
    elif spoilt == "folder":
        own.mkdir()
        (own / compiled_hash()).write_text("a file")
    else:  # a process may make folders, but what numba made is somebody else's
        (own / compiled_hash()).mkdir(parents=True)
        (own / compiled_hash() / "agents_0").symlink_to("/proc/self/task", target_is_directory=True)
    found = [compiled_in(tmp_path, GARDEN_CACHE=str(own), TMPDIR=str(other)) for _ in range(2)]
    for said, told in found:
        assert said.startswith("2.0 ")
        kept = Path(said.split()[1]).parent
        assert kept.name == compiled_hash() and kept.parent.parent == other
        assert told.count("\n") == 1 and str(kept.parent) in told and str(own) in told
    assert found[0][0] == found[1][0], "a new folder for every process"
    assert kept.parent.stat().st_mode & 0o077 == 0


def test_without_any_place_every_process_compiles_and_says_so(tmp_path):
    other = tmp_path / "temporary"
    other.mkdir()
    (other / f"partner-garden-{os.getuid()}").write_text("a file")
    said, told = compiled_in(tmp_path, GARDEN_CACHE="/proc/nowhere", TMPDIR=str(other))
    assert said == "2.0 None\n"
    assert told.count("\n") == 1 and "every process compiles for itself" in told


def test_no_code_is_taken_from_a_folder_that_others_can_write_to(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    assert cache.why_not(shared, shared / "x", shared=True) == "it belongs to somebody else"
    assert cache.why_not(shared, shared / "x", shared=False) == ""
    (tmp_path / "link").symlink_to(shared)
    assert cache.why_not(tmp_path / "link", tmp_path / "link" / "x", shared=True)


def test_without_a_home_no_folder_is_named_after_the_tilde(tmp_path, monkeypatch):
    import pwd

    def nobody(number):
        raise KeyError(number)

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOME")
    for name in ("XDG_CACHE_HOME", "GARDEN_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    first = next(cache.places())
    assert "home" in cache.why_not(first, first / "x", shared=False)
    monkeypatch.setenv("GARDEN_CACHE", "~/garden")
    first = next(cache.places())
    assert "home" in cache.why_not(first, first / "x", shared=False)
    assert not list(tmp_path.iterdir())


def test_folders_of_old_sources_go_and_nothing_else(tmp_path):
    now = time.time()
    names = [f"{number:016x}" for number in range(9)]
    for age, name in enumerate(names):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (now, now - 86_400.0 * 2 * age))
    (tmp_path / "notes").mkdir()
    gone = cache.trimmed(tmp_path / names[8])
    assert sorted(path.name for path in gone) == names[cache.KEPT : 8]
    assert {path.name for path in tmp_path.iterdir()} == {*names[: cache.KEPT], names[8], "notes"}
    young = tmp_path / "y"
    for name in names:
        (young / name).mkdir(parents=True)
    assert not cache.trimmed(young / names[0]), "another clone may be at work in it"


ONCE = """
import sys, time
from agents.once import compiled_once
with compiled_once("test"):
    print("in", time.time(), flush=True)
    time.sleep(float(sys.argv[1]))
    print("out", time.time(), flush=True)
"""


def test_one_process_compiles_and_the_others_wait(tmp_path):
    environment = {**os.environ, "GARDEN_CACHE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    start = {"env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    first = subprocess.Popen([sys.executable, "-c", ONCE, "4"], **start)
    assert first.stdout.readline().startswith("in ")
    second = subprocess.run([sys.executable, "-c", ONCE, "0"], **start, timeout=300, check=True)
    out, _ = first.communicate(timeout=60)
    left, entered = (float(text.split()[1]) for text in (out, second.stdout))
    assert entered >= left and "waiting for it" in second.stderr
    third = subprocess.run([sys.executable, "-c", ONCE, "0"], **start, timeout=300, check=True)
    assert third.stderr == "" and len(list((tmp_path / compiled_hash()).glob("test-*"))) == 1


def test_compiling_is_told(tmp_path):
    said = "from agents.once import compiled_once\n" + RULE.replace("print(", "with compiled_once('test'):\n    print(")
    file = tmp_path / "told.py"
    file.write_text(said)
    environment = {**os.environ, "GARDEN_CACHE": str(tmp_path / "own"), "PYTHONPATH": str(ROOT)}
    again = [
        subprocess.run([sys.executable, str(file)], env=environment, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert "compiling the market's rules" in again[0].stderr
    assert re.search(r"compiled \d+ of at most \d+ functions in \d+ s", again[0].stderr)
    assert again[1].stderr == ""


def test_the_second_process_finds_what_it_compiles_and_leaves_rules_to_the_first():
    """Nobody would see it fail: the first process would take twice as long."""
    script = "import model.ahead as ahead, agents.cache as c; ahead.compile_ahead(); print(c.rules_too)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n" and cache.rules_too
