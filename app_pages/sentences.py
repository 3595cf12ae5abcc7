"""The answer's sentence to a question of the entrance, from the runs on its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log

import numpy as np

from app_pages import earned, findings, state
from app_pages.answers import TICK, over
from app_pages.drawing import described
from app_pages.engine import FULL, Refused, engine
from app_pages.names import policy_title
from app_pages.questions import FAST, SLOW, TRAINING, answered, asked
from app_pages.recipe import Recipe, scenario_of
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
    sentence,
    state_of,
)
from experiments.comparing.results import Results
from experiments.comparing.statistics import Difference, paired_difference
from experiments.validation.bearing import losses_missed, losses_published, per_cent
from experiments.words.words import capital, uncapital, words
from experiments.writing.markup import literal

PAIRS = min(16, FULL)
FEW = 0.1  # of the futures have fewer members than the number below which a community is to be doubted
OWN = SUBJECTS["own"]
HELPED = ("own", "partners")  # by which it is judged whether services help the partners
EARLY = ("focal_members", "competence")  # signs that may show before purchases do
SHOCKED = (12, 36)  # months of the bad year and of the one after it, when its debts are written off


def of_explore(comparison: Comparison, finding: Finding, final: bool) -> None:
    """What Explore can tell from its own runs."""
    so_far = over(final, comparison.pairs)
    say, language = words(state.language(), "app.questions"), state.language()
    if asked() == "community":
        told = words(language, "app.findings")
        table = findings.signs(comparison, told, language).set_index(told("sign"))[told("shows")]
        names = {series: told(f"sign.{series}") for series in findings.SIGNS}
        turns = table[names["focal_sales"]]
        first = "; ".join(f"{name}: {table[name]}" for series, name in names.items()
                          if series in EARLY and table[name] != "–")  # fmt: skip
        purchases = say("community.none") if turns == "–" else _shows(comparison, turns)
        profit, ahead = finding.line("profit"), findings.course(comparison).ahead
        told = words(language, "app.verdict")
        when = told("ahead", month=ahead) if ahead and profit.state == MORE else told("never")
        pays = line_told(profit, words(language), findings.unit())
        answer = [purchases, say("community.first", first=first or "–"), say("community.ahead", ahead=when),
                  *doubt(comparison, turns != "–")]  # fmt: skip
        rest = [say("community.pays", months=comparison.months, profit=pays), *turning(table, names),
                say("community.one")]  # fmt: skip
        answered("community", answer, rest, so_far)
    elif asked() == "direct":
        closing, shock = _struck(comparison, finding)
        answered("direct", [shock], [closing], say("direct.coming") if final else so_far)


def turning(shows: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """The signs that show one way first and the other way later: by themselves no reason to go on or to stop."""
    found = [f"{uncapital(name)}: {shows[name]}" for name in names.values() if "," in shows[name]]
    return [words(state.language(), "app.questions")("community.turning", signs="; ".join(found))] if found else []


def _shows(comparison: Comparison, turns: str) -> str:
    """When purchases turn, and how much they are by the end of the second year (or of a shorter time)."""
    say, (month, gaps) = words(state.language(), "app.questions"), _purchases(comparison)
    base = float(comparison.series(0, "focal_sales")[:, month - 1].mean())
    share = say("community.share", share=findings.told(100.0 * float(gaps.mean()) / base)) if base > 0.0 else ""
    return say("community.shows", turns=turns, month=month, by=_money(findings.of_gaps(gaps)), unit=findings.unit(),
               share=share)  # fmt: skip


def doubt(comparison: Comparison, shows: bool = True) -> list[str]:
    """When to doubt it, by what one's own books can show: a channel is one future and has no baseline beside it, so
    that a gain in purchases, where there is one (``shows``), is seen there only where it is more than futures
    differ by."""
    month, gaps = _purchases(comparison)
    say, year = words(state.language(), "app.questions"), min(12, comparison.months)
    members = np.quantile(comparison.series(1, "focal_members")[:, year - 1], FEW)
    told = [say("community.stop", month=year, members=findings.told(float(members), 0, False))]
    base = comparison.series(0, "focal_sales")[:, month - 1]
    if shows and len(base) > 1 and base.mean() > 0.0 and gaps.mean() < (swing := float(base.std(ddof=1))):
        told.append(say("community.unseen", month=month, swing=findings.told(100.0 * swing / base.mean(), 1, False)))
    return told


def _purchases(comparison: Comparison) -> tuple[int, np.ndarray]:
    """The end of the second year (or of a shorter time), and the difference in its purchases by future."""
    month = min(24, comparison.months)
    return month, comparison.monthly_gaps(1, "focal_sales")[:, month - 1]


def _struck(comparison: Comparison, finding: Finding) -> tuple[str, str]:
    """Who closes under the shock, and what it does to your and to partners' profit."""
    say, language = words(state.language(), "app.questions"), state.language()
    title = described("groups", comparison, language, findings.smallest(), "").title
    return say("direct.closing", found=uncapital(title)), say("direct.shock", lines=_told(finding))


