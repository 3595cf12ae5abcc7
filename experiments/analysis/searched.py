"""The report of a policy search: the frontier on fresh luck, the cheapest that keeps enough, and robustness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.analysis import charts
from experiments.analysis.batch import Batch, short_name, told_level
from experiments.analysis.lead import highest
from experiments.analysis.part import Part
from experiments.batch.factors import Value
from experiments.comparing.statistics import LEAST_DIFFERING, gap_interval, mean_interval
from experiments.search.frontier import cheapest, not_beaten, sure_of, surely_not_beaten
from experiments.search.robust import robustness
from experiments.search.searching import Search
from experiments.words.words import Words, capital
from model.measures import scale_of

NAMED = 3  # programmes that share the first place by name; of more their number is told
RESAMPLES = 200  # of the worlds
SHARES = 100.0  # what a share is multiplied by for people
SURE = 0.95  # share of resamples in which who leads by all measures leads again


def search_parts(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """All parts that the stored runs allow; the search's own goals are told, whatever metrics are asked for."""
    search = Search(batch.manifest, batch.made_by)
    search.look(batch.runs)
    rows = {row["run_id"]: row for row in batch.runs.to_dict("records")}
    found = []
    if search.finalists:
        final = finals(search, rows)
        found += [front_part(batch, search, final, rows, say)] if len(final) else []
        found += robust_part(search, rows, say)
    notes = () if found else (say("front.early", trials=len(search.trials)),)
    return [*found, Part("trials", say("part.trials"), trials_table(search), notes)]


def programme(number: int, say: Words) -> str:
    """A programme's name: the base, or its trial."""
    return say("programme.base") if number == 0 else say("programme", number=number)


def made_of(search: Search, number: int, say: Words) -> str:
    """A programme's name, and in brackets the levers that make it."""
    levels = search.trials[number].levels
    told = ", ".join(told_level(f.name, levels[f.name], say) for f in search.levers)
    return f"{programme(number, say)} ({told})"


def levers_of(search: Search, number: int) -> dict[str, Value]:
    """A programme's levers by short name."""
    return {short_name(f.name): search.trials[number].levels[f.name] for f in search.levers}


def trials_table(search: Search) -> pd.DataFrame:
    """One row a trial: levers, mean goals, how far it misses the condition, and whether nothing beats it."""
    goals = np.array([[t.mean(name) for name in search.goals.metrics] for t in search.trials])
    able = np.array([t.miss <= 0.0 for t in search.trials], bool)
    front = np.zeros(len(search.trials), bool)
    if able.any():
        front[able] = not_beaten(goals[able], search.goals.upwards)
    rows = [
        {"trial": t.number, **levers_of(search, t.number),
         **{name: t.mean(name) * scale_of(name) for name in search.goals.told},
         **({"misses_by": max(0.0, t.miss) * scale_of(search.goals.keep.metric)} if search.goals.keep else {}),
         "front": bool(front[t.number])}
        for t in search.trials
    ]  # fmt: skip
    return pd.DataFrame(rows)


def finals(search: Search, rows: dict) -> pd.DataFrame:
    """One row a finalist that has all its fresh runs: levers, means and intervals, what is sure.

    Where the base is a finalist, also what each brings against it on the same luck (``_gain`` with its interval).
    """
    found, keep = [], search.goals.keep
    base = search.values(search.trials[0].levels, search.fresh, rows) if 0 in search.finalists else None
    for number in search.finalists:
        values = search.values(search.trials[number].levels, search.fresh, rows)
        if not values:
            continue
        row: dict = {"trial": number, **levers_of(search, number)}
        for name, told in values.items():
            mean, low, high = level_interval(told * scale_of(name), scale_of(name))
            row |= {name: mean, f"{name}_low": low, f"{name}_high": high}
            if base and number:
                gains = gap_interval((told - base[name]) * scale_of(name))
                row |= dict(zip((f"{name}_gain", f"{name}_gain_low", f"{name}_gain_high"), gains, strict=True))
        if keep:
            row["sure"] = sure_of(values[keep.metric], keep.confidence) * scale_of(keep.metric)
        found.append({**row, "fresh_replicates": len(search.fresh)})
    return pd.DataFrame(found)


