"""Calibration as a kind of batch: the same numbers as ``garden calibrate``'s, resumed by run id, told by its report."""

import json
import shutil

import numpy as np
import pytest

from experiments.analysis.report import make_report
from experiments.batch import shards
from experiments.batch.manifest import ManifestError, read_manifest
from experiments.batch.reading import read_runs
from experiments.batch.rounds import most_runs, run_rounds
from experiments.batch.session import open_batch
from experiments.batch.standing import standing
from experiments.batch.verify import rerun, verify
from experiments.calibration.fit import Calibration
from experiments.calibration.stages import KeptRuns, Size, candidates
from experiments.calibration.stored import StoredCalibration
from experiments.commands.cli import main
from experiments.evidence.claims import registry
from experiments.running.runs import run_seed
from experiments.validation.table import CALIBRATED, moments
from experiments.writing.kept import Kept
from scenarios import load_scenario
from tests.batches import stored, write_manifest
from tests.small_batches import HereEngine

FACTORS = """
[factors]
"partners.outside_option" = { low = 0.9, high = 2.0 }
"distributors.markup" = { low = 0.05, high = 0.09 }
"would-be entrants" = { low = 0.5, high = 1.6, scale = ["partners.integrator.entrants", "partners.reseller.entrants"] }
"""
SMALL = f"""
kind = "calibrate"
samples = 12
replicates = 2
months = 72
[calibrate]
trajectories = 2
parameters = 2
trials = 4
population = 2
truths = 2
luck_replicates = 3
fresh_replicates = 3
{FACTORS}
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A small calibration that ended."""
    return stored(tmp_path_factory.mktemp("done"), SMALL)


def test_a_calibration_cut_short_goes_on_to_the_same_rows(done, tmp_path):
    early = stored(tmp_path, SMALL, most_rounds=3)
    shutil.rmtree(early / ".working")  # nothing but the committed runs is needed
    assert 0 < standing(early)["stored"] < standing(done)["stored"] and standing(early)["state"] == "stopped"
    notes = make_report(early).told()["parts"][0]["notes"]
    assert notes == ["The calibration still runs: the facts are not yet met on fresh luck."]
    before = set(read_runs(early)["run_id"])
    with open_batch(read_manifest(early), early, HereEngine(), "test") as batch:
        progress = run_rounds(batch)
    whole, again = read_runs(done), read_runs(early)
    assert again.drop(columns="seconds").equals(whole.drop(columns="seconds"))
    assert (progress.stored, progress.made, progress.failed) == (len(before), len(whole) - len(before), 0)
    assert standing(early)["state"] == "complete"


def test_a_row_holds_the_moments_of_its_market(done):
    manifest, rows = read_manifest(done), read_runs(done)
    row = rows[rows["would-be entrants"] != 1.0].iloc[0]
    entrants = {key: manifest.base.values[key] * row["would-be entrants"] for key in manifest.factors[2].scale}
    values = {
        **manifest.base.values,
        **entrants,
        **{n: row[n] for n in ("partners.outside_option", "distributors.markup")},
    }
    expected = moments(run_seed(1, int(row["replicate"])), values, 72)
    assert {name: row[name] for name in CALIBRATED} == pytest.approx(expected, nan_ok=True, abs=0.0, rel=0.0)
    assert sum(row[name] == row[name] for name in CALIBRATED) > 8


def test_both_ways_of_calibrating_ask_the_same_of_the_same_market(tmp_path, monkeypatch):
    """The same seeds, places and names of stages: only where the rows are kept differs."""
    asked: dict[str, list] = {"kept": [], "stored": []}
    size = Size(trajectories=2, points=12, seeds=1, trials=2, parameters=2, truths=2, luck=2, fresh=2)

    def answer(way, runs):
        def tell(stage, worlds, seeds, own_luck=False):
            asked[way].append((stage, {w: dict(p) for w, p in worlds.items()}, seeds, own_luck))
            luck = np.random.default_rng(len(asked[way]))
            middle = np.linspace(0.1, 0.9, len(CALIBRATED))
            return {w: middle * luck.uniform(0.9, 1.1, (seeds, len(CALIBRATED))) for w in worlds}

        monkeypatch.setattr(runs, "moments", tell)
        Calibration(runs, size, 1).stages()

    batch = StoredCalibration(read_manifest("calibration"))
    answer("kept", KeptRuns(Kept(None, {}), 1, 1, lambda: None))
    answer("stored", batch.runs)
    assert asked["kept"] == asked["stored"] and len(asked["kept"]) == 7
    # And a place means the same values of the same market.
    market = load_scenario("steady", registry().market)
    assert batch.manifest.base.values == market.values
    for row, factor in zip(candidates(), batch.manifest.factors, strict=True):
        assert factor.values_of(row.low) == row.values(row.low) and factor.base(market.values) == row.default


def test_the_place_found_is_told_on_luck_that_the_search_has_not_seen(done):
    stored_calibration = StoredCalibration(read_manifest(done))
    runs = read_runs(done)
    assert stored_calibration.look(runs) is None
    best = stored_calibration.found.best
    levels = stored_calibration.runs.levels(
        dict(zip([r.name for r in stored_calibration.found.chosen], best, strict=True))
    )
    own = runs[np.logical_and.reduce([runs[name] == value for name, value in levels.items()])]
    asked = [replicate for replicate in sorted(own["replicate"]) if not 2000 <= replicate < 3000]
    assert asked == [0, 1, 3000, 3001, 3002]  # from 2000 on: how far luck alone moves the base, which may be the best


