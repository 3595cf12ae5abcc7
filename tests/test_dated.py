"""A value given over a timeline that sets it on a date: told, or refused where it would hold in no month."""

import json
import pickle

import pytest

from app_pages.recipe import Recipe, world_of
from experiments.batch.manifest import ManifestError, read_manifest
from experiments.commands.cli import main
from experiments.comparing.dated import replaced_told
from experiments.comparing.results import read_results
from experiments.stage.levers import undone_in
from experiments.words.words import LANGUAGES, words
from scenarios import ScenarioError, load_scenario

RATE = "finance.funding_rate"
SMALL = "[population]\nintegrator = 2\nreseller = 3\nonline_shop = 1\n"


def dated(folder, name="dated.toml", month=0, until="", some=""):
    """A small market whose rate changes on a date."""
    text = f'extends = "steady"\nmonths = 12\n{SMALL}[[timeline]]\nmonth = {month}\n{until}{some}name = "shock"\n'
    (folder / name).write_text(text + f'[timeline.set]\n"{RATE}" = 0.3\n')
    return str(folder / name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_layer_and_a_value_over_a_dated_change_are_told_with_what_replaces_them(tmp_path, language):
    rates = load_scenario("rate-shock", {RATE: "0.05"})
    (line,) = replaced_told([rates], 30, language)
    assert all(part in line.replace(",", ".") for part in ("20.5 %", "24", "rates jump", "17.5 %", "28"))
    assert replaced_told([rates], 24, language) == [], "the change comes after the last month"
    layer = tmp_path / "layer.toml"
    layer.write_text(f'extends = "rate-shock"\n{RATE} = 0.05\n')
    assert load_scenario(str(layer)).overlaid == {RATE} == pickle.loads(pickle.dumps(rates)).overlaid
    for name in ("rate-shock", "rate-shock+credit", dated(tmp_path, month=3)):
        assert load_scenario(name).overlaid == frozenset(), "a file's own value and its own date are one statement"
    world = world_of(Recipe("rate-shock", ((RATE, 0.05),)))
    assert world.overlaid == {RATE} and world_of(Recipe("rate-shock")).overlaid == frozenset()
    part = load_scenario(dated(tmp_path, until="until = 3\n"), {RATE: "0.05"})
    assert all(month in replaced_told([part], 12, language)[0] for month in ("0", "2"))


def test_a_value_that_holds_in_no_month_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="0.05 holds in no month, since the dated change 'shock'"):
        load_scenario(dated(tmp_path), {RATE: "0.05"})
    (tmp_path / "layer.toml").write_text(f'extends = "dated.toml"\n{RATE} = 0.05\n')
    with pytest.raises(ScenarioError, match="holds in no month"):
        load_scenario(str(tmp_path / "layer.toml"))


def test_a_factor_that_a_dated_change_sets_is_refused(tmp_path):
    dated(tmp_path, month=6)
    path = tmp_path / "manifest.toml"
    factors = f'[factors]\n"{RATE}" = [0.05, 0.2]\n'
    path.write_text(f'kind = "factorial"\nbase = "dated.toml"\n{factors}')
    with pytest.raises(ManifestError) as why:
        read_manifest(path)
    assert str(why.value) == (
        f"manifest.toml:4: factors.{RATE}: {RATE} is set by the base's dated change 'shock' from month 6; "
        "expected a base that does not change it, or another key"
    )
    path.write_text(f'kind = "factorial"\nbase = "dated.toml"\nmonths = 6\n{factors}')
    manifest = read_manifest(path)  # the change comes after the last month
    with pytest.raises(ManifestError, match="is set by the base's dated change"):
        manifest.resized(None, None, 12)
    bundle = f'[bundles.rates]\nlow = {{ "{RATE}" = 0.05 }}\nhigh = {{ "{RATE}" = 0.2 }}\n'
    path.write_text(f'kind = "factorial"\nbase = "dated.toml"\n{bundle}[factors]\nrates = ["low", "high"]\n')
    with pytest.raises(ManifestError, match="factors.rates: "):
        read_manifest(path)


def test_commands_and_slides_carry_the_line(tmp_path, capsys):
    later = dated(tmp_path, month=2)
    assert main(["run", later, "--set", f"{RATE}=0.05", "--months", "4"]) == 0
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "does not hold throughout" in line)
    assert line.startswith("dated: funding rate 5 % a year") and "30 % a year from month 2 (“shock”)" in line
    assert main(["run", later, "--set", f"{RATE}=0.05", "--months", "2", "--json"]) == 0
    assert "notes" not in json.loads(capsys.readouterr().out)
    out = str(tmp_path / "out")
    assert main(["compare", later, f"{later}+price", "--set", f"{RATE}=0.05", "--months", "4", "--replicates", "2",
                 "--out", out]) == 0  # fmt: skip
    assert capsys.readouterr().out.count("does not hold throughout") == 2
    assert undone_in(read_results(out), words("en"))[0] == line


def test_a_plan_its_batch_an_explanation_and_a_coverage_carry_the_line(tmp_path, capsys):
    dated(tmp_path, month=2)
    layer, manifest, page = (tmp_path / name for name in ("layer.toml", "manifest.toml", "page.md"))
    out = str(tmp_path / "out")
    layer.write_text(f'extends = "dated.toml"\n{RATE} = 0.05\n')
    manifest.write_text(
        'kind = "compare"\nbase = "layer.toml"\nscenarios = ["layer.toml+price"]\nmonths = 4\nreplicates = 2\n'
    )
    for command in (
        ["experiment", "plan", str(manifest), "--probe", "0"],
        ["experiment", "run", str(manifest), "--out", out, "--workers", "1"],
        ["experiment", "run", out, "--workers", "1"],  # whose files hold the market alone
        ["experiment", "report", out],
        ["coverage", str(layer), f"{layer}+price", "--months", "4", "--pairs", "10", "--page", str(page)],
        ["explain", str(layer), "--months", "4"],
        ["explain", str(layer), "--against", f"{layer}+price", "--months", "4", "--partner", "1", "--runs", "0"],
    ):
        assert main(command) == 0, command
        told = [line for line in capsys.readouterr().out.splitlines() if "does not hold throughout" in line]
        assert len(told) == 1 + (command[-2:] != ["--months", "4"]), command
        assert told[0].startswith("layer: funding rate 5 % a year") and "from month 2 (“shock”)" in told[0]
    assert page.read_text(encoding="utf-8").count("does not hold throughout") == 2
    assert main(["explain", str(layer), "--months", "4", "--partner", "1", "--runs", "0", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["notes"]) == 1
    assert main(["experiment", "report", out, "--json"]) == 0
    assert sum("does not hold" in note for note in json.loads(capsys.readouterr().out)["notes"]) == 2
