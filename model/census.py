"""Your own channel: partners of month 0 as somebody knows them, instead of drawn ones.

A list tells a partner's size, cash and contract, but not its claims by due day, its customers or its owner; books
made up around it would close many of its firms in the first year. So a market with the listed numbers by kind,
mean sizes, distributors and terms lives through the prologue, and then each listed partner takes over the firm
of its kind that settled most like it (hot deck imputation: Andridge and Little 2010), its books scaled to the
listed size. What the list tells holds at month 0; all else is the donor's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents import distributor, domain, goods, partner
from agents.customer import CONSUMER, CORPORATE, tendered_part
from agents.distributor import CREDIT, PREPAYMENT, USES
from agents.partner import KINDS
from model.market import PARTNERS, Market

NEIGHBOURS = 128  # firms of like size among which donors are chosen: all pairs are compared
FITTING_ROUNDS = 5  # more would fit chance: a few customers would become huge
# A firm's owner stays the same when its books are scaled.
OWNERS = ("owner_wealth", "outside_option")
SCALED = ("money", "money / month", "people", "people x months")


class Census(NamedTuple):
    """Partners of month 0 in the order of their ids; arrays (n,), NaN (or -1) where nothing is known.

    ``kind`` and ``distributor`` are codes and rows, ``size`` (money / month) usual purchases from all
    distributors, ``cash_days`` (days) outflows held in cash, ``terms`` (days) and ``limit`` (money) of the
    contract with the main distributor: 0 in either means that the partner pays in advance.
    """

    kind: np.ndarray
    size: np.ndarray
    cash_days: np.ndarray
    terms: np.ndarray
    limit: np.ndarray
    distributor: np.ndarray

    @property
    def order(self) -> np.ndarray:
        """Partner by row of the market: rows are sorted by kind."""
        return np.argsort(self.kind, kind="stable")

    @property
    def prepays(self) -> np.ndarray:
        """Partners (n,) known to have no credit."""
        return (self.terms == 0.0) | (self.limit == 0.0)


def census_of(scenario) -> Census | None:
    """The partners that a scenario's file gives, in the scenario's money; None when it has no file."""
    given = getattr(scenario, "partners", None)
    if given is None:
        return None
    money = float(scenario.values["money_scale"]) / float(scenario.values["population.money_unit"])
    codes = np.array([KINDS.index(kind) for kind in given.kind], dtype=np.int64)
    rows = np.array([-1 if not d else 0 if d == "focal" else int(d[6:]) for d in given.distributor], dtype=np.int64)
    size, cash_days, terms, limit = (
        np.array(c, float) for c in (given.size, given.cash_days, given.terms, given.limit)
    )
    return Census(codes, size * money, cash_days, terms, limit * money, rows)


def with_demand(segments: np.recarray, factor: float) -> np.recarray:
    """A copy of the segments' settings in which customers want ``factor`` times as much."""
    changed = segments.copy()
    changed["demand"] *= factor
    return changed


def days_beside(census: Census, tables: dict) -> np.ndarray:
    """Days (n,) of each listed contract beyond the policy of its distributor before month 0; 0 where none are told."""
    policy = tables["levers"]["deferment_days"][0, np.maximum(0, census.distributor)]
    return np.where(np.isnan(census.terms) | census.prepays, 0.0, census.terms - policy)


def register(market: Market, census: Census, tables: dict) -> np.ndarray:
    """Write what must be known before the opening into an empty market; returns sizes (rows,) in people."""
    order = census.order
    main = market.accounts[: len(order), 0]
    named = census.distributor[order] >= 0
    main["given"] = named
    main["distributor"] = np.where(named, census.distributor[order], -1)
    main["own_days"] = days_beside(census, tables)[order]
    totals, counts = np.bincount(census.kind, census.size), np.bincount(census.kind)
    means = totals / np.maximum(1, counts) / tables["kinds"]["sales_per_head"][0, : len(counts)]
    return means[census.kind[order]]


def usual_limits(market: Market, tables: dict, rows: np.ndarray) -> np.ndarray:
    """What the policy of each main distributor would grant to a sound partner in these rows (money)."""
    main = market.accounts[rows, 0]
    months = tables["levers"]["limit_months"][0, np.maximum(0, main["distributor"])]
    return months * np.maximum(main["average_purchases"], main["share"] * market.partners["normal_sales"][rows])


# A doubled size counts as much as the other mode of trade, a month of terms, a cash cushion eight times as large.
WEIGHTS = np.array((3.0, 2.0, 1.0 / 15.0, 0.5, 1.0))


