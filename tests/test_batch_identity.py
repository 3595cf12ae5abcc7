"""Who made the runs of a folder: other sources, other workers and other manifests never pass for the same batch."""

import json
from concurrent.futures import Future

import pandas as pd
import pytest

from experiments.analysis.report import make_report
from experiments.batch import driver as driver_module
from experiments.batch import identity
from experiments.batch.engines import EngineError
from experiments.batch.fence import Abandoned
from experiments.batch.identity import differences, fingerprint
from experiments.batch.manifest import read_manifest
from experiments.batch.plan import Plan
from experiments.batch.reading import makers, read_runs, read_table
from experiments.batch.same import changed, meaning
from experiments.batch.session import open_batch
from experiments.batch.shards import OtherCodeError, make_chunk
from experiments.batch.standing import standing
from experiments.batch.store import Store
from experiments.batch.verify import verify
from experiments.commands.cli import main
from experiments.writing.outputs import OutputError
from tests.small_batches import HereEngine, write_manifest


def made(path, out, engine=None):
    """Run a manifest here."""
    with open_batch(read_manifest(path), out, engine or HereEngine(), "test") as batch:
        return batch.run()


@pytest.fixture
def done(tmp_path):
    """A batch of twelve runs over a year: (manifest file, folder)."""
    path = write_manifest(tmp_path)
    made(path, tmp_path / "out")
    return path, tmp_path / "out"


@pytest.fixture
def edited(monkeypatch):
    """As if a rule had been edited: the engine's sources have another hash."""

    def edit():
        identity.sources_of.cache_clear()
        identity.fingerprint.cache_clear()
        identity.versions.cache_clear()
        monkeypatch.setattr(identity, "source_hash", lambda: "0" * 16)

    yield edit
    for found in (identity.sources_of, identity.fingerprint, identity.versions):
        found.cache_clear()


def said(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = main([str(a) for a in arguments])
    return code, *capsys.readouterr()


def test_runs_of_an_edited_rule_never_pass_for_the_old_ones(done, edited, monkeypatch, capsys):
    path, out = done
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    names = set(read_runs(out)["run_id"])
    edited()
    with monkeypatch.context() as nothing:
        nothing.setattr("experiments.batch.rounds.check_metrics", None)  # nothing is compiled to say so
        code, _, err = said(capsys, "experiment", "run", path, "--out", out)
    assert code == 2 and err.count("\n") == 1
    assert "its runs were made by other sources of the model" in err and "expected another folder" in err
    assert {p: p.read_bytes() for p in before} == before  # provenance included
    assert not names & {run.run_id for run in Plan(read_manifest(path))}
    made(path, out.with_name("anew"))
    assert not names & set(read_runs(out.with_name("anew"))["run_id"])
    # What is there is told for what it is.
    report = make_report(out, ["focal_profit"])
    assert len(report.batch.done) == 12 and report.notes[0].startswith("Made by other sources of the model")
    code, printed, _ = said(capsys, "experiment", "verify", out)
    assert code == 0 and "changed; no run was made again" in printed
    told = verify(out)
    assert told["problems"] == [] and (told["made_again"], told["of_another_manifest_or_sources"]) == (0, 12)
    assert verify(out, sample=0)["of_another_manifest_or_sources"] == 12  # all are counted, whatever is sampled
    code, printed, _ = said(capsys, "experiment", "status", out)
    assert "stored by other sources than there are now" in printed and standing(out)["of_other_sources"] == 12
    code, _, err = said(capsys, "experiment", "rerun", out, min(names))
    assert code == 2 and "was made by other sources of the model" in err


def test_provenance_is_kept_by_session_and_shard_and_a_mixture_is_named(done, monkeypatch):
    path, out = done
    first = Store(out).provenance["sessions"][0]
    old = dict(identity.versions())
    monkeypatch.setattr(identity, "versions", lambda: {**old, "numpy": "9.9"})
    monkeypatch.setattr("experiments.batch.shards.versions", lambda: {**old, "numpy": "9.9"})
    monkeypatch.setattr("experiments.batch.store.versions", lambda: {**old, "numpy": "9.9"})
    path.write_text(path.read_text().replace("replicates = 2", "replicates = 3"))
    made(path, out)
    sessions = Store(out).provenance["sessions"]
    assert sessions[0] == first and [s["versions"]["numpy"] for s in sessions] == [old["numpy"], "9.9"]
    found = {dict(versions)["numpy"]: runs for versions, runs in makers(out).items()}
    assert found == {old["numpy"]: 12, "9.9": 6}
    notes = make_report(out, ["focal_profit"]).notes
    assert (
        notes[0]
        == f"Runs of different making stand together; runs by versions: 12: numpy {old['numpy']}; 6: numpy 9.9."
    )


class Unlike(HereEngine):
    """An engine of which every second worker is unlike the driver; ``others`` says whether it has more."""

    def __init__(self, others, problem):
        self.others, self.problem, self.asked, self.told = others, problem, 0, []

    def submit(self, work, *arguments):
        self.asked += 1
        if self.asked % 2:
            return super().submit(work, *arguments)
        future = Future()
        future.set_exception(self.problem)
        return future

    def refuse(self, problem):
        self.told.append(problem)
        return self.others


def test_a_worker_that_is_unlike_loses_no_runs(tmp_path):
    path = write_manifest(tmp_path)
    engine = Unlike(True, OtherCodeError("worker b:7 has other sources"))
    assert made(path, tmp_path / "out", engine).made == 12 and engine.told
    assert len(read_runs(tmp_path / "out")) == 12
    with pytest.raises(OtherCodeError, match="worker b:7"):
        made(path, tmp_path / "none", Unlike(False, OtherCodeError("worker b:7 has other sources")))


def test_a_chunk_that_a_worker_gave_up_by_mistake_is_made_elsewhere(tmp_path, monkeypatch):
    path = write_manifest(tmp_path)
    assert made(path, tmp_path / "out", Unlike(True, Abandoned("x"))).made == 12
    assert len(read_runs(tmp_path / "out")) == 12

    def never(task, chunk, runs):
        raise Abandoned(chunk)

    monkeypatch.setattr(driver_module, "make_chunk", never)
    with pytest.raises(EngineError, match="sees another state of the folder"):
        made(path, tmp_path / "none")


def test_fewer_runs_than_planned_are_no_success(tmp_path, monkeypatch, capsys):
    path = write_manifest(tmp_path)
    monkeypatch.setattr(driver_module.Driver, "_received", lambda self, future: bool(self.flying.pop(future)))
    with pytest.raises(EngineError, match="12 of 12 runs were not made"):
        made(path, tmp_path / "out")
    monkeypatch.setattr("experiments.batch.engines.chosen", lambda *_: HereEngine())
    code, text, err = said(capsys, "experiment", "run", path, "--out", tmp_path / "again")
    assert code == 4 and "12 of 12 runs were not made" in err and "report" not in text


def test_what_differs_is_named():
    mine = fingerprint()
    assert differences(dict(mine), mine) == ""
    assert differences({**mine, "numpy": "1.0", "work": "0"}, mine) == (
        f"numpy 1.0 instead of {mine['numpy']}, other sources of the project"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("months = 12", "months = 14", "holds a batch with months = 12, not 14"),
        ("seed = 3", "seed = 4", "holds a batch with seed = 3, not 4"),
        ("factorial", "sweep", "holds a batch with kind = factorial, not sweep"),
        ('base = "small.toml"', 'base = "steady"', "holds a batch over another base (small)"),
        ('"levers.focal.credit.mode" = ["prepayment", "framework"]', "", "holds a batch over other factors"),
    ],
)
def test_a_manifest_that_is_another_batch_is_refused(done, old, new, expected, capsys):
    path, out = done
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    kept = (out / "manifest.toml").read_bytes()
    code, _, err = said(capsys, "experiment", "run", path, "--out", out)
    assert code == 2 and expected in err and err.count("\n") == 1 and "expected another folder" in err
    assert (out / "manifest.toml").read_bytes() == kept and len(read_runs(out)) == 12


