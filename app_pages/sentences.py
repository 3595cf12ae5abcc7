"""The answer's sentence to a question of the entrance, from the runs on its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log

import numpy as np

from app_pages import bad_debt, direct, early_signs, findings, payback, state
from app_pages.answers import over
from app_pages.engine import FULL
from app_pages.names import policy_title
from app_pages.questions import FAST, SLOW, TRAINING, answered, asked
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import (
    LESS,
    MORE,
    OPEN,
    PERHAPS_LESS,
    PERHAPS_MORE,
    SAME,
    SUBJECTS,
    Finding,
    Line,
    leaders,
    line_told,
    range_told,
    state_of,
)
from experiments.comparing.results import Results
from experiments.comparing.statistics import Difference, paired_difference
from experiments.validation.bearing import lost_share, missed_facts
from experiments.words.words import capital, words
from experiments.writing.markup import literal

OWN = SUBJECTS["own"]
SHORT = ("B1d", "C22a")  # rows of the validation that are told in a few words


def of_explore(comparison: Comparison, finding: Finding, final: bool) -> None:
    """What Explore can tell from its own runs."""
    so_far = over(final, comparison.pairs)
    if asked() == "community":
        early_signs.answer(comparison, finding, so_far)
    elif asked() == "direct":
        direct.first_answer(comparison, finding, "" if final else so_far)
    elif asked() == "payback":
        payback.first_answer(comparison, finding)


def of_worlds(parts: Mapping[str, Comparison], final: bool) -> None:
    """What Worlds can tell: bad debt in a normal and in a bad market, and what is left where rivals copy."""
    say = words(state.language(), "app.questions")
    so_far = over(final, len(next(iter(parts.values())).complete))
    if asked() == "debt" and {"steady", "bad"} <= set(parts):
        done = parts["steady"].pairs
        bad_debt.answer(parts["steady"], parts["bad"], over(final and done >= FULL, done, FULL))
    elif asked() == "copied" and {"steady", "copied", "imitators"} <= set(parts):
        steady, copied, cheaper = (parts[name] for name in ("steady", "copied", "imitators"))
        some = parts.get("two", copied)  # of two rivals both are all
        first = say("copied.two" if "two" in parts else "copied.all", rivals=state.view().rivals)
        everybody = say("copied.all", rivals=state.view().rivals)
        rest = [say("copied.alone", lines=_beside(steady, copied)),
                say("copied.prices", lines=_both(cheaper), beside=_beside(copied, cheaper))]  # fmt: skip
        answered("copied", [f"{ended(some.metrics(1), first)} {capital(_both(some))}.",
                            say("copied.by", who=capital(everybody), lines=_both(copied)) if "two" in parts else "",
                            say("copied.uncopied", lines=_both(steady))],
                 [*ahead_of_rivals(some), *turned(steady.metrics(1), copied.metrics(1)), *rest,
                  *facts_in_short(steady)], so_far)  # fmt: skip


def facts_in_short(comparison: Comparison) -> list[str]:
    """What the market misses of published facts that bear on the policy, in one line."""
    base, other = comparison.scenarios
    told = missed_facts(base.values, [other.values], state.language(), SHORT, lost_share(comparison))
    return [f"{capital('; '.join(told))}."] if told else []


def _both(comparison: Comparison) -> str:
    """Your partners and your profit, as clauses."""
    found = comparison.metrics(1)
    kept = "own" if OWN in found else "channel"
    return "; ".join(findings.clause(subject, found[SUBJECTS[subject]]) for subject in (kept, "profit"))


def _beside(normal: Comparison, hard: Comparison) -> str:
    """What of both is left in the harder market beyond the normal one, by future."""
    base = normal.metrics(1)
    kept = "own" if OWN in base else "channel"
    return "; ".join(findings.clause(subject, findings.kept_of(normal, hard, SUBJECTS[subject]),
                                     base[SUBJECTS[subject]].base) for subject in (kept, "profit"))  # fmt: skip


def ahead_of_rivals(copied: Comparison) -> list[str]:
    """What copying brings the rivals' own partners, and whether yours still gain more than theirs."""
    both = (SUBJECTS["rivals"], OWN)
    if not all(name in run.summary for name in both for pair in copied.complete for run in pair):
        return []
    pairs = [[other.summary[name] - base.summary[name] for base, other in copied.complete] for name in both]
    theirs, lead = findings.of_gaps(np.array(pairs[0])), paired_difference(*map(np.array, pairs))
    say, bound = words(state.language(), "app.questions"), findings.smallest().of("own", 1.0)
    key = {MORE: "more", LESS: "less", SAME: "same"}.get(state_of(lead, bound), "open")
    by = f"{findings.told(100.0 * lead.difference)} ({range_told(lead, words(state.language()), 100.0, 1)})"
    return [say(f"copied.lead.{key}", theirs=findings.clause("rivals", theirs), by=by)]


