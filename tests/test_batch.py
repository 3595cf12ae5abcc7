"""Batches in one process: manifests, designs, names of runs, the store, what is told about it."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.batch import driver as driver_module
from experiments.batch import shards
from experiments.batch.committed import Committed
from experiments.batch.design import arms
from experiments.batch.fence import Abandoned, BusyError, DriverLock
from experiments.batch.identity import fingerprint
from experiments.batch.manifest import ManifestError, read_manifest
from experiments.batch.plan import Plan, changed, content, run_id
from experiments.batch.planning import planned, probe
from experiments.batch.reading import read_runs, read_table
from experiments.batch.session import open_batch
from experiments.batch.shards import StoreError
from experiments.batch.standing import standing
from experiments.batch.store import Store
from experiments.batch.verify import rerun, verify
from experiments.commands.cli import main
from experiments.running.runs import run_seed
from experiments.writing.outputs import OutputError
from model.parameters import PARAMETERS
from scenarios import load_scenario
from tests.small_batches import HereEngine, no_room_chunk, raising_chunk, write_manifest


def made(path, out, **flags):
    """Run a manifest here; returns the progress at the end."""
    with open_batch(read_manifest(path), out, HereEngine(), "test", **flags) as batch:
        return batch.run()


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A finished batch of twelve runs: (manifest file, folder)."""
    folder = tmp_path_factory.mktemp("batch")
    path = write_manifest(folder)
    made(path, folder / "out")
    return path, folder / "out"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "batch.toml: is empty"),
        ("kind = 3", "batch.toml:1: kind: 3 is not known; expected one of compare, factorial"),
        ('kind = "factoral"', "did you mean factorial?"),
        ("replicates = 2", "kind: is missing"),
        ('kind = "factorial"\nreplicats = 2', "batch.toml:2: replicats: unknown key for kind factorial; did you mean replicates?"),
        ('kind = "factorial"\nsamples = 2', "samples: unknown key for kind factorial"),
        ('kind = "factorial"\nreplicates = 0\n[factors]\nlevers.focal.credit.mode = ["prepayment"]', "batch.toml:2: replicates: 0 is not a whole number from 1"),
        ('kind = "factorial"\nreplicates = true\n[factors]\nlevers.focal.credit.mode = ["prepayment"]', "replicates: True is not a whole number"),
        ('kind = "factorial"\nmonths = 1.5\n[factors]\nlevers.focal.credit.mode = ["prepayment"]', "months: 1.5 is not a whole number from 1 to 1,200"),
        ('kind = "factorial"\nbase = "stedy"', "batch.toml:2: base: stedy: no such preset; did you mean steady?"),
        ('kind = "factorial"', "factors: is missing"),
        ('kind = "factorial"\n[factors]\n"monts" = [1]', "batch.toml:3: monts: is neither a key nor a bundle; did you mean months?"),
        ('kind = "factorial"\n[factors]\nmonths = [1, 2]', "months: cannot be a factor"),
        ('kind = "factorial"\n[factors]\nlevers.focal.credit.deferment_day = [1]', "unknown key; did you mean levers.focal.credit.deferment_days?"),
        ('kind = "factorial"\n[factors]\nlevers.focal.credit.deferment_days = 30', "30 is not a list of values"),
        ('kind = "factorial"\n[factors]\nlevers.focal.credit.deferment_days = []', "[] is not a list of values"),
        ('kind = "factorial"\n[factors]\nlevers.focal.credit.deferment_days = [30, 30.0]', "30.0 stands twice"),
        ('kind = "factorial"\n[factors]\nlevers.focal.credit.deferment_days = [0, -1]', "batch.toml:3: levers.focal.credit.deferment_days: -1 is out of range"),
        ('kind = "factorial"\n[factors]\nlevers.focal.credit.mode = ["prepay"]', "did you mean prepayment?"),
        ('kind = "factorial"\n[factors]\nlevers.rival_9.credit.mode = ["prepayment"]', "the market has 5 distributors"),
        ('kind = "factorial"\n[factors]\nlevers.focal.credit.deferment_days = {low = 1, high = 2}', "a range stands where a list"),
        ('kind = "sobol"\n[factors]\nlevers.focal.credit.deferment_days = {low = 1}', "expected low and high"),
        ('kind = "sobol"\n[factors]\nlevers.focal.credit.deferment_days = {low = 2, high = 1}', "low 2.0 is not below high 1.0"),
        ('kind = "sobol"\n[factors]\nlevers.focal.credit.deferment_days = {low = 0, high = 1, log = true}', "must be above 0"),
        ('kind = "sobol"\n[factors]\nlevers.focal.credit.mode = {low = 0, high = 1}', "has no range"),
        ('kind = "factorial"\noutputs = ["monthy"]\n[factors]\nlevers.focal.credit.mode = ["prepayment"]', "'monthy' is not one of monthly, partners, distributors, events; did you mean monthly?"),
        ('kind = "compare"', "scenarios: expected a list"),
        ('kind = "compare"\nscenarios = ["baseline"]', "baseline is the same market as baseline"),
        ('kind = "compare"\nscenarios = ["credit"]\n[factors]\nx = [1]', "a comparison has scenarios, not factors"),
        ('kind = "factorial"\n[factors]\nc = ["a", "b"]\n[bundles.c]\na = {}\nb = {}', "'b' is the same market as 'a'"),
        ('kind = "factorial"\n[factors]\nc = ["a", "x"]\n[bundles.c]\na = {}', "'x' is not a level of the bundle (a)"),
        ('kind = "factorial"\n[factors]\nc = ["a"]\n[bundles.c]\na = { "levers.focal.community.budgt" = 1 }', "did you mean levers.focal.community.budget?"),
        ('kind = "factorial"\n[factors]\nlevers.focal.credit.deferment_days = [1]\n[bundles.c]\na = {}', "bundles.c: is used by no factor"),
        ('kind = "factorial"\n[factors]\nlevers.focal.community.budget = [1]\nc = ["a"]\n[bundles.c]\na = "community"', "which levers.focal.community.budget sets too"),
        ('kind = "factorial"\nreplicates = 900000000\n[factors]\nlevers.focal.credit.deferment_days = [1, 2]', "1,800,000,000 runs are more than"),
        ("kind = ", "batch.toml: is not TOML"),
    ],
)  # fmt: skip
def test_a_bad_manifest_is_one_line(tmp_path, text, expected):
    path = tmp_path / "batch.toml"
    path.write_text(text)
    with pytest.raises(ManifestError) as problem:
        arms(read_manifest(path))
    assert expected in str(problem.value) and "\n" not in str(problem.value)


