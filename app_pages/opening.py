"""The opening comparison: finished before the first page is seen, kept on disk for the next start.

``python -m app_pages.opening`` prepares it, told with a bar.
"""

from __future__ import annotations

import hashlib
import pickle
from contextlib import suppress
from pathlib import Path

from agents.cache import cache_folder
from agents.sources import source_hash
from app_pages.engine import FIRST_LOOK, FULL, ROOT_SEED, Question, engine, prepared
from experiments.running.runs import one_run, run_seed
from experiments.writing.outputs import OutputError, write_file
from scenarios import load_scenario

OPENING = ("steady", "prepayment", "credit", "community", "all-three")


def opening_file() -> Path | None:
    """The file belongs to these sources of the engine, of its records, and to this many pairs; None: kept nowhere."""
    records = Path(__file__).parents[1] / "experiments" / "running" / "runs.py"
    told = source_hash() + "".join(load_scenario(name).hash for name in OPENING)
    digest = hashlib.sha256(records.read_bytes() + told.encode()).hexdigest()[:8]
    folder = cache_folder()
    return folder and folder / f"opening-{FULL}-{digest}.pickle"


def restored() -> bool:
    """Fill the store from the file; whether there was one."""
    path = opening_file()
    try:
        found = pickle.loads(path.read_bytes()) if path else None
    except (OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
        return False
    if found is None:
        return False
    with engine.changed:
        engine.store.update(found)
    return True


def asked() -> Question:
    """The question that the opening answers."""
    scenarios = [load_scenario(name) for name in OPENING]
    return engine.ask(scenarios, scenarios[0].months)


def warm_workers() -> None:
    """Load the compiled rules and make the first look's markets of month 0, so that no visitor waits for them."""
    scenario = load_scenario(OPENING[0])
    one_run(scenario, 0, 0, ROOT_SEED, 2)
    prepared.set()
    for replicate in range(FIRST_LOOK):
        engine.openings.opened(scenario, run_seed(ROOT_SEED, replicate), scenario.months)


def prepare(watch=None) -> None:
    """Finish the opening comparison and keep it; ``watch`` sees runs done and their total."""
    if restored():
        return
    question = asked()
    total = question.pairs * len(question.scenarios)
    while len(question.records) < total:
        question.wait(0.5)
        if watch:
            watch(len(question.records), total)
    kept = {question.key(*at): record for at, record in question.records.items() if not record.error}
    if path := opening_file():
        with suppress(OutputError):  # a full disk: the next start works once more
            write_file(path, lambda part: part.write_bytes(pickle.dumps(kept)))


def main() -> None:
    """Prepare the opening comparison, told with a bar."""
    from experiments.running.progress import ProgressBar

    with ProgressBar("opening comparison") as bar:
        prepare(bar)


if __name__ == "__main__":
    main()
