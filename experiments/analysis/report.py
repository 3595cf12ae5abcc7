"""The report of a batch: by kind, the parts that its runs allow, as tables and charts. Works while the batch runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from experiments.analysis import parts
from experiments.analysis.batch import GROUPS, Batch, read_batch
from experiments.analysis.calibrated import calibrated_parts
from experiments.analysis.part import Part
from experiments.analysis.searched import search_parts
from experiments.analysis.undone import undone_in
from experiments.batch.identity import code_of, facts_of
from experiments.batch.reading import makers
from experiments.batch.same import edited
from experiments.batch.store import Store
from experiments.refusal import UsageError
from experiments.validation.table import CALIBRATED
from experiments.words.words import Words, words
from experiments.writing.outputs import OutputError, for_flag, place, write_file
from model.measures import at, scale_of
from scenarios.check import meant

MARK = "report.json"  # of a folder that a report wrote: the batch that it tells of, and the files
PICTURES = ("png", "svg")
METRICS = at("report")  # told unless others are asked for
SECTIONS: dict[str, tuple[Callable[[Batch, Sequence[str], Words], list[Part]], ...]] = {
    "compare": (parts.effects_part, parts.curves_part),
    "factorial": (parts.factors_part, parts.response_part, parts.within_part, parts.effects_part, parts.curves_part),
    "sweep": (parts.tornado_part, parts.effects_part, parts.curves_part),
    "latin_hypercube": (parts.thirds_part, parts.pawn_part),
    "morris": (parts.morris_part,),
    "sobol": (parts.sobol_part,),
    "calibrate": (calibrated_parts,),
    "search": (search_parts,),
}


@dataclass(frozen=True)
class Report:
    """A batch with what can be said of it now; ``notes`` say what is missing."""

    batch: Batch
    notes: tuple[str, ...]
    parts: tuple[Part, ...]

    def told(self) -> dict:
        """Everything for ``--json``."""
        batch = self.batch
        return {
            "kind": batch.manifest.kind,
            "title": batch.manifest.title,
            "folder": str(batch.folder),
            "planned": batch.planned,
            "done": len(batch.done),
            "failed": batch.failed,
            "complete": batch.planned is not None and len(batch.runs) >= batch.planned,
            "model_version": batch.version,
            "notes": list(self.notes),
            "parts": [
                {"name": part.name, "title": part.title, "notes": list(part.below),
                 "findings": [chart.title for chart in part.charts], "rows": part.table.to_dict("records")}
                for part in self.parts
            ],
        }  # fmt: skip


def make_report(folder: str | Path, metrics: Sequence[str] = (), language: str = "en",
                smallest: Mapping[str, float] | None = None, day: date | None = None) -> Report:  # fmt: skip
    """Read the batch in ``folder`` and tell it by ``metrics``; raises one line for a metric that is not there.

    ``smallest`` is, by metric, the smallest effect that matters in the metric's own unit (a share from 0 to 1); titles
    name nothing that could be smaller (see :mod:`experiments.analysis.lead`). ``day`` replaces the
    stored one.
    """
    batch = read_batch(folder)
    batch = replace(batch, smallest=dict(smallest or {}), day=day or batch.day)
    by_group = [name for name in metrics if name.startswith(tuple(f"survival_share_{group}_" for group in GROUPS))]
    if by_group:
        batch = batch.with_groups()
        if by_group[0] not in batch.runs and len(batch.runs) and batch.partners().empty:
            raise UsageError(
                f'--metrics {by_group[0]}: this batch kept no partners; expected outputs = ["partners"] in its manifest'
            )
    say = words(language, "batch")
    if batch.manifest.kind == "calibrate":
        metrics = CALIBRATED  # its runs are measured by the facts, whatever is asked for
    asked = list(metrics) or [name for name in METRICS if name in batch.runs]
    known = [name for name in batch.runs if batch.runs[name].dtype.kind == "f" and name != "seconds"]
    for flag, name in [*(("metrics", n) for n in asked), *(("smallest", n) for n in batch.smallest)]:
        if name not in known and len(batch.runs):
            raise UsageError(f"--{flag} {name}: is no column of this batch's runs{meant(name, known)}")
    for name, value in batch.smallest.items():
        if scale_of(name) == 100.0 and value > 1.0:
            raise UsageError(f"--smallest {name}={value:g}: is out of range, {name} is a share; expected 0 to 1")
    notes = [*undone_in(Store(folder), language), *made_notes(batch, say)]
    if batch.planned is not None and len(batch.runs) < batch.planned:
        notes.append(say("incomplete", done=f"{len(batch.runs):,}", planned=f"{batch.planned:,}"))
    if batch.failed:
        notes.append(say("failed", failed=f"{batch.failed:,}"))
    if batch.done.empty:
        return Report(batch, (*notes, say("none")), ())
    found = [part for make in SECTIONS.get(batch.manifest.kind, ()) for part in make(batch, asked, say)]
    return Report(batch, tuple(notes), tuple(found))


def made_notes(batch: Batch, say: Words) -> list[str]:
    """What a reader must know of who made the runs: other sources than there are now, or more than one set."""
    notes, found = [], makers(batch.folder)
    code = code_of(batch.manifest.kind)
    if batch.made_by != code:
        notes.append(say("other.sources", made=batch.made_by))
    store = Store(batch.folder)
    if edited(store, code):
        notes.append(say("other.manifest"))
    facts = facts_of(batch.manifest.kind)
    if store.last.get("facts", facts) != facts:
        notes.append(say("other.facts"))
    names = dict.fromkeys(name for made in found for name, _ in made)
    differ = [name for name in names if len({dict(made).get(name) for made in found}) > 1]
    if differ:
        sets = [f"{runs:,}: " + ", ".join(f"{name} {dict(made).get(name, '?')}" for name in differ)
                for made, runs in found.most_common()]  # fmt: skip
        notes.append(say("mixture", sets="; ".join(sets)))
    return notes


def claim_report_folder(folder: str | Path) -> Path:
    """The folder for tables and figures, made if needed; refuses one that holds anything that no report wrote."""
    place(folder)
    path = Path(folder)
    with for_flag("--out", folder):
        path.mkdir(parents=True, exist_ok=True)
        held = sorted(p.name for p in path.iterdir())
    ours = {MARK, *written_before(path)}
    strange = [name for name in held if name not in ours]
    if strange:
        raise OutputError(
            f"--out {folder}: holds {strange[0]}, which no report wrote; expected an empty folder, or one that "
            "garden experiment report has written"
        )
    return path


def written_before(folder: Path) -> list[str]:
    """Names of the files that reports wrote to a folder."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        names = json.loads((folder / MARK).read_text(encoding="utf-8"))["files"]
        return [name for name in names if Path(name).name == name]
    return []


