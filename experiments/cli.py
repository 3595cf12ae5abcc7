"""The command line: commands, flags, exit codes."""

from __future__ import annotations

import argparse
import math
import os
import shlex
import sys

DONE, BAD_INPUT, FAILED_RUNS, INTERRUPTED = 0, 2, 3, 130


class UsageError(Exception):
    """A flag or word that the command does not take: one line."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str):
        """Raise instead of printing the usage."""
        raise UsageError(f"{self.prog}: {message} (see {self.prog} --help)")


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


def assignments(pairs: list[str]) -> dict[str, str]:
    """``key=value`` flags as a mapping."""
    values = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise UsageError(f"--set {pair}: expected key=value")
        values[key.strip()] = value.strip()
    return values


def build_parser() -> Parser:
    """All commands and their flags."""
    parser = Parser(prog="garden", description="Which partners survive under which policy, and at what cost.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)

    def command(name: str, text: str, run: bool = False, seeds: str = "seed of the run"):
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--json", action="store_true", help="print JSON alone on stdout")
        if run:
            sub.add_argument("--seed", type=whole(0, 2**64 - 1), default=1, help=seeds)
            sub.add_argument("--months", type=whole(1, 1200), help="length of a run (default: the scenario's)")
            sub.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value")
            sub.add_argument("--out", metavar="DIR", help="write Parquet tables there")
        return sub

    sub = command("scenarios", "List the presets, or show one in full.")
    sub.add_argument("action", nargs="?", choices=["show"], help="show: print the full effective scenario")
    sub.add_argument("name", nargs="?", help="preset, file or layers (baseline+credit)")
    sub = command("run", "One run of a scenario: a summary, and tables with --out.", run=True)
    sub.add_argument("scenario", help="preset, file or layers (baseline+credit)")
    for table in ("panel", "flows", "accounts"):
        sub.add_argument(f"--{table}", action="store_true", help=f"record the {table} table by partner and month")
    sub.add_argument("--short", action="store_true", help="list the partners in need, and how well one can tell")
    sub = command("compare", "Scenarios against a base on the same luck.", run=True, seeds="root of all seeds")
    sub.add_argument("base", help="preset, file or layers")
    sub.add_argument("others", nargs="+", metavar="other", help="what is compared with the base")
    sub.add_argument("--replicates", type=whole(1, 1_000_000), default=16, help="pairs of runs (default 16)")
    sub.add_argument("--equal-spend", action="store_true", help="scale the levers until all cost the same")
    sub.add_argument("--spend", type=amount, metavar="AMOUNT", help="that cost (default: the cheapest one's)")
    sub.add_argument("--by", default="", metavar="G,G", help="groups: kind, size, cash_days, competence, treated")
    sub.add_argument("--threads", type=whole(1, 256), help="threads (default: all processors)")
    sub = command("validate", "Calibration targets and stylised facts: expected, measured, verdict.")
    sub.add_argument("--seeds", type=whole(2, 10_000), default=8, help="runs to measure over (default 8)")
    sub.add_argument("--seed", type=whole(0, 2**64 - 1), default=1, help="root of all seeds")
    sub.add_argument("--threads", type=whole(1, 256), help="threads (default: all processors)")
    sub = command("figure", "Draw a picture of what the model says, with its numbers beside it as CSV.")
    sub.add_argument("name", choices=["service-margin"], help="service-margin: the service margin is two factors")
    sub.add_argument("--to", required=True, metavar="FILE", help="picture to write: .png, .svg or .pdf")
    sub.add_argument("--replicates", type=whole(1, 1_000_000), default=8, help="runs of each cell (default 8)")
    sub.add_argument("--months", type=whole(1, 1200), default=60, help="length of a run (default 60)")
    sub.add_argument("--seed", type=whole(0, 2**64 - 1), default=1, help="root of all seeds")
    sub.add_argument("--threads", type=whole(1, 256), help="threads (default: all processors)")
    sub = command("report", "The results of a comparison as slides, a report or a page.")
    sub.add_argument("folder", metavar="DIR", help="what garden compare --out has written")
    sub.add_argument("--to", required=True, metavar="FILE", help="file to write: .pptx, .pdf or .html")
    sub.add_argument("--language", choices=["en", "ru"], default="en", help="language of the words (default en)")
    sub = command("bench", "The performance ratios, measured side by side in one process.")
    sub.add_argument("--quick", action="store_true", help="smaller sizes and fewer repeats")
    sub = command("app", "Start the app in the browser.")
    sub.add_argument("--port", type=whole(1, 65535), default=8501)
    sub.add_argument("--address", default="127.0.0.1")
    return parser


def command_line(arguments: list[str]) -> str:
    """The command as one could type it again."""
    return shlex.join(["garden", *arguments])


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit code (0 done, 2 bad input, 3 failed runs, 130 interrupted)."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        options = build_parser().parse_args(arguments)
        from experiments import commands

        return getattr(commands, options.command)(options, command_line(arguments))
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (UsageError, OSError, ValueError, MemoryError) as problem:
        text = " ".join(str(problem).split()) or type(problem).__name__
        print(f"error: {text}", file=sys.stderr)
        return BAD_INPUT
