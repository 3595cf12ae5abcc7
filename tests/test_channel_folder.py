"""A channel folder: it reads back, replaces an earlier import and nothing else, and survives a full disk."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.channel.doubts import LedgerError
from experiments.channel.folder import read_channel, write_channel
from experiments.commands.cli import main
from model.parameters import PARAMETERS
from scenarios import load_scenario
from tests.test_channel_import import RUSSIAN, ledger

ROOT = Path(__file__).resolve().parent.parent


def test_a_channel_folder_reads_back_and_starts_a_market(tmp_path):
    found = ledger(RUSSIAN, "cp1251")
    write_channel(found, tmp_path / "channel")
    channel = read_channel(tmp_path / "channel")
    assert channel.about["total_in"] == found.total_in and channel.money() == "RUB" and len(channel.invoices) == 3
    table = channel.partners.set_index("name")
    assert (
        table.loc["ООО «Ромашка»", "overdue_30"] == 0.0 and table.loc["ООО «Ромашка»", "not_due"] == 2000.0
    )  # as of 5 March
    assert table.loc["ООО «Ромашка»", "days_late"] == 6.0 and table.loc["ООО «Ромашка»", "terms"] == 30.0
    scenario = load_scenario(str(tmp_path / "channel" / "scenario.toml"))
    listed = scenario.partners
    assert listed.counts["reseller"] == 1 and listed.size[0] == pytest.approx(table.loc["ООО «Ромашка»", "size"])
    (tmp_path / "by-folder.toml").write_text('extends = "steady"\n[population]\nfile = "channel"\n')
    assert load_scenario(str(tmp_path / "by-folder.toml")).partners.hash == listed.hash
    values = scenario.values
    drawn = (
        values["partners.reseller.staff_at_start"]
        * values["partners.reseller.sales_per_head"]
        * values["population.money_unit"]
    )
    assert drawn == pytest.approx(sum(listed.size) / len(listed), rel=1e-3)
    assert values["population.money_unit"] != PARAMETERS["population.money_unit"].default


def test_an_import_replaces_an_earlier_one_and_no_file_of_yours(tmp_path, capsys):
    own = tmp_path / "ledger.csv"
    own.write_bytes(RUSSIAN.encode("cp1251"))
    assert main(["channel", "import", str(own), "--out", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ") and err.count("\n") == 1 and "replace ledger.csv" in err
    assert own.read_bytes() == RUSSIAN.encode("cp1251") and [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]
    folder = tmp_path / "c"
    for _ in range(2):
        assert main(["channel", "import", str(own), "--out", str(folder)]) == 0
    (folder / "risk.xlsx").write_text("mine")  # beside an import other files may stand
    assert main(["channel", "import", str(own), "--out", str(folder)]) == 0
    capsys.readouterr()
    assert main(["channel", "import", str(folder / "ledger.csv"), "--out", str(folder)]) == 2
    assert "replace ledger.csv" in capsys.readouterr().err and read_channel(folder).money() == "RUB"
    (folder / "channel.toml").rename(folder / "channel.toml.1-abc.part")  # killed before the last file was put there
    assert main(["channel", "import", str(own), "--out", str(folder)]) == 0
    assert {path.name for path in folder.iterdir()} - {".lock"} == {
        "channel.toml", "doubts.csv", "invoices.parquet", "ledger.csv", "mapping.toml", "partners.csv", "purchases.csv",
        "risk.xlsx", "scenario.toml",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", "import time; from pathlib import Path; from experiments.writing.outputs import lock_folder; "
         f"lock_folder(Path({str(folder)!r})); print('held', flush=True); time.sleep(60)"],
        stdout=subprocess.PIPE, cwd=ROOT,
    ) as other:  # fmt: skip
        other.stdout.readline()
        capsys.readouterr()
        assert main(["channel", "import", str(own), "--out", str(folder)]) == 2
        assert "another command is writing there" in capsys.readouterr().err
        other.kill()


def test_a_full_disk_leaves_the_earlier_import(tmp_path, monkeypatch):
    write_channel(ledger(RUSSIAN, "cp1251"), tmp_path / "c")
    before = {path.name: path.read_bytes() for path in (tmp_path / "c").iterdir()}

    def full(self, *_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    with pytest.raises(OSError, match="invoices.parquet: No space left"):
        write_channel(ledger(RUSSIAN.replace("А1", "Б1"), "cp1251"), tmp_path / "c")
    assert {path.name: path.read_bytes() for path in (tmp_path / "c").iterdir()} == before


def test_samples_are_never_written_over_a_file_of_yours(tmp_path, capsys):
    for name in ("ledger.xlsx", "sap.txt"):
        (tmp_path / name).write_bytes(b"mine")
        assert main(["channel", "sample", str(tmp_path)]) == 2
        assert f"a {name} that is no sample" in capsys.readouterr().err and (tmp_path / name).read_bytes() == b"mine"
        (tmp_path / name).unlink()


def test_no_channel_folder(tmp_path):
    with pytest.raises(LedgerError, match="is no channel folder"):
        read_channel(tmp_path)
    with pytest.raises(LedgerError, match=r"^\.: is no channel folder"):
        read_channel(Path("."))


def test_firms_keep_names_that_look_like_nothing_or_a_number(tmp_path):
    for names in (["NA", "null", "None", "nan"], ["007", "7", "0012"]):
        rows = [f"{name};{place};05.01.2024;05.02.2024;;100" for place, name in enumerate(names)]
        write_channel(ledger("\n".join(["Контрагент;Номер;Дата;Срок;Оплачен;Сумма", *rows])), tmp_path)
        assert read_channel(tmp_path).partners["name"].tolist() == names
