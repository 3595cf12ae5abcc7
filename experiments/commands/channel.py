"""``garden channel``: your own ledger in, who is at risk, what keeps whom, how good such forecasts were."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from experiments.console import ProgressBar, number, print_json, print_table
from experiments.flags import DONE

HELP = "Your own ledger: import it in any dialect, see who is at risk."
MOST_COLUMNS = 12


def add_flags(flags) -> None:
    """Flags of the command's verbs."""
    verbs = flags.add_subparsers(dest="verb", required=True, parser_class=type(flags))
    add = verbs.add_parser("import", help="read a ledger in any dialect and write a channel folder")
    add.add_argument("files", nargs="+", metavar="FILE", help=".xlsx, .xls, .ods or CSV: partners, ageing, invoices")
    add.add_argument("--map", metavar="FILE", help="a mapping file: what columns mean, currency, order of dates")
    add.add_argument("--out", metavar="DIR", help="the channel folder to write")
    add.set_defaults(call=import_)
    for verb in (add,):
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON alone on stdout")


def execute(options, command: str) -> int:
    """The verb."""
    return options.call(options)


def import_(options) -> int:
    """Read, tell, write."""
    from experiments.channel.folder import told, write_channel
    from experiments.channel.importing import import_files
    from experiments.channel.mapping import LedgerMap, load_mapping

    given = load_mapping(Path(options.map)) if options.map else LedgerMap()
    with ProgressBar("files") as bar:
        ledger = import_files([Path(name) for name in options.files], given, bar)
    partners, doubts = told(ledger)
    if options.out:
        write_channel(ledger, Path(options.out))
    if options.json:
        print_json({
            "partners": len(partners), "invoices": len(ledger.invoices), "total_in": ledger.total_in,
            "total_used": ledger.total_used, "currency": ledger.currency, "unit": ledger.unit,
            "as_of": ledger.as_of and ledger.as_of.isoformat(), "tables": ledger.tables,
            "columns": [{"source": source, **asdict(c)} for source, columns in ledger.columns.items() for c in columns],
            "doubts": [asdict(doubt) | {"line": doubt.line} for doubt in doubts],
        })  # fmt: skip
        return DONE
    show(ledger, partners, doubts)
    if options.out:
        print(f"  written: {options.out} (mapping.toml in it holds what was read as what, for next month)")
    return DONE


def show(ledger, partners, doubts) -> None:
    """An import for people: tables, columns with five cells, doubts, totals."""
    from experiments.channel.folder import meaning

    unit = " ".join(
        word for word in ("" if ledger.unit == "one" else ledger.unit, ledger.currency or "no currency") if word
    )
    for table in ledger.tables:
        rows = [
            (c.name[:40], meaning(c.role) if c.role else "not used", c.why, " | ".join(cell[:14] for cell in c.cells))
            for c in ledger.columns[table["source"]]
        ]
        months = [row for row in rows if row[1] == "month"]
        if len(months) > 3:
            rows = [row for row in rows if row[1] != "month"] + [
                months[0],
                (f"... {len(months) - 2} more months", "", "", ""),
                months[-1],
            ]
        print_table(f"{table['source']} ({table['how']}): {table['shape']}, {table['rows']:,} rows",
                    ("column", "is read as", "by", "five cells"), rows)  # fmt: skip
    for doubt in doubts:
        print(f"  ? {doubt.line}")
    left = ledger.total_in - ledger.total_used
    print(
        f"\n  {len(partners):,} partners, {len(ledger.invoices):,} invoices, {unit}, on "
        f"{ledger.as_of or 'an unknown day'}"
    )
    print(f"  total in {ledger.total_in:,.2f}, used {ledger.total_used:,.2f}, left out {left:,.2f}"
          f"{' (see the lines above)' if abs(left) > 0.005 else ''}")  # fmt: skip
    kinds = partners.groupby(["kind", "kind_from"]).size()
    print(
        "  kinds: "
        + ", ".join(
            f"{number(int(n))} {kind} ({'by ' if w in ('name', 'column') else ''}{w})" for (kind, w), n in kinds.items()
        )
    )
