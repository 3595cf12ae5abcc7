"""``garden validate``: calibration targets and stylised facts: expected, measured, verdict."""

from __future__ import annotations

from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE, add_found, add_root_seed, add_threads, whole, write_found
from experiments.running.progress import ProgressBar
from experiments.writing.plain import number

HELP = "Calibration targets and stylised facts: expected, measured, verdict."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("--seeds", type=whole(2, 10_000), default=60, help="runs to measure over (default 60)")
    add_root_seed(flags)
    add_threads(flags)
    add_found(flags, "on validation")


def execute(options, command: str) -> int:
    """Targets: expected range, measured, verdict, and why a row misses."""
    from experiments.validation import validation
    from experiments.validation.page import GROUPS, expected, misses, written_page
    from experiments.writing.kept import rounded
    from model import MODEL_VERSION

    with ProgressBar("validation seeds") as bar:
        rows = validation(options.seeds, options.seed, options.threads, bar)
    found = rounded({"version": MODEL_VERSION, "seeds": options.seeds, "seed": options.seed, "rows": rows})
    write_found(options, found, lambda: written_page(found))
    if options.json:
        print_json(rows)
        return DONE
    columns = ("target", "expected", "measured", "95 % interval", "verdict")
    for use, what in GROUPS.items():
        chosen = [row for row in rows if row["use"] == use]
        shown = [
            (f"{r['id']}  {r['name']}", expected(r["expected"], number), number(r["measured"]),
             f"{number(r['low'])} to {number(r['high'])}", r["verdict"] + ("" if r["clear"] else ", not clear"))
            for r in chosen
        ]  # fmt: skip
        inside = sum(row["verdict"] == "inside" for row in chosen)
        print_table(f"{use} ({what}), {options.seeds} seeds: {inside} of {len(chosen)} inside", columns, shown)
    for name, why in misses(rows):
        print(f"  {name} misses: {why}")
    return DONE
