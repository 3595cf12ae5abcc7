"""``garden experiment report``: what a batch found, at any time, from what is stored."""

from __future__ import annotations

import math

from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE, amounts, path
from experiments.writing.plain import number

MOST_ROWS = 40  # of a table on the screen; files and JSON have all
EFFECTS = ("effect", "base", "other", "difference", "low", "high", "bca low", "bca high")  # told with the same digits


def add_flags(flags) -> None:
    """Flags of the report."""
    flags.add_argument("--smallest", action="append", default=[], metavar="METRIC=VALUE", help="the smallest effect "
                       "that matters (default: one point of a share, else a hundredth of the mean)")  # fmt: skip
    flags.add_argument("--metrics", default="", metavar="M,M", help="columns of runs/ to tell (default: partners "
                       "of the focal distributor still there, and its profit)")  # fmt: skip
    flags.add_argument(
        "--out", metavar="DIR", type=path, help="write each table as CSV and each figure as PNG and SVG there"
    )


def execute(options, command: str) -> int:
    """Tables, findings, and files when they are asked for."""
    from experiments.analysis.readable import readable
    from experiments.analysis.report import claim_report_folder, make_report, write_report

    target = claim_report_folder(options.out) if options.out else None
    names = dict.fromkeys(name.strip() for name in options.metrics.split(",") if name.strip())
    report = make_report(options.folder, list(names), smallest=amounts("--smallest", options.smallest))
    files = write_report(report, target) if target else []
    if options.json:
        print_json({**report.told(), "files": files})
        return DONE
    batch = report.batch
    print(f"{batch.manifest.title or batch.manifest.kind}\n{len(batch.done):,} runs in {batch.folder}")
    for note in report.notes:
        print(note)
    for part in report.parts:
        print()
        for chart in part.charts:
            print(f"  {chart.title}")
        print_part(part.title, readable(batch, part.table, "en"))
        for note in part.below:
            print(f"  {note}")
    if files:
        print(f"\nwrote {len(files)} files to {target}: {', '.join(files)}")
    return DONE


def print_part(title: str, table) -> None:
    """A part's table, one for each metric where it tells several."""
    if table.empty:
        print(f"  {title}")
        return
    if "metric" not in table:
        return _print(title, table)
    for metric, rows in table.groupby("metric", sort=False):
        _print(f"{title}: {metric}", rows.drop(columns="metric"))


def _print(title: str, table) -> None:
    rows = [cells(row) for row in table.head(MOST_ROWS).to_dict("records")]
    left = len(table) - len(rows)
    print_table(f"{title} ({left:,} rows more with --json or --out)" if left > 0 else title, list(table), rows)


def cells(row: dict) -> list[str]:
    """A row as a table tells it: an effect and the ends of its interval have the same digits."""
    ends = {
        name: value for name, value in row.items() if name in EFFECTS and isinstance(value, float) and value == value
    }
    if any(abs(value) >= 100.0 for value in ends.values()):
        row = row | {name: round(value) for name, value in ends.items()}
    return [cell(name, value) for name, value in row.items()]


def cell(column: str, value) -> str:
    """A value as a table tells it."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, str):
        return value
    if column in ("p", "p fdr") and not math.isnan(value):
        return f"{value:.2g}"
    return number(value)
