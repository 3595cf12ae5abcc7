"""``garden calibrate``: fit the uncertain parameters to the facts, and say which of them the facts hold."""

from __future__ import annotations

from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE, add_found, add_kept_runs, whole, write_found
from experiments.running.progress import ProgressBar
from experiments.writing.plain import number

# The stages are those of a batch of kind "calibrate" (experiments/calibration/fit.py). Here their rows stay in one file
# of lines, which is published with the page, and each claim's headline is told where the facts leave a parameter open:
# pairs of the claims' arms, which are no runs of moments.
HELP = "Fits uncertain parameters to the facts marked calibrate, and says which of them the facts identify."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("--points", type=whole(10, 100_000), default=120, help="runs of the design (default 120)")
    flags.add_argument("--seeds", type=whole(1, 1000), default=2, help="common seeds of each place (default 2)")
    flags.add_argument("--trials", type=whole(2, 100_000), default=30, help="trials of the search (default 30)")
    flags.add_argument("--trajectories", type=whole(2, 1000), default=4, help="of the screening (default 4)")
    add_kept_runs(flags)
    add_found(flags, "on calibration")


def execute(options, command: str) -> int:
    """Parameters with intervals, moments on fresh seeds, and recovery."""
    from experiments.calibration.fit import calibrated
    from experiments.calibration.page import written_page
    from experiments.calibration.stages import Size
    from experiments.writing.kept import rounded

    size = Size(options.trajectories, options.points, options.seeds, options.trials)
    with ProgressBar("calibration runs") as bar:
        found = rounded(calibrated(size, options.seed, options.keep, options.threads, bar, {"command": command}))
    write_found(options, found, lambda: written_page(found))
    if options.json:
        print_json(found)
        return DONE
    rows = []
    for p in found["parameters"]:
        interval = " to ".join(map(number, p["interval"]))
        identified = "yes" if p["identified"] else "no"
        recovered = f"{p['recovered']} of {found['recovery']['trials']}"
        rows.append((p["name"], number(p["default"]), number(p["best"]), interval, identified, recovered))
    columns = ("parameter", "default", "calibrated", "90 % interval", "identified", "recovered")
    print_table("parameters that the facts were asked about", columns, rows)
    told = [
        (
            m["id"],
            f"{number(m['expected'][0])} to {number(m['expected'][1])}",
            number(m["default"][0]),
            number(m["best"][0]),
        )
        for m in found["moments"]["rows"]
    ]
    print_table(
        f"moments on {found['moments']['seeds']} fresh seeds", ("row", "expected", "default", "calibrated"), told
    )
    change, low, high = found["moments"]["distance_change"]
    print(
        f"  distance from the facts, calibrated less default: {change:+.3f} (95 % interval {low:+.3f} to {high:+.3f})"
    )
    return DONE
