"""Where a policy fails in these very runs, and what they stand on: a counter-example before somebody asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import numpy as np

from experiments.comparing.finding import LESS, MORE, USUAL, line_told
from experiments.comparing.results import Results
from experiments.drawing.chart import Chart
from experiments.drawing.deck import Card
from experiments.running.runs import run_seed
from experiments.stage.advice import LOST, Advice, losers, sentences
from experiments.stage.captions import charted
from experiments.stage.charts import NAN
from experiments.stage.levers import missed_told
from experiments.stage.sources import source_told
from experiments.validation.page import stored
from experiments.words.keys import key_told
from experiments.words.words import Words, capital
from experiments.writing.kept import shipped
from model import PARAMETERS

COPY = "copied"  # the layer in which rivals do the same after a year
FACTS = 2  # that the market misses, on a slide
MOVING = 3  # values that move the answer, by name


def counter(results: Results, name: str, say: Words) -> Chart:
    """Every market of the comparison by itself: in how many of them the policy keeps fewer partners than the base.

    An interval of a mean says nothing of the single market; one point a pair does. Own partners are shown, of whom the
    advice speaks, and the whole channel where nobody is the distributor's own; where no market speaks against the
    policy among own ones, the title says what becomes of the whole channel.
    """
    everybody = _gaps(results, name, "survival_share")
    own = results.finding(name).line("own") is not None
    gaps = _gaps(results, name, "survival_share_treated") if own else everybody
    order = np.argsort(-gaps, kind="stable")
    rows = [(say("counter.more" if gaps[place] >= 0.0 else "counter.fewer"), float(rank), gaps[place], NAN, NAN)
            for rank, place in enumerate(order, 1)]  # fmt: skip
    worst, fewer = order[-1], int((gaps < 0.0).sum())
    told = {"name": say.scenario(name), "base": say.scenario(results.base), "fewer": fewer, "pairs": len(gaps),
            "worst": say.number(gaps[worst], 1, sign=True), "least": say.number(USUAL.points),
            "whose": say("counter.own" if own else "counter.channel.whose"),
            "best": say.number(gaps[order[0]], 1, sign=True)}  # fmt: skip
    seed = _seed(results, worst)
    few = gaps[worst] >= -USUAL.points
    key = ("slight" if few else "title") if fewer else "none" if gaps.any() else "same"
    title = say(f"counter.{key}", **told)
    if key == "none" and (everybody < 0.0).any():
        title += say(
            "counter.channel", fewer=int((everybody < 0.0).sum()), worst=say.number(everybody.min(), 1, sign=True)
        )
    profit = results.metric("focal_profit", name) - results.metric("focal_profit", results.base)
    poorer, seeds = int((profit < 0.0).sum()), [say("counter.worst", seed=seed)] if gaps.any() else []
    if poorer:
        title += say("counter.profit", fewer=poorer, worst=say.number(profit.min(), sign=True))
        seeds.append(say("counter.poorest", seed=_seed(results, int(profit.argmin()))))
    return charted(results, say, title, rows, name="fails",
                   kind="points", x_label=say("counter.x"), y_label=capital(say("counter.y", **told)), digits=1,
                   order=(say("counter.more"), say("counter.fewer")),
                   band=" ".join([say("counter.band", pairs=len(gaps)), *seeds]))  # fmt: skip


def _seed(results: Results, place: int) -> int:
    """The seed of a market by its place among them."""
    return run_seed(results.seed, int(np.sort(results.complete["replicate"].unique())[place]))


def _gaps(results: Results, name: str, metric: str) -> np.ndarray:
    """Points of 100 partners by which a policy is ahead of the base, a pair of runs each."""
    return 100.0 * (results.metric(metric, name) - results.metric(metric, results.base))


def failures(results: Results, advised: str, say: Words, short: bool = False) -> list[str]:
    """Who clearly loses, a line a policy, the advised one first: own partners, others', profit, the whole channel.

    Of the advised one it is also told where it does not clearly keep more. In ``short`` all others are one line, and
    what the answer says of the whole channel is not said again.
    """
    lines, others = [], []
    for name in (advised, *(other for other in results.policies if other != advised)):
        finding, told = results.finding(name), say.scenario(name)
        state = {line.subject: line.state for line in finding.lines}
        lost = losers(results, name)
        lost += [line for line in finding.lines if line.state in LOST and line.subject == "profit"]
        if lost and short and name != advised:
            others.append(told)
        elif lost:
            lines.append(say("fails.loses", name=told, lines="; ".join(line_told(line, say) for line in lost)))
        if name == advised and state.get("own", MORE) not in (MORE, LESS):
            lines.append(say("fails.nobody", name=told, line=line_told(finding.line("own"), say)))
        elif not short and name == advised and state.get("own") == MORE and state["channel"] not in (MORE, LESS):
            lines.append(say("fails.channel", line=capital(line_told(finding.line("channel"), say))))
    lines += [say("fails.others", names=say.several(others))] if others else []
    return lines or [say("fails.none")]


def copied(results: Results, name: str) -> str:
    """The command that shows what is left of a policy when rivals copy it; empty where they do, or none can be told."""
    if not results.asked.knows(results.base, name):
        return ""
    base, word = results.asked.word(results.base), results.asked.word(name)
    if COPY in word.split("+"):
        return ""
    return (
        f"garden compare {base} {word} {word}+{COPY}{results.asked.market(results.months)}"
        f" --replicates {results.pairs} --seed {results.seed}"
    )


def limits(results: Results, advice: Advice, say: Words, tried: Collection[str] = ()) -> tuple[str, tuple[Card, ...]]:
    """The slide of what the market is made of: its title, and what was read in a source, what was not, which facts it
    misses, what was not tried, who loses.

    ``tried`` are the harder worlds in which the advised policy was run as well.
    """
    status = Counter(p.status for p in PARAMETERS.values())
    counts = {name: status[name] for name in ("verified", "recalled", "judgement")}
    untried = [say("untried.copy")] if COPY not in (*tried, *advice.name.split("+")) else []
    untried += [say("untried.pairs" if advice.near else "untried.doses"), say("untried.longer", months=results.months)]
    untried.append(say("untried.elsewhere" if "rate-shock" in tried else "untried.world"))
    facts = missed_told(results, results.policies, say)[:FACTS]
    missed = [Card(say("card.missed"), " ".join(facts))] if facts else []
    cards = (  # long texts in one row, short ones in the other
        Card(say("card.data", **counts), sentences([say("data", names="; ".join(data_told(say)))])),
        *missed,
        Card(say("card.losers"), sentences(failures(results, advice.name, say, short=True))),
        Card(
            say("card.assumed", number=len(PARAMETERS) - counts["verified"]),
            sentences([say("assumed.share", **counts), moving_told(say), facts_told(say)]),
        ),
        Card(say("card.generic"), say("assumed.limits")),
        Card(say("card.untried"), sentences(untried)),
    )
    return say("limits.missed" if facts else "limits.title", **counts, all=len(PARAMETERS)), cards


def sources_told(say: Words) -> str:
    """The publications in which values were read, each once, by their names in the parameter table."""
    names = dict.fromkeys(p.source for p in PARAMETERS.values() if p.status == "verified")
    return say("data.sources", names="; ".join(source_told(name, say) for name in names))


def moving_told(say: Words) -> str:
    """Which values of our own judgement move your profit most, by the stored screening of all uncertain ones."""
    rows = [row for row in shipped("robustness.json")["screening"] if PARAMETERS[row["key"]].status == "judgement"]
    most = sorted(rows, key=lambda row: -row["focal_profit"][0])[:MOVING]
    names = (say(key) if (key := f"moving.{row['key']}") in say else key_told(row["key"], say.language) for row in most)
    return say("assumed.moving", names="; ".join(names))


def data_told(say: Words) -> list[str]:
    """What the values that were read in a source are of, the most first, and how many each."""
    found = Counter(key.partition(".")[0] for key, p in PARAMETERS.items() if p.status == "verified")
    return [say(f"data.{group}", count=count) for group, count in found.most_common()]


def facts_told(say: Words) -> str:
    """How many published facts the market as a whole meets, of those that it was fitted to and of those that it was
    not."""
    rows = stored()["rows"]
    told = {use: [row["verdict"] == "inside" for row in rows if (row["use"] == "calibrate") == (use == "fitted")]
            for use in ("fitted", "free")}  # fmt: skip
    return say("assumed.facts", **{use: say("of", part=sum(met), all=len(met)) for use, met in told.items()})
