"""The parts of a report, one function a part: a table, its findings as charts, and what to know about it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analysis import charts
from experiments.analysis.batch import BASE, Batch, told_level
from experiments.analysis.effects import paired_effects
from experiments.analysis.factorial import cells, factor_effects
from experiments.analysis.lead import highest
from experiments.analysis.part import Part
from experiments.analysis.response import response
from experiments.analysis.within import within
from experiments.batch.samples import unit_points
from experiments.comparing.sensitivity import arm_means, morris_effects, pawn_effects, sobol_effects, thirds
from experiments.comparing.statistics import gap_interval
from experiments.words.words import Words, capital
from model.measures import TOLD_AT, scale_of

MOST_ARMS = 200  # whose effects are told one by one


def told_effects(batch: Batch, metrics: Sequence[str]) -> pd.DataFrame:
    """Paired effects of all arms, shares as per cent."""
    runs = batch.done[["arm", "replicate", "error", *metrics]].copy()
    for metric in metrics:
        runs[metric] *= scale_of(metric)
    return paired_effects(runs, metrics, BASE)


def effects_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """Every arm against the base arm."""
    if batch.runs["arm"].nunique() > MOST_ARMS:
        return []
    table = told_effects(batch, metrics)
    if table.empty:
        return []
    table.insert(1, "label", [batch.label(arm, say) for arm in table["arm"]])
    drawn = [charts.effects(batch, table, metric, say) for metric in metrics if (table["metric"] == metric).any()]
    columns = say("effects.columns", base=capital(batch.label(BASE, say)))
    return [Part("effects", say("part.effects"), table, (), tuple(drawn), columns)]


def _axes(batch: Batch) -> tuple[list[str], list[list[str]], list[tuple[int, ...]]]:
    """Names and levels of a factorial's factors, and the levels of each arm by number."""
    manifest = batch.manifest
    levels = [list(factor.levels) for factor in manifest.factors]
    names = [factor.name for factor in manifest.factors]
    arms = [tuple(row.index(arm[name]) for name, row in zip(names, levels, strict=True)) for arm in batch.arms]
    return names, [[f"{x:g}" if isinstance(x, float) else str(x) for x in row] for row in levels], arms


def factors_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """Main effects and interactions."""
    names, levels, arms = _axes(batch)
    orders = (1, 2) if len(names) > 1 else (1,)
    tables, drawn, notes = [], [], [say("factors.note")]
    for metric in metrics:
        found = cells(batch.values(metric), names, levels, arms)
        if not len(found.values):
            return [Part("factors", say("part.factors"), pd.DataFrame(), (say("factors.empty"),))]
        table = factor_effects(found, orders)
        tables.append(table.assign(metric=metric))
        drawn.append(charts.factors(batch, table, metric, say))
        if found.left_out:
            notes.append(f"{charts.metric_name(metric, say)}: {say('factors.left', left=found.left_out)}")
    if len(metrics) == 2:
        drawn.insert(0, charts.plane(batch, tables[1], tables[0], metrics[1], metrics[0], say))
    return [Part("factors", say("part.factors"), pd.concat(tables, ignore_index=True), tuple(notes), tuple(drawn),
                 say("factors.columns"))]  # fmt: skip


def response_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """An outcome over the levels of a factor with three numbers or more, by the levels of a second factor."""
    factors = batch.manifest.factors
    numeric = [f for f in factors if len(f.levels) >= 3 and not f.text and not f.settings]
    if not numeric or len(factors) > 2:
        return []
    factor = numeric[-1]
    others = [f for f in factors if f is not factor]
    tables, drawn = [], []
    for metric in metrics:
        values, rows, leads = batch.values(metric), [], {}
        for other in [*others[0].levels] if others else [None]:
            chosen = {arm[factor.name]: number for number, arm in enumerate(batch.arms)
                      if other is None or arm[others[0].name] == other}  # fmt: skip
            series = told_level(others[0].name, other, say) if others else charts.metric_name(metric, say)
            first = values.get(chosen[factor.levels[0]])
            for level in sorted(factor.levels):
                if first is not None and chosen[level] in values:
                    gap = (values[chosen[level]] - first).dropna().to_numpy()
                    same = level == factor.levels[0]  # nothing differs from itself, and for sure
                    rows.append((series, level, *((0.0, 0.0, 0.0) if same else gap_interval(gap))))
            there = [level for level in factor.levels if chosen[level] in values]
            leads[series] = (highest(values[[chosen[level] for level in there]], batch.smallest_of(metric)), there)
        if rows:
            table = pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"])
            tables.append(table.assign(metric=metric, factor=factor.name))
            drawn.append(response(batch, table, factor.name, leads, metric, say))
    if not tables:
        return []
    return [Part("response", say("part.response"), pd.concat(tables, ignore_index=True), (), tuple(drawn))]


