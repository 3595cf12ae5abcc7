"""Who is viable but short of cash at the end of a run, and how well its distributor can tell."""

from __future__ import annotations

from agents.partner import ACCOUNTS, KINDS
from model.market import PARTNERS
from model.rescue import estimated_margin, in_need, potential_margin
from model.settings import distributor_names


def short_of_cash(result) -> list[dict]:
    """Living partners in need at the end of a run, the most promising first.

    Need is what shows before ruin: debts a month overdue, wages owed, or an owner about to give up
    (``model.rescue``). ``potential_margin`` (share of sales) is what the partner could earn if it could deliver
    every order; ``estimate`` is what its most trusted distributor would see, with that month's error of
    screening; ``error`` is empty, ``missed`` (viable, taken for hopeless) or ``wasted`` (the reverse).
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
        supplier = int(max(held, key=lambda account: account.trust).distributor)
        margin = float(potential_margin.py_func(market, month, row))
        estimate = float(estimated_margin.py_func(market, month, partner, margin, supplier))
        viable, taken = margin >= bar, estimate >= bar
        rows.append(
            {
                "partner": int(partner.id),
                "kind": KINDS[partner.kind],
                "distributor": names[supplier],
                "cash": float(partner.cash),
                "owed_overdue": float(sum(account.overdue.sum() for account in held) + partner.arrears),
                "potential_margin": margin,
                "estimate": estimate,
                "viable": bool(viable),
                "error": "" if viable == taken else "missed" if viable else "wasted",
            }
        )
    return sorted(rows, key=lambda r: (-r["potential_margin"], r["partner"]))
