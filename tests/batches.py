"""Stored batches for tests, made in this process: what is tested is what is done with them."""

from pathlib import Path

from experiments.batch.manifest import read_manifest
from experiments.batch.rounds import check_metrics, rounds
from experiments.batch.session import open_batch
from tests.small_batches import HereEngine

SMALL = """
extends = "{base}"
[population]
integrator = 22
reseller = 34
online_shop = 4
"""


def write_manifest(folder: Path, text: str, base: str = "steady") -> Path:
    """A manifest over a market of 60 partners; ``text`` says the rest."""
    (folder / "small.toml").write_text(SMALL.format(base=base))
    path = folder / "manifest.toml"
    path.write_text(f'base = "small.toml"\n{text}')
    return path


def stored(folder: Path, text: str, base: str = "steady", most_rounds: int = 1000) -> Path:
    """The folder of a batch that was run."""
    manifest = read_manifest(write_manifest(folder, text, base))
    with open_batch(manifest, folder / "out", HereEngine(), "garden experiment run manifest.toml") as batch:
        check_metrics(manifest)
        for number, plan in enumerate(rounds(manifest, folder / "out")):
            if number == most_rounds:
                break
            batch.run(plan)
    return folder / "out"
