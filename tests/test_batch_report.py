"""The report of stored batches: what is told at any time, rounds that decide on their way, searches taken up again."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.batch import read_batch
from experiments.analysis.report import make_report, write_report
from experiments.analysis.searched import leaders, leading, support
from experiments.batch.adaptive import Precision, wanted_replicates
from experiments.batch.design import DESIGNS, arms
from experiments.batch.manifest import ManifestError, read_manifest, shipped_manifests
from experiments.batch.reading import read_runs
from experiments.batch.rounds import most_runs, run_rounds
from experiments.batch.session import open_batch
from experiments.batch.standing import standing
from experiments.commands.cli import main
from experiments.commands.experiment_report import cells
from experiments.comparing.statistics import THIRDS, thirds
from experiments.refusal import UsageError
from experiments.search.robust import robustness
from experiments.words.words import words
from tests.batches import stored, write_manifest
from tests.small_batches import HereEngine

FACTORIAL = """
kind = "factorial"
replicates = 3
months = 18
outputs = ["partners"]
[factors]
credit = ["standard", "framework"]
community = ["none", "led"]
[bundles.credit]
standard = {}
framework = "credit"
[bundles.community]
none = {}
led = { "levers.focal.community.budget" = 4.0 }
"""
SEARCH = """
kind = "search"
samples = 10
replicates = 2
months = 18
outputs = []
[search]
maximise = ["survival_share_treated", "focal_profit"]
population = 4
finalists = 2
fresh_replicates = 2
worlds = 3
world_replicates = 1
bars = { survival_share_treated = 0.5 }
[factors]
"levers.focal.community.budget" = { low = 0.0, high = 6.0 }
"levers.focal.credit.deferment_days" = { low = 0.0, high = 90.0 }
"finance.funding_rate" = { low = 0.1, high = 0.22 }
"""


@pytest.fixture(scope="module")
def factorial(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("factorial"), FACTORIAL)


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("search"), SEARCH)


def test_a_factorial_is_told_by_effects_that_one_can_add_up(factorial):
    report = make_report(factorial)
    found = {part.name: part.table for part in report.parts}
    assert list(found) == ["factors", "within", "effects", "survival"] and not report.notes
    runs = read_runs(factorial)
    mean = runs.groupby("arm")["focal_profit"].mean()
    effects = found["factors"][found["factors"]["metric"] == "focal_profit"].set_index("term")["effect"]
    # Arms in the manifest's order: community changes fastest.
    assert effects["credit"] == pytest.approx((mean[2] - mean[0] + mean[3] - mean[1]) / 2)
    assert effects["credit × community"] == pytest.approx(mean[3] - mean[2] - mean[1] + mean[0])
    survival = found["effects"].set_index(["metric", "arm"]).loc[("survival_share_treated", 3)]
    share = runs.groupby("arm")["survival_share_treated"].mean() * 100
    assert survival["difference"] == pytest.approx(share[3] - share[0]) and survival["pairs"] == 3


def test_an_effect_and_its_interval_have_the_same_digits():
    row = {"term": "credit", "effect": 897.2, "low": -20.237, "high": 1815.1, "replicates": 16}
    assert cells(row) == ["credit", "897", "-20", "1,815", "16"]
    assert cells({"base": "credit", "effect": 9.21, "low": 7.3, "high": np.nan}) == ["credit", "9.210", "7.300", "-"]


def test_two_factors_are_told_within_each_other(factorial):
    found = {part.name: part.table for part in make_report(factorial, ["focal_profit"]).parts}["within"]
    mean = read_runs(factorial).groupby("arm")["focal_profit"].mean()
    assert found["effect"].tolist() == pytest.approx([mean[2] - mean[0], mean[3] - mean[1]])
    assert found["within"].tolist() == ["community (none)", "community (led)"] and found["rank"].tolist() == [1, 1]


def test_survival_by_thirds_of_size_adds_up_to_all(factorial):
    names = [f"survival_share_size_{third}" for third in THIRDS]
    table = make_report(factorial, names).parts[2].table.set_index(["metric", "arm"])
    batch = read_batch(factorial)
    runs, partners = batch.with_groups().runs.set_index("run_id"), batch.partners().set_index("run_id")
    for run, shares in runs[names].iterrows():
        # Firms of one size stand in one third, so that thirds of 60 partners need not hold twenty each.
        number = np.bincount(thirds(partners.loc[run, "size_at_start"]), minlength=3)
        assert shares @ number / number.sum() == pytest.approx(runs.loc[run, "survival_share"])
    third = runs.loc[runs["arm"] == 3, names].mean() * 100
    assert [table.loc[(name, 3), "other"] for name in names] == pytest.approx(third) and np.ptp(third) > 0.0


def test_a_batch_is_planned_and_run_at_another_size(tmp_path, capsys):
    path = write_manifest(tmp_path, SEARCH)
    sizes = ["--samples", "3", "--replicates", "1", "--months", "12"]
    assert main(["experiment", "plan", str(path), *sizes, "--probe", "0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["months"], told["runs"]) == (12, 3 + 3 * (2 + 3))
    path.write_text('base = "small.toml"\n' + FACTORIAL)
    assert main(["experiment", "plan", str(path), *sizes]) == 2
    assert "kind factorial takes no samples; expected latin_hypercube," in capsys.readouterr().err


def test_the_report_is_files_and_json(factorial, tmp_path, capsys):
    assert main(["experiment", "report", str(factorial), "--out", str(tmp_path / "told"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["complete"] and told["done"] == 12 and [p["name"] for p in told["parts"]][0] == "factors"
    written = {path.name for path in (tmp_path / "told").iterdir()}
    assert written == set(told["files"]) >= {"factors.csv", "effects-focal_profit.png", "survival.svg"}
    rows = pd.read_csv(tmp_path / "told" / "factors.csv")
    assert rows["effect"].tolist() == pytest.approx([row["effect"] for row in told["parts"][0]["rows"]], rel=1e-5)
    assert main(["experiment", "report", str(factorial)]) == 0
    text = capsys.readouterr().out
    assert "What each factor does" in text and "credit × community" in text


def test_a_report_says_what_it_was_asked_for_and_refuses_what_it_cannot(factorial, tmp_path, capsys):
    report = make_report(factorial, ["bad_debt"], "ru")
    assert set(report.parts[0].table["metric"]) == {"bad_debt"}
    assert "против" in {part.name: part.title for part in report.parts}["effects"]
    for command, told in (
        (["--metrics", "bad_det"], "bad_det: is no column of this batch's runs; did you mean bad_debt?"),
        (["--out", str(factorial)], "which no report wrote"),
    ):
        assert main(["experiment", "report", str(factorial), *command]) == 2
        assert told in capsys.readouterr().err
    assert main(["experiment", "report", str(tmp_path)]) == 2


def test_an_incomplete_batch_is_told_as_far_as_it_is(tmp_path):
    folder = stored(
        tmp_path,
        FACTORIAL.replace("replicates = 3", "replicates = 2").replace('outputs = ["partners"]', "outputs = []"),
    )
    with pytest.raises(UsageError, match="size_low: this batch kept no partners; expected outputs"):
        make_report(folder, ["survival_share_size_low"])
    text = (folder / "manifest.toml").read_text()
    (folder / "manifest.toml").write_text(text.replace("replicates = 2", "replicates = 5"))
    report = make_report(folder)
    assert report.notes[0].startswith("Incomplete: 8 of 20 runs")
    assert report.parts[0].table["replicates"].eq(2).all() and not report.told()["complete"]


def test_failed_runs_are_left_out_and_said(tmp_path, monkeypatch):
    from experiments.running.openings import Openings

    real, calls = Openings.simulate, []

    def sometimes(*args, **kwargs):
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("a poisonous run")
        return real(*args, **kwargs)

    monkeypatch.setattr(Openings, "simulate", sometimes)
    folder = stored(tmp_path, FACTORIAL)
    report = make_report(folder)
    assert report.batch.failed == 1 and "Failed runs, left out: 1." in report.notes[0]
    effects = {part.name: part for part in report.parts}["effects"].table
    assert sorted(effects["pairs"].unique()) in ([2], [2, 3])


@pytest.mark.parametrize(
    ("kind", "options", "part"),
    [
        ("latin_hypercube", "samples = 12", "thirds"),
        ("morris", "samples = 2", "morris"),
        ("sobol", "samples = 4", "sobol"),
    ],
)
def test_sampled_designs_are_run_and_told(kind, options, part, tmp_path):
    text = f'kind = "{kind}"\n{options}\nreplicates = 1\nmonths = 12\noutputs = []\n[factors]\n'
    text += '"partners.months_in_debt" = { low = 2, high = 4 }\n"labour.service_wage" = { low = 1.5, high = 3.0 }\n'
    folder = stored(tmp_path, text)
    report = make_report(folder, ["focal_profit"])
    assert report.parts[0].name == part and set(report.parts[0].table["factor"]) == {
        "partners.months_in_debt",
        "labour.service_wage",
    }
    assert len(report.parts[0].charts) == 1 and not report.notes
    runs = read_runs(folder)
    assert set(runs["partners.months_in_debt"]) <= {2, 3, 4}  # whole numbers stay whole


def looks(values: list[list[float]]) -> pd.DataFrame:
    """Runs of two arms: the base always 0, the other as given, one list a replicate order."""
    rows = [{"arm": arm, "replicate": r, "error": "", "y": y * arm} for r, y in enumerate(values) for arm in (0, 1)]
    return pd.DataFrame(rows)


def test_replicates_are_added_until_the_interval_is_narrow_by_hand():
    asked = Precision("y", half_width=1.0, max_replicates=8, step=2)
    # Two values h apart have a standard error of h / 2, and t(0.975, 1) is 12.706: 0.635 for 0.1, 1.27 for 0.2.
    assert wanted_replicates(asked, 2, 2, looks([1.0, 1.1])) == 2
    assert wanted_replicates(asked, 2, 2, looks([1.0, 1.2])) == 4
    # Four values with a deviation of 0.19: 3.182 x 0.19 / 2 = 0.3, narrow at the second look.
    assert wanted_replicates(asked, 2, 2, looks([1.0, 1.4, 1.02, 1.05])) == 4
    assert wanted_replicates(asked, 2, 2, looks([0.0, 9.0, 0.0, 9.0, 0.0, 9.0, 0.0, 9.0])) == 8  # never beyond


def test_a_look_waits_for_its_replicates_and_does_not_peek():
    asked = Precision("y", half_width=1.0, max_replicates=8, step=2)
    wild = looks([0.0, 9.0, 4.0, 4.0])
    assert wanted_replicates(asked, 2, 2, wild[wild["replicate"] != 2]) == 4
    # The later replicates would make it narrow; they are not looked at before the look that holds them.
    many = looks([0.0, 9.0] + [4.5] * 6)
    assert wanted_replicates(asked, 2, 2, many) == 8


def test_adaptive_batches_stop_when_they_know_enough_and_go_on_where_they_stopped(tmp_path):
    text = """
