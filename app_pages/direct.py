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
from experiments.comparing.finding import LESS, MORE, Finding, line_told
from experiments.comparing.statistics import Difference
from experiments.words.words import uncapital, words
from scenarios import Scenario

PAIRS = min(16, FULL)
TRIED = ("services", "community", "credit")  # under the same shock
DIRECT = "vendors.us.direct"  # the chance that a US vendor goes for a large customer's project itself
YOURS = earned.OF_ITS_OWN[0]


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
    without = quiet([scenario_of(calm, Recipe("steady"), "steady"),
                     scenario_of(calm, Recipe(TRIED[0]), TRIED[0]), one_vendor(struck[1])], PAIRS)  # fmt: skip
    groups = earned.found_in(struck)
    if alone is None:
        return
    finding = findings.found_in(alone)
    if under is None or without is None or groups is None:
        answered("direct", [_shock(finding)], [_closing(alone)], say("direct.busy"))
        return
    found = {name: under.finding(number, findings.smallest()) for number, name in enumerate(TRIED, start=1)}
    services, single = (without.finding(number, findings.smallest()) for number in (1, 2))
    answered(
        "direct",
        [f"{worst(groups)} {which(found)}", _shock(finding),
         say("direct.one", lines=_told(single, ("partners", "profit"))),
         *(say("direct.lever", name=_title(name), lines=_told(one)) for name, one in found.items())],
        [earned.told(groups), say("direct.calm", name=_title(TRIED[0]), lines=_told(services)), _closing(alone),
         *(f"{_sets(name)}." for name in TRIED)],
        say("direct.over", shock=alone.pairs, groups=earned.FUTURES, pairs=under.pairs),
    )  # fmt: skip


def us_vendors(scenario: Scenario) -> int:
    """How many vendors the shock is on."""
    return max(1, round(int(scenario.values["vendors.count"]) * float(scenario.values["vendors.us.vendor_share"])))


def one_vendor(struck: Scenario) -> Scenario:
    """The shock with as many projects as one of its vendors has on average: chances of one in so many for all."""
    part = 1.0 / us_vendors(struck)
    return replace(struck, name="one", timeline=tuple(
        replace(change, values={key: float(value) * part if key == DIRECT else value
                                for key, value in change.values.items()}) for change in struck.timeline))  # fmt: skip


def worst(struck: Mapping[str, Difference]) -> str:
    """Whose gross profit falls most, and whose else surely by as much as counts; then yours, whatever it does."""
    say = words(state.language(), "app.questions")
    falls = sorted((name for name, pair in struck.items() if earned.counted(pair) == LESS and pair.base > 0.0),
                   key=lambda name: struck[name].difference / struck[name].base)  # fmt: skip
    told = [say("direct.worst", name=earned.named(falls[0]), by=earned.percent(struck[falls[0]]))
            if falls else say("direct.nobody")]  # fmt: skip
    others = ", ".join(earned.named(name) for name in falls[1:] if name != YOURS)
    told += [say("direct.worst.others", names=others)] if others else []
    if YOURS in struck and falls[:1] != [YOURS]:
        told.append(say("direct.worst.yours", by=earned.percent(struck[YOURS])))
    return "; ".join(told) + "."


def which(found: Mapping[str, Finding]) -> str:
    """With which of the levers tried surely more of your partners stay by as much as counts, and with which fewer."""
    say = words(state.language(), "app.questions")
    kept = {name: (one.line("own") or one.line("channel")).state for name, one in found.items()}
    parts = []
    for key, way in (("more", MORE), ("less", LESS)):
        names = ", ".join(uncapital(_title(name)) for name, its in kept.items() if its == way)
        parts.append(say(f"direct.which.{key}", names=names) if names else "")
    tried = ", ".join(uncapital(_title(name)) for name in kept)
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
    say = words(state.language(), "app.questions")
    return say("direct.shock", all=us_vendors(state.view().scenario()), lines=_told(finding))


def _closing(comparison: Comparison) -> str:
    """Who closes under the shock, by group."""
    title = described("groups", comparison, state.language(), findings.smallest(), "").title
    return words(state.language(), "app.questions")("direct.closing", found=uncapital(title))


def _told(finding: Finding, subjects: tuple[str, ...] = ("own", "partners", "profit")) -> str:
    """Your partners, all partners' gross profit and your profit, each by its own outcome."""
    lines = filter(None, (finding.line(name) or (finding.line("channel") if name == "own" else None)
                          for name in subjects))  # fmt: skip
    return "; ".join(line_told(line, words(state.language())) for line in lines)
