"""``garden experiment``: batches of runs from a manifest: plan, run, status, report, rerun, verify, columns."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from experiments.commands.console import noted, print_json, print_lines, print_table
from experiments.commands.experiment_report import add_flags as add_report_flags
from experiments.commands.experiment_report import execute as tell
from experiments.commands.flags import ABORTED, DONE, FAILED_RUNS, INTERRUPTED, path, scheduler, whole
from experiments.commands.interrupt import ends_by_itself
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.writing.plain import number

HELP = "Batches of runs from a manifest: plan, run, status, report, rerun, verify, columns."
SIGN_OF_LIFE = 60.0  # seconds between lines where stderr is no terminal


def add_flags(flags) -> None:
    """One sub-command each; every one takes ``--json``."""
    verbs = flags.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=type(flags))

    def verb(name: str, what: str, execute, subject: str, meaning: str, **how):
        parser = verbs.add_parser(name, help=what, description=what)
        parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON alone on stdout")
        parser.add_argument(subject, help=meaning, **{"type": path, **how})
        parser.set_defaults(verb_execute=execute)
        return parser

    manifest = "manifest (.toml), or the folder of a batch"
    plan = verb("plan", "What a batch will cost and what it can show.", plan_batch, "manifest", manifest)
    plan.add_argument("--probe", type=whole(0, 1000), default=8, help="pairs of trial runs (default 8, 0: none)")
    run = verb("run", "Make the runs that are missing; what is stored stays.", run_batch, "manifest", manifest)
    for parser in (plan, run):
        parser.add_argument("--out", metavar="DIR", type=path, help="the batch's folder (default: results/NAME)")
        parser.add_argument("--replicates", type=whole(1, 1_000_000_000), help="instead of the manifest's")
        parser.add_argument("--samples", type=whole(2, 1_000_000_000), help="the same for kinds that sample")
        parser.add_argument("--months", type=whole(1, 1200), help="length of a run, instead of the manifest's")
        parser.add_argument("--workers", type=whole(1, 1024), help="processes (default: all processors)")
    run.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        type=scheduler,
        help="run on the Dask cluster there, like tcp://127.0.0.1:8786",
    )
    run.add_argument("--retry-failed", action="store_true", help="make failed runs again")
    verb("status", "How far a batch is, read from its folder.", show_status, "folder", "the batch's folder")
    add_report_flags(verb("report", "What a batch found, as far as it is.", tell, "folder", "the batch's folder"))
    again = verb(
        "rerun", "Make one run again and compare it with its stored row.", rerun_one, "folder", "the batch's folder"
    )
    again.add_argument("run_id", help="the run, or the beginning of its name")
    again.add_argument("--panel", action="store_true", help="with --out: record the panel table too")
    again.add_argument("--out", metavar="DIR", type=path, help="write the run's tables there")
    verb("columns", "What every column of every table means.", tell_columns, "table",
         "the table (default: all of them)", nargs="?", type=str)  # fmt: skip
    check = verb(
        "verify", "Is every run there, once, and as it was made?", verify_batch, "folder", "the batch's folder"
    )
    check.add_argument("--sample", type=whole(0, 1_000_000), default=8, help="runs to make again (default 8)")
    check.add_argument("--seed", type=whole(0, 2**32), default=1, help="chooses the sample")


def execute(options, command: str) -> int:
    """The sub-command."""
    return options.verb_execute(options, command)


def asked(options):
    """The manifest and the folder that the flags mean."""
    from experiments.batch.manifest import read_manifest

    given = Path(options.manifest)
    manifest = read_manifest(given)
    manifest = manifest.resized(options.replicates, options.samples, options.months)
    inside = given.is_dir()
    if inside and options.out and Path(options.out).resolve() != given.resolve():
        raise UsageError(f"--out {options.out}: {given} is a batch's own folder; expected its manifest file")
    return manifest, given if inside else Path(options.out or Path("results") / given.stem)


def checked(manifest, given: str) -> None:
    """Raise ManifestError, with file and line, for a metric that no run has; needs the compiled model."""
    from experiments.batch.manifest import ManifestError, at_line
    from experiments.batch.rounds import check_metrics

    try:
        check_metrics(manifest)
    except ManifestError as why:
        raise at_line(given, why) from None


def plan_batch(options, command: str) -> int:
    """Runs, chunks, core-hours, gigabytes, power."""
    from experiments.analysis.undone import undone_by
    from experiments.batch.committed import Committed
    from experiments.batch.engines import processors
    from experiments.batch.identity import code_of
    from experiments.batch.planning import planned, probe_apart
    from experiments.batch.same import check_same
    from experiments.batch.store import Store

    manifest, folder = asked(options)
    check_same(Store(folder), manifest, code_of(manifest.kind))  # what run would refuse is no plan
    if manifest.decides or manifest.rules:  # others are planned without the model, however large
        checked(manifest, options.manifest)
    store = Store(folder)
    stored = Committed(store, look=True).count_in(manifest) if store.exists else 0
    found = probe_apart(manifest, options.probe) if options.probe else None
    told = planned(manifest, found, options.workers or processors(), stored)
    notes = undone_by(manifest, found.pilots if found else {}, "en")
    if options.json:
        print_json({**told, **noted(notes)})
        return DONE
    print_lines(notes, "")
    most = {"runs": "runs at most"} if manifest.decides else {}  # their number is decided on the way
    names = ("arms", "replicates", "months", "runs", "stored", "missing", "chunks", "runs_per_chunk", "seconds_per_run",
             "core_hours", "workers", "hours")  # fmt: skip
    rows = [(most.get(name, name.replace("_", " ")), number(told[name])) for name in names if name in told]
    rows += [(f"gigabytes of {name}", number(size)) for name, size in told["gigabytes"].items()]
    rows += [(f"left out: {name}, gigabytes", number(size)) for name, size in told["left_out_gigabytes"].items()]
    rows.append(("usual tables are kept up to, gigabytes", number(told["tables_up_to_gigabytes"])))
    print_table(f"{manifest.title or manifest.kind} ({folder})", ("plan", "value"), rows)
    if told.get("power"):
        title = f"difference between two arms that {manifest.replicates} pairs find with probability 0.8"
        rows = [
            (r["metric"], number(r["spread"]), number(r["detectable"]), f"{number(r['low'])} to {number(r['high'])}")
            for r in told["power"]
        ]
        note = f"95 % interval from {found.pairs} trial pairs"
        print_table(title, ("metric", "spread of a pair", "found from", note), rows)
    return DONE


class Watch:
    """Shows the progress: a bar on a terminal, else a line a minute."""

    def __init__(self, bar: ProgressBar) -> None:
        self.bar, self.told = bar, time.monotonic()

    def __call__(self, progress) -> None:
        """Show it."""
        note = f"{progress.rate:.1f} runs/s" + (f", {progress.failed} failed" if progress.failed else "")
        if sys.stderr.isatty():
            self.bar(progress.done, max(progress.total, 1), note)
        elif time.monotonic() - self.told > SIGN_OF_LIFE:
            self.told = time.monotonic()
            left = "" if progress.left is None else f", {progress.left / 60.0:.0f} minutes to go"
            print(f"{progress.done:,} of {progress.total:,} runs, {note}{left}", file=sys.stderr, flush=True)


@contextmanager
def terminated_like_interrupted():
    """A polite end (SIGTERM) does what Ctrl-C does."""

    def stop(*_) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run_batch(options, command: str) -> int:
    """Make what is missing."""
    from experiments.analysis.undone import undone_in
    from experiments.batch.engines import EngineError, chosen
    from experiments.batch.identity import code_of
    from experiments.batch.rounds import run_rounds
    from experiments.batch.same import check_same
    from experiments.batch.session import open_batch
    from experiments.batch.shards import OtherCodeError, StoreError
    from experiments.batch.store import Store

    manifest, folder = asked(options)
    check_same(Store(folder), manifest, code_of(manifest.kind))  # before rules edited since are compiled
    checked(manifest, options.manifest)
    batch = None
    ends_by_itself()
    try:
        engine = chosen(options.scheduler, options.workers)
        with terminated_like_interrupted(), ProgressBar("runs") as bar:
            opened = open_batch(manifest, folder, engine, command, Watch(bar), retry=options.retry_failed)
            with opened as batch:
                found = run_rounds(batch)
    except KeyboardInterrupt:
        print(f"error: interrupted; {kept(batch, folder)}", file=sys.stderr)
        return INTERRUPTED
    except (StoreError, EngineError, OtherCodeError) as problem:
        print(f"error: {problem}; {kept(batch, folder)}", file=sys.stderr)
        return ABORTED
    told = {"folder": str(folder), "engine": engine.name, **found.table(), "tables": ["runs", *batch.manifest.outputs],
            "damaged": batch.committed.damaged}  # fmt: skip
    notes = undone_in(Store(folder), "en")
    if options.json:
        print_json({**told, **noted(notes)})
    else:
        print_lines(notes, "")
        rows = [(name, number(told[name])) for name in ("total", "stored", "made", "failed", "chunks", "workers")]
        rows.append(("processor seconds", number(told["seconds"])))
        print_table(f"{manifest.title or manifest.kind} in {folder}", ("runs", "value"), rows)
        print(f"garden experiment report {folder}")
    for worker, why in getattr(engine, "refused", {}).items():
        print(f"note: worker {worker} got nothing to do: it has {why}", file=sys.stderr)
    for chunk in batch.committed.damaged:
        print(f"note: runs/{chunk}.parquet could not be used; its runs were made again", file=sys.stderr)
    if found.failed:
        tell_failures(folder)
        return FAILED_RUNS
    return DONE


def kept(batch, folder: Path) -> str:
    """What an end before time leaves, and how to go on."""
    if batch is None or batch.progress is None:
        return f"nothing was run; what {folder} holds stays"
    done = batch.progress
    return f"{done.done:,} of {done.total:,} runs are stored in {folder}; garden experiment run {folder} goes on"


def tell_failures(folder: Path) -> None:
    """The commonest errors, a line each."""
    from experiments.batch.standing import counted
    from experiments.batch.store import Store

    for error, runs in counted(Store(folder))[1].most_common(3):
        print(f"error: {runs} failed: {error}", file=sys.stderr)


def show_status(options, command: str) -> int:
    """How far a batch is."""
    from experiments.batch.standing import standing

    told = standing(options.folder)
    if options.json:
        print_json(told)
        return DONE
    names = ("state", "driver", "planned", "stored", "failed", "quarantined", "sessions", "sessions_without_end")
    rows = [(n.replace("_", " "), told[n] if isinstance(told[n], str) else number(told[n])) for n in names]
    if told["planned_at_most"] != told["planned"]:
        rows.insert(3, ("planned at most", number(told["planned_at_most"])))
    if told["of_another_manifest"]:
        rows.append(("stored for an earlier manifest", number(told["of_another_manifest"])))
    if told["of_other_sources"]:
        rows.append(("stored by other sources than there are now", number(told["of_other_sources"])))
    rows += [(f"megabytes of {name}", number(size / 1e6)) for name, size in told["bytes"].items()]
    if "progress" in told:
        now = told["progress"]
        rows += [("runs a second", number(now["rate"])), ("in the making", number(now["flying"]))]
        if now["left_seconds"] is not None:
            rows.append(("minutes to go", number(now["left_seconds"] / 60.0)))
        rows += [
            ("megabytes held by the driver", number(now["memory"] / 1e6)),
            ("by a worker at most", number(now["worker_memory"] / 1e6)),
            ("seconds since it said so", number(now["age_seconds"])),
        ]
    print_table(f"{told['kind']} in {told['folder']}", ("batch", "value"), rows)
    for row in told["errors"]:
        print(f"  {row['runs']} runs: {row['error']}")
    if told["edited"]:
        print(f"manifest.toml or scenarios/ were edited after the runs were made: {told['folder']} {told['edited']}")
    return DONE


def tell_columns(options, command: str) -> int:
    """The data dictionary."""
    from experiments.writing.columns import TABLES, dictionary
    from scenarios.check import meant

    rows = dictionary(options.table)
    if not rows:
        raise UsageError(
            f"{options.table}: no such table; expected one of {', '.join(TABLES)}{meant(options.table, TABLES)}"
        )
    if options.json:
        print_json(rows)
        return DONE
    for name in dict.fromkeys(row["table"] for row in rows):
        told = [(row["column"], row["unit"], row["meaning"]) for row in rows if row["table"] == name]
        print_table(f"{name}: {TABLES.get(name, '')}", ("column", "unit", "what it is"), told)
    return DONE


def rerun_one(options, command: str) -> int:
    """One run again."""
    from experiments.batch.store import Store
    from experiments.batch.verify import rerun
    from experiments.comparing.tables import RUN, claim_folder, write_run

    if options.panel and not options.out:
        raise UsageError("--panel: expected --out DIR with it")
    target = claim_folder(options.out, RUN) if options.out else None
    found = rerun(options.folder, options.run_id)
    row, run = found["row"], found["run"]
    files = []
    if target:
        from experiments.batch.shards import result_of

        manifest = Store(options.folder).manifest
        result = result_of(manifest, manifest.scenario_of(run.levels), run, options.panel)
        files = write_run(target, result, command)
    told = {"run_id": row["run_id"], "same": not found["differences"], "differences": found["differences"],
            "row": row, "files": files}  # fmt: skip
    if options.json:
        print_json(told)
    else:
        title = f"run {row['run_id']}: replicate {row['replicate']}, seed {row['seed']}"
        rows = [(n, v if isinstance(v, str) else number(v)) for n, v in row.items() if v not in (None, "")]
        print_table(title, ("column", "value"), rows)
        print("made again: the same to the last bit" if told["same"] else "made again: different")
        for line in found["differences"]:
            print(f"  {line}")
        if files:
            print(f"wrote {', '.join(files)} to {target}")
    return DONE if told["same"] else FAILED_RUNS


def verify_batch(options, command: str) -> int:
    """Everything there, once, as it was made."""
    from experiments.batch.verify import verify

    with ProgressBar("shards and runs") as bar:
        told = verify(options.folder, options.sample, options.seed, bar)
    if options.json:
        print_json(told)
    else:
        rows = [(n.replace("_", " "), number(told[n])) for n in told if n != "problems"]
        print_table(f"{options.folder}", ("verified", "value"), rows)
        again = "" if told["made_again"] else "; no run was made again, so whether these sources give the same is open"
        print(f"problems: {len(told['problems'])}" if told["problems"] else f"nothing lost, doubled or changed{again}")
        for line in told["problems"][:20]:
            print(f"  {line}")
    return FAILED_RUNS if told["problems"] else DONE
