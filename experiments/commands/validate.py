"""``garden validate``: calibration targets and stylised facts: expected, measured, verdict."""

from __future__ import annotations

from experiments.console import ProgressBar, number, print_json, print_table
from experiments.flags import DONE, add_root_seed, add_threads, whole

HELP = "Calibration targets and stylised facts: expected, measured, verdict."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("--seeds", type=whole(2, 10_000), default=8, help="runs to measure over (default 8)")
    add_root_seed(flags)
    add_threads(flags)


def execute(options, command: str) -> int:
    """Targets: expected range, measured, verdict."""
    from experiments.validate import validation

    with ProgressBar("validation runs") as bar:
        rows = validation(options.seeds, options.seed, options.threads, bar)
    if options.json:
        print_json(rows)
        return DONE
    shown = [
        (f"{r['id']}  {r['name']}", expected(r["expected"]), number(r["measured"]),
         f"{number(r['low'])} to {number(r['high'])}", r["verdict"])
        for r in rows
    ]  # fmt: skip
    print_table(
        f"{options.seeds} runs of steady", ("target", "expected", "measured", "95 % interval", "verdict"), shown
    )
    inside = sum(r["verdict"] == "inside" for r in rows)
    print(f"  {inside} of {len(rows)} rows inside their range")
    return DONE


def expected(limits) -> str:
    """An expected range as text."""
    low, high = limits
    if high is None:
        return f"above {number(low)}"
    return f"below {number(high)}" if low is None else f"{number(low)} to {number(high)}"
