"""The question on vendors that sell directly: which partners fall, what you lose, and which levers help under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app_pages import earned, findings, state
from app_pages.answers import quiet
from app_pages.drawing import described
from app_pages.engine import FULL
from app_pages.lever_widgets import change_told
from app_pages.names import policy_title
from app_pages.questions import answered, asked
from app_pages.recipe import Recipe, preset, scenario_of
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import KEPT, LESS, MORE, PERHAPS_LESS, PERHAPS_MORE, SAME, Finding
from experiments.comparing.statistics import Difference
from experiments.words.words import uncapital, words

PAIRS = min(16, FULL)
TRIED = ("services", "community", "credit")  # under the same shock
HELPED = ("own", "partners")  # subjects by which it is judged whether a lever helps the partners


def first_answer(comparison: Comparison, finding: Finding, so_far: str) -> None:
    """What the shock alone does, from the page's own runs."""
    say = words(state.language(), "app.questions")
    answered("direct", [_shock(finding)], [_closing(comparison)], so_far or say("direct.coming"))


def answer() -> None:
    """What takes runs of its own: who falls most, and which levers help under the same shock."""
    if asked() != "direct":
        return
    say, view = words(state.language(), "app.questions"), state.view()
    struck = [view.base_scenario(), view.scenario()]
    calm = replace(view.world, changes=())
    alone = quiet(struck, FULL)  # the page has run it just now
    under = quiet([scenario_of(view.world, Recipe(name), name) for name in ("steady", *TRIED)], PAIRS)
    without = quiet([scenario_of(calm, Recipe(name), name) for name in ("steady", TRIED[0])], PAIRS)
    groups = earned.found_in(struck)
    if alone is None:
        return
    finding = findings.found_in(alone)
    if under is None or without is None or groups is None:
        answered("direct", [_shock(finding)], [_closing(alone)], say("direct.busy"))
        return
    found = {name: under.finding(number, findings.smallest()) for number, name in enumerate(TRIED, start=1)}
    helped = {name: helps(one) for name, one in found.items()}
    named = {name: _title(name) for name in TRIED} | {TRIED[0]: _sets(TRIED[0])}  # what services are, few would guess
    told = [say(f"direct.helps.{helped[name]}", name=named[name], lines=_told(one)) for name, one in found.items()]
    services = without.finding(1, findings.smallest())
    answered(
        "direct",
        [f"{worst(groups)} {which(helped)}", _shock(finding), *told,
         say("direct.calm", name=_title(TRIED[0]), lines=_told(services, HELPED)), say("direct.all")],
        [earned.told(groups), _closing(alone), *(f"{_sets(name)}." for name in TRIED[1:])],
        say("direct.over", shock=alone.pairs, groups=earned.FUTURES, pairs=under.pairs),
    )  # fmt: skip


def worst(struck: Mapping[str, Difference]) -> str:
    """Whose gross profit falls most, of those where it surely falls by as much as counts."""
    say = words(state.language(), "app.questions")
    falls = {name: pair for name, pair in struck.items() if earned.counted(pair) == LESS and pair.base > 0.0}
    if not falls:
        return say("direct.nobody")
    first = min(falls, key=lambda name: falls[name].difference / falls[name].base)
    return say("direct.worst", name=earned.named(first), by=earned.percent(falls[first]), count=len(falls),
               all=len(struck))  # fmt: skip


def helps(found: Finding) -> str:
    """Whether a lever surely helps the partners (``more``), hurts them (``less``), does nothing that matters (``same``)
    or cannot be told to (``open``), by those that stay and by what they earn."""
    states = {line.state for line in found.lines if line.subject in HELPED}
    if MORE in states and not states & {LESS, PERHAPS_LESS}:
        return "more"
    if LESS in states and not states & {MORE, PERHAPS_MORE}:
        return "less"
    return "same" if states == {SAME} else "open"


def which(helped: Mapping[str, str]) -> str:
    """Which of the levers tried surely help, and which surely hurt."""
    say = words(state.language(), "app.questions")
    parts = []
    for way in ("more", "less"):
        names = ", ".join(uncapital(_title(name)) for name, its in helped.items() if its == way)
        parts.append(say(f"direct.which.{way}", names=names) if names else "")
    tried = ", ".join(uncapital(_title(name)) for name in helped)
    return " ".join(filter(None, parts)) or say("direct.which.none", names=tried)


def _title(name: str) -> str:
    return policy_title(name, state.language())


def _sets(name: str) -> str:
    """A lever and what it sets otherwise than today's terms."""
    base = preset("steady").values
    moved = {key: value for key, value in preset(name).values.items() if value != base[key]}
    levers = "; ".join(change_told(key, base[key], value, state.language()) for key, value in moved.items())
    return words(state.language(), "app.questions")("direct.sets", name=_title(name), levers=levers)


def _shock(finding: Finding) -> str:
    return words(state.language(), "app.questions")("direct.shock", lines=_told(finding))


def _closing(comparison: Comparison) -> str:
    """Who closes under the shock, by group."""
    title = described("groups", comparison, state.language(), findings.smallest(), "").title
    return words(state.language(), "app.questions")("direct.closing", found=uncapital(title))


def _told(finding: Finding, subjects: tuple[str, ...] = (*HELPED, "profit")) -> str:
    """Your partners, all partners' gross profit and your profit, in figures."""
    say, stage = words(state.language(), "app.questions"), words(state.language())
    kept = [finding.line(subject) or (finding.line("channel") if subject == "own" else None) for subject in subjects]
    return ", ".join(say("direct.figure.kept" if line.subject in KEPT else "direct.figure.money",
                         who=stage(f"who.{line.subject}"), by=findings.figure(line.subject, line.pair))
                     for line in kept if line)  # fmt: skip
