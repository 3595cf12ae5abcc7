"""Text is measured, never guessed: how wide it is, and how it breaks into lines."""

from __future__ import annotations

from functools import lru_cache

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
