"""Charts of the parts of a whole: who is in business at the end, by kind, and why partners closed, by cause."""

from __future__ import annotations

import numpy as np

from agents.partner import CAUSES, KINDS
from experiments.comparing.finding import LESS, MORE, SAME, USUAL, Smallest, range_told, state_of
from experiments.comparing.results import Results
from experiments.comparing.statistics import paired_difference, ratio_of_means
from experiments.drawing.chart import Chart
from experiments.stage.captions import charted
from experiments.words.words import Words, capital

NAN = float("nan")


def _part(results: Results, name: str) -> np.ndarray:
    """Integrators of 100 partners at the end, a run each."""
    counts = {kind: results.metric(f"partners_alive_{kind}", name) for kind in KINDS}
    return 100.0 * counts["integrator"] / np.maximum(1.0, sum(counts.values()))


def kinds(results: Results, say: Words, smallest: Smallest = USUAL) -> Chart:
    """Who is in business at the end, by kind; a change of the first kind's part by a point counts."""
    rows = []
    for name in results.names:
        counts = {kind: float(results.metric(f"partners_alive_{kind}", name).mean()) for kind in KINDS}
        rows += [(say(kind), say.scenario(name), value, NAN, NAN) for kind, value in counts.items()]
    part = {name: _part(results, name) for name in results.names}
    gaps = {name: paired_difference(part[results.base], part[name]) for name in results.others}
    clear = [name for name in results.ranked if state_of(gaps[name], smallest.points) in (MORE, LESS)]
    moved = max(clear or results.ranked, key=lambda name: abs(gaps[name].difference))
    same = all(state_of(gaps[name], smallest.points) == SAME for name in results.ranked)
    key = "kinds.title" if clear else "kinds.same" if same else "kinds.open"
    kind, shares = say("integrator"), sorted(part[name].mean() for name in (results.base, *results.ranked))
    ends = dict.fromkeys(say.number(share, 1) for share in (shares[0], shares[-1]))  # one mean would hide the others
    title = say(key, kind=capital(kind), base=say.scenario(results.base), best=say.scenario(moved),
                months=results.months, from_to=" \N{HORIZONTAL ELLIPSIS} ".join(ends),
                share=say.number(gaps[moved].base, 1), other=say.number(gaps[moved].other, 1),
                range=range_told(gaps[moved], say, 1.0, 1))  # fmt: skip
    digits = int(max(row[2] for row in rows) < 30)
    return charted(results, say, title, _there(rows), name="kinds", kind="stack", x_label="", digits=digits,
                   y_label=say("kinds.y", months=results.months), band=say("means", runs=results.pairs))  # fmt: skip


def _there(rows: list[tuple]) -> list[tuple]:
    """Rows of the parts that are not zero in every bar."""
    some = {series for series, _, value, *_ in rows if value}
    return [row for row in rows if row[0] in some] or rows


def causes(results: Results, say: Words, name: str = "") -> Chart:
    """Why partners closed, by scenario; below it what the policy ``name`` does to each cause, with intervals."""
    names = CAUSES[1:]
    counts = {
        name: {cause: float(results.metric(f"closings_{cause}", name).mean()) for cause in names}
        for name in results.names
    }
    base = counts[results.base]
    most, total = max(base, key=base.get), sum(base.values())
    rows = [(say(cause), say.scenario(name), counts[name][cause], NAN, NAN)
            for name in results.names for cause in sorted(names, key=base.get, reverse=True)]  # fmt: skip
    called = say.scenario(results.base)
    if total:
        closings = {cause: results.metric(f"closings_{cause}", results.base) for cause in names}
        _, *ends = ratio_of_means(closings[most], np.sum(list(closings.values()), axis=0))
        title = say("causes.title", cause=say(most), base=called, number=say.number(total),
                    share=say.number(100 * base[most] / total),
                    range=say.between(*(100 * end for end in ends)) or say("range.none"))  # fmt: skip
    else:
        title = say("causes.none", base=called, months=results.months)
    return charted(results, say, title, _there(rows), name="causes", kind="stack", x_label="", digits=int(total < 100),
                   y_label=say("causes.y", months=results.months),
                   band=f"{say('means', runs=results.pairs)} {causes_moved(results, name, say)}".strip())  # fmt: skip


def causes_moved(results: Results, name: str, say: Words) -> str:
    """What a policy does to the closings of each cause, the clear differences first; empty without a policy."""
    pairs = {cause: results.effect(f"closings_{cause}", name) for cause in CAUSES[1:]} if name else {}
    told = [say("causes.by", cause=say(cause), by=say.number(pair.difference, 1, sign=True),
                range=range_told(pair, say, 1.0, 1))
            for cause, pair in sorted(pairs.items(), key=lambda one: (not one[1].clear, -abs(one[1].difference)))
            if pair.base or pair.other]  # fmt: skip
    return say("causes.moved", name=say.scenario(name), base=say.scenario(results.base), pairs=results.pairs,
               causes="; ".join(told)) if told else ""  # fmt: skip
