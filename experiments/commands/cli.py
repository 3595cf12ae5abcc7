"""The command line: reads it, calls the command, and turns what went wrong into one line and an exit code."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import sys
import warnings
from importlib import import_module

from experiments.commands import COMMANDS, surroundings
from experiments.commands.flags import BAD_INPUT, DONE, INTERRUPTED
from experiments.commands.interrupt import INTERRUPTED_LINE, end_within_a_second
from experiments.refusal import UsageError
from experiments.writing import outputs

TITLE = "Which partners survive under which policy, and at what cost."
FIRST_STEPS = """\
begin with:
  garden scenarios                                what there is to run
  garden run steady                               one run, its numbers
  garden compare steady community --replicates 8  two policies on the same luck
  garden app                                      the same in the browser
  garden COMMAND --help                           flags of a command
"""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str):
        """Raise instead of printing the usage."""
        raise UsageError(f"{self.prog}: {message}{meant_choice(message)} (see {self.prog} --help)")


class Version(argparse.Action):
    """``--version``: the project, the model and the compiled sources, in one line."""

    def __call__(self, parser, *rest) -> None:
        """Print it and end."""
        from experiments.writing.program import program_told

        print(program_told())
        parser.exit()


class Completion(argparse.Action):
    """``--completion SHELL``: a script that completes commands and flags."""

    def __call__(self, parser, namespace, shell, *rest) -> None:
        """Print it and end."""
        import shtab

        print(shtab.complete(parser, shell))
        parser.exit()


def meant_choice(message: str) -> str:
    """A did-you-mean for what argparse calls an invalid choice, or nothing."""
    from scenarios.check import meant

    found = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
    return meant(found[1], re.findall(r"[\w-]+", found[2])) if found else ""


def build_parser() -> Parser:
    """All commands and their flags."""
    parser = Parser(
        prog="garden", description=TITLE, epilog=FIRST_STEPS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", nargs=0, action=Version, help="project, model, compiled sources")
    parser.add_argument("--completion", choices=("bash", "zsh", "tcsh"), action=Completion, metavar="SHELL",
                        help="print a script that completes commands and flags: bash, zsh or tcsh")  # fmt: skip
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    for name in COMMANDS:
        module = import_module(f"experiments.commands.{name}")
        flags = commands.add_parser(
            name, help=module.HELP.replace("%", "%%"), description=module.HELP.replace("%", "%%")
        )
        flags.add_argument("--json", action="store_true", help="print JSON alone on stdout")
        module.add_flags(flags)
        flags.set_defaults(execute=module.execute)
    return parser


def command_line(arguments: list[str]) -> str:
    """The command as one could type it again, on pages and slides too."""
    from scenarios.check import unsteered

    return unsteered(shlex.join(["garden", *arguments]))


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit code (0 done, 2 bad input, 3 failed runs, 130 interrupted)."""
    program = arguments is None
    arguments = sys.argv[1:] if program else list(arguments)
    surroundings.open_streams()
    if program:
        end_within_a_second()
        if not sys.warnoptions:  # what a library warns of is for developers, who ask for it: python -W default
            warnings.simplefilter("ignore")
    try:
        code = run(arguments)
        sys.stdout.flush()  # while what goes wrong with it can still be told
        return code
    except KeyboardInterrupt:
        print(INTERRUPTED_LINE, file=sys.stderr)
        if program:
            surroundings.drain_stdout()
            os._exit(INTERRUPTED)  # no thread that is still at work is waited for
        return INTERRUPTED
    except BrokenPipeError:
        surroundings.close_stdout()
        return DONE
    except (UsageError, OSError, ValueError, MemoryError) as problem:
        print(f"error: {in_lines(problem)}", file=sys.stderr)
        return BAD_INPUT
    finally:
        outputs.unlock()
        surroundings.drain_stdout()


def run(arguments: list[str]) -> int:
    """The command's exit code; what goes wrong is raised."""
    surroundings.refuse_strangers()
    parser = build_parser()
    if not arguments:
        parser.print_help()
        return DONE
    try:
        options = parser.parse_args(arguments)
    except SystemExit as done:  # --help, --version, --completion
        return done.code or DONE
    return options.execute(options, command_line(arguments))


def in_lines(problem: BaseException) -> str:
    """What went wrong in one line, or in one for each bad cell of a file."""
    lines = getattr(problem, "lines", None)
    if not lines and isinstance(problem, OSError) and problem.strerror:
        lines = [f"{problem.filename}: {problem.strerror}" if problem.filename is not None else problem.strerror]
    return "\n  ".join(" ".join(line.split()) for line in lines or [str(problem)]) or type(problem).__name__