def turned(steady: Mapping[str, Difference], copied: Mapping[str, Difference]) -> list[str]:
    """Where the profit does not stand as it did once rivals copy: what your sales and the cost of your levers do in
    both markets, from the same runs."""
    ways = [state_of(found["focal_profit"], findings.smallest().of("profit", found["focal_profit"].base))
            for found in (steady, copied)]  # fmt: skip
    if ways[0] == ways[1] or not {"focal_sales", "focal_spend"} <= steady.keys() & copied.keys():
        return []
    parts = {f"{key}{side}": findings.amount(found[f"focal_{key}"])
             for key in ("sales", "spend") for side, found in enumerate((steady, copied))}  # fmt: skip
    return [words(state.language(), "app.questions")("copied.turned", rivals=state.view().rivals, **parts)]


def ended(copied: Mapping[str, Difference], who: str) -> str:
    """Whether one copied by ``who`` ends better or worse than who does nothing, in a plain sentence."""
    kept = "own" if OWN in copied else "channel"
    ways = [state_of(copied[SUBJECTS[name]], findings.smallest().of(name, copied[SUBJECTS[name]].base))
            for name in (kept, "profit")]  # fmt: skip
    worse, better = LESS in ways and MORE not in ways, MORE in ways and LESS not in ways
    doubted = OPEN in ways or (worse and PERHAPS_MORE in ways) or (better and PERHAPS_LESS in ways)
    sure = {(MORE, LESS): "dearer", (LESS, MORE): "fewer", (SAME, SAME): "same"}.get(tuple(ways), "open")
    key = "open" if doubted else "worse" if worse else "better" if better else sure
    return words(state.language(), "app.questions")(f"copied.end.{key}", who=who)


def of_compare(results: Results, best: Sequence[str], final: bool) -> None:
    """Who keeps and earns most, then what each policy does to your partners, your profit, and others where it counts.

    Of dates the answer is whether to shift at all, and how they stand to each other, in the same futures.
    """
    stage, unit, rest = words(state.language()), findings.unit(), []
    name, so_far = asked() if asked() in ("parts", "asian") else "", over(final, results.pairs)
    kept = "own" if OWN in results.measured else "channel"
    for other in results.others:
        lines = [line for line in results.finding(other, findings.smallest()).lines
                 if line.counts or line.subject in (kept, "partners", "profit")]  # fmt: skip
        if lines:
            rest.append(f"**{literal(other)}**: {'; '.join(line_told(line, stage, unit) for line in lines)}.")
    if name == "asian":
        say, (first, lines) = words(state.language(), "app.questions"), dates_told(results, kept)
        slow, fast = (findings.told(log(0.5) / log(1.0 - pace), 0, False) for pace in (SLOW, FAST))
        pace = say("asian.pace", slow=slow, fast=fast)
        answered(name, [first, *lines, *trained_told(results, kept), pace, say("asian.base")], rest, so_far)
    elif name == "parts":
        told = [f"{literal(one.rstrip('.'))}." for one in best]
        moved = words(state.language(), "app.questions")("parts.moved")
        parts = parts_told(results, kept)
        facts = missed_facts(results.values[0], results.values[1:], state.language(), own=lost_share(results))
        answered(name, [*(parts or told), *rivals_told(results), *facts], [moved, *rest], so_far)


def parts_told(results: Results, kept: str) -> list[str]:
    """How the parts of a community stand to the whole of it, in one sentence, then a line each; none where the whole or
    all its parts are gone."""
    say, whole = words(state.language(), "app.questions"), policy_title("community", state.language())
    parts = [name for name in results.others if name != whole]
    if whole not in results.others or not parts:
        return []
    by_way: dict[str, list[str]] = {}
    for name in parts:
        by_way.setdefault(standing(results, kept, whole, name), []).append(say("parts.name", name=literal(name)))
    told = "; ".join(f"{way}: {', '.join(names)}" for way, names in by_way.items())
    lines = {name: results.finding(name, findings.smallest()).line("profit") for name in parts}
    poorer = [say("parts.name", name=literal(name)) for name, line in lines.items() if line and line.state == LESS]
    return [
        say("parts.answer", told=told) + (f" {say('parts.poorer', names=', '.join(poorer))}" if poorer else ""),
        say("parts.whole", name=whole, who=words(state.language())(f"who.{kept}"),
            **amounts(results, kept, results.base, whole)),
        *(say("parts.one", name=literal(name), **amounts(results, kept, results.base, name),
              **{f"less_{key}": text for key, text in amounts(results, kept, whole, name).items()}) for name in parts),
    ]  # fmt: skip


def pairs_of(results: Results, kept: str, one: str, other: str) -> dict[str, tuple[Difference, str]]:
    """The other policy against the one, in your partners and in your profit, each with its state."""
    found = {}
    for subject in (kept, "profit"):
        pair = paired_difference(*(results.metric(SUBJECTS[subject], name) for name in (one, other)))
        base = float(np.mean(results.metric(SUBJECTS[subject], results.base)))
        found[subject] = pair, state_of(pair, findings.smallest().of(subject, base))
    return found


