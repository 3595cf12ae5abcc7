"""``garden compare``: scenarios against a base on the same luck."""

from __future__ import annotations

import sys
from dataclasses import replace

from experiments.commands.console import noted, print_failed, print_json, print_lines, print_table
from experiments.commands.flags import DONE, FAILED_RUNS, add_run_flags, add_threads, amount, assignments, whole
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.running.size import check_size, common_months
from experiments.writing.plain import number
from scenarios import load_scenarios

HELP = "Scenarios against a base on the same luck."


def add_flags(flags) -> None:
    """Flags of the command."""
    add_run_flags(flags, seeds="root of all seeds")
    flags.add_argument("base", help="preset, file or layers")
    flags.add_argument("others", nargs="+", metavar="other", help="what is compared with the base")
    flags.add_argument("--replicates", type=whole(1, 1_000_000), default=16, help="pairs of runs (default 16)")
    flags.add_argument("--equal-spend", action="store_true", help="scale the levers until all cost the same")
    flags.add_argument("--spend", type=amount, metavar="AMOUNT", help="that cost (default: the cheapest one's)")
    flags.add_argument("--by", default="", metavar="G,G", help="groups: kind, size, cash_days, competence, "
                       "treated (partners whose first distributor is the focal one; not those of a pilot)")  # fmt: skip
    flags.add_argument("--hazards", action="store_true", help="Cox model of closing, clustered by run, and causes")
    add_threads(flags)


def execute(options, command: str) -> int:
    """Scenarios against a base on the same luck."""
    from experiments.comparing.asked import asked_of
    from experiments.comparing.compare import GROUPINGS
    from experiments.comparing.compare import compare as compared
    from experiments.comparing.equal_spend import PilotError
    from experiments.comparing.tables import COMPARISON, claim_folder, write_comparison

    values = assignments(options.set)
    chosen = load_scenarios((options.base, *options.others), values)
    grouping = [name.strip() for name in options.by.split(",") if name.strip()]
    for name in grouping:
        if name not in GROUPINGS:
            raise UsageError(f"--by {name}: expected some of {', '.join(GROUPINGS)}")
    months = common_months(chosen, options.months)
    check_markets(chosen, months)
    check_size(chosen, options.replicates, months)
    if options.spend is not None and not options.equal_spend:
        raise UsageError("--spend: expected --equal-spend with it")
    folder = claim_folder(options.out, COMPARISON) if options.out else None
    doses = []
    if options.equal_spend:
        try:
            doses = same_spend(chosen, options, months)
        except PilotError as problem:
            print(f"error: {problem}", file=sys.stderr)
            return FAILED_RUNS
        chosen = [chosen[0], *(dose.scenario for dose in doses)]
    with ProgressBar("pairs on the same luck") as bar:
        found = compared(chosen, options.replicates, options.seed, months, options.threads,
                         watch=lambda p: bar(p.done, p.total))  # fmt: skip
    found = replace(found, spends=tuple(dose.row() for dose in doses))
    asked = asked_of(found.names, (options.base, *options.others), options.set)
    files = write_comparison(folder, found, command, asked) if folder else []
    if options.json:
        notes = noted(notes_on(found))
        print_json([{**row, **notes} for row in found.table(grouping, options.hazards)])
    else:
        print_doses(doses)
        print_comparison(found, grouping)
        if options.hazards:
            print_hazards(found)
        if files:
            print(f"wrote {', '.join(files)} to {folder}")
    print_failed(found.failed)
    return FAILED_RUNS if found.failed else DONE


def check_markets(chosen, months: int) -> None:
    """Refuse two sides that are one market for so many months: no number of runs tells it apart from itself."""
    found = {}
    for scenario in chosen:
        market = scenario.with_values({"months": months}).hash
        if market in found:
            raise UsageError(f"{scenario.name}: is the same market as {found[market]}; expected another scenario "
                             "(--set gives its value to all of them)")  # fmt: skip
        found[market] = scenario.name


def same_spend(chosen, options, months: int):
    """The doses of ``--equal-spend``: the pilots meet the luck of the comparison's first replicates."""
    from experiments.comparing.equal_spend import EVALUATIONS, PILOTS, equal_spend

    check_size(chosen, PILOTS * EVALUATIONS, months)
    with ProgressBar("doses of equal spend") as bar:
        return equal_spend(chosen, options.seed, months, options.spend, threads=options.threads, watch=bar)


