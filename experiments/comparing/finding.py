"""What a comparison comes to: one rule, and one sentence of it for tiles, charts, tables, slides and the command line.

A difference **counts** where its 95 % interval lies beyond the smallest one that matters, which stands beside every
verdict and can be set; it makes **no difference that matters** where the interval lies within; else it **cannot be
told**. The claims of the article are judged by the same rule (``experiments.evidence.verdicts``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.comparing.statistics import Difference, paired_difference
from experiments.words.words import capital

# Whose result a line tells, in the order of the telling, and the metric that it stands on.
SUBJECTS = {
    "own": "survival_share_treated",
    "buying": "buying_share",  # where a comparison starts with a distributor's own list
    "rivals": "survival_share_untreated",
    "channel": "survival_share",
    "partners": "channel_gross_profit",
    "profit": "focal_profit",
}
# Told as partners of 100; the others as money and per cent of the baseline's.
KEPT = ("own", "buying", "rivals", "channel")
MORE, LESS, SAME, OPEN = "more", "less", "same", "open"
PERHAPS_MORE, PERHAPS_LESS = "perhaps_more", "perhaps_less"  # a direction that is sure, a size that may be too little
YOURS = ("own", "buying", "profit")  # of subjects; a gain is one only where none of these may fall
# Verdicts on gains and losses at once: both of them yours, others' loss, others' gain, neither of them yours.
MIXED = ("mixed", "others_lose", "others_gain", "elsewhere")


@dataclass(frozen=True)
class Smallest:
    """The smallest difference that matters: ``points`` of 100 partners, ``percent`` of the baseline's money."""

    points: float = 1.0
    percent: float = 1.0

    def of(self, subject: str, base: float) -> float:
        """The bound in the unit of the subject's metric, of which the baseline has ``base``."""
        return self.points / 100.0 if subject in KEPT else self.percent / 100.0 * abs(base)


USUAL = Smallest()


def state_of(pair: Difference, smallest: float) -> str:
    """Which way a difference goes, its interval against the smallest that matters (in its own unit)."""
    if pair.low > smallest:
        return MORE
    if pair.high < -smallest:
        return LESS
    if pair.low >= -smallest and pair.high <= smallest:
        return SAME
    return PERHAPS_MORE if pair.low > 0.0 else PERHAPS_LESS if pair.high < 0.0 else OPEN


@dataclass(frozen=True)
class Line:
    """What happens to one of ``SUBJECTS``."""

    subject: str
    state: str
    pair: Difference

    @property
    def counts(self) -> bool:
        """Whether it is a difference that matters."""
        return self.state in (MORE, LESS)

    @property
    def told(self) -> str:
        """The state as words tell it: what is sure and yet too little to count is not told like nothing."""
        sure = LESS if self.pair.high < 0.0 else MORE if self.pair.low > 0.0 else ""
        return f"{SAME}_{sure}" if self.state == SAME and sure else self.state


@dataclass(frozen=True)
class Finding:
    """What a policy does, a line a subject, and what they come to."""

    lines: tuple[Line, ...]

    def line(self, subject: str) -> Line | None:
        """The line of a subject; None where the market has none of it."""
        return next((line for line in self.lines if line.subject == subject), None)

    @property
    def verdict(self) -> str:
        """``gain`` or ``loss`` (for somebody, and the reverse for nobody), one of ``MIXED``, ``partly``, ``none`` or
        ``open``.

        Every line has its say: what own partners gain and others lose is mixed, not a gain. It is a gain in part where
        something of yours may fall.
        """
        states = {line.state for line in self.lines}
        mine = {line.state for line in self.lines if line.subject in YOURS}
        if MORE in states and LESS in states:
            both = {(True, True): "mixed", (True, False): "others_lose", (False, True): "others_gain"}
            return both.get((MORE in mine, LESS in mine), "elsewhere")
        if MORE in states or LESS in states:
            return "loss" if LESS in states else "partly" if self.doubted else "gain"
        return "none" if states == {SAME} else "open"

    @property
    def losses(self) -> list[Line]:
        """What is less by as much as counts, the worst first: by its part of the baseline's."""
        return sorted((line for line in self.lines if line.state == LESS),
                      key=lambda line: line.pair.difference / (abs(line.pair.base) or 1.0))  # fmt: skip

    @property
    def doubted(self) -> list[Line]:
        """What of yours falls by little, or may fall."""
        return [line for line in self.lines if line.subject in YOURS
                and (line.state == PERHAPS_LESS or (line.state == OPEN and not line.pair.low >= 0.0))]  # fmt: skip


def finding_of(effects: Mapping[str, Difference], smallest: Smallest = USUAL) -> Finding:
    """The finding of a policy's paired differences by metric; metrics that are not there have no line."""
    return Finding(
        tuple(
            Line(subject, state_of(effects[metric], smallest.of(subject, effects[metric].base)), effects[metric])
            for subject, metric in SUBJECTS.items()
            if metric in effects and effects[metric].difference == effects[metric].difference
        )
    )


def leaders(values: Mapping[str, Sequence[float]], smallest: float) -> list[str]:
    """Who has the most, and all that cannot be told apart from it, the largest mean first.

    In: a value a replicate by name, replicates in the same order. One is behind where the best is ahead of it by more
    than ``smallest``, which is a difference that counts like any other.
    """
    order = sorted(values, key=lambda name: -float(np.mean(values[name])))
    ahead = {name: state_of(paired_difference(values[name], values[order[0]]), smallest) for name in order[1:]}
    return [name for name in order if ahead.get(name) != MORE]


