"""Results on disk: Parquet tables and what is needed to run them again."""

from __future__ import annotations

import json
import os
from pathlib import Path

from experiments.console import plain

MARK = "provenance.json"
OWN_CHANNEL = "own_channel.csv"  # the partners of month 0, where a file gave them


class OutputError(OSError):
    """Why a folder cannot take results: one line."""


def claim_folder(folder: str | Path) -> Path:
    """The folder for results, made if needed; refuses one that holds anything that is not ours."""
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        others = [p.name for p in path.iterdir() if p.suffix != ".parquet" and p.name not in (MARK, OWN_CHANNEL)]
        strange = sorted(others) or ([] if (path / MARK).exists() else sorted(p.name for p in path.iterdir()))
    except OSError as problem:
        raise OutputError(f"--out {folder}: {problem.strerror or problem}; expected a folder to write to") from None
    if strange:
        raise OutputError(f"--out {folder}: holds {strange[0]}, which is not a result; expected an empty folder")
    return path


def write_file(path: Path, write) -> None:
    """Write under a temporary name, then rename, so that no half file is ever left behind."""
    temporary = path.with_name(path.name + ".part")
    try:
        write(temporary)
        os.replace(temporary, path)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"{path}: {problem.strerror or problem}; nothing was left half written") from None


def write_tables(folder: Path, tables: dict, provenance: dict) -> list[str]:
    """Write data frames as ``<name>.parquet`` and ``provenance.json`` last; returns the file names."""
    names = []
    for name, table in tables.items():
        if table is not None:
            write_file(folder / f"{name}.parquet", lambda path, t=table: t.to_parquet(path, index=False))
            names.append(f"{name}.parquet")
    text = json.dumps(plain(provenance), indent=2, ensure_ascii=False)
    write_file(folder / MARK, lambda path: path.write_text(text, encoding="utf-8"))
    return [*names, MARK]


def write_run(folder: Path, result, command: str) -> list[str]:
    """All tables that a run recorded."""
    tables = {
        name: getattr(result, name)
        for name in ("partners", "monthly", "distributors", "events", "panel", "flows", "accounts")
    }
    values = dict(result.scenario.values)
    given = result.scenario.partners
    if given is not None:
        write_file(folder / OWN_CHANNEL, lambda path: path.write_text(given.to_csv(), encoding="utf-8"))
    names = write_tables(folder, tables, {**result.provenance, "command": command, "values": values})
    return names if given is None else [OWN_CHANNEL, *names]


def write_comparison(folder: Path, comparison, command: str) -> list[str]:
    """The runs' summaries, the monthly series and the survival curves of a comparison."""
    return write_tables(folder, comparison_tables(comparison), comparison_provenance(comparison, command))


def comparison_tables(comparison) -> dict:
    """Data frames: ``runs`` (a row a run), ``monthly`` (a run and month), ``survival`` (a scenario and month)."""
    import pandas as pd

    from experiments.survival import kaplan_meier, pooled

    names = [s.name for s in comparison.scenarios]
    runs = [
        {"scenario": names[r.scenario], "replicate": r.replicate, "seed": str(r.seed), "error": r.error, **r.summary}
        for r in comparison.runs
    ]
    series = [
        pd.DataFrame(
            {"scenario": names[r.scenario], "replicate": r.replicate, "month": range(comparison.months)} | r.monthly
        )
        for r in comparison.runs
        if not r.error
    ]
    curves = []
    for number, name in enumerate(names):
        times, closed = pooled(comparison.runs, number)
        if len(times):
            curves.append(kaplan_meier(times, closed, comparison.months).assign(scenario=name))
    return {
        "runs": pd.DataFrame(runs),
        "monthly": pd.concat(series) if series else None,
        "survival": pd.concat(curves) if curves else None,
    }


def comparison_provenance(comparison, command: str) -> dict:
    """What is needed to run a comparison again, and its paired differences."""
    from model.result import package_versions

    scenarios = [
        {
            "name": s.name,
            "hash": s.hash,
            "values": dict(s.values),
            "partners": s.partners and s.partners.about,
            "timeline": [[c.month, c.until, c.name, dict(c.values)] for c in s.timeline],
        }
        for s in comparison.scenarios
    ]
    return {
        "command": command,
        "scenarios": scenarios,
        "seed": comparison.seed,
        "months": comparison.months,
        "pairs": comparison.pairs,
        "packages": package_versions(),
        "comparison": comparison.table(),
    }
