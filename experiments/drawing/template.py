"""The template of slides, made by code: 16 to 9, five layouts, the colours and the font of the house in its theme."""

from __future__ import annotations

import re
from dataclasses import dataclass

from experiments.drawing.look import HEIGHT, LIGHT, MARGIN, SLIDE_FONT, WIDTH, Look

EDGE = MARGIN / 72  # inches
TITLE_BOX = (EDGE, 0.22, WIDTH - 2 * EDGE, 0.98)
TOP = 1.25  # where a slide's content begins
DRAWN = 5.7  # inches of height that a picture has
# Numbers of the placeholders, the same in every layout that has them.
BODY, PICTURE, CHART, LABEL, FOOT = 1, 13, 14, 15, 16


@dataclass(frozen=True)
class Holder:
    """A placeholder of a layout: what it takes, where it is (inches: left, top, width, height), how it writes."""

    number: int
    kind: str
    name: str
    box: tuple[float, float, float, float]
    size: int = 18
    quiet: bool = False
    bold: bool = False
    anchor: str = "t"


FOOT_HOLDER = Holder(FOOT, "body", "Footer text", (EDGE, 7.02, WIDTH - 2 * EDGE - 0.8, 0.32), 14, True)
LAYOUTS = {
    "Front": (
        Holder(0, "title", "Title", (EDGE, 1.9, WIDTH - 2 * EDGE, 1.7), 40, False, True, "b"),
        Holder(BODY, "body", "Subtitle", (EDGE, 3.8, WIDTH - 2 * EDGE, 1.6), 24, True),
        FOOT_HOLDER,
    ),
    "Text": (
        Holder(0, "title", "Title", TITLE_BOX, 26, False, True),
        Holder(BODY, "body", "Text", (EDGE, TOP + 0.1, WIDTH - 2 * EDGE, 5.5), 22),
        FOOT_HOLDER,
    ),
    "Picture": (
        Holder(0, "title", "Title", TITLE_BOX, 26, False, True),
        Holder(PICTURE, "pic", "Picture", (0.0, TOP, WIDTH, DRAWN)),
        FOOT_HOLDER,
    ),
    "Cards": (Holder(0, "title", "Title", TITLE_BOX, 26, False, True), FOOT_HOLDER),
    "Chart": (
        Holder(0, "title", "Title", TITLE_BOX, 26, False, True),
        Holder(LABEL, "body", "What is shown", (EDGE, TOP - 0.05, WIDTH - 2 * EDGE, 0.52), 16, True),
        Holder(CHART, "chart", "Chart", (EDGE, TOP + 0.48, WIDTH - 2 * EDGE, 5.25)),
        FOOT_HOLDER,
    ),
}
SPACES = ('xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
          'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"')  # fmt: skip


def new_presentation(look: Look = LIGHT):
    """An empty ``pptx.Presentation`` on this template, on the ground of ``look``."""
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    show.slide_width, show.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = show.slide_master
    layouts = list(master.slide_layouts)
    for layout, (name, holders) in zip(layouts, LAYOUTS.items(), strict=False):
        layout.name = name
        _fill(layout.shapes._spTree, holders, look)
    for layout in layouts[len(LAYOUTS) :]:
        master.slide_layouts.remove(layout)
    _fill(master.shapes._spTree, LAYOUTS["Text"][:2], look)
    _theme(master, look)
    return show


def layout_of(show, name: str):
    """The layout of that name."""
    return next(layout for layout in show.slide_layouts if layout.name == name)


def _fill(tree, holders, look: Look) -> None:
    """Put these placeholders in the place of all others."""
    from pptx.oxml import parse_xml

    for shape in list(tree)[2:]:
        tree.remove(shape)
    for number, holder in enumerate(holders, start=2):
        tree.append(parse_xml(_xml(number, holder, look)))


def _xml(identity: int, holder: Holder, look: Look) -> str:
    left, top, width, height = (round(914400 * value) for value in holder.box)
    index = f' idx="{holder.number}"' if holder.number else ""
    colour = look.quiet if holder.quiet else look.ink
    style = (
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{100 * holder.size}" b="{int(holder.bold)}"><a:solidFill><a:srgbClr val="{colour[1:]}"/>'
        f'</a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr>'
    )
    return (
        f'<p:sp {SPACES}><p:nvSpPr><p:cNvPr id="{identity}" name="{holder.name}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f'</p:cNvSpPr><p:nvPr><p:ph type="{holder.kind}"{index}/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f'</a:prstGeom></p:spPr><p:txBody><a:bodyPr lIns="0" rIns="0" tIns="0" bIns="0" anchor="{holder.anchor}">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle>{style}</a:lstStyle><a:p><a:r><a:rPr/><a:t>{holder.name}</a:t></a:r></a:p>"
        f"</p:txBody></p:sp>"
    )


def _theme(master, look: Look) -> None:
    """The colours of the house as the theme's accents, and its font, so that edited slides stay in style."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    for number, colour in enumerate((*look.colours, look.baseline), start=1):
        text = re.sub(rf"(<a:accent{number}>).*?(</a:accent{number}>)", rf'\g<1><a:srgbClr val="{colour[1:]}"/>\g<2>',
                      text, flags=re.S)  # fmt: skip
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{SLIDE_FONT}", text)
    # Text and ground: what a chart or a box that somebody adds takes by itself.
    for name, colour in (("dk1", look.ink), ("lt1", look.ground)):
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour[1:]}"/>\g<2>', text, flags=re.S)
    part._blob = text.encode("utf-8")
