"""What each command does. Heavy libraries are imported where they are used, so that starting is quick."""

from __future__ import annotations

import sys
from dataclasses import replace

from experiments.cli import BAD_INPUT, DONE, FAILED_RUNS, UsageError, assignments
from experiments.console import ProgressBar, number, print_json, print_table
from scenarios import list_scenarios, load_scenario


def scenarios(options, command: str) -> int:
    """List the presets, or print one in full."""
    if options.action is None:
        rows = list_scenarios()
        if options.json:
            print_json(rows)
        else:
            print_table(
                "Presets", ("name", "what it is"), [(r["name"], f"{r['title']}. {r['description']}") for r in rows]
            )
        return DONE
    if options.name is None:
        raise UsageError("garden scenarios show: which scenario? expected a preset, a file or layers")
    from model import PARAMETERS

    scenario = load_scenario(options.name)
    if options.json:
        values = {
            key: {
                "value": value,
                "unit": PARAMETERS[key].unit,
                "origin": scenario.origins.get(key, "default"),
                "source": PARAMETERS[key].source,
                "status": PARAMETERS[key].status,
            }
            for key, value in scenario.values.items()
        }
        dated = [{"month": c.month, "until": c.until, "name": c.name, "set": dict(c.values)} for c in scenario.timeline]
        print_json({"name": scenario.name, "title": scenario.title, "description": scenario.description,
                    "hash": scenario.hash, "values": values, "timeline": dated})  # fmt: skip
    else:
        print(f"# {scenario.name}, hash {scenario.hash}")
        print(scenario.to_toml(), end="")
    return DONE


def run(options, command: str) -> int:
    """One run."""
    from experiments.short import short_of_cash
    from experiments.tables import claim_folder, write_run
    from model import simulate

    scenario = load_scenario(options.scenario, assignments(options.set))
    folder = claim_folder(options.out) if options.out else None
    months = options.months or scenario.months
    check_size([scenario], 1, months)
    result = simulate(scenario, options.seed, months, options.panel, options.flows, options.accounts)
    files = write_run(folder, result, command) if folder else []
    in_need = short_of_cash(result) if options.short else None
    if options.json:
        listed = {} if in_need is None else {"short_of_cash": in_need}
        print_json({**result.provenance, "summary": result.summary, "files": files, **listed})
        return DONE
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
          f"and help {wasted} hopeless ones")  # fmt: skip


def check_size(chosen, replicates: int, months: int) -> None:
    """Refuse a command that could not end on any machine at hand."""
    from model.simulation import MAX_PARTNER_MONTHS

    partners = sum(int(s.values[f"population.{k}"]) for s in chosen for k in ("integrator", "reseller", "online_shop"))
    if partners * replicates * months > MAX_PARTNER_MONTHS:
        raise UsageError(
            f"{partners * replicates * months:,} partner-months are more than {MAX_PARTNER_MONTHS:,}; "
            "expected fewer partners, months or replicates"
        )


def compare(options, command: str) -> int:
    """Scenarios against a base on the same luck."""
    from experiments.compare import GROUPINGS
    from experiments.compare import compare as compared
    from experiments.equal_spend import PilotError
    from experiments.tables import claim_folder, write_comparison

    values = assignments(options.set)
    chosen = [load_scenario(name, values) for name in (options.base, *options.others)]
    grouping = [name.strip() for name in options.by.split(",") if name.strip()]
    for name in grouping:
        if name not in GROUPINGS:
            raise UsageError(f"--by {name}: expected some of {', '.join(GROUPINGS)}")
    months = options.months or min(s.months for s in chosen)
    check_size(chosen, options.replicates, months)
    if options.spend is not None and not options.equal_spend:
        raise UsageError("--spend: expected --equal-spend with it")
    folder = claim_folder(options.out) if options.out else None
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
    files = write_comparison(folder, found, command) if folder else []
    if options.json:
        print_json(found.table(grouping))
    else:
        print_doses(doses)
        print_comparison(found, grouping)
        if files:
            print(f"wrote {', '.join(files)} to {folder}")
    for failed in found.failed[:3]:
        print(f"error: replicate {failed.replicate}, seed {failed.seed}: {failed.error}", file=sys.stderr)
    return FAILED_RUNS if found.failed else DONE


def same_spend(chosen, options, months: int):
    """The doses of ``--equal-spend``: the pilots meet the luck of the comparison's first replicates."""
    from experiments.equal_spend import EVALUATIONS, PILOTS, equal_spend

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


