"""A batch whose manifest, base or files changed after a part was made: told for what it is, mended where it can be."""

import json
import shutil

import numpy as np
import pytest

from experiments.analysis.batch import read_batch
from experiments.batch.manifest import ManifestError, read_manifest
from experiments.batch.planning import power_row
from experiments.batch.session import open_batch
from experiments.batch.store import Store, receipt_line
from experiments.commands.cli import main
from experiments.comparing.compare import THIRDS, compare
from experiments.comparing.statistics import thirds
from tests.small_batches import HereEngine, write_manifest


def made(manifest, out):
    """Run a manifest here."""
    with open_batch(manifest, out, HereEngine(), "test") as batch:
        return batch.run()


@pytest.fixture
def done(tmp_path):
    """A batch of twelve runs over a year: (manifest file, folder)."""
    path = write_manifest(tmp_path)
    made(read_manifest(path), tmp_path / "out")
    return path, tmp_path / "out"


def said(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = main([str(a) for a in arguments])
    return code, *capsys.readouterr()


def test_a_shard_without_its_receipt_is_told(done, capsys):
    _, out = done
    receipts = out / "receipts.jsonl"
    receipts.write_text("".join(receipts.read_text().splitlines(keepends=True)[1:]))
    code, text, _ = said(capsys, "experiment", "verify", out, "--sample", "0", "--json")
    problems = json.loads(text)["problems"]
    assert code == 3 and len(problems) == 1 and "has no receipt" in problems[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("manifest.toml", "months = 12", "months = 8", "holds a batch with months = 12, not 8"),
        ("manifest.toml", "seed = 3", "seed = 4", "holds a batch with seed = 3, not 4"),
        ("scenarios/small.toml", "funding_rate = 0", "funding_rate = 1", "holds a batch over another base (small)"),
    ],
)
def test_an_edited_file_of_the_folder_itself_is_refused_and_told(done, file, old, new, expected, capsys):
    _, out = done
    path = out / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    for verb in ("run", "plan"):
        code, _, err = said(capsys, "experiment", verb, out)
        assert code == 2 and expected in err and err.count("\n") == 1
    told = json.loads(said(capsys, "experiment", "status", out, "--json")[1])
    assert (told["edited"], told["stored"], told["of_another_manifest"]) == (expected, 0, 12)
    assert told["state"] == "stopped" and expected in said(capsys, "experiment", "status", out)[1]
    assert "was edited after its runs were made" in said(capsys, "experiment", "report", out)[1]
    code, printed, _ = said(capsys, "experiment", "verify", out, "--sample", "0")
    assert code == 3 and "12 runs are not of the market that manifest.toml and scenarios/ describe" in printed
    path.write_text(text)
    assert said(capsys, "experiment", "verify", out, "--sample", "0")[0] == 0
    assert said(capsys, "experiment", "run", out)[0] == 0 and made(read_manifest(out), out).made == 0


def test_a_folder_without_its_manifest_or_provenance_is_one_line(done, capsys):
    path, out = done
    provenance = (out / "provenance.json").read_text()
    (out / "provenance.json").unlink()
    for verb in ("status", "report", "verify"):
        code, _, err = said(capsys, "experiment", verb, out)
        assert code == 2 and "lacks provenance.json" in err and err.count("\n") == 1
    text = path.read_text()
    path.write_text(text.replace("months = 12", "months = 8"))
    code, _, err = said(capsys, "experiment", "run", path, "--out", out)
    assert code == 2 and "holds runs of another batch or of other sources" in err
    path.write_text(text)
    assert made(read_manifest(path), out).made == 0 and said(capsys, "experiment", "status", out)[0] == 0
    (out / "provenance.json").write_text(provenance)
    (out / "manifest.toml").unlink()
    code, _, err = said(capsys, "experiment", "run", out)
    assert code == 2 and "holds no manifest.toml; expected a manifest (.toml) or the folder of a batch" in err


