"""Charts of a batch: each a finding made from its numbers, drawn by :mod:`experiments.drawing`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pandas as pd

from experiments.analysis.batch import BASE, GROUPS, Batch
from experiments.analysis.factorial import TIMES
from experiments.analysis.lead import NOTHING, OPEN, SEVERAL, SLIGHT, among_all, leading
from experiments.batch.factors import Value
from experiments.comparing.statistics import THIRDS, paired_difference
from experiments.comparing.survival import kaplan_meier
from experiments.drawing.chart import Chart, lacks_interval
from experiments.words.keys import key_told, level_told
from experiments.words.words import Words, capital
from experiments.words.words import words as stage_words
from model.measures import OUTCOMES, better_of, declared

MOST_ROWS = 10  # of a forest on one picture
MOST_POINTS = 8  # with names beside each other
MOST_CURVES = 6
GROUPED = tuple(f"{group}_{third}" for group in GROUPS for third in THIRDS)  # of partners: ends of names of outcomes
NAMED = 3  # programmes of a search in a title; of more their number is told
SMALLEST_SHARE = 5.0  # per cent of the variance that matter
LINE_NAME = 44  # letters at the end of a line, on two lines


def metric_name(metric: str, say: Words) -> str:
    """An outcome in words; a column of another kind is told by its name."""
    if metric in OUTCOMES:
        return OUTCOMES[metric].name(say.language)
    known = declared(metric)
    group = metric.removeprefix(f"{known}_")
    if known is None or group not in GROUPED:
        return metric
    return say("metric.of_group", metric=OUTCOMES[known].name(say.language), group=say(f"group.{group}"))


def measured(metric: str, say: Words) -> str:
    """An outcome in words as an axis has it: money with its unit."""
    money = metric in OUTCOMES and OUTCOMES[metric].unit == "money"
    name = metric_name(metric, say)
    return say("money", metric=name) if money else name


def sampled_name(batch: Batch, metric: str, say: Words) -> str:
    """What a sampled design tells of a metric: the metric, or the effect on it."""
    name, effect = metric_name(metric, say), batch.manifest.effect
    return say("effect.of", effect=named(effect.about, say), metric=name) if effect else name


def footer(batch: Batch, say: Words) -> tuple[str, ...]:
    """What it takes to make the figure again."""
    manifest = batch.manifest
    told = say("footer", kind=say(f"kind.{manifest.kind}"), runs=f"{len(batch.done):,}",
               arms=f"{batch.runs['arm'].nunique():,}",
               replicates=batch.runs["replicate"].nunique(), months=manifest.months,
               seed=manifest.seed, version=batch.version, base=manifest.base.name, hash=manifest.base.hash)  # fmt: skip
    return (told, batch.command) if batch.command else (told,)


def chart(batch: Batch, say: Words, **how) -> Chart:
    """A chart with the batch's footer; a title starts with a capital."""
    title = how.pop("title")
    return Chart(title=capital(title), footer=footer(batch, say), command=batch.command,
                 reference=reference(batch, say), language=say.language, **how)  # fmt: skip


def reference(batch: Batch, say: Words) -> str:
    """One short line that finds the runs: the hash of the manifest, which stands in every row of the batch."""
    found = batch.runs["manifest"].iloc[-1] if "manifest" in batch.runs else batch.manifest.base.hash
    return say("reference", reference=str(found)[:8], version=batch.version, runs=say.number(len(batch.done)),
               months=batch.manifest.months, seed=batch.manifest.seed, day=say.day(batch.day))  # fmt: skip


def gain_told(value: float, low: float, high: float, digits: int, say: Words) -> str:
    """An effect with its interval."""
    return f"{say.number(value, digits, sign=True)} ({say.between(low, high, digits, sign=True)})"


def digits_of(values) -> int:
    """Digits after the point for a column of effects: two for small numbers, none for large ones."""
    largest = float(np.nanmax(np.abs(np.asarray(values, float)), initial=0.0))
    return 0 if largest >= 100 else 1 if largest >= 3 else 2


