"""Charts of the first page, as Altair descriptions over tidy tables; the baseline is always dashed."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from agents.partner import KINDS
from experiments.compare import Comparison
from experiments.statistics import mean_interval
from experiments.survival import kaplan_meier, pooled

BASE, WHAT_IF = "#767676", "#2F8FD0"  # a grey and a blue with 3:1 on light and on dark grounds
KIND_NAMES = {
    "integrator": "integrators",
    "reseller": "resellers",
    "online_shop": "online shops",
    "retail_chain": "chains",
}


def labels(comparison: Comparison) -> tuple[str, str]:
    """How the two sides are called in charts."""
    return "baseline", "what-if"


def survival_table(comparison: Comparison) -> pd.DataFrame:
    """Kaplan-Meier curves of both sides, pooled over runs, with their numbers."""
    parts = []
    for number, label in enumerate(labels(comparison)):
        times, closed = pooled(comparison.runs, number)
        parts.append(kaplan_meier(times, closed, comparison.months).assign(scenario=label))
    return pd.concat(parts, ignore_index=True)


def money_table(comparison: Comparison) -> pd.DataFrame:
    """Cumulative difference of the focal distributor's profit by month: mean and 95 % interval."""
    gaps = [np.cumsum(row[1].monthly["focal_profit"] - row[0].monthly["focal_profit"]) for row in comparison.complete]
    gaps = np.array(gaps)
    rows = [mean_interval(gaps[:, month]) for month in range(comparison.months)]
    table = pd.DataFrame(rows, columns=["difference", "low", "high"])
    table.insert(0, "month", np.arange(1, comparison.months + 1))
    return table.fillna({"low": table["difference"], "high": table["difference"]})


def kinds_table(comparison: Comparison) -> pd.DataFrame:
    """Partners alive at the end by kind and side: mean over runs."""
    rows = []
    for number, label in enumerate(labels(comparison)):
        for kind in KINDS:
            values = [row[number].monthly[f"partners_alive_{kind}"][-1] for row in comparison.complete]
            rows.append({"kind": KIND_NAMES[kind], "scenario": label, "partners": float(np.mean(values))})
    return pd.DataFrame(rows)


def _colours(comparison: Comparison) -> dict:
    names = list(labels(comparison))
    return {
        "color": alt.Color("scenario:N", scale=alt.Scale(domain=names, range=[BASE, WHAT_IF]), title=None,
                           legend=alt.Legend(orient="top", symbolStrokeWidth=3)),
        "strokeDash": alt.StrokeDash("scenario:N", scale=alt.Scale(domain=names, range=[[6, 4], [1, 0]]), legend=None),
    }  # fmt: skip


def survival_chart(comparison: Comparison) -> alt.Chart:
    """Share of month 0's partners that still trade, with the 95 % band of the curve."""
    table = survival_table(comparison)
    base = alt.Chart(table, description="Share of the partners of month 0 that still trade, by month").encode(
        x=alt.X("month:Q", title="months", scale=alt.Scale(domain=[0, comparison.months], nice=False))
    )
    band = base.mark_area(opacity=0.2).encode(
        y=alt.Y("low:Q", title="partners still there", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
        y2="high:Q",
        color=_colours(comparison)["color"],
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        y="survival:Q",
        tooltip=["scenario", "month", alt.Tooltip("survival", format=".1%"), "at_risk", "closed"],
        **_colours(comparison),
    )
    return (band + line).properties(height=300, padding={"right": 12, "left": 4, "top": 4, "bottom": 4})


def money_chart(comparison: Comparison) -> alt.Chart:
    """Cumulative profit of the focal distributor against the baseline's: zero is the baseline."""
    table = money_table(comparison)
    base = alt.Chart(table, description="Focal distributor's profit against the baseline, cumulative").encode(
        x=alt.X("month:Q", title="months", scale=alt.Scale(domain=[0, comparison.months], nice=False))
    )
    zero = alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(strokeDash=[6, 4], color=BASE, strokeWidth=2).encode(y="y:Q")
    band = base.mark_area(opacity=0.2, color=WHAT_IF).encode(
        y=alt.Y("low:Q", title="profit against the baseline", axis=alt.Axis(format="~s")), y2="high:Q"
    )
    line = base.mark_line(color=WHAT_IF, strokeWidth=2.5).encode(
        y="difference:Q",
        tooltip=["month"] + [alt.Tooltip(name, format=",.0f") for name in ("difference", "low", "high")],
    )
    return (zero + band + line).properties(height=300, padding={"right": 12, "left": 4, "top": 4, "bottom": 4})


def kinds_chart(comparison: Comparison) -> alt.Chart:
    """Partners alive at the end, by kind."""
    table = kinds_table(comparison)
    names = list(labels(comparison))
    return (
        alt.Chart(table, description="Partners alive at the end by kind, baseline and what-if")
        .mark_bar()
        .encode(
            x=alt.X("partners:Q", title="partners alive at the end"),
            y=alt.Y("kind:N", title=None, sort=list(KIND_NAMES.values())),
            yOffset=alt.YOffset("scenario:N", sort=names),
            color=_colours(comparison)["color"],
            tooltip=["kind", "scenario", alt.Tooltip("partners", format=",.0f")],
        )
        .properties(height=220, padding={"right": 16, "left": 4, "top": 4, "bottom": 4})
    )
