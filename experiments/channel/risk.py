"""Who is at risk: chances to close and to stop buying, what would be lost, why, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.channel.backtest import OUTCOMES, forecasts, ranked_by
from experiments.channel.candidates import Candidates
from experiments.channel.folder import Channel
from experiments.channel.history import History
from experiments.channel.particles import Particles, particles_of
from experiments.channel.signs import signs_at
from experiments.channel.telling import shown_by

INSOLVENT = ("illiquidity", "over_indebtedness")
FAR = 1.0  # mean distance a sign, in standard deviations, from which on a partner is like nothing in the market
COLUMNS: Mapping[str, str] = {
    "name": "partner",
    "kind": "kind",
    "purchases": "purchases of a usual month, money",
    "last_purchase": "month of its last purchase",
    "exposure": "all that it owes you, money",
    "overdue": "what of it is overdue, money",
    "close_6": "chance to close within 6 months",
    "close_12": "chance to close within 12 months",
    "close_12_low": "90 % interval of the share among partners that look alike, from",
    "close_12_high": "to",
    "stop_6": "chance to have stopped buying from you in 6 months",
    "stop_12": "chance to have stopped buying from you in 12 months",
    "stop_12_low": "90 % interval of the share among partners that look alike, from",
    "stop_12_high": "to",
    "expected_loss": "exposure x chance of insolvency in 12 months x share lost, money",
    "seen": "signs of trouble that its books show (which tell what, is in the guide)",
    "cause": "the cause of surely most of its futures that close; empty below the market's own chance to close",
    "outlook": "viable: of its futures that close surely most earn enough; hopeless: most do not; else empty",
    "cash_days": "days of payments that it holds in cash, inferred",
    "cash_days_low": "its 80 % interval, from",
    "cash_days_high": "to",
    "cash_known": "share of what is open of cash that the ledger settles",
    "signs": "signs that the ledger shows, of 8",
    "sure": "independent simulated firms behind the row",
    "like": "yes, or no where no simulated firm is like it",
}


def risk_table(
    channel: Channel, history: History, candidates: Candidates, lost_share: float, skill: list[dict]
) -> pd.DataFrame:
    """A row a partner that trades, the largest expected loss first; columns as in :data:`COLUMNS`.

    ``skill`` are rows of a back-test, which say what the chances stand by (:func:`ranked_by`).
    """
    signs, trades = signs_at(history, history.months - 1)
    rows = np.flatnonzero(trades)
    particles = particles_of(signs[rows], history.kind[rows], candidates)
    known = channel.partners.iloc[rows].reset_index(drop=True)
    ages = known[["overdue_30", "overdue_60", "overdue_90", "overdue_more"]]
    table = known[["partner", "name", "kind", "purchases"]].assign(last_purchase=known["last_purchase"].fillna(""))
    table["exposure"] = known["not_due"] + ages.sum(axis=1)
    table["overdue"] = ages.sum(axis=1).where(known["not_due"].notna())
    for name in OUTCOMES:
        table[name] = forecasts(candidates, name, signs[rows], history.kind[rows], particles)[ranked_by(skill, name)]
    for name in ("close_12", "stop_12"):
        table[f"{name}_low"], table[f"{name}_high"] = interval(table[name].to_numpy(), particles.effective)
    shown = shown_by(signs[rows])
    table["seen"] = [" ".join(name for name in shown if shown[name][row]) for row in range(len(rows))]
    insolvent = candidates.frame["cause"].isin(INSOLVENT).to_numpy(float)
    closes = candidates.frame["close_12"].to_numpy(float)
    usual = insolvent.mean() / closes.mean() if closes.any() else 0.0
    # One closing of the market at large is added: that none of a few lives ended insolvent does not make it impossible.
    share = (particles.effective * particles.mean(insolvent) + usual) / (
        particles.effective * particles.mean(closes) + 1.0
    )
    table["expected_loss"] = np.maximum(table["exposure"], 0.0) * table["close_12"] * share * lost_share
    _reasons(table, particles, candidates)
    _state(table, particles, candidates)
    table["signs"] = particles.known
    table["sure"] = particles.effective.round(1)
    table["like"] = np.where(particles.distance < FAR, "yes", "no")
    key = "expected_loss" if table["expected_loss"].notna().any() else "stop_12"
    return (
        table[["partner", *COLUMNS]]
        .sort_values([key, "stop_12"], ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def interval(chance: np.ndarray, effective: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """90 % interval of the share among partners that look alike, seen in so many independent firms.

    Jeffreys', which begins at nothing where none came true (Brown, Cai, DasGupta 2001), here: less than half a firm.
    How often it holds: :mod:`experiments.channel.coverage`.
    """
    from scipy.stats import beta

    hits = np.clip(chance, 0.0, 1.0) * effective
    low, high = (beta.ppf(end, hits + 0.5, effective - hits + 0.5) for end in (0.05, 0.95))
    return np.where(hits < 0.5, 0.0, low), high


def _reasons(table: pd.DataFrame, particles: Particles, candidates: Candidates) -> None:
    """The cause of most closings, and whether those that close would have earned enough.

    Only of partners that close at least as often as all candidates do, and where surely more than half of the firms
    behind their closings went that way: else every partner has the market's usual cause, which tells nothing of it.
    """
    closes = candidates.frame["close_12"].to_numpy(bool)
    likely = table["close_12"].to_numpy() >= closes.mean()
    firms = particles.effective * particles.mean(closes.astype(float))

    def told(share: np.ndarray) -> np.ndarray:
        return likely & (firms > 0.0) & (interval(np.nan_to_num(share), firms)[0] > 0.5)

    table["cause"] = ""
    for cause in set(candidates.frame["cause"]) - {""}:
        share = particles.mean(np.where(closes, candidates.frame["cause"] == cause, np.nan))
        table.loc[told(share), "cause"] = cause
    earned = particles.mean(np.where(closes, candidates.frame["earns"], np.nan))
    table["outlook"] = np.where(told(earned), "viable", np.where(told(1.0 - earned), "hopeless", ""))


def _state(table: pd.DataFrame, particles: Particles, candidates: Candidates) -> None:
    """Cash as inferred, and how much of its spread over all candidates the ledger took away."""
    cash = candidates.frame["cash_days"].to_numpy()
    table["cash_days"] = particles.quantile(cash, 0.5)
    table["cash_days_low"], table["cash_days_high"] = particles.quantile(cash, 0.1), particles.quantile(cash, 0.9)
    ranks = pd.Series(cash).rank(pct=True).to_numpy()  # a few firms hold years of cash
    spread = particles.mean(ranks**2) - particles.mean(ranks) ** 2
    table["cash_known"] = np.clip(1.0 - spread / np.nanvar(ranks), 0.0, 1.0)


def futures_of(partner: int, history: History, candidates: Candidates, most: int = 5) -> pd.DataFrame:
    """The heaviest particles of one partner: which life in which run stands for it, and what became of it.

    A firm that buys from several distributors stands in the candidates once for each: here its heaviest alone.
    """
    signs, _ = signs_at(history, history.months - 1)
    row = np.flatnonzero(history.line == partner)
    particles = particles_of(signs[row], history.kind[row], candidates)
    order = np.argsort(-particles.weight[0])
    shown = candidates.frame.iloc[particles.place[0][order]].reset_index(drop=True)
    shown.insert(0, "weight", particles.weight[0][order])
    return shown.drop_duplicates(["seed", "partner"]).head(most).reset_index(drop=True)
