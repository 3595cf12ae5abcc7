"""Results on disk: Parquet tables and what is needed to run them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from experiments.comparing.survival import still_there
from experiments.writing.outputs import (
    LOCK,
    PART,
    OutputError,
    for_flag,
    lock_folder,
    renamed,
    whole_name,
    written_parts,
)
from experiments.writing.plain import plain

MARK = "provenance.json"
OWN_CHANNEL = "own_channel.csv"  # the partners of month 0, where a file gave them


@dataclass(frozen=True)
class Kind:
    """A kind of result: the command that writes it, its tables, the word that only its provenance has, other files."""

    command: str
    tables: tuple[str, ...]
    told: str
    others: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Names of all files that such a result may have."""
        return *(f"{table}.parquet" for table in self.tables), *self.others, MARK


RUN = Kind("garden run", ("partners", "monthly", "distributors", "shelves", "events", "panel", "flows", "accounts",
                           "lines", "skills", "purchases"), "scenario_hash", (OWN_CHANNEL,))  # fmt: skip
COMPARISON = Kind("garden compare", ("runs", "monthly", "survival"), "comparison")


def claim_folder(folder: str | Path, kind: Kind) -> Path:
    """The folder for a result, made if needed: an empty one, or one that holds a result of the same kind alone.

    Nobody else writes to it until :func:`experiments.writing.outputs.unlock`. Raises :class:`OutputError` for
    any other, and for one that another command is writing to, and leaves it as it is.
    """
    path = Path(folder)
    expected = f"expected an empty folder, or one that {kind.command} has written"
    with for_flag("--out", folder):
        path.mkdir(parents=True, exist_ok=True)
        refuse_others(path, kind, expected)  # a folder of something else gets no lock either
        lock_folder(path)
        refuse_others(path, kind, expected)
    return path


def refuse_others(path: Path, kind: Kind, expected: str) -> None:
    """Raise :class:`OutputError` for a folder that holds anything but a result of this kind."""
    held = sorted(p.name for p in path.iterdir())
    found = kind_of(path)
    if "manifest.toml" in held:
        raise OutputError(f"{path}: holds a batch, which garden experiment run has written; {expected}")
    if found not in (kind, None):
        raise OutputError(f"{path}: holds what {found.command} has written; {expected}")
    ours = (*(() if found is None else kind.files), LOCK)
    strange = [name for name in held if name not in ours and whole_name(name) not in kind.files]
    if strange:
        raise OutputError(f"{path}: holds {strange[0]}, which is not of such a result; {expected}")


def kind_of(folder: Path) -> Kind | None:
    """What kind of result a folder holds, or was about to hold when its command was ended; None for neither."""
    for path in (folder / MARK, *sorted(folder.glob(f"{MARK}.*{PART}"))):
        with suppress(OSError, ValueError):
            told = json.loads(path.read_text(encoding="utf-8"))
            words = told if isinstance(told, dict) else {}
            return next((kind for kind in (RUN, COMPARISON) if kind.told in words), None)
    return None


def write_result(folder: Path, kind: Kind, files: dict, provenance: dict) -> list[str]:
    """Put a result in the place of the one that a claimed folder holds; returns the names of its files.

    ``files`` holds, by name, what writes the file to a path. A full disk leaves the earlier result as it was. The
    earlier provenance goes first and the new one comes last, so that a command that is killed between leaves no
    result, never a mixture of two; the folder can be claimed again.
    """
    for path in [path for path in folder.iterdir() if whole_name(path.name)]:
        path.unlink(missing_ok=True)  # of a command that was killed: this one holds the lock
    text = json.dumps(plain(provenance), indent=2, ensure_ascii=False)
    files = {**files, MARK: lambda path: path.write_text(text, encoding="utf-8")}
    parts = written_parts({folder / name: write for name, write in files.items()})
    try:
        for name in (MARK, *(name for name in kind.files if name not in files)):
            (folder / name).unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"{folder / name}: {problem.strerror or problem}; expected a folder to write to") from None
    renamed(parts)
    return list(files)


