"""Pilots that miss those they were meant for are told; what is measured of nobody is not."""

import json

import numpy as np
import pytest

from experiments.analysis.report import make_report
from experiments.batch.reading import pilots_in
from experiments.commands.cli import main
from experiments.comparing.compare import compare
from experiments.comparing.pilots import missed_told
from experiments.comparing.results import ResultsError, read_results
from experiments.comparing.survival import kaplan_meier
from experiments.running.pilots import Pilot, together
from experiments.stage.levers import undone_in
from experiments.words.words import LANGUAGES, words
from scenarios import ScenarioError, load_scenario

SMALL = {"population.integrator": 2, "population.reseller": 3, "population.online_shop": 1, "months": 4}
TERMS = '[timeline.set]\n"levers.focal.credit.deferment_days" = 90\n'
ENTRY = '[[timeline]]\nmonth = 1\nname = "{name}"\nonly = {{ {only} }}\n' + TERMS


def file_of(folder, *entries):
    """A small market with a pilot for each (name, conditions)."""
    counts = "\n".join(f"{key} = {value}" for key, value in SMALL.items())
    path = folder / "pilot.toml"
    path.write_text(counts + "\n" + "".join(ENTRY.format(name=name, only=only) for name, only in entries))
    return str(path)


def test_conditions_that_nobody_can_meet_are_refused(tmp_path):
    for above in (5, 10):
        with pytest.raises(ScenarioError, match=f"only.size_above {above} is not below only.size_below 5"):
            load_scenario(file_of(tmp_path, ("p", f"size_above = {above}, size_below = 5")))
    assert load_scenario(file_of(tmp_path, ("p", "size_above = 4, size_below = 5"))).timeline[0].only["size_below"] == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pilot_is_told_where_no_run_has_whom_it_means(language):
    nobody, some = Pilot("p", 0, frozenset()), Pilot("p", 2, frozenset({7, 9}))
    assert missed_told("x", together([[nobody], [some]]), language) == [], "one run has all of them"
    assert together([]) == together([[], []]) == ()
    (line,) = missed_told("x", together([[nobody], [nobody]]), language)
    assert line.startswith("x: ") and "p" in line and "{" not in line
    (line,) = missed_told("x", together([[some], [Pilot("p", 1, frozenset({7}))]]), language)
    assert line.endswith(": 7.")


def test_commands_tell_it(tmp_path, capsys):
    path = file_of(tmp_path, ("none", "size_above = 1e9"), ("strangers", "ids = [0, 999999]"), ("first", "ids = [0]"))
    assert main(["run", path]) == 0
    out = capsys.readouterr().out
    assert "“none” treats no partner in any run." in out and "are in no run: 999999." in out and "“first”" not in out
    bare = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
    assert main(["compare", "steady", path, "--replicates", "2", "--json", "--out",
                 str(tmp_path / "out"), *bare]) == 0  # fmt: skip
    assert [*map(len, read_results(tmp_path / "out").pilots)] == [0, 3]
    assert "“none”" in undone_in(read_results(tmp_path / "out"), words("en"))[0]
    assert [line.partition("“")[2].partition("”")[0] for line in json.loads(capsys.readouterr().out)[0]["notes"]] == [
        "none", "strangers"]  # fmt: skip


def test_one_run_has_no_interval(capsys):
    times, closed = np.array([1.0, 3.0, 3.0]), np.array([True, False, False])
    assert kaplan_meier(times, closed, 3, np.zeros(3, int))[["low", "high"]][1:].isna().all(axis=None)
    assert kaplan_meier(times, closed, 3, np.array([0, 1, 1]))[["low", "high"]].notna().all(axis=None)
    assert main(["compare", "steady", "price", "--replicates", "1",
                 *[word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]]) == 0  # fmt: skip
    assert "too few runs" in capsys.readouterr().out


def test_nobody_at_the_start_has_no_survival(tmp_path, capsys):
    some = load_scenario("steady", SMALL)
    nobody = some.with_values({f"population.{kind}": 0 for kind in ("integrator", "reseller", "online_shop")})
    found = compare([some, nobody], 2, 1, 4)
    assert not {"survival_share", "rmst_months"} & {*found.measured} and "partners_alive" in found.measured
    path = tmp_path / "empty.toml"
    path.write_text(nobody.to_toml())
    (tmp_path / "some.toml").write_text(some.to_toml())
    assert main(["compare", str(tmp_path / "some.toml"), str(path), "--replicates", "2", "--out",
                 str(tmp_path / "out")]) == 0  # fmt: skip
    with pytest.raises(ResultsError, match="empty has no partners of month 0 in a run"):
        read_results(tmp_path / "out")


def test_a_summary_of_a_run_that_starts_empty_has_no_survival(tmp_path, capsys):
    nobody = load_scenario("steady", {**SMALL, **{key: 0 for key in SMALL if key != "months"}})
    path = tmp_path / "empty.toml"
    path.write_text(nobody.to_toml())
    assert main(["run", str(path), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert not [key for key in summary if key.startswith(("survival_share", "rmst"))] and "partners_alive" in summary


def test_a_batch_tells_it_in_its_plan_its_run_and_its_report(tmp_path, capsys):
    file_of(tmp_path, ("none", "size_above = 1e9"), ("strangers", "ids = [0, 999999]"), ("first", "ids = [0]"))
    manifest, out = tmp_path / "manifest.toml", str(tmp_path / "out")
    manifest.write_text(
        'kind = "sweep"\nbase = "pilot.toml"\nreplicates = 3\n[factors]\n"finance.funding_rate" = [0.1]\n'
    )
    for command in (["plan", str(manifest), "--probe", "2"], ["run", str(manifest), "--out", out, "--workers", "1"],
                    ["report", out], ["run", out, "--workers", "1"]):  # fmt: skip
        assert main(["experiment", *command]) == 0
        said = capsys.readouterr().out
        assert "pilot: “none” treats no partner in any run." in said and "are in no run: 999999." in said, command
        assert "“first”" not in said
    assert main(["experiment", "plan", str(manifest), "--probe", "0", "--json"]) == 0
    assert "notes" not in json.loads(capsys.readouterr().out), "without trial runs nobody knows"
    for language in LANGUAGES:
        assert [missed_told("pilot", pilots_in(out)["pilot"], language)] == [
            [*make_report(out, language=language).notes]
        ]
