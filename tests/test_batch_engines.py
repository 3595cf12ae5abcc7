"""Batches in many processes: the same rows from all engines, and nothing lost whoever is killed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from itertools import islice

import psutil
import pyarrow.compute as compute
import pyarrow.parquet as parquet
import pytest

from experiments.batch import driver as driver_module
from experiments.batch import engines, planning
from experiments.batch import limit as limit_module
from experiments.batch.engines import DaskEngine, EngineError, LocalEngine
from experiments.batch.limit import limited
from experiments.batch.manifest import read_manifest
from experiments.batch.plan import Plan
from experiments.batch.reading import read_runs
from experiments.batch.session import open_batch
from experiments.batch.store import Store
from experiments.batch.verify import rerun, verify
from experiments.refusal import UsageError
from tests.small_batches import SMALL, SPOILT, HereEngine, deadly_chunk, hanging_chunk, one_deadly_chunk, write_manifest
from tests.torture import random_kills, start_driver, wait_for_more, workers_of

REPLICATES = 6  # of six arms


def rows(out, table="runs"):
    """The bytes of a table's rows, sorted by run."""
    found = parquet.read_table(out / table).replace_schema_metadata(None)
    keys = [(name, "ascending") for name in ("run_id", "month", "partner") if name in found.column_names]
    return found.sort_by(keys).combine_chunks()


def run_with(engine, path, out, watch=None):
    """A whole batch on an engine."""
    with open_batch(read_manifest(path), out, engine, "test", watch) as batch:
        return batch.run()


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """The batch made in this process, undisturbed: (manifest file, folder)."""
    folder = tmp_path_factory.mktemp("quiet")
    path = write_manifest(folder, REPLICATES)
    run_with(HereEngine(), path, folder / "out")
    return path, folder / "out"


def the_same(out, quiet, more=False):
    """Assert that a batch holds the same rows as the quiet one, byte for byte; with ``more``, other runs beside them."""
    for table in ("runs", "monthly", "partners"):
        left, right = rows(out, table), rows(quiet[1], table)
        if more:
            left = left.filter(compute.is_in(left["run_id"], right["run_id"].combine_chunks())).combine_chunks()
        assert left.schema == right.schema and left.equals(right)


def test_processes_make_the_same_rows(quiet, tmp_path):
    done = run_with(LocalEngine(2), quiet[0], tmp_path / "out")
    assert done.made == 6 * REPLICATES and done.workers == 2
    the_same(tmp_path / "out", quiet)
    session = Store(tmp_path / "out").provenance["sessions"][0]
    assert session["engine"] == "local" and session["worker_versions"][0]["numba"]


def test_a_run_that_kills_its_worker_is_quarantined_alone(quiet, tmp_path, monkeypatch):
    path = tmp_path / "batch.toml"
    write_manifest(tmp_path, 1)
    monkeypatch.setattr(driver_module, "make_chunk", deadly_chunk)
    out = tmp_path / "out"
    with open_batch(read_manifest(path), out, LocalEngine(2), "test") as batch:
        # All runs in one chunk, so that the innocent stand beside the killers.
        monkeypatch.setattr(driver_module.Driver, "_next_chunk", lambda self: whole_chunk(self))
        done = batch.run()
    runs = read_runs(out)
    bad = runs[runs["status"] == "quarantined"]
    assert len(runs) == 6 and done.failed == 2 and done.made == 6
    assert (bad["levers.focal.credit.deferment_days"] == 13.0).all() and len(bad) == 2
    assert bad["error"].str.startswith("killed its worker").all() and bad["rmst_months"].isna().all()
    assert verify(out)["problems"] == []


def whole_chunk(driver):
    """All missing runs as one chunk."""
    runs = tuple(driver.missing)
    return driver_module.Chunk(runs) if runs else None


def test_workers_that_never_make_anything_end_the_batch(quiet, tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "start_worker", os._exit)
    with pytest.raises(EngineError, match="times in a row before any of them made a run"):
        run_with(LocalEngine(1), quiet[0], tmp_path / "out")