def within_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """Of two factors: what the levels of the first do within each level of the second, and their ranking there."""
    if len(batch.manifest.factors) != 2:
        return []
    first, second = batch.manifest.factors
    place = {(arm[first.name], arm[second.name]): number for number, arm in enumerate(batch.arms)}
    rows, leads = [], {}
    for metric in metrics:
        values = batch.values(metric)
        leads[metric] = {}
        for inside in second.levels:
            found = []
            for level in first.levels[1:]:
                left, right = place[first.levels[0], inside], place[level, inside]
                if left in values and right in values:
                    gap = (values[right] - values[left]).dropna().to_numpy()
                    found.append((metric, told_level(second.name, inside, say), told_level(first.name, level, say),
                                  *gap_interval(gap), len(gap)))  # fmt: skip
            there = [level for level in first.levels if place[level, inside] in values]
            lead = highest(values[[place[level, inside] for level in there]], batch.smallest_of(metric))
            leads[metric][inside] = (lead, there)
            ranks = pd.Series([row[3] for row in found], dtype=float).rank(ascending=False, method="min")
            rows += [(*row, int(rank)) for row, rank in zip(found, ranks, strict=True)]
    table = pd.DataFrame(rows, columns=["metric", "within", "level", "effect", "low", "high", "pairs", "rank"])
    drawn = [within(batch, table[table["metric"] == m], leads[m], m, say) for m in metrics if m in set(table["metric"])]
    return [Part("within", say("part.within"), table, (), tuple(drawn))] if len(table) else []


def tornado_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """The lowest and the highest level of every factor of a sweep against the base."""
    table = told_effects(batch, metrics)
    base, rows = batch.arms[BASE], []
    for row in table.itertuples():
        arm = batch.arms[row.arm]
        factor = next(f for f in batch.manifest.factors if arm[f.name] != base[f.name])
        levels = [base[factor.name], *factor.levels]
        if not factor.text and not factor.settings:
            levels = sorted(levels)
        sides = {levels[0]: "low", levels[-1]: "high"}
        if arm[factor.name] in sides:
            rows.append((row.metric, factor.name, sides[arm[factor.name]], arm[factor.name], row.difference, row.low,
                         row.high, row.p_fdr))  # fmt: skip
    columns = ["metric", "factor", "side", "level", "difference", "low", "high", "p_fdr"]
    found = pd.DataFrame(rows, columns=columns)
    drawn = [
        charts.tornado(batch, found[found["metric"] == m], m, say) for m in metrics if (found["metric"] == m).any()
    ]
    return [Part("tornado", say("part.tornado"), found, (), tuple(drawn))] if len(found) else []


def first_alike(arms: Sequence) -> list[int]:
    """For each arm the first one with the same levels: the market is run once, under that number."""
    first: dict[tuple, int] = {}
    return [first.setdefault(tuple(arm.values()), number) for number, arm in enumerate(arms)]


def _sample(batch: Batch, metric: str, say: Words) -> tuple[np.ndarray, np.ndarray, list[str], list[str]]:
    """Unit points and means of a sampled design, the factors' names, and what is missing."""
    points = np.stack(list(unit_points(batch.manifest)))
    alike = first_alike(batch.arms)
    values = batch.values(metric).reindex(columns=range(len(batch.arms))).iloc[:, alike]
    values.columns = range(len(batch.arms))
    told = []
    if batch.manifest.effect:
        values = pd.DataFrame(values.iloc[:, 1::2].to_numpy() - values.iloc[:, ::2].to_numpy(), index=values.index)
        told.append(luck_note(values.iloc[:, [n for n in range(len(points)) if alike[2 * n] == 2 * n]], say))
    means = arm_means(values, len(points))
    missing = int(np.isnan(means).sum())
    notes = [say("arms.left", left=f"{missing:,}")] if missing else []
    return points, means, [factor.name for factor in batch.manifest.factors], [*told, *notes]


