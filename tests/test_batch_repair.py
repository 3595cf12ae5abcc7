"""Files of a batch that were lost, cut short or changed: found by whoever reads, made again, and then whole for all."""

import pandas as pd
import pyarrow.parquet as parquet
import pytest

from experiments.batch.committed import Committed
from experiments.batch.manifest import read_manifest
from experiments.batch.reading import read_runs, read_table
from experiments.batch.session import open_batch
from experiments.batch.store import Store
from experiments.batch.verify import verify
from experiments.commands.cli import main
from experiments.writing.outputs import OutputError
from tests.small_batches import HereEngine, write_manifest


def made(path, out):
    """Run a manifest here."""
    with open_batch(read_manifest(path), out, HereEngine(), "test") as batch:
        return batch.run()


@pytest.fixture
def done(tmp_path):
    """A batch of twelve runs over a year: (manifest file, folder)."""
    path = write_manifest(tmp_path)
    made(path, tmp_path / "out")
    return path, tmp_path / "out"


def lose(path):
    path.unlink()


def cut(path):
    path.write_bytes(path.read_bytes()[:200])


def flip(path):
    """One bit of a page of data."""
    content = bytearray(path.read_bytes())
    column = parquet.read_metadata(path).row_group(0).column(4)
    start = column.dictionary_page_offset or column.data_page_offset
    content[start + column.total_compressed_size - 3] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("table", ["runs", "partners"])
@pytest.mark.parametrize("harm", [lose, cut, flip])
def test_what_was_harmed_is_found_made_again_and_whole_for_everybody(done, table, harm, capsys):
    path, out = done
    before = {name: read_table(out, name) for name in ("runs", "partners")}
    chunk = Store(out).chunks()[1]
    runs = parquet.read_metadata(Store(out).shard("runs", chunk)).num_rows
    harm(Store(out).shard(table, chunk))
    assert verify(out, sample=0)["problems"]
    assert len(Committed(Store(out), look=True)) == 12 - runs
    if (table, harm) != ("runs", lose):  # who reads the files alone cannot know of one that is gone
        with pytest.raises(OutputError, match=f"{table}/{chunk}.parquet: .*garden experiment run") as problem:
            read_table(out, table) if table != "runs" else read_runs(out)
        assert "\n" not in str(problem.value)
        code = main(["experiment", "report", str(out)])
        err = capsys.readouterr().err
        assert code == 2 and f"{table}/{chunk}.parquet" in err and err.count("\n") == 1
    again = made(path, out)
    assert (again.made, again.stored) == (runs, 12 - runs)
    assert Store(out).provenance["sessions"][-1]["damaged"] == [chunk]
    assert verify(out, sample=12)["problems"] == []
    assert made(path, out).made == 0 and verify(out, sample=0)["problems"] == []
    for name, rows in before.items():
        pd.testing.assert_frame_equal(read_table(out, name), rows)


def test_whoever_reads_with_other_tools_can_find_a_flipped_byte(done):
    _, out = done
    flip(Store(out).shard("partners", Store(out).chunks()[0]))
    with pytest.raises(OSError, match="CRC checksum"):
        pd.read_parquet(out / "partners", page_checksum_verification=True)


def test_a_shard_without_a_receipt_is_told_and_made_again(done, capsys):
    path, out = done
    whole = read_runs(out)
    receipts = out / "receipts.jsonl"
    receipts.write_text("".join(receipts.read_text().splitlines(keepends=True)[1:]))
    with pytest.raises(OutputError, match="has no receipt, so whether it was changed cannot be told"):
        read_runs(out)
    for verb, code in (("report", 2), ("verify", 3)):
        assert main(["experiment", verb, str(out)]) == code and "has no receipt" in "".join(capsys.readouterr())
    assert made(path, out).made > 0 and verify(out, sample=0)["problems"] == []
    pd.testing.assert_frame_equal(read_runs(out).drop(columns="seconds"), whole.drop(columns="seconds"))


def test_a_receipt_comes_before_its_shard_whoever_is_killed_between(tmp_path, monkeypatch):
    path, out = write_manifest(tmp_path), tmp_path / "out"

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as now, pytest.raises(KeyboardInterrupt):
        now.setattr("experiments.batch.shards.sync_folder", killed)
        made(path, out)
    assert len(Store(out).receipts()) == 1 and not Store(out).chunks()
    assert made(path, out).made == 12 and verify(out, sample=0)["problems"] == []


def test_a_receipt_cut_short_spoils_none_after_it(tmp_path):
    store = Store(tmp_path)
    store.log({"chunk": "a", "runs": 1, "sha256": "x"})
    with (tmp_path / "receipts.jsonl").open("a") as file:
        file.write('{"chunk": "b", "ru')
    store.log({"chunk": "c", "runs": 1, "sha256": "y"})
    assert set(store.receipts()) == {"a", "c"}
