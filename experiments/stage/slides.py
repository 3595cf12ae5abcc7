"""Slides by python-pptx: for each chart a picture with its bands, and the same numbers as an editable chart."""

from __future__ import annotations

import io
from pathlib import Path

from experiments.stage import picture, template
from experiments.stage.deck import Deck, Slide
from experiments.stage.fit import lines_of
from experiments.stage.look import HEIGHT, LIGHT, WIDTH, Look
from experiments.stage.native import dress, native_data
from experiments.words.words import Words
from experiments.writing.outputs import write_file

SIZES = (24, 22, 20, 18, 16, 15, 14, 13, 12)  # points of a text slide, the largest that fits
GAP = 0.55  # of a line, between paragraphs


def write_slides(deck: Deck, path: Path, say: Words, look: Look = LIGHT) -> Path:
    """Write the deck to ``path`` (.pptx), half files never."""
    write_file(path, lambda part: presentation(deck, say, look).save(str(part)))
    return path


def presentation(deck: Deck, say: Words, look: Look = LIGHT):
    """The deck as a ``pptx.Presentation`` of 16 to 9 on the template of the house."""
    show = template.new_presentation(look)
    show.core_properties.title, show.core_properties.author = deck.title, "Partner Garden"
    show.core_properties.comments, show.core_properties.language = deck.command, deck.language
    front = _slide(show, "Front", deck.title, deck.notes)
    front.placeholders[template.BODY].text = deck.subtitle
    front.placeholders[template.FOOT].text = f"Partner Garden. {say('generic')}"
    for slide in deck.slides:
        if slide.chart is None:
            _text(show, slide)
        else:
            _picture(show, slide, look)
            _native(show, slide, say, look)
    return show


def _slide(show, layout: str, title: str, notes: str):
    """A slide with a title, so that outlines and screen readers know it, notes and a number."""
    slide = show.slides.add_slide(template.layout_of(show, layout))
    slide.shapes.title.text = title
    if layout != "Front":
        room = 72 * template.TITLE_BOX[2]
        size = next((s for s in (26, 24, 22, 20) if len(lines_of(title, room, s, bold=True)) <= 2), 18)
        _write(slide.shapes.title.text_frame, [title], size)
    slide.notes_slide.notes_text_frame.text = notes
    _number(slide)
    return slide


def _write(frame, lines, size: int) -> None:
    from pptx.util import Pt

    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.font.size = Pt(size)
        paragraph.space_after = Pt(GAP * size if number < len(lines) - 1 else 0)


def _number(slide) -> None:
    """The slide's number in its corner, kept right by the program itself."""
    from pptx.oxml import parse_xml

    left, top, width, height = (round(914400 * v) for v in (WIDTH - 1.1, HEIGHT - 0.42, 0.7, 0.3))
    told = f"""<p:sp {template.SPACES}>
        <p:nvSpPr><p:cNvPr id="{100 + len(slide.shapes)}" name="Slide number"/><p:cNvSpPr txBox="1"/><p:nvPr/>
        </p:nvSpPr>
        <p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
        <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>
        <p:txBody><a:bodyPr rIns="0"/><a:lstStyle/><a:p><a:pPr algn="r"/>
        <a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr sz="1100"/><a:t>#</a:t></a:fld>
        </a:p></p:txBody></p:sp>"""
    slide.shapes._spTree.append(parse_xml(told))


def size_that_fits(lines, width: float, height: float) -> int:
    """The largest size in points at which these paragraphs fit a box (points); measured in a wider font than ours."""
    for size in SIZES:
        rows = sum(len(lines_of(line, width, size)) for line in lines)
        if size * (1.2 * rows + GAP * (len(lines) - 1)) <= height:
            return size
    return SIZES[-1]


def _text(show, slide: Slide) -> None:
    page = _slide(show, "Text", slide.title, slide.notes)
    box = page.placeholders[template.BODY]
    size = size_that_fits(slide.lines, box.width / 12700, box.height / 12700)
    _write(box.text_frame, slide.lines, size)
    page.placeholders[template.FOOT].text = slide.foot


def _picture(show, slide: Slide, look: Look) -> None:
    """The picture with bands and intervals; its footer holds the command. The slide has the title, the picture none."""
    page = _slide(show, "Picture", slide.title, slide.notes)
    data = io.BytesIO()
    picture.render(slide.chart, data, "png", look, height=HEIGHT - template.TOP, heading=False)
    data.seek(0)
    describe(page.placeholders[template.PICTURE].insert_picture(data), slide.chart.alternative)


def describe(shape, text: str) -> None:
    """Alternative text of a shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


def _native(show, slide: Slide, say: Words, look: Look) -> None:
    """The same numbers as a chart that can be edited; lines have no bands there, and the label says so."""
    chart = slide.chart
    page = _slide(show, "Chart", slide.title, slide.notes)
    page.placeholders[template.LABEL].text = chart.y_label
    kind, data = native_data(chart)
    shape = page.placeholders[template.CHART].insert_chart(kind, data)
    describe(shape, chart.alternative)
    dress(shape.chart, chart, shape.width / 914400, look)
    told = say("native.lines") if chart.kind == "lines" and chart.shows_intervals else say("native")
    if chart.kind == "points" and any(not series._element.xpath("./c:dLbls") for series in shape.chart.plots[0].series):
        told = f"{told} {say('left.names')}"
    page.placeholders[template.FOOT].text = " ".join((told, *chart.footer[:1]))
