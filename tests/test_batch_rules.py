"""Rules in plain Python and effects in manifests: named by their source, run on the luck of the others, told as effects."""

import numpy as np
import pytest

from experiments.analysis.report import make_report
from experiments.batch.design import arms
from experiments.batch.manifest import ManifestError, read_manifest
from experiments.batch.plan import Plan
from experiments.batch.reading import read_runs
from experiments.batch.rounds import check_metrics
from experiments.batch.session import open_batch
from experiments.batch.store import Store
from experiments.batch.verify import rerun, verify
from experiments.commands.cli import main
from experiments.comparing.tables import OutputError
from model import ChannelModel
from scenarios import load_scenario
from tests.small_batches import HereEngine, write_manifest

RULE = """
from agents.handles import Reseller

MARKUP = 0.08


class Discounter(Reseller):
    def decide_markup(self):
        return MARKUP
"""
MANIFEST = """
kind = "factorial"
base = "small.toml"
replicates = 2
months = 12
seed = 3
outputs = []
[factors]
rule = ["own", "cheap"]
"levers.focal.credit.deferment_days" = [0, 60]
[rules.cheap]
reseller = "discount.py:Discounter"
"""
EFFECT = """
kind = "{kind}"
base = "small.toml"
samples = {samples}
replicates = 3
months = 12
seed = 3
outputs = []
[effect.longer]
"levers.focal.credit.deferment_days" = 75.0
[factors]
"finance.funding_rate" = {{ low = 0.1, high = 0.2 }}
"labour.service_wage" = {{ low = 1.5, high = 3.0 }}
"""


def written(folder, text=MANIFEST, rule=RULE):
    """A manifest with its rule beside it."""
    path = write_manifest(folder, 1, text)
    (folder / "discount.py").write_text(rule)
    return path


def made(path, out):
    """Run a manifest here."""
    manifest = read_manifest(path)
    check_metrics(manifest)
    with open_batch(manifest, out, HereEngine(), "test") as batch:
        return batch.run()


def test_a_rule_is_a_factor_on_the_luck_of_the_others(tmp_path):
    path, out = written(tmp_path), tmp_path / "out"
    assert made(path, out).failed == 0
    runs = read_runs(out)
    assert (
        len(runs) == 8
        and set(runs["rule"]) == {"own", "cheap"}
        and runs.groupby("replicate")["seed"].nunique().eq(1).all()
    )
    assert runs.groupby("scenario_hash")["rule"].nunique().eq(2).all()  # the same market, decided otherwise
    row = runs[(runs["rule"] == "cheap") & (runs["replicate"] == 1)].iloc[0]
    space: dict = {}
    exec(RULE, space)
    scenario = load_scenario(
        tmp_path / "small.toml", {"levers.focal.credit.deferment_days": row["levers.focal.credit.deferment_days"]}
    )
    market = ChannelModel(scenario, int(row["seed"]), 12, handles={"reseller": space["Discounter"]})
    for _ in range(12):
        market.step()
    assert all(row[name] == value for name, value in market.result().summary.items())
    # The folder needs no other file.
    (tmp_path / "discount.py").unlink()
    assert [run.run_id for run in Plan(read_manifest(out))] == [run.run_id for run in Plan(Store(out).manifest)]
    assert set(runs["run_id"]) == {run.run_id for run in Plan(read_manifest(out))}
    assert rerun(out, row["run_id"])["differences"] == [] and verify(out, sample=8)["problems"] == []
    assert {part.name for part in make_report(out, ["focal_profit"]).parts} >= {"factors", "effects"}


def test_an_edited_rule_is_another_run_and_another_folder(tmp_path):
    path, out = written(tmp_path), tmp_path / "out"
    made(path, out)
    names = {run.levels["rule"]: run.run_id for run in Plan(read_manifest(path))}
    (tmp_path / "discount.py").write_text(RULE.replace("0.08", "0.20"))
    again = {run.levels["rule"]: run.run_id for run in Plan(read_manifest(path))}
    assert again["own"] == names["own"] and again["cheap"] != names["cheap"]
    with pytest.raises(OutputError, match="holds runs under another rule called cheap; expected another folder"):
        made(path, out)


