"""Torture: random kills of a running batch, and thousands of broken manifests, scenarios and links.

``python -m tests.torture`` runs all of it and prints what happened, the counts as rows of the table in
docs/guides/batches.md and whatever went wrong as JSON; ``--kills N``, ``--broken N`` and ``--seed N`` choose
how much, ``--json`` prints JSON alone. ``python -m tests.torture --measure`` measures the engine instead (see
``tests/measure.py``). Exit code 1 when anything was lost, doubled or changed, or a traceback was seen.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil

from experiments.batch.committed import Committed
from experiments.batch.manifest import read_manifest
from experiments.batch.plan import Plan
from experiments.batch.reading import read_runs
from experiments.batch.session import open_batch
from experiments.batch.store import Store
from experiments.batch.verify import verify
from tests.measure import main as measure
from tests.measure import markdown, row
from tests.small_batches import HereEngine

BASE = 'extends = "baseline"\n[population]\nintegrator = 7\nreseller = 11\nonline_shop = 2\n'
MANIFEST = """\
kind = "factorial"
base = "small.toml"
replicates = {replicates}
months = 12
seed = 5
[factors]
"levers.focal.credit.deferment_days" = [0, 30, 60]
"levers.focal.credit.mode" = ["prepayment", "framework"]
"""
TARGETS = ("driver", "worker", "all workers", "Ctrl-C", "SIGTERM")


def small_manifest(folder: Path, replicates: int) -> Path:
    """A batch of ``6 * replicates`` runs of a market of twenty partners."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.toml").write_text(BASE, encoding="utf-8")
    (folder / "small-batch.toml").write_text(MANIFEST.format(replicates=replicates), encoding="utf-8")
    return folder / "small-batch.toml"


def start_driver(manifest: Path, out: Path, log, *flags: str) -> subprocess.Popen:
    """``garden experiment run`` as a process of its own, with its errors in ``log``.

    It hears Ctrl-C even where a script has started all of this in the background: shells have such jobs ignore it.
    """
    command = [sys.executable, "-m", "experiments", "experiment", "run", str(manifest), "--out", str(out), *flags]
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True, preexec_fn=hears)


def workers_of(driver: subprocess.Popen) -> list[psutil.Process]:
    """The worker processes of a driver."""
    try:
        children = psutil.Process(driver.pid).children(recursive=True)
        return [child for child in children if "popen_loky" in " ".join(child.cmdline())]
    except psutil.Error:
        return []


def kill(driver: subprocess.Popen, target: str, luck: random.Random) -> bool:
    """Kill what ``target`` says; False when there was nothing to kill any more."""
    if driver.poll() is not None:
        return False
    if target in ("worker", "all workers"):
        found = workers_of(driver)
        for process in found if target == "all workers" else luck.sample(found, min(1, len(found))):
            try:
                process.kill()
            except psutil.Error:
                return False
        return bool(found)
    driver.send_signal({"driver": signal.SIGKILL, "Ctrl-C": signal.SIGINT, "SIGTERM": signal.SIGTERM}[target])
    return True


def wait_for_more(out: Path, stored: int, driver: subprocess.Popen, seconds: float = 60.0, pause: float = 0.05) -> None:
    """Wait until something new is stored, or the driver has ended; looks every ``pause`` seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and driver.poll() is None and len(Store(out).chunks()) <= stored:
        time.sleep(pause)


@dataclass
class Kills:
    """What happened to a batch under fire."""

    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TARGETS, 0))
    drivers: int = 0
    planned: int = 0
    lost: int = 0
    doubled: int = 0
    changed: int = 0
    quarantined: int = 0
    tracebacks: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Nothing lost, doubled, changed or taken for a killer, and no traceback."""
        return not (self.lost or self.doubled or self.changed or self.quarantined or self.tracebacks or self.problems)


