"""What rescued partners take from others, as sentences and as a table, in English and Russian."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.explain.displacement import LOSERS, Displaced, sources
from experiments.explain.words import word
from experiments.words.words import amount, told, words


def of_hundred(share: float, language: str = "en") -> str:
    """A share as so many of 100: 10.3 (10,3 in Russian), a dash where there is none."""
    return told(100 * share, 1, language)


def ends(row: dict, language: str, sign: float = 1.0) -> dict[str, str]:
    """A row's share and its interval for a sentence; with ``sign`` -1 told the other way round."""
    low, high = sorted((sign * row["low"], sign * row["high"]))
    told = {"share": sign * row["share"], "low": low, "high": high}
    return {name: of_hundred(value, language) for name, value in told.items()}


def shown(rows: Sequence[dict]) -> list[dict]:
    """The rows worth showing, of ``displacement.sources``: no direct sales where there are none."""
    return [row for row in rows if row["source"] != "direct" or row["other"] or row["without"]]


def row_name(row: dict, language: str = "en") -> str:
    """What a row is called in a table that shows sales, too: those of the last source are everybody's."""
    return word("sources", "all" if row["source"] == "new" else row["source"], language)


def finding(rows: Sequence[dict], language: str = "en") -> str:
    """What is taken from the distributor's own other partners, with its interval, in one sentence without an end."""
    own = _of(rows, "own")
    key = "taken" if own["low"] > 0.0 else "given" if own["high"] < 0.0 else "unclear"
    return _say(f"rescued.{key}", language, **ends(own, language, -1.0 if key == "given" else 1.0))


def rest(rows: Sequence[dict], language: str = "en") -> str:
    """Who else sells less, and what is new, in one sentence."""
    parts = [
        f"{word('sources', row['source'], language)} {of_hundred(row['share'], language)}"
        for row in shown(rows)
        if row["source"] in (*LOSERS[1:], "new")
    ]
    return _say("rescued.rest", language, parts=", ".join(parts))


def yours(rows: Sequence[dict], language: str = "en") -> str:
    """What the distributor itself sells more, with its interval, in one sentence."""
    return _say("rescued.yours", language, **ends(_of(rows, "focal"), language))


def wide(rows: Sequence[dict], language: str = "en") -> str:
    """That an interval of what is taken from own partners reaches from a little to more than a half; else nothing."""
    own = _of(rows, "own")
    return _say("rescued.wide", language) if 0.0 < own["low"] < 0.25 and own["high"] > 0.5 else ""


def counted(found: Sequence[Displaced], base: str, other: str, language: str = "en") -> str:
    """How many are rescued and lost on average, in one sentence."""
    if not any(run.rescued for run in found):
        return _say("rescued.none", language, base=base, other=other)
    means = {name: sum(getattr(run, name) for run in found) / len(found) for name in ("rescued", "lost", "own")}
    told = {name: amount(round(value, 1), language) for name, value in means.items()}
    return _say("rescued.count", language, base=base, other=other, **told)


def tell(found: Sequence[Displaced], base: str, other: str, language: str = "en") -> list[str]:
    """All sentences: how many are rescued, what they take from own partners, and the rest."""
    rows = sources(found)
    told = [counted(found, base, other, language)]
    if not rows:
        return told
    taken = " ".join(filter(None, [f"{finding(rows, language)}.", wide(rows, language)]))
    return [*told, taken, rest(rows, language), yours(rows, language)]


def _of(rows: Sequence[dict], source: str) -> dict:
    return next(row for row in rows if row["source"] == source)


def _say(key: str, language: str, **values) -> str:
    return words(language, "life.told")(key, **values)
