"""What the engine of batches costs, as figures that anybody can measure again.

``python -m tests.torture --measure`` prints all rows at small size; ``python -m tests.measure --runs 100000`` runs the
long batch. Rows: ``name, value, goal, met``. Shares of time mean something on an idle machine only; shares of
processor time always.
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
    return [
        row("engine efficiency, 2 processes, 300 partners: runs' processor time over 2 x wall", efficiency, "at least 0.93",
            efficiency >= 0.93),
        row("overhead a run, 300 partners, 60 months: what writing adds to a run's processor time", writing, "at most 0.05",
            writing <= 0.05),
        row("runs' processor time over that of all processes, starting included", one["all_runs_seconds"] / one["all"]),
        row("threads: runs' processor time over 2 x wall", other["useful"] / (2.0 * other["wall"])),
        row("threads over processes: wall time of the same runs", (other["wall"] / other["runs"]) / (one["wall"] / one["runs"])),
        row("threads over processes: processor time of a run", (other["useful"] / other["runs"]) / (one["useful"] / one["runs"])),
        row("kilobytes a run, monthly and partners kept", one["bytes"] / (one["runs"] + 1) / 1e3),
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

    found = batch_costs(manifest, folder / "long", LocalEngine(2), watch)
    settled = [entry for entry in held if entry[0] >= runs // 10]
    spans = [(max(e[k] for e in settled) - min(e[k] for e in settled)) / 1e6 for k in (1, 2)]
    return [
        row(f"runs in one batch, {runs // 40 * 40:,} asked for", found["runs"] + 1),
        row("minutes", found["wall"] / 60.0),
        row("engine efficiency, small runs", found["useful"] / (2.0 * found["wall"])),
        row("driver: megabytes between least and most, after a tenth of the runs", spans[0], "at most 100", spans[0] <= 100),
        row("largest worker: the same", spans[1], "at most 100", spans[1] <= 100),
        row("driver: megabytes at the end", held[-1][1] / 1e6),
        row("megabytes on disk a million runs", found["bytes"] / (found["runs"] + 1)),
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
        row(f"seconds to plan {int(runs):,} runs, starting included", seconds, "at most 5", seconds <= 5.0),
        row("megabytes to plan them", megabytes, "at most 200", megabytes <= 200.0),
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
    print(f"{found['date']}, {found['machine']}, load {found['load_at_the_end']:.1f}")
    for line in found["rows"]:
        met = {True: "met", False: "missed", None: ""}[line["met"]]
        print(f"{line['value']:>14,.3f}  {line['name']}  {line['goal']}  {met}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main(arguments=sys.argv[1:]))