def smallest_told(batch: Batch, metric: str, say: Words) -> str:
    """The smallest effect that matters, in words."""
    smallest = batch.smallest_of(metric)
    return say.number(smallest, 0 if smallest >= 100 else 2 if smallest < 1 else 1)


def term_name(term: str, say: Words) -> str:
    """A factor's or a pair's name in words."""
    return TIMES.join(named(part, say) for part in term.split(TIMES))


def named(key: str, say: Words) -> str:
    """A factor's name in words."""
    return key_told(key, say.language)


def levels_told(term: str, levels: str, say: Words) -> str:
    """The levels of a factor or a pair in words, with their units."""
    keys, parts = term.split(TIMES), levels.split(", ")
    if len(keys) != len(parts):
        return levels
    return ", ".join(one_level(key, part, say) for key, part in zip(keys, parts, strict=True))


def one_level(key: str, level: Value, say: Words) -> str:
    """A level in words: a number of a parameter with its unit, a word by its name."""
    if isinstance(level, str):
        with suppress(ValueError):
            level = float(level)
    return level_told(key, level, say.language)


def largest(table: pd.DataFrame, column: str, count: int) -> pd.DataFrame:
    """The rows with the largest effects, in the table's order."""
    keep = table[column].abs().sort_values(ascending=False, kind="stable").index[:count]
    return table.loc[sorted(keep)]


def band_of(band: str, drawn: int, there: int, file: str, say: Words, key: str = "left.rows") -> str:
    """What a chart says below: what its intervals are, and how many it shows where it leaves some out.

    ``file`` is the table of the report that has all ``there`` are.
    """
    left = stage_words(say.language)(key, shown=drawn, all=there, file=file) if drawn < there else ""
    return f"{band} {left}".strip()


def of_pairs(band: str, drawn: pd.DataFrame, say: Words, key: str = "pairs.few") -> str:
    """What the intervals of paired differences are, and where one lacks why: by ``key``, marks are empty or not."""
    return f"{band} {say(key)}" if lacks_interval(drawn) else band