def test_a_name_that_means_something_else_is_refused(tmp_path):
    text = 'kind = "factorial"\n[factors]\nc = ["a", "b"]\n[bundles.c]\na = {}\nb = { "levers.focal.community.budget" = %s }\n'
    path = tmp_path / "one.toml"
    path.write_text(text % 1)
    one = meaning(read_manifest(path))
    path.write_text(text % 2)
    assert changed(one, meaning(read_manifest(path))) == "holds runs in which c means something else"
    path.write_text((text % 1).replace('"b"]', '"b", "d"]') + 'd = { "levers.focal.community.budget" = 3 }\n')
    assert changed(one, meaning(read_manifest(path))) == ""
    path.write_text('kind = "compare"\nscenarios = ["x.toml"]\n')
    (tmp_path / "x.toml").write_text('extends = "credit"\n')
    one = meaning(read_manifest(path))
    (tmp_path / "x.toml").write_text('extends = "community"\n')
    assert changed(one, meaning(read_manifest(path))) == "holds runs of another scenario called x"


def test_a_folder_that_holds_no_run_yet_takes_another_manifest(tmp_path):
    path = write_manifest(tmp_path)
    with open_batch(read_manifest(path), tmp_path / "out", HereEngine(), "test"):
        pass
    path.write_text(path.read_text().replace("months = 12", "months = 14"))
    assert made(path, tmp_path / "out").made == 12


def test_tables_say_what_their_rows_belong_to(done):
    path, out = done
    path.write_text(path.read_text().replace("[0, 13, 60]", "[60, 0, 90]"))
    made(path, out)
    runs = pd.read_parquet(out / "runs")  # no code of ours
    assert set(runs["months"]) == {12} and set(runs["root_seed"]) == {3} and set(runs["model_version"]) != {None}
    days = "levers.focal.credit.deferment_days"
    assert runs["manifest"].nunique() == 2 and runs.groupby("arm")[days].nunique().max() == 2
    # An arm's number counts in its manifest: together they name one market.
    assert runs.groupby(["manifest", "arm"])["scenario_hash"].nunique().eq(1).all()
    assert read_runs(out).query("arm >= 0").groupby("arm")[days].nunique().eq(1).all()
    key = ["run_id", "manifest", "arm", "replicate"]
    for name in ("monthly", "partners"):
        rows = read_table(out, name)
        assert rows[key].drop_duplicates().merge(runs[key]).shape[0] == len(runs) == rows["run_id"].nunique()


def test_old_provenance_without_sources_is_read(done):
    _, out = done
    told = json.loads((out / "provenance.json").read_text())
    for session in told["sessions"]:
        del session["code"]
    (out / "provenance.json").write_text(json.dumps({**told, "model_version": 3}))
    assert Store(out).code == "3" and (read_runs(out)["arm"] == -1).all()  # other names: not told as this batch
    with pytest.raises(OutputError, match="made by other sources"):
        made(out, out)


def test_a_shard_names_who_made_it(done):
    _, out = done
    store = Store(out)
    task = store.provenance["sessions"][0]["session"]
    import pyarrow.parquet as parquet

    told = [json.loads(parquet.read_schema(store.shard("runs", c)).metadata[b"garden"]) for c in store.chunks()]
    assert {one["session"] for one in told} == {task} and all(one["versions"]["sources"] for one in told)
    assert make_chunk.__module__ == "experiments.batch.shards"
