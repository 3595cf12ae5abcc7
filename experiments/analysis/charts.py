"""Charts of a batch: each a finding made from its numbers, drawn by :mod:`experiments.stage`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from experiments.analysis.batch import BASE, Batch, short_name
from experiments.analysis.factorial import TIMES
from experiments.stage.chart import Chart
from experiments.stage.words import Words
from experiments.stage.words import words as stage_words
from experiments.survival import kaplan_meier

MOST_ROWS = 14  # of a forest on one picture
MOST_POINTS = 8  # with names beside each other
MOST_CURVES = 6
LINE_NAME = 14  # letters at the end of a line


def metric_name(metric: str, say: Words) -> str:
    """A metric in words; one without words of its own is told by its column's name."""
    try:
        return say(f"metric.{metric}")
    except KeyError:
        return metric


def footer(batch: Batch, say: Words) -> tuple[str, ...]:
    """What it takes to make the figure again."""
    manifest = batch.manifest
    told = say("footer", kind=manifest.kind, runs=f"{len(batch.done):,}", arms=f"{batch.runs['arm'].nunique():,}",
               replicates=batch.runs["replicate"].nunique(), months=manifest.months,
               seed=manifest.seed, version=batch.version, base=manifest.base.name, hash=manifest.base.hash)  # fmt: skip
    return (told, batch.command) if batch.command else (told,)


def chart(batch: Batch, say: Words, **how) -> Chart:
    """A chart with the batch's footer; a title starts with a capital."""
    title = how.pop("title")
    return Chart(title=title[:1].upper() + title[1:], footer=footer(batch, say), command=batch.command,
                 language=say.language, **how)  # fmt: skip


def digits_of(values) -> int:
    """Digits after the point for a column of effects: two for small numbers, none for large ones."""
    largest = float(np.nanmax(np.abs(np.asarray(values, float)), initial=0.0))
    return 0 if largest >= 100 else 1 if largest >= 3 else 2


def term_name(term: str) -> str:
    """A factor's or a pair's name, each factor short."""
    return TIMES.join(short_name(part) for part in term.split(TIMES))


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


