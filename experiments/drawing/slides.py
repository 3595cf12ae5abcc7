"""Slides by python-pptx: a story of cards and pictures, and behind it the same charts as ones that can be edited."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

from experiments.drawing import picture, template
from experiments.drawing.deck import Card, Deck, Slide
from experiments.drawing.fit import kept_together, lines_of, widest
from experiments.drawing.look import HEIGHT, LEAST, LIGHT, WIDTH, Look, readable
from experiments.drawing.native import dress, native_data, rgb
from experiments.words.words import Words
from experiments.writing.outputs import write_file

FRONT = tuple(72 * side for side in template.LAYOUTS["Front"][1].box[2:])  # points that the subtitle has
SIZES = (24, 22, 20, 18, 16, 15, LEAST)  # points of a text, the largest that fits
GAP = 0.55  # of a line, between paragraphs
LARGEST = 22  # points of a card's text: few words use their slide
HEADING = 16  # points of a card's heading, that of a larger text at least
SPACE = 0.26  # inches between cards
LINE = 1.22  # of a size from line to line
LEADS = ((20, 3), (18, 3), (16, 4), (15, 4))  # points of lines above a chart, and how many of them at most


def write_slides(deck: Deck, path: Path, say: Words, look: Look = LIGHT) -> Path:
    """Write the deck to ``path`` (.pptx), half files never."""
    write_file(path, lambda part: presentation(deck, say, look).save(str(part)))
    return path


def presentation(deck: Deck, say: Words, look: Look = LIGHT):
    """The deck as a ``pptx.Presentation`` of 16 to 9 on the template of the house."""
    show = template.new_presentation(look)
    show.core_properties.title, show.core_properties.author = deck.title, "Partner Garden"
    show.core_properties.comments, show.core_properties.language = deck.command, deck.language
    if deck.day:
        show.core_properties.created = show.core_properties.modified = datetime.combine(deck.day, time())
    if deck.front:
        front = _slide(show, "Front", deck.title, deck.notes)
        _write(front.placeholders[template.BODY].text_frame, [deck.subtitle], size_that_fits([deck.subtitle], *FRONT))
        front.placeholders[template.FOOT].text = deck.foot or f"Partner Garden. {say('generic')}"
    for number, slide in enumerate(deck.slides):
        if number == deck.divider:
            divider = _slide(show, "Front", say("appendix"), deck.notes)
            _write(divider.placeholders[template.BODY].text_frame, [say("appendix.text")], SIZES[2])
            divider.placeholders[template.FOOT].text = deck.foot
        if slide.cards:
            _cards(show, slide, look)
        elif slide.chart is None:
            _text(show, slide)
        elif slide.appendix or slide.native:
            _native(show, slide, say, look)
        else:
            _picture(show, slide, look)
    return show


def _slide(show, layout: str, title: str, notes: str):
    """A slide with a title, so that outlines and screen readers know it, notes and a number."""
    slide = show.slides.add_slide(template.layout_of(show, layout))
    slide.shapes.title.text = kept_together(title)
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
        paragraph.text = kept_together(line)
        paragraph.font.size = Pt(size)
        paragraph.space_after = Pt(GAP * size if number < len(lines) - 1 else 0)


def _number(slide) -> None:
    """The slide's number in its corner, kept right by the program itself."""
    from pptx.oxml import parse_xml

    left, top, width, height = (round(914400 * v) for v in (WIDTH - 1.1, HEIGHT - 0.48, 0.7, 0.32))
    told = f"""<p:sp {template.SPACES}>
        <p:nvSpPr><p:cNvPr id="{100 + len(slide.shapes)}" name="Slide number"/><p:cNvSpPr txBox="1"/><p:nvPr/>
        </p:nvSpPr>
        <p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
        <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>
        <p:txBody><a:bodyPr rIns="0" tIns="0" bIns="0"/><a:lstStyle/><a:p><a:pPr algn="r"/>
        <a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr sz="{100 * LEAST}"/><a:t>#</a:t>
        </a:fld></a:p></p:txBody></p:sp>"""
    slide.shapes._spTree.append(parse_xml(told))


