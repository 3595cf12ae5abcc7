"""The house style: colours, sizes and the fonts that come with matplotlib. Nothing else chooses a colour."""

from __future__ import annotations

from dataclasses import dataclass

FONT = "DejaVu Sans"  # shipped with matplotlib, Cyrillic included: a picture looks the same on every machine
SLIDE_FONT = "Verdana"  # text of slides: on every machine that opens slides, and the sister of the pictures' font
WIDTH, HEIGHT = 40 / 3, 7.5  # inches, 16 to 9
TITLE, TEXT, LEAST, SMALL = 25, 16, 14, 11  # points on a slide of that size; small print is for paper alone
MARGIN = 24  # points at every edge
TEXT_CONTRAST = 4.5  # of words to their ground at least (WCAG 2, level AA)


@dataclass(frozen=True)
class Look:
    """Colours of one ground; every colour of a line or bar stands out from it by 3 to 1 (tested)."""

    ground: str
    ink: str
    quiet: str
    grid: str
    baseline: str
    colours: tuple[str, ...]


# Okabe and Ito (2008), those that reach 3:1 on the ground, and on white the wine of Tol (2021): as many as policies are
# compared at most. Words take the shade that ``readable`` finds.
LIGHT = Look("#FFFFFF", "#1A1A1A", "#595959", "#DDDDDD", "#767676",
             ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#882255"))  # fmt: skip
DARK = Look("#14181D", "#F2F2F2", "#B5B5B5", "#363C44", "#A0A0A0",
            ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00"))  # fmt: skip
BASELINE_DASH = (0, (5, 3))
DASHES = ("solid", (0, (7, 2)), (0, (2, 1.5)))  # the second and third series of one colour


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def inside(colour: str) -> str:
    """The colour of words on a bar: white or black, whichever stands out more, which is 4.5 to 1 on any colour."""
    return max("#FFFFFF", "#000000", key=lambda other: contrast(colour, other))


def readable(colour: str, look: Look = LIGHT) -> str:
    """The colour of words for what is drawn in ``colour``: as near to it as stands out 4.5 to 1 from the ground."""
    for step in range(0, 101, 4):
        parts = [(int(colour[n : n + 2], 16), int(look.ink[n : n + 2], 16)) for n in (1, 3, 5)]
        mixed = "#" + "".join(f"{round(one + (ink - one) * step / 100):02X}" for one, ink in parts)
        if contrast(mixed, look.ground) >= TEXT_CONTRAST:
            return mixed
    return look.ink


def colours_of(names: list[str], baseline: str, look: Look = LIGHT) -> dict[str, str]:
    """A colour for each series: grey for the baseline, the others in order (repeated after the last).

    Where ``baseline`` is empty there is none: a series without a name is then like any other.
    """
    others = [name for name in names if not baseline or name != baseline]
    found = {name: look.colours[n % len(look.colours)] for n, name in enumerate(others)}
    return found | {baseline: look.baseline} if baseline else found


def dashes_of(names: list[str], baseline: str, look: Look = LIGHT) -> dict[str, object]:
    """A dash for each line: broken for the baseline, solid until colours repeat."""
    others = [name for name in names if name != baseline]
    found = {name: DASHES[n // len(look.colours) % len(DASHES)] for n, name in enumerate(others)}
    return found | {baseline: BASELINE_DASH}
