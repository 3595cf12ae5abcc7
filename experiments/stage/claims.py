"""The deck of the article's claims: the answer, a slide a group, what the verdicts are and are not."""

from __future__ import annotations

import pandas as pd

from experiments.drawing.chart import COLUMNS, Chart
from experiments.drawing.deck import Card, Deck, Slide, notes_of
from experiments.evidence import telling
from experiments.evidence.deciding import SUPPORTED
from experiments.evidence.groups import ORDER, Evidence, Group
from experiments.evidence.sequential import needed
from experiments.evidence.verdicts import UNDECIDED
from experiments.words.words import Words, capital, words

NONE = (float("nan"),) * 2  # ends of an interval that is not there


def claims_deck(found: Evidence, language: str, command: str) -> Deck:
    """Slides of all claims; ``command`` makes them again."""
    say = words(language, "evidence.deck")
    foot = say("reference", version=found.job["model_version"], points=found.job["points"],
               pairs=say.number(found.job["pairs"]), seed=found.job["seed"])  # fmt: skip
    slides = (
        _answer(found, say, command, foot),
        *(_group(found, group, say, command, foot) for group in found.groups),
        _limits(found, say, command, foot),
    )
    return Deck(say("title"), say("subtitle"), slides, command, language, command, foot, front=False)


def command_of(language: str, dark: bool, to: str = "claims.pptx") -> str:
    """The command that writes these slides."""
    flags = (f" --language {language}" if language != "en" else "") + (" --dark" if dark else "")
    return f"garden claims --stored --to {to}{flags}"


def _answer(found: Evidence, say: Words, command: str, foot: str) -> Slide:
    """How many of all claims hold, and in which groups, as one chart."""
    language, titles = say.language, words(say.language, "evidence.groups")
    all_claims = sum(len(group.claims) for group in found.groups)
    title = say("answer.title", all=all_claims, counts=telling.counts_told(found.groups, language))
    there = [verdict for verdict in ORDER if found.count(verdict)]
    names = {verdict: telling.verdict_told(verdict, language) for verdict in there}
    rows = [(names[verdict], titles(group.name), float(len(group.of(verdict))), *NONE)
            for group in found.groups for verdict in there]  # fmt: skip
    held = sorted(found.groups, key=lambda group: len(group.of(SUPPORTED)) / len(group.claims))
    least, most = held[0], held[-1]
    lead = say("answer.lead", most=titles(most.name), held=len(most.of(SUPPORTED)), of=len(most.claims),
               least=titles(least.name), few=len(least.of(SUPPORTED)), others=len(least.claims))  # fmt: skip
    chart = Chart("claims", "stack", title, "", say("answer.y"), pd.DataFrame(rows, columns=list(COLUMNS)), digits=0,
                  neutral=names.get(UNDECIDED, ""), order=tuple(names.values()), language=language, command=command,
                  reference=foot)  # fmt: skip
    told = [f"{titles(group.name)}. {telling.sentence(group, language)}" for group in found.groups]
    return Slide(title, (lead,), chart, notes=notes_of(*told, command), foot=foot, native=True)


def _group(found: Evidence, group: Group, say: Words, command: str, foot: str) -> Slide:
    """A group's sentence, and the points for, open and against each of its claims by the test that decides it."""
    language, names = say.language, words(say.language, "evidence.claims")
    sides = [say(side) for side in ("for", "open", "against")]
    rows, notes = [], []
    for one in group.claims:
        name = say("row", claim=one.claim.name, name=names(one.claim.name),
                   verdict=telling.verdict_told(one.verdict, language))  # fmt: skip
        held, against, undecided = one.decides.counts if one.decides else (0, 0, 0)
        rows += [
            (side, name, float(count), *NONE) for side, count in zip(sides, (held, undecided, against), strict=True)
        ]
        said = f"{one.claim.name}. {telling.says_told(one.claim, language).rstrip('.')}."
        if one.claim.points_to:
            notes.append(" ".join((said, telling.pointing_told(one.claim, language))))
            continue
        notes.append(said)
        notes += [_noted(found, one.claim.name, part, say) for part in one.parts]
    title = telling.headline(group, language)
    chart = Chart(group.name, "stack", title, "", say("group.y"), pd.DataFrame(rows, columns=list(COLUMNS)), digits=0,
                  neutral=sides[1], order=tuple(sides), language=language, command=command, reference=foot)  # fmt: skip
    lead = telling.sentence(group, language)
    return Slide(title, (lead,), chart, notes=notes_of(lead, *notes, command), foot=foot, native=True)


def _noted(found: Evidence, claim: str, part, say: Words) -> str:
    """A test of a claim as a line of notes."""
    test, language = found.book.tests[part.test], say.language
    line = say("notes", name=f"{claim}, {part.test}", title=telling.test_told(test, language),
               effect=capital(telling.effect_told(test, part, language)), bound=telling.bound_told(test, language),
               points=telling.points_told(part, language),
               verdict=capital(telling.verdict_told(part.verdict, language)))  # fmt: skip
    return " ".join(filter(None, [line, telling.where_told(found.book, part, language)]))


def _limits(found: Evidence, say: Words, command: str, foot: str) -> Slide:
    """What the verdicts are and what they are not, how sure, the runs behind and how to have them again."""
    job = found.job
    told = {
        "points": job["points"],
        "needed": needed(job["points"]),
        "tests": len(found.tests),
        "open": found.count(UNDECIDED),
        "made": say.number(job["pairs_made"]),
        "minutes": say.number(found.seconds / 60.0),
        "version": job["model_version"],
        "seed": job["seed"],
        "command": command,
    }
    keys = ("source", "verdict", "sure", "open", "runs", "again")
    few = {"verdict": telling.few_told(job, say.language)}
    cards = [
        Card(say(f"limits.{key}"), " ".join([*few.get(key, []), say(f"limits.{key}.text", **told)])) for key in keys
    ]
    older = telling.stale_told(job, say.language)
    if older:  # of results of another model nothing weighs more
        cards[-1] = Card(say("limits.stale"), " ".join(older))
    return Slide(say("limits.title"), cards=tuple(cards), notes=command, foot=foot)