def write_run(folder: Path, result, command: str) -> list[str]:
    """All tables that a run recorded."""
    files = _writers({name: getattr(result, name) for name in RUN.tables})
    given = result.scenario.partners
    if given is not None:
        files = {OWN_CHANNEL: lambda path: path.write_text(given.to_csv(), encoding="utf-8"), **files}
    told = {**result.provenance, "command": command, "values": dict(result.scenario.values)}
    return write_result(folder, RUN, files, told)


def write_comparison(folder: Path, comparison, command: str, asked: dict | None = None) -> list[str]:
    """The runs' summaries, the monthly series and the survival curves of a comparison.

    ``asked`` is what other commands on the same market need (see :func:`experiments.comparing.asked.asked_of`).
    """
    files = _writers(comparison_tables(comparison))
    return write_result(folder, COMPARISON, files, comparison_provenance(comparison, command, asked))


def reference_of(hashes: Sequence[str], seed: int, months: int, pairs: int, version: int) -> str:
    """A short name of these very runs: the same scenarios on the same luck have the same one."""
    told = ":".join([*hashes, str(seed), str(months), str(pairs), str(version)])
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def _writers(tables: dict) -> dict:
    """By file name what writes each data frame that there is as Parquet."""
    return {f"{name}.parquet": partial(_write, name, table) for name, table in tables.items() if table is not None}


def _write(name: str, table, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    from experiments.writing.columns import described

    parquet.write_table(described(name, pa.Table.from_pandas(table, preserve_index=False)), path)


def comparison_tables(comparison) -> dict:
    """Data frames: ``runs`` (a row a run), ``monthly`` (a run and month), ``survival`` (a scenario and month).

    ``monthly`` has, beside the series of the run, ``survivors_own``: partners of month 0 whose first distributor is the
    focal one and who are still there at the end of the month.
    """
    import pandas as pd

    names = comparison.names
    runs = [
        {"scenario": names[r.scenario], "replicate": r.replicate, "seed": str(r.seed), "error": r.error, **r.summary}
        for r in comparison.runs
    ]
    series = [
        pd.DataFrame(
            {"scenario": names[r.scenario], "replicate": r.replicate, "month": range(comparison.months)}
            | r.monthly
            | {"survivors_own": still_there(r, r.groups["treated"], comparison.months)[1:]}
        )
        for r in comparison.runs
        if not r.error
    ]
    curves = [table.assign(scenario=name) for name, table in comparison.curves.items()]
    return {
        "runs": pd.DataFrame(runs),
        "monthly": pd.concat(series) if series else None,
        "survival": pd.concat(curves) if curves else None,
    }


def comparison_provenance(comparison, command: str, asked: dict | None = None) -> dict:
    """What is needed to run a comparison again, the day on which it was made, and its paired differences."""
    from experiments.writing.program import program_told
    from model import MODEL_VERSION
    from model.result import package_versions

    scenarios = [
        {
            "name": s.name,
            "hash": s.hash,
            "values": dict(s.values),
            "partners": s.partners and s.partners.about,
            "overlaid": sorted(s.overlaid),
            "pilots": [one.row() for one in pilots],
            "timeline": [
                [c.month, c.until, c.name, dict(c.values), *([c.share, c.only and dict(c.only)] if c.some else [])]
                for c in s.timeline
            ],
        }
        for s, pilots in zip(comparison.scenarios, comparison.pilots, strict=True)
    ]
    return {
        "command": command,
        "asked": asked or {},
        "day": date.today().isoformat(),
        "program": program_told(),
        "reference": reference_of(
            [s.hash for s in comparison.scenarios], comparison.seed, comparison.months, comparison.pairs, MODEL_VERSION
        ),
        "scenarios": scenarios,
        "seed": comparison.seed,
        "months": comparison.months,
        "pairs": comparison.pairs,
        "packages": package_versions(),
        "comparison": comparison.table(),
    }
