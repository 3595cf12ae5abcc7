"""The page on calibration, written from its results: docs/calibration.md is never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.calibration.carried import DEFAULT_PAIRS, DRAWS, HEADLINES, PAIRS
from experiments.calibration.fit import COVERED, NARROW
from experiments.evidence.claims import registry
from experiments.validation.targets import targets
from experiments.writing.kept import version_told
from experiments.writing.pages import table, told

SIGN = {"+": "above", "-": "below minus", "0": "within"}

HEAD = """# Calibration: which parameters the facts hold

Written by `garden calibrate --page docs/calibration.md`; not edited by hand. The runs are kept in
`experiments/stored/calibration-runs.jsonl`, the results in `experiments/stored/calibration.json`.

Model version {version}, market `steady` in four tenths of the example size, {points} points of a latin hypercube over
{number} parameters, {seeds} seeds that all points share (common luck), root seed {seed}.

1. **Screening** (Morris 1991, {trajectories} trajectories): each candidate's largest effect on a calibrated row, in
   units of that row: the root of its range's half width squared plus the variance of one run by luck, so that what
   luck hides counts for little. The {number} that move something most are calibrated.
2. **Design.** One latin hypercube of runs; the logarithm of every moment is fitted by a quadratic surrogate, whose
   error at points that it has not seen (leave one out) is part of every interval.
3. **Intervals.** Flat prior over each range; a published range counts as the middle nine tenths; luck and the
   surrogate's error are added. All moments together, with their covariance, under Student's law; sampled by Markov
   chains on the surrogate (ter Braak 2006).
4. **Search.** {trials} trials of optuna's ask and tell on real runs with common luck, from the default and the
   surrogate's best place; the result is told on fresh seeds.
5. **Recovery.** Ten parameter sets that the surrogate has not seen, run on seeds of their own, are taken for facts.
6. **Carried through.** Headlines and facts not fitted are run again under draws from what the facts allow.

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
        f"\nMean squared distance from the middle of the ranges in those units, found by search less default, "
        f"{found['moments']['seeds']} pairs: {told(change)} (95 % interval {told(low)} to {told(high)}).\n",
        "## What the facts leave open\n",
        _open(found),
        "## Facts not fitted, as forecasts\n",
        _forecasts(found),
        "## Screening\n",
        table(("candidate", "moves most", "mu*, in units", "calibrated"), _screening(found["screening"])),
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
    """Headline effects under draws of the parameters that the facts allow."""
    tests = registry().tests
    rows = [
        (
            f"`{name}` ({SIGN[tests[name].sign]} {tests[name].smallest:g})", _interval(*row["default"]),
            _interval(*row["mean"]), _interval(None, row["low"], row["high"]), told(row["spread"]),
            "yes" if row["holds"] else "no",
        )
        for name, row in found["carried"]["headlines"].items()
    ]  # fmt: skip
    meaning = "; ".join(f"`{name}`: {tests[name].title}" for name in HEADLINES)
    columns = ("headline (expected)", "at the default", "mean of the draws", "95 % of the effects that the facts allow",
               "spread by parameters", "holds throughout")  # fmt: skip
    return (
        f"The same headlines with parameters drawn {DRAWS} times from what the facts allow (all parameters above "
        f"together), {PAIRS} pairs a draw on luck of its own; at the default {DEFAULT_PAIRS} pairs. *Spread*: the "
        "standard deviation between draws that luck does not account for. *Holds throughout*: the whole 95 % range is "
        f"beyond the smallest effect that matters.\n\n{table(columns, rows)}\n\n{meaning}.\n"
    )


def _forecasts(found: Mapping) -> str:
    """Facts not fitted, told like a forecast."""
    facts, rows = targets(), found["carried"]["forecasts"]
    shown = [
        (
            f"{row['id']}: {facts[row['id']].fact}", f"{row['expected'][0]:.3g} to {row['expected'][1]:.3g}",
            f"{_plain(row['median'])} ({_plain(row['low'])} to {_plain(row['high'])})",
            "yes" if facts[row["id"]].holds(row["median"]) else "no", "yes" if row["covers"] else "no",
            _plain(row["crps"]), _plain(row["interval_score"]),
        )
        for row in rows
    ]  # fmt: skip
    covered = sum(row["covers"] for row in rows)
    columns = ("fact", "published range", "median, 90 % forecast", "median in the range", "covers its middle", "CRPS",
               "interval score")  # fmt: skip
    return (
        f"Rows that calibration has not read, forecast by one market of each of the {DRAWS} draws. The middle of the "
        "published range is taken for the fact, which is hard on a fact that is a bound (C18, Q-swing); scores are in "
        "half widths of that range, smaller is better (Gneiting and Raftery 2007). "
        f"{covered} of {len(rows)} forecasts cover that middle, where nine in ten would be expected of a model that is "
        f"right about all of them.\n\n{table(columns, shown)}\n"
    )


def _interval(mean: float | None, low: float | None, high: float | None) -> str:
    ends = f"{told(low)} to {told(high)}"
    return ends if mean is None else f"{told(mean)} ({ends})"


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
