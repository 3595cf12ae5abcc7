"""The answer's sentence to a question of the entrance, from the runs on its page."""

from __future__ import annotations

from app_pages import findings, state
from app_pages.answers import TICK
from app_pages.drawing import described
from app_pages.engine import FULL, Refused, engine
from app_pages.questions import answered, asked
from app_pages.recipe import Recipe, scenario_of
from app_pages.words import words
from app_pages.words.findings import WORDS as FINDING_WORDS
from app_pages.words.questions import WORDS
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import Finding, line_told
from experiments.comparing.results import Results
from experiments.words.words import words as stage_words

PAIRS = min(16, FULL)


def of_explore(comparison: Comparison, finding: Finding) -> None:
    """What Explore can tell from its own runs."""
    say, language = words(WORDS, state.language()), state.language()
    if asked() == "community":
        told = words(FINDING_WORDS, language)
        table = findings.signs(comparison, told, language).set_index(told("sign"))[told("shows")]
        names = {series: told(f"sign.{series}") for series in findings.SIGNS}
        turns = table[names["focal_sales"]]
        first = "; ".join(f"{name}: {table[name]}" for series, name in names.items()
                          if series in ("focal_members", "competence") and table[name] != "–")  # fmt: skip
        purchases = say("community.none").rstrip(".") if turns == "–" else say("community.shows", turns=turns)
        answered("community", say("community.answer", purchases=purchases, first=first or "–"))
    elif asked() == "direct":
        answered("direct", described("groups", comparison, language, findings.smallest(), "").title + ".")


def after_the_answer() -> None:
    """What takes runs of its own: whether services help under the same shock."""
    if asked() != "direct":
        return
    say, view, stage = words(WORDS, state.language()), state.view(), stage_words(state.language())
    shock = [scenario_of(view.world, Recipe(name), name) for name in ("steady", "services")]
    groups, services = (_quiet(pair) for pair in ([view.base_scenario(), view.scenario()], shock))
    if groups is None or services is None:
        return
    title = described("groups", groups, view.language, findings.smallest(), "").title
    answered("direct", say("direct.answer", groups=title, services=_own(services, stage)))


def _quiet(scenarios) -> Comparison | None:
    """A few pairs of runs without a bar; None when the queue is full."""
    try:
        question = engine.ask(scenarios, scenarios[0].months, PAIRS)
    except Refused:
        return None
    try:
        while question.share < 1.0:
            question.wait(TICK)
    finally:
        question.leave()
    found = question.answer()
    return found if found.complete else None


def _own(comparison: Comparison, stage) -> str:
    finding = comparison.finding(1, findings.smallest())
    return line_told(finding.line("own") or finding.line("channel"), stage)


def of_worlds(parts: dict[str, Comparison]) -> None:
    """What Worlds can tell: bad debt in a normal and in a bad market, and what is left where rivals copy."""
    say, stage = words(WORDS, state.language()), stage_words(state.language())
    if asked() == "debt" and {"steady", "bad"} <= set(parts):
        debts = {name: findings.own_bad_debt(parts[name]) for name in ("steady", "bad")}
        told = [f"{findings.told(d.difference, 0)} ({findings.interval(d, 1.0, 0)})" for d in debts.values()]
        answered("debt", say("debt.answer", normal=told[0], bad=told[1]))
    elif asked() == "copied" and {"steady", "imitators"} <= set(parts):
        steady, copied = (_own(parts[name], stage) for name in ("steady", "imitators"))
        answered("copied", say("copied.answer", steady=steady[:1].upper() + steady[1:], copied=copied))


def of_compare(results: Results, best: str) -> None:
    """Who keeps most, then each policy's own line."""
    stage = stage_words(state.language())
    findings_by = {name: results.finding(name, findings.smallest()) for name in results.others}
    lines = {name: found.line("own") or found.line("channel") for name, found in findings_by.items() if found.lines}
    told = "; ".join(f"{name}: {line_told(line, stage)}" for name, line in lines.items())
    answered(asked() if asked() in ("parts", "asian") else "", f"{best.rstrip('.')}. {told}.")
