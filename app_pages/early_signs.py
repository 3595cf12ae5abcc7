"""The question on a community: when it shows, when it pays, and whether any sign of the first years says to stop."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app_pages import findings, state
from app_pages.questions import answered
from experiments.comparing.compare import Comparison
from experiments.comparing.finding import MORE, Finding, line_told
from experiments.comparing.statistics import mean_interval
from experiments.validation.bearing import missed_facts
from experiments.words.words import uncapital, words

FEW = 0.1  # of the futures, those in which a sign is lowest: whom it would call to stop
EARLY = ("focal_members", "competence")  # signs that may show before purchases do
TRIED = ("focal_members", "focal_sales", "competence")  # signs whose lowest values may say that it will not pay
LOOKS = (12, 24)  # months at whose end they are looked at


def answer(comparison: Comparison, finding: Finding, so_far: str) -> None:
    """When purchases show it and when it pays, what shows first, what one's own books can show, and when to stop."""
    say, language = words(state.language(), "app.questions"), state.language()
    told = words(language, "app.findings")
    table = findings.signs(comparison, told, language).set_index(told("sign"))[told("shows")]
    names = {series: told(f"sign.{series}") for series in findings.SIGNS}
    turns = table[names["focal_sales"]]
    first = "; ".join(f"{name}: {table[name]}" for series, name in names.items()
                      if series in EARLY and table[name] != "–")  # fmt: skip
    purchases = say("community.none") if turns == "–" else _shows(comparison, turns)
    profit = finding.line("profit")
    pays = line_told(profit, words(language), findings.unit())
    lines = [f"{purchases} {_ahead(comparison, profit.state == MORE)}", say("community.first", first=first or "–"),
             *books(comparison, turns != "–"), *stop_told(comparison), *facts(comparison)]  # fmt: skip
    rest = [say("community.pays", months=comparison.months, profit=pays), *turning(table, names),
            say("community.one")]  # fmt: skip
    answered("community", lines, rest, so_far)


def facts(comparison: Comparison) -> list[str]:
    """What the market misses of published facts that bear on the community."""
    base, other = comparison.scenarios
    return missed_facts(base.values, [other.values], state.language())


