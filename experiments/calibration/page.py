"""The page on calibration, written from its results: docs/calibration.md is never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.calibration.fit import COVERED, HEADLINES, NARROW, PAIRS
from experiments.evidence.claims import registry
from experiments.running.kept import version_told
from experiments.writing.pages import table, told

HEAD = """# Calibration: which parameters the facts hold

Written by `garden calibrate --page docs/calibration.md`; not edited by hand. The runs are kept in
`experiments/stored/calibration-runs.jsonl`, the results in `experiments/stored/calibration.json`.

Model version {version}, market `steady` in four tenths of the example size, {points} points of a latin hypercube over
{number} parameters, {seeds} seeds that all points share (common luck), root seed {seed}.

1. **Screening** (Morris 1991, {trajectories} trajectories): each candidate's largest effect on a calibrated row, in
   half widths of that row's range. The {number} that move something most are calibrated.
2. **Design.** One latin hypercube of runs; the logarithm of every moment is fitted by a quadratic surrogate, whose
   error at points that it has not seen (leave one out) is part of every interval.
3. **Intervals.** Flat prior over each range; a published range counts as the middle nine tenths; luck and the
   surrogate's error are added. All moments together, with their covariance, under Student's law; sampled by Markov
   chains on the surrogate (ter Braak 2006).
4. **Search.** {trials} trials of optuna's ask and tell on real runs with common luck, from the default and the
   surrogate's best place; the result is told on fresh seeds.
5. **Recovery.** Ten parameter sets that the surrogate has not seen, run on seeds of their own, are taken for facts.

Run it again (about five minutes of one processor; it goes on where it was stopped):

<!-- test: skip takes five minutes; a test runs the same at small size -->
```bash
garden calibrate --keep calibration-runs.jsonl --out calibration.json
```
"""


def written_page(found: Mapping) -> str:
    """The whole page as Markdown, from the results of :func:`experiments.calibration.fit.calibrated`."""
    job, recovery = found["job"], found["recovery"]
    change, low, high = found["moments"]["distance_change"]
    parts = [
        HEAD.format(
            version=version_told(job), points=job["points"], seeds=job["seeds"], seed=job["seed"],
            trajectories=job["trajectories"], number=len(found["parameters"]), trials=found["search"]["trials"],
        ),
        "## Parameters\n",
        f"Identified: the 90 % interval is on average at most {NARROW:.0%} of the prior range in the synthetic trials. "
        f"Recovered: in how many of {recovery['trials']} trials the true value lay inside it ({COVERED} or more wanted "
        "for identified ones).\n",
        table(("parameter", "prior range", "default", "found by search", "90 % interval by the facts", "identified",
               "width in trials", "recovered"), [_parameter(p) for p in found["parameters"]]),
        "\nA value that scales stands as a multiple of the default.\n",
        "## Moments on fresh seeds\n",
        table(("row", "expected", "default", "found by search"), [_moment(m) for m in found["moments"]["rows"]]),
        f"\nMean squared distance from the middle of the ranges in half widths, found by search less default, "
        f"{found['moments']['seeds']} pairs: {told(change)} (95 % interval {told(low)} to {told(high)}).\n",
        "## What the facts leave open\n",
        _open(found),
        "## Screening\n",
        table(("candidate", "moves most", "mu*, half widths", "calibrated"), _screening(found["screening"])),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _parameter(row: Mapping) -> tuple[str, ...]:
    low, high = row["interval"]
    return (
        row["name"], f"{row['low']:.3g} to {row['high']:.3g}", f"{row['default']:.3g}", f"{row['best']:.3g}",
        f"{low:.3g} to {high:.3g}", "yes" if row["identified"] else "no", f"{row['width']:.0%}", str(row["recovered"]),
    )  # fmt: skip


def _screening(screening: Mapping) -> list[tuple[str, ...]]:
    return [
        (row["name"], row["moves_most"], f"{row['mu_star']:.2f}", "yes" if row["name"] in screening["chosen"] else "")
        for row in screening["candidates"]
    ]


def _moment(row: Mapping) -> tuple[str, ...]:
    low, high = row["expected"]

    def cell(value) -> str:
        mean, *ends = value
        mark = "" if low <= mean <= high else " (outside)"
        left, right = ("-" if end is None else f"{end:.3g}" for end in ends)  # one run of all had the moment
        return f"{mean:.3g} ({left} to {right}){mark}"

    return row["id"], f"{low:.3g} to {high:.3g}", cell(row["default"]), cell(row["best"])


def _open(found: Mapping) -> str:
    """Headline effects with each unidentified parameter at both ends of its interval."""
    tests = registry().tests
    rows = [
        (
            world,
            *(f"{told(effects[name][0])} ({told(effects[name][1])} to {told(effects[name][2])})" for name in HEADLINES),
        )
        for world, effects in found["conclusions"].items()
    ]
    base = found["conclusions"]["default"]
    turned = sorted(
        {
            f"`{name}` ({world})"
            for world, effects in found["conclusions"].items()
            for name in HEADLINES
            if effects[name][0] * base[name][0] < 0.0 and (effects[name][1] > 0.0 or effects[name][2] < 0.0)
        }
    )
    changed = (
        f"A clear change of sign: {', '.join(turned)}." if turned else "No headline effect clearly changes its sign."
    )
    meaning = "; ".join(f"`{name}`: {tests[name].title}" for name in HEADLINES)
    return (
        "Headline effects with each parameter that is not identified at either end of its 90 % interval, "
        f"{PAIRS} pairs. {changed}\n\n{table(('world', *(f'`{name}`' for name in HEADLINES)), rows)}\n\n{meaning}.\n"
    )