def write_report(report: Report, folder: Path) -> list[str]:
    """Each part's table as CSV and each chart as PNG and SVG; returns the names of the files.

    What an earlier report wrote there goes. The list of files comes first and, without those that went, again last, so
    that whoever is killed between leaves no file that nobody listed.
    """
    from experiments.drawing.picture import save

    tables = {f"{part.name}.csv": part.table for part in report.parts if len(part.table)}
    pictures = [one for part in report.parts for one in part.charts]
    names = [*tables, *(f"{one.name}.{kind}" for one in pictures for kind in PICTURES)]
    before = written_before(folder)
    list_files(report, folder, [*before, *names])
    for name in before:
        if name not in names:
            (folder / name).unlink(missing_ok=True)
    for name, table in tables.items():
        write_file(folder / name, lambda path, t=table: t.to_csv(path, index=False, float_format="%.6g"))
    for one in pictures:
        for kind in PICTURES:
            save(one, folder / f"{one.name}.{kind}")
    list_files(report, folder, names)
    return [*names, MARK]


def list_files(report: Report, folder: Path, names: Sequence[str]) -> None:
    """Write down which batch a folder tells of, and in which files."""
    batch = report.batch
    told = {"batch": batch.folder.name, "kind": batch.manifest.kind, "title": batch.manifest.title,
            "made_by": batch.made_by, "files": list(dict.fromkeys(names))}  # fmt: skip
    text = json.dumps(told, indent=2, ensure_ascii=False)
    write_file(folder / MARK, lambda path: path.write_text(text, encoding="utf-8"))
