"""Charts and decks: the same numbers in every drawing, one house style, the same bytes for the same input."""

import json

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from experiments.cli import main
from experiments.stage import fit, look, picture, template
from experiments.stage.chart import Chart
from experiments.stage.charts import ahead_for_good, charts_of
from experiments.stage.deck import make_deck
from experiments.stage.page import page_chart
from experiments.stage.paper import write_html, write_pdf
from experiments.stage.results import ResultsError, read_results, without_folder
from experiments.stage.slides import presentation
from experiments.stage.words import LANGUAGES, read_words, words
from tests.conftest import SMALL


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small comparison on disk."""
    out = tmp_path_factory.mktemp("results") / "batch"
    sizes = [f"--set={key}={value}" for key, value in SMALL.items()]
    arguments = ["compare", "steady", "credit", "community", "--replicates", "3", "--months", "24", *sizes]
    assert main([*arguments, "--out", str(out), "--json"]) == 0
    return out


@pytest.fixture(scope="module")
def results(folder):
    return read_results(folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_slide_and_description_tell_the_same_numbers(results, language):
    say = words(language)
    for chart in charts_of(results, say):
        ends = chart.end_values()
        assert ends and all(np.isfinite(list(ends.values())))
        assert drawn(chart) == pytest.approx(ends)
        assert browsed(chart) == pytest.approx(ends)
        assert chart.title in chart.alternative and chart.command.startswith("garden compare steady")


def drawn(chart):
    """The end values as matplotlib's own artists hold them."""
    figure = picture.draw(chart)
    text = " ".join(" ".join(t.get_text() for t in figure.findobj(Text)).split())
    assert all(line in text for line in (chart.title, chart.x_label, chart.y_label, chart.band, *chart.footer))
    axes = figure.axes[0]
    if chart.kind in ("bars", "stack"):
        return {tuple(bar.get_gid().split("|")): bar.get_width() for bar in axes.patches if bar.get_gid()}
    marks = [line for line in axes.lines if "|" in (line.get_gid() or "") or line.get_gid() in chart.series]
    if chart.kind == "lines":
        assert all(label in text for label in chart.end_labels().values())
        return {(line.get_gid(), ""): line.get_ydata()[-1] for line in marks}
    if chart.kind == "forest":
        return {tuple(mark.get_gid().split("|")): mark.get_xdata()[0] for mark in marks}
    return {(mark.get_gid(), str(float(mark.get_xdata()[0]))): mark.get_ydata()[0] for mark in marks}


def browsed(chart):
    """The end values as the browser gets them; the title, the labels and the footer must be there too."""
    told = page_chart(chart).to_dict()
    text = " ".join((*told["title"]["text"], *told["title"]["subtitle"]))
    assert all(line in text for line in (chart.title, chart.band, *chart.footer))
    words_shown = json.dumps(told, ensure_ascii=False)
    assert all(label in words_shown for label in (chart.x_label, chart.y_label))
    assert chart.kind != "lines" or all(label in words_shown for label in chart.end_labels().values())
    assert told["description"] == chart.alternative
    rows = next(rows for rows in told["datasets"].values() if len(rows) == len(chart.table) and "low" in rows[0])
    return chart.__class__(**{**chart.__dict__, "table": pd.DataFrame(rows)}).end_values()


def native(chart, shape):
    """The end values as a saved and reopened slide holds them."""
    plot = shape.chart.plots[0]
    if chart.kind == "lines":
        return {(series.name, ""): series.values[-1] for series in plot.series}
    if chart.kind == "points":
        xs = {s.name: s._element.xpath("./c:xVal//c:v")[0].text for s in plot.series}
        return {(s.name, str(float(xs[s.name]))): s.values[-1] for s in plot.series}
    names = list(plot.categories)
    return {(s.name, n): v for s in plot.series for n, v in zip(names, s.values, strict=True) if v is not None}


def test_charts_hold_the_comparison_s_own_numbers(results, folder):
    told = json.loads((folder / "provenance.json").read_text())["comparison"]
    whom, money = (c for c in charts_of(results, words("en")) if c.name in ("whom", "money"))
    for row in told:
        pair = row["metrics"]["survival_share_treated"]
        shown = whom.table[(whom.table["x"] == row["other"]) & (whom.table["series"].str.contains("focal"))].iloc[0]
        wanted = [100 * pair[name] for name in ("difference", "low", "high")]
        assert shown[["y", "low", "high"]].tolist() == pytest.approx(wanted)
        assert money.rows(row["other"])["y"].iloc[-1] == pytest.approx(row["metrics"]["focal_profit"]["difference"])


