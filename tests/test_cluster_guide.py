"""The cluster guide, as far as a machine without a cluster can hold it to its words."""

import os
import subprocess
import sys

import pandas as pd
import pytest
import yaml

from experiments.commands.cli import build_parser
from tests.small_batches import write_manifest
from tests.test_readme import BLOCKS, ROOT

PAGE = "docs/guides/cluster.md"
FILES = {block.argument: block.text for block in BLOCKS if block.document == PAGE and block.verb == "file"}


def commands(content):
    """Every command of a file for Kubernetes, with the folders that its container can see."""
    for part in content:
        if part["kind"] != "Service":
            spec = part["spec"]["template"]["spec"]
            for container in spec["containers"]:
                yield container["command"], [mount["mountPath"] for mount in container.get("volumeMounts", [])], spec


def test_the_kubernetes_file_holds_together():
    parts = list(yaml.safe_load_all(FILES["garden.yaml"]))
    assert [part["kind"] for part in parts] == ["Service", "Deployment", "Deployment", "Job"]
    service, scheduler = parts[0], parts[1]
    port = service["spec"]["ports"][0]["port"]
    assert service["spec"]["selector"] == scheduler["spec"]["template"]["metadata"]["labels"]
    address = f"tcp://{service['metadata']['name']}:{port}"
    told = {tuple(command[:3]): (command, folders, spec) for command, folders, spec in commands(parts)}
    worker, driver = told[("python", "-m", "dask")], told[("garden", "experiment", "run")]
    assert address in worker[0] and "worker" in worker[0] and address in driver[0]
    assert worker[1] == driver[1] and worker[2]["volumes"] == driver[2]["volumes"]  # one folder under one path
    options = build_parser().parse_args(driver[0][1:])
    assert (
        options.scheduler == address
        and options.out.startswith(driver[1][0])
        and options.manifest.startswith(driver[1][0])
    )


@pytest.mark.parametrize("flag", ["--nthreads", "--nworkers", "--no-dashboard"])
def test_workers_take_the_flags_that_the_guide_gives(flag):
    worker = pytest.importorskip("distributed.cli.dask_worker")
    assert any(flag in (*option.opts, *option.secondary_opts) for option in worker.main.params)
    assert flag in FILES["garden.sbatch"]


def test_the_slurm_script_is_a_script():
    script = FILES["garden.sbatch"]
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0
    (line,) = [line for line in script.splitlines() if line.startswith("garden ")]
    words = line.replace('"$address"', "tcp://node:8786").split()
    assert build_parser().parse_args(words[1:-1]).verb == "run"
    compile(FILES["workers.py"], "workers.py", "exec")


def test_parts_of_an_array_are_put_together(tmp_path):
    write_manifest(tmp_path, 1).rename(tmp_path / "credit-days.toml")
    garden = f"garden() {{ '{sys.executable}' -m experiments \"$@\"; }}\n"
    for job in ("1", "2"):
        subprocess.run(["bash", "-euc", garden + FILES["part.sh"]], check=True, capture_output=True, cwd=tmp_path,
                       env={**os.environ, "PYTHONPATH": str(ROOT), "SLURM_ARRAY_TASK_ID": job})  # fmt: skip
    runs = pd.concat([pd.read_parquet(tmp_path / "results" / f"part-{job}" / "runs") for job in (1, 2)])
    levels = ["levers.focal.credit.deferment_days", "levers.focal.credit.mode"]
    assert len(runs) == runs["run_id"].nunique() == 12 and (runs.groupby(levels).size() == 2).all()
    assert runs.groupby("manifest")["root_seed"].unique().map(list).tolist() in ([[1], [2]], [[2], [1]])
    assert (runs.groupby("root_seed")["seed"].nunique() == 1).all(), "all arms share the luck of their job"
