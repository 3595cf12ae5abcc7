"""The data dictionary: no column without a unit and a meaning, in the files, on the command line and in the pages."""

import json

import pyarrow.parquet as parquet
import pytest

from experiments.batch.design import DESIGNS
from experiments.batch.manifest import TABLES as KEPT
from experiments.batch.manifest import read_manifest
from experiments.batch.session import open_batch
from experiments.batch.store import Store
from experiments.commands.cli import main
from experiments.comparing.tables import RUN as WRITTEN
from experiments.validation.table import CALIBRATED
from experiments.writing.columns import OWN, RUN, TABLES, declared, dictionary, names
from model.records import ACCOUNT_ROW, CHANNEL, PANEL
from tests.small_batches import HereEngine, write_manifest


def test_every_column_that_is_written_has_a_unit_and_a_meaning():
    rows = dictionary()
    without = [f"{row['table']}.{row['column']}" for row in rows if not (row["unit"] and row["meaning"])]
    assert not without, f"declare them in experiments/writing/columns.py or where the engine records them: {without}"
    assert {row["table"] for row in rows} == {"runs", *WRITTEN.tables} == set(TABLES) and "compare" in DESIGNS


def test_nothing_is_described_that_is_not_written():
    for table, columns in OWN.items():
        unknown = {column.name for column in columns} - set(names()[table]) - {"scenario", "rule"}
        assert not unknown, (table, unknown)


@pytest.mark.parametrize(("table", "columns"), [("distributors", CHANNEL), ("panel", PANEL), ("accounts", ACCOUNT_ROW)])
def test_what_the_engine_declares_is_what_the_dictionary_says(table, columns):
    said = {row["column"]: row for row in dictionary(table)}
    for column in columns:
        if column.name in said:
            assert (said[column.name]["unit"], said[column.name]["meaning"]) == (column.unit, column.meaning)


@pytest.mark.parametrize(
    ("table", "name", "unit", "meaning"),
    [
        ("monthly", "focal_spend", "money", "focal distributor: what its levers cost"),
        ("monthly", "channel_sales", "money", "of partners to customers"),
        ("monthly", "closings_voluntary", "count", "partners that closed: voluntary"),
        ("runs", "survival_share_36", "share", "of the partners of month 0, the share still there after 36 months"),
        ("runs", "levers.focal.credit.deferment_days", "days", None),
        ("partners", "run_id", "name", None),
        ("runs", CALIBRATED[0], "as the fact", None),
    ],
)
def test_names_of_files_are_traced_to_what_they_are_made_of(table, name, unit, meaning):
    found = declared(table, name)
    assert found.unit == unit and found.meaning and meaning in (None, found.meaning)


def test_a_name_that_nobody_knows_has_no_meaning():
    assert declared("runs", "nonsense") is None and declared("monthly", "focal_nonsense") is None
    assert declared("survival", "nonsense") is None


def test_files_carry_units_and_meanings_themselves(tmp_path):
    text = """kind = "factorial"
base = "small.toml"
replicates = 1
months = 12
outputs = ["monthly", "partners", "distributors", "events"]
[factors]
"levers.focal.credit.deferment_days" = [0]
policy = ["none"]
[bundles.policy]
none = {}
"""
    with open_batch(read_manifest(write_manifest(tmp_path, 1, text)), tmp_path / "out", HereEngine(), "test") as batch:
        batch.run()
    (chunk,) = Store(tmp_path / "out").chunks()
    for table in ("runs", *KEPT):
        schema = parquet.read_schema(Store(tmp_path / "out").shard(table, chunk))
        for field in schema:
            told = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
            assert told.get("unit") and told.get("meaning"), (table, field.name)
        assert set(schema.names) - {column.name for column in RUN} - {"policy", "levers.focal.credit.deferment_days"} <= set(names()[table])  # fmt: skip
    assert main(["run", "steady", "--months", "2", "--set", "population.reseller=2", "--set", "population.integrator=2",
                 "--set", "population.online_shop=1", "--panel", "--out", str(tmp_path / "run")]) == 0  # fmt: skip
    field = parquet.read_schema(tmp_path / "run" / "panel.parquet").field("cash")
    assert field.metadata == {b"unit": b"money", b"meaning": b"in the bank"}


def test_the_command_tells_one_table_or_all(capsys):
    assert main(["experiment", "columns", "partners", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows == dictionary("partners") and rows[0]["column"] == "partner"
    assert main(["experiment", "columns"]) == 0
    assert "rmst_months" in capsys.readouterr().out
    assert main(["experiment", "columns", "partnrs"]) == 2
    assert "no such table; expected one of runs, monthly" in capsys.readouterr().err