def test_survival_axes_are_fixed_and_the_numbers_at_risk_fall(results):
    chart = charts_of(results, words("en"))[0]
    assert picture.draw(chart).axes[0].get_ylim() == (0.0, 100.0)
    for name in chart.series:
        counts = chart.risk[chart.risk["series"] == name].sort_values("x")["at_risk"].to_numpy()
        assert counts[0] == 3 * sum(SMALL.values()) and (np.diff(counts) <= 0).all() and counts[-1] > 0


def test_the_month_from_which_a_gain_stays():
    assert ahead_for_good(np.array([-1.0, -3.0, -1.0, 2.0, 4.0])) == 4
    assert ahead_for_good(np.array([1.0, -1.0, 2.0])) == 3
    assert ahead_for_good(np.array([1.0, 2.0])) == 1
    assert ahead_for_good(np.array([5.0, -1.0])) is None


@pytest.mark.parametrize("ground", [look.LIGHT, look.DARK])
def test_every_colour_stands_out_three_to_one(ground):
    for colour in (*ground.colours, ground.baseline, ground.quiet, ground.ink):
        assert look.contrast(colour, ground.ground) >= 3.0
    assert len(set(ground.colours)) == 5
    assert look.contrast("#FFFFFF", "#000000") == pytest.approx(21.0)


@pytest.mark.parametrize("kind", picture.FORMATS)
def test_the_same_input_gives_the_same_bytes(results, tmp_path, kind):
    for chart in charts_of(results, words("ru"))[:2]:
        one, two = (picture.save(chart, tmp_path / f"{n}.{kind}").read_bytes() for n in "ab")
        assert one == two and len(one) > 5000


def test_no_text_of_a_picture_leaves_it_or_lies_on_another(results):
    for language in LANGUAGES:
        for chart in charts_of(results, words(language)):
            figure = picture.draw(chart)
            figure.draw_without_rendering()  # places the labels of axes
            renderer = figure.canvas.get_renderer()
            width, height = figure.canvas.get_width_height()
            texts = [t for t in figure.findobj(lambda a: hasattr(a, "get_text")) if t.get_text().strip()]
            axis = {id(t) for a in figure.axes for side in (a.xaxis, a.yaxis) for t in side.get_ticklabels()}
            for text in texts:
                box = text.get_window_extent(renderer)
                if text.get_visible() and id(text) not in axis:
                    assert box.x0 >= -1 and box.x1 <= width + 1, f"{chart.name} {language}: {text.get_text()}"
                    assert box.y0 >= -1 and box.y1 <= height + 1, f"{chart.name} {language}: {text.get_text()}"
            title, footer = figure.texts[0], figure.texts[-1]
            inside = figure.axes[0].get_tightbbox(renderer)
            assert title.get_window_extent(renderer).y0 >= inside.y1 - 2
            assert footer.get_window_extent(renderer).y1 <= inside.y0 + 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_slides_reopen_and_say_and_hold_the_same(results, language, tmp_path):
    from pptx import Presentation

    say = words(language)
    deck = make_deck(results, say)
    presentation(deck, say).save(str(tmp_path / "deck.pptx"))
    show = Presentation(str(tmp_path / "deck.pptx"))
    slides = list(show.slides)
    assert show.slide_width * 9 == pytest.approx(show.slide_height * 16, rel=1e-3)
    assert all(s.shapes.title.text.strip() and "garden compare" in s.notes_slide.notes_text_frame.text for s in slides)
    told = [slide.chart for slide in deck.slides if slide.chart]
    shown = [(s, shape) for s in slides for shape in s.shapes if shape.has_chart]
    for chart, (slide, shape) in zip(told, shown, strict=True):
        assert native(chart, shape) == pytest.approx(chart.end_values())
        text = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert slide.shapes.title.text == chart.title and chart.y_label in text
        assert any(chart.footer[0] in line for line in text)
        assert not chart.x_label or shape.chart.category_axis.axis_title.text_frame.text == chart.x_label
    pictures = [shape for s in slides for shape in s.shapes if shape._element.tag.endswith("}pic")]
    assert len(pictures) == len(told)
    for shape in (*pictures, *(shape for _, shape in shown)):
        assert shape._element.xpath(".//p:cNvPr")[0].get("descr") in [chart.alternative for chart in told]
    texts = [slide.shapes.title.text for slide in slides]
    assert say("fails") in texts and say("assumed") in texts and say("rerun") in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_slide_leaves_its_box_and_no_box_the_slide(results, language):
    say = words(language)
    show = presentation(make_deck(results, say), say)
    for number, slide in enumerate(show.slides, 1):
        assert not [shape for shape in slide.placeholders if shape.has_text_frame and not shape.text_frame.text]
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= show.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= show.slide_height
            if shape.is_placeholder and shape.has_text_frame:
                assert height_of(shape) <= shape.height / 12700 + 1, f"slide {number}: {shape.text_frame.text}"


