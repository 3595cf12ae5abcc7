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


def noted(notes: Sequence[str]) -> dict:
    """What JSON has beside its numbers: notes, where there are any."""
    return {"notes": [*notes]} if notes else {}


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table; the first column is text, the others stand to the right.

    One that is too wide for the screen and has fewer rows than columns is laid on its side. Brackets are letters:
    titles and names are other people's words, never markup.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    class Piped(Console):
        def on_broken_pipe(self) -> None:  # rich would end the process with exit code 1; `| head` is no error
            raise  # the BrokenPipeError of its caller

    width = None if sys.stdout.isatty() else WIDTH
    console = Piped(width=width, highlight=False)
    if len(rows) < len(columns) and narrowest(columns, rows) > console.width:
        columns, *rows = zip(columns, *rows, strict=True)
    table = Table(title=Text(title, "bold"), title_justify="left", box=box.SIMPLE_HEAD)
    widths = widths_of(columns, rows, console.width)
    for position, column in enumerate(columns):
        table.add_column(
            Text(column),
            width=widths[position],
            justify="left" if position == 0 or len(columns) == 2 and columns[1] == "what it is" else "right",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*[Text(str(cell)) for cell in row])
    console.print(table)


def print_failed(failed: Sequence) -> None:
    """The first runs that failed, a line each on stderr."""
    for run in failed[:3]:
        print(f"error: replicate {run.replicate}, seed {run.seed}: {run.error}", file=sys.stderr)


def print_lines(lines: Sequence[str], before: str = "  ") -> None:
    """Sentences below a table, a line each; above all tables with nothing ``before`` them."""
    for line in lines:
        print(f"{before}{line}")


def narrowest(columns, rows) -> int:
    """Letters that a table is wide when no word of it is broken."""
    return 1 + sum(3 + longest_word(cells) for cells in zip(columns, *rows, strict=True))


def longest_word(cells) -> int:
    """Letters of the longest word of a column."""
    return max((len(word) for cell in cells for word in str(cell).split()), default=0)


def widths_of(columns, rows, most: int) -> list[int | None]:
    """Letters for each column, so that no word is broken and few cells are; None where they cannot be had, or all fit.

    rich breaks words of narrow columns before it makes wide ones narrower.
    """
    told = list(zip(columns, *rows, strict=True))
    found = [longest_word(cells) for cells in told]
    wanted = [max(len(str(cell)) for cell in cells) - least for cells, least in zip(told, found, strict=True)]
    room = most - narrowest(columns, rows)
    if room < 0 or sum(wanted) <= room:
        return [None] * len(told)
    for left, place in zip(range(len(told), 0, -1), sorted(range(len(told)), key=wanted.__getitem__), strict=True):
        more = min(wanted[place], room // left)
        found[place] += more
        room -= more
    return found