def test_the_report_tells_what_is_held_and_files_are_written(done, tmp_path, capsys):
    assert main(["experiment", "report", str(done), "--out", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [part["name"] for part in told["parts"]] == ["parameters", "moments", "trials", "screening"]
    parameters, facts, trials, screening = (part["rows"] for part in told["parts"])
    assert len(parameters) == 2 and len(facts) == len(CALIBRATED) and len(trials) == 4 and len(screening) == 3
    for row in parameters:
        assert row["low"] <= row["facts_low"] < row["facts_high"] <= row["high"] and 0 <= row["recovered"] <= 2
    assert sum(row["calibrated"] for row in screening) == 2
    assert {"parameters.csv", "parameters.png", "moments.csv"} <= {path.name for path in tmp_path.iterdir()}
    assert len(make_report(done, ["focal_profit"]).parts) == 4  # the app's choice of outcomes says nothing here
    assert make_report(done, language="ru").parts[0].charts[0].title != told["parts"][0]["findings"][0]


def test_few_fresh_seeds_have_no_interval_and_other_facts_are_told(done, monkeypatch):
    report = make_report(done)
    facts = {part.name: part for part in report.parts}["moments"]
    ends = facts.table[["base_low", "base_high", "found_low", "found_high"]]
    assert ends.isna().all(axis=None) and facts.table["base"].notna().any() and not report.notes
    assert "Means over 3 fresh seeds, of fewer than 6 without intervals." in facts.notes[0]
    monkeypatch.setattr("experiments.analysis.report.facts_of", lambda kind: "others")
    assert make_report(done).notes[0].startswith("The facts in experiments/validation/targets.csv were changed")


def test_it_is_verified_planned_and_rerun_like_any_batch(done, capsys):
    assert verify(done, sample=2)["problems"] == []
    assert rerun(done, read_runs(done)["run_id"][5])["differences"] == []
    assert main(["experiment", "plan", str(done), "--probe", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["missing"] == most_runs(read_manifest(done)) - len(read_runs(done)) and told["power"] == []
    assert told["seconds_per_run"] > 0.0 and told["tables"] == []


def test_failed_runs_are_left_out_until_too_few_are_left(tmp_path, monkeypatch):
    usual = shards.measured

    def measured(manifest, scenario, run, tables, openings=None):
        if 0.055 < run.levels["distributors.markup"] != 0.0725:  # the market as it is runs
            raise ArithmeticError("too dear")
        return usual(manifest, scenario, run, tables, openings)

    monkeypatch.setattr(shards, "measured", measured)
    folder = stored(tmp_path, SMALL)
    assert standing(folder)["failed"] > 0
    report = make_report(folder)
    assert any("points of the design have all moments" in note for part in report.parts for note in part.notes)


def test_the_manifest_reads_back_the_same(tmp_path):
    manifest = read_manifest(write_manifest(tmp_path, SMALL))
    path = tmp_path / "again.toml"
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / f"{manifest.base.name}.toml").write_text(manifest.base.to_toml())
    path.write_text(manifest.to_toml())
    again = read_manifest(path)
    assert again.factors == manifest.factors and again.options == manifest.options
    assert again.to_toml() == manifest.to_toml()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("truths = 2", "truth = 2", "calibrate.truth: unknown key; did you mean truths?"),
        ("trials = 4", "trials = 0", "calibrate.trials: 0 is not a whole number from 2"),
        ("months = 72", "months = 60", "months: 60 do not show five years"),
        ("samples = 12", "samples = 9", "samples: 9 points hold no surrogate"),
        ("replicates = 2", "replicates = 501", "replicates: 501 for each of 2 truths"),
        ("low = 0.9", "low = 1.6", "factors.partners.outside_option: the base stands at 0.9, outside 1.6 to 2;"),
        ("{ low = 0.05, high = 0.09 }", "[0.05, 0.09]", "factors.distributors.markup: expected { low = ..., high = ... }"),
        ('scale = ["partners.integrator.entrants", "partners.reseller.entrants"]', 'scale = ["partners.integrator.entrant"]',
         "partners.integrator.entrant: unknown key; did you mean"),
        ('scale = ["partners.integrator.entrants", "partners.reseller.entrants"]', "scale = []", "is not a list of values"),
        ('"would-be entrants"', '"arm"', "arm: is taken"),
        ('"would-be entrants"', '"partners.founder_wealth"', "under another name"),
        ("samples = 12", 'samples = 12\noutputs = ["monthly"]', "outputs: a calibration keeps its runs alone"),
    ],
)  # fmt: skip
def test_a_bad_calibration_is_one_line(old, new, told, tmp_path):
    assert old in SMALL
    with pytest.raises(ManifestError, match="manifest.toml:") as problem:
        read_manifest(write_manifest(tmp_path, SMALL.replace(old, new)))
    assert told in str(problem.value) and "\n" not in str(problem.value)


def test_another_size_is_checked_too(tmp_path, capsys):
    path = write_manifest(tmp_path, SMALL)
    assert main(["experiment", "plan", str(path), "--months", "24"]) == 2
    assert capsys.readouterr().err.startswith("error: months: 24 do not show")


def test_a_range_that_moves_several_keys_serves_other_designs_too(tmp_path):
    text = f'kind = "latin_hypercube"\nsamples = 3\nmonths = 6\n{FACTORS}'
    rows = read_runs(stored(tmp_path, text))
    assert rows["would-be entrants"].between(0.5, 1.6).all() and rows["would-be entrants"].nunique() == 3
