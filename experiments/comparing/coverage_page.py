"""The page of how often printed intervals hold the truth: docs/coverage.md is never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.sources import compiled_hash
from experiments.comparing.coverage import COX_SAMPLES, CURVE_SAMPLES, HELD, NAMES, SAMPLES, Row
from experiments.writing.pages import table
from model import MODEL_VERSION

HEAD = """# How often the printed intervals hold

Written by `{command}`; not edited by hand.
Model version {version} (compiled sources {sources}).

An interval that is called 95 % should hold the truth 95 times in a hundred. Here {all_pairs:,} pairs of `{base}` and
`{other}` over {months} months stand for the truth, in markets of {sizes} partners (a channel of one's own is small).
Samples of 4 to 64 pairs are drawn from them, {samples:,} of each size ({curves} of curves, {fits} of Cox's model), and
each prints its interval as `garden compare` and the pages do, or none where its pairs do not allow one
([why](decisions.md)). *Holds*: the share of printed intervals that hold what all pairs say; for the test, the share of
samples without a difference in which it finds none.

**Of {rows} rows with an interval {held} hold {low:.0%} to {high:.0%}, as far as so many samples can tell.** {outside}
"""
NONE = "None lies outside."
SOME = """The others, worst first:

{table}

What a few futures decide, a few pairs cannot know: where the skewness is far from nought, a small part of the pairs
(those in which a distributor fails, say) brings most of the mean, and a sample without them knows nothing of them: no
interval made of the sample alone can. The pages tell in how many futures your own company closes beside its profit, for
that reason. A share above {high:.0%} is an interval wider than it need be; of so many rows some lie outside by
chance."""
TAIL = """
Run a part of it again:

```bash
garden coverage {base} {other} --partners {least} --months 12 --pairs 20
```

Other intervals have tables of their own: [forecasts on one's own ledger](guides/own-ledger.md), [facts that calibration
has not read](calibration.md), [the rule that decides claims](deciding.md).
"""
COLUMNS = ("partners", "interval", "of", "pairs", "holds", "printed in", "skewness of a pair")


def share(value: float) -> str:
    """A share in per cent, or a dash where there is none."""
    return f"{value:.1%}" if value == value else "-"


def cells(partners: int, row: Row) -> tuple[str, ...]:
    """One row of the table."""
    skewness = f"{row.skewness:+.1f}" if row.skewness == row.skewness else "-"
    return (f"{partners}", NAMES[row.kind], row.what, f"{row.pairs}", share(row.coverage), f"{row.printed:.0%}",
            skewness)  # fmt: skip


def written_page(
    found: Mapping[int, Sequence[Row]], command: str, base: str, other: str, months: int, pairs: int,
    notes: Sequence[str] = (),
) -> str:  # fmt: skip
    """The whole page as Markdown, from rows by number of partners; ``command`` is the line that makes it, ``notes``
    what its scenarios say that the runs do not do."""
    told = [(partners, row) for partners, rows in found.items() for row in rows if row.printed]
    outside = sorted((pair for pair in told if not pair[1].held), key=lambda pair: pair[1].coverage)
    listed = SOME.format(table=table(COLUMNS, [cells(*pair) for pair in outside]), high=HELD[1]) if outside else NONE
    sizes = ", ".join(map(str, found))
    head = HEAD.format(
        command=command, base=base, other=other, sizes=sizes, months=months, all_pairs=pairs, version=MODEL_VERSION,
        sources=compiled_hash(), samples=SAMPLES, curves=CURVE_SAMPLES, fits=COX_SAMPLES, rows=len(told),
        held=len(told) - len(outside), low=HELD[0], high=HELD[1], outside=listed,
    )  # fmt: skip
    parts = [
        head,
        *(f"{note}\n" for note in notes),
        "## All of them\n",
        table(COLUMNS, [cells(n, row) for n, rows in found.items() for row in rows]),
    ]
    return "\n".join(parts) + "\n" + TAIL.format(base=base, other=other, least=min(found))