def turning(shows: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """The signs that show one way first and the other way later: by themselves no reason to go on or to stop."""
    found = [f"{uncapital(name)}: {shows[name]}" for name in names.values() if "," in shows[name]]
    return [words(state.language(), "app.questions")("community.turning", signs="; ".join(found))] if found else []


def _shows(comparison: Comparison, turns: str) -> str:
    """When purchases turn, and how much they are by the end of the second year (or of a shorter time)."""
    say, month = words(state.language(), "app.questions"), min(LOOKS[-1], comparison.months)
    gaps, base = _purchases(comparison)
    mean = float(base[:, month - 1].mean())
    share = 100.0 * float(gaps[:, month - 1].mean()) / mean if mean > 0.0 else 0.0
    return say("community.shows", turns=turns, month=month, by=findings.amount(findings.of_gaps(gaps[:, month - 1])),
               unit=findings.unit(), futures=len(gaps),
               share=say("community.share", share=findings.told(share)) if mean > 0.0 else "")  # fmt: skip


def _ahead(comparison: Comparison, more: bool) -> str:
    """From which month the profit of all months so far is ahead, if it ends so (``more``), and in how many futures it
    does not pay."""
    ahead, gains = findings.course(comparison).ahead, _gains(comparison)
    key = "community.ahead" if ahead and more else "community.behind"
    return words(state.language(), "app.questions")(
        key, month=ahead, months=comparison.months, losing=int((gains <= 0.0).sum()), futures=len(gains)
    )


def books(comparison: Comparison, shows: bool = True) -> list[str]:
    """From when purchases could tell it in one's own books: a channel is one future and has no baseline beside it, so
    that a gain, where there is one (``shows``), is seen there only where it is more than futures without it differ by.
    Nothing where that cannot be said."""
    gaps, base = _purchases(comparison)
    if not shows or len(base) < 2 or not (base.mean(axis=0) > 0.0).all():
        return []
    means, swings = gaps.mean(axis=0), base.std(axis=0, ddof=1)
    hidden = np.flatnonzero(means <= swings)
    first = int(hidden[-1]) + 2 if len(hidden) else 1  # months from 1
    say = words(state.language(), "app.questions")
    if first > comparison.months:
        ends = dict.fromkeys(min(month, comparison.months) for month in (LOOKS[-1], comparison.months))
        parts = (say("community.unseen.at", month=month, **_against(means, swings, base, month)) for month in ends)
        return [say("community.unseen", months=comparison.months, told="; ".join(parts))]
    return [say("community.seen", month=first, **_against(means, swings, base, first))]


def _against(means: np.ndarray, swings: np.ndarray, base: np.ndarray, month: int) -> dict[str, str]:
    """The mean gain of a month and what futures without it differ by, in per cent of purchases without it."""
    scale = 100.0 / float(base[:, month - 1].mean())
    return {name: findings.told(scale * float(values[month - 1]), 1, False)
            for name, values in (("gain", means), ("swing", swings))}  # fmt: skip


def stop_told(comparison: Comparison) -> list[str]:
    """When to stop: the first sign tried whose lowest values surely mean a loss; where none does, that, and what can
    be checked: how many are members, how often few of them would call to stop wrongly, and what that misses."""
    say, names = words(state.language(), "app.questions"), words(state.language(), "app.findings")
    gains = _gains(comparison)
    looks = tuple(dict.fromkeys(min(month, comparison.months) for month in LOOKS))
    for series in TRIED:
        for month in looks:
            level, called = lowest(comparison, series, month)
            if called.any() and mean_interval(gains[called])[2] < 0.0:
                digits, scale = findings.SIGNS[series]
                return [say("community.stop", month=month, sign=uncapital(names(f"sign.{series}")),
                            level=findings.told(scale * level, digits, False), **_calls(called, gains))]  # fmt: skip
    tried = ", ".join(uncapital(names(f"sign.{series}")) for series in TRIED)
    month = looks[0]
    members, called = lowest(comparison, TRIED[0], month)
    firms = float(comparison.series(1, "partners_alive")[:, month - 1].mean())
    check = "community.check" if (gains[called] <= 0.0).any() else "community.check.none"
    return [
        say("community.no_stop", signs=tried, months=words(state.language()).several(map(str, looks))),
        say(check, month=month, members=findings.told(members, 0, False),
            firms=findings.told(firms, 0, False), **_calls(called, gains)),
    ]  # fmt: skip


def lowest(comparison: Comparison, series: str, month: int) -> tuple[float, np.ndarray]:
    """Below what a sign is in few of the futures with the policy, and in which."""
    levels = comparison.series(1, series)[:, month - 1]
    bound = float(np.quantile(levels, FEW))
    return bound, levels < bound


def _calls(called: np.ndarray, gains: np.ndarray) -> dict[str, object]:
    """How often a sign calls, how often wrongly, and how many losses it misses."""
    losing, say = gains <= 0.0, words(state.language(), "app.questions")
    silent = int((losing & ~called).sum())
    missed = say("community.missed", losing=int(losing.sum()), missed=silent) if losing.any() else ""
    return {"called": int(called.sum()), "futures": len(gains), "wrong": int((called & ~losing).sum()),
            "missed": missed}  # fmt: skip


def _gains(comparison: Comparison) -> np.ndarray:
    """Your profit over the whole length against the baseline's, by future."""
    return comparison.monthly_gaps(1, "focal_profit").sum(axis=1)


def _purchases(comparison: Comparison) -> tuple[np.ndarray, np.ndarray]:
    """The difference in purchases and those of the baseline, a row a future and a column a month."""
    return comparison.monthly_gaps(1, "focal_sales"), comparison.series(0, "focal_sales")
