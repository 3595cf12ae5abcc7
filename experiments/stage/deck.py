"""What a deck says, slide by slide, before anybody draws it: title, findings, charts, failures, assumptions, rerun."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from experiments.stage.chart import Chart
from experiments.stage.charts import charts_of, signed
from experiments.stage.results import Results
from experiments.stage.words import Say
from model import PARAMETERS

LINES = 9  # of text on a slide at most


@dataclass(frozen=True)
class Slide:
    """One slide: a title, then lines of text or a chart; ``notes`` are for the speaker."""

    title: str
    lines: tuple[str, ...] = ()
    chart: Chart | None = None
    notes: str = ""


@dataclass(frozen=True)
class Deck:
    """All slides, and the command that gives their numbers again."""

    title: str
    subtitle: str
    slides: tuple[Slide, ...]
    command: str
    language: str


def findings(results: Results, say: Say) -> list[str]:
    """One line a policy: partners kept and what it does to profit, each with its interval."""
    lines = []
    for name in results.others:
        kept, profit = results.effect("survival_share", name), results.effect("focal_profit", name)
        text = {"name": name, "gain": signed(100 * kept.difference)}
        text |= {"low": signed(100 * kept.low), "high": signed(100 * kept.high)}
        first = say("finding.kept" if kept.clear else "finding.unclear", **text)
        ends = {n: signed(getattr(profit, n), 0) for n in ("low", "high")}
        lines.append(f"{first}; {say('finding.profit', gain=signed(profit.difference, 0), **ends)}")
    return lines


def failures(results: Results, say: Say) -> list[str]:
    """Where the policies fail in these very runs: on others, on profit, on the whole channel."""
    lines = []
    for name in results.others:
        own, others, all_ = (results.effect(f"survival_share{side}", name) for side in ("_treated", "_untreated", ""))
        profit = results.effect("focal_profit", name)

        def points(pair) -> dict[str, str]:
            return {"low": signed(100 * pair.low), "high": signed(100 * pair.high)}

        if others.high < 0.0:
            lines.append(say("fails.untreated", name=name, loss=f"{-100 * others.difference:.1f}", **points(others)))
        if not own.low > 0.0:
            lines.append(say("fails.nobody", name=name, **points(own)))
        elif not all_.low > 0.0:
            lines.append(say("fails.channel", name=name, **points(all_)))
        if profit.high < 0.0:
            ends = {n: signed(getattr(profit, n), 0) for n in ("low", "high")}
            lines.append(say("fails.profit", name=name, loss=f"{-profit.difference:,.0f}", **ends))
    best = max(results.others, key=lambda name: results.effect("survival_share_treated", name).difference)
    return [*(lines or [say("fails.none")]), say("fails.copy", name=best)]


def assumptions(results: Results, say: Say) -> list[str]:
    """What the runs stand on: limits first, how well parameters are known, and what the policies change."""
    status = Counter(p.status for p in PARAMETERS.values())
    share = say("assumed.share", **{name: status[name] for name in ("verified", "recalled", "judgement")})
    lines = [say("assumed.limits"), say("generic"), share]
    base = results.values[0]
    for name, values in zip(results.others, results.values[1:], strict=True):
        keys = [f"{key.split('.', 2)[-1]} = {value}" for key, value in values.items() if base.get(key) != value]
        shown = ", ".join(keys[:4]) + (f" (+{len(keys) - 4})" if len(keys) > 4 else "")
        if keys:
            lines.append(say("assumed.differs", name=name, base=results.base, keys=shown))
    return [*lines, say("assumed.sources", base=results.base)]


def make_deck(results: Results, say: Say, language: str) -> Deck:
    """The deck of a comparison: twelve slides or so."""
    subtitle = say("deck.sub", names=", ".join(results.others), base=results.base, pairs=results.pairs,
                   months=results.months)  # fmt: skip
    found = findings(results, say)
    slides = [Slide(say("findings"), tuple(found[:LINES]), notes=results.command)]
    for chart in charts_of(results, say):
        notes = "\n".join(part for part in (chart.alternative, chart.band, *chart.footer) if part)
        slides.append(Slide(chart.title, chart=chart, notes=notes))
    for key, lines in (("fails", failures(results, say)), ("assumed", assumptions(results, say))):
        slides.append(Slide(say(key), tuple(lines[:LINES]), notes=results.command))
    slides.append(Slide(say("rerun"), (say("rerun.text"), results.command), notes=results.command))
    return Deck(say("deck.title"), subtitle, tuple(slides), results.command, language)
