"""Charts that can be edited, and text that breaks: what the picture shows, the program's own kinds show too."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pptx.oxml.ns import qn

from experiments.drawing import fit, look, picture, template
from experiments.drawing.chart import COLUMNS, Chart
from experiments.drawing.deck import Card, Deck, chart_slide
from experiments.drawing.page import page_chart
from experiments.drawing.paper import HIGH, Book, paper_of
from experiments.drawing.slides import cards_laid, presentation
from experiments.drawing.web import write_html
from experiments.words.words import words
from tests.test_stage import fits

SAY = words("en")


def points(rows, **how):
    """A chart of points: name, x, y and half of both intervals."""
    columns = [(name, x, y, y - up, y + up, x - along, x + along) for name, x, y, along, up in rows]
    table = pd.DataFrame(columns, columns=[*COLUMNS, "x_low", "x_high"])
    return Chart("c", "points", "Title", "profit", "partners", table, footer=("source",), **how)


def lines(rows, **how):
    """A chart of lines without intervals: name, x, y."""
    table = pd.DataFrame([(*row, np.nan, np.nan) for row in rows], columns=list(COLUMNS))
    return Chart("c", "lines", "Title", "months", "cash", table, footer=("source",), **how)


def edited(chart):
    """The native chart of the appendix."""
    show = presentation(Deck("t", "s", (chart_slide(chart, SAY, appendix=True),), "garden", "en"), SAY)
    return next(shape.chart for shape in show.slides[1].shapes if shape.has_chart)


def inner(native):
    """The plot's place in shares of the chart."""
    found = native._chartSpace.xpath("./c:chart/c:plotArea/c:layout/c:manualLayout/*")
    return {e.tag.split("}")[1]: e.get("val") for e in found}


def test_the_key_of_a_crowd_stands_above_its_points():
    nan = float("nan")
    chart = points([("more", n, 6.02 - n, nan, nan) for n in range(1, 7)] + [("fewer", 7, -1.0, nan, nan)])
    native = edited(chart)
    assert native.has_legend and float(inner(native)["y"]) > 0.1
    for axis, values in ((native.category_axis, chart.table["x"]), (native.value_axis, chart.table["y"])):
        assert axis.minimum_scale < values.min() and values.max() < axis.maximum_scale, "no point on the edge"
    assert float(inner(edited(points([("a", 1, 2, 1, 1)])))["y"]) < 0.1


def test_points_have_both_intervals_as_one_value_where_sides_are_alike():
    def bars(chart):
        found = edited(chart).plots[0].series[0]._element.xpath("./c:errBars")
        return {bar.find(qn("c:errDir")).get("val"): bar for bar in found}

    told = {along: (bar.find(qn("c:errValType")).get("val"), float(bar.find(qn("c:val")).get("val")))
            for along, bar in bars(points([("a", 1000.0, 2.0, 300.0, 0.5)])).items()}  # fmt: skip
    assert told == {"y": ("fixedVal", 0.5), "x": ("fixedVal", 300.0)}  # LibreOffice draws no list of widths along x
    line = pd.DataFrame({"series": "a", "x": [0.0, 12.0], "y": [1.0, 2.0], "low": [0.5, 1.0], "high": [1.5, 4.0]})
    uneven = bars(Chart("c", "lines", "T", "x", "y", line, footer=("source",)))
    assert uneven["y"].find(qn("c:errValType")).get("val") == "cust"
    line.loc[0, ["low", "high"]] = np.nan
    some = bars(Chart("c", "lines", "T", "x", "y", line, footer=("source",)))["y"]
    assert {point.get("idx") for point in some.iter(qn("c:pt"))} == {"1"}, "no interval, no caps"


def test_intervals_of_several_editable_lines_stand_apart():
    rows = [
        (name, float(x), 1.0, 0.5 if x > 9 else np.nan, 1.5 if x > 9 else np.nan) for name in "ab" for x in range(49)
    ]
    found = edited(lines_of_rows(rows)).plots[0].series
    assert [series.name for series in found] == ["a", "b", "a, low", "a, high", "b, low", "b, high"]
    assert {series.values[0] for series in found} == {1.0, 0.5, 1.5}
    assert not any(series._element.xpath("./c:errBars") for series in found), "bars at a few months look like events"


def lines_of_rows(rows):
    return Chart("c", "lines", "T", "m", "y", pd.DataFrame(rows, columns=list(COLUMNS)), footer=("source",))


