"""The question on a vendor that sells directly: which partners fall, what you lose, and whether services help them.

One vendor is its part of the projects of all: the shock's chance is that a large customer's project goes direct, and
vendors have no names in the model. All of them at once is the further case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agents.partner import KINDS
from app_pages import earned, figures, findings, state
from app_pages.answers import quiet
from app_pages.drawing import described
from app_pages.engine import FULL
from app_pages.lever_widgets import change_told
from app_pages.names import policy_title
from app_pages.questions import DIRECT, answered, asked, us_vendors
from app_pages.recipe import Recipe, preset, scenario_of
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import LESS, MORE, PERHAPS_LESS, PERHAPS_MORE, SAME, Finding, line_told
from experiments.comparing.statistics import Difference, mean_interval
from experiments.running.size import partners_of
from experiments.words.words import interval, uncapital, words
from scenarios import Scenario

PAIRS = min(16, FULL)
TRIED = ("services", "community", "credit")  # under the same shock
YOURS = earned.OF_ITS_OWN[0]
SUBJECTS = ("own", "partners", "profit")  # of a finding that are told
# What is said of yours, by the state of their difference.
YOURS_WAYS = {LESS: "less", PERHAPS_LESS: "perhaps_less", MORE: "more", PERHAPS_MORE: "more", SAME: "same"}
SHOWN = 2  # groups told with their figures in the first line; the others by name


def first_answer(comparison: Comparison, finding: Finding, so_far: str) -> None:
    """What the shock alone does, from the page's own runs."""
    say = words(state.language(), "app.questions")
    answered("direct", [_shock(finding)], [_closing(comparison)], so_far or say("direct.coming"))


def answer() -> None:
    """What takes runs of its own: who falls, what services do by group under the same shock, and all vendors at
    once."""
    if asked() != "direct":
        return
    say, view = words(state.language(), "app.questions"), state.view()
    struck = [view.base_scenario(), view.scenario()]
    calm, every = replace(view.world, changes=()), all_vendors(struck[1])
    more = [every] if every.hash != struck[1].hash else []
    alone = quiet(struck, FULL)  # the page has run it just now
    under = quiet([scenario_of(view.world, Recipe(name), name) for name in ("steady", *TRIED)], PAIRS)
    without = quiet([scenario_of(calm, Recipe(name), name) for name in ("steady", TRIED[0])] + more, PAIRS)
    groups, served = earned.found_in(struck), earned.found_in([struck[1], scenario_of(view.world, Recipe(TRIED[0]))])
    if alone is None:
        return
    finding = findings.found_in(alone)
    if under is None or without is None or groups is None or served is None:
        answered("direct", [_shock(finding)], [_closing(alone)], say("direct.busy"))
        return
    found = {name: under.finding(number, findings.smallest()) for number, name in enumerate(TRIED, start=1)}
    services = without.finding(1, findings.smallest())
    at_once = []
    if more:
        falls = earned.found_in([struck[0], every])
        lines = _told(without.finding(2, findings.smallest()), ("own", "profit"))
        at_once = [say("direct.all", all=us_vendors(every.values), lines=lines, worst=worst(falls, 1) if falls else "")]
    answered(
        "direct",
        [f"{_struck()}: {worst(groups)}; {closing(alone)}. {helps(found[TRIED[0]])}",
         " ".join([_shock(finding, ("own", "profit")), *yours_told(groups)]),
         say("direct.services", name=_title(TRIED[0]), kinds=by_kind(served, under),
             yours=earned.percent(served[YOURS]), groups=earned.FUTURES, pairs=under.pairs),
         size_told(alone), *at_once],
        [say("direct.nameless"),
         which({name: one for name, one in found.items() if name != TRIED[0]}), earned.told(groups),
         *(say("direct.lever", name=_title(name), lines=_told(one)) for name, one in found.items()),
         say("direct.calm", name=_title(TRIED[0]), lines=_told(services)), _closing(alone),
         *(f"{_sets(name)}." for name in TRIED)],
        say("direct.over", shock=alone.pairs, groups=earned.FUTURES, pairs=under.pairs),
    )  # fmt: skip


def struck_vendors(scenario: Scenario) -> float:
    """As many vendors' projects as go direct at most."""
    chances = [float(change.values[DIRECT]) for change in scenario.timeline if DIRECT in change.values]
    return max(chances, default=float(scenario.values[DIRECT])) * us_vendors(scenario.values)


def all_vendors(struck: Scenario) -> Scenario:
    """The shock with the projects of all its vendors."""
    return replace(struck, name="all", timeline=tuple(
        replace(change, values={key: 1.0 if key == DIRECT and value else value
                                for key, value in change.values.items()}) for change in struck.timeline))  # fmt: skip


def large_customers(scenario: Scenario) -> int:
    """How many large customers a market has: so many for each partner of month 0."""
    many = float(scenario.values["customers.corporate.firms"]) * partners_of(scenario)
    return max(1, round(many)) if many else 0