def size_that_fits(lines, width: float, height: float) -> int:
    """The largest size in points at which these paragraphs fit a box (points); the smallest where none does."""
    for size in SIZES:
        rows = sum(len(lines_of(line, width, size)) for line in lines)
        if size * (LINE * rows + GAP * (len(lines) - 1)) <= height:
            return size
    return SIZES[-1]


def shortened(text: str, width: float, height: float) -> str:
    """A text that fits a box (points) at the smallest size: whole sentences, the first ones, as many as have room.

    What matters most stands first in a card; all of it stands in the notes.
    """
    parts = re.split(r"(?<=[.!?]) (?=[\W\d]*[A-ZА-ЯЁ])", text)  # an abbreviation goes on in small letters
    while len(parts) > 1 and LEAST * LINE * len(lines_of(" ".join(parts), width, LEAST)) > height + 0.01:
        parts.pop()
    return " ".join(parts)


def shares(needs: Sequence[float], total: float) -> list[float]:
    """``total`` parted among rows: who needs less than an even part leaves the rest to the others, what is over is
    parted evenly."""
    found, left = [0.0] * len(needs), total
    for rank, row in enumerate(sorted(range(len(needs)), key=lambda row: needs[row])):
        found[row] = min(needs[row], left / (len(needs) - rank))
        left -= found[row]
    return [height + left / len(needs) for height in found]


def cards_laid(cards: tuple[Card, ...]) -> tuple[int, list[str], list[tuple[float, float, float, float]]]:
    """The size of the text of all cards, the same for all; their texts, shortened where one has no room; their places.

    Places are in inches (left, top, width, height): rows of two or three, each as
    high as its texts need.
    """
    columns = 2 if len(cards) in (1, 2, 4) else 3
    rows = [cards[first : first + columns] for first in range(0, len(cards), columns)]
    whole = [[card.text for card in row] for row in rows]
    top, bottom = template.TOP + 0.12, 6.9
    width = (WIDTH - 2 * template.EDGE - (columns - 1) * SPACE) / columns
    total = bottom - top - (len(rows) - 1) * SPACE

    def head(size: int) -> float:
        return (1.6 * max(HEADING, size) + 10) / 72

    def needs(size: int, rows: Sequence[Sequence[str]]) -> list[float]:
        lines = [max(len(lines_of(text, 72 * width, size)) for text in row) for row in rows]
        return [head(size) + size * LINE * count / 72 for count in lines]

    def fits(size: int) -> bool:
        wide = max(widest(lines_of(card.text, 72 * width, size), size) for card in cards)
        return wide <= 72 * width and sum(needs(size, whole)) <= total  # an interval is one word, and may be a long one

    def cut(heights: Sequence[float]) -> list[list[str]]:
        return [[shortened(kept_together(text), 72 * width, 72 * (height - head(size))) for text in row]
                for row, height in zip(whole, heights, strict=True)]  # fmt: skip

    size = next((size for size in SIZES if size <= LARGEST and fits(size)), LEAST)
    wanted = needs(size, whole)
    kept = needs(size, cut(shares(wanted, total)))
    for row in sorted(range(len(rows)), key=lambda row: -wanted[row]):  # room for no whole sentence is room for others
        kept[row] += total - sum(kept)
        kept = needs(size, cut(kept))
    heights = [height + (total - sum(kept)) / len(rows) for height in kept]
    texts = [text for row in cut(heights) for text in row]
    places = [
        (template.EDGE + place * (width + SPACE), top + sum(heights[:number]) + number * SPACE, width, heights[number])
        for number, row in enumerate(rows)
        for place in range(len(row))
    ]
    return size, texts, places


def _cards(show, slide: Slide, look: Look) -> None:
    """Cards in a grid: a line in the first colour, a heading, a text; the notes have every text whole."""
    from pptx.util import Inches, Pt

    whole = "\n".join(f"{card.heading}: {card.text}" for card in slide.cards)
    page = _slide(show, "Cards", slide.title, f"{slide.speaker}\n{whole}")
    page.placeholders[template.FOOT].text = slide.foot
    size, texts, places = cards_laid(slide.cards)
    for card, text, (left, top, width, height) in zip(slide.cards, texts, places, strict=True):
        rule = page.shapes.add_shape(1, Inches(left), Inches(top), Inches(width), Pt(2.5))
        rule.fill.solid()
        rule.fill.fore_color.rgb = rgb(look.colours[0])
        rule.line.fill.background()
        rule.shadow.inherit = False
        box = page.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_bottom = 0
        frame.margin_top = Pt(6)
        for number, (words, points) in enumerate(((card.heading, max(HEADING, size)), (text, size))):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = words
            run.font.size, run.font.bold = Pt(points), number == 0
            run.font.color.rgb = rgb(look.ink if number else readable(look.colours[0], look))
            paragraph.space_after = Pt(4 if number == 0 else 0)