def test_an_interval_at_the_last_month_alone_is_a_bar_in_every_drawing():
    chart = lines_of_rows([("a", 0.0, 0.0, np.nan, np.nan), ("a", 1.0, 1.0, np.nan, np.nan), ("a", 2.0, 2.0, 1.5, 2.5)])
    bars = [line for line in picture.draw(chart).axes[0].lines if [*line.get_ydata()] == [1.5, 2.5]]
    assert len(bars) == 1 and edited(chart).plots[0].series[0]._element.xpath("./c:errBars")
    assert (
        sum(layer["mark"]["type"] == "rule" and "y2" in layer["encoding"] for layer in page_chart(chart)["layer"]) == 1
    )


def test_an_editable_line_of_few_levels_does_not_speak_of_years():
    table = pd.DataFrame({"series": "a", "x": [0.0, 30.0], "y": [1.0, 2.0], "low": [0.5, 1.0], "high": [1.5, 4.0]})
    for ticks, key in (((0.0, 30.0), "native.ticks"), ((), "native.lines")):
        chart = Chart("c", "lines", "T", "days", "y", table, footer=("source",), ticks=ticks)
        slide = presentation(Deck("t", "s", (chart_slide(chart, SAY, appendix=True),), "garden", "en"), SAY).slides[1]
        assert any(SAY(key) in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame), key


def test_a_point_amid_intervals_has_its_name():
    rows = [("base programme", 87.0, 10312.0, 1.84, 1733.0), ("programme 7", 87.87, 10415.0, 1.89, 1600.0),
            ("programme 8", 87.99, 10178.0, 1.87, 1490.0), ("programme 5", 87.87, 9763.0, 1.81, 1476.0)]  # fmt: skip
    drawn = picture.draw(points(rows, from_zero=False, baseline="base programme"))
    assert {row[0] for row in rows} <= {text.get_text() for axes in drawn.axes for text in axes.texts}


def test_levels_use_their_axes_and_say_so_where_differences_begin_at_zero():
    rows = [("a", 74.0, 22000.0, 4.0, 3000.0), ("b", 77.0, 28000.0, 4.0, 4000.0)]
    levels, differences = points(rows, from_zero=False), points(rows)
    for chart, cut in ((levels, True), (differences, False)):
        axes = picture.draw(chart).axes[0]
        native = edited(chart)
        lows = (
            axes.get_xlim()[0],
            axes.get_ylim()[0],
            native.category_axis.minimum_scale,
            native.value_axis.minimum_scale,
        )
        assert all((low > 0.0) == cut for low in lows)
        assert (SAY("axes.from") in chart.y_told) == cut
        assert (SAY("axes.from") in " ".join(t.get_text() for t in picture.draw(chart).texts)) == cut
        layers = page_chart(chart)["layer"]
        scales = [layer["encoding"]["x"].get("scale", {}).get("zero") for layer in layers if "x" in layer["encoding"]]
        assert (False in scales) == cut


def test_points_are_told_with_as_many_digits_as_they_have():
    chart = points([("a", -17084.125654168067, -2.04, 1.0, 1.0)])
    assert chart.values_told(8) == "profit, partners: a \N{MINUS SIGN}17,084, \N{MINUS SIGN}2.0."
    assert chart.alternative.endswith(chart.values_told(12))


@pytest.mark.parametrize("part", ["12,237, 14 % less", "(+4.5 … +7.8)", "(−13 225 … −8 859)"])
def test_neither_an_interval_nor_a_share_breaks(part):
    text = f"some words before it {part} and some behind"
    for room in range(60, 400, 7):
        assert all(not line.endswith("…") and not line.startswith(("%", "…")) for line in fit.lines_of(text, room, 14))
    assert fit.kept_together(text).replace("\N{NO-BREAK SPACE}", " ") == text.replace("\N{NO-BREAK SPACE}", " ")
    deck = Deck("t", "s", (chart_slide(lines([("a", 0, 1.0)]), SAY),), "garden", "en")
    title = Deck("t", "s", (deck.slides[0].__class__(text, cards=(Card("h", text),)),), "garden", "en")
    told = [shape.text_frame.text for shape in presentation(title, SAY).slides[1].shapes if shape.has_text_frame]
    assert sum(fit.kept_together(text) in one for one in told) == 2


def test_what_must_not_be_overlooked_stands_large_above_the_chart():
    chart = lines([("a", 0, 1.0), ("a", 12, 2.0)], remark="Likely to surprise: 3 of 100.")
    told = next(t for t in picture.draw(chart, heading=False).texts if t.get_text() == chart.remark)
    assert told.get_fontsize() == look.TEXT and told.get_fontweight() == "bold"


