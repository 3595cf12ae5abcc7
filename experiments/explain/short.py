"""Who is viable but short of cash at the end of a run, and how well its distributor can tell."""

from __future__ import annotations

import numpy as np

from agents.partner import ACCOUNTS, INITIAL, KINDS
from model.market import PARTNERS
from model.rescue import estimated_margin, in_need, potential_margin
from model.settings import distributor_names

# What a distributor's own ledger shows of a partner: a debt a month overdue, no purchase this month, or one of less
# than half of the usual.
SIGNS = ("overdue", "silent", "halved")


def short_of_cash(result) -> list[dict]:
    """Living partners in need at the end of a run, the most promising first.

    Need is what shows before ruin: debts a month overdue, wages owed, or an owner about to give up
    (``model.rescue``). ``potential_margin`` (share of sales) is what the partner could earn if it could deliver
    every order; ``estimate`` is what its most trusted distributor would see, with that month's error of
    screening; ``error`` is empty, ``missed`` (viable, taken for hopeless) or ``wasted`` (the reverse); ``shows`` has
    those of ``SIGNS`` that the distributor's own ledger shows.
    """
    market, month = result.market, result.months - 1
    names = distributor_names(market.distributors.shape[0])
    settings = market.settings[month]
    bar = float(settings.rescue_bar)
    rows = []
    for row in range(int(market.counters[PARTNERS])):
        partner, accounts = market.partners[row], market.accounts[row]
        if not partner.alive or not in_need.py_func(partner, accounts, settings):
            continue
        held = [accounts[place] for place in range(ACCOUNTS) if accounts[place].distributor >= 0]
        if not held:
            continue
        closest = max(held, key=lambda account: account.trust)
        supplier = int(closest.distributor)
        margin = float(potential_margin.py_func(market, month, row))
        estimate = float(estimated_margin.py_func(market, month, partner, margin, supplier))
        viable, taken = margin >= bar, estimate >= bar
        rows.append(
            {
                "partner": int(partner.id),
                "kind": KINDS[partner.kind],
                "people": float(partner.sales_staff + partner.service_staff),
                "distributor": names[supplier],
                "cash": float(partner.cash),
                "owed_overdue": float(sum(account.overdue.sum() for account in held) + partner.arrears),
                "potential_margin": margin,
                "estimate": estimate,
                "viable": bool(viable),
                "error": "" if viable == taken else "missed" if viable else "wasted",
                "shows": shown_by(closest),
            }
        )
    return sorted(rows, key=lambda r: (-r["potential_margin"], r["partner"]))


def shown_by(account) -> list[str]:
    """Which of ``SIGNS`` an account shows to its distributor."""
    usual = float(account.average_purchases)
    found = {
        "overdue": bool((account.overdue[1:] > 0.0).any()),
        "silent": usual > 0.0 and not account.purchases > 0.0,
        "halved": usual > 0.0 and 0.0 < account.purchases < usual / 2.0,
    }
    return [name for name in SIGNS if found[name]]


def partners_with(market, distributor: int) -> int:
    """Living partners of month 0 that trust this distributor most: those of whom some may be in need."""
    count = int(market.counters[PARTNERS])
    partners, accounts = market.partners[:count], market.accounts[:count]
    trust = np.where(accounts["distributor"] >= 0, accounts["trust"], -1.0)
    closest = np.take_along_axis(accounts["distributor"], trust.argmax(axis=1)[:, None], axis=1)[:, 0]
    return int(((partners["alive"] == 1) & (partners["origin"] == INITIAL) & (closest == distributor)).sum())
