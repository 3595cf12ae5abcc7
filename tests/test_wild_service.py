"""The files of the deploy guide: a unit that systemd takes, and a container file whose every line can work."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from agents.cache import VARIABLE
from experiments.commands import COMMANDS, app, surroundings
from experiments.commands.cli import build_parser, main
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
    assert {".git", ".venv"} <= set((ROOT / ".dockerignore").read_text().split())


def test_the_app_finds_its_settings_wherever_it_is_installed(monkeypatch):
    from streamlit import config

    from app_pages import ledgers, server

    monkeypatch.setattr(config, "_main_script_path", server.__file__)
    settings = Path(server.__file__).with_name(".streamlit") / "config.toml"
    assert config.get_config_files("config.toml")[-1] == str(settings)
    told = tomllib.loads(settings.read_text(encoding="utf-8"))
    assert told["browser"]["gatherUsageStats"] is False
    assert told["server"]["maxUploadSize"] == ledgers.LARGEST  # the server refuses what is more, whatever a page says


def test_every_file_of_the_packages_goes_into_a_wheel():
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"][
        "*"
    ]
    for package in surroundings.PACKAGES:
        for path in (ROOT / package).rglob("*"):
            inside = path.relative_to(ROOT / package)
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                assert any(len(inside.parts) <= 3 and inside.match(pattern) for pattern in packed), inside


def test_a_place_that_is_named_from_here_is_not_looked_for_beside_the_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(BATCHES, "mine")
    monkeypatch.setenv(VARIABLE, "~/cache")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    told = app.environment()
    assert (told[BATCHES], told[VARIABLE]) == (str(tmp_path / "mine"), str(tmp_path / "home" / "cache"))


def test_an_app_without_a_home_or_of_another_package_is_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(surroundings, "ROOT", tmp_path)
    monkeypatch.setattr(surroundings, "PACKAGES", {})
    (tmp_path / "app.py").write_text("from flask import Flask")
    for why in ("belongs to another package", "there is no home folder"):
        assert main(["app", "--port", "1" if why.startswith("there") else "8599"]) == 2
        told = capsys.readouterr().err
        assert told.startswith("error: ") and told.count("\n") == 1 and why in told
        monkeypatch.setattr("os.path.expanduser", lambda text: text)


@pytest.mark.parametrize("name", [VARIABLE, BATCHES])
def test_every_variable_is_documented(name):
    assert f"`{name}`" in GUIDE
