"""Charts with more rows, names and points than there is room for: nothing covers another, and what is left out is told."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import charts
from experiments.analysis.report import make_report
from experiments.drawing import fit, look, picture, rows
from experiments.drawing.chart import Chart
from experiments.drawing.deck import Card
from experiments.drawing.slides import cards_laid, shares
from experiments.words.words import words
from tests.batches import stored

DOSES = """
kind = "factorial"
replicates = 2
months = 6
outputs = ["partners"]
[factors]
"levers.focal.credit.deferment_days" = [0, 30, 60]
"levers.focal.community.budget" = [0, 15, 30]
"levers.focal.services.package_depth" = [0.0, 0.25, 0.5]
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A factorial of 27 arms."""
    return make_report(stored(tmp_path_factory.mktemp("crowded"), DOSES))


def overlapping(texts, renderer):
    """Pairs of texts that cover each other, by more than a pixel or two of empty edge."""
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text.get_text().strip()]
    return [
        (one, other)
        for number, (one, a) in enumerate(boxes)
        for other, b in boxes[number + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3
    ]


@pytest.mark.parametrize("heading", [True, False])
def test_no_name_covers_another_in_a_factorial_of_27_arms(report, heading):
    drawn = [chart for part in report.parts for chart in part.charts]
    assert {"factors", "factors-focal_profit", "effects-focal_profit", "survival"} <= {chart.name for chart in drawn}
    for chart in drawn:
        figure = picture.draw(chart, heading=heading, height=7.5 if heading else 5.7)
        figure.draw_without_rendering()
        axes = figure.axes[0]
        texts = [*axes.texts, *axes.get_xticklabels()]
        assert not overlapping(texts, figure.canvas.get_renderer()), chart.name


def test_what_a_chart_leaves_out_is_told_and_where_it_stands(report):
    parts = {part.name: part for part in report.parts}
    drawn = {chart.name: chart for part in report.parts for chart in part.charts}
    say = words("en")
    terms = len(parts["factors"].table) // 2
    assert terms == 18 and len(parts["effects"].table) == 2 * 26
    told = {
        "factors-focal_profit": say("left.rows", shown=charts.MOST_ROWS, all=18, file="factors.csv"),
        "factors": say("left.rows", shown=charts.MOST_POINTS, all=18, file="factors.csv"),
        "effects-focal_profit": say("left.rows", shown=charts.MOST_ROWS, all=26, file="effects.csv"),
        "survival": say("left.curves", shown=charts.MOST_CURVES, all=27, file="effects.csv"),
    }
    for name, note in told.items():
        assert note in drawn[name].band, name
    assert charts.band_of("Lines.", 8, 8, "effects.csv", say) == "Lines."


def test_a_row_is_as_high_as_its_name_asks_for():
    long = "one two three four five six seven eight"
    even = rows.names_that_fit(["a", "b"], 100.0, 400.0)
    assert even.size == rows.TEXT and even.middles == {"a": 0.0, "b": 1.0}
    tight = rows.names_that_fit(["a", long, "b"], 100.0, 150.0)
    needed = {name: tight.size * len(part) for name, part in tight.lines.items()}
    assert sum(needed.values()) <= 150.0
    assert sum(tight.heights.values()) == pytest.approx(3.0)
    assert all(points <= tight.heights[name] * 150.0 / 3 for name, points in needed.items())
    middles = list(tight.middles.values())
    assert middles == sorted(middles) and middles[1] == pytest.approx(1.0)
    # Never smaller than a room can read: what has no room ends with an ellipsis.
    full = rows.names_that_fit(["a", long, "b"], 100.0, 60.0)
    assert full.size == look.LEAST and full.lines[long][-1].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert set(full.heights.values()) == {1.0}


def test_a_name_without_room_is_left_out_and_the_picture_says_so():
    places = [(1.0, 0.0, 0.0, 0.5), (-1.0, 0.0, 1.0, 0.5)]
    spots, sizes, frame = [(5.0, 5.0), (5.0, 5.5), (5.0, 6.0)], [(3.0, 2.0)] * 3, (0.0, 0.0, 10.0, 10.0)
    assert fit.beside(spots, sizes, places, frame, gap=0.0) == [places[0], places[1], None]
    assert fit.beside(spots, sizes, places, (0.0, 0.0, 7.0, 10.0), gap=0.0) == [places[1], None, None]
    said = words("en")("left.names", names="|").split("|")[0]
    for close, named in ((True, False), (False, True)):
        names = [f"a long name of a point, number {number}" for number in range(12)]
        x = np.full(12, 1.0) if close else np.tile([1.0, 6.0], 6)
        y = np.full(12, 1.0) if close else np.repeat(np.arange(6.0), 2)
        table = pd.DataFrame({"series": names, "x": x, "y": y, "low": np.nan, "high": np.nan})
        chart = Chart("c", "points", "Title", "x", "y", table)
        text = " ".join(t.get_text() for t in picture.draw(chart).texts).replace("\n", " ")
        assert (said not in text) == named
        drawn = {t.get_text() for axes in picture.draw(chart).axes for t in axes.texts}
        below = text.partition(said)[2]
        assert not any(name in below for name in drawn if name), "no name stands in both places"


def test_a_name_that_is_told_below_is_not_drawn_though_it_has_room():
    table = pd.DataFrame({"series": ["a", "b"], "x": [1.0, 9.0], "y": [1.0, 9.0], "low": np.nan, "high": np.nan})
    figure, unnamed = picture._draw(Chart("c", "points", "Title", "x", "y", table), look.LIGHT, 7.5, True, None, ["a"])
    assert not unnamed and "a" not in [t.get_text() for t in figure.axes[0].texts]
    assert "b" in [t.get_text() for t in figure.axes[0].texts]


def test_lower_axes_are_tried_before_a_name_is_told_below(monkeypatch):
    """A name that no label has in high axes and one has in lower ones stands in the picture."""
    table = pd.DataFrame({"series": ["a", "b"], "x": [1.0, 9.0], "y": [1.0, 9.0], "low": np.nan, "high": np.nan})
    drawn, whole = [], picture._draw

    def draw(chart, look, height, heading, tips, without, lower):
        figure, _ = whole(chart, look, height, heading, tips, without, lower)
        drawn.append(lower)
        return figure, [] if lower else ["b"]

    monkeypatch.setattr(picture, "_draw", draw)
    tips = []
    figure = picture.draw(Chart("c", "points", "Title", "x", "y", table), tips=tips)
    assert drawn == [False, True] and len(tips) == 2
    assert words("en")("left.names", names="").rstrip(" .") not in " ".join(t.get_text() for t in figure.texts)


@pytest.mark.parametrize(
    ("by_band", "told", "without"),
    [
        ({"": ["a"], "a": ["b"], "b": ["b"]}, "b", []),  # what has no room beside the text that says so
        ({"": ["a"], "a": ["b"], "b": ["a"]}, "ab", ["a", "b"]),  # no text says just what is missing beside it
        ({"": ["a"], "a": []}, "a", ["a"]),
    ],
)
def test_those_are_told_below_that_have_no_name_beside_that_text(by_band, told, without, monkeypatch):
    table = pd.DataFrame({"series": ["a", "b"], "x": [1.0, 9.0], "y": [1.0, 9.0], "low": np.nan, "high": np.nan})
    chart = Chart("c", "points", "Title", "x", "y", table)
    monkeypatch.setattr(Chart, "unnamed", lambda self, names: "".join(names))
    calls = []

    def draw(chart, look, height, heading, tips, without=(), lower=False):
        calls.append((chart.band, list(without)))
        return chart.band, ["a"] if lower else [] if without else by_band[chart.band]

    monkeypatch.setattr(picture, "_draw", draw)
    assert picture.draw(chart) == told and calls[-1] == (told, without)


def test_a_table_below_makes_the_drawing_of_a_page_higher_and_not_its_axes_lower():
    table = pd.DataFrame({"series": "a long name of a line", "x": [0.0, 60.0], "y": [100.0, 70.0], "low": np.nan,
                          "high": np.nan})  # fmt: skip
    plain = Chart("c", "lines", "Title", "Months", "y", table, band="One line.")
    risk = pd.DataFrame({"series": table["series"], "x": table["x"], "told": ["4,320 (0)", "2,834 (1,486)"]})
    full = replace(plain, risk=risk, risk_label="still there:", band="Many words below. " * 40)
    assert picture.taller(plain) == 0.0

    def axes_high(chart, height):
        figure = picture.draw(chart, height=height, heading=False)
        return figure.axes[0].get_position().height * figure.get_figheight()

    assert axes_high(full, 5.6 + picture.taller(full)) > axes_high(plain, 5.6) - 0.5


def test_rows_of_cards_are_as_high_as_they_need():
    assert shares([1.0, 5.0], 8.0) == pytest.approx([2.0, 6.0])  # what is over is parted
    assert shares([1.0, 9.0], 8.0) == pytest.approx([1.0, 7.0])  # what the first leaves
    assert shares([5.0, 9.0], 8.0) == pytest.approx([4.0, 4.0])
    long, short = Card("What", "One two three four. " * 22), Card("Why", "One two.")
    size, texts, places = cards_laid((long, short, short, short, short, short))
    assert texts[0] == long.text, "a short row leaves its room to a long one"
    assert places[0][3] > 2 * places[3][3] and size >= look.LEAST


def test_room_that_no_whole_sentence_fills_goes_to_the_other_row():
    first, second = "Some of a hundred stay. ", f"{'Of a hundred partners some stay and some do not, ' * 16}as told."
    other = Card("Why", ("One two three four five six seven eight nine. " * 14).strip())
    _, texts, _ = cards_laid((Card("Who", first + second), Card("Whom", "One two."), other, other))
    assert texts[0] == first.strip() and texts[2] == texts[3] == other.text


def test_no_interval_is_broken_for_the_sake_of_larger_letters():
    wide = "(+5,030,916,000 … +6,483,675,000)"
    size, texts, places = cards_laid((Card("A", f"More {wide}."),) * 3)
    assert size < cards_laid((Card("A", "More."),) * 3)[0]
    assert fit.widest([wide], size) <= 72 * places[0][2]
