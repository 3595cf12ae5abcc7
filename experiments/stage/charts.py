"""The charts of a comparison: each a finding made from the numbers, and the table behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.stage.chart import Chart
from experiments.stage.results import Results
from experiments.stage.words import Say
from experiments.statistics import Difference

KINDS = ("integrator", "reseller", "online_shop", "retail_chain")
CAUSES = ("voluntary", "acquired", "illiquidity", "over_indebtedness")
SIDES = {"treated": "survival_share_treated", "untreated": "survival_share_untreated", "channel": "survival_share"}


def signed(value: float, digits: int = 1) -> str:
    """A number with its sign, and a true minus."""
    return f"{round(value, digits) + 0.0:+,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def footer(results: Results, say: Say) -> tuple[str, ...]:
    """What it takes to draw the figure again."""
    hashes = ", ".join(f"{name} {key}" for name, key in zip(results.names, results.hashes, strict=True))
    told = say("footer", version=results.model_version, pairs=results.pairs, months=results.months, seed=results.seed,
               hashes=hashes)  # fmt: skip
    return f"{told} {say('generic')}", results.command


def _chart(results: Results, say: Say, title: str, **how) -> Chart:
    title = title[:1].upper() + title[1:]
    return Chart(title=title, footer=footer(results, say), command=results.command, **how)


def survival(results: Results, say: Say) -> Chart:
    """Who is left, month by month: Kaplan-Meier with the numbers at risk, axis fixed from 0 to 100."""
    curves = results.curves
    parts = [
        pd.DataFrame({"series": name, "x": rows["month"], "y": 100 * rows["survival"], "low": 100 * rows["low"],
                      "high": 100 * rows["high"]})
        for name in results.names
        if len(rows := curves[curves["scenario"] == name])
    ]  # fmt: skip
    months = sorted({0, *(m for m in (12, 36, 60) if m < results.months), results.months})
    risk = curves[curves["month"].isin(months)].rename(columns={"scenario": "series", "month": "x"})
    effects = {name: results.effect("survival_share", name) for name in results.others}
    best, worst = (pick(effects, key=lambda n: effects[n].difference) for pick in (max, min))
    place = {"base": results.base, "months": results.months}
    if effects[best].low > 0.0:
        title = say("survival.up", best=best, gain=f"{100 * effects[best].difference:.1f}", **place)
    elif effects[worst].high < 0.0:
        title = say("survival.down", worst=worst, loss=f"{-100 * effects[worst].difference:.1f}", **place)
    else:
        title = say("survival.none", **place)
    return _chart(results, say, name="survival", kind="lines", title=title, x_label=say("months"),
                  y_label=say("survival.y"), table=pd.concat(parts, ignore_index=True), band=say("survival.band"),
                  baseline=results.base, y_limits=(0.0, 100.0), risk=risk[["series", "x", "at_risk"]],
                  risk_label=say("risk"), order=results.names)  # fmt: skip


def whom(results: Results, say: Say) -> Chart:
    """Whom it helps: effects on own partners, rivals' partners and the whole channel, in points."""
    rows, found = [], {}
    for name in results.others:
        for side, metric in SIDES.items():
            pair = found[name, side] = results.effect(metric, name)
            rows.append((say(side), name, *(100 * v for v in (pair.difference, pair.low, pair.high))))
    best = max(results.others, key=lambda name: found[name, "treated"].difference)
    own, others = found[best, "treated"], found[best, "untreated"]
    text = {"best": best, "own": signed(100 * own.difference), "others": signed(100 * others.difference),
            "all": signed(100 * found[best, "channel"].difference)}  # fmt: skip
    key = "whom.none" if not own.low > 0.0 else "whom.taken" if others.high < 0.0 else "whom.both"
    return _chart(results, say, name="whom", kind="forest", title=say(key, **text), x_label="",
                  y_label=say("whom.y", base=results.base),
                  table=pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"]),
                  band=say("pairs.band", pairs=results.pairs))  # fmt: skip


def ahead_for_good(gain: np.ndarray) -> int | None:
    """First month (from 1) from which a cumulative gain stays above zero to the end; None when it ends below."""
    if gain[-1] <= 0.0:
        return None
    below = np.nonzero(gain <= 0.0)[0]
    return int(below[-1]) + 2 if len(below) else 1


