"""A folder holds one result: nothing of another stays in it, and nothing that is not ours is touched."""

import json
import os

import pyarrow.parquet as parquet
import pytest

from experiments.commands.cli import main
from experiments.comparing.compare import Comparison
from scenarios import load_scenario
from tests.conftest import SMALL

SIZES = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]


def run(folder, *more):
    """A run of one month with its tables in ``folder``; the exit code."""
    return main(["run", "steady", "--months", "1", *SIZES, "--out", str(folder), "--json", *more])


def compare(folder, *names):
    """A comparison of one month in ``folder``; the exit code."""
    return main(["compare", *names, "--months", "1", "--replicates", "1", *SIZES, "--out", str(folder), "--json"])


def held(folder):
    """What a folder holds: bytes by file name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def complaint(capsys):
    """The one line on stderr."""
    err = capsys.readouterr().err
    assert err.startswith("error: ") and err.count("\n") == 1
    return err


@pytest.fixture
def one_run(tmp_path, capsys):
    """The folder of a run that recorded its panel."""
    assert run(tmp_path / "run", "--panel", "--seed", "1") == 0
    capsys.readouterr()
    return tmp_path / "run"


def test_tables_that_a_later_run_does_not_write_go(one_run, tmp_path):
    assert run(one_run, "--seed", "2") == 0
    assert run(tmp_path / "fresh", "--seed", "2") == 0
    assert (one_run / "monthly.parquet").read_bytes() == (tmp_path / "fresh" / "monthly.parquet").read_bytes()
    assert held(one_run).keys() == held(tmp_path / "fresh").keys()


def test_results_of_another_command_stay(one_run, tmp_path, capsys):
    before = held(one_run)
    assert compare(one_run, "steady", "credit") == 2
    assert "holds what garden run has written; expected an empty folder" in complaint(capsys)
    assert held(one_run) == before
    assert compare(tmp_path / "both", "steady", "credit") == 0
    capsys.readouterr()
    before = held(tmp_path / "both")
    assert run(tmp_path / "both") == 2 and "holds what garden compare has written" in complaint(capsys)
    assert held(tmp_path / "both") == before
    assert compare(tmp_path / "both", "steady", "credit") == 0


@pytest.mark.parametrize("name", ["notes.txt", "mine.parquet", "runs.parquet"])
def test_a_file_that_no_run_writes_keeps_its_folder_as_it_is(one_run, capsys, name):
    (one_run / name).write_bytes(b"precious")
    before = held(one_run)
    assert run(one_run) == 2 and name in complaint(capsys)
    assert held(one_run) == before


def test_a_provenance_that_is_not_ours_is_no_result(tmp_path, capsys):
    (tmp_path / "provenance.json").write_text(json.dumps(["comparison", "scenario_hash"]))
    before = held(tmp_path)
    assert run(tmp_path) == 2 and "provenance.json" in complaint(capsys)
    assert held(tmp_path) == before


def test_a_full_disk_leaves_the_earlier_result(one_run, monkeypatch, capsys):
    before, write, written = held(one_run), parquet.write_table, []

    def no_room(table, path, **more):
        written.append(path)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        write(table, path, **more)

    monkeypatch.setattr(parquet, "write_table", no_room)
    assert run(one_run, "--seed", "2") == 2 and "No space left on device" in complaint(capsys)
    assert held(one_run) == before


@pytest.mark.parametrize("done", range(5))
def test_a_killed_command_leaves_no_mixture(one_run, tmp_path, monkeypatch, done, capsys):
    rename, renamed = os.replace, []

    def killed(*paths):
        if len(renamed) == done:
            raise KeyboardInterrupt
        renamed.append(paths)
        rename(*paths)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        assert run(one_run, "--seed", "2") == 130
    assert not (one_run / "provenance.json").exists(), "two results in one folder must not be taken for one"
    assert run(one_run, "--seed", "2") == 0 == run(tmp_path / "fresh", "--seed", "2")
    assert held(one_run).keys() == held(tmp_path / "fresh").keys()


def test_the_first_run_of_a_folder_may_be_killed(tmp_path, monkeypatch):
    def killed(table, path, **more):
        path.write_bytes(b"PAR1")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(parquet, "write_table", killed)
        assert run(tmp_path / "run") == 130
    assert held(tmp_path / "run").keys() <= {".lock"}
    assert run(tmp_path / "run") == 0 and not list((tmp_path / "run").glob("*.part"))


def test_two_scenarios_of_one_name_are_refused_before_anything_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for folder, mode in (("a", "framework"), ("b", "prepayment")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "p.toml").write_text(f'levers.focal.credit.mode = "{mode}"\n')
    assert compare(tmp_path / "out", "steady", "a/p.toml", "b/p.toml") == 2
    assert "b/p.toml: is called p, as a/p.toml is; expected another name" in complaint(capsys)
    assert not (tmp_path / "out").exists()
    assert main(["explain", "a/p.toml", "--against", "b/p.toml"]) == 2
    assert "b/p.toml: is called p, as a/p.toml is" in complaint(capsys)


def test_tables_need_names_that_differ():
    steady, credit = load_scenario("steady"), load_scenario("credit")
    assert Comparison((steady, credit), [], 1, 1).survival() == {}
    with pytest.raises(ValueError, match="steady: is the name of two scenarios"):
        Comparison((steady, credit, steady), [], 1, 1).survival()


def test_a_batch_has_no_pair_to_tell_of(tmp_path, capsys):
    for name in ("provenance.json", "manifest.toml"):
        (tmp_path / name).write_text("{}")
    assert main(["report", str(tmp_path), "--to", str(tmp_path / "a.html"), "--pair", "small", "nope"]) == 2
    assert "--pair: " in (line := complaint(capsys)) and "holds a batch" in line
    assert not (tmp_path / "a.html").exists()
