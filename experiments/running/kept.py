"""Results of a long job kept line by line, so that it can be stopped with one key and go on where it was."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[1] / "stored"
DIGITS = 6


def rounded(value):
    """A value for a file of results: numbers to six significant digits, what is not finite as null."""
    if isinstance(value, Mapping):
        return {str(key): rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()
    elif hasattr(value, "tolist"):
        return rounded(value.tolist())
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value


class Kept:
    """Rows of one job by key, in memory and (with a path) in a file of JSON lines whose first line says what job.

    ``header`` is what decides the rows; a file of another job is refused with ValueError, nothing is overwritten.
    ``told`` is written beside it and not compared: what ran, and when.
    """

    def __init__(self, path: Path | None, header: Mapping, told: Mapping | None = None) -> None:
        self.path, self.header = path, rounded(header)
        self.rows: dict[str, dict] = {}
        if path is None:
            return
        if path.exists() and path.stat().st_size:
            whole_lines(path)
            header, self.rows = read_kept(path)
            differs = [key for key in self.header if header.get(key) != self.header[key]]
            if differs:
                raise ValueError(f"{path}: holds another job ({', '.join(differs)} differ); expected a new file")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._append({"job": self.header, "told": rounded(told or {})})

    def add(self, key: str, row: Mapping) -> None:
        """Keep a finished row."""
        self.rows[key] = rounded(row)
        if self.path is not None:
            self._append({"key": key, **self.rows[key]})

    def _append(self, row: Mapping) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_kept(path: Path) -> tuple[dict, dict[str, dict]]:
    """(header, rows by key) of a file of results; a line cut off by an interruption is left out.

    Raises ValueError for a file that is not one.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        first = json.loads(lines[0])
        header = first["job"]
    except (IndexError, KeyError, TypeError, ValueError):
        raise ValueError(f"{path}: is not a file of results; expected a first line with the job") from None
    rows = {}
    for line in lines[1:]:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        rows[row.pop("key")] = row
    return header, rows


def whole_lines(path: Path) -> None:
    """Drop a last line that was cut off, so that the next one starts on its own."""
    text = path.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        path.write_text(text[: text.rfind("\n") + 1], encoding="utf-8")