def height_of(shape):
    """Points that a placeholder's text takes in a font wider than the slide's own."""
    layout = shape._element.xpath("./p:nvSpPr/p:nvPr/p:ph")[0].get("idx", "0")
    usual = {h.number: h.size for holders in template.LAYOUTS.values() for h in holders if str(h.number) == layout}
    total = 0.0
    for paragraph in shape.text_frame.paragraphs:
        size = paragraph.font.size.pt if paragraph.font.size else usual[int(layout)]
        lines = fit.lines_of(paragraph.text, shape.width / 12700, 0.92 * size, size > 24)
        total += 1.2 * size * len(lines) + (paragraph.space_after.pt if paragraph.space_after else 0.0)
    return total


def test_paper_is_stable_and_the_page_asks_no_host(results, tmp_path):
    say = words("en")
    deck = make_deck(results, say)
    assert (
        write_pdf(deck, tmp_path / "a.pdf", say).read_bytes() == write_pdf(deck, tmp_path / "b.pdf", say).read_bytes()
    )
    page = write_html(deck, tmp_path / "a.html", say).read_text()
    assert page.count("<figure>") == len(charts_of(results, say)) and "<script" not in page
    asked = [part for part in page.split('="')[1:] if part.startswith(("http://", "https://"))]
    assert all("w3.org" in part or "purl.org" in part or "creativecommons.org" in part for part in asked)


def test_both_languages_have_every_word_with_the_same_places():
    import string

    english, russian = (read_words(language) for language in LANGUAGES)
    assert list(english) == list(russian)
    for key in english:
        names = [{f for _, f, _, _ in string.Formatter().parse(text) if f} for text in (english[key], russian[key])]
        assert names[0] == names[1] and english[key].strip() and russian[key].strip(), key
    with pytest.raises(ValueError, match="expected one of en, ru"):
        words("de")


def test_the_command_writes_all_three_and_leaves_out_the_folder(folder, tmp_path, capsys):
    for suffix in ("pptx", "pdf", "html"):
        assert main(["report", str(folder), "--to", str(tmp_path / f"deck.{suffix}"), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (tmp_path / f"deck.{suffix}").stat().st_size > 10_000 and told["slides"] >= 10
    assert str(folder) not in (tmp_path / "deck.html").read_text()
    assert without_folder("garden compare a b --out x --seed 2 --out=y") == "garden compare a b --seed 2"


@pytest.mark.parametrize(
    ("folder_name", "to", "said"),
    [
        ("nowhere", "a.pdf", "no such folder"),
        (".", "a.pdf", "provenance.json is missing"),
        (".", "a.gif", "expected a file that ends in"),
        (".", "sub", "expected a file that ends in"),
    ],
)
def test_bad_input_is_one_line(folder_name, to, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report", folder_name, "--to", to]) == 2
    line = capsys.readouterr().err
    assert line.startswith("error: ") and said in line and line.count("\n") == 1


def test_broken_results_are_refused(folder, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "runs.parquet").write_bytes(b"no table")
    with pytest.raises(ResultsError, match="cannot be read"):
        read_results(copy)
    (copy / "provenance.json").write_text("{}")
    with pytest.raises(ResultsError):
        read_results(copy)


def test_a_chart_refuses_what_it_cannot_tell():
    table = pd.DataFrame({"series": ["a"], "x": [1], "y": [1.0], "low": [np.nan], "high": [np.nan]})
    for how in ({"kind": "pie"}, {"table": table.drop(columns="low")}, {"table": table.iloc[:0]}):
        with pytest.raises(ValueError, match="expected|empty"):
            Chart(**{"name": "c", "kind": "lines", "title": "t", "x_label": "", "y_label": "", "table": table} | how)
