"""``garden coverage``: how often the printed 95 % intervals hold what they should."""

from __future__ import annotations

from experiments.commands.console import noted, print_json, print_lines, print_table
from experiments.commands.flags import (
    DONE,
    FAILED_RUNS,
    add_months,
    add_root_seed,
    add_set,
    add_threads,
    assignments,
    new_file,
    whole,
)
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.running.size import check_size, common_months, partners_of
from experiments.writing.outputs import write_text
from scenarios import load_scenarios

HELP = "How often the printed 95 % intervals hold the truth, by number of pairs."


def add_flags(flags) -> None:
    """Flags of the command."""
    add_root_seed(flags)
    add_months(flags)
    add_set(flags)
    flags.add_argument("base", nargs="?", help="preset, file or layers")
    flags.add_argument("other", nargs="?", help="what is compared with the base")
    flags.add_argument("--rule", action="store_true", help="instead: what the rule errs that decides points of claims")
    flags.add_argument("--page", type=new_file, metavar="FILE", help="write a page of it there (Markdown)")
    flags.add_argument(
        "--partners", type=whole(10, 1_000_000), nargs="+", default=[], metavar="N",
        help="markets of so many partners each (default: the scenario's own)",
    )  # fmt: skip
    flags.add_argument("--pairs", type=whole(10, 1_000_000), default=1000, help="pairs that stand for all (1000)")
    add_threads(flags)


def execute(options, command: str) -> int:
    """Coverage of every printed interval: a table by kind, metric and pairs."""
    from experiments.comparing.coverage import PAIRS, rows_of
    from experiments.comparing.coverage_page import COLUMNS, cells, written_page
    from experiments.comparing.dated import replaced_told
    from experiments.running.resized import resized
    from experiments.running.runs import run_pairs

    if options.rule:
        return rule(options)
    if options.other is None:
        raise UsageError("coverage: expected a base and an other, or --rule")
    chosen = load_scenarios((options.base, options.other), assignments(options.set))
    months = common_months(chosen, options.months)
    found, failed = {}, False
    markets = {size: [resized(scenario, size) for scenario in chosen] for size in options.partners}
    for size, market in (markets or {partners_of(chosen[0]): chosen}).items():
        check_size(market, options.pairs, months)
        with ProgressBar(f"pairs of {size:,} partners") as bar:
            for progress in run_pairs(market, options.pairs, options.seed, months, options.threads):
                bar(progress.done, progress.total)
        failed |= any(run.error for run in progress.runs)
        found[size] = rows_of(progress.runs, months, PAIRS)
    names, notes = [scenario.name for scenario in chosen], replaced_told(chosen, months, "en")
    if options.page:
        write_text(options.page, written_page(found, command, *names, months, options.pairs, notes))
    if options.json:
        print_json([{"partners": size, **row.__dict__, **noted(notes)} for size, rows in found.items() for row in rows])
    else:
        print_lines(notes, "")
        title = f"{names[1]} against {names[0]}, {months} months, {options.pairs} pairs stand for all"
        print_table(title, COLUMNS, [cells(size, row) for size, rows in found.items() for row in rows])
    return FAILED_RUNS if failed else DONE


def rule(options) -> int:
    """Error rates of the rule that decides points, and what it finds."""
    from experiments.evidence.rule_errors import COLUMNS, PAIRS, SIZES, cells, errors, power, written_page

    if options.base:
        raise UsageError(f"--rule: simulates pairs by itself; expected no scenario ({options.base}) beside it")
    with ProgressBar("simulated tests") as bar:
        rows = []
        for name in PAIRS:
            rows.append(errors(name))
            bar(len(rows), len(PAIRS))
    powers = [power(size) for size in SIZES]
    if options.page:
        write_text(options.page, written_page(rows, powers))
    if options.json:
        print_json([row.__dict__ for row in rows])
        return DONE
    print_table("the rule that decides points, where it errs most", COLUMNS, [*map(cells, rows)])
    return DONE
