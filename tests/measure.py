"""What the engine of batches costs, as figures that anybody can measure again.

``python -m tests.torture --measure`` prints all rows at small size; ``python -m tests.measure --runs 100000`` runs the
long batch. Rows: ``name, value, goal, met``, printed as those of the table in docs/guides/batches.md. Shares of time mean
something on an idle machine only; shares of processor time always.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import psutil

from experiments.batch import shards
from experiments.batch.engines import LocalEngine
from experiments.batch.manifest import read_manifest
from experiments.batch.session import open_batch
from experiments.batch.verify import verify

MIDDLE = """\
kind = "factorial"
base = "middle.toml"
replicates = {replicates}
months = 60
[factors]
"levers.focal.credit.deferment_days" = [0, 30]
"""
MIDDLE_MARKET = 'extends = "baseline"\n[population]\nintegrator = 111\nreseller = 167\nonline_shop = 22\n'
SMALL_MARKET = 'extends = "baseline"\n[population]\nintegrator = 7\nreseller = 11\nonline_shop = 2\n'
LARGE = """\
kind = "factorial"
base = "small.toml"
replicates = 250000
months = 60
[factors]
"levers.focal.credit.deferment_days" = [0, 10, 20, 30, 40, 50, 60, 70]
"levers.focal.services.partner_margin_share" = [0.1, 0.2, 0.3, 0.4, 0.5]
"""


class ThreadEngine:
    """Chunks in threads of this process: only measured, because a run that dies would take the driver along."""

    name, attempts = "threads", 1

    def __init__(self, workers: int) -> None:
        self.workers, self.pool = workers, ThreadPoolExecutor(workers)

    def submit(self, work, *arguments):
        return self.pool.submit(work, *arguments)

    def died(self, problem) -> bool:
        return False

    def refuse(self, problem) -> bool:
        return False

    def check(self) -> None:
        pass

    def stop(self) -> None:
        self.pool.shutdown()


def write(folder: Path, name: str, text: str) -> Path:
    """A file of that text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def spent() -> float:
    """Processor seconds of this process and of its children that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def batch_costs(manifest: Path, out: Path, engine, watch=None) -> dict:
    """Wall and processor seconds of a batch, from the first chunk's receipt to the last, all processes counted."""
    first: list[tuple[float, float, int]] = []

    def tell(progress) -> None:
        if progress.chunks and not first:
            first.append((time.monotonic(), progress.seconds, progress.made))
        if watch:
            watch(progress)

    before = spent()
    with open_batch(read_manifest(manifest), out, engine, "measure", tell) as batch:
        done = batch.run()
        end = time.monotonic()
    start, warm, made = first[0]
    return {"wall": end - start, "useful": done.seconds - warm, "whole": done.whole, "all": spent() - before,
            "runs": done.made - made, "all_runs_seconds": done.seconds, "bytes": done.bytes}  # fmt: skip


def engines(folder: Path, replicates: int) -> list[dict]:
    """Threads against processes on the same runs, in turn; efficiency and overhead of processes."""
    manifest = write(folder, "middle-batch.toml", MIDDLE.format(replicates=replicates))
    write(folder, "middle.toml", MIDDLE_MARKET)
    shards.metric_names(60)
    found = {
        name: batch_costs(manifest, folder / name, engine)
        for name, engine in (("processes", LocalEngine(2)), ("threads", ThreadEngine(2)))
    }
    one, other = found["processes"], found["threads"]
    efficiency = one["useful"] / (2.0 * one["wall"])
    writing = one["whole"] / one["all_runs_seconds"] - 1.0
    walls = [cost["wall"] / cost["runs"] for cost in (other, one)]
    spent_on_runs = [cost["useful"] / cost["runs"] for cost in (other, one)]
    return [
        row("processor seconds of a run, 300 partners, 60 months", spent_on_runs[1]),
        row("what writing adds to a run's processor time, 300 partners, 60 months", writing, "at most 0.05",
            writing <= 0.05),
        row("engine efficiency with two workers, 300 partners: runs' processor time over available time", efficiency,
            "at least 0.93", efficiency >= 0.93),
        row("runs' processor time over that of all processes, starting included", one["all_runs_seconds"] / one["all"]),
        row("threads: runs' processor time over available time", other["useful"] / (2.0 * other["wall"])),
        row("threads over processes, same runs: wall time", walls[0] / walls[1]),
        row("threads over processes, same runs: processor time", spent_on_runs[0] / spent_on_runs[1]),
        row("on disk, a run of 300 partners over 60 months with `monthly` and `partners`, kB",
            one["bytes"] / (one["runs"] + 1) / 1e3),
    ]  # fmt: skip