BUNDLES = """\
title = "Три рычага"
kind = "factorial"
base = "baseline"
months = 24
[factors]
community = ["none", "full"]
levers.focal.credit.deferment_days = [0, 45]
[bundles.community]
none = {}
full = "community"
"""


def test_bundles_set_several_keys_at_once(tmp_path):
    path = tmp_path / "levers.toml"
    path.write_text(BUNDLES)
    manifest = read_manifest(path)
    assert [dict(arm) for arm in arms(manifest)] == [
        {"community": c, "levers.focal.credit.deferment_days": d} for c in ("none", "full") for d in (0.0, 45.0)
    ]
    last = manifest.scenario_of(arms(manifest)[-1])
    by_hand = load_scenario("baseline+community", {"levers.focal.credit.deferment_days": 45})
    assert last.hash == by_hand.hash


def test_the_kept_copy_of_a_manifest_asks_for_the_same_runs(tmp_path):
    for text in (BUNDLES, 'kind = "compare"\nbase = "steady"\nscenarios = ["credit", "baseline+credit"]',
                 'kind = "sweep"\nadaptive = {metric = "rmst_months", half_width = 1.0, max_replicates = 16}\n[factors]\nlevers.focal.credit.mode = ["prepayment", "framework"]'):  # fmt: skip
        path = tmp_path / "given.toml"
        path.write_text(text)
        manifest = read_manifest(path)
        store = Store(tmp_path / f"store{len(text)}")
        store.claim()
        store.begin("s", manifest, {})
        again = read_manifest(store.folder)
        assert again.to_toml() == manifest.to_toml()
        assert [r.run_id for r in Plan(again)] == [r.run_id for r in Plan(manifest)]


def test_a_run_is_named_by_what_is_run(small):
    number = content(small)
    other = small.with_values({"levers.focal.credit.deferment_days": 44.0, "levers.focal.credit.mode": "framework"})
    values = {"levers.focal.credit.mode": "framework", "levers.focal.credit.deferment_days": 44.0}
    assert changed(number, small, values) == content(other) != number
    names = {run_id(number, 12, r, s, v) for r in (0, 1) for s in (1, 2) for v in (1, 2)} | {
        run_id(number, 13, 0, 1, 1)
    }
    assert len(names) == 9


