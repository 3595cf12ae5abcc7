"""Which program this is, in one line: what ``garden --version`` prints and a deck says of itself."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from agents.sources import compiled_hash
from model import MODEL_VERSION


@cache
def program_told() -> str:
    """The project, the model and the compiled sources."""
    return f"{project_told()}, model version {MODEL_VERSION}, compiled sources {compiled_hash()}"


def project_told() -> str:
    """The project and its version."""
    try:
        return f"partner-garden {version('partner-garden')}"
    except PackageNotFoundError:
        return "partner-garden (not installed)"
