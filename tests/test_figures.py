"""Pictures: drawn from runs, with their numbers beside them, and refused in one line before any run."""

import csv
import json

import pytest

import experiments.stage.figures
from experiments.commands.cli import main
from experiments.refusal import UsageError
from experiments.stage.figures import COLUMNS, Grid, claim_picture, draw_service_margin, service_margin, write_picture
from model.services import engineer_cost
from scenarios import load_scenario
from tests.conftest import SMALL, Values

TINY = Grid(wages=(1.5, 2.5), shares=(0.2, 0.8))


@pytest.fixture(scope="module")
def found():
    return service_margin(replicates=2, seed=3, months=12, grid=TINY, values=SMALL)


def words(figure) -> str:
    """All text outside the panels: title and footer."""
    return "\n".join(text.get_text() for text in figure.texts)


def test_the_ratio_is_price_over_the_cost_of_a_billed_month():
    values = dict(load_scenario("steady").values)
    for segment in ("corporate", "smb", "consumer"):
        values[f"customers.{segment}.service_price"] = 6.0
    labour = {key.removeprefix("labour."): value for key, value in values.items() if key.startswith("labour.")}
    labour["engineer_overhead"] = values["distributors.engineer_overhead"]
    cost = engineer_cost.py_func(Values(**labour))
    assert experiments.stage.figures.price_over_cost(values) == pytest.approx(6.0 / cost)


def test_cells_differ_in_what_the_picture_says_alone(found):
    assert len(found.cells) == len(found.runs.scenarios) == 8 and found.runs.pairs == 2
    changed = {
        key
        for scenario in found.runs.scenarios
        for key, value in scenario.values.items()
        if value != found.base.values[key]
    }
    assert changed == {
        "labour.service_wage",
        "levers.focal.services.package_depth",
        "levers.focal.services.partner_margin_share",
        "learning.by_doing",
    }
    assert [cell.wage for cell in found.line("low", 0.2)] == [2.5, 1.5]  # a rising ratio is a falling wage
    assert found.mean_competence("low") < found.mean_competence("high")


@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG\r\n\x1a\n"), (".svg", b"<?xml"), (".pdf", b"%PDF-")])
def test_a_picture_and_its_numbers_are_written(found, tmp_path, suffix, magic):
    path = claim_picture(tmp_path / "made" / f"margin{suffix}")
    assert write_picture(path, found) == [path, path.with_suffix(".csv")]
    first = path.read_bytes()
    assert first.startswith(magic)
    write_picture(claim_picture(path), found)  # writing over our own results is fine
    assert path.read_bytes() == first
    assert sorted(p.name for p in path.parent.iterdir()) == sorted(["margin.csv", path.name])