def luck_note(effects: pd.DataFrame, say: Words) -> str:
    """How many lucks an effect is a mean of at each point, and how much of its spread luck still makes.

    A column a point, each market once: trajectories and cross-samples meet some again.
    """
    whole = effects.dropna(axis=1)
    lucks, share = len(whole), luck_share(whole.to_numpy(float))
    key = "effect.luck.all" if share > 100.0 else "effect.luck"
    return say(key, lucks=lucks, share="-" if share != share else say.number(share))


def luck_share(values: np.ndarray) -> float:
    """How much of the variance of the points' means luck makes, in per cent; nan where nothing tells.

    In: (lucks, points). All points share their lucks: what a luck does to all of them alike moves no point against
    another, so its mean over points is taken out first, as in an analysis of variance without replication. An estimate:
    it may be above 100.
    """
    lucks, points = values.shape
    if lucks < 2 or points < 2:
        return float("nan")
    rest = values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean()
    within = float((rest**2).sum()) / ((lucks - 1) * (points - 1)) / lucks
    between = float(values.mean(axis=0).var(ddof=1))
    return 100.0 * within / between if between > 0.0 else float("nan")


def _sampled(batch: Batch, metrics: Sequence[str], say: Words, name: str, analyse, draw=None) -> list[Part]:
    """A part of a sampled design: ``analyse`` gives the table of a metric, or raises what it lacks."""
    tables, drawn, notes = [], [], []
    for metric in metrics:
        points, means, names, missing = _sample(batch, metric, say)
        try:
            table = analyse(points, means, names)
        except ValueError as lacking:
            notes.append(f"{charts.metric_name(metric, say)}: {lacking}")
            continue
        notes += [f"{charts.metric_name(metric, say)}: {note}" for note in missing]
        tables.append(table.assign(metric=metric))
        if draw:
            drawn.append(draw(batch, table, metric, say))
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return [Part(name, say(f"part.{name}"), table, tuple(notes), tuple(drawn))]


def thirds_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """What the highest third of each factor changes."""
    return _sampled(batch, metrics, say, "thirds", thirds, charts.thirds)


def pawn_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """Distances between the outcome's distributions."""
    (part,) = _sampled(batch, metrics, say, "pawn", pawn_effects)
    return [Part(part.name, part.title, part.table, part.notes, columns=say("pawn.columns"))]


def morris_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """Elementary effects."""
    levels, seed = batch.manifest.options["levels"], batch.manifest.seed
    found = _sampled(batch, metrics, say, "morris", lambda p, y, names: morris_effects(p, y, names, levels, seed),
                     charts.morris)  # fmt: skip
    told = ", ".join(charts.sampled_name(batch, metric, say) for metric in metrics)
    return [Part(p.name, p.title, p.table, (*p.notes, say("morris.note", metric=told)), p.charts) for p in found]


def sobol_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """Shares of the variance."""
    second, seed = batch.manifest.options["second_order"], batch.manifest.seed
    return _sampled(batch, metrics, say, "sobol", lambda _, y, names: sobol_effects(y, names, second, seed),
                    charts.sobol)  # fmt: skip


def curves_part(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """Survival by arm, when the partners' table was kept: the base and what differs most by the first metric."""
    partners = batch.partners()
    if partners.empty:
        return []
    table = told_effects(batch, metrics[:1])
    others = charts.largest(table, "difference", charts.MOST_CURVES - 1)["arm"].tolist() if len(table) else []
    found = charts.curves_of(batch, [BASE, *others])
    if not found:
        return []
    rows = pd.concat([t[t["month"].isin([*TOLD_AT, t["month"].max()])].assign(arm=batch.label(arm, say))
                      for arm, t in found.items()])  # fmt: skip
    return [Part("survival", say("part.curves"), rows.reset_index(drop=True), (), (charts.curves(batch, found, say),))]