def likeness(market: Market, census: Census, tables: dict) -> tuple[np.ndarray, np.ndarray]:
    """What makes two firms alike: told (n, 5) and as settled by row (rows, 5); NaN where nothing is known.

    Columns, in units of distance: size, prepayment, days agreed, limit over size, cash.
    """
    count = len(census.kind)
    firms, main = market.partners[:count], market.accounts[:count, 0]
    least = 1e-9 * float(census.size.max())
    sales = np.maximum(least, firms.normal_sales)
    days = 30.0 * firms.cash / np.maximum(firms.outflow_rate, 1e-300)
    limit = np.log(0.01 + main["limit"] / sales)
    settled = (np.log(sales), main["mode"] == PREPAYMENT, main["own_days"], limit, np.log(10.0 + days))
    silent = np.isnan(census.terms) & np.isnan(census.limit)
    told = np.column_stack(
        (
            np.log(census.size),
            np.where(silent, np.nan, census.prepays),
            np.where(np.isnan(census.terms) | census.prepays, np.nan, days_beside(census, tables)),
            np.where(census.prepays, np.nan, np.log(0.01 + census.limit / census.size)),
            np.log(10.0 + census.cash_days),
        )
    )
    return told * WEIGHTS, np.column_stack(settled) * WEIGHTS


def donors(market: Market, census: Census, tables: dict) -> np.ndarray:
    """The row that each listed partner takes over (n,): the likest firm of its kind, of its distributor if it can."""
    # A third of a second to import, for markets that are drawn from a list alone.
    from scipy.optimize import linear_sum_assignment

    told, settled = likeness(market, census, tables)
    place = np.argsort(census.order)
    supplier = market.accounts["distributor"][: len(place), 0]
    found = np.empty(len(place), dtype=np.int64)
    for kind in np.unique(census.kind):
        members = np.flatnonzero(census.kind == kind)
        rows = place[members]
        members = members[np.argsort(told[members, 0], kind="stable")]
        rows = rows[np.argsort(settled[rows, 0], kind="stable")]
        for start in range(0, len(members), NEIGHBOURS):
            some, free = members[start : start + NEIGHBOURS], rows[start : start + NEIGHBOURS]
            cost = np.nan_to_num((told[some, None, :] - settled[None, free, :]) ** 2).sum(axis=2)
            named = census.distributor[some, None]
            cost += (named >= 0) & (named != supplier[None, free])
            left, right = linear_sum_assignment(cost)
            found[some[left]] = free[right]
    return found


def scale_books(market: Market, rows: np.ndarray, factor: np.ndarray) -> None:
    """Multiply all that a firm in these rows owns, owes, employs and expects; ratios stay as they are."""
    tables = (market.partners, partner.STATE), (market.accounts, distributor.ACCOUNT), (market.lines, goods.LINE)
    tables = *tables, (market.skills, domain.SKILL)
    for table, columns in tables:
        for column in columns:
            if column.unit in SCALED and column.name not in OWNERS:
                values = table[column.name]
                values[rows] *= factor.reshape(-1, *(1,) * (values.ndim - 1))


def tendered_parts(market: Market) -> np.ndarray:
    """Part of each customer's purchases (firms,) for which it asks for bids: large projects of corporate accounts."""
    settings = market.settings[0]
    return np.array(
        [
            tendered_part(float(firm.weight), float(settings.tender_size), float(settings.project_spread))
            if firm.segment == CORPORATE
            else 0.0
            for firm in market.customers
        ]
    )


def fit_customers(market: Market, factor: np.ndarray) -> None:
    """Customers' sizes change so that the firms in all rows expect ``factor`` (rows,) times as much business.

    Iterative proportional fitting (Deming and Stephan 1940): each customer grows by the mean of what those that
    may serve it lack, weighted by their parts: its supplier gets what is not tendered. Ties stay as they settled.
    """
    firms = market.customers
    lists = np.asarray(firms.shortlist)
    rows = np.maximum(lists, 0)
    chance = np.where(lists >= 0, market.desks["weight"][rows, firms.segment[:, None]], 0.0)
    chance *= np.where(lists == firms.incumbent[:, None], market.segments["loyalty"][0, firms.segment][:, None], 1.0)
    total = chance.sum(axis=1, keepdims=True)
    chance = np.divide(chance, total, out=np.zeros_like(chance), where=total > 0.0)
    steady = 1.0 - tendered_parts(market)[:, None]
    chance = np.where(firms.incumbent[:, None] >= 0, steady * (lists == firms.incumbent[:, None]), 0.0) + chance * (
        np.where(firms.incumbent[:, None] >= 0, 1.0 - steady, 1.0)
    )
    corporates = int(market.world[0]["corporates"])
    counts = np.array([corporates, len(firms) - corporates, 0])
    value = market.segments["demand"][0, firms.segment] / np.maximum(1, counts)[firms.segment] * firms.weight

    def business() -> np.ndarray:
        return np.bincount(rows.ravel(), (chance * value[:, None]).ravel(), minlength=len(factor))

    before, wanted = value.copy(), business() * factor
    served = total[:, 0] > 0.0
    for _ in range(FITTING_ROUNDS):
        now = business()
        lack = np.divide(wanted, now, out=np.ones_like(now), where=now > 0.0)
        value *= np.where(served, (chance * lack[rows]).sum(axis=1), 1.0)
    grown = np.divide(value, before, out=np.ones_like(value), where=before > 0.0)
    firms.weight *= grown
    firms.installed *= grown
    firms.need *= grown
    consumers = market.desks["consumers"]
    if consumers.sum() > 0.0:
        market.segments["demand"][:, CONSUMER] *= float((consumers * factor).sum() / consumers.sum())