def _told(finding: Finding) -> str:
    """Your partners, all partners' gross profit and your profit, as clauses."""
    lines = [finding.line("own") or finding.line("channel"), finding.line("partners"), finding.line("profit")]
    return "; ".join(line_told(line, words(state.language()), findings.unit()) for line in lines if line)


def after_the_answer() -> None:
    """What takes runs of its own: whether services help under the same shock."""
    if asked() != "direct":
        return
    say, view = words(state.language(), "app.questions"), state.view()
    shock = [scenario_of(view.world, Recipe(name), name) for name in ("steady", "services")]
    alone = _quiet([view.base_scenario(), view.scenario()], FULL)  # the page has run it just now
    services = _quiet(shock, PAIRS)
    by_group = [earned.found_in(pair) for pair in ([view.base_scenario(), view.scenario()], shock)]
    told = _struck(alone, alone.finding(1, findings.smallest())) if alone else None
    if alone is None or services is None or None in by_group:
        if told:
            answered("direct", told[1:], told[:1], say("direct.busy"))
        return
    struck, saved = by_group
    answered("direct", [worst(struck), helps_told(services.finding(1, findings.smallest())), say("direct.all")],
             [earned.told(struck), *told, say("direct.earned", found=earned.told(saved))],
             say("direct.over", groups=earned.FUTURES, pairs=services.pairs))  # fmt: skip


def worst(struck: Mapping[str, Difference]) -> str:
    """Whose gross profit falls most, of those where it surely falls by as much as counts."""
    say = words(state.language(), "app.questions")
    falls = {name: pair for name, pair in struck.items() if earned.counted(pair) == LESS and pair.base > 0.0}
    if not falls:
        return say("direct.nobody")
    first = min(falls, key=lambda name: falls[name].difference / falls[name].base)
    return say("direct.worst", name=earned.named(first), by=earned.percent(falls[first]), count=len(falls),
               all=len(struck))  # fmt: skip


def helps_told(found: Finding) -> str:
    """Whether services surely help the partners, by those that stay and by what they earn; then all lines."""
    say = words(state.language(), "app.questions")
    states = {line.state for line in found.lines if line.subject in HELPED}
    key = "same" if states == {SAME} else "open"
    for way, up, down in (("more", MORE, {LESS, PERHAPS_LESS}), ("less", LESS, {MORE, PERHAPS_MORE})):
        key = way if up in states and not states & down else key
    return say(f"direct.helps.{key}", lines=_told(found))


def _quiet(scenarios, pairs: int) -> Comparison | None:
    """Pairs of runs without a bar; None when the queue is full."""
    try:
        question = engine.ask(scenarios, scenarios[0].months, pairs)
    except Refused:
        return None
    try:
        while question.share < 1.0:
            question.wait(TICK)
    finally:
        question.leave()
    found = question.answer()
    return found if found.complete else None


def kept_of(normal: Comparison, hard: Comparison, metric: str) -> Difference:
    """What the what-if has of an outcome beyond the baseline in a normal market and in a harder one, by future.

    Futures that one of the two has not yet are left out.
    """
    gains = [
        {base.replicate: other.summary[metric] - base.summary[metric] for base, other in found.complete}
        for found in (normal, hard)
    ]
    common = sorted(gains[0].keys() & gains[1].keys())
    return paired_difference(*(np.array([gain[replicate] for replicate in common]) for gain in gains))


