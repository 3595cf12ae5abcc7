"""Reference pages are what the code declares, and the guide to a new kind of agent holds."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from agents.partner import KINDS
from experiments.commands.cli import main
from experiments.reference.pages import PAGES, filled
from experiments.reference.plan import month_plan
from experiments.reference.tables import WHAT, table
from model import PARAMETERS
from model.market import firm_columns
from model.month import MONTH
from tests.test_readme import BLOCKS, ROOT, make_edit, prepared


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_command_writes(name):
    page = ROOT / "docs" / "reference" / name
    assert page.read_text(encoding="utf-8") == PAGES[name](), "run python -m experiments.reference"


def test_the_plan_is_the_month():
    plan = month_plan()
    assert [row["phase"] for row in plan] == [phase.__name__ for phase in MONTH]
    assert all(row["does"].endswith((".", "?")) or row["does"] for row in plan)
    by_name = {row["phase"]: row for row in plan}
    assert [rule["name"] for rule in by_name["decide_closings"]["rules"]][:1] == ["decide_closing"]
    assert "oldest_overdue" in [rule["name"] for rule in by_name["decide_closings"]["rules"]]  # by way of another rule
    assert by_name["place_orders"]["luck"][0] == "PROJECT_ARISES"
    assert not by_name["wind_up"]["prologue"] and by_name["quote"]["prologue"]


def test_every_rule_and_phase_says_what_it_does():
    silent = [r["name"] for row in month_plan() for r in (row | {"name": row["phase"]}, *row["rules"]) if not r["does"]]
    assert not silent


def test_the_month_is_printed_as_data(capsys):
    assert main(["month", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == month_plan()
    assert main(["month"]) == 0
    assert "place_orders" in capsys.readouterr().out


def test_the_description_names_every_variable_parameter_and_limit():
    odd, listed = PAGES["odd.md"](), PAGES["parameters.md"]()
    assert set(WHAT) == set(firm_columns())
    for name, columns in firm_columns().items():
        part = odd.split(f"#### `{name}`:")[1].split("####")[0]
        assert all(f"`{column.name}`" in part and column.meaning.replace("|", "\\|") in part for column in columns)
    assert all(f"`{key}`" in listed for key in PARAMETERS)
    assert all(f"`{kind}`" in odd for kind in KINDS)
    first = odd.split("## 1")[0]
    assert "not a forecast" in first and "one article by an interested author" in first and "Russia 2015" in first


def test_a_place_without_a_table_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.reference.pages.PROSE", tmp_path)
    (tmp_path / "x.md").write_text("{{no_such_table}}")
    with pytest.raises(AttributeError, match="no_such_table"):
        filled("x.md")


def test_cells_cannot_break_a_table():
    assert table(("a",), [("x|y\nz",)]).splitlines()[-1] == "| x\\|y z |"


def test_the_guide_to_a_new_kind_of_partner_holds(tmp_path):
    """The guide's file and edit, made to a copy of the engine, uncompiled: two months of a tiny market."""
    page = "docs/guides/add-a-kind-of-agent.md"
    for folder in ("agents", "model", "scenarios", "experiments"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    prepared(page, tmp_path)
    edits = [block for block in BLOCKS if block.document == page and block.verb == "edit"]
    assert len(edits) == 3
    for edit in edits:
        make_edit(edit, tmp_path)
    code = """
import json
from agents.handles import HANDLES
from agents.partner import KINDS
from experiments.reference.tables import kinds
from model import simulate
from scenarios import load_scenario
few = {"population.integrator": 2, "population.reseller": 3, "population.online_shop": 1, "months": 2}
values = few | {"population.cloud_marketplace": 2, "population.distributor": 2}
result = simulate(load_scenario("steady", values), 1)
print(json.dumps({
    "kinds": sorted(set(result.partners.kind)), "alive": result.summary["partners_alive_cloud_marketplace"],
    "residual": result.summary["ledger_residual"], "handle": HANDLES["cloud_marketplace"].__name__,
    "described": "Cloud marketplaces: subscriptions" in kinds(),
    "size": float(result.partners[result.partners.kind == "cloud_marketplace"].size_at_start.mean()),
}))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            **os.environ,
            "NUMBA_DISABLE_JIT": "1",
            "PYTHONPATH": str(tmp_path),
            "GARDEN_CACHE": str(tmp_path / "cache"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["kinds"] == ["cloud_marketplace", "integrator", "online_shop", "reseller"]
    assert told["alive"] >= 1 and told["residual"] < 1e-9 and told["size"] > 0
    assert told["handle"] == "CloudMarketplace" and told["described"]
