"""Flags that several commands share, their readers, and the exit codes."""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from experiments.refusal import UsageError
from experiments.writing.outputs import ADDRESS, OutputError, claim_file, place, write_text

DONE, BAD_INPUT, FAILED_RUNS, ABORTED, INTERRUPTED = 0, 2, 3, 4, 130


def whole(low: int, high: int):
    """A reader of whole numbers within limits, for flags."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
        return value

    return read


def amount(text: str) -> float:
    """A reader of amounts of money above 0, for flags."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0.0):
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount above 0")
    return value


def day(text: str) -> date:
    """A reader of dates, for flags."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2025-06-30") from None


def path(text: str) -> str:
    """A reader of names of files and folders, for flags; ``~`` is the home folder."""
    try:
        return str(place(text))
    except OutputError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def scheduler(text: str) -> str:
    """A reader of addresses of Dask schedulers, for flags: Dask answers to a malformed one with a traceback."""
    if not re.fullmatch(r"((tcp|tls|wss?|ucxx?)://)?[^/\s]+:\d+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address of a scheduler such as tcp://127.0.0.1:8786")
    return text


def given_file(text: str) -> str:
    """A reader of names of files to read, for flags."""
    if ADDRESS.match(text):
        raise argparse.ArgumentTypeError(f"{text}: is an address, not a path; expected a file on this machine")
    return path(text)


def new_file(text: str) -> Path:
    """A reader of names of files to write, for flags: it can be written, which is known before hours of work."""
    try:
        return claim_file(place(text))
    except OutputError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def assignments(pairs: list[str]) -> dict[str, str]:
    """``key=value`` flags as a mapping."""
    values = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise UsageError(f"--set {pair}: expected key=value")
        if key.strip() in values:
            raise UsageError(f"--set {pair}: {key.strip()} is given twice; expected one value")
        values[key.strip()] = value.strip()
    return values


def amounts(flag: str, pairs: list[str]) -> dict[str, float]:
    """``name=number`` flags, numbers above 0, as a mapping."""
    found = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        if name.strip() in found:
            raise UsageError(f"{flag} {pair}: {name.strip()} is given twice; expected one value")
        try:
            found[name.strip()] = amount(text)
        except argparse.ArgumentTypeError:
            raise UsageError(f"{flag} {pair}: expected name=number, the number above 0") from None
    return found


def add_run_flags(flags, seeds: str = "seed of the run") -> None:
    """Flags of a command that runs scenarios."""
    flags.add_argument("--seed", type=whole(0, 2**64 - 1), default=1, help=seeds)
    add_months(flags)
    add_set(flags)
    flags.add_argument("--out", type=path, metavar="DIR", help="write Parquet tables there")


def add_months(flags) -> None:
    """How long a run is."""
    flags.add_argument("--months", type=whole(1, 1200), help="length of a run (default: the scenario's)")


def add_set(flags, where: str = "") -> None:
    """Values that are set on top (see :func:`assignments`)."""
    flags.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=f"change a value{where}")


def add_dark(flags) -> None:
    """Slides on a dark ground."""
    flags.add_argument("--dark", action="store_true", help="slides with light words on a dark ground")


def add_root_seed(flags) -> None:
    """The seed that all seeds of a command come from."""
    flags.add_argument("--seed", type=whole(0, 2**64 - 1), default=1, help="root of all seeds")


def add_threads(flags) -> None:
    """How many runs at a time."""
    flags.add_argument("--threads", type=whole(1, 256), help="threads (default: all processors)")


def add_kept_runs(flags) -> None:
    """Flags of a long job: its seed, its threads, and where its runs are kept."""
    add_root_seed(flags)
    add_threads(flags)
    flags.add_argument("--keep", type=new_file, metavar="FILE", help="keep finished runs there, and go on from it")


def add_stored(flags) -> None:
    """Whether stored results are told in place of new ones."""
    flags.add_argument("--stored", action="store_true", help="tell the results that come with the project; run nothing")


def add_found(flags, about: str) -> None:
    """Where results go: as JSON, and as the page ``about`` something."""
    flags.add_argument("--out", type=new_file, metavar="FILE", help="write the results there (JSON)")
    flags.add_argument("--page", type=new_file, metavar="FILE", help=f"write the page {about} there (Markdown)")


def write_found(options, found, page: Callable[[], str]) -> None:
    """Write results and their page where :func:`add_found`'s flags ask for them."""
    if options.out:
        write_text(options.out, json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    if options.page:
        write_text(options.page, page())