def random_kills(folder: Path, number: int, seed: int, tell=print, runs_a_kill: int = 12) -> Kills:
    """Run a batch while killing its driver and workers ``number`` times, finish it, and compare with a quiet batch."""
    luck, told, started = random.Random(seed), Kills(), time.monotonic()
    replicates = max(4, number * runs_a_kill // 6)
    manifest, out = small_manifest(folder, replicates), folder / "under-fire"
    log = folder / "errors.txt"
    with log.open("wb") as errors:
        driver = None
        while sum(told.kills.values()) < number:
            if driver is None or driver.poll() is not None:
                driver = start_driver(manifest, out, errors, "--workers", "2")
                told.drivers += 1
            before = len(Store(out).chunks())
            wait_for_more(out, before, driver)
            time.sleep(luck.uniform(0.0, 1.0))
            if driver.poll() == 0:  # all done before all kills: ask for more
                replicates += 2 * number
                manifest = small_manifest(folder, replicates)
                continue
            target = luck.choice(TARGETS)
            if kill(driver, target, luck):
                told.kills[target] += 1
                if target not in ("worker", "all workers"):
                    driver.wait()
                if sum(told.kills.values()) % 10 == 0:
                    tell(f"{sum(told.kills.values())} kills, {len(Store(out).chunks())} chunks stored")
        driver.wait()
        last = start_driver(manifest, out, errors, "--workers", "2")
        told.drivers += 1
        if last.wait() != 0:
            told.problems.append(f"the last driver ended with {last.returncode}")
    compare_with_quiet(told, manifest, out, folder / "quiet")
    said = log.read_text(encoding="utf-8", errors="replace")
    told.tracebacks = said.count("Traceback")
    if told.tracebacks:
        told.problems.append(said[said.index("Traceback") - 200 if said.index("Traceback") > 200 else 0 :][:4000])
    told.seconds = time.monotonic() - started
    return told


def compare_with_quiet(told: Kills, manifest: Path, out: Path, quiet: Path) -> None:
    """Count what is lost, doubled or changed against the same batch made without disturbance."""
    plan = Plan(read_manifest(manifest))
    told.planned = plan.total
    found = read_runs(out)
    committed = Committed(Store(out), look=True)
    told.lost = sum(run.run_id not in committed for run in plan)
    told.doubled = int(found["run_id"].duplicated().sum())
    told.quarantined = int((found["status"] != "ok").sum())
    told.problems += verify(out, sample=4)["problems"]
    with open_batch(read_manifest(manifest), quiet, HereEngine(), "quiet") as batch:
        batch.run()
    expected = read_runs(quiet).set_index("run_id").drop(columns=["seconds", "arm"])
    both = found.drop_duplicates("run_id").set_index("run_id").drop(columns=["seconds", "arm"])
    both = both.loc[both.index.isin(expected.index), list(expected.columns)]
    told.changed = int(
        (~both.eq(expected.loc[both.index]) & ~(both.isna() & expected.loc[both.index].isna())).any(axis=1).sum()
    )


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__.split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--broken", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", action="store_true", help="measure the engine instead")
    options = parser.parse_args(arguments)
    if options.measure:
        return measure(options.json)
    tell = (lambda *_: None) if options.json else partial(print, flush=True)
    told: dict = {"processors": os.cpu_count(), "memory_gigabytes": round(psutil.virtual_memory().total / 1e9, 1)}
    good = True
    with tempfile.TemporaryDirectory() as folder:
        if options.kills:
            kills = random_kills(Path(folder), options.kills, options.seed, tell)
            told["kills"] = kills.__dict__
            good &= kills.good
        if options.broken:
            from tests.broken import torture_readers

            broken = torture_readers(Path(folder), options.broken, options.seed, tell)
            told["broken"] = broken
            good &= not broken["failures"]
    if options.json:
        print(json.dumps({**told, "good": good}, indent=2))
    else:
        print(markdown(rows(told)))
        problems = [*told.get("kills", {}).get("problems", []), *told.get("broken", {}).get("failures", [])]
        if problems:
            print(json.dumps(problems, indent=2))
    return 0 if good else 1


def rows(told: dict) -> list[dict]:
    """What happened as rows of a table; numbers of what went wrong have the goal 0."""
    found = []
    if kills := told.get("kills"):
        dealt = ", ".join(f"{count} {target}" for target, count in kills["kills"].items())
        wrong = [kills[name] for name in ("lost", "doubled", "changed", "quarantined", "tracebacks")]
        said = (
            f"{sum(kills['kills'].values())} kills ({dealt}) over {kills['planned']:,} runs by {kills['drivers']} "
            f"drivers: {wrong[0]} lost, {wrong[1]} doubled, {wrong[2]} changed, {wrong[3]} failed, {wrong[4]} "
            f"tracebacks, {len(kills['problems'])} other problems; {kills['seconds'] / 60.0:.0f} minutes"
        )
        found.append(row("random kills of driver, one worker, all workers, Ctrl-C, SIGTERM",
                         said, "nothing lost, doubled, changed", not any(wrong) and not kills["problems"]))  # fmt: skip
    if broken := told.get("broken"):
        refused, usable = (
            sum(broken.get(f"{kind}s {end}", 0) for kind in ("manifest", "scenario", "link"))
            for end in ("refused", "accepted")
        )
        said = (
            f"{broken['read']:,} read: {refused:,} refused in one line, {usable:,} usable, {broken['failed']} other; "
            f"the slowest {broken['slowest_seconds']:.2f} s; {broken['seconds'] / 60.0:.0f} minutes"
        )
        found.append(
            row("broken manifests, scenarios and links", said, "refused in one line, or usable", not broken["failed"])
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
