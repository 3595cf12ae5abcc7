"""The report of a calibration: what the facts hold, moments on fresh luck, trials and screening, as far as they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analysis import charts
from experiments.analysis.batch import Batch, short_name
from experiments.analysis.part import Part
from experiments.calibration.fit import NARROW, SHARE, Calibration
from experiments.calibration.stages import named
from experiments.calibration.stored import StoredCalibration
from experiments.comparing.statistics import LEAST_DIFFERING
from experiments.drawing.chart import Chart
from experiments.validation.targets import targets
from experiments.words.words import Words


def calibrated_parts(batch: Batch, metrics: Sequence[str], say: Words) -> list[Part]:
    """All parts that the stored runs allow; the facts are told, whatever metrics are asked for."""
    stored = StoredCalibration(batch.manifest, batch.made_by)
    stored.look(batch.runs)
    found, parts = stored.found, []
    notes = (stored.problem,) if stored.problem else ()
    if stored.reached("recovery"):
        parts.append(parameters_part(batch, found, say))
    if stored.reached("fresh"):
        parts.append(moments_part(found, say))
    else:
        notes = (*notes, say("calibrated.early"))
    parts.append(Part("trials", say("part.places"), trials_table(found), notes))
    if stored.reached("screening"):
        table = pd.DataFrame(found.screened_rows).rename(columns={"name": "candidate"})
        chosen = [row.name for row in found.chosen]
        table = table.assign(
            candidate=table["candidate"].map(lambda key: charts.named(key, say)),
            calibrated=table["candidate"].isin(chosen),
        )
        parts.append(Part("screening", say("part.screening"), table, columns=say("screening.columns")))
    return parts


def parameters_part(batch: Batch, found: Calibration, say: Words) -> Part:
    """Each parameter's interval by the facts, and whether runs with known answers find it again."""
    rows = [
        {"parameter": charts.named(row["name"], say), "low": row["low"], "high": row["high"], "base": row["default"],
         "found": row["best"], "facts_low": row["interval"][0], "facts_high": row["interval"][1],
         "held": row["interval"][1] - row["interval"][0] <= NARROW * (row["high"] - row["low"]),
         "identified": row["identified"], "width": 100.0 * row["width"], "recovered": row["recovered"]}
        for row in found.parameters
    ]  # fmt: skip
    columns = say("calibrated.columns", share=f"{SHARE:.0%}", narrow=f"{NARROW:.0%}", truths=found.size.truths)
    table = pd.DataFrame(rows)
    return Part("parameters", say("part.parameters"), table, (), (held(batch, table, found, say),), columns)


def held(batch: Batch, table: pd.DataFrame, found: Calibration, say: Words) -> Chart:
    """The intervals in per cent of what was allowed beforehand."""

    def share(values) -> np.ndarray:
        return 100.0 * ((np.asarray(values) - table["low"]) / (table["high"] - table["low"])).to_numpy()

    middle = np.median(found.facts.draws, axis=0)
    facts = pd.DataFrame({"series": say("calibrated.facts"), "x": table["parameter"], "y": share(middle),
                          "low": share(table["facts_low"]), "high": share(table["facts_high"])})  # fmt: skip
    points = [
        pd.DataFrame({"series": say(f"calibrated.{name}"), "x": table["parameter"], "y": share(table[name]),
                      "low": np.nan, "high": np.nan})
        for name in ("base", "found")
    ]  # fmt: skip
    names = list(table.loc[table["held"], "parameter"])
    told = {"count": len(names), "of": len(table), "names": ", ".join(names), "narrow": f"{NARROW:.0%}"}
    title = say("calibrated.title" if names else "calibrated.none", **told)
    return charts.chart(batch, say, name="parameters", kind="forest", title=title, x_label="", digits=0,
                        y_label=say("calibrated.y"), table=pd.concat([facts, *points], ignore_index=True),
                        band=say("calibrated.band", share=f"{SHARE:.0%}"))  # fmt: skip


def moments_part(found: Calibration, say: Words) -> Part:
    """The facts against the base and against the place found, on luck that the search has not seen."""
    rows, places = [], {"default": {}, "best": named(found.chosen, found.best)}
    fresh = found.runs.moments("fresh", places, found.size.fresh)
    for column, row in enumerate(found.fresh["rows"]):
        target = targets()[row["id"]]
        told = {"id": row["id"], "low": target.low, "high": target.high}
        for world, name in (("default", "base"), ("best", "found")):
            mean, low, high = row[world]
            if np.isfinite(fresh[world][:, column]).sum() < LEAST_DIFFERING:
                low = high = float("nan")  # so few seeds say little of another one
            told |= {name: mean, f"{name}_low": low, f"{name}_high": high, f"{name}_in": bool(target.holds(mean))}
        rows.append(told)
    change, low, high = found.fresh["distance_change"]
    seeds, by = found.fresh["seeds"], say.number(change, 3, sign=True)
    if seeds < LEAST_DIFFERING:
        note = say("moments.few", pairs=seeds, change=by, least=LEAST_DIFFERING)
    else:
        ends = (say.number(end, 3, sign=True) for end in (low, high))
        note = say("moments.note", pairs=seeds, change=by, **dict(zip(("low", "high"), ends, strict=True)))
    return Part("moments", say("part.moments"), pd.DataFrame(rows), (note,))


def trials_table(found: Calibration) -> pd.DataFrame:
    """One row a place that the search tried: where it stands and how far its moments are from the facts."""
    return pd.DataFrame([
        {"trial": number, **{short_name(name): value for name, value in one.levers.items()},
         "distance": one.goals[0] if one.goals else float("nan")}
        for number, one in enumerate(found.tried)
    ])  # fmt: skip
