"""Charts and decks: the same words and numbers in every drawing, one house style, the same bytes for the same input."""

import json
from datetime import date
from functools import cache

import altair as alt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from experiments.commands.cli import main
from experiments.comparing.results import ResultsError, read_results
from experiments.comparing.tables import MARK
from experiments.drawing import files, fit, look, picture, template
from experiments.drawing.chart import Chart
from experiments.drawing.deck import QUESTIONS, charts_in
from experiments.drawing.native import native_rows
from experiments.drawing.page import page_chart
from experiments.drawing.paper import paper_of, write_pdf
from experiments.drawing.slides import cards_laid, presentation, shortened
from experiments.drawing.web import write_html
from experiments.stage.again import made_again
from experiments.stage.charts import charts_of
from experiments.stage.deck import STORY, make_deck
from experiments.words.words import LANGUAGES, words
from experiments.writing.plain import portable
from tests.conftest import SMALL

THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
POLICIES = ("steady", "steady+credit", "steady+community")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small comparison on disk."""
    out = tmp_path_factory.mktemp("results") / "batch"
    sizes = [f"--set={key}={value}" for key, value in SMALL.items()]
    assert main(["compare", *POLICIES, "--replicates", "3", "--months", "36", *sizes, "--out", str(out), "--json"]) == 0
    return out


@pytest.fixture(scope="module")
def results(folder):
    return read_results(folder)


@pytest.fixture(scope="module")
def drawn_once(results):
    """Charts and deck by language, made once."""

    @cache
    def of(language):
        say = words(language).among(results.names)
        extra = made_again(results, say)
        return say, (*extra, *charts_of(results, say)), make_deck(results, say, extra)

    return of


def test_every_kind_of_chart_is_there(drawn_once):
    _, charts, _ = drawn_once("en")
    assert {"life", "margin", "gap", "survival", "whom", "money", "frontier", "kinds", "causes"} <= {
        chart.name for chart in charts
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_page_and_description_tell_the_same(drawn_once, language):
    for chart in drawn_once(language)[1]:
        ends = chart.end_values()
        assert ends and all(np.isfinite(list(ends.values())))
        assert drawn(chart) == pytest.approx(ends)
        assert browsed(chart) == pytest.approx(ends)
        assert chart.title in chart.alternative and chart.command.startswith("garden compare steady")


def drawn(chart):
    """The end values as matplotlib's own artists hold them; its words must be the chart's."""
    figure = picture.draw(chart)
    text = " ".join(" ".join(t.get_text() for t in figure.findobj(Text)).split())
    lines = (chart.title, chart.x_label, chart.y_label, chart.band, *chart.footer)
    assert all(" ".join(line.split()) in text for line in lines)
    axes = figure.axes[0]
    if chart.kind in ("bars", "stack"):
        return {tuple(bar.get_gid().split("|")): bar.get_width() for bar in axes.patches if bar.get_gid()}
    marks = [line for line in axes.lines if "|" in (line.get_gid() or "") or line.get_gid() in chart.series]
    if chart.kind == "lines":
        assert all(" ".join(label.split()) in text for label in chart.end_labels().values())
        return {(line.get_gid(), ""): line.get_ydata()[-1] for line in marks}
    if chart.kind == "forest":
        return {tuple(mark.get_gid().split("|")): mark.get_xdata()[0] for mark in marks}
    return {(mark.get_gid(), str(float(mark.get_xdata()[0]))): mark.get_ydata()[0] for mark in marks}


def browsed(chart):
    """The end values as the browser gets them; its words must be the chart's."""
    told = page_chart(chart)
    alt.LayerChart.from_dict(told)  # holds to Vega-Lite's schema
    text = " ".join((*told["title"]["text"], *told["title"]["subtitle"]))
    assert all(fit.kept_together(line) in text for line in (chart.title, chart.band, *chart.footer))
    shown = json.dumps(told, ensure_ascii=False)
    assert all(label in shown for label in (chart.x_label, chart.y_label))
    assert chart.kind != "lines" or all(label in shown for label in chart.end_labels().values())
    assert told["description"] == chart.alternative
    rows = next(rows for rows in told["datasets"].values() if len(rows) == len(chart.table) and "low" in rows[0])
    return Chart(**{**chart.__dict__, "table": pd.DataFrame(rows)}).end_values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_slides_reopen_and_say_and_hold_the_same(drawn_once, language, tmp_path):
    from pptx import Presentation

    say, _, deck = drawn_once(language)
    presentation(deck, say).save(str(tmp_path / "deck.pptx"))
    show = Presentation(str(tmp_path / "deck.pptx"))
    slides = list(show.slides)
    assert show.slide_width * 9 == pytest.approx(show.slide_height * 16, rel=1e-3)
    assert all(s.shapes.title.text.strip() and "garden compare" in s.notes_slide.notes_text_frame.text for s in slides)
    dividers = [number for number, s in enumerate(slides) if s.shapes.title.text == say("appendix")]
    assert dividers == [1 + len(deck.story)] and len(slides) == deck.pages == 2 + len(deck.slides)
    told = [slide.chart for slide in deck.appendix if slide.chart]
    shown = [(s, shape) for s in slides for shape in s.shapes if shape.has_chart]
    for chart, (slide, shape) in zip(told, shown, strict=True):
        assert native(chart, shape) == pytest.approx(chart.end_values())
        text = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        label = fit.kept_together(chart.y_told).rstrip(".")
        assert slide.shapes.title.text == fit.kept_together(chart.title) and any(t.startswith(label) for t in text)
        assert chart.footer[0] in slide.notes_slide.notes_text_frame.text
        assert not chart.x_label or shape.chart.category_axis.axis_title.text_frame.text == chart.x_label
    pictures = [shape for s in slides for shape in s.shapes if shape._element.tag.endswith("}pic")]
    drawn = [slide.chart.alternative for slide in deck.story if slide.chart]
    assert [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in pictures] == drawn
    assert len(set(drawn)) == len(drawn), "a chart stands twice in the story"
    assert 1 + len(deck.story) <= STORY and [slide.appendix for slide in deck.slides] == sorted(
        slide.appendix for slide in deck.slides
    )
    for slide in slides:
        fits(slide, show)
        for shape in slide.shapes:
            if shape.has_text_frame:
                text = shape.text_frame.text
                last = slide.shapes.title.text == say("rerun")  # which is asked for how to run it again
                assert last or "garden " not in text, "a command on a slide"
                runs = [run.font.size for p in shape.text_frame.paragraphs for run in p.runs]
                assert all(size is None or size.pt >= look.LEAST for size in runs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_slide_s_picture_is_smaller_than_the_back_of_a_room_reads(drawn_once, language):
    for slide in drawn_once(language)[2].story:
        if slide.chart:
            figure = picture.draw(slide.chart, heading=False, height=template.DRAWN)
            sizes = {
                round(t.get_fontsize(), 2) for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()
            }
            assert min(sizes) >= look.LEAST, slide.chart.name
    assert min(holder.size for holders in template.LAYOUTS.values() for holder in holders) >= look.LEAST


def test_a_card_is_shortened_by_whole_sentences_and_the_notes_have_it_whole(drawn_once):
    assert shortened("One. Two. Three.", 1000.0, 1000.0) == "One. Two. Three."
    assert shortened("One two. Three four. Five six.", 70.0, 2 * 14 * 1.3) == "One two.", "no sentence is cut"
    for slide in drawn_once("ru")[2].story:
        if slide.cards:
            size, texts, places = cards_laid(slide.cards)
            assert size >= look.LEAST and all(texts)
            assert max(top + height for _, top, _, height in places) == pytest.approx(6.9)


def test_the_difference_so_far_ends_where_the_comparison_does(results):
    for name in results.others:
        pair, table = results.effect("survival_share_treated", name), results.kept_so_far(name)
        assert table["y"].iloc[-1] == pytest.approx(100 * pair.difference) and table["y"].iloc[0] == 0.0
        assert len(table) == results.months + 1
    assert results.knows_own and len(results.reference) == 8


def test_a_folder_of_before_still_reads(folder, tmp_path):
    import shutil

    copy = tmp_path / "old"
    shutil.copytree(folder, copy)
    told = json.loads((copy / MARK).read_text())
    assert told["reference"] == read_results(copy).reference and told["asked"]["words"]["steady"] == "steady"
    assert read_results(copy).day == date.today(), "stored with them, whatever the file system says"
    del told["asked"], told["reference"], told["day"]
    (copy / MARK).write_text(json.dumps(told))
    monthly = pd.read_parquet(copy / "monthly.parquet").drop(columns="survivors_own")
    monthly.to_parquet(copy / "monthly.parquet")
    found = read_results(copy)
    assert not found.asked.knows(*found.names) and not found.knows_own
    deck = make_deck(found, words("en").among(found.names))
    assert found.day is None and words("en")("day.unknown") in deck.foot
    assert "garden explain" not in "".join(slide.notes for slide in deck.slides)


def test_the_paper_is_a_few_pages_of_text_with_figures_and_a_table(drawn_once):
    say, _, deck = drawn_once("ru")
    book = paper_of(deck, say)
    assert 3 <= len(book.pages) <= 6
    text = " ".join(t.get_text() for page in book.pages for t in page.texts)
    assert all(say(key) in text for key in ("paper.methods", "paper.sources", "rerun", "paper.interval"))
    headings = [t.get_text() for page in book.pages for t in page.texts if t.get_fontweight() == "bold"]
    assert headings.count(say("paper.sources")) == 1, "two headings of one name"
    captions = [t.get_text() for page in book.pages for t in page.texts if t.get_text().startswith("Рисунок")]
    assert captions and all(caption.split(". ")[1][0].isupper() for caption in captions)
    assert sum(len(page.axes) for page in book.pages) == 4
    alone = [slide.chart.title for slide in deck.story if slide.chart][4:]
    flat = " ".join(text.split())
    assert alone and not any(title in flat for title in alone), "no finding without its figure"
    for page in book.pages:
        page.draw_without_rendering()
        renderer, (width, height) = page.canvas.get_renderer(), page.canvas.get_width_height()
        for one in page.texts:
            box = one.get_window_extent(renderer)
            assert box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height, one.get_text()


def native(chart, shape):
    """The end values as a saved and reopened slide holds them."""
    plot = shape.chart.plots[0]
    if chart.kind == "lines":
        return {(series.name, ""): series.values[-1] for series in list(plot.series)[: len(chart.series)]}
    if chart.kind == "points":
        xs = {s.name: [float(v.text) for v in s._element.xpath("./c:xVal//c:v")] for s in plot.series}
        # A series with fewer points than another has its last one said again: the same key.
        return {(s.name, str(x)): v for s in plot.series for x, v in zip(xs[s.name], s.values, strict=True)}
    names = list(plot.categories)
    if chart.kind == "stack":
        return {(s.name, n): v for s in plot.series for n, v in zip(names, s.values, strict=True) if v is not None}
    rows = native_rows(chart)
    assert names == [label for label, *_ in rows] and all(chart.told(row.y, chart.kind == "forest") in label
                                                          for label, _, row in rows)  # fmt: skip
    values = {s.name: s.values for s in plot.series}
    return {(series, row.x): values[series][n] for n, (_, series, row) in enumerate(rows)}


def fits(slide, show):
    """No text leaves its box, no box the slide, and no placeholder is left empty."""
    for shape in slide.shapes:
        assert shape.left >= 0 and shape.left + shape.width <= show.slide_width
        assert shape.top >= 0 and shape.top + shape.height <= show.slide_height
        if shape.is_placeholder and shape.has_text_frame:
            assert shape.text_frame.text
            assert height_of(shape, slide) <= shape.height / 12700 + 1, shape.text_frame.text


def height_of(shape, slide):
    """Points that a placeholder's text takes, by the sizes of its own layout; narrow fonts were used before."""
    number = int(shape._element.xpath("./p:nvSpPr/p:nvPr/p:ph")[0].get("idx", "0"))
    sizes = {holder.placeholder_format.idx: holder._element.xpath(".//a:lvl1pPr/a:defRPr")[0].get("sz")
             for holder in slide.slide_layout.placeholders}  # fmt: skip
    wide = 1.0 if b"Verdana" in slide.slide_layout.slide_master.part.part_related_by(THEME).blob else 0.92
    total = 0.0
    for paragraph in shape.text_frame.paragraphs:
        size = paragraph.font.size.pt if paragraph.font.size else int(sizes[number]) / 100
        lines = fit.lines_of(paragraph.text, shape.width / 12700, wide * size, bold=number == 0)
        total += 1.2 * size * len(lines) + (paragraph.space_after.pt if paragraph.space_after else 0.0)
    return total


def test_the_deck_answers_each_question_of_a_presenter(drawn_once):
    say, _, deck = drawn_once("en")
    notes = "\n".join(slide.aloud for slide in deck.slides)
    # What one partner costs has a slide only where somebody is clearly kept, as in the larger example.
    for number in {*QUESTIONS.values()} - {"10"}:
        assert say(f"question.{number}") in notes
    assert {str(n) for n in range(1, 11)} == set(QUESTIONS.values())
    lines = next(slide.aloud for slide in deck.slides if say("live.app") in slide.aloud).split("\n")
    assert lines[lines.index(say("live.app")) - 1] == say("question", text=say("question.5")), (
        "an answer at its question"
    )
    assert notes.count(say("question.5")) == notes.count(say("live.app")) == 1


def test_charts_hold_the_comparison_s_own_numbers(drawn_once, folder):
    told = json.loads((folder / MARK).read_text())["comparison"]
    say, charts, _ = drawn_once("en")
    whom, money = (next(c for c in charts if c.name == name) for name in ("whom", "money"))
    for row in told:
        pair, name = row["metrics"]["survival_share_treated"], say.scenario(row["other"])
        shown = whom.table[(whom.table["x"] == name) & (whom.table["series"] == say("treated"))].iloc[0]
        wanted = [np.nan if pair[name] is None else 100 * pair[name] for name in ("difference", "low", "high")]
        assert shown[["y", "low", "high"]].tolist() == pytest.approx(wanted, nan_ok=True)
        ends = money.rows(name)["y"].tolist()[-1:]  # none of a line that is told and not drawn
        assert ends == (
            [] if name not in money.series else [pytest.approx(row["metrics"]["focal_profit"]["difference"])]
        )
        assert ends or name in money.band


def test_survival_axes_are_fixed_and_the_numbers_at_risk_fall(drawn_once):
    _, charts, _ = drawn_once("en")
    chart = next(chart for chart in charts if chart.name == "survival")
    assert picture.draw(chart).axes[0].get_ylim() == (0.0, 100.0)
    for name in chart.series:
        rows = chart.risk[chart.risk["series"] == name].sort_values("x")
        counts = np.array([[int(part) for part in told.rstrip(")").split(" (")] for told in rows["told"]])
        assert counts[0, 0] == sum(SMALL.values()) and (np.diff(counts[:, 0]) <= 0).all() and counts[-1, 0] > 0
        assert (counts.sum(axis=1) == counts[0, 0]).all()


def test_one_life_is_two_lives_of_the_same_firm(drawn_once, results):
    _, charts, _ = drawn_once("en")
    life = next(chart for chart in charts if chart.name == "life")
    one, two = (life.rows(name) for name in life.series[:2])
    first, spread = abs(one["y"].iloc[0] - two["y"].iloc[0]), np.ptp(one["y"])
    assert first < 0.1 * spread  # the same firm at the start, a month of the policy later
    assert {max(one["x"]), max(two["x"])} == {life.events[0][0], results.months}
    assert "garden explain steady --seed" in life.footer[-1] and "--against steady+" in life.footer[-1]


def test_margins_sum_to_all_that_customers_pay(drawn_once):
    _, charts, _ = drawn_once("en")
    sums = next(chart for chart in charts if chart.name == "margin").table.groupby("x")["y"].sum()
    assert sums.to_numpy() == pytest.approx(100.0)


@pytest.mark.parametrize("kind", picture.FORMATS)
def test_the_same_input_gives_the_same_bytes(drawn_once, kind, tmp_path):
    for chart in drawn_once("ru")[1][-2:]:
        path = picture.save(chart, tmp_path / f"a.{kind}")
        assert path.read_bytes() == files.picture_file(chart, kind) and path.stat().st_size > 5000
    assert files.picture_file(chart, kind) != files.picture_file(chart, kind, look.DARK)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_picture_leaves_it_or_lies_on_another(drawn_once, language):
    for chart in drawn_once(language)[1]:
        figure = picture.draw(chart)
        figure.draw_without_rendering()  # places the labels of axes
        renderer = figure.canvas.get_renderer()
        width, height = figure.canvas.get_width_height()
        for text in (t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()):
            box = text.get_window_extent(renderer)
            where = f"{chart.name} {language}: {text.get_text()}"
            assert box.x0 >= -1 and box.x1 <= width + 1 and box.y0 >= -1 and box.y1 <= height + 1, where
        boxes = [t.get_window_extent(renderer) for t in (*figure.texts, *figure.axes[0].texts) if t.get_text().strip()]
        for number, box in enumerate(boxes):
            for other in boxes[number + 1 :]:
                across = min(box.x1, other.x1) - max(box.x0, other.x0)
                assert across < 2 or min(box.y1, other.y1) - max(box.y0, other.y0) < 4, f"{chart.name} {language}"


def test_paper_is_stable_and_the_page_asks_no_host(drawn_once, tmp_path):
    say, _, deck = drawn_once("en")
    papers = [write_pdf(deck, tmp_path / f"{name}.pdf", say).read_bytes() for name in "ab"]
    assert papers[0] == papers[1]
    page = write_html(deck, tmp_path / "a.html", say).read_text()
    assert (
        page.count("<figure>") == len(charts_in(deck.slides))
        and page.count('class="tip"><title>') > 100
        and "<script" not in page
    )
    asked = [part for part in page.split('="')[1:] if part.startswith(("http://", "https://"))]
    assert all("w3.org" in part or "purl.org" in part or "creativecommons.org" in part for part in asked)


def test_numbers_of_a_file_say_what_they_are(drawn_once, tmp_path):
    _, charts, _ = drawn_once("ru")
    chart = charts[-1]
    (tmp_path / "a.csv").write_bytes(files.table_file(chart))
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert all(f"# {line}" in text for line in (chart.title, *chart.footer)) and chart.y_label in text
    read = pd.read_csv(tmp_path / "a.csv", comment="#", encoding="utf-8-sig")
    assert read["y"].to_numpy() == pytest.approx(chart.table["y"].to_numpy())


def test_the_command_writes_all_three_and_leaves_out_the_folder(folder, tmp_path, capsys):
    for suffix, more in (("pptx", ["--dark"]), ("pdf", []), ("html", ["--language", "ru"])):
        assert main(["report", str(folder), "--to", str(tmp_path / f"deck.{suffix}"), "--json", *more]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (tmp_path / f"deck.{suffix}").stat().st_size > 10_000 and told["slides"] >= 12 and told["findings"]
    assert str(folder) not in (tmp_path / "deck.html").read_text()
    assert portable("garden compare a b --out x --seed 2 --json --out=y") == "garden compare a b --seed 2"


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
    (tmp_path / "file").write_text("")
    assert main(["report", folder_name, "--to", "file/a.pdf"]) == 2
    assert "expected a folder to write to" in capsys.readouterr().err


def test_broken_results_are_refused(folder, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "runs.parquet").write_bytes(b"no table")
    with pytest.raises(ResultsError, match="cannot be read"):
        read_results(copy)
    (copy / MARK).write_text("{}")
    with pytest.raises(ResultsError):
        read_results(copy)


def test_runs_of_another_model_are_not_made_again(results):
    from dataclasses import replace

    assert len(results.scenarios) == len(POLICIES)
    assert [scenario.hash for scenario in results.scenarios] == list(results.hashes)
    say = words("en")
    assert made_again(replace(results, model_version=0), say) == ()
    assert made_again(replace(results, hashes=("0" * 12,) * 3), say) == ()
