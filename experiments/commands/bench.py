"""``garden bench``: the performance ratios, measured side by side in one process."""

from __future__ import annotations

from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE
from experiments.running.progress import ProgressBar
from experiments.writing.plain import number

HELP = "The performance ratios, measured side by side in one process."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("--quick", action="store_true", help="smaller sizes and fewer repeats")


def execute(options, command: str) -> int:
    """Performance ratios."""
    from experiments.bench import benchmark

    with ProgressBar("benchmark") as bar:
        rows = benchmark(options.quick, bar)
    if options.json:
        print_json(rows)
        return DONE
    met = {True: "met", False: "missed", None: "told"}
    shown = [(r["name"], number(r["value"]), r["goal"] or "", met[r["met"]]) for r in rows]
    print_table("measured side by side in one process", ("what", "value", "goal", ""), shown)
    return DONE
