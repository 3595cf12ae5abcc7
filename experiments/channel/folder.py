"""The channel folder: what a ledger became, in files that people and programs read.

``channel.toml``   version, currency, unit, day, sources, totals, season
``ledger.csv``     a row a partner: everything the ledger says of it
``partners.csv``   the same partners as the market's list (see docs/guides/bring-your-own-channel.md)
``scenario.toml``  a scenario that starts with them, its scale found from the ledger
``invoices.parquet``, ``purchases.csv``  documents, and purchases by month, where the ledger has them
``doubts.csv``     every doubt; ``mapping.toml``  what was read as what, for next month
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from agents.partner import KINDS
from experiments.channel.doubts import Doubt, LedgerError, said
from experiments.channel.ledger import Ledger
from experiments.channel.profile import not_listed, not_listed_doubt, profiles, purchases_by_month, season
from experiments.channel.roles import ROLE_NAMES
from experiments.running.size import usual_sales
from experiments.writing.outputs import (
    OutputError,
    discarded,
    for_flag,
    lock_folder,
    renamed,
    whole_name,
    written_parts,
)

VERSION = 1
MARK = "channel.toml"
FILES = ("ledger.csv", "partners.csv", "scenario.toml", "mapping.toml", "doubts.csv", "invoices.parquet",
         "purchases.csv", MARK)  # fmt: skip
LONGEST_TERMS = 120.0  # days that the market's list takes


@dataclass(frozen=True)
class Channel:
    """A channel folder as read: what ``channel.toml`` says, a row a partner, documents and months (perhaps none)."""

    path: Path
    about: dict
    partners: pd.DataFrame
    invoices: pd.DataFrame
    purchases: pd.DataFrame

    def money(self, language: str = "en") -> str:
        """Currency and unit as they stand beside amounts, such as ``thousand RUB``; ¤ where none is named."""
        return said(f"money.{self.about['unit']}", currency=self.about["currency"] or "¤").told(language)

    @property
    def as_of(self) -> date | None:
        """The ledger's own day."""
        return self.about.get("as_of")


def told(ledger: Ledger) -> tuple[pd.DataFrame, list[Doubt]]:
    """Partners of a ledger and all its doubts."""
    table, doubts = profiles(ledger)
    return table, [*ledger.doubts, *doubts, *not_listed_doubt(table, ledger.tables[0]["source"])]


def claim_channel(folder: Path, sources: Sequence[Path] = ()) -> None:
    """Make a folder ready for :func:`write_channel`: nobody else writes to it meanwhile, and nothing but an earlier
    import is replaced.

    Raises :class:`~experiments.writing.outputs.OutputError` where a file of somebody else's, or one of the ``sources``
    that are to be read, has a name that an import writes.
    """
    with for_flag("--out", folder):
        folder.mkdir(parents=True, exist_ok=True)
        found = {path.name for path in folder.iterdir()}
        ours = MARK in found or any(whole_name(name) == MARK for name in found)  # a command was ended before the last
        taken = [name for name in FILES if name in found and not ours]
        read = {path.resolve() for path in sources}
        taken += [name for name in FILES if (folder / name).resolve() in read]
        if taken:
            raise OutputError(f"{folder}: an import would replace {taken[0]} there; expected another folder")
        lock_folder(folder)


def write_channel(ledger: Ledger, folder: Path) -> tuple[pd.DataFrame, list[Doubt]]:
    """Write a channel folder in the place of an earlier import; a full disk leaves that one as it was. A folder that
    others may write to as well is claimed first (:func:`claim_channel`). Returns what :func:`told` tells.

    Its ``channel.toml`` goes first and the new one comes last, so that a command that is killed between leaves no
    channel, never a mixture of two.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in [path for path in folder.iterdir() if whole_name(path.name) in FILES]:
        path.unlink(missing_ok=True)  # of a command that was killed
    partners, doubts = told(ledger)
    files = {folder / name: write for name, write in _written(ledger, partners, doubts).items()}
    parts = written_parts(files)
    try:
        for name in (MARK, *FILES):
            if name == MARK or folder / name not in files:
                (folder / name).unlink(missing_ok=True)
        renamed(parts)
    finally:
        discarded(parts)
    return partners, doubts


def _written(ledger: Ledger, table: pd.DataFrame, doubts: list[Doubt]) -> dict[str, Callable[[Path], object]]:
    """What writes each file of a channel folder, by name; the mark is the last."""
    listed = table[~table["name"].isin(set(not_listed(table)))]
    table = table.assign(listed=table["partner"].map({p: k for k, p in enumerate(listed["partner"])}).astype("Int64"))
    rows = pd.DataFrame([one.row for one in doubts], columns=["what", "where", "text", "left_out"])
    bought = purchases_by_month(ledger)
    files = {
        "ledger.csv": _text(table.to_csv(index=False, float_format="%.10g")),
        "partners.csv": _text(market_list(listed)),
        "scenario.toml": _text(scenario_of(listed, ledger)),
        "mapping.toml": _text(replace(ledger.given, columns=columns_said(ledger)).to_toml()),
        "doubts.csv": _text(rows.to_csv(index=False)),
    }
    if len(ledger.invoices):
        files["invoices.parquet"] = lambda part: ledger.invoices.to_parquet(part, index=False)
    if len(bought):
        files["purchases.csv"] = lambda part: bought.to_csv(part, index=False)
    return {**files, MARK: _text(_about(ledger))}


def columns_said(ledger: Ledger) -> dict[str, str]:
    """Every heading with the role that it was given or that its name says; a guess by content is made anew."""
    return {
        column.name: column.role
        for columns in ledger.columns.values()
        for column in columns
        if column.role != "month" and column.why in ("given", "name")
    } | dict(ledger.given.columns)


def market_list(table: pd.DataFrame) -> str:
    """Partners as the market's own list reads them; their main distributor is you."""
    listed = pd.DataFrame(
        {
            "kind": table["kind"],
            "size": table["size"].clip(lower=1e-9),
            "cash_days": table["cash_days"],
            "terms": table["terms"].clip(0.0, LONGEST_TERMS).round(),
            "limit": table["limit"].where(table["limit"] >= 0.0),
            "distributor": "focal",
            "name": table["name"],
        }
    )
    return listed.to_csv(index=False, float_format="%.10g")


