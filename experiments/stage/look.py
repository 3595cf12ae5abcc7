"""The house style: colours, sizes and the fonts that come with matplotlib. Nothing else chooses a colour."""

from __future__ import annotations

from dataclasses import dataclass

FONT = "DejaVu Sans"  # shipped with matplotlib, so a picture looks the same on every machine
SLIDE_FONT = "Arial"  # native slide text: on every machine that opens slides
WIDTH, HEIGHT = 13.333, 7.5  # inches, 16 to 9
TITLE, TEXT, SMALL = 22, 15, 11  # points on a slide of that size


@dataclass(frozen=True)
class Look:
    """Colours of one ground; every colour of a line or bar stands out from it by 3 to 1 (tested)."""

    ground: str
    ink: str
    quiet: str
    grid: str
    baseline: str
    colours: tuple[str, ...]


# Okabe and Ito's colours that reach 3:1 on the ground; lines also differ by dashes and bars by their labels.
LIGHT = Look("#FFFFFF", "#1A1A1A", "#595959", "#DDDDDD", "#767676",
             ("#0072B2", "#D55E00", "#00815E", "#B0558A", "#000000", "#7A6A00"))  # fmt: skip
DARK = Look("#14181D", "#F2F2F2", "#B5B5B5", "#363C44", "#A0A0A0",
            ("#56B4E9", "#E69F00", "#2FBF94", "#CC79A7", "#FFFFFF", "#C9B458"))  # fmt: skip
DASHES = ("solid", "solid", "solid", "solid", "solid", (0, (7, 2)))


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colours_of(names: list[str], baseline: str, look: Look = LIGHT) -> dict[str, str]:
    """A colour for each series: grey for the baseline, the others in order (repeated after the sixth)."""
    others = [name for name in names if name != baseline]
    found = {name: look.colours[n % len(look.colours)] for n, name in enumerate(others)}
    return found | {baseline: look.baseline}