def bad_debt_of(comparison: Comparison, first: int, last: int) -> Difference:
    """What the what-if loses on partners beyond the baseline in months ``first`` to ``last`` - 1."""
    return findings.of_gaps(comparison.monthly_gaps(1, "focal_write_offs")[:, first:last].sum(axis=1))


def _money(pair: Difference) -> str:
    return f"{findings.told(pair.difference, 0)} ({range_told(pair, words(state.language()))})"


def of_worlds(parts: dict[str, Comparison], final: bool) -> None:
    """What Worlds can tell: bad debt in a normal and in a bad market, and what is left where rivals copy."""
    say = words(state.language(), "app.questions")
    so_far = over(final, len(next(iter(parts.values())).complete))
    if asked() == "debt" and {"steady", "bad"} <= set(parts):
        metrics = [parts[name].metrics(1) for name in ("steady", "bad")]

        def both(key: str, metric: str, told, **more) -> str:
            normal, bad = (told(found[metric]) for found in metrics)
            return say(f"debt.{key}", normal=normal, bad=bad, **more)

        months = parts["steady"].months
        missed = published(metrics[0], months)
        a_year = say("debt.answer", unit=findings.unit(), normal=_a_year(metrics[0], months),
                     bad=_a_year(metrics[1], months), low=say("debt.low") if missed else "").rstrip()  # fmt: skip
        year, adds = ([bad_debt_of(parts[name], *SHOCKED) for name in ("steady", "bad")],
                      kept_of(parts["steady"], parts["bad"], "focal_bad_debt"))  # fmt: skip
        adds = say("debt.adds" if adds.clear else "debt.adds.open", by=_money(adds))
        year = say("debt.year", first=SHOCKED[0] + 1, last=min(SHOCKED[1], months), normal=_money(year[0]),
                   bad=_money(year[1]))  # fmt: skip
        total = both("total", "focal_bad_debt", lambda pair: _line("debt", pair), months=months)
        less = paired_difference(*(parts[name].metric("focal_bad_debt", 0) for name in ("steady", "bad")))
        without = both("base", "focal_bad_debt", lambda pair: findings.told(pair.base, 0, False),
                       apart=say("debt.apart" if less.clear else "debt.apart.open", by=_money(less)))  # fmt: skip
        paid = both("profit", "focal_profit", lambda pair: _line("profit", pair))
        answered("debt", [a_year, *missed, adds], [total, year, without, paid],
                 so_far)  # fmt: skip
    elif asked() == "copied" and {"steady", "copied", "imitators"} <= set(parts):
        there = [parts[name].metrics(1) for name in ("steady", "copied", "imitators")]
        kept, alone, war, beside = ([], []), [], [], []
        for subject in ("own" if OWN in there[0] else "channel", "profit"):
            metric = SUBJECTS[subject]
            steady, copied, cheaper = (_line(subject, found[metric]) for found in there)
            kept[0].append(steady)
            kept[1].append(copied)
            copying = kept_of(parts["steady"], parts["copied"], metric)
            alone.append(_line(subject, copying, there[0][metric].base))
            war.append(cheaper)
            beside.append(_line(subject, kept_of(parts["copied"], parts["imitators"], metric), there[0][metric].base))
        rest = [say("copied.alone", lines="; ".join(alone)),
                say("copied.prices", lines="; ".join(war), beside="; ".join(beside))]  # fmt: skip
        uncopied, copied = ("; ".join(lines) for lines in kept)
        answered("copied", [f"{ended(there[1]).rstrip('.')}: {copied}.", say("copied.uncopied", lines=uncopied),
                            *ahead_of_rivals(parts["copied"])],
                 [copying_rivals(), *turned(there[0], there[1]), *rest], so_far)  # fmt: skip


def _a_year(metrics: Mapping[str, Difference], months: int) -> str:
    """What a policy adds to bad debt a year, and what that is of what is sold with it."""
    say, debt, sold = words(state.language(), "app.questions"), metrics["focal_bad_debt"], metrics["focal_sales"].other
    scale = 12.0 / months
    told = {"by": findings.told(scale * debt.difference), "range": range_told(debt, words(state.language()), scale, 1)}
    share = per_cent(debt.difference / sold, words(state.language())) if sold > 0.0 else "–"
    return say("debt.more" if debt.clear else "debt.more.open", share=share, **told)


