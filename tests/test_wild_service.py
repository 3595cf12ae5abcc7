"""The files of the deploy guide: a unit that systemd takes, and a container file whose every line can work."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agents.cache import VARIABLE
from experiments.commands import COMMANDS
from experiments.commands.cli import build_parser
from experiments.writing.places import BATCHES

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "guides" / "deploy.md").read_text(encoding="utf-8")
UNIT = re.search(r"```ini\n(.*?)```", GUIDE, re.DOTALL)[1]
LINES = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
STEPS = [line.split(None, 1) for line in LINES if line.strip() and not line.startswith("#")]


def service() -> dict[str, list[str]]:
    """Keys of the unit's service, each with its values."""
    found: dict[str, list[str]] = {}
    for line in UNIT.split("[Service]")[1].split("[Install]")[0].strip().splitlines():
        key, value = line.split("=", 1)
        found.setdefault(key, []).append(value)
    return found


def test_the_app_may_write_where_it_is_told_to_keep_things():
    found = service()
    values = dict(line.split("=", 1) for line in found["Environment"])
    made = [f"/var/lib/{found['StateDirectory'][0]}", f"/var/cache/{found['CacheDirectory'][0]}"]
    assert set(values) == {"HOME", VARIABLE, BATCHES}
    assert all(value.startswith(tuple(made)) for value in (*values.values(), *found["WorkingDirectory"]))
    assert "%h" not in UNIT, "in a system unit that is the home of root"
    words = shlex.split(found["ExecStart"][0])
    assert words[0].endswith("/bin/garden") and build_parser().parse_args(words[1:]).command == "app"


def test_systemd_takes_the_unit(tmp_path):
    parser = configparser.ConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string(UNIT)
    assert set(parser) - {"DEFAULT"} == {"Unit", "Service", "Install"}
    program = shutil.which("systemd-analyze")
    if program:  # where it exists
        unit = tmp_path / "partner-garden.service"
        unit.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT))
        done = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0 and "partner-garden" not in done.stderr, done.stderr


def test_what_the_container_copies_is_there():
    for step, rest in STEPS:
        if step == "COPY":
            assert (ROOT / rest.split()[0]).exists(), rest
        for lock in re.findall(r"-r (\S+)", rest):
            assert (ROOT / lock).exists(), lock


def test_what_the_container_starts_are_commands_that_there_are():
    shell = [words for step, rest in STEPS if step == "RUN" for words in re.findall(r"garden (\w+)", rest)]
    assert "warm" in shell and set(shell) <= {*COMMANDS, "mkdir"}
    start = next(rest for step, rest in STEPS if step == "CMD")
    words = re.findall(r'"([^"]*)"', start)
    assert words[0] == "garden" and build_parser().parse_args(words[1:]).address == "0.0.0.0"


def test_the_containers_state_is_in_its_volume_and_not_with_the_code():
    values = dict(word.split("=", 1) for step, rest in STEPS if step == "ENV" for word in shlex.split(rest))
    volume = next(rest for step, rest in STEPS if step == "VOLUME")
    assert {VARIABLE, BATCHES, "HOME"} == set(values) and values[BATCHES].startswith(volume)
    assert STEPS[0][0] == "FROM" and [rest for step, rest in STEPS if step == "USER"] == ["garden"]
    assert {".git", ".venv"} <= set((ROOT / ".containerignore").read_text().split())


@pytest.mark.parametrize("name", [VARIABLE, BATCHES])
def test_every_variable_is_documented(name):
    assert f"`{name}`" in GUIDE
