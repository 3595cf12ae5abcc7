"""Slides by python-pptx: for each chart a picture with its bands, and the same numbers as an editable chart."""

from __future__ import annotations

import io
from pathlib import Path

from experiments.stage import picture
from experiments.stage.chart import Chart
from experiments.stage.deck import Deck, Slide
from experiments.stage.look import HEIGHT, LIGHT, SLIDE_FONT, TITLE, WIDTH, colours_of
from experiments.tables import write_file

MARGIN = 0.5  # inches
BODY_TOP, BODY_HEIGHT = 1.35, 5.35


def write_slides(deck: Deck, path: Path, say) -> Path:
    """Write the deck to ``path`` (.pptx), half files never."""
    write_file(path, lambda part: presentation(deck, say).save(str(part)))
    return path


def presentation(deck: Deck, say):
    """The deck as a ``pptx.Presentation`` of 16 to 9 on a template of its own: nothing but titles and text."""
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    show.slide_width, show.slide_height = Inches(WIDTH), Inches(HEIGHT)
    show.core_properties.title, show.core_properties.author = deck.title, "Partner Garden"
    show.core_properties.comments = deck.command
    _front(show, deck)
    for slide in deck.slides:
        if slide.chart is None:
            _text(show, slide, deck)
        else:
            _picture(show, slide)
            _native(show, slide, say)
    return show


def _blank(show, title: str, notes: str, size: int = TITLE + 2):
    """A slide with a title placeholder, so that outlines and screen readers know it, and notes."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Inches, Pt

    slide = show.slides.add_slide(show.slide_layouts[5])  # title only
    frame = slide.shapes.title
    frame.left, frame.top, frame.width, frame.height = (
        Inches(v) for v in (MARGIN, 0.2, WIDTH - 2 * MARGIN, 0.95)
    )  # fmt: skip
    frame.text_frame.word_wrap = True
    frame.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.text_frame.text = title
    _font(frame.text_frame.paragraphs[0], Pt(size if len(title) < 90 else size - 4), bold=True)
    slide.notes_slide.notes_text_frame.text = notes
    return slide


def _font(paragraph, size, bold: bool = False, colour: str = LIGHT.ink) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN

    paragraph.alignment = PP_ALIGN.LEFT
    font = paragraph.font
    font.name, font.size, font.bold = SLIDE_FONT, size, bold
    font.color.rgb = RGBColor.from_string(colour[1:])


def _box(slide, left: float, top: float, width: float, height: float, lines, size: int, colour: str = LIGHT.ink):
    from pptx.util import Inches, Pt

    frame = slide.shapes.add_textbox(*(Inches(v) for v in (left, top, width, height))).text_frame
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.space_after = Pt(size * 0.6)
        _font(paragraph, Pt(size), colour=colour)
    return frame


def _front(show, deck: Deck) -> None:
    slide = _blank(show, deck.title, deck.command, 40)
    from pptx.util import Inches

    slide.shapes.title.top = Inches(2.4)
    _box(slide, MARGIN, 3.6, WIDTH - 2 * MARGIN, 1.6, [deck.subtitle], 24, LIGHT.quiet)
    _box(slide, MARGIN, 6.6, WIDTH - 2 * MARGIN, 0.6, ["Partner Garden"], 16, LIGHT.quiet)


def _text(show, slide: Slide, deck: Deck) -> None:
    page = _blank(show, slide.title, slide.notes)
    letters = sum(max(60, len(line)) for line in slide.lines)
    size = 22 if letters < 500 else 18 if letters < 950 else 15 if letters < 1400 else 13
    _box(page, MARGIN, BODY_TOP, WIDTH - 2 * MARGIN, BODY_HEIGHT, slide.lines, size)
    _box(page, MARGIN, 6.95, WIDTH - 2 * MARGIN, 0.4, [deck.command], 11, LIGHT.quiet)


def _picture(show, slide: Slide) -> None:
    """The picture with bands and intervals; its footer holds the command."""
    from pptx.util import Inches

    page = _blank(show, slide.title, slide.notes)
    data = io.BytesIO()
    picture.render(slide.chart, data, "png", heading=False)
    data.seek(0)
    # The picture leaves out its own title: the slide has it, and both would say the same.
    height = HEIGHT - 1.2
    shape = page.shapes.add_picture(data, 0, Inches(1.15), height=Inches(height))
    shape.left = (show.slide_width - shape.width) // 2
    describe(shape, slide.chart.alternative)


def describe(shape, text: str) -> None:
    """Alternative text of a shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


