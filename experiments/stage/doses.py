"""The charts and the deck of a batch: which factor moves what, and the response to each dose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.batch.factors import Factor
from experiments.stage.chart import COLUMNS, Chart
from experiments.stage.deck import Deck, Slide, chart_slide, notes_of, parameters_told
from experiments.stage.responses import GROUPS, Responses
from experiments.stage.words import Words
from model import PARAMETERS

# Metric, factor from the stored value to the one that is told, digits.
METRICS = (("survival_share", 100.0, 1), ("focal_profit", 1.0, 0))
BARS = 10  # factors that a tornado tells
DOSES = 4  # factors whose response is drawn
COMMAND = "garden experiment run manifest.toml"


def footer(found: Responses, say: Words) -> tuple[str, ...]:
    """Where the numbers are from and what it takes to have them again."""
    told = say("batch.footer", version=found.model_version, runs=len(found.runs), months=found.manifest.months,
               seed=found.manifest.seed, hash=found.manifest_hash or "-", kind=found.manifest.kind)  # fmt: skip
    return f"{told} {say('generic')}", COMMAND


def factor_name(factor: Factor, say: Words) -> str:
    """What people call a factor: its parameter's unit beside the short key."""
    short = factor.name.removeprefix("levers.").replace("_", " ").replace(".", ": ")
    unit = PARAMETERS[factor.name].unit if factor.name in PARAMETERS else ""
    return f"{short}, {unit}" if unit and unit not in short else short


def _band(found: Responses, say: Words) -> str:
    if found.paired:
        return say("pairs.band", pairs=found.pairs)
    return say("batch.band", groups=GROUPS, arms=found.runs["arm"].nunique())


def _level(value, say: Words) -> str:
    return value if isinstance(value, str) else say.number(value, 0 if abs(value) >= 100 else 2)


def tornado(found: Responses, say: Words, metric: str, scale: float, digits: int) -> Chart:
    """What the lowest and the highest level of each factor do to a metric, the widest swing on top."""
    rows = []
    for factor in found.factors:
        response = found.response(factor, metric)
        if len(response) < 2:
            continue
        ends = response.iloc[[0, -1]]
        swing = scale * float(np.ptp(ends["y"]))
        name = say("tornado.row", factor=factor_name(factor, say), low=_level(ends["level"].iloc[0], say),
                   high=_level(ends["level"].iloc[1], say))  # fmt: skip
        for side, (_, row) in zip(("tornado.low", "tornado.high"), ends.iterrows(), strict=True):
            rows.append((swing, factor, say(side), name, *(scale * row[c] for c in ("y", "low", "high"))))
    rows.sort(key=lambda row: -row[0])
    table = pd.DataFrame([row[2:] for row in rows[: 2 * BARS]], columns=list(COLUMNS))
    title = say("tornado.title", factor=factor_name(rows[0][1], say), metric=say(f"metric.{metric}"),
                swing=say.number(rows[0][0], digits))  # fmt: skip
    key = "tornado.y" if found.paired else "tornado.all"
    return _charted(found, say, title, table, name=f"tornado-{metric}", kind="bars", x_label="", digits=digits,
                    y_label=say(key, metric=say(f"metric.{metric}")))  # fmt: skip


def dose(found: Responses, say: Words, factor: Factor, metric: str, scale: float, digits: int) -> Chart | None:
    """The response of a metric to a factor with at least three numeric levels; None for any other."""
    response = found.response(factor, metric)
    if len(response) < 3 or response["level"].map(lambda level: isinstance(level, str)).any():
        return None
    table = pd.DataFrame({"series": say(f"metric.{metric}"), "x": response["level"].astype(float)})
    for column in ("y", "low", "high"):
        table[column] = scale * response[column].astype(float)
    best, ends = table.loc[table["y"].idxmax()], table["y"].iloc[[0, -1]]
    inner = table["x"].min() < best["x"] < table["x"].max() and (best["low"] > ends).all()
    text = {"metric": say(f"metric.{metric}"), "factor": factor_name(factor, say), "best": _level(best["x"], say),
            "value": say.number(best["y"], digits, sign=True)}  # fmt: skip
    clear = table["low"].max() > table["high"].min()
    title = say("dose.inner" if inner else "dose.edge" if clear else "dose.none", **text)
    return _charted(found, say, title, table, name=f"dose-{metric}", kind="lines", x_label=factor_name(factor, say),
                    y_label=say("dose.y" if found.paired else "tornado.all", metric=say(f"metric.{metric}"),
                                level=_level(found.reference(factor), say) if found.paired else ""),
                    ticks=tuple(table["x"]), digits=digits)  # fmt: skip


def _charted(found: Responses, say: Words, title: str, table: pd.DataFrame, **how) -> Chart:
    return Chart(title=title[:1].upper() + title[1:], table=table, footer=footer(found, say), command=COMMAND,
                 language=say.language, band=_band(found, say), **how)  # fmt: skip


def charts_of_batch(found: Responses, say: Words) -> list[Chart]:
    """A tornado a metric, then the responses to the factors that move survival most."""
    charts = [tornado(found, say, *metric) for metric in METRICS if metric[0] in found.runs]
    swings = {f.name: float(np.ptp(found.response(f, METRICS[0][0])["y"])) for f in found.factors}
    for factor in sorted(found.factors, key=lambda f: -swings[f.name])[:DOSES]:
        charts += [dose(found, say, factor, *metric) for metric in METRICS if metric[0] in found.runs]
    return [chart for chart in charts if chart is not None]


def weak_points(found: Responses, say: Words) -> list[str]:
    """Where these responses fail: factors without a clear effect, and interior best levels."""
    unclear = []
    for factor in found.factors:
        response = found.response(factor, METRICS[0][0])
        if not ((response["low"] > 0.0) | (response["high"] < 0.0)).any():
            unclear.append(factor_name(factor, say))
    lines = [say("batch.unclear", names="; ".join(unclear))] if unclear else [say("batch.clear")]
    lines.append(say("batch.range"))
    lines.append(say("batch.paired" if found.paired else "batch.sampled", groups=GROUPS))
    return lines


def batch_deck(found: Responses, say: Words) -> Deck:
    """The deck of a batch."""
    charts = charts_of_batch(found, say)
    foot = footer(found, say)[0]

    def text(name: str, lines) -> Slide:
        return Slide(say(name), tuple(lines), notes=notes_of(name, COMMAND, say=say), foot=foot)

    slides = [text("findings", [chart.title for chart in charts[:8]])]
    for chart in charts:
        slides.append(chart_slide(chart, say))
    slides.append(text("fails", weak_points(found, say)))
    varied = say(
        "batch.varied", names="; ".join(factor_name(f, say) for f in found.factors), base=found.manifest.base.name
    )
    slides.append(text("assumed", [*parameters_told(say), varied,
                                   say("assumed.sources", base=found.manifest.base.name)]))  # fmt: skip
    slides.append(text("rerun", [say("batch.rerun"), COMMAND]))
    subtitle = say("batch.sub", name=found.name, runs=len(found.runs), months=found.manifest.months)
    return Deck(say("batch.title"), subtitle, tuple(slides), COMMAND, say.language, COMMAND)
