"""What a command finds around it: streams that may be closed, and other packages of the same names."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from experiments.refusal import UsageError

ROOT = Path(__file__).resolve().parents[2]
# How the file of each package begins, by which it is known: these names are common.
PACKAGES = {
    "agents": '"""Who is in the market',
    "model": '"""The market',
    "scenarios": '"""Scenarios',
    "experiments": '"""Many runs',
    "app_pages": '"""Pages of the browser app',
}


def open_streams() -> None:
    """Make sure that both streams can be written to, and that what goes to a file or a pipe is UTF-8.

    A terminal keeps its own encoding. The readers of scenario files take UTF-8 alone, so must the printer of them.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller, as a service may
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def close_stdout() -> None:
    """Send what is still to be printed nowhere: whoever read it has gone (``| head``)."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # no file behind it
        return


def drain_stdout() -> None:
    """Leave nothing in the buffer that could fail again when Python ends."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        close_stdout()


def refuse_strangers() -> None:
    """Raise :class:`UsageError` when one of our packages' names means something else here."""
    for name, begins in PACKAGES.items():
        try:
            found = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            found = None
        own = ROOT / name / "__init__.py"
        where = Path(found.origin).resolve() if found is not None and found.origin else None
        if where != own:
            here = where or "nothing"
            raise UsageError(
                f"the name {name!r} means {here} here, not Partner Garden's {own}; expected an "
                "environment of its own, and nothing of that name where it is started"
            )
        refuse_overwritten(own, begins)


def refuse_overwritten(own: Path, begins: str) -> None:
    """Raise :class:`UsageError` when a file of ours is not there, or no longer begins as it did."""
    if not own.is_file() or not own.read_text(encoding="utf-8", errors="replace").startswith(begins):
        raise UsageError(
            f"{own}: belongs to another package that was installed over it; expected Partner Garden "
            "in an environment of its own"
        )