@given(
    st.dictionaries(
        st.sampled_from(["levers.focal.credit.deferment_days", "finance.funding_rate", "levers.rival_1.price.discount",
                         "population.reseller", "levers.focal.credit.limit_months"]),
        st.integers(1, 60).map(lambda n: n / 128),
    )
)  # fmt: skip
def test_the_name_does_not_depend_on_what_was_a_factor(values):
    values = {k: int(v * 128) if k == "population.reseller" else v for k, v in values.items() if k in PARAMETERS}
    base = load_scenario("baseline+credit")
    assert changed(content(base), base, values) == content(base.with_values(values))


def test_luck_is_that_of_every_other_command(done):
    path, out = done
    runs = read_runs(out)
    assert set(runs["seed"]) == {run_seed(3, 0), run_seed(3, 1)}
    assert runs.groupby("replicate")["seed"].nunique().eq(1).all()


def test_a_folder_that_cannot_be_written_to_says_so_and_can_be_read(done, monkeypatch, capsys):
    path, out = done

    def refused(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(
        OSError, match="cannot be written to .Read-only file system.; to run, it takes a folder to write"
    ):
        made(path, out)
    monkeypatch.undo()
    monkeypatch.setattr(DriverLock, "__init__", lambda self, folder: self.__dict__.update(
        folder=folder, path=out / "manifest.toml" / "driver.lock"))  # fmt: skip
    with pytest.raises(BusyError, match="cannot be written to .*status, report and verify read it as it is"):
        made(path, out)
    assert main(["experiment", "status", str(out)]) == 0


def test_the_tables_say_what_the_runs_were(done):
    path, out = done
    manifest = read_manifest(path)
    runs = read_runs(out)
    assert list(runs["run_id"]) == sorted(run.run_id for run in Plan(manifest))
    assert {"arm", "replicate", "seed", "scenario_hash", "status", "error", "seconds", "rmst_months",
            "survival_share", "survival_share_12", "survival_share_treated"} <= set(runs)  # fmt: skip
    assert (runs["status"] == "ok").all() and (runs["seconds"] > 0).all()
    direct = pd.read_parquet(out / "runs")
    assert len(direct) == len(runs) and "seconds" not in direct
    partners = read_table(out, "partners")
    assert set(partners["run_id"]) == set(runs["run_id"])
    first = runs.iloc[0]
    scenario = manifest.scenario_of(arms(manifest)[first["arm"]])
    from model import simulate

    result = simulate(scenario, int(first["seed"]), 12)
    assert scenario.hash == first["scenario_hash"]
    assert all(first[name] == value for name, value in result.summary.items())
    own = partners[partners["run_id"] == first["run_id"]].drop(columns="run_id").reset_index(drop=True)
    assert own["partner"].tolist() == result.partners["partner"].tolist()
    assert read_table(out, "monthly").groupby("run_id").size().eq(12).all()


def test_a_second_run_adds_nothing_and_a_larger_manifest_what_is_missing(tmp_path):
    path = write_manifest(tmp_path)
    out = tmp_path / "out"
    assert made(path, out).made == 12
    before = {p: p.read_bytes() for p in (out / "runs").iterdir()}
    again = made(path, out)
    assert (again.made, again.stored) == (0, 12)
    path.write_text(path.read_text().replace("[0, 13, 60]", "[60, 0, 90]").replace("replicates = 2", "replicates = 3"))
    more = made(path, out)
    assert (more.stored, more.made) == (8, 10)
    assert all(p.read_bytes() == content for p, content in before.items())
    runs = read_runs(out)
    assert len(runs) == 22 and runs["run_id"].is_unique
    manifest = read_manifest(path)
    for row in runs.itertuples():
        found = dict(zip(runs.columns, row[1:], strict=True))
        if found["arm"] >= 0:
            arm = arms(manifest)[found["arm"]]
            assert all(found[name] == value for name, value in arm.items())
        else:
            assert found["levers.focal.credit.deferment_days"] == 13.0
    assert [len(s["manifest"]) for s in Store(out).provenance["sessions"]] == [12, 12, 12]
    assert verify(out, sample=20)["problems"] == []


def test_failed_runs_are_rows_and_can_be_made_again(tmp_path, monkeypatch, capsys):
    path, out = write_manifest(tmp_path), tmp_path / "out"
    monkeypatch.setattr(driver_module, "make_chunk", raising_chunk)
    assert made(path, out).failed == 4
    runs = read_runs(out)
    bad = runs[runs["status"] == "failed"]
    assert len(runs) == 12 and set(bad["error"]) == {"ArithmeticError: thirteen is too much"}
    assert bad["rmst_months"].isna().all() and (bad["levers.focal.credit.deferment_days"] == 13.0).all()
    assert len(read_runs(out, failed=False)) == 8
    told = standing(out)
    assert told["failed"] == 4 and told["errors"][0]["runs"] == 4
    assert made(path, out).failed == 4  # told again, not made again
    monkeypatch.undo()
    again = made(path, out, retry=True)
    assert (again.stored, again.made, again.failed) == (8, 4, 0)
    assert (read_runs(out)["status"] == "ok").all() and verify(out)["problems"] == []


def test_a_full_disk_keeps_what_is_there(tmp_path, monkeypatch):
    path, out = write_manifest(tmp_path), tmp_path / "out"
    monkeypatch.setattr(driver_module, "make_chunk", no_room_chunk)
    with pytest.raises(StoreError, match="No space left on device"):
        made(path, out)
    assert len(Store(out).chunks()) == 2 and not list(out.rglob("*.part"))
    assert "ended" in Store(out).provenance["sessions"][0]
    monkeypatch.undo()
    assert made(path, out).stored >= 2
    assert len(read_runs(out)) == 12 and verify(out)["problems"] == []


def test_one_driver_a_folder(tmp_path):
    path, out = write_manifest(tmp_path), tmp_path / "out"
    made(path, out)
    with DriverLock(out):
        assert f"process {os.getpid()}" in DriverLock.holder(out) and standing(out)["state"] == "running"
        with pytest.raises(BusyError, match="another driver works in this folder"):
            made(path, out)
    assert DriverLock.holder(out) == "" and standing(out)["state"] == "complete"


@pytest.fixture
def begun(tmp_path):
    """A session that has made nothing yet: (store, what its workers are told, the first two runs)."""
    manifest, store = read_manifest(write_manifest(tmp_path)), Store(tmp_path / "out")
    store.claim()
    session = store.fence.open_session()
    store.begin(session, manifest, {})
    task = shards.Task(str(store.folder), session, ("monthly",), store.code, fingerprint())
    return store, task, list(Plan(manifest))[:2]


def test_a_worker_of_an_older_session_cannot_commit(begun):
    store, task, runs = begun
    one, two = ([run] for run in runs)
    store.fence.give_up(task.session, "b")
    with pytest.raises(Abandoned):
        shards.make_chunk(task, "b", two)
    for end in (store.fence.open_session, store.fence.close_session):
        end()
        with pytest.raises(Abandoned):
            shards.make_chunk(task, "a", one)
    assert store.chunks() == [] and not list((store.folder / "monthly").glob("*"))
    for other in (replace(task, code="4:0"), replace(task, driver={**task.driver, "numpy": "1.0"})):
        with pytest.raises(shards.OtherCodeError, match="has other sources|has numpy .* instead of 1.0"):
            shards.make_chunk(other, "a", one)


def test_a_chunk_made_twice_is_stored_once(begun):
    store, task, runs = begun
    first = shards.make_chunk(task, "a", runs)
    content = store.shard("runs", "a").read_bytes()
    assert shards.make_chunk(task, "a", runs).runs == first.runs == 2
    assert store.shard("runs", "a").read_bytes() == content and len(store.receipts()) == 1


def test_verify_finds_what_is_lost_doubled_or_changed(tmp_path, capsys):
    path, out = write_manifest(tmp_path), tmp_path / "out"
    made(path, out)
    assert main(["experiment", "verify", str(out), "--sample", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["made_again"] == 3
    store = Store(out)
    chunks = store.chunks()
    kept = {c: store.shard("runs", c).read_bytes() for c in chunks}

    store.shard("runs", chunks[0]).unlink()
    problems = verify(out)["problems"]
    assert any(f"runs/{chunks[0]}.parquet: is lost" in line for line in problems)
    assert any("belongs to no committed chunk" in line for line in problems)
    store.shard("runs", chunks[0]).write_bytes(kept[chunks[0]])
    assert verify(out)["problems"] == []

    table = parquet.read_table(store.shard("runs", chunks[1]))
    place = table.column_names.index("rmst_months")
    moved = table.set_column(place, "rmst_months", [[v + 1e-9 for v in table["rmst_months"].to_pylist()]])
    parquet.write_table(moved, store.shard("runs", chunks[1]))
    problems = verify(out, sample=100)["problems"]
    assert f"runs/{chunks[1]}.parquet: was changed after it was made" in problems
    assert any("rmst_months was" in line for line in problems)
    store.shard("runs", chunks[1]).write_bytes(kept[chunks[1]])

    store.shard("runs", "copy").write_bytes(kept[chunks[2]])
    assert any("stands in the store twice" in line for line in verify(out)["problems"])
    assert main(["experiment", "verify", str(out)]) == 3
    store.shard("runs", "copy").unlink()

    store.shard("partners", chunks[2]).write_bytes(b"x")
    assert f"partners/{chunks[2]}.parquet: was changed after it was made" in verify(out)["problems"]


def test_a_shard_that_cannot_be_read_is_made_again(tmp_path):
    path, out = write_manifest(tmp_path), tmp_path / "out"
    made(path, out)
    store = Store(out)
    broken = store.chunks()[0]
    runs = parquet.read_metadata(store.shard("runs", broken)).num_rows
    store.shard("runs", broken).write_bytes(b"PAR1 cut short")
    again = made(path, out)
    assert (again.made, again.stored) == (runs, 12 - runs)
    assert Store(out).provenance["sessions"][-1]["damaged"] == [broken]
    assert verify(out)["problems"] == [] and read_runs(out)["run_id"].is_unique


def test_one_run_again_is_the_same_to_the_last_bit(done, capsys, tmp_path):
    _, out = done
    name = read_runs(out)["run_id"][5]
    assert rerun(out, name)["differences"] == []
    assert main(["experiment", "rerun", str(out), name[:10], "--out", str(tmp_path / "one"), "--panel"]) == 0
    assert "the same to the last bit" in capsys.readouterr().out
    assert (tmp_path / "one" / "panel.parquet").exists()
    assert main(["experiment", "rerun", str(out), "zz"]) == 2
    assert "no run of" in capsys.readouterr().err


def test_the_plan_tells_cost_and_power(done, capsys):
    path, out = done
    found = probe(read_manifest(path), 3)
    assert found.pairs == 3 and found.seconds > 0
    told = planned(read_manifest(path), found, 2, stored=5)
    assert (told["runs"], told["missing"], told["arms"]) == (12, 7, 6) and told["core_hours"] > 0
    assert {row["metric"] for row in told["power"]} >= {"survival_share", "focal_profit"}
    assert main(["experiment", "plan", str(path), "--out", str(out), "--probe", "0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["stored"] == 12 and told["missing"] == 0 and "power" not in told


def test_committed_runs_are_found(done):
    path, out = done
    committed = Committed(Store(out), look=True)
    assert len(committed) == 12 and committed.count_in(read_manifest(path)) == 12
    assert "0" * 16 not in committed
    assert Committed(Store(out / "nowhere"), look=True).count_in(read_manifest(path)) == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["experiment"], "VERB"),
        (["experiment", "pln", "x"], "invalid choice"),
        (["experiment", "run", "nowhere.toml"], "nowhere.toml: no such file"),
        (
            ["experiment", "run", "deferment-sweep", "--out", "s3://bucket/x"],
            "s3://bucket/x: is an address, not a path",
        ),
        (["experiment", "plan", "deferment-sweep", "--out", "gs://bucket/x"], "expected a place on a file system"),
        (["experiment", "status", "s3://bucket/x"], "s3://bucket/x: is an address"),
        (["channel", "import", "s3://bucket/x.csv"], "s3://bucket/x.csv: is an address, not a path; expected a file"),
        (["experiment", "report", "x", "--out", "abfs://bucket/x"], "abfs://bucket/x: is an address"),
        (["run", "steady", "--out", "file:///x"], "file:///x: is an address"),
        (["compare", "steady", "credit", "--out", "hdfs://x"], "hdfs://x: is an address"),
        (["validate", "--out", "https://x/y.json"], "https://x/y.json: is an address"),
        (["experiment", "run", "headline-2x2x2", "--scheduler", "nonsense"], "'nonsense' is no address of a scheduler"),
        (["experiment", "run", "headline-2x2x2", "--scheduler", ""], "'' is no address of a scheduler such as tcp://"),
        (["experiment", "status", "nowhere"], "nowhere: holds no batch"),
        (["experiment", "verify", "nowhere"], "nowhere: holds no batch"),
        (["experiment", "rerun", "nowhere", "00"], "nowhere: holds no batch"),
    ],
)
def test_bad_commands_are_one_line(capsys, line, expected):
    assert main(line) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ") and err.count("\n") == 1 and expected in err


@pytest.mark.parametrize("place", ["s3://bucket/x", Path("s3://bucket/x")])
def test_an_address_never_becomes_a_local_folder(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="is an address, not a path"):
        made(write_manifest(tmp_path / "m"), place)
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_folders_that_are_not_batches_stay_as_they_are(tmp_path, capsys):
    path = write_manifest(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    assert main(["experiment", "run", str(path), "--out", str(tmp_path / "mine")]) == 2
    assert "thesis.txt, which is not of a batch" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
