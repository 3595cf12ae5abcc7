"""What came out, in a sentence with its tolerance, and when each sign of it shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t

from app_pages import state
from app_pages.names import number
from app_pages.words import Say
from experiments.compare import Comparison
from experiments.stage.charts import ahead_for_good
from experiments.statistics import Difference

SIGNS = {  # monthly series that tell early whether a policy works: name to how it is told
    "focal_members": (0, 1.0),
    "competence": (1, 100.0),
    "focal_sales": (0, 1.0),
    "focal_write_offs": (0, 1.0),
    "focal_profit": (0, 1.0),
    "survivors": (1, 1.0),
}
METRICS = {  # metrics of the table: name to digits, scale
    "survival_share": (1, 100.0),
    "survival_share_treated": (1, 100.0),
    "survival_share_untreated": (1, 100.0),
    "rmst_months": (1, 1.0),
    "partners_alive": (0, 1.0),
    "partners_alive_integrator": (0, 1.0),
    "partners_alive_reseller": (0, 1.0),
    "partners_alive_online_shop": (0, 1.0),
    "partners_alive_retail_chain": (0, 1.0),
    "closings": (0, 1.0),
    "spin_offs_per_closing": (2, 1.0),
    "focal_profit": (0, 1.0),
    "focal_spend": (0, 1.0),
    "rivals_profit": (0, 1.0),
    "channel_gross_profit": (0, 1.0),
    "service_share_of_gross_profit": (1, 100.0),
    "bad_debt": (0, 1.0),
    "mean_competence": (1, 100.0),
}


MOST_DIGITS = 3  # of a bound close to zero


def told(value: float, digits: int = 1, sign: bool = True, language: str | None = None) -> str:
    """A number in a language (the visitor's); what rounds to zero has no sign."""
    zero = round(value, digits) == 0
    return number(0.0 if zero else value, language or state.language(), digits, sign and not zero)


def interval(pair: Difference, scale: float, digits: int, language: str | None = None) -> str:
    """The interval of a difference, or a dash when one pair gives none."""
    if pair.low != pair.low:
        return "–"
    bounds = (scale * pair.low, scale * pair.high)
    # A bound that rounds to zero would leave open on which side of it the interval ends.
    while digits < MOST_DIGITS and any(bound and round(bound, digits) == 0 for bound in bounds):
        digits += 1
    return f"{told(scale * pair.low, digits, True, language)} … {told(scale * pair.high, digits, True, language)}"


def payback(comparison: Comparison, other: int = 1) -> tuple[int | None, float, int]:
    """Month (from 1) from which the mean gain in profit stays above zero, its lowest point and that one's month."""
    gain = _gaps(comparison, other, "focal_profit").cumsum(axis=1).mean(axis=0)
    return ahead_for_good(gain), float(gain.min()), int(gain.argmin()) + 1


def headline(comparison: Comparison, say: Say, name: str, other: int = 1) -> str:
    """The finding in one sentence: partners kept, whose, and what it means for the profit, each with its interval."""
    found = comparison.metrics(other)
    if comparison.scenarios[0].hash == comparison.scenarios[other].hash:
        return say("finding.same")
    kept, own, profit = found["survival_share"], found.get("survival_share_treated"), found["focal_profit"]
    place = {"name": name, "months": comparison.months}
    subject = own or kept
    side = "own" if own else "all"
    values = {"by": told(abs(100 * subject.difference), 1, False), "range": interval(subject, 100, 1)}
    key = "unclear" if not subject.clear else "up" if subject.difference > 0 else "down"
    parts = [say(f"finding.{side}.{key}", **values, **place)]
    if own:
        key = "unclear" if not kept.clear else "up" if kept.difference > 0 else "down"
        rivals = found.get("survival_share_untreated")
        if key == "down" and own.clear and own.difference > 0 and rivals and rivals.clear and rivals.difference < 0:
            key = "paid"
        values = {"by": told(abs(100 * kept.difference), 1, False), "range": interval(kept, 100, 1)}
        parts.append(say(f"finding.channel.{key}", **values))
    key = "unclear" if not profit.clear else "up" if profit.difference > 0 else "down"
    share = told(abs(100 * profit.difference / profit.base), 0, False) if profit.base > 0 else "–"
    values = {"by": told(abs(profit.difference), 0, False), "range": interval(profit, 1, 0), "share": share}
    parts.append(say(f"finding.profit.{key}", **values))
    month, lowest, when = payback(comparison, other)
    if month and month > 1 and profit.clear and profit.difference > 0:
        parts.append(say("finding.payback", month=month, low=told(lowest, 0), when=when))
    return " ".join(parts)


def verdict(comparison: Comparison, other: int = 1) -> str:
    """What the finding comes to: ``same``, ``gain``, ``loss``, ``mixed`` (partners against profit) or ``unclear``.

    Of the focal distributor's partners (of all, where it has none at the start) and of its profit only what is clear
    counts.
    """
    if comparison.scenarios[0].hash == comparison.scenarios[other].hash:
        return "same"
    found = comparison.metrics(other)
    told = (found.get("survival_share_treated", found["survival_share"]), found["focal_profit"])
    up = any(pair.clear and pair.difference > 0 for pair in told)
    down = any(pair.clear and pair.difference < 0 for pair in told)
    return "mixed" if up and down else "gain" if up else "loss" if down else "unclear"


def _gaps(comparison: Comparison, other: int, series: str) -> np.ndarray:
    """Difference of a monthly series by replicate and month."""
    return np.array([row[other].monthly[series] - row[0].monthly[series] for row in comparison.complete])


def signs(comparison: Comparison, say: Say, language: str, other: int = 1) -> pd.DataFrame:
    """When each sign shows: the first month from which its interval stays clear of zero for half a year."""
    rows = []
    pairs = comparison.pairs
    wide = float(t.ppf(0.975, pairs - 1)) / pairs**0.5 if pairs > 1 else float("nan")
    for series, (digits, scale) in SIGNS.items():
        gaps = scale * _gaps(comparison, other, series)
        means = gaps.mean(axis=0)
        half = wide * gaps.std(axis=0, ddof=1) if pairs > 1 else np.full(len(means), np.nan)
        first = _first_run(np.abs(means) > half, min(6, comparison.months))
        at = [month for month in (12, 24, 36) if month <= comparison.months]
        row = {say("sign"): say(f"sign.{series}"), say("shows"): "–" if first is None else str(first + 1)}
        row |= {say("at_month", month=month): told(float(means[month - 1]), digits, True, language) for month in at}
        rows.append(row)
    return pd.DataFrame(rows)


def _first_run(flags: np.ndarray, length: int) -> int | None:
    """Start of the first run of so many true flags."""
    for start in range(len(flags) - length + 1):
        if flags[start : start + length].all():
            return start
    return None


def differences(comparison: Comparison, say: Say, language: str, other: int = 1) -> pd.DataFrame:
    """Every metric: baseline, what-if, paired difference and its interval."""
    found, rows = comparison.metrics(other), []
    for name, (digits, scale) in METRICS.items():
        if name in found:
            pair = found[name]
            rows.append(
                {
                    say("metric"): say(f"metric.{name}"),
                    say("baseline"): told(scale * pair.base, digits, False, language),
                    say("what_if"): told(scale * pair.other, digits, False, language),
                    say("difference"): told(scale * pair.difference, digits, True, language),
                    say("interval"): interval(pair, scale, digits, language),
                }
            )
    return pd.DataFrame(rows)
