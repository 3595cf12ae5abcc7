"""What all charts of a comparison share: their footer, their band and label in words, and money told so that it says
something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from experiments.comparing.results import Results
from experiments.comparing.statistics import Difference
from experiments.drawing.chart import COLUMNS, Chart, lacks_interval
from experiments.words.words import Words, capital

YEAR = 12  # months


def footer(results: Results, say: Words) -> tuple[str, ...]:
    """Where the numbers are from, what was made equal, and what it takes to have them again: a line each."""
    hashes = ", ".join(f"{name} {key}" for name, key in zip(results.names, results.hashes, strict=True))
    source = say("footer", version=results.model_version, pairs=results.pairs, months=results.months, seed=results.seed,
               hashes=hashes)  # fmt: skip
    return f"{source} {say('generic')}", *spend_told(results, say), results.command


def spend_told(results: Results, say: Words) -> list[str]:
    """Where spends were made equal: the common spend with each dose, and a line for what is not at it.

    What that one costs is told of these runs, as everywhere in a deck, and not of the pilots that sought its dose.
    """
    if not results.spends:
        return []
    found = dict(zip(results.others, results.spends, strict=True))
    plain = replace(say, doses=(), unequal=())
    doses = ", ".join(f"{plain.scenario(name)} {say.dose(spend['dose'])}" for name, spend in found.items())
    common = results.spends[0]["common_spend"]
    lines = [say("spend.common", common=say.number(common), base=say.scenario(results.base), doses=doses)]
    lines += [
        capital(say("spend.off", name=plain.scenario(name), dose=say.dose(found[name]["dose"]),
            common=say.number(common),
            extra=say.number(results.effect("focal_spend", name).difference, sign=True))) + "."
        for name in results.unequal
    ]  # fmt: skip
    return lines


def wage_told(values: Mapping, say: Words, amount: float = 0.0) -> str:
    """What a unit of money buys, where scenarios are at hand, and how much of that an ``amount`` a month is."""
    wage = values.get("labour.sales_wage")
    people = amount / wage if wage else 0.0
    told = {"wage": say.number(wage or 0.0, 1), "people": say.number(people)}
    return say("money.unit.people" if people >= 1.0 else "money.unit", **told) if wage else ""


def unit_told(results: Results, say: Words) -> str:
    """What a unit of money buys, and what profit is before and after."""
    return f"{wage_told(results.values[0], say)} {say('money.profit')}".strip()


def paired_band(
    results: Results, say: Words, table: pd.DataFrame, key: str = "pairs.band", few: str = "pairs.few"
) -> str:
    """What the intervals of paired differences are, and why some are not there."""
    return f"{say(key, pairs=results.pairs)} {say(few) if lacks_interval(table) else ''}".strip()


def flags_told(say: Words, harder: bool) -> str:
    """The flags of ``garden report`` with which this deck is made again."""
    return (" --harder" if harder else "") + (f" --language {say.language}" if say.language != "en" else "")


def reference_told(results: Results, say: Words, pairs: int = 0) -> str:
    """The one line below every slide: what finds the runs, and on how many markets it rests (``pairs``; all)."""
    there = say("reference.some", pairs=pairs, all=results.pairs) if 0 < pairs < results.pairs else results.pairs
    return say("reference", reference=results.reference, version=results.model_version, pairs=there,
               months=results.months, seed=results.seed, day=say.day(results.day))  # fmt: skip


def equalled(results: Results, say: Words, title: str) -> str:
    """A title that ranks policies says so where one is not ranked, since it has another spend."""
    return say("title.equal", text=title) if results.level and results.unequal else title


def charted(results: Results, say: Words, title: str, table, pairs: int = 0, **how) -> Chart:
    """A chart with the words, the footer and the command that all charts of these results share.

    ``pairs`` is on how many markets it rests, where not on all.
    """
    if not isinstance(table, pd.DataFrame):
        table = pd.DataFrame(table, columns=list(COLUMNS))
    return Chart(title=capital(title), table=table, footer=footer(results, say), command=results.command,
                 reference=reference_told(results, say, pairs), language=say.language, **how)  # fmt: skip


def points(pair: Difference) -> tuple[float, float, float]:
    """A difference of shares in points, with its interval."""
    return 100 * pair.difference, 100 * pair.low, 100 * pair.high


def years_told(values: Mapping, say: Words, amount: float) -> str:
    """How many years of a salesperson an amount of money pays."""
    wage = values.get("labour.sales_wage")
    years = amount / (YEAR * wage) if wage else 0.0
    return (
        say("cost.years", amount=say.number(amount), years=say.number(years), wage=say.number(wage, 1)) if years else ""
    )


def share_told(pair: Difference, say: Words) -> dict[str, str]:
    """A difference of money in per cent of what the base has: its size and its interval."""
    scale = 100.0 / (abs(pair.base) or 1.0)
    digits = 0 if abs(scale * pair.difference) >= 9.5 else 1
    range_told = say.between(scale * pair.low, scale * pair.high, digits, sign=True)
    return {"share": say.number(abs(scale * pair.difference), digits), "range": range_told or say("range.none")}
