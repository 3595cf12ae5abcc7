"""Results of a long job kept line by line, so that it can be stopped with one key and go on where it was."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from agents.sources import compiled_hash
from experiments.writing.outputs import lock_file, naming, write_text

RESULTS = Path(__file__).resolve().parents[1] / "stored"
DIGITS = 6
SOURCES = "sources"  # of a job: what made its runs (``agents.sources.compiled_hash``)
TRIED = 6  # rows of other sources that are made again before a job goes on with them
MADE_AGAIN = "made_again"  # of a job: which other sources its first rows are of, and how many were made again, the same
TIME = "seconds"  # of a row: processor time, never twice the same


@cache
def shipped(name: str) -> Mapping:
    """Results that come with the project, by the name of their file."""
    return json.loads((RESULTS / name).read_text(encoding="utf-8"))


def other_sources(job: Mapping) -> str:
    """In words that runs of a job are not of the project's compiled sources, or do not say so; nothing if they are."""
    made, ours = job.get(SOURCES), compiled_hash()
    if made is None:
        return f"its runs do not tell the compiled sources that made them (the project's are {ours})"
    return "" if made == ours else f"its runs are of the compiled sources {made}, the project's are {ours}"


def version_told(job: Mapping) -> str:
    """The version of the model that made the runs of a job, with the compiled sources where the job names them."""
    if SOURCES not in job:
        return f"{job['model_version']}"
    told = f"compiled sources {job[SOURCES]}"
    if MADE_AGAIN in job:
        again = job[MADE_AGAIN]
        told += f"; the first {again['rows']:,} rows of earlier ones, {again['tried']} of them made again: the same"
    return f"{job['model_version']} ({told})"


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


def begins(kept, ours) -> bool:
    """Whether a kept entry is the beginning of ours: a smaller number, or the first items of a list."""
    if isinstance(kept, list) and isinstance(ours, list):
        return kept == ours[: len(kept)]
    return isinstance(kept, int) and isinstance(ours, int) and kept <= ours


class Kept:
    """Rows of one job by key, in memory and (with a path) in a file of JSON lines whose first line says what job.

    ``header`` is what decides the rows, beside the sources of the compiled rules, which it gets here: a file of another
    job, of other sources or of none told is refused with ValueError, nothing is overwritten. ``told`` is written beside
    it and not compared: what ran, and when. With ``again``, which makes the row of a key with a kept row's names anew
    (None where it cannot), rows of other sources are tried before they are refused: where ``TRIED`` of them come out
    the same to the last digit that is kept, the rules say the same in other words, the job goes on, and the file says
    so. Entries of the header named in ``grows`` may be the beginning of ours: the job goes on as the larger one.
    """

    def __init__(
        self,
        path: Path | None,
        header: Mapping,
        told: Mapping | None = None,
        again: Callable[[str, Mapping], Mapping | None] | None = None,
        grows: Sequence[str] = (),
    ) -> None:
        self.path, self.header = path, {**rounded(header), SOURCES: compiled_hash()}
        self.rows: dict[str, dict] = {}
        if path is None:
            return
        lock_file(path)
        if path.exists() and path.stat().st_size:
            whole_lines(path)
            header, self.rows = read_kept(path)
            differs = [key for key in self.header if key != SOURCES and header.get(key) != self.header[key]]
            if not all(key in grows and begins(header.get(key), self.header[key]) for key in differs):
                raise ValueError(f"{path}: holds another job ({', '.join(differs)} differ); expected a new file")
            if differs:
                header = self._say({**header, **{key: self.header[key] for key in differs}}, rounded(told or {}))
            if other := other_sources(header):
                expected = "expected a new file, or the project with those sources"
                tried, another = self._tried(again) if again else (0, "")
                if another:
                    raise ValueError(f"{path}: {other}, and row {another} made again is another; {expected}")
                if not tried:
                    raise ValueError(f"{path}: {other}; {expected}")
                header = self._adopt(header, tried)
            if MADE_AGAIN in header:
                self.header[MADE_AGAIN] = header[MADE_AGAIN]
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._append({"job": self.header, "told": rounded(told or {})})

    def add(self, key: str, row: Mapping) -> None:
        """Keep a finished row."""
        self.rows[key] = rounded(row)
        if self.path is not None:
            self._append({"key": key, **self.rows[key]})

    def _tried(self, again: Callable[[str, Mapping], Mapping | None]) -> tuple[int, str]:
        """How many rows were made again, and the first of them that is another (nothing where all are the same)."""
        tried = 0
        for key in sorted(self.rows, key=lambda key: hashlib.sha256(key.encode()).digest()):
            kept = {name: value for name, value in self.rows[key].items() if name != TIME}
            made = again(key, kept)
            if made is None:
                continue
            tried += 1
            made = rounded(made)
            if any(made.get(name) != value for name, value in kept.items()):
                return tried, key
            if tried == TRIED:
                break
        return tried, ""

    def _adopt(self, header: Mapping, tried: int) -> dict:
        """Write that the rows so far are of other sources and the same: a new header, the rows as they are."""
        before = header.get(SOURCES, "none told")
        again = {"sources": before, "rows": len(self.rows), "tried": tried}
        return self._say({**header, SOURCES: self.header[SOURCES], MADE_AGAIN: again})

    def _say(self, header: dict, told: Mapping | None = None) -> dict:
        """Write another header before the rows, which stay as they are."""
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        first = {**json.loads(lines[0]), "job": header, **({"told": told} if told else {})}
        write_text(self.path, "".join([json.dumps(first, ensure_ascii=False) + "\n", *lines[1:]]))
        return header

    def _append(self, row: Mapping) -> None:
        with naming(self.path), self.path.open("a", encoding="utf-8") as file:
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
        write_text(path, text[: text.rfind("\n") + 1])
