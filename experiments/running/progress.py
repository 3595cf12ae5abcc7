"""How far a long job is, on a person's screen."""

from __future__ import annotations

import time


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
