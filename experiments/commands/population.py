"""``garden population``: a template of a file of partners, or a check of your own."""

from __future__ import annotations

from pathlib import Path

from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE, add_root_seed, assignments, path
from experiments.refusal import UsageError
from experiments.writing.plain import number
from scenarios import load_scenario

HELP = "Your own channel: write a template of a file of partners, or check one."
MEDIANS = ("size", "cash_days", "terms", "limit")


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument(
        "action", choices=["template", "check"], help="template: write a scenario's start; check: read a file"
    )
    flags.add_argument("file", type=path, metavar="FILE.csv", help="the file to write or to read")
    flags.add_argument("--scenario", default="steady", help="whose start, or whose distributors (default: steady)")
    flags.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of it")
    flags.add_argument("--force", action="store_true", help="template: write over a file that is there")
    add_root_seed(flags)


def execute(options, command: str) -> int:
    """Write a template, or say what a file holds."""
    from experiments.channel.own_channel import in_numbers, start_of
    from experiments.writing.outputs import write_file
    from model.settings import distributor_names
    from scenarios.partners import FIELDS, load_partners

    scenario = load_scenario(options.scenario, assignments(options.set))
    file = Path(options.file)
    if options.action == "template":
        if file.exists() and not options.force:
            raise UsageError(f"{options.file}: is there already; expected a new name, or --force")
        partners = start_of(scenario, options.seed)
        write_file(file, lambda part: part.write_text(partners.to_csv(), encoding="utf-8"))
    else:
        partners = load_partners(file, distributor_names(int(scenario.values["population.distributor"])))
    rows = in_numbers(partners, scenario)
    if options.json:
        print_json({**partners.about, "file": options.file, "kinds": rows})
        return DONE
    shown = [
        (
            r["kind"],
            *(number(r[name]) for name in ("partners", "mean_size", "usual_size")),
            *(number(r[f"median_{name}"]) for name in MEDIANS),
            ", ".join(f"{name} {count}" for name, count in r["empty"].items() if count) or "none",
        )
        for r in rows
    ]
    columns = ("kind", "partners", "mean size", "drawn ones", *(f"median {name}" for name in MEDIANS), "empty cells")
    print_table(f"{options.file}: {len(partners):,} partners, hash {partners.hash}", columns, shown)
    if options.action == "template":
        for column in FIELDS:
            optional = "" if column.needed else "; may be left empty or out"
            print(f"  {column.name}: {column.meaning}{f' ({column.unit})' if column.unit else ''}{optional}")
    return DONE
