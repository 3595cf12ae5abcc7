"""What is advised against the other policies of a comparison, pair by pair: a part alone may do nearly as much."""

from __future__ import annotations

from experiments.comparing.finding import KEPT, SUBJECTS, Finding, Line, finding_of, range_told
from experiments.comparing.results import Results
from experiments.comparing.statistics import paired_difference
from experiments.words.words import Words, capital

WHOM = ("own", "profit", "channel", "partners")  # in the order of the telling


def against(results: Results, name: str, other: str) -> Finding:
    """What a policy does beside another one, on the same luck."""
    metrics = [metric for metric in SUBJECTS.values() if metric in results.measured]
    return finding_of({metric: paired_difference(results.metric(metric, other), results.metric(metric, name))
                       for metric in metrics})  # fmt: skip


def next_best(results: Results, name: str) -> str:
    """Of the other policies the one that leaves you most profit; empty where there is none."""
    others = [one for one in results.ranked if one != name]
    return max(others, key=lambda one: results.effect("focal_profit", one).difference, default="")


def against_told(
    results: Results, name: str, other: str, say: Words, whom: tuple[str, ...] = WHOM, lost: bool | None = None
) -> str:
    """The same as one clause of ``whom``; by ``lost`` of what is surely less alone, or left out. Empty of nobody."""
    lines = [line for line in map(against(results, name, other).line, whom)
             if line and lost in (None, line.pair.high < 0.0)]  # fmt: skip
    told = ", ".join(_beside(line, say) for line in lines)
    return say("against", name=say.scenario(other), lines=told) if told else ""


def _beside(line: Line, say: Words) -> str:
    """Whose, the difference and its interval, in as few words as can be."""
    kept = line.subject in KEPT
    scale, digits = (100.0, 1) if kept else (1.0, 0)
    return say("against.kept" if kept else "against.money", who=say(f"who.{line.subject}"),
               by=say.number(scale * line.pair.difference, digits, sign=True),
               range=range_told(line.pair, say, scale, digits))  # fmt: skip


def others_told(results: Results, name: str, say: Words) -> list[str]:
    """A sentence for each of the other policies."""
    told = (against_told(results, name, one, say) for one in results.ranked if one != name)
    return [f"{capital(say.scenario(name))} {text}." for text in told if text]