def level_interval(values: np.ndarray, scale: float) -> tuple[float, float, float]:
    """Mean and 95 % interval of an outcome: none of too few replicates, and of a share (``scale`` 100) none beyond it.

    A cut at the ends of what a share can be leaves out nothing that could be true.
    """
    mean, low, high = mean_interval(values)
    if len(values) < LEAST_DIFFERING:
        return mean, float("nan"), float("nan")
    return (mean, max(low, 0.0), min(high, scale)) if scale == SHARES else (mean, low, high)


def front_part(batch: Batch, search: Search, final: pd.DataFrame, rows: dict, say: Words) -> Part:
    """The finalists on fresh luck: who is still not beaten, and the cheapest that keeps enough."""
    goals, keep = search.goals, search.goals.keep
    able = final["sure"] >= keep.at_least * scale_of(keep.metric) if keep else pd.Series(True, index=final.index)
    free = pd.Series(False, index=final.index)
    if able.any():
        free[able] = not_beaten(final.loc[able, list(goals.metrics)].to_numpy(), goals.upwards)
    # By replicate, which all finalists share, and by programme that keeps enough.
    kept = list(final.loc[able, "trial"].astype(int))
    fresh = [search.values(search.trials[number].levels, search.fresh, rows) for number in kept]
    tables = {name: np.column_stack([told[name] for told in fresh]) for name in goals.metrics} if kept else {}
    clear = pd.Series(False, index=final.index)
    if kept:
        clear[able] = surely_not_beaten(list(tables.values()), goals.upwards)
    final = final.assign(front=free, clear=clear)
    few = len(search.fresh) < LEAST_DIFFERING
    notes = [say("front.note"), *([say("front.few", least=LEAST_DIFFERING)] if few else [])]
    columns = [say("front.columns")]
    if keep:
        columns.append(say("front.sure"))
        bar = keep.at_least * scale_of(keep.metric)
        words = {
            "share": f"{bar:g} ({charts.metric_name(keep.metric, say)})",
            "confidence": f"{100 * keep.confidence:g}",
        }
        cost = goals.minimise[0] if goals.minimise else None
        best = cheapest(final, cost, "sure", bar) if cost else None
        if best is not None:
            number = int(final.loc[best, "trial"])
            lead = highest(pd.DataFrame(-tables[cost], columns=kept), 0.0)
            others = [kept[place] for place in (lead.places or range(len(kept))) if kept[place] != number]
            told = {"programme": made_of(search, number, say), "cost": say.number(final.loc[best, cost])}
            others = say.several([programme(other, say) for other in others])
            notes.insert(0, say("front.level" if others else "front.cheapest", others=others, **told, **words))
        elif cost:
            notes.insert(0, say("front.nothing", **words))
    pair = (goals.metrics[0], goals.metrics[1] if len(goals.metrics) > 1 else keep.metric if keep else None)
    drawn = (charts.front(batch, final, pair[0], pair[1], lambda n: programme(n, say), say),) if pair[1] else ()
    return Part("front", say("part.front"), final, tuple(notes), drawn, " ".join(columns))