@dataclass(frozen=True)
class Best:
    """Which of several policies does most for a subject: ``key`` says how it stands, ``names`` whom that names.

    ``one`` (alone in front), ``ahead`` (surely in front, of some perhaps by too little to matter), ``tie`` (cannot be
    told apart), ``sure`` (alone in having more for sure, where one
    less sure may have still more), ``less`` (nobody has more, these have less), ``same`` (no difference that matters),
    ``perhaps`` (this one differs for sure, perhaps by too little), ``open`` (no clear one), or ``only`` (there is one
    policy alone). ``lines`` has all.
    """

    key: str
    names: tuple[str, ...]
    lines: Mapping[str, Line]


def best_of(
    effects: Mapping[str, Difference],
    values: Mapping[str, Sequence[float]],
    subject: str,
    smallest: Smallest = USUAL,
) -> Best:
    """The best of policies for a subject. In: by name the difference from the baseline, and the values a replicate."""
    bound = smallest.of(subject, next(iter(effects.values())).base)
    lines = {name: Line(subject, state_of(pair, bound), pair) for name, pair in effects.items()}
    if len(lines) == 1:
        return Best("only", tuple(lines), lines)
    front = leaders(values, bound)
    first = tuple(name for name in front if lines[name].state == MORE)
    if first:
        led = all(paired_difference(values[name], values[first[0]]).low > 0.0 for name in front if name != first[0])
        key = "ahead" if led else "tie" if len(first) > 1 else "sure"
        key = "one" if len(front) == 1 else key
        return Best(key, first, lines)
    worse = sorted((n for n in lines if lines[n].state == LESS), key=lambda n: lines[n].pair.difference)
    if worse:
        return Best("less", tuple(worse), lines)
    sure = [n for state in (PERHAPS_MORE, PERHAPS_LESS) for n in lines if lines[n].state == state]
    if sure:
        state = lines[sure[0]].state
        most = max((n for n in sure if lines[n].state == state), key=lambda n: abs(lines[n].pair.difference))
        return Best("perhaps", (most,), lines)
    return Best("same" if all(line.state == SAME for line in lines.values()) else "open", (), lines)


# -- in words -----------------------------------------------------------------------------------------------------


def line_told(line: Line, say, unit: str = "") -> str:
    """A line as a clause: whose, how much, its interval. ``unit`` names the money."""
    kind = "kept" if line.subject in KEPT else "money"
    if line.pair.low != line.pair.low:  # no interval: so few pairs differ that nothing is known of how far
        return say("line.few", who=say(f"who.{line.subject}"))
    values = {"who": say(f"who.{line.subject}"), "range": range_told(line.pair, say, *_scale(kind))}
    values["by"] = amount_told(line, say, unit)
    return say(f"line.{kind}.{line.told}", **values)


def amount_told(line: Line, say, unit: str = "") -> str:
    """How much: partners of 100, or money and its per cent of the baseline's, without a sign."""
    pair, share = line.pair, ""
    if line.subject in KEPT:
        return say.number(abs(100 * pair.difference), 1)
    if pair.base > 0.0:
        percent = abs(100 * pair.difference / pair.base)
        share = say("line.share", share=say.number(percent, 0 if percent >= 9.5 else 1))
    return say.number(abs(pair.difference)) + (f" {unit}" if unit else "") + share


def _scale(kind: str) -> tuple[float, int]:
    return (100.0, 1) if kind == "kept" else (1.0, 0)


def range_told(pair: Difference, say, scale: float = 1.0, digits: int = 0) -> str:
    """The interval of a difference; in words where one pair of runs gives none."""
    return say.between(scale * pair.low, scale * pair.high, digits, sign=True) or say("range.none")


def sentence(finding: Finding, say, name: str = "", unit: str = "") -> str:
    """The finding in one sentence: own partners and own profit always, others where their difference counts."""
    always = ("own" if finding.line("own") else "channel", "profit")
    told = [line_told(line, say, unit) for line in finding.lines if line.subject in always or line.counts]
    text = "; ".join(told)
    return f"{name}: {text}." if name else f"{capital(text)}."


def verdict_told(finding: Finding, say) -> str:
    """What the finding comes to, in a few words: one with gains and losses says who loses, one with a gain of yours
    also what of yours is in doubt."""
    parts = [say(f"verdict.{finding.verdict}")]
    for key, lines, verdicts in (("losers", finding.losses, MIXED), ("doubted", finding.doubted, (*MIXED, "partly"))):
        if lines and finding.verdict in verdicts:
            parts.append(say(f"verdict.{key}", names=", ".join(say(f"who.{line.subject}") for line in lines)))
    return " ".join(parts)


def best_told(best: Best, say, base: str, unit: str = "") -> str:
    """The best in one sentence, which tells a tie and a loss as such; ``base`` is what the baseline is called."""
    line = best.lines[best.names[0]] if best.names else next(iter(best.lines.values()))
    if best.key in ("only", "perhaps"):
        return f"{best.names[0]}: {line_told(line, say, unit)}"
    who = capital(say(f"who.{line.subject}"))
    if not best.names:
        pairs = [line.pair for line in best.lines.values()]
        few = best.key == "open" and all(pair.low != pair.low for pair in pairs)
        return say("best.few" if few else f"best.{best.key}", who=who, base=base, pairs=pairs[0].pairs)
    kind = "kept" if line.subject in KEPT else "money"
    names = {"names": say.several(best.names), "first": best.names[0], "rest": say.several(best.names[1:])}
    if best.key == "ahead" and len(best.names) == 1:  # nobody else surely has more than the base
        best = replace(best, key="one")
    return say(f"best.{kind}.{best.key}", who=who, base=base, **names,
               by=amount_told(line, say, unit), range=range_told(line.pair, say, *_scale(kind)))  # fmt: skip