def _text(show, slide: Slide) -> None:
    page = _slide(show, "Text", slide.title, slide.speaker)
    box = page.placeholders[template.BODY]
    size = size_that_fits(slide.lines, box.width / 12700, box.height / 12700)
    _write(box.text_frame, slide.lines, min(size, 20))
    page.placeholders[template.FOOT].text = slide.foot


def _picture(show, slide: Slide, look: Look) -> None:
    """The picture with bands and intervals; title and source stand on the slide, not in it."""
    page = _slide(show, "Picture", slide.title, slide.speaker)
    data = io.BytesIO()
    picture.render(slide.chart, data, "png", look, height=template.DRAWN, heading=False)
    data.seek(0)
    describe(page.placeholders[template.PICTURE].insert_picture(data), slide.chart.alternative)
    page.placeholders[template.FOOT].text = slide.foot


def describe(shape, text: str) -> None:
    """Alternative text of a shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


def _native(show, slide: Slide, say: Words, look: Look) -> None:
    """The same numbers as a chart that can be edited, lines of the slide above; bands are their two ends."""
    from pptx.util import Pt

    chart = slide.chart
    page = _slide(show, "Chart", slide.title, slide.speaker)
    size = _room_for_lead(page, slide.lines) if slide.lines else 0
    lines = "native.ticks" if chart.ticks else "native.lines"  # lines of few levels have bars
    told = say(lines) if chart.kind == "lines" and chart.shows_intervals else say("native")
    kind, data = native_data(chart)
    shape = page.placeholders[template.CHART].insert_chart(kind, data)
    describe(shape, chart.alternative)
    dress(shape.chart, chart, shape.width / 914400, look)
    named = chart.kind != "points" or chart.crowds
    unnamed = [s.name for s in shape.chart.plots[0].series if not named and not s._element.xpath("./c:dLbls")]
    told = f"{told} {chart.unnamed(unnamed)}" if unnamed else told
    # What finds the runs stands below every slide; what the bars are goes above the chart where both have no room.
    foot, label, room = f"{told} {slide.foot}", chart.y_told, 72 * (WIDTH - 2 * template.EDGE)
    if len(lines_of(foot, room - 72 * 0.8, LEAST)) > 1:
        longer = f"{label.rstrip('.')}. {told}"
        foot, label = slide.foot, longer if len(lines_of(longer, room, LEAST)) <= 2 else label
    page.placeholders[template.FOOT].text = foot
    above = page.placeholders[template.LABEL].text_frame
    if slide.lines:
        _write(above, [*slide.lines, label], size)
        for paragraph in above.paragraphs[:-1]:
            paragraph.font.color.rgb = rgb(look.ink)
        above.paragraphs[-1].font.size = Pt(LEAST)
    else:
        _write(above, [label], 16 if len(lines_of(label, room, 16)) == 1 else LEAST)


def _room_for_lead(page, lines: Sequence[str]) -> int:
    """Make room for lines between the title and a chart, and for the chart's label below; their size in points."""
    from pptx.util import Pt

    label, chart = page.placeholders[template.LABEL], page.placeholders[template.CHART]
    size = next((size for size, most in LEADS if len(_lead_lines(lines, size)) <= most), LEAST)
    high = Pt(LINE * (size * len(_lead_lines(lines, size)) + LEAST) + GAP * size * len(lines) + 7)
    boxes = (label.left, label.top, label.width, high), (chart.left, label.top + high, chart.width,
                                                         chart.top + chart.height - label.top - high)  # fmt: skip
    for holder, box in zip((label, chart), boxes, strict=True):
        holder.left, holder.top, holder.width, holder.height = box
    return size


def _lead_lines(lines: Sequence[str], size: int) -> list[str]:
    return [part for line in lines for part in lines_of(line, 72 * (WIDTH - 2 * template.EDGE), size)]