def long_batch(folder: Path, runs: int) -> list[dict]:
    """Memory of the driver and of its workers over a batch of many small runs."""
    write(folder, "small.toml", SMALL_MARKET)
    text = LARGE.replace("250000", str(max(1, runs // 40))).replace("months = 60", "months = 12")
    manifest = write(folder, "long-batch.toml", text + "\n")
    held: list[tuple[int, int, int]] = []
    driver = psutil.Process()

    def watch(progress) -> None:
        if held and progress.made - held[-1][0] < runs // 200:
            return
        workers = [0]
        for child in driver.children():
            try:
                workers.append(child.memory_info().rss)
            except psutil.Error:
                continue
        held.append((progress.made, driver.memory_info().rss, max(workers)))
        if len(held) % 20 == 0:
            left = "" if progress.left is None else f", {progress.left / 60.0:.0f} minutes to go"
            print(f"{progress.made:,} of {progress.total:,} runs{left}", file=sys.stderr, flush=True)

    found = batch_costs(manifest, folder / "long", LocalEngine(2), watch)
    problems = verify(folder / "long")["problems"]
    settled = [entry for entry in held if entry[0] >= runs // 10]
    spans = [(max(e[k] for e in settled) - min(e[k] for e in settled)) / 1e6 for k in (1, 2)]
    made, name = found["runs"] + 1, "runs of twenty partners over a year in one batch"
    return [
        row(f"{name}: {runs // 40 * 40:,} asked for, made", made, "all", made == runs // 40 * 40),
        row(f"{name}: lost, doubled or changed", len(problems), "0", not problems),
        row(f"{name}: minutes", found["wall"] / 60.0),
        row(f"{name}: processor seconds of a run", found["all_runs_seconds"] / made),
        row(f"{name}: processor seconds of a run, writing included", found["whole"] / made),
        row(f"{name}: engine efficiency", found["useful"] / (2.0 * found["wall"])),
        row(f"{name}: driver's memory after a tenth, MB between least and most", spans[0], "at most 100", spans[0] <= 100),
        row(f"{name}: largest worker's memory, the same", spans[1], "at most 100", spans[1] <= 100),
        row(f"{name}: driver's memory at the end, MB", held[-1][1] / 1e6),
        row(f"{name}: on disk, kB a run", found["bytes"] / made / 1e3),
    ]  # fmt: skip


PLAN = """
import sys, time
start = time.process_time()
from experiments.batch.manifest import read_manifest
from experiments.batch.plan import Plan
from experiments.batch.planning import planned
from experiments.batch.shards import peak_memory
manifest = read_manifest(sys.argv[1])
told = planned(manifest, None, 2)
first = next(iter(Plan(manifest)))
print(told["runs"], time.process_time() - start, peak_memory() / 1e6)
"""


def planning(folder: Path) -> list[dict]:
    """Ten million runs planned in a process of its own, starting included."""
    write(folder, "small.toml", SMALL_MARKET)
    manifest = write(folder, "ten-million.toml", LARGE)
    done = subprocess.run([sys.executable, "-c", PLAN, str(manifest)], capture_output=True, text=True, check=True)
    runs, seconds, megabytes = map(float, done.stdout.split())
    return [
        row(
            f"{int(runs):,} runs planned, starting Python included: processor seconds",
            seconds,
            "at most 5",
            seconds <= 5.0,
        ),
        row(f"{int(runs):,} runs planned: MB", megabytes, "at most 200", megabytes <= 200.0),
    ]


def row(name: str, value: float, goal: str = "", met: bool | None = None) -> dict:
    """One line of the table."""
    return {"name": name, "value": value, "goal": goal, "met": met}


def measure(runs: int, replicates: int) -> dict:
    """All rows, with the date and the machine."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = planning(folder) + engines(folder, replicates) + (long_batch(folder, runs) if runs else [])
    machine = (
        f"{os.cpu_count()} processors, {psutil.virtual_memory().total / 1e9:.0f} GB, Python {platform.python_version()}"
    )
    load = os.getloadavg()[0]
    return {"date": date.today().isoformat(), "machine": machine, "load_at_the_end": load, "rows": rows}


def main(as_json: bool = False, arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure", description=__doc__.split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=2000, help="of the long batch (0: none)")
    parser.add_argument("--replicates", type=int, default=200, help="pairs of runs at 300 partners")
    parser.add_argument("--json", action="store_true", default=as_json)
    options = parser.parse_args([] if arguments is None else arguments)
    found = measure(options.runs, options.replicates)
    if options.json:
        print(json.dumps(found, indent=2))
        return 0
    print(markdown(found["rows"]))
    print(f"\n{found['date']}, {found['machine']}, load {found['load_at_the_end']:.1f} at the end")
    return 0


def markdown(rows: list[dict]) -> str:
    """The rows of a table in the guide: what, goal, measured."""
    lines = ["| what | goal | measured |", "| --- | --- | --- |"]
    for line in rows:
        missed = " (missed)" if line["met"] is False else ""
        value = line["value"]
        told = value if isinstance(value, str) else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
        lines.append(f"| {line['name']} | {line['goal']} | {told}{missed} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(arguments=sys.argv[1:]))