def name_main_distributor(market: Market, census: Census, rows: np.ndarray) -> None:
    """The named distributor holds the main contract (place 0) and most trust; what is owed moves with a contract."""
    named = census.distributor >= 0
    rows, wanted = rows[named], census.distributor[named]
    supplier, trust = market.accounts["distributor"], market.accounts["trust"]
    before = supplier[rows, 0].copy()
    for place in range(1, supplier.shape[1]):
        twice = supplier[rows, place] == wanted
        supplier[rows[twice], place] = before[twice]
    supplier[rows, 0] = wanted
    best = trust[rows].argmax(axis=1)
    first = trust[rows, 0].copy()
    trust[rows, 0] = trust[rows, best]
    trust[rows[best > 0], best[best > 0]] = first[best > 0]


def agree_contracts(market: Market, census: Census, tables: dict, rows: np.ndarray) -> None:
    """The listed terms and limits become those of the main contracts (place 0) in ``rows`` (n,)."""
    main = market.accounts[:, 0]
    has_credit = ~census.prepays & ((census.terms > 0.0) | (census.limit > 0.0))
    modes = tables["levers"]["mode"][0, np.maximum(0, main["distributor"][rows])].astype(np.int64)
    granted = has_credit & (main["mode"][rows] == PREPAYMENT)
    main["mode"][rows[granted]] = modes[granted]
    main["stage"][rows[has_credit], CREDIT] = USES
    usual = usual_limits(market, tables, rows)
    main["limit"][rows[granted]] = usual[granted]
    told = has_credit & ~np.isnan(census.limit)
    main["limit"][rows[told]] = census.limit[told]
    main["mode"][rows[census.prepays]] = PREPAYMENT
    main["limit"][rows[census.prepays]] = 0.0
    known = told & (usual > 0.0)
    main["own_limit"][rows[known]] = census.limit[known] / usual[known] - 1.0
    main["own_days"][rows] = days_beside(census, tables)
    # A distributor gives credit to firms that it has known for a while.
    known = int(tables["settings"]["newcomer_months"][0])
    age = market.partners["age"]
    age[rows[has_credit]] = np.maximum(age[rows[has_credit]], known)


def hold_cash(market: Market, census: Census, rows: np.ndarray) -> None:
    """Cash is what the list tells; owners have put in or taken out the difference before month 0."""
    known = ~np.isnan(census.cash_days)
    firms = market.partners
    cash = census.cash_days[known] / 30.0 * firms["outflow_rate"][rows[known]]
    firms["equity"][rows[known]] += cash - firms["cash"][rows[known]]
    firms["cash"][rows[known]] = cash


def balance_distributors(market: Market) -> None:
    """Distributors' claims follow the scaled debts; the money lent or returned comes from their cash or bank."""
    accounts = market.accounts[: int(market.counters[PARTNERS])]
    for row, firm in enumerate(market.distributors):
        own = accounts.distributor == row
        receivables, advances = float(accounts.used[own].sum()), float(accounts.advance[own].sum())
        firm["cash"] -= (receivables - firm["receivables"]) - (advances - firm["advances"])
        firm["receivables"], firm["advances"] = receivables, advances
        if firm["cash"] < 0.0:
            firm["bank_debt"] -= firm["cash"]
            firm["cash"] = 0.0


def settle_in(market: Market, census: Census, tables: dict) -> np.ndarray:
    """Give every listed partner a settled firm with the listed size, cash and contract; returns its row (n,)."""
    rows = donors(market, census, tables)
    sales = market.partners["normal_sales"][rows]
    factor = census.size / np.where(sales > 0.0, sales, census.size)
    scale_books(market, rows, factor)
    market.partners["normal_sales"][rows] = census.size
    by_row = np.ones(len(market.partners))
    by_row[rows] = factor
    fit_customers(market, by_row)
    name_main_distributor(market, census, rows)
    agree_contracts(market, census, tables, rows)
    hold_cash(market, census, rows)
    balance_distributors(market)
    return rows


def name_partners(market: Market, census: Census, rows: np.ndarray) -> None:
    """Ids are places in the list, so that partner 0 is its first line; the named distributor is the main one."""
    market.partners["id"][rows] = np.arange(len(rows))
    market.names[rows] = np.arange(len(rows))
    named = census.distributor >= 0
    market.partners["primary_at_start"][rows[named]] = census.distributor[named]
