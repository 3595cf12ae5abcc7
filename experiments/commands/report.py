"""``garden report``: the results of a comparison as slides, a report or a page."""

from __future__ import annotations

from experiments.commands.console import print_json
from experiments.commands.flags import DONE, day, path
from experiments.refusal import UsageError

HELP = "The results of a comparison as slides, a report or a page."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument(
        "folder", type=path, metavar="DIR", help="what garden compare --out or experiment run has written"
    )
    flags.add_argument("--to", type=path, required=True, metavar="FILE", help="file to write: .pptx, .pdf or .html")
    flags.add_argument("--language", choices=["en", "ru"], default="en", help="language of the words (default en)")
    flags.add_argument("--dark", action="store_true", help="light words on a dark ground")
    flags.add_argument("--pair", nargs=2, metavar="NAME", default=(), help="the two policies in which one firm's life "
                       "is told (default: the base and the best)")  # fmt: skip
    flags.add_argument("--harder", action="store_true", help="what is advised is tried in harder worlds as well: "
                       "rivals copy, money is dear, goods do not arrive (48 runs); and with each of its levers a step "
                       "less and a step more (16 runs a lever)")  # fmt: skip
    flags.add_argument("--date", type=day, metavar="YYYY-MM-DD", help="day told of the results (default: the day "
                       "that is stored with them)")  # fmt: skip
    flags.add_argument("--pictures", type=path, metavar="DIR", help="folder for a PNG of every chart as well")


def execute(options, command: str) -> int:
    """Slides, a report or a page of results on disk."""
    from experiments.stage.batch import holds_batch
    from experiments.stage.report import write_report

    if options.pair and holds_batch(options.folder):
        raise UsageError(f"--pair: {options.folder} holds a batch; expected a folder of garden compare --out")
    written = write_report(options.folder, options.to, options.language, options.dark, options.pictures, options.pair,
                           options.date, options.harder)  # fmt: skip
    if options.json:
        print_json({"file": str(written.path), "slides": written.slides, "findings": list(written.findings),
                    "pictures": list(written.pictures)})  # fmt: skip
        return DONE
    for finding in written.findings:
        print(finding)
    pictures = f", {len(written.pictures)} pictures to {options.pictures}" if written.pictures else ""
    slides = f"{written.slides} slides to " if written.path.suffix == ".pptx" else ""  # a paper or page has none
    print(f"wrote {slides}{written.path}{pictures}")
    return DONE
