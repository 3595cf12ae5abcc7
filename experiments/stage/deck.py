"""What a deck says, slide by slide, before anybody draws it: title, findings, charts, failures, assumptions, rerun."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from experiments.comparing.finding import LESS, MORE, USUAL, line_told, sentence, verdict_told
from experiments.stage.chart import Chart
from experiments.stage.charts import charts_of, footer, spend_told
from experiments.stage.results import Results
from experiments.words.words import Words
from model import PARAMETERS

LINES = 9  # of text on a slide at most
LEVERS = "levers.focal."
COPY = "imitators"  # the layer in which rivals copy
# Which of a presenter's questions a slide answers; the words are in the texts.
QUESTIONS = {"life": "1", "survival": "2", "findings": "3", "causes": "4", "dose": "5", "live": "5", "fails": "6",
             "assumed": "7", "whom": "8", "rerun": "9", "cost": "10"}  # fmt: skip


@dataclass(frozen=True)
class Slide:
    """One slide: a title, then lines of text or a chart; ``notes`` are for the speaker, ``foot`` stands below text."""

    title: str
    lines: tuple[str, ...] = ()
    chart: Chart | None = None
    notes: str = ""
    foot: str = ""


@dataclass(frozen=True)
class Deck:
    """All slides, and the command that gives their numbers again."""

    title: str
    subtitle: str
    slides: tuple[Slide, ...]
    command: str
    language: str
    notes: str = ""


def findings(results: Results, say: Words) -> list[str]:
    """One sentence a policy that may be said aloud: partners kept and what it does to profit, with intervals.

    Where spends were made equal, that and what could not be brought there come after them.
    """
    lines, spend = [], spend_told(results, say)
    for name in results.others:
        finding = results.finding(name)
        lines.append(f"{verdict_told(finding, say)} {sentence(finding, say, say.scenario(name))}")
    bounds = {name: say.number(value) for name, value in vars(USUAL).items()}
    certainty = f"{say('smallest', **bounds)} {say('finding.certainty', pairs=results.pairs, months=results.months)}"
    return [*lines[: LINES - 1 - len(spend)], *spend, certainty]


def failures(results: Results, say: Words) -> list[str]:
    """Where the policies fail in these very runs: on others, on profit, on the whole channel."""
    lines = []
    for name in results.others:
        finding, told = results.finding(name), say.scenario(name)
        state = {line.subject: line.state for line in finding.lines}
        lost = [line_told(line, say) for line in finding.lines if line.state == LESS]
        if lost:
            lines.append(say("fails.loses", name=told, lines="; ".join(lost)))
        if state.get("own", MORE) not in (MORE, LESS):
            lines.append(say("fails.nobody", name=told, line=line_told(finding.line("own"), say)))
        elif state.get("own") == MORE and state["channel"] not in (MORE, LESS):
            lines.append(say("fails.channel", name=told, line=line_told(finding.line("channel"), say)))
    best = max(results.others, key=lambda name: results.effect("survival_share_treated", name).difference)
    return [*(lines or [say("fails.none")])[: LINES - 1], *_copied(results, say, best)]


def _copied(results: Results, say: Words, best: str) -> list[str]:
    """What is left of the best when rivals copy it, as a command; nothing where they do already."""
    base, word = results.asked.word(results.base), results.asked.word(best)
    if COPY in word.split("+"):
        return []
    command = (
        f"garden compare {base} {word} {word}+{COPY}{results.asked.market(results.months)}"
        f" --replicates {results.pairs} --seed {results.seed}"
    )
    key, whole = "fails.copy.whole" if best in results.doses else "fails.copy", replace(say, doses=())
    return [say(key, name=whole.scenario(best), command=command)]


def parameters_told(say: Words) -> list[str]:
    """What kind of market it is, and how well its parameters are known."""
    status = Counter(p.status for p in PARAMETERS.values())
    share = say("assumed.share", **{name: status[name] for name in ("verified", "recalled", "judgement")})
    return [say("assumed.limits"), share]


def assumptions(results: Results, say: Words) -> list[str]:
    """What the runs stand on: limits first, how well parameters are known, and what the policies change."""
    lines, base = parameters_told(say), results.values[0]
    for name, values in zip(results.others, results.values[1:], strict=True):
        changed = {key: value for key, value in values.items() if base.get(key) != value}
        world = [key for key in changed if not key.startswith(LEVERS)]
        if world:
            lines.append(
                say("assumed.world", name=say.scenario(name), base=say.scenario(results.base), number=len(world))
            )
        keys = [f"{key.removeprefix(LEVERS)} {_value(value, say)}" for key, value in changed.items()]
        if keys:
            told = {"name": say.scenario(name), "base": say.scenario(results.base), "keys": ", ".join(keys[:4])}
            lines.append(say("assumed.more" if len(keys) > 4 else "assumed.differs", more=len(keys) - 4, **told))
    return [*lines[: LINES - 1], say("assumed.sources", base=results.asked.word(results.base))]


def _value(value, say: Words) -> str:
    if isinstance(value, str):
        return value
    digits = len(f"{value:.6g}".partition(".")[2])
    return say.number(value, digits)


def notes_of(name: str, *lines: str, say: Words) -> str:
    """The speaker's notes: which question the slide answers, then what to know."""
    question = (say("question", text=say(f"question.{QUESTIONS[name]}")),) if name in QUESTIONS else ()
    return "\n".join(part for part in (*question, *lines) if part)


def chart_slide(chart: Chart, say: Words) -> Slide:
    """A slide of a chart, with notes that say what it shows, what its bands are and how to run it again."""
    told = dict.fromkeys((chart.alternative, chart.band, *chart.footer, chart.command))
    return Slide(chart.title, chart=chart, notes=notes_of(chart.name.split("-")[0], *told, say=say))


def make_deck(results: Results, say: Words, extra: tuple[Chart, ...] = ()) -> Deck:
    """The deck of a comparison: about a dozen findings, then where it fails, what is assumed, how to rerun it.

    ``extra`` are charts from runs made again (one partner's life, margins, chains of closings), told first.
    """
    command = results.command

    def text(name: str, lines) -> Slide:
        return Slide(say(name), tuple(lines), notes=notes_of(name, command, say=say), foot=footer(results, say)[0])

    slides = [text("findings", findings(results, say))]
    for chart in (*extra, *charts_of(results, say)):
        slides.append(chart_slide(chart, say))
    slides.append(text("live", [say("live.app"), say("live.first"), say("live.link"), say("live.time")]))
    slides.append(text("fails", failures(results, say)))
    slides.append(text("assumed", assumptions(results, say)))
    slides.append(text("rerun", [say("rerun.text"), command, say("rerun.hashes")]))
    title = say("deck.title")
    subtitle = say("deck.sub", names=say.several(map(say.scenario, results.others)), base=say.scenario(results.base),
                   pairs=results.pairs, months=results.months)  # fmt: skip
    return Deck(title, subtitle, tuple(slides), command, say.language, command)
