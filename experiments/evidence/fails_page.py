"""The page on where the conclusions fail, written from results: docs/where-this-fails.md is never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.evidence.claims import Registry
from experiments.evidence.deciding import REFUTED
from experiments.evidence.hypercube import stale
from experiments.evidence.robustness import CHANNELS, DEFAULT, SCREEN_MONTHS, SCREENED, Group, worlds
from experiments.evidence.sequential import AGAINST, FOR
from experiments.evidence.verdicts import Verdict, claim_rows
from experiments.writing.kept import shipped, version_told
from experiments.writing.pages import table, told

SHOWN = 15  # parameters of the screening
WORDS = {FOR: "holds", AGAINST: "**fails**", 0: "open"}

HEAD = """# Where this fails

Written by `garden robustness --stored --page docs/where-this-fails.md` from `experiments/stored/robustness.json` and
`experiments/stored/claims.jsonl`; not edited by hand. Model version {version}, at most {pairs} pairs of runs in a
world, root seed {seed}, four tenths of the example size; {minutes:.0f} minutes of computing.{stale}

Before a conclusion is used, somebody will ask where it does not hold. Here are the places that were looked for.
*Holds*: the effect lies beyond the smallest one that matters in the direction that the article expects. *Fails*: it
lies inside it or beyond it the other way. *Open*: the pairs cannot tell. Pairs are added to a world until it is decided
or has {pairs} ([how](deciding.md)); a world is called wrongly one way or the other with a chance of at most 5 %.

<!-- test: skip takes a quarter of an hour; a test runs the same at small size -->
```bash
garden robustness --keep robustness.jsonl --out robustness.json
```

```bash
garden robustness --stored
```
"""


def stored() -> Mapping:
    """The results that come with the project."""
    return shipped("robustness.json")


def written_page(book: Registry, found: Mapping, verdicts: Mapping[str, Verdict]) -> str:
    """The whole page as Markdown; ``verdicts`` are those of the claims over the hypercube."""
    job = found["job"]
    tests, groups = found["tests"], worlds()[1]
    parts = [
        HEAD.format(
            version=version_told(job),
            pairs=job["pairs"],
            seed=job["seed"],
            minutes=found["seconds"] / 60.0,
            stale=f"\n{stale(job)}" if stale(job) else "",
        ),
        "## Claims that the model refutes\n",
        _refuted(book, verdicts),
        "\n## The conclusions\n",
        table(
            ("test", "what", "sign, smallest", f"effect {DEFAULT}"), [_conclusion(book, name, found) for name in tests]
        ),
        *(_group(group, tests, found["worlds"]) for group in groups),
        _community(found["community"]),
        _screened(book, found["screening"]),
    ]
    return "\n".join(parts) + "\n"


def _refuted(book: Registry, verdicts: Mapping[str, Verdict]) -> str:
    rows = [row for row in claim_rows(book, verdicts, list(book.claims)) if row["verdict"] == REFUTED]
    if not rows:
        return "None."
    return table(
        ("claim", "says", "what came out", "effect", "95 % interval"),
        [
            (row["claim"], row["says"], book.tests[row["test"]].title, told(row["effect"]),
             f"{told(row['low'])} to {told(row['high'])}")
            for row in rows
        ],
    )  # fmt: skip


def _conclusion(book: Registry, name: str, found: Mapping) -> tuple[str, ...]:
    test = book.tests[name]
    mean, low, high = found["worlds"][DEFAULT][name]["effect"]
    return f"`{name}`", test.title, f"{test.sign}, {test.smallest:g}", f"{told(mean)} ({told(low)} to {told(high)})"


def _group(group: Group, tests: Sequence[str], effects: Mapping) -> str:
    rows = []
    for world in (DEFAULT, *group.worlds):
        cells = effects[world]
        rows.append((world, *(f"{told(cells[name]['effect'][0])} {WORDS[cells[name]['side']]}" for name in tests)))
    text = [f"\n## {group.title}\n", f"{group.why}\n", table(("world", *(f"`{name}`" for name in tests)), rows)]
    lost, kept = [], []
    for name in tests:
        if effects[DEFAULT][name]["side"] != FOR:
            continue
        failing = [world for world in group.worlds if effects[world][name]["side"] == AGAINST]
        (lost if failing else kept).append(f"`{name}` ({', '.join(failing)})" if failing else f"`{name}`")
    text.append(f"\nHolds as it is and fails in one of these worlds: {'; '.join(lost) or 'none'}.")
    text.append(f"Holds as it is and fails in none: {', '.join(kept) or 'none'}.")
    return "\n".join(text)


def _community(found: Mapping) -> str:
    even, low, high = found["break_even"]
    rows = [
        (f"{row['strength']:g}", *(f"{told(m)} ({told(a)} to {told(b)})" for m, a, b in
         (row["effect"], row["focal_profit"], row["treated_life"])))
        for row in found["rows"]
    ]  # fmt: skip
    start, end = found["prior"]
    if even == even and even is not None:
        words = (
            f"The community breaks even for the focal distributor over ten years at an effect of {even:.1%} on "
            f"members' sales (95 % interval {_percent(low)} to {_percent(high)}). Under a flat prior of {start:.0%} "
            f"to {end:.0%} it pays with a chance of {found['pays']:.0%}."
        )
    else:
        words = "The community pays at no strength tried."
    return "\n".join([
        "\n## The community over a prior\n",
        "How much a community brings its members is set by one published effect (+8.1 % of revenue, facts B5; "
        f"plausible {start:.0%} to {end:.0%}). Here what it brings is multiplied "
        f"({', '.join(f'`{key}`' for key in CHANNELS)}); its training stays.\n",
        table(("strength", "members' sales in the second year over their twins'", "focal profit of ten years, relative",
               "months of life of treated partners"), rows),
        f"\n{words}",
    ])  # fmt: skip


def _percent(value: float | None) -> str:
    return "-" if value is None or value != value else f"{value:.1%}"


def _screened(book: Registry, rows: Sequence[Mapping]) -> str:
    covered = {key for u in book.uncertain for key in (*u.set, *u.scale, *(key for key, _ in u.rest))}
    shown = [
        (f"`{row['key']}`", *(f"{row[name][0]:.3f} ({row[name][1]:.3f})" for name in SCREENED),
         "yes" if row["key"] in covered else "")
        for row in rows[:SHOWN]
    ]  # fmt: skip
    return "\n".join([
        "\n## What drives survival and profit\n",
        f"Morris screening of all {len(rows)} uncertain numbers of the parameter table over their ranges, `steady`, "
        f"{SCREEN_MONTHS} months: mu* (sigma) relative to the mean. The {SHOWN} strongest; a large sigma means that "
        "the effect depends on the others.\n",
        table(("parameter", "partners of month 0 alive", "focal profit", "in the claims' hypercube"), shown),
        "\nA parameter here that is not in the hypercube moves the market's level; whether it turns a conclusion was "
        "not tried one by one.",
    ])  # fmt: skip
