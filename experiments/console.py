"""What the commands print: tables and progress for people, JSON for programs."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Sequence

WIDTH = 140  # letters, where no terminal says how many it has


def plain(value):
    """A value that JSON can hold: numpy numbers become Python's, what is not finite becomes null."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def print_json(value) -> None:
    """JSON alone on stdout."""
    print(json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False))


def number(value: float) -> str:
    """A number as a person reads it."""
    if value is None or value != value:
        return "-"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}"


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


def narrowest(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Letters that a table is wide when no word of it is broken."""
    words = [[word for cell in cells for word in str(cell).split()] for cells in zip(columns, *rows, strict=True)]
    return 1 + sum(3 + max(map(len, column), default=0) for column in words)


class ProgressBar:
    """A bar on stderr that shows up once the work has taken longer than a second; a file or a pipe gets nothing."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.start = time.monotonic()
        self.bar = None

    def __enter__(self) -> ProgressBar:
        return self

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Show that ``done`` of ``total`` parts are finished, and a note behind the bar."""
        if self.bar is None:
            if time.monotonic() - self.start < 1.0:
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
                       TimeRemainingColumn(), TextColumn("{task.fields[note]}", markup=False))  # fmt: skip
            console = Console(stderr=True)
            self.bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
            self.bar.start()
            self.task = self.bar.add_task(self.title, total=total, note=note)
        self.bar.update(self.task, completed=done, note=note)

    def __exit__(self, *failure) -> None:
        if self.bar is not None:
            self.bar.stop()


def now() -> str:
    """The time, to the second, with its zone, as provenance keeps it."""
    from datetime import datetime

    return datetime.now().astimezone().isoformat(timespec="seconds")
