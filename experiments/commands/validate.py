"""``garden validate``: calibration targets and stylised facts: expected, measured, verdict."""

from __future__ import annotations

from experiments.console import ProgressBar, number, print_json, print_table
from experiments.flags import DONE, add_root_seed, add_threads, whole

HELP = "Calibration targets and stylised facts: expected, measured, verdict."
GROUPS = {
    "calibrate": "fitted",
    "validate": "never fitted",
    "sign": "never fitted: direction only",
    "quiet": "a market without trends stays as it is",
}


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("--seeds", type=whole(2, 10_000), default=20, help="runs to measure over (default 20)")
    add_root_seed(flags)
    add_threads(flags)


def execute(options, command: str) -> int:
    """Targets: expected range, measured, verdict."""
    from experiments.validation import validation

    with ProgressBar("validation seeds") as bar:
        rows = validation(options.seeds, options.seed, options.threads, bar)
    if options.json:
        print_json(rows)
        return DONE
    columns = ("target", "expected", "measured", "95 % interval", "verdict")
    for use, what in GROUPS.items():
        chosen = [row for row in rows if row["use"] == use]
        shown = [
            (f"{r['id']}  {r['name']}", expected(r["expected"]), number(r["measured"]),
             f"{number(r['low'])} to {number(r['high'])}", r["verdict"])
            for r in chosen
        ]  # fmt: skip
        inside = sum(row["verdict"] == "inside" for row in chosen)
        print_table(f"{use} ({what}), {options.seeds} seeds: {inside} of {len(chosen)} inside", columns, shown)
    return DONE


def expected(limits) -> str:
    """An expected range as text."""
    low, high = limits
    if low == high:
        return number(low)
    if high is None:
        return f"above {number(low)}"
    return f"below {number(high)}" if low is None else f"{number(low)} to {number(high)}"
