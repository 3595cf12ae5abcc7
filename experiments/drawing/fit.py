"""Text is measured, never guessed: how wide it is, how it breaks into lines, where labels find room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from experiments.drawing.look import FONT

FLAT = 1e-9  # a spread of values that is none


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool = False) -> float:
    """Width in points of one line of text, ``size`` points high, in the font of the house."""
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
    font.set_size(size, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


def lines_of(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Text in lines of at most ``width`` points; only a word that is wider than that stands out."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


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
    spots, sizes, places, frame: Box, gap: float = 2.0, lines: Sequence[Box] = ()
) -> list[tuple[float, float, float, float] | None]:
    """For each point the first place at which its label covers no other label, line or point; None where there is none.

    In: ``spots`` (x, y) and ``sizes`` (width, height) of points and labels, those that matter most first; ``places``
    as (dx, dy, ax, ay): the label's left lower corner is at x + dx - ax * width, y + dy - ay * height; ``frame`` is
    what labels may not leave, ``lines`` are boxes that none may cover (intervals of points). All in one unit, y
    upwards. ``gap`` is left between labels.
    """
    taken: list[Box] = list(lines)
    found = []
    for (x, y), (width, height) in zip(spots, sizes, strict=True):
        for place in places:
            dx, dy, ax, ay = place
            left, low = x + dx - ax * width, y + dy - ay * height
            box = left, low, left + width, low + height
            inside = frame[0] <= box[0] and box[2] <= frame[2] and frame[1] <= box[1] and box[3] <= frame[3]
            if inside and not any(_meet(box, other, gap) for other in taken) and not _covers(box, spots):
                taken.append(box)
                found.append(place)
                break
        else:
            found.append(None)
    return found


def _meet(one: Box, other: Box, gap: float) -> bool:
    return (one[0] < other[2] + gap and other[0] < one[2] + gap) and (one[1] < other[3] and other[1] < one[3])


def _covers(box: Box, spots) -> bool:
    return any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in spots)
