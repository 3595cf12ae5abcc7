"""Commands as a user types them, good and bad."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments.commands.cli import main
from experiments.commands.console import WIDTH, narrowest, print_table

SMALL = ["--set", "population.integrator=11", "--set", "population.reseller=17", "--set", "population.online_shop=2"]


def said(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_scenarios(capsys):
    code, out, _ = said(capsys, "scenarios")
    assert code == 0 and "steady" in out and "credit-and-services" in out
    code, out, _ = said(capsys, "scenarios", "--json")
    assert code == 0 and {"name", "title", "description"} <= set(json.loads(out)[0])


def test_show_prints_a_file_that_loads_again(capsys, tmp_path):
    from scenarios import load_scenario

    code, out, _ = said(capsys, "scenarios", "show", "baseline+credit")
    (tmp_path / "again.toml").write_text(out)
    assert out.endswith("garden scenarios show baseline+credit --json\n"), "where the sources of its values are told"
    assert code == 0 and load_scenario(str(tmp_path / "again.toml")).hash == load_scenario("baseline+credit").hash
    code, out, _ = said(capsys, "scenarios", "show", "credit", "--json")
    row = json.loads(out)["values"]["levers.focal.credit.mode"]
    assert row["value"] == "framework" and row["origin"] == "credit" and row["source"]


def test_run_writes_tables_that_read_back(capsys, tmp_path):
    folder = tmp_path / "out"
    asked = ("--panel", "--flows", "--accounts", "--lines")
    line = ("run", "credit", "--months", 6, "--seed", 3, *SMALL, *asked, "--out", folder)
    code, out, err = said(capsys, *line, "--json")
    told = json.loads(out)
    assert code == 0 and err == "" and told["seed"] == 3 and told["model_version"] >= 1 and told["packages"]["numba"]
    names = {
        "partners",
        "monthly",
        "distributors",
        "shelves",
        "events",
        "panel",
        "flows",
        "accounts",
        "lines",
        "purchases",
    }
    assert {p.stem for p in folder.glob("*.parquet")} == names
    panel = pd.read_parquet(folder / "panel.parquet")
    needed = [
        "month",
        "partner",
        "sales_product",
        "sales_service",
        "gross_profit",
        "operating_profit",
        "purchases",
        "orders",
        "cash",
        "overdraft_used",
        "overdraft_limit",
        "outflows",
        "payroll",
        "equity",
        "total_assets",
        "headcount",
        "competence",
        "receivables",
        "overdue_receivables",
        "payables",
        "overdue_payables",
        "oldest_overdue_days",
        "own_stock",
        "credit_limit",
        "credit_used",
        "terms_granted_days",
        "expected_profit",
        "outside_option",
        "member",
        "contribution",
    ]
    assert set(needed) <= set(panel.columns)
    partners = pd.read_parquet(folder / "partners.parquet")
    needed = ["partner", "kind", "entered", "closed", "cause", "origin", "parent", "primary_distributor"]
    assert set(needed) <= set(partners.columns)
    needed = [
        "month",
        "distributor",
        "focal",
        "sales",
        "gross_profit",
        "operating_profit",
        "orders_to_vendors",
        "stock",
        "receivables",
        "write_offs",
        "cash",
        "bank_debt",
        "equity",
        "lever_spend",
    ]
    assert set(needed) <= set(pd.read_parquet(folder / "distributors.parquet").columns)
    needed = [
        "month",
        "partner",
        "distributor",
        "purchases",
        "orders",
        "limit",
        "used",
        "terms_days",
        "overdue",
        "mode",
        "trust",
    ]
    assert set(needed) <= set(pd.read_parquet(folder / "accounts.parquet").columns)
    assert json.loads((folder / "provenance.json").read_text())["scenario_hash"] == told["scenario_hash"]
    assert not list(folder.glob("*.part"))
    assert said(capsys, *line)[0] == 0  # writing over our own results is fine


def test_compare_tells_every_metric_and_for_whom(capsys, tmp_path):
    line = ("compare", "steady", "credit", "copied", "--replicates", 3, "--months", 12, *SMALL)
    code, out, _ = said(
        capsys, *line, "--by", "kind,size,cash_days,competence,treated", "--json", "--out", tmp_path / "c"
    )
    rows = json.loads(out)
    assert code == 0 and [row["other"] for row in rows] == ["credit", "copied"]
    wanted = [
        "survival_share",
        "rmst_months",
        "partners_alive",
        "partners_alive_integrator",
        "partners_alive_reseller",
        "partners_alive_online_shop",
        "partners_alive_retail_chain",
        "closings",
        "spin_offs_per_closing",
        "focal_profit",
        "focal_spend",
        "channel_gross_profit",
        "service_share_of_gross_profit",
        "bad_debt",
        "mean_competence",
    ]
    assert set(wanted) <= set(rows[0]["metrics"])
    assert set(rows[0]["metrics"]["focal_profit"]) == {"base", "other", "difference", "low", "high", "pairs"}
    assert all(pair["difference"] == 0.0 for pair in rows[1]["metrics"].values())
    assert "cannot be told, since too few simulated futures show any difference" in rows[1]["finding"] and rows[0]["by"]
    kept = pd.read_parquet(tmp_path / "c" / "runs.parquet").groupby("scenario").size()
    assert kept.to_dict() == {"steady": 3, "credit": 3, "copied": 3}
    code, out, _ = said(capsys, *line)
    assert code == 0 and "95 % interval" in out and "log-rank" in out


def test_threads_do_not_change_numbers(capsys):
    line = ("compare", "steady", "prepayment", "--replicates", 3, "--months", 9, *SMALL, "--json")
    assert said(capsys, *line, "--threads", 1)[1] == said(capsys, *line, "--threads", 3)[1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["run", "stedy"], "did you mean steady?"),
        (["run"], "scenario"),
        (["rnu", "steady"], "invalid choice"),
        (["run", "steady", "--mnths", "3"], "unrecognized arguments: --mnths"),
        (["run", "steady", "--months", "0"], "'0' is not a whole number from 1 to 1200"),
        (["run", "steady", "--seed", "x"], "'x' is not a whole number"),
        (["run", "steady", "--set", "months"], "--set months: expected key=value"),
        (["run", "steady", "--set", "monts=3"], "monts: unknown key; did you mean months?"),
        (["run", "steady", "--set", "customers.smb.late_share=7"], "out of range; expected 0.0 to 1.0"),
        (["run", "steady", "--set", "population.reseller=1000000", "--months", "1200", "--set", "months=1200",
          "--set", "population.integrator=1000000"], "partner-months are more than"),
        (["run", "steady", "--set", "months=3", "--set", "months=4"], "--set months=4: months is given twice"),
        (["run", "nowhere/file.toml"], "no such file"),
        (["compare", "steady"], "other"),
        (["run", "steady", "--panel"], "--panel: expected --out DIR with it"),
        (["run", "steady", "--accounts", "--json"], "--accounts: expected --out DIR with it"),
        (["compare", "steady", "credit", "--by", "colour"], "--by colour: expected some of kind"),
        (["compare", "steady", "credit", "steady"], "steady (2): is the same market as steady; expected another"),
        (["compare", "steady", "steady+price", "--set", "levers.focal.price.discount=0.01"], "is the same market as"),
        (["compare", "steady", "credit", "--replicates", "0"], "'0' is not a whole number"),
        (["scenarios", "show"], "which scenario?"),
        (["validate", "--seeds", "1"], "'1' is not a whole number from 2"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_exit_code_2(capsys, line, expected):
    code, out, err = said(capsys, *line)
    assert code == 2 and out == ""
    assert err.startswith("error: ") and err.count("\n") == 1 and expected in err


def test_folders_that_are_not_ours_stay_as_they_are(capsys, tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    code, _, err = said(capsys, "run", "steady", "--months", 1, *SMALL, "--out", tmp_path)
    assert code == 2 and "thesis.txt" in err and err.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    (tmp_path / "file").write_text("x")
    code, _, err = said(capsys, "run", "steady", "--months", 1, *SMALL, "--out", tmp_path / "file")
    assert code == 2 and err.startswith("error: --out")


def test_a_full_disk_is_one_line(capsys):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full on this system")
    from experiments.writing.outputs import OutputError, write_file

    with pytest.raises(OutputError, match="nothing was left half written"):
        from pathlib import Path

        def no_room(path):
            with open("/dev/full", "w") as file:
                file.write("x" * 100_000)

        write_file(Path("/dev/shm/result.parquet"), no_room)


def test_a_failed_run_is_told_and_the_exit_code_is_3(capsys, monkeypatch):
    import experiments.running.families

    def failing(luck, number):
        raise ArithmeticError("out of luck")

    monkeypatch.setattr(experiments.running.families.Luck, "result", failing)
    code, _, err = said(capsys, "compare", "steady", "credit", "--replicates", 1, "--months", 3, *SMALL)
    assert code == 3 and "out of luck" in err


def test_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "experiments", "run", "steady", "--set", "x=1"], capture_output=True, text=True
    )
    assert done.returncode == 2 and done.stderr.startswith("error: x: unknown key") and "Traceback" not in done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "experiments", "run", "steady", "--months", "2", "--json", *SMALL],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and json.loads(done.stdout)["summary"]["partners_alive"] > 0


def test_starting_loads_no_heavy_library():
    code = "import sys, model, scenarios, experiments.commands.cli, experiments.commands.compare, experiments.running.runs; print([m for m in ('mesa', 'streamlit', 'pandas', 'lifelines', 'matplotlib', 'altair') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_run_lists_who_is_viable_but_short_of_cash(capsys):
    assert main(["run", "baseline", "--months", "24", "--short", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["short_of_cash"]
    assert rows and all(r["viable"] == (r["potential_margin"] >= 0.0) for r in rows)
    assert all((r["error"] == "missed") == (r["viable"] and r["estimate"] < 0.0) for r in rows)
    assert main(["run", "baseline", "--months", "24", "--short"]) == 0
    assert "screening would refuse" in capsys.readouterr().out


def test_the_server_ends_with_the_command(tmp_path):
    child = f"import os, time; os.chdir({str(tmp_path)!r}); open('new', 'w').write(str(os.getpid())); os.rename('new', 'pid'); time.sleep(120)"
    code = f"import sys; from experiments.commands.app import served; served([sys.executable, '-c', {child!r}])"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    end = time.monotonic() + 60
    while not (tmp_path / "pid").exists():
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.05)
    process.terminate()
    process.wait(60)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_table_too_wide_for_the_screen_is_laid_on_its_side(capsys):
    columns = ["trial", *(f"a_long_heading_of_column_{n}" for n in range(8))]
    rows = [["first", *"12345678"], ["second", *"abcdefgh"]]
    assert narrowest(columns, rows) > WIDTH > narrowest(columns[:5], [row[:5] for row in rows])
    print_table("wide", columns, rows)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["trial", "first", "second"] in lines and ["a_long_heading_of_column_7", "8", "h"] in lines
    print_table("narrow", columns[:5], [row[:5] for row in rows])
    assert ["second", "a", "b", "c", "d"] in [line.split() for line in capsys.readouterr().out.splitlines()]


def test_a_table_breaks_lines_between_words(capsys):
    columns = ["row", *(f"outcome {n}" for n in "abcdefgh"), "label"]
    rows = [["1", *["123456"] * 8, "price transparency two per cent a year and days to pay thirty days or more"]] * 20
    print_table("wide", columns, rows)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert {word for line in lines for word in line.split()} >= {"transparency", "outcome", "label", "123456"}
