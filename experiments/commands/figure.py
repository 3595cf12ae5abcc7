"""``garden figure``: draw a picture of what the model says, with its numbers beside it as CSV."""

from __future__ import annotations

from experiments.commands.console import print_failed, print_json
from experiments.commands.flags import DONE, FAILED_RUNS, add_root_seed, add_threads, path, whole
from experiments.running.progress import ProgressBar
from experiments.running.size import check_size

HELP = "Draw a picture of what the model says, with its numbers beside it as CSV."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("name", choices=["service-margin"], help="service-margin: the service margin is two factors")
    flags.add_argument("--to", type=path, required=True, metavar="FILE", help="picture to write: .png, .svg or .pdf")
    flags.add_argument("--replicates", type=whole(1, 1_000_000), default=8, help="runs of each cell (default 8)")
    flags.add_argument("--months", type=whole(1, 1200), default=60, help="length of a run (default 60)")
    add_root_seed(flags)
    add_threads(flags)


def execute(options, command: str) -> int:
    """A picture with its numbers beside it; without one complete replicate there is nothing to draw."""
    from experiments.stage.figures import claim_picture, service_margin, write_picture

    picture = claim_picture(options.to)
    with ProgressBar("runs on the same luck") as bar:
        found = service_margin(options.replicates, options.seed, options.months, options.threads,
                               watch=lambda p: bar(p.done, p.total), check=check_size)  # fmt: skip
    written = write_picture(picture, found) if found.runs.pairs else []
    if options.json:
        print_json({"files": [str(file) for file in written], "findings": found.findings() if written else [],
                    "rows": found.rows() if written else []})  # fmt: skip
    elif written:
        for finding in found.findings():
            print(finding)
        print(f"wrote {' and '.join(str(file) for file in written)}")
    print_failed(found.runs.failed)
    return FAILED_RUNS if found.runs.failed else DONE
