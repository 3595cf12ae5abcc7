"""The set-up: locks that hold every dependency with hashes and no address, and a Makefile that says what is missing."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def wanted_by(extra: str) -> list[str]:
    """What an extra asks for, with what the extras it names ask for in its place."""
    found = []
    for line in EXTRAS[extra]:
        asked = Requirement(line)
        if canonicalize_name(asked.name) == PROJECT["name"]:
            found += [inner for name in asked.extras for inner in wanted_by(name)]
        else:
            found.append(line)
    return found


LOCKS = {"app": [], "test": wanted_by("test")}
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = {"linux": ("Linux", "posix"), "darwin": ("Darwin", "posix"), "win32": ("Windows", "nt")}


def text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def pins(lock: str) -> list[tuple[Requirement, list[str]]]:
    """Each requirement of a lock with its hashes."""
    found = []
    for entry in re.sub(r"\\\n", " ", text(lock)).splitlines():
        if entry.strip() and not entry.lstrip().startswith("#"):
            head, *hashes = entry.split("--hash=")
            found.append((Requirement(head.strip()), [value.strip() for value in hashes]))
    return found


def installed(lock: str, python: str, system: str = "linux") -> dict[str, Version]:
    """Version by name that the lock installs on this Python; a name twice is an error."""
    platform, os_name = SYSTEMS[system]
    where = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": platform,
        "os_name": os_name,
    }
    found = {}
    for requirement, _ in pins(lock):
        if requirement.marker is None or requirement.marker.evaluate(where):
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} is pinned twice for Python {python}"
            found[name] = Version(str(requirement.specifier).removeprefix("=="))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address(lock):
    assert "://" not in text(lock)
    assert not re.search(r"^\s*-", text(lock).replace("    --hash=", ""), re.MULTILINE), (
        "only pins and hashes belong here"
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock):
    assert pins(lock)
    for requirement, hashes in pins(lock):
        assert re.fullmatch(r"==[\w.!+]+", str(requirement.specifier)), requirement
        assert requirement.url is None
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_direct_dependencies_are_locked_on_each_python(lock, python, system):
    have = installed(lock, python, system)
    for line in PROJECT["dependencies"] + LOCKS[lock]:
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate({"python_version": python}):
            version = have.get(canonicalize_name(wanted.name))
            assert version is not None, f"{wanted.name} is not locked for Python {python}"
            assert version in wanted.specifier, f"{wanted.name} {version} is not {wanted.specifier}"


@pytest.mark.parametrize("python", PYTHONS)
def test_tests_run_on_the_versions_of_the_app(python):
    app, test = installed("app", python), installed("test", python)
    assert {name: test.get(name) for name in app} == app


def make(tmp_path: Path, target: str, **environment: str) -> subprocess.CompletedProcess:
    """Run make on an environment of its own, never on the one these tests run in."""
    if shutil.which("make") is None:
        pytest.skip("there is no make on this machine")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PYTHON"))}
    return subprocess.run(
        [shutil.which("make"), "--no-print-directory", target, f"VENV={tmp_path / 'venv'}"],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def program(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def test_make_says_in_one_line_that_there_is_no_python(tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "cat", "touch", "rm", "mkdir", "test"):
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    done = make(tmp_path, "venv", PATH=str(programs))
    assert done.returncode != 0
    assert [line for line in done.stderr.splitlines() + done.stdout.splitlines() if "3.11" in line]


def test_make_says_in_one_line_that_python_has_no_venv(tmp_path):
    bare = program(tmp_path / "bin", "python3", 'case "$*" in *venv*|*ensurepip*) exit 1;; esac; echo 1')
    done = make(tmp_path, "venv", PYTHON=str(bare))
    assert done.returncode != 0
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("error:")]
    assert len(lines) == 1 and "venv" in lines[0]