def money_unit(table: pd.DataFrame) -> float:
    """The ledger's money for one unit of the model's: what makes partners of their kinds as large as drawn ones."""
    from scenarios import load_scenario

    values = load_scenario("steady").values
    usual = {kind: usual_sales(values, kind) for kind in KINDS}
    drawn = float(table["kind"].map(usual).sum())
    return float(f"{table['size'].sum() / drawn:.4g}") if drawn > 0.0 and table["size"].sum() > 0.0 else 1.0


def scenario_of(table: pd.DataFrame, ledger: Ledger) -> str:
    """A scenario that starts with the partners of a ledger."""
    unit = "" if ledger.unit == "one" else f"{ledger.unit} "
    return "\n".join(
        [
            'extends = "steady"',
            'title = "Our channel"',
            "",
            "[population]",
            'file = "partners.csv"',
            f"money_unit = {money_unit(table)!r}  # {unit}{ledger.currency or 'money'} for one unit of the "
            f"model's money, "
            "found from the sizes",
            "",
        ]
    )


def _about(ledger: Ledger) -> str:
    lines = [
        f"version = {VERSION}",
        f"currency = {json.dumps(ledger.currency, ensure_ascii=False)}",
        f"unit = {json.dumps(ledger.unit)}",
        *([f"as_of = {ledger.as_of.isoformat()}"] if ledger.as_of else []),
        f"partners = {len(ledger.facts)}",
        f"invoices = {len(ledger.invoices)}",
        f"total_in = {ledger.total_in!r}",
        f"total_used = {ledger.total_used!r}",
        f"season = {season(ledger)!r}",
    ]
    for table in ledger.tables:
        lines += ["", "[[tables]]"]
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]
    return "\n".join(lines) + "\n"


def _text(text: str) -> Callable[[Path], object]:
    return lambda part: part.write_text(text, encoding="utf-8")


def read_channel(folder: Path) -> Channel:
    """A channel folder; raises :class:`LedgerError` for one that is not whole."""
    try:
        about = tomllib.loads((folder / "channel.toml").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise LedgerError(
            f"{folder.name or folder}: is no channel folder (no channel.toml); expected one that "
            "garden channel import FILE --out DIR wrote"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise LedgerError(f"{folder.name}/channel.toml: cannot be read: {problem}") from None
    if about.get("version") != VERSION:
        raise LedgerError(
            f"{folder.name}/channel.toml: version {about.get('version')} is not known; expected {VERSION}"
        )
    try:
        partners = pd.read_csv(
            folder / "ledger.csv",
            dtype={"tax_id": str, "first_purchase": str, "last_purchase": str},
            converters={"name": str},  # a firm may be called NA, or 007
        )
        invoices = (
            pd.read_parquet(folder / "invoices.parquet") if (folder / "invoices.parquet").exists() else pd.DataFrame()
        )
        purchases = pd.read_csv(folder / "purchases.csv") if (folder / "purchases.csv").exists() else pd.DataFrame()
    except (OSError, ValueError) as problem:
        raise LedgerError(f"{folder.name}: cannot be read: {problem}") from None
    if "name" not in partners or not len(partners):
        raise LedgerError(f"{folder.name}/ledger.csv: has no partners")
    return Channel(folder, about, partners, invoices, purchases)


def meaning(role: str) -> str:
    """What a role of a column means, for people."""
    return said(f"role.{role}").told() if role in ROLE_NAMES else role.replace("_", " ")
