"""The page of all claims, written from stored results: docs/claims.md is never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.evidence.claims import Claim, Registry, Test
from experiments.evidence.hypercube import Effects, gathered, registry_digest
from experiments.evidence.uncertain import Uncertain
from experiments.evidence.verdicts import (
    CONDITIONAL,
    LEAF,
    RATE,
    REFUTED,
    SHARE,
    SUPPORTED,
    UNTESTABLE,
    Verdict,
    claim_rows,
)
from experiments.running.kept import RESULTS, read_kept
from experiments.writing.pages import table, told

STORED = RESULTS / "claims.jsonl"
WORDS = (SUPPORTED, CONDITIONAL, REFUTED, UNTESTABLE)


def stored_effects(book: Registry) -> Effects:
    """The results that come with the project; raises ValueError when ``claims.toml`` has changed since."""
    job, rows = read_kept(STORED)
    if job["registry"] != registry_digest():
        raise ValueError(
            f"{STORED.name} was made with another claims.toml; expected garden claims --keep with a new file"
        )
    return gathered(book, job, rows)


HEAD = """# The article's claims, tested

Written by `garden claims --stored --page docs/claims.md` from `experiments/stored/claims.jsonl`; not edited by hand.
Model version {version}; {points} points of a latin hypercube with {pairs} pairs of runs each, root seed {seed};
{minutes:.0f} minutes of computing. The market is a generic channel in four tenths of the example size, not Russia in
2015, and the article is one case told by an interested source: a verdict says what this model does, under which
assumptions.

**{counts}.**

## How to read it

- A *test* compares arms on the same luck: a metric with weights, or a named pattern
  (`experiments/evidence/claims.toml`).
- At each point of the hypercube the 95 % interval of the mean over pairs lies beyond the smallest effect that matters
  in the direction that the article expects (*for*), inside it or beyond it the other way (*against*), or neither.
- *Supported*: for at {share:.0%} of the points or more. *Refuted*: against at {share:.0%} or more. *Conditional*: all
  else, with the one parameter that splits the points if a split does better than chance (a stump with {leaf} points a
  side or more, against {permutations} shuffled ones).
- False discoveries are controlled at {rate:.0%} over all points of all tests together (Benjamini and Hochberg), so a
  lone lucky point does not count.
- A *placebo* is a contrast in which the same should not show. A test whose placebo shows it too is not supported.
- A claim with several tests holds when all do; the one that speaks most against it decides. Effects are means over the
  hypercube with the 95 % interval of that mean over points.
- With few pairs a point is easily undecided: *conditional* without a parameter often means "not told apart", not "it
  depends".

Run it again (about {minutes:.0f} minutes of one processor; it goes on where it was stopped), or a part:

<!-- test: skip takes a quarter of an hour; the next block runs the same at small size -->
```bash
garden claims --points {points} --pairs {pairs} --keep claims.jsonl
```

```bash
garden claims S49 E10 --points 2 --pairs 2
garden claims --stored S38 S39 S40
```
"""

CLAIM_COLUMNS = ("claim", "says", "verdict", "deciding test", "effect", "95 % interval", "condition; parts that differ")
TEST_COLUMNS = ("test", "what", "expected", "effect", "95 % interval", "for / against / open", "verdict", "placebo")


def written_page(book: Registry, effects: Effects, found: Mapping[str, Verdict]) -> str:
    """The whole page as Markdown."""
    from experiments.evidence.verdicts import PERMUTATIONS

    rows = claim_rows(book, found, list(book.claims))
    counts = ", ".join(f"{sum(r['verdict'] == word for r in rows)} {word}" for word in WORDS)
    job = effects.job
    parts = [
        HEAD.format(
            version=job["model_version"], points=job["points"], pairs=job["pairs"], seed=job["seed"], share=SHARE,
            minutes=effects.seconds / 60.0, counts=f"Of {len(rows)} claims {counts}", leaf=LEAF, rate=RATE,
            permutations=PERMUTATIONS,
        ),
        "## Claims\n",
        table(CLAIM_COLUMNS, [_claim_row(book.claims[row["claim"]], row) for row in rows]),
        "\n## Tests\n",
        "Points for, against and undecided; *placebo*: share of points at which it shows the same.\n",
        table(TEST_COLUMNS, [_test_row(book.tests[name], verdict) for name, verdict in found.items()]),
        "\n## The hypercube\n",
        table(("dimension", "from", "to", "keys", "why it is in it"), [_dimension(u) for u in book.uncertain]),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _claim_row(claim: Claim, row: Mapping) -> tuple[str, ...]:
    verdict, condition = f"**{row['verdict']}**", row["condition"] or ""
    if not row["test"]:
        return claim.name, claim.says, verdict, "-", "-", "-", condition
    interval = f"{told(row['low'])} to {told(row['high'])}"
    return claim.name, claim.says, verdict, f"`{row['test']}`", told(row["effect"]), interval, condition


def _test_row(test: Test, verdict: Verdict) -> tuple[str, ...]:
    bound = f"within {test.smallest:g}" if test.sign == "0" else f"{test.sign}, beyond {test.smallest:g}"
    placebo = "-" if verdict.placebo_share != verdict.placebo_share else f"{verdict.placebo_share:.0%}"
    return (
        f"`{test.name}`", test.title, bound, told(verdict.effect), f"{told(verdict.low)} to {told(verdict.high)}",
        " / ".join(map(str, verdict.counts)), verdict.verdict, placebo,
    )  # fmt: skip


def _dimension(row: Uncertain) -> tuple[str, ...]:
    scaled = [f"`{key}` times" for key in row.scale]
    rest = [f"`{key}` = {of:g} less it" for key, of in row.rest]
    return row.name, f"{row.low:g}", f"{row.high:g}", ", ".join([*(f"`{k}`" for k in row.set), *scaled, *rest]), row.why
