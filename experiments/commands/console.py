"""What the commands print: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from experiments.writing.plain import plain

WIDTH = 140  # letters, where no terminal says how many it has


def print_json(value) -> None:
    """JSON alone on stdout."""
    print(json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table; the first column is text, the others stand to the right.

    One that is too wide for the screen and has fewer rows than columns is laid on its side. Brackets are letters:
    titles and names are other people's words, never markup.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = None if sys.stdout.isatty() else WIDTH
    console = Console(width=width, highlight=False)
    if len(rows) < len(columns) and narrowest(columns, rows) > console.width:
        columns, *rows = zip(columns, *rows, strict=True)
    table = Table(title=Text(title, "bold"), title_justify="left", box=box.SIMPLE_HEAD)
    for position, column in enumerate(columns):
        table.add_column(
            Text(column),
            justify="left" if position == 0 or len(columns) == 2 and columns[1] == "what it is" else "right",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*[Text(str(cell)) for cell in row])
    console.print(table)


def print_lines(lines: Sequence[str]) -> None:
    """Sentences below a table, a line each."""
    for line in lines:
        print(f"  {line}")


def narrowest(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Letters that a table is wide when no word of it is broken."""
    words = [[word for cell in cells for word in str(cell).split()] for cells in zip(columns, *rows, strict=True)]
    return 1 + sum(3 + max(map(len, column), default=0) for column in words)