def test_a_driver_killed_at_a_third_goes_on_where_it_was(quiet, tmp_path):
    out = tmp_path / "out"
    with open(tmp_path / "errors.txt", "wb") as errors:
        driver = start_driver(quiet[0], out, errors, "--workers", "2")
        while driver.poll() is None and stored(out) < 2 * REPLICATES:
            time.sleep(0.02)
        workers = workers_of(driver)
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        before = {p.name: p.read_bytes() for p in (out / "runs").glob("*.parquet")}
        assert 2 * REPLICATES <= stored(out) < 6 * REPLICATES
        assert start_driver(quiet[0], out, errors).wait() == 0
    assert all((out / "runs" / name).read_bytes() == content for name, content in before.items())
    the_same(out, quiet)
    assert verify(out, sample=2)["problems"] == []
    sessions = Store(out).provenance["sessions"]
    assert "ended" not in sessions[0] and sessions[1]["made"] <= 4 * REPLICATES
    psutil.wait_procs(workers, timeout=10)
    assert not any(worker.is_running() for worker in workers)  # orphans don't stay
    assert b"Traceback" not in (tmp_path / "errors.txt").read_bytes()


def stored(out):
    """Runs that a folder holds now."""
    return sum(parquet.read_metadata(p).num_rows for p in (out / "runs").glob("*.parquet"))


def at_work(driver: subprocess.Popen) -> list[psutil.Process]:
    """The driver's workers, as soon as it has some."""
    while driver.poll() is None:
        if workers := workers_of(driver):
            return workers
        time.sleep(0.01)
    return []


def test_ctrl_c_is_told_and_everybody_goes(quiet, tmp_path):
    path, out = write_manifest(tmp_path, 10_000), tmp_path / "out"  # never done before the interruption
    with open(tmp_path / "errors.txt", "wb") as errors:
        driver = start_driver(path, out, errors, "--workers", "2")
        workers = at_work(driver)
        wait_for_more(out, 0, driver)
        driver.send_signal(signal.SIGINT)
        assert driver.wait(timeout=120) == 130
    said = (tmp_path / "errors.txt").read_text()
    assert said.startswith("error: interrupted; ") and said.count("\n") == 1 and "goes on" in said
    assert workers and not psutil.wait_procs(workers, timeout=10)[1]
    assert run_with(HereEngine(), quiet[0], out).stored >= 1
    the_same(out, quiet, more=True)


def test_random_kills_lose_nothing(tmp_path):
    told = random_kills(tmp_path, number=3, seed=4, tell=lambda *_: None, runs_a_kill=12)
    assert told.good and sum(told.kills.values()) == 3, told


def test_the_torture_notices_a_loss(tmp_path, quiet):
    from tests.torture import Kills, compare_with_quiet

    out = tmp_path / "out"
    run_with(HereEngine(), quiet[0], out)
    Store(out).shard("runs", Store(out).chunks()[0]).unlink()
    told = Kills()
    compare_with_quiet(told, quiet[0], out, quiet[1])
    assert told.lost >= 1 and told.problems and not told.good


