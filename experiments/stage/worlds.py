"""Whether what is advised holds elsewhere: in harder worlds, which the comparison never met, and a step aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from experiments.comparing.compare import Comparison, compare
from experiments.comparing.finding import LESS, MORE, range_told
from experiments.comparing.results import Results
from experiments.comparing.statistics import Difference, paired_difference
from experiments.drawing.chart import COLUMNS, Chart
from experiments.stage.captions import charted, points
from experiments.stage.neighbours import ALIVE, Neighbour, Neighbours, instead_told, own_closings, tried_again
from experiments.words.keys import level_told
from experiments.words.words import Words, capital, words
from scenarios import Scenario, load_scenario
from scenarios.scenario import never_met, within

HARDER = ("copied", "rate-shock", "import-shock")  # presets: rivals who copy, dear money, goods that do not arrive
PAIRS = 8  # of runs in each


def harder(scenario: Scenario, world: str) -> Scenario:
    """The scenario in that world: what the preset changes in a steady market, and its dated shocks."""
    layer, steady = load_scenario(world), load_scenario("steady")
    values = {key: value for key, value in layer.values.items() if value != steady.values[key]}
    shocks = within(scenario.months, layer.timeline)
    return scenario.with_values(values, world).with_timeline([*scenario.timeline, *shocks])


def pairs_of(results: Results) -> int:
    """On how many markets a policy is tried elsewhere."""
    return min(PAIRS, results.pairs)


def met_worlds(results: Results, name: str) -> list[str]:
    """The harder worlds that begin within these runs; none where a policy cannot be tried elsewhere."""
    if not tried_again(results, name):
        return []
    steady = load_scenario("steady")
    return [world for world in HARDER if not never_met(load_scenario(world), steady, results.months)]


def worlds(
    results: Results,
    name: str,
    say: Words,
    watch: Callable[[int, int], None] = lambda done, of: None,
    near: Neighbours | None = None,
) -> Chart | None:
    """What a policy does to own partners and to profit, as compared, in every harder world, and in its worst neighbour.

    A neighbour that brought more and held (:attr:`Neighbours.holds`) is run in the same worlds, and told above.
    ``watch`` sees how many worlds are done. A world that begins only after the last month is left out, and named below.
    None where none is left, the runs cannot be made again (another model version), or nobody is the distributor's own.
    """
    met = met_worlds(results, name)
    if not met:
        return None
    arms = [results.scenarios[results.names.index(one)] for one in (results.base, name)]
    rival = near.again if near and near.holds else None
    if rival:
        arms.append(arms[1].with_values({rival.key: rival.value}, rival.key))
    pairs = pairs_of(results)
    found: dict[str, Comparison] = {}
    late = [world for world in HARDER if world not in met]
    for world in met:
        found[world] = compare([harder(one, world) for one in arms], pairs, results.seed, results.months)
        watch(len(found), len(met))
    rows, effects = [], {say.scenario(world): (there.effect, 1) for world, there in found.items()}
    effects[say("worlds.here")] = (results.effect, name)  # the last is drawn over the others
    for world, (effect, arm) in effects.items():
        profit = effect("focal_profit", arm)
        rows.append((world, profit.difference, *points(effect("survival_share_treated", arm)), profit.low, profit.high))
    for one in near.bad[:1] if near else ():
        profit = one.profit.pair
        rows.insert(0, (one.point(say), profit.difference, *points(one.own.pair), profit.low, profit.high))
    title, sizes = title_of(found, name, say, near), sizes_told(met, results.months, say)
    base = say.scenario(results.base)
    closed = closings_told(found, {1: say.scenario(name)}, say)
    if closed or (near and any(one.closes for one in near.bad)):
        closed.append(base_closings_told(found, results, say))
    aside = []  # what was tried a step aside, and how often, stands in the notes of the answer
    if rival:
        aside = [rival_aside(found, rival, base, say), *closings_told(found, {2: rival.point(say)}, say)]
    table = pd.DataFrame(rows, columns=[*COLUMNS, "x_low", "x_high"])
    worst_first = tuple(table.sort_values("x")["series"])  # which has its name beside it before others
    return charted(results, say, title, table, pairs, order=worst_first,
                   remark=" ".join([*closed, *([rival_told(found, rival, say)] if rival else [])]),
                   name="worlds", kind="points", x_label=say("frontier.x", base=base),
                   y_label=say("frontier.y", base=base),
                   band=" ".join([say("worlds.band", pairs=pairs, all=results.pairs), *sizes,
                                  *left_out(late, say), *aside]))  # fmt: skip


def rival_told(found: dict[str, Comparison], rival: Neighbour, say: Words) -> str:
    """What a neighbour that brought more (the third arm) does to profit beside what is advised (the second) in each
    world, and why the advice stays."""
    gains = []
    for world, there in found.items():
        gain = paired_difference(*(there.metric("focal_profit", arm) for arm in (1, 2)))
        gains.append(_profit_there(world, gain, say))
    return say("near.there", point=capital(rival.point(say)), worlds="; ".join(gains),
               was=level_told(rival.key, rival.was, say.language))  # fmt: skip


def rival_aside(found: dict[str, Comparison], rival: Neighbour, base: str, say: Words) -> str:
    """What the same neighbour does to profit beside the base in each world."""
    told = "; ".join(_profit_there(world, there.effect("focal_profit", 2), say) for world, there in found.items())
    return say("near.there.base", point=capital(rival.point(say)), base=base, worlds=told)


def _profit_there(world: str, pair: Difference, say: Words) -> str:
    return say("near.there.world", world=say.scenario(world), by=say.number(pair.difference, sign=True),
               range=range_told(pair, say))  # fmt: skip


def closings_told(found: dict[str, Comparison], arms: dict[int, str], say: Words) -> list[str]:
    """In which worlds the distributor itself closes with an arm where it does not with the base, a sentence an arm."""
    told = []
    for arm, name in arms.items():
        closed = {world: n for world, there in found.items() if (n := own_closings(there, arm, 0))}
        where = "; ".join(say("near.there.where", world=say.scenario(world), closes=n, pairs=found[world].pairs)
                          for world, n in closed.items())  # fmt: skip
        told += [say("near.there.closes", name=capital(name), where=where)] if where else []
    return told


def base_closings_told(found: dict[str, Comparison], results: Results, say: Words) -> str:
    """In which worlds, and in how many markets as compared, the distributor itself closes with the base: what else
    closes it there is told beside that."""
    alive = {say.scenario(world): there.metric(ALIVE, 0) for world, there in found.items()}
    if ALIVE in results.measured:
        alive[say("worlds.here")] = results.metric(ALIVE, results.base)
    where = "; ".join(say("near.there.where", world=world, closes=int((there < 1.0).sum()), pairs=len(there))
                      for world, there in alive.items() if (there < 1.0).any())  # fmt: skip
    base = say.scenario(results.base)
    return say("worlds.base", base=base, where=where) if where else say("worlds.base.none", base=base)


def sizes_told(worlds: Iterable[str], months: int, say: Words) -> list[str]:
    """How hard the shocks of worlds hit, a sentence each: what their first month changes, of each change one value."""
    found = []
    for world in worlds:
        layer = load_scenario(world)
        shocks = [shock for shock in within(months, layer.timeline) if shock.month == layer.timeline[0].month]
        told = []
        for shock in shocks:
            key, value = next(iter(shock.values.items()))
            text = instead_told(key, value, layer.values[key], say)
            told.append(text if shock.until is None else say("worlds.until", text=text, until=shock.until))
        if told:
            found.append(say("worlds.size", world=capital(say.scenario(world)), month=shocks[0].month,
                             values="; ".join(told)))  # fmt: skip
            # Whose number the size of a shock is, where that is not the one that was counted.
            found += [say(key)] if (key := f"worlds.size.{world}") in say else []
    return found


def left_out(late: list[str], say: Words) -> list[str]:
    """The worlds whose shocks begin only after the last month, in one line; none where there are none."""
    return [words(say.language, "app.worlds")("late", names=", ".join(map(say.scenario, late)))] if late else []


def profit_in(chart: Chart, world: str, pairs: int) -> Difference:
    """The difference in profit that the chart of worlds has for one of them, over so many pairs."""
    row = chart.rows(world).iloc[0]
    return Difference(0.0, 0.0, float(row["x"]), float(row["x_low"]), float(row["x_high"]), pairs, pairs)


def title_of(found: dict[str, Comparison], name: str, say: Words, near: Neighbours | None = None) -> str:
    """Where the policy clearly loses its distributor money, most of several worlds; else where it keeps fewest.

    A step aside is told with that where the distributor itself closes, and alone where it clearly loses more.
    """
    own, profit = (
        {world: line for world, there in found.items() if (line := there.finding(1).line(subject))}
        for subject in ("own", "profit")
    )
    dear = {world: line for world, line in profit.items() if line.state == LESS}
    worst = min(dear or own, key=lambda world: (dear or own)[world].pair.difference)
    bad = near.bad[0] if near and near.bad else None
    sure = bad is not None and bad.profit.pair.high < 0.0
    if bad and (sure or not dear) and not (dear and dear[worst].pair.difference < bad.profit.pair.difference):
        return capital(say("near.title", name=say.scenario(name), harm=near.harm(bad, say)))
    kept = own[worst].pair
    told = {"name": say.scenario(name), "world": say.scenario(worst), "range": range_told(kept, say, 100.0, 1),
            "by": say.number(100.0 * kept.difference, 1, sign=True), "count": len(found)}  # fmt: skip
    if dear:
        lost = dear[worst].pair
        told["aside"] = say("near.aside", lever=bad.lever(say), closes=bad.closes, pairs=near.pairs) if (
            bad and bad.closes) else say("worlds.kept", **told)  # fmt: skip
        return capital(say("worlds.dear", lost=say.number(-lost.difference), lost_range=range_told(lost, say), **told))
    key = "worlds.holds" if all(line.state == MORE for line in own.values()) else "worlds.fails"
    return capital(say(f"{key}.one" if len(found) == 1 else key, **told))