def _native(show, slide: Slide, say) -> None:
    """The same numbers as a chart that can be edited; lines have no bands there, and the label says so."""
    from pptx.util import Inches

    chart = slide.chart
    page = _blank(show, f"{slide.title}", slide.notes)
    kind, data = native_data(chart)
    place = [Inches(v) for v in (MARGIN, BODY_TOP, WIDTH - 2 * MARGIN, BODY_HEIGHT - 0.05)]
    shape = page.shapes.add_chart(kind, *place, data)
    describe(shape, chart.alternative)
    _dress(shape.chart, chart)
    told = f"{chart.y_label}: {say('native')}. {chart.footer[0] if chart.footer else ''}"
    _box(page, MARGIN, 6.72, WIDTH - 2 * MARGIN, 0.6, [told], 11, LIGHT.quiet)


def native_data(chart: Chart):
    """The kind of native chart and its data: the same values as in the picture."""
    from pptx.chart.data import CategoryChartData, XyChartData
    from pptx.enum.chart import XL_CHART_TYPE

    if chart.kind in ("lines", "points"):
        data = XyChartData()
        for name in chart.series:
            series = data.add_series(name)
            for row in chart.rows(name).itertuples():
                series.add_data_point(float(row.x), float(row.y))
        lines = chart.kind == "lines"
        return (XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS if lines else XL_CHART_TYPE.XY_SCATTER), data
    data = CategoryChartData()
    names = list(dict.fromkeys(chart.table["x"]))
    data.categories = [str(name) for name in names]
    for series in chart.series:
        rows = chart.rows(series).set_index("x")["y"]
        data.add_series(series, [float(rows[name]) if name in rows else None for name in names])
    stacked = chart.kind == "bars"
    return (XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED), data


def _dress(native, chart: Chart) -> None:
    """Colours, axes and labels of the house on a native chart."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    colours = colours_of(chart.series, chart.baseline)
    native.font.name, native.font.size = SLIDE_FONT, Pt(14)
    native.has_title = False
    native.has_legend = len(chart.series) > 1
    if native.has_legend:
        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    for series in native.plots[0].series:
        colour = RGBColor.from_string(colours[series.name][1:])
        if chart.kind == "lines":
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = colour, Pt(2.5)
            if series.name == chart.baseline:
                series.format.line.dash_style = MSO_LINE.DASH
        elif chart.kind == "points":
            series.format.line.fill.background()
            series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 12
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour
    value, category = native.value_axis, native.category_axis
    value.major_gridlines.format.line.color.rgb = RGBColor.from_string(LIGHT.grid[1:])
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = "#,##0.##", False
    if chart.kind in ("lines", "points"):
        if chart.y_limits:
            value.minimum_scale, value.maximum_scale = chart.y_limits
        if chart.kind == "lines":
            category.minimum_scale, category.maximum_scale = 0, float(chart.table["x"].max())
            category.has_major_gridlines = False
        category.tick_labels.number_format, category.tick_labels.number_format_is_linked = "#,##0", False
    else:
        category.reverse_order = True
        native.plots[0].gap_width, native.plots[0].overlap = 50, 100 if chart.kind == "bars" else 0
        value.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        plot = native.plots[0]
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = (
            f"#,##0{'.' + '0' * chart.digits if chart.digits else ''}", False,
        )  # fmt: skip
        plot.data_labels.font.size = Pt(12)
        if chart.kind == "bars":
            plot.data_labels.font.color.rgb = RGBColor(255, 255, 255)
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for axis, label in ((category, chart.x_label), (value, chart.y_label)):
        axis.has_title = bool(label)
        if label:
            axis.axis_title.text_frame.text = label
            axis.axis_title.text_frame.paragraphs[0].font.size = Pt(14)
            axis.axis_title.text_frame.paragraphs[0].font.bold = False
