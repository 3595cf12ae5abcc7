"""The page on validation, written from stored results: docs/validation.md is never edited by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from experiments.validation.targets import targets
from experiments.writing.kept import shipped
from experiments.writing.pages import table

GROUPS = {
    "calibrate": "fitted",
    "validate": "never fitted",
    "sign": "never fitted, direction only",
    "quiet": "a market without trends stays as it is",
}

HEAD = """# Validation: facts against the model

Written by `garden validate --out experiments/stored/validation.json --page docs/validation.md`; not edited by hand.
Model version {version}, {seeds} seeds from root {seed}, the whole example market of 540 partners.

A value is the mean over seeds, or a statistic of all runs together where one run has too few cases; the interval is
its 95 % interval over seeds. The verdict is on the value: *inside* says that it lies in the published range, and
*not clear* that its interval reaches beyond it. Calibration has read the rows marked `calibrate` and no others.

```bash
garden validate
```
"""


@cache
def causes() -> dict[str, str]:
    """For rows that have missed: the cause that was looked for. Several rows may have one."""
    told = tomllib.loads((Path(__file__).parent / "causes.toml").read_text(encoding="utf-8"))["cause"]
    return {row: cause["why"] for cause in told for row in cause["rows"]}


def misses(rows: Sequence[Mapping]) -> list[tuple[str, str]]:
    """(rows, cause) of what lies outside its range, rows of one cause together; where nobody has looked it says so."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["verdict"] == "outside":
            found.setdefault(causes().get(row["id"], "not looked into yet"), []).append(row["id"])
    return [(", ".join(names), why) for why, names in found.items()]


def expected(limits, number=lambda value: f"{value:.3g}") -> str:
    """An expected range as text."""
    low, high = limits
    if low == high:
        return number(low)
    if high is None:
        return f"above {number(low)}"
    return f"below {number(high)}" if low is None else f"{number(low)} to {number(high)}"


def written_page(found: Mapping) -> str:
    """The whole page as Markdown from ``version, seeds, seed, rows``."""
    parts = [HEAD.format(**{key: found[key] for key in ("version", "seeds", "seed")})]
    for use, what in GROUPS.items():
        rows = [row for row in found["rows"] if row["use"] == use]
        inside = sum(row["verdict"] == "inside" for row in rows)
        parts += [
            f"## {use.capitalize()}: {inside} of {len(rows)} inside ({what})\n",
            table(("row", "what", "expected", "measured", "95 % interval", "verdict", "source"), map(_row, rows)),
            "",
        ]
    told = [f"- **{name}**: {why}" for name, why in misses(found["rows"])]
    return "\n".join([*parts, "## Misses and their causes\n", *(told or ["None."])]) + "\n"


def stored() -> Mapping:
    """The stored results: ``version, seeds, seed, rows``."""
    return shipped("validation.json")


def _row(row: Mapping) -> tuple[str, ...]:
    source = targets()[row["id"]].source if row["id"] in targets() else "market without trends"
    value, low, high = ("-" if x is None else f"{x:.3g}" for x in (row["measured"], row["low"], row["high"]))
    verdict = row["verdict"] + ("" if row["clear"] else ", not clear")
    return row["id"], row["name"], expected(row["expected"]), value, f"{low} to {high}", verdict, source