def test_a_figure_without_room_opens_the_next_page_and_the_text_goes_on():
    chart = lines([("a", 0, 1.0), ("a", 12, 2.0)])
    book = Book("foot")
    high = book.wide * HIGH / (40 / 3)
    while book.fits(high):
        book.text("Some text.")
    book.figure(chart, "Figure 1.")
    book.table([("", "x"), ("a", "1")], "Table 1.")
    book.text("What comes after.")
    assert len(book.pages) == 1 and any("after" in t.get_text() for t in book.pages[0].texts)
    book.turn()
    assert len(book.pages) == 2 and len(book.pages[1].axes) == 1 and not book.waiting
    told = [t.get_text() for t in book.pages[1].texts]
    assert told.index("Figure 1.") < told.index("Table 1.")
    last = paper_of(Deck("t", "s", tuple(chart_slide(chart, SAY) for _ in range(4)), "garden", "en"), SAY)
    assert not last.waiting and sum(len(page.axes) for page in last.pages) == 4


def test_three_cards_stand_in_one_row():
    _, _, places = cards_laid(tuple(Card(name, "text") for name in "abc"))
    assert len({top for _, top, _, _ in places}) == 1


def test_the_word_at_a_moment_stays_left_of_the_names_of_lines():
    word = "community + credit + services are clearly ahead for good"
    chart = lines([("a very long name of a policy", 0, 1.0), ("a very long name of a policy", 60, 2.0)],
                  events=((27.0, word),))  # fmt: skip
    figure = picture.draw(chart)
    figure.draw_without_rendering()
    axes = figure.axes[0]
    told = next(t for t in axes.texts if t.get_text().replace("\n", " ") == word)
    assert told.get_window_extent(figure.canvas.get_renderer()).x1 <= axes.get_window_extent().x1 + 1


def test_a_heading_stands_with_its_text_where_a_figure_opens_the_page():
    chart = lines([("a", 0, 1.0), ("a", 12, 2.0)])
    book = Book("foot")
    while book.fits(book.wide * HIGH / (40 / 3)):
        book.text("Some text.")
    for number in range(3):
        book.figure(chart, f"Figure {number}.")
    while book.fits(3 * 9.5 * 1.38):
        book.text("Some text.")
    book.heading("A heading")
    book.text("Its text.")
    page = next(page for page in book.pages if any(t.get_text() == "A heading" for t in page.texts))
    assert any(t.get_text() == "Its text." for t in page.texts)


def test_a_long_label_of_a_chart_to_edit_stays_in_its_box():
    chart = replace(lines([("a", 0, 1.0), ("a", 12, 2.0)]), y_label="How many more of 100 partners stay, " * 4)
    show = presentation(Deck("t", "s", (chart_slide(chart, SAY, appendix=True),), "garden", "en"), SAY)
    fits(show.slides[1], show)


def test_the_label_of_a_line_that_ends_early_stands_at_the_edge_where_none_goes_on():
    chart = lines([("a", 0, 50.0), ("a", 5, 20.0), ("b", 0, 50.0), ("b", 5, 40.0), ("b", 12, 21.0)])
    axes = picture.draw(chart).axes[0]
    assert {text.xy[0] for text in axes.texts} == {12.0}
    across = {series.name: float(series._element.xpath(".//c:dLbl/c:layout//c:x")[0].get("val"))
              for series in edited(chart).plots[0].series}  # fmt: skip
    assert across["a"] - across["b"] > 0.2, "moved from its last point to the edge"


def test_the_label_of_a_line_that_ends_early_says_where():
    """Near the edge it stands there, where the line has no value; a native one stands at the line's own last point."""
    chart = lines([("a", 1, 5.0), ("a", 49, -10.6), ("b", 1, 5.0), ("b", 60, 8.0)])
    assert chart.end_labels() == {"a": "a −10.6 (until 49)", "b": "b 8.0"}
    assert "a −10.6 (until 49)" in [text.get_text() for text in picture.draw(chart).axes[0].texts]
    last = edited(chart).plots[0].series[0]._element.xpath("./c:xVal//c:pt/c:v")[-1]
    assert float(last.text) == 49.0


def test_a_name_keeps_off_the_lines_of_zero_where_it_can():
    places = [(5.0, 0.0, 0.0, 0.5), (5.0, 10.0, 0.0, 0.5)]
    frame, zero = (0.0, -50.0, 100.0, 50.0), [(0.0, 0.0, 100.0, 0.0)]
    assert fit.beside([(0.0, 0.0)], [(20.0, 8.0)], places, frame, apart=zero) == places[1:]
    assert fit.beside([(0.0, 0.0)], [(20.0, 8.0)], places[:1], frame, apart=zero) == places[:1], (
        "better there than none"
    )


