"""In the wild: two commands at once, closed streams, odd paths, numbers of other libraries, Ctrl-C."""

import builtins
import copy
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from experiments.__main__ import main as entry
from experiments.commands import COMMANDS
from experiments.commands.cli import main
from experiments.comparing.compare import compare
from experiments.comparing.margin import margins
from experiments.explain import explain
from experiments.explain.displacement import displacement
from experiments.running.runs import run_seed
from experiments.running.threads import thread_pool
from experiments.writing import outputs
from experiments.writing.kept import Kept
from model import ChannelModel, simulate
from model.pieces import WANTED, GivenUp, in_pieces
from scenarios import load_scenario
from tests.conftest import SMALL

ROOT = Path(__file__).resolve().parent.parent
SIZES = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
RUN = ["run", "steady", "--months", "1", *SIZES]


def garden(*words, **how) -> subprocess.CompletedProcess:
    """A command in a process of its own."""
    how = {"capture_output": True, "timeout": 300, "check": False} | how
    how["env"] = {**os.environ, "PYTHONPATH": str(ROOT), **how.get("env", {})}
    return subprocess.run([sys.executable, "-m", "experiments", *map(str, words)], **how)


def complaint(capsys) -> str:
    """The one line on stderr."""
    err = capsys.readouterr().err
    assert err.startswith("error: ") and err.count("\n") == 1
    return err


# Copies of a market


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda market: pickle.loads(pickle.dumps(market))])
def test_a_copy_of_a_market_steps_itself(way):
    market = ChannelModel(load_scenario("steady", SMALL), seed=1, months=4)
    market.step()
    list(market.agents)
    other = way(market)
    assert np.shares_memory(other.columns["cash"], other.market.partners), "columns of a copy must be its own"
    before = {name: column.copy() for name, column in market.columns.items()}
    other.step()
    assert (market.month, other.month) == (1, 2)
    assert all(np.array_equal(market.columns[name], column) for name, column in before.items())
    market.step()
    assert all(np.array_equal(market.columns[name], other.columns[name]) for name in before)
    assert {agent.model for agent in other.agents} == {other} and len(other.agents) == len(market.agents)


class Careful(ChannelModel.__init__.__globals__["HANDLES"]["integrator"]):
    """Integrators that take nothing out."""

    def decide_withdrawal(self) -> float:
        return 0.0


def test_a_copy_keeps_the_rules_that_were_overridden():
    market = ChannelModel(load_scenario("steady", SMALL), seed=1, months=3, handles={"integrator": Careful})
    market.step()
    other = pickle.loads(pickle.dumps(market))
    market.step(), other.step()
    assert np.array_equal(market.columns["cash"], other.columns["cash"])


# Numbers


@pytest.mark.parametrize("months", [np.int64(2), np.float64(2.0), 2.0, np.uint8(2)])
def test_whole_numbers_of_any_type_are_taken(months):
    scenario = load_scenario(
        "steady", {**SMALL, "population.integrator": np.int64(3), "finance.funding_rate": np.float32(0.1)}
    )
    assert scenario.values["population.integrator"] == 3 and type(scenario.values["population.integrator"]) is int
    assert simulate(scenario, np.int64(1), months).months == 2
    assert ChannelModel(scenario, np.uint64(1), months).months == 2
    assert compare([scenario], np.int64(1), np.int64(1), months).pairs == 1


@pytest.mark.parametrize("bad", [2.5, "2", True, float("nan"), float("inf"), 0, 1201, None])
def test_numbers_that_are_not_whole_are_refused_and_never_cut(bad):
    scenario = load_scenario("steady", SMALL)
    if bad is not None:
        for run in (simulate, ChannelModel):
            with pytest.raises(ValueError, match="months: "):
                run(scenario, 1, bad)
        with pytest.raises(ValueError, match="months: "):
            compare([scenario], 1, 1, bad)
    bad = -1 if bad in (0, 1201) and not isinstance(bad, bool) else bad
    for run in (simulate, ChannelModel):
        with pytest.raises(ValueError, match="seed: "):
            run(scenario, bad, 1)


