"""The page of all claims, written from stored results: docs/claims.md is never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.evidence.claims import Claim, Registry, Test
from experiments.evidence.deciding import run_of
from experiments.evidence.groups import Group, again, first_bound, judged_groups
from experiments.evidence.hypercube import Effects, gathered, stale
from experiments.evidence.sequential import PAIRS, SHARE, needed
from experiments.evidence.surface import LEGEND, SKILLED
from experiments.evidence.telling import few_told, sentence
from experiments.evidence.uncertain import FIRST, Uncertain
from experiments.evidence.verdicts import CONDITIONAL, WORDS, Verdict, claim_rows
from experiments.words.words import words
from experiments.writing.kept import RESULTS, read_kept, version_told
from experiments.writing.pages import table, told

STORED = RESULTS / "claims.jsonl"


def stored_effects(book: Registry) -> Effects:
    """The results that come with the project, of tests that are still there (see ``hypercube.stale``)."""
    return gathered(book, *read_kept(STORED))


HEAD = """# The article's claims, tested

Written by `garden claims --stored --page docs/claims.md` from `experiments/stored/claims.jsonl`; not edited by hand.
Model version {version}; {points} points of a latin hypercube{grown}
with at most {pairs:,} pairs of runs each{deeper} ({made:,} pairs in all), root seed {seed};
{minutes:.0f} minutes of computing.
The market is a generic channel in four tenths of the example size, not Russia in 2015, and the article is one case
told by an interested source: a verdict says what this model does, under which assumptions.{stale}

**{counts}.**

## In ten groups

The claims of a group by verdict, the most telling first: those for which most points speak, and the largest effects.
The app's page *Evidence* opens each group into its claims, and `garden claims --stored --to claims.pptx` makes slides.

{groups}

## How to read it

- A *test* compares arms on the same luck: a metric with weights, or a named pattern
  (`experiments/evidence/claims.toml`).
- At each point of the hypercube pairs are added until the effect is beyond the smallest one that matters in the
  direction that the article expects (*for*), or inside it or beyond it the other way (*against*); a point that the
  pairs cannot tell stays *open*. [How points are decided](deciding.md), with the error rates of the rule.
- *Supported*: for at {share:.0%} of the points or more ({needed} of {points}). *Refuted*: against at as many. Each of
  the two is wrong with a chance of at most 5 % a test, also where effects of pairs are skewed, as simulation says.
- *Conditional*: neither can come out any more, whatever the open points are: it depends. A surface over all dimensions
  (a Gaussian process) says on what, if it foretells points that it has not seen: its skill is one less its squared
  error there over that of the plain mean, and below {skilled:g} no region is told.
- *Undecided*: the open points would decide; the runs that it would take are told.
- A *placebo* is a contrast in which the same should not show. A test whose placebo shows it too is not supported.
- A claim with several tests holds when all do; the one that speaks most against it decides. Effects are means over the
  hypercube with the 95 % interval of that mean over points.

Run it again (it goes on where it was stopped), or a part:

<!-- test: skip takes an hour of two processors; the next block runs the same at small size -->
```bash
{commands}
```

```bash
garden claims S49 E10-life --points 2 --pairs 8
garden claims --stored S38 S39 S40
```
"""

DEEPER = ", {number} tests that were open then with up to {most:,}"
GROWN = " (the first {first} make one, the others stand in strata of all that these leave empty)"
CLAIM_COLUMNS = ("claim", "says", "verdict", "deciding test", "effect", "95 % interval", "condition; parts that differ")
TEST_COLUMNS = ("test", "what", "expected", "effect", "95 % interval", "for / against / open", "verdict", "placebo")


def written_page(book: Registry, effects: Effects, found: Mapping[str, Verdict]) -> str:
    """The whole page as Markdown."""
    rows = claim_rows(book, found, list(book.claims))
    counts = ", ".join(f"{sum(r['verdict'] == word for r in rows)} {word}" for word in WORDS)
    job = effects.job
    doubts = [text for text in (stale(job), *few_told(job, "en")) if text]
    parts = [
        HEAD.format(
            version=version_told(job), points=job["points"], seed=job["seed"], share=SHARE, **_pairs(effects),
            minutes=effects.seconds / 60.0, counts=f"Of {len(rows)} claims {counts}", made=job["pairs_made"],
            needed=needed(job["points"]), skilled=SKILLED,
            grown=GROWN.format(first=FIRST) if job["points"] > FIRST else "",
            stale="".join(f"\n\n{text}" for text in doubts), groups=_groups(judged_groups(book, found)),
        ),
        "## Claims\n",
        table(CLAIM_COLUMNS, [_claim_row(book.claims[row["claim"]], row) for row in rows]),
        _maps(book, found),
        "\n## Tests\n",
        "Points for, against and open; *placebo*: share of points at which it shows the same.\n",
        table(TEST_COLUMNS, [_test_row(book.tests[name], verdict) for name, verdict in found.items()]),
        "\n## The hypercube\n",
        table(("dimension", "from", "to", "keys", "why it is in it"), [_dimension(u) for u in book.uncertain]),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _pairs(effects: Effects) -> dict[str, object]:
    """How many pairs all tests got at most, which got more, and the commands that give them."""
    most = {name: int(run_of(values).max()) for name, values in effects.values.items()}
    further = [pairs for pairs in most.values() if pairs > PAIRS]
    deeper = DEEPER.format(number=len(further), most=max(further)) if further else ""
    pairs = first_bound(most)
    commands = "\n".join(again("", effects.job["points"], pairs, most))
    return {"pairs": pairs, "deeper": deeper, "commands": commands}


def _groups(groups: Sequence[Group]) -> str:
    titles = words("en", "evidence.groups")
    return "\n".join(f"- **{titles(group.name)}** ({_names(group)}). {sentence(group, 'en')}" for group in groups)


def _names(group: Group) -> str:
    return ", ".join(one.claim.name for one in group.claims)


def _maps(book: Registry, found: Mapping[str, Verdict]) -> str:
    """A small map of every conditional test that the surface foretells."""
    parts = ["\n## On what it depends\n"]
    shown = [v for v in found.values() if v.verdict == CONDITIONAL and v.surface and v.surface.predicts]
    if not shown:
        return "\n".join([*parts, "No conditional test has a surface that foretells unseen points."])
    parts.append(f"Maps over the two dimensions that move each effect most, all others averaged: {LEGEND}.\n")
    ends = {u.name: (u.low, u.high) for u in book.uncertain}
    for verdict in shown:
        across, up = verdict.surface.axes
        parts += [f"`{verdict.test}`: {book.tests[verdict.test].title}. It {verdict.condition}.\n", "```text"]
        marks = [f"{ends[up][1]:g}", *[""] * (len(verdict.surface.map) - 2), f"{ends[up][0]:g}"]
        parts += [f"{mark:>6} {line}" for mark, line in zip(marks, verdict.surface.map, strict=True)]
        width = len(verdict.surface.map[0])
        parts.append(f"{'':>6} {ends[across][0]:<{width - len(f'{ends[across][1]:g}')}g}{ends[across][1]:g}")
        shares = verdict.surface.part
        parts += [f"across: {across} ({shares[0]:.0%}); up: {up} ({shares[1]:.0%} of what single dimensions move)",
                  "```\n"]  # fmt: skip
    return "\n".join(parts)


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