def test_the_table_has_a_row_for_each_cell(found, tmp_path):
    write_picture(tmp_path / "margin.png", found)
    with (tmp_path / "margin.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8 and tuple(rows[0]) == COLUMNS
    assert {(row["share"], row["competence"]) for row in rows} == {
        (s, c) for s in ("0.2", "0.8") for c in ("low", "high")
    }
    for row in rows:
        low, mean, high = (float(row[name]) for name in ("survival_low", "survival_percent", "survival_high"))
        assert low <= mean <= high and 0.0 <= mean <= 100.0
        assert float(row["profit_low"]) <= float(row["profit"]) <= float(row["profit_high"])
    cell = found.cells[0]
    shares = [run.summary["survival_share"] for run in found.runs.runs if run.scenario == cell.number]
    (row,) = [
        row for row in found.rows() if (row["ratio"], row["share"], row["competence"]) == (cell.ratio, 0.2, "low")
    ]
    assert row["survival_percent"] == pytest.approx(100 * sum(shares) / 2)


def test_title_and_footer_follow_the_data(found, monkeypatch):
    told = words(draw_service_margin(found, "margin.png"))
    low, high = found.ratios
    assert f"from {low:.2f} to {high:.2f} times" in told
    assert "garden figure service-margin --to margin.png --replicates 2 --months 12 --seed 3" in told
    assert found.base.hash in told and "Model version" in told
    for run in found.runs.runs:
        bonus = 0.05 if found.cells[run.scenario].ratio == high else 0.0
        monkeypatch.setitem(
            run.summary, "survival_share", 0.5 + bonus * (1.0 + 0.02 * run.replicate) + 0.01 * run.replicate
        )
    assert "rises from 50 % to 56 %" in " ".join(words(draw_service_margin(found)).split())
    for run in found.runs.runs:
        monkeypatch.setitem(run.summary, "survival_share", 0.5)
    assert "does not clearly change" in " ".join(words(draw_service_margin(found)).split())


def test_labels_do_not_cover_each_other(found, monkeypatch):
    for run in found.runs.runs:
        monkeypatch.setitem(run.summary, "survival_share", 0.7)
    figure = draw_service_margin(found)
    figure.canvas.draw()
    for axes in figure.axes:
        boxes = sorted((t.get_window_extent() for t in axes.texts if "keep" in t.get_text()), key=lambda box: box.y0)
        assert len(boxes) == 2 and boxes[0].y1 <= boxes[1].y0
        assert all(box.x1 <= figure.bbox.x1 for box in boxes)


def test_one_replicate_has_no_bands(tmp_path):
    found = service_margin(replicates=1, months=3, grid=TINY, values=SMALL)
    write_picture(tmp_path / "one.png", found)
    assert not any(axes.collections for axes in draw_service_margin(found).axes)
    with (tmp_path / "one.csv").open(newline="") as file:
        assert all(row["profit_low"] == "" for row in csv.DictReader(file))


def test_a_grid_that_has_nothing_to_compare_is_refused():
    for wrong in ({"wages": (2.0,)}, {"shares": (0.5,)}, {"shares": (0.1, 0.2, 0.3, 0.4)}, {"learning": {}}):
        with pytest.raises(ValueError, match="a grid needs"):
            Grid(**wrong)


def said(capsys, *arguments):
    """Exit code, stdout and stderr of the command, without its runs."""
    code = main(["figure", *[str(a) for a in arguments]])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_command_tells_what_it_wrote(found, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(experiments.stage.figures, "service_margin", lambda *_, **__: found)
    code, out, err = said(capsys, "service-margin", "--to", tmp_path / "a.png", "--replicates", 2)
    assert code == 0 and err == "" and "a.png" in out and "a.csv" in out and found.findings()[0] in out
    code, out, _ = said(capsys, "service-margin", "--to", tmp_path / "a.png", "--json")
    told = json.loads(out)
    assert code == 0 and len(told["rows"]) == 8 and told["findings"] == list(found.findings())


def test_failed_runs_draw_nothing_and_the_exit_code_is_3(capsys, monkeypatch, tmp_path):
    import experiments.running.families

    def failing(luck, number):
        raise ArithmeticError("out of luck")

    monkeypatch.setattr(experiments.running.families.Luck, "result", failing)
    code, _, err = said(capsys, "service-margin", "--to", tmp_path / "a.png", "--replicates", 1)
    assert code == 3 and "out of luck" in err and not list(tmp_path.iterdir())


def test_bad_input_is_one_line_before_any_run(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(experiments.stage.figures, "service_margin", lambda *_, **__: pytest.fail("a run was started"))
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "mine.csv").write_text("precious")
    for line, expected in (
        (["service-margn", "--to", tmp_path / "a.png"], "invalid choice: 'service-margn'"),
        (["service-margin"], "--to"),
        (["service-margin", "--to", tmp_path / "a.jpg"], "expected a file that ends in .png, .svg or .pdf"),
        (["service-margin", "--to", tmp_path / "a"], "expected a file that ends in"),
        (["service-margin", "--to", tmp_path / "file" / "a.png"], "expected a folder to write to"),
        (["service-margin", "--to", tmp_path / "folder.png"], "is a folder; expected a file"),
        (["service-margin", "--to", tmp_path / "mine.png"], "mine.csv stands there and is not ours"),
        (["service-margin", "--to", tmp_path / "a.png", "--replicates", 0], "'0' is not a whole number"),
        (["service-margin", "--to", tmp_path / "a.png", "--replicates", 1_000_000], "partner-months are more than"),
    ):
        if "1000000" in str(line):
            monkeypatch.undo()  # the batch itself refuses its size
        code, out, err = said(capsys, *line)
        assert code == 2 and out == "", line
        assert err.startswith("error: ") and err.count("\n") == 1 and expected in err, err
    assert (tmp_path / "mine.csv").read_text() == "precious"
    with pytest.raises(UsageError):
        claim_picture("margin.gif")