def print_doses(doses) -> None:
    """The dose and extra spend of each scenario, and a line for each that is not at the common spend."""
    if not doses:
        return
    rows = [(d.scenario.name, f"{d.dose:.3f}{' *' if d.note else ''}", number(d.extra_spend)) for d in doses]
    print_table(f"Common spend {number(doses[0].common_spend)}", ("scenario", "dose", "extra spend"), rows)
    for dose in doses:
        if dose.note:
            print(f"* {dose.note}")
    print()


def notes_on(found) -> list[str]:
    """What the scenarios say that their runs do not do: values that dates replace, pilots that miss their partners."""
    from experiments.comparing.undone import undone

    names = (scenario.name for scenario in found.scenarios)
    return undone(found.scenarios, found.months, zip(names, found.pilots, strict=True), "en")


def print_comparison(found, grouping) -> None:
    """Findings and what they stand on first, then survival, then every metric and the groups."""
    from experiments.validation.bearing import lost_share, missed_facts

    base = found.scenarios[0]
    print(f"Base {base.name}, {found.months} months, {found.pairs} pairs on the same luck, root seed {found.seed}\n")
    for other in range(1, len(found.scenarios)):
        print(f"  {found.sentence(other)}")
    print_lines(notes_on(found))
    policies = (other.values for other in found.scenarios[1:])
    print_lines(missed_facts(base.values, policies, "en", own=lost_share(found)))
    print_survival(found)
    for other in range(1, len(found.scenarios)):
        scenario = found.scenarios[other]
        rows = [(n, *cells(d)) for n, d in found.metrics(other).items()]
        title = f"{scenario.name} ({scenario.hash}) against {base.name} ({base.hash})"
        print_table(title, ("metric", "base", "other", "difference", "95 % low", "high"), rows)
        p = found.log_rank(other)
        print(f"  log-rank test, paired by luck, clustered by run: p = {p:.2g}" if p is not None else "")
        print_family(found, other)
        for name in grouping:
            rows = [(f"{r['group']}, {r['metric']}", *cells(r)) for r in found.by(other, name)]
            print_table(f"for whom: by {name}", ("group", "base", "other", "difference", "95 % low", "high"), rows)


def print_family(found, other: int) -> None:
    """Which headline findings hold when all of them are held together."""
    rows = [
        (name, f"{p:.2g}", f"{q:.2g}", "holds" if q < 0.05 else "not told apart")
        for (scenario, name), (p, q) in found.family.items()
        if scenario == other and p == p
    ]
    if rows:
        title = "headline metrics of all scenarios as one family (Holm)"
        print_table(title, ("metric", "p", "p of the family", ""), rows)


def print_hazards(found) -> None:
    """Hazard ratios of each scenario against the base, and the causes by which partners went."""
    for other in range(1, len(found.scenarios)):
        told = found.hazards(other)
        name = found.scenarios[other].name
        rows = [(r["covariate"], number(r["ratio"]), f"{r['low']:.3f} to {r['high']:.3f}", f"{r['p']:.2g}")
                for r in told["cox"]]  # fmt: skip
        print(f"  {name}: Cox model of closing, take-overs censored, errors clustered by replicate")
        print_table(f"hazard ratios, {name}", ("covariate", "ratio", "95 % interval", "p"), rows)
        if told["why_not"]:
            print(f"  no hazards of {name}: {told['why_not']}")
        rows = [(scenario, r["cause"], f"{r['share']:.1%}", f"{r['low']:.1%} to {r['high']:.1%}")
                for scenario, causes in told["incidence"].items() for r in causes]  # fmt: skip
        print_table("partners of month 0 gone by cause (competing risks)", ("scenario", "cause", "share", "95 %"), rows)


def print_survival(found) -> None:
    """Kaplan-Meier of the partners of month 0, with bands over runs and numbers at risk."""
    rows = [
        (name, r["month"], f"{r['survival']:.1%}", band_told(r), number(r["at_risk"]))
        for name, curve in found.survival().items()
        for r in curve
    ]
    columns = ("Kaplan-Meier", "month", "still there", "95 % interval", "at risk")
    print_table("partners of month 0, all runs together", columns, rows)


def band_told(row) -> str:
    """The interval of a curve in a month; one run has none, since it does not show how runs differ."""
    return f"{row['low']:.1%} to {row['high']:.1%}" if row["low"] == row["low"] else "too few runs"


def cells(pair) -> list[str]:
    """A difference as the cells of a table; without an interval, the pairs that differ."""
    row = pair if isinstance(pair, dict) else pair.__dict__
    means = [number(row[name]) for name in ("base", "other", "difference")]
    if row["low"] == row["low"]:
        return [*means, number(row["low"]), number(row["high"])]
    return [*means, f"{row['differing']} of {row['pairs']}", "differ"]