def robust_part(search: Search, rows: dict, say: Words) -> list[Part]:
    """The three measures, once every finalist has met a world."""
    if not search.worlds:
        return []
    goals = search.goals
    names = tuple(dict.fromkeys([*goals.metrics, *goals.bars]))
    means = {name: np.full((len(search.worlds), len(search.finalists)), np.nan) for name in names}
    for place, number in enumerate(search.finalists):
        for world in range(len(search.worlds)):
            for name, values in search.values(search.in_world(number, world), search.world_luck, rows).items():
                if name in means:
                    means[name][world, place] = values.mean() * scale_of(name)
    columns = [programme(number, say) for number in search.finalists]
    tables = {name: pd.DataFrame(table, columns=columns) for name, table in means.items()}
    upwards = dict(zip(goals.metrics, goals.upwards, strict=True))
    upwards |= {name: True for name in goals.bars if name not in upwards}
    bars = {name: bar * scale_of(name) for name, bar in goals.bars.items()}
    try:
        table = robustness(tables, upwards, bars)
    except ValueError:
        return []  # no world is whole yet
    asked = [
        say("robust.bar" if upwards[name] else "robust.bar.most", metric=charts.metric_name(name, say),
            bar=say.number(bar, 0 if bar == round(bar) else 1))
        for name, bar in bars.items()
    ]  # fmt: skip
    told = "; ".join(asked) or "-"
    toward = {name: upwards[name] for name in goals.metrics}
    whole = np.logical_and.reduce([one.notna().all(axis=1) for one in tables.values()])
    found = leaders(table, toward)
    sure = support({name: one[whole] for name, one in tables.items()}, upwards, bars, goals.metrics, found)
    notes, columns = (leading(table, found, sure, told, say),), say("robust.columns", bars=told)
    table.insert(0, "programme", table.index)
    return [Part("robust", say("part.robust"), table.reset_index(drop=True), notes, columns=columns)]


def leaders(table: pd.DataFrame, toward: Mapping[str, bool]) -> dict[str, list[str]]:
    """Who leads by each measure: by how often all bars are reached, and by two for each outcome.

    ``toward`` says of each outcome whether more of it is better. Several lead where they are level; nobody by bars
    where there is none.
    """
    scores = {"satisfied": table["satisfied"]}
    for name, more in toward.items():
        scores[f"regret_{name}"] = -table[f"regret_{name}"]
        scores[f"worst_{name}"] = table[f"worst_{name}"] * (1 if more else -1)
    return {measure: list(table.index[score == score.max()]) for measure, score in scores.items()}


def support(
    tables: dict, upwards: dict, bars: dict, goals: Sequence[str], found: dict[str, list[str]]
) -> dict[str, float]:
    """In what share of resamples of the worlds those found lead again, by measure: worlds could have been others."""
    draws, again = np.random.default_rng(1), dict.fromkeys(found, 0)
    toward = {name: upwards[name] for name in goals}
    for _ in range(RESAMPLES):
        rows = draws.integers(0, len(tables[goals[0]]), len(tables[goals[0]]))
        drawn = {name: table.iloc[rows].reset_index(drop=True) for name, table in tables.items()}
        for measure, names in leaders(robustness(drawn, upwards, bars), toward).items():
            again[measure] += set(names) == set(found[measure])
    return {measure: times / RESAMPLES for measure, times in again.items()}


def leading(table: pd.DataFrame, found: dict[str, list[str]], sure: dict[str, float], bars: str, say: Words) -> str:
    """Who leads by each measure, outcome by outcome, and how sure; programmes that are level are told together."""
    worlds, measures = int(table["worlds"].iloc[0]), [measure for measure, names in found.items() if names]
    first = found[measures[-1]]
    if len(first) == 1 and all(found[m] == first and sure[m] >= SURE for m in measures):
        return say("robust.same", worlds=worlds, programme=first[0])

    def told(*measures: str) -> str:
        names, share = found[measures[0]], min(sure[measure] for measure in measures)
        who = say.several(names) if len(names) <= NAMED else say("robust.many", count=len(names), of=len(table))
        return who if share >= SURE else f"{who} ({say('robust.unsure', share=f'{100 * share:.0f}')})"

    parts = []
    if found["satisfied"]:
        share = f"{100 * table['satisfied'].max():.0f}"
        parts.append(say("robust.bars", share=share, bars=bars, satisfied=told("satisfied")))
    for name in (measure.removeprefix("worst_") for measure in found if measure.startswith("worst_")):
        measures, metric = (f"regret_{name}", f"worst_{name}"), charts.metric_name(name, say)
        if found[measures[0]] == found[measures[1]]:
            parts.append(say("robust.both", metric=metric, worst=told(*measures)))
        else:
            parts.append(say("robust.goal", metric=metric, regret=told(measures[0]), worst=told(measures[1])))
    # A sentence each, so that a slide without room for all of them has the first.
    return say("robust.title", worlds=worlds, parts=". ".join([*parts[:1], *map(capital, parts[1:])]))
