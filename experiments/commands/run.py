"""``garden run``: one run of a scenario: a summary, and tables with --out."""

from __future__ import annotations

from experiments.commands.console import noted, print_json, print_lines, print_table
from experiments.commands.flags import DONE, add_run_flags, assignments
from experiments.refusal import UsageError
from experiments.running.size import check_size
from experiments.writing.plain import number
from scenarios import load_scenario

HELP = "One run of a scenario: a summary, and tables with --out."
RECORDED = ("panel", "flows", "accounts", "lines", "skills")  # tables that a run makes when asked


def add_flags(flags) -> None:
    """Flags of the command."""
    add_run_flags(flags)
    flags.add_argument("scenario", help="preset, file or layers (baseline+credit)")
    for table in RECORDED:
        flags.add_argument(f"--{table}", action="store_true", help=f"write the {table} table by partner and month, too")
    flags.add_argument("--short", action="store_true", help="list the partners in need, and how well one can tell")


def execute(options, command: str) -> int:
    """One run."""
    from experiments.comparing.undone import undone
    from experiments.running.pilots import pilots_of
    from model import simulate

    for table in RECORDED:
        if getattr(options, table) and not options.out:
            raise UsageError(f"--{table}: expected --out DIR with it")
    scenario = load_scenario(options.scenario, assignments(options.set))
    months = options.months or scenario.months
    check_size([scenario], 1, months)
    recorded = {table: getattr(options, table) for table in RECORDED}
    files, in_need = [], None
    # Tables need libraries that take as long to load as a run takes: they are loaded where tables are asked for.
    if options.out:
        from experiments.comparing.tables import RUN, claim_folder, write_run

        folder = claim_folder(options.out, RUN)
    result = simulate(scenario, options.seed, months, **recorded)
    told = undone([scenario], months, [(scenario.name, pilots_of(result))], "en")
    if options.out:
        files = write_run(folder, result, command)
    if options.short:
        from experiments.explain.short import short_of_cash

        in_need = short_of_cash(result)
    if options.json:
        listed = {} if in_need is None else {"short_of_cash": in_need}
        print_json({**result.provenance, "summary": result.summary, "files": files, **listed, **noted(told)})
        return DONE
    print_lines(told, "")
    rows = [(name, number(value)) for name, value in result.summary.items()]
    title = f"{scenario.name}: {months} months, seed {options.seed}, scenario {scenario.hash}"
    print_table(title, ("metric", "value"), rows)
    if in_need is not None:
        print_short(in_need, months)
    if files:
        print(f"wrote {', '.join(files)} to {folder}")
    return DONE


def print_short(rows, months: int) -> None:
    """Partners in need, and the two errors that whoever screens them would make."""
    shown = [
        (str(r["partner"]), r["kind"], r["distributor"], number(r["cash"]), number(r["owed_overdue"]),
         f"{r['potential_margin']:.1%}", f"{r['estimate']:.1%}", "viable" if r["viable"] else "hopeless", r["error"])
        for r in rows
    ]  # fmt: skip
    columns = ("partner", "kind", "distributor", "cash", "overdue", "could earn", "estimate", "is", "error")
    print_table(f"in need at the end of month {months - 1}: what they could earn on sales", columns, shown)
    viable = sum(r["viable"] for r in rows)
    missed = sum(r["error"] == "missed" for r in rows)
    wasted = sum(r["error"] == "wasted" for r in rows)
    print(f"  {len(rows)} in need, {viable} of them viable; screening would refuse {missed} viable ones "
          f"and help {wasted} of the hopeless")  # fmt: skip