def money(results: Results, say: Say) -> Chart:
    """What it means for the focal distributor: cumulative profit against the base, the J-curve."""
    parts, ends = [], {}
    for name in results.others:
        table = results.gain_so_far(name)
        parts.append(table.assign(series=name))
        ends[name] = table
    best = max(ends, key=lambda name: ends[name]["y"].iloc[-1])
    table = ends[best]
    if table["low"].iloc[-1] > 0.0:
        back, lowest = ahead_for_good(table["y"].to_numpy()), int(table["y"].argmin())
        more = ""
        if back and back > 1:
            more = say("money.back", month=back, low=signed(table["y"].min(), 0), when=lowest + 1)
        title = say("money.pays", best=best, gain=signed(table["y"].iloc[-1], 0), base=results.base, back=more)
    else:
        title = say("money.never", months=results.months)
    return _chart(results, say, name="money", kind="lines", title=title, x_label=say("months"),
                  y_label=say("money.y", base=results.base), table=pd.concat(parts, ignore_index=True),
                  band=say("money.band", pairs=results.pairs), digits=0, order=results.others)  # fmt: skip


def kinds(results: Results, say: Say) -> Chart:
    """Who is in business at the end, by kind."""
    rows, share = [], {}
    for name in results.names:
        counts = {kind: float(results.metric(f"partners_alive_{kind}", name).mean()) for kind in KINDS}
        share[name] = 100 * counts["integrator"] / max(1e-12, sum(counts.values()))
        rows += [(say(kind), name, value, np.nan, np.nan) for kind, value in counts.items()]
    moved = max(results.others, key=lambda name: abs(share[name] - share[results.base]))
    kind = say("integrator")
    text = {"kind": kind[:1].upper() + kind[1:], "share": f"{share[results.base]:.0f}", "base": results.base,
            "other": f"{share[moved]:.0f}", "best": moved}  # fmt: skip
    title = say("kinds.same" if text["share"] == text["other"] else "kinds.title", **text)
    return _chart(results, say, name="kinds", kind="bars", title=title, x_label="",
                  y_label=say("kinds.y", months=results.months), digits=0,
                  table=pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"]))  # fmt: skip


def causes(results: Results, say: Say) -> Chart:
    """Why partners closed, by scenario."""
    rows, base = [], {}
    for name in results.names:
        counts = {cause: float(results.metric(f"closings_{cause}", name).mean()) for cause in CAUSES}
        base = base or counts
        rows += [(say(cause), name, value, np.nan, np.nan) for cause, value in counts.items()]
    most, total = max(base, key=base.get), sum(base.values())
    title = say("causes.title", cause=f"\u201c{say(most)}\u201d", base=results.base, number=f"{total:,.0f}",
                share=f"{100 * base[most] / max(total, 1e-12):.0f}")  # fmt: skip
    return _chart(results, say, name="causes", kind="bars", title=title, x_label="",
                  y_label=say("causes.y", months=results.months), digits=0,
                  table=pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"]))  # fmt: skip


def frontier(results: Results, say: Say) -> Chart:
    """Partners against profit: what each policy does to both."""
    rows, both = [], []
    for name in results.others:
        kept: Difference = results.effect("survival_share_treated", name)
        profit = results.effect("focal_profit", name)
        rows.append((name, profit.difference, 100 * kept.difference, 100 * kept.low, 100 * kept.high, profit.low,
                     profit.high))  # fmt: skip
        if kept.low > 0.0 and profit.low > 0.0:
            both.append(name)
    title = say("frontier.both", names=", ".join(both)) if both else say("frontier.none")
    columns = ["series", "x", "y", "low", "high", "x_low", "x_high"]
    return _chart(results, say, name="frontier", kind="points", title=title,
                  x_label=say("frontier.x", base=results.base), y_label=say("frontier.y", base=results.base),
                  table=pd.DataFrame(rows, columns=columns), band=say("pairs.band", pairs=results.pairs))  # fmt: skip


ALL = (survival, whom, money, kinds, causes, frontier)


def charts_of(results: Results, say: Say) -> list[Chart]:
    """All charts of a comparison, in the order in which a talk needs them."""
    return [make(results, say) for make in ALL]