def published(metrics: Mapping[str, Difference], months: int) -> list[str]:
    """That the market loses less than is published, and what the published shares come to a year beside it."""
    missed, scale = losses_missed(state.language()), 12.0 / months
    there = [share * metrics["focal_sales"].other for share in losses_published()]
    here, low, high = (findings.told(scale * v, 0, False) for v in (metrics["focal_bad_debt"].other, *there))
    told = words(state.language(), "app.questions")("debt.published", here=here, low=low, high=high)
    return [f"{' '.join(missed)} {told}"] if missed else []


def copying_rivals() -> str:
    """How many distributors copy."""
    return words(state.language(), "app.questions")("copied.rivals", rivals=_rivals())


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
    return [say(f"copied.lead.{key}", theirs=_line("rivals", theirs), by=by)]


def _rivals() -> int:
    return int(state.view().base_scenario().values["population.distributor"]) - 1


def turned(steady: Mapping[str, Difference], copied: Mapping[str, Difference]) -> list[str]:
    """Where the profit does not stand as it did once rivals copy: what your sales and the cost of your levers do in
    both markets, from the same runs."""
    ways = [state_of(found["focal_profit"], findings.smallest().of("profit", found["focal_profit"].base))
            for found in (steady, copied)]  # fmt: skip
    if ways[0] == ways[1] or not {"focal_sales", "focal_spend"} <= steady.keys() & copied.keys():
        return []
    parts = {f"{key}{side}": _money(found[f"focal_{key}"])
             for key in ("sales", "spend") for side, found in enumerate((steady, copied))}  # fmt: skip
    return [words(state.language(), "app.questions")("copied.turned", rivals=_rivals(), **parts)]


def ended(copied: Mapping[str, Difference]) -> str:
    """Whether who is copied ends better or worse than who does nothing, in a plain sentence."""
    kept = "own" if OWN in copied else "channel"
    ways = [state_of(copied[SUBJECTS[name]], findings.smallest().of(name, copied[SUBJECTS[name]].base))
            for name in (kept, "profit")]  # fmt: skip
    worse, better = LESS in ways and MORE not in ways, MORE in ways and LESS not in ways
    doubted = OPEN in ways or (worse and PERHAPS_MORE in ways) or (better and PERHAPS_LESS in ways)
    sure = {(MORE, LESS): "dearer", (LESS, MORE): "fewer", (SAME, SAME): "same"}.get(tuple(ways), "open")
    key = "open" if doubted else "worse" if worse else "better" if better else sure
    return words(state.language(), "app.questions")(f"copied.end.{key}", rivals=_rivals())


def _line(subject: str, pair: Difference, base: float | None = None) -> str:
    """A difference as a clause that says whether it counts; one of gains, told without a share, by the market's
    ``base``."""
    smallest = findings.smallest().of(subject, pair.base if base is None else base)
    shown = pair if base is None else replace(pair, base=0.0)
    return line_told(Line(subject, state_of(pair, smallest), shown), words(state.language()), findings.unit())


def of_compare(results: Results, best: Sequence[str], final: bool) -> None:
    """Who keeps and earns most, then what each policy does to your partners, your profit, and others where it counts.

    Of dates the answer is whether to shift at all, and how they stand to each other, in the same futures.
    """
    stage, unit, rest = words(state.language()), findings.unit(), []
    for name in results.others:
        found = results.finding(name, findings.smallest())
        if found.lines:
            rest.append(sentence(found, stage, f"**{literal(name)}**", unit))
    name, so_far = asked() if asked() in ("parts", "asian") else "", over(final, results.pairs)
    kept = "own" if OWN in results.measured else "channel"
    if name == "asian":
        say, (first, lines) = words(state.language(), "app.questions"), dates_told(results, kept)
        slow, fast = (findings.told(log(0.5) / log(1.0 - pace), 0, False) for pace in (SLOW, FAST))
        pace = say("asian.pace", slow=slow, fast=fast)
        answered(name, [first, *lines, *trained_told(results, kept), pace, say("asian.base")], rest, so_far)
    else:
        told = [*(f"{literal(one.rstrip('.'))}." for one in best), *behind_told(results, kept)]
        moved = [words(state.language(), "app.questions")("parts.moved")] if name == "parts" else []
        answered(name, [*told, *untrained_told(results, kept)], [*moved, *rivals_told(results), *rest], so_far)