def start_cluster(folder, workers, nannies=False, address="", sources=None, start=("-m", "dask")):
    """A Dask scheduler and workers on loopback: (address, scheduler, worker processes).

    With ``nannies`` a worker that dies is replaced, and two deaths are enough to give its work up. With an ``address``
    workers join the scheduler there. ``sources`` is the folder that they import the project from.
    """
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sources = os.getcwd() if sources is None else str(sources)
    quietly = {**os.environ, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "PYTHONPATH": sources}
    if nannies:
        quietly["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = "1"
    common = {"env": quietly, "cwd": folder, "stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    dask, local = [sys.executable, *start], ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = None
    if not address:
        address = f"tcp://127.0.0.1:{port}"
        scheduler = subprocess.Popen([*dask, "scheduler", *local, "--port", str(port)], **common)
    worker = [*dask, "worker", address, *local, "--nthreads", "1", "--nanny" if nannies else "--no-nanny"]
    return address, scheduler, [subprocess.Popen(worker, **common) for _ in range(workers)]


def end(processes):
    """Kill and bury, with all that they started."""
    for process in processes:
        try:
            children = psutil.Process(process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            children = []
        process.kill()
        process.wait()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A real Dask scheduler with two workers: (address, worker processes)."""
    address, scheduler, workers = start_cluster(tmp_path_factory.mktemp("cluster"), 2)
    yield address, workers
    end([scheduler, *workers])


def test_a_cluster_makes_the_same_rows_though_a_worker_is_killed(cluster, quiet, tmp_path):
    address, workers = cluster
    killed = []

    def watch(progress):
        if progress.made > REPLICATES and not killed:
            workers[0].kill()
            killed.append(progress.made)

    engine = DaskEngine(address, timeout=60.0)
    deadline = time.monotonic() + 60.0
    while engine.threads() < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    engine.check()
    done = run_with(engine, quiet[0], tmp_path / "out", watch)
    assert killed and done.made == 6 * REPLICATES and done.failed == 0
    the_same(tmp_path / "out", quiet)
    assert verify(tmp_path / "out", sample=1)["problems"] == []


def test_a_cluster_without_workers_ends_the_batch(cluster, quiet, tmp_path):
    address, workers = cluster
    end(workers)
    with pytest.raises(EngineError, match="no worker for"):
        run_with(DaskEngine(address, timeout=60.0, no_workers=1.0), quiet[0], tmp_path / "out")


def test_a_cluster_whose_scheduler_is_killed_ends_the_batch(quiet, tmp_path):
    address, scheduler, _ = start_cluster(tmp_path, 0)

    def watch(progress):
        if progress.flying:
            end([scheduler])

    with pytest.raises(EngineError, match="the scheduler"):
        run_with(DaskEngine(address, timeout=60.0), quiet[0], tmp_path / "out", watch)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """The address of a real Dask scheduler with two workers that are replaced when they die."""
    address, scheduler, workers = start_cluster(tmp_path_factory.mktemp("lasting"), 2, nannies=True)
    yield address
    end([*workers, scheduler])


def spoilt(chunk, engine, folder, monkeypatch):
    """A batch of which one run is spoilt: its folder, and how far it came."""
    path = write_manifest(folder, 2, SMALL.replace("seed = 3", "seed = 3\nrun_limit_seconds = 500"))
    monkeypatch.setattr(driver_module, "make_chunk", chunk)
    monkeypatch.setattr(driver_module.Driver, "_next_chunk", few_chunks)
    return folder / "out", run_with(engine, path, folder / "out")


def few_chunks(driver):
    """Four missing runs as a chunk, so that the innocent stand beside the spoilt one."""
    runs = tuple(islice(driver.missing, 4))
    return driver_module.Chunk(runs) if runs else None


def only_the_spoilt(out, done, quiet, status, error):
    """Assert that all runs but the spoilt one are there as the quiet batch has them; returns the spoilt one's name."""
    runs, calm = read_runs(out), read_runs(quiet[1])
    bad, good = runs[runs["status"] != "ok"], runs[runs["status"] == "ok"]
    assert len(runs) == 12 and runs["run_id"].is_unique and done.made == 12 and done.failed == 1
    row = bad.iloc[0]
    assert (row["status"], row["replicate"]) == (status, 1) and row["error"].startswith(error)
    assert {name: row[name] for name in SPOILT} == SPOILT
    calm = calm[calm["run_id"].isin(good["run_id"])].reset_index(drop=True)
    assert good.drop(columns="seconds").reset_index(drop=True).equals(calm.drop(columns="seconds"))
    assert verify(out, sample=12)["problems"] == []
    return row["run_id"]


def test_a_run_that_kills_its_workers_is_quarantined_alone_on_a_cluster(lasting, quiet, tmp_path, monkeypatch):
    out, done = spoilt(one_deadly_chunk, DaskEngine(lasting, timeout=60.0), tmp_path, monkeypatch)
    only_the_spoilt(out, done, quiet, "quarantined", "killed its worker")


@pytest.mark.parametrize("where", ["local", "cluster"])
def test_a_run_that_never_ends_fails_alone_and_its_worker_is_replaced(where, request, quiet, tmp_path, monkeypatch):
    engine = LocalEngine(2) if where == "local" else DaskEngine(request.getfixturevalue("lasting"), timeout=60.0)
    out, done = spoilt(hanging_chunk, engine, tmp_path, monkeypatch)
    name = only_the_spoilt(out, done, quiet, "failed", "took longer than run_limit_seconds = 500")
    with pytest.raises(UsageError, match="it is not made here"):
        rerun(out, name)
    if where == "local":  # asked for again, with work that ends
        monkeypatch.undo()
        with open_batch(read_manifest(tmp_path / "batch.toml"), out, HereEngine(), "test", retry=True) as batch:
            again = batch.run()
        assert (again.made, again.failed) == (1, 0)


def test_no_limit_lets_a_run_take_its_time():
    with limited(0.0, None):
        time.sleep(0.01)
    assert not limit_module._running


def hanging_probe(manifest, pairs):
    """Trial runs that never end."""
    with limited(0.3):
        time.sleep(600.0)


def test_trial_runs_have_a_limit_in_a_process_of_their_own(quiet, monkeypatch):
    monkeypatch.setattr(planning, "probe_within", hanging_probe)
    with pytest.raises(ValueError, match="died, or a run took longer than run_limit_seconds = 3600"):
        planning.probe_apart(read_manifest(quiet[0]), 1)


def test_a_limit_ends_the_process_and_leaves_a_mark(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from experiments.batch.limit import limited\n"
        "with limited(5.0, Path(sys.argv[1]) / 'first'): pass\n"
        "with limited(0.2, Path(sys.argv[1]) / 'late'): time.sleep(60)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["late"]


def test_code_that_keeps_the_interpreter_ends_too(tmp_path):
    code = (
        "import ctypes, sys; from pathlib import Path; from experiments.batch import limit\n"
        "limit.GRACE = 0.2\n"
        "with limit.limited(0.2, Path(sys.argv[1]) / 'late'): ctypes.PyDLL(None).sleep(60)\n"
    )
    start = time.monotonic()
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode == 1
    assert time.monotonic() - start < 50.0


def test_a_worker_with_other_sources_gets_nothing_to_do(quiet, tmp_path):
    other = tmp_path / "other"
    for folder in ("agents", "model", "scenarios", "experiments"):
        shutil.copytree(folder, other / folder, ignore=shutil.ignore_patterns("__pycache__"))
    rule = other / "agents" / "partner.py"
    rule.write_text(rule.read_text() + "\n# another rule\n")
    address, scheduler, alike = start_cluster(tmp_path, 1)
    unlike = start_cluster(tmp_path, 1, address=address, sources=other)[2]
    try:
        distributed = pytest.importorskip("distributed")
        with distributed.Client(address, timeout=60.0, set_as_default=False) as waiting:
            waiting.wait_for_workers(2, timeout=120.0)  # a driver that sees the other one alone rightly gives up
        engine = DaskEngine(address, timeout=60.0)
        done = run_with(engine, quiet[0], tmp_path / "out")
        assert (done.made, done.failed, done.workers) == (6 * REPLICATES, 0, 1)
        the_same(tmp_path / "out", quiet)
        (session,) = Store(tmp_path / "out").provenance["sessions"]
        assert list(session["refused"].values()) == ["other sources of the project"]
        end(alike)
        with pytest.raises(
            EngineError, match="all workers differ: tcp://.* has other sources of the project; expected"
        ):
            while True:  # until the scheduler has noticed
                run_with(DaskEngine(address, timeout=60.0, no_workers=1.0), quiet[0], tmp_path / "none")
    finally:
        end([scheduler, *alike, *unlike])


def test_a_scheduler_without_the_project_is_one_line(tmp_path):
    # Neither its folder nor an editable installation shows it the project.
    bare = (
        "import sys; gone = sys.argv.pop(1); sys.path = [p for p in sys.path if p not in ('', gone)]; "
        "sys.meta_path = [f for f in sys.meta_path if '__editable__' not in str(getattr(f, '__module__', ''))]; "
        "from dask.__main__ import main; main()"
    )
    address, scheduler, _ = start_cluster(tmp_path, 0, start=["-c", bare, os.getcwd()], sources="")
    try:
        with pytest.raises(EngineError, match="the scheduler has not this project") as problem:
            DaskEngine(address, timeout=60.0)
        assert "\n" not in str(problem.value)
    finally:
        end([scheduler])


def test_no_scheduler_is_one_line():
    with pytest.raises(EngineError, match=r"--scheduler tcp://127.0.0.1:9: no scheduler answers") as problem:
        DaskEngine("tcp://127.0.0.1:9", timeout=1.0)
    assert "\n" not in str(problem.value)


def test_two_drivers_in_one_folder(quiet, tmp_path):
    out = tmp_path / "out"
    with open(tmp_path / "one.txt", "wb") as one, open(tmp_path / "two.txt", "wb") as two:
        first = start_driver(quiet[0], out, one, "--workers", "1")
        assert at_work(first)
        first.send_signal(signal.SIGSTOP)  # it keeps the folder, and cannot end before the second has asked
        second = start_driver(quiet[0], out, two)
        asked = second.wait(timeout=120)
        first.send_signal(signal.SIGCONT)
        assert asked == 2 and first.wait(timeout=120) == 0
    said = (tmp_path / "two.txt").read_text()
    assert said.count("\n") == 1 and f"another driver works in this folder (process {first.pid}" in said
    the_same(out, quiet)


def test_batch_workers_load_no_mesa():
    code = (
        "import sys, experiments.batch.shards, experiments.batch.session, experiments.batch.reading\n"
        "from experiments.batch.shards import metric_names; metric_names(2)\n"
        "print([m for m in ('mesa', 'streamlit', 'distributed', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_plan_covers_each_run_once(quiet):
    names = [run.run_id for run in Plan(read_manifest(quiet[0]))]
    assert len(set(names)) == len(names) == 6 * REPLICATES
