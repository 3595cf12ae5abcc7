"""Where the publications can be found that values and published facts rest on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from experiments.validation.targets import targets
from model import PARAMETERS

FILE = Path(__file__).with_name("publications.toml")


@dataclass(frozen=True)
class Publication:
    """A publication by name, with its address; ``cited`` are words by which sources name it. No address is known of
    some papers."""

    name: str
    cited: tuple[str, ...]
    at: str = ""

    @property
    def told(self) -> str:
        """Its name, and where it is."""
        return f"{self.name} ({self.at})" if self.at else self.name


@cache
def publications() -> tuple[Publication, ...]:
    """All of them, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["publication"]
    return tuple(Publication(row["name"], tuple(row["cited"]), row.get("at", "")) for row in rows)


def named_in(sources: str) -> list[Publication]:
    """The publications that a text of sources names."""
    return [one for one in publications() if any(word in sources for word in one.cited)]


def read_in() -> list[Publication]:
    """Those in which values of the market were read."""
    return named_in("; ".join(p.source for p in PARAMETERS.values() if p.status == "verified"))


def behind(fact: str) -> list[Publication]:
    """Those that a published fact of the validation rests on; none of one that is recalled."""
    return named_in(targets()[fact].source)