def test_runs_that_lost_a_table_are_made_again(done, capsys):
    path, out = done
    chunk = Store(out).chunks()[0]
    Store(out).shard("partners", chunk).unlink()
    again = made(read_manifest(path), out)
    # In other chunks, each with its table, and every run stands once.
    store = Store(out)
    assert again.made > 0 and all(store.shard("partners", name).exists() for name in store.chunks())
    assert said(capsys, "experiment", "verify", out, "--sample", "0")[0] == 0


def test_a_run_that_stands_there_twice_and_a_spoilt_provenance_are_one_line(done, capsys):
    _, out = done
    chunk = Store(out).shard("runs", Store(out).chunks()[0])
    shutil.copy(chunk, chunk.with_name("copied.parquet"))
    Store(out).log(receipt_line(chunk, "copied"))
    code, _, err = said(capsys, "experiment", "report", out)
    assert code == 2 and "stands in it twice; garden experiment verify" in err and err.count("\n") == 1
    chunk.with_name("copied.parquet").unlink()
    (out / "provenance.json").write_text("{bad")
    for verb in ("status", "report", "verify"):
        code, _, err = said(capsys, "experiment", verb, out)
        assert code == 2 and "provenance.json: cannot be read" in err and err.count("\n") == 1


def test_a_metric_or_a_level_that_cannot_be_is_told_before_anything_is_made(tmp_path, capsys):
    sweep = 'kind = "sweep"\nbase = "steady"\nmonths = 12\n[factors]\n"levers.focal.credit.deferment_days" = [60.0]\n'
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('adaptive = { metric = "nope", half_width = 1.0, max_replicates = 9 }\n' + sweep)
    for verb in ("plan", "run"):
        code, _, err = said(capsys, "experiment", verb, wrong, "--out", tmp_path / "out")
        assert (
            code == 2 and "wrong.toml:1: adaptive.metric: nope is no metric" in err and not (tmp_path / "out").exists()
        )
    odd = tmp_path / "odd.toml"
    odd.write_text(
        'kind = "morris"\nlevels = 3\nbase = "steady"\n[factors]\n"finance.funding_rate" = { low = 0.1, high = 0.2 }\n'
    )
    with pytest.raises(ManifestError, match="odd.toml:2: levels: 3 is odd; expected an even number"):
        read_manifest(odd)


def test_thirds_are_the_same_in_a_comparison_and_a_report(tmp_path):
    assert thirds([6.0, 5.0, 4.0, 3.0, 2.0, 1.0]).tolist() == [2, 2, 1, 1, 0, 0] and thirds([]).tolist() == []
    assert thirds([1.0, 1.0, 1.0, 2.0, 3.0, 4.0]).tolist() == [1, 1, 1, 1, 2, 2]  # the edge is 1: upper
    text = 'kind = "compare"\nbase = "small.toml"\nscenarios = ["small.toml+credit"]\nmonths = 12\nseed = 3\nreplicates = {replicates}\noutputs = ["partners"]\n'
    path = write_manifest(tmp_path, 3, text)
    manifest = read_manifest(path)
    before = set(tmp_path.iterdir())
    made(manifest, tmp_path / "out")
    assert set(tmp_path.iterdir()) == {*before, tmp_path / "out"}  # nothing is written beside the manifest
    told = compare(manifest.scenarios, 3, seed=3, months=12, threads=1)
    runs = read_batch(tmp_path / "out").with_groups().runs
    for group in ("size", "cash_days", "competence"):
        rows = {row["group"]: row for row in told.by(1, group) if row["metric"] == "survival_share"}
        for third in THIRDS:
            means = runs.groupby("arm")[f"survival_share_{group}_{third}"].mean()
            row = rows[f"{group}: {third}"]
            assert [row["base"], row["other"]] == pytest.approx([means[0], means[1]])


def test_trial_pairs_that_are_all_alike_tell_no_power():
    assert power_row("y", [0.5, 0.5], 8)["detectable"] is None
    assert power_row("y", [0.5, 0.7], 8)["detectable"] > 0.0
    assert np.isnan(power_row("y", [0.5], 8)["spread"])
