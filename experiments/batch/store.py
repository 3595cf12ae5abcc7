"""A batch's folder: its manifest, where it came from, and Parquet shards, a chunk of runs each.

``runs/`` has one row a run; ``monthly/``, ``partners/``, ``distributors/`` and ``events/`` hold the runs' tables, each
row with its ``run_id``. A chunk is the file of the same name in each of these folders. The one in ``runs/`` comes last
and is the commit: a chunk without it does not exist. ``receipts.jsonl`` lists every commit with the hash of its file,
so that a shard that was lost, changed or put there later is noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from experiments.batch.fence import READ_ONLY, WORKING, Fence
from experiments.batch.identity import code_of, facts_of, versions
from experiments.batch.limit import late_mark
from experiments.batch.manifest import TABLES, Manifest, read_manifest
from experiments.writing.outputs import OutputError, naming, place, write_text
from experiments.writing.plain import now, plain
from model import MODEL_VERSION

PROVENANCE = "provenance.json"
RECEIPTS = "receipts.jsonl"
OK, FAILED, QUARANTINED = "ok", "failed", "quarantined"


def chunk_name(run_ids: Iterable[str]) -> str:
    """Sixteen hexadecimal digits that name a chunk by its runs."""
    return hashlib.blake2b(" ".join(sorted(run_ids)).encode(), digest_size=8).hexdigest()


class Store:
    """Reads and prepares a batch's folder. Workers write through :mod:`experiments.batch.shards`."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.fence = Fence(self.folder)

    @property
    def exists(self) -> bool:
        """True when the folder holds a batch."""
        return (self.folder / PROVENANCE).is_file() and (self.folder / "manifest.toml").is_file()

    def check(self) -> Store:
        """The store itself; raises :class:`OutputError` when the folder holds no batch, or its provenance is spoilt."""
        if not self.exists and self.chunks() and (self.folder / "manifest.toml").is_file():
            raise OutputError(
                f"{self.folder}: lacks {PROVENANCE}, which says who made its runs; garden experiment run {self.folder} "
                "writes it again if they are those of its manifest and of these sources"
            )
        if not self.exists:
            raise OutputError(f"{self.folder}: holds no batch (garden experiment run MANIFEST --out {self.folder})")
        _ = self.provenance
        return self

    @property
    def manifest(self) -> Manifest:
        """The manifest of the last session."""
        return read_manifest(self.folder / "manifest.toml")

    @property
    def provenance(self) -> dict:
        """The sessions so far, each with its versions; raises :class:`OutputError` for a file that is none."""
        path = self.folder / PROVENANCE
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as problem:
            raise OutputError(
                f"{path}: cannot be read ({problem}); expected what garden experiment run wrote"
            ) from None
        if not isinstance(found, dict):
            raise OutputError(f"{path}: holds no table; expected what garden experiment run wrote")
        return found

    @property
    def last(self) -> dict:
        """The entry of the last session; empty before the first."""
        return (self.provenance.get("sessions") or [{}])[-1]

    @property
    def code(self) -> str:
        """Who made its runs, as their names say (:func:`identity.code_of`); a model version alone in old folders."""
        return self.last.get("code") or str(self.provenance.get("model_version", ""))

    @property
    def asked_anew(self) -> bool:
        """Whether its sessions counted arms differently."""
        return len({session.get("manifest") for session in self.provenance.get("sessions", [])}) > 1

    def claim(self) -> None:
        """Make the folder, or refuse one that holds anything else; raises :class:`OutputError`."""
        place(self.folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not self.exists:
                strange = sorted(p.name for p in self.folder.iterdir() if p.name not in (WORKING, RECEIPTS,
                                 "manifest.toml", "scenarios", "rules", "runs", *TABLES))  # fmt: skip
                if strange:
                    raise OutputError(
                        f"--out {self.folder}: holds {strange[0]}, which is not of a batch; expected an empty folder"
                    )
            for name in ("runs", WORKING, "scenarios"):
                (self.folder / name).mkdir(exist_ok=True)
        except OutputError:
            raise
        except OSError as problem:
            reason = problem.strerror or problem
            way = READ_ONLY if self.exists else "expected a folder to write to"
            raise OutputError(f"--out {self.folder}: cannot be written to ({reason}); {way}") from None

    def begin(self, session: str, manifest: Manifest, told: dict) -> None:
        """Keep the manifest and the scenarios of a session that starts, and add it to the provenance.

        What earlier sessions said stays: every shard names the session that made it.
        """
        for scenario in (manifest.base, *manifest.scenarios):
            write_text(self.folder / "scenarios" / f"{scenario.name}.toml", scenario.to_toml())
        for rule in (rule for rules in manifest.rules.values() for rule in rules):
            (self.folder / "rules").mkdir(exist_ok=True)
            write_text(self.folder / "rules" / rule.file, rule.source)
        write_text(self.folder / "manifest.toml", manifest.to_toml())
        entry = {"session": session, "started": now(), **told, **made_of(manifest)}
        before = self.provenance
        self._write_provenance({**before, "sessions": [*before.get("sessions", []), entry]})

    def end(self, session: str, told: dict) -> None:
        """Add to a session's entry when it ended and what it did."""
        found = self.provenance
        for entry in found.get("sessions", []):
            if entry["session"] == session:
                entry.update(ended=now(), **told)
        self._write_provenance(found)

    def _write_provenance(self, content: dict) -> None:
        write_text(self.folder / PROVENANCE, json.dumps(plain(content), indent=2, ensure_ascii=False))

    def tidy(self) -> None:
        """Remove unfinished files and tables of chunks that were never committed."""
        for path in (self.folder / WORKING).glob("*.part"):
            path.unlink(missing_ok=True)
        for path in self.orphans(set(self.chunks())):
            path.unlink(missing_ok=True)

    def forget_late(self) -> None:
        """Runs that went over their limit are made again."""
        for path in (self.folder / WORKING).glob(late_mark(self.folder, "*").name):
            path.unlink(missing_ok=True)

    def log(self, line: dict) -> None:
        """Add a line to the receipts: ``chunk``, ``runs`` (0: taken out), ``sha256`` of the shard of ``runs``.

        It comes before its shard, so that a shard without one was never made by a worker, whoever was killed when.
        """
        path = self.folder / RECEIPTS
        with naming(path), path.open("ab+") as file:
            cut = False  # by a full disk
            if file.tell():
                file.seek(-1, os.SEEK_END)
                cut = file.read(1) != b"\n"
            file.write(b"\n" * cut + json.dumps(line).encode() + b"\n")

    def receipts(self) -> dict[str, dict]:
        """The last receipt of every chunk; a line cut short by a full disk is passed over."""
        found: dict[str, dict] = {}
        with suppress(FileNotFoundError), (self.folder / RECEIPTS).open(encoding="utf-8") as file:
            for text in file:
                with suppress(ValueError):
                    line = json.loads(text)
                    found[line["chunk"]] = line
        return {chunk: line for chunk, line in found.items() if line["runs"]}

    def chunks(self) -> list[str]:
        """Names of all committed chunks."""
        try:
            with os.scandir(self.folder / "runs") as entries:
                return sorted(e.name[:-8] for e in entries if e.name.endswith(".parquet"))
        except FileNotFoundError:
            return []

    def orphans(self, committed: set[str]) -> list[Path]:
        """Files of tables whose chunk was never committed."""
        found = []
        for name in TABLES:
            folder = self.folder / name
            if folder.is_dir():
                found += [p for p in folder.glob("*.parquet") if p.stem not in committed]
        return sorted(found)

    def shard(self, table: str, chunk: str) -> Path:
        """The file of a chunk in a table."""
        return self.folder / table / f"{chunk}.parquet"


def file_hash(path: Path) -> str:
    """A hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def receipt_line(path: Path, chunk: str | None = None) -> dict:
    """The receipt of a shard of ``runs``."""
    import pyarrow.parquet as parquet

    rows = parquet.read_metadata(path).num_rows
    return {"chunk": chunk or path.stem, "runs": rows, "sha256": file_hash(path)}


def text_hash(text: str) -> str:
    """Twelve hexadecimal digits that name a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def made_of(manifest: Manifest) -> dict:
    """What the numbers of a session depend on: model version, sources, packages, commit, seed, scenarios."""
    from experiments.batch.same import design_name, meaning

    code = code_of(manifest.kind)
    return {
        "kind": manifest.kind,
        "manifest": design_name(manifest, code),
        "code": code,
        "model_version": MODEL_VERSION,
        "versions": versions(),
        "commit": commit(),
        "seed": manifest.seed,
        "months": manifest.months,
        "scenarios": {s.name: s.hash for s in (manifest.base, *manifest.scenarios)},
        "meaning": meaning(manifest),
        **({"facts": facts} if (facts := facts_of(manifest.kind)) else {}),
        # Its files keep markets alone: who wrote over a timeline is known while the manifest is read from outside.
        **({"overlaid": keys} if (keys := overlaid_in(manifest)) else {}),
    }


def overlaid_in(manifest: Manifest) -> dict[str, list[str]]:
    """The keys that were given over a timeline, of each scenario that has any (``Scenario.overlaid``)."""
    return {s.name: sorted(s.overlaid) for s in (manifest.base, *manifest.scenarios) if s.overlaid}


def commit() -> str:
    """The commit of the sources, with ``+`` when they differ from it; empty outside a clone."""
    root = Path(__file__).resolve().parents[2]
    try:
        head = subprocess.run(["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"],
                              capture_output=True, text=True, check=True)  # fmt: skip
        changed = subprocess.run(["git", "-C", str(root), "status", "--porcelain", "-uno"],
                                 capture_output=True, text=True, check=True)  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")