@pytest.mark.parametrize(
    ("text", "rule", "told"),
    [
        (MANIFEST.replace("Discounter", "Discount"), RULE, "rules.cheap.reseller: discount.py has no class Discount; did you mean Discounter?"),
        (MANIFEST.replace("discount.py", "dis.py"), RULE, "rules.cheap.reseller: dis.py: No such file or directory"),
        (MANIFEST.replace("reseller =", "dealer ="), RULE, "rules.cheap.dealer: dealer is no kind of partner"),
        (MANIFEST.replace(":Discounter", ""), RULE, 'expected "file.py:Class"'),
        (MANIFEST.replace('"cheap"]', '"chap"]'), RULE, "rule: 'chap' is neither own nor one of [rules]"),
        (MANIFEST.replace('["own", "cheap"]', '["own"]'), RULE, "rules.cheap: is no level of the factor rule"),
        (MANIFEST.replace("rules.cheap", "rules.own"), RULE, "rules.own: means the market's own rules"),
        (MANIFEST, "class Discounter(:", "rules.cheap.reseller: discount.py: "),
        (MANIFEST, RULE.replace("decide_markup", "decide_markups"), "discount.py: Discounter.decide_markups: the market never asks for it; did you mean decide_markup?"),
        (MANIFEST, RULE.replace("Reseller", "Integrator"), "discount.py: Discounter: is no subclass of agents.handles.Reseller"),
        (MANIFEST, "import tests.batches\n" + RULE, "discount.py: imports tests, whose source no run would name; expected one file"),
        (MANIFEST, RULE + "\n1 / 0\n", "discount.py: ZeroDivisionError: division by zero"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_one_line_before_anything_is_made(tmp_path, capsys, text, rule, told):
    path = written(tmp_path, text, rule)
    assert main(["experiment", "run", str(path), "--out", str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    assert (
        told in err and err.startswith("error: batch.toml") and err.count("\n") == 1 and not (tmp_path / "out").exists()
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return float('nan')", "gave nan; expected a number at least -1"),
        ("return self.no_such_thing", "failed: AttributeError: 'Discounter' object has no attribute 'no_such_thing'"),
        ("return 1 / 0", "failed: ZeroDivisionError: division by zero"),
    ],
)
def test_a_decision_that_fails_or_means_nothing_is_a_failed_row_that_says_whose(tmp_path, body, told):
    path, out = written(tmp_path, rule=RULE.replace("return MARKUP", body)), tmp_path / "out"
    assert made(path, out).failed == 4
    error = read_runs(out).query("rule == 'cheap'")["error"].iloc[0]
    assert error.startswith("RuleError: month 0, partner ") and error.endswith(f"Discounter.decide_markup {told}")


def test_a_page_runs_no_python_of_its_visitors():
    from app_pages.uploads import manifest_from

    with pytest.raises(ManifestError, match="runs no Python of its visitors"):
        manifest_from(MANIFEST.replace('base = "small.toml"', 'base = "steady"').encode(), "mine.toml")


@pytest.mark.parametrize(
    ("kind", "samples", "part"), [("morris", 2, "morris"), ("sobol", 4, "sobol"), ("latin_hypercube", 12, "thirds")]
)
def test_an_effect_is_two_runs_at_each_point_on_common_luck(tmp_path, kind, samples, part):
    path, out = written(tmp_path, EFFECT.format(kind=kind, samples=samples)), tmp_path / "out"
    manifest = read_manifest(path)
    design = arms(manifest)
    assert len(design) % 2 == 0
    for number in range(0, len(design), 2):
        without, with_it = design[number], design[number + 1]
        assert (without.pop("effect"), with_it.pop("effect")) == ("without", "with") and without == with_it
    days = "levers.focal.credit.deferment_days"
    assert manifest.scenario_of(design[1]).values[days] == 75.0 != manifest.scenario_of(design[0]).values[days]
    assert made(path, out).failed == 0
    assert read_manifest(out).to_toml() == manifest.to_toml()
    report = make_report(out, ["focal_profit"])
    found = report.parts[0]
    assert found.name == part and "effect of longer on:" in found.charts[0].title.lower()
    assert any("means over 3 lucks at each point" in note for note in found.notes)
    if kind == "latin_hypercube":
        runs = read_runs(out).pivot(index="replicate", columns="arm", values="focal_profit")
        effect = (runs.iloc[:, 1::2].to_numpy() - runs.iloc[:, ::2].to_numpy()).mean(axis=0)
        wage = np.array([design[2 * n]["labour.service_wage"] for n in range(12)])
        order = np.argsort(wage)
        row = found.table.set_index("factor").loc["labour.service_wage"]
        assert row["highest"] == pytest.approx(effect[order[8:]].mean()) and row["lowest"] == pytest.approx(
            effect[order[:4]].mean()
        )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("replicates = 3", "replicates = 1", "effect: one luck cannot be told from an interaction"),
        ("75.0", "30.0", "effect: longer changes nothing in small"),
        ('"levers.focal.credit.deferment_days" = 75.0', '"finance.funding_rate" = 0.3', "effect: sets finance.funding_rate, which finance.funding_rate sets too"),
        ('kind = "morris"', 'kind = "factorial"', "unknown key for kind factorial"),
        ("[effect.longer]", "[effect.longer.more]", "more: unknown key"),
    ],
)  # fmt: skip
def test_an_effect_that_cannot_be_is_one_line(tmp_path, old, new, told):
    text = EFFECT.format(kind="morris", samples=2)
    assert old in text
    with pytest.raises(ManifestError) as problem:
        read_manifest(written(tmp_path, text.replace(old, new)))
    assert told in str(problem.value) and "\n" not in str(problem.value)