def test_a_name_stands_at_its_own_point_and_on_no_other():
    places = [(9.0, 17.0, 0.0, 0.5), (9.0, 40.0, 0.0, 0.5)]
    frame, size = (0.0, -99.0, 999.0, 99.0), [(90.0, 20.0), (30.0, 20.0)]
    other = [(0.0, 0.0), (50.0, -8.0)]  # below the first one's name, nearer to it than the first
    assert fit.beside(other, size, places, frame, near=20.0) == places[::-1]
    assert fit.beside([(0.0, 0.0), (50.0, 30.0)], size, places[:1], frame)[0] == places[0], (
        "a point has no breadth of its own"
    )
    assert fit.beside([(0.0, 0.0), (50.0, 30.0)], size, places[:1], frame, mark=6.0)[0] is None, "on another's mark"
    rows = [("community (dose 0.50)", -448.0, 0.35, 45.0, np.nan), ("credit", 1422.0, 1.96, 430.0, 0.95),
            ("services", -142.0, 0.24, 150.0, np.nan)]  # fmt: skip
    drawn = picture.draw(points(rows))
    assert {row[0] for row in rows} <= {text.get_text() for axes in drawn.axes for text in axes.texts}
    assert all(series._element.xpath("./c:dLbls") for series in edited(points(rows)).plots[0].series)


def test_what_finds_the_runs_stands_below_every_chart_to_edit():
    rows = [("a", 0.0, 1.0, 0.5, 1.5), ("a", 12.0, 2.0, 1.0, 4.0)]
    for foot in ("Ledger of 30 June 2025", "Run 226c2871 \N{MIDDLE DOT} model 5 \N{MIDDLE DOT} " + 9 * "a long line, "):
        chart = Chart(
            "c", "lines", "T", "months", "y", pd.DataFrame(rows, columns=list(COLUMNS)), footer=(foot, "garden")
        )
        slide = presentation(Deck("t", "s", (chart_slide(chart, SAY, appendix=True),), "garden", "en"), SAY).slides[1]
        words_on_it = fit.kept_together(
            " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        )
        assert fit.kept_together(foot) in words_on_it and SAY("native.lines") in words_on_it


def test_a_page_tells_numbers_under_words_and_says_which_points_have_no_name(tmp_path):
    rows = [(f"a point with quite a long name {n}", 100.0 + n / 50, 5.0 + n / 50, 3.0, 2.0) for n in range(9)]
    deck = Deck("t", "s", (chart_slide(points(rows), SAY),), "garden", "en")
    page = write_html(deck, tmp_path / "a.html", SAY).read_text()
    table = page[page.index("<table") : page.index("</table")]
    assert all(f"<th>{head}</th>" in table for head in ("profit", "Partners", SAY("paper.interval")))
    assert "low" not in table and "3.0 \N{HORIZONTAL ELLIPSIS} 7.0" in table
    left = SAY("left.names", names="|").split("|")[0]
    assert re.search(re.escape(left) + r".*a point with quite a long name \d \(100; 5\.\d\)", page)


def test_what_has_no_interval_has_an_empty_mark():
    rows = [("", "a", -1.3, np.nan, np.nan), ("", "b", 0.0, np.nan, np.nan), ("", "c", 2.0, 1.0, 3.0)]
    chart = Chart("c", "forest", "Title", "", "partners", pd.DataFrame(rows, columns=list(COLUMNS)), hollow=True,
                  footer=("source",))  # fmt: skip
    for one, empty in ((chart, [True, False, False]), (replace(chart, hollow=False), [False] * 3)):
        line = {line.get_gid(): line for line in picture.draw(one).axes[0].lines}
        assert [line[f"|{name}"].get_markerfacecolor() == look.LIGHT.ground for name in "abc"] == empty
        bars = edited(one).plots[0].series[0]._element.xpath("./c:dPt[c:spPr/a:noFill]/c:idx")
        assert [bar.get("val") for bar in bars] == ["0"] * empty[0]
        drawn = str(page_chart(one, look.LIGHT, 300, heading=False))
        assert ("fillOpacity" in drawn) == empty[0]


def test_names_of_points_that_nearly_coincide_are_led_to_them():
    rows = [("мир сравнения", 1643.0, 3.8, 770.0, 1.8), ("копируют через год", -5395.0, 3.9, 770.0, 1.9),
            ("шок ставки", 295.0, 3.3, 750.0, 2.2), ("импортный шок", 1400.0, 3.8, 600.0, 1.3),
            ("отсрочка 54 дн.", -7529.0, 3.0, 7800.0, 2.4)]  # fmt: skip
    drawn = picture.draw(points(rows), heading=False, height=template.DRAWN)
    assert {row[0] for row in rows} <= {text.get_text() for axes in drawn.axes for text in axes.texts}
