"""What is kept of a long job: it goes on where it stopped, and only under the job and the sources that made it."""

import json

import pytest

from experiments.commands.cli import main
from experiments.evidence.hypercube import pairs_in
from experiments.writing import kept as kept_module
from experiments.writing.kept import Kept, other_sources, read_kept, version_told


def test_a_stopped_job_goes_on_and_another_job_is_refused(tmp_path):
    path = tmp_path / "kept.jsonl"
    first = Kept(path, {"kind": "x", "seed": 1})
    first.add("0/0", {"a": [1.23456789, float("nan")]})
    with path.open("a") as file:
        file.write('{"key": "0/1", "a": [2.0')  # stopped in the middle of a line
    again = Kept(path, {"kind": "x", "seed": 1})
    assert again.rows == {"0/0": {"a": [1.23457, None]}}
    again.add("0/1", {"a": [3.0, None]})
    assert read_kept(path)[1]["0/1"] == {"a": [3.0, None]}
    with pytest.raises(ValueError, match="seed differ"):
        Kept(path, {"kind": "x", "seed": 2})
    (tmp_path / "other").write_text("hello\n")
    with pytest.raises(ValueError, match="is not a file of results"):
        read_kept(tmp_path / "other")


def test_runs_of_other_sources_are_not_gone_on_with(tmp_path, monkeypatch):
    path, job = tmp_path / "kept.jsonl", {"kind": "x", "seed": 1}
    monkeypatch.setattr(kept_module, "compiled_hash", lambda: "aaaa")
    Kept(path, job).add("0/0", {"a": 1.0})
    assert read_kept(path)[0] == {**job, "sources": "aaaa"}
    before = path.read_bytes()
    monkeypatch.setattr(kept_module, "compiled_hash", lambda: "bbbb")
    with pytest.raises(
        ValueError, match=r"kept.jsonl: its runs are of the compiled sources aaaa.* bbbb; expected a new"
    ) as told:
        Kept(path, job)
    assert "\n" not in str(told.value) and path.read_bytes() == before
    with pytest.raises(ValueError, match="seed differ"):
        Kept(path, {**job, "seed": 2})


def test_runs_that_name_no_sources_are_not_gone_on_with_but_can_be_read(tmp_path, monkeypatch):
    path, job = tmp_path / "kept.jsonl", {"kind": "x", "model_version": 4}
    path.write_text(json.dumps({"job": job, "told": {}}) + "\n" + '{"key": "0/0", "a": 1.0}\n')
    with pytest.raises(ValueError, match="do not tell the compiled sources.*; expected a new file"):
        Kept(path, job)
    assert read_kept(path) == (job, {"0/0": {"a": 1.0}})
    monkeypatch.setattr(kept_module, "compiled_hash", lambda: "aaaa")
    assert "do not tell" in other_sources(job) and not other_sources({**job, "sources": "aaaa"})
    assert version_told(job) == "4" and version_told({**job, "sources": "aaaa"}) == "4 (compiled sources aaaa)"


def test_the_command_says_when_stored_runs_are_of_other_sources(monkeypatch, capsys):
    monkeypatch.setattr(kept_module, "compiled_hash", lambda: "aaaa")
    assert main(["claims", "--stored", "S38"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if "sources" in line and "aaaa" in line]


def test_runs_of_other_sources_that_come_out_the_same_are_gone_on_with(tmp_path, monkeypatch):
    path, job = tmp_path / "kept.jsonl", {"kind": "x", "seed": 1}
    rows = {f"{n}/0": {"a": [n / 3, float("nan")], "b": [1.0, 2.0], "seconds": n + 0.5} for n in range(9)}
    monkeypatch.setattr(kept_module, "compiled_hash", lambda: "aaaa")
    first = Kept(path, job)
    for key, row in rows.items():
        first.add(key, row)
    before = path.read_text()
    monkeypatch.setattr(kept_module, "compiled_hash", lambda: "bbbb")
    asked = []

    def same(key, row):
        asked.append(key)
        return {name: rows[key][name] for name in row} | {"seconds": 99.0}

    with pytest.raises(ValueError, match="sources aaaa.*bbbb; expected a new file"):
        Kept(path, job, again=lambda key, row: None)  # it cannot make any of them
    again = Kept(path, job, again=same)
    assert again.header == read_kept(path)[0]
    assert len(set(asked)) == kept_module.TRIED and again.rows == first.rows
    assert read_kept(path)[0] == {
        **job, "sources": "bbbb", "made_again": {"sources": "aaaa", "rows": 9, "tried": kept_module.TRIED}
    }  # fmt: skip
    assert version_told({"model_version": 5, **read_kept(path)[0]}) == (
        "5 (compiled sources bbbb; the first 9 rows of earlier ones, 6 of them made again: the same)"
    )
    assert path.read_text().splitlines()[1:] == before.splitlines()[1:]
    Kept(path, job, again=lambda key, row: pytest.fail("rows of these sources are not tried"))
    monkeypatch.setattr(kept_module, "compiled_hash", lambda: "cccc")
    told = path.read_bytes()
    with pytest.raises(ValueError, match=r"sources bbbb.*cccc, and row ./0 made again is another; expected a new file"):
        Kept(path, job, again=lambda key, row: {**same(key, row), "b": [1.0, 2.1]})
    assert path.read_bytes() == told


def test_pairs_are_counted_of_the_worlds_that_are_asked_about():
    """A calibration keeps forecasts, which are no pairs, in the file of its pairs; it could not go on for them."""
    rows = {"carried/0@aa/0": {}, "carried/0@aa/3": {}, "carried/1@bb/7": {}, "forecast/0@aa": {}}
    assert pairs_in(rows, ["carried/0@aa"]) == 4 and pairs_in(rows, ["carried/0@aa", "carried/1@bb"]) == 8
    assert pairs_in(rows, ["carried/2@cc"]) == pairs_in({}, ["carried/0@aa"]) == 0