def test_every_answer_takes_whole_numbers_of_any_type_and_no_others():
    few = {**SMALL, "months": 2}
    steady, credit = load_scenario("steady", few), load_scenario("credit", few)
    assert run_seed(2.0, 0) == run_seed(np.uint8(2), 0) == run_seed(2, 0)
    assert explain(steady, np.float64(1), np.int64(1), months=2.0, runs=Fraction(1)).life.partner == 1
    assert len(margins([steady, credit], np.float32(1), np.int64(1))) == len(margins([steady, credit], 1))
    asked = {
        "seed": lambda bad: (explain(steady, bad, 1), margins([steady], 1, bad), compare([steady], 1, bad)),
        "months": lambda bad: (explain(steady, 1, 1, months=bad), margins([steady], 1, months=bad)),
        "partner": lambda bad: explain(steady, 1, bad),
        "runs": lambda bad: explain(steady, 1, 1, runs=bad),
        "replicates": lambda bad: (margins([steady], bad), displacement(steady, credit, bad)),
        "threads": lambda bad: compare([steady], 1, 1, threads=bad),
    }
    for name, answer in asked.items():
        for bad in (2.5, True, np.True_, "2", float("nan"), -1):
            with pytest.raises(ValueError, match=f"{name}: "):
                answer(bad)


# Two commands, one folder


@contextmanager
def held(code: str):
    """Another process that has run ``code`` and goes on until the block ends."""
    code = f"import time; from pathlib import Path; {code}; print('held', flush=True); time.sleep(60)"
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE,
                             env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    try:
        assert other.stdout.readline() == b"held\n"
        yield
    finally:
        other.kill()
        other.wait()


def test_a_second_command_is_kept_out_of_a_folder(tmp_path, capsys):
    with held(f"from experiments.writing.outputs import lock_folder; lock_folder(Path({str(tmp_path)!r}))"):
        assert main([*RUN, "--out", str(tmp_path)]) == 2
        assert "another command is writing there" in complaint(capsys)
        assert (
            main(["compare", "steady", "credit", "--replicates", "1", "--months", "1", *SIZES, "--out", str(tmp_path)])
            == 2
        )
        assert "another command is writing there" in complaint(capsys)
    assert main([*RUN, "--out", str(tmp_path)]) == 0, "a lock ends with its process"
    assert main([*RUN, "--out", str(tmp_path)]) == 0


def test_a_second_command_is_kept_out_of_a_file_of_results(tmp_path):
    path = tmp_path / "kept.jsonl"
    with (
        held(f"from experiments.writing.kept import Kept; Kept(Path({str(path)!r}), {{}})"),
        pytest.raises(outputs.OutputError, match="kept.jsonl: another command is writing there"),
    ):
        Kept(path, {})
    Kept(path, {})
    outputs.unlock()


