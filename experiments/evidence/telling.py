"""Groups, claims and tests in words, English or Russian: every sentence follows from verdicts alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.comparing.statistics import LEAST_DIFFERING
from experiments.evidence.claims import Claim, Registry, Test
from experiments.evidence.deciding import CONDITIONAL, SUPPORTED
from experiments.evidence.groups import ORDER, Group, Judged, logarithms, units
from experiments.evidence.hypercube import older_parts
from experiments.evidence.surface import Surface
from experiments.evidence.uncertain import Uncertain
from experiments.evidence.verdicts import UNDECIDED, UNTESTABLE, Verdict
from experiments.words.words import bound_digits, capital, words
from experiments.writing.kept import other_sources
from model import MODEL_VERSION, PARAMETERS

NAMED = 6  # claims that a group's sentence names: as many as are read in ten seconds
WHOLE = "\N{NO-BREAK SPACE}"
SHADES = str.maketrans("#+-.", "█▓▒░")  # of a map, the fullest where the claim holds most


def key_of(verdict: str) -> str:
    """The key of a verdict's words."""
    return "untestable" if verdict == UNTESTABLE else verdict


def sentence(group: Group, language: str) -> str:
    """What a group's verdicts say: how many claims hold, which, and what becomes of the others."""
    say = words(language, "evidence.told")
    found = {verdict: group.of(verdict) for verdict in ORDER}
    shown = _shares([len(claims) for claims in found.values()], NAMED)
    parts = []
    for (verdict, claims), room in zip(found.items(), shown, strict=True):
        key = key_of(verdict)
        if claims:
            names = say("among").join(_named(one, language) for one in claims[:room])
            names = say("more", names=names, count=len(claims) - room) if len(claims) > room else names
            key = f"{key}.one" if len(claims) == 1 and f"{key}.one" in say else key
            parts.append(say(key, count=len(claims), all=len(group.claims), names=names))
        elif verdict == SUPPORTED:
            parts.append(say("supported.none", all=len(group.claims)))
    return say("join").join(map(capital, parts)) + "."


def _shares(counts: Sequence[int], room: int) -> list[int]:
    """How many of each are named: one of all that there are, then the first as far as there is room."""
    found = [min(1, count) for count in counts]
    for place, count in enumerate(counts):
        found[place] += max(0, min(count - found[place], room - sum(found)))
    # One that is left is named as well: *and 1 more* says no less.
    return [count if count - shown == 1 else shown for count, shown in zip(counts, found, strict=True)]


def _named(one: Judged, language: str) -> str:
    """A claim's short name, and of one that depends on what."""
    say, name = words(language, "evidence.told"), words(language, "evidence.claims")(one.claim.name)
    if one.verdict != CONDITIONAL:
        return name
    surface = one.decides.surface
    if surface is None:
        return say("on.placebo", name=name)
    if not surface.predicts:
        return say("on.unknown", name=name)
    dimensions = say("also").join(dimension_told(n, language) for n in _decisive(surface))
    return say("on", name=name, dimensions=dimensions)


def _decisive(surface: Surface) -> list[str]:
    """The dimensions that bound where a claim holds; where none does, those that move it most."""
    return [name for name, *_ in surface.region.bounds] or list(surface.axes)


def headline(group: Group, language: str) -> str:
    """A group's finding as a title."""
    say, title = words(language, "evidence.told"), words(language, "evidence.groups")(group.name)
    count = len(group.of(SUPPORTED))
    key = {0: "headline.none", 1: "headline.one"}.get(count, "headline")
    told = say(key, group=title, count=count, all=len(group.claims))
    rest = [verdict for verdict in ORDER if verdict != SUPPORTED and group.of(verdict)]
    parts = [_short(len(group.of(verdict)), verdict, language) for verdict in rest]
    return say("headline.with", headline=told, parts=say("also").join(parts)) if parts else told


def _short(count: int, verdict: str, language: str) -> str:
    say, key = words(language, "evidence.told"), f"short.{key_of(verdict)}"
    return say(f"{key}.one" if count == 1 and f"{key}.one" in say else key, count=count)


def counts_told(groups: Sequence[Group], language: str) -> str:
    """How many of all claims have each verdict."""
    say = words(language, "evidence.told")
    numbers = {verdict: sum(len(group.of(verdict)) for group in groups) for verdict in ORDER}
    return say("also").join(
        say("counted", count=count, verdict=many_told(verdict, language)) for verdict, count in numbers.items() if count
    )


def verdict_told(verdict: str, language: str) -> str:
    """A verdict as a word."""
    return words(language, "evidence.told")(f"verdict.{key_of(verdict)}")


def many_told(verdict: str, language: str) -> str:
    """A verdict of several claims."""
    return words(language, "evidence.told")(f"many.{key_of(verdict)}")


def pointing_told(claim: Claim, language: str) -> str:
    """By which claims one is judged that has no test of its own."""
    say = words(language, "evidence.told")
    return say("pointing", names=say.several(claim.points_to))


def test_told(test: Test, language: str) -> str:
    """What a test asks."""
    return test.title if language == "en" else words(language, "claims.tests")(test.name)


def says_told(claim: Claim, language: str) -> str:
    """What the article says."""
    return claim.says if language == "en" else words(language, "claims.says")(claim.name)


def unit_of(test: Test) -> str:
    """The unit in which a test's effect is told."""
    contrast = test.contrast
    return "percent" if contrast.per else units()[contrast.pattern or contrast.metric.name]


