"""On which line of a TOML file a key stands, for messages; a scan of the text, never a second parser."""

from __future__ import annotations

import re

_PART = r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'"""
_KEY = re.compile(rf"\s*((?:{_PART})(?:\s*\.\s*(?:{_PART}))*)\s*=")
_TABLE = re.compile(rf"\s*\[\[?\s*((?:{_PART})(?:\s*\.\s*(?:{_PART}))*)\s*\]\]?")
_PARTS = re.compile(_PART)


def _dotted(text: str) -> str:
    return ".".join(part.strip("\"'") for part in _PARTS.findall(text))


def key_lines(text: str) -> dict[str, int]:
    """Line number of each full dotted key and table header, counted from 1.

    Keys of the n-th ``[[timeline]]`` entry stand under ``timeline[n]`` (from 0). A key inside an inline
    table is not seen; ask for its parent's line then.
    """
    lines: dict[str, int] = {}
    prefix = ""
    entry = -1
    for number, line in enumerate(text.splitlines(), start=1):
        header = _TABLE.match(line)
        if header and not _KEY.match(line):
            name = _dotted(header.group(1))
            if name == "timeline" and line.lstrip().startswith("[["):
                entry += 1
            if name == "timeline" or name.startswith("timeline."):
                name = f"timeline[{entry}]" + name[len("timeline") :]
            prefix = name + "."
            lines.setdefault(name, number)
            continue
        key = _KEY.match(line)
        if key:
            lines.setdefault(prefix + _dotted(key.group(1)), number)
    return lines


def line_of(key: str, lines: dict[str, int]) -> int | None:
    """The line of a key, or of the nearest parent that stands in the file."""
    while key:
        if key in lines:
            return lines[key]
        key = key.rpartition(".")[0]
    return None
