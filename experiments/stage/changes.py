"""What the variants of a batch change, outcome by outcome with intervals: who gains, who does harm, which is best."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.analysis.batch import BASE, Batch, told_level
from experiments.analysis.charts import levels_told as pair_told
from experiments.analysis.charts import metric_name, named, term_name
from experiments.analysis.report import Report
from experiments.analysis.searched import programme
from experiments.words.keys import FOCAL
from experiments.words.words import Words, capital, words
from model.measures import better_of

FRONT = "front"  # the part of a search's finalists
# Parts that tell changes, and the column of each that has their size; a programme's has one an outcome.
CHANGES = {"effects": "difference", "factors": "effect", "tornado": "difference", "thirds": "effect", FRONT: "gain"}
ENDS = ("", "_low", "_high")


@dataclass(frozen=True)
class Change:
    """What one variant does to one outcome against what it is compared with, with its interval.

    ``number`` is the arm or the programme that does it; None where many runs together tell it.
    """

    name: str
    metric: str
    value: float
    low: float
    high: float
    number: int | None = None

    def told(self, say: Words) -> str:
        """The outcome and the difference."""
        digits = 0 if abs(self.value) >= 100 else 1
        told = words(say.language)
        between = told.between(self.low, self.high, digits, sign=True) or told("range.none")
        name, of = metric_name(self.metric, say), say("of_hundred")
        hundred = of.removeprefix(",") if of in name else ""
        return f"{name.replace(of, '')} {say.number(self.value, digits, sign=True)}{hundred} ({between})"

    def counts(self, batch: Batch) -> int:
        """1 where the outcome is clearly better by more than matters, -1 where it is clearly worse, else 0."""
        smallest, sign = batch.smallest_of(self.metric), -1.0 if better_of(self.metric) == "less" else 1.0
        low, high = sorted((sign * self.low, sign * self.high))
        return int(low > smallest) - int(high < -smallest)

    def better(self) -> bool:
        """Whether the outcome is clearly better, by however little."""
        return self.high < 0.0 if better_of(self.metric) == "less" else self.low > 0.0


def changes_of(report: Report, name: str, say: Words) -> list[Change]:
    """The changes that a part of a report tells; none where it is not there."""
    part = next((part for part in report.parts if part.name == name), None)
    if part is None or part.table.empty:
        return []
    rows = part.table.to_dict("records")
    if name == FRONT:
        told = [metric.removesuffix("_gain") for metric in part.table if metric.endswith("_gain")]
        return [Change(programme(int(row["trial"]), say), metric, *(row[f"{metric}_gain{end}"] for end in ENDS),
                       int(row["trial"])) for row in rows if row["trial"] for metric in told]  # fmt: skip
    return [Change(_what(report, name, row, say), row["metric"], row[CHANGES[name]], row["low"], row["high"],
                   row.get("arm")) for row in rows if "metric" in row]  # fmt: skip


def harms_of(report: Report, say: Words) -> list[str]:
    """What clearly makes an outcome worse by more than matters, in words with intervals: what the best variant does in
    another world first, then the largest."""
    # Variants one by one, where they are told, before means over others, in which a harm may drown.
    found = next((changes for name in CHANGES if (changes := changes_of(report, name, say))), [])
    harms = [change for change in found if change.counts(report.batch) < 0]
    best = best_of(report, say)
    harms.sort(key=lambda change: (not _elsewhere(report.batch, change.number, best),
                                   -abs(change.value) / (report.batch.smallest_of(change.metric) or 1.0)))  # fmt: skip
    return [capital(f"{change.name}: {change.told(say)}") for change in harms]


def _elsewhere(batch: Batch, arm: int | None, best: int | None) -> bool:
    """Whether an arm has the levers of the best one, and differs from it in the world alone."""
    if arm is None or best is None or batch.manifest.kind != "factorial":
        return False
    factors = batch.manifest.factors
    yours = [factor.name for factor in factors if all(key.startswith(FOCAL) for key in factor.keys)]
    return 0 < len(yours) < len(factors) and all(batch.arms[arm][name] == batch.arms[best][name] for name in yours)


def gains_of(report: Report, say: Words) -> dict[int, list[Change]]:
    """What each arm brings against the base, or each unbeaten programme of a search, outcome by outcome."""
    search = report.batch.manifest.kind == "search"
    found: dict[int, list[Change]] = {}
    for change in changes_of(report, FRONT if search else "effects", say):
        found.setdefault(change.number, []).append(change)
    return {number: found[number] for number in unbeaten(report) if number in found} if search else found


def doubts_of(report: Report, say: Words) -> list[str]:
    """What the best variant does not surely bring, and what harm the next level above it does: its own counter-example,
    which the harm of another variant is not. Nothing where there is no best one, or several levers vary."""
    best, told = best_of(report, say), words(say.language)
    if best is None or len(report.batch.manifest.factors) != 1:
        return []
    found, key = gains_of(report, say), report.batch.manifest.factors[0].name
    level = {arm: float(report.batch.arms[arm][key]) for arm in found}
    above = min((arm for arm in found if level[arm] > level[best]), key=level.get, default=None)
    doubts = [told("doubt.open", name=found[best][0].name, what=change.told(say)) for change in found[best]
              if not change.better()]  # fmt: skip
    harms = [told("doubt.above", name=found[above][0].name, what=change.told(say)) for change in found.get(above, ())
             if change.counts(report.batch) < 0]  # fmt: skip
    return [*doubts, *harms]


def bent_of(report: Report, say: Words) -> list[str]:
    """Outcomes that levels both below and above the base surely make better, of one lever: a bend that needs a reason
    which runs of doses do not give."""
    if len(report.batch.manifest.factors) != 1:
        return []
    batch, key, sides = report.batch, report.batch.manifest.factors[0].name, {}
    for arm, changes in gains_of(report, say).items():
        above = float(batch.arms[arm][key]) > float(batch.arms[BASE][key])
        for change in changes:
            if change.better():
                sides.setdefault(change.metric, {True: [], False: []})[above].append(float(batch.arms[arm][key]))
    told = words(say.language)
    ends = {metric: [told.several(f"{level:g}" for level in sorted(side[above])) for above in (False, True)]
            for metric, side in sides.items()}  # fmt: skip
    return [told("limit.bent", what=metric_name(metric, say), below=below, above=above)
            for metric, (below, above) in ends.items() if below and above]  # fmt: skip


def gain_told(changes: list[Change], its: Words, say: Words) -> str:
    """What one variant brings, with intervals."""
    lines = "; ".join(change.told(its) for change in changes)
    return say("batch.gain", name=capital(changes[0].name), lines=lines)


def best_of(report: Report, its: Words) -> int | None:
    """The arm or programme with a clear gain and no clear loss; None where there is none.

    One that gains in the first outcome goes before others, then one that is clearly better in more outcomes, by however
    little, then the largest gain.
    """
    good = {}
    for number, changes in gains_of(report, its).items():
        counts = [change.counts(report.batch) for change in changes]
        if max(counts) > 0 <= min(counts):
            first = counts.index(1)
            good[number] = (-first, sum(change.better() for change in changes), abs(changes[first].value))
    return max(good, key=good.get, default=None)


def best_told(report: Report, its: Words, say: Words) -> str:
    """What the best variant brings; of a search without one, that there is none; else empty."""
    best = best_of(report, its)
    if best is not None:
        return gain_told(gains_of(report, its)[best], its, say)
    names = [programme(number, its) for number in unbeaten(report)]
    return say("programmes.none", names=say.several(names)) if names else ""


def unbeaten(report: Report) -> list[int]:
    """The programmes of a search that no other beats on fresh luck."""
    front = report.parts[0]
    return front.table.loc[front.table["front"], "trial"].astype(int).tolist() if front.name == FRONT else []


def _what(report: Report, part: str, row: dict, say: Words) -> str:
    """What a row of a table changes."""
    if part == "effects":
        return report.batch.label(row["arm"], say) if row["arm"] != BASE else say("base")
    if part == "factors":
        return f"{term_name(row['term'], say)} ({pair_told(row['term'], row['levels'], say)})"
    return told_level(row["factor"], row["level"], say) if "level" in row else named(row["factor"], say)
