"""``garden month``: the month's plan, read off the code."""

from __future__ import annotations

from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE

HELP = "The month's plan: its phases in order and what each does."


def add_flags(flags) -> None:
    """No flags of its own."""


def execute(options, command: str) -> int:
    """Print the plan; with --json also the rules and the random numbers that each phase uses."""
    from experiments.reference.plan import month_plan

    plan = month_plan()
    if options.json:
        print_json(plan)
    else:
        print_table("A month", ("phase", "what it is"), [(row["phase"], row["does"]) for row in plan])
        print("  --json adds each phase's module, rules and random numbers")
    return DONE
