"""Text is measured, never guessed: how wide it is, how it breaks into lines, where labels find room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from experiments.drawing.look import FONT

FLAT = 1e-9  # a spread of values that is none
SCALE = 64.0  # points: words measured at this size tell their width at any
TOGETHER = re.compile(
    "(?<=\\d) (?=[%\N{HORIZONTAL ELLIPSIS}]|дн\\.|мес\\.)|(?<= из) (?=\\d)"
    "|(?<=\N{HORIZONTAL ELLIPSIS}) (?=[-+\N{MINUS SIGN}\\d])"
)
DOUBT = 0.02  # of a line: where its words' widths come nearer than this to the room, the line itself is measured


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool = False) -> float:
    """Width in points of one line of text, ``size`` points high, in the font of the house."""
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font(_font_file(bold))  # one a thread: a font keeps the text that it was last given
    font.set_size(size, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


@lru_cache(maxsize=2)
def _font_file(bold: bool) -> str:
    from matplotlib.font_manager import FontProperties, findfont

    return findfont(FontProperties(family=FONT, weight="bold" if bold else "normal"))


def kept_together(text: str) -> str:
    """The text with spaces that do not break inside an interval and between a number and its per cent or short unit."""
    return TOGETHER.sub("\N{NO-BREAK SPACE}", text)


def lines_of(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Text in lines of at most ``width`` points; only a word that is wider than that stands out.

    Widths of words, each measured once and at one size, tell most lines; those that they leave in doubt are measured.
    """
    space = _wide("n n", bold) - _wide("nn", bold)
    lines: list[str] = []
    about = 0.0  # widths of the last line for a size of 1
    for word in kept_together(text).split(" "):
        longer = about + space + _wide(word, bold)
        if lines and _fits(f"{lines[-1]} {word}", longer * size, width, size, bold):
            lines[-1], about = f"{lines[-1]} {word}", longer
        else:
            lines.append(word)
            about = _wide(word, bold)
    return lines


def _wide(word: str, bold: bool) -> float:
    return width_of(word, SCALE, bold) / SCALE


def _fits(line: str, about: float, width: float, size: float, bold: bool) -> bool:
    if abs(about - width) > DOUBT * width + size:
        return about < width
    return width_of(line, size, bold) <= width


def widest(lines, size: float, bold: bool = False) -> float:
    """Width in points of the widest line."""
    return max((width_of(line, size, bold) for line in lines), default=0.0)


def spread(wanted, sizes, low: float, high: float) -> np.ndarray:
    """Middles of labels that do not cover each other, as near as can be (least squares) to ``wanted``.

    ``sizes`` are their lengths along the axis, which goes from ``low`` to ``high``; the order is kept. Too many
    labels for the axis stand over its end.
    """
    from scipy.optimize import isotonic_regression

    wanted, sizes = np.asarray(wanted, float), np.asarray(sizes, float)
    order = np.argsort(wanted, kind="stable")
    size = sizes[order]
    # Where each would stand if all were packed: what is left after taking that off must only rise.
    packed = np.concatenate([[0.0], np.cumsum((size[:-1] + size[1:]) / 2)])
    rising = isotonic_regression(wanted[order] - packed).x
    rising = np.maximum(np.minimum(rising, high - size[-1] / 2 - packed[-1]), low + size[0] / 2)
    places = np.empty_like(wanted)
    places[order] = rising + packed
    return places


Box = tuple[float, float, float, float]  # left, low, right, high


def beside(
    spots,
    sizes,
    places,
    frame: Box,
    gap: float = 2.0,
    lines: Sequence[Box] = (),
    apart: Sequence[Box] = (),
    mark: float = 0.0,
    near: float = 0.0,
) -> list[tuple[float, float, float, float] | None]:
    """For each point the first place at which its label covers no other label, line or point; None where there is none.

    In: ``spots`` (x, y) and ``sizes`` (width, height) of points and labels, those that matter most first; ``places``
    as (dx, dy, ax, ay): the label's left lower corner is at x + dx - ax * width, y + dy - ay * height; ``frame`` is
    what labels may not leave, ``lines`` are boxes that none may cover (intervals of points), ``apart`` those that none
    covers unless a label then finds no place (lines of zero). All in one unit, y upwards. ``gap`` is left between
    labels, ``mark`` is half a point's mark; within ``near`` of another's point a label would be taken for its name, and
    stands there only where it finds no other place.
    """
    taken: list[Box] = list(lines)
    found = []
    for number, ((x, y), (width, height)) in enumerate(zip(spots, sizes, strict=True)):
        rest = [*spots[:number], *spots[number + 1 :]]
        foreign = [(left - near, low - near, left + near, low + near) for left, low in rest] if near else []
        tries = ([*taken, *foreign, *apart], [*taken, *foreign], taken)
        for others, place in ((others, place) for others in tries for place in places):
            dx, dy, ax, ay = place
            left, low = x + dx - ax * width, y + dy - ay * height
            box = left, low, left + width, low + height
            inside = frame[0] <= box[0] and box[2] <= frame[2] and frame[1] <= box[1] and box[3] <= frame[3]
            if inside and not any(_meet(box, other, gap) for other in others) and not _covers(box, rest, mark):
                taken.append(box)
                found.append(place)
                break
        else:
            found.append(None)
    return found


def _meet(one: Box, other: Box, gap: float) -> bool:
    return (one[0] < other[2] + gap and other[0] < one[2] + gap) and (one[1] < other[3] and other[1] < one[3])


def _covers(box: Box, spots, mark: float) -> bool:
    return any(box[0] - mark < x < box[2] + mark and box[1] - mark < y < box[3] + mark for x, y in spots)
