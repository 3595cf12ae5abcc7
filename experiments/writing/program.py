"""Which program this is, in one line: what ``garden --version`` prints and a deck says of itself."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from agents.sources import compiled_hash
from model import MODEL_VERSION


@cache
def program_told() -> str:
    """The project, the model and the compiled sources."""
    try:
        project = version("partner-garden")
    except PackageNotFoundError:
        project = "(not installed)"
    return f"partner-garden {project}, model version {MODEL_VERSION}, compiled sources {compiled_hash()}"
