"""What you can offer your partners, and the market that starts with them.

Each programme is what a preset of the same name does, or a part of it: no number here is fitted to anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from experiments.channel.candidates import Candidates
from experiments.channel.doubts import LedgerError
from experiments.channel.folder import Channel
from experiments.channel.history import History
from experiments.channel.particles import particles_of
from experiments.channel.signs import signs_at
from experiments.running.runs import run_seed
from experiments.words.keys import FOCAL
from scenarios import Change, Scenario, load_scenario
from scenarios.partners import FIELDS, load_partners
from scenarios.scenario import Value

NOTHING = "nothing"
FEWEST = 2  # partners on a list that a market starts with
# Programme: the preset whose levers it takes, and which of them (empty: all).
PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "terms": ("credit", ("credit.deferment_days",)),
    "limit": ("credit", ("credit.limit_months",)),
    "rescue": ("rescue", ()),
    "insurance": ("", ()),
    "services": ("services", ()),
    "community": ("community", ()),
}
INSURED = 0.9  # of a claim, the usual cover of a trade credit policy (judgement)
BUDGET = FOCAL + "community.budget"
# What can be offered to one partner and not to another at a cost that follows. A team of engineers and a community
# cost what they cost whoever uses them: they are for all or for nobody.
TO_SOME = ("terms", "limit", "rescue", "insurance")
LONGEST_CASH = next(field.high for field in FIELDS if field.name == "cash_days")


def programme(name: str, monthly: float) -> dict[str, Value]:
    """The levers of a programme; ``monthly`` is what your partners buy from you in a usual month, the model's money.

    The preset's community budget is meant for the example market: yours is the same share of your sales.
    """
    if name == "insurance":
        return {FOCAL + "credit.insurance": INSURED}
    preset, keys = PARTS[name]
    own, usual = load_scenario(preset).values, load_scenario("steady").values
    found = {
        key: value
        for key, value in own.items()
        if key.startswith(FOCAL) and (key.removeprefix(FOCAL) in keys if keys else value != usual[key])
    }
    if BUDGET in found:
        found[BUDGET] = float(f"{float(found[BUDGET]) * monthly / example_sales(usual):.4g}")
    return found


def example_sales(values: Mapping[str, Value]) -> float:
    """Purchases from one distributor in a usual month of the example market (money): its partners' over its number."""
    all_ = sum(
        float(values[f"population.{kind}"] * values[f"partners.{kind}.staff_at_start"])
        * float(values[f"partners.{kind}.sales_per_head"])
        for kind in ("integrator", "reseller", "online_shop")
    )
    return all_ / float(values["population.distributor"])


def to_all(name: str, values: Mapping[str, Value]) -> Change:
    """The programme from the first month on, for everybody."""
    return Change(0, None, name, dict(values))


def to_some(name: str, values: Mapping[str, Value], ids: Sequence[int]) -> Change:
    """The programme from the first month on, for the partners on these lines of the list."""
    return Change(0, None, name, dict(values), None, {"ids": tuple(int(place) for place in ids)})


def own_market(channel: Channel, market: Scenario) -> Scenario:
    """``market`` with the partners of a channel folder, and its money for theirs.

    Raises :class:`LedgerError` where fewer than ``FEWEST`` partners have a size to start a market with.
    """
    listed = channel.partners["listed"].notna().sum() if "listed" in channel.partners else 0
    if listed < FEWEST:
        raise LedgerError(channel.path.name, "few_partners", count=int(listed), fewest=FEWEST)
    unit = load_scenario(channel.path / "scenario.toml").values["population.money_unit"]
    own = market.with_values({"population.money_unit": unit}).with_partners(load_partners(channel.path))
    return replace(own, name=channel.path.name)


def starts(
    base: Scenario, channel: Channel, history: History, candidates: Candidates, seed: int, replicates: int
) -> list[Scenario]:
    """``base`` once a replicate, each partner's cash that of one of its particles where its list does not say.

    What a ledger cannot show differs between replicates as it does between the lives that stand for a partner, so
    that it is part of every interval.
    """
    signs, trades = signs_at(history, history.months - 1)
    listed = channel.partners["listed"].to_numpy(float)
    rows = np.flatnonzero(trades & ~np.isnan(listed))
    rows = rows[np.isnan(np.array(base.partners.cash_days))[listed[rows].astype(int)]]
    if not len(rows):
        return [base] * replicates
    particles = particles_of(signs[rows], history.kind[rows], candidates)
    cash = np.clip(candidates.frame["cash_days"].to_numpy(float), 0.0, LONGEST_CASH)
    reached = particles.weight.cumsum(axis=1)
    found = []
    for replicate in range(replicates):
        luck = np.random.default_rng(run_seed(seed, replicate))
        place = np.minimum((reached < luck.random((len(rows), 1))).sum(axis=1), reached.shape[1] - 1)
        drawn = np.array(base.partners.cash_days)
        drawn[listed[rows].astype(int)] = cash[particles.place[np.arange(len(rows)), place]]
        days = tuple(float(f"{value:.4g}") for value in drawn)
        found.append(base.with_partners(replace(base.partners, cash_days=days)))
    return found