def print_comparison(found, grouping) -> None:
    """Findings first, then survival, then every metric and the groups."""
    base = found.scenarios[0]
    print(f"Base {base.name}, {found.months} months, {found.pairs} pairs on the same luck, root seed {found.seed}\n")
    for other in range(1, len(found.scenarios)):
        print(f"  {found.finding(other)}")
    print_survival(found)
    for other in range(1, len(found.scenarios)):
        scenario = found.scenarios[other]
        rows = [(n, *cells(d)) for n, d in found.metrics(other).items()]
        title = f"{scenario.name} ({scenario.hash}) against {base.name} ({base.hash})"
        print_table(title, ("metric", "base", "other", "difference", "95 % low", "high"), rows)
        p = found.log_rank(other)
        print(f"  log-rank test, partners of all runs together: p = {p:.2g}" if p is not None else "")
        for name in grouping:
            rows = [(f"{r['group']}, {r['metric']}", *cells(r)) for r in found.by(other, name)]
            print_table(f"for whom: by {name}", ("group", "base", "other", "difference", "95 % low", "high"), rows)


def print_survival(found) -> None:
    """Kaplan-Meier of the partners of month 0, all runs together, with numbers at risk."""
    rows = [
        (name, r["month"], f"{r['survival']:.1%}", f"{r['low']:.1%} to {r['high']:.1%}", number(r["at_risk"]))
        for name, curve in found.survival().items()
        for r in curve
    ]
    columns = ("Kaplan-Meier", "month", "still there", "95 % interval", "at risk")
    print_table("partners of month 0, all runs together", columns, rows)


def cells(pair) -> list[str]:
    """A difference as the cells of a table."""
    row = pair if isinstance(pair, dict) else pair.__dict__
    return [number(row[name]) for name in ("base", "other", "difference", "low", "high")]


def validate(options, command: str) -> int:
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


def figure(options, command: str) -> int:
    """A picture with its numbers beside it; without one complete replicate there is nothing to draw."""
    from experiments.figures import claim_picture, service_margin, write_picture

    path = claim_picture(options.to)
    with ProgressBar("runs on the same luck") as bar:
        found = service_margin(options.replicates, options.seed, options.months, options.threads,
                               watch=lambda p: bar(p.done, p.total), check=check_size)  # fmt: skip
    written = write_picture(path, found) if found.runs.pairs else []
    if options.json:
        print_json({"files": [str(file) for file in written], "findings": found.findings() if written else [],
                    "rows": found.rows() if written else []})  # fmt: skip
    elif written:
        for finding in found.findings():
            print(finding)
        print(f"wrote {' and '.join(str(file) for file in written)}")
    for failed in found.runs.failed[:3]:
        print(f"error: replicate {failed.replicate}, seed {failed.seed}: {failed.error}", file=sys.stderr)
    return FAILED_RUNS if found.runs.failed else DONE


def report(options, command: str) -> int:
    """Slides, a report or a page of results on disk."""
    from experiments.stage.report import write_report

    written = write_report(options.folder, options.to, options.language)
    if options.json:
        print_json({"file": str(written.path), "slides": written.slides, "findings": list(written.findings)})
        return DONE
    for finding in written.findings:
        print(finding)
    print(f"wrote {written.slides} slides to {written.path}")
    return DONE


def bench(options, command: str) -> int:
    """Performance ratios."""
    from experiments.bench import benchmark

    with ProgressBar("benchmark") as bar:
        rows = benchmark(options.quick, bar)
    if options.json:
        print_json(rows)
        return DONE
    met = {True: "met", False: "missed", None: "told"}
    shown = [(r["name"], number(r["value"]), r["goal"] or "", met[r["met"]]) for r in rows]
    print_table("measured side by side in one process", ("what", "value", "goal", ""), shown)
    return DONE


def app(options, command: str) -> int:
    """Serve the app until it is stopped."""
    import socket
    import subprocess
    from pathlib import Path

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.address, options.port))
        except (OSError, OverflowError) as problem:
            raise UsageError(f"--port {options.port}: {options.address} cannot be served ({problem}); "
                             "expected a free port") from None  # fmt: skip
    entry = Path(__file__).resolve().parent.parent / "app.py"
    if not entry.exists():
        return BAD_INPUT
    print(f"Partner Garden: http://{options.address}:{options.port}", flush=True)
    line = [sys.executable, "-m", "streamlit", "run", str(entry), "--server.port", str(options.port),
            "--server.address", options.address, "--server.headless", "true"]  # fmt: skip
    return subprocess.call(line, cwd=entry.parent)
