"""The presets that come with the project."""

from __future__ import annotations

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def preset_names() -> list[str]:
    """Names of all presets, ``steady`` and ``baseline`` first."""
    first = ["steady", "baseline"]
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return [n for n in first if n in names] + [n for n in names if n not in first]


def list_scenarios() -> list[dict[str, str]]:
    """Name, title and description of every preset."""
    rows = []
    for name in preset_names():
        data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        rows.append({"name": name, "title": data.get("title", ""), "description": data.get("description", "")})
    return rows