def behind_told(results: Results, kept: str) -> list[str]:
    """Which policies are surely behind the one with the highest mean by as much as counts, by subject, and by how much
    behind that one."""
    say, stage, behind = words(state.language(), "app.questions"), words(state.language()), []
    for subject in (kept, "profit"):
        metric = SUBJECTS[subject]
        base = results.metric(metric, results.base)
        values = {name: results.metric(metric, name) for name in results.others}
        front = leaders(values, findings.smallest().of(subject, float(np.mean(base))))
        scale, digits = (1.0, 0) if subject == "profit" else (100.0, 1)
        gaps = {name: paired_difference(values[front[0]], values[name]) for name in values}
        if names := [
            f"{literal(name)} {findings.told(scale * gaps[name].difference, digits)} "
            f"({range_told(gaps[name], stage, scale, digits)})"
            for name in values
            if name not in front
        ]:
            behind.append(say("parts.behind.one", who=stage(f"who.{subject}"), first=literal(front[0]),
                              names=", ".join(names)))  # fmt: skip
    return [say("parts.behind", told="; ".join(behind))] if behind else []


def rivals_told(results: Results) -> list[str]:
    """With which policies surely fewer of rivals' partners stay."""
    lines = {name: results.finding(name, findings.smallest()).line("rivals") for name in results.others}
    rivals = ", ".join(literal(name) for name, line in lines.items() if line and line.state == LESS)
    return [words(state.language(), "app.questions")("parts.rivals", names=rivals)] if rivals else []


def trained_told(results: Results, kept: str) -> list[str]:
    """What training beside the shift adds to the same shift without it; nothing where one of both is gone."""
    say = words(state.language(), "app.questions")
    now, budget = say("name.now"), findings.told(TRAINING, 0, False)
    lines, _ = between(results, kept, now, say("name.trained"))
    return [say("asian.training", now=now, budget=budget, unit=findings.unit(), lines=lines)] if lines else []


def untrained_told(results: Results, kept: str) -> list[str]:
    """What dropping the training alone does to a community of the same budget; nothing where one of both is gone."""
    say = words(state.language(), "app.questions")
    whole, bare = policy_title("community", state.language()), say("name.untrained")
    lines, _ = between(results, kept, whole, bare)
    return [say("parts.untrained", whole=whole, bare=bare, lines=lines)] if lines else []


def between(results: Results, kept: str, one: str, other: str) -> tuple[str, set[str]]:
    """How the other policy stands to the one, in your partners and your profit, in words and as states; nothing where
    one of both is gone."""
    if not {one, other} <= {results.base, *results.others}:
        return "", set()
    lines = []
    for subject in (kept, "profit"):
        pair = paired_difference(*(results.metric(SUBJECTS[subject], name) for name in (one, other)))
        base = float(np.mean(results.metric(SUBJECTS[subject], results.base)))
        shown = pair if one == results.base else replace(pair, base=0.0)  # only of the baseline's is a share told
        lines.append(Line(subject, state_of(pair, findings.smallest().of(subject, base)), shown))
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
    same = say("asian.same", number=len(dates)) if ways == {SAME} else say("asian.none", number=len(dates) + 1)
    when = " ".join(behind) or same
    return " ".join(filter(None, [still_told(results, kept, never), when])), lines


def still_told(results: Results, kept: str, never: str) -> str:
    """Whether standing still is surely worse or better than the baseline's slow shift; nothing where nobody does."""
    told, states = between(results, kept, results.base, never)
    way = "worse" if LESS in states and MORE not in states else "better" if MORE in states else "open"
    way = "open" if {LESS, MORE} <= states else way
    return words(state.language(), "app.questions")(f"asian.still.{way}", lines=told) if told else ""
