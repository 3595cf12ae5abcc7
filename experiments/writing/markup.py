"""Other people's words where Markdown is expected: titles, names of scenarios and levels, names of files."""

from __future__ import annotations

import re

# What can begin markup: Markdown's own signs, formulas and coloured words of the app ($x$, :red[x]), tags.
SIGNS = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:])")


def literal(text: str) -> str:
    """The text with every sign of Markdown as the letter that it is, on one line."""
    return SIGNS.sub(r"\\\1", " ".join(text.split()))
