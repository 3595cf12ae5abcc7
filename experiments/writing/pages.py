"""Pages that are written from results: tables and numbers in Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def told(value: float | None) -> str:
    """A number in a table: three significant digits with its sign."""
    if value is None or value != value:
        return "-"
    if abs(value) < 1e-12:
        return "0"
    return f"{value:+.3g}" if abs(value) < 1000 else f"{value:+,.0f}"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