def effects(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Every arm's paired difference from the base arm."""
    table = table[table["metric"] == metric].reset_index(drop=True)
    rows = largest(table, "difference", MOST_ROWS)
    name, digits = metric_name(metric, say), digits_of(rows["difference"])
    clear = rows[(rows["low"] > 0) | (rows["high"] < 0)]
    title = say("effects.none", metric=name)
    if len(clear):
        best = clear.loc[clear["difference"].abs().idxmax()]
        gain = say.number(best["difference"], digits, sign=True)
        title = say("effects.title", best=batch.label(best["arm"]), gain=gain, metric=name,
                    count=len(table))  # fmt: skip
    drawn = pd.DataFrame({"series": name, "x": [batch.label(arm) for arm in rows["arm"]], "y": rows["difference"],
                          "low": rows["low"], "high": rows["high"]})  # fmt: skip
    return chart(batch, say, name=f"effects-{metric}", kind="forest", title=title, x_label="", digits=digits,
                 y_label=say("effects.y", metric=name), table=drawn,
                 band=band_of(say("pairs.band"), len(rows), len(table), "effects.csv", say))  # fmt: skip


def factors(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Main effects and interactions of a factorial."""
    name, digits = metric_name(metric, say), digits_of(table["effect"])
    rows = largest(table, "effect", MOST_ROWS)
    clear = table[(table["low"] > 0) | (table["high"] < 0)]
    singles, pairs = clear[clear["order"] == 1], clear[clear["order"] > 1]
    title = say("factors.none", metric=name)
    if len(singles):
        best = singles.loc[singles["effect"].abs().idxmax()]
        title = say("factors.title", term=term_name(best["term"]), levels=best["levels"], metric=name,
                    gain=say.number(best["effect"], digits, sign=True))  # fmt: skip
        if len(pairs):
            most = pairs.loc[pairs["effect"].abs().idxmax()]
            title += say(
                "factors.pair", term=term_name(most["term"]), gain=say.number(most["effect"], digits, sign=True)
            )
        elif (table["order"] > 1).any():
            title += say("factors.nopair")
    labels = [f"{term_name(row.term)}: {row.levels}" for row in rows.itertuples()]
    drawn = pd.DataFrame({"series": name, "x": labels, "y": rows["effect"], "low": rows["low"], "high": rows["high"]})
    return chart(batch, say, name=f"factors-{metric}", kind="forest", title=title, x_label="", digits=digits,
                 y_label=say("factors.y", metric=name), table=drawn,
                 band=band_of(say("factors.band"), len(rows), len(table), "factors.csv", say))  # fmt: skip


def plane(batch: Batch, across: pd.DataFrame, up: pd.DataFrame, x: str, y: str, say: Words) -> Chart:
    """Main effects and interactions on two outcomes at once, each with both intervals."""
    both = across.merge(up, on=["term", "levels", "order"], suffixes=("_x", "_y"))
    keep = both.assign(size=both["effect_x"].abs() / (both["effect_x"].abs().max() or 1.0)
                       + both["effect_y"].abs() / (both["effect_y"].abs().max() or 1.0))  # fmt: skip
    rows = largest(keep, "size", MOST_POINTS)
    several = any(len(factor.levels) > 2 for factor in batch.manifest.factors)
    names = [term_name(r.term) for r in rows.itertuples()]
    labels = [f"{n} ({r.levels})" if several else n for n, r in zip(names, rows.itertuples(), strict=True)]
    drawn = pd.DataFrame({"series": labels, "x": rows["effect_x"], "y": rows["effect_y"], "low": rows["low_y"],
                          "high": rows["high_y"], "x_low": rows["low_x"], "x_high": rows["high_x"]})  # fmt: skip
    names = metric_name(x, say), metric_name(y, say)
    singles, clear = rows[rows["order"] == 1], (rows["low_x"] > 0) & (rows["low_y"] > 0)
    good = [term_name(term) for term in singles.loc[clear.reindex(singles.index), "term"]]
    title = say("plane.both", names=", ".join(dict.fromkeys(good))) if good else say("plane.none")
    first = rows.assign(label=labels, clear=clear).sort_values(["clear", "size"], ascending=False, kind="stable")
    return chart(batch, say, name="factors", kind="points", title=title, table=drawn, order=tuple(first["label"]),
                 band=band_of(say("factors.band"), len(rows), len(both), "factors.csv", say),
                 x_label=say("factors.y", metric=names[0]), y_label=say("factors.y", metric=names[1]),
                 digits=digits_of(drawn["y"]))  # fmt: skip


def within(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Effects of one factor within each level of another."""
    name = metric_name(metric, say)
    best = table[table["rank"] == 1]["level"]
    key = "within.same" if best.nunique() == 1 else "within.other"
    drawn = pd.DataFrame({"series": table["level"], "x": table["within"], "y": table["effect"], "low": table["low"],
                          "high": table["high"]})  # fmt: skip
    return chart(batch, say, name=f"within-{metric}", kind="forest", x_label="", table=drawn,
                 title=say(key, best=", ".join(dict.fromkeys(best)), metric=name), band=say("pairs.band"),
                 y_label=say("effects.y", metric=name), digits=digits_of(table["effect"]))  # fmt: skip


def response(batch: Batch, table: pd.DataFrame, factor: str, metric: str, say: Words) -> Chart:
    """An outcome over the levels of one factor, a line for each level of another.

    In: ``table`` with ``series, x, y, low, high``, the difference from the factor's first level.
    """
    name = metric_name(metric, say)
    best = table.loc[table["y"].idxmax()]
    inside = table["x"].min() < best["x"] < table["x"].max()
    world = say("response.world", world=best["series"]) if table["series"].nunique() > 1 else ""
    title = say("response.title" if inside else "response.edge", metric=name, factor=short_name(factor),
                level=f"{best['x']:g}", world=world)  # fmt: skip
    return chart(batch, say, name=f"response-{metric}", kind="lines", title=title, x_label=short_name(factor),
                 y_label=say("response.y", metric=name, factor=short_name(factor), level=f"{table['x'].min():g}"),
                 table=table, band=say("response.band"), digits=digits_of(table["y"]),
                 ticks=tuple(sorted(set(table["x"]))))  # fmt: skip


def tornado(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Each factor's lowest and highest level against the base, the widest first."""
    name = metric_name(metric, say)
    span = table.groupby("factor", sort=False)["difference"].agg(lambda row: row.abs().max())
    order = span.sort_values(ascending=False, kind="stable").index[: MOST_ROWS // 2]
    parts = [table[table["factor"] == factor] for factor in order]
    rows = pd.concat(parts)
    drawn = pd.DataFrame({"series": [say(f"tornado.{side}") for side in rows["side"]],
                          "x": [short_name(factor) for factor in rows["factor"]], "y": rows["difference"],
                          "low": rows["low"], "high": rows["high"]})  # fmt: skip
    return chart(batch, say, name=f"tornado-{metric}", kind="forest", x_label="",
                 title=say("tornado.title", factor=short_name(order[0]), metric=name),
                 y_label=say("tornado.y", metric=name), table=drawn, digits=digits_of(drawn["y"]),
                 band=band_of("", len(order), len(span), "tornado.csv", say),
                 order=tuple(say(f"tornado.{side}") for side in ("low", "high")))  # fmt: skip


def thirds(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """The tornado of a sampled design."""
    name, rows = metric_name(metric, say), table.head(MOST_ROWS)
    drawn = pd.DataFrame({"series": name, "x": [short_name(f) for f in rows["factor"]], "y": rows["effect"],
                          "low": rows["low"], "high": rows["high"]})  # fmt: skip
    first, digits = rows.iloc[0], digits_of(rows["effect"])
    return chart(batch, say, name=f"thirds-{metric}", kind="forest", x_label="", digits=digits,
                 title=say("thirds.title", factor=short_name(first["factor"]), metric=name,
                           gain=say.number(first["effect"], digits, sign=True)),
                 y_label=say("thirds.y", metric=name), table=drawn,
                 band=band_of(say("thirds.band"), len(rows), len(table), "thirds.csv", say))  # fmt: skip


def morris(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """Mean size of the elementary effects against their spread."""
    name, rows = metric_name(metric, say), table.head(MOST_POINTS)
    labels = [short_name(factor) for factor in rows["factor"]]
    drawn = pd.DataFrame({"series": labels, "x": rows["mu_star"], "y": rows["sigma"], "low": np.nan, "high": np.nan,
                          "x_low": rows["mu_star_low"], "x_high": rows["mu_star_high"]})  # fmt: skip
    return chart(batch, say, name=f"morris-{metric}", kind="points",
                 title=say("morris.title", first=labels[0], second=labels[min(1, len(labels) - 1)], metric=name),
                 x_label=say("morris.x"), y_label=say("morris.y"), table=drawn,
                 band=band_of(say("morris.band"), len(rows), len(table), "morris.csv", say),
                 digits=digits_of(drawn["x"]))  # fmt: skip


def sobol(batch: Batch, table: pd.DataFrame, metric: str, say: Words) -> Chart:
    """First-order and total shares of the variance."""
    name, rows = metric_name(metric, say), table.head(MOST_ROWS // 2)
    parts = [
        pd.DataFrame({"series": say(f"sobol.{word}"), "x": [short_name(factor) for factor in rows["factor"]],
                      "y": 100 * rows[word], "low": 100 * rows[f"{word}_low"], "high": 100 * rows[f"{word}_high"]})
        for word in ("first", "total")
    ]  # fmt: skip
    return chart(batch, say, name=f"sobol-{metric}", kind="forest", x_label="", digits=0,
                 title=say("sobol.title", factor=short_name(rows["factor"].iloc[0]), metric=name),
                 y_label=say("sobol.y", metric=name), table=pd.concat(parts, ignore_index=True),
                 band=band_of(say("sobol.band"), len(rows), len(table), "sobol.csv", say))  # fmt: skip


def curves(batch: Batch, tables: dict[int, pd.DataFrame], say: Words) -> Chart:
    """Kaplan-Meier by arm with the numbers at risk; ``tables`` by arm, the base first.

    The end of a line has room for few letters: an arm with a longer name goes by its number, told below.
    """
    months, there = batch.manifest.months, batch.runs["arm"].nunique()
    band = band_of(say("curves.band"), len(tables), there, "effects.csv", say, "left.curves")
    names, told = {}, []
    for arm in tables:
        label = say("base") if arm == BASE else batch.label(arm)
        names[arm] = label if len(label) <= LINE_NAME else say("arm", number=arm)
        if names[arm] != batch.label(arm):
            told.append(f"{names[arm]}: {batch.label(arm)}")
    parts = [
        pd.DataFrame({"series": names[arm], "x": t["month"], "y": 100 * t["survival"], "low": 100 * t["low"],
                      "high": 100 * t["high"]})
        for arm, t in tables.items()
    ]  # fmt: skip
    shown = sorted({0, *(m for m in (12, 36, 60) if m < months), months})
    closings = {arm: t.assign(closed=t["at_risk"].max() - t["at_risk"]) for arm, t in tables.items()}
    risk = pd.concat([t[t["month"].isin(shown)].assign(series=names[arm]) for arm, t in closings.items()])
    return chart(batch, say, name="survival", kind="lines", title=say("curves.title"), x_label=say("curves.x"),
                 y_label=say("curves.y"), table=pd.concat(parts, ignore_index=True),
                 band=" ".join([f"{'; '.join(told)}." if told else "", band]).strip(),
                 baseline=names[BASE], y_limits=(0.0, 100.0), risk_label=say("curves.risk"),
                 risk=risk.rename(columns={"month": "x"})[["series", "x", "at_risk", "closed"]],
                 order=tuple(names.values()))  # fmt: skip


def curves_of(batch: Batch, chosen: list[int]) -> dict[int, pd.DataFrame]:
    """Kaplan-Meier of the partners of month 0 for the arms chosen, the base first; empty when none is stored."""
    partners, months = batch.partners(), batch.manifest.months
    found = {}
    for arm in chosen:
        rows = partners[partners["arm"] == arm] if len(partners) else partners
        if len(rows):
            closed = rows["closed"].notna().to_numpy()
            times = rows["closed"].fillna(months).to_numpy(float)
            found[arm] = kaplan_meier(times, closed, months, rows["replicate"].to_numpy())
    return found if BASE in found else {}


def front(batch: Batch, table: pd.DataFrame, x: str, y: str, named: Callable[[int], str], say: Words) -> Chart:
    """The finalists of a search on fresh luck: two goals against each other, each with its interval."""
    drawn = pd.DataFrame({"series": [named(int(n)) for n in table["trial"]], "x": table[x], "y": table[y],
                          "low": table[f"{y}_low"], "high": table[f"{y}_high"], "x_low": table[f"{x}_low"],
                          "x_high": table[f"{x}_high"]})  # fmt: skip
    names = metric_name(x, say), metric_name(y, say)
    return chart(batch, say, name="front", kind="points", x_label=names[0], y_label=names[1], table=drawn,
                 title=say("front.title", count=int(table["front"].sum()), x=names[0], y=names[1]),
                 band=say("front.band"), baseline=named(0), digits=digits_of(drawn["y"]))  # fmt: skip