def in_unit(test: Test, value: float) -> float:
    """An effect, or the smallest one that matters, in the unit in which it is told."""
    unit, contrast = unit_of(test), test.contrast
    logarithm = contrast.pattern in logarithms() or (contrast.metric is not None and contrast.metric.logarithm)
    if unit == "ratio":
        return math.exp(value) if logarithm else value
    if logarithm and not contrast.per:
        value = math.expm1(value)
    return 100.0 * value if unit in ("percent", "points", "scale") else value


def _digits(test: Test) -> int:
    """As many decimals as tell the smallest effect that matters."""
    bound = in_unit(test, test.smallest)
    return next((n for n in (1, 2) if abs(round(bound, n) - bound) <= 0.02 * bound), 2)


def effect_told(test: Test, verdict: Verdict, language: str) -> str:
    """A test's effect with its interval and its unit."""
    say = words(language, "evidence.told")
    if not math.isfinite(verdict.effect):
        return say("effect.none")
    signed = unit_of(test) != "ratio"
    effect, *ends = (in_unit(test, value) for value in (verdict.effect, verdict.low, verdict.high))
    digits = _digits(test)
    unit = _amount(test, say.number(effect, digits, signed), language)
    if ends[0] != ends[0]:
        return unit
    low, high = (say.number(end, bound_digits(end, digits), signed) for end in ends)
    between = say("effect.between", low=low, high=high).replace(" ", WHOLE)
    return say("effect", effect=unit, between=between)


def _amount(test: Test, number: str, language: str) -> str:
    """A number with the unit of a test, which no line parts."""
    return words(language, "evidence.units")(unit_of(test), value=number).replace(" ", WHOLE)


def bound_told(test: Test, language: str) -> str:
    """The smallest effect that matters, and on which side of it the article expects the effect."""
    say, signed = words(language, "evidence.told"), test.sign != "0" and unit_of(test) != "ratio"
    bound = in_unit(test, -test.smallest if test.sign == "-" else test.smallest)
    told = _amount(test, say.number(bound, _digits(test), signed), language)
    return say({"+": "bound.more", "-": "bound.less", "0": "bound.within"}[test.sign], bound=told)


def points_told(verdict: Verdict, language: str) -> str:
    """Points for, against and open."""
    held, against, undecided = verdict.counts
    return words(language, "evidence.told")("points", held=held, against=against, open=undecided)


def dimension_told(name: str, language: str) -> str:
    """A dimension of the hypercube."""
    return words(language, "evidence.dimensions")(name)


def place_told(dimension: Uncertain, value: float, language: str) -> str:
    """A value of a dimension in its unit."""
    say = words(language, "evidence.told")
    if dimension.scale:
        return say("value.times", value=say.number(value, 2))
    unit = PARAMETERS[dimension.set[0]].unit
    if unit.startswith("share"):
        return say("value.share", value=say.number(100.0 * value))
    told = say.number(value, 0 if dimension.high >= 10 else 2)
    return say("value.days", value=told) if unit == "days" else told


def where_told(book: Registry, verdict: Verdict, language: str) -> str:
    """Where a conditional test holds, or what an undecided one would take; empty for others."""
    say = words(language, "evidence.told")
    if verdict.verdict == UNDECIDED:
        finite = math.isfinite(verdict.runs)
        return say("where.runs", runs=say.number(verdict.runs)) if finite else say("where.runs.none")
    if verdict.verdict != CONDITIONAL:
        return ""
    surface = verdict.surface
    if surface is None:
        return say("where.placebo", share=say.number(100.0 * verdict.placebo_share))
    if not surface.predicts:
        return say("where.unknown", dimensions=len(book.uncertain))
    region = surface.region
    if not region.bounds:
        return say("where.everywhere" if region.whole else "where.nowhere")
    known = {u.name: u for u in book.uncertain}
    bounds = [_bound(known[name], low, high, language) for name, low, high in region.bounds]
    (held, of), (also, others) = region.there, region.elsewhere
    where = say("where.holds", bounds=say("and").join(bounds), held=held, of=of, also=also, others=others)
    return say("where.skill", where=where, skill=say.number(surface.skill, 2))


def _bound(dimension: Uncertain, low: float, high: float, language: str) -> str:
    say = words(language, "evidence.told")
    ends = {"low": low, "high": high}
    told = {key: place_told(dimension, end, language) for key, end in ends.items() if math.isfinite(end)}
    key = "between" if len(told) == 2 else "above" if "low" in told else "below"
    return say(key, name=dimension_told(dimension.name, language), **told)


def map_told(book: Registry, surface: Surface, language: str) -> tuple[list[str], str]:
    """The small map of where a test holds, lines from above, and what its two sides are."""
    say = words(language, "evidence.told")
    known = {u.name: u for u in book.uncertain}
    across, up = (known[name] for name in surface.axes)
    ends = {"left": (across, across.low), "right": (across, across.high), "low": (up, up.low), "high": (up, up.high)}
    told = {key: place_told(dimension, value, language) for key, (dimension, value) in ends.items()}
    names = {key: dimension_told(one.name, language) for key, one in (("across", across), ("up", up))}
    return [line.translate(SHADES) for line in surface.map], say("map", **names, **told)


def stale_told(job: Mapping, language: str) -> list[str]:
    """What stored results are older than, a sentence each."""
    say = words(language, "evidence.deck")
    parts = [*older_parts(job), *(["sources"] if other_sources(job) else [])]
    return [say(f"stale.{part}", version=job["model_version"], now=MODEL_VERSION) for part in parts]


def few_told(job: Mapping, language: str) -> list[str]:
    """That verdicts stand on fewer points than an interval over points takes, where they do."""
    if job["points"] >= LEAST_DIFFERING:
        return []
    return [words(language, "evidence.deck")("few.points", points=job["points"], least=LEAST_DIFFERING)]
