"""The command line: reads it, calls the command, and turns what went wrong into one line and an exit code."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from importlib import import_module

from experiments.commands import COMMANDS
from experiments.flags import BAD_INPUT, DONE, INTERRUPTED, UsageError


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str):
        """Raise instead of printing the usage."""
        raise UsageError(f"{self.prog}: {message} (see {self.prog} --help)")


def build_parser() -> Parser:
    """All commands and their flags."""
    parser = Parser(prog="garden", description="Which partners survive under which policy, and at what cost.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    for name in COMMANDS:
        module = import_module(f"experiments.commands.{name}")
        flags = commands.add_parser(name, help=module.HELP, description=module.HELP)
        flags.add_argument("--json", action="store_true", help="print JSON alone on stdout")
        module.add_flags(flags)
        flags.set_defaults(execute=module.execute)
    return parser


def command_line(arguments: list[str]) -> str:
    """The command as one could type it again."""
    return shlex.join(["garden", *arguments])


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit code (0 done, 2 bad input, 3 failed runs, 130 interrupted)."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        options = build_parser().parse_args(arguments)
        return options.execute(options, command_line(arguments))
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (UsageError, OSError, ValueError, MemoryError) as problem:
        # One line, but where each bad cell of a file has its own.
        lines = getattr(problem, "lines", None) or [str(problem)]
        text = "\n  ".join(" ".join(line.split()) for line in lines)
        print(f"error: {text or type(problem).__name__}", file=sys.stderr)
        return BAD_INPUT
