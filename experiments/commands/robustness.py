"""``garden robustness``: which conclusions survive other rules and worlds, and what drives survival and profit."""

from __future__ import annotations

from experiments.commands.console import print_json, print_lines, print_table
from experiments.commands.flags import DONE, add_found, add_kept_runs, add_stored, whole, write_found
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.writing.plain import number

HELP = "Which conclusions survive other rules and worlds, where they fail, and what drives survival and profit."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("--pairs", type=whole(8, 256), default=64, help="pairs of runs in a world at most (default 64)")
    flags.add_argument("--trajectories", type=whole(2, 1000), default=3, help="of the Morris screening (default 3)")
    add_kept_runs(flags)
    add_stored(flags)
    add_found(flags, "on where this fails")


def execute(options, command: str) -> int:
    """Conclusions by world, the community's break-even and the strongest parameters."""
    from experiments.evidence.claims import registry
    from experiments.evidence.claims_page import stored_effects
    from experiments.evidence.fails_page import stored, written_page
    from experiments.evidence.hypercube import doubts_of
    from experiments.evidence.robustness import SCREENED, robustness
    from experiments.evidence.sequential import AGAINST
    from experiments.evidence.verdicts import verdicts
    from experiments.writing.kept import rounded

    if options.stored and (options.keep or options.out):
        raise UsageError("--stored: runs nothing; expected no --keep or --out beside it")
    book = registry()
    if options.stored:
        found = stored()
    else:
        with ProgressBar("runs of other worlds") as bar:
            told = {"command": command}
            found = rounded(
                robustness(options.pairs, options.trajectories, options.seed, options.keep, options.threads, bar, told)
            )
    write_found(options, found, lambda: written_page(book, found, verdicts(book, stored_effects(book))))
    if options.json:
        print_json(found)
        return DONE
    rows = []
    for name in found["tests"]:
        failing = [world for world, cells in found["worlds"].items() if cells[name]["side"] == AGAINST]
        rows.append((f"{name}  {book.tests[name].title}", ", ".join(failing) or "-"))
    print_table("worlds in which a conclusion fails", ("conclusion", "fails in"), rows)
    even, low, high = found["community"]["break_even"]
    span = f"{number(low)} to {number(high)}"
    print(f"  the community breaks even at an effect on members' sales of {number(even)} ({span})")
    strongest = [(row["key"], *(number(row[name][0]) for name in SCREENED)) for row in found["screening"][:10]]
    print_table("strongest parameters (Morris mu*, relative)", ("parameter", *SCREENED), strongest)
    if options.stored:
        print_lines(doubts_of(found["job"]))
    return DONE