def standing(results: Results, kept: str, whole: str, part: str) -> str:
    """What with a part is surely more or less than with the whole, and where that may be too little to matter."""
    say = words(state.language(), "app.questions")
    sure = {subject: way for subject, (_, way) in pairs_of(results, kept, whole, part).items()
            if way not in (SAME, OPEN)}  # fmt: skip
    ways = [f"parts.{subject if subject == 'profit' else 'kept'}.{way}" for subject, way in sure.items()]
    return say("parts.sure", what=say("parts.and").join(map(say, ways))) if ways else say("parts.none")


def amounts(results: Results, kept: str, one: str, other: str) -> dict[str, str]:
    """The other policy against the one in figures: in your partners (``kept``) and in your ``profit``."""
    found = pairs_of(results, kept, one, other)
    return {
        name: findings.figure(subject, found[subject][0]) for name, subject in (("kept", kept), ("profit", "profit"))
    }


def rivals_told(results: Results) -> list[str]:
    """With which policies surely fewer of rivals' partners stay, and how many."""
    lines = {name: results.finding(name, findings.smallest()).line("rivals") for name in results.others}
    rivals = "; ".join(f"{literal(name)} {findings.figure('rivals', line.pair)}" for name, line in lines.items()
                       if line and line.state == LESS)  # fmt: skip
    return [words(state.language(), "app.questions")("parts.rivals", names=rivals)] if rivals else []


def trained_told(results: Results, kept: str) -> list[str]:
    """What training beside the shift adds to the same shift without it; nothing where one of both is gone."""
    say = words(state.language(), "app.questions")
    now, budget = say("name.now"), findings.told(TRAINING, 0, False)
    lines, _ = between(results, kept, now, say("name.trained"))
    return [say("asian.training", now=now, budget=budget, unit=findings.unit(), lines=lines)] if lines else []


def between(results: Results, kept: str, one: str, other: str) -> tuple[str, set[str]]:
    """How the other policy stands to the one, in your partners and your profit, in words and as states; nothing where
    one of both is gone."""
    if not {one, other} <= {results.base, *results.others}:
        return "", set()
    lines = [  # only of the baseline's is a share told
        Line(subject, way, pair if one == results.base else replace(pair, base=0.0))
        for subject, (pair, way) in pairs_of(results, kept, one, other).items()
    ]
    told = "; ".join(line_told(line, words(state.language()), findings.unit()) for line in lines)
    return told, {line.state for line in lines}


def dates_told(results: Results, kept: str) -> tuple[str, list[str]]:
    """Whether to shift at all, and which dates are surely behind another one, in a sentence; then every choice against
    the slow shift of the baseline, a line a subject."""
    say, stage = words(state.language(), "app.questions"), words(state.language())
    never, slow, lines, behind, ways = say("name.never"), say("asian.slow"), [], [], set()
    dates = [name for name in results.others if name not in (never, say("name.trained"))]
    for subject in (kept, "profit"):
        values = {slow: results.metric(SUBJECTS[subject], results.base)}
        values |= {name: results.metric(SUBJECTS[subject], name) for name in dates}
        bound = findings.smallest().of(subject, float(np.mean(values[slow])))
        first, *level = leaders(values, bound)
        late = [literal(name) for name in values if name not in (first, *level)]
        who, scale, digits = stage(f"who.{subject}"), *((1.0, 0) if subject == "profit" else (100.0, 1))
        behind += [say("asian.behind", who=who, first=literal(first), names=", ".join(late))] if late else []
        pairs = {name: paired_difference(values[slow], values[name]) for name in dates}
        ways |= {state_of(pair, bound) for pair in pairs.values()}
        told = (f"{literal(name)} {findings.told(scale * pair.difference, digits)} "
                f"({findings.interval(pair, scale, digits)})" for name, pair in pairs.items())  # fmt: skip
        unit = findings.unit() if subject == "profit" else say("asian.of_100")
        lines.append(say("asian.by", who=capital(who), unit=unit, told="; ".join(told)))
    every = [literal(name) for name in dates]
    same = (say("asian.same", names=stage.several(every)) if ways == {SAME} else
            say("asian.none", count=len(every) + 1))  # fmt: skip
    when = " ".join(behind) or same
    return " ".join(filter(None, [still_told(results, kept, never), when])), lines


def still_told(results: Results, kept: str, never: str) -> str:
    """Whether standing still is surely worse or better than the baseline's slow shift; nothing where nobody does."""
    told, states = between(results, kept, results.base, never)
    way = "worse" if LESS in states and MORE not in states else "better" if MORE in states else "open"
    way = "open" if {LESS, MORE} <= states else way
    return words(state.language(), "app.questions")(f"asian.still.{way}", lines=told) if told else ""
