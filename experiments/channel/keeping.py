"""The whole answer to *what keeps whom, at what cost*: for a channel folder, programmes tried, and a budget spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.channel.candidates import Candidates
from experiments.channel.folder import Channel
from experiments.channel.history import History
from experiments.channel.offers import Pilot, best_offers, pilot_of, rules
from experiments.channel.policy import Runner, Trial, by_partner, costs, for_whom, groups_of, trial
from experiments.channel.programmes import TO_SOME, programme, starts, to_all
from experiments.channel.shrinkage import Shrunk
from experiments.comparing.finding import USUAL, Best, sentence
from experiments.running.size import check_size, ledger_money
from experiments.words.words import Words
from scenarios import Change, Scenario

PILOT = "pilot"
RULES = ("chosen", "riskiest", "chance", "all")  # the list and simpler rules, which it is judged beside


@dataclass(frozen=True)
class Keeping:
    """Programmes tried on your own partners, as many futures as there are replicates.

    ``partners`` has a row a partner of the market's list, in its order, with its ``risk`` to stop within a year;
    ``levers`` the values of each programme; ``groups``, ``effects`` and ``prices`` (a year, the ledger's money) are
    what :mod:`experiments.channel.policy` makes of the ``trial``.
    """

    base: Scenario
    seed: int
    partners: pd.DataFrame
    levers: Mapping[str, Mapping]
    starts: Sequence[Scenario]
    trial: Trial
    groups: Mapping[str, np.ndarray]
    effects: Mapping[str, Shrunk]
    prices: Mapping[str, np.ndarray]

    @property
    def for_whom(self) -> list[dict]:
        """The effect on each group (see :func:`experiments.channel.policy.for_whom`)."""
        return for_whom(self.trial, self.groups)

    @property
    def best(self) -> Best:
        """Which programme keeps most partners buying."""
        return self.trial.best_among(self.trial.others, "buying")

    @property
    def table(self) -> pd.DataFrame:
        """A row a partner, columns as in :func:`columns`."""
        table = self.partners[["name", "kind", "purchases"]].reset_index(drop=True)
        table["chance_now"] = self.trial.buys[0].mean(axis=0)
        table["chance_stops_by_ledger"] = self.partners["risk"].to_numpy()
        for name, effect in self.effects.items():
            table[f"chance_{name}"], table[f"chance_{name}_low"] = effect.mean, effect.low
            table[f"chance_{name}_high"], table[f"cost_{name}"] = effect.high, self.prices[name]
        return table


def columns(names: Sequence[str], months: int) -> dict[str, str]:
    """What the columns of :attr:`Keeping.table` mean."""
    found = {
        "name": "partner",
        "kind": "kind",
        "purchases": "purchases from you in a usual month, money",
        "chance_now": f"share of futures in which it still buys from you after {months} months, nothing done",
        "chance_stops_by_ledger": "chance to stop within 12 months by garden channel risk",
    }
    for name in names:
        found |= {
            f"chance_{name}": f"what {name} adds to that share, drawn towards partners of like risk",
            f"chance_{name}_low": "its 95 % interval, from; empty where too few pairs of runs differ",
            f"chance_{name}_high": "to",
            f"cost_{name}": f"extra spend of {name} a year, shared as purchases are, money",
        }
    return found


def rows_of(
    found: Trial, arms: Sequence[str], say: Words, unit: str = "", names: Mapping[str, str] | None = None
) -> list[dict]:
    """A row an arm: whom it keeps, what it costs a year and brings, its verdict, and the finding in words.

    ``unit`` names the money, ``names`` are what people call the arms in the language of ``say``.
    """
    told = {"still_there": "survival_share_treated", "still_buying": "buying_share", "bought_at_end": "bought_at_end"}
    rows = []
    for arm in arms:
        effects, finding = found.metrics(arm), found.finding(arm)
        yearly = {"cost_a_year": found.yearly(arm, "focal_spend"), "profit_a_year": found.yearly(arm, "focal_profit")}
        pairs = {name: effects[metric] for name, metric in told.items() if metric in effects} | yearly
        row = {"programme": arm, **{name: pair.__dict__ for name, pair in pairs.items()}, "verdict": finding.verdict}
        rows.append(row | {"finding": sentence(finding, say, (names or {}).get(arm, arm), unit)})
    return rows


def command_for(folder: str, names: Sequence[str], months: int, futures: int, seed: int, budget: float = 0.0) -> str:
    """The command that tries the same again in the market that is usual."""
    spend = f" --budget {budget:.15g}" if budget > 0.0 else ""
    return (
        f"garden channel policy {folder} --programmes {','.join(names)} --months {months} --futures {futures} "
        f"--seed {seed}{spend}"
    )


def keeping(
    channel: Channel, history: History, candidates: Candidates, risk: pd.DataFrame, own: Scenario,
    names: Sequence[str], months: int, replicates: int, seed: int, run: Runner = trial,
) -> Keeping:  # fmt: skip
    """Try programmes on a channel's own partners.

    ``own`` is the market of :func:`experiments.channel.programmes.own_market`, ``risk`` the table of
    :func:`experiments.channel.risk.risk_table`, ``run`` what carries a trial out.
    """
    base = own.with_values({"months": months})
    check_size([base], replicates * (1 + len(names)), months)
    partners = channel.partners.dropna(subset="listed").sort_values("listed").reset_index(drop=True)
    partners["risk"] = risk.set_index("partner")["stop_12"].reindex(partners["partner"]).to_numpy()
    partners["purchases"] = partners["purchases"].fillna(partners["size"] * partners["share"])
    levers = {name: programme(name, float(partners["purchases"].sum()) / ledger_money(base)) for name in names}
    begun = starts(base, channel, history, candidates, seed, replicates)
    arms = {name: lambda _, name=name: (to_all(name, levers[name]),) for name in names}
    found = run(begun, arms, seed, 0)
    groups = groups_of(partners, partners["risk"].to_numpy())
    prices = costs(found, partners["purchases"].to_numpy(float))
    return Keeping(base, seed, partners, levers, begun, found, groups, by_partner(found, groups["risk"]), prices)


@dataclass(frozen=True)
class Plan:
    """Offers within a yearly budget, tried on new luck beside simpler rules.

    ``offers`` (line of the list to programme), ``price`` what they were expected to cost a year; ``lead`` the programme
    that most of them name; ``clear`` how many gains are told apart from nothing; ``trial`` has an arm a rule; ``best``
    says which rule within the budget keeps most buying.
    """

    budget: float
    offers: Mapping[int, str]
    price: float
    lead: str
    clear: int
    trial: Trial
    best: Best
    pilot: Pilot


def plan(kept: Keeping, budget: float, run: Runner = trial) -> Plan | None:
    """Spend a budget (the ledger's money a year); None where no programme is expected to keep anybody within it.

    What the list does is measured on replicates that had no say in making it: a list made and judged on the same luck
    would look better than it is.
    """
    names = [name for name in TO_SOME if name in kept.levers]
    worth = kept.partners["purchases"].to_numpy(float)
    gains = {name: kept.effects[name].mean for name in names}
    offers = best_offers(gains, {name: kept.prices[name] for name in names}, worth, budget)
    if not offers:
        return None
    lead = max(names, key=lambda name: sum(offered == name for offered in offers.values()))
    values = {name: kept.levers[name] for name in names}
    arms = rules(offers, lead, kept.prices[lead], kept.partners["risk"].to_numpy(float), budget, values, kept.seed)
    arms[PILOT] = lambda _: (Change(0, None, PILOT, dict(values[lead]), 0.5),)
    found = run(kept.starts, arms, kept.seed, kept.trial.replicates)
    pilot = pilot_of(lead, found, PILOT, kept.trial.effect("buying_share", lead), USUAL.points / 100.0)
    best = found.best_among(("chosen", "riskiest", "chance"), "buying")
    price = float(sum(kept.prices[name][place] for place, name in offers.items()))
    clear = sum(bool(kept.effects[name].low[place] > 0.0) for place, name in offers.items())
    return Plan(budget, offers, price, lead, clear, found, best, pilot)
