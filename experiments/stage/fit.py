"""Text is measured, never guessed: how wide it is, how it breaks into lines, where labels find room."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from experiments.stage.look import FONT


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