def test_two_writers_of_one_file_leave_one_of_both_whole(tmp_path):
    path, size = tmp_path / "deck.html", 200_000
    bytes_of = {letter: letter.encode() * size for letter in "ab"}
    met = threading.Barrier(2)

    def write(letter: str) -> None:
        def slowly(part: Path) -> None:
            with part.open("wb") as file:
                file.write(bytes_of[letter][: size // 2])
                met.wait(10)
                file.write(bytes_of[letter][size // 2 :])

        outputs.write_file(path, slowly)

    writers = [threading.Thread(target=write, args=(letter,)) for letter in "ab"]
    [writer.start() for writer in writers]
    [writer.join() for writer in writers]
    assert path.read_bytes() in bytes_of.values() and [path] == list(tmp_path.iterdir())


def test_files_that_belong_together_are_written_all_or_none(tmp_path):
    def no_room(part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_text("old")
    with pytest.raises(outputs.OutputError, match="b: No space left on device"):
        outputs.write_files({tmp_path / "a": lambda part: part.write_text("new"), tmp_path / "b": no_room})
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


# Ctrl-C


def test_a_walk_is_cut_in_pieces_of_whole_months_and_ends_when_nobody_waits():
    walked = []
    in_pieces(lambda month, until: walked.append((month, until)), 0, 100)
    assert walked[0] == (0, 1) and walked[-1][1] == 100
    assert all(left[1] == right[0] for left, right in zip(walked, walked[1:], strict=False))
    in_pieces(lambda month, until: time.sleep(0.12 * (until - month)), 0, 5)
    before = WANTED.set(lambda: False)
    with pytest.raises(GivenUp):
        in_pieces(lambda month, until: None, 0, 1)
    WANTED.reset(before)


def test_runs_of_threads_are_given_up_when_their_caller_stops():
    ended = []

    def run() -> None:
        try:
            in_pieces(lambda month, until: time.sleep(0.02), 0, 10_000_000)
        finally:
            ended.append(time.monotonic())

    with pytest.raises(KeyboardInterrupt), thread_pool(2) as pool:
        for _ in range(50):
            pool.submit(run)
        time.sleep(0.2)
        raise KeyboardInterrupt
    stopped = time.monotonic()
    while len(ended) < 2 and time.monotonic() < stopped + 10:
        time.sleep(0.01)
    assert len(ended) == 2, "what had not begun must not begin"


DEAF = """
import hashlib, sys
from experiments.commands import COMMANDS, cli
def deaf(*given):
    print("begun", flush=True)
    hashlib.pbkdf2_hmac("sha256", b"", b"", 2_000_000_000)  # hears no signal, like compiled code
import experiments.batch.verify
experiments.batch.verify.verify = experiments.batch.verify.rerun = deaf
for name in COMMANDS:
    if name != "experiment":
        __import__(f"experiments.commands.{name}", fromlist=["execute"]).execute = deaf
cli.main()
"""


@pytest.mark.parametrize(
    "words", [["month"], ["experiment", "verify", "x"], ["experiment", "--json", "rerun", "x", "y"]]
)
def test_a_command_in_compiled_code_ends_within_a_second(words):
    # Shells have what they start in the background ignore Ctrl-C, and so all that it starts.
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    deaf = subprocess.Popen([sys.executable, "-c", DEAF, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env={**os.environ, "PYTHONPATH": str(ROOT)}, preexec_fn=hears)  # fmt: skip
    try:
        assert deaf.stdout.readline() == b"begun\n"
        begun = time.monotonic()
        deaf.send_signal(signal.SIGINT)
        _, told = deaf.communicate(timeout=60)
        assert time.monotonic() - begun < 20.0, "the work that it hears nothing in takes minutes"
    finally:
        deaf.kill()
    assert deaf.returncode == 130 and told == b"error: interrupted\n"


def test_ctrl_c_while_the_parts_of_a_command_are_read_is_one_line(monkeypatch, capsys):
    read = builtins.__import__

    def stopped(name, *rest):
        if name == "experiments.commands":
            raise KeyboardInterrupt
        return read(name, *rest)

    monkeypatch.setattr(builtins, "__import__", stopped)
    assert entry() == 130
    assert capsys.readouterr().err == "error: interrupted\n"


# Streams and paths


def test_a_reader_that_has_gone_is_no_error():
    for words in (["scenarios", "show", "steady"], ["scenarios"], ["experiment", "columns"], ["--help"], ["--version"]):
        line = ["bash", "-o", "pipefail", "-c", f"'{sys.executable}' -m experiments {' '.join(words)} | true"]
        gone = subprocess.run(line, timeout=300, capture_output=True, check=False,
                              env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
        assert gone.stderr == b"" and gone.returncode == 0


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_give_no_trace(closed):
    done = subprocess.run(f"'{sys.executable}' -m experiments scenarios {closed}", shell=True, timeout=300,
                          capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.returncode == 0 and b"Traceback" not in done.stderr and b"Exception" not in done.stderr


def test_a_full_disk_behind_stdout_is_one_line():
    with open("/dev/full", "w") as full:
        done = garden("scenarios", stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: ") and done.stderr.count(b"\n") == 1 and b"No space" in done.stderr


def test_what_is_shown_in_another_encoding_is_taken_back(tmp_path):
    given = tmp_path / "дом.toml"
    given.write_text('extends = "steady"\ntitle = "Ёлка — ½"\n', encoding="utf-8")
    shown = garden("scenarios", "show", given, env={"PYTHONIOENCODING": "cp1251", "PYTHONUTF8": "0"})
    assert shown.returncode == 0
    (tmp_path / "again.toml").write_bytes(shown.stdout)
    assert load_scenario(tmp_path / "again.toml").hash == load_scenario(given).hash


def test_a_full_disk_names_the_file(tmp_path):
    path = tmp_path / "k.jsonl"
    with pytest.raises(OSError, match="No space") as told, outputs.naming(path), open("/dev/full", "a") as file:
        file.write("x")
    assert told.value.filename == str(path)
    kept = Kept(path, {})
    kept.path = Path("/dev/full")
    with pytest.raises(OSError) as told:
        kept.add("1", {})
    assert told.value.filename == "/dev/full"


def test_a_scenario_whose_name_is_not_utf8_is_refused_before_it_runs(tmp_path, capsys):
    name = os.fsdecode(b"x\xff.toml")
    (tmp_path / name).write_text('extends = "steady"\n')
    assert main(["run", str(tmp_path / name), "--months", "1"]) == 2
    assert "is not a name in UTF-8" in complaint(capsys)


def test_the_tilde_is_the_home_folder_in_scenarios_too(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir("/")
    (tmp_path / "own.toml").write_text('extends = "steady"\nmonths = 7\n')
    (tmp_path / "above.toml").write_text('extends = "~/own.toml"\n')
    for name in ("~/own.toml", "credit+~/own.toml", "~/above.toml"):
        assert load_scenario(name).months == 7


@pytest.mark.parametrize("bad", ["", " ", "s3://bucket/x", "a\udcffb"])
def test_a_path_that_is_none_is_refused_before_anything_runs(tmp_path, monkeypatch, capsys, bad):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("model.simulation.opened_market", None)
    for words in (["run", "steady", "--out", bad], ["compare", "steady", "credit", "--out", bad],
                  ["figure", "service-margin", "--to", bad], ["report", "x", "--to", bad],
                  ["validate", "--out", bad], ["claims", "--keep", bad], ["robustness", "--page", bad],
                  ["calibrate", "--out", bad], ["population", "template", bad]):  # fmt: skip
        assert main(words) == 2
        complaint(capsys)
    assert not list(tmp_path.iterdir())


def test_the_tilde_is_the_home_folder_for_every_file(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert main([*RUN, "--out", "~/one"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert {"provenance.json", "monthly.parquet"} <= {path.name for path in (tmp_path / "home" / "one").iterdir()}


def test_batches_of_the_app_lie_with_the_users_data(tmp_path, monkeypatch):
    from experiments.writing.places import batches_folder

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("GARDEN_BATCHES", raising=False)
    assert batches_folder() == tmp_path / "partner-garden" / "batches"
    monkeypatch.setenv("GARDEN_BATCHES", "~/mine")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert batches_folder() == tmp_path / "mine"


# What to type


def test_alone_it_tells_what_to_type(capsys):
    assert main([]) == 0
    told = capsys.readouterr().out
    assert "garden compare" in told and "garden app" in told


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_its_flags(command, capsys):
    assert main([command, "--help"]) == 0
    assert f"garden {command}" in capsys.readouterr().out


def test_a_misspelt_command_is_met_with_the_one_that_was_meant(capsys):
    assert main(["comprae", "steady", "credit"]) == 2
    assert "did you mean compare?" in complaint(capsys)
    assert main(["experiment", "pln", "x"]) == 2
    assert "did you mean plan?" in complaint(capsys)


def test_the_version_names_project_model_and_sources(capsys):
    from agents.sources import compiled_hash
    from model import MODEL_VERSION

    assert main(["--version"]) == 0
    told = capsys.readouterr().out
    assert told.count("\n") == 1 and f"model version {MODEL_VERSION}" in told and compiled_hash() in told


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_shell_completes_commands_and_flags(shell, capsys):
    assert main(["--completion", shell]) == 0
    told = capsys.readouterr().out
    assert "compare" in told and "replicates" in told


def test_everything_is_compiled_by_one_command(capsys):
    assert main(["warm"]) == 0
    assert "ready in" in capsys.readouterr().out


# Names of packages


@pytest.mark.parametrize("name", ["model.py", "agents/__init__.py", "scenarios.py"])
def test_another_module_of_our_name_is_told_in_one_line(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("")
    done = garden("scenarios", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith(b"error: the name ") and done.stderr.count(b"\n") == 1


def test_a_package_installed_over_ours_is_told_in_one_line(tmp_path):
    import shutil

    for name in ("agents", "model", "scenarios", "experiments"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "agents" / "__init__.py").write_text('"""Agents of another kind."""\nimport no_such_package\n')
    done = garden("scenarios", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 2 and b"belongs to another package" in done.stderr and done.stderr.count(b"\n") == 1
