"""What a distrustful reader asks of a batch's report: units, luck, many arms, few replicates, whose files these are."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from experiments.analysis.charts import factors_title
from experiments.analysis.factorial import Cells, factor_effects
from experiments.analysis.lead import FIRST, OPEN, among_all, leading
from experiments.analysis.parts import luck_note, luck_share
from experiments.analysis.readable import heading
from experiments.analysis.report import MARK, make_report
from experiments.analysis.searched import level_interval
from experiments.batch.manifest import ManifestError, read_manifest
from experiments.batch.reading import read_runs
from experiments.batch.store import Store
from experiments.commands.cli import main
from experiments.words.words import words
from experiments.writing.plain import number
from tests.batches import stored, write_manifest

FACTORIAL = """
kind = "factorial"
replicates = 2
months = 6
outputs = []
[factors]
"levers.focal.community.budget" = [0.0, 6.0]
"""
SWEEP = FACTORIAL.replace("factorial", "sweep").replace("[0.0, 6.0]", "[6.0]")
SEARCH = """kind = "search"
samples = 3
months = 6
outputs = []
[search]
minimise = ["focal_spend"]
population = 2
finalists = 1
fresh_replicates = 2
worlds = 0
keep = { metric = "survival_share", at_least = 0.6 }
[factors]
"levers.focal.community.budget" = { low = 0.0, high = 6.0 }
"""


def said(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = main([str(a) for a in arguments])
    return code, *capsys.readouterr()


def test_the_luck_that_is_left_by_hand():
    # Means by point 5, 8, 8 (variance 3), by luck 2, 12, of all 7. What is left: 0, -1, 1 and 0, 1, -1: squares 4, over
    # (2 - 1)(3 - 1) they are 2, for a mean of two lucks 1: a third of 3. The shift of 10 that all share moves no point.
    values = np.array([[0.0, 2.0, 4.0], [10.0, 14.0, 12.0]])
    assert luck_share(values) == pytest.approx(100.0 / 3.0)
    assert luck_share(values + [[0.0], [1000.0]]) == pytest.approx(100.0 / 3.0)
    # Means 5, 5.5, 6 (variance 0.25). Left: -0.5, 1, -0.5 and the reverse: squares 3, over 2 and over 2: 0.75.
    many = np.array([[0.0, 2.0, 1.0], [10.0, 9.0, 11.0]])
    assert luck_share(many) == pytest.approx(300.0)
    say = words("en", "batch")
    assert "makes about 33 %" in luck_note(pd.DataFrame(values), say)
    assert "(about 300 % of it): nothing tells the points apart" in luck_note(pd.DataFrame(many), say)
    assert np.isnan(luck_share(values[:1])) and np.isnan(luck_share(values[:, :1]))
    assert luck_share(np.array([[1.0, 2.0], [3.0, 4.0]])) == 0.0  # all points share all luck


def test_a_title_takes_the_p_that_is_adjusted_over_all_arms():
    table = pd.DataFrame({"difference": [-1.8, 0.7], "low": [-3.5, -0.3], "high": [-0.2, 1.8], "p_fdr": [0.13, 0.41]})
    assert leading(table["difference"], table["low"], table["high"], 1.0).kind == "slight"
    assert leading(table["difference"], *among_all(table), 1.0).kind == OPEN
    sure = table.assign(low=[-2.5, -0.3], high=[-1.5, 1.0], p_fdr=[0.001, 0.41])
    assert leading(sure["difference"], *among_all(sure), 1.0).kind == FIRST
    low, high = among_all(sure.assign(p_fdr=[np.nan, np.nan], low=np.nan, high=np.nan))
    assert np.isnan(low).all() and np.isnan(high).all()


def test_a_title_of_factors_takes_the_p_that_is_adjusted_over_all_factors_and_pairs():
    lucks = np.random.default_rng(3).normal(size=(8, 2, 2, 2, 2))
    lucks[:, 1] += 1.5
    table = factor_effects(Cells(tuple("abcd"), (("0", "1"),) * 4, lucks, 0))
    assert len(table) == 10 and (table["p_fdr"] >= table["p"]).all()
    assert np.allclose(table["p_fdr"], false_discovery_control(table["p"]))
    lone = table.assign(low=0.2, high=2.0, effect=1.1, p_fdr=0.13)
    batch, say = SimpleNamespace(smallest_of=lambda metric: 0.1), words("en", "batch")
    for p, known in ((0.13, False), (0.01, True)):
        rows = lone.assign(p_fdr=p)
        title = factors_title(batch, rows[:1], rows[4:5], "closings", 1, say)
        assert title.lower().startswith(say("lead.open", metric="closings", smallest="0.10").lower()) is not known, (
            title
        )
        assert ("too few runs to tell whether a pair" in title) is not known


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            SEARCH.replace("at_least = 0.6", "at_least = 67"),
            "7: search.keep.at_least: 67 is out of range, survival_share",
        ),
        (SEARCH.replace("worlds = 0", "bars = { survival_share = 60 }"), "7: search.bars.survival_share: 60 is out of"),
        (SEARCH.replace("focal_spend", "focal_spen"), "8: search.minimise: focal_spen is no metric of a run's summary"),
        (
            'adaptive = { metric = "survival_share", half_width = 2, max_replicates = 9 }' + SWEEP,
            "2: adaptive.half_width: 2 is out of range, survival_share is a share; expected 0 to 1",
        ),
        ('adaptive = { metric = "no", half_width = 1, max_replicates = 9 }' + SWEEP, "2: adaptive.metric: no is no"),
    ],
)
def test_a_number_in_another_unit_and_a_metric_that_is_none_are_one_line(text, told, tmp_path, capsys):
    path = write_manifest(tmp_path, text)
    for verb in ("plan", "run"):
        code, _, err = said(capsys, "experiment", verb, path, "--out", tmp_path / "out")
        assert code == 2 and err.count("\n") == 1 and "manifest.toml:" in err
        assert told.partition(": ")[2] in err and not (tmp_path / "out").exists()


def test_what_the_next_run_keeps_is_not_known_from_one(tmp_path):
    with pytest.raises(ManifestError, match="replicates: 1 says nothing of the next run; expected 2 or more"):
        read_manifest(write_manifest(tmp_path, "replicates = 1\n" + SEARCH))


def test_few_replicates_have_no_interval_and_a_share_stays_one():
    few = np.array([90.0, 100.0, 95.0])
    assert level_interval(few, 100.0)[0] == 95.0 and np.isnan(level_interval(few, 100.0)[1:]).all()
    many = np.array([100.0] * 7 + [80.0])
    mean, low, high = level_interval(many, 100.0)
    assert mean == 97.5 and 80.0 < low < mean and high == 100.0
    assert level_interval(many, 1.0)[2] > 100.0  # of something that is no share


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    """A small search with two fresh replicates."""
    return stored(tmp_path_factory.mktemp("search"), "replicates = 2\n" + SEARCH)


def test_a_search_with_few_fresh_replicates_says_so(search, capsys):
    part = make_report(search).parts[0]
    assert part.table["focal_spend_low"].isna().all() and part.table["focal_spend"].notna().all()
    assert "No interval of a mean over fewer than 6 fresh replicates: so few say little of another one." in part.notes
    say = words("en", "batch")
    assert heading("focal_spend_gain_low", say).endswith(", change from the base programme low")
    _, printed, _ = said(capsys, "experiment", "report", search)
    assert "focal spend" not in printed


def test_a_search_of_other_sources_is_still_told(search, monkeypatch):
    whole = make_report(search)
    monkeypatch.setattr("experiments.batch.plan.code_of", lambda kind: "0:other")
    monkeypatch.setattr("experiments.analysis.report.code_of", lambda kind: "0:other")
    again = make_report(search)
    assert again.notes[0].startswith("Made by other sources")
    pd.testing.assert_frame_equal(again.parts[0].table, whole.parts[0].table)


def test_seeds_are_told_to_the_last_digit(tmp_path, capsys):
    assert number(13162404524073560350) == "13,162,404,524,073,560,350" and number(True) == "1"
    out = stored(tmp_path, FACTORIAL)
    row = read_runs(out).iloc[0]
    _, printed, _ = said(capsys, "experiment", "rerun", out, row["run_id"])
    assert printed.count(f"{int(row['seed']):,}") == 1 and f"seed {int(row['seed'])}" in printed
    code, _, err = said(capsys, "experiment", "rerun", out, "nosuch")
    assert code == 2 and f"nosuch: no run of {out} begins with it" in err


def test_a_folder_of_reports_holds_the_files_of_one_batch(tmp_path, capsys):
    one, out = tmp_path / "one", tmp_path / "told"
    one.mkdir()
    first = stored(one, FACTORIAL)
    assert said(capsys, "experiment", "report", first, "--out", out)[0] == 0
    two = tmp_path / "two"
    two.mkdir()
    second = stored(two, SWEEP)
    code, printed, _ = said(capsys, "experiment", "report", second, "--out", out, "--json")
    assert code == 0 and {path.name for path in out.iterdir()} == set(json.loads(printed)["files"])
    assert not (out / "factors.csv").exists() and (out / "tornado.csv").exists()
    told = json.loads((out / MARK).read_text())
    assert told["kind"] == "sweep" and told["made_by"] == Store(second).code
    (out / "mine.csv").write_text("a\n1\n")
    code, _, err = said(capsys, "experiment", "report", second, "--out", out)
    assert code == 2 and "holds mine.csv, which no report wrote" in err and (out / "mine.csv").exists()


def test_another_command_does_not_write_into_a_batch(tmp_path, capsys):
    out = stored(tmp_path, FACTORIAL)
    for command in (("compare", "steady", "steady+credit"), ("run", "steady")):
        code, _, err = said(capsys, *command, "--out", out)
        assert code == 2 and "holds a batch, which garden experiment run has written" in err and err.count("\n") == 1
