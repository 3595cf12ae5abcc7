"""The pages: hand-written prose with ``{{places}}`` that tables of the code's declarations fill."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from experiments.reference import tables

PROSE = Path(__file__).parent / "prose"
PLACE = re.compile(r"\{\{(\w+)\}\}")


def filled(name: str) -> str:
    """A page of ``prose/`` with every place filled; a place that no table is made for is an error."""
    made = (PROSE / name).read_text(encoding="utf-8")
    head = (
        f"<!-- Written by `python -m experiments.reference` from experiments/reference/prose/{name} and the code: "
        "edit those. -->\n\n"
    )
    return head + PLACE.sub(lambda place: getattr(tables, place[1])(), made)


PAGES = {name: partial(filled, name) for name in ("odd.md", "parameters.md", "columns.md", "outcomes.md")}