kind = "sweep"
replicates = 2
months = 12
outputs = []
adaptive = { metric = "focal_profit", half_width = 1e9, max_replicates = 6 }
[factors]
"levers.focal.credit.deferment_days" = [60.0]
"""
    (tmp_path / "wide").mkdir()
    assert len(read_runs(stored(tmp_path / "wide", text))) == 4
    (tmp_path / "narrow").mkdir()
    narrow = text.replace("1e9", "1e-9")
    assert len(read_runs(stored(tmp_path / "narrow", narrow, most_rounds=2))) == 8
    again = read_runs(stored(tmp_path / "narrow", narrow))
    assert len(again) == 12 and again["run_id"].is_unique
    for name, planned in (("wide", 4), ("narrow", 12)):  # what was asked for, not what could have been
        told = standing(tmp_path / name / "out")
        assert (told["state"], told["stored"], told["planned"], told["planned_at_most"]) == (
            "complete",
            planned,
            planned,
            12,
        )


def test_who_watches_a_search_is_told_of_all_its_rounds(tmp_path):
    manifest, seen = read_manifest(write_manifest(tmp_path, SEARCH)), []
    most = most_runs(manifest)

    def watched(until: int):
        def watch(progress) -> None:
            seen.append((progress.total, progress.done))
            if progress.done >= until:
                raise KeyboardInterrupt

        with open_batch(manifest, tmp_path / "out", HereEngine(), "test", watch) as batch:
            return run_rounds(batch), batch.store

    with pytest.raises(KeyboardInterrupt):
        watched(11)
    early = seen[-1][1]
    found, store = watched(most + 1)
    done = [done for _, done in seen]
    assert {total for total, _ in seen} == {most} and done == sorted(done) and 11 <= early < done[-1] <= most
    assert (found.stored, found.made, found.total, found.failed) == (early, done[-1] - early, done[-1], 0)
    assert [session["made"] for session in store.provenance["sessions"]] == [early, found.made]
    # What a search looks at is the same as all there is.
    runs, few = read_runs(store.folder), read_runs(store.folder, metrics=["focal_profit"])
    pd.testing.assert_frame_equal(few, runs[list(few)])
    assert "focal_profit" in few and "closings" in runs and "closings" not in few


def test_programmes_that_share_the_first_place_are_told_by_name_or_number():
    def told(*satisfied: float) -> str:
        table = pd.DataFrame(
            {"satisfied": satisfied, "regret_y": range(len(satisfied)), "worst_y": range(len(satisfied)), "worlds": 4},
            index=["a", "b", "c", "d", "e"][: len(satisfied)],
        )
        table = table.assign(regret_z=0.0, worst_z=[*table["worst_y"][:-1], table["worst_y"].iloc[-2]])
        sure = {"satisfied": 0.9, "regret_y": 0.8, "worst_y": 0.5, "regret_z": 1.0, "worst_z": 1.0}
        return leading(table, leaders(table, {"y": True, "z": True}), sure, "y: 3 or more", words("en", "batch"))

    assert told(0.5, 1.0) == (
        "Over 4 worlds: keeps what is asked for (y: 3 or more) most often, in 100 % of worlds: b (in 90 % of redrawn "
        "worlds). Y: least behind the best of each world a (in 80 % of redrawn worlds), best in its worst world b (in "
        "50 % of redrawn worlds). Z: least behind the best of each world and best in its worst world a and b"
    )
    assert "in 50 % of worlds: 4 of 5 programmes (in 90 % of redrawn worlds)." in told(0.5, 0.5, 0.2, 0.5, 0.5)
    assert told(float("nan"), float("nan")).startswith("Over 4 worlds: y: least behind"), "there is no bar"


def test_who_leads_over_worlds_is_as_sure_as_the_worlds_are_many():
    def told(gap):
        worlds = np.arange(30.0)
        tables, upwards, bars = {"y": pd.DataFrame({"a": worlds, "b": worlds + gap})}, {"y": True}, {"y": 15.0}
        table = robustness(tables, upwards, bars)
        found = leaders(table, upwards)
        return leading(table, found, support(tables, upwards, bars, ["y"], found), "y", words("en", "batch"))

    assert told(5.0) == "Over 30 worlds b leads by all measures"
    worst = told(np.where(np.arange(30) < 1, -0.1, 0.4)).rpartition("best in its worst world ")[2]
    assert worst.startswith("a (in 6"), "it hangs on one world, which is drawn in 64 of 100 resamples"


def test_a_search_is_told_from_base_to_worlds(search):
    report = make_report(search)
    found = {part.name: part for part in report.parts}
    assert list(found) == ["front", "robust", "trials"]
    trials, front = found["trials"].table, found["front"].table
    assert len(trials) == 10 and trials["front"].any()
    assert trials.loc[0, ["community.budget", "credit.deferment_days"]].tolist() == [0.0, 30.0]  # the base programme
    assert front["trial"].iloc[0] == 0 and front["fresh_replicates"].eq(2).all()
    runs = read_runs(search)
    fresh = runs[(runs["replicate"].isin([2, 3])) & (runs["arm"] == front["trial"].iloc[-1])]
    assert front["focal_profit"].iloc[-1] == pytest.approx(fresh["focal_profit"].mean())
    assert found["robust"].table["worlds"].eq(3).all() and "of 3 worlds" not in found["robust"].title
    # Luck of trials, finals and worlds is apart.
    assert set(runs[runs["arm"] >= 10]["replicate"]) == {4} and len(runs) == 10 * 2 + len(front) * (2 + 3)


def test_a_search_cut_short_ends_as_the_same_search(search, tmp_path):
    part = stored(tmp_path, SEARCH, most_rounds=2)
    assert len(make_report(part).parts) == 1
    whole = stored(tmp_path, SEARCH)
    left, right = (read_runs(folder).drop(columns="seconds") for folder in (search, whole))
    pd.testing.assert_frame_equal(left, right)


def test_shipped_manifests_are_read_and_have_arms():
    names = shipped_manifests()
    assert {"headline-2x2x2", "headline-3x3x3", "morris-survival", "sobol-profit", "deferment-sweep"} <= set(names)
    for name in names:
        manifest = read_manifest(name)
        if manifest.kind in DESIGNS:
            found = arms(manifest)
            assert manifest.scenario_of(found[0]) and manifest.scenario_of(found[len(found) - 1])


def test_the_headline_levers_are_one_dimension_each():
    manifest = read_manifest("headline-2x2x2")
    assert [len(factor.levels) for factor in manifest.factors] == [2, 2, 2]
    assert manifest.scenario_of(arms(manifest)[0]).hash == manifest.base.hash
    keys = [factor.keys for factor in manifest.factors]
    assert all(key.startswith("levers.focal.") for found in keys for key in found)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("maximise = []", 'search: expected maximise = ["..."]'),
        ('maximise = ["focal_profit"]\nminimise = ["focal_profit"]', "is to be maximised too"),
        ('maximise = ["focal_profit"]\npopulation = 0', "population: 0 is not a whole number from 1 to 1,000"),
        ('maximise = ["focal_profit"]\nkeep = { metric = "bad_debt" }', "keep: {'metric': 'bad_debt'}; expected"),
        ('maximise = ["focal_profit"]\nworld = 3', "world: unknown key; did you mean worlds?"),
    ],
)
def test_a_bad_search_is_one_line(change, told, tmp_path):
    text = f'kind = "search"\n[search]\n{change}\n[factors]\n"levers.focal.community.budget" = {{ low = 0.0, high = 6.0 }}\n'
    with pytest.raises(ManifestError, match="manifest.toml:") as problem:
        read_manifest(write_manifest(tmp_path, text))
    assert told in str(problem.value) and "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("adaptive", "told"),
    [
        ('{ metric = "y", half_width = 1.0 }', "max_replicates: is missing"),
        ('{ metric = "y", half_width = -1.0, max_replicates = 9 }', "half_width: -1.0 is not a number above 0"),
        ('{ metric = "y", half_width = 1.0, max_replicates = 2 }', "max_replicates: 2 is not a whole number from 8"),
    ],
)
def test_a_bad_precision_is_one_line(adaptive, told, tmp_path):
    text = f'kind = "sweep"\nadaptive = {adaptive}\n[factors]\n"levers.focal.community.budget" = [6.0]\n'
    with pytest.raises(ManifestError) as problem:
        read_manifest(write_manifest(tmp_path, text))
    assert told in str(problem.value)


def test_a_bundle_cannot_be_called_like_a_metric_and_a_goal_must_be_one(tmp_path):
    text = FACTORIAL.replace("community", "bad_debt").replace("levers.focal.bad_debt", "levers.focal.community")
    with pytest.raises(ManifestError, match="bundles.bad_debt: is a metric"):
        stored(tmp_path, text)
    with pytest.raises(
        ManifestError, match="search.maximise: focal_profi is no metric of a run's summary; did you mean focal_profit"
    ):
        stored(tmp_path, SEARCH.replace('"focal_profit"]', '"focal_profi"]'))


def test_words_are_the_same_in_both_languages():
    import string

    from experiments.words.words import read_words

    en, ru = read_words("en", "batch"), read_words("ru", "batch")
    assert en.keys() == ru.keys()
    for key, text in en.items():
        names = [{name for _, name, _, _ in string.Formatter().parse(t) if name} for t in (text, ru[key])]
        assert names[0] == names[1], key


def test_a_footer_names_nothing_of_one_machine():
    from experiments.writing.plain import portable

    command = "garden experiment run /a/x.toml --out /a/b --workers 4 --replicates 2 --scheduler=tcp://c:1 --json"
    assert portable(command) == "garden experiment run x.toml --replicates 2"


def test_figures_are_the_same_bytes_again(factorial, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_report(make_report(factorial, ["focal_profit"]), tmp_path / name)
    pictures = sorted((tmp_path / "one").glob("*.svg"))
    assert pictures and all(p.read_bytes() == (tmp_path / "two" / p.name).read_bytes() for p in pictures)
    assert np.isfinite(make_report(factorial).parts[0].table["effect"]).all()
