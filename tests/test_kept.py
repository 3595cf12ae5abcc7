"""What is kept of a long job: it goes on where it stopped, and only under the job and the sources that made it."""

import json

import numpy as np
import pytest

from experiments.commands.cli import main
from experiments.evidence import hypercube, uncertain
from experiments.evidence.claims import registry
from experiments.evidence.deciding import cell_sides
from experiments.evidence.hypercube import pairs_in
from experiments.evidence.sequential import LOOKS, OPEN
from experiments.evidence.uncertain import filled_hypercube
from experiments.writing import kept as kept_module
from experiments.writing.kept import Kept, other_sources, read_kept, rounded, version_told

BOOK = registry()


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


def test_kept_pairs_are_not_run_again(tmp_path, monkeypatch):
    calls = []

    def fake(book, names, point, seed, placebos):
        calls.append(seed)
        return {name: [1.0, float("nan")] for name in names}

    monkeypatch.setattr(hypercube, "pair_effects", fake)
    path = tmp_path / "kept.jsonl"
    hypercube.claims_effects(BOOK, ["E4-life"], 3, 2, keep=path, threads=2)
    more = hypercube.claims_effects(BOOK, ["E4-life"], 3, 3, keep=path, threads=2)
    assert len(calls) == 9 and len(set(calls)) == 3  # each pair has one luck, the same at all points
    assert more.values["E4-life"].shape == (3, 3) and (more.values["E4-life"] == 1.0).all()


def test_pairs_are_added_to_open_points_alone_and_a_stopped_job_ends_the_same(tmp_path, monkeypatch):
    """Points 0 and 1 are clear, 2 hides in noise: it alone gets more pairs; killed and resumed, the file is the same."""
    size = BOOK.tests["E4-wallet"].smallest
    numbers = {hypercube.run_seed(1, n): n for n in range(LOOKS[2])}
    made = []

    def fake(book, names, point, seed, placebos):
        made.append((point["world"], seed))
        if stop and len(made) == stop:
            raise KeyboardInterrupt
        noise = 1.0 if numbers[seed] % 2 else -1.0
        mean, spread = ((9.0, 0.1), (-9.0, 0.1), (1.0, 5.0))[point["world"]]
        return {name: [size * (mean + spread * noise), float("nan")] for name in names}

    monkeypatch.setattr(hypercube, "pair_effects", fake)
    monkeypatch.setattr(hypercube, "place_values", lambda dimensions, place: {"world": places.index(tuple(place))})
    job = hypercube.claims_job(BOOK, ["E4-wallet"], 3, 1)
    places = [tuple(place) for place in job["places"]]
    monkeypatch.setattr(hypercube, "wanting", lambda test, values, placebos, bound: cell_sides(test, values) == OPEN)
    stop = 0
    whole = hypercube.claims_effects(BOOK, ["E4-wallet"], 3, LOOKS[2], keep=tmp_path / "whole", threads=1)
    assert np.isfinite(whole.values["E4-wallet"]).sum(axis=1).tolist() == [LOOKS[0], LOOKS[0], LOOKS[2]]
    stop = len(made) + LOOKS[0] + 3
    with pytest.raises(KeyboardInterrupt):
        hypercube.claims_effects(BOOK, ["E4-wallet"], 3, LOOKS[2], keep=tmp_path / "again", threads=1)
    stop, begun, kept = 0, len(made), len(read_kept(tmp_path / "again")[1])
    assert 0 < kept < 2 * LOOKS[0] + LOOKS[2]
    again = hypercube.claims_effects(BOOK, ["E4-wallet"], 3, LOOKS[2], keep=tmp_path / "again", threads=1)
    assert np.array_equal(again.values["E4-wallet"], whole.values["E4-wallet"], equal_nan=True)
    assert len(made) - begun == 2 * LOOKS[0] + LOOKS[2] - kept, "what was kept is made again"


def test_a_kept_job_goes_on_with_the_tests_that_are_asked_for(tmp_path, monkeypatch):
    made = []

    def fake(book, names, point, seed, placebos):
        made.append(tuple(names))
        return {name: [1.0 if seed % 2 else -1.0, float("nan")] for name in names}

    monkeypatch.setattr(hypercube, "pair_effects", fake)
    monkeypatch.setattr(hypercube, "wanting", lambda test, values, placebos, bound: cell_sides(test, values) == OPEN)
    keep = tmp_path / "claims.jsonl"
    hypercube.claims_effects(BOOK, ["E4-wallet", "E4-life"], 2, LOOKS[0], keep=keep, threads=1)
    first = len(made)
    more = hypercube.claims_effects(BOOK, ["E4-life"], 2, LOOKS[1], keep=keep, threads=1)
    assert set(made[:first]) == {("E4-wallet", "E4-life")} and set(made[first:]) == {("E4-life",)}
    counts = {name: np.isfinite(values).sum(axis=1).tolist() for name, values in more.values.items()}
    assert counts == {"E4-wallet": [LOOKS[0]] * 2, "E4-life": [LOOKS[1]] * 2}
    with pytest.raises(ValueError, match="holds another job"):
        hypercube.claims_effects(BOOK, ["E4-profit"], 2, LOOKS[1], keep=keep, threads=1)


def test_a_kept_job_goes_on_with_more_points_and_never_with_fewer(tmp_path, monkeypatch):
    made = []

    def fake(book, names, point, seed, placebos):
        made.append(tuple(point.values()))
        return {name: [1.0 if seed % 2 else -1.0, float("nan")] for name in names}

    monkeypatch.setattr(hypercube, "pair_effects", fake)
    monkeypatch.setattr(uncertain, "FIRST", 2)
    keep = tmp_path / "claims.jsonl"
    hypercube.claims_effects(BOOK, ["E4-life"], 2, LOOKS[0], keep=keep, threads=1, told={"command": "two"})
    first = set(made)
    grown = hypercube.claims_effects(BOOK, ["E4-life"], 5, LOOKS[0], keep=keep, threads=1, told={"command": "five"})
    assert len(made) == 5 * LOOKS[0] and not first & set(made[2 * LOOKS[0] :]), "the first points are made again"
    assert grown.values["E4-life"].shape == (5, LOOKS[0]) and grown.places.shape[0] == grown.job["points"] == 5
    assert json.loads(keep.read_text(encoding="utf-8").splitlines()[0])["told"]["command"] == "five"
    assert read_kept(keep)[0]["places"] == rounded(filled_hypercube(BOOK.uncertain, 5, 1).tolist())
    for points in (2, 4):  # fewer, and as many as would lie elsewhere
        with pytest.raises(ValueError, match="holds another job"):
            hypercube.claims_effects(BOOK, ["E4-life"], points, LOOKS[0], keep=keep, threads=1)


# The command, at reduced size, and mechanisms broken on purpose
