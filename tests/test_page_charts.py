"""Charts of a page: where names stand, numbers as the language writes them, each chart made only when it is asked for."""

import altair as alt
import numpy as np
import pandas as pd
import pytest

from app_pages import drawing, figures
from app_pages.remembered import Remembered
from experiments.comparing.compare import compare
from experiments.comparing.results import results_from
from experiments.comparing.survival import still_there
from experiments.drawing.chart import Chart
from experiments.drawing.look import LIGHT
from experiments.drawing.page import numbers_of
from tests.conftest import small_of


def lines(ends: dict[str, int], language: str = "en") -> Chart:
    """Lines that rise by one a month, each to its own last month."""
    rows = [(name, month, float(month), np.nan, np.nan) for name, last in ends.items() for month in range(last + 1)]
    table = pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"])
    return Chart("l", "lines", "Title", "month", "money", table, baseline=next(iter(ends)), language=language)


def texts(spec: dict) -> list[dict]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]


def legends(spec: dict) -> list[str]:
    colours = [layer["encoding"]["color"] for layer in spec["layer"] if "color" in layer.get("encoding", {})]
    return [colour["legend"]["orient"] for colour in colours if colour.get("legend")]


def across(spec: dict) -> list[float]:
    return next(
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in spec["layer"]
        if "scale" in layer["encoding"].get("x", {})
    )


def test_short_names_stand_at_the_ends_of_lines_that_end_together():
    spec = figures.specification(lines({"Baseline": 24, "What-if": 24}), LIGHT)
    assert len(texts(spec)) == 1 and not legends(spec) and across(spec)[1] > 24  # room beside the lines
    alt.LayerChart.from_dict(spec)


@pytest.mark.parametrize("ends", [{"Baseline": 9, "What-if": 24}, {"As it is today": 24, "Framework agreements": 24}])
def test_a_life_that_ends_early_or_has_a_long_name_is_named_below(ends):
    spec = figures.specification(lines(ends), LIGHT)
    assert not texts(spec) and set(legends(spec)) == {"bottom"} and across(spec) == [0, 24.0]
    alt.LayerChart.from_dict(spec)


def test_many_names_and_many_rows_leave_the_plot_its_room():
    few, many = (lines({f"a long name of a line, {n}": 24 for n in range(number)}) for number in (2, 9))
    heights = [figures.specification(chart, LIGHT)["height"] for chart in (few, many)]
    assert heights[1] - heights[0] >= 7 * 18
    rows = pd.DataFrame(
        [("a", f"row {n}", 1.0, 0.0, 2.0) for n in range(30)], columns=["series", "x", "y", "low", "high"]
    )
    assert figures.specification(Chart("f", "forest", "T", "", "y", rows), LIGHT)["height"] >= 30 * 20


def test_axes_write_numbers_as_the_language_does():
    assert "locale" not in figures.specification(lines({"a": 3, "b": 3}), LIGHT)["config"]
    told = figures.specification(lines({"a": 3, "b": 3}, "ru"), LIGHT)["config"]["locale"]["number"]
    assert told["decimal"] == "," and told["thousands"] == "\N{NO-BREAK SPACE}"
    assert numbers_of("en") == {}


@pytest.mark.parametrize("kind", ["lines", "points"])
def test_an_axis_along_which_nothing_differs_has_a_length(kind):
    table = pd.DataFrame({"series": ["a", "b"], "x": [0.0, 12.0], "y": 0.0, "low": np.nan, "high": np.nan})
    spec = figures.specification(Chart("c", kind, "t", "x", "y", table, ""), LIGHT)
    domains = [layer["encoding"]["y"].get("scale", {}).get("domain") for layer in spec["layer"]
               if "y" in layer.get("encoding", {})]  # fmt: skip
    assert [-1.0, 1.0] in domains, "ticks of 0.000000"


def test_what_is_not_there_is_null_and_each_table_stands_once():
    spec = figures.specification(lines({"a": 3, "b": 3}), LIGHT)
    rows = spec["datasets"].values()
    assert sorted(map(len, rows)) == sorted({len(table) for table in rows})  # no table twice
    assert all(row["low"] is None for table in rows if len(table) == 8 for row in table)
    assert {layer["data"]["name"] for layer in spec["layer"]} <= set(spec["datasets"])


def test_each_chart_is_made_once_and_only_when_it_is_asked_for(monkeypatch):
    comparison = compare([small_of("steady", 24), small_of("credit", 24)], 2, threads=1)
    made = []
    whole = figures.specification
    monkeypatch.setattr(figures, "specification", lambda chart, *rest: made.append(chart.name) or whole(chart, *rest))
    monkeypatch.setattr(drawing, "_made", Remembered())  # another test of this process may have drawn the same answer
    names = ("kept", "levels", "money", "whom", "kinds", "groups")
    for name in (*names, *names):
        drawing.chart_of(name, comparison, "en", LIGHT)
    assert made == ["kept", "survival", "money", "whom", "kinds", "groups"]


def test_the_difference_in_partners_ends_where_the_metric_does():
    comparison = compare([small_of("steady", 24), small_of("credit", 24)], 3, threads=1)
    chart = figures.kept_chart(comparison, "en")
    pair = comparison.metrics(1)["survival_share_treated"]
    assert chart.table.iloc[0]["y"] == 0.0 and len(chart.table) == 25
    last = chart.table.iloc[-1]
    assert last[["y", "low", "high"]].tolist() == pytest.approx(
        [100 * v for v in (pair.difference, pair.low, pair.high)], nan_ok=True
    )
    at = comparison.metrics(1).get("survival_share_12")
    everybody = np.ones(len(comparison.complete[0][0].times), bool)
    shares = [[still_there(run, everybody, 24)[12] / everybody.sum() for run in row] for row in comparison.complete]
    assert at is None or np.diff(shares, axis=1).mean() == pytest.approx(at.difference)


def test_an_answer_says_the_same_in_memory_and_as_tables():
    comparison = compare([small_of("steady", 24), small_of("community", 24)], 3, threads=1)
    results = results_from(comparison, ["nothing", "community"])
    for metric in ("survival_share", "survival_share_treated", "focal_profit"):
        assert str(comparison.effect(metric, 1)) == str(results.effect(metric, "community"))
    assert str(comparison.finding(1)) == str(results.finding("community"))
    for table in ("kept_so_far", "gain_so_far"):
        pd.testing.assert_frame_equal(getattr(comparison, table)(1), getattr(results, table)("community"))
    assert comparison.gain_so_far(1)["y"].iloc[-1] == pytest.approx(comparison.effect("focal_profit", 1).difference)


def test_names_at_the_left_leave_room_for_the_bars_on_a_phone():
    table = pd.DataFrame({"series": ["partners: goods", "partners: services"] * 2, "x": ["As it is today"] * 2 + ["Other"] * 2,
                          "y": 10.0, "low": np.nan, "high": np.nan})  # fmt: skip
    label = "of 100 paid by customers, beyond the vendors' part"
    spec = figures.specification(Chart("margin", "stack", "t", "", label, table), LIGHT)
    encoding = spec["layer"][0]["encoding"]
    assert encoding["color"]["legend"]["columns"] == 1, "two long names side by side are cut off"
    assert encoding["x"]["title"] == ["of 100 paid by customers,", "beyond the vendors' part"]