def effects(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Every arm's paired difference from the base arm."""
    table = table[table["metric"] == metric].reset_index(drop=True)
    rows = largest(table, "difference", MOST_ROWS)
    name, digits = metric_name(metric, say), digits_of(rows["difference"])
    lead = leading(table["difference"], *among_all(table), batch.smallest_of(metric))
    labels = [batch.label(arm, say) for arm in table["arm"]]
    best = table.iloc[lead.places[0]] if lead.places else table.iloc[0]
    gain = gain_told(*best[["difference", "low", "high"]], digits, say)
    title = lead.title(say, "effects.title", labels, smallest_told(batch, metric, say), metric=name,
                       best=batch.label(best["arm"], say), gain=gain, count=len(table))  # fmt: skip
    ways = [table.iloc[place] for place in lead.places if place not in lead.perhaps]
    if len({row["difference"] > 0.0 for row in ways}) == 2:  # of the largest, one raises it and another lowers it
        up, down = (pick(ways, key=lambda row: row["difference"]) for pick in (max, min))
        told = [gain_told(*row[["difference", "low", "high"]], digits, say) for row in (up, down)]
        title = say("effects.both", metric=name, high=batch.label(up["arm"], say), up=told[0],
                    low=batch.label(down["arm"], say), down=told[1])  # fmt: skip
    drawn = pd.DataFrame({"series": name, "x": [batch.label(arm, say) for arm in rows["arm"]], "y": rows["difference"],
                          "low": rows["low"], "high": rows["high"]})  # fmt: skip
    band = band_of(say("pairs.band"), len(rows), len(table), "effects.csv", say)
    return chart(batch, say, name=f"effects-{metric}", kind="forest", title=title, x_label="", digits=digits,
                 y_label=say("effects.y", metric=measured(metric, say)), table=drawn,
                 hollow=True, band=of_pairs(band, drawn, say, "pairs.empty"))  # fmt: skip


def factors(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Main effects and interactions of a factorial."""
    name, digits = metric_name(metric, say), digits_of(table["effect"])
    rows = largest(table, "effect", MOST_ROWS)
    title = factors_title(batch, table[table["order"] == 1], table[table["order"] > 1], metric, digits, say)
    labels = [f"{term_name(row.term, say)}: {levels_told(row.term, row.levels, say)}" for row in rows.itertuples()]
    drawn = pd.DataFrame({"series": name, "x": labels, "y": rows["effect"], "low": rows["low"], "high": rows["high"]})
    return chart(batch, say, name=f"factors-{metric}", kind="forest", title=title, x_label="", digits=digits,
                 y_label=say("factors.y", metric=measured(metric, say)), table=drawn,
                 band=band_of(say("factors.band"), len(rows), len(table), "factors.csv", say))  # fmt: skip


def term_label(row, say: Words, levels: bool = True) -> str:
    """A factor or a pair of them in words, with its levels."""
    name = term_name(row.term, say)
    return f"{name} ({levels_told(row.term, row.levels, say)})" if levels else name


def factors_title(
    batch: Batch, singles: pd.DataFrame, pairs: pd.DataFrame, metric: str, digits: int, say: Words
) -> str:
    """Which factor does most, and what pairs add to the sum of their two."""
    smallest, told = batch.smallest_of(metric), smallest_told(batch, metric, say)
    found, values = [], []
    for rows in (singles, pairs):
        lead = leading(rows["effect"], *among_all(rows), smallest)
        best = rows.iloc[lead.places[0]] if lead.places else None
        values.append({} if best is None else {"term": term_name(best["term"], say),
                       "levels": levels_told(best["term"], best["levels"], say),
                       "gain": gain_told(*best[["effect", "low", "high"]], digits, say)})  # fmt: skip
        found.append(lead)
    names = [term_label(row, say) for row in singles.itertuples()]
    title = found[0].title(say, "factors.title", names, told, metric=metric_name(metric, say), **values[0])
    if pairs.empty:
        return title
    sure = len(found[1].places) - len(found[1].perhaps)  # of several: others may reach it and be nothing as well
    several = "factors.somepairs" if sure > 1 else "factors.onepair"
    keys = {NOTHING: "factors.nopair", SEVERAL: several} | dict.fromkeys((SLIGHT, OPEN), "factors.openpair")
    key = keys.get(found[1].kind, "factors.pair")
    return title + say(key, smallest=told, **values[1])


def plane(batch: Batch, across: pd.DataFrame, up: pd.DataFrame, x: str, y: str, say: Words) -> Chart:
    """Main effects and interactions on two outcomes at once, each with both intervals."""
    both = across.merge(up, on=["term", "levels", "order"], suffixes=("_x", "_y"))
    keep = both.assign(size=both["effect_x"].abs() / (both["effect_x"].abs().max() or 1.0)
                       + both["effect_y"].abs() / (both["effect_y"].abs().max() or 1.0))  # fmt: skip
    rows = largest(keep, "size", MOST_POINTS)
    several = any(len(factor.levels) > 2 for factor in batch.manifest.factors)
    labels = [term_label(row, say, several) for row in rows.itertuples()]
    drawn = pd.DataFrame({"series": labels, "x": rows["effect_x"], "y": rows["effect_y"], "low": rows["low_y"],
                          "high": rows["high_y"], "x_low": rows["low_x"], "x_high": rows["high_x"]})  # fmt: skip
    names = measured(x, say), measured(y, say)
    title = plane_title(batch, both[both["order"] == 1], x, y, several, say)
    clear = good_for(rows, "x", batch, x) & good_for(rows, "y", batch, y)
    first = rows.assign(label=labels, clear=clear).sort_values(["clear", "size"], ascending=False, kind="stable")
    return chart(batch, say, name="factors", kind="points", title=title, table=drawn, order=tuple(first["label"]),
                 band=band_of(say("factors.band"), len(rows), len(both), "factors.csv", say),
                 x_label=say("factors.y", metric=names[0]), y_label=say("factors.y", metric=names[1]),
                 digits=digits_of(drawn["y"]))  # fmt: skip


def good_for(rows: pd.DataFrame, side: str, batch: Batch, metric: str) -> pd.Series:
    """Which effects are beyond the smallest that matters, in the direction that is good for the outcome; none of an
    outcome of which neither direction is."""
    better, smallest = better_of(metric), batch.smallest_of(metric)
    low, high = among_all(rows, f"_{side}")
    found = high < -smallest if better == "less" else (low > smallest) & (better == "more")
    return pd.Series(found, index=rows.index)


def plane_title(batch: Batch, singles: pd.DataFrame, x: str, y: str, several: bool, say: Words) -> str:
    """Which levels are clearly good for both outcomes, of all that were tried, drawn or not."""
    if not (better_of(x) and better_of(y)):
        return say("plane.what", x=metric_name(x, say), y=metric_name(y, say))
    good = singles[good_for(singles, "x", batch, x) & good_for(singles, "y", batch, y)]
    names = [term_label(row, say, several) for row in good.itertuples()]
    return say("plane.both", names=", ".join(names)) if names else say("plane.none")


def tornado(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Each factor's lowest and highest level against the base, the widest first."""
    name = metric_name(metric, say)
    span = table.groupby("factor", sort=False)["difference"].agg(lambda row: row.abs().max())
    order = span.sort_values(ascending=False, kind="stable").index[: MOST_ROWS // 2]
    widest = table.loc[table.groupby("factor", sort=False)["difference"].agg(lambda row: row.abs().idxmax())]
    lead = leading(widest["difference"], *among_all(widest), batch.smallest_of(metric))
    names = [named(factor, say) for factor in widest["factor"]]
    parts = [table[table["factor"] == factor] for factor in order]
    rows = pd.concat(parts)
    drawn = pd.DataFrame({"series": [say(f"tornado.{side}") for side in rows["side"]],
                          "x": [named(factor, say) for factor in rows["factor"]], "y": rows["difference"],
                          "low": rows["low"], "high": rows["high"]})  # fmt: skip
    return chart(batch, say, name=f"tornado-{metric}", kind="forest", x_label="",
                 title=lead.title(say, "tornado.title", names, smallest_told(batch, metric, say), metric=name,
                                  factor=names[lead.places[0]] if lead.places else ""),
                 y_label=say("tornado.y", metric=measured(metric, say)), table=drawn, digits=digits_of(drawn["y"]),
                 band=band_of("", len(order), len(span), "tornado.csv", say),
                 order=tuple(say(f"tornado.{side}") for side in ("low", "high")))  # fmt: skip


def thirds(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """The tornado of a sampled design."""
    name, rows = sampled_name(batch, metric, say), table.head(MOST_ROWS)
    drawn = pd.DataFrame({"series": name, "x": [named(f, say) for f in rows["factor"]], "y": rows["effect"],
                          "low": rows["low"], "high": rows["high"]})  # fmt: skip
    digits, names = digits_of(rows["effect"]), [named(factor, say) for factor in table["factor"]]
    lead = leading(table["effect"], table["low"], table["high"], batch.smallest_of(metric))
    first = lead.places[0] if lead.places else 0
    return chart(batch, say, name=f"thirds-{metric}", kind="forest", x_label="", digits=digits,
                 title=lead.title(say, "thirds.title", names, smallest_told(batch, metric, say), factor=names[first],
                                  gain=gain_told(*table[["effect", "low", "high"]].iloc[first], digits, say),
                                  metric=name),
                 y_label=say("thirds.y", metric=name), table=drawn,
                 band=band_of(say("thirds.band"), len(rows), len(table), "thirds.csv", say))  # fmt: skip


def morris(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Mean size of the elementary effects against their spread."""
    name, rows = sampled_name(batch, metric, say), table.head(MOST_POINTS)
    labels = [named(factor, say) for factor in rows["factor"]]
    names = [named(factor, say) for factor in table["factor"]]
    lead = leading(table["mu_star"], table["mu_star_low"], table["mu_star_high"], batch.smallest_of(metric))
    drawn = pd.DataFrame({"series": labels, "x": rows["mu_star"], "y": rows["sigma"], "low": np.nan, "high": np.nan,
                          "x_low": rows["mu_star_low"], "x_high": rows["mu_star_high"]})  # fmt: skip
    return chart(batch, say, name=f"morris-{metric}", kind="points",
                 title=lead.title(say, "morris.title", names, smallest_told(batch, metric, say), metric=name,
                                  factor=names[lead.places[0]] if lead.places else ""),
                 x_label=say("morris.x"), y_label=say("morris.y"), table=drawn,
                 band=band_of(say("morris.band"), len(rows), len(table), "morris.csv", say),
                 digits=digits_of(drawn["x"]))  # fmt: skip


def sobol(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """First-order and total shares of the variance."""
    name, rows = sampled_name(batch, metric, say), table.head(MOST_ROWS // 2)
    names = [named(factor, say) for factor in table["factor"]]
    lead = leading(100 * table["total"], 100 * table["total_low"], 100 * table["total_high"], SMALLEST_SHARE)
    parts = [
        pd.DataFrame({"series": say(f"sobol.{word}"), "x": [named(factor, say) for factor in rows["factor"]],
                      "y": 100 * rows[word], "low": 100 * rows[f"{word}_low"], "high": 100 * rows[f"{word}_high"]})
        for word in ("first", "total")
    ]  # fmt: skip
    return chart(batch, say, name=f"sobol-{metric}", kind="forest", x_label="", digits=0,
                 title=lead.title(say, "sobol.title", names, say("sobol.smallest", share=f"{SMALLEST_SHARE:g}"),
                                  factor=names[lead.places[0]] if lead.places else "",
                                  metric=say("sobol.variance", metric=name)),
                 y_label=say("sobol.y", metric=name), table=pd.concat(parts, ignore_index=True),
                 band=band_of(say("sobol.band"), len(rows), len(table), "sobol.csv", say))  # fmt: skip


def curves(batch: Batch, tables: dict[int, pd.DataFrame], say: Words, left: str = "left.curves") -> Chart:
    """Kaplan-Meier by arm with the numbers at risk; ``tables`` by arm, the base first.

    The end of a line has room for few letters: an arm with a longer name goes by its number, told below. ``left`` is
    the word for arms that are left out.
    """
    months, there = batch.manifest.months, batch.runs["arm"].nunique()
    band = band_of(say("curves.band"), len(tables), there, "effects.csv", say, left)
    names, told = {}, []
    for arm in tables:
        label = say("base") if arm == BASE else batch.label(arm, say)
        names[arm] = label if len(label) <= LINE_NAME else say("arm", number=arm)
        whole = batch.label(arm, say)
        if names[arm] != whole:  # the base's own label begins with its name
            told.append(whole if whole.lower().startswith(f"{names[arm]}:") else f"{names[arm]}: {whole}")
    parts = [
        pd.DataFrame({"series": names[arm], "x": t["month"], "y": t["survival"], "low": t["low"], "high": t["high"]})
        for arm, t in tables.items()
    ]  # fmt: skip
    shown = sorted({0, *(m for m in (12, 36, 60) if m < months), months})
    risk = [(names[arm], row.month, f"{say.number(row.at_risk)} ({say.number(t['at_risk'].max() - row.at_risk)})")
            for arm, t in tables.items() for row in t[t["month"].isin(shown)].itertuples()]  # fmt: skip
    ends = {arm: float(t["survival"].iloc[-1]) for arm, t in tables.items()}
    base = ends.pop(BASE)
    floor = 10.0 * np.floor(min(t["low"].min() for t in tables.values()) / 10.0)
    title = say(("curves.alone", "curves.one", "curves.title")[min(2, len(ends))], months=months,
                left=say.number(base, 1), name=names[max(ends, default=BASE)],
                other=say.number(max(ends.values(), default=base), 1),
                apart=_apart_told(batch, max(ends), say) if len(ends) == 1 else "",
                low=say.number(min(ends.values(), default=base), 1),
                high=say.number(max(ends.values(), default=base), 1))  # fmt: skip
    return chart(batch, say, name="survival", kind="lines", title=title, x_label=say("curves.x"),
                 y_label=say("curves.y"), table=pd.concat(parts, ignore_index=True),
                 band=" ".join([f"{'; '.join(told)}." if told else "", band]).strip(),
                 baseline=names[BASE], y_limits=(max(0.0, floor), 100.0), risk_label=say("curves.risk"),
                 risk=pd.DataFrame(risk, columns=["series", "x", "told"]),
                 order=tuple(names.values()))  # fmt: skip


def _apart_told(batch: Batch, arm: int, say: Words) -> str:
    """By how many of 100 partners an arm is ahead of the base, with its interval: two levels do not tell whether they
    differ. Empty where runs do not hold it."""
    if "survival_share" not in batch.done:
        return ""
    shares = batch.values("survival_share")[[BASE, arm]].dropna()
    pair = paired_difference(shares[BASE].to_numpy(), shares[arm].to_numpy())
    between = say.between(pair.low, pair.high, 1, sign=True)
    return say("curves.apart", by=say.number(pair.difference, 1, sign=True), range=between) if between else ""


def curves_of(batch: Batch, chosen: list[int]) -> dict[int, pd.DataFrame]:
    """Kaplan-Meier, in per cent, of the partners of month 0 for the arms chosen, the base first; empty when none is
    stored."""
    partners, months = batch.partners(), batch.manifest.months
    found = {}
    for arm in chosen:
        rows = partners[partners["arm"] == arm] if len(partners) else partners
        if len(rows):
            closed = rows["closed"].notna().to_numpy()
            times = rows["closed"].fillna(months).to_numpy(float)
            curve = kaplan_meier(times, closed, months, rows["replicate"].to_numpy())
            found[arm] = curve.assign(**{name: 100.0 * curve[name] for name in ("survival", "low", "high")})
    return found if BASE in found else {}


def front(batch: Batch, table: pd.DataFrame, x: str, y: str, named: Callable[[int], str], say: Words) -> Chart:
    """The finalists of a search on fresh luck: two goals against each other, each with its interval."""
    drawn = pd.DataFrame({"series": [named(int(n)) for n in table["trial"]], "x": table[x], "y": table[y],
                          "low": table[f"{y}_low"], "high": table[f"{y}_high"], "x_low": table[f"{x}_low"],
                          "x_high": table[f"{x}_high"]})  # fmt: skip
    names = metric_name(x, say), metric_name(y, say)
    clear = [named(int(number)) for number in table.loc[table["clear"], "trial"]]
    first = table.sort_values(["clear", "front"], ascending=False, kind="stable")  # whose names have room first
    asked = batch.manifest.options.get("search", {})
    key = "front.title" if clear else "front.open" if table["front"].any() else "front.none"
    best = say.several(clear) if len(clear) <= NAMED else say("front.many", count=len(clear), of=len(table))
    return chart(batch, say, name="front", kind="points", x_label=capital(measured(x, say)), y_label=measured(y, say),
                 table=drawn,
                 title=say(key, names=best, x=names[0], y=names[1]),
                 band=" ".join([say("front.band"), *([say("front.next")] if asked.get("keep") else [])]),
                 baseline=named(0), order=tuple(named(int(n)) for n in first["trial"]),
                 digits=digits_of(drawn["y"]), from_zero=False)  # fmt: skip