def size_told(alone: Comparison) -> str:
    """How many large customers there are, and which part of all sales to customers goes direct under the shock."""
    mean, *ends = (100.0 * share for share in mean_interval(alone.metric("direct_share", 1)))
    share = findings.told(mean, 2, False)
    around = interval(*ends, 2, state.language()) or words(state.language())("range.none")
    return words(state.language(), "app.questions")(
        "direct.size", customers=findings.told(large_customers(alone.scenarios[1]), 0, False), share=share,
        range=around, months=alone.months,
    )  # fmt: skip


def _struck() -> str:
    """Who sells direct on this page, as the beginning of a sentence."""
    say, scenario = words(state.language(), "app.questions"), state.view().scenario()
    many, of = struck_vendors(scenario), us_vendors(scenario.values)
    key = "one" if abs(many - 1.0) < 1e-6 else "every" if many >= of else "some"
    return say(f"direct.struck.{key}", all=of, many=findings.told(many, 1, False))


def worst(struck: Mapping[str, Difference], shown: int = SHOWN) -> str:
    """Whose gross profit surely falls by as much as counts, or where nobody's does, whose surely by what may be too
    little to matter: who falls most first, the first ``shown`` with their figures."""
    say = words(state.language(), "app.questions")
    falls, key = _falling(struck, LESS), "direct.worst"
    if not falls:
        falls, key = _falling(struck, PERHAPS_LESS), "direct.worst.perhaps"
    first = ", ".join(f"{earned.named(name)} {earned.percent(struck[name])}" for name in falls[:shown])
    told = [say(key if falls else "direct.nobody", names=first, futures=earned.FUTURES)]
    others = ", ".join(earned.named(name) for name in falls[shown:] if name != YOURS)
    told += [say("direct.worst.others", names=others)] if others else []
    return "; ".join(told)


def yours_told(struck: Mapping[str, Difference]) -> list[str]:
    """What becomes of the gross profit of your partners, whatever that of others does."""
    if YOURS not in struck:
        return []
    way = YOURS_WAYS.get(earned.counted(struck[YOURS]), "open")
    return [words(state.language(), "app.questions")(
        f"direct.yours.{way}", by=earned.percent(struck[YOURS]), futures=earned.FUTURES)]  # fmt: skip


def _falling(struck: Mapping[str, Difference], way: str) -> list[str]:
    """Groups whose gross profit goes that way, who loses the largest part of it first."""
    there = [name for name, pair in struck.items() if earned.counted(pair) == way and pair.base > 0.0]
    return sorted(there, key=lambda name: struck[name].difference / struck[name].base)


def closing(comparison: Comparison) -> str:
    """Of which groups surely fewer stay, by as much as counts, and of which more: a clause."""
    say = words(state.language(), "app.questions")
    rows, told = figures.survival_by_group(comparison, state.language(), findings.smallest()), []
    for key, its in (("more", LESS), ("fewer", MORE)):
        names = ", ".join(f"{name} {findings.figure('channel', pair)}" for name, pair, way in rows if way == its)
        told += [say(f"direct.closing.{key}", names=names)] if names else []
    return "; ".join(told) or say("direct.closing.none")


def helps(under: Finding) -> str:
    """Whether services keep more of yours under the shock."""
    state_ = (under.line("own") or under.line("channel")).state
    key = {MORE: "more", PERHAPS_MORE: "more", LESS: "less", PERHAPS_LESS: "less"}.get(state_, "open")
    name = _title(TRIED[0]) if key != "open" else uncapital(_title(TRIED[0]))
    return words(state.language(), "app.questions")(f"direct.helps.{key}", by=kept(under), name=name)


def kept(finding: Finding) -> str:
    """What becomes of your partners, of 100."""
    line = finding.line("own") or finding.line("channel")
    return findings.figure(line.subject, line.pair)


def by_kind(served: Mapping[str, Difference], under: Comparison) -> str:
    """What services do to each kind, the partners of rivals included: its gross profit, and how many of it stay."""
    say, stay = words(state.language(), "app.questions"), {}
    for name, pair, _ in figures.survival_by_group(under, state.language(), findings.smallest()):
        stay[name] = findings.figure("channel", pair)
    kinds = {earned.named(kind): pair for kind, pair in served.items() if kind in KINDS and pair.base > 0.0}
    return "; ".join(say("direct.kind", name=name, earned=earned.percent(pair), stay=stay.get(name, "–"))
                     for name, pair in kinds.items())  # fmt: skip


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


def _shock(finding: Finding, subjects: tuple[str, ...] = SUBJECTS) -> str:
    """What the shock does to some subjects, with its name."""
    return words(state.language(), "app.questions")("direct.shock", shock=_struck(), lines=_told(finding, subjects))


def _closing(comparison: Comparison) -> str:
    """Who closes under the shock, by group."""
    title = described("groups", comparison, state.language(), findings.smallest(), "").title
    return words(state.language(), "app.questions")("direct.closing", found=uncapital(title))


def _told(finding: Finding, subjects: tuple[str, ...] = SUBJECTS) -> str:
    """Your partners, all partners' gross profit and your profit, each by its own outcome."""
    lines = filter(None, (finding.line(name) or (finding.line("channel") if name == "own" else None)
                          for name in subjects))  # fmt: skip
    return "; ".join(line_told(line, words(state.language())) for line in lines)
